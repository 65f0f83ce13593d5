"""A text as its names are looked for: one apostrophe, one blank, no accents, nothing unseen; with the way back.

Papers are typed, pasted, converted and read from images: the same name comes with an accent in its letter or beside it,
with a soft hyphen or a character that nobody sees, with a no-break space, with an indented next line or the foot of a
page in its midst. One such text serves every search, and each place leads back to the text as it stands.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from typing import NamedTuple

_APOSTROPHES = "\u2018\u2019\u201a\u201b\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u2032\u2035`\u00b4\uff07\ua78c"
_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02"
_LETTERS = {
    **dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_QUOTES, '"'),
    "\u00f8": "o", "\u00d8": "O", "\u0142": "l", "\u0141": "L", "\u0111": "d", "\u0110": "D",
    "\u00f0": "d", "\u00d0": "D",
    "\u00e6": "ae", "\u00c6": "AE", "\u0153": "oe", "\u0152": "OE", "\u00df": "ss", "\u00fe": "th", "\u00de": "Th",
    "\u0131": "i", "\u2028": "\n", "\u2029": "\n", "\u0085": "\n",
}  # fmt: skip
#: Marks that stand beside their letter, and characters that nobody sees.
_UNSEEN = frozenset({"Mn", "Me", "Cf"})
#: So many different characters are remembered; a text may hold any.
_REMEMBERED = 1 << 14
#: What is written otherwise as a whole: a page's foot or head within the text, a line's end with what indents the next,
#: a word whose letters are spaced or spelled with dashes, a character that is no ASCII. Each begins
#: where it can begin once only.
_OTHERWISE = re.compile(
    r"(?P<page>\n{1,3}[ \t\f]{0,8}(?:-[ ]?)?(?i:page|pg\.?)[ ]\d{1,4}(?:[ ](?:of|/)[ ]\d{1,4})?"
    r"(?:[ ]?-)?[ \t]{0,8}\n{1,3}[ \t]*)"
    r"|(?P<end>\r\n?[ \t]*|\n[ \t]+|\f)"
    r"|(?P<spaced>(?<![^\W_])[^\W\d_](?:[ ][^\W\d_]){3,40}(?![^\W_]))"
    r"|(?P<spelled>(?<![\w-])[A-Z](?:-[A-Za-z]){2,40}(?![\w-]))"
    r"|(?P<other>[^\x00-\x7f]|`)"
)
_ORDINARY = re.compile(
    r"[\r\f`]|\n[ \t]|[^\x00-\x7f]|\n[ \t]?-?[ ]?(?i:page|pg)|(?<![^\W_])[^\W\d_] [^\W\d_] "
    r"|(?<![\w-])[A-Z]-[A-Za-z]-"
)


class _Characters(dict[str, str]):
    def __missing__(self, one: str) -> str:
        made = _LETTERS.get(one)
        if made is None:
            apart = unicodedata.normalize("NFKD", one)
            made = "".join(_LETTERS.get(part, part) for part in apart if unicodedata.category(part) not in _UNSEEN)
            if not made.strip() and made:
                made = " "
        if len(self) < _REMEMBERED:
            self[one] = made
        return made


_CHARACTERS = _Characters()


def plain_word(word: str) -> str:
    """A word or name without accents, with the apostrophe of the keyboard.

    >>> plain_word("Đức"), plain_word("Nu\u0303n\u0303ez"), plain_word("Mahi\u02bbai")
    ('Duc', 'Nunez', "Mahi'ai")
    """
    if word.isascii() and "`" not in word:
        return word
    return "".join([_CHARACTERS[one] for one in word])


class PlainText(NamedTuple):
    """The text that is searched, and where its stretches came from.

    Attributes:
        text: what is searched.
        original: the text as it stands.
        starts: where each stretch begins in the searched text; empty where both texts are the same.
        came_from: where it begins in the original.
        verbatim: whether the stretch has as many characters as its original; another belongs together.
    """

    text: str
    original: str
    starts: list[int]
    came_from: list[int]
    verbatim: list[bool]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of a passage of the searched text, with marks that belong to its letters."""
        if not self.starts:
            return start, end
        first = bisect_right(self.starts, start) - 1
        begun = self.came_from[first] + (start - self.starts[first] if self.verbatim[first] else 0)
        last = bisect_right(self.starts, end - 1) - 1
        if self.verbatim[last]:
            ended = self.came_from[last] + end - self.starts[last]
        else:
            ended = self.came_from[last + 1] if last + 1 < len(self.came_from) else len(self.original)
        # an accent of its own at the end, a letter that stands for an apostrophe before or behind
        while ended < len(self.original) and unicodedata.category(self.original[ended]) in ("Mn", "Lm"):
            ended += 1
        if begun and unicodedata.category(self.original[begun - 1]) == "Lm":
            begun -= 1
        return begun, ended


def plain_text(text: str) -> PlainText:
    """The text that is searched for names.

    >>> made = plain_text("by M.\\u00a0Ko\\u00adlva\\u0301r and L.\\n     Mahi\\u02bbai")
    >>> made.text
    "by M. Kolvar and L.\\nMahi'ai"
    >>> start, end = made.place(3, 12)
    >>> ascii(made.original[start:end])
    "'M.\\\\xa0Ko\\\\xadlva\\\\u0301r'"
    >>> plain_text("T A R N and\\n\\nPage 3 of 7\\n\\nMarno").text
    'TARN and\\nMarno'
    """
    if not _ORDINARY.search(text):
        return PlainText(text, text, [], [], [])
    pieces: list[str] = []
    starts, came_from, verbatim = [0], [0], [True]
    done = size = 0

    def stretch(at: int, same: bool) -> None:
        if starts[-1] == size and came_from[-1] == at:
            verbatim[-1] = same
            return
        starts.append(size)
        came_from.append(at)
        verbatim.append(same)

    for match in _OTHERWISE.finditer(text):
        start, end = match.span()
        kind = match.lastgroup
        if kind == "other":
            made = _CHARACTERS[text[start]]
        elif kind in ("spaced", "spelled"):
            made = plain_word(match[0][::2])
        else:
            made = "\n"
        pieces += (text[done:start], made)
        size += start - done
        if len(made) != end - start:
            stretch(start, same=False)
            size += len(made)
            stretch(end, same=True)
        else:
            size += len(made)
        done = end
    pieces.append(text[done:])
    return PlainText("".join(pieces), text, starts, came_from, verbatim)
