"""What the chain alone cannot show is found by a checkpoint that was kept elsewhere: cut off, gone, written anew."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from openimr.errors import ChecksFailed, NotFound, StoreDamaged, UnreadableFile, WouldOverwrite
from openimr.process import Actor, Event, as_event, sealed
from openimr.store.opening import Store
from tests.store.test_verifying import CASES, fill, findings

COORDINATOR = Actor(role="coordinator", name="c-1")


@pytest.fixture
def owned(store: Store) -> Store:
    """A filled store in the hands of somebody who may do anything with its database."""
    from django.db import connection

    fill(store)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER imr_event_{name}")
        else:
            cursor.execute("ALTER TABLE imr_event DISABLE TRIGGER USER")
    return store


def checkpoint(tmp_path: Path, name: str = "checkpoint") -> Path:
    """A checkpoint of the open store."""
    from openimr.store.checkpoints import write_checkpoint

    write_checkpoint(tmp_path / name)
    return tmp_path / name


def against(path: Path) -> list[tuple[str, str]]:
    """Case and words of everything that the checkpoint knew and the store does not have."""
    from openimr.store.checkpoints import against_store, read_checkpoint

    return [(one.case, one.what) for one in against_store(read_checkpoint(path))]


def replaced(case: str, log: list[Event]) -> None:
    """A case whose log, docket and list of files are made anew by somebody who may write to every table."""
    from openimr.store.models import DocketRow, FiledPaper, LoggedEvent
    from openimr.store.readingin import take_over

    LoggedEvent.objects.filter(case=case).delete()
    DocketRow.objects.filter(case=case).delete()
    FiledPaper.objects.filter(case=case).delete()
    if log:
        take_over(log)


def test_a_log_cut_off_rewritten_or_gone_is_whole_to_verify_and_named_by_the_checkpoint(
    owned: Store, tmp_path: Path
) -> None:
    from openimr.store.log import append, events_of

    kept = checkpoint(tmp_path)
    append("C-1", "ur-served", actor=COORDINATOR, data={"mode": "mail"})
    assert not against(kept), "what was added since is no finding"
    first, second, third, _ = events_of("C-1")
    replaced("C-1", [first, second])
    forged: list[Event] = []
    for event in events_of("C-2"):
        data = {**event.data, "items": [{"id": "1", "text": "Physical therapy, 80 visits"}]}
        changed = data if event.kind == "ur-decided" else event.data
        forged.append(sealed(forged, event.kind, case="C-2", actor=event.actor, at=event.at, data=changed))
    replaced("C-2", forged)
    replaced("C-3", [])
    assert not findings(owned), "nothing in the store itself shows it"
    found = dict(against(kept))
    assert list(found) == ["C-1", "C-2", "C-3"]
    assert "cut off: it ends with event 2" in found["C-1"] and "knew 3" in found["C-1"]
    assert "written anew: event 3" in found["C-2"]
    assert "gone" in found["C-3"] and "3 events" in found["C-3"]
    # put back as it was, and gone on with, there is nothing to find
    replaced("C-1", [first, second, third])
    assert [case for case, _ in against(kept)] == ["C-2", "C-3"]


def test_a_backup_or_export_is_held_against_a_checkpoint_too(owned: Store, tmp_path: Path) -> None:
    from openimr.store.checkpoints import read_checkpoint
    from openimr.store.exporting import export
    from openimr.store.log import events_of
    from openimr.store.readingin import check_archive
    from openimr.store.writingout import backup

    known = read_checkpoint(checkpoint(tmp_path))
    export(owned.files, "C-1", tmp_path / "whole")
    assert not list(check_archive(tmp_path / "whole", known=known)), "of an export only its case is asked"
    replaced("C-1", list(events_of("C-1")[:2]))
    replaced("C-3", [])
    export(owned.files, "C-1", tmp_path / "cut")
    backup(owned.files, tmp_path / "backup")
    for archive, cases in (("cut", ["C-1"]), ("backup", ["C-1", "C-3"])):
        assert not list(check_archive(tmp_path / archive))
        assert [one.case for one in check_archive(tmp_path / archive, known=known)] == cases


def test_a_checkpoint_vouches_for_no_broken_log_and_for_none_that_lost_what_an_earlier_one_knew(
    owned: Store, tmp_path: Path
) -> None:
    from django.db import connection

    from openimr.store.checkpoints import read_checkpoint, write_checkpoint
    from openimr.store.log import append, events_of
    from openimr.store.models import DocketRow

    first = read_checkpoint(checkpoint(tmp_path, "1"))
    append("C-1", "ur-served", actor=COORDINATOR, data={"mode": "mail"})
    second = write_checkpoint(tmp_path / "2", after=first)
    assert (second.events, second.after) == (first.head.events + 1, first.head.root)
    cut = list(events_of("C-2")[:2])
    replaced("C-2", cut)
    with pytest.raises(StoreDamaged, match=r"case C-2.*cut off"):
        write_checkpoint(tmp_path / "3", after=first)
    DocketRow.objects.filter(case="C-3").update(head="0" * 64)
    with pytest.raises(StoreDamaged, match=r"case C-3 .* docket kept"):
        write_checkpoint(tmp_path / "3")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE imr_event SET body = replace(body, '8 visits', '9 visits') WHERE \"case\" = 'C-1'")
    with pytest.raises(StoreDamaged, match=r"case C-1 .*event 2"):
        write_checkpoint(tmp_path / "3")
    assert not (tmp_path / "3").exists()
    with pytest.raises(WouldOverwrite):
        write_checkpoint(tmp_path / "1")


def test_any_change_of_a_checkpoint_is_noticed(store: Store, tmp_path: Path) -> None:
    from openimr.store.checkpoints import read_checkpoint, write_checkpoint
    from openimr.store.signingkeys import make_signing_key

    fill(store)
    key = tmp_path / "key.pem"
    public = make_signing_key(key)
    path = tmp_path / "checkpoint"
    write_checkpoint(path, sign_with=key)
    whole, said = path.read_bytes(), (tmp_path / "checkpoint.sig").read_bytes()
    assert read_checkpoint(path, public).signed
    lines = whole.splitlines(keepends=True)
    assert len(lines) == 1 + len(CASES)
    for changed in (b"".join(lines[:-1]), b"".join([*lines, lines[-1]]), b"".join(lines[1:]), b"", b"\xff\n{}"):
        path.write_bytes(changed)
        with pytest.raises(UnreadableFile):
            read_checkpoint(path)
    chance = random.Random(5)
    for at in [*range(len(lines[0])), *(chance.randrange(len(whole)) for _ in range(200))]:
        changed_byte = bytearray(whole)
        changed_byte[at] ^= 1 << chance.randrange(8)
        path.write_bytes(changed_byte)
        with pytest.raises(UnreadableFile):
            read_checkpoint(path, public)
        if at >= len(lines[0]):  # the head says when and by which release: only a signature covers that
            with pytest.raises(UnreadableFile):
                read_checkpoint(path)
    path.write_bytes(whole)
    other = make_signing_key(tmp_path / "other.pem")
    for content, by, why in (
        (said, other, "not by this key"),
        (b"", public, "not by this key"),
        (None, public, "no signature"),
        (said, key, "not the key"),
        (said, tmp_path / "none", "no such key"),
    ):
        (tmp_path / "checkpoint.sig").unlink(missing_ok=True)
        if content is not None:
            (tmp_path / "checkpoint.sig").write_bytes(content)
        with pytest.raises((UnreadableFile, NotFound), match=why):
            read_checkpoint(path, by)
    with pytest.raises(UnreadableFile, match="not the key"):
        write_checkpoint(tmp_path / "signed", sign_with=public)
    assert not (tmp_path / "signed").exists()
    with pytest.raises(WouldOverwrite):
        make_signing_key(key)
    assert os.name == "nt" or key.stat().st_mode & 0o077 == 0


def test_a_checkpoint_is_checked_with_the_systems_own_programs(store: Store, tmp_path: Path) -> None:
    from openimr.store.checkpoints import write_checkpoint
    from openimr.store.signingkeys import make_signing_key

    if not shutil.which("openssl") or not shutil.which("sha256sum"):
        pytest.skip("openssl or sha256sum is not installed")
    fill(store)
    public = make_signing_key(tmp_path / "key.pem")
    head = write_checkpoint(tmp_path / "c", sign_with=tmp_path / "key.pem")
    summed = subprocess.run("tail -n +2 c | sha256sum", shell=True, cwd=tmp_path, capture_output=True, check=True)
    assert summed.stdout.split()[0].decode() == head.root
    by = ["-pubin", "-inkey", public.name, "-rawin"]
    check = ["openssl", "pkeyutl", "-verify", *by, "-in", "c", "-sigfile", "c.sig"]
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "c").write_bytes((tmp_path / "c").read_bytes() + b"\n")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode != 0
    # and a key that openssl made signs
    made = ["openssl", "genpkey", "-algorithm", "ed25519", "-out", "theirs.pem"]
    subprocess.run(made, cwd=tmp_path, capture_output=True, check=True)
    write_checkpoint(tmp_path / "theirs", sign_with=tmp_path / "theirs.pem")


@pytest.fixture
def imr(tmp_path: Path) -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """The command, as a person calls it, on a store of its own."""
    environment = {**os.environ, "OPENIMR_STORE": str(tmp_path / "store")}
    environment.pop("OPENIMR_DATABASE", None)

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "openimr.cli.main", "store", *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment)

    yield run


def test_the_commands_make_and_use_a_checkpoint(
    imr: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    import sqlite3

    (tmp_path / "visit.txt").write_text("PROGRESS REPORT")
    key, path = str(tmp_path / "key.pem"), str(tmp_path / "checkpoint")
    for words in (["init"], ["add", "C-1", str(tmp_path / "visit.txt")], ["add", "C-2", str(tmp_path / "visit.txt")]):
        assert imr(*words).returncode == 0
    assert f"{key}.pub" in imr("signing-key", key).stdout
    made = imr("checkpoint", path, "--sign-with", key)
    assert made.returncode == 0, made.stderr
    root = json.loads(Path(path).read_text().splitlines()[0])["root"]
    assert f"root {root}" in made.stdout and "2 cases, 2 events, signed" in made.stdout
    assert imr("checkpoint", path).returncode == WouldOverwrite.exit_code
    unasked = imr("verify", "--against", path)
    assert unasked.returncode == 0 and "nobody said by whom" in unasked.stderr
    held = imr("verify", "--against", path, "--signed-by", f"{key}.pub")
    assert held.returncode == 0 and "knew is there: 2 cases, 2 events" in held.stdout and not held.stderr
    assert imr("verify", "--signed-by", f"{key}.pub").returncode == 2
    assert imr("backup", str(tmp_path / "backup")).returncode == 0

    with sqlite3.connect(tmp_path / "store" / "openimr.sqlite3") as database:
        database.execute("DROP TRIGGER imr_event_delete")
        for table in ("imr_event", "imr_docket", "imr_file"):
            database.execute(f"DELETE FROM {table} WHERE \"case\" = 'C-2'")
    database.close()
    assert imr("verify").returncode == 0
    lost = imr("verify", "--against", path, "--format", "json")
    assert lost.returncode == ChecksFailed.exit_code
    (finding,) = json.loads(lost.stdout)["findings"]
    assert finding["case"] == "C-2" and "gone" in finding["what"]
    assert imr("checkpoint", path + "-2", "--after", path).returncode == StoreDamaged.exit_code
    whole = imr("verify", str(tmp_path / "backup"), "--against", path)
    assert whole.returncode == 0, whole.stdout


def test_lines_of_a_checkpoint_are_events_of_the_log(store: Store, tmp_path: Path) -> None:
    from openimr.store.models import LoggedEvent

    fill(store)
    for line in checkpoint(tmp_path).read_text().splitlines()[1:]:
        said = json.loads(line)
        last = as_event(LoggedEvent.objects.get(case=said["case"], number=said["events"]).body)
        assert last.hash == said["head"]
