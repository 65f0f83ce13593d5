"""Where an item's heading begins, when nothing but the lines tell.

Between two decision rationales stands: the end of one rationale, the next heading, a colon, the decision word. No mark
separates rationale and heading. In a PDF the heading is bold, and bold decides. In plain text every line start is
weighed: a rationale ends in a sentence, mostly in a conclusion, and its last line is short; a heading's lines are full
until its last, and it states no conclusion of its own (save in the form for partly authorized requests).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from openimr.letters.quantities import partly_authorized

_ENDS = frozenset(".!?:;")
_CLOSERS = "\"'”’)]"
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:Dr|Mr|Ms|Mrs|vs|No|Nos|approx|incl|e\.g|i\.e|etc|St|x|wks?|mos?|hrs?|yrs?|min|mg|mcg|ml|gm?|oz|"
    r"lbs?|tabs?|caps?|"
    r"qty|ea|pt|ext|bilat|lt|rt|sess|visits?|Inc|PT|OT|DOS)\.$",
    re.I,
)
#: Words of a conclusion, by which the last sentence of a rationale is known.
_CONCLUSION = (
    "medically necess",
    "medical necess",
    "certif",
    "denial",
    "denied",
    "upheld",
    "overturn",
    "authorized",
    "approved",
    "not indicated",
    "not supported",
    "not established",
    "not recommended",
    "not warranted",
    "not appropriate",
    "not justified",
    "not reasonable",
    "is indicated",
    "is supported",
    "is established",
    "is warranted",
    "is appropriate",
    "is reasonable",
    "are indicated",
    "are supported",
    "are warranted",
    "are appropriate",
)
_VERDICT = re.compile(
    r"\b(?:therefore|as\s+such|given\s+the\s+above|thus|hence|in\s+summary|based\s+on\s+(?:the|this)|accordingly"
    r"|consequently|for\s+(?:this|these)\s+reasons?)\b"
    r"|\bmedically\s+necessary\b|\bmedical\s+necessity\b|\bnon-?certif|\bnot\s+certified\b",
    re.I,
)
_INNER_SENTENCE = re.compile(r"[a-z)\]]{2}\.\s+(?=[A-Z])")
_LAST_WORDS = ("necessary", "certified", "certification", "appropriate", "established", "upheld", "denied", "warranted")
_SENTENCE_BREAK = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[A-Z0-9(\"'“‘#])")
_ITEM_START = re.compile(r"[A-Z0-9(\"'“‘#*]")
_FIRST_WORD = re.compile(r"\S+")
#: A heading of more lines than this does not exist; the search looks no further back.
_MOST_LINES = 12
_MOST_BOLD_LINES = 40
#: A heading without a verdict that is longer than this holds the end of a rationale.
_LONGEST_LINE = 500
#: A line start with this score begins the heading, if a verdict stands above it.
_SURE = 4
#: The form for partly authorized requests is found this far before the decision word.
_LONGEST_HEADING = 2000


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a letter and how they are set.

    Attributes:
        starts, ends: offsets of the first and after the last visible character of every line that is not blank.
        gaps: number of line ends before each line.
        usual_gap: line ends between two lines of a paragraph.
        width: length that full lines reach; 0 where lines are not wrapped.
        bold: offsets of lines that begin in bold; None where unknown.
    """

    starts: list[int]
    ends: list[int]
    gaps: list[int]
    usual_gap: int
    width: int
    bold: frozenset[int] | None


