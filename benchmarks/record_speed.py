"""Speed and memory of the case-file room: text layers, boxes of words, scans read twice, a file of 2,000 pages."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from benchmarks.large_case import write_records
from benchmarks.measuring import Figure, milliseconds, python, rate
from benchmarks.recordpages import record_pages

#: Pages of the file whose memory is measured.
LARGE = 2_000
#: Scanned pages that are opened twice.
SCANS = 24
#: Words of a full page of print.
DENSE = 444
_OPEN = (
    "import sys; from pathlib import Path; from openimr.casefile import open_case; "
    "case = open_case(Path(sys.argv[1]), cache=None); print(sum(len(d.pages) for d in case.documents))"
)


def figures() -> Iterator[Figure]:
    """All figures of this file."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        thousand = folder / "thousand.pdf"
        write_records(thousand)
        yield from _layers(thousand, folder)
        yield from _scans(thousand, folder / "scans", folder / "cache")
        yield from _memory(thousand, folder / "large")


def _layers(path: Path, folder: Path) -> Iterator[Figure]:
    """Text layer, and words with boxes, of born-digital pages in one process."""
    import pypdf
    import pypdfium2

    from openimr.casefile.pages.pdf import read_pdf

    def ours() -> int:
        pages = read_pdf(path, path.name)
        assert isinstance(pages, list)
        return len(pages)

    def bare() -> int:
        with pypdfium2.PdfDocument(path) as document:
            for page in document:
                text = page.get_textpage()
                text.get_text_range()
                text.close()
                page.close()
            return len(document)

    def other() -> int:
        return len([page.extract_text() for page in pypdf.PdfReader(path).pages[:100]])

    remark = "1,000 pages, one process"
    # in turns, so that a machine that slows down slows both
    rates = [(rate(ours, passes=1), rate(bare, passes=1)) for _ in range(3)]
    speed, peer = max(mine for mine, _ in rates), max(theirs for _, theirs in rates)
    yield Figure("text layer, born-digital pages", speed, "pages/s", "≥ 2,000 pages/s", speed >= 2_000,
                 "pypdfium2, text alone", peer, remark)
    yield Figure("the same", speed, "pages/s", peer="pypdf, text alone", peer_value=rate(other, passes=1),
                 remark=remark)
    record, dense = folder / "record.pdf", folder / "dense.pdf"
    record.write_bytes(record_pages())
    _write_dense(dense)
    yield _boxes(path, "pages of the examples")
    yield _boxes(record, "record pages: tables, forms, small type")
    yield _boxes(dense, f"pages of {DENSE} words")


def _boxes(path: Path, what: str) -> Figure:
    """Words with boxes of the pages of a file, one page at a time."""
    from openimr.casefile.pages.pdffile import PdfFile
    from openimr.casefile.pages.pdfwords import words_of

    with PdfFile(path) as pdf:
        numbers = cycle(range(1, len(pdf) + 1))
        spent = milliseconds(lambda: words_of(pdf, next(numbers)), times=200)
    return Figure(f"words with boxes, {what}", spent, "ms", "≤ 5 ms", spent <= 5,
                  remark="median of 200 pages, on demand")


def _write_dense(path: Path) -> None:
    """A PDF of ten pages full of words."""
    from reportlab.lib.pagesizes import LETTER
    from reportlab.pdfgen.canvas import Canvas

    text = "the patient reports low back pain radiating into the left leg, worse with sitting (7/10)."
    words = cycle(text.split())
    canvas = Canvas(str(path), pagesize=LETTER)
    for _ in range(10):
        canvas.setFont("Times-Roman", 10)
        for line in range(DENSE // 12):
            canvas.drawString(54, 740 - 18 * line, " ".join(islice(words, 12)))
        canvas.showPage()
    canvas.save()


def _scans(path: Path, folder: Path, cache: Path) -> Iterator[Figure]:
    """A case of scans opened twice in a running program."""
    from PIL import Image

    from openimr.casefile import open_case
    from openimr.casefile.ocr.recognising import engine_name
    from openimr.casefile.pages.pdf import render_page

    if engine_name() is None:
        return
    folder.mkdir()
    frames = [Image.fromarray(render_page(path, number)[0]) for number in range(1, SCANS + 1)]
    frames[0].save(folder / "scan.pdf", format="PDF", resolution=200, save_all=True, append_images=frames[1:])
    spent = []
    for _ in range(2):
        start = time.perf_counter()
        open_case(folder, cache=cache)
        spent.append(time.perf_counter() - start)
    first, second = spent
    remark = f"{SCANS} scanned pages, {os.cpu_count()} processes"
    yield Figure("scanned pages, first run", SCANS / first, "pages/s", remark=remark)
    yield Figure("scanned pages, second run", second, "s", "≥ 50 × faster", first >= 50 * second, "first run", first,
                 remark)


def _memory(path: Path, folder: Path) -> Iterator[Figure]:
    """A file of 2,000 pages opened in a new process: wall time, and memory of it and all its workers."""
    import pikepdf

    folder.mkdir()
    with pikepdf.open(path) as part, pikepdf.new() as whole:
        for _ in range(LARGE // len(part.pages)):
            whole.pages.extend(part.pages)
        whole.save(folder / "large.pdf")
    start = time.perf_counter()
    process = subprocess.Popen(python("-c", _OPEN, str(folder)), stdout=subprocess.PIPE, text=True)
    peak = _Peak(process.pid)
    watcher = threading.Thread(target=peak.watch, args=(process,))
    watcher.start()
    said, _ = process.communicate()
    watcher.join()
    spent = time.perf_counter() - start
    assert int(said) == LARGE
    remark = f"{LARGE:,} born-digital pages in one PDF, nothing kept"
    yield Figure("case of 2,000 pages opened", spent, "s", remark=remark)
    yield Figure("the same, peak of all its processes", peak.megabytes, "MB", "≤ 1,500 MB", peak.megabytes <= 1_500,
                 remark="proportional set size, sampled every 20 ms")


class _Peak:
    """The most memory that a process and its descendants had together."""

    def __init__(self, process: int) -> None:
        self._process = process
        self.megabytes = 0.0

    def watch(self, process: subprocess.Popen[str]) -> None:
        """Look until the process has ended."""
        while process.poll() is None:
            self.megabytes = max(self.megabytes, sum(map(_megabytes, _family(self._process))))
            time.sleep(0.02)


def _family(process: int) -> list[int]:
    """A process and all that descend from it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError, IndexError):
                continue
    family = [process]
    for member in family:
        family += [child for child, parent in parents.items() if parent == member]
    return family


def _megabytes(process: int) -> float:
    """Proportional memory of a process: what it shares with others is counted in parts."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
