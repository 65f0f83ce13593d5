"""The example docket as a coordinator meets it; its calendar as a calendar program reads it; how old cases became."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from examples import docketlogs
from openimr.errors import NotFound, UnreadableFile
from openimr.process.ages import ages, timeliness
from openimr.process.deadlines import deadlines_of
from openimr.process.docket import CaseLog, Docket, closings_in, due_in, open_docket
from openimr.process.events import as_line
from openimr.process.ics import calendar_text, escaped, folded, uid_of
from openimr.process.rules import process_rules
from tests.process.test_courses import Course
from tools.generated import stale

RULES = process_rules()
DOCKET = docketlogs.FOLDER
NOW = datetime(2026, 3, 20, 23, 59, 59, tzinfo=RULES.zone)


@pytest.fixture(scope="module")
def docket() -> Docket:
    return open_docket(DOCKET, RULES, NOW)


def test_the_example_logs_are_those_their_courses_give() -> None:
    assert not stale(docketlogs.pages()), "run: python -m examples.docketlogs"


def test_the_example_docket_is_whole(docket: Docket) -> None:
    assert docket.problems == ()
    assert {case.state.case for case in docket.cases} == set(docketlogs.CASES)


def test_the_most_urgent_stands_first_and_no_duty_is_torn_apart(docket: Docket) -> None:
    found = due_in(docket.cases, NOW, RULES)
    firsts = [one for one in found if one.earliest and one.counted.period.unit != "no-set-days"]
    assert [one.due for one in firsts] == sorted(one.due for one in firsts)
    groups = [one.group for one in found]
    assert len(set(groups)) == sum(a != b for a, b in zip(groups, [("", "", ""), *groups], strict=False))
    overdue = {(one.case, one.clock) for one in found if one.status == "overdue"}
    assert overdue == {
        ("CM26-0000088", "authorize"), ("CM26-0000101", "records-statute"), ("CM26-0000101", "records-mail"),
        ("CM26-0000102", "records-expedited-statute"), ("CM26-0000102", "records-expedited"),
    }  # fmt: skip


def test_what_was_recorded_later_is_not_known_yet() -> None:
    early = open_docket(DOCKET, RULES, datetime(2026, 3, 5, 8, tzinfo=RULES.zone))
    states = {case.state.case: case.state for case in early.cases}
    assert states["CM26-0000107"].phase == "assigned"
    assert states["CM26-0000103"].phase == "window-open"
    assert "CM26-0000102" not in states, "nothing had happened"


def test_a_bad_log_is_a_problem_and_the_others_are_listed(tmp_path: Path) -> None:
    log = list(docketlogs.log_of("CM26-0000101"))
    lines = [as_line(event) for event in log]
    (tmp_path / "good.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "second.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "noise.jsonl").write_bytes(bytes(range(256)))
    changed = lines[1].replace('"mode":"mail"', '"mode":"fax"')
    assert changed != lines[1]
    (tmp_path / "touched.jsonl").write_text("\n".join([lines[0], changed, *lines[2:]]), encoding="utf-8")
    docket = open_docket(tmp_path, RULES, NOW)
    assert {(problem.code, Path(problem.file or "").name) for problem in docket.problems} == {
        ("log-unreadable", "noise.jsonl"), ("chain-broken", "touched.jsonl"),
        ("case-doubled", "second.jsonl"), ("case-doubled", "touched.jsonl"),
    }  # fmt: skip
    (broken,) = [problem for problem in docket.problems if problem.code == "chain-broken"]
    assert broken.message == "event 2 (ur-served): its content is not what was written"
    assert len(docket.cases) == 3
    assert [one.clock for one in due_in(docket.cases, NOW, RULES)].count("records-mail") == 3, "doubtful, and shown"


def test_what_is_no_docket_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no event log"):
        open_docket(tmp_path, RULES, NOW)
    with pytest.raises(NotFound, match="no such file"):
        open_docket(tmp_path / "nowhere", RULES, NOW)
    (tmp_path / "one.jsonl").write_text("{}", encoding="utf-8")
    with pytest.raises(UnreadableFile):
        open_docket(tmp_path / "one.jsonl", RULES, NOW)


def entries(text: str) -> list[dict[str, str]]:
    """A calendar read again by the rules of RFC 5545: unfolded, properties by name, alarms left out."""
    found: list[dict[str, str]] = []
    inside = ""
    for line in text.replace("\r\n ", "").split("\r\n"):
        name, _, value = line.partition(":")
        if name == "BEGIN":
            inside = value
            found += [{}] if value == "VEVENT" else []
        elif name == "END":
            inside = "VEVENT" if value == "VALARM" else ""
        elif inside == "VEVENT":
            found[-1][name] = re.sub(r"\\([,;\\n])", lambda m: "\n" if m[1] == "n" else m[1], value)
    return found


def test_the_calendar_holds_every_open_deadline_with_a_day(docket: Docket) -> None:
    due = due_in(docket.cases, NOW, RULES)
    text = calendar_text(due, NOW, RULES)
    read = entries(text)
    with_day = [one for one in due if one.has_day]
    assert len(read) == len(with_day) == len({entry["UID"] for entry in read})
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.endswith("END:VCALENDAR\r\n") and "\n" not in text.replace("\r\n", "")
    for one, entry in zip(with_day, read, strict=True):
        assert entry["SUMMARY"] == f"{one.case}: {one.title}"
        assert one.counted.period.source in entry["DESCRIPTION"]
        if one.counted.by_hour:
            assert entry["DTSTART"] == f"{one.due.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        else:
            assert entry["DTSTART;VALUE=DATE"] == f"{one.counted.due_day:%Y%m%d}"


def test_the_calendar_names_no_treatment_and_no_person(docket: Docket) -> None:
    text = calendar_text(due_in(docket.cases, NOW, RULES), NOW, RULES).replace("\r\n ", "")
    for case in docket.cases:
        assert not [item.text for item in case.state.items.values() if item.text in text]
        assert not [event.actor.name for event in case.events if event.actor.name in text]


def test_an_entry_keeps_its_name_while_its_case_goes_on(docket: Docket) -> None:
    earlier = open_docket(DOCKET, RULES, datetime(2026, 3, 17, 12, tzinfo=RULES.zone))
    before = {uid_of(one): one.counted.due_day for one in due_in(earlier.cases, NOW, RULES)}
    after = {uid_of(one): one.counted.due_day for one in due_in(docket.cases, NOW, RULES)}
    moved = [uid for uid in before if uid in after and before[uid] != after[uid]]
    assert len(moved) == 1, "the determination whose extension was approved on March 18"


def test_text_of_a_log_cannot_break_out_of_its_line() -> None:
    evil = "a;b,c\\d\r\nEND:VCALENDAR\x00\u2028x"
    assert "\n" not in escaped(evil) and "\r" not in escaped(evil)
    assert escaped(evil).startswith("a\\;b\\,c\\\\d\\nEND:VCALENDAR")
    long = "é" * 200
    assert folded(long).replace("\r\n ", "") == long


def test_how_old_cases_became(docket: Docket) -> None:
    states = [case.state for case in docket.cases]
    by_name = {one.name: one for one in ages(states, RULES)}
    # 2026-01-21 to 03-12 are 50 days, 2025-07-24 to 08-29 36, 2025-08-19 to 09-26 38
    assigned = by_name["age from assignment"]
    assert (assigned.cases, assigned.median, assigned.longest, assigned.case) == (3, 38, 50, "CM26-0000088")
    assert assigned.mean == pytest.approx((50 + 36 + 38) / 3)
    # 2026-02-11 to 03-12 are 29, 2025-08-04 to 08-29 25, 2025-09-02 to 09-26 24
    assert by_name["age from complete records"].mean == pytest.approx((29 + 25 + 24) / 3)
    assert (timeliness(states, RULES).in_time, timeliness(states, RULES).late) == (3, 0)


def logged(course: Course, folder: Path) -> CaseLog:
    (folder / "one.jsonl").write_text("\n".join(map(as_line, course.log)), encoding="utf-8")
    (case,) = open_docket(folder, RULES, datetime(2035, 1, 1, tzinfo=UTC)).cases
    return case


def test_a_right_that_was_not_used_is_passed_and_nobody_is_overdue_with_it(tmp_path: Path) -> None:
    case = logged(Course().do("coordinator", "2026-02-03", "ur-served", mode="mail"), tmp_path)
    # 30 days end on Thursday, March 5, with 5 for mail on Tuesday, March 10
    for day, statuses, closings in (
        ("2026-03-05", {"application": "open", "application-by-mail": "open"}, []),
        ("2026-03-09", {"application": "passed", "application-by-mail": "open"}, []),
        ("2026-03-11", {"application": "passed", "application-by-mail": "passed"}, ["window-closed"]),
    ):
        now = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=RULES.zone)
        found = deadlines_of(case.state, now, RULES)
        assert {one.clock: one.status for one in found if one.duty == "application"} == statuses
        assert [one.event for one in closings_in([case], now, RULES)] == closings
        still_open = {clock for clock, status in statuses.items() if status == "open"}
        assert {one.clock for one in due_in([case], now, RULES)} == still_open


def test_what_waits_only_for_time_is_offered_once_the_last_day_has_passed(tmp_path: Path) -> None:
    case = logged(Course().assigned(), tmp_path)
    offered = {}
    for day in ("2026-03-12", "2026-03-13"):  # 15 days from February 25 end on March 12
        now = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=RULES.zone)
        offered[day] = [one.event for one in closings_in([case], now, RULES)]
    assert offered == {"2026-03-12": [], "2026-03-13": ["records-limit-passed"]}


def test_a_day_before_the_step_it_follows_is_named(tmp_path: Path) -> None:
    course = Course().received()
    course.do("designee", "2026-02-24", "found-eligible", "1")
    course.do("software", "2026-02-19", "records-received", sender="employee")  # a note: recorded later than it came
    course.do("coordinator", "2025-12-25", "assignment-notified", mode="mail")
    course.do("coordinator", "2026-02-26", "notice-sent", notice="acknowledgement", mode="mail")
    logged(course, tmp_path)
    found = open_docket(tmp_path, RULES, NOW).problems
    (early,) = [problem for problem in found if problem.code == "event-order"]
    assert early.message == (
        "event 6, assignment-notified, is of 2025-12-25, before what it follows: event 4, found-eligible, of 2026-02-24"
    )
    course.do("coordinator", "2026-02-27", "entry-corrected", event=6, why="slip", at="2026-02-25T10:00-08:00")
    assert course.refused == ""
    logged(course, tmp_path)
    assert "event-order" not in {problem.code for problem in open_docket(tmp_path, RULES, NOW).problems}


def test_an_event_recorded_in_the_future_is_named_where_the_present_is_asked_for(tmp_path: Path) -> None:
    course = Course().do("coordinator", "2026-03-02", "ur-served", mode="mail")
    logged(course, tmp_path)
    early = datetime(2026, 2, 10, 12, tzinfo=RULES.zone)
    assert open_docket(tmp_path, RULES, early).problems == (), "a look back leaves out what came later"
    docket = open_docket(tmp_path, RULES, early, is_now=True)
    (problem,) = docket.problems
    assert "1 event recorded in the future, the first event 2, ur-served, on 2026-03-02" in problem.message
    assert docket.cases[0].state.phase == "ur-issued"
