"""The names by which letters cite guidelines, compiled from ``citations.yaml`` and the edition table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from openimr.guidelines.edition_table import editions
from openimr.guidelines.model import Edition
from openimr.rulefiles import RuleFile, read_rule_file, rules_folder

_BRACKETS_AND_CUTS = re.compile(r"[()\[\],;]")
_BRACKETED = re.compile(r"\((?:[^()]|\([^()]*\))*\)")
_EDGES = " \t\n,;:.-\u2013\u2014/&"


#: The parts of the file.
_PARTS = (
    "own_name", "who", "statements", "endings", "guidelines", "in_sentences", "by_reference", "acoem", "other_sources",
    "common_parts", "sections_with_comma",
)  # fmt: skip


def _phrase(pattern: str) -> str:
    """A blank stands for white space, ``" ?"`` for white space or none."""
    return re.sub(r" +(\??)", lambda found: r"\s*" if found.group(1) else r"\s+", pattern)


def _either(patterns: Sequence[str]) -> str:
    return "|".join(_phrase(p) for p in sorted(patterns, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the book: its title and its editions by printed year."""

    title: str
    editions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Name:
    """What a name in a letter stands for."""

    guideline: str
    editions: dict[str, str]
    chapter: str | None


class CitationRules:
    """Compiled names and forms of one jurisdiction's citations.

    Args:
        rule: the rule file.
        known: the edition table; every edition named in the file must be in it.

    Raises:
        RuleError: the file names an edition that does not exist, or a pattern is no regular expression.
    """

    def __init__(self, rule: RuleFile, known: Mapping[str, Edition]) -> None:
        rule.only_keys((), rule.data, _PARTS)
        with rule.checked():
            self._read(rule.data, known)
        named = {edition for name in self._names.values() for edition in name.editions.values()}
        named |= {edition for chapter in self._chapters.values() for edition in chapter.editions.values()}
        for edition in sorted(named | set(self.other_editions.values())):
            if edition not in known:
                what = f"the edition {edition} is not in the edition table"
                rule.refuse(rule.path_of(edition), what, "add it or correct its id")

    def _read(self, data: Mapping[str, Any], known: Mapping[str, Edition]) -> None:
        who = f"(?:{_either(data['who'])})"
        self._kinds = [str(one["kind"]) for one in data["statements"]]
        self.common_parts = re.compile(_either(data["common_parts"]), re.I)
        # a statement opens at the start, or behind a blank or the end of another; asked first, that spares most places
        self.opening = re.compile(
            r"(?<![^\s.,;)])(?:"
            + "|".join(
                f"(?P<k{number}>{_either(one['opens']).replace('WHO', who)})"
                for number, one in enumerate(data["statements"])
            )
            + ")",
            re.I,
        )
        self.ending = re.compile(
            "|".join(f"(?P<{kind}>,?\\s*(?:{_either(data['endings'][kind])}))" for kind in ("non_mtus", "mtus")), re.I
        )
        self._names: dict[str, Name] = {}
        book = data["acoem"]
        self.book = str(book["id"])
        self._chapters = {
            number: Chapter(str(one["title"]), dict(one["editions"])) for number, one in book["chapters"].items()
        }
        # without a number a title must be complete, or "Knee brace" would become a chapter
        stems = {number: f"(?:{_either(one['words'])})" for number, one in book["chapters"].items()}
        suffixes = {
            number: rf"\s+{_phrase(one['suffix'])}" for number, one in book["chapters"].items() if "suffix" in one
        }
        words = {
            number: f"{stem}(?:{suffixes[number]})?" if number in suffixes else stem for number, stem in stems.items()
        }
        any_title = "|".join(words[number] for number in sorted(words, key=lambda n: -len(words[n])))
        full_title = "|".join(f"{stem}{suffixes.get(number, '')}" for number, stem in stems.items())
        self._chapter_words = {number: re.compile(pattern, re.I) for number, pattern in words.items()}
        self._starts_with_chapter = {
            number: re.compile(rf"(?:the\s+)?(?:{pattern})(?:\s+chapter)?\Z", re.I) for number, pattern in words.items()
        }
        parts: list[str] = []
        for number, one in enumerate(data["guidelines"]):
            parts.append(f"(?P<g{number}>{_either(one['words'])})")
            self._names[f"g{number}"] = Name(str(one["id"]), dict(one["editions"]), None)
        for number, (pattern, name) in enumerate(_current_names(known)):
            parts.insert(0, f"(?P<c{number}>{pattern})")
            self._names[f"c{number}"] = name
        numbered = (
            rf"(?:Chapters?|Ch\.?)\s*(?P<%s>\d{{1,2}})\b[,:]?(?:\s*[-\u2013(]?\s*(?P<%s>{any_title})\)?(?![a-z]))?"
        )
        parts.append(
            rf"(?P<book>(?:{_either(book['words'])})(?:{_phrase(book['between'])})?"
            rf"(?:\s*[,:-]?\s*(?:{numbered % ('n1', 't1')}|(?P<t2>{full_title})(?![a-z])))?)"
        )
        parts.append(f"(?P<chapter>{numbered % ('n2', 't3')})")
        parts.append(f"(?P<title>(?:{full_title})(?![a-z]))")
        parts.append(f"(?P<general>{_either(book['general'])})")
        self.mtus_name = re.compile(r"(?<![\w-])(?:" + "|".join(parts) + ")", re.I)
        self.mtus_word = re.compile(_either(data["own_name"]), re.I)
        self.in_sentences = {
            str(guideline): re.compile(rf"\b(?:{_either(words)})\b", re.I)
            for guideline, words in data["in_sentences"].items()
        }
        self.by_reference = {
            str(guideline): re.compile(
                rf"\b(?i:{_either(data['own_name'])})\s+(?P<name>{_either(words)})\s+\(?(?P<year>20\d\d)\b"
            )
            for guideline, words in data["by_reference"].items()
        }
        self._read_others(data)
        self._page_owner = {
            page: edition.id
            for edition in known.values()
            if edition.guideline == self.book and edition.chapter != 10 and edition.first_page and edition.last_page
            for page in range(edition.first_page, edition.last_page + 1)
        }

    def _read_others(self, data: Mapping[str, Any]) -> None:
        others = data["other_sources"]
        self.other_editions = {name: str(one["edition"]) for name, one in others.items()}
        self.other_name = re.compile(
            r"(?<![\w.-])(?:"
            + "|".join(f"(?P<{name}>{_either(one['words'])})" for name, one in others.items())
            + r")(?!\w)",
            re.I,
        )
        listed = others["odg"]
        self.fillers = re.compile(rf"(?<!\w)(?:{_either(listed['fillers'])})(?!\w)", re.I)
        after = _phrase(listed["after_chapter"])
        self._listed_chapter = re.compile(
            rf"(?<![\w-])(?:(?P<before>(?:Chapter|Section)\s*[:,-]?\s*(?:on\s+)?))?"
            rf"(?P<title>{_either(listed['chapters'])})(?!\w)"
            rf"(?P<more>{after})(?P<after>\s*,?\s*(?:Chapter|Section|Procedure)s?\b(?:\s+Guidelines?)?{after})?",
            re.I,
        )
        kept = "|".join(re.escape(title) for title in sorted(data["sections_with_comma"], key=len, reverse=True))
        self._kept_comma = re.compile(rf"(?:{kept})", re.I)

    def kind_of(self, found: re.Match[str]) -> str:
        """The kind of the statement that a match of ``opening`` opens."""
        return self._kinds[int((found.lastgroup or "k0")[1:])]

    def named(self, found: re.Match[str]) -> Name:
        """What a match of ``mtus_name`` names."""
        group = found.lastgroup or ""
        if group in self._names:
            return self._names[group]
        if group == "general":
            return Name(self.book, {}, None)
        number = found["n1"] or found["n2"]
        if number is not None and number in self._chapters:
            chapter = self._chapters[number]
            return Name(self.book, dict(chapter.editions), chapter.title)
        title = found["t1"] or found["t2"] or found["t3"] or (found["title"] if group == "title" else None)
        if title is not None:
            for key, pattern in self._chapter_words.items():
                if pattern.fullmatch(title):
                    return Name(self.book, dict(self._chapters[key].editions), self._chapters[key].title)
        return Name(self.book, {}, f"Chapter {number}" if number else None)

    def chapter_of_sections(self, sections: Sequence[str]) -> Chapter | None:
        """The one chapter that section titles name ("General Approaches 2004, Section(s): Prevention"); else None."""
        found = {
            number
            for section in sections
            for number, pattern in self._starts_with_chapter.items()
            if pattern.match(section)
        }
        return self._chapters[found.pop()] if len(found) == 1 else None

    def edition_of_pages(self, pages: Sequence[str]) -> str | None:
        """The edition that the pages of the book fix, its chapters being paged through; None when they fix none.

        >>> citation_rules().edition_of_pages(["303"]), citation_rules().edition_of_pages(["303", "340"])
        ('mtus-acoem-2004-ch12', None)
        """
        owners = {self._page_owner.get(int(number)) for page in pages for number in re.findall(r"\d+", page)}
        return owners.pop() if len(owners) == 1 else None

    def chapters_in(self, text: str) -> list[tuple[int, int, str]]:
        """Chapters named in the words after a guideline's name: start, end, title as printed.

        The first is a chapter wherever it stands at the front or is called one; a later one only after a semicolon or
        when it is called chapter or section, for a heading may hold the same words.

        >>> [title for *_, title in citation_rules().chapters_in(" Pain, Office Visits; Knee & Leg, MRI")]
        ['Pain', 'Knee & Leg']
        """
        found: list[tuple[int, int, str]] = []
        for one in self._listed_chapter.finditer(text):
            before = text[: one.start()].rstrip()
            after = text[one.end() :]
            called = bool(one["before"] or one["after"])
            if not found:
                front = not before.strip(_EDGES + "()")
                # "Pain management" inside a heading is no chapter; "Knee arthroscopy" at the front begins with one
                here = called or front or (before.endswith((",", ";", ":")) and not re.match(r"\s+[a-z]", after))
            else:
                between = text[found[-1][1] : one.start()].strip(_EDGES)
                listed = between.lower() in ("", "and") and " " in one["title"].strip()
                here = called or listed or before.endswith(";") or (before.endswith(",") and after[:1] == "/")
            if here:
                found.append((one.start(), one.end(), one["title"]))
        return found

    def split_sections(self, text: str, *, commas: bool) -> list[str]:
        """Section titles of a list: cut at semicolons and, if asked, at commas before a capital or a number.

        A comma before a small letter, inside brackets, or in a title known to hold one, does not cut.

        >>> citation_rules().split_sections("Benzodiazepines, NSAIDs, GI symptoms & risk, Opioids, dosing", commas=True)
        ['Benzodiazepines', 'NSAIDs, GI symptoms & risk', 'Opioids, dosing']
        """
        kept = [found.span() for found in self._kept_comma.finditer(text)] if commas else []
        titles: list[str] = []
        depth = begin = 0
        for found in _BRACKETS_AND_CUTS.finditer(text):
            sign = found.group()
            at = found.start()
            if sign in "([":
                depth += 1
            elif sign in ")]":
                depth = max(0, depth - 1)
            elif depth and _closes(text, at):
                continue
            elif sign == ";" or (commas and _cuts(text, at) and not any(a <= at < b for a, b in kept)):
                titles.append(text[begin:at])
                begin = at + 1
        titles.append(text[begin:])
        return [title for one in titles if (title := _title(one))]


