"""From a source file to a paper: front matter, a few marks of layout, and the plain text a reader of the paper sees.

A source is a text file that a physician can read and edit: front matter between two ``---`` lines, then the words of
the paper, one line of the paper per line of the source. Marks at the start of a line:

======================  ==================================================
``# Words``             title of the paper
``## Words``            heading of a section
``- words``             bullet
``~ words``             small print
``> words``             indented, as a quotation
``| a | b |``           row of boxes of a form; of a table when a ``|---|`` row follows the first
``----``                rule across the page
``==== page ====``      a new page
======================  ==================================================
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

LINE_WIDTH = 96
_WHITESPACE = re.compile(r"\s+")


class StringLoader(yaml.SafeLoader):
    """YAML whose scalars stay the strings that were written (no ``no`` → False, no dates, no numbers)."""


StringLoader.yaml_implicit_resolvers = {}


@dataclass(frozen=True, slots=True)
class Block:
    """One line, or one run of table rows, of a paper.

    Attributes:
        kind: title, section, bullet, small, quote, line, gap, rule, page, table (first row is its head) or grid.
        text: the words; empty for gaps, rules, pages and rows.
        rows: the cells of a table or grid.
    """

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a case file, before it is typeset.

    Attributes:
        output: its file in the case folder, for example ``records/PR2 2014-02-10.pdf``.
        format: ``pdf``, ``docx`` or ``scan`` (an image, or a PDF that holds only images, by the suffix of ``output``).
        layout: ``letter``, ``form``, ``typewriter`` or ``fax``.
        letterhead: lines at the top of the first page.
        footer: line at the bottom of each page.
        body: the words with their marks.
        copy_of: the output of which this file is an exact copy, else None.
    """

    output: str
    format: str
    layout: str
    body: str
    letterhead: tuple[str, ...] = ()
    footer: str = ""
    copy_of: str | None = None
    options: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Block]:
        """The body in blocks, in order."""
        return list(_blocks(self.body))

    @property
    def text(self) -> str:
        """The words as a reader sees them: lines folded, cells side by side, pages separated by form feeds."""
        return plain_text(self)

    def replaced(self, changes: list[tuple[str, str]]) -> Paper:
        """This paper with words changed; white space in the old words stands for any white space.

        Raises:
            ValueError: an old text does not occur exactly once in the body.

        >>> Paper("a.pdf", "pdf", "letter", "Pain is 8/10.").replaced([("8/10", "3/10")]).body
        'Pain is 3/10.'
        """
        body = self.body
        for old, new in changes:
            pattern = r"\s+".join(re.escape(word) for word in _WHITESPACE.split(old.strip()))
            found = list(re.finditer(pattern, body))
            if len(found) != 1:
                raise ValueError(f"{self.output}: {old!r} occurs {len(found)} times, not once")
            body = body[: found[0].start()] + new.strip() + body[found[0].end() :]
        return replace(self, body=body)


def read_paper(source: Path) -> Paper:
    """The paper written in a source file.

    Raises:
        ValueError: the file has no front matter, or the front matter lacks ``output`` or ``format``.
    """
    raw = source.read_text(encoding="utf-8")
    head, separator, body = raw.removeprefix("---\n").partition("\n---\n")
    if not raw.startswith("---\n") or not separator:
        raise ValueError(f"{source.name}: no front matter between two '---' lines")
    meta = yaml.load(head, Loader=StringLoader)  # a SafeLoader without implicit types
    for key in ("output", "format"):
        if key not in meta:
            raise ValueError(f"{source.name}: front matter lacks {key!r}")
    known = {"output", "format", "layout", "letterhead", "footer", "copy_of"}
    return Paper(
        output=meta["output"],
        format=meta["format"],
        layout=meta.get("layout", "letter"),
        letterhead=tuple(meta.get("letterhead", ())),
        footer=meta.get("footer", ""),
        copy_of=meta.get("copy_of"),
        body=body.strip("\n") + "\n",
        options={key: value for key, value in meta.items() if key not in known},
    )


def _blocks(body: str) -> Iterator[Block]:
    rows: list[tuple[str, ...]] = []
    headed = False
    for line in [*body.splitlines(), None]:
        if line is not None and line.startswith("|"):
            cells = tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
            if all(set(cell) <= {"-"} and cell for cell in cells):
                headed = True
            else:
                rows.append(cells)
            continue
        if rows:
            yield Block("table" if headed else "grid", rows=tuple(rows))
            rows, headed = [], False
        if line is None:
            return
        yield _line_block(line.rstrip())


def _line_block(line: str) -> Block:
    if not line:
        return Block("gap")
    if line.startswith("==== page"):
        return Block("page")
    if line == "----":
        return Block("rule")
    for mark, kind in (("## ", "section"), ("# ", "title"), ("- ", "bullet"), ("~ ", "small"), ("> ", "quote")):
        if line.startswith(mark):
            return Block(kind, line[len(mark) :])
    return Block("line", line)


def plain_text(paper: Paper) -> str:
    r"""The paper as plain text, lines folded at 96 columns, a form feed between pages.

    >>> print(plain_text(Paper("a.pdf", "pdf", "letter", "# NOTE\nNo fever.\n", footer="Claim 1")))
    NOTE
    No fever.
    <BLANKLINE>
    Claim 1
    <BLANKLINE>
    """
    pages: list[list[str]] = [list(paper.letterhead) + ([""] if paper.letterhead else [])]
    for block in paper.blocks:
        if block.kind == "page":
            pages.append([])
        else:
            pages[-1].extend(_plain_lines(block))
    if paper.footer:
        for page in pages:
            page.extend(["", paper.footer])
    return "\f".join("\n".join(page).strip("\n") + "\n" for page in pages)


def _plain_lines(block: Block) -> list[str]:
    if block.kind == "gap":
        return [""]
    if block.kind == "rule":
        return ["_" * 60]
    if block.kind == "table":
        return _table_lines(block.rows)
    if block.kind == "grid":
        return _grid_lines(block.rows)
    indent = {"bullet": "- ", "quote": "    "}.get(block.kind, "")
    return textwrap.wrap(
        indent + block.text,
        LINE_WIDTH,
        subsequent_indent=" " * len(indent),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, LINE_WIDTH, break_long_words=False, break_on_hyphens=False)


def _table_lines(rows: tuple[tuple[str, ...], ...]) -> list[str]:
    """Rows in columns where they fit; else each row on its own line or lines, as a text layer gives them."""
    widths = [max(len(row[i]) for row in rows if i < len(row)) for i in range(len(rows[0]))]
    if sum(widths) + 3 * len(widths) > LINE_WIDTH:
        return [line for row in rows for line in _wrapped(" ".join(row))]
    return ["   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip() for row in rows]


def _grid_lines(rows: tuple[tuple[str, ...], ...]) -> list[str]:
    """The boxes of a row side by side where they fit, else one below the other."""
    lines: list[str] = []
    for row in rows:
        together = "     ".join(row)
        lines.extend([together] if len(together) <= LINE_WIDTH else [line for cell in row for line in _wrapped(cell)])
    return lines
