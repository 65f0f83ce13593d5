"""Days written in odd ways, or spoiled by recognition, as days are written: before they are looked for in a line.

>>> [mended(text) for text in ("16/Apr/2018", "Apr 16 10:22:11 PDT 2018", "the sixteenth day of April, 2018")]
['16-Apr-2018', 'Apr 16, 2018', 'the 16th day of April, 2018']
>>> [mended(text).strip() for text in ("04_16_2018", "0416/2018", "April 1 6, 2018", "04/16/20 18", "DOS:04162018")]
['04/16/2018', '04/16/2018', 'April 16, 2018', '04/16/2018', 'DOS: 04162018']
>>> mended("lumbar 4/5-5/10, 06/12/20 24 64483, visits 3, 4"), mended("BP 120_80 at 10:15")
('lumbar 4/5-5/10, 06/12/20 24 64483, visits 3, 4', 'BP 120_80 at 10:15')
"""

from __future__ import annotations

import re

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_YEAR = r"(?:19|20)\d\d"
#: Ordinals from the first to the thirty-first.
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth",
    "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first",
)
_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))

#: What is written so, and how it is written instead.
_REWRITTEN = [
    (re.compile(pattern, re.I), instead) for pattern, instead in (
        (rf"(?<![\w/.-])(\d{{1,2}})[/._]({_MONTH})[/._]({_YEAR}|\d\d)(?!\d)", r"\1-\2-\3"),
        (rf"(?<![A-Za-z])({_MONTH})[/_](\d{{1,2}})[/_]({_YEAR})(?!\d)", r"\1-\2-\3"),
        (rf"(?<![A-Za-z])({_MONTH}) {{1,2}}(\d{{1,2}}) {{1,2}}\d\d?:\d\d(?::\d\d)?(?: [A-Z]{{3,4}})? ({_YEAR})(?!\d)",
         r"\1 \2, \3"),
        (rf"(?<![A-Za-z])({_MONTH})(\d{{1,2}})(?:st|nd|rd|th)?,?({_YEAR})(?!\d)", r"\1-\2-\3"),
        # other strokes between the parts, two of them, two different ones, or one lost
        (rf"(?<![\d,:/.-])(\d{{1,2}})([\\_,:]|//)(\d{{1,2}})\2({_YEAR})(?![\d,:])", r"\1/\3/\4"),
        (rf"(?<![\d/.-])(\d{{1,2}})(?:/(\d{{1,2}})-|-(\d{{1,2}})/)({_YEAR})(?![\d/-])", r"\1/\2\3/\4"),
        (rf"(?<![\d/.-])([01]\d)([0-3]\d)/({_YEAR})(?![\d/])", r"\1/\2/\3"),
        (rf"(?<![\d/.-])(\d{{1,2}})/([0-3]\d)({_YEAR})(?![\d/])", r"\1/\2/\3"),
        # blanks inside a part
        (rf"(?<![A-Za-z])({_MONTH}\.? )([0-3]) (\d)(,? {_YEAR})(?!\d)", r"\1\2\3\4"),
        (rf"(?<![\d/])(\d{{1,2}}/)([0-3]) (\d/{_YEAR})(?!\d)", r"\1\2\3"),
        (rf"(?<![A-Za-z])({_MONTH}\.? \d{{1,2}},? )20 (\d\d)(?![\d/:.])", r"\g<1>20\2"),
        (r"(?<![\d/])(\d{1,2}/\d{1,2}/)20 ([0-3]\d)(?=\s*$|[,;.)])", r"\g<1>20\2"),
        (r"(?<=\d) (st|nd|rd|th)\b(?=,? )", r"\1"),
        (r"(?<=[A-Za-z][:#])(?=[01]\d[0-3]\d(?:19|20)\d\d(?!\d))", " "),
        (r"(?<![A-Za-z\d])0(?=ct(?:ober)?\b)", "O"),
    )
]
_SPELLED = re.compile(
    rf"\b(?:({_ORDINAL})(?=\s(?:day\s)?of\s{_MONTH},?\s{_YEAR})|(?<=[a-z]\s)({_ORDINAL})(?=,?\s{_YEAR}))(?!\d)", re.I
)
_MONTH_OR_STROKE = re.compile(rf"{_MONTH}|0ct|\d[\\_,:/]|\d-\d|[:#]\d", re.I)


def mended(line: str) -> str:
    """A line with its days written as days are written; what may be no day stays as it is."""
    if _MONTH_OR_STROKE.search(line) is None:
        return line
    for pattern, instead in _REWRITTEN:
        line = pattern.sub(instead, line)
    if "th" in line or "irst" in line or "cond" in line or "ird" in line:
        line = _SPELLED.sub(lambda match: f"{ORDINALS.index((match[1] or match[2]).lower()) + 1}th", line)
    return line
