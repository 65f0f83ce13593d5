"""The words of a page that its text layer says and its image shows: only those go into the copy.

A text layer may hold what nobody sees: hidden or white text, what lies under a black box or beyond the page's edge,
or other letters than are drawn. Where it says what the image does not show, the image is believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from openimr.publication.pdfpages import Box, PdfPage, on_page, turned

#: So much of a word of the layer is seen at its place, as a share of its letters.
_ALIKE = 0.6
#: Places are looked up by row of the page, so many of them.
_ROWS = 200


def agreed_words(page: PdfPage) -> list[tuple[Box, str]]:
    """The words for a copy of a page: of the text layer where they are seen, else what is seen.

    >>> page = PdfPage(
    ...     layer="pain Marno", seen="pain",
    ...     seen_boxes=(Box(start=0, end=4, left=0.1, top=0.1, right=0.2, bottom=0.2),),
    ...     layer_boxes=(Box(start=0, end=4, left=0.1, top=0.1, right=0.2, bottom=0.2),
    ...                  Box(start=5, end=10, left=0.3, top=0.1, right=0.4, bottom=0.2)))
    >>> [text for _, text in agreed_words(page)]
    ['pain']
    """
    rows: dict[int, list[Box]] = {}
    for box in page.seen_boxes:
        for row in range(int(box.top * _ROWS), int(box.bottom * _ROWS) + 1):
            rows.setdefault(row, []).append(box)
    kept: list[tuple[Box, str]] = []
    told: set[Box] = set()
    for box in (turned(one, page.turn) for one in page.layer_boxes):
        word = page.layer[box.start : box.end]
        here = [other for other in rows.get(int((box.top + box.bottom) / 2 * _ROWS), ()) if _common(box, other)]
        if on_page(box) and _is_seen(word, "".join(page.seen[one.start : one.end] for one in here)):
            kept.append((box, word))
            told.update(here)
    # what is seen and stands in no word of the layer
    return kept + [(box, page.seen[box.start : box.end]) for box in page.seen_boxes if box not in told]


def _common(box: Box, other: Box) -> bool:
    return box.left < other.right and other.left < box.right and box.top < other.bottom and other.top < box.bottom


def _is_seen(word: str, seen: str) -> bool:
    one, other = _letters(word), _letters(seen)
    if not one:
        return bool(seen)
    if one in other:
        return True
    blocks: Sequence[tuple[int, int, int]] = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(size for _, _, size in blocks) >= _ALIKE * len(one)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
