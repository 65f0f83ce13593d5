"""The citation grammar: a guideline block of a letter as statements, each with the guidelines it cites, taken apart.

A block holds statements of four kinds, alone or one after another: based on the programme's own guidelines (``mtus``),
based on another source (``non_mtus``), no evidence cited, outside the programme's guidelines. Names, years and words
that open a statement are data (``citations.yaml``); what is here knows only how names, sections and pages follow one
another, in the form that names pages and in the form that names sections.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from openimr.guidelines.citation_names import CitationRules, citation_rules

Kind = Literal["mtus", "non_mtus", "none_cited", "outside_mtus"]


@dataclass(slots=True)
class CitedGuideline:
    """One guideline as cited.

    Attributes:
        guideline: id of the guideline; None when the name is not known.
        edition: id of the edition the words fix; None when they fix none.
        year: year as printed.
        chapter: title of the chapter, as the name or the chapter's number says it.
        sections: section titles as printed.
        pages: pages as printed, ranges as ``121-122``.
    """

    guideline: str | None
    edition: str | None = None
    year: int | None = None
    chapter: str | None = None
    sections: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)


@dataclass(slots=True)
class CitationStatement:
    """One statement of a block: its kind, what it cites, its words."""

    kind: Kind
    citations: list[CitedGuideline]
    text: str


_PAGES = re.compile(
    r"[,;(]?\s*\b(?:Page\(s\)|Pages?|Pgs?\.?|pp?\.)\s*(?:\(s\))?\s*:?\s*"
    r"(?P<list>\d{1,4}[a-z]?(?:\s*[-\u2013\u2014]\s*\d{1,4}[a-z]?)?"
    r"(?:(?:\s*[,;&]\s*(?:and\s+|&\s*)?|\s+(?:and|to|through)\s+)(?:(?:pages?|pp?\.)\s*)?"
    r"\d{1,4}[a-z]?(?!\w)(?:\s*[-\u2013\u2014]\s*\d{1,4}[a-z]?)?)*)(?:\s+of\s+\d{2,4})?\)?",
    re.I,
)
_ONE_PAGE = re.compile(r"\d{1,4}[a-z]?(?:\s*(?:[-\u2013\u2014]|\bto\b|\bthrough\b)\s*\d{1,4}[a-z]?)?", re.I)
_NO_PAGES = re.compile(r"\b(?:Page\(s\))\s*:?", re.I)
_SECTIONS = re.compile(r"[,;]?\s*\bSections?(?:\(s\))?\s*:\s*", re.I)
#: Blocks have a few hundred characters; of a longer statement only this much is searched for citations.
_LONGEST_STATEMENT = 4000
_YEAR = re.compile(r"\s*,?\s*\(?(?:Revised\s+|[A-Z][a-z]+\s+\d{1,2},\s+)?(?P<year>(?:19|20)\d{2})\)?(?=[\s,.;:)]|$)")
_INNER_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_EDGES = " \t\n,;:.-\u2013\u2014/&"
_SEPARATED = re.compile(r"(?:^|[,;.&]|\band|\bor|\d\s*)\s*$", re.I)
_URL = re.compile(r"(?:https?://|www\.)\S+", re.I)
_LEADING_WORD = re.compile(r"^(?:and|or|the|on|&)\s+", re.I)
_SENTENCE_AFTER_URL = re.compile(r"[.,;:]+$")


def parse_block(
    text: str, rules: CitationRules | None = None, adopted: Sequence[CitationStatement] = ()
) -> list[CitationStatement]:
    """Take one guideline block apart.

    Args:
        text: the block, line ends undone.
        rules: names and forms; those of the shipped jurisdiction when None.
        adopted: statements of the block that "the guidelines used by the Claims Administrator" points to.

    Returns:
        The statements in order. Together their texts hold every character of the block but the blanks between them.

    >>> block = ("Decision based on MTUS ACOEM Chapter 12 Low Back Complaints Page(s): 300,Chronic Pain Treatment "
    ...          "Guidelines imaging studies Page(s): 46.")
    >>> [(c.edition, c.chapter, c.sections, c.pages) for s in parse_block(block) for c in s.citations]
    [('mtus-acoem-2004-ch12', 'Low Back Complaints', [], ['300']),
     ('mtus-chronic-pain-2009', None, ['imaging studies'], ['46'])]
    >>> [s.kind for s in parse_block("The Expert Reviewer did not base their decision on the MTUS.  Decision based on "
    ...                              "Non-MTUS Citation Official Disability Guidelines (ODG), Pain, Office Visit")]
    ['outside_mtus', 'non_mtus']
    """
    rules = rules or citation_rules()
    statements: list[CitationStatement] = []
    openings = list(rules.opening.finditer(text))
    first = openings[0].start() if openings else len(text)
    if text[:first].strip(_EDGES):
        statements.append(_by_content(text[:first].strip(), text[:first], rules, prose=True))
        start_of_first = first
    else:
        start_of_first = 0
    for number, found in enumerate(openings):
        start = found.start() if number else start_of_first
        end = openings[number + 1].start() if number + 1 < len(openings) else len(text)
        statements.append(_statement(found, text[start:end].strip(), text[found.end() : end], rules, adopted))
    return statements


def _statement(
    found: re.Match[str], text: str, body: str, rules: CitationRules, adopted: Sequence[CitationStatement]
) -> CitationStatement:
    kind = rules.kind_of(found)
    body = body[:_LONGEST_STATEMENT]
    if kind == "mtus":
        return CitationStatement("mtus", mtus_citations(body, rules), text)
    if kind == "non_mtus":
        return CitationStatement("non_mtus", other_citations(body, rules), text)
    if kind == "none_cited":
        return CitationStatement("none_cited", [], text)
    if kind == "outside_mtus":
        return CitationStatement("outside_mtus", [], text)
    if kind == "adopted":
        if adopted:
            return CitationStatement(adopted[0].kind, [], text)
        return CitationStatement("mtus" if rules.mtus_word.search(text) else "non_mtus", [], text)
    return _by_content(text, body, rules)


def _by_content(text: str, body: str, rules: CitationRules, *, prose: bool = False) -> CitationStatement:
    """A statement whose kind its own words tell: what it says it is part of, else whose guideline it names first.

    In ``prose`` no form tells sections from other words; only names and pages are taken.
    """
    body = body[:_LONGEST_STATEMENT]
    said = rules.ending.search(body)
    if said:
        body = body[: said.start()]
        ours = said.lastgroup == "mtus"
    else:
        first = rules.mtus_name.search(body)
        other = rules.other_name.search(body)
        ours = first is not None and (other is None or first.start() <= other.start())
    if ours:
        statement = CitationStatement("mtus", mtus_citations(body, rules), text)
    else:
        statement = CitationStatement("non_mtus", other_citations(body, rules), text)
    if prose:
        statement.citations = [one for one in statement.citations if one.guideline not in (None, "other")]
        for one in statement.citations:
            one.sections = []
    return statement


# --- guidelines of the MTUS ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Named:
    """A guideline named in a statement, and where its own words (sections, pages) stand."""

    guideline: str
    editions: Mapping[str, str]
    chapter: str | None
    start: int
    end: int
    year: int | None = None


def mtus_citations(body: str, rules: CitationRules) -> list[CitedGuideline]:
    """The guidelines of the MTUS cited in the words after "Decision based on MTUS".

    >>> rules = citation_rules()
    >>> [c] = mtus_citations(" Opioid Treatment 2016, Section(s): 3.1 Opioids for Acute Pain, 4.1 Tapering.", rules)
    >>> c.edition, c.sections
    ('mtus-opioids-2016', ['3.1 Opioids for Acute Pain', '4.1 Tapering'])
    """
    named = _names(body, rules)
    if not named:
        words = _plain(body)
        return [_unknown(body, words)] if words else []
    cited: list[CitedGuideline] = []
    lead = _plain(_LEADING_WORD.sub("", body[: named[0].start].strip(_EDGES)))
    for number, one in enumerate(named):
        end = named[number + 1].start if number + 1 < len(named) else len(body)
        cited.append(_citation(one, body[one.end : end], rules))
    if lead and len(lead) > 3 and not rules.mtus_word.fullmatch(lead):
        cited[0].sections.insert(0, lead)
    return cited


def _names(body: str, rules: CitationRules) -> list[_Named]:
    named: list[_Named] = []
    for found in rules.mtus_name.finditer(body):
        before = body[named[-1].end : found.start()] if named else ""
        new = rules.named(found)
        one = _Named(new.guideline, new.editions, new.chapter, found.start(), found.end())
        inside = _INNER_YEAR.search(found.group())
        one.year = int(inside.group()) if inside else None
        year = _YEAR.match(body, one.end)
        if year:
            one.year = int(year["year"])
            one.end = year.end()
        elif found.lastgroup == "general" and not inside:
            continue  # "General Approach" without a year is a section title
        if named:
            last = named[-1]
            if not before.strip(_EDGES):
                bare = last.chapter is None and last.guideline == rules.book
                if (
                    last.guideline == one.guideline
                    and (bare or last.year is None)
                    and (bare or one.chapter in (None, last.chapter))
                ):
                    # a doubled name, or a book followed by its chapter: one citation
                    last.end, last.year = one.end, one.year or last.year
                    if one.chapter is not None:
                        last.chapter, last.editions = one.chapter, one.editions
                    continue
            elif not year and (found.lastgroup in ("title", "chapter") and _SECTIONS.search(before)):
                continue  # a list of sections may name a chapter; only a year makes it a guideline of its own
            elif not year and not _SEPARATED.search(before):
                continue  # the name stands inside a section title
        named.append(one)
    return named


def _citation(one: _Named, tail: str, rules: CitationRules) -> CitedGuideline:
    by_section = bool(_SECTIONS.match(tail))
    cited = CitedGuideline(one.guideline, None, one.year, one.chapter)
    position = 0
    for found in _PAGES.finditer(tail):
        _add_sections(cited, tail[position : found.start()], rules, by_section=by_section)
        cited.pages.extend(_page_list(found["list"]))
        position = found.end()
    _add_sections(cited, _NO_PAGES.sub("", tail[position:]), rules, by_section=by_section)
    editions = one.editions
    if one.guideline == rules.book and one.chapter is None:
        chapter = rules.chapter_of_sections(cited.sections)
        if chapter is not None:
            cited.chapter, editions = chapter.title, chapter.editions
        else:
            cited.edition = rules.edition_of_pages(cited.pages)
    if cited.edition is None:
        cited.edition = editions.get(str(one.year) if one.year else "")
    return cited


def _add_sections(cited: CitedGuideline, text: str, rules: CitationRules, *, by_section: bool) -> None:
    text = _SECTIONS.sub("", text)
    for title in rules.split_sections(text, commas=by_section):
        cited.sections.append(title)


def _page_list(text: str) -> list[str]:
    return [
        re.sub(r"\s*(?:[-\u2013\u2014]|\bto\b|\bthrough\b)\s*", "-", found.group(), flags=re.I)
        for found in _ONE_PAGE.finditer(text)
    ]


def _plain(text: str) -> str:
    return " ".join(text.strip(_EDGES).split())


def _unknown(body: str, words: str) -> CitedGuideline:
    pages = [page for found in _PAGES.finditer(body) for page in _page_list(found["list"])]
    return CitedGuideline(
        None, sections=[_plain(_PAGES.sub("", words))] if _plain(_PAGES.sub("", words)) else [], pages=pages
    )


# --- other sources -------------------------------------------------------------------------------------------------


def other_citations(body: str, rules: CitationRules) -> list[CitedGuideline]:
    """The sources cited in the words after "Decision based on Non-MTUS Citation".

    >>> rules = citation_rules()
    >>> [c] = other_citations(" Official Disability Guidelines (ODG), Shoulder Chapter, MRI (resonance).", rules)
    >>> c.guideline, c.chapter, c.sections
    ('odg', 'Shoulder', ['MRI (resonance)'])
    """
    marks: list[tuple[int, int, str]] = []
    for found in rules.other_name.finditer(body):
        marks.append((found.start(), found.end(), found.lastgroup or "other"))
    for found in _URL.finditer(body):
        if not marks or all(not start <= found.start() < end for start, end, _ in marks):
            marks.append((found.start(), found.start(), "url"))
    marks = _without_doubles(sorted(marks), body)
    cited: list[CitedGuideline] = []
    first = marks[0][0] if marks else len(body)
    lead = _LEADING_WORD.sub("", _plain(body[:first]))
    if len(lead) > 2:
        cited.append(CitedGuideline("other", rules.other_editions["other"], sections=[lead]))
    for number, (_start, end, name) in enumerate(marks):
        until = marks[number + 1][0] if number + 1 < len(marks) else len(body)
        cited.extend(_source(name, body[end:until], rules))
    return cited


def _without_doubles(marks: list[tuple[int, int, str]], body: str) -> list[tuple[int, int, str]]:
    """A name said twice in a row is one citation; so is "other guidelines" before the address of one."""
    kept: list[tuple[int, int, str]] = []
    for mark in marks:
        if kept and not body[kept[-1][1] : mark[0]].strip(_EDGES + "()"):
            if kept[-1][2] == mark[2] != "url":
                kept[-1] = (kept[-1][0], mark[1], mark[2])
                continue
            if kept[-1][2] == "other":
                kept[-1] = (kept[-1][0], *mark[1:])
                continue
        kept.append(mark)
    return kept


def _source(name: str, tail: str, rules: CitationRules) -> list[CitedGuideline]:
    if name == "url":
        found = _URL.match(tail)
        address = _SENTENCE_AFTER_URL.sub("", found.group()) if found else ""
        rest = _plain(tail[found.end() :]) if found else _plain(tail)
        rest = _LEADING_WORD.sub("", rest)
        titles = [part for part in (address, rest if rest.lower() not in ("and", "or") else "") if part]
        return [CitedGuideline("other", rules.other_editions["other"], sections=titles)]
    if name != "odg":
        words = _plain(tail)
        if words.lower() in ("and", "or"):
            words = ""
        year = _YEAR.match(tail)
        if year:
            tail = tail[year.end() :]
            words = _plain(tail)
        pages = (
            [page for found in _PAGES.finditer(tail) for page in _page_list(found["list"])] if name == "acoem" else []
        )
        if name == "acoem" and pages:
            words = _plain(_PAGES.sub("", tail))
        return [
            CitedGuideline(
                name,
                rules.other_editions[name],
                int(year["year"]) if year else None,
                sections=[words] if words else [],
                pages=pages,
            )
        ]
    return _by_chapters(tail, rules)


def _by_chapters(tail: str, rules: CitationRules) -> list[CitedGuideline]:
    """Citations of a guideline in chapters without stable pages: chapter, then headings."""
    year: int | None = None
    if tail.lstrip().startswith(")"):  # the name's long form stood in brackets: "ODG (Official Disability Guidelines)"
        tail = tail.replace(")", " ", 1)
    rest = rules.fillers.sub(lambda found: " " * len(found.group()), tail)
    printed = _YEAR.match(rest)
    if not printed:
        printed = re.search(r"(?:^|,)\s*\(?(?P<year>20\d{2})\)?\s*(?=[,.:;]|$)", rest)
    if printed:
        year = int(printed["year"])
        rest = rest[: printed.start()] + " " * (printed.end() - printed.start()) + rest[printed.end() :]
    chapters = rules.chapters_in(rest)
    edition = rules.other_editions["odg"]
    if not chapters:
        return [CitedGuideline("odg", edition, year, sections=rules.split_sections(rest, commas=True))]
    cited: list[CitedGuideline] = []
    for number, (_start, end, title) in enumerate(chapters):
        until = chapters[number + 1][0] if number + 1 < len(chapters) else len(rest)
        headings = rules.split_sections(rest[end:until], commas=True)
        if number == 0:
            headings = rules.split_sections(rest[: chapters[0][0]], commas=True) + headings
        cited.append(CitedGuideline("odg", edition, year, title, headings))
    return cited
