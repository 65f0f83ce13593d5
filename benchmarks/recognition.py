"""How much of a scan is read, and how fast: words found on pages made bad in known ways, beside a plain pipeline.

    python -m benchmarks.recognition [--pages 8] [--seed 1] [--recipes fax,low-100]     the table
    python -m benchmarks.recognition --half development --errors --no-peer              words lost and words made up

**Word recall** is the share of the words printed on the pages that were read: words of all pages are counted, each as
often as it stands on its page, in any order; a word counts as read only if all its characters are right
(`benchmarks.scannedpages.words_of` says what is ignored: signs at a word's ends, kinds of dashes and quotation marks).
**Precision** is the share of the words read that are printed there. What a recipe adds (a fax machine's line, a stamp)
is part of the truth; words that a streak strikes out are too.

Every page is a one-page PDF with a picture. **Ours** goes from there through `render_page` and `read_pixels`, clean-up
included. **The plain pipeline** is pypdfium2 at 200 dpi and RapidOCR with its defaults. Both run on all cores, in as
many processes as there are cores, with one thread each: for both the fastest way (RapidOCR in one process with all
threads was measured too, see ``--threads``). Both are timed in the same run, in turns, page by page in small groups;
their models are loaded before.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.degrading import RECIPES
from benchmarks.measuring import Figure, show
from benchmarks.scannedpages import HALVES, Scan, scans, true_pages, words_of

#: Budgets of word recall in per cent.
BUDGETS = {"clean-200": 99.5, "fax": 98.0, "low-100": 95.0}
#: Further damages of the default run; on fewer pages, without budget.
FURTHER = ("one-bit-200", "fax-standard", "fax-bad", "skewed-5", "turned-90", "turned-180", "copied", "shaded",
           "inverted", "signed", "written-over")
#: Pages for each damage of the default run: with a budget, and without.
PAGES, FURTHER_PAGES = 6, 2
#: Our speed is to be at least this share of the plain pipeline's.
SPEED = 0.75


@dataclass
class Reading:
    """What one pipeline read of some pages: words printed, read and right, seconds, and the words that differ."""

    printed: int = 0
    read: int = 0
    right: int = 0
    pages: int = 0
    seconds: float = 0.0
    lost: Counter[str] = field(default_factory=Counter)
    made_up: Counter[str] = field(default_factory=Counter)

    def add(self, truth: Counter[str], text: str) -> None:
        """Count a page."""
        found = words_of(text)
        self.printed += truth.total()
        self.read += found.total()
        self.right += (truth & found).total()
        self.pages += 1
        self.lost += truth - found
        self.made_up += found - truth

    @property
    def recall(self) -> float:
        """Per cent of the printed words that were read."""
        return 100 * self.right / max(1, self.printed)

    @property
    def precision(self) -> float:
        """Per cent of the words read that are printed."""
        return 100 * self.right / max(1, self.read)

    @property
    def rate(self) -> float:
        """Pages a second on all cores."""
        return self.pages / self.seconds if self.seconds else 0.0


def figures() -> Iterator[Figure]:
    """All figures of this file."""
    from openimr.casefile.ocr.recognising import engine_name

    if engine_name() is None:
        return
    with _Pipelines() as both:
        yield from _figures(both, tuple(BUDGETS), PAGES)
        yield from _figures(both, FURTHER, FURTHER_PAGES)


def _figures(
    both: _Pipelines, recipes: Sequence[str], pages: int, *, half: str = "reporting", seed: int = 1, peer: bool = True
) -> Iterator[Figure]:
    sample = true_pages(half, pages, seed)
    whole_ours, whole_peer = Reading(), Reading()
    for recipe in recipes:
        with tempfile.TemporaryDirectory() as place:
            ours, plain = both.read(scans(sample, recipe, Path(place), seed), peer=peer)
        remark = f"{ours.pages} pages, {ours.printed:,} words, {half}"
        name = "plain pipeline" if peer else ""
        budget = BUDGETS.get(recipe)
        yield Figure(
            f"{recipe}: word recall", ours.recall, "%", f"≥ {budget} %" if budget else "",
            ours.recall >= budget if budget else None, name, plain.recall if peer else None, remark,
        )
        yield Figure(f"{recipe}: precision of words", ours.precision, "%", peer=name,
                     peer_value=plain.precision if peer else None, remark=remark)
        for whole, part in ((whole_ours, ours), (whole_peer, plain)):
            whole.pages += part.pages
            whole.seconds += part.seconds
        whole_ours.lost += ours.lost
        whole_ours.made_up += ours.made_up
    kept = whole_ours.rate >= SPEED * whole_peer.rate if peer else None
    yield Figure(
        f"scans read: {', '.join(recipes)}" if len(recipes) < 4 else f"scans read: {len(recipes)} other damages",
        whole_ours.rate, "pages/s", f"≥ {SPEED} × the plain pipeline" if peer else "", kept,
        "plain pipeline" if peer else "", whole_peer.rate if peer else None,
        f"{whole_ours.pages} pages, {os.cpu_count()} processes of one thread, clean-up included",
    )


class _Pipelines:
    """Ours and the plain one, each in as many processes as there are cores, ready to read."""

    def __init__(self, processes: int | None = None, threads: int = 1) -> None:
        self._count = processes or os.cpu_count() or 1
        self._threads = threads
        self._pools: list[ProcessPoolExecutor] = []

    def __enter__(self) -> _Pipelines:
        return self

    def __exit__(self, *_: object) -> None:
        for pool in self._pools:
            pool.shutdown()

    def read(self, pages: Sequence[Scan], *, peer: bool = True) -> tuple[Reading, Reading]:
        """What ours and the plain pipeline read; the latter reads nothing unless asked."""
        answers = Reading(), Reading()
        # in turns, so that a machine that slows down slows both
        step = 2 * self._count
        for at in range(0, len(pages), step):
            group = pages[at:at + step]
            for number, (pipeline, answer) in enumerate(zip((_ours, _plain), answers, strict=True)):
                if number == 1 and not peer:
                    continue
                pool = self._pool(number, pipeline)
                start = time.perf_counter()
                texts = list(pool.map(pipeline, [scan.path for scan in group], [self._threads] * len(group)))
                answer.seconds += time.perf_counter() - start
                for scan, text in zip(group, texts, strict=True):
                    answer.add(scan.words, text)
        return answers

    def _pool(self, number: int, pipeline: Callable[[Path | None, int], str]) -> ProcessPoolExecutor:
        if number == len(self._pools):
            pool = ProcessPoolExecutor(self._count, mp_context=get_context("spawn"), initializer=pipeline,
                                       initargs=(None, self._threads))
            list(pool.map(time.sleep, [0.2] * self._count))
            self._pools.append(pool)
        return self._pools[number]


def _ours(path: Path | None, threads: int) -> str:
    """The text of a scan by this project; without a path only the models are loaded."""
    import numpy as np

    from openimr.casefile.ocr.engines import available_engine
    from openimr.casefile.ocr.pagereading import read_pixels
    from openimr.casefile.pages.pdf import render_page

    engine = available_engine(threads)
    assert engine is not None
    if path is None:
        engine.read(np.full((200, 200), 255, dtype=np.uint8), 100)
        return ""
    return read_pixels(engine, *render_page(path, 1)).text


def _plain(path: Path | None, threads: int) -> str:
    """The text of a scan by pypdfium2 and RapidOCR as they come."""
    import pypdfium2

    engine = _rapidocr(threads)
    if path is None:
        return ""
    with pypdfium2.PdfDocument(path) as document:
        pixels = document[0].render(scale=200 / 72).to_numpy().copy()
    return "\n".join(engine(pixels).txts or ())


@cache
def _rapidocr(threads: int) -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": threads, "Global.log_level": "error"})


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--pages", type=int, default=PAGES, help="pages for each recipe")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--recipes", default=",".join(BUDGETS), help=f"of {', '.join(RECIPES)}")
    parser.add_argument("--half", choices=HALVES, default="reporting", help="which pages")
    parser.add_argument("--errors", action="store_true", help="list words lost and made up (not of the reporting half)")
    parser.add_argument("--no-peer", action="store_true", help="without the plain pipeline")
    parser.add_argument("--processes", type=int, help="default: one for each core")
    parser.add_argument("--threads", type=int, default=1, help="of each process")
    wanted = parser.parse_args(arguments)
    if wanted.errors and wanted.half == "reporting":
        parser.error("errors are read in the development half or on own pages only")
    recipes = wanted.recipes.split(",")
    with _Pipelines(wanted.processes, wanted.threads) as both:
        if wanted.errors:
            _show_errors(both, recipes, wanted.half, wanted.pages, wanted.seed)
        else:
            show(list(_figures(both, recipes, wanted.pages, half=wanted.half, seed=wanted.seed,
                               peer=not wanted.no_peer)))


def _show_errors(both: _Pipelines, recipes: Sequence[str], half: str, pages: int, seed: int) -> None:
    sample = true_pages(half, pages, seed)
    for recipe in recipes:
        with tempfile.TemporaryDirectory() as place:
            ours, _ = both.read(scans(sample, recipe, Path(place), seed), peer=False)
        print(f"{recipe}: recall {ours.recall:.2f} %, precision {ours.precision:.2f} %, {ours.printed:,} words")
        for what, words in (("lost", ours.lost), ("made up", ours.made_up)):
            print(f"  {what}: " + "  ".join(f"{word} ×{n}" if n > 1 else word for word, n in words.most_common(200)))


if __name__ == "__main__":
    main(sys.argv[1:])
