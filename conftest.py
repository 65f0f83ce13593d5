"""Examples in docstrings are run where they stand; those of the store can only be imported after Django is set up."""

from __future__ import annotations

import tempfile
from pathlib import Path

ROOMS = Path(__file__).resolve().parent / "src" / "openimr"
STORE = {ROOMS / "store", ROOMS / "casework"}


def pytest_collect_file(file_path: Path) -> None:
    """Set Django up for an empty place before the first module of the store is looked at."""
    if not STORE.isdisjoint(file_path.resolve().parents):
        from openimr.store.djangosetup import set_up
        from openimr.store.place import place_of

        set_up(place_of(Path(tempfile.gettempdir()) / "no-store", {}))
