"""Run the publication room over a blind set: ``python -m benchmarks.publicationblind [--hand third] [--half reading]``.

The reading half is told by form, with examples of what was missed; of the held-out half only the totals are told.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from benchmarks.publicationblind.papers import HALVES, Half, papers
from benchmarks.publicationblind.scoring import Score, score
from benchmarks.publicationblind.third.papers import papers as third_papers


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.publicationblind", description=__doc__)
    parser.add_argument("--half", choices=HALVES, help="one half (default: both)")
    parser.add_argument("--hand", choices=("second", "third"), default="second", help="whose papers (default: second)")
    parser.add_argument("--papers", type=int, help="papers of each half (default: 1200; of the third hand 600)")
    parser.add_argument("--show", type=int, help="print the papers up to this number of the reading half, and stop")
    options = parser.parse_args(arguments)
    written, count = (papers, 1200) if options.hand == "second" else (third_papers, 600)
    if options.show:
        for paper in written("reading", options.show):
            print(f"=== {paper.name}: {paper.kind}")
            for passage in paper.passages:
                print(passage.place, passage.text, sep="\n")
        return 0
    for half in [options.half] if options.half else HALVES:
        made = score(written(half, options.papers or count))
        print("\n".join(totals(half, made)))
        if half == "reading":
            print("\n".join(by_form(made)))
    return 0


def totals(half: Half, made: Score) -> list[str]:
    """The totals in lines."""
    speed = made.papers / made.seconds
    lines = [f"== {half} half: {made.papers} papers, {speed:.0f} papers a second of processor time"]
    for group, said in (("name", "names of people"), ("firm", "names of firms"), ("number", "numbers, addresses"),
                        ("beyond", "left open by the contract, not in the totals")):  # fmt: skip
        lines.append(f"recall, {said}: {made.groups['all', group]}; by proposed blanks {made.blanks['all', group]}")
    lines += [f"  {said}: {tally}" for (kind, said), tally in sorted(made.groups.items()) if kind == "more"]
    for said, proposed in (("hits that propose a blank", ("blank",)), ("all hits", ("blank", "decide"))):
        right, wrong = (sum(counts[one] for one in proposed) for counts in (made.right, made.wrong))
        greedy = sum(made.greedy[one] for one in proposed)
        lines.append(f"precision of {said}: {100 * made.precision(*proposed):.2f} % ({right} right, {wrong} wrong, "
                     f"{greedy} of the right take more than a label along)")  # fmt: skip
    return lines


def by_form(made: Score) -> list[str]:
    """Recall by form, and examples of each kind of miss and of wrong hits, two each."""
    lines: list[str] = []
    for table in sorted({table for table, _ in made.tables}):
        lines.append(f"-- {table}")
        rows = sorted((row, tally) for (name, row), tally in made.tables.items() if name == table)
        for row, tally in sorted(rows, key=lambda one: one[1].found - one[1].planted):
            lines.append(f"  {row:44} {tally}")
            if "by form" in table or table == "numbers by kind and form" or "by damage" in table:
                lines += [f"      {example}" for example in made.misses[table, row][:2]]
    lines.append("-- hits that are wrong")
    for row, examples in sorted(made.errors.items(), key=lambda one: -len(one[1])):
        lines.append(f"  {len(examples):5} {row}")
        lines += [f"      {example}" for example in examples[:2]]
    return lines


if __name__ == "__main__":
    sys.exit(main())
