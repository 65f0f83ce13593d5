"""A notice is served on whom it is for, by whose proof it bears, and not before what it tells of."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from openimr.errors import NotFound, StoreDamaged, UsageError
from openimr.notices import PartyFile, notice_forms, read_party_file
from openimr.process import Actor
from openimr.store.opening import Store
from tests.casework.cases import COORDINATOR, PACIFIC, kinds, taken_in

PARTIES = """organization: {name: Example Review, address: [100 Example Way, "Sampletown, CA 90000"], phone: 555-0100}
server: {name: Mara Testperson, title: coordinator, county: Sample County, city: "Sampletown, California"}
claim: {number: EX-1}
parties:
  - {role: requesting-physician, name: "Paul Modell, MD", address: [91 Sample Parkway, "Fresno, CA 93600"]}
  - {role: employee, name: Ada Sample, address: [4 Madeup Ranch Road, "Fresno, CA 93600"]}
"""
DAY = dt.datetime(2026, 3, 13, 12, tzinfo=PACIFIC)


def parties(tmp_path: Path, text: str = PARTIES) -> PartyFile:
    path = tmp_path / "parties.yaml"
    path.write_text(text, encoding="utf-8")
    return read_party_file(path, notice_forms().roles)


def test_service_is_recorded_under_the_name_that_signs_the_proof(store: Store, case: str, tmp_path: Path) -> None:
    from openimr.casework import case_now
    from openimr.casework.serving import record_service, write_notice

    taken_in(store, case)
    now = case_now(case)
    written = write_notice(now, "acknowledgement", parties(tmp_path), moment=DAY)
    with pytest.raises(UsageError, match="proof of service is for Mara Testperson"):
        record_service(store.files, now, written, Actor(role="coordinator", name="Otto Beispiel"))
    assert kinds(case)[-1] == "eligibility-prepared"
    record_service(store.files, now, written, COORDINATOR)
    assert kinds(case)[-1] == "notice-sent"
    assert "employee-attorney" in written.nobody, "a role that the parties leave out is told"


def test_a_notice_is_not_written_where_the_injured_worker_is_missing(store: Store, case: str, tmp_path: Path) -> None:
    from openimr.casework import case_now
    from openimr.casework.serving import write_notice

    taken_in(store, case)
    without = "\n".join(line for line in PARTIES.splitlines() if "role: employee" not in line)
    with pytest.raises(NotFound, match="nobody as employee"):
        write_notice(case_now(case), "acknowledgement", parties(tmp_path, without), moment=DAY)


def test_a_notice_is_not_served_before_the_day_of_what_it_tells_of(store: Store, case: str, tmp_path: Path) -> None:
    from openimr.casework import case_now
    from openimr.casework.serving import write_notice

    taken_in(store, case)
    early = dt.datetime(2026, 3, 11, 12, tzinfo=PACIFIC)
    with pytest.raises(UsageError, match=r"served on 2026-03-11, and tells of what happened on 2026-03-12"):
        write_notice(case_now(case), "acknowledgement", parties(tmp_path), moment=early)
    same = dt.datetime(2026, 3, 12, 9, tzinfo=PACIFIC)
    assert write_notice(case_now(case), "acknowledgement", parties(tmp_path), moment=same).notices


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("change", "says"),
    [(("", ""), []), (("Ada Sample", "Hugo Muster"), ["Hugo Muster"]), (("EX-1", "ZZ-9"), ["ZZ-9"])],
)
def test_parties_of_another_case_are_noticed(tmp_path: Path, change: tuple[str, str], says: list[str]) -> None:
    from openimr.casework.parties import not_of_these_papers
    from openimr.dispute.model import Dispute

    papers = Dispute(patient_name="SAMPLE, ADA", claim_number="ex 1")
    found = not_of_these_papers(parties(tmp_path, PARTIES.replace(*change)), papers)
    assert len(found) == len(says) and all(word in problem for word, problem in zip(says, found, strict=True))
    assert not not_of_these_papers(parties(tmp_path), Dispute()), "what the papers do not tell is no sign"


def test_a_paper_that_went_bad_is_told_by_its_name_and_holds_no_notice_back(
    store: Store, case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from openimr.casework import case_now
    from openimr.casework.casenow import papers_on_disk
    from openimr.cli.caseaccess import compare_with_papers

    taken_in(store, case)
    now = case_now(case)
    (paper,) = [one for one in now.papers if one.name == "ur-denial.txt"]
    place = store.files.place(paper.sha256)
    assert place is not None
    place.unlink()
    with pytest.raises(StoreDamaged, match=r"ur-denial\.txt \("), papers_on_disk(store.files, now):
        pass
    compare_with_papers(store, now, parties(tmp_path))
    assert "not compared with the papers: ur-denial.txt" in capsys.readouterr().err
