"""Every test of the store runs on both databases: SQLite, and a real PostgreSQL server that the tests start."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks import postgresql
from openimr.store.opening import Store, init_store, open_store
from openimr.store.place import StorePlace

ABSENT = (
    "PostgreSQL is not installed, so half of the store's tests cannot run (Debian, Ubuntu: apt-get install postgresql)"
)


@pytest.fixture(scope="session")
def server() -> Iterator[Path]:
    """The socket of a PostgreSQL server; skipped where there is none, failed where one is required."""
    programs = postgresql.programs()
    if programs is None:
        if postgresql.required():
            pytest.fail(ABSENT)
        pytest.skip(ABSENT)
    with postgresql.running(programs) as socket:
        yield socket


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh SQLite store, to be copied."""
    folder = tmp_path_factory.mktemp("template")
    init_store(StorePlace(folder, f"sqlite:///{folder / 'openimr.sqlite3'}"))
    from django.db import connection

    connection.close()
    return folder


@pytest.fixture(scope="session")
def postgresql_template(server: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a fresh PostgreSQL store, to be copied."""
    admin(server, "CREATE DATABASE template_imr")
    init_store(StorePlace(tmp_path_factory.mktemp("template"), postgresql.url(server, "template_imr")))
    from django.db import connection

    connection.close()
    return "template_imr"


def admin(server: Path, statement: str) -> None:
    """Run one statement as the owner of the server."""
    import psycopg

    with psycopg.connect(postgresql.url(server, "postgres"), autocommit=True) as connection:
        connection.execute(statement.encode("utf-8"))


@pytest.fixture
def new_place(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[str], StorePlace]]:
    """Makes an empty store on ``sqlite`` or ``postgresql``; databases are dropped after the test."""
    databases: list[tuple[Path, str]] = []

    def made(kind: str) -> StorePlace:
        folder = tmp_path / f"store-{uuid.uuid4().hex[:8]}"
        if kind == "sqlite":
            shutil.copytree(request.getfixturevalue("sqlite_template"), folder)
            return StorePlace(folder, f"sqlite:///{folder / 'openimr.sqlite3'}")
        server: Path = request.getfixturevalue("server")
        name = f"imr_{uuid.uuid4().hex[:12]}"
        admin(server, f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('postgresql_template')}")
        databases.append((server, name))
        (folder / "files").mkdir(parents=True)
        return StorePlace(folder, postgresql.url(server, name))

    yield made
    for server, name in databases:
        admin(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, new_place: Callable[[str], StorePlace]) -> StorePlace:
    """An empty store on each of the databases in turn."""
    return new_place(request.param)


@pytest.fixture
def store(place: StorePlace) -> Iterator[Store]:
    """An empty store, open."""
    yield open_store(place)
    from django.db import connection

    connection.close()
