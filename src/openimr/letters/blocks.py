"""What a letter consists of, whichever file it is written to: a list of blocks in reading order.

Text, HTML, PDF and DOCX are written from the same blocks, so that they say the same in the same order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from openimr.letters.model import Decision


@dataclass(frozen=True, slots=True)
class Facts:
    """The header table: rows of label and value; two pairs may share a row."""

    rows: tuple[tuple[tuple[str, str], ...], ...]
    caption: str = ""
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the letter's title. ``new_page`` begins a page with it, where there are pages."""

    text: str
    level: int = 2
    new_page: bool = False
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, with a label in bold before it or not; ``strong`` sets all of it in bold."""

    text: str
    label: str = ""
    strong: bool = False
    tight: bool = False
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class ItemHeading:
    """The heading of one disputed item. Older eras print the decision word in it; the current one below it."""

    text: str
    decision_words: str = ""
    decision: Decision | None = None
    kind: Literal["item"] = "item"


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """The decision on an item in words: colour is never alone."""

    label: str
    words: str
    decision: Decision | None
    kind: Literal["decision"] = "decision"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row. ``widths`` are shares of the page's width; 0 takes what the words need."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Entries:
    """A labelled list whose entries carry their own marks: evidence notes, what was missing, documents."""

    label: str
    entries: tuple[tuple[str, str], ...]
    anchors: bool = False
    kind: Literal["entries"] = "entries"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a checklist: what it says, and labelled particulars below it."""

    text: str
    particulars: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Checklist:
    """A labelled list of points that belong together: all of them are needed."""

    label: str
    points: tuple[Point, ...]
    kind: Literal["checklist"] = "checklist"


Block = Facts | Heading | Paragraph | ItemHeading | DecisionLine | Table | Entries | Checklist


@dataclass(frozen=True, slots=True)
class Layout:
    """A letter ready to be written.

    Attributes:
        title: title of the file, also shown where the form has none of its own.
        blocks: content in reading order.
        mark: what stands on every page of a draft; empty on any other letter.
        name_line: stands with the mark.
        footer: which case it is, in a few words; empty where the letter has no number.
        page_foot: lines at the foot of every page; ``{page}`` and ``{pages}`` are counted by whoever sets pages.
        shows_title: whether the form prints its title as first heading.
        language: language tag of the letter's fixed words.
    """

    title: str
    blocks: tuple[Block, ...]
    mark: str = ""
    name_line: str = ""
    footer: str = ""
    page_foot: tuple[str, ...] = ()
    shows_title: bool = True
    language: str = "en"
