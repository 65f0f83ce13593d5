"""How published reviewers decided like items: by what a recommendation rests on, small groups drawn to larger ones."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openimr.guidelines import topics
from openimr.review.agreement import agreement_of, agreement_table, reached
from openimr.review.model import Evaluation, Reached, Status
from tools.agreement import TARGET, Item, by_group, counted, errors_of, items_of, left_out, table_of, written


@pytest.mark.parametrize(
    ("recommendation", "decided_by", "dependent", "expected"),
    [
        ("overturned", [Status.MET, Status.MET], False, "shown"),
        ("overturned", [Status.MET, Status.NOT_DOCUMENTED], False, "unopposed"),
        ("upheld", [Status.NOT_MET], False, "opposite"),
        ("upheld", [Status.NOT_DOCUMENTED], False, "silent"),
        ("upheld", [Status.NOT_DOCUMENTED, Status.NOT_MET], False, "silent_and_opposite"),
        ("upheld", [Status.MET, Status.NOT_MET], False, "excluded"),
        ("upheld", [Status.MET, Status.CONTRADICTED], False, "contradicted"),
        ("upheld", [], True, "dependent"),
        ("undecidable", [Status.MET], False, None),
    ],
)
def test_on_what_a_recommendation_rests(
    recommendation: str, decided_by: list[Status], dependent: bool, expected: str | None
) -> None:
    assert reached(recommendation, decided_by, dependent=dependent) == expected  # type: ignore[arg-type]


def test_where_no_item_was_like_it_all_so_recommended_count() -> None:
    table = agreement_table().model_copy(update={"rows": []})
    criterion = topics()["ESI-L-R"].criteria[0]
    judged = [Evaluation(id=criterion.id, text="", role="required", status=Status.CONTRADICTED)]
    found = agreement_of("upheld", judged, [criterion.id], table=table)
    assert found is not None and found.items == 0
    upheld, everything = table.recommendations["upheld"], table.all
    assert everything.agreed / everything.items < found.probability < upheld.agreed / upheld.items


@given(
    st.lists(
        st.builds(
            Item,
            letter=st.sampled_from("abcd"),
            recommendation=st.sampled_from(["upheld", "overturned"]),
            reached=st.sampled_from(get_args(Reached)),
            agreed=st.booleans(),
        )
    )
)
def test_estimates_lie_between_the_share_of_the_row_and_that_of_all(items: list[Item]) -> None:
    whole = (counted(items).agreed + 1) / (len(items) + 2)
    for item in items:
        own = counted(i for i in items if (i.recommendation, i.reached) == (item.recommendation, item.reached))
        group = counted(i for i in items if i.recommendation == item.recommendation)
        shares = [whole, group.agreed / group.items, own.agreed / own.items]
        assert min(shares) - 1e-9 <= by_group(items, 2)(item) <= max(shares) + 1e-9


def test_a_letter_is_judged_without_its_own_items() -> None:
    items = [Item("a", "upheld", "silent", False), *(Item("b", "upheld", "silent", True) for _ in range(6))]
    alone = left_out(items, 2)
    assert alone[0] == (by_group(items[1:], 2)(items[0]), False)


def test_errors_are_those_of_the_formulas() -> None:
    assert errors_of([(0.75, True), (0.75, False)]) == {"brier": 0.3125, "calibration_error": 0.25}


def test_the_table_predicts_better_than_one_number_for_all() -> None:
    table = agreement_table()
    assert table.errors["by_what_it_rests_on"].brier < table.errors["one_number"].brier
    assert sum(row.items for row in table.rows) == table.all.items == sum(one.items for one in table.reliability)
    for row, part in product(table.rows, ("items", "agreed")):
        assert getattr(row, part) <= getattr(table.recommendations[row.recommendation], part)


def test_the_stored_table_is_what_the_tool_makes(shared: Path) -> None:
    table = agreement_table()
    if len(list((shared / "letters").iterdir())) != table.letters:
        pytest.skip(f"the table was counted over {table.letters} letters; other letters lie here")
    done = subprocess.run(
        [sys.executable, "-m", "openimr.cli.main", "replay", str(shared / "letters"), "--format", "json"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    made = written(table_of(items_of(json.loads(done.stdout)), table.source, table.measured_on.isoformat()))
    assert made == TARGET.read_text(encoding="utf-8"), "run imr replay and python -m tools.agreement again"
