"""One file, several papers: where new papers begin.

Each page is weighed against the page before it and against the paper so far. Many signs speak: page numbers, titles,
letterheads, days, patients, greetings, signatures, sentences that go on. Each adds to or takes from one sum
(``WEIGHTS``); a paper begins where the sum is above zero. No sign decides alone but another patient and page numbers
that count on.

A blank sheet belongs to the paper before it; blank sheets at the beginning of a file stand alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from openimr.casefile.model import DocumentKind
from openimr.casefile.papers.leaves import Leaf, leaf_of
from openimr.casefile.papers.misreadings import mark_of, words_of
from openimr.casefile.papers.onename import may_be_one, share_word
from openimr.casefile.papers.pageorder import joined_runs
from openimr.casefile.papers.pageview import view_of
from openimr.casefile.papers.papermarks import PaperMarks

#: What each sign adds to the sum that says whether a paper begins.
WEIGHTS: dict[str, float] = {
    "bias": -1.2,
    # page numbers
    "counts on": -7.0,  # 2 of 3 behind 1 of 3
    "same paper, other order": -4.0,  # 3 of 3 behind 1 of 3
    "expected number": -6.0,  # 2 behind one page without a number
    "expected number of several": -9.0,  # 2 of 5 behind one page without a number
    "number of another paper": 1.5,  # 27 behind one page without a number
    "page of another paper": 6.0,  # 2 of 5 of a sure other kind: its first page lies elsewhere
    "later page": -1.5,  # another number above 1 behind a page without one
    "count of another paper": 3.0,  # 3 of 5 behind 2 of 3
    "count does not go on": 2.5,  # 2 behind 2, 3 behind 7
    "first of several": 5.0,  # 1 of 3
    "first": 2.5,  # 1, without a total
    "last before": 2.5,  # behind 3 of 3
    "open before": -2.0,  # behind 2 of 3, without a number
    # titles
    "title of another kind": 4.0,
    "title of a quoted kind": 1.5,
    "weak title": 1.5,
    "title again": 1.0,
    "another title": 3.0,  # of the same kind
    # whose and when
    "another patient": 7.0,
    "another name": 5.0,  # no word of which is the patient's so far
    "same form again": 2.0,  # of another day
    "running head": -3.5,
    "same patient": -0.3,
    "another day": 3.0,
    "same day": -2.0,
    "named": 1.2,  # a labelled patient with birth day or claim, as heads have
    # how the page begins
    "another letterhead": 2.5,
    "same letterhead": 0.8,
    "repeated head": -2.0,
    "head of the first page": 4.0,  # again, behind pages that did not have it
    "first page again": 8.0,  # another copy, or the same form of another visit
    "whole head": 2.0,  # title, patient and the section with which papers open
    "amended": 6.0,  # and so another copy of the report before
    "greeting": 2.5,
    "opening section": 1.2,
    "closing section": -1.8,
    "continued": -5.0,
    "sentence goes on": -3.5,
    "broken off before": -1.5,
    "no head": -2.5,
    # how the page before ends
    "closed before": 1.8,
    # what it is about
    "another kind": 2.0,
    "same kind": -1.0,
    # transmissions
    "new transmission": 1.2,
    "same transmission": -0.3,
    "cover": 9.0,
}


#: A file of so many pages, whose titles name so many kinds, is no single paper though its pages count through.
_MANY_PAGES, _MANY_KINDS = 10, 3
#: By how much a page's kind must lead where nothing else is weighed.
_SURE = 8.0
#: Kinds whose pages may look like any other report's.
_RETELLING = frozenset({
    DocumentKind.OTHER, DocumentKind.MEDICAL_LEGAL, DocumentKind.CONSULT, DocumentKind.PERMANENT_STATIONARY,
    DocumentKind.UR_DETERMINATION, DocumentKind.PSYCH_REPORT,
})
#: First pages of so many days are of several papers, though they are counted through.
_MANY_DAYS = 3

#: A page with no more words may be the end of a paper, its signature for example.
_TAIL = 40
#: Pages of so many words that share so many of their different words are copies of one page.
_LEAST_WORDS, _SAME_SHARE = 40, 0.72

#: Names of patients looked for in heads, lines of these, and letters of a running head.
_MOST_NAMES, _NAMED_LINES, _LEAST_HEAD = 12, 5, 8

__all__ = ["WEIGHTS", "may_be_one", "signs", "split_leaves", "split_pages"]

_Say = Callable[..., None]


def split_pages(texts: Sequence[str], marks: PaperMarks) -> list[tuple[int, int]]:
    """Runs of pages that belong together, as (first, behind the last), counted from 0.

    >>> from openimr.casefile.papers.papermarks import paper_marks
    >>> pages = ["PROGRESS NOTE\\nPage 1 of 2", "Plan\\nPage 2 of 2", "OPERATIVE REPORT\\nPage 1 of 1"]
    >>> split_pages(pages, paper_marks())
    [(0, 2), (2, 3)]
    """
    return split_leaves([leaf_of(view_of(text), marks) for text in texts], marks)


def split_leaves(leaves: Sequence[Leaf], marks: PaperMarks) -> list[tuple[int, int]]:
    """The same as :func:`split_pages` for leaves."""
    if not leaves:
        return []
    _forget_common_count(leaves)
    _mention(leaves)
    starts = [0]
    for index in range(1, len(leaves)):
        if leaves[index].blank:
            continue  # the back of a sheet belongs to the sheet
        before = next((i for i in range(index - 1, starts[-1] - 1, -1) if not leaves[i].blank), None)
        resumed = _resumes(leaves, starts[-1], index)
        if before is None or resumed or sum(signs(leaves, starts[-1], before, index, marks).values()) > 0:
            starts.append(index)
    runs = list(zip(starts, [*starts[1:], len(leaves)], strict=True))
    return joined_runs(runs, leaves)


def _resumes(leaves: Sequence[Leaf], start: int, index: int) -> bool:
    """Whether a page goes on with the paper that one page of somebody else has interrupted, as its number says."""
    here, between = leaves[index].number, leaves[start]
    if index != start + 1 or start == 0 or here is None or between.number is not None:
        return False
    before = leaves[start - 1]
    one, other = before.identity.patient, between.identity.patient
    return (
        before.number is not None and here.of is not None and before.number.of == here.of
        and before.number.number + 1 == here.number
        and one is not None and other is not None and not may_be_one(one, other)
    )


def signs(leaves: Sequence[Leaf], start: int, before: int, index: int, marks: PaperMarks) -> dict[str, float]:
    """The signs for and against a paper's beginning at ``index``, each with its weight.

    Args:
        leaves: all pages of the file.
        start: where the paper so far begins.
        before: the last printed page of it.
        index: the page asked about.
        marks: the programme's marks.
    """
    here, last, first = leaves[index], leaves[before], leaves[start]
    found: dict[str, float] = {}

    def say(sign: str, times: float = 1.0) -> None:
        found[sign] = WEIGHTS[sign] * times

    say("bias")
    if here.cover or last.cover or last.kind is DocumentKind.BLANK or here.kind is DocumentKind.BLANK:
        say("cover")
    _number_signs(here, last, leaves[start:index], say)
    if not _runs(here, first):
        _title_signs(here, leaves[start:index], marks, say)
    _identity_signs(here, leaves[start:index], say)
    _head_signs(here, last, first, before > start, marks, say)
    if last.ends_closed:
        say("closed before")
    if here.fax is not None and last.fax is not None:
        going_on = here.fax.stamp == last.fax.stamp and here.fax.number == last.fax.number + 1
        say("same transmission" if going_on else "new transmission")
    elif (here.fax is None) != (last.fax is None):
        say("new transmission", 0.5)
    return found


def _number_signs(here: Leaf, last: Leaf, paper: Sequence[Leaf], say: _Say) -> None:
    mine, theirs = here.number, last.number
    pages = sum(1 for leaf in paper if not leaf.blank)
    seen = {leaf.number.number for leaf in paper if leaf.number is not None}
    same_visit = here.identity.patient is not None and _is_same_day(here, paper)
    if mine is not None and mine.where and theirs is not None and theirs.where == mine.where:
        # the foot of a form's pages
        if mine.number > theirs.number:
            say("counts on" if mine.number == theirs.number + 1 else "same paper, other order")
        return
    if mine is not None and not mine.sure:
        # a lone figure is a page number only where it counts on
        if theirs is not None and mine.number == theirs.number + 1:
            say("counts on", 0.7)
        elif theirs is None and mine.number == pages + 1 and not _begins_transmission(here, last):
            say("expected number", 0.6)
        return
    if mine is None:
        if theirs is not None and theirs.sure and theirs.of is not None:
            say("last before" if theirs.number >= theirs.of else "open before")
        return
    if mine.number == 1:
        say("first of several" if mine.of is not None else "first")
    elif theirs is None or not theirs.sure:
        expected = "expected number of several" if mine.of is not None else "expected number"
        other = mine.number > pages + 3 and (theirs is None or theirs.number != mine.number - 1)
        if mine.number == pages + 1 and _is_foreign(here, paper[0]) and not _is_same_day(here, paper):
            say("page of another paper")
            return
        say(expected if mine.number == pages + 1 else "number of another paper" if other else "later page")
    elif mine.number == theirs.number + 1:
        other = mine.of is not None and theirs.of is not None and mine.of != theirs.of
        say("count of another paper" if other else "counts on")
    elif mine.number not in seen and (
        mine.of == theirs.of if mine.of is not None
        else same_visit or any(_same_running_head(here, leaf) for leaf in paper)
    ):
        say("same paper, other order")
    else:
        say("count does not go on")


def _begins_transmission(here: Leaf, last: Leaf) -> bool:
    """Whether a page is the first of several that a fax machine sent, and the page before was not sent with it."""
    fax, before = here.fax, last.fax
    return fax is not None and fax.number == 1 and (fax.of or 1) > 1 and (before is None or before.stamp != fax.stamp)


def _is_foreign(here: Leaf, first: Leaf) -> bool:
    """Whether a page is surely of another kind than a paper's first one, and bears nothing of its head."""
    return (
        here.kind is not first.kind and here.kind is not DocumentKind.OTHER and first.kind not in _RETELLING
        and here.certainty >= _SURE and first.certainty >= _SURE and not _same_running_head(here, first)
    )


