"""What happens to a name or number on its way to the page: misread, mistyped, broken, run together."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

from benchmarks.publicationblind.marks import hole

_CONFUSED = (
    ("rn", "m"), ("m", "rn"), ("l", "1"), ("l", "I"), ("I", "l"), ("O", "0"), ("o", "0"), ("cl", "d"), ("d", "cl"),
    ("S", "5"), ("B", "8"), ("i", "l"), ("w", "vv"), ("e", "c"), ("h", "b"), ("G", "6"), ("u", "v"),
)  # fmt: skip
_FIGURES = (("0", "O"), ("1", "l"), ("1", "I"), ("5", "S"), ("8", "B"), ("0", "o"))
_LIGATURES = (("ffi", "ﬃ"), ("fi", "ﬁ"), ("fl", "ﬂ"), ("ff", "ﬀ"))


def unaccented(text: str) -> str:
    """The text in letters of a plain keyboard.

    >>> unaccented("Weißkopf Núñez Đặng Kaʻahumanu")
    "Weisskopf Nunez Dang Ka'ahumanu"
    """
    swapped = text.translate(str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "ʻ": "'"}))
    return "".join(letter for letter in unicodedata.normalize("NFD", swapped) if not unicodedata.combining(letter))


def _words(text: str, least: int) -> list[re.Match[str]]:
    return [word for word in re.finditer(r"[^\W\d_]+", text) if len(word.group()) >= least]


def _in_word(text: str, word: re.Match[str], new: str) -> str:
    return text[: word.start()] + new + text[word.end() :]


def _misread(text: str, rng: random.Random) -> str | None:
    choices = [
        (word, at.start(), seen, printed)
        for word in _words(text, 5)
        for printed, seen in _CONFUSED
        for at in re.finditer(printed, word.group())
    ]
    if not choices:
        return None
    word, at, seen, printed = rng.choice(choices)
    old = word.group()
    return _in_word(text, word, old[:at] + seen + old[at + len(printed) :])


def _mistyped(how: str) -> Callable[[str, random.Random], str | None]:
    def make(text: str, rng: random.Random) -> str | None:
        words = _words(text, 6)
        if not words:
            return None
        word = rng.choice(words)
        old, at = word.group(), rng.randrange(1, len(word.group()) - 2)
        if how == "missing":
            new = old[:at] + old[at + 1 :]
        elif how == "doubled":
            new = old[:at] + old[at] + old[at:]
        else:
            new = old[:at] + old[at + 1] + old[at] + old[at + 2 :]
        return None if new == old else _in_word(text, word, new)

    return make


def _at_space(between: str, *, words: bool = False) -> Callable[[str, random.Random], str | None]:
    """``words``: only between two words, so that neither side is an initial or a particle."""

    def make(text: str, rng: random.Random) -> str | None:
        signs = re.finditer(r"(?<=[^\W\d_]{4}) (?=[^\W\d_]{4})" if words else " ", text)
        spaces = [sign.start() for sign in signs]
        if not spaces:
            return None
        place = rng.choice(spaces)
        return text[:place] + between + text[place + 1 :]

    return make


def _in_middle(between: str) -> Callable[[str, random.Random], str | None]:
    def make(text: str, rng: random.Random) -> str | None:
        words = _words(text, 6)
        if not words:
            return None
        word = rng.choice(words)
        at = rng.randrange(3, len(word.group()) - 2)
        return text[: word.start() + at] + between + text[word.start() + at :]

    return make


def _spaced(text: str, rng: random.Random) -> str | None:
    if len(text) > 24 or not text.replace(" ", "").isalpha():
        return None
    return "   ".join(" ".join(word) for word in text.upper().split(" "))


def _ligature(text: str, rng: random.Random) -> str | None:
    made = text
    for plain, joined in _LIGATURES:
        made = made.replace(plain, joined)
    return None if made == text else made


def _decomposed(text: str, rng: random.Random) -> str | None:
    made = unicodedata.normalize("NFD", text)
    return None if made == text else made


def _curly(text: str, rng: random.Random) -> str | None:
    return text.replace("'", rng.choice("’‘`´")) if "'" in text else None


def _upper(text: str, rng: random.Random) -> str | None:
    return None if text.upper() == text else text.upper()


def _lower(text: str, rng: random.Random) -> str | None:
    return None if text.lower() == text or len(text) < 5 else text.lower()


NAMES: dict[str, Callable[[str, random.Random], str | None]] = {
    "one letter misread": _misread,
    "a letter missing": _mistyped("missing"),
    "a letter doubled": _mistyped("doubled"),
    "two letters exchanged": _mistyped("exchanged"),
    "space missing": _at_space(""),
    "space doubled": _at_space("  "),
    "word split": _in_middle(" "),
    "hyphen at line end": _in_middle("-\n"),
    "soft hyphen": _in_middle("\u00ad"),
    "line end": _at_space("\n"),
    "line end and indent": _at_space("\n     "),
    "page end": _at_space("\f", words=True),
    "page end with its number": _at_space(hole("\n\nPage 3 of 7\n\n"), words=True),
    "no-break space": _at_space("\u00a0"),
    "ligature": _ligature,
    "accents as marks of their own": _decomposed,
    "other apostrophe": _curly,
    "capitals": _upper,
}
#: In e-mails, dictation and notes jotted down people also write all small; headings also space their letters.
JOTTED = {**NAMES, "small letters": _lower}
HEADINGS = {**NAMES, "letters spaced": _spaced}


def _figures_misread(text: str, rng: random.Random) -> str | None:
    choices = [(place, seen) for place, letter in enumerate(text) for printed, seen in _FIGURES if letter == printed]
    if not choices:
        return None
    place, seen = rng.choice(choices)
    return text[:place] + seen + text[place + 1 :]


def _around_sign(before: str, after: str) -> Callable[[str, random.Random], str | None]:
    def make(text: str, rng: random.Random) -> str | None:
        signs = [place for place, letter in enumerate(text) if letter in "-/.)" and 0 < place < len(text) - 1]
        if not signs:
            return None
        place = rng.choice(signs)
        return text[:place] + before + text[place] + after + text[place + 1 :]

    return make


NUMBERS: dict[str, Callable[[str, random.Random], str | None]] = {
    "a figure misread": _figures_misread,
    "space behind a sign": _around_sign("", " "),
    "spaces around a sign": _around_sign(" ", " "),
    "other dash": lambda text, rng: text.replace("-", rng.choice("–‑—")) if "-" in text else None,
    "line end behind a dash": lambda text, rng: text.replace("-", "-\n", 1) if "-" in text else None,
    "no-break space": _at_space("\u00a0"),
    "space doubled": _at_space("  "),
}


def damaged(
    text: str, ways: dict[str, Callable[[str, random.Random], str | None]], rng: random.Random
) -> tuple[str, str]:
    """The text with one damage, and which; the text itself and nothing where three tries find none that fits."""
    for _ in range(3):
        way = rng.choice(list(ways))
        made = ways[way](text, rng)
        if made is not None:
            return made, way
    return text, ""
