"""A broken rule file is refused with its line and what to change; none can leave a decision to a program."""

from __future__ import annotations

import shutil
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

from openimr.errors import RuleError
from openimr.process.rules import process_rules, read_process_rules
from openimr.process.vocabulary import DECIDING_EFFECTS

SHIPPED = Path(str(files("openimr"))) / "rules" / "california" / "process"
BY_DESIGNEE = '    by: [designee]\n    decides: "true"\n    effect: items-ineligible'


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("machine", BY_DESIGNEE, BY_DESIGNEE.replace("[des", "[software, des"), "may not be left to software"),
        ("machine", BY_DESIGNEE, BY_DESIGNEE.replace('    decides: "true"\n', ""), "does not say that it decides"),
        ("machine", "to: window-open", "to: window-opened", "there is no state 'window-opened'"),
        ("machine", "leads: {received: [merged]}", "leads: {received: [gone]}", "there is no state 'gone'"),
        ("machine", "leads: {received: [merged]}", "leads: {new: [merged]}", "possible in 'new'"),
        ("machine", "guards: [window-passed]", "guards: [window-past]", "there is no guard 'window-past'"),
        ("machine", 'the program, person: "false"', 'the program, person: "true"', "no person"),
        ("machine", "  - {id: certified, says", "  - {id: certifed, says", "there is no guard 'certifed'"),
        ("machine", "by: [publisher, coordinator]", "by: [printer]", "there is no role 'printer'"),
        ("clocks", "unit: working-days", "unit: workdays", "unit: input should be"),
        ("clocks", 'to: "2014-02-11"', 'to: "2014-02-12"', "two periods"),
        ("clocks", 'to: "2014-02-11"', 'to: "2012-02-12"', "ends before it begins"),
        ("clocks", "starts: [ur-served]", "starts: [ur-sent]", "there is no event 'ur-sent'"),
        ("clocks", "owed_by: designee", "owed_by: nobody-else", "there is no party"),
        ("clocks", "extension: board-service", "extension: post", "there is no extension 'post'"),
        ("clocks", "when: {formulary: \"no\",", "when: {drug: \"no\",", "there is no condition 'drug'"),
        ("calendars", "name: Labor Day", "name: Labour Day", "the holidays library has no Labour Day"),
        ("calendars", "calendar: business", "calendar: bank", "there is no calendar 'bank'"),
        ("versions", 'from: "2017-01-01"', 'from: "2012-01-01"', "must follow each other"),
        ("versions", "versions:\n", "version:\n", "the file has no versions"),
        ("eligibility", "test: unsigned", "test: unsinged", "there is no test 'unsinged'"),
        ("eligibility", "code: LATE,", "code: UNSIGNED,", "UNSIGNED stands twice"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_at_its_line(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    folder = tmp_path / "process"
    shutil.copytree(SHIPPED, folder)
    path = folder / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuleError) as refused:
        read_process_rules(folder)
    assert said in str(refused.value)
    assert f"process/{file}.yaml:" in str(refused.value)
    assert refused.value.remedy


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "process"
    shutil.copytree(SHIPPED, folder)
    (folder / "clocks.yaml").unlink()
    with pytest.raises(RuleError, match=r"process/clocks\.yaml"):
        read_process_rules(folder)


def test_no_shipped_event_that_decides_is_open_to_a_program() -> None:
    rules = process_rules()
    deciding = [event for event in rules.events if event.decides or event.effect in DECIDING_EFFECTS]
    assert len(deciding) >= 20
    assert not [event.id for event in deciding if "software" in event.by]
    kept_for_people = {
        "found-eligible", "found-ineligible", "deferred", "duplicate-merged", "window-closed", "terminated",
        "consolidated",
        "expedited-approved", "conflicts-cleared", "reviewer-assigned", "extension-approved", "determination-made",
        "redaction-confirmed", "published", "remanded",
    }  # fmt: skip
    assert kept_for_people <= {event.id for event in deciding}


def test_every_row_of_the_table_of_steps_is_there() -> None:
    rows = {event.row for event in process_rules().events if event.row}
    assert rows == {str(number) for number in range(1, 23)}


def test_every_clock_says_where_it_comes_from_and_covers_the_years_without_a_hole() -> None:
    for clock in process_rules().clocks:
        periods = sorted(clock.periods, key=lambda period: period.begins)
        assert all(period.source for period in periods)
        for one, following in pairwise(periods):
            assert (following.begins - one.ends).days == 1, clock.id


def test_what_of_2026_was_not_read_says_so() -> None:
    """From April 2026 no clock that stands in a regulation alone passes for verified."""
    rules = process_rules()
    day = rules.versions[-1].begins
    for clock in rules.clocks:
        period = clock.on(day)
        if period and "9792.10." in period.source and "LC" not in period.source:
            assert not period.verified, clock.id
