"""Publication: what names a person leaves a letter before it is published, and a named person confirms each."""

from openimr.publication.finding import Hit, find_hits
from openimr.publication.parties import Parties, Party
from openimr.publication.redaction import Answer, RedactedCopy, Redaction, propose, publish

__all__ = ["Answer", "Hit", "Parties", "Party", "RedactedCopy", "Redaction", "find_hits", "propose", "publish"]
