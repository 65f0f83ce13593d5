"""End to end on small case folders: requests approved in part, companions of an operation, records that disagree."""

from __future__ import annotations

from pathlib import Path

import pytest

from openimr.casefile import open_case
from openimr.dispute.model import DisputedItem, UrOutcome
from openimr.dispute.request import parse_request
from openimr.letters.companion import companion_of, texts_of
from openimr.letters.from_draft import letter_from_draft
from openimr.review import review
from openimr.review.drafting import span_holds
from openimr.review.model import Draft, Evidence, ItemReview, Status
from openimr.review.portions import remaining

OPERATION = "Right knee arthroscopy with partial medial meniscectomy"
COMPANIONS = (
    "Post-operative physical therapy, right knee, 12 visits",
    "Assistant surgeon",
    "Cold therapy unit, 7 day rental",
    "Pre-operative medical clearance",
    "Pre-operative labs: CBC",
)


def determination(*rows: tuple[str, str]) -> str:
    lines = [f"Requested: {asked}\nDecision: {decision}\n" for asked, decision in rows]
    head = "UTILIZATION REVIEW DETERMINATION\nDate of decision: 04/22/2014\n"
    head += "RE: Marisol Quintero   Date of injury: 03/14/2012\n"
    return head + "".join(lines)


def report(text: str, *, author: str = "Dana Placeholder, MD", title: str = "PROGRESS REPORT") -> str:
    return (
        f"{title}\nDate of visit: 04/08/2014\nPatient: Marisol Quintero   Date of injury 03/14/2012\n{text}\n"
        f"Electronically signed by {author}\n"
    )