def _same_running_head(one: Leaf, other: Leaf) -> bool:
    """Whether the first lines of two pages differ in nothing but figures, as running heads with page numbers do."""
    mine, theirs = (
        "".join(word for words in leaf.view.words[:1] for word in words if not word.isdigit()) for leaf in (one, other)
    )
    return len(mine) >= _LEAST_HEAD and mine == theirs


def _mention(leaves: Sequence[Leaf]) -> None:
    """Find pages whose heads name, without a label, somebody whom other pages name as patient."""
    names = Counter(leaf.identity.patient for leaf in leaves if leaf.identity.patient)
    known = [
        (name, words) for name, _ in names.most_common(_MOST_NAMES)
        if len(words := [mark for word in name.replace(",", " ").split() if len(mark := mark_of(word)) > 2]) > 1
    ]
    for leaf in leaves:
        if leaf.identity.patient is None and not leaf.blank:
            heads = ["".join(words) for words in leaf.view.words[:_NAMED_LINES]]
            leaf.mentioned = next(
                (name for name, words in known if any(all(word in head for word in words) for head in heads)), None
            )


def _title_signs(here: Leaf, paper: Sequence[Leaf], marks: PaperMarks, say: _Say) -> None:
    title = here.title
    kinds = {leaf.title.kind for leaf in paper[:1] if leaf.title is not None}
    whole = here.kind
    if title is not None:
        strength = min(1.0, title.weight / 10)
        if not here.identified and (title.line > 1 or title.kind in kinds):
            strength /= 2  # a heading
        rules = marks.of(title.kind)
        if title.weight < 5:
            say("weak title", strength)
        elif title.kind in kinds or (not kinds and title.kind is paper[0].kind):
            known = {_title_mark(leaf.title.text) for leaf in paper if leaf.title is not None}
            say("title again" if _title_mark(title.text) in known else "another title", strength)
        elif rules is not None and rules.quoted and not (here.letterhead or here.identity.patient or here.own_days()):
            say("title of a quoted kind", strength)
            whole = DocumentKind.OTHER  # what is retold there says so too
        else:
            say("title of another kind", strength)
    paper_kind = paper[0].kind
    if whole is not paper_kind and DocumentKind.OTHER in (whole, paper_kind):
        if here.identified and min(here.certainty, paper[0].certainty) >= _SURE and whole is here.kind:
            say("another kind", min(1.0, here.certainty / 16))
    elif whole is not DocumentKind.OTHER:
        if whole is paper_kind:
            say("same kind")
        elif here.certainty >= 3:
            say("another kind", min(1.0, here.certainty / 8))


