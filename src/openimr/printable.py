"""Text from a file made safe to show: on a screen, on paper, in a terminal."""

from __future__ import annotations

import re

#: What may not reach a reader as it is: control characters, bidirectional overrides, non-characters, lone surrogates.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff\ufff0-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_LINE_ENDS = re.compile(r"[^\S ]*[\t\n\x0b\x0c\r\x85\u2028\u2029]\s*")


def printable(text: str) -> str:
    """Text that is safe to show anywhere: line ends become blanks, what cannot be printed becomes U+FFFD, visibly.

    Doubled blanks stay (redaction leaves them). Markup stays what it is: text.

    >>> printable("a\\x07b\\nc  d \\u202ee")
    'a�b c  d �e'
    """
    return _UNPRINTABLE.sub("\ufffd", _LINE_ENDS.sub(" ", text)).strip()
