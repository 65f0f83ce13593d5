"""What programs read out of a letter's printed words: the structured request of each item, its citations taken apart.

Derived, therefore never signed and never printed: a better reader may change it without changing the letter.
"""

from __future__ import annotations

from openimr.letters.guideline_blocks import read_block
from openimr.letters.model import Letter


def derive(letter: Letter) -> Letter:
    """Read the printed words of a letter again and put what they say into its derived fields.

    >>> from openimr.letters.model import GuidelineBlock, LetterItem
    >>> block = GuidelineBlock(text="Decision based on MTUS Chronic Pain Treatment Guidelines TENS Page(s): 116.")
    >>> letter = derive(Letter(era="current", items=[LetterItem(heading="TENS unit", reviewer_guideline=block)]))
    >>> letter.items[0].reviewer_guideline.statements[0].citations[0].pages
    ['116']
    """
    for item in letter.items:
        administrator = item.claims_administrator.text
        item.claims_administrator = read_block(administrator)
        item.reviewer_guideline = read_block(item.reviewer_guideline.text, administrator)
    return letter
