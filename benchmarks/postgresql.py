"""A PostgreSQL server of our own: in a folder of its own, on a socket in it, for nobody else; gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Where the distribution puts the programs that are not on the path.
DISTRIBUTION = Path("/usr/lib/postgresql")
NAME, USER = "imr", "imr"


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, the newest there is; None where PostgreSQL is not installed."""
    found = shutil.which("initdb")
    beside = [Path(found).resolve().parent] if found else []
    beside += sorted(DISTRIBUTION.glob("*/bin"), key=lambda p: [int(n) for n in p.parent.name.split(".")], reverse=True)
    return next((one for one in beside if (one / "initdb").exists() and (one / "pg_ctl").exists()), None)


def required() -> bool:
    """Whether a missing server is a failure and not a reason to skip."""
    return any(os.environ.get(name) for name in ("CI", "OPENIMR_REQUIRE_POSTGRESQL"))


@contextmanager
def running(programs: Path) -> Iterator[Path]:
    """A server; the folder of its socket is given. The server refuses to run as root, so root lends it another user."""
    folder = Path(tempfile.mkdtemp(prefix="imr-pg-"))
    data = folder / "data"
    try:
        as_user = _another_user(folder) if os.geteuid() == 0 else []
        form = ["-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        _run([*as_user, str(programs / "initdb"), "-D", str(data), *form])
        start(programs, folder)
        try:
            yield folder
        finally:
            stop(programs, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start(programs: Path, folder: Path) -> None:
    """Start the server of a folder and wait until it answers."""
    # whether a loss of power loses anything is no question a test on one machine can ask: no waiting for the disk
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off"
    _run([*_control(programs, folder), "-w", "-l", str(folder / "log"), "-o", options, "start"])


def stop(programs: Path, folder: Path, how: str = "immediate") -> None:
    """Stop it: ``fast`` ends every connection and rolls back, ``immediate`` is as if it had crashed."""
    _run([*_control(programs, folder), "-m", how, "stop"])


def _control(programs: Path, folder: Path) -> list[str]:
    as_user = _another_user(folder) if os.geteuid() == 0 else []
    return [*as_user, str(programs / "pg_ctl"), "-D", str(folder / "data"), "-s"]


def url(socket: Path, name: str) -> str:
    """The address of a database of the server."""
    return f"postgresql://{USER}@/{name}?host={socket}"


def _another_user(folder: Path) -> list[str]:
    found = next((one for one in pwd.getpwall() if one.pw_name == "postgres"), None) or pwd.getpwnam("nobody")
    os.chown(folder, found.pw_uid, found.pw_gid)
    ids = [f"--reuid={found.pw_uid}", f"--regid={found.pw_gid}", "--clear-groups"]
    return ["setpriv", *ids, "env", f"HOME={folder}"]


def _run(command: list[str]) -> None:
    # pg_ctl leaves the server with its output: a pipe would never end
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, cwd="/", timeout=60)
        output.seek(0)
        assert done.returncode == 0, output.read().decode(errors="replace")
