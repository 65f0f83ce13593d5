"""How well hits cover what was planted: recall of names and numbers, precision of hits, speed; and by form."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from benchmarks.publicationblind.marks import Plant
from benchmarks.publicationblind.papers import Paper, Passage
from openimr.publication import Finder, Hit, propose

#: Letters and figures beside a planted passage that a hit may take along (a title, a degree, a label) before it is told
#: as one that takes too much.
_ALLOWANCE = 24
#: Kinds of number that the contract names word by word; the others are such numbers by its sense.
NAMED = frozenset(
    {"phone", "fax", "email", "street", "cityzip", "pobox", "zip", "claim", "mrn", "licence", "npi", "dea", "dob"}
)


@dataclass(slots=True)
class Tally:
    """Found and planted."""

    found: int = 0
    planted: int = 0

    def add(self, found: bool) -> None:
        """Count one more."""
        self.planted += 1
        self.found += found

    def __str__(self) -> str:
        share = 100 * self.found / self.planted if self.planted else 100.0
        return f"{share:6.2f} % ({self.found} of {self.planted})"


def _tallies() -> defaultdict[tuple[str, str], Tally]:
    return defaultdict(Tally)


@dataclass(slots=True)
class Score:
    """The figures of one half.

    Attributes:
        groups: recall of each group (``name``, ``firm``, ``number``, ``beyond``), by any hit.
        blanks: the same, by hits that propose a blank.
        tables: recall by kind of table (form, damage, origin, told as, kind of paper) and row.
        right, wrong, unscored, greedy: hits that cover something planted, nothing, only what is not counted; and right
            hits that take much along. By what is proposed.
        misses, errors: examples by row: of a plant not wholly found, of a hit that is wrong.
    """

    papers: int = 0
    seconds: float = 0.0
    groups: defaultdict[tuple[str, str], Tally] = field(default_factory=_tallies)
    blanks: defaultdict[tuple[str, str], Tally] = field(default_factory=_tallies)
    tables: defaultdict[tuple[str, str], Tally] = field(default_factory=_tallies)
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    unscored: Counter[str] = field(default_factory=Counter)
    greedy: Counter[str] = field(default_factory=Counter)
    misses: defaultdict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    errors: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def precision(self, *proposed: str) -> float:
        """Share of hits, proposed so, that cover something planted."""
        right, wrong = (sum(counts[one] for one in proposed) for counts in (self.right, self.wrong))
        return right / (right + wrong) if right + wrong else 1.0


def score(papers: Iterable[Paper]) -> Score:
    """Let the room look through the papers and count."""
    made = Score()
    for paper in papers:
        began = time.process_time()
        hits = _hits(paper)
        made.seconds += time.process_time() - began
        made.papers += 1
        for passage in paper.passages:
            _count(made, paper, passage, [hit for hit in hits if hit.place == passage.place])
    return made


def _hits(paper: Paper) -> list[Hit]:
    if paper.letter is not None:
        return list(propose(paper.letter, paper.parties).hits)
    finder = Finder(paper.parties)
    return [hit for passage in paper.passages for hit in finder.hits_in(passage.text, passage.place)]


def _count(made: Score, paper: Paper, passage: Passage, hits: list[Hit]) -> None:
    covered = {place for hit in hits for place in range(hit.start, hit.end)}
    proposed = {place for hit in hits if hit.proposed == "blank" for place in range(hit.start, hit.end)}
    sought: dict[int, Plant] = {}
    unscored: set[int] = set()
    for plant in passage.plants:
        needed = set(plant.identifying(passage.text))
        if plant.group == "decoy":
            continue
        if plant.group == "neutral":
            unscored |= needed
            continue
        for place in range(plant.start, plant.end):
            sought[place] = plant
        found = needed <= covered
        made.groups["all", plant.group].add(found)
        made.blanks["all", plant.group].add(needed <= proposed)
        if plant.group == "name" and plant.form != "initials":
            made.groups["more", "names of people without initials alone"].add(found)
        if plant.group == "number" and plant.category in NAMED:
            made.groups["more", "numbers of the kinds that the contract names"].add(found)
        if plant.group in ("name", "firm", "number") and not plant.damage:
            made.groups["more", f"{plant.group}s that nothing happened to on the paper"].add(found)
        for row in _rows(paper, plant):
            made.tables[row].add(found)
            if not found:
                made.misses[row].append(_example(paper, passage, plant.start, plant.end, needed - covered))
    for hit in hits:
        places = [place for place in range(hit.start, hit.end) if passage.text[place].isalnum()]
        if any(place in sought for place in places):
            made.right[hit.proposed] += 1
            if sum(place not in sought and place not in unscored for place in places) > _ALLOWANCE:
                made.greedy[hit.proposed] += 1
                made.errors[f"takes much along: {hit.kind}"].append(_example(paper, passage, hit.start, hit.end))
        elif any(place in unscored for place in places):
            made.unscored[hit.proposed] += 1
        else:
            made.wrong[hit.proposed] += 1
            decoys = (plant for plant in passage.plants if plant.group == "decoy")
            within = next((one.category for one in decoys if one.start <= hit.start < one.end), "plain wording")
            row = f"{hit.proposed}: {hit.kind} in {within}"
            made.errors[row].append(_example(paper, passage, hit.start, hit.end))


def _rows(paper: Paper, plant: Plant) -> Iterable[tuple[str, str]]:
    if plant.group == "number":
        yield "numbers by kind and form", f"{plant.category}: {plant.form}"
        yield "numbers by kind", plant.category
        yield "numbers by label", f"{plant.label or '(in the wording)'} ({plant.category})"
        yield "numbers by what the case was told", plant.origin
    else:
        yield f"{plant.group}s by form", plant.form
        yield f"{plant.group}s by role", plant.category
    yield f"{plant.group}s by damage", plant.damage or "none"
    yield f"{plant.group}s by paper", paper.kind
    if plant.group == "name":
        yield "names by origin", plant.origin
        yield "names by how they were told", paper.told_as[plant.category]


def _example(paper: Paper, passage: Passage, start: int, end: int, missed: set[int] | None = None) -> str:
    text = passage.text
    shown = text[max(0, start - 28) : start] + "[" + text[start:end] + "]" + text[end : end + 18]
    left = "" if missed is None else f"   left: {''.join(text[place] for place in sorted(missed))!r}"
    return f"{paper.name}: {shown!r}{left}"
