"""The acts of a case, on both databases: all or nothing, by whom the procedure lets, never over somebody's head."""

from __future__ import annotations

import datetime as dt
from threading import Barrier, Thread

import pytest

from openimr.errors import ActedMeanwhile, EventRefused, ImrError, NotFound, NotSignable, UsageError
from openimr.process import Actor
from openimr.store.opening import Store
from tests.casework.cases import COORDINATOR, DESIGNEE, PACIFIC, kinds, taken_in
from tests.conftest import REPOSITORY


def test_intake_reads_items_days_and_signature_each_with_its_page(store: Store, case: str) -> None:
    from openimr.casefile import open_case
    from openimr.casework import case_now
    from openimr.casework.casenow import papers_on_disk
    from openimr.casework.intake import prepare

    now = case_now(case)
    with papers_on_disk(store.files, now) as folder:
        decided, served, received = prepare(now, open_case(folder, cache=None, workers=0))
    assert [item["text"] for item in decided.data["items"]] == ["MRI of the lumbar spine", "Gym membership, 6 months"]
    assert decided.at is not None and decided.at.date() == dt.date(2026, 3, 2)
    assert {told.what: told.source for told in decided.told}["item 1"] == "application.txt, page 1"
    assert len(served.asked) == 2, "no paper proves how the denial was served"
    assert received.data == {"signed": True, "determination-attached": True} and len(received.asked) == 1
    assert kinds(case) == ["papers-filed"], "preparing records nothing"


def test_intake_with_something_unknown_records_nothing(store: Store, case: str) -> None:
    from openimr.casefile import open_case
    from openimr.casework import case_now
    from openimr.casework.casenow import papers_on_disk
    from openimr.casework.intake import prepare, record_intake

    now = case_now(case)
    with papers_on_disk(store.files, now) as folder:
        prepared = prepare(now, open_case(folder, cache=None, workers=0))
    with pytest.raises(UsageError, match="--ur-served"):
        record_intake(now, prepared, COORDINATOR)
    assert kinds(case) == ["papers-filed"]


def test_intake_records_what_was_prepared_and_proposes_eligibility(store: Store, case: str) -> None:
    from openimr.casework import case_now

    taken_in(store, case)
    assert kinds(case)[1:] == ["ur-decided", "ur-served", "application-received", "eligibility-prepared"]
    now = case_now(case)
    assert now.state.phase == "received"
    assert now.events[-1].data["proposed"] == {"1": "eligible", "2": "eligible"}
    assert now.events[-1].actor.machine and not now.events[1].actor.machine


def test_an_act_on_a_case_that_somebody_else_changed_is_refused_and_writes_nothing(store: Store, case: str) -> None:
    from openimr.casework import case_now
    from openimr.casework.casenow import record

    taken_in(store, case)
    looked_at = case_now(case)
    record(case_now(case), "found-eligible", DESIGNEE, items=["1"])
    with pytest.raises(ActedMeanwhile, match="Otto Beispiel"):
        record(looked_at, "found-ineligible", DESIGNEE, items=["2"], data={"reasons": ["NOT_NECESSITY"]})
    assert kinds(case)[-1] == "found-eligible"


def test_of_two_people_at_one_moment_one_acts_and_the_other_is_told(store: Store, case: str) -> None:
    from django.db import connection

    from openimr.casework import case_now
    from openimr.casework.casenow import record

    taken_in(store, case)
    looked_at, together = case_now(case), Barrier(2)
    ends: list[str] = []

    def act(name: str) -> None:
        try:
            together.wait(30)
            record(looked_at, "found-eligible", Actor(role="designee", name=name), items=["1", "2"])
            ends.append("done")
        except ActedMeanwhile:
            ends.append("told")
        finally:
            connection.close()

    people = [Thread(target=act, args=(name,)) for name in ("Otto Beispiel", "Olga Beispiel")]
    for one in people:
        one.start()
    for one in people:
        one.join(60)
    assert sorted(ends) == ["done", "told"]
    assert kinds(case).count("found-eligible") == 1


def test_an_act_of_two_events_that_is_refused_in_the_second_leaves_neither(store: Store, case: str) -> None:
    """Nobody may assign while records are awaited, so the clearance before it is not written either."""
    from openimr.casework import case_now
    from openimr.casework.casenow import kept, record
    from openimr.casework.choosing import assign
    from openimr.panel.report import Selection
    from openimr.store.log import PROGRAM
    from tests.casework.selections import selection

    taken_in(store, case)
    record(case_now(case), "found-eligible", DESIGNEE, items=["1", "2"])
    record(case_now(case), "assignment-notified", COORDINATOR, data={"mode": "mail"})
    report: Selection = selection(case, "R-1")
    made = kept(store.files, {"selection.json": report.model_dump_json().encode()})
    record(case_now(case), "reviewer-proposed", PROGRAM, data={"reviewer": "R-1"}, made=made)
    before = kinds(case)
    with pytest.raises(EventRefused, match="reviewer-assigned"):
        assign(store.files, case_now(case), "R-1", COORDINATOR)
    assert kinds(case) == before


