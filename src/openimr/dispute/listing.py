"""Items from the lines of a list, however it is marked: numbered, bulleted, a table, or one item after another."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from openimr.dispute.model import Request
from openimr.dispute.outcomes import find_outcome, is_outcome_only
from openimr.dispute.papertext import Row, joined
from openimr.dispute.request import parse_request

_MARK = re.compile(
    r"^\(?(?P<n>\d{1,2})(?:\)\.?|\.|\s?[:]|\.\))\s*(?=\S)|^#(?P<h>\d{1,2})[:.)]?\s+|^"
    r"(?P<letter>[a-jA-J])[.)]\s+|^(?P<bullet>[-*•·●▪◦‣–—o>])\s+(?=\S)|^\[[xX✓ ]\]\s+(?P<box>)"
)
_BARE = re.compile(r"^(?P<n>\d{1,2})\s+(?=\D|\d+\s)")
_COUNTED_ITEM = re.compile(r",\s(?:and\s)?(?=[A-Z])|\sand\s(?=[A-Z])")
_INNER = re.compile(r"(?<=[\s;,.)])\(?(?P<n>\d{1,2})[).]\s?(?=[A-Za-z])")
# a line that goes on: what comes before asks for more
_UNFINISHED = re.compile(
    r"(?:[,(/&+-]|\b(?:and|or|of|the|for|with|to|under|at|a|an|in|on|w/|left|right|bilateral|times|x|per|every))$",
    re.IGNORECASE,
)
_FIELD = re.compile(r"^[A-Z][A-Za-z'/ ()]{2,40}:(?:\s|$)")
_CHECKBOX = re.compile(r"\[\s?[xX ]?\s?\]|☐|☑|☒|\b[Yy]es\b.{0,12}\b[Nn]o\b")
_TRAILING_OUTCOME = re.compile(r"\s*[-–—:|(,]*\s*$")
_BLANK_FIELD = re.compile(r"^\(?(?:\d{1,2}[).:]{0,2})?[_.\s-]*$|^(?:n/?a|none)\W*$", re.IGNORECASE)


def request_of(text: str) -> Request:
    """The structured request of an item's words."""
    return parse_request(text)


def names_treatment(text: str) -> bool:
    """Whether the words ask for something that the taxonomy or the drug table knows.

    >>> names_treatment("MRI of the left knee"), names_treatment("Guidance x3"), names_treatment("Yes")
    (True, False, False)
    """
    return len(text) < 600 and parse_request(text).treatment is not None


def _only_kind(request: Request) -> bool:
    """Whether the words say no more than the kind of a treatment ("injection"): no place, drug or amount of its own."""
    return request.treatment == request.category and not (request.body_parts or request.drug or request.quantity)


@dataclass(slots=True)
class Listed:
    """One item as collected: the rows that print it."""

    rows: list[Row] = field(default_factory=list)
    number: int | None = None
    marked: bool = False

    @property
    def row(self) -> Row:
        return joined(self.rows)


class Collector:
    """Collects items from rows fed one after another.

    Args:
        known: whether some words begin an item that another paper names.
        first: the number that a bare number before the first item must be.
    """

    def __init__(self, known: Callable[[str], bool] | None = None, first: int = 1) -> None:
        self.items: list[Listed] = []
        self._known = known or (lambda text: False)
        self.next = first

    def feed(self, row: Row, *, fresh: bool = False) -> bool:
        """Take a row: the beginning of an item, its continuation, or nothing of the list (False).

        Args:
            fresh: the row follows a label, so that it begins an item whatever it looks like.
        """
        taken = False
        for piece in _pieces(row, self.next if self.items and self.items[-1].number is not None else 1):
            taken = self._take(piece, fresh) or taken
            fresh = True  # what a line parts is no continuation
        return taken

    def _take(self, row: Row, fresh: bool) -> bool:
        if _BLANK_FIELD.match(row.text):
            return False
        number, marked, rest = self._marked(row)
        rest, _ = without_outcome(rest)
        if not rest.text:
            return marked
        if is_outcome_only(rest.text):
            return False
        if marked:
            self.items.append(Listed([rest], number, True))
            if number is not None:
                self.next = number + 1
            return True
        current = self.items[-1] if self.items else None
        if fresh or current is None:
            if fresh or names_treatment(rest.text) or self._known(rest.text):
                self.items.append(Listed([rest]))
                return True
            return False
        if self._continues(current, rest):
            current.rows.append(rest)
            return True
        if names_treatment(rest.text) and not current.marked:
            self.items.append(Listed([rest]))
            return True
        return False

    def _continues(self, current: Listed, rest: Row) -> bool:
        text, before = rest.text, current.rows[-1].text
        if self._known(text) or _FIELD.match(text) or _CHECKBOX.search(text) or len(current.rows) > 5:
            return False
        if (
            text[0].islower()
            or text[0] in "(,#&"
            or _UNFINISHED.search(before)
            or before.count("(") > before.count(")")
        ):
            return True
        if current.marked:
            return True
        # an unmarked list has one item a line; what names no treatment of its own belongs to the line before when
        # that was long: "… Transforaminal Epidural Steroid" goes on with "Injection under Fluoroscopic Guidance"
        return len(before) > 40 and (not names_treatment(text) or _only_kind(request_of(text)))

    def _marked(self, row: Row) -> tuple[int | None, bool, Row]:
        match = _MARK.match(row.text)
        if match:
            number = match["n"] or match["h"]
            return (int(number) if number else None), True, row.cut(match.end())
        bare = _BARE.match(row.text)
        # a bare number is a mark only where it is the next one, and an item stands behind it
        listed = not self.items or self.items[-1].number is not None
        if bare and listed and int(bare["n"]) == self.next and names_treatment(row.text[bare.end() :]):
            return int(bare["n"]), True, row.cut(bare.end())
        return None, False, row


