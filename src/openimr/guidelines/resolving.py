"""The way back from a printed citation: which topics of the library it is about, or that the library has none for it.

A citation that names a section or a page says itself what it is about. One that names a whole guideline, a chapter or a
part that every chapter has ("Special Studies") says it only together with the item for which it is cited.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Literal

from openimr.dispute.model import Request
from openimr.dispute.request import parse_request
from openimr.guidelines.choosing import candidates, choose
from openimr.guidelines.citation_names import citation_rules
from openimr.guidelines.edition_table import editions
from openimr.guidelines.model import Topic
from openimr.guidelines.regions import expand
from openimr.guidelines.topic_library import topics

Standing = Literal["section", "item", "outside"]

_WORD = re.compile(r"[a-z0-9]+")
_SMALL = frozenset({
    "a", "an", "and", "for", "in", "of", "on", "or", "the", "to", "with", "use", "criteria", "recommended", "general",
    "treatment", "guidelines", "guideline", "chapter", "section",
})  # fmt: skip
#: A section title that shares less of its words than this with a heading is another section.
_ALIKE = 0.45
#: Two titles that share this much of their words are one.
_SAME = 0.7


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a printed citation is about.

    Attributes:
        topics: ids of the topics, the likeliest first; several where the citation does not tell them apart.
        standing: ``section`` where section or page name the topic; ``item`` where the citation names a guideline, a
            chapter or a part common to all chapters, and the item says which topic of it; ``outside`` where the
            library has no topic for what is cited.
        why: the reason in a few plain words.
    """

    topics: tuple[str, ...]
    standing: Standing
    why: str


def resolve(
    guideline: str | None,
    edition: str | None = None,
    chapter: str | None = None,
    sections: Sequence[str] = (),
    pages: Sequence[str] = (),
    day: dt.date | None = None,
    request: Request | None = None,
) -> Resolution:
    """The topics that a printed citation is about.

    Args:
        guideline: id of the guideline (``mtus-chronic-pain``, ``mtus-acoem``, ``odg`` ...); None where unknown.
        edition: id of the edition where the words fix one.
        chapter: chapter as printed.
        sections: section titles as printed.
        pages: pages as printed.
        day: day of the decision, to pick the edition in force where none is named.
        request: the item, which tells apart topics that stand on one page, and says what a whole chapter is cited for.

    >>> found = resolve("mtus-chronic-pain", sections=["Neuromuscular electrical stimulation (NMES)"], pages=["121"])
    >>> found.topics, found.standing
    (('NMES',), 'section')
    >>> shoulder = Request(treatment="mri", body_part="shoulder", body_parts=["shoulder"])
    >>> found = resolve("mtus-acoem", chapter="Shoulder Complaints", request=shoulder)
    >>> found.topics, found.standing, found.why
    (('MRI-S',), 'item', 'the chapter is cited as a whole; the item is for MRI of the shoulder')
    >>> resolve("odg", chapter="Low Back", sections=["Return to work"]).why
    'no topic of the library treats Return to work'
    """
    return Resolver(request, day).resolve(guideline, edition, chapter, sections, pages)


