"""The page as a reader hands it over, before it belongs to a document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from openimr.problems import Problem

#: A file is not read beyond this many pages: a real case file has thousands, a hostile one millions.
MAX_PAGES = 20_000
#: Characters of one page that are kept; the rest is dropped with a problem (a page of print has about 5,000).
MAX_PAGE_CHARACTERS = 1_000_000

_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x0b|\x85")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_CONTROL_BYTES = bytes((*range(0x09), *range(0x0E, 0x20), 0x7F))


class LayerFault(StrEnum):
    """Why a text layer is not enough and the page wants recognition."""

    #: There is none, and something is drawn on the page.
    EMPTY = "empty"
    #: Its characters are not the ones printed: a font without a character map, or with shifted codes.
    GARBLED = "garbled"
    #: It is right, and a picture on the page may hold more print.
    PARTIAL = "partial"
    #: Somebody else's recognition behind a scan, with too many broken words.
    HIDDEN = "hidden"


@dataclass(slots=True)
class PageText:
    """The text of one page of one file.

    Attributes:
        number: page of the file, from 1.
        text: its text with line breaks.
        origin: ``text`` (text layer or text file), ``ocr``, or ``none`` (could not be read).
        confidence: mean confidence of OCR, 0 to 1; None for a text layer.
        wants_ocr: the page is an image whose text still has to be recognised.
        fault: what is wrong with its text layer, when it has one that does not do.
        orientation: degrees by which the page as shown must be turned clockwise to stand upright; known for a text
            layer only.
        problem: what is wrong with this page, if anything.
    """

    number: int
    text: str
    origin: str = "text"
    confidence: float | None = None
    wants_ocr: bool = False
    fault: LayerFault | None = None
    orientation: int = 0
    problem: Problem | None = None

    def kept(self) -> dict[str, Any]:
        """The page as JSON can hold it.

        >>> PageText.from_kept(PageText(3, "L4-5 bulge").kept()).text
        'L4-5 bulge'
        """
        return {
            "number": self.number, "text": self.text, "origin": self.origin, "confidence": self.confidence,
            "wants_ocr": self.wants_ocr, "fault": self.fault, "orientation": self.orientation,
            "problem": self.problem.model_dump() if self.problem is not None else None,
        }

    @classmethod
    def from_kept(cls, held: Mapping[str, Any]) -> PageText:
        """The page that :meth:`kept` made.

        Raises:
            KeyError, TypeError, ValueError: it was not made by :meth:`kept`.
        """
        problem = Problem.model_validate(held["problem"]) if held["problem"] is not None else None
        fault = LayerFault(held["fault"]) if held["fault"] is not None else None
        return cls(**{**held, "problem": problem, "fault": fault})


def clean_text(text: str) -> str:
    """Text as pages keep it: ``\\n`` line ends, no control characters, nothing else changed.

    Offsets of spans count in this text, so it is applied once, when a page is read.

    >>> clean_text("L5-\\r\\nS1\\x00 pain")
    'L5-\\nS1  pain'
    """
    if "\r" in text or "\u2028" in text or "\u2029" in text or "\x0b" in text or "\x85" in text:
        text = _LINE_ENDS.sub("\n", text)
    # nearly no text holds any of them, and bytes are searched ten times as fast as a pattern
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return _CONTROL.sub(" ", text)
    return text if len(data.translate(None, _CONTROL_BYTES)) == len(data) else _CONTROL.sub(" ", text)


def pages_of_text(text: str, file: str) -> list[PageText]:
    """Pages of a text whose form feeds separate pages; a last empty page (a form feed at the end) is none.

    >>> [page.text for page in pages_of_text("one\\ftwo\\f", "a.txt")]
    ['one', 'two']
    """
    parts = text.split("\f")
    while len(parts) > 1 and not parts[-1].strip():
        parts.pop()
    pages = []
    for number, part in enumerate(parts[:MAX_PAGES], start=1):
        problem = None
        if len(part) > MAX_PAGE_CHARACTERS:
            part = part[:MAX_PAGE_CHARACTERS]
            problem = Problem(
                code="page-too-long", message=f"the page has more than {MAX_PAGE_CHARACTERS:,} characters", file=file,
                page=number, consequence="only its beginning was read", remedy="check what the file is",
            )
        pages.append(PageText(number, clean_text(part), problem=problem))
    return pages
