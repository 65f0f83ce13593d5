"""Pages that are images to text: each page its own small job, stored by content, on all cores when there are many."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from openimr.casefile.ocr import Recognised, RecognitionStore, available_engine
from openimr.casefile.ocr.cleanup import CLEANUP_VERSION
from openimr.casefile.work.progress import OnProgress, Progress

#: Starting a process with an engine in it takes about a second; fewer pages than this are read faster without.
_POOL_FROM = 6


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
    engine = available_engine(_threads())
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
        workers: processes at most; 1 stays in this process.
        progress: told how far it is.
    """
    engine = available_engine(_threads())
    if engine is None:
        raise ValueError("no recognition engine is installed")
    store = RecognitionStore(cache, f"{engine.name}+clean-{CLEANUP_VERSION}")
    outcomes: list[Outcome | None] = [_stored(store, image) for image in images]
    waiting = [index for index, outcome in enumerate(outcomes) if outcome is None]

    def done(index: int, outcome: Outcome) -> None:
        outcomes[index] = outcome
        if progress is not None:
            left = sum(1 for o in outcomes if o is None)
            progress(Progress("reading scanned pages", len(outcomes) - left, len(outcomes), "pages"))

    if workers > 1 and len(waiting) >= _POOL_FROM:
        waiting = _in_pool([(i, images[i]) for i in waiting], cache, workers, done)
    for index in waiting:
        done(index, recognise_page(images[index], cache, _threads()))
    return [outcome or Outcome(None, failure="it was not reached") for outcome in outcomes]


def recognise_page(image: PageImage, cache: Path | None, threads: int) -> Outcome:
    """The text of one page image; nothing is raised, a page that cannot be read says why."""
    from openimr.casefile.ocr.cleanup import clean_page
    from openimr.casefile.pages.images import load_frame
    from openimr.casefile.pages.pdf import render_page

    engine = available_engine(threads)
    if engine is None:
        return Outcome(None, failure="no recognition engine is installed")
    store = RecognitionStore(cache, f"{engine.name}+clean-{CLEANUP_VERSION}")
    try:
        load = render_page if image.type == "pdf" else load_frame
        pixels, dpi = load(image.path, image.number)
        by_pixels = store.key("pixels", pixels.shape, dpi, hashlib.sha256(pixels.tobytes()).hexdigest())
        result = store.get(by_pixels)
        if result is None:
            cleaned = clean_page(pixels, dpi)
            result = engine.read(*cleaned) if cleaned is not None else Recognised("", 0.0)
            store.put(by_pixels, result)
        store.put(store.key("page", image.sha256, image.number), result)
    except Exception as error:  # decoders and engines raise anything on hostile pages; the page is lost, not the case
        return Outcome(None, failure=str(error)[:100] if isinstance(error, ValueError) else type(error).__name__)
    return _outcome(result)


def _outcome(result: Recognised) -> Outcome:
    # a page without print is stored with confidence 0; print that cannot be read has no text but some confidence
    return Outcome(result, blank=not result.text and result.confidence == 0.0)


def _stored(store: RecognitionStore, image: PageImage) -> Outcome | None:
    held = store.get(store.key("page", image.sha256, image.number))
    return _outcome(held) if held is not None else None


def _threads() -> int:
    return max(1, min(4, os.cpu_count() or 1))


def _in_pool(
    jobs: Sequence[tuple[int, PageImage]],
    cache: Path | None,
    workers: int,
    done: Callable[[int, Outcome], None],
) -> list[int]:
    """Work off jobs in processes; returns the jobs to do here because processes cannot be started at all.

    A page that takes its process down is tried once more alone, and then given up.
    """
    left = dict(jobs)
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(min(workers, len(left)), mp_context=context) as pool:
            futures = {index: pool.submit(recognise_page, image, cache, 1) for index, image in jobs}
            for index, future in futures.items():
                done(index, future.result())
                del left[index]
    except (BrokenProcessPool, OSError, RuntimeError):
        if len(left) == len(jobs):
            return list(left)
    for index, image in list(left.items()):
        try:
            with ProcessPoolExecutor(1, mp_context=context) as pool:
                done(index, pool.submit(recognise_page, image, cache, 1).result())
        except BrokenProcessPool:
            done(index, Outcome(None, failure="the page crashed its reader"))
    return []
