"""Where a store is, what is said where its extra is absent, and the docket page by page."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks import postgresql
from openimr.errors import ActedMeanwhile, UnreadableFile, UsageError, WouldOverwrite
from openimr.store.opening import Store
from openimr.store.papers import Paper, path_in
from openimr.store.place import database_settings, place_of
from tests.conftest import REPOSITORY
from tests.store.conftest import ABSENT


def test_the_environment_comes_before_the_settings_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "store.toml").write_text('database = "postgresql://imr@db.example/imr"\nkeys = "keys"\n')
    place = place_of(tmp_path, {})
    assert (place.database, place.keys) == ("postgresql://imr@db.example/imr", tmp_path / "keys")
    other = place_of(None, {"OPENIMR_STORE": str(tmp_path), "OPENIMR_DATABASE": "sqlite:///x.sqlite3"})
    assert (other.folder, other.sqlite_file) == (tmp_path, Path("x.sqlite3"))
    socket = database_settings(place_of(tmp_path, {"OPENIMR_DATABASE": "postgresql://a%40b:c@/imr?host=/run/pg"}))
    assert (socket["USER"], socket["HOST"], socket["NAME"]) == ("a@b", "/run/pg", "imr")


@pytest.mark.parametrize("settings", ["database = ", 'other = "x"', "database = 5", "\0"])
def test_settings_that_say_what_they_should_not_are_named(tmp_path: Path, settings: str) -> None:
    (tmp_path / "store.toml").write_text(settings)
    with pytest.raises(UnreadableFile):
        place_of(tmp_path, {})


def test_no_store_and_no_known_database_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no store is named"):
        place_of(None, {})
    with pytest.raises(UsageError, match="of no known kind"):
        place_of(tmp_path, {"OPENIMR_DATABASE": "mysql://x/y"})


@pytest.mark.parametrize("name", ["../a.txt", "/a.txt", "a/../../b", "", "a\\b", "C:/a", "a\0b"])
def test_no_name_of_a_paper_leads_out_of_the_folder_of_its_case(name: str) -> None:
    with pytest.raises(UnreadableFile, match="lead out"):
        path_in(Path("case"), Paper(name, "0" * 64, 1))


def test_where_the_extra_is_absent_the_command_says_what_to_install(tmp_path: Path) -> None:
    absent = "import sys; sys.modules['django'] = None; from openimr.cli.main import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", absent, "store", "init", "--store", str(tmp_path / "s")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 9
    assert "openimr[server]" in done.stderr


def test_a_missing_server_fails_where_it_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("OPENIMR_REQUIRE_POSTGRESQL", raising=False)
    assert not postgresql.required()
    monkeypatch.setenv("OPENIMR_REQUIRE_POSTGRESQL", "1")
    assert postgresql.required()
    assert "postgresql" in ABSENT
    assert "OPENIMR_REQUIRE_POSTGRESQL=1" in Path(__file__).parents[2].joinpath(".ci", "run").read_text()


def test_pages_show_every_case_once_in_the_order_of_its_deadline(store: Store) -> None:
    from openimr.store.docketpages import docket_page
    from openimr.store.models import DocketRow

    began = datetime(2026, 3, 1, tzinfo=UTC)
    DocketRow.objects.bulk_create(
        DocketRow(
            case=f"C-{n:02}", phase="received" if n % 2 else "assigned", duty="", owed_by="", reviewer=f"R-{n % 3}",
            due=None if n % 4 == 0 else began + timedelta(days=n * 7 % 5), expedited=False, events=1, head="",
            opened=began, changed=began,
        )
        for n in range(40)
    )  # fmt: skip
    rows = list(DocketRow.objects.all())
    latest = datetime.max.replace(tzinfo=UTC)
    expected = [row.case for row in sorted(rows, key=lambda row: (row.due is None, row.due or latest, row.case))]
    for size in (1, 3, 7, 10, 40, 50):
        shown: list[str] = []
        page = docket_page(size=size)
        while True:
            shown += [row.case for row in page.rows]
            if page.after is None:
                break
            page = docket_page(size=size, after=page.after)
        assert shown == expected
    some = docket_page(phase="received", reviewer="R-1", size=50)
    assert {row.case for row in some.rows} == {r.case for r in rows if (r.phase, r.reviewer) == ("received", "R-1")}


def test_the_commands_keep_a_case_as_a_person_uses_them(tmp_path: Path) -> None:
    environment = {**os.environ, "OPENIMR_STORE": str(tmp_path / "store")}
    environment.pop("OPENIMR_DATABASE", None)

    def imr(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "openimr.cli.main", "store", *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment)

    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "visit.txt").write_text("PROGRESS REPORT")
    assert imr("verify").returncode == 3
    for words in (["init"], ["add", "C-1", str(tmp_path / "papers")], ["submit", "C-1"], ["verify"]):
        done = imr(*words)
        assert done.returncode == 0, done.stderr
    record = ["record", "C-1", "ur-decided", "--role", "coordinator", "--name", "c-1", "--seen", "1"]
    record += ["--data", '{"items": [{"id": "1", "text": "MRI"}]}']
    assert imr(*record).returncode == 0
    refused = imr(*record)
    assert refused.returncode == ActedMeanwhile.exit_code
    assert "event 2 (ur-decided) by c-1" in refused.stderr
    (paper,) = (path for path in (tmp_path / "store" / "files").glob("??/*"))
    paper.write_text("PROGRESS REPORX")
    found = imr("verify")
    assert found.returncode == 10
    assert paper.name in found.stdout


def test_logs_that_the_store_has_already_do_not_keep_the_others_out(tmp_path: Path) -> None:
    environment = {**os.environ, "OPENIMR_STORE": str(tmp_path / "store")}
    environment.pop("OPENIMR_DATABASE", None)

    def imr(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "openimr.cli.main", "store", *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment)

    docket = REPOSITORY / "examples" / "docket"
    logs = sorted(docket.glob("*.jsonl"))
    assert imr("init").returncode == 0
    assert imr("import", str(logs[0])).returncode == 0
    rest = imr("import", str(docket))
    assert rest.returncode == WouldOverwrite.exit_code and logs[0].name in rest.stderr
    assert f"{len(logs) - 1} cases taken over" in rest.stdout
    shown = imr("docket", "--most", "3")
    assert shown.returncode == 0 and "More cases follow" in shown.stdout