class Resolver:
    """What the citations of one item are about: the item's own topics are found once for all of them.

    Args:
        request: the item; None where the citation stands alone.
        day: day of the decision.
    """

    def __init__(self, request: Request | None, day: dt.date | None) -> None:
        self._request, self._day = request, day

    @cached_property
    def _governing(self) -> Sequence[Topic]:
        return _governing(self._request, self._day)

    def resolve(
        self,
        guideline: str | None,
        edition: str | None = None,
        chapter: str | None = None,
        sections: Sequence[str] = (),
        pages: Sequence[str] = (),
    ) -> Resolution:
        """As :func:`resolve`, for this item and day."""
        if guideline is None or guideline not in _guidelines():
            return Resolution((), "outside", "the library holds no topic of this guideline or source")
        asked = _Asked.of(guideline, edition, chapter, sections, pages, self._day)
        ranks = {topic.id: rank for rank, topic in enumerate(self._governing)}
        by_words = _by_words(asked, ranks, within=True) or _by_other_words(asked, ranks)
        if by_words:
            return Resolution(by_words, "section", "section or page name it")
        named = _named_treatment(asked, self._governing)
        if named:
            return Resolution(named, "section", "the section is named after the treatment")
        by_words = _by_words(asked, ranks, within=False)
        if by_words:
            return Resolution(by_words, "section", "section or page name it; it is not the item's")
        alone = {entry.topic for entry in _entries_of(guideline)}
        if len(alone) == 1:
            return Resolution((*alone,), "section", "the guideline treats nothing else")
        elsewhere = _treatment_elsewhere(asked)
        if elsewhere:
            return Resolution(elsewhere, "section", "the section is named after a treatment that is not the item's")
        if asked.special and not asked.pages:
            return Resolution((), "outside", f"no topic of the library treats {'; '.join(asked.special)}")
        return _by_item(asked, self._governing)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A citation as asked about: its words made comparable."""

    guideline: str
    edition: str | None
    day: dt.date | None
    number: int | None
    chapter: str
    special: tuple[str, ...]
    titles: tuple[frozenset[str], ...]
    special_titles: tuple[frozenset[str], ...]
    part: frozenset[str]
    pages: frozenset[int]

    @classmethod
    def of(
        cls,
        guideline: str,
        edition: str | None,
        chapter: str | None,
        sections: Sequence[str],
        pages: Sequence[str],
        day: dt.date | None,
    ) -> _Asked:
        parted = [_heading(section) for section in sections]
        names = [chapter or "", *(name for name, _ in parted)]
        special = tuple(heading for _, heading in parted if not _common(heading))
        return cls(
            guideline=guideline,
            edition=edition if edition in editions() else None,
            day=day,
            number=_chapter_number(chapter),
            chapter=" ".join((chapter or "").split()),
            special=special,
            titles=tuple(frozenset(_words(heading)) for _, heading in parted if _words(heading)),
            special_titles=tuple(frozenset(_words(heading)) for heading in special if _words(heading)),
            part=frozenset(word for name in names for word in _words(name)),
            pages=frozenset(_pages(pages)),
        )

    def admitted(self) -> Sequence[_Entry]:
        """The places of the library in the guideline, edition and chapter asked for."""
        return _admitted(self.guideline, self.edition, self.day, self.number)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One place of one edition that a topic of the library names as its source."""

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


@cache
def _entries_of(guideline: str) -> tuple[_Entry, ...]:
    return tuple(entry for entry in _entries() if entry.guideline == guideline)


@lru_cache(maxsize=4096)
def _admitted(
    guideline: str, edition: str | None, day: dt.date | None, number: int | None
) -> tuple[_Entry, ...]:
    return tuple(
        entry
        for entry in _entries_of(guideline)
        if (entry.edition == edition if edition else day is None or editions()[entry.edition].in_force(day))
        and (number is None or entry.chapter in (None, number))
    )


@cache
def _guidelines() -> frozenset[str]:
    # "other" is what citations call anything that is no guideline of the library
    return frozenset(edition.guideline for edition in editions().values()) - {"other"}


def _by_words(asked: _Asked, ranks: Mapping[str, int], *, within: bool) -> tuple[str, ...]:
    """Topics whose source has the section or page asked for, the best first; those that are equal to it follow.

    Args:
        asked: the citation.
        ranks: the item's topics in their order; empty when no item is known.
        within: look among the item's topics only (all, when no item is known), else among the others, where the name of
            a part that every chapter has says nothing.
    """
    titles = asked.titles if within else asked.special_titles
    scores: dict[str, float] = {}
    for entry in asked.admitted():
        if ranks and within != (entry.topic in ranks):
            continue
        likeness = max((_likeness(title, entry.words) for title in titles), default=0.0)
        score = likeness if likeness >= _ALIKE else 0.0
        if asked.pages & entry.pages:
            score += 0.5 + 0.4 * len(asked.pages & entry.pages) / len(asked.pages | entry.pages)
        elif asked.pages & entry.known_pages:
            score += _ALIKE
        if score and asked.part and entry.chapter is None:
            score += 0.2 * _likeness(asked.part, entry.part)
        scores[entry.topic] = max(score, scores.get(entry.topic, 0.0))
    best = max(scores.values(), default=0.0)
    equal = [topic for topic, score in scores.items() if score and best - score < 1e-9]
    return tuple(sorted(equal, key=lambda topic: (ranks.get(topic, len(ranks)), topic)))


