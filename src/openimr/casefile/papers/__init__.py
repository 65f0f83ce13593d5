"""Pages to papers: where a paper begins, its kind, day, author and patient, and which paper repeats another."""