def lines_of(text: str, bold: tuple[int, ...] | None = None, furniture: Sequence[tuple[int, int]] = ()) -> Lines:
    """How the lines of ``text`` are set.

    Args:
        text: the letter, page furniture blanked out.
        bold: offsets of lines that begin in bold.
        furniture: where the furniture stood; the blanks it leaves are no gap between paragraphs.

    >>> lines = lines_of("one two\\n\\nthree\\n\\n \\n\\nfour")
    >>> lines.gaps, lines.usual_gap
    ([0, 2, 4], 2)
    """
    starts: list[int] = []
    ends: list[int] = []
    gaps: list[int] = []
    lengths: list[int] = []
    position = 0
    gap = 0
    holes = iter(furniture)
    hole = next(holes, None)
    for raw in text.replace("\f", "\n").split("\n"):
        shown = raw.lstrip()
        while hole is not None and hole[0] < position + len(raw):
            gap = -99
            hole = next(holes, None)
        if shown:
            start = position + len(raw) - len(shown)
            length = len(shown.rstrip())
            starts.append(start)
            ends.append(start + length)
            gaps.append(gap if lengths else 0)
            lengths.append(length)
            gap = 0
        gap += 1
        position += len(raw) + 1
    counts: dict[int, int] = {}
    for one in gaps[1:]:
        counts[one] = counts.get(one, 0) + 1
    usual = max(counts, key=lambda g: (counts[g], -g)) if counts else 1
    lengths.sort()
    width = lengths[len(lengths) * 9 // 10] if len(lengths) >= 8 else 0
    if width > 160:  # paragraphs on one line each: nothing is wrapped
        width = 0
    return Lines(starts, ends, gaps, usual, width, frozenset(bold) if bold else None)


def heading_start(text: str, lines: Lines, start: int, end: int) -> int:
    """Offset in ``text[start:end]`` at which the heading begins; the rationale before it ends there.

    Args:
        text: the whole letter.
        lines: its lines.
        start: after the label of the previous rationale.
        end: where the heading ends (before the colon and the decision word).
    """
    first = bisect_left(lines.starts, start)
    last = bisect_left(lines.starts, end)
    if lines.bold is not None:
        chosen = _by_bold(lines, list(range(max(first, last - _MOST_BOLD_LINES), last)))
        if chosen is not None:
            return chosen
    partly = _partly_authorized(text, start, end)
    if partly is not None:
        # what follows these words belongs to the heading; only where its first sentence begins is open
        end = partly
        last = bisect_left(lines.starts, end)
    candidates = list(range(max(first, last - _MOST_LINES), last))
    if not candidates:
        return _inside_line(text, start, end)
    best, best_score = candidates[-1], float("-inf")
    for number in reversed(candidates):
        if number != candidates[0] and not _may_begin(text, lines, number):
            continue
        verdict = _VERDICT.search(text, lines.starts[number], end) is not None
        score = _score(text, lines, number, last, start, end) - (8 if verdict else 0)
        if score > best_score:
            best, best_score = number, score
        if verdict and best_score >= _SURE:
            break  # further up stands the rationale; nothing there can be better
    return _inside_line(text, max(start, lines.starts[best]), end)


def _partly_authorized(text: str, start: int, end: int) -> int | None:
    """Offset of "was the original request" in a heading of the form for partly authorized requests; None without it.

    A rationale may quote that form; then a verdict follows before the heading does.
    """
    form = partly_authorized()
    for found in form.original.finditer(text, max(start, end - _LONGEST_HEADING), end):
        rest = text[found.end() : end]
        if form.remaining.search(rest) and not _VERDICT.search(rest):
            return found.start()
    return None


def _by_bold(lines: Lines, candidates: list[int]) -> int | None:
    chosen: int | None = None
    assert lines.bold is not None
    for number in reversed(candidates):
        if lines.starts[number] not in lines.bold:
            break
        chosen = lines.starts[number]
    return chosen


def _inside_line(text: str, at: int, end: int) -> int:
    """Where the heading begins in a line that also holds the end of the rationale (lines run together, or none at all).

    A rationale's last sentence holds a verdict; without one the last sentence is taken for the heading.
    """
    line = text[at:end]
    verdicts = list(_VERDICT.finditer(line))
    if not verdicts and len(line) < _LONGEST_LINE:
        return at
    ends = [
        found
        for found in _SENTENCE_BREAK.finditer(
            line, verdicts[-1].end() if verdicts else max(0, len(line) - _LONGEST_LINE)
        )
        if not _ABBREVIATION.search(line, max(0, found.start() - 12), found.start() + 1)
    ]
    if not ends:
        return at
    return at + (ends[0] if verdicts else ends[-1]).end()


def _may_begin(text: str, lines: Lines, number: int) -> bool:
    """Whether anything at all speaks for a paragraph beginning here (most lines stand inside one)."""
    return (
        lines.gaps[number] > lines.usual_gap
        or text[lines.ends[number - 1] - 1] in ".!?:;\"'”’)]"
        or text.endswith(_LAST_WORDS, lines.starts[number - 1], lines.ends[number - 1])
        or _forced(text, lines, number)
    )


def _forced(text: str, lines: Lines, number: int) -> bool:
    """Whether the line before ``number`` ended although the next word would have fitted: a paragraph ended there."""
    if not lines.width:
        return True
    word = _FIRST_WORD.match(text, lines.starts[number])
    length = lines.ends[number - 1] - lines.starts[number - 1]
    return length + 1 + (word.end() - word.start() if word else 0) < lines.width - 9


def _score(text: str, lines: Lines, number: int, last: int, start: int, end: int) -> float:
    at = lines.starts[number]
    before_end = lines.ends[number - 1] if number else 0
    before = text[max(start, before_end - 240) : before_end] if before_end > start else ""
    heading = text[at:end]
    score = 0.0
    if not before:
        # the rationale would be empty: only when nothing else fits
        score -= 6
    if lines.gaps[number] > lines.usual_gap:
        score += 4
    if before.rstrip(_CLOSERS)[-1:] in _ENDS:
        score += 0.5 if _ABBREVIATION.search(before, max(0, len(before) - 12)) else 3
    elif before.endswith(_LAST_WORDS):
        score += 2  # the last full stop of a rationale is often missing
    if number and _forced(text, lines, number):
        score += 3
    sentence = max(before.rfind(". ", 0, -2), before.rfind(".\n", 0, -2)) + 1
    tail = " ".join(before[sentence:].lower().split())
    if any(words in tail for words in _CONCLUSION):
        score += 2
    score += 1 if _ITEM_START.match(text, at) else -3
    score -= 3 * len(_INNER_SENTENCE.findall(heading))
    for inner in range(number + 1, last):
        if lines.gaps[inner] > lines.usual_gap and "\f" not in text[lines.ends[inner - 1] : lines.starts[inner]]:
            score -= 2
        if _forced(text, lines, inner):
            score -= 3
        score -= 0.5
    return score
