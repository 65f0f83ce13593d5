"""Who may sign, and what is looked for before a determination is published: nobody's answers are lost on the way."""

from __future__ import annotations

import pytest

from openimr.errors import EventRefused, NotFound, NotSignable, UsageError
from openimr.process import Actor
from openimr.publication import Redaction
from openimr.review.signing import ReviewerIdentity
from openimr.store.opening import Store
from tests.casework.cases import COORDINATOR, decided, kinds, taken_in, to_reviewer


def words(redaction: Redaction) -> dict[str, str]:
    """What stands where something was found, with whom it names."""
    where = redaction.passages()
    return {where[hit.place][hit.start : hit.end]: hit.kind for hit in redaction.hits}


def who(name: str) -> ReviewerIdentity:
    return ReviewerIdentity(name=name, licence="G-0000", licensed_in=("California",), certifications=("x",))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Example", "may be another physician's"),
        ("A. Example", "may be another physician's"),
        ("Olga Example", "name another physician"),
    ],
)
def test_a_name_that_only_may_be_the_assigned_physician_does_not_sign(
    store: Store, case: str, name: str, says: str
) -> None:
    from openimr.casework import case_now
    from openimr.casework.deciding import to_be_signed

    to_reviewer(store, case)
    with pytest.raises(NotSignable, match=says):
        to_be_signed(store.files, case_now(case), who(name), [], [])
    with pytest.raises(NotFound, match="no draft"):
        to_be_signed(store.files, case_now(case), who("Ada Example, MD"), [], [])


def test_nobody_signs_for_a_reviewer_of_whom_no_selection_tells_the_name(store: Store, case: str) -> None:
    from openimr.casework import case_now
    from openimr.casework.deciding import to_be_signed

    to_reviewer(store, case, selected=False)
    with pytest.raises(NotSignable, match="no selection of this review tells who that is"):
        to_be_signed(store.files, case_now(case), who("Ada Example, MD"), [], [])


def test_nobody_is_assigned_after_papers_came_that_the_selection_did_not_see(store: Store, case: str) -> None:
    from openimr.casework import case_now
    from openimr.casework.casenow import kept, record
    from openimr.casework.choosing import assign
    from openimr.store.log import PROGRAM
    from tests.casework.cases import DESIGNEE
    from tests.casework.selections import selection

    taken_in(store, case)
    record(case_now(case), "found-eligible", DESIGNEE, items=["1", "2"])
    record(case_now(case), "assignment-notified", COORDINATOR, data={"mode": "mail"})
    record(case_now(case), "records-complete", COORDINATOR)
    made = kept(store.files, {"selection.json": selection(case, "R-1").model_dump_json().encode()})
    record(case_now(case), "reviewer-proposed", PROGRAM, data={"reviewer": "R-1"}, made=made)
    papers = [{"name": "late.txt", "sha256": "0" * 64, "size": 1}]
    record(case_now(case), "papers-filed", COORDINATOR, data={"files": papers})
    with pytest.raises(UsageError, match="papers were filed since"):
        assign(store.files, case_now(case), "R-1", COORDINATOR)
    record(case_now(case), "reviewer-proposed", PROGRAM, data={"reviewer": "R-1"}, made=made)
    assign(store.files, case_now(case), "R-1", COORDINATOR)
    assert kinds(case)[-1] == "reviewer-assigned"


def test_no_reviewer_is_looked_for_where_none_could_be_proposed(store: Store, case: str) -> None:
    from openimr.casework import case_now
    from openimr.casework.choosing import require_selectable

    taken_in(store, case)
    with pytest.raises(EventRefused, match="reviewer-proposed was refused"):
        require_selectable(case_now(case))
    assert kinds(case)[-1] == "eligibility-prepared"


def test_answers_stay_good_while_others_act_who_are_not_in_the_letter(store: Store, case: str) -> None:
    """The log of hits is tied to its parties: whoever acts later is a party only where the letter names them."""
    from openimr.casework import case_now
    from openimr.casework.casenow import record
    from openimr.casework.publishing import determination_of, hits_now
    from openimr.publication.logfile import digest

    to_reviewer(store, case)
    decided(store, case, "Ms. Sample was seen. Nadja Neumann wrote down that the records came.")
    signed = determination_of(case_now(case))
    before = hits_now(store.files, case_now(case), signed)
    record(case_now(case), "implemented", Actor(role="coordinator", name="Ned Kowalski"), items=["1"])
    after = hits_now(store.files, case_now(case), signed)
    assert digest(after) == digest(before)
    record(case_now(case), "determination-received", Actor(role="coordinator", name="Nadja Neumann"))
    named = hits_now(store.files, case_now(case), signed)
    assert "Nadja Neumann" in words(named).keys() - words(after).keys()


