"""Letters both ways: published determinations become data, drafts and determinations become letters."""

from openimr.letters.model import Letter
from openimr.letters.parsing import load_letter, parse, parse_file, parse_files, parse_with_segments
from openimr.letters.reading import LetterText, read_letter_file
from openimr.letters.segments import Segment

__all__ = [
    "Letter",
    "LetterText",
    "Segment",
    "load_letter",
    "parse",
    "parse_file",
    "parse_files",
    "parse_with_segments",
    "read_letter_file",
]