@pytest.mark.parametrize(
    ("reviewer", "why", "error", "says"),
    [
        ("R-9", "", NotFound, "knows no reviewer"),
        ("R-2", "", UsageError, "not the reviewer whom the selection chose"),
        ("R-3", "because", UsageError, "may not review"),
    ],
)
def test_only_a_reviewer_of_the_selection_is_assigned(
    store: Store, case: str, reviewer: str, why: str, error: type[ImrError], says: str
) -> None:
    from openimr.casework import case_now
    from openimr.casework.casenow import kept, record
    from openimr.casework.choosing import assign
    from openimr.store.log import PROGRAM
    from tests.casework.selections import selection

    taken_in(store, case)
    record(case_now(case), "found-eligible", DESIGNEE, items=["1", "2"])
    record(case_now(case), "assignment-notified", COORDINATOR, data={"mode": "mail"})
    made = kept(store.files, {"selection.json": selection(case, "R-1").model_dump_json().encode()})
    record(case_now(case), "reviewer-proposed", PROGRAM, data={"reviewer": "R-1"}, made=made)
    with pytest.raises(error, match=says):
        assign(store.files, case_now(case), reviewer, COORDINATOR, why=why)


def test_nothing_is_signed_without_a_reviewer_or_a_draft(store: Store, case: str) -> None:
    from openimr.casework import case_now
    from openimr.casework.deciding import draft_now, to_be_signed
    from openimr.review.signing import ReviewerIdentity

    taken_in(store, case)
    who = ReviewerIdentity(name="Ada Example, MD", licence="G-0", licensed_in=("California",), certifications=("x",))
    with pytest.raises(NotSignable, match="no reviewer is assigned"):
        to_be_signed(store.files, case_now(case), who, [], [])
    with pytest.raises(NotFound, match="no draft"):
        draft_now(store.files, case_now(case))


def test_what_may_come_next_leaves_out_what_the_case_rules_out(store: Store, case: str) -> None:
    from openimr.casework import case_now
    from openimr.casework.nextsteps import next_steps

    taken_in(store, case)
    steps = {step.kind: step for step in next_steps(case_now(case), dt.datetime(2026, 3, 13, tzinfo=PACIFIC))}
    assert {"found-eligible", "found-ineligible", "terminated"} <= steps.keys()
    assert not {"remanded", "petition-denied", "determination-made", "assignment-notified"} & steps.keys()
    assert "deferred" not in steps, "liability is disputed for none of its items"
    assert steps["found-eligible"].decides and steps["found-eligible"].by == ("designee of the AD",)


def test_after_a_remand_the_earlier_reviewer_is_told_to_the_panel(store: Store, case: str) -> None:
    from openimr.casefile import open_case
    from openimr.casework import case_now
    from openimr.casework.casenow import kept, papers_on_disk, record
    from openimr.casework.choosing import last_selection, panel_case
    from openimr.store.log import PROGRAM
    from tests.casework.selections import selection

    taken_in(store, case)
    made = kept(store.files, {"selection.json": selection(case, "R-1").model_dump_json().encode()})
    reviewer = Actor(role="reviewer", name="R-1")
    papers = ["imr_application", "ur_determination", "progress_report"]
    record(case_now(case), "found-eligible", DESIGNEE, items=["1"])
    record(case_now(case), "found-ineligible", DESIGNEE, items=["2"], data={"reasons": ["NOT_NECESSITY"]})
    record(case_now(case), "assignment-notified", COORDINATOR, data={"mode": "mail"})
    record(case_now(case), "reviewer-proposed", PROGRAM, data={"reviewer": "R-1"}, made=made)
    record(case_now(case), "records-complete", COORDINATOR)
    record(case_now(case), "conflicts-cleared", COORDINATOR, data={"reviewer": "R-1"})
    record(case_now(case), "reviewer-assigned", COORDINATOR, data={"reviewer": "R-1"})
    record(case_now(case), "determination-made", reviewer, data={"decisions": {"1": "upheld"}, "documents": papers})
    record(case_now(case), "determination-served", COORDINATOR, data={"mode": "mail"})
    record(case_now(case), "petition-filed", COORDINATOR, items=["1"])
    assert last_selection(store.files, case_now(case)) is not None
    record(case_now(case), "remanded", COORDINATOR, items=["1"])
    now = case_now(case)
    with papers_on_disk(store.files, now) as folder:
        seen = panel_case(now, open_case(folder, cache=None, workers=0))
    assert seen.earlier == ("R-1",)
    assert [item.text for item in seen.items] == ["MRI of the lumbar spine"], "only what is under review"
    assert last_selection(store.files, now) is None, "the report of the first review is none of the second"


def test_what_is_due_is_told_for_the_docket_the_soonest_case_first(store: Store, case: str) -> None:
    from openimr.casework.duework import due_work
    from openimr.process.events import read_log
    from openimr.store.readingin import take_over

    taken_in(store, case)
    logs = sorted((REPOSITORY / "examples" / "docket").glob("*.jsonl"))
    for log in logs:
        take_over(read_log(log))
    moment = dt.datetime(2026, 3, 20, 18, tzinfo=PACIFIC)
    work = due_work(moment)
    assert {one.case for one in work.cases} == {case, *(log.stem for log in logs)} and not work.more
    assert {one.case for one in work.notices} >= {case}, "its application waits for an acknowledgement"
    firsts = [one.due for one in work.deadlines if one.earliest and one.counted.period.unit != "no-set-days"]
    assert firsts == sorted(firsts) and len(firsts) > 5
    few = due_work(moment, most=3)
    assert len(few.cases) == 3 and few.more
    assert few.cases == work.cases[:3]
