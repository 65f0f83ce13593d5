"""What the blind sets for publication promise of their letters, whoever wrote them."""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks.publicationblind.papers import Paper


def require_passages_in_place(papers: Iterable[Paper]) -> None:
    """Every passage is the text of the letter's field that it names."""
    for paper in papers:
        if paper.letter is not None:
            data = paper.letter.model_dump()
            for passage in paper.passages:
                value: object = data
                for step in passage.place:
                    value = value[step]  # type: ignore[index]
                assert str(value) == passage.text
