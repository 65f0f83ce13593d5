"""A case of 1,000 born-digital pages: wall time and memory of ``imr review`` in a new process."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from benchmarks.measuring import Figure, python

REPOSITORY = Path(__file__).resolve().parent.parent
CASE = REPOSITORY / "examples" / "cases" / "lumbar-epidural-repeat"
SOURCES = REPOSITORY / "examples" / "sources"
PAGES = 1_000


def figures() -> Iterator[Figure]:
    """Wall seconds and peak memory; the peer is pypdf reading the text of the same pages, nothing more."""
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder) / "case"
        (case / "records").mkdir(parents=True)
        for name in ("application.pdf", "ur-denial.pdf"):
            shutil.copy(CASE / name, case / name)
        records = case / "records" / "file.pdf"
        write_records(records)
        command = python("-m", "openimr.cli.main", "review", str(case), "--out", str(Path(folder) / "out"))
        spent, megabytes = _run(command)
        alone = f"import pypdf; [page.extract_text() for page in pypdf.PdfReader({str(records)!r}).pages]"
        peer, _ = _run(python("-c", alone))
    remark = f"{PAGES:,} pages in one PDF, new process, one run"
    yield Figure("imr review, 1,000 pages", spent, "s", "≤ 10 s", spent <= 10, "pypdf, text alone", peer, remark)
    yield Figure("imr review, 1,000 pages, peak", megabytes, "MB", "≤ 1,500 MB", megabytes <= 1_500, remark=remark)


def write_records(path: Path) -> None:
    """One PDF of 1,000 pages: the papers of one example over and over, each copy with its own number on the page."""
    from reportlab.lib.pagesizes import LETTER
    from reportlab.pdfgen.canvas import Canvas

    dispute = ("application", "denial")
    # the papers of the worker whose application it is: pages of others would be set aside, not read
    sources = sorted((SOURCES / CASE.name).glob("*.txt"))
    papers = [_body(path) for path in sources if not any(word in path.name for word in dispute)]
    canvas = Canvas(str(path), pagesize=LETTER)
    for number, paper in enumerate(islice(cycle(papers), PAGES), 1):
        text = canvas.beginText(54, 740)
        text.setFont("Helvetica", 9)
        for line in [*paper.splitlines()[:60], f"Page {number} of {PAGES}"]:
            text.textLine(line[:120])
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()


def _body(path: Path) -> str:
    """The paper without the head that says how it is typeset."""
    text = path.read_text(encoding="utf-8")
    return text.split("\n---\n", 1)[-1] if text.startswith("---") else text


def _run(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak megabytes of a process and what it started.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    spent = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return spent, usage.ru_maxrss / 1024
