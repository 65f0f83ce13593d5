"""The label before a day: which class of days its words name, misreadings and words of a form allowed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from openimr.casefile.papers.misreadings import words_of
from openimr.casefile.papers.papermarks import PaperMarks
from openimr.casefile.papers.repeatedlines import remembered

#: Words of a form that stand between a label and its day, as marks.
_FILLER = frozenset(
    mark for word in [
        "mm", "dd", "yy", "yyyy", "mon", "monday", "tue", "tues", "tuesday", "wed", "wednesday", "thu",
        "thur", "thurs", "thursday", "fri", "friday", "sat", "saturday", "sun", "sunday"
    ] for mark in words_of(word)
)
#: What parts the cells of a line.
CELLS = re.compile(r"\s*\|\s*|\t+| {2,}")
#: Words of a label at most, and characters before a day in which it can stand.
LABEL_WORDS, NEAR_WORDS = 12, 7
LABEL_CHARACTERS = 90
#: Words before a label in which one says that its day is to come.
_FUTURE_WORDS = 4
#: Words before "on" among which somebody printed.
_NEAR_BY = 6
#: Words before a label among which "next" belongs to it.
_OTHER_WORDS = 3
_BY_MARK = words_of("by")[0]
#: Words before a label that ends in "on" or "of" among which one says that another occasion is retold.
_RETOLD_WORDS = 5
#: Classes of labels with which sentences retell other occasions and papers.
_RETOLD = frozenset({"visit", "report", "operation"})
#: Classes of days that are never a paper's own; a sentence's last piece may be a label of them: "Cont. PT, f/u".
_NEVER_OWN, _PIECES = frozenset({"next", "other_paper"}), re.compile(r"[,;.:]\s{1,2}")
#: A sentence that begins with the word before the day.
_BEGINNING = re.compile(r"[a-z)\]\"”][.;]\s{1,3}(?=(?:On|In|At|By|From|To|Dated)\s{0,3}$)")


@remembered
def label_before(prefix: str, marks: PaperMarks) -> str | None:
    """The class of the label that ends right before a date, or None.

    >>> from openimr.casefile.papers.papermarks import paper_marks
    >>> texts = ("Sex: F  D0B:", "DateofServlce ", "Roe, MD on", "grip of", "Next exam:")
    >>> [label_before(text, paper_marks()) for text in texts]
    ['birth', 'visit', 'served', None, 'next']
    """
    near = _BEGINNING.split(prefix[-LABEL_CHARACTERS:])[-1]
    near = near.rstrip(" :|\t._")
    cell = CELLS.split(near)[-1] if "  " in near or "\t" in near or "|" in near else near
    words = words_of(cell)
    found = longest(words[-LABEL_WORDS:], marks, near=False) if words else None
    if found is None:
        while words and words[-1] in _FILLER:
            words.pop()
        found = longest(words[-LABEL_WORDS:], marks, near=len(words) <= NEAR_WORDS) if words else None
    elif found[0] == 1 and 1 < len(words) <= NEAR_WORDS and words[-1] in marks.weak_date_labels:
        # "Dafe of injury" is more than "injury"
        found = _misread(words, marks) or found
    if found is None and cell is not near:
        # the gap may lie inside the label
        words = words_of(near)
        while words and words[-1] in _FILLER:
            words.pop()
        found = longest(words[-LABEL_WORDS:], marks, near=False) if words else None
        if found is None or "".join(words[-found[0]:]) in marks.weak_date_labels:
            return None
    if found is None:
        # "Next MD:", "Last PT session:"
        headed = prefix.rstrip().endswith(":") and 1 < len(words) <= NEAR_WORDS and words[0] in marks.other_day_words
        return marks.other_day_words[words[0]] if headed else None
    taken, kind = found
    earlier = words[: len(words) - taken][-LABEL_WORDS:]
    if earlier and earlier[-1] in marks.other_day_words:
        return marks.other_day_words[earlier[-1]]
    ahead = [marks.other_day_words.get(word) for word in earlier[-_OTHER_WORDS:]]
    if "next" in ahead:
        return "next"  # "next OB appt"
    if not marks.future_words.isdisjoint(earlier[-_FUTURE_WORDS:]):
        return "next"  # "the deposition will be taken on"
    if "".join(words[-taken:]) not in marks.weak_date_labels:
        if kind in _RETOLD and words[-1] in marks.dated_links and _retold(earlier, marks):
            return "other_paper"  # "since the visit of", "I wrote my report on"
        return kind
    if kind in _NEVER_OWN and earlier and words_of(_PIECES.split(cell)[-1]) == words[-taken:]:
        return kind
    labelled = any(sign in prefix[-4:] for sign in ":#|")
    if kind == "link" and words[-1] == _BY_MARK and not marks.signing_words.intersection(words[-_FUTURE_WORDS:]):
        return "next"  # "send the report by": a day until which
    if kind in ("served", "link"):
        if _BY_MARK in earlier and any(marks.date_classes.of_mark(word) == "printed" for word in earlier[-_NEAR_BY:]):
            return "printed"  # "Printed by jroe on"
        # "signed by Jane Roe, MD on", "Collected on", "seen on" and so on: the word before says what the day is
        if any(word in marks.signing_words for word in words_of(near)[-12:-1]):
            return "signed"
        before = longest(earlier, marks, near=False) if earlier else None
        if before is not None and "".join(earlier[-before[0]:]) not in marks.weak_date_labels - marks.dated_verbs:
            return before[1]
        return kind if kind == "served" else "other_paper"
    if kind == "amended":
        return kind  # "OPERATIVE REPORT - AMENDED 6-2-2016"
    if kind == "plain":
        return "signed" if any(word in marks.signing_words for word in words_of(near)[-12:-1]) else kind
    return kind if labelled or not earlier else None


def _retold(earlier: Sequence[str], marks: PaperMarks) -> bool:
    """Whether the words before a label in a sentence say that it tells of another occasion or paper."""
    return not marks.retelling_words.isdisjoint(earlier[-_RETOLD_WORDS:])


def longest(words: Sequence[str], marks: PaperMarks, *, near: bool) -> tuple[int, str] | None:
    """How many of the last words are a label, and its class; exact labels before misread ones, long before short.

    ``near``: whether a label may be misread. A sentence before a day is no label.
    """
    keys = [(count, "".join(words[-count:])) for count in range(min(len(words), LABEL_WORDS), 0, -1)]
    for count, key in keys:
        kind = marks.date_classes.of_mark(key)
        if kind is not None:
            return count, kind
    if not near:
        return None
    if (misread := _misread(words, marks)) is not None:
        return misread
    # blanks lost before the label: "MaleDateofBirth"
    last = words[-1]
    for length in range(min(len(last) - 1, 24), 8, -1):
        kind = marks.date_classes.of_mark(last[-length:])
        if kind is not None:
            return 1, kind
    return None


def _misread(words: Sequence[str], marks: PaperMarks) -> tuple[int, str] | None:
    """The longest label with a wrong letter that the last words are."""
    for count in range(min(len(words), LABEL_WORDS), 0, -1):
        key = "".join(words[-count:])
        if len(key) >= 8 and (kind := marks.date_classes.near_mark(key)) is not None:
            return count, kind
    return None
