"""Stores as in the tests of the store: on SQLite, and on a real PostgreSQL server."""

from tests.casework.cases import case
from tests.store.conftest import (
    new_place,
    place,
    postgresql_template,
    server,
    sqlite_template,
    store,
)

__all__ = ["case", "new_place", "place", "postgresql_template", "server", "sqlite_template", "store"]
