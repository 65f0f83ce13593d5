"""Courses of cases as a coordinator would tell them, and what the rules say of the steps that are wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from openimr.process.chain import sealed
from openimr.process.deadlines import Deadline, deadlines_of
from openimr.process.eligibility import proposals
from openimr.process.events import Actor, Event
from openimr.process.folding import refusal_of, step
from openimr.process.rules import process_rules
from openimr.process.state import CaseState

RULES = process_rules()
PACIFIC = ZoneInfo("America/Los_Angeles")
END = datetime(2035, 1, 1, tzinfo=UTC)


class Course:
    """A case that goes on step by step; a step the rules refuse is kept as ``refused`` and changes nothing."""

    def __init__(self, *items: dict[str, Any], decided: str = "2026-02-02", injury: str = "2024-05-06") -> None:
        self.log: list[Event] = []
        self.state = CaseState()
        self.refused = ""
        self.do("coordinator", decided, "ur-decided", items=list(items) or [{"id": "1", "text": "MRI"}], injury=injury)

    def do(self, role: str, when: str, kind: str, *about: str, **data: Any) -> Course:
        day = datetime.fromisoformat(when if "T" in when else f"{when}T10:00").replace(tzinfo=PACIFIC)
        said = {key.replace("_", "-"): value for key, value in data.items()}
        event = sealed(self.log, kind, case="C-1", actor=Actor(role=role, name="x"), at=day, items=about, data=said)
        refusal = refusal_of(self.state, event, RULES)
        self.refused = refusal.sentence() if refusal else ""
        if refusal is None:
            self.log.append(event)
            self.state = step(self.state, event, RULES)
        return self

    def received(self, when: str = "2026-02-20", served: str = "2026-02-03", **more: Any) -> Course:
        self.do("coordinator", served, "ur-served", mode="mail")
        return self.do(
            "coordinator", when, "application-received", **{"signed": True, "determination_attached": True} | more
        )

    def assigned(self, mode: str = "mail") -> Course:
        self.received().do("designee", "2026-02-24", "found-eligible", *self.state.items)
        return self.do("coordinator", "2026-02-25", "assignment-notified", mode=mode)

    def with_reviewer(self, name: str = "R-1", day: str = "2026-03-10") -> Course:
        self.do("coordinator", day, "records-complete").do("coordinator", day, "conflicts-cleared", reviewer=name)
        return self.do("coordinator", day, "reviewer-assigned", reviewer=name)

    def served(self, outcome: str = "overturned") -> Course:
        self.assigned().with_reviewer()
        decisions = dict.fromkeys(self.state.items, outcome)
        papers = ["ur_determination", "progress_report"]
        self.do("reviewer", "2026-03-20", "determination-made", decisions=decisions, documents=papers)
        return self.do("coordinator", "2026-03-23", "determination-served", mode="mail")

    def deadlines(self, clock: str, as_of: datetime = END) -> list[Deadline]:
        return [one for one in deadlines_of(self.state, as_of, RULES) if one.clock == clock]

    def deadline(self, clock: str, as_of: datetime = END) -> Deadline:
        (found,) = self.deadlines(clock, as_of)
        return found


def test_from_denial_to_publication() -> None:
    course = Course().served()
    assert course.state.phase == "served"
    course.do("claims-administrator", "2026-03-30", "implemented")
    assert "not for the claims administrator to record" in course.refused
    course.do("coordinator", "2026-03-30", "implemented")
    course.do("publisher", "2026-04-02", "published")
    assert "nobody has confirmed the redaction (LC 4610.6(m)" in course.refused
    course.do("publisher", "2026-04-02", "redaction-confirmed").do("publisher", "2026-04-02", "published")
    assert course.state.published
    assert [item.implemented for item in course.state.items.values()] == [True]
    course.do("coordinator", "2026-04-20", "appeal-time-closed")
    assert "the time for a petition has not passed" in course.refused, "days for mail run until April 27"
    course.do("coordinator", "2026-04-28", "appeal-time-closed")
    assert course.state.phase == "final"


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("found-eligible", {}), ("found-ineligible", {"reasons": ["LATE"]}), ("duplicate-merged", {"into": "C-0"}),
        ("terminated", {"cause": "authorized"}), ("expedited-approved", {}),
    ],
)  # fmt: skip
def test_a_program_never_decides(kind: str, data: dict[str, Any]) -> None:
    course = (
        Course().received().do("coordinator", "2026-02-20", "threat-certified", certified_by="doctor", documented=True)
    )
    course.do("software", "2026-02-21", kind, "1", **data)
    assert "a person must decide this; a program may only prepare it" in course.refused
    assert [item.status for item in course.state.items.values()] == ["pending"]
    course.do("software", "2026-02-21", "eligibility-prepared")
    assert not course.refused


def test_eligibility_is_decided_item_by_item() -> None:
    course = Course({"id": "1"}, {"id": "2"}, {"id": "3", "liability-disputed": "yes"}).received()
    course.do("designee", "2026-02-24", "found-eligible", "1")
    assert course.state.phase == "received"
    course.do("designee", "2026-02-24", "found-eligible", "3")
    assert "the administrator has not agreed" in course.refused
    course.do("designee", "2026-02-24", "deferred", "3").do(
        "designee", "2026-02-24", "found-ineligible", "2", reasons=["LATE"]
    )
    assert course.state.phase == "eligible"
    assert {i.id: (i.status, i.reasons) for i in course.state.items.values()} == {
        "1": ("eligible", ()), "2": ("ineligible", ("LATE",)), "3": ("deferred", ()),
    }  # fmt: skip


def test_a_refusal_needs_a_reason_that_was_in_force() -> None:
    course = Course().received().do("designee", "2026-02-24", "found-ineligible", "1", reasons=["TOO_EXPENSIVE"])
    assert "a refusal needs a reason that the law knows" in course.refused
    course.do("designee", "2026-02-24", "found-ineligible", "1", reasons=["NO_UR_DECISION_REMIND"])
    assert course.refused, "reminders ended in 2014"
    course.do("designee", "2026-02-24", "found-ineligible", "1", reasons=["NO_UR_DECISION"])
    assert course.state.phase == "ineligible"
    course.do("designee", "2026-02-24", "ineligibility-served", mode="mail")
    assert course.deadline("petition-ineligible").counted.due_day.isoformat() == "2026-03-26"
    assert not [one for one in deadlines_of(course.state, END, RULES) if one.clock == "petition"]
    course.do("coordinator", "2026-03-02", "petition-filed").do("appeals-board", "2026-04-20", "remanded")
    assert (course.state.phase, course.state.items["1"].status) == ("received", "pending")


def test_liability_settled_brings_a_deferred_item_back() -> None:
    course = Course({"id": "1", "liability-disputed": True}).received().do("designee", "2026-02-24", "deferred", "1")
    assert course.state.phase == "deferred"
    course.do("coordinator", "2026-06-01", "liability-resolved", mode="mail")
    assert (course.state.phase, course.state.items["1"].status) == ("received", "pending")


def test_records_that_do_not_come() -> None:
    course = Course().assigned()
    course.do("coordinator", "2026-03-12T23:00", "records-limit-passed")
    assert "the time for the records has not passed" in course.refused
    course.do("coordinator", "2026-03-13", "records-limit-passed")
    assert course.state.phase == "records-default"
    assert course.deadline("determination-without-records").counted.due_day.isoformat() == "2026-04-13"
    course.do("coordinator", "2026-03-13", "conflicts-cleared", reviewer="R-1")
    course.do("coordinator", "2026-03-13", "reviewer-assigned", reviewer="R-1")
    course.do("reviewer", "2026-03-20", "determination-made", decisions={"1": "upheld"}, documents=["ur_determination"])
    assert (
        "may rest only on the information in the utilization review determination (8 CCR 9792.10.6(b)(2))"
        in course.refused.replace("no determination ", "")
    )


def test_a_reviewer_needs_clearance_and_a_remand_another_reviewer() -> None:
    course = Course().assigned().do("coordinator", "2026-03-10", "records-complete")
    course.do("coordinator", "2026-03-10", "reviewer-assigned", reviewer="R-1")
    assert "nobody has cleared this reviewer" in course.refused
    course = Course().served("upheld").do("coordinator", "2026-04-10", "petition-filed")
    course.do("appeals-board", "2026-08-03", "remanded", fact="the wrong level")
    assert course.state.items["1"].status == "eligible"
    course.do("coordinator", "2026-08-05", "assignment-notified", mode="electronic")
    course.with_reviewer("R-1", "2026-08-20")
    assert "has reviewed the case before" in course.refused
    course.do("coordinator", "2026-08-20", "conflicts-cleared", reviewer="R-2")
    course.do("coordinator", "2026-08-20", "reviewer-assigned", reviewer="R-2")
    assert course.state.reviewer == "R-2"
    assert course.deadline("determination").counted.due_day.isoformat() == "2026-09-21"
    assert course.deadline("publication").status == "moot", "what the first review left open is over"


def test_an_expedited_conversion_starts_hours_and_days() -> None:
    course = Course().assigned().do("designee", "2026-03-02", "expedited-approved")
    assert "no certification" in course.refused
    course.do("coordinator", "2026-03-02", "threat-certified", certified_by="doctor", documented=False)
    course.do("designee", "2026-03-02", "expedited-approved")
    assert "no certification" in course.refused, "without its documents it is none"
    course.do("coordinator", "2026-03-02", "threat-certified", certified_by="doctor", documented=True)
    course.do("designee", "2026-03-06T16:00", "expedited-approved")
    clocks = {one.clock for one in deadlines_of(course.state, END, RULES)}
    assert {"records-expedited-statute", "conversion-notice"} <= clocks
    assert not {"records-mail", "records-statute", "determination-goal"} & clocks
    course.do("coordinator", "2026-03-06T17:00", "conversion-notified", mode="electronic")
    due = course.deadline("records-expedited").due
    assert due.isoformat() == "2026-03-07T17:00:00-08:00"
    course.do("coordinator", "2026-03-07", "records-complete")
    assert course.deadline("determination-expedited").counted.due_day.isoformat() == "2026-03-10"


def test_an_extension_is_of_three_days_in_all() -> None:
    course = Course().assigned().with_reviewer()
    course.do("director", "2026-04-01", "extension-approved", days=4)
    assert "an extension is of one to three days" in course.refused
    course.do("director", "2026-04-01", "extension-approved", days=2).do(
        "director", "2026-04-02", "extension-approved", days=2
    )
    assert course.refused
    assert course.deadline("determination").counted.due_day.isoformat() == "2026-04-13", (
        "April 9 and 2 days are a Saturday"
    )


def test_differing_deadlines_for_records_stand_side_by_side() -> None:
    course = Course().assigned()
    now = datetime(2026, 3, 1, tzinfo=PACIFIC)
    records = [one for one in deadlines_of(course.state, now, RULES) if one.duty == "records"]
    assert [(one.clock, one.counted.due_day.isoformat(), one.earliest) for one in records] == [
        ("records-statute", "2026-03-09", True), ("records-mail", "2026-03-12", False),
    ]  # fmt: skip
    course.do("software", "2026-03-10", "records-received", sender="employee")
    assert course.deadline("records-mail", now).status == "open", (
        "papers of the employee do not meet the administrator's duty"
    )
    course.do("software", "2026-03-11", "records-received", sender="claims-administrator")
    assert course.deadline("list-to-employee").status == "open", "the employee is to be told"
    assert course.deadline("records-mail").status == "met"
    assert course.deadline("records-statute").status == "met late"


def test_authorization_is_counted_from_receipt_and_until_then_from_service() -> None:
    course = Course().served()
    guess = course.deadline("authorize")
    assert (guess.estimated, guess.counted.due_day.isoformat()) == (True, "2026-03-30")
    course.do("coordinator", "2026-03-27", "determination-received")
    known = course.deadline("authorize")
    assert (known.estimated, known.counted.due_day.isoformat()) == (False, "2026-04-06")
    assert not [one for one in deadlines_of(course.state, END, RULES) if one.clock == "reimburse"]


def test_questions_come_back_to_where_they_were_asked() -> None:
    course = Course().assigned().with_reviewer()
    course.do("reviewer", "2026-03-11", "review-information-requested", request="a", of="claims administrator")
    course.do("reviewer", "2026-03-11", "review-information-requested", request="b", of="physician")
    course.do("coordinator", "2026-03-12", "request-answered", request="a")
    assert course.state.phase == "info-requested"
    course.do("coordinator", "2026-03-12", "request-received", request="b")
    course.do("coordinator", "2026-03-19T23:00", "request-lapsed", request="b")
    assert "the time for the answer has not passed" in course.refused
    course.do("coordinator", "2026-03-20", "request-lapsed", request="b")
    assert course.state.phase == "reviewer-assigned"


def test_only_like_cases_are_joined() -> None:
    course = Course().received().do("designee", "2026-02-24", "found-eligible", "1")
    told: dict[str, Any] = {"cases": ["C-2"], "same_employee": True, "same_injury": True}
    course.do("coordinator", "2026-02-24", "consolidated", **told, same_physician=False)
    assert course.refused
    course.do("coordinator", "2026-02-24", "consolidated", **told, same_physician=True)
    assert course.state.joined == {"C-2"}


@pytest.mark.parametrize(
    ("item", "application", "served", "received", "outcome", "codes"),
    [
        ({}, {}, "2026-02-03", "2026-02-20", "eligible", ""),
        ({}, {"signed": False}, "2026-02-03", "2026-02-20", "ineligible", "UNSIGNED"),
        ({}, {"determination_attached": False}, "2026-02-03", "2026-02-20", "ineligible", "NO_UR_DECISION"),
        ({}, {"determination_attached": False}, "2014-02-20", "2014-03-20", "ask", "NO_UR_DECISION_REMIND"),
        ({}, {}, "2026-02-03", "2026-03-06", "ask", "MAYBE_LATE"),
        ({}, {}, "2026-02-03", "2026-03-11", "ineligible", "LATE"),
        ({"formulary": True}, {}, "2026-02-03", "2026-02-20", "ineligible", "LATE"),
        ({"liability-disputed": True}, {}, "2026-02-03", "2026-02-20", "deferred", "LIABILITY_DISPUTE"),
        ({"necessity": False}, {}, "2026-02-03", "2026-02-20", "ineligible", "NOT_NECESSITY"),
        ({"denied-for-information": True}, {}, "2026-02-03", "2026-02-20", "ask", "CNC"),
        ({}, {"filed_before": {"1": "C-0"}}, "2026-02-03", "2026-02-20", "merged", "DUPLICATE"),
        ({}, {"designation_date": "2026-01-05"}, "2026-02-03", "2026-02-20", "ineligible", "WRONG_APPLICANT"),
        ({}, {"designation_date": "2026-02-02"}, "2026-02-03", "2026-02-20", "ask", "DESIGNATED_SAME_DAY"),
        ({}, {"designation_date": "2026-02-03"}, "2026-02-03", "2026-02-20", "eligible", ""),
        ({}, {"representation_shown": False}, "2026-02-03", "2026-02-20", "ask", "NOT_REPRESENTED"),
        ({}, {"designation_date": "soon"}, "2026-02-03", "2026-02-20", "eligible", ""),
    ],
)
def test_what_is_proposed_on_eligibility(
    item: dict[str, Any], application: dict[str, Any], served: str, received: str, outcome: str, codes: str
) -> None:
    decided = (datetime.fromisoformat(served) - timedelta(days=1)).date().isoformat()
    course = Course({"id": "1", **item}, decided=decided).received(received, served, **application)
    (proposal,) = proposals(course.state, RULES)
    assert (proposal.outcome, " ".join(ground.code for ground in proposal.grounds)) == (outcome, codes)
    assert course.state.items["1"].status == "pending", "a proposal decides nothing"


@pytest.mark.parametrize(
    ("mode", "served", "received", "codes"),
    [
        # day 30 is Lincoln Day, a Thursday: state offices are open, CCP 12a with 135 carries it to Friday
        ("personal", "2026-01-13", "2026-02-12", ""), ("personal", "2026-01-13", "2026-02-13", "MAYBE_LATE"),
        ("personal", "2026-01-13", "2026-02-17", "LATE"),
        # day 30 is Thursday, March 5; 2 court days for fax end on Monday (CCP 1013(e) by analogy)
        ("fax", "2026-02-03", "2026-03-09", "MAYBE_LATE"), ("fax", "2026-02-03", "2026-03-10", "LATE"),
        ("personal", "2026-02-03", "2026-03-06", "LATE"),
    ],
)  # fmt: skip
def test_nothing_is_late_that_is_in_time_by_another_reading(mode: str, served: str, received: str, codes: str) -> None:
    course = Course(decided=served).do("coordinator", served, "ur-served", mode=mode)
    course.do("coordinator", received, "window-closed")
    assert bool(course.refused) == (codes != "LATE"), "nor is its window closed"
    course.do("coordinator", received, "application-received", signed=True, determination_attached=True)
    (proposal,) = proposals(course.state, RULES)
    assert " ".join(ground.code for ground in proposal.grounds) == codes
    windows = [d.status for d in deadlines_of(course.state, END, RULES) if d.duty == "application"]
    assert ("met" in windows) == (codes != "LATE")


def test_a_denial_of_before_the_programme_is_out_of_its_reach() -> None:
    course = Course(decided="2013-06-28", injury="2012-11-05").received("2013-07-10", "2013-06-28")
    assert [ground.code for proposal in proposals(course.state, RULES) for ground in proposal.grounds] == [
        "OUT_OF_SCOPE_DATE"
    ]
    course = Course(decided="2013-06-28", injury="2012-11-05").received("2013-07-20", "2013-07-01")
    assert [proposal.outcome for proposal in proposals(course.state, RULES)] == ["eligible"], "communicated on July 1"
    course = Course(decided="2013-06-28", injury="2013-01-02").received("2013-07-10", "2013-06-28")
    assert [proposal.outcome for proposal in proposals(course.state, RULES)] == ["eligible"]


def test_the_window_waits_for_the_form_and_a_late_application_is_still_received() -> None:
    course = Course()
    assert not [one for one in deadlines_of(course.state, END, RULES) if one.duty == "application"]
    course.do("coordinator", "2026-03-02", "ur-served", mode="mail").do("coordinator", "2026-04-03", "window-closed")
    assert "the time for an application has not passed" in course.refused
    course.do("coordinator", "2026-04-08", "window-closed")
    assert course.state.phase == "ur-final"
    course.do("software", "2026-04-20", "application-received", signed=True, determination_attached=True)
    assert course.state.phase == "received", "whether it is too late is for a person to decide"


def test_a_certification_refused_counts_no_more() -> None:
    course = Course().assigned()
    course.do("designee", "2026-03-02", "expedited-refused", reasons="no documents")
    assert "no certification" in course.refused, "nothing was asked for"
    course.do("coordinator", "2026-03-02", "threat-certified", certified_by="doctor", documented=True)
    course.do("designee", "2026-03-03", "expedited-refused", reasons="not imminent")
    course.do("designee", "2026-03-03", "expedited-approved")
    assert "no certification" in course.refused
    course.do("coordinator", "2026-03-05", "threat-certified", certified_by="doctor", documented=True)
    course.do("designee", "2026-03-05", "expedited-approved")
    assert (course.refused, course.state.expedited) == ("", True)


def test_joined_applications_can_be_separated_again() -> None:
    course = Course().received().do("designee", "2026-02-24", "found-eligible", "1")
    course.do(
        "coordinator", "2026-02-24", "consolidated",
        cases=["C-2", "C-3"], same_employee=True, same_injury=True, same_physician=True,
    )  # fmt: skip
    course.do("coordinator", "2026-02-25", "consolidation-ended", cases=["C-2"])
    assert (course.refused, course.state.joined) == ("", {"C-3"})


def test_an_internal_appeal_stops_no_clock_and_a_modification_may_open_another_window() -> None:
    course = Course().do("coordinator", "2026-02-03", "ur-served", mode="personal")
    course.do("coordinator", "2026-02-10", "internal-appeal-requested")
    windows = {d.clock: d.counted.due_day.isoformat() for d in deadlines_of(course.state, END, RULES)}
    assert windows["application"] == "2026-03-05"
    course.do("coordinator", "2026-03-04", "internal-appeal-decided", result="upheld", mode="mail")
    assert "application-after-internal-appeal" not in {d.clock for d in deadlines_of(course.state, END, RULES)}
    course.do("coordinator", "2026-03-04", "internal-appeal-decided", result="modified", mode="mail")
    assert course.deadline("application-after-internal-appeal").counted.due_day.isoformat() == "2026-04-03"
    course.do("software", "2026-03-20", "application-received", signed=True, determination_attached=True)
    (proposal,) = proposals(course.state, RULES)
    assert [ground.code for ground in proposal.grounds] == ["MAYBE_LATE"], "it is not settled, and a person is asked"


def test_a_place_or_a_mode_that_the_rules_do_not_know_is_refused() -> None:
    course = Course().do("coordinator", "2026-02-03", "ur-served", mode="pigeon")
    assert "it says mode pigeon, which the rules do not know" in course.refused
    course.do("coordinator", "2026-02-03", "ur-served", mode="mail", place="Nevada")
    assert "use one of: california, other-state, abroad" in course.refused
    course.do("coordinator", "2026-02-03", "ur-served", mode="mail", place="other-state")
    assert course.deadline("application-by-mail").counted.due_day.isoformat() == "2026-03-16"
