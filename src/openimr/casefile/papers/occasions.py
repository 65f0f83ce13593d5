"""The day of a paper's own occasion, told in its body: "She attended on", "whose spine was studied here on".

A letter is dated, dictated and signed days after the visit that it is of. A sentence that tells of seeing, examining or
studying the patient, shortly before those days, says which day that was; a sentence about another occasion does not.

>>> from openimr.casefile.papers.papermarks import paper_marks
>>> told = "It was a pleasure to meet this 31-year-old mason in Chico on the 23rd of January 2018, by referral."
>>> str(occasion([told], [dt.date(2018, 1, 30)], frozenset(), paper_marks()))
'2018-01-23'
>>> occasion(["He was last seen here on January 23, 2018."], [dt.date(2018, 1, 30)], frozenset(), paper_marks())
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence

from openimr.casefile.papers.days import days_in
from openimr.casefile.papers.misreadings import words_of
from openimr.casefile.papers.papermarks import PaperMarks

#: A paper is dated, dictated or signed so many days after its occasion at most.
_LATEST = 45
#: Characters of a body that are read, and sentences of it that open it.
_CHARACTERS, _OPENING = 3_200, 3
#: Words before the day among which the verb stands; words before the verb, and behind the day, that belong to it.
_BEFORE, _TO_VERB, _BEHIND = 22, 3, 2
#: Words before the verb among which the teller or the patient stands.
_SUBJECT = 9
#: Words at most behind a day with which a sentence begins, up to the verb: "On May 28, 2020 I examined".
_FOLLOWING = 8
_SENTENCE_END = re.compile(r"(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bDr)(?<=[a-z)\d])[.?!]\s+(?=[A-Z])|\n")
#: Lines that no sentence goes on behind: a greeting, a label.
_HEAD, _HEAD_END = re.compile(r"^\s*(?:Dear|To|Re|RE)\b|:\s*$"), "\n"
#: What stands right before the day.
_LINK = re.compile(
    r"(?:\bon|\b(?P<near>today|yesterday|this morning|this afternoon)|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"[,(]{0,2}\s{0,2}(?:the\s)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s{1,2})?(?:the\s)?$",
    re.I,
)
#: Whose work the sentence does not tell: "by Dr. Roe", "with Jane Roe, MD"; the line of sight of a video is none.
_BY_OTHER = re.compile(r"\bby\s(?:Dr|Drs|Doctor|[A-Z][a-z]+\s[A-Z])|\bby (?:his|her|their|another|a|an|the)\b")
#: Where the sentence says that somebody was.
_HERE = words_of("here")
_OUR_OFFICE = re.compile(r"\b(?:my|our|this) (?:[A-Za-z]+ )?(?:office|clinic|practice|facility|department)\W*$", re.I)
_AGED = re.compile(r"\d{1,3}\W{1,3}ye")


def occasion(
    lines: Sequence[str], written: Collection[dt.date], never: Collection[dt.date], marks: PaperMarks
) -> dt.date | None:
    """The day that a paper's body tells in full as its own occasion, or None.

    Args:
        lines: the printed lines of the page.
        written: days on which the paper was dated, dictated, typed or signed.
        never: days of birth and injury.
        marks: the programme's marks.
    """
    if not written:
        return None
    last = max(written)
    prose = 0
    for sentence in sentences_of(lines, _CHARACTERS):
        prose += marks.occasion_subjects.isdisjoint(words_of(sentence[:160])) is False
        for one in days_in(sentence):
            if one.day in never or not 0 <= (last - one.day).days <= _LATEST or one.day > last:
                continue
            if _own(sentence, one.start, one.end, marks, opening=prose <= _OPENING):
                return one.day
    return None


def sentences_of(lines: Sequence[str], characters: int) -> list[str]:
    """The sentences of so many characters of prose; a greeting or a label goes on in none.

    >>> sentences_of(["Dear Dr. Roe:", "I met him", "on May 2. He walks."], 100)
    ['Dear Dr. Roe:', 'I met him on May 2', 'He walks. ']
    """
    text = "".join(f"{line.strip()}{_HEAD_END if _HEAD.search(line) else ' '}" for line in lines)
    return _SENTENCE_END.split(text[:characters])


def _own(sentence: str, start: int, end: int, marks: PaperMarks, *, opening: bool) -> bool:
    """Whether a sentence tells of the paper's own occasion with the day that stands there in it."""
    link = _LINK.search(sentence[max(0, start - 40):start])
    before = sentence[:max(0, start - 40) + link.start()] if link is not None else sentence[:start]
    if link is None and marks.occasion_verbs.isdisjoint(words_of(before[-40:])[-1:]):
        return False
    near = before[-260:]
    words = words_of(near)[-_BEFORE:]
    behind = words_of(sentence[end:end + 120])
    verb = next((at for at in range(len(words) - 1, -1, -1) if words[at] in marks.occasion_verbs), None)
    if (verb is None and words[-1:] == _HERE) or _OUR_OFFICE.search(near):
        verb = len(words) - 1  # "She was in my office on"
    if verb is None:
        if len(words) > 2:
            return False
        verb = next((at for at, word in enumerate(behind[:_FOLLOWING]) if word in marks.occasion_verbs), None)
        if verb is None:
            return False
        told, subject, near = behind[:verb + 2], behind[:verb + 4], sentence[end:end + 120]
    else:
        told, subject = words[max(0, verb - _TO_VERB):] + behind[:_BEHIND], words[max(0, verb - _SUBJECT):]
        near = near[-160:]
    if not marks.unowned_words.isdisjoint(told) or _BY_OTHER.search(near):
        return False
    if (link is not None and link["near"]) or not marks.occasion_tellers.isdisjoint(subject):
        return True
    if not marks.retelling_words.isdisjoint(told):
        return False  # "had a physical examination on"
    return opening and (not marks.occasion_subjects.isdisjoint(subject) or _AGED.search(near) is not None)
