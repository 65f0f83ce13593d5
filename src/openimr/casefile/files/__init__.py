"""The files of a case: found, told apart by their content, and their containers opened within limits."""
