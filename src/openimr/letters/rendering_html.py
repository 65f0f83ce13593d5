"""A letter as one HTML page: semantic, readable without styles, printable, nothing fetched from anywhere.

Every string of the letter is escaped by the template engine; no part of the data is ever read as markup.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from openimr.htmlpages import page_templates
from openimr.letters.blocks import Entries, Facts, Heading, Layout

_NOTE = re.compile(r"\[(\d+)\]")


def html_of(layout: Layout) -> str:
    """The letter as a whole HTML page.

    >>> from openimr.letters.blocks import Paragraph
    >>> "<script>" in html_of(Layout("Letter", (Paragraph("<script>"),)))
    False
    """
    from markupsafe import Markup, escape

    anchored = [block for block in layout.blocks if isinstance(block, Entries) and block.anchors]
    notes = {mark.strip("[]") for block in anchored for mark, _ in block.entries}

    def noted(text: str) -> Markup:
        """The text escaped, with each number of an evidence note as a link to it."""

        def linked(found: re.Match[str]) -> str:
            number = found.group(1)
            return f'<sup><a href="#note-{number}">[{number}]</a></sup>' if number in notes else found.group(0)

        return Markup(_NOTE.sub(linked, str(escape(text))))  # noqa: S704 - escaped first; only digits are put back

    def section(index: int) -> str:
        """The heading a block stands under, as name of its scrolling region."""
        for block in reversed(layout.blocks[:index]):
            if isinstance(block, Heading):
                return block.text
        return layout.title

    def width(block: Facts) -> int:
        return max(len(row) for row in block.rows)

    return str(_template().render(layout=layout, noted=noted, section=section, width=width))


@cache
def _template() -> Any:
    return page_templates("openimr.letters", trimmed=False).get_template("letter.html.j2")
