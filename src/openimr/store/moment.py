"""The database as it is at one moment, while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def at_one_moment() -> Iterator[None]:
    """Reads see one state of the database, and nobody waits for them (snapshots of both databases)."""
    if connection.vendor == "sqlite":
        sqlite: Any = connection
        before = sqlite.transaction_mode
        # a reader takes no turn from those who write
        sqlite.transaction_mode = "DEFERRED"
        try:
            with transaction.atomic():
                yield
        finally:
            sqlite.transaction_mode = before
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