def _by_other_words(asked: _Asked, ranks: Mapping[str, int]) -> tuple[str, ...]:
    """The item's topics that another guideline treats under nearly the title asked for."""
    same = {
        entry.topic
        for entry in _entries()
        if entry.topic in ranks and any(_likeness(title, entry.words) >= _SAME for title in asked.special_titles)
    }
    return tuple(sorted(same, key=lambda topic: ranks[topic]))


@lru_cache(maxsize=4096)
def _named_in(heading: str) -> Request:
    """The treatment and part that a heading names; headings are few, letters many. Not to be changed."""
    return parse_request(heading)


def _named_treatment(asked: _Asked, governing: Sequence[Topic]) -> tuple[str, ...]:
    """The item's topics for the treatment or drug that a section is named after ("Manipulation")."""
    for section in asked.special:
        same = [topic.id for topic in governing if _is_for(topic, _named_in(section))]
        if same:
            return tuple(same)
    return ()


def _treatment_elsewhere(asked: _Asked) -> tuple[str, ...]:
    """The one topic for a treatment that a section is named after, for the part of the body the chapter is about."""
    place = _named_in(asked.chapter)
    for section in asked.special:
        meant = _named_in(section)
        if not meant.body_parts:
            meant = meant.model_copy(update={"body_part": place.body_part, "body_parts": place.body_parts})
        found = [topic.id for topic in _for_request(meant)]
        if len(found) == 1:
            return (found[0],)
    return ()


def _is_for(topic: Topic, meant: Request) -> bool:
    """Whether a topic is for what was named; "medication" alone names nothing."""
    if meant.drug or meant.drug_class:
        if topic.drugs or topic.drug_classes:
            return meant.drug in topic.drugs or meant.drug_class in topic.drug_classes
    elif meant.treatment == "medication":
        return False
    return meant.treatment in topic.treatments


def _by_item(asked: _Asked, governing: Sequence[Topic]) -> Resolution:
    """What a guideline or chapter cited as a whole is cited for: the item's topics that name it as a source."""
    whole = "the chapter" if asked.chapter else "the guideline"
    if not governing:
        return Resolution((), "outside", f"{whole} is cited as a whole, and the library has no topic for the item")
    carried = {entry.topic for entry in asked.admitted()}
    found = [topic for topic in governing if topic.id in carried]
    if not found:
        names = " and ".join(topic.title for topic in governing[:2])
        return Resolution((), "outside", f"{whole} is not a source of the item's topic in the library ({names})")
    return Resolution(
        tuple(topic.id for topic in found), "item", f"{whole} is cited as a whole; the item is for {found[0].title}"
    )


def _governing(request: Request | None, day: dt.date | None) -> list[Topic]:
    """Topics for the item: those chosen on the day first, then others for its treatment or drug and body part."""
    if request is None or (request.treatment is None and request.drug is None):
        return []
    chosen = [choice.topic for choice in choose(request, day)] if day else []
    return list({topic.id: topic for topic in [*chosen, *_for_request(request)]}.values())


def _for_request(request: Request) -> list[Topic]:
    parts = set(request.body_parts)
    return [topic for topic in candidates(request) if _is_for(topic, request) and _part_fits(topic, parts)]


def _part_fits(topic: Topic, parts: Collection[str]) -> bool:
    regions = topic.when.get("regions")
    if not regions or not parts:
        return True
    return bool(set(parts) & expand([regions] if isinstance(regions, str) else regions, ()))


def _common(heading: str) -> bool:
    """Whether every chapter has a part of this name, so that it tells nothing of the treatment.

    >>> _common("Special Studies"), _common("Summary of Recommendations"), _common("Epidural steroid injections")
    (True, True, False)
    """
    return bool(citation_rules().common_parts.fullmatch(" ".join(heading.split())))


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


def _likeness(asked: frozenset[str], title: frozenset[str]) -> float:
    if not asked or not title:
        return 0.0
    return len(asked & title) / len(asked | title)
