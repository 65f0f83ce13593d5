"""The hits in their text as an HTML page for the person who confirms: nothing fetched, readable without colours."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from openimr.htmlpages import page_templates
from openimr.printable import printable
from openimr.publication.finding import Hit
from openimr.publication.logfile import hit_line, place_words
from openimr.publication.redaction import AnsweredHits

if TYPE_CHECKING:
    from jinja2 import Environment


def hits_page(redaction: AnsweredHits, title: str) -> str:
    """A whole page: how many hits wait, a table of all, and every text with its hits marked.

    >>> from openimr.letters.model import Letter
    >>> from openimr.publication.parties import Parties, Party
    >>> from openimr.publication.redaction import propose
    >>> parties = Parties(parties=(Party(role="physician", name="Ilse Marno"),))
    >>> "<mark" in hits_page(propose(Letter(era="2013", summary="Dr. Marno"), parties), "a letter")
    True
    """
    where = redaction.passages()
    by_place: dict[tuple[str | int, ...], list[tuple[int, Hit]]] = {}
    for number, hit in enumerate(redaction.hits):
        by_place.setdefault(hit.place, []).append((number, hit))
    rows = [
        {
            "number": number + 1,
            "where": place_words(hit.place),
            "line": hit_line(where[hit.place], hit, 40),
            "hit": hit,
            "picture": redaction.picture(number),
            "answer": redaction.answers.get(number),
        }
        for number, hit in enumerate(redaction.hits)
    ]
    passages = [
        {"where": place_words(place), "parts": _parts(text, by_place.get(place, [])), "hits": place in by_place}
        for place, text in where.items()
        if place in by_place or " " in text.strip()
    ]
    return str(
        _environment()
        .get_template("hits.html.j2")
        .render(title=title, rows=rows, passages=passages, open=redaction.open, answers=redaction.answers)
    )


#: How a page of hits begins, by which an earlier one is known again.
_TITLE = "<title>Redaction log: "


def is_hits_page(path: Path) -> bool:
    """Whether a file is a page of hits, which a later one may replace.

    >>> is_hits_page(Path("nowhere.html"))
    False
    """
    try:
        with path.open("rb") as file:
            return _TITLE.encode("ascii") in file.read(1_000)
    except OSError:
        return False


def _parts(text: str, hits: list[tuple[int, Hit]]) -> list[tuple[str, int, Hit | None]]:
    """A text cut at its hits: each piece, the hit's number from 1, and the hit."""
    parts: list[tuple[str, int, Hit | None]] = []
    at = 0
    for number, hit in hits:
        parts += [(text[at : hit.start], 0, None), (text[hit.start : hit.end], number + 1, hit)]
        at = hit.end
    return [part for part in [*parts, (text[at:], 0, None)] if part[0]]


@cache
def _environment() -> Environment:
    environment = page_templates("openimr.publication")
    environment.globals["shade"] = _shade
    environment.filters["shown"] = _shown
    return environment


def _shown(text: str) -> str:
    """Text made safe to show, its blanks and line ends kept: a hit stands between them."""
    pieces = re.split(r"([ \n]+)", text)
    return "".join(piece if not piece.strip(" \n") else printable(piece) or "\ufffd" for piece in pieces)


def _shade(hit: Hit) -> str:
    """How a hit is marked: both agree, one pass only, or doubtful."""
    if hit.proposed == "decide":
        return "decide"
    return "agreed" if hit.agreed else "differs"
