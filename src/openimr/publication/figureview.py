"""A text as numbers are looked for in it: dashes, blanks, line ends and misread figures made alike, places kept."""

from __future__ import annotations

import re
from typing import NamedTuple

from openimr.clinical.folding import Folded, fold

#: Signs of one letter that folding leaves: wide blanks, further dashes.
_BLANKS = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_SAME_LENGTH = str.maketrans({**dict.fromkeys(_BLANKS, " "), **dict.fromkeys("\u2015\u2043\ufe58\ufe63\uff0d", "-")})
#: Letters that page reading puts where a figure stood: only beside a figure, and not within a word.
_MISREAD = re.compile(
    r"(?<=\d)[OolISBZ]{1,3}(?![^\W\d_])|(?<![^\W\d_])[OolISBZ]{1,3}(?=\d)|(?<=\d)[OolISBZ](?=[A-Z] ?\d)"
    r"|(?<!\w)[OlIS](?=[-/.]\d)|(?<=\d[-/.])[OolISB]{1,2}(?!\w)|(?<=\+)[lI](?= \(?\d)"
)
_FIGURES = str.maketrans("OolISBZ", "0011582")


class FigureView(NamedTuple):
    """The text made even; ``start`` and ``end`` lead back to places in the text as it came."""

    text: str
    folded: Folded

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that a stretch of the even text stands for."""
        return self.folded.start(start), self.folded.end(end)


def figure_view(text: str) -> FigureView:
    r"""A text with one kind of dash and blank, a line end as a blank, figures in place of letters misread for them.

    An empty line stays one line end, so that nothing reaches from one paragraph into the next.

    >>> view = figure_view("Tel. 619\u2013\n555 -\u00a0O142\n\nLic")
    >>> view.text
    'Tel. 619-555 - 0142\nLic'
    >>> view.span(5, 19)
    (5, 20)
    """
    folded = fold(text if text.isascii() else text.translate(_SAME_LENGTH))
    even = folded.text
    if folded.paragraphs:
        parts, last = [], 0
        for place in folded.paragraphs:
            parts.append(even[last:place])
            last = place + 1
        even = "\n".join([*parts, even[last:]])
    return FigureView(_MISREAD.sub(lambda match: match[0].translate(_FIGURES), even), folded)
