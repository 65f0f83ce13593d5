"""A store opened or made: Django set up for it, its tables checked, its files at hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openimr.errors import CannotWrite, ImrError, NotFound, WouldOverwrite
from openimr.store.disk import writing
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
        CannotWrite: its folder or database cannot be written to.
        ImrError: the database does not answer.
    """
    with writing(place.folder, "no store was made"):
        place.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if place.sqlite_file is not None:
            place.sqlite_file.parent.mkdir(parents=True, exist_ok=True)
    set_up(place)
    from django.core.management import call_command
    from django.db import DatabaseError

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise _in_words(place, error) from None
    with writing(place.files, "the store has tables and no folder of files yet"):
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
        raise _in_words(place, error) from None
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
    """Refuse a store that has a case. Files may lie in it: what was left of a restore that was ended, say.

    Raises:
        WouldOverwrite: there is an event in it, or the docket has a case.
    """
    from openimr.store.models import DocketRow, FiledPaper, LoggedEvent

    if any(table._default_manager.exists() for table in (LoggedEvent, DocketRow, FiledPaper)):
        raise WouldOverwrite(
            "the store is not empty: it has cases",
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
        CannotWrite: its disk is full, it may only be read, or this account may not write to it.
        ImrError: in place of any other error of the database.
    """
    from django.db import DatabaseError, InterfaceError

    try:
        yield
    except (DatabaseError, InterfaceError) as error:
        raise _in_words(place, error) from None


#: What SQLite says, and the states of PostgreSQL (SQLSTATE), when it is the disk or a right that is missing.
_SQLITE_WORDS = (
    ("is full", "the disk of the database is full", "make room there, then do it again"),
    ("readonly database", "the database may only be read", "{rights}"),
    ("unable to open database file", "the database file cannot be opened", "{rights}"),
    ("disk I/O error", "the disk of the database refused", "see that it has room and works, then do it again"),
)
_STATES = {
    "53100": ("the disk of the database is full", "make room on the database server, then do it again"),
    "25006": ("the database may only be read", "name the server that takes writes, not its copy: OPENIMR_DATABASE"),
    "42501": ("this account may not do that in the database", "GRANT it what docs/store.md lists for the program"),
}


def _in_words(place: StorePlace, error: Exception) -> ImrError:
    said = (str(error).strip().splitlines() or [type(error).__name__])[0]
    state = str(getattr(error.__cause__, "sqlstate", None))
    rights = "SQLite writes beside its file even to read it: give this account the right to write to the file and its "
    rights += "folder, or copy the folder to where it has it"
    found = _STATES.get(state) or next(
        ((what, remedy) for words, what, remedy in _SQLITE_WORDS if words in said and not place.is_postgresql), None
    )
    if found is None:
        return _no_answer(place, said)
    return CannotWrite(
        f"{found[0]} ({said})",
        file=place.name(),
        consequence="what was asked for was not done",
        remedy=found[1].format(rights=rights),
    )


def _no_answer(place: StorePlace, said: str) -> ImrError:
    return ImrError(
        f"the database does not answer, or refused ({said})",
        file=place.name(),
        consequence="nothing was done",
        remedy="see that it runs and that the address is right",
    )
