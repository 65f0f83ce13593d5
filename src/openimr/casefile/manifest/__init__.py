"""The manifest of a case file: the record-by-record list, and what is missing from it."""
