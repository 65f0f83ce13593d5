"""How many planted mistakes the checks before signing find, by kind, and how often they cry wolf at a clean letter.

``python -m benchmarks.planted`` prints the table; ``--misses`` and ``--alarms`` list what went wrong. A plant counts as
found when the checks report, with a code of its kind, something that they do not report of the clean letter.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.plants import Case, Planted, clean, plants
from openimr.casefile import open_case
from openimr.letters.casechecks import KnownCase, check_against_case, know_case
from openimr.letters.checks import check_letter
from openimr.problems import Problem

#: The codes that name a kind of plant: what a reader needs to see to know what is wrong.
CODES: dict[str, tuple[str, ...]] = {
    "side": ("side-differs",),
    "level": ("level-differs",),
    "quantity": ("quantity-differs",),
    "strength": ("strength-differs",),
    "drug": ("drug-differs", "treatment-differs", "item-not-in-case"),
    "absence": ("contradicted-absence",),
    "presence": ("contradicted-presence",),
    "record": ("contradicted-", "record-differs", "patient-differs", "injury-date-differs"),
    "edition": ("wrong-edition",),
    "identity": ("injury-date-differs", "patient-differs", "ur-date-differs"),
    "misfiled": ("other-patient",),
    "second-hand": ("sources-only-ur",),
}


@dataclass(slots=True)
class Score:
    """What came of a measurement.

    Attributes:
        found, planted: by kind.
        missed: the plants that were not found, with what the checks said instead.
        alarms: findings at clean letters.
        items, alarmed: items of the clean letters, and those of them with a finding.
    """

    found: Counter[str] = field(default_factory=Counter)
    planted: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[Planted, list[Problem]]] = field(default_factory=list)
    alarms: list[tuple[Planted, Problem]] = field(default_factory=list)
    items: int = 0

    @property
    def recall(self) -> float:
        return sum(self.found.values()) / max(1, sum(self.planted.values()))

    @property
    def alarm_share(self) -> float:
        """Findings at clean letters for each of their items."""
        return len(self.alarms) / max(1, self.items)


class Checker:
    """Checks letters against case files that are read once each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[Case, KnownCase] = {}

    def findings(self, planted: Planted) -> list[Problem]:
        """What ``imr letters check --case`` reports."""
        case = planted.case
        if case not in self._known:
            target = self._folder / f"{case.slug}-{len(self._known)}"
            self._known[case] = know_case(open_case(case.write(target)))
        return [*check_letter(planted.letter), *check_against_case(planted.letter, self._known[case])]


def measure(sample: Iterable[Planted], clean_ones: Iterable[Planted], checker: Checker) -> Score:
    """Checks every letter."""
    score = Score()
    silent: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in clean_ones:
        score.items += len(one.letter.items)
        for problem in checker.findings(one):
            silent[one.case.slug].add((problem.code, problem.message))
            score.alarms.append((one, problem))
    for one in sample:
        score.planted[one.kind] += 1
        said = [p for p in checker.findings(one) if (p.code, p.message) not in silent[one.case.slug]]
        if any(problem.code.startswith(CODES[one.kind]) for problem in said):
            score.found[one.kind] += 1
        else:
            score.missed.append((one, said))
    return score


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.planted", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plants", type=int, help="how many (default: all of the seed)")
    parser.add_argument("--kind", action="append", help="only these kinds")
    parser.add_argument("--misses", action="store_true", help="list what was not found")
    parser.add_argument("--alarms", action="store_true", help="list what was reported of clean letters")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        sample = [one for one in plants(options.seed, folder) if not options.kind or one.kind in options.kind]
        score = measure(sample[: options.plants], clean(folder), Checker(folder))
    for kind in CODES:
        if score.planted[kind]:
            print(f"{kind:12} {score.found[kind]:4} of {score.planted[kind]:4}")
    print(f"{'all':12} {sum(score.found.values()):4} of {sum(score.planted.values()):4}   recall {score.recall:.3f}")
    print(f"false alarms: {len(score.alarms)} at {score.items} clean items ({score.alarm_share:.1%})")
    if options.misses:
        for one, said in sorted(score.missed, key=lambda miss: miss[0].kind):
            print(f"MISSED {one.kind} [{one.case.slug}, {one.make}] {one.what} | said: {[p.code for p in said]}")
    if options.alarms:
        for one, problem in score.alarms:
            print(f"ALARM [{one.case.slug}, {one.make}] {problem.code}: {problem.message}")


if __name__ == "__main__":
    main()
