"""The same case file and rules give the same bytes in every form: anywhere, in any order, with and without memory."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FORMS = ["draft.docx", "draft.html", "draft.json", "draft.pdf", "draft.txt"]


def _review(folder: Path, case: str, out: Path, **environment: str) -> dict[str, bytes]:
    """Review ``case`` in a process of its own, from within ``folder``, and give what it wrote."""
    command = [sys.executable, "-m", "openimr.cli.main", "review", case, "--out", str(out), "--as-of", "2014-03-01"]
    done = subprocess.run(command, cwd=folder, env=os.environ | environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_bytes() for path in out.iterdir()}


@pytest.mark.parametrize("slug", ["lumbar-epidural-repeat", "scs-trial"])
def test_the_same_bytes_everywhere(slug: str, examples: Path, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "over" / "there"
    shutil.copytree(examples / slug, here / "case")
    # the same files under another roof, written in the other order, on another day
    for path in sorted((examples / slug).rglob("*"), reverse=True):
        if path.is_file():
            target = there / "case" / path.relative_to(examples / slug)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
            os.utime(target, (1, 1))
    first = _review(
        here, "case", tmp_path / "one", PYTHONHASHSEED="1", TZ="UTC", OPENIMR_CACHE=str(tmp_path / "kept-1")
    )
    cold = _review(
        tmp_path, "over/there/case", tmp_path / "two",
        PYTHONHASHSEED="2", TZ="Asia/Tokyo", LC_ALL="C", OPENIMR_CACHE=str(tmp_path / "kept-2"),
    )  # fmt: skip
    warm = _review(
        there, "case", tmp_path / "three",
        PYTHONHASHSEED="3", TZ="America/Los_Angeles", OPENIMR_CACHE=str(tmp_path / "kept-2"),
    )  # fmt: skip
    assert sorted(first) == FORMS
    for form in FORMS:
        assert first[form] == cold[form], f"{form}: another place, order and day changed it"
        assert cold[form] == warm[form], f"{form}: what was kept from the first run changed it"
