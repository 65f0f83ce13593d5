"""No room, no right, read-only: each is said in words with an exit code, and nothing is half done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from openimr.errors import CannotWrite, StoreDamaged
from openimr.store.opening import Store, database_errors, open_store
from openimr.store.place import StorePlace
from tests.store.test_verifying import fill, findings

NO_ROOM, DAMAGED, USAGE = CannotWrite.exit_code, StoreDamaged.exit_code, 2
#: Root without the right to pass over rights: for it, too, a folder that may not be written to is one.
AS_OTHERS = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if sys.platform == "linux" else []


def imr(*words: str, store: Path, before: str = "", wrap: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """The command on a store, after a line of a shell, in whatever wraps it."""
    environment = {**os.environ, "OPENIMR_STORE": str(store)}
    environment.pop("OPENIMR_DATABASE", None)
    command = [sys.executable, "-m", "openimr.cli.main", "store", *words]
    if before:
        command = ["sh", "-c", f'{before}; exec "$@"', "sh", *command]
    return subprocess.run([*wrap, *command], capture_output=True, text=True, timeout=120, check=False, env=environment)


@pytest.fixture
def small_disk(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Calls the command where a folder is a disk of its own, of a given size or read-only, with what lay in it."""
    wrap = ("unshare", "--map-root-user", "--mount")
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f"mount -t tmpfs -o size=4m none '{disk}'"
    tried = [*wrap, "sh", "-c", mount]
    if not shutil.which("unshare") or subprocess.run(tried, capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a disk of his own (unshare, mount), so none can be filled")

    def call(
        *words: str, store: Path, size: str = "4m", options: str = "", fill: bool = False
    ) -> subprocess.CompletedProcess[str]:
        steps = [f"cp -a '{disk}' '{tmp_path}/held'", f"mount -t tmpfs -o size={size} none '{disk}'"]
        steps += [f"cp -a '{tmp_path}/held/.' '{disk}'", f"rm -r '{tmp_path}/held'"]
        steps += [f"dd if=/dev/zero of='{disk}/fill' bs=1k 2>/dev/null"] if fill else []
        steps += [f"mount -o remount,{options} '{disk}'"] if options else []
        return imr(*words, store=store, before="; ".join(steps), wrap=wrap)

    return call


@pytest.fixture
def kept(new_place: Callable[[str], StorePlace], tmp_path: Path) -> Path:
    """The folder of a store with three cases, and a paper to file beside it."""
    from django.db import connection

    place = new_place("sqlite")
    fill(open_store(place))
    connection.close()
    (tmp_path / "visit.txt").write_bytes(os.urandom(300_000))
    return place.folder


def test_a_full_disk_is_named_and_what_was_asked_for_is_done_when_there_is_room(
    small_disk: Callable[..., subprocess.CompletedProcess[str]], kept: Path, tmp_path: Path
) -> None:
    disk, paper = tmp_path / "disk", str(tmp_path / "visit.txt")
    for words in (["backup", str(disk / "b")], ["export", "C-1", str(disk / "e.zip")]):
        full = small_disk(*words, store=kept, fill=True)
        assert full.returncode == NO_ROOM, full.stderr
        assert "no space left" in full.stderr and "make room" in full.stderr and words[-1] in full.stderr
    # the files of a store on the full disk, its database elsewhere
    (kept / "files").rename(disk / "files")
    (kept / "files").symlink_to(disk / "files")
    full = small_disk("add", "C-1", paper, store=kept, size="200k")
    assert full.returncode == NO_ROOM and "files: it cannot be written (no space left on device)" in full.stderr
    assert "Consequence: the file was not kept" in full.stderr
    assert not list((disk / "files" / "incoming").glob("*"))
    assert imr("verify", store=kept).returncode == 0
    assert imr("add", "C-1", paper, store=kept).returncode == 0


def test_a_full_disk_of_the_database_is_named_and_nothing_is_half_written(store: Store) -> None:
    from django.db import connection

    from openimr.process import Actor
    from openimr.store.log import append, events_of

    if connection.vendor != "sqlite":
        pytest.skip("a server's disk is not ours to fill")
    fill(store)
    with connection.cursor() as cursor:
        # the limit of the database itself, told in the same words as a full disk
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
    before = len(events_of("C-1"))
    note = {"note": "x" * 2_000_000, "mode": "mail"}
    with pytest.raises(CannotWrite, match="disk of the database is full"), database_errors(store.place):
        append("C-1", "ur-served", actor=Actor(role="coordinator", name="c-1"), data=note)
    assert len(events_of("C-1")) == before
    assert not findings(store)


def test_a_disk_that_may_only_be_read_is_named(
    small_disk: Callable[..., subprocess.CompletedProcess[str]], kept: Path, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    refused = small_disk("checkpoint", str(disk / "c"), store=kept, options="ro")
    assert refused.returncode == NO_ROOM
    assert "read-only file system" in refused.stderr and "choose another place" in refused.stderr
    shutil.copytree(kept, disk / "s")
    refused = small_disk("verify", store=disk / "s", options="ro")
    assert refused.returncode == NO_ROOM and "SQLite writes beside its file" in refused.stderr
    # a backup can be looked at where nothing can be written
    assert imr("backup", str(disk / "b"), store=kept).returncode == 0
    assert small_disk("verify", str(disk / "b"), store=kept, options="ro").returncode == 0


def test_a_missing_right_is_named(kept: Path, tmp_path: Path) -> None:
    if os.name == "nt" or (os.geteuid() == 0 and not (AS_OTHERS and shutil.which("setpriv"))):
        pytest.skip("who runs this may write everywhere")
    wrap = tuple(AS_OTHERS) if os.geteuid() == 0 else ()
    paper, files = str(tmp_path / "visit.txt"), kept / "files"
    lying = sorted(path for path in files.glob("??/*"))
    cases: list[tuple[Path, int, list[str], int, str]] = [
        (files, 0o500, ["add", "C-1", paper], NO_ROOM, "files: it cannot be written (permission denied)"),
        (kept / "openimr.sqlite3", 0o400, ["add", "C-1", paper], NO_ROOM, "the database may only be read"),
        (kept, 0o000, ["verify"], USAGE, "not readable"),
        (lying[0], 0o000, ["backup", str(tmp_path / "b")], DAMAGED, f"{lying[0].name}: the file cannot be read"),
        (tmp_path, 0o500, ["backup", str(tmp_path / "b")], NO_ROOM, "permission denied"),
        (tmp_path, 0o500, ["init", "--store", str(tmp_path / "other")], NO_ROOM, "no store was made"),
    ]
    for path, mode, words, code, said in cases:
        before = path.stat().st_mode
        path.chmod(mode)
        try:
            refused = imr(*words, store=kept, wrap=wrap)
        finally:
            path.chmod(before)
        assert refused.returncode == code, (words, refused.stderr)
        assert said in " ".join((refused.stdout + refused.stderr).split()), (words, refused.stderr)
    assert imr("verify", store=kept).returncode == 0


def test_a_paper_that_cannot_be_read_is_told_from_a_store_that_cannot_be_written(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openimr.errors import UnreadableFile
    from openimr.store.adding import add_papers
    from openimr.store.log import events_of

    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "a.txt").write_text("PROGRESS REPORT")
    incoming = store.place.files / "incoming"
    incoming.write_bytes(b"")  # a file where a folder is needed
    with pytest.raises(CannotWrite, match="file"):
        add_papers(store.files, "C-1", papers)
    incoming.unlink()
    opened = Path.open

    def failing(self: Path, mode: str = "r", *rest: object) -> object:
        if self.name == "a.txt":
            raise OSError(5, "Input/output error")
        return opened(self, mode, *rest)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", failing)
    with pytest.raises(UnreadableFile, match="input/output error"):
        add_papers(store.files, "C-1", papers)
    assert not events_of("C-1")


@pytest.mark.parametrize(
    ("before", "said"),
    [
        # the owner of the server may do everything: somebody else is to be refused
        ("SET ROLE {clerk}", "may not do that"),
        ("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", "may only be read"),
    ],
)
def test_a_server_that_gives_no_right_or_takes_no_writes_is_named(
    new_place: Callable[[str], StorePlace], before: str, said: str
) -> None:
    from django.db import connection

    from openimr.process import Actor
    from openimr.store.log import append, events_of

    place = new_place("postgresql")
    fill(open_store(place))
    clerk = "clerk_" + place.database.partition("?")[0].rpartition("/")[2]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {clerk}")
        cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {clerk}")
        cursor.execute(before.format(clerk=clerk))
    with pytest.raises(CannotWrite, match=said), database_errors(place):
        append("C-1", "ur-served", actor=Actor(role="coordinator", name="c-1"), data={"mode": "mail"})
    connection.close()
    assert len(events_of("C-1")) == 3
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {clerk}")
        cursor.execute(f"DROP ROLE {clerk}")
    connection.close()
