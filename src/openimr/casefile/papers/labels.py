"""Labels of people, claims and records in a page's lines, with what stands behind them.

``Patient: Jane Roe   Claim No. EX-1`` holds two labels. Labels are told with recognition's mistakes in them (``Patlent
Narne``, ``ClaimNo``); what follows a label ends at the next one, at a wide gap or with the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind

from openimr.casefile.papers.misreadings import NearWords, mark_of, same_length
from openimr.casefile.papers.pageview import PageView

#: Lines of a page in which labels are looked for, from its beginning and from its end.
_FIRST_LINES, _LAST_LINES = 70, 40
_BEHIND = re.compile(r"(?:[ \t]*\([^()\n]{0,60}\))?[ \t]*(?P<sign>[:#|=]|\.{2,}|_{2,}|-(?= ))?[ \t:#|._-]*")
_GAP = re.compile(r"[ \t]{2,}|\t|\|")
_BEFORE_COLON = re.compile(r"([A-Za-z0-9][A-Za-z0-9'’./# -]{3,38}?)[ \t]?:")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label and what stands behind it.

    Attributes:
        name: class of the label: ``patient``, ``claim``, ``record``, ``facility``, ``author0`` …, ``other``.
        mark: the label itself, as a mark.
        value: text behind it, up to the next label or a gap.
        rest: text behind it up to the next label.
        place: number of the printed line.
        sign: a colon or the like stands between.
        gap: a wide gap stands between.
        alone: nothing stands before it in its cell of the line.
        weak: it needs a colon or a gap, and nothing before it.
        before: text of the line before it.
    """

    name: str
    mark: str
    value: str
    rest: str
    place: int
    sign: bool
    gap: bool
    alone: bool
    weak: bool
    before: str


class LabelBook:
    """All labels by class."""

    def __init__(self, labels: Mapping[str, Iterable[str]], *, weak: Iterable[str]) -> None:
        self._weak = frozenset(mark_of(label) for label in weak)
        forms: dict[str, tuple[str, str]] = {}
        marks: dict[str, str] = {}
        for name, group in labels.items():
            for label in group:
                mark = mark_of(label)
                marks.setdefault(mark, name)
                plain = " ".join(same_length(label).split())
                # as printed, and with its blanks or its full stops lost
                for form in (plain, plain.replace(" ", ""), plain.replace(".", ""), f"{plain}s"):
                    if len(form) > 1:
                        forms.setdefault(form, (name, mark))
        self._forms = list(forms.values())
        self._automaton = AhoCorasick(list(forms), matchkind=MatchKind.LeftmostLongest)
        self._near = NearWords(((mark, (name, mark)) for mark, name in marks.items()), shortest=9)

    def on(self, view: PageView) -> list[Labelled]:
        """The labels of a page in order.

        >>> book = LabelBook({"patient": ["patient", "patient name"], "claim": ["claim no"]}, weak=[])
        >>> page = PageView(["Patlent Name: Jane Roe   CLAIM NO. EX-1"], [0])
        >>> [(found.name, found.value) for found in book.on(page)]
        [('patient', 'Jane Roe'), ('claim', 'EX-1')]
        """
        lines = view.lines
        places = range(len(lines))
        if len(lines) > _FIRST_LINES + _LAST_LINES:
            places = [*range(_FIRST_LINES), *range(len(lines) - _LAST_LINES, len(lines))]  # type: ignore[assignment]
        found: list[Labelled] = []
        text = "\n".join(same_length(lines[place][:400]) for place in places)
        hits: dict[int, list[tuple[int, int, int]]] = {}
        starts, at = [], 0
        for place in places:
            starts.append(at)
            at += min(len(lines[place]), 400) + 1
        number = 0
        for which, start, end in self._automaton.find_matches_as_indexes(text):
            if (start and text[start - 1].isalnum()) or (end < len(text) and text[end].isalnum()):
                continue
            while number + 1 < len(starts) and starts[number + 1] <= start:
                number += 1
            hits.setdefault(places[number], []).append((start - starts[number], end - starts[number], which))
        for place in places:
            line = lines[place][:400]
            spans = [(start, end, *self._forms[which]) for start, end, which in hits.get(place, ())]
            if ":" in line:
                spans = sorted([*spans, *self._misread(line, spans)])
            if spans:
                found += self._labelled(line, place, spans)
        return found

    def _misread(
        self, line: str, spans: Sequence[tuple[int, int, str, str]]
    ) -> list[tuple[int, int, str, str]]:
        """Labels before a colon that one wrong letter hid."""
        found = []
        for match in _BEFORE_COLON.finditer(line):
            start, end = match.span(1)
            if any(s < end and start < e and e >= end - 1 for s, e, _, _ in spans):
                continue
            words = match[1].split(" ")
            for first in range(len(words)):
                near = self._near.near_mark(mark_of("".join(words[first:])))
                if near is not None:
                    begin = end - len(" ".join(words[first:]))
                    found.append((begin, end, *near))
                    break
        return found

    def _labelled(self, line: str, place: int, spans: Sequence[tuple[int, int, str, str]]) -> list[Labelled]:
        found = []
        for number, (start, end, name, mark) in enumerate(spans):
            behind = _BEHIND.match(line, end)
            begin = behind.end() if behind else end
            between = line[end:begin]
            stop = next((s for s, _, _, _ in spans[number + 1:] if s >= begin), len(line))
            rest = line[begin:stop].strip()
            gap = _GAP.search(rest)
            value = rest if gap is None else rest[: gap.start()]
            before = line[:start]
            found.append(
                Labelled(
                    name, mark, value.strip(), rest, place,
                    sign=behind is not None and behind["sign"] is not None, gap=_GAP.search(between) is not None,
                    alone=not before.strip(" \t*_.-0123456789)(") or before.endswith(("  ", "\t", "|", "| ")),
                    weak=mark in self._weak, before=before,
                )
            )
        return found