def _is_same_day(here: Leaf, paper: Sequence[Leaf]) -> bool:
    return not {day for leaf in paper for day in leaf.own_days()}.isdisjoint(here.own_days())


def _is_tail(here: Leaf) -> bool:
    """Whether a page is the last lines of a paper, whose day is that of a signature: few words, nothing that begins."""
    return here.words <= _TAIL and not (here.greeting or here.title or here.identity.patient or here.opens)


def _title_mark(text: str) -> str:
    """A title as it is compared with another: without figures."""
    return "".join(word for word in words_of(text) if not word.isdigit())


def _identity_signs(here: Leaf, paper: Sequence[Leaf], say: _Say) -> None:
    known = [leaf.identity for leaf in paper]
    mine = here.identity
    births = {identity.birth_date for identity in known if identity.birth_date}
    claims = {mark_of(identity.claim_number) for identity in known if identity.claim_number}
    patients = [identity.patient for identity in known if identity.patient]
    other = False
    if mine.birth_date and births and mine.birth_date not in births:
        other = True
    if mine.patient and patients:
        if any(may_be_one(mine.patient, name) for name in patients):
            say("same patient")
        else:
            other = True
            if not any(share_word(mine.patient, name) for name in patients):
                say("another name")
    elif here.mentioned and patients and not any(may_be_one(here.mentioned, name) for name in patients):
        other = True
    if not mine.patient and _is_otherwise_numbered(mine.record_number, [one.record_number for one in known]):
        other = True
    if other:
        say("another patient")
    if mine.patient and (mine.birth_date or mine.claim_number or mine.injury_date):
        say("named")
    elif mine.claim_number and claims and mark_of(mine.claim_number) not in claims and not patients:
        say("another patient", 0.4)
    if here.own_days() and any(leaf.own_days() for leaf in paper):
        if _is_same_day(here, paper):
            # a slip of the same visit has a title of its own
            say("same day", 0.4 if here.title is not None and here.title.weight > 6 else 1.0)
        elif not _is_tail(here):
            say("another day")
            if here.title is not None and not _runs(here, paper[0]) and here.title.weight >= 8 and mine.patient and any(
                leaf.title is not None and leaf.title.kind is here.title.kind for leaf in paper
            ):
                say("same form again")


