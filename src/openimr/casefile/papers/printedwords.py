"""Words of papers as copies are compared: lower case, letters that machines confuse folded, stamps left out.

Two prints of one sheet differ in what a fax machine or a mail room stamped on it and in the letters that recognition
took for others. Both are taken away here, so that what is left to differ is the paper itself.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

from openimr.casefile.papers.dates import day_of
from openimr.casefile.papers.faxlines import is_fax_line

#: Letters and digits that print and noise make alike, each written as one of them; no digit stands for another digit.
_ALIKE = str.maketrans({
    "0": "o", "a": "o", "1": "l", "i": "l", "j": "l", "|": "l", "!": "l", "5": "s", "8": "b", "h": "b", "2": "z",
    "9": "g", "q": "g", "e": "c", "u": "n", "f": "t", "v": "y",
})
#: The digits that letters of a misread number stand for.
_DIGITS = str.maketrans({
    "o": "0", "q": "0", "d": "0", "l": "1", "i": "1", "j": "1", "|": "1", "!": "1", "s": "5", "b": "8", "z": "2",
    "g": "9",
})
_BOXES = str.maketrans(dict.fromkeys("☒☑✓✔✗✘", "x") | dict.fromkeys("☐□", " "))
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_WORD = re.compile(
    rf"""\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}(?![\d/])            # a day in figures
    | (?:{_MONTHS})[a-z]{{0,6}}\.?[ -]\d{{1,2}}(?:st|nd|rd|th|d)?(?:,?[ ]{{1,2}}|-)\d{{4}}(?!\d)  # or with words
    | \d{{1,2}}[ ./-]?(?:{_MONTHS})[a-z]{{0,6}}\.?[ ,./-]{{0,2}}(?:19|20)\d\d(?!\d)
    | \d{{1,2}}-(?:{_MONTHS})-\d\d(?![\d:])
    | [a-z0-9|!]*[a-z0-9][a-z0-9|!]*
    | (?<![^\s(\[])[+-](?![^\s),.;\]])                             # a sign alone: SLR (+)
    """,
    re.X,
)
_ORDINALS = ("st", "nd", "rd", "th")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|d)(?=\d{4}$)")
_NO_LETTERS = re.compile(r"[^a-z0-9+|!-]+")
_MIXED = re.compile(r"[a-z][0-9|!]|[0-9|!][a-z]")
#: Pairs of words whose likeness is remembered: papers of one case are written in the same words.
REMEMBERED = 1 << 15

_CLOCK = re.compile(r"\b[\dOolI]{1,2}[:;][\dOolI]{2}\b")
_COUNTER = re.compile(
    r"^\W*(?:(?:page|pg|p)[ .:#]*\d{1,4}(?: ?(?:of|/) ?\d{1,4})?|\d{1,4} ?(?:of|/) ?\d{1,4}"
    r"|@?\d{1,4}(?:/\d{1,4})?)\W*$",
    re.I,
)
#: A Bates number or another running number: one or two codes with at least four digits, alone on a line.
_CODE = re.compile(r"^\W*(?:[A-Z][A-Z&.]{0,11}[ _/-]{0,3}){0,3}[0-9OIl]{4,12}\W*$")
_MAILED = re.compile(
    r"^\W*(?:received|rec'?d|scanned|faxed|e-?mailed|filed|(?:(?:file|office|chart|true|certified|client|second|2nd)"
    r" )?copy|duplicate(?: copy)?|confidential|exhibit|resent"
    r"|re-?sent|printed|generated|downloaded|uploaded|imaged|entered|original mailed|via fax|by fax)\b",
    re.I,
)
_FIGURE = re.compile(r"\d")
#: A stamp's word alone on a line, letters perhaps spaced; and the lines that go with it.
_STAMP_WORD = re.compile(
    r"^\W*(?:R ?E ?C ?E ?I ?V ?E ?D|S ?C ?A ?N ?N ?E ?D|F ?A ?X ?E ?D|F ?I ?L ?E ?D|C ?O ?P ?Y|M ?A ?I ?L ?E ?D)\W*$",
    re.I,
)
_OFFICE = re.compile(r"^(?:BY )?[A-Z][A-Z.&' -]{2,28}$")
_SENTENCE_END = re.compile(r"[a-z]{3}\.\s*$")
_ENDS = (".", ":", ";", "?", "!")
#: Blanks that part cells of a form.
_WIDE = "   "
#: A line of a mail room that begins with something else: its word and the day, and what it counts or files by.
_ENTERED = re.compile(r"\b(?:recv|rec['’]?v?['’]?d|rcvd|scanned)\b\W{0,3}\d{1,2}[/.-]\d{1,2}[/.-]\d{2}", re.I)
_FILED = re.compile(r"\b(?:doc|img|image|mail|drop|dock|scan|tray|batch|box|page|pg)\b|\d/\d{1,3}\s*$", re.I)


@dataclass(slots=True)
class PaperWords:
    """The words of one paper, in order, without stamps.

    Attributes:
        raws: words as printed, lower case; a full day is one word without its separators.
        keys: number of each word; words that noise makes alike share one.
        lines: number of the line of each word, counted through the whole paper.
        pages: index of the page of each word, from 0.
        days: full days by the index of their word.
        sizes: words of each page.
        line_sizes: words of each line.
        gaps: indexes of the words behind a wide blank, as stands between the cells of a form.
        inner: numbers of the lines that begin or end within a sentence of the lines around them.
        closed: numbers of the lines that end a sentence.
    """

    raws: list[str] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    days: dict[int, dt.date] = field(default_factory=dict)
    sizes: list[int] = field(default_factory=list)
    line_sizes: list[int] = field(default_factory=list)
    gaps: set[int] = field(default_factory=set)
    inner: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)
    _firsts: list[int] = field(default_factory=list)

    def firsts(self) -> list[int]:
        """Where the words of each page begin."""
        if not self._firsts:
            self._firsts = [0, *accumulate(self.sizes)][:-1]
        return self._firsts


class WordNumbers:
    """Gives every word a number; words that noise makes alike get the same one.

    >>> numbers = WordNumbers()
    >>> numbers.of("quince") == numbers.of("qu1nce"), numbers.of("left") == numbers.of("right")
    (True, False)
    """

    def __init__(self) -> None:
        self._raw: dict[str, int] = {}
        self._folded: dict[str, int] = {}

    def of(self, raw: str) -> int:
        """The number of a word in lower case."""
        found = self._raw.get(raw)
        if found is None:
            found = self._folded.setdefault(folded(raw), len(self._folded) + 1)
            self._raw[raw] = found
        return found


def folded(word: str) -> str:
    """A lower-case word with letters that noise confuses written the same way.

    >>> folded("c1inic") == folded("clinic"), folded("thnee") == folded("tbuce"), folded("3") == folded("8")
    (True, True, False)
    """
    return word.translate(_ALIKE)


def _joined(word: str) -> str:
    """A word with pairs of letters that print as one written as that one."""
    return (
        word.replace("rn", "m").replace("vv", "w").replace("cl", "d").replace("ri", "n").replace("ii", "u")
        .replace("li", "h")
    )


def as_digits(word: str) -> str:
    """A number as printed or misread, letters that print like a digit written as that digit.

    >>> as_digits("2o14"), as_digits("20l4"), as_digits("2x14")
    ('2014', '2014', '2x14')
    """
    return word.translate(_DIGITS)


def is_number(word: str) -> bool:
    """Whether a word is a number, perhaps misread: half of it or more are digits.

    >>> is_number("2o14"), is_number("l4"), is_number("left")
    (True, True, False)
    """
    return not word.isalpha() and 2 * sum(c.isdigit() for c in word) >= len(word) > 0


def figures(words: Iterable[str]) -> str:
    """The digits of the numbers among words, in one.

    >>> figures(["seen", "03", "l8", "2014"])
    '03182014'
    """
    return "".join(as_digits(word) for word in words if is_number(word))


def is_broken(word: str) -> bool:
    """Whether a word mixes letters and digits in a way that only noise writes (``qu1nce``, not ``l5`` or ``t12``).

    >>> is_broken("qu1nce"), is_broken("l5"), is_broken("c-6"), is_broken("1eft")
    (True, False, False, True)
    """
    return len(word) > 3 and _MIXED.search(word) is not None and sum(c.isalpha() for c in word) >= 3


def is_scribble(word: str) -> bool:
    """Whether a word is what recognition makes of a scribble: no vowel, or letters and digits mixed.

    >>> is_scribble("xqz"), is_scribble("pa1n"), is_scribble("pain"), is_scribble("l5")
    (True, True, False, False)
    """
    return is_broken(word) or (word.isalpha() and len(word) > 2 and not set(word) & set("aeiouy"))


def plain(text: str) -> str:
    """A text in lower case, with accents, ligatures and ticked boxes written in plain letters."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_BOXES))
        text = "".join(c for c in text if not unicodedata.combining(c))
    return text.lower()


