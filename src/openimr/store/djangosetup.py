"""Django, set up for a store without a settings module: once in a process, for one store at a time.

A web application has settings of its own; it puts :data:`APPS` and :func:`tasks_setting` into them, and nothing here is
changed then but the database, if another store is opened.
"""

from __future__ import annotations

from typing import Any

from openimr.errors import MissingEngine
from openimr.store.place import StorePlace, database_settings

#: The applications a store needs.
APPS = ("openimr.store", "django_tasks", "django_tasks_db")


def tasks_setting() -> dict[str, Any]:
    """Django's setting ``TASKS``: background work lies in the database of the store."""
    return {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}


def set_up(place: StorePlace) -> None:
    """Make ``place`` the store of this process.

    Raises:
        MissingEngine: Django or a database driver is not installed.
    """
    try:
        import cryptography  # noqa: F401
        import django
        import django_tasks_db  # noqa: F401
        import psycopg  # noqa: F401
        from django.conf import settings
        from django.db import connections
    except ImportError as error:
        raise MissingEngine(
            f"the store needs {error.name}, which is not installed",
            consequence="cases cannot be kept; every other command works",
            remedy="install the extra: pip install 'openimr[server]'",
        ) from None
    database = database_settings(place)
    if not settings.configured:
        settings.configure(
            INSTALLED_APPS=list(APPS),
            DATABASES={"default": database},
            DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
            TASKS=tasks_setting(),
            USE_TZ=True,
            TIME_ZONE="UTC",
            # what is logged is ours to say: nothing of a case may come to a log by way of a library
            LOGGING_CONFIG=None,
        )
        django.setup()
        return
    held = connections.databases["default"]
    if any(held.get(key) != value for key, value in database.items()):
        connections["default"].close()
        connections.databases["default"] = database
        connections.configure_settings(connections.databases)
        del connections["default"]
