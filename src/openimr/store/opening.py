"""A store opened or made: Django set up for it, its tables checked, its files at hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openimr.errors import ImrError, NotFound, WouldOverwrite
from openimr.store.djangosetup import set_up
from openimr.store.place import StorePlace, require

if TYPE_CHECKING:
    from openimr.store.filestore import FileStore


@dataclass(frozen=True, slots=True)
class Store:
    """An open store.

    Attributes:
        place: where it is.
        files: its files.
    """

    place: StorePlace
    files: FileStore


def init_store(place: StorePlace) -> Store:
    """Make a store: the folder, the tables. A store that is there already gets the tables that are new since.

    Raises:
        MissingEngine: what the store needs is not installed.
        ImrError: the database does not answer.
    """
    place.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if place.sqlite_file is not None:
        place.sqlite_file.parent.mkdir(parents=True, exist_ok=True)
    set_up(place)
    from django.core.management import call_command
    from django.db import DatabaseError

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise _no_answer(place, error) from None
    place.files.mkdir(exist_ok=True, mode=0o700)
    return Store(place, _files(place))


def open_store(place: StorePlace) -> Store:
    """Open a store.

    Raises:
        NotFound: there is none.
        MissingEngine: what the store needs is not installed.
        ImrError: the database does not answer, or its tables are of another release.
    """
    require(place)
    set_up(place)
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise _no_answer(place, error) from None
    if plan and not executor.loader.applied_migrations:
        raise NotFound("there is no store in this database", file=place.name(), remedy="make one: imr store init")
    if plan:
        raise ImrError(
            f"the tables of the store are older than this program ({len(plan)} changes are missing)",
            file=place.name(),
            consequence="nothing was done",
            remedy="make a backup, then bring them forward: imr store init",
        )
    return Store(place, _files(place))


def require_empty(store: Store) -> None:
    """Refuse a store that holds anything.

    Raises:
        WouldOverwrite: there is an event or a file in it.
    """
    from openimr.store.models import LoggedEvent

    if LoggedEvent.objects.exists() or any(store.place.files.glob("??/*")):
        raise WouldOverwrite(
            "the store is not empty",
            file=str(store.place.folder),
            consequence="nothing was restored",
            remedy="restore into a new store",
        )


def _files(place: StorePlace) -> FileStore:
    from openimr.store.filestore import FileStore
    from openimr.store.keys import read_keys

    return FileStore(place.files, read_keys(place.keys) if place.keys else None)


@contextmanager
def database_errors(place: StorePlace) -> Iterator[None]:
    """While this lasts, what the database refuses or cannot do is an error in words.

    Raises:
        ImrError: in place of an error of the database.
    """
    from django.db import DatabaseError

    try:
        yield
    except DatabaseError as error:
        raise _no_answer(place, error) from None


def _no_answer(place: StorePlace, error: Exception) -> ImrError:
    said = str(error).strip().splitlines()
    return ImrError(
        f"the database does not answer, or refused ({said[0] if said else type(error).__name__})",
        file=place.name(),
        consequence="nothing was done",
        remedy="see that it runs and that the address is right",
    )
