"""The wheel holds everything the program reads at run time: rules, lexicons, templates."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.repo.tracked import REPOSITORY, tracked


def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=120,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    ours = {p.relative_to(REPOSITORY / "src").as_posix() for p in tracked() if (REPOSITORY / "src") in p.parents}
    assert not ours - inside
    assert any(name.endswith("/licenses/LICENSE") for name in inside)
    assert not [name for name in inside if name.startswith(("tests/", "examples/"))]
