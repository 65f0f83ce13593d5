"""Facts of texts that lie beside the repository, against what was read last time: a change shows row by row.

The golden files hold no text: for each row the concepts with their assertions, and how many times. After a change that
is meant, write them again with ``python -m tools.golden_facts`` and read the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.golden_facts import FOLDER, SOURCES, facts_by_row, read_golden


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_the_facts_are_those_of_last_time(shared: Path, name: str) -> None:
    golden = read_golden(FOLDER / f"{name}.tsv")
    found = facts_by_row(SOURCES[name](shared))
    assert set(found) == set(golden), "rows came or went"
    changed = {row: (golden[row], found[row]) for row in found if golden[row] != found[row]}
    shown = "\n".join(f"{row}: {_difference(*both)}" for row, both in sorted(changed.items())[:20])
    assert not changed, f"{len(changed)} rows differ; python -m tools.golden_facts writes them anew\n{shown}"


def _difference(before: list[str], now: list[str]) -> str:
    lost = [one for one in before if one not in now]
    new = [one for one in now if one not in before]
    return f"lost {lost}, new {new}"
