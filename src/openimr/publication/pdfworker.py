"""A PDF that did not come from here, handled in a worker process within limits: a hostile one ends nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from openimr.casefile.work.workers import Outcome, Task, work_off
from openimr.errors import ImrError, UnreadableFile
from openimr.publication.parties import Parties
from openimr.publication.pdfremoval import PdfRedaction, propose_pdf, publish_pdf

#: Seconds that all pages of a file may take: an hour of recognition is some hundred scanned pages.
LIMIT = 3_600.0
R = TypeVar("R")


def propose_pdf_apart(content: bytes, name: str, parties: Parties, *, seconds: float = LIMIT) -> PdfRedaction:
    """What :func:`openimr.publication.pdfremoval.propose_pdf` gives, from a worker that has the installed engine.

    Raises:
        UnreadableFile: also where the worker crashed, or needed more time or memory than any paper does.
        MissingEngine: a page shows something that only recognition can read.
    """
    return _apart(_propose, (content, name, parties), name, seconds)


def publish_pdf_apart(redaction: PdfRedaction, content: bytes, name: str, *, seconds: float = LIMIT) -> bytes:
    """The content that :func:`openimr.publication.pdfremoval.publish_pdf` gives, from a worker.

    Raises:
        OpenHits: a hit is open.
        NotSignable: the hits are not those of this file, or something of a blank can still be read.
        UnreadableFile: the worker crashed, or needed more time or memory than any paper does.
    """
    redaction.refuse_open()
    return _apart(_publish, (redaction, content, name), name, seconds)


def _propose(content: bytes, name: str, parties: Parties) -> PdfRedaction | ImrError:
    from openimr.casefile.ocr.engines import available_engine

    try:
        return propose_pdf(content, name, parties, available_engine())
    except ImrError as error:
        return error


def _publish(redaction: PdfRedaction, content: bytes, name: str) -> bytes | ImrError:
    from openimr.casefile.ocr.engines import available_engine

    try:
        return publish_pdf(redaction, content, name, available_engine()).content
    except ImrError as error:
        return error


def _apart(call: Callable[..., R | ImrError], args: tuple[object, ...], name: str, seconds: float) -> R:
    """The result of a call in a worker; an error that it gives back is raised here."""
    outcomes: list[Outcome[R | ImrError]] = []
    work_off([Task(call, args, seconds)], lambda task, outcome: outcomes.append(outcome), workers=1)
    (outcome,) = outcomes
    if outcome.lost:
        raise UnreadableFile(
            f"the PDF cannot be handled ({outcome.lost})",
            file=name,
            consequence="nothing was published",
            remedy="ask the sender for an open, whole copy, or publish it in parts",
        )
    if isinstance(outcome.value, ImrError):
        raise outcome.value
    assert outcome.value is not None, "what was not lost has a value"
    return outcome.value
