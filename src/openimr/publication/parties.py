"""Who the case knows, and the spellings in which a letter may name them."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

_CONFUSED = {"o": "[o0]", "0": "[o0]", "i": "[il1]", "l": "[il1]", "1": "[il1]", "m": "(?:m|rn)"}
_BETWEEN = r"[\s.,-]{0,4}"
_FIRM_END = re.compile(r"[,\s]+(?:inc|llc|ltd|corp|co|lp|llp)\.?$", re.IGNORECASE)


class Party(BaseModel):
    """A person or firm of the case; a person's name is given in the order first, middle, last."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: str
    name: str = Field(min_length=2, max_length=120)
    kind: Literal["person", "firm"] = "person"


class Parties(BaseModel):
    """Everybody the case knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parties: tuple[Party, ...] = ()


def spellings(party: Party) -> re.Pattern[str]:
    """The pattern of every spelling of a party's name that is looked for.

    A person: in either order, with initials, the surname alone; a firm: with and without its legal form. Capitals,
    a break or hyphen between parts, and characters that recognition confuses (O/0, l/1/I, rn/m) are allowed for.

    >>> pattern = spellings(Party(role="physician", name="Ilse Marno"))
    >>> [bool(pattern.search(text)) for text in ("MARNO, I.", "Dr. Marn0", "I. Marno", "Imarno", "marno")]
    [True, True, True, False, False]
    """
    if party.kind == "firm":
        words = re.findall(r"\w+", _FIRM_END.sub("", party.name))
        end = r"(?:[,\s]{1,3}(?:inc|llc|ltd|corp|co|lp|llp)\b\.?)?"
        forms = [_BETWEEN.join(map(_loose, words)) + end] if words else []
    else:
        forms = _person_forms(re.findall(r"[^\W_]+(?:['\u2019-][^\W_]+)*", party.name))
    capital = r"(?=[A-Z0-9\u00c0-\u00de])"
    return re.compile(rf"(?<!\w){capital}(?i:{'|'.join(forms) or '(?!)'})(?!\w)")


def _person_forms(words: list[str]) -> list[str]:
    if not words:
        return []
    last = _loose(words[-1])
    if len(words) == 1:
        return [last]
    first, initial = _loose(words[0]), re.escape(words[0][0])
    middle = r"(?:\w{1,20}[\s.]{1,2})?"
    gap = r"[\s.,]{1,4}"
    return [f"{first}{gap}{middle}{last}", f"{last}{gap}{first}", f"{initial}{gap}{middle}{last}",
            f"{last},{gap}{initial}", last]  # fmt: skip


def _loose(word: str) -> str:
    """A word as recognition may have read it, a hyphen at a line's end allowed between any two characters."""
    letters = [r"[\s-]{0,3}" if letter == "-" else _CONFUSED.get(letter.lower(), re.escape(letter)) for letter in word]
    return r"(?:-\n)?".join(letters)
