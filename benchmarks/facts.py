"""Speed of reading facts from the text of records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Figure, rate

SOURCES = Path(__file__).resolve().parent.parent / "examples" / "sources"
#: Characters of a full page of a report; the papers of the examples are shorter than a page or longer.
PAGE = 2_500


def figures() -> Iterator[Figure]:
    """Pages of records a second, a page being 2,500 characters."""
    from openimr.clinical import read_text

    texts = [path.read_text(encoding="utf-8") for path in sorted(SOURCES.glob("*/*.txt"))]
    pages = sum(len(text) for text in texts) / PAGE

    def ours() -> int:
        for text in texts:
            read_text(text)
        return 1

    value = rate(ours) * pages
    remark = f"{len(texts)} papers of the examples, {pages:.0f} pages of {PAGE:,} characters"
    yield Figure("facts from text", value, "pages/s", "≥ 500/s", value >= 500, remark=remark)