def draft_of(folder: Path, **papers: str) -> Draft:
    for name, text in papers.items():
        path = folder / ("ur.txt" if name == "ur" else f"records/{name}.txt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    case = open_case(folder, cache=None, workers=0)
    draft = review(case)
    assert all(span_holds(case, e) for item in draft.items for c in item.criteria for e in c.evidence)
    return draft


@pytest.mark.parametrize(
    ("decision", "rest"),
    [
        ("DENIED.", None),
        ("MODIFIED to 6 visits.", 6),
        ("MODIFIED. Approved: 6 visits.", 6),
        ("Partially certified: 6 of 12 visits.", 6),
        ("MODIFIED. Certify 6 sessions; non-certify the remaining 6 sessions.", 6),
        ("MODIFIED. Certify six sessions.", 6),
        ("MODIFIED. Certify only 6 visits.", 6),
        ("MODIFIED. Allow an initial trial of 6 visits.", 6),
        ("MODIFIED. Certified: acupuncture, 6 visits.", 6),
        ("MODIFIED. Approve acupuncture x 6.", 6),
        ("MODIFIED. The request is modified to allow 6 visits.", 6),
        ("Modified: certify 6, non-certify 6.", 6),
        ("Certified 6 visits; the remaining 6 visits are denied.", 6),
        ("Approved 6 of the requested 12 visits.", 6),
        ("MODIFIED to 3 visits.", 9),
        # nothing says how much was approved
        ("MODIFIED. The patient had 6 visits in 2013.", None),
        ("MODIFIED. Approved guidelines recommend acupuncture, 6 visits.", None),
    ],
)
def test_a_part_that_was_granted_does_not_lift_the_limit_of_the_whole(
    tmp_path: Path, decision: str, rest: int | None
) -> None:
    visit = report("Chronic low back pain 6/10. Pain medication is not tolerated. Plan: acupuncture, 12 visits.")
    draft = draft_of(tmp_path, ur=determination(("Acupuncture for the low back, 12 visits", decision)), visit=visit)
    (item,) = draft.items
    reasons = " ".join(sentence.text for sentence in item.rationale)
    assert item.recommendation == "upheld" and "exceeds the six" in reasons
    assert (f"{rest} of 12 visits" in reasons) is (rest is not None)
    assert (item.portion.quantity if item.portion else None) == rest
    assert item.request["quantity"] == 12  # the request stays as it was asked
    (printed,) = letter_from_draft(draft).items
    assert printed.eligible == (f"{rest} of 12 visits" if rest else None)
    assert printed.request.treatment == "acupuncture"
    told = " ".join(texts_of(companion_of(draft, "en").layout))
    assert (f"In question is the rest: {rest} of 12." in told) is (rest is not None)


@pytest.mark.parametrize(
    "asked",
    [
        "Chiropractic manipulation for the low back, 12 visits",
        "Massage therapy for the low back, 12 visits",
        "Cognitive behavioral therapy, 12 visits",
    ],
)
def test_a_grant_in_part_is_judged_as_the_same_request_denied_whole(tmp_path: Path, asked: str) -> None:
    visit = report("Chronic low back pain 6/10 with depression. Naproxen did not help. He works on light duty.")
    found = set()
    for decision in ("DENIED.", "MODIFIED to 6 visits."):
        (item,) = draft_of(tmp_path / decision[:3], ur=determination((asked, decision)), visit=visit).items
        found.add((item.recommendation, *item.decisive))
    assert len(found) == 1


@pytest.mark.parametrize(
    ("asked", "granted", "rest"),
    [
        ("Tramadol 50 mg #120", "#60 of #120", 60),
        ("Tramadol 50 mg #60", "#30 for weaning", 30),
        ("Physical therapy, 12 visits", "6 of the requested 12 visits", 6),
        ("Physical therapy, 12 visits", "six of twelve visits", 6),
        ("Physical therapy, 12 visits", "6/12 visits", 6),
        ("Physical therapy, 12 visits", "6 of 8 visits", None),
        ("Norco 10/325 mg #90", "Norco 10/325 mg #60", 30),
        ("Physical therapy, 12 visits", "6", 6),
        ("Physical therapy 3x4", "2x3", 6),
        ("Home health aide, 8 hours/day for 6 weeks", "4 hours/day for 6 weeks", None),
        ("Home health aide, 20 hours per week for 6 weeks", "10 hours per week for 6 weeks", 60),
        ("Norco 10/325 mg #90", "Norco 5/325 mg #60", None),
        ("Physical therapy, 12 visits", "a home exercise programme", None),
    ],
)
def test_what_is_left_is_counted_where_it_can_be(asked: str, granted: str, rest: int | None) -> None:
    ur = UrOutcome(outcome="modified", requested=asked, approved=granted)
    left = remaining(DisputedItem(heading=asked, request=parse_request(asked), ur=ur))
    assert (left.quantity if left else None) == rest


KNEE = (
    "50-year-old male with right knee pain 2/10. No locking. Exam: full range of motion, McMurray negative.\n"
    "No physical therapy was done. Plan: right knee arthroscopy."
)


@pytest.mark.parametrize("place", [0, 2, 5])
def test_companions_fall_with_their_operation_wherever_it_stands(tmp_path: Path, place: int) -> None:
    asked = [*COMPANIONS[:place], OPERATION, *COMPANIONS[place:]]
    draft = draft_of(tmp_path, ur=determination(*((one, "DENIED.") for one in asked)), visit=report(KNEE))
    items = {item.heading: item for item in draft.items}
    assert list(items) == asked
    assert items[OPERATION].recommendation == "upheld" and items[OPERATION].decisive
    for companion in COMPANIONS:
        item = items[companion]
        assert item.recommendation == "upheld" and not item.decisive
        assert any(s.rule == "dependent-item" and OPERATION in s.text for s in item.rationale), companion


def test_without_the_operation_in_the_case_a_companion_is_judged_by_its_own_topic(tmp_path: Path) -> None:
    draft = draft_of(tmp_path, ur=determination(("Assistant surgeon", "DENIED.")), visit=report(KNEE))
    (item,) = draft.items
    assert not any(s.rule == "dependent-item" for s in item.rationale)
    assert item.decisive == ["ASSIST.a"]


BACK = (
    "43-year-old female with low back pain radiating to the right leg for six months.\n"
    "She completed 12 visits of physical therapy; naproxen did not help."
)
POSITIVE = "Exam: Straight leg raise is positive on the right. Right ankle reflex is absent."
NEGATIVE = "Exam: Straight leg raise is negative on the right. Right ankle reflex is normal."
INJECTION = "Right L5-S1 transforaminal epidural steroid injection"


def criterion(item: ItemReview, ends: str) -> tuple[Status, list[Evidence]]:
    (found,) = [c for c in item.criteria if c.id.endswith(ends)]
    return found.status, found.evidence


def test_two_physicians_who_disagree_on_one_day_are_both_shown(tmp_path: Path) -> None:
    other = report(f"{BACK}\n{NEGATIVE}", author="Rex Madeup, MD", title="CONSULTATION REPORT")
    ours = report(f"{BACK}\n{POSITIVE}")
    draft = draft_of(tmp_path, ur=determination((INJECTION, "DENIED.")), a=ours, a_copy=ours, b=other)
    status, evidence = criterion(draft.items[0], "ESI-L-1.a")
    assert status is Status.CONTRADICTED
    # one source for each side: the copy of the first report is no second voice
    assert sorted(e.file for e in evidence) == ["records/a.txt", "records/b.txt"]
    assert [s.rule for s in draft.contradictions] and {e.file for e in draft.contradictions[0].evidence} == {
        "records/a.txt",
        "records/b.txt",
    }


def test_the_silence_of_the_record_is_not_a_failure(tmp_path: Path) -> None:
    draft = draft_of(tmp_path, ur=determination((INJECTION, "DENIED.")), a=report("Low back pain. Plan: injection."))
    status, evidence = criterion(draft.items[0], "ESI-L-1.a")
    assert status is Status.NOT_DOCUMENTED and evidence == []
    assert "ESI-L-1.a" in {missing.criterion for missing in draft.items[0].missing}
