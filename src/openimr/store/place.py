"""Where a store is: its folder, its database, its keys. Read from a folder, a TOML file in it, and the environment.

A store has one folder. In it lie the files of the cases and, unless another database is named, the SQLite database.
``store.toml`` in that folder may say ``database = "postgresql://…"`` and ``keys = "…"``; ``OPENIMR_DATABASE`` and
``OPENIMR_STORE_KEYS`` come before it, and ``OPENIMR_STORE`` names the folder.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from openimr.errors import NotFound, UnreadableFile, UsageError

FOLDER_VARIABLE, DATABASE_VARIABLE, KEYS_VARIABLE = "OPENIMR_STORE", "OPENIMR_DATABASE", "OPENIMR_STORE_KEYS"
SETTINGS_FILE = "store.toml"
SQLITE_FILE = "openimr.sqlite3"
#: Seconds that a writer waits for another one before it gives up (SQLite has one writer at a time).
_BUSY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class StorePlace:
    """Where a store is.

    Attributes:
        folder: the folder of the store.
        database: URL of its database, ``sqlite:///path`` or ``postgresql://user@host/name``.
        keys: the file of keys by which its files are encrypted; None keeps them as they are.
    """

    folder: Path
    database: str
    keys: Path | None = None

    @property
    def files(self) -> Path:
        """The folder of the files."""
        return self.folder / "files"

    @property
    def is_postgresql(self) -> bool:
        """True where the database is PostgreSQL.

        >>> StorePlace(Path("s"), "postgresql:///imr").is_postgresql
        True
        """
        return urlsplit(self.database).scheme in ("postgresql", "postgres")

    @property
    def sqlite_file(self) -> Path | None:
        """The file of an SQLite database.

        >>> StorePlace(Path("s"), "sqlite:///s/openimr.sqlite3").sqlite_file
        PosixPath('s/openimr.sqlite3')
        """
        return None if self.is_postgresql else Path(self.database.removeprefix("sqlite:///"))

    def name(self) -> str:
        """The database in words for people: without the password.

        >>> StorePlace(Path("s"), "postgresql://imr:secret@db.example/imr").name()
        'PostgreSQL database imr on db.example'
        """
        if self.sqlite_file is not None:
            return str(self.sqlite_file)
        parts = urlsplit(self.database)
        return f"PostgreSQL database {parts.path.strip('/')} on {parts.hostname or 'this machine'}"


def place_of(folder: Path | None = None, environment: Mapping[str, str] | None = None) -> StorePlace:
    """The store that is meant: the folder given, else the one of the environment, with its settings.

    Raises:
        UsageError: no folder is named, or a database of another kind.
        UnreadableFile: ``store.toml`` is no TOML, or holds what it should not.

    >>> place_of(Path("s"), {}).database
    'sqlite:///s/openimr.sqlite3'
    """
    known = os.environ if environment is None else environment
    if folder is None:
        if not known.get(FOLDER_VARIABLE):
            raise UsageError("no store is named", remedy=f"give --store FOLDER, or set {FOLDER_VARIABLE}")
        folder = Path(known[FOLDER_VARIABLE])
    said = _settings(folder / SETTINGS_FILE)
    database = known.get(DATABASE_VARIABLE) or said.get("database") or f"sqlite:///{folder / SQLITE_FILE}"
    keys = known.get(KEYS_VARIABLE) or said.get("keys")
    if urlsplit(database).scheme not in ("postgresql", "postgres") and not database.startswith("sqlite:///"):
        raise UsageError(
            "the address of the database is of no known kind",
            remedy="write sqlite:///PATH or postgresql://USER@HOST/NAME",
        )
    return StorePlace(folder, database, _beside(folder, keys) if keys else None)


def _beside(folder: Path, path: str) -> Path:
    """A path of the settings: relative ones count from the folder of the store."""
    return Path(path) if Path(path).is_absolute() else folder / path


def _settings(path: Path) -> dict[str, str]:
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise UnreadableFile(
            f"the settings of the store cannot be read ({error})", file=str(path), remedy="mend the file"
        ) from None
    wrong = sorted(k for k, v in read.items() if k not in ("database", "keys") or not isinstance(v, str))
    if wrong:
        raise UnreadableFile(
            f"the settings of the store do not know {', '.join(wrong)}",
            file=str(path),
            remedy='it may say database = "…" and keys = "…"',
        )
    return read


def database_settings(place: StorePlace) -> dict[str, Any]:
    """The database in the form that Django's setting ``DATABASES`` has.

    SQLite is set so that a transaction that was confirmed survives a loss of power (``synchronous=FULL``), and so that
    a transaction takes its turn when it begins, not when it first writes: two writers never fail half way.

    >>> database_settings(StorePlace(Path("s"), "postgresql://imr@db.example:5433/imr"))["PORT"]
    '5433'
    """
    if place.sqlite_file is not None:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(place.sqlite_file.absolute()),
            "OPTIONS": {
                "timeout": _BUSY_SECONDS,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    parts = urlsplit(place.database)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
        # a connection is kept, and asked whether it still stands before it is used again
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


def require(place: StorePlace) -> None:
    """Refuse a folder in which there is no store.

    Raises:
        NotFound: the folder, or its SQLite database, does not exist.
        UnreadableFile: the folder may not be entered.
    """
    missing = place.folder if not place.folder.is_dir() else place.sqlite_file
    try:
        there = missing is None or missing.exists()
    except OSError as error:  # Path.exists raises where a folder may not be entered
        raise UnreadableFile(
            f"the store cannot be looked into ({(error.strerror or type(error).__name__).lower()})",
            file=str(place.folder),
            consequence="nothing was done",
            remedy="give the account that runs this the right to read and write there",
        ) from None
    if not there:
        raise NotFound("there is no store here", file=str(place.folder), remedy="make one: imr store init")
