"""Citations in the letters' customary words, and the way back: which topic a printed citation is about."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from openimr.dispute.model import Request
from openimr.guidelines.edition_table import editions, section_style_from
from openimr.guidelines.model import Choice, Edition, Source, Topic
from openimr.guidelines.regions import expand
from openimr.guidelines.topic_library import companion_index, topics

_WORD = re.compile(r"[a-z0-9]+")
_SMALL = frozenset({
    "a", "an", "and", "for", "in", "of", "on", "or", "the", "to", "with", "use", "criteria", "recommended", "general",
    "treatment", "guidelines", "guideline", "chapter", "section",
})  # fmt: skip


def citation(edition: Edition, source: Source, day: dt.date | None = None) -> str:
    """One source as a letter's citation sentence.

    Args:
        edition: the edition cited.
        source: where in it.
        day: day of the decision; letters of the later form name sections where the earlier named pages. Without it
            the form that fits the source is used.

    >>> from openimr.guidelines import editions
    >>> chronic = editions()["mtus-chronic-pain-2009"]
    >>> source = Source(edition=chronic.id, section="Epidural steroid injections (ESIs)", pages=["46"])
    >>> citation(chronic, source)
    'Decision based on MTUS Chronic Pain Treatment Guidelines Epidural steroid injections (ESIs) Page(s): 46.'
    >>> low_back = editions()["mtus-acoem-2004-ch12"]
    >>> source = Source(edition=low_back.id, section="Special Studies", pages=["303"])
    >>> citation(low_back, source)
    'Decision based on MTUS ACOEM Chapter 12 Low Back Complaints Page(s): 303.'
    >>> citation(low_back, source, dt.date(2016, 12, 1))
    'Decision based on MTUS Low Back Complaints 2004, Section(s): Special Studies.'
    """
    if edition.family != "mtus":
        return f"Decision based on Non-MTUS Citation {_plain(edition, source)}"
    later = day is not None and day >= section_style_from()
    if edition.cites_by == "sections" or later:
        name = edition.cited_with_sections or edition.cited_as
        section = f", Section(s): {source.section}" if source.section else ""
        return f"Decision based on MTUS {name}{section}."
    in_book = edition.chapter is not None
    section = "" if in_book or not source.section else f" {source.section}"
    pages = f" Page(s): {', '.join(source.pages)}" if source.pages else ""
    return f"Decision based on MTUS {edition.cited_as}{section}{pages}."


def citation_block(choices: Sequence[Choice], day: dt.date | None = None) -> str:
    """The whole guideline statement of an item, as the letters print it after the label.

    >>> from openimr.guidelines import choose
    >>> item = Request(treatment="ncv", body_part="lumbar spine", body_parts=["lumbar spine"])
    >>> chosen = choose(item, dt.date(2014, 5, 29))
    >>> citation_block(chosen).split("  ")[0]
    'The Expert Reviewer did not base their decision on the MTUS.'
    """
    pairs = list(dict.fromkeys((e.id, s.model_dump_json()) for c in choices for e, s in c.sources))
    wanted = {(e.id, s.model_dump_json()): (e, s) for c in choices for e, s in c.sources}
    sources = [wanted[pair] for pair in pairs]
    sentences = [citation(edition, source, day) for edition, source in sources]
    if sources and all(edition.family != "mtus" for edition, _ in sources):
        if day is not None and day >= section_style_from():
            lead = "The Expert Reviewer based their decision on recommendation(s) outside of the MTUS Guidelines."
        else:
            lead = "The Expert Reviewer did not base their decision on the MTUS."
        sentences.insert(0, lead)
    return "  ".join(sentences)


def _plain(edition: Edition, source: Source) -> str:
    return f"{edition.cited_as}, {source.section}" if source.section else edition.cited_as


@dataclass(frozen=True, slots=True)
class _Entry:
    topic: str
    edition: str
    guideline: str
    chapter: int | None
    words: frozenset[str]
    part: frozenset[str]
    pages: frozenset[int]
    known_pages: frozenset[int]


@cache
def _entries() -> tuple[_Entry, ...]:
    known = editions()
    return tuple(
        _Entry(
            topic.id,
            source.edition,
            known[source.edition].guideline,
            known[source.edition].chapter,
            frozenset(_words(_heading(source.section or "")[1])),
            frozenset(_words(_heading(source.section or "")[0])),
            frozenset(_pages(source.pages)),
            frozenset(_pages(source.known_pages)),
        )
        for topic in topics().values()
        for source in topic.sources
        if source.addresses
    )


def _words(text: str) -> list[str]:
    """Words of a section title, without small words and plural s.

    >>> _words("Epidural steroid injections (ESIs)")
    ['epidural', 'steroid', 'injection', 'esi']
    """
    found = []
    for word in _WORD.findall(text.lower()):
        if word not in _SMALL:
            found.append(word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word)
    return found


def _heading(section: str) -> tuple[str, str]:
    """A printed section parted into chapter and heading (guidelines without pages print both in one).

    >>> _heading("Low Back Chapter, Hardware implant removal"), _heading("Chapter Low Back - Lumbar & Thoracic, NCS")
    (('Low Back', 'Hardware implant removal'), ('Low Back - Lumbar & Thoracic', 'NCS'))
    """
    match = re.match(r"(?:Chapter ([^,]{2,60})|([^,]{2,60}?) (?:Chapter|section)), ", section, re.IGNORECASE)
    if not match:
        return "", section
    return (match.group(1) or match.group(2)).strip(), section[match.end() :]


def _pages(pages: Iterable[str]) -> list[int]:
    found: list[int] = []
    for page in pages:
        numbers = [int(part) for part in re.findall(r"\d+", page)]
        if len(numbers) == 2 and 0 <= numbers[1] - numbers[0] <= 60:
            found.extend(range(numbers[0], numbers[1] + 1))
        else:
            found.extend(numbers)
    return found


@cache
def _chapter_numbers() -> dict[frozenset[str], int]:
    return {
        frozenset(_words(re.sub(r"^ACOEM Chapter \d+ ", "", e.cited_as))): e.chapter
        for e in editions().values()
        if e.chapter is not None
    }


def _chapter_number(chapter: str | None) -> int | None:
    if not chapter:
        return None
    found = re.search(r"\bchapter (\d{1,2})\b|^\s*(\d{1,2})\s*$", chapter.lower())
    if found:
        return int(found.group(1) or found.group(2))
    words = frozenset(_words(re.sub(r"\b(19|20)\d\d\b", "", chapter)))
    return _chapter_numbers().get(words)


def resolve(
    guideline: str | None,
    edition: str | None = None,
    chapter: str | None = None,
    sections: Sequence[str] = (),
    pages: Sequence[str] = (),
    day: dt.date | None = None,
    request: Request | None = None,
) -> str | None:
    """The topic that a printed citation is about; None when it does not tell or tells two apart equally.

    Args:
        guideline: id of the guideline (``mtus-chronic-pain``, ``mtus-acoem``, ``odg`` ...).
        edition: id of the edition where the words fix one.
        chapter: chapter as printed.
        sections: section titles as printed.
        pages: pages as printed.
        day: day of the decision, to pick the edition in force where none is named.
        request: the item, which tells apart topics that stand on one page.

    >>> resolve("mtus-chronic-pain", pages=["121"], sections=["Neuromuscular electrical stimulation (NMES devices)"])
    'NMES'
    >>> resolve("mtus-acoem", chapter="Low Back Complaints", pages=["301"])
    'LSO'
    """
    if guideline is None:
        return None
    number = _chapter_number(chapter)
    asked_pages = frozenset(_pages(pages))
    parted = [_heading(section) for section in sections]
    section_words = [frozenset(_words(heading)) for _, heading in parted if _words(heading)]
    part = frozenset(word for name in [chapter or "", *(name for name, _ in parted)] for word in _words(name))
    known = editions()
    allowed = _for_request(request)
    scores: dict[str, float] = {}
    for entry in _entries():
        if entry.guideline != guideline or (allowed is not None and entry.topic not in allowed):
            continue
        if edition is not None and edition in known and entry.edition != edition:
            continue
        if edition is None and day is not None and not known[entry.edition].in_force(day):
            continue
        if number is not None and entry.chapter is not None and entry.chapter != number:
            continue
        score = max((_likeness(words, entry.words) for words in section_words), default=0.0)
        if asked_pages & entry.pages:
            score += 0.5 + 0.4 * len(asked_pages & entry.pages) / len(asked_pages | entry.pages)
        elif asked_pages & entry.known_pages:
            score += 0.4
        if score and part and entry.chapter is None:
            score += 0.2 * _likeness(part, entry.part)
        if allowed is not None:
            score += 0.3
        scores[entry.topic] = max(score, scores.get(entry.topic, 0.0))
    ranked = sorted(scores.items(), key=lambda row: -row[1])
    if not ranked or ranked[0][1] < 0.45:
        return None
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < 1e-9:
        return None
    return ranked[0][0]


def _likeness(asked: frozenset[str], title: frozenset[str]) -> float:
    if not asked or not title:
        return 0.0
    return len(asked & title) / len(asked | title)


def _for_request(request: Request | None) -> frozenset[str] | None:
    if request is None or (request.treatment is None and request.drug is None):
        return None
    index = companion_index()
    keys = [request.treatment or "", f"drug:{request.drug}", f"class:{request.drug_class}"]
    parts = set(request.body_parts)
    found = {topic.id for key in keys for topic in index.get(key, ()) if _part_fits(topic, parts)}
    return frozenset(found) or None


def _part_fits(topic: Topic, parts: set[str]) -> bool:
    regions = topic.when.get("regions")
    if not regions or not parts:
        return True
    return bool(parts & expand([regions] if isinstance(regions, str) else regions, ()))