def is_stamp(line: str) -> bool:
    """Whether a line was put on the page by a machine or a mail room, also when recognition garbled it.

    >>> is_stamp("RECEIVED  AUG 24 2018  PINECREST MAIL ROOM"), is_stamp("PCM-QF 00014"), is_stamp("Page 2 of 5")
    (True, True, True)
    >>> is_stamp("Cobalt Mutual   Doc ID 77120   Recv 03/01/2019    1/2")
    True
    >>> is_stamp("Date of visit: 03/18/2014"), is_stamp("Received 6 of 8 therapy visits with some relief of his pain.")
    (False, False)
    """
    if len(line) > 160:
        return False
    if _MAILED.match(line) and len(line.split()) <= 9 and not _SENTENCE_END.search(line):
        if ":" not in line or _CLOCK.search(line):
            return True
    elif not _FIGURE.search(line):
        return False
    if _ENTERED.search(line) and _FILED.search(line) and len(line.split()) <= 14 and not _SENTENCE_END.search(line):
        return True
    if is_fax_line(line):
        return not (_SENTENCE_END.search(line) and len(line.split()) > 8)
    if len(line) < 60 and (_COUNTER.match(line) or _CODE.match(line)):
        return True
    if _CLOCK.search(line):
        # a fax header with letters among its digits
        return is_fax_line(re.sub(r"(?<=[\dOolI/:.-])[OolI](?=[\dOolI/:.-])|\b[OolI](?=[\d/:])", _as_digit, line))
    return False


