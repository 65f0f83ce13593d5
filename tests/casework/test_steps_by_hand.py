"""The steps that docs/casework.md says are recorded by hand are those of the procedure, with role and fields."""

from __future__ import annotations

import json
import re

import pytest

from openimr.process import process_rules
from tests.conftest import REPOSITORY

_ROW = re.compile(r"^\| [^|]*\| `([a-z-]+)` \| ([a-z-]+) \| (?:`(\{.*\})` )?\|$", re.MULTILINE)
ROWS = _ROW.findall((REPOSITORY / "docs" / "casework.md").read_text(encoding="utf-8"))


def test_the_table_of_the_page_is_read_whole() -> None:
    text = (REPOSITORY / "docs" / "casework.md").read_text(encoding="utf-8")
    table = text.partition("| what happened | step |")[2].partition("\n\n")[0]
    assert len(ROWS) == len(table.splitlines()) - 2 > 20


@pytest.mark.parametrize(("kind", "role", "data"), ROWS)
def test_a_step_by_hand_is_one_of_the_procedure_with_its_role_and_fields(kind: str, role: str, data: str) -> None:
    rule = process_rules().event(kind)
    assert rule is not None and role in rule.by
    assert set(rule.fields) - {"items"} <= set(json.loads(data or "{}"))
