"""A letter as plain text, wrapped so that unwrapping gives back every field as it was.

A line never ends where the reader could not undo the break: not inside a run of blanks (what redaction leaves), not
after a hyphen, and not inside a date.
"""

from __future__ import annotations

import re

from openimr.letters.blocks import Block, Checklist, DecisionLine, Facts, Heading, ItemHeading, Layout, Paragraph, Table

WIDTH = 96
_BREAK = re.compile(r"(?<=[^\s/-]) (?=\S)")


def text_of(layout: Layout) -> str:
    """The letter as text; blocks are parted by a blank line, a draft starts with its mark.

    >>> blocks = (Heading("SUMMARY"), Paragraph("He is well.", label="Note:"))
    >>> print(text_of(Layout("Letter", blocks, shows_title=False)), end="")
    SUMMARY
    <BLANKLINE>
    Note: He is well.
    """
    parts: list[str] = []
    if layout.mark:
        parts.append(f"{layout.mark}\n{layout.name_line}".strip())
    if layout.shows_title:
        parts.append(layout.title)
    joined = ""
    tight = False
    for part in parts:
        joined += ("\n\n" if joined else "") + part
    for block in layout.blocks:
        part, holds_next = _block(block)
        joined += ("" if not joined else "\n" if tight and not isinstance(block, Heading) else "\n\n") + part
        tight = holds_next
    return joined + "\n"


def _block(block: Block) -> tuple[str, bool]:
    if isinstance(block, Facts):
        return "\n".join(" ".join(f"{label}: {value}" for label, value in row) for row in block.rows), False
    if isinstance(block, Heading):
        return wrapped(block.text), block.level > 2
    if isinstance(block, Paragraph):
        return wrapped(f"{block.label} {block.text}".strip()), block.tight
    if isinstance(block, ItemHeading):
        return wrapped(f"{block.text} {block.decision_words}".strip()), False
    if isinstance(block, DecisionLine):
        return f"{block.label} {block.words}", False
    if isinstance(block, Table):
        header = " | ".join(block.columns)
        rows = [wrapped(" | ".join(row).rstrip()) for row in block.rows]
        return "\n".join([*([block.caption] if block.caption else []), header, *rows]), False
    if isinstance(block, Checklist):
        return "\n".join([block.label, *_points(block)] if block.label else _points(block)), False
    lines = [wrapped(f"{mark} {text}") for mark, text in block.entries]
    return "\n".join([block.label, *lines] if block.label else lines), False


def _points(block: Checklist) -> list[str]:
    lines = []
    for number, point in enumerate(block.points, start=1):
        lines.append(wrapped(f"({number}) {point.text}"))
        for label, words in point.particulars:
            lines.append("    " + wrapped(f"{label} {words}", WIDTH - 4).replace("\n", "\n    "))
    return lines


def wrapped(text: str, width: int = WIDTH) -> str:
    """Text in lines of at most ``width`` characters, where it can be broken at all.

    >>> wrapped("injured on 10/14/ 2016, per  is", 12)
    'injured on\\n10/14/ 2016,\\nper  is'
    """
    lines: list[str] = []
    line = ""
    for piece in _BREAK.split(text):
        if line and len(line) + 1 + len(piece) > width:
            lines.append(line)
            line = piece
        else:
            line = f"{line} {piece}" if line else piece
    lines.append(line)
    return "\n".join(lines)