def _head_signs(here: Leaf, last: Leaf, first: Leaf, several: bool, marks: PaperMarks, say: _Say) -> None:
    """``several``: the paper so far has more than one printed page."""
    if here.letterhead and not _is_tail(here):
        same = here.facility is not None and first.facility is not None and _alike(here.facility, first.facility)
        if same or (here.head and first.head and here.head[0] == first.head[0]):
            say("same letterhead")
        elif here.facility is not None or first.letterhead:
            say("another letterhead")
    if _heads_alike(here, last):
        # a title under a letterhead, behind a page that was signed, heads the next visit
        anew = last.ends_closed and here.title is not None and here.title.line < 4 and here.title.weight >= 8
        anew = anew and here.number is None and not here.continued and not _is_same_day(here, [last])
        say("head of the first page" if anew and here.head[0] == first.head[0] else "repeated head")
    elif several and _heads_alike(here, first):
        say("head of the first page")
    if _same_words(here, first):
        say("first page again")
    if here.opens and here.title is not None and here.identity.patient is not None:
        say("whole head")
    if here.greeting:
        say("greeting")
    if here.amended and here.letterhead and here.identity.patient is not None:
        say("amended")
    if here.opens:
        say("opening section")
    if here.closes and here.title is None:
        say("closing section")
    if _runs(here, first):
        say("running head")
    if here.continued:
        say("continued")
    if here.begins_open:
        say("sentence goes on")
    if last.ends_open and not here.letterhead and here.title is None and not (here.opens and here.identity.patient):
        say("broken off before")
    rules = marks.of(here.title.kind) if here.title is not None else None
    # "MRI LUMBAR SPINE" above a sentence retells; above "Surgeon: A. Roe, MD" it heads a report
    retold = rules is not None and rules.quoted and not any(label.name.startswith("author") for label in here.labels)
    if not here.identified and (here.title is None or retold):
        say("no head")


