"""A store opened for a command, and who acts in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from openimr.process import Actor
    from openimr.store.opening import Store

StoreFolder = Annotated[Path | None, typer.Option("--store", envvar="OPENIMR_STORE", help="The folder of the store.")]
CaseNumber = Annotated[str, typer.Argument(metavar="CASE", help="Number of the case.")]


@contextmanager
def opened_store(folder: Path | None) -> Iterator[Store]:
    """The store of a folder, or the one that the environment names; what its database refuses is an error in words.

    Raises:
        NotFound: there is none.
        MissingEngine: what a store needs is not installed.
        ImrError: its database does not answer.
    """
    from openimr.store.opening import database_errors, open_store
    from openimr.store.place import place_of

    place = place_of(folder)
    opened = open_store(place)
    with database_errors(place):
        yield opened


def actor_of(role: str | None, name: str | None) -> Actor:
    """Who acts; the program, where nobody is named.

    Raises:
        UsageError: one of role and name is missing.
    """
    from openimr.errors import UsageError
    from openimr.process import Actor
    from openimr.store.log import PROGRAM

    if role is None and name is None:
        return PROGRAM
    if not role or not name:
        raise UsageError("--role and --name belong together", remedy="give both, or none for the program")
    return Actor(role=role, name=name)
