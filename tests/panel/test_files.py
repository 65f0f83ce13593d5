"""Rosters, dockets and case folders: read from files, refused with file, line and fix, never a crash."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openimr.casefile import open_case
from openimr.dispute import read_dispute
from openimr.errors import ImrError, NotFound, UnreadableFile
from openimr.panel.casefolder import case_of
from openimr.panel.datafile import read_data_text
from openimr.panel.docketfile import docket_of, load_docket
from openimr.panel.rosterfile import check_roster, load_roster, roster_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ROSTER = """reviewers:
- id: r1
  name: Ondine Haverford
  discipline: md
  licences:
  - {state: CA, status: active, restricted: no, from: 1998-07-01, to: 2016-06-30}
  certifications:
  - {specialty: Pain Medicine, from: 2004-01-01, to: 2024-12-31}
  practice: [{from: 1999-08-01, hours_per_week: 32}]
  sanctions: []
  appointments: []
  disclosures:
  - {kind: financial, party: Larkmoor Neuromodulation, percent: 2}
  capacity: 5
"""


def test_the_example_roster_and_docket_are_good() -> None:
    roster = load_roster(EXAMPLES / "panel" / "roster.yaml")
    assert len(roster.reviewers) >= 12
    assert len(load_docket(EXAMPLES / "panel" / "docket.yaml")) >= 6


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("id: r1", "id: r 1", 2, "id"),
        ("name: Ondine Haverford", "nmae: Ondine Haverford", 3, "nmae"),
        ("discipline: md", "discipline: mdd", 4, "did you mean md"),
        ("state: CA", "state: Calif", 6, "two letters"),
        ("status: active", "status: fine", 6, "status"),
        ("restricted: no", "restricted: perhaps", 6, "restricted"),
        ("to: 2016-06-30", "to: 2016-06-31", 6, "licences.0.to"),
        ("to: 2016-06-30", "to: 1990-01-01", 6, "before it begins"),
        ("hours_per_week: 32", "hours_per_week: 320", 9, "hours_per_week"),
        ("kind: financial", "kind: money", 13, "kind"),
        ("percent: 2", "percent: two", 13, "percent"),
        ("capacity: 5", "capacity: -1", 14, "capacity"),
        ("party: Larkmoor Neuromodulation", "party: n/a", 13, "is no name"),
        ("name: Ondine Haverford", "name: '-'", 3, "is no name"),
        ("capacity: 5", "capacity: 5\n- {id: r1, name: Basil Quennell}", 15, "stands twice"),
        ("reviewers:", "reviewer:", 1, "begin with 'reviewers:'"),
        ("reviewers:", "affiliates: [[One]]\nreviewers:", 1, "affiliates"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_a_fix(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    path = tmp_path / "roster.yaml"
    path.write_text(ROSTER.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UnreadableFile) as error:
        load_roster(path)
    assert error.value.file == f"roster.yaml:{line}"
    assert words in str(error.value)
    assert error.value.remedy


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "roster.yaml"
    path.write_text(ROSTER.replace("status: active", "status: fine").replace("capacity: 5", "capacity: x"), "utf-8")
    _, errors, _ = check_roster(path)
    assert [one.file for one in errors] == ["roster.yaml:6", "roster.yaml:14"]


def test_what_is_not_on_file_is_remarked(tmp_path: Path) -> None:
    path = tmp_path / "roster.yaml"
    text = ROSTER.replace("  sanctions: []\n", "").replace("Pain Medicine", "Pane Medicine")
    path.write_text(text.replace(", to: 2024-12-31", ""), encoding="utf-8")
    roster, errors, remarks = check_roster(path)
    assert not errors
    assert roster.reviewers[0].sanctions is None
    assert {one.code for one in remarks} == {"unknown-specialty", "not-known"}
    assert any("did you mean Pain Medicine" in one.remedy for one in remarks)


def test_json_and_csv_say_the_same_as_yaml(tmp_path: Path) -> None:
    yaml, table, data = tmp_path / "a.yaml", tmp_path / "a.csv", tmp_path / "a.json"
    yaml.write_text(ROSTER, encoding="utf-8")
    data.write_text(json.dumps({"reviewers": [{
        "id": "r1", "name": "Ondine Haverford", "discipline": "md",
        "licences": [{"state": "CA", "status": "active", "restricted": False, "from": "1998-07-01",
                      "to": "2016-06-30"}],
        "certifications": [{"specialty": "Pain Medicine", "from": "2004-01-01", "to": "2024-12-31"}],
        "practice": [{"from": "1999-08-01", "hours_per_week": 32}], "sanctions": [], "appointments": [],
        "disclosures": [{"kind": "financial", "party": "Larkmoor Neuromodulation", "percent": 2}], "capacity": 5,
    }]}), encoding="utf-8")  # fmt: skip
    table.write_text(
        "id,name,discipline,licences,certifications,practice,sanctions,appointments,disclosures,capacity\n"
        'r1,Ondine Haverford,md,CA|active|no|1998-07-01|2016-06-30,"Pain Medicine|2004-01-01|2024-12-31",'
        "1999-08-01||32,none,none,financial||Larkmoor Neuromodulation|2,5\n",
        encoding="utf-8",
    )
    assert load_roster(yaml) == load_roster(data) == load_roster(table)


def test_a_row_of_a_table_is_told_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,name,capacity\nr1,Ondine Haverford,3\nr2,Basil Quennell,many\n", encoding="utf-8")
    with pytest.raises(UnreadableFile) as error:
        load_roster(path)
    assert error.value.file == "a.csv:3"


@pytest.mark.parametrize(
    "text",
    ["a: &x [*x]", "a: &x 1\nb: *x", "[" * 5000, "{" * 400 + "}" * 400, "\ta: 1", "a: [", "? ? ? ?", "'", "\x00", "-"],
)
def test_tricks_are_refused_in_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "roster.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile):
        load_roster(path)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["yaml", "csv", "json"]))
def test_any_bytes_are_an_answer(tmp_path_factory: pytest.TempPathFactory, content: bytes, kind: str) -> None:
    path = tmp_path_factory.mktemp("any") / f"roster.{kind}"
    path.write_bytes(content)
    for load in (load_roster, load_docket):
        try:
            load(path)
        except ImrError as error:
            assert error.remedy


_PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["reviewers", "cases", "id", "name", "parties", "items", "role", "licences", "affiliates"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(_PLAIN)
def test_any_shape_is_an_answer(value: object) -> None:
    try:
        rule = read_data_text(json.dumps(value), "x.json")
    except UnreadableFile:
        return  # a character that YAML does not take
    roster_of(rule)
    docket_of(rule)


def test_a_docket_is_refused_with_its_line() -> None:
    text = "cases:\n- id: c1\n  parties:\n  - {role: employr, name: Roe Co.}\n  items:\n  - {text: MRI, follows: 3}\n"
    _, errors = docket_of(read_data_text(text, "docket.yaml"))
    assert [one.file for one in errors] == ["docket.yaml:4", "docket.yaml:6"]


@pytest.mark.parametrize("told", ["QME", "Q.M.E.", "Qualified Medical Evaluator", "qualified medical evaluator: yes"])
def test_an_appointment_is_known_by_its_words(told: str) -> None:
    text = ROSTER.replace("appointments: []", f"appointments: [{{kind: '{told}', from: 2010-01-01}}]")
    roster, errors, _ = roster_of(read_data_text(text, "roster.yaml"))
    assert not errors and [one.kind for one in roster.reviewers[0].appointments or ()] == ["qme"]


def test_an_appointment_that_no_word_names_is_looked_at_by_a_person() -> None:
    text = ROSTER.replace("appointments: []", "appointments: [{kind: chair, from: 2010-01-01}]")
    roster, _, remarks = roster_of(read_data_text(text, "roster.yaml"))
    assert "unknown-appointment" in {one.code for one in remarks}
    assert [one.kind for one in roster.reviewers[0].appointments or ()] == [None]


def _two(first: str, second: str) -> str:
    """A roster of two entries that differ in some lines."""
    other = ROSTER.replace("reviewers:\n", "").replace("id: r1", "id: r2")
    for line in second.split("\n"):
        key = line.partition(":")[0]
        other = "\n".join(f"  {line}" if old.strip().startswith(f"{key}:") else old for old in other.split("\n"))
    return ROSTER + first + other


def test_one_person_with_two_entries_is_refused_by_number_and_told_by_name() -> None:
    _, errors, remarks = roster_of(read_data_text(_two("", "name: Haverford, Ondine"), "roster.yaml"))
    assert not errors
    assert [one.file for one in remarks if one.code == "same-name"] == ["roster.yaml:15"]
    numbered = ROSTER.replace("state: CA", "state: CA, number: A12345").replace(
        "capacity: 5", "capacity: 5\n  npi: '1234567893'"
    )
    for number in ("A12345", "1234567893"):
        other = numbered.replace("reviewers:\n", "").replace("id: r1", "id: r2").replace("Ondine", "Quilla")
        other = other.replace(
            "A12345" if number != "A12345" else "1234567893", "B9" if number != "A12345" else "1234567885"
        )
        _, errors, _ = roster_of(read_data_text(numbered + other, "roster.yaml"))
        assert [(one.file, number in one.message) for one in errors] == [("roster.yaml:16", True)]
    different = numbered + numbered.replace("reviewers:\n", "").replace("id: r1", "id: r2").replace(
        "A12345", "B9").replace("1234567893", "1234567885")  # fmt: skip
    _, errors, remarks = roster_of(read_data_text(different, "roster.yaml"))
    assert not errors and "same-name" not in {one.code for one in remarks}


def test_names_numbers_and_places_are_read_from_every_kind_of_file(tmp_path: Path) -> None:
    text = ROSTER.replace("hours_per_week: 32", "hours_per_week: 32, place: Larkmoor Clinic").replace(
        "name: Ondine Haverford", "name: Ondine Haverford\n  also: [Ondine Cole]\n  npi: 1234567893")  # fmt: skip
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    (tmp_path / "a.csv").write_text(
        "id,name,also,npi,practice\nr1,Ondine Haverford,Ondine Cole,1234567893,1999-08-01||32|Larkmoor Clinic\n",
        "utf-8",
    )
    for name in ("a.yaml", "a.csv"):
        (one,) = load_roster(tmp_path / name).reviewers
        assert (one.also, one.npi, [at.place for at in one.practice or ()]) == (
            ("Ondine Cole",), "1234567893", ["Larkmoor Clinic"])  # fmt: skip
    _, errors, _ = roster_of(read_data_text(text.replace("1234567893", "12345"), "roster.yaml"))
    assert [(one.file, "ten figures" in one.message) for one in errors] == [("roster.yaml:5", True)]


def test_a_revoked_licence_is_kept_with_its_status() -> None:
    text = ROSTER.replace("status: active", "status: revoked")
    roster, _, _ = roster_of(read_data_text(text, "roster.yaml"))
    assert [(one.active, one.status) for one in roster.reviewers[0].licences or ()] == [(False, "revoked")]


def test_items_that_follow_each_other_in_a_circle_are_refused() -> None:
    text = "cases:\n- id: c1\n  items:\n  - MRI\n  - {text: a, follows: 3}\n  - {text: b, follows: 2}\n"
    errors = docket_of(read_data_text(text, "docket.yaml"))[1]
    assert [(one.file, "2, 3" in one.message) for one in errors] == [("docket.yaml:5", True)]


def test_an_empty_docket_and_a_missing_file_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "docket.yaml"
    path.write_text("cases: []", encoding="utf-8")
    with pytest.raises(NotFound):
        load_docket(path)
    with pytest.raises(NotFound):
        load_docket(tmp_path / "none.yaml")


def test_a_case_folder_gives_parties_items_and_what_intake_adds(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    (folder / "records").mkdir(parents=True)
    (folder / "application.txt").write_text(
        "APPLICATION FOR INDEPENDENT MEDICAL REVIEW\nEmployee: Nora Nominal     Date of injury: 02/02/2012\n"
        "Date of UR decision: 03/24/2014\nDisputed treatment: MRI of the lumbar spine\n"
        "Employee signature: Nora Nominal   Date: 04/02/2014\n", "utf-8")  # fmt: skip
    (folder / "records" / "visit.txt").write_text(
        "HILLSIDE SPINE CLINIC\nPROGRESS REPORT\nPatient: Nora Nominal\nDate of visit: 03/18/2014\n"
        "Low back pain, 4/10.\nPlan: MRI.\nSigned: Osric Pemberton, MD\n", "utf-8")  # fmt: skip
    (folder / "case.yaml").write_text(
        "case_number: IMR-EX-1\nemployer: Roe Co.\nclaims_administrator: Bayline Adjusting\npanel:\n  parties:\n"
        "  - {role: requesting_physician, name: Osric Pemberton}\n  - {role: attorney, name: none}\n"
        "  conditions: [724.4]\n  earlier_reviewers: [r1]\n", "utf-8")  # fmt: skip
    case = open_case(folder)
    found = case_of(case, read_dispute(case))
    assert found.id == "IMR-EX-1"
    assert [item.treatment for item in found.items] == ["mri"]
    roles = {party.role: party.name for party in found.parties}
    assert roles["employee"] == "Nora Nominal"
    assert roles["employer"] == "Roe Co."
    assert roles["attorney"] is None
    assert roles["treating_provider"] == "Osric Pemberton, MD"
    assert found.conditions == ("724.4",)
    assert found.earlier == ("r1",)
    (folder / "case.yaml").write_text("case_number: IMR-EX-1\npanel:\n  parties:\n  - {role: boss, name: X}\n", "utf-8")
    with pytest.raises(UnreadableFile) as error:
        case_of(case, read_dispute(case))
    assert error.value.file == "case.yaml:4"