def _runs(here: Leaf, first: Leaf) -> bool:
    """Whether a page's first line is the paper's patient and record number, as the heads of further pages are.

    A title in such a line (``QUINCE, MARLO  MR 4410  OPERATIVE REPORT``) begins nothing, unless the paper's first page
    has the line too; a line that is followed by a title, or holds another day, heads a visit.
    """
    number, patient = first.identity.record_number or first.identity.claim_number, first.identity.patient
    if not number or not patient or here.letterhead or not here.view.words or not first.letterhead:
        return False
    if here.title is not None and here.title.line > 0 and here.title.weight >= 5:
        return False
    if any(day.line == here.view.numbers[0] and day.day not in first.own_days() for day in here.days):
        return False
    names = [mark for word in patient.replace(",", " ").split() if len(mark := mark_of(word)) > 2]
    line, head = (mark_of("".join(leaf.view.words[0])) for leaf in (here, first))
    if mark_of(number) not in line or not any(name in line for name in names):
        return False
    return not any(name in head for name in names)


def _heads_alike(one: Leaf, other: Leaf) -> bool:
    """Whether two pages share two of the lines at their tops."""
    return len(set(one.head[:4]) & set(other.head[:4])) >= 2


def _same_words(one: Leaf, other: Leaf) -> bool:
    """Whether two pages hold nearly the same words, as two copies of one page do."""
    if not (0.75 * one.words <= other.words <= 1.34 * one.words) or min(one.words, other.words) < _LEAST_WORDS:
        return False
    mine, theirs = ({word for line in leaf.view.words for word in line} for leaf in (one, other))
    return len(mine & theirs) >= _SAME_SHARE * len(mine | theirs)


def _forget_common_count(leaves: Sequence[Leaf]) -> None:
    """Drop page numbers that count through many papers: a print-out's, not the papers'.

    They count through most of a file whose titles name many kinds, or through several first pages of different days.
    """
    counts: dict[tuple[int, int | None], list[int]] = {}
    for place, leaf in enumerate(leaves):
        for number in leaf.numbers:
            counts.setdefault((number.number - place, number.of), []).append(place)
    kinds = {leaf.title.kind for leaf in leaves if leaf.title is not None and leaf.title.weight >= 8}
    kinds |= {leaf.kind for leaf in leaves if leaf.identity.patient and leaf.certainty >= _SURE}
    most = 0.6 * sum(1 for leaf in leaves if not leaf.blank)
    for (shift, of), places in counts.items():
        through = len(leaves) >= _MANY_PAGES and len(places) >= most and len(kinds) >= _MANY_KINDS
        if not through and len(places) >= _MANY_DAYS:
            heads = (leaves[place] for place in places)
            days = {
                leaf.own_days()[0] for leaf in heads
                if leaf.identity.patient and leaf.letterhead and leaf.own_days() and not leaf.continued
            }
            through = len(days) >= _MANY_DAYS
        for place in places if through else ():
            leaves[place].numbers = [n for n in leaves[place].numbers if (n.number - place, n.of) != (shift, of)]


def _is_otherwise_numbered(number: str | None, known: Sequence[str | None]) -> bool:
    """Whether a record's number is made like those of a paper, and is another by more than a misread figure."""
    numbers = [one for one in known if one]
    return number is not None and bool(numbers) and all(
        len(one) == len(number) and [c.isdigit() for c in one] == [c.isdigit() for c in number]
        and sum(a != b for a, b in zip(one, number, strict=True)) > 2 for one in numbers
    )


def _alike(one: str, other: str) -> bool:
    mine, theirs = mark_of(one), mark_of(other)
    return mine == theirs or mine.startswith(theirs) or theirs.startswith(mine)
