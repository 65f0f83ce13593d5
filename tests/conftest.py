"""Fixtures that every room's tests may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

# a slow machine decides no test, and the same examples are tried every time; make explore tries new ones
settings.register_profile(
    "same everywhere", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.register_profile("explore", settings.get_profile("same everywhere"), derandomize=False, print_blob=True)
settings.load_profile("same everywhere")
# examples would also hold constants of whatever modules are loaded by then, so depend on which tests ran before
providers._get_local_constants = providers.Constants

REPOSITORY = Path(__file__).resolve().parent.parent


def shared_folder() -> Path | None:
    """The folder of real letters and seeds that lies beside the repository on some machines; None elsewhere."""
    folder = Path(os.environ.get("OPENIMR_SHARED", REPOSITORY.parent / "shared"))
    return folder if (folder / "letters").is_dir() else None


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared folder; the test is skipped, saying so, where it is absent."""
    folder = shared_folder()
    if folder is None:
        pytest.skip("the shared folder of real letters is absent (set OPENIMR_SHARED to run this test)")
    return folder


@pytest.fixture(scope="session")
def examples() -> Path:
    """The example case files of the project."""
    return REPOSITORY / "examples" / "cases"
