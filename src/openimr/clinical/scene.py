"""One text made ready for reading: folded, cut into sentences, with everything the dictionaries find in it."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass
from functools import cache

from openimr.clinical.anatomy import levels_in, place_dictionaries, regions_of, sides_of
from openimr.clinical.concepts import Concept, concepts, term_dictionary
from openimr.clinical.cues import Cue, cue_dictionaries, cues_of, trimmed
from openimr.clinical.dates import DateMention, dates_in
from openimr.clinical.dictionary import Joint
from openimr.clinical.drugs import Drug, near_drugs_in
from openimr.clinical.folding import Folded, fold
from openimr.clinical.measures import Duration, durations_in
from openimr.clinical.patterns import patterns_in
from openimr.clinical.peoplenamed import names_of_people
from openimr.clinical.relativedates import relative_dates
from openimr.clinical.scopes import Frame
from openimr.clinical.sections import sections_of
from openimr.clinical.sentences import sentences_of
from openimr.clinical.siding import Placed
from openimr.clinical.signs import SIGN, signs_of


@dataclass(slots=True)
class Found:
    """A word or phrase that stands for concepts: ``findings`` by themselves, ``objects`` only with a result."""

    start: int
    end: int
    findings: tuple[Concept, ...]
    objects: tuple[Concept, ...]
    drug: Drug | None
    rule: str


@dataclass(slots=True)
class Scene:
    """One sentence with all that was found in it; every place counts in the folded text."""

    folded: Folded
    start: int
    end: int
    section: str | None
    found: list[Found]
    cues: list[Cue]
    regions: list[Placed]
    sides: list[Placed]
    levels: list[Placed]
    dates: list[DateMention]
    frame: Frame
    signs: int  #: whose stems stand in it, as bits of ``SIGN`` (signs.py)
    _durations: list[Duration] | None = None

    @property
    def durations(self) -> list[Duration]:
        """Lengths of time that the sentence names; read once."""
        if self._durations is None:
            told = self.signs & SIGN["duration"]
            self._durations = durations_in(self.folded.plain, self.start, self.end) if told else []
        return self._durations

    @property
    def words(self) -> str:
        """The sentence in lower case with its hyphens."""
        return self.folded.plain[self.start : self.end]


_NEXT_LABEL = re.compile(r"\b[A-Z][A-Za-z]{2,20}:")
_BOX = re.compile(r"\[\s?(?P<mark>[xX✓✔]?)\s?\]|(?P<empty>☐)|(?P<full>☒|☑)|\(\s?(?P<round>[xX])\s?\)")


def scenes_of(text: str, day: dt.date | None = None) -> tuple[Folded, list[Scene]]:
    """The folded text and those of its sentences that hold something, each with what was found in it.

    Args:
        text: any text.
        day: the paper's day, from which "two weeks ago" counts; None leaves such dates out.

    >>> _, scenes = scenes_of("Thank you. He has spasm of the neck.")
    >>> [(s.words, [f.rule for f in s.found]) for s in scenes]
    [('he has spasm of the neck.', ['spasm'])]
    """
    folded = fold(text)
    hits, found_cues, found_results, found_regions, found_sides = _dictionaries().find(folded)
    built = [_found(folded, hit.start, hit.end, hit.payloads) for hit in hits]
    found = [one for one in built if one is not None]
    found = _with_near_names(folded, found)
    masks = [(hit.start, hit.end) for hit, one in zip(hits, built, strict=True) if one is None]
    sections = sections_of(folded)
    sentences = sentences_of(folded, sections.starts(), [(hit.start, hit.end) for hit in hits])
    folded.sentences = sentences
    signs = signs_of(folded.plain, sentences)
    found = _with_patterns(folded, found, sentences)
    cues = _free_cues(cues_of(folded, (found_cues, found_results)), found, masks)
    # "leg" of "straight leg raise" is no body part that anything else lies in
    tests = [(f.start, f.end) for f in found if f.objects and any(concept.regions for concept in f.objects)]
    regions = _outside(regions_of(found_regions), sorted(masks + tests))
    ends = frozenset(f.end for f in found if f.drug is None) if found_sides else frozenset()
    sides, levels, dates = sides_of(folded, found_sides, ends), levels_in(folded), dates_in(folded.plain)
    if day is not None:
        dates = sorted([*dates, *relative_dates(folded.plain, day, dates)], key=lambda date: date.start)
    folded.dates = dates
    found_at, cue_at, date_at = [f.start for f in found], [c.start for c in cues], [d.start for d in dates]
    region_at, side_at, level_at = [r[0] for r in regions], [s[0] for s in sides], [item[0] for item in levels]
    boxes = "[" in folded.text or "☐" in folded.text
    scenes = []
    for number, (start, end) in enumerate(sentences):
        own = found[bisect_left(found_at, start) : bisect_left(found_at, end)]
        own_regions = regions[bisect_left(region_at, start) : bisect_left(region_at, end)]
        own_levels = levels[bisect_left(level_at, start) : bisect_left(level_at, end)]
        own_sides = sides[bisect_left(side_at, start) : bisect_left(side_at, end)] if sides else []
        # a label, or the head of two columns
        heads = own_sides and (len(own_sides) == 2 or any(folded.text[b : b + 1] == ":" for _, b, _ in own_sides))
        if not (own or own_regions or own_levels or heads or signs[number] & SIGN["figure"]):
            continue  # nothing here that any rule could use
        own_cues = cues[bisect_left(cue_at, start) : bisect_left(cue_at, end)]
        section = sections.at(start)
        unchecked = _unchecked(folded.text, start, end) if boxes else []
        if unchecked:
            own_cues = [cue for cue in own_cues if not any(a <= cue.start < b for a, b in unchecked)]
        frame = Frame(folded.lower, start, end, own_cues, [(f.start, f.end) for f in own], section, unchecked)
        scenes.append(
            Scene(
                folded, start, end, section, own, own_cues,
                own_regions,
                own_sides,
                own_levels,
                dates[bisect_left(date_at, start) : bisect_left(date_at, end)] if dates else [],
                frame, signs[number],
            )
        )  # fmt: skip
    return folded, scenes


@cache
def _dictionaries() -> Joint:
    return Joint([term_dictionary(), *cue_dictionaries(), *place_dictionaries()])


def _with_near_names(folded: Folded, found: list[Found]) -> list[Found]:
    """Adds drugs written with one letter wrong, where nothing else was found and nobody bears the name."""
    starts = [one.start for one in found]
    added = []
    for start, end, drug in near_drugs_in(folded):
        number = bisect_left(starts, end)
        if not any(one.start < end and one.end > start for one in found[max(0, number - 2) : number]):
            rule = f"{folded.text[start:end]}, near {drug.brand or drug.generic}"
            added.append(Found(start, end, (), (), drug, rule))
    if not added:
        return found
    people = names_of_people(folded.original)
    added = [one for one in added if folded.lower[one.start : one.end] not in people]
    return sorted([*found, *added], key=lambda one: (one.start, one.end))


def _found(folded: Folded, start: int, end: int, payloads: tuple[object, ...]) -> Found | None:
    findings: list[Concept] = []
    objects: list[Concept] = []
    drug: Drug | None = None
    for term in payloads:
        role = getattr(term, "role", None)
        if role == "drug":
            drug = getattr(term, "drug", None)
        elif role == "finding":
            findings.append(term.concept)  # type: ignore[attr-defined]
        elif role == "object":
            objects.append(term.concept)  # type: ignore[attr-defined]
    if not findings and not objects and drug is None:
        return None
    return Found(start, end, tuple(findings), tuple(objects), drug, folded.text[start:end])


#: Operations that have nothing to do with what surgery on the injured part is planned.
_UNRELATED = frozenset({"tx.cardiac_surgery", "tx.unrelated_surgery"})


def _with_patterns(folded: Folded, found: list[Found], sentences: list[tuple[int, int]]) -> list[Found]:
    """Adds what the patterns find, unless the dictionary found the same concept there already."""
    unrelated: list[tuple[int, int]] | None = None
    known = concepts()
    taken: dict[str, list[tuple[int, int]]] = {}
    named = [*found]
    for one in named:
        for concept in one.findings:
            taken.setdefault(concept.id, []).append((one.start, one.end))
    for start, end, name in patterns_in(folded.lower, sentences):
        if name.startswith("plan.surgery"):
            if unrelated is None:
                unrelated = [(f.start, f.end) for f in named if any(c.id in _UNRELATED for c in f.findings)]
            if any(a < end and b > start for a, b in unrelated):
                continue
        places = taken.setdefault(name, [])
        number = bisect_left(places, (start, 0))
        if not any(a < end and b > start for a, b in places[max(0, number - 1) : number + 2]):
            found.append(Found(start, end, (known[name],), (), None, f"pattern {name}"))
            insort(places, (start, end))
    if len(found) > len(named):
        found.sort(key=lambda one: (one.start, one.end))
    return found


def _free_cues(cues: list[Cue], found: list[Found], masks: list[tuple[int, int]]) -> list[Cue]:
    """The cues that are no part of a longer phrase of the dictionary ("no" of "no focal deficit")."""
    longer = sorted([(f.start, f.end) for f in found if not f.rule.startswith("pattern ")] + masks)
    starts = [a for a, _ in longer]
    free = []
    for one in cues:
        cue = one
        if "pseudo_negation" in one.kinds or "negation_before" in one.kinds:
            number = bisect_left(starts, one.start + 1)
            if number < len(starts) and starts[number] < one.end:
                cue = trimmed([one], starts[number])[0]
        number = bisect_left(starts, cue.start + 1) - 1
        if number >= 0:
            a, b = longer[number]
            if a <= cue.start < b and b - a > cue.end - cue.start:
                continue
        free.append(cue)
    return free


def _outside(placed: list[Placed], masks: list[tuple[int, int]]) -> list[Placed]:
    if not masks:
        return placed
    starts = [a for a, _ in masks]
    kept = []
    for item in placed:
        number = bisect_right(starts, item[0]) - 1
        if number < 0 or item[0] >= masks[number][1]:
            kept.append(item)
    return kept


_CHECKED = re.compile(r"(?:\[\s?[xX✓✔]\s?\]|☒|☑)\s?$")


def checked(scene: Scene, start: int) -> bool:
    """Whether a box that is checked stands right before ``start``."""
    return _CHECKED.search(scene.folded.text, max(scene.start, start - 6), start) is not None


def _unchecked(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches that belong to an empty check box, when the line has boxes at all."""
    if "[" not in text[start:end] and "☐" not in text[start:end]:
        return []
    boxes = list(_BOX.finditer(text, start, end))
    stretches = []
    for number, box in enumerate(boxes):
        empty = bool(box.group("empty")) or (box.group("mark") == "" and box.group().startswith("["))
        stop = boxes[number + 1].start() if number + 1 < len(boxes) else end
        label = _NEXT_LABEL.search(text, box.end(), stop)
        stop = label.start() if label else stop
        if empty:
            stretches.append((box.end(), stop))
    return stretches
