"""Small forms of words for people who read: a number with its word, a sentence's first letter."""

from __future__ import annotations


def counted(count: int, one: str, many: str = "") -> str:
    """How many of something, in words.

    >>> counted(1, "page"), counted(1200, "page"), counted(2, "copy", "copies")
    ('1 page', '1,200 pages', '2 copies')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def begun(text: str) -> str:
    """A text with a capital at its start, the rest as it is.

    >>> begun("no licence in CA")
    'No licence in CA'
    """
    return text[:1].upper() + text[1:]
