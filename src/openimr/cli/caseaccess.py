"""A case opened for a command: as it stands, with its papers, and the parties to whom its notices go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from openimr.cli.storeaccess import opened_store

if TYPE_CHECKING:
    from openimr.casefile import CaseFile
    from openimr.casework import CaseNow
    from openimr.notices import PartyFile
    from openimr.store.opening import Store


@contextmanager
def looked_at(folder: Path | None, case: str) -> Iterator[tuple[Store, CaseNow]]:
    """The store and the case as it stands."""
    with opened_store(folder) as opened:
        from openimr.casework import case_now

        yield opened, case_now(case)


@contextmanager
def opened_papers(store: Store, now: CaseNow) -> Iterator[CaseFile]:
    """The papers of the case, opened."""
    from openimr.casefile import open_case
    from openimr.casework.casenow import papers_on_disk
    from openimr.cli.progress import progress_bar

    with papers_on_disk(store.files, now) as folder, progress_bar() as bar:
        yield open_case(folder, progress=bar)


def parties_for(store: Store, now: CaseNow, path: Path | None, *, needed: bool = True) -> PartyFile | None:
    """The file of parties: the one named, or that of the case.

    Raises:
        NotFound: neither is there, and it is needed.
    """
    from openimr.casework.parties import parties_of_case
    from openimr.errors import NotFound
    from openimr.notices import notice_forms, read_party_file

    if path is not None:
        return read_party_file(path, notice_forms().roles)
    found = parties_of_case(store.files, now)
    if found is None and needed:
        raise NotFound(
            "nobody told who the parties are", consequence="nothing was written",
            remedy="file them (imr store add CASE parties.yaml), or name the file: --party-file",
        )  # fmt: skip
    return found


def warn_of_another(parties: PartyFile | None, papers: CaseFile) -> None:
    """Say it where the parties are those of another case: their notices would go to a stranger."""
    from openimr.casework.parties import not_of_these_papers
    from openimr.dispute import read_dispute
    from openimr.printable import printable

    for problem in not_of_these_papers(parties, read_dispute(papers)) if parties is not None else ():
        typer.echo(f"imr: {printable(problem)}", err=True)


def compare_with_papers(store: Store, now: CaseNow, parties: PartyFile) -> None:
    """The same for an act that needs no papers: where they cannot be read, that is said, and the act goes on."""
    from openimr.errors import ImrError

    if not now.papers:
        return
    try:
        with opened_papers(store, now) as papers:
            warn_of_another(parties, papers)
    except ImrError as error:
        typer.echo(f"imr: the parties were not compared with the papers: {error}", err=True)
