"""The review: facts against criteria, a sourced draft, and the gate a physician must pass it through."""

from openimr.review.drafting import load_rules, review
from openimr.review.model import Draft, Evaluation, Evidence, ItemReview
from openimr.review.signing import ItemDecision, ReviewerIdentity, SignedDetermination, sign

__all__ = [
    "Draft",
    "Evaluation",
    "Evidence",
    "ItemDecision",
    "ItemReview",
    "ReviewerIdentity",
    "SignedDetermination",
    "load_rules",
    "review",
    "sign",
]
