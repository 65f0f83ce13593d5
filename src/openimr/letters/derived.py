"""What programs read out of a letter's printed words: the structured request of each item, its citations taken apart.

Derived, therefore never signed and never printed: a better reader may change it without changing the letter.
"""

from __future__ import annotations

from openimr.letters.model import Letter


def derive(letter: Letter) -> Letter:
    return letter
