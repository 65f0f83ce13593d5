"""``case.yaml``: what intake already knows. Hints, never trusted over the pages.

Accepted are the field names of :class:`openimr.casefile.model.Intake` at the top or under ``case``, ``parties`` and
``dates``, and the usual short forms (``patient``, ``administrator``, ``injury`` …).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from openimr.casefile.model import Intake
from openimr.casefile.papers.dates import day_of
from openimr.problems import Problem

_MAX_BYTES = 1_000_000
# every value stays what was written: no is no, and a date is text
_STRINGS: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NAMES = {
    "case_number": ("case_number", "case", "number", "imr_case_number"),
    "patient_name": ("patient_name", "patient", "employee", "employee_name", "injured_worker"),
    "employer": ("employer", "employer_name"),
    "claims_administrator": ("claims_administrator", "administrator", "claim_administrator", "insurer"),
    "date_assigned": ("date_assigned", "assigned"),
    "date_of_injury": ("date_of_injury", "injury", "doi", "injury_date"),
    "ur_denial_date": ("ur_denial_date", "ur_denial", "ur_decision", "ur_decision_date", "denial_date"),
    "application_received": ("application_received", "received", "date_received", "application_received_date"),
    "priority": ("priority",),
}
_DATES = frozenset({"date_assigned", "date_of_injury", "ur_denial_date", "application_received"})


def read_intake(path: Path, file: str = "case.yaml") -> tuple[Intake, list[Problem]]:
    """What the file says; a file that cannot be read, or a date that is none, is a problem and nothing more."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ValueError("it is too large")
        text = path.read_text(encoding="utf-8-sig")
        if "&" in text and "*" in text and any(isinstance(t, yaml.AliasToken) for t in yaml.scan(text)):
            raise ValueError("aliases are not accepted")  # nested aliases grow without bound
        loaded = yaml.load(text, Loader=_STRINGS)  # noqa: S506 - it makes nothing but strings
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        return Intake(), [_problem("intake-unreadable", f"the intake file cannot be read ({reason[:120]})", file)]
    if not isinstance(loaded, dict):
        return Intake(), ([_problem("intake-unreadable", "the intake file holds no fields", file)] if loaded else [])
    fields = dict(_flat(loaded))
    intake, problems = Intake(), []
    for name, spellings in _NAMES.items():
        value = next((fields[s] for s in spellings if fields.get(s)), None)
        if value is None:
            continue
        if name not in _DATES:
            setattr(intake, name, value)
            continue
        day = day_of(value)
        if day is None:
            problems.append(_problem("intake-date", f"{name} is not a date that can be read: {value[:40]!r}", file))
        else:
            setattr(intake, name, day)
    return intake, problems


def _flat(mapping: dict[Any, Any], depth: int = 0) -> Iterator[tuple[str, str]]:
    """Fields of a mapping and of the mappings in it; the outer one wins, so it comes last."""
    for key, value in mapping.items():
        if isinstance(value, dict) and depth < 3:
            name = str(key).strip().lower().replace("-", "_").replace(" ", "_")
            inner = dict(_flat(value, depth + 1))
            yield from inner.items()
            if inner.get("name"):
                yield name, inner["name"]
    for key, value in mapping.items():
        if isinstance(value, str) and value.strip().lower() not in ("", "null", "~", "none"):
            yield str(key).strip().lower().replace("-", "_").replace(" ", "_"), value.strip()


def _problem(code: str, message: str, file: str) -> Problem:
    return Problem(code=code, message=message, file=file, consequence="it was left out", remedy="correct the file")
