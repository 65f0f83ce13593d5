"""Facts from the text of medical records: concept, assertion, side, level, value, date, each at its place."""

from openimr.clinical.annotating import annotate
from openimr.clinical.record import facts_of, read_record, read_text

__all__ = ["annotate", "facts_of", "read_record", "read_text"]
