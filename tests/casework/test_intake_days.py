"""Days of the intake that cannot be right are refused: the window for the application is counted from them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from openimr.errors import UsageError
from openimr.store.opening import Store
from tests.casework.cases import COORDINATOR, PACIFIC, kinds

if TYPE_CHECKING:
    from openimr.casework.intake import Prepared

SERVED, RECEIVED = dt.date(2026, 3, 2), dt.date(2026, 3, 12)


def prepared_by(store: Store, case: str, **given: Any) -> tuple[Prepared, ...]:
    from openimr.casefile import open_case
    from openimr.casework import case_now
    from openimr.casework.casenow import papers_on_disk
    from openimr.casework.intake import Given, prepare

    now = case_now(case)
    with papers_on_disk(store.files, now) as folder:
        return prepare(now, open_case(folder, cache=None, workers=0), Given(**given))


@pytest.mark.parametrize(
    ("served", "received", "says"),
    [
        (dt.date(2026, 2, 1), RECEIVED, "cannot be earlier"),
        (SERVED, dt.date(2026, 3, 1), "cannot be earlier"),
        (dt.date(2126, 3, 2), RECEIVED, r"--ur-served"),
        (SERVED, dt.datetime(2126, 3, 12, 9, tzinfo=PACIFIC), r"--received"),
    ],
)
def test_a_day_to_come_or_before_the_denial_is_refused_when_shown_and_when_recorded(
    store: Store, case: str, served: dt.date, received: dt.date, says: str
) -> None:
    from openimr.casework import case_now
    from openimr.casework.intake import record_intake, would_stand

    found = prepared_by(store, case, ur_served=served, ur_mode="mail", received=received)
    with pytest.raises(UsageError, match=says) as shown:
        would_stand(case_now(case), found)
    with pytest.raises(UsageError) as recorded:
        record_intake(case_now(case), found, COORDINATOR)
    assert str(recorded.value) == str(shown.value)
    assert kinds(case) == ["papers-filed"]


def test_what_came_today_has_come_before_noon_too(store: Store, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from openimr.casework import case_now, intake
    from openimr.process import process_rules

    monkeypatch.setattr(intake, "_NOON", dt.time(23, 59, 59, 999_999))  # whatever the hour is, it is still to come
    today = dt.datetime.now(process_rules().zone).date()
    found = prepared_by(store, case, ur_served=SERVED, ur_mode="mail", received=today)
    intake.record_intake(case_now(case), found, COORDINATOR)
    at = case_now(case).events[3].at
    assert (kinds(case)[3], process_rules().local(at).date()) == ("application-received", today)


def test_a_service_that_nobody_knows_of_has_no_day(store: Store, case: str) -> None:
    with pytest.raises(UsageError, match="nobody knows of the service, and yet"):
        prepared_by(store, case, ur_served=SERVED, service_unknown=True)


def test_what_utilization_review_approved_and_that_an_application_is_missing_is_told(
    store: Store, tmp_path: Path
) -> None:
    from openimr.store.adding import add_papers

    paper = tmp_path / "ur-denial.txt"
    paper.write_text(
        "Utilization Review Determination\nMarch 2, 2026\nEmployee: Ada Sample     Claim number: EX-1\n"
        "The request for Physical therapy, 12 visits, lumbar spine is modified: 6 visits are certified, "
        "6 visits are non-certified.\n",
        encoding="utf-8",
    )
    add_papers(store.files, "C-8", paper)
    decided, _, received = prepared_by(store, "C-8")
    words = {told.what: told.value for told in (*decided.told, *received.told)}
    assert "utilization review approved a part" in words["item 1"]
    assert words["application"] == "not among the papers"
