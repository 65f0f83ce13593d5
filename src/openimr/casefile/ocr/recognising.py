"""Pages that are images to text: each page a task of its own, kept by content, on all cores."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from openimr.casefile.model import Word
from openimr.casefile.ocr.engines import Engine, Recognised, available_engine, wanted_engine
from openimr.casefile.work.progress import OnProgress, Progress
from openimr.casefile.work.store import ResultStore, code_mark
from openimr.casefile.work.workers import Outcome as Worked
from openimr.casefile.work.workers import Task, work_off

#: Seconds after which a page is given up; the first page of a process loads the engine too.
_PAGE_SECONDS = 120.0
#: Processes that recognise need their engine's memory each: more than this many gain little on one machine.
_MOST_WORKERS = 64


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page to be recognised.

    Attributes:
        path: where the file lies.
        type: ``pdf`` or ``image``.
        number: page of the file, from 1.
        sha256: hash of the file.
    """

    path: Path
    type: str
    number: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a page image.

    Attributes:
        result: the text; None when the page could not be recognised.
        blank: nothing is printed on the page.
        failure: why there is no result, in words.
    """

    result: Recognised | None
    blank: bool = False
    failure: str = ""


def engine_name() -> str | None:
    """Name of the engine that would be used, or None without one."""
    engine = available_engine(_threads(1))
    return engine.name if engine is not None else None


def recognise(
    images: Sequence[PageImage],
    *,
    cache: Path | None,
    workers: int,
    progress: OnProgress | None = None,
) -> list[Outcome]:
    """The text of page images, in their order; an engine must be available.

    Args:
        images: the pages.
        cache: folder of the store; None keeps nothing.
        workers: processes; 0 stays in this process.
        progress: told how far it is.
    """
    engine = available_engine(_threads(1))
    if engine is None:
        raise ValueError("no recognition engine is installed")
    store = _store(cache, engine)
    outcomes: list[Outcome | None] = [stored(store, image) for image in images]
    waiting = [index for index, outcome in enumerate(outcomes) if outcome is None]
    left = len(waiting)

    def tell() -> None:
        if progress is not None:
            progress(Progress("reading scanned pages", len(images) - left, len(images), "pages"))

    def done(task: Task[Outcome], worked: Worked[Outcome]) -> None:
        nonlocal left
        left -= 1
        outcomes[task.about] = worked.value or Outcome(None, failure=worked.lost)
        tell()

    tell()
    workers = min(workers, _MOST_WORKERS)
    # a single page may use all cores; many pages use one each
    threads = _threads(max(1, min(workers, len(waiting))))
    work_off(
        [Task(recognise_page, (images[i], cache, threads, wanted_engine()), _PAGE_SECONDS, about=i) for i in waiting],
        done, workers=workers,
    )
    return [outcome or Outcome(None, failure="it was not reached") for outcome in outcomes]


def recognise_page(image: PageImage, cache: Path | None, threads: int, choice: str | None = None) -> Outcome:
    """The text of one page image; nothing is raised, a page that cannot be read says why.

    Args:
        image: the page.
        cache: folder of the store; None keeps nothing.
        threads: processor threads that the engine may use.
        choice: the engine; a worker is told, since its environment is that of the program's first task.
    """
    from openimr.casefile.ocr.pagereading import read_pixels
    from openimr.casefile.pages.images import load_frame
    from openimr.casefile.pages.pdf import render_page

    engine = available_engine(threads, choice)
    if engine is None:
        return Outcome(None, failure="no recognition engine is installed")
    store = _store(cache, engine)
    try:
        load = render_page if image.type == "pdf" else load_frame
        pixels, dpi = load(image.path, image.number)
        by_pixels = store.key("pixels", pixels.shape, dpi, hashlib.sha256(pixels.tobytes()).hexdigest())
        result = _result(store.get(by_pixels))
        if result is None:
            result = read_pixels(engine, pixels, dpi)
            store.put(by_pixels, _body(result))
        store.put(_page_key(store, image), _body(result))
    except Exception as error:  # decoders and engines raise anything on hostile pages; the page is lost, not the case
        return Outcome(None, failure=str(error)[:100] if isinstance(error, ValueError) else type(error).__name__)
    return _outcome(result)


def stored(store: ResultStore, image: PageImage) -> Outcome | None:
    """What an earlier run kept of a page, or None."""
    held = _result(store.get(_page_key(store, image)))
    return _outcome(held) if held is not None else None


def _outcome(result: Recognised) -> Outcome:
    # a page without print is stored with confidence 0; print that cannot be read has no text but some confidence
    return Outcome(result, blank=not result.text and result.confidence == 0.0)


def _store(cache: Path | None, engine: Engine) -> ResultStore:
    return ResultStore(cache, f"{engine.name}-{code_mark('openimr.casefile.ocr')}")


def _page_key(store: ResultStore, image: PageImage) -> str:
    return store.key("page", image.sha256, image.number)


def _body(result: Recognised) -> Any:
    """A result as JSON can hold it."""
    return {
        "text": result.text, "confidence": result.confidence, "orientation": result.orientation,
        "unread": result.unread, "words": [astuple(word) for word in result.words],
    }


def _result(held: Any) -> Recognised | None:
    try:
        return Recognised(
            str(held["text"]), float(held["confidence"]), tuple(Word(*word) for word in held["words"]),
            int(held["orientation"]), float(held["unread"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _threads(processes: int) -> int:
    return max(1, min(4, (os.cpu_count() or 1) // max(1, processes)))
