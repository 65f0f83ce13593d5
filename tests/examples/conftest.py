"""The example builder as a module that these tests can import, and the drafts of all example cases."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# The builder is a package of the repository, not of the installed distribution.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from examples import build
from openimr.casefile import CaseFile, open_case
from openimr.review import Draft, review


@pytest.fixture(scope="session")
def drafts(examples: Path) -> dict[str, tuple[CaseFile, Draft]]:
    opened = {slug: open_case(examples / slug, cache=None) for slug in build.slugs()}
    return {slug: (case, review(case)) for slug, case in opened.items()}
