"""Sentences with choices in them, so that no two papers read alike.

``{a|b|c}`` stands for one of its parts, which may hold choices themselves; ``$name`` for a field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random

_CHOICE = re.compile(r"\{([^{}]*)\}")
_GAP = re.compile(r" +([.,;])(?=\s|$)")
_FIELD = re.compile(r"\$([a-z_]+)", re.I)


def spin(rng: Random, text: str, fields: Mapping[str, object] | None = None) -> str:
    """The text with its choices made and its fields filled.

    >>> spin(Random(1), "{pain|ache} in $part", {"part": "the knee"}) in ("pain in the knee", "ache in the knee")
    True

    Raises:
        KeyError: the text names a field that is not given.
    """
    while "{" in text:
        text, count = _CHOICE.subn(lambda match: rng.choice(match.group(1).split("|")), text)
        if not count:
            break
    if "$" in text:
        known = fields or {}
        text = _FIELD.sub(lambda match: str(known[match.group(1)]), text)
    return _GAP.sub(r"\1", re.sub(r"  +", " ", text)).strip()


def some(rng: Random, pool: Sequence[str], least: int, most: int) -> list[str]:
    """So many of a pool, in the pool's order."""
    count = min(len(pool), rng.randint(least, most))
    return [pool[at] for at in sorted(rng.sample(range(len(pool)), count))]


def sentences(
    rng: Random, pool: Sequence[str], least: int, most: int, fields: Mapping[str, object] | None = None
) -> str:
    """So many sentences of a pool as one paragraph."""
    return " ".join(capital(spin(rng, sentence, fields)) for sentence in some(rng, pool, least, most))


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words as a list in a sentence.

    >>> listed(["neck", "back", "knee"])
    'neck, back and knee'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


#: Letters that recognition takes for others; figures are left alone.
_CONFUSED = {"l": "1", "I": "l", "rn": "m", "m": "rn", "cl": "d", "e": "c", "O": "0", "h": "b", "S": "5", "t": "f",
    "a": "o", "B": "8", "n": "ri", ".": ",", ",": ".", "'": "`", "w": "vv", "u": "ii", "i": "j"}


def misread(rng: Random, text: str, share: float) -> str:
    """The text as a scanner's own recognition left it in the text layer: some letters taken for others, some gaps lost.

    >>> misread(Random(2), "Date of birth: 03/04/1970", 0.0)
    'Date of birth: 03/04/1970'
    """
    out = []
    for at, letter in enumerate(text):
        if rng.random() >= share or (at and text[at - 1].isdigit()) or text[at + 1: at + 2].isdigit():
            out.append(letter)
        elif letter == " ":
            out.append("" if rng.random() < 0.3 else "  ")
        else:
            out.append(_CONFUSED.get(letter, letter))
    return "".join(out)
