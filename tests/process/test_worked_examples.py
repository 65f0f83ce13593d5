"""The table of worked examples: what the law says of each date, reckoned by hand, beside what the program says."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from openimr.process.counting import count_clock
from openimr.process.rules import process_rules

RULES = process_rules()
GROUPS: list[dict[str, Any]] = yaml.load(
    Path(__file__).with_name("worked_examples.yaml").read_text(encoding="utf-8"), yaml.BaseLoader
)
EXAMPLES = [{**{k: v for k, v in group.items() if k != "rows"}, **row} for group in GROUPS for row in group["rows"]]


def moment(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def name(example: dict[str, Any]) -> str:
    more = (example.get(k, "") for k in ("by", "to", "extension", "sent"))
    return "-".join([example["clock"], example["start"], *more])


@pytest.mark.parametrize("example", EXAMPLES, ids=name)
def test_the_program_reckons_as_the_law_does(example: dict[str, Any]) -> None:
    counted = count_clock(
        example["clock"],
        moment(example["start"]),
        mode=example.get("by", ""),
        place=example.get("to", ""),
        extension_days=int(example.get("extension", "0")),
        sent=example.get("sent", ""),
    )
    if example["due"] == "null":
        assert counted is None, example["why"]
        return
    assert counted is not None, example["why"]
    due = moment(example["due"])
    reached = counted.due if isinstance(due, datetime) else counted.due_day
    assert reached == due, f"{example['why']}: {'; '.join(counted.steps)}"
    if isinstance(due, datetime):
        assert counted.due.isoformat() == due.isoformat(), "the hour is told as the clocks of California show it"
    assert counted.by_hour == isinstance(due, datetime)
    assert counted.latest_day.isoformat() == example.get("latest", counted.due_day.isoformat()), example["why"]
    assert counted.version == example["rules"]
    assert (counted.presumed.isoformat() if counted.presumed else "") == example.get("presumed", "")
    assert counted.period.source == example["source"]
    assert counted.verified == (example.get("read", "yes") == "yes")


def test_the_table_is_large_and_leaves_nothing_out() -> None:
    assert len(EXAMPLES) >= 150
    assert len({name(example) for example in EXAMPLES}) == len(EXAMPLES), "an example stands twice"
    assert {example["clock"] for example in EXAMPLES} == {clock.id for clock in RULES.clocks}
    assert {example["rules"] for example in EXAMPLES} == {version.id for version in RULES.versions}
    units = {p.unit for c in RULES.clocks for p in c.periods}
    seen = {p.unit for e in EXAMPLES if (p := period_of(e))}
    assert seen == units
    for clock in RULES.clocks:
        for period in clock.periods:
            hit = [e for e in EXAMPLES if e["clock"] == clock.id and period_of(e) == period]
            assert hit, f"no example for {clock.id} from {period.begins}"


def period_of(example: dict[str, Any]) -> Any:
    start = moment(example["start"])
    day = RULES.local(start).date() if isinstance(start, datetime) else start
    clock = RULES.clock(example["clock"])
    return clock.on(day) if clock else None