def test_each_determination_of_a_case_that_was_sent_back_is_published_once(store: Store, case: str) -> None:
    from openimr.casework import case_now
    from openimr.casework.casenow import kept, record
    from openimr.casework.publishing import determination_of, hits_now, refuse_publication
    from openimr.store.log import PROGRAM
    from tests.casework.selections import selection

    to_reviewer(store, case)
    with pytest.raises(NotFound, match="has no determination"):
        determination_of(case_now(case))
    decided(store, case, "Ms. Sample was seen.")
    first = determination_of(case_now(case))
    record(case_now(case), "petition-filed", COORDINATOR, items=["1"])
    record(case_now(case), "remanded", COORDINATOR, items=["1"])
    record(case_now(case), "assignment-notified", COORDINATOR, data={"mode": "mail"})
    record(case_now(case), "records-complete", COORDINATOR)
    with pytest.raises(EventRefused, match="redaction-confirmed"):
        refuse_publication(case_now(case), first, "publisher")
    row = selection(case, "R-5").candidates[0].model_copy(update={"name": "Berta Zweitmann"})
    other = selection(case, "R-5").model_copy(update={"candidates": [row]})
    made = kept(store.files, {"selection.json": other.model_dump_json().encode()})
    record(case_now(case), "reviewer-proposed", PROGRAM, data={"reviewer": "R-5"}, made=made)
    record(case_now(case), "conflicts-cleared", COORDINATOR, data={"reviewer": "R-5"})
    record(case_now(case), "reviewer-assigned", COORDINATOR, data={"reviewer": "R-5"})
    decided(store, case, "The first letter came from Ada Example.", reviewer="R-5")
    now = case_now(case)
    second = determination_of(now)
    assert (determination_of(now, first.number), second.number > first.number) == (first, True)
    with pytest.raises(NotFound, match=f"name one of: {first.number}, {second.number}"):
        determination_of(now, second.number + 1)
    secret = words(hits_now(store.files, now, second))
    assert secret.get("Ada Example") == "reviewer", "the reviewer of the first review is looked for too"

    record(now, "redaction-confirmed", COORDINATOR)
    record(case_now(case), "published", COORDINATOR, data={"determination": first.number})
    with pytest.raises(UsageError, match="was published already"):
        refuse_publication(case_now(case), first, "publisher")
    refuse_publication(case_now(case), first, "publisher", again=True)
    refuse_publication(case_now(case), second, "publisher")
    record(case_now(case), "published", COORDINATOR)
    with pytest.raises(UsageError, match="was published already"):
        refuse_publication(case_now(case), second, "publisher")


def test_steps_about_one_item_come_next_though_another_rules_them_out(store: Store, case: str) -> None:
    """One item overturned and served, the other found not eligible: it is implemented, and petitioned."""
    from openimr.casework import case_now
    from openimr.casework.nextsteps import next_steps

    to_reviewer(store, case)
    before = {step.kind: step for step in next_steps(case_now(case))}
    assert not {"implemented", "found-eligible", "request-answered"} & before.keys()
    decided(store, case, "Ms. Sample was seen.")
    steps = {step.kind: step for step in next_steps(case_now(case))}
    assert steps["implemented"].on_the_way and steps["petition-filed"].on_the_way
    assert steps["determination-received"].roles == ("coordinator",)
    assert not {"found-eligible", "eligibility-prepared", "deferred"} & steps.keys(), "no item waits for a decision"
    assert steps["ineligibility-served"].command == "imr case notice ineligible"


def test_what_one_event_made_is_told_apart_from_a_later_file_of_the_same_name(store: Store, case: str) -> None:
    from openimr.casework import case_now

    to_reviewer(store, case)
    decided(store, case, "One.")
    now = case_now(case)
    ((event, paper),) = now.all_made(["determination.json"])
    assert now.all_made(["determination.json"], event.number) == ((event, paper),)
    assert now.all_made(["determination.json"], event.number + 1) == ()
    assert [one.name for _, one in now.as_of(event.number - 1).all_made()] == ["selection.json"]
