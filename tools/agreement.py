"""Writes ``src/openimr/rules/california/agreement.yaml``: how often published letters decided as a draft recommends.

    imr replay LETTERS --format json > replay.json
    python -m tools.agreement replay.json --source "57 published letters of ..."

Items are counted by what the recommendation rests on (:func:`openimr.review.agreement.reached`). The shares of small
groups are drawn towards those of larger ones. How well that predicts is measured on letters left out, one at a time,
beside one number for all and one for each recommendation. Only figures are written. Source and day stay as they are in
the file where none is given; the day is today's once a figure changed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from openimr.review.agreement import Counted, drawn

TARGET = Path(__file__).resolve().parents[1] / "src" / "openimr" / "rules" / "california" / "agreement.yaml"
#: Fixed beforehand, not fitted: a group of four items is believed half.
WEIGHT = 4
_HEAD = """\
# How often the decisions of published letters agree with what a replay of them recommends, by what the recommendation
# rests on. Written by python -m tools.agreement; figures only, nothing of a letter. docs/criteria.md explains it.
"""
_CAUTION = (
    "The rules were written with these letters at hand, and a replay reads the letter's own summary instead of a case "
    "file. On other letters and on case files agreement will be lower."
)
_METHOD = (
    "Share of items decided as recommended, by recommendation and by what it rests on; the share of a group is drawn "
    "towards that of its recommendation, and this one towards that of all items, each counting as many items as weight "
    "says. Errors are measured on each letter with the other letters' table."
)


@dataclass(frozen=True)
class Item:
    """One replayed item that a recommendation was made for."""

    letter: str
    recommendation: str
    reached: str
    agreed: bool


Predict = Callable[[Item], float]


def items_of(replayed: Mapping[str, Any]) -> list[Item]:
    """The items of ``imr replay --format json`` that count: decided by the letter, and recommended on."""
    return [
        Item(one["source"], one["recommendation"], one["reached"], one["recommendation"] == one["decision"])
        for one in replayed["items"]
        if one["decision"] in ("upheld", "overturned") and one["reached"]
    ]


def counted(items: Iterable[Item]) -> Counted:
    """How many items, and how many agreed."""
    agreed = [item.agreed for item in items]
    return Counted(items=len(agreed), agreed=sum(agreed))


def by_group(items: Sequence[Item], depth: int) -> Predict:
    """The estimates a table gives.

    Args:
        items: what it is counted on.
        depth: 0 for one number, 1 for one a recommendation, 2 for one a recommendation and what it rests on.
    """
    groups: dict[tuple[str, ...], list[Item]] = defaultdict(list)
    for item in items:
        key = (item.recommendation, item.reached)
        for length in range(depth + 1):
            groups[key[:length]].append(item)

    def predict(item: Item) -> float:
        key = (item.recommendation, item.reached)
        # one item for each outcome, so that no share is 0 or 1 before anything was counted
        whole = counted(groups[()])
        share = (whole.agreed + 1) / (whole.items + 2)
        for length in range(1, depth + 1):
            share = drawn(counted(groups.get(key[:length], ())), share, WEIGHT)
        return share

    return predict


def left_out(items: Sequence[Item], depth: int) -> list[tuple[float, bool]]:
    """Estimate and outcome of each item, by the table of all other letters."""
    found = []
    for letter in sorted({item.letter for item in items}):
        predict = by_group([item for item in items if item.letter != letter], depth)
        found += [(predict(item), item.agreed) for item in items if item.letter == letter]
    return found


def bins_of(found: Sequence[tuple[float, bool]]) -> list[dict[str, Any]]:
    """The reliability table: estimates by tenths, their mean, and the share that agreed."""
    tenths: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for probability, agreed in found:
        tenths[min(int(probability * 10), 9)].append((probability, agreed))
    return [
        {
            "probability": f"{tenth / 10:.1f} to {(tenth + 1) / 10:.1f}",
            "items": len(pairs),
            "predicted": round(sum(p for p, _ in pairs) / len(pairs), 3),
            "observed": round(sum(agreed for _, agreed in pairs) / len(pairs), 3),
        }
        for tenth, pairs in sorted(tenths.items())
    ]


def errors_of(found: Sequence[tuple[float, bool]]) -> dict[str, float]:
    """Brier score, and expected calibration error over tenths."""
    gaps = [one["items"] * abs(one["predicted"] - one["observed"]) for one in bins_of(found)]
    return {
        "brier": round(sum((p - agreed) ** 2 for p, agreed in found) / len(found), 4),
        "calibration_error": round(sum(gaps) / len(found), 4),
    }


def table_of(items: Sequence[Item], source: str, day: str) -> dict[str, Any]:
    """The table as it is written."""
    estimate = by_group(items, 2)
    groups: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        groups[item.recommendation, item.reached].append(item)
    ways = {"by_what_it_rests_on": 2, "by_recommendation": 1, "one_number": 0}
    recommended = Counter(item.recommendation for item in items)
    return {
        "measured_on": day,
        "source": source,
        "caution": _CAUTION,
        "method": _METHOD,
        "letters": len({item.letter for item in items}),
        "weight": WEIGHT,
        "all": counted(items).model_dump(),
        "recommendations": {
            name: counted(item for item in items if item.recommendation == name).model_dump()
            for name in sorted(recommended)
        },
        "rows": [
            {"recommendation": key[0], "reached": key[1]}
            | counted(group).model_dump()
            | {"probability": round(estimate(group[0]), 3)}
            for key, group in sorted(groups.items())
        ],
        "errors": {name: errors_of(left_out(items, depth)) for name, depth in ways.items()},
        "reliability": bins_of(left_out(items, 2)),
    }


def written(table: Mapping[str, Any]) -> str:
    """The table as text."""
    return _HEAD + yaml.safe_dump(dict(table), sort_keys=False, allow_unicode=True, width=118)


def main(arguments: Iterable[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tools.agreement", description=__doc__.splitlines()[0])
    parser.add_argument("replayed", type=Path, help="what imr replay --format json printed")
    parser.add_argument("--source", help="which letters these are, in words")
    parser.add_argument("--date", help="the day of the measurement (YYYY-MM-DD)")
    parser.add_argument("--to", type=Path, default=TARGET, help="where the table is written")
    options = parser.parse_args(None if arguments is None else list(arguments))
    before = yaml.load(TARGET.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) if TARGET.is_file() else {}
    source = options.source or before.get("source", "")
    items = items_of(json.loads(options.replayed.read_text(encoding="utf-8")))
    table = table_of(items, source, options.date or before.get("measured_on", ""))
    if not options.date and (not TARGET.is_file() or written(table) != TARGET.read_text(encoding="utf-8")):
        table["measured_on"] = dt.date.today().isoformat()  # noqa: DTZ011 - the day where it is measured
    options.to.write_text(written(table), encoding="utf-8", newline="\n")
    print(f"{len(items)} items of {table['letters']} letters: {options.to}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
