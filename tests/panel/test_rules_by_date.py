"""Qualification on a day, relations weighed by the law's definitions, conflicts that only a person clears."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from openimr.errors import RuleError
from openimr.panel.assigning import select
from openimr.panel.conflicts import weigh
from openimr.panel.judging import Judgement
from openimr.panel.model import (
    Appointment,
    CaseItem,
    CaseParty,
    Certification,
    Clearance,
    Disclosure,
    Licence,
    PanelCase,
    Period,
    Practice,
    Reviewer,
    Roster,
    Sanction,
)
from openimr.panel.reporting import selection_of
from openimr.panel.rules import PanelRules, panel_rules
from openimr.review.programme import programme
from openimr.rulefiles import read_rule_model

DAY = dt.date(2014, 6, 2)
GOOD = Reviewer(
    id="r1",
    name="Ondine Haverford",
    discipline="md",
    licences=(Licence("CA", True, False, Period(dt.date(1998, 7, 1), dt.date(2016, 6, 30))),),
    certifications=(Certification("pain-medicine", "Pain Medicine", Period(dt.date(2004, 1, 1), dt.date(2024, 1, 1))),),
    practice=(Practice(Period(dt.date(1999, 1, 1)), 32.0),),
    sanctions=(),
    appointments=(),
    disclosures=(),
    capacity=5,
    load=2,
    expedited=True,
)
CASE = PanelCase(
    "c1",
    parties=(
        CaseParty("employee", "Leland Osgaard"),
        CaseParty("employer", "Three Forks Paving"),
        CaseParty("claims_administrator", "Meridian Oak Claims"),
        CaseParty("requesting_physician", "Priya Ramanathan-Cole, MD"),
        CaseParty("facility", "Kings River Ambulatory Surgery"),
    ),
    items=(CaseItem("lumbar epidural", "injection", "epidural_steroid_injection", ("lumbar spine",)),),
)


def against(reviewer: Reviewer, case: PanelCase = CASE, day: dt.date = DAY) -> list[str]:
    return Judgement(Roster((reviewer,)), [case], day).rules_against(0, 0)


def test_a_good_reviewer_may_review() -> None:
    assert against(GOOD) == []


def _licence(state: str = "CA", active: bool = True, restricted: bool | None = False, until: dt.date | None = None,
             since: dt.date | None = None) -> tuple[Licence, ...]:  # fmt: skip
    return (Licence(state, active, restricted, Period(since, until or dt.date(2016, 1, 1))),)


GOOD_LICENCES = GOOD.licences or ()


def _other(status: str) -> Licence:
    """A licence of another state that is good no more."""
    return Licence("NV", False, False, Period(dt.date(2000, 1, 1), dt.date(2010, 1, 1)), status)


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"discipline": None}, {"discipline", "board-certification", "scope"}),
        ({"discipline": "naturopath"}, {"discipline", "scope"}),
        ({"licences": None}, {"licence"}),
        ({"licences": ()}, {"licence"}),
        ({"licences": _licence(active=False)}, {"licence"}),
        ({"licences": _licence(restricted=True)}, {"licence"}),
        ({"licences": _licence(restricted=None)}, {"licence"}),
        ({"licences": _licence(until=dt.date(2014, 6, 1))}, {"licence"}),
        ({"licences": _licence(until=dt.date(2014, 6, 2))}, {"lasts-to-the-day-due"}),
        ({"licences": _licence(since=dt.date(2014, 6, 3))}, {"licence"}),
        ({"licences": _licence(state="NV")}, set()),
        ({"sanctions": None}, {"no-sanctions"}),
        ({"sanctions": (Sanction("citation", "pending"),)}, {"no-sanctions"}),
        ({"appointments": None}, {"no-qme-appointment"}),
        ({"appointments": (Appointment("qme", Period(dt.date(2010, 1, 1))),)}, {"no-qme-appointment"}),
        ({"appointments": (Appointment("qme", Period(None, dt.date(2014, 6, 1))),)}, set()),
        ({"appointments": (Appointment("teaching", Period(dt.date(2010, 1, 1))),)}, set()),
        ({"appointments": (Appointment(None, Period(dt.date(2010, 1, 1)), "chair"),)}, {"no-qme-appointment"}),
        ({"licences": (*GOOD_LICENCES, _other("revoked"))}, {"no-sanctions"}),
        ({"licences": (*GOOD_LICENCES, _other("suspended"))}, {"no-sanctions"}),
        ({"licences": (*GOOD_LICENCES, _other("surrendered"))}, {"no-sanctions"}),
        ({"licences": (*GOOD_LICENCES, _other("expired"))}, set()),
        ({"disclosures": None}, {"disclosures"}),
        ({"practice": None}, {"attested-five-years", "attested-24-hours"}),
        ({"practice": (Practice(Period(dt.date(2009, 7, 1)), 40.0),)}, {"attested-five-years"}),
        ({"practice": (Practice(Period(dt.date(2009, 5, 1)), 40.0),)}, set()),
        ({"practice": (Practice(Period(dt.date(1999, 1, 1)), 23.9),)}, {"attested-24-hours"}),
        ({"practice": (Practice(Period(dt.date(1999, 1, 1)), None),)}, {"attested-24-hours"}),
        ({"practice": (Practice(Period(dt.date(1999, 1, 1), dt.date(2013, 1, 1)), 40.0),)}, {"attested-24-hours"}),
        (
            {"certifications": None},
            {"board-certification", "knowledge", "attested-certification", "attested-specialty"},
        ),
        ({"capacity": None}, {"capacity"}),
        ({"load": 5}, {"capacity"}),
        ({"away": (Period(DAY, dt.date(2014, 8, 1)),)}, {"available"}),
        ({"usual_days": 31}, {"in-time"}),
    ],
)
def test_each_fault_keeps_out_by_its_own_rule(change: dict[str, object], rules: set[str]) -> None:
    assert set(against(replace(GOOD, **change))) == rules  # type: ignore[arg-type]


def test_the_appointment_is_forbidden_only_since_the_law_says_so() -> None:
    qme = replace(GOOD, appointments=(Appointment("qme", Period(dt.date(2010, 1, 1))),))
    assert "no-qme-appointment" not in against(qme, day=dt.date(2013, 12, 31))
    assert "no-qme-appointment" in against(qme, day=dt.date(2014, 1, 1))


def test_two_times_in_practice_count_once_where_they_meet() -> None:
    twice = (Practice(Period(dt.date(2010, 1, 1)), 20.0), Practice(Period(dt.date(2010, 1, 1)), 20.0))
    assert against(replace(GOOD, practice=twice)) == ["attested-five-years"]


def test_law_and_attestations_are_kept_apart() -> None:
    rules = panel_rules()
    attested = [rule for rule in rules.qualifications if rule.basis == "attestation"]
    assert {rule.attestation for rule in attested if rule.attestation} == {
        one.id for one in programme().attestations if not one.statutory
    }
    assert all("LC" in rule.reference for rule in rules.qualifications if rule.basis == "statute")


@pytest.mark.parametrize(
    ("tie", "weight"),
    [
        (Disclosure("familial", "spouse", "x"), "fails"),
        (Disclosure("familial", "parent_in_law", "x"), "fails"),
        (Disclosure("familial", "cousin", "x"), "to_clear"),
        (Disclosure("familial", None, "x"), "to_clear"),
        (Disclosure("financial", None, "x", percent=5.0), "passes"),
        (Disclosure("financial", "contractor", "x", percent=2.0), "passes"),
        (Disclosure("financial", "employment", "x", percent=2.0), "to_clear"),
        (Disclosure("financial", "spouse", "x", percent=2.0), "to_clear"),
        (Disclosure("financial", "shareholder", "x", percent=5.1), "fails"),
        (Disclosure("financial", None, "x", percent=5.1), "fails"),
        (Disclosure("financial", None, "x"), "to_clear"),
        (Disclosure("financial", None, "x", percent=40.0, exception="review_contract"), "passes"),
        (Disclosure("familial", "spouse", "x", exception="staff_privileges"), "to_clear"),
        (Disclosure("professional", "staff_privileges", "x"), "passes"),
        (Disclosure("professional", "employment", "x", exception="staff_privileges"), "to_clear"),
        (Disclosure("professional", "partnership", "x", exception="staff_privileges"), "to_clear"),
        (Disclosure("financial", "shareholder", "x", percent=40.0, exception="review_contract"), "to_clear"),
        (Disclosure("professional", "employment", "x", exception="academic_center"), "to_clear"),
        (Disclosure("professional", "contractor", "x", exception="academic_center"), "passes"),
        (Disclosure("financial", None, "x", percent=40.0, exception="academic_center"), "passes"),
        (Disclosure("professional", "employment", "x"), "fails"),
        (Disclosure("professional", "friendship", "x"), "to_clear"),
        (Disclosure("professional", "employment", "x", period=Period(None, dt.date(2010, 1, 1))), "to_clear"),
        (Disclosure("professional", "employment", "x", period=Period(dt.date(2015, 1, 1))), "to_clear"),
    ],
)
def test_a_relation_is_weighed_by_the_definitions(tie: Disclosure, weight: str) -> None:
    assert weigh(tie, DAY, panel_rules().affiliations)[0] == weight


def test_an_exception_is_made_for_some_parties_and_a_person_looks_at_the_others() -> None:
    taught = Disclosure("professional", "contractor", "Ulverston Brandywine Company", exception="academic_center")
    tied = replace(GOOD, disclosures=(taught,))
    small = replace(GOOD, disclosures=(replace(taught, kind="financial", percent=2.0),))
    assert against(small, replace(CASE, parties=(*CASE.parties, CaseParty("facility", taught.party)))) == []
    for role, out in (("insurer", []), ("facility", ["affiliation-facility"]), ("attorney", ["affiliation-employee"])):
        case = replace(CASE, parties=(*CASE.parties, CaseParty(role, "Ulverston Brandywine Company")))
        assert against(tied, case) == out
        told = [one for one in Judgement(Roster((tied,)), [case], DAY).findings(0, 0) if "Ulverston" in one.why]
        assert [one.outcome for one in told] == (["to_clear"] if out else ["passes"])
        assert all(("not made for such a party" in one.why) == bool(out) for one in told)


@pytest.mark.parametrize("role", sorted(panel_rules().parties))
def test_a_relation_with_any_party_keeps_out(role: str) -> None:
    case = replace(CASE, parties=(*CASE.parties, CaseParty(role, "Ulverston Brandywine Company")))
    tied = replace(GOOD, disclosures=(Disclosure("professional", "employment", "ULVERSTON BRANDYWINE, INC."),))
    assert against(tied, case) == [panel_rules().parties[role].rule]


def test_the_reviewer_and_the_offices_are_looked_for_too() -> None:
    case = replace(CASE, parties=(*CASE.parties, CaseParty("ur_physician", "Haverford, Ondine")))
    assert against(GOOD, case) == ["affiliation-payer"]
    assert against(replace(GOOD, offices=("Kings River Ambulatory Surgery",))) == ["affiliation-facility"]


def test_an_affiliate_is_a_hit_that_a_person_must_clear() -> None:
    tied = replace(GOOD, disclosures=(Disclosure("professional", "employment", "Foothill Health Partners"),))
    group = (("Foothill Health Partners", "Kings River Ambulatory Surgery Ctr."),)
    made = Judgement(Roster((tied,), group), [CASE], DAY)
    (finding,) = [one for one in made.findings(0, 0) if one.excludes]
    assert (finding.rule, finding.outcome) == ("affiliation-facility", "to_clear")
    assert "affiliate" in finding.why


def test_a_clearance_holds_for_its_tie_alone_and_is_told() -> None:
    over = Period(None, dt.date(2013, 1, 1))
    ended = Disclosure("professional", "contractor", "Meridian Oak Claims Svcs", period=over)
    tied = replace(GOOD, disclosures=(ended,))
    report = selection_of(select(Roster((tied,)), CASE, day=DAY, seed=1))
    assert report.chosen == []
    (row,) = report.to_clear
    word = Clearance("r1", row.party, row.tie, "A. Coordinator", DAY, "the contract ended")
    cleared = replace(CASE, clearances=(word,))
    again = selection_of(select(Roster((tied,)), cleared, day=DAY, seed=1))
    assert again.chosen == ["r1"]
    assert "cleared by A. Coordinator" in str([one.why for one in again.candidates[0].findings])
    # not cleared: a tie that was not known when the person looked, a clearance of a later day, a certain conflict
    second = replace(tied, disclosures=(ended, replace(ended, party="Meridian Oak Claims Holdings")))
    assert against(second, cleared) == ["affiliation-payer"]
    later = replace(CASE, clearances=(replace(word, on=dt.date(2014, 6, 3)),))
    assert against(tied, later) == ["affiliation-payer"]
    sure = replace(GOOD, disclosures=(Disclosure("professional", "employment", row.tie),))
    exact = replace(CASE, parties=(*CASE.parties[:2], CaseParty("claims_administrator", row.tie), *CASE.parties[3:]),
                    clearances=(replace(word, party=row.tie),))  # fmt: skip
    assert against(sure, exact) == ["affiliation-payer"]


def test_a_clearance_that_fits_nothing_is_told() -> None:
    word = Clearance("r1", "Meridian Oak Claims", "Meridian Oake", "A. Coordinator", DAY, "looked")
    report = selection_of(select(Roster((GOOD,)), replace(CASE, clearances=(word,)), day=DAY, seed=1))
    assert any("fits no possible conflict" in note for note in report.notes)


def test_without_the_parties_nobody_is_chosen() -> None:
    nobody = CaseParty(CASE.parties[0].role, None)
    for parties in (CASE.parties[1:], (nobody, *CASE.parties[1:])):
        report = selection_of(select(Roster((GOOD,)), replace(CASE, parties=parties), day=DAY, seed=1))
        assert report.block is not None
        assert report.block.rules == ["parties-known"]


def test_a_case_past_due_still_gets_a_reviewer() -> None:
    late = replace(CASE, due=dt.date(2014, 5, 1))
    assert against(replace(GOOD, usual_days=10), late) == []
    assert against(replace(GOOD, away=(Period(dt.date(2014, 5, 30), dt.date(2014, 6, 9)),)), late) == ["available"]


@pytest.mark.parametrize(
    ("away", "usual", "rules"),
    [
        # there today, and away from tomorrow past the day due (07/02): one day is left, not thirty
        ((Period(dt.date(2014, 6, 3), dt.date(2014, 8, 1)),), 6, ["in-time"]),
        ((Period(dt.date(2014, 6, 3), None),), 1, ["in-time"]),
        ((Period(dt.date(2014, 6, 3), None),), 0, []),
        ((Period(dt.date(2014, 6, 9), dt.date(2014, 6, 13)),), 25, []),
        ((Period(dt.date(2014, 6, 9), dt.date(2014, 6, 13)),), 26, ["in-time"]),
        # two absences that meet, and one within another, are counted once
        ((Period(dt.date(2014, 6, 1), dt.date(2014, 6, 20)), Period(dt.date(2014, 6, 5), dt.date(2014, 6, 8)),
          Period(dt.date(2014, 6, 21), dt.date(2014, 7, 2))), None, ["available"]),
        ((Period(dt.date(2014, 6, 1), dt.date(2014, 6, 20)), Period(dt.date(2014, 6, 21), dt.date(2014, 7, 1))), 0, []),
        # over long before, and after the day due
        ((Period(None, dt.date(2014, 6, 1)), Period(dt.date(2014, 7, 3), None)), 30, []),
    ],
)  # fmt: skip
def test_days_on_which_a_reviewer_is_away_are_not_days_that_are_left(
    away: tuple[Period, ...], usual: int | None, rules: list[str]
) -> None:
    case = replace(CASE, due=dt.date(2014, 7, 2))
    assert against(replace(GOOD, away=away, usual_days=usual), case) == rules


def _cert(until: dt.date | None) -> tuple[Certification, ...]:
    return (Certification("pain-medicine", "Pain Medicine", Period(dt.date(2004, 1, 1), until), until is None),)


@pytest.mark.parametrize(
    ("change", "lasts"),
    [
        ({"licences": _licence(until=dt.date(2014, 7, 1))}, False),
        ({"licences": _licence(until=dt.date(2014, 7, 2))}, True),
        ({"licences": (*_licence(until=dt.date(2014, 6, 30)), *_licence("NV", until=dt.date(2014, 12, 31)))}, True),
        (
            {"licences": (*_licence(until=dt.date(2014, 6, 30)), *_licence("NV", since=dt.date(2014, 7, 1)))},
            True,
        ),
        ({"certifications": _cert(dt.date(2014, 7, 1))}, False),
        ({"certifications": _cert(dt.date(2014, 7, 2))}, True),
        ({"certifications": _cert(None)}, True),
        ({"appointments": (Appointment("qme", Period(dt.date(2014, 7, 2))),)}, False),
        ({"appointments": (Appointment("qme", Period(dt.date(2014, 7, 3))),)}, True),
        ({"appointments": (Appointment("teaching", Period(dt.date(2014, 6, 20))),)}, True),
    ],
)
def test_what_ends_between_the_assignment_and_the_day_due_is_seen(change: dict[str, object], lasts: bool) -> None:
    case = replace(CASE, due=dt.date(2014, 7, 2))
    reviewer = replace(GOOD, **change)  # type: ignore[arg-type]
    assert against(reviewer, case) == ([] if lasts else ["lasts-to-the-day-due"])
    assert against(reviewer, replace(case, due=dt.date(2014, 6, 2))) == []
    assert against(reviewer, replace(case, due=dt.date(2014, 5, 2))) == []


def test_a_wrong_rule_file_is_refused_with_its_line(tmp_path: Path) -> None:
    wrong = tmp_path / "panel.yaml"
    text = "title: x\ndisciplines: {}\nstates: []\nqualifications:\n  - id: a\n    text: b\n    basis: rumour\n"
    wrong.write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as error:
        read_rule_model(wrong, PanelRules)
    assert error.value.file is not None
    assert error.value.file.startswith("panel.yaml:")
