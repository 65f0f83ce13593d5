"""Lines that a print-out puts on every sheet of a file of many papers: they count its sheets, not a paper's.

A portal, a copy service or a reviewer prints ``Export 114  Roe  sheet 3 of 40`` on each sheet, strangers' included.
Such a line is the same on nearly all pages of a file but for one figure, which counts on from page to page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from openimr.casefile.model import Document, Page

#: Pages and papers that a file must have, the share of its pages that bear the line, and printed lines at both edges.
_LEAST_PAGES, _LEAST_PAPERS, _SHARE, _EDGE = 4, 3, 0.8, 2
_LONGEST = 200
_FIGURES = re.compile(r"\d{1,12}")

#: A line without its figures, and these: with the page's place taken away where ``counts`` says so.
_Mark = tuple[str, tuple[int, ...], int]


def without_printout_lines(texts: Sequence[str]) -> list[str]:
    """Texts of the pages of one file of several papers, lines that count its sheets left empty.

    >>> sheets = [f"Export 114  Roe  sheet {n} of 4\\nPain {n * n}/10" for n in range(1, 5)]
    >>> without_printout_lines(sheets)[2]
    '\\nPain 9/10'
    """
    printed = [place for place, text in enumerate(texts) if text.strip()]
    if len(printed) < _LEAST_PAGES:
        return list(texts)
    split = [text.split("\n") for text in texts]
    marks = [_edge_marks(lines, place) for place, lines in enumerate(split)]
    held = Counter(mark for found in marks for mark in {mark for of_line in found.values() for mark in of_line})
    common = {mark for mark, count in held.items() if count >= _SHARE * len(printed)}
    if not common:
        return list(texts)
    return [
        "\n".join(
            "" if number in found and not common.isdisjoint(found[number]) else line
            for number, line in enumerate(lines)
        )
        for lines, found in zip(split, marks, strict=True)
    ]


def plain_texts(documents: Sequence[Document]) -> dict[int, str]:
    """The text of each page, by the page's ``id()``, without the lines that count the sheets of its file."""
    files: dict[str, list[Page]] = {}
    papers: Counter[str] = Counter()
    for document in documents:
        files.setdefault(document.file, []).extend(document.pages)
        papers[document.file] += 1
    found: dict[int, str] = {}
    for file, pages in files.items():
        pages.sort(key=lambda page: page.number)
        texts = [page.text for page in pages]
        plain = without_printout_lines(texts) if papers[file] >= _LEAST_PAPERS else texts
        found.update((id(page), text) for page, text in zip(pages, plain, strict=True))
    return found


def _edge_marks(lines: Sequence[str], place: int) -> dict[int, list[_Mark]]:
    """For the lines at a page's edges the marks by which they would be the same on each page."""
    printed = [number for number, line in enumerate(lines) if line.strip()]
    found: dict[int, list[_Mark]] = {}
    for number in {*printed[:_EDGE], *printed[-_EDGE:]}:
        line = lines[number]
        if len(line) > _LONGEST:
            continue
        figures = [int(match) for match in _FIGURES.findall(line)]
        words = " ".join(_FIGURES.sub("0", line).split())
        # one of the figures counts the sheets up, or down
        found[number] = [
            (words, tuple(figure - sign * place if at == counting else figure for at, figure in enumerate(figures)),
             sign * (counting + 1))
            for counting in range(min(len(figures), 12)) for sign in (1, -1)
        ]
    return found