def printed_lines(text: str) -> list[tuple[int, str]]:
    """The lines of a page that belong to the paper, with where each begins: no blank ones, no stamps.

    A stamp may take several lines: ``RECEIVED``, its day, and the office.

    >>> printed_lines("R E C E I V E D\\nAPR 13, 2020\\nCLAIMS DEPT.\\nPhysical Demands Analysis\\n")
    [(42, 'Physical Demands Analysis')]
    """
    found = []
    at = 0
    stamped = 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        stripped = line.strip()
        if not stripped:
            continue
        if stamped and len(stripped) <= 32:
            only_day = _WORD.sub(" ", plain(stripped)).strip(" .,:") == "" and day_of(stripped) is not None
            if only_day or (stamped < 3 and _OFFICE.match(stripped)):
                stamped += 1
                continue
        stamped = 0
        if _STAMP_WORD.match(stripped):
            stamped = 1
        elif len(stripped) > 1 and not is_stamp(line):
            found.append((start, line))
    return found


def _as_digit(match: re.Match[str]) -> str:
    return "0" if match[0] in "Oo" else "1"


def words_of(texts: Sequence[str], numbers: WordNumbers) -> PaperWords:
    """The words of a paper's pages.

    >>> words = words_of(["RECEIVED APR 02 2014\\nSeen 03/18/2014: pain 7/10."], WordNumbers())
    >>> words.raws, words.days
    (['seen', '03182014', 'pain', '7', '10'], {1: datetime.date(2014, 3, 18)})
    """
    paper = PaperWords()
    raws, keys, lines, pages = paper.raws, paper.keys, paper.lines, paper.pages
    number = numbers.of
    find = _WORD.findall
    at = 0
    for page, text in enumerate(texts):
        before = len(raws)
        goes_on = False
        for _, line in printed_lines(text):
            found: list[str] = find(plain(line))
            if not found:
                continue
            if _WIDE in line:
                cells = [len(find(plain(cell))) for cell in line.split(_WIDE)]
                paper.gaps.update(len(raws) + behind for behind in accumulate(cells) if 0 < behind < len(found))
            if goes_on and line.lstrip()[0].islower():
                paper.inner |= {at - 1, at}
            goes_on = not line.rstrip().endswith(_ENDS)
            if _SENTENCE_END.search(line):
                paper.closed.add(at)
            for word in found:
                if len(word) >= 6 and not word.isalnum():
                    day = day_of(word)
                    word = _NO_LETTERS.sub("", word).replace("-", "")
                    if day is not None:
                        word = _ORDINAL.sub("", word)
                        paper.days[len(raws)] = day
                elif word[-2:] in _ORDINALS and word[:-2].isdigit():
                    word = word[:-2]
                raws.append(word)
                keys.append(number(word))
            size = len(found)
            lines += [at] * size
            pages += [page] * size
            paper.line_sizes.append(size)
            at += 1
        paper.sizes.append(len(raws) - before)
    return paper