def _pieces(row: Row, following: int) -> list[Row]:
    """A row of several items in its pieces: "(1) … (2) …", or parted by semicolons."""
    text = row.text
    inner = list(_INNER.finditer(text))
    first = _MARK.match(text)
    starts = [first.start()] if first and (first["n"]) else []
    want = int(first["n"]) + 1 if first and first["n"] else following
    if not starts and following > 1:
        starts = [0]
    for match in inner:
        if int(match["n"]) == want:
            starts.append(match.start())
            want += 1
    if len(starts) > 1:
        ends = [*starts[1:], len(text)]
        pieces = [row.cut(a, b) for a, b in zip(starts, ends, strict=True)]
        lead = row.cut(0, starts[0])
        return ([lead] if lead.text else []) + [_trimmed(piece) for piece in pieces]
    if ";" in text:
        places = [0, *[m.end() for m in re.finditer(r";", text)], len(text)]
        pieces = [row.cut(a, b) for a, b in pairwise(places)]
        pieces = [_trimmed(piece) for piece in pieces if piece.text.strip(" ;.")]
        if len(pieces) > 1 and all(names_treatment(piece.text) for piece in pieces):
            return pieces
    counted = _COUNTED_ITEM.split(text)
    if len(counted) > 1 and all(re.search(r"#\s?\d", part) for part in counted):
        # "Ambien 10mg #30, Norco 10/325mg #120": each with its own count, so each is an item
        places = [0, *[m.end() for m in _COUNTED_ITEM.finditer(text)], len(text)]
        pieces = [_trimmed(row.cut(a, b)) for a, b in pairwise(places)]
        if all(names_treatment(piece.text) for piece in pieces):
            return pieces
    return [row]


def _trimmed(row: Row) -> Row:
    text = row.text.rstrip()
    stop = len(text.rstrip(" ;,"))
    text = re.sub(r"\s(?:and|&)$", "", text[:stop])
    return row.cut(0, len(text))


def without_outcome(row: Row) -> tuple[Row, str | None]:
    """The row without the decision at its end ("Lumbar brace  Denied"), and that decision."""
    text = row.text
    place = 0
    while True:
        found = find_outcome(text, place)
        if found is None:
            return row, None
        if not re.search(r"\w", text[found.end :]):
            head = _TRAILING_OUTCOME.sub("", text[: found.start])
            return row.cut(0, len(head)), found.outcome
        place = found.end


def tidy(row: Row) -> Row:
    """An item's words without the full stop, dash or quotes around them.

    >>> from openimr.dispute.papertext import Row
    >>> tidy(Row("- Lumbar brace.", [])).text
    'Lumbar brace'
    """
    text = row.text
    stop = len(text.rstrip(" ;,:-–—|"))
    if text[:stop].endswith(".") and not re.search(r"\b[A-Za-z]{1,3}\.$", text[:stop]):
        stop -= 1
    start = len(text) - len(text.lstrip(" -–—•*:|"))
    if not row.parts:
        return Row(text[start:stop], [])
    return row.cut(start, stop)
