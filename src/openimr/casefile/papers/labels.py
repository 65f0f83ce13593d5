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
from openimr.casefile.papers.repeatedlines import remembered

#: Lines of a page in which labels are looked for, from its beginning and from its end.
_FIRST_LINES, _LAST_LINES = 70, 40
#: Characters of a line in which labels are looked for, and lines in which misread ones are.
_CHARACTERS, _MISREAD_LINES = 400, 40
#: Characters before a colon in which a label is looked for.
_LABEL_CHARACTERS = 40
#: Words before a colon in which a misread label is looked for.
_MISREAD_WORDS = 3
_BEHIND = re.compile(r"(?:[ \t]*\([^()\n]{0,60}\))?[ \t]*(?P<sign>[:#|=]|\.{2,}|_{2,}|-(?= ))?[ \t:#|._-]*")
_GAP = re.compile(r"[ \t]{2,}|\t|\|")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label and what stands behind it.

    Attributes:
        name: class of the label: ``patient``, ``claim``, ``record``, ``facility``, ``author0`` …, ``other``.
        mark: the label itself, as a mark.
        value: text behind it, up to the next label or a gap.
        rest: text behind it up to the next label.
        sign: a colon or the like stands between.
        gap: a wide gap stands between.
        alone: nothing stands before it in its cell of the line.
        weak: it needs a colon or a gap, and nothing before it.
        before: text of the line before it.
        place: number of the printed line.
    """

    name: str
    mark: str
    value: str
    rest: str
    sign: bool
    gap: bool
    alone: bool
    weak: bool
    before: str
    place: int


#: All that a label is but its place.
_Found = tuple[str, str, str, str, bool, bool, bool, bool, str]


class LabelBook:
    """All labels by class."""

    def __init__(self, labels: Mapping[str, Iterable[str]], *, weak: Iterable[str], others: Iterable[str] = ()) -> None:
        """A book of labels.

        Args:
            labels: labels by class.
            weak: labels that need a colon or a gap, and nothing before them.
            others: words before colons that are no misread labels: sections, labels of days.
        """
        self._others = frozenset(mark_of(label) for label in others)
        self._weak = frozenset(mark_of(label) for label in weak)
        forms: dict[str, tuple[str, str]] = {}
        marks: dict[str, str] = {}
        for name, group in labels.items():
            for label in group:
                mark = mark_of(label)
                marks.setdefault(mark, name)
                plain = " ".join(same_length(label).split())
                # as printed, and with its blanks or its full stops lost
                # the sign of a number may be lost, but not from "MR #"
                bare = plain.rstrip(" #") if len(plain) > 6 else plain
                for form in (plain, bare, bare.replace(" ", ""), bare.replace(".", ""), f"{bare}s"):
                    if len(form) > 1:
                        forms.setdefault(form, (name, mark))
        self._forms = list(forms.values())
        self._automaton = AhoCorasick(list(forms), matchkind=MatchKind.LeftmostLongest)
        self._found = remembered(self._on_line)
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
        return [
            Labelled(*found, place)
            for place in places
            for found in self._found(lines[place][:_CHARACTERS], ":" in lines[place] and place < _MISREAD_LINES)
        ]

    def _on_line(self, line: str, colon: bool) -> tuple[_Found, ...]:
        """The labels of a line; ``colon``: misread ones before a colon, too."""
        text = same_length(line)
        spans: list[tuple[int, int, str, str]] = []
        for which, start, end in self._automaton.find_matches_as_indexes(text):
            if (start and text[start - 1].isalnum()) or (end < len(text) and text[end].isalnum()):
                continue
            if end - start < 4 and any(c.isdigit() for c in line[start:end]):
                continue  # 55 is no SS
            spans.append((start, end, *self._forms[which]))
        if colon:
            spans = sorted([*spans, *self._misread(line, spans)])
        return self._labelled(line, spans)

    def _misread(
        self, line: str, spans: Sequence[tuple[int, int, str, str]]
    ) -> list[tuple[int, int, str, str]]:
        """Labels before a colon that one wrong letter hid."""
        found = []
        colon = line.find(":")
        while colon >= 0:
            end = colon
            start = max(0, colon - _LABEL_CHARACTERS, line.rfind(":", 0, colon) + 1)
            before = _GAP.split(line[start:end].rstrip())[-1]
            colon = line.find(":", colon + 1)
            end = start + len(line[start:end].rstrip())
            start = end - len(before)
            if len(before) < 6 or any(s < end and start < e for s, e, _, _ in spans):
                continue
            if mark_of(before) in self._others:
                continue
            words = before.split(" ")
            for first in range(max(0, len(words) - _MISREAD_WORDS), len(words)):
                near = self._near.near_mark(mark_of("".join(words[first:])))
                if near is not None:
                    begin = end - len(" ".join(words[first:]))
                    found.append((begin, end, *near))
                    break
        return found

    def _labelled(self, line: str, spans: Sequence[tuple[int, int, str, str]]) -> tuple[_Found, ...]:
        found: list[_Found] = []
        for number, (start, end, name, mark) in enumerate(spans):
            behind = _BEHIND.match(line, end)
            begin = behind.end() if behind else end
            between = line[end:begin]
            stop = next((s for s, _, _, _ in spans[number + 1:] if s >= begin), len(line))
            rest = line[begin:stop].strip()
            gap = _GAP.search(rest)
            value = rest if gap is None else rest[: gap.start()]
            before = line[:start]
            found.append((
                name, mark, value.strip(), rest,
                behind is not None and behind["sign"] is not None,
                _GAP.search(between) is not None,
                not before.strip(" \t*_.-0123456789)(") or before.endswith(("  ", "\t", "|", "| ")),
                mark in self._weak, before,
            ))
        return tuple(found)
