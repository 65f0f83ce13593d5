"""A case of the store with its dispute papers, taken in; who acts in it, and what its log has."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from openimr.process import Actor
from openimr.store.opening import Store

PACIFIC = dt.timezone(dt.timedelta(hours=-7))
COORDINATOR = Actor(role="coordinator", name="Mara Testperson")
DESIGNEE = Actor(role="designee", name="Otto Beispiel")
APPLICATION = """Application for Independent Medical Review
DWC Form IMR
Employee: Ada Sample          Date of injury: 02/18/2013
Claim number: EX-1            Date of UR decision: 03/02/2026
List each specific requested medical service that was denied:
1. MRI of the lumbar spine
2. Gym membership, 6 months
Liability also disputed?  [ ] Yes  [X] No
Employee signature: Ada Sample      Date: 03/10/2026
"""
DENIAL = """Utilization Review Determination
March 2, 2026
Employee: Ada Sample     Claim number: EX-1
The request for MRI of the lumbar spine is non-certified.
The request for Gym membership, 6 months is non-certified.
"""


@pytest.fixture
def case(store: Store, tmp_path: Path) -> str:
    """A case with its dispute papers."""
    from openimr.store.adding import add_papers

    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "application.txt").write_text(APPLICATION, encoding="utf-8")
    (papers / "ur-denial.txt").write_text(DENIAL, encoding="utf-8")
    add_papers(store.files, "C-7", papers)
    return "C-7"


def taken_in(store: Store, case: str) -> None:
    """Denial, service and application recorded from the papers."""
    from openimr.casefile import open_case
    from openimr.casework import case_now
    from openimr.casework.casenow import papers_on_disk
    from openimr.casework.intake import Given, prepare, record_intake

    now = case_now(case)
    given = Given(ur_served=dt.date(2026, 3, 2), ur_mode="mail", received=dt.date(2026, 3, 12))
    with papers_on_disk(store.files, now) as folder:
        prepared = prepare(now, open_case(folder, cache=None, workers=0), given)
    record_intake(now, prepared, COORDINATOR)


def kinds(case: str) -> list[str]:
    from openimr.casework import case_now

    return [event.kind for event in case_now(case).events]


def to_reviewer(store: Store, case: str, *, selected: bool = True) -> None:
    """The first item under review by R-1, the second found not eligible; by a selection, or assigned by hand."""
    from openimr.casework import case_now
    from openimr.casework.casenow import kept, record
    from openimr.store.log import PROGRAM
    from tests.casework.selections import selection

    taken_in(store, case)
    record(case_now(case), "found-eligible", DESIGNEE, items=["1"])
    record(case_now(case), "found-ineligible", DESIGNEE, items=["2"], data={"reasons": ["NOT_NECESSITY"]})
    record(case_now(case), "assignment-notified", COORDINATOR, data={"mode": "mail"})
    record(case_now(case), "records-complete", COORDINATOR)
    if selected:
        made = kept(store.files, {"selection.json": selection(case, "R-1").model_dump_json().encode()})
        record(case_now(case), "reviewer-proposed", PROGRAM, data={"reviewer": "R-1"}, made=made)
    record(case_now(case), "conflicts-cleared", COORDINATOR, data={"reviewer": "R-1"})
    record(case_now(case), "reviewer-assigned", COORDINATOR, data={"reviewer": "R-1"})


def decided(store: Store, case: str, summary: str, item: str = "1", reviewer: str = "R-1") -> None:
    """The item overturned by a letter of that summary, signed and served."""
    from openimr.casework import case_now
    from openimr.casework.casenow import kept, record
    from openimr.letters.model import Letter

    letter = Letter(era="current", summary=summary)
    made = kept(store.files, {"determination.json": letter.model_dump_json().encode()})
    data = {"decisions": {item: "overturned"}, "documents": ["imr_application", "progress_report"]}
    record(case_now(case), "determination-made", Actor(role="reviewer", name=reviewer), data=data, made=made)
    record(case_now(case), "determination-served", COORDINATOR, data={"mode": "mail"})
