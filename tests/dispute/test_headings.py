"""Headings and request lines, read as a person reads them (headings.yaml)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from openimr.dispute.request import parse_request

_TABLE = Path(__file__).with_name("headings.yaml")
_FIELDS = {
    "c": "category", "tr": "treatment", "bp": "body_part", "s": "side", "lv": "levels", "drug": "drug",
    "st": "strength", "q": "quantity",
}  # fmt: skip


def _rows() -> list[dict[str, Any]]:
    return yaml.load(_TABLE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["t"][:60])
def test_heading(row: dict[str, Any]) -> None:
    request = parse_request(row["t"])
    loose = set(row.get("loose", []))
    said: dict[str, Any] = {}
    wanted: dict[str, Any] = {}
    for short, name in _FIELDS.items():
        if name in loose or (name == "treatment" and short not in row):
            continue
        value: Any = row.get(short)
        if name == "quantity" and value is not None:
            value = float(value)
        wanted[name] = value if value is not None else ([] if name == "levels" else None)
        said[name] = getattr(request, name)
    assert said == wanted
