"""One file to its pages: a reader for each kind of file, all giving the same page."""
