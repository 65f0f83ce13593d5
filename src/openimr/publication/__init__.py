"""Publication: what names a person leaves a letter before it is published, and a named person confirms each."""

from openimr.publication.finding import Finder, Hit, find_hits
from openimr.publication.parties import Parties, Party, parties_of, read_parties
from openimr.publication.redaction import Answer, AnsweredHits, RedactedCopy, Redaction, propose, publish

__all__ = [
    "Answer", "AnsweredHits", "Finder", "Hit", "Parties", "Party", "RedactedCopy", "Redaction", "find_hits",
    "parties_of", "propose", "publish", "read_parties",
]  # fmt: skip