def edit_cost(a: str, b: str, limit: float) -> float:
    """The cost of turning one word into another, a swap of letters that print alike at less than half; above ``limit``
    anything larger may be given.

    >>> edit_cost("reduced", "rcduced", 3), edit_cost("left", "right", 9) > 2.5
    (0.4, True)
    """
    if a == b:
        return 0.0
    if abs(len(a) - len(b)) * 0.8 > limit:
        return limit + 1
    fold_a, fold_b = folded(a), folded(b)
    # a swap puts one letter in the place of another, a letter lost or gained costs more than half
    if 0.5 * sum(abs(fold_a.count(c) - fold_b.count(c)) for c in {*fold_a, *fold_b}) > limit:
        return limit + 1
    row = [0.8 * i for i in range(len(b) + 1)]
    for i, (c, k) in enumerate(zip(a, fold_a, strict=True), start=1):
        before, row[0] = row[0], 0.8 * i
        best = row[0]
        for j, (d, m) in enumerate(zip(b, fold_b, strict=True), start=1):
            swap = before if c == d else before + (0.4 if k == m else 1.0)
            before = row[j]
            row[j] = min(swap, row[j] + 0.8, row[j - 1] + 0.8)
            best = min(best, row[j])
        if best > limit:
            return limit + 1
    return row[-1]


def alike(a: Iterable[str], b: Iterable[str]) -> bool:
    """Whether two runs of words could be prints of the same words: blanks lost or gained, a third of the letters off.

    >>> alike(["left", "leg"], ["leftleg"]), alike(["improved"], ["imprqvcd"]), alike(["improved"], ["worsened"])
    (True, True, False)
    """
    return _alike(tuple(a), tuple(b))


@lru_cache(REMEMBERED)
def _alike(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    one, other = "".join(a), "".join(b)
    size = max(len(one), len(other))
    if len(a) != len(b) and figures(a) != figures(b):
        return False  # a blank lost or gained takes no digit with it
    if size > 160 or min(len(one), len(other)) == 0:
        return False
    if size <= 3 and any(c.isdigit() for c in one + other):
        return as_digits(one) == as_digits(other)
    allowed = (0.0, 0.0, 0.8)[size] if size <= 2 else max(1.0, 0.36 * size)
    return print_distance(one, other, allowed) <= allowed


def is_thin_misprint(one: str, other: str) -> bool:
    """Whether two words differ in one letter only, the one a ``t`` and the other what is left of it on a pale copy.

    >>> is_thin_misprint("right", "righl"), is_thin_misprint("right", "might"), is_thin_misprint("was", "wos")
    (True, False, False)
    """
    if len(one) != len(other):
        return False
    differing = [{a, b} for a, b in zip(one, other, strict=True) if a != b]
    return len(differing) == 1 and "t" in differing[0] and not differing[0].isdisjoint("lifr")


def print_distance(one: str, other: str, limit: float) -> float:
    """How far two words are from being prints of one: 0 when their letters print alike, else :func:`edit_cost`.

    >>> print_distance("send", "sencl", 9), print_distance("50", "80", 9)
    (0.0, 1.0)
    """
    fewer, fewer_other = _joined(one), _joined(other)
    if {folded(one), folded(fewer)} & {folded(other), folded(fewer_other)}:
        return 0.0
    cost = edit_cost(one, other, limit)
    if cost > 0.8 and (fewer, fewer_other) != (one, other):
        cost = min(cost, edit_cost(fewer, fewer_other, limit))
    return cost
