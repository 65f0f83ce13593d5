"""Facts from the text of medical records: concept, assertion, side, level, value, date, each at its place."""
