"""The gold sentences: well formed, true to their text, and read no worse than when the figures were last raised."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.gold import GOLD, figures_of, measure

FILES = sorted(GOLD.glob("*.yaml"))
ASSERTIONS = {"present", "negated", "uncertain", "historical", "hypothetical", "other_person", "refused"}
#: F1 below which a change has broken something; a little under what was measured last (docs/evaluation.md).
FLOORS: dict[str, dict[str, float]] = yaml.safe_load((GOLD / "floors.yml").read_text(encoding="utf-8"))


@cache
def entries(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def test_the_set_is_large_enough_and_partly_kept_apart() -> None:
    assert sum(len(entries(path)) for path in FILES) >= 800
    assert [path.name for path in FILES if path.name.startswith("kept-apart")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_mark_lies_in_its_text(path: Path) -> None:
    for entry in entries(path):
        for mark in entry["marks"]:
            assert entry["text"].count(mark["quote"]) >= mark.get("nth", 1), (entry["id"], mark)
            assert mark.get("assert", "present") in ASSERTIONS, (entry["id"], mark)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_is_read_worse_than_before(path: Path) -> None:
    figures = figures_of(measure([path]))
    worse = {
        what: (figures[what]["f1"], floor) for what, floor in FLOORS[path.stem].items() if figures[what]["f1"] < floor
    }
    assert not worse, f"{path.stem}: F1 now and the floor: {worse}"