def _closes(text: str, at: int) -> bool:
    return ")" in text[at:] or "]" in text[at:]


def _cuts(text: str, at: int) -> bool:
    following = text[at + 1 :].lstrip()
    if following[:4].lower() == "and ":
        following = following[4:]
    return bool(following) and (following[0].isupper() or following[0].isdigit() or following[0] in "(\"'“#")


def _title(text: str) -> str:
    title = " ".join(text.split()).strip(_EDGES)
    if title[:4].lower() == "and ":
        title = title[4:].strip(_EDGES)
    if title[-4:].lower() == " and":
        title = title[:-4].strip(_EDGES)
    if title.lower() in ("and", "or", "the"):
        return ""
    if title.startswith("(") and title.endswith(")") and _BRACKETED.fullmatch(title):
        title = title[1:-1].strip(_EDGES)
    return title


def _current_names(known: Mapping[str, Edition]) -> list[tuple[str, Name]]:
    """The later editions, which the table names without a book: one name for all editions of the same words."""
    grouped: dict[tuple[str, str], dict[str, str]] = {}
    for edition in known.values():
        if edition.family == "mtus" and edition.guideline == "acoem":
            years = grouped.setdefault((edition.cited_as, edition.guideline), {})
            years[str(edition.year)] = edition.id
    names: list[tuple[str, Name]] = []
    for (cited_as, guideline), years in sorted(grouped.items(), key=lambda pair: len(pair[0][0])):
        words = re.sub(r"^ACOEM ", "", re.sub(r" Guidelines?$", "", cited_as))
        pattern = r"ACOEM\s+" + r"\s+".join(re.escape(word) for word in words.split()) + r"(?:\s+Guidelines?)?"
        editions_by_year = dict(years)
        if len(years) == 1:
            editions_by_year[""] = next(iter(years.values()))
        names.append((pattern, Name(guideline, editions_by_year, words)))
    return names


@cache
def citation_rules() -> CitationRules:
    """The rules of the shipped jurisdiction.

    Raises:
        RuleError: ``citations.yaml`` is missing or wrong.
    """
    return CitationRules(read_rule_file(rules_folder() / "citations.yaml"), editions())
