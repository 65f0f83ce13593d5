"""What programs read out of a letter's printed words: the structured request of each item, its citations taken apart.

Derived, therefore never signed and never printed: a better reader may change it without changing the letter.
"""

from __future__ import annotations

from openimr.dispute.request import parse_request
from openimr.letters.guideline_blocks import read_block, resolve_topics
from openimr.letters.model import Letter
from openimr.review.model import Portion


def derive(letter: Letter) -> Letter:
    """Read the printed words of a letter again and put what they say into its derived fields.

    Args:
        letter: its items' ``request`` and guideline ``statements`` are replaced.

    Returns:
        The same letter.

    >>> from openimr.letters.model import GuidelineBlock, LetterItem
    >>> block = GuidelineBlock(text="Decision based on MTUS Chronic Pain Treatment Guidelines TENS Page(s): 116.")
    >>> item = LetterItem(heading="Norco 10/325 mg #120", reviewer_guideline=block)
    >>> item = derive(Letter(era="current", items=[item])).items[0]
    >>> item.reviewer_guideline.statements[0].citations[0].pages, item.request.quantity
    (['116'], 120.0)
    """
    for item in letter.items:
        administrator = item.claims_administrator.text
        item.claims_administrator = read_block(administrator)
        item.reviewer_guideline = read_block(item.reviewer_guideline.text, administrator)
        counted = item.eligible is None or Portion.read(item.eligible) is not None
        item.request = parse_request(item.heading if counted else item.eligible or item.heading)
    resolve_topics(letter)
    return letter
