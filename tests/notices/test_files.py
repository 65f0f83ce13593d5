"""The file of parties and the wording files: what is wrong in them is named with its line, and nothing is written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from openimr.errors import NotFound, RuleError, UnreadableFile
from openimr.notices import notice_forms, read_party_file
from openimr.notices.wording import read_notice_forms
from openimr.process.rules import process_rules
from openimr.rulefiles import rules_folder
from tests.notices.cases import PARTIES

ROLES = notice_forms().roles


def test_the_example_names_somebody_for_every_reader() -> None:
    found = read_party_file(PARTIES, ROLES)
    for form in notice_forms().kinds.values():
        assert all(found.first(role) for role in form.audience), form.kind


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("role: employer", "role: boss", "there is no role 'boss'"),
        ("by: fax}", "by: pigeon}", "by: input should be 'mail'"),
        ("fax: 555-0123, by: fax", "by: fax", "parties.2: requesting-physician is served by fax and has no fax"),
        ("  name: Example Review Organization\n", "", "organization.name: field required"),
        ("rfa_date: 2026-01-02", "rfa_date: soon", "claim.rfa_date"),
        ("server: {", "servant: {", "servant: extra inputs"),
        (", county: Sample County", "", "server.county: field required"),
        ("  fax: 555-0101\n", "", "somebody is served by fax, and neither server nor organization has the fax"),
        (
            "  email: reviews@example.org\n",
            "",
            "served by electronic, and neither server nor organization has the email",
        ),
        ("parties:\n", "parties: [\n", "no valid YAML"),
        ("parties:\n", "parties: &a\n", "parties"),
    ],
)
def test_a_wrong_file_of_parties_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = PARTIES.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "parties.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    if new == "parties: &a\n":
        assert read_party_file(file, ROLES) == read_party_file(PARTIES, ROLES), "a name nobody uses does no harm"
        return
    with pytest.raises(UnreadableFile) as refused:
        read_party_file(file, ROLES)
    assert said in refused.value.what
    assert "parties.yaml:" in (refused.value.file or "")
    assert refused.value.consequence == "no notice was written"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[" * 10_000, b"a: &a [*a, *a]", b"- x", b"x" * 300_000])
def test_a_hostile_file_of_parties_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "parties.yaml"
    file.write_bytes(content)
    with pytest.raises(UnreadableFile):
        read_party_file(file, ROLES)


def test_a_file_of_parties_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_party_file(tmp_path / "none.yaml", ROLES)
    with pytest.raises(UnreadableFile):
        read_party_file(tmp_path, ROLES)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("extension", "{days}.", "{dais}.", "there is no field 'dais'"),
        ("extension", "es: \"La razón: «{because}».\"", "es: \"La razón.\"", "has other fields"),
        ("extension", ", es: \"La razón: «{because}».\"", "", "has no Spanish"),
        ("extension", "trigger: [extension-approved]", "trigger: [extension]", "there is no event 'extension'"),
        ("extension", "duty: determination", "duty: decide", "there is no plain words for the duty 'decide'"),
        ("extension", "statuses: [eligible, decided]", "statuses: [open]", "there is no status 'open'"),
        ("extension", "audience: [employee,", "audience: [worker,", "there is no role 'worker'"),
        ("extension", "kind: extension", "kind: delay", "another name than its file"),
        ("shared", "  UNSIGNED:", "  UNSINGED:", "there is no plain words for the reason 'UNSIGNED'"),
        ("shared", ", es: \"fax\"", "", "has no Spanish"),
        ("shared", "desde el fax {fax} al", "desde el fax al", "has other fields"),
        ("shared", "from fax number {fax} to", "from fax number {number} to", "there is no field 'number'"),
    ],
)  # fmt: skip
def test_a_wrong_wording_is_refused(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    folder = tmp_path / "notices"
    shutil.copytree(Path(str(rules_folder() / "notices")), folder)
    path = folder / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RuleError) as refused:
        read_notice_forms(folder, process_rules())
    assert said in str(refused.value)
    assert f"{file}.yaml:" in str(refused.value)
