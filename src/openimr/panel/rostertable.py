"""A roster as a table: one reviewer a row, as a spreadsheet writes CSV.

Several entries in a cell are parted by ``;``, the fields of an entry by ``|`` in the order of :data:`FIELDS`. ``none``
is an empty list; an empty cell is *not known*.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Cells with entries, and the order of their fields.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "licences": ("state", "status", "restricted", "from", "to", "number"),
    "certifications": ("specialty", "from", "to"),
    "subspecialties": ("specialty", "from", "to"),
    "practice": ("from", "to", "hours_per_week", "place"),
    "sanctions": ("what", "state"),
    "appointments": ("kind", "from", "to"),
    "disclosures": ("kind", "relation", "party", "percent", "from", "to"),
    "away": ("from", "to"),
}
_LISTS = ("also", "offices", "treatments", "conditions")


def entry_of_row(cells: Mapping[str, str]) -> dict[str, Any]:
    """The entry that a row of the table stands for.

    Args:
        cells: text by column; empty cells left out.

    Raises:
        ValueError: a cell has more fields than its kind of entry.

    >>> entry_of_row({"licences": "CA|active|no||2026-01-31", "sanctions": "none"})
    {'licences': [{'state': 'CA', 'status': 'active', 'restricted': 'no', 'to': '2026-01-31'}], 'sanctions': []}
    """
    entry: dict[str, Any] = {}
    for column, text in cells.items():
        if column in FIELDS:
            entry[column] = [] if text.lower() == "none" else [_fields(column, one) for one in _parted(text)]
        elif column in _LISTS:
            values = [] if text.lower() == "none" else _parted(text)
            if column in ("also", "offices"):
                entry[column] = values
            else:
                entry.setdefault("expertise", {})[column] = values
        else:
            entry[column] = text
    return entry


def _parted(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _fields(column: str, text: str) -> dict[str, Any]:
    values = [value.strip() for value in text.split("|")]
    names = FIELDS[column]
    if len(values) > len(names):
        raise ValueError(f"{column}: {text!r} has more fields than {'|'.join(names)}")
    found: dict[str, Any] = {name: value for name, value in zip(names, values, strict=False) if value}
    if str(found.get("to", "")).lower() == "lifelong":
        del found["to"]
        found["lifelong"] = "yes"
    return found
