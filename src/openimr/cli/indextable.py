"""The manifest on a terminal: totals, documents by file, what is set aside, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from openimr.casefile.manifest import wording
from openimr.casefile.manifest.model import Manifest, ManifestRow
from openimr.printable import printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


#: Below this width a table would lose words; documents are told one below the other.
_NARROW = 72


def print_manifest(manifest: Manifest, screen: Console) -> None:
    """Print the manifest as tables; nothing of the case file is read as markup or sent to the terminal as a command.

    Args:
        manifest: the manifest.
        screen: where it is printed.

    >>> from io import StringIO
    >>> from rich.console import Console
    >>> from openimr.casefile.manifest.model import Considered, Required, Totals
    >>> paper = StringIO()
    >>> parts = {"totals": Totals(), "considered": Considered(), "required": Required()}
    >>> print_manifest(Manifest(openimr="0", documents=[], gaps=[], **parts), Console(file=paper, width=100))
    >>> paper.getvalue().splitlines()[0].strip()
    '0 documents with 0 pages: 0 read from text, 0 recognised from images, 0 unread, 0 blank.'
    """
    from rich.text import Text

    screen.print(Text(wording.totals_words(manifest.totals)))
    aside = wording.set_aside_words(manifest.totals)
    if aside:
        screen.print(Text("No evidence: " + ", ".join(aside) + "."))
    screen.print()
    files = len({row.file for row in manifest.documents})
    if screen.width < _NARROW:
        for row in manifest.documents:
            _entry(screen, row.id, "; ".join(cell for cell in _cells(row, files=files > 1) if cell))
    elif files * 3 > len(manifest.documents):
        screen.print(_table(manifest.documents, screen.width, files=files > 1))
    else:
        for file, rows in groupby(manifest.documents, key=lambda row: row.file):
            screen.print(Text(printable(file), style="bold"))
            screen.print(_table(list(rows), screen.width, files=False))
            screen.print()
    _heading(screen, "What utilization review considered")
    screen.print(Text(printable(manifest.considered.said)))
    for mark, words in _considered(manifest):
        _entry(screen, mark, words)
    _heading(screen, "Reports due before the request")
    for sentence in wording.required_words(manifest.required):
        screen.print(Text(printable(sentence)))
    _heading(screen, f"What the file does not hold ({len(manifest.gaps)})")
    if not manifest.gaps:
        screen.print(Text("Nothing that the rules ask for is missing."))
    for gap in manifest.gaps:
        sentence = printable(gap.sentence())
        _entry(screen, "missing " if gap.weight == "missing" else "question", sentence[:1].upper() + sentence[1:] + ".")
    if manifest.problems:
        _heading(screen, "Problems of the case file")
    for problem in manifest.problems:
        _entry(screen, "!", printable(problem.sentence()))


def _table(rows: Sequence[ManifestRow], width: int, *, files: bool) -> Table:
    """A table of documents; those of several files get their widths from the screen, so that their columns agree."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False, header_style="dim")
    table.add_column("no.", no_wrap=True)
    table.add_column("date", no_wrap=True, min_width=10)
    table.add_column("kind", min_width=12, width=None if files else max(14, width * 22 // 100))
    table.add_column("author, facility", min_width=14, width=None if files else max(14, width * 24 // 100))
    table.add_column("pages", no_wrap=True, min_width=5 if files else 11)
    if files:
        table.add_column("file", overflow="fold", min_width=min(26, max(len(row.file) for row in rows)))
    table.add_column("remark", overflow="fold", min_width=12)
    for row in rows:
        quiet = row.set_aside_reason is not None and row.usable
        cells = (row.id, *_cells(row, files=files))
        table.add_row(*(Text(cell) for cell in cells), style="dim" if quiet else None)
    return table


def _cells(row: ManifestRow, *, files: bool) -> tuple[str, ...]:
    """What a row tells beside its id."""
    return (
        row.date.isoformat() if row.date else "no day",
        wording.kind_words(row.kind),
        wording.author_words(row),
        _pages(row),
        *([printable(row.file)] if files else []),
        wording.remark(row, short=True),
    )


def _pages(row: ManifestRow) -> str:
    if not row.pages:
        return "0"
    whole = row.first_page == 1 and row.last_page == row.pages
    return str(row.pages) if whole else f"{row.pages} ({wording.page_ranges(row.page_numbers)})"


def _considered(manifest: Manifest) -> Iterator[tuple[str, str]]:
    marks = {"in_file": "yes", "perhaps_in_file": "?", "not_in_file": "no"}
    for paper in manifest.considered.papers:
        words = f"{paper.paper}: {wording.STATUS_WORDS[paper.status]}"
        words += f" ({', '.join(paper.documents)})" if paper.documents else ""
        words += f"; {paper.remark}" if paper.remark else ""
        yield marks[paper.status].ljust(3), printable(words)


def _heading(screen: Console, words: str) -> None:
    from rich.text import Text

    screen.print()
    screen.print(Text(words, style="bold"))


def _entry(screen: Console, mark: str, words: str) -> None:
    """A mark, and words that hang beside it."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(mark, style="bold"), Text(words))
    screen.print(grid)
