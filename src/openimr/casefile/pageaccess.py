"""Any page of an opened case on demand: its upright image, and its words with their places on that image.

A reviewer looks at some dozens of a thousand pages. Their images are drawn when they are asked for, in a worker process
like everything that touches a file of the case; words of recognised pages come from what recognition kept.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TypeVar, cast

from openimr.casefile.files.containers import Source
from openimr.casefile.gathering import gather
from openimr.casefile.model import CaseFile, Page, Word
from openimr.casefile.ocr.recognising import PageImage, recognise
from openimr.casefile.pages.pageimage import READING_DPI, WITH_IMAGE, page_image
from openimr.casefile.pages.pdfwords import pdf_words
from openimr.casefile.work.store import DEFAULT_CACHE, cache_folder
from openimr.casefile.work.workers import Outcome, Task, work_off
from openimr.casefile.work.workfolder import work_folder
from openimr.errors import NotFound, UnreadableFile

R = TypeVar("R")

#: Seconds after which drawing a page, or finding its words, is given up.
_SECONDS = 30.0


class PageAccess:
    """The pages of an opened case, to be looked at; closed at the end of a ``with`` block.

    Args:
        case: the opened case.
        cache: folder in which recognised text was kept; see :func:`openimr.casefile.open_case`.
        workers: processes; 0 works in this one.

    >>> import tempfile
    >>> from openimr.casefile import open_case
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "mri.txt").write_text("MRI LUMBAR SPINE\\nL4-5 bulge.")
    ...     case = open_case(Path(folder))
    ...     page = case.documents[0].pages[0]
    ...     with PageAccess(case) as pages:
    ...         pages.image(page) is None, pages.words(page)
    (True, [])
    """

    def __init__(self, case: CaseFile, *, cache: Path | None = DEFAULT_CACHE, workers: int | None = None) -> None:
        self._case = case
        self._cache = cache_folder(cache)
        self._workers = (os.cpu_count() or 1) if workers is None else workers
        self._closing = ExitStack()
        self._sources: dict[str, Source] = {}
        self._hashes = {document.file: document.sha256 for document in case.documents}

    def __enter__(self) -> PageAccess:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Remove what was unpacked to look at."""
        self._sources.clear()
        self._closing.close()

    def image(self, page: Page, *, dpi: int = READING_DPI, colour: bool = False) -> bytes | None:
        """The upright image of a page as a PNG file.

        Args:
            page: a page of the case.
            dpi: wanted resolution.
            colour: keep colours; grey images are smaller and drawn faster.

        Returns:
            The image; None for a page of a kind of file that has no look of its own (text, mail, DOCX …).

        Raises:
            NotFound: the file is no longer in the case.
            UnreadableFile: the page cannot be drawn.
        """
        source = self._source(page)
        if source.type not in WITH_IMAGE:
            return None
        return self._apart(page, draw_png, source.path, source.type, page.number, dpi, colour, page.orientation)

    def words(self, page: Page) -> list[Word]:
        """The words of a page with their places on its upright image; none where there is no image.

        Raises:
            NotFound: the file is no longer in the case.
            UnreadableFile: the page cannot be read again.
        """
        source = self._source(page)
        if source.type not in WITH_IMAGE or page.origin == "none":
            return []
        if page.origin == "text":
            return self._apart(page, pdf_words, source.path, page.number)
        image = PageImage(source.path, source.type, page.number, self._hashes.get(page.file, ""))
        outcome, = recognise([image], cache=self._cache, workers=self._workers)
        if outcome.result is None or outcome.result.text != page.text:
            raise UnreadableFile(
                f"the page cannot be read again ({outcome.failure or 'it gives another text than before'})",
                file=page.file, page=page.number, consequence="its words cannot be shown in their places",
                remedy="open the case again",
            )
        return list(outcome.result.words)

    def _source(self, page: Page) -> Source:
        """Where the file of a page lies now; containers are opened once."""
        if not self._sources:
            place = self._closing.enter_context(work_folder())
            self._sources = {s.file: s for s in gather(self._case.root, place, self._workers).sources}
        source = self._sources.get(page.file)
        if source is None:
            raise NotFound("the file is no longer in the case", file=page.file, page=page.number,
                           consequence="the page cannot be shown", remedy="open the case again")
        return source

    def _apart(self, page: Page, call: Callable[..., R], *args: object) -> R:
        """Do something with a page in a worker process."""
        outcomes: list[Outcome[R]] = []
        work_off(
            [Task(call, args, _SECONDS)], lambda _, outcome: outcomes.append(outcome), workers=self._workers
        )
        if outcomes[0].lost:
            raise UnreadableFile(
                f"the page cannot be shown ({outcomes[0].lost})", file=page.file, page=page.number,
                consequence="look at its text instead", remedy="ask the sender for this page again",
            )
        return cast(R, outcomes[0].value)


def draw_png(path: Path, kind: str, number: int, dpi: int, colour: bool, turn: int) -> bytes | None:
    """The image of a page as a PNG file; see :func:`openimr.casefile.pages.pageimage.page_image`."""
    drawn = page_image(path, kind, number, dpi=dpi, colour=colour, turn=turn)
    return drawn.png() if drawn is not None else None
