"""Pain before and after, in the many ways a pair of scores is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from openimr.clinical.dates import number_of
from openimr.clinical.reliefs import Outcome

_NO_UNIT = (
    r"(?![\d/%]|\.\d|\s?(?:/(?!\s?10)|mg|mcg|cc|ml|%|percent|lbs?\b|pounds?|a day|per day|tablets?|pills?|tabs?\b"
    r"|times|daily|weeks?|wks?\b|days?|months?|mos?\b|minutes|mins?\b|hours?|hrs?\b"
    r"|blocks?|visits?|sessions?|degrees?|deg\b|years?|miles?|mi\b|feet|inch|steps?|x\b(?!\s?\d+\s?(?:wks?|weeks?"
    r"|days?|mos?|months?|hrs?|hours?)\b)|per\b|injections?|refills?"
    r"|doses?|of\s(?:6|8|12)\b|levels?|views?|am\b|pm\b|a month|a week|flights?))"
)
_TEN = r"(?P<{0}>\s?/\s?10(?!\d)|\s?out of (?:10|ten)| on (?:a|the) scale of (?:10|ten))?"
_S = r"(?<![\d/.#\-\w])(?P<{0}>10|\d(?:\.\d)?)(?:\s?-\s?(?:10|\d)(?![\d/]{{2}}))?"
_A = _S.format("a") + _TEN.format("ta")
_B = _S.format("b") + _TEN.format("tb") + _NO_UNIT
_FROM_TO = re.compile(
    r"\bfrom (?:[a-z]+ ){0,4}?" + _A + r"(?: [a-z]+){0,5}?,? (?:down )?(?:to|->|-->"
    r"|=>) (?:[a-z]+ ){0,3}?" + _B
)
_ARROW = re.compile(_A + r" ?(?:->|-+>|=>|→|»|>) ?(?:an? )?" + _B)
_TO = re.compile(
    _A + r",? (?:down to|to|reduced to|decreased to|dropp(?:ed|ing) to|falling to|fell to|improved to"
    r"|going to|went to|and now|now) (?:an? |about )?" + _B
)
_WAS = re.compile(
    _A + r"(?!\d)(?:[^.;\d]{0,42}?)(?:[(,;]? ?)\b(?:was|were|had been|has been as high as|used to be|previously"
    r"|formerly|vs\.?|versus|as against|against|instead of|rather than|compared (?:to|with)|as compared (?:to"
    r"|with)"
    r"|as opposed to|down from|up from|initial(?:ly)?|baseline|prior|at eval|improved from|reduced from"
    r"|decreased from|from|pre-?op|intake|before) (?:an? |about |at |of |around |level |score |\w+ )?"
    r"(?:\(?\d{1,2}/\d{1,2}(?:/\d{2,4})?\)?:? ?)?" + _B
)
_BOTH = re.compile(
    r"(?:" + _S.format("a") + _TEN.format("ta") + r"[^.;\d]{0,18}?\b(?:(?:both )?with (?:and|or) without\b"
    r"|both (?:on|at|before|prior to) (?:\w+ ){1,2}and (?:on |at |after )?\w+|before (?:and|&) after\b|pre (?:and|&"
    r"|/) post\b)"
    r"|\b(?:unchanged|no different|the same|same|no change),? (?:at|of|in|-) (?:an? )?(?:\w+ )?"
    + _S.format("b")
    + _TEN.format("tb")
    + _NO_UNIT
    + r")"
)
_TAKEN = re.compile(r"\d (?:a|per|each) (?:day|week)|\d/d|daily|tab|pill")
_BRINGS = re.compile(
    r"\b(?:brings?|brought|takes|took(?= it)|drops|lowers|cuts(?= it)) (?:it |this |him |her )?(?:from )?(?:an? )?$"
)
_PAIN = re.compile(
    r"pain|vas\b|nrs\b|lbp|\bha\b|ache|burning|score|symptom|sx\b|allodynia|discomfort|cramp|spasm"
    r"|intensity|soreness|stiff|tightness|numb|tingl|sciatica|numeric|\bc/s\b|\bl/s\b|analgesia"
)
_SCORE = re.compile(
    r"(?<![\d/.#\-\w])(?P<n>10|\d(?:\.\d)?)(?:\s?-\s?(?:10|\d)(?!\d))?(?P<ten>\s?/\s?10(?![\d/])|\s?out of (?:10"
    r"|ten)\b)?" + _NO_UNIT
)
_STRONG_BEFORE = (
    r"before|pre|pre-?(?:op\w*|procedure|injection|block|treatment|tx)|prior to"
    r"|without|w/o|off|untreated|unmedicated|initial(?:ly)?|initial eval\w*|baseline|intake|admission"
)
_STRONG_AFTER = (
    r"after|post|post-?(?:op\w*|procedure|injection|block|treatment|tx)"
    r"|with|w/|on|following|today|currently|discharge|final"
)
_LEFT = re.compile(rf"(?<![\w/])(?:(?P<b>{_STRONG_BEFORE})|(?P<a>{_STRONG_AFTER}))(?![\w])")
_LEFT_WEAK = re.compile(
    r"(?<![\w/])(?:(?P<b>was|were|had been|initial(?:ly)?|baseline|previously|used to be|intake|admission|at worst"
    r"|start)|(?P<a>is|are|now|current(?:ly)?|today|discharge|final|later|down to))\b"
)
_RIGHT = re.compile(
    r" \(?(?:(?P<b>before|without|w/o|pre|pre-?op\w*|prior|at (?:eval\w*|intake|start|baseline|entry|admission)"
    r"|on entry|in"
    r"|off|initially|beforehand)|(?P<a>after\w*|with|w/|post|following|out|now|today|at discharge|later"
    r"|on))(?![\w-])"
)
_TAKE_TO = re.compile(
    r"\b(?:takes?|took|brings?|brought|gets?|got|drops?|dropped|lowers?|lowered|reduc\w+|decreas\w+|cuts?|keeps?"
    r"|kept|down|holding|goes|went|comes|came)\b[^.;,\d]{0,26}\b(?:to|at) (?:an? |about |around )?$"
)
#: Columns of a table that compare the beginning of a course with its end.
COLUMNS = re.compile(
    r"\b(?:initial|eval\w*|admission|intake|baseline|start|pre|before|entry)\b[^.;]{0,40}\b(?:discharge|current"
    r"|final|post|after|now|today|exit|end)\b(?:\s?\([^)]{0,20}\))?(?:[\s|]+(?:comments?|notes?|remarks?"
    r"|other))?[\s|]*$"
)
#: Columns that hold pain scores.
SCORES = re.compile(r"\b(?:pain|vas|nrs|score)\b")
_DAY_ROW = re.compile(
    r"[\s|]*(?:#?\d{1,2}[\s|]+)?\d{1,2}/\d{1,2}(?:/\d{2,4})?[\s:|]+(?P<a>10|\d(?:\.\d)?)(?:\s?/\s?10)?"
    r"[\s|]+(?P<b>10|\d(?:\.\d)?)(?:\s?/\s?10)?(?=\s|\||$)"
)
_ROW = re.compile(
    r"(?P<label>[a-z][a-z \-()/.]{1,40}?)[\s:|]+(?P<a>\d{1,3}(?:\.\d)?)\s?(?P<u>/10|deg\w*|lbs?"
    r"|min\w*|%|°)?[\s|]+(?P<b>\d{1,3}(?:\.\d)?)\s?(?:/10|deg\w*|lbs?|min\w*|%|°)?\s?$"
)
_UP = re.compile(
    r"flex|exten|abduct|adduct|rotat|rom\b|grip|strength|toleranc|walk|stand|sit|lift|lefs|psfs|carry"
    r"|pinch|balance|reach"
)
_DOWN = re.compile(r"dash|oswestry|odi\b|ndi\b|roland|womac|tug\b|disability|fabq")


_WORD = "one|two|three|four|five|six|seven|eight|nine|ten"
#: "Arm pain, which was a nine, is now a one"; "pain went from an eight to a three".
#: "With Opana her pain is a 4; without it, an 8".
_WITHOUT_IT = re.compile(
    r"\bwith(?! or)\b[^.;\d]{0,70}?\b(?:pain|score|level)\b[^.;\d]{0,20}?(?P<b>10|\d)(?:\s?/\s?10)?[;,] ?"
    r"(?:and |but )?without (?:it|them|(?:the |his |her )?(?:meds?|medications?|medicine|patch|pills))?,? ?"
    r"(?:it is |is |it's )?(?:an? |at )?"
    r"(?P<a>10|\d)(?![\d%]|\s?(?:mg|hours?|days?|weeks?|blocks?|minutes?))"
)
_IN_WORDS = re.compile(
    rf"\b(?:pain|ache|burning|headaches?)\b[^.;\d]{{0,24}}?\b(?:was|were|been|from) (?:an? )?(?P<a>{_WORD})\b"
    rf"(?: out of ten)?(?:,? (?:and )?(?:it )?is (?:now )?|,? (?:and )?now |,? (?:down )?to )(?:an? )?(?P<b>{_WORD})"
    r"(?! (?:hours?|days?|weeks?|months?|years?|times|a day|per|pills?|tablets?|minutes))\b"
)


@dataclass(slots=True)
class _Score:
    start: int
    end: int
    value: float
    label: str | None  # "b" before, "a" after
    strong: bool
    taken: bool  # "takes it to": what stands before it without a label was before


def pairs_in(text: str, begin: int, stop: int, told: bool) -> list[Outcome]:
    """Pairs of pain scores before and after in a stretch of folded lower-case text.

    >>> def pairs(t): return [tuple(o.values.values()) for o in pairs_in(t, 0, len(t), True)]
    >>> pairs("lbp 3/10 (was 8/10); vas: with meds 3, without meds 7")
    [(8.0, 3.0), (7.0, 3.0)]
    >>> pairs("pain before tx: 7/10 pain after tx: 4/10"), pairs("pain dropped from an 8 to a 5")
    ([(7.0, 4.0)], [(8.0, 5.0)])
    >>> pairs("norco cut from 4 to 2 a day"), pairs("pain 4 to 6 hours a day")
    ([], [])
    """
    found: list[Outcome] = []
    for pattern, flip in ((_FROM_TO, False), (_ARROW, False), (_WAS, True), (_TO, False)):
        for match in pattern.finditer(text, begin, stop):
            if any(o.start < match.end() and match.start() < o.end for o in found):
                continue
            first, second = float(match.group("a")), float(match.group("b"))
            tens = bool(match.group("ta") or match.group("tb"))
            near = text[max(begin, match.start() - (60 if pattern is _FROM_TO else 28)) : match.start()]
            if (
                not tens
                and not _PAIN.search(near)
                and not (pattern is _FROM_TO and _PAIN.search(text[match.end() : min(stop, match.end() + 24)]))
                and not (pattern is _ARROW and told)
                and not (pattern in (_TO, _FROM_TO) and told and _BRINGS.search(near))
            ):
                continue
            if (
                pattern is _ARROW
                and match.group()[
                    match.end("ta") - match.start() if match.group("ta") else match.end("a") - match.start() :
                ].strip()[:1]
                == ">"
                and not tens
            ):
                continue  # "L > R" and the like
            if pattern is _TO and not tens and re.search(r"\d\s?$", near):
                continue
            if pattern is _TO and not tens and re.match(r"\s?(?:/|-)", text[match.end() : match.end() + 2]):
                continue
            if (
                pattern is _TO
                and match.group("tb")
                and not match.group("ta")
                and " to " in match.group()
                and first < second
            ):
                continue  # "4 to 6/10" is a range
            if pattern is _FROM_TO and not tens and _TAKEN.search(match.group()):
                continue  # "cut back from 3 a day to 1"
            before, after = (second, first) if flip else (first, second)
            compared = flip and re.match(r"\s?(?:on|at|before|pre)\b", text[match.end() : match.end() + 8]) is not None
            found.append(
                Outcome(
                    match.start("a"),
                    match.end(),
                    "resp.relief",
                    "figure:pain before and after",
                    {"vas_before": before, "vas_after": after},
                    compared,
                )
            )
    for match in _BOTH.finditer(text, begin, stop):
        value = match.group("a") or match.group("b")
        ten = match.group("ta") or match.group("tb")
        if (ten or _PAIN.search(text[max(begin, match.start() - 30) : match.start()])) and not any(
            o.start < match.end() and match.start() < o.end for o in found
        ):
            found.append(
                Outcome(
                    match.start(),
                    match.end(),
                    "resp.relief",
                    "figure:pain the same",
                    {"vas_before": float(value), "vas_after": float(value)},
                )
            )
    for match in _WITHOUT_IT.finditer(text, begin, stop):
        if not any(o.start < match.end() and match.start("b") < o.end for o in found):
            values = {"vas_before": float(match.group("a")), "vas_after": float(match.group("b"))}
            found.append(Outcome(match.start("b"), match.end(), "resp.relief", "figure:pain before and after", values))
    for match in _IN_WORDS.finditer(text, begin, stop):
        values = {"vas_before": float(number_of(match.group("a"))), "vas_after": float(number_of(match.group("b")))}
        found.append(Outcome(match.start(), match.end(), "resp.relief", "words:pain before and after", values))
    found += _labelled(text, begin, stop, found)
    return sorted(found, key=lambda o: o.start)


def _labelled(text: str, begin: int, stop: int, taken: list[Outcome]) -> Iterator[Outcome]:
    scores = _scores(text, begin, stop, taken)
    number = 0
    while number + 1 < len(scores):
        first, second = scores[number], scores[number + 1]
        number += 1
        if second.start - first.end > 90:
            continue
        a, b = first.label, second.label
        apart = ". " in text[first.end : second.start]
        if apart and not second.taken and not (first.strong and second.strong):
            continue
        if second.taken and b == "a" and not (a == "a" and first.strong):
            a = "b"
        if a is None and b == "b" and second.strong:
            a = "a"
        if {a, b} != {"a", "b"} or not (
            first.strong or second.strong or second.taken or (first.label and second.label)
        ):
            continue
        before, after = (first.value, second.value) if a == "b" else (second.value, first.value)
        compared = re.match(r"\s?(?:on|with)\b", text[second.end : second.end + 6]) is not None and a == "a"
        yield Outcome(
            first.start,
            second.end,
            "resp.relief",
            "figure:pain before and after",
            {"vas_before": before, "vas_after": after},
            compared,
        )
        number += 1


def _scores(text: str, begin: int, stop: int, taken: list[Outcome]) -> list[_Score]:
    scores: list[_Score] = []
    last = begin
    for match in _SCORE.finditer(text, begin, stop):
        if any(o.start <= match.start() < o.end for o in taken):
            last = match.end()
            continue
        left = text[max(last, match.start() - 60) : match.start()]
        cut = max(left.rfind(mark) for mark in (";", ". "))
        near = left[cut + 1 :]
        right = _RIGHT.match(text, match.end(), min(stop, match.end() + 24))
        strong = None
        for cue in _LEFT.finditer(near):
            strong = cue
        weak = None
        for cue in _LEFT_WEAK.finditer(near):
            weak = cue
        takes = _TAKE_TO.search(near) is not None
        if not match.group("ten"):
            # a bare figure counts beside a word for pain or right beside before, after, with, without
            close = near[-24:]
            if not (
                _PAIN.search(close)
                or (right and right.start() == match.end())
                or re.search(
                    r"(?:(?:before|after|pre|post)(?:[- ]?\w+)?|(?:with|without|w/|w/o|off|on) (?:\w+ ){0,2}?(?:meds?"
                    r"|it|medications?))[\s:=]*(?:\w+ )?$",
                    close,
                )
            ):
                continue
            if not _PAIN.search(text[max(begin, match.start() - 90) : min(stop, match.end() + 30)]):
                continue
        label, is_strong = None, False
        if right:
            label, is_strong = ("b" if right.group("b") else "a"), True
        elif strong:
            label, is_strong = ("b" if strong.group("b") else "a"), True
        elif takes:
            label = "a"
        elif weak:
            label = "b" if weak.group("b") else "a"
        scores.append(_Score(match.start(), match.end(), float(match.group("n")), label, is_strong, takes))
        last = match.end()
    return scores


def row_of(text: str, begin: int, stop: int, scores: bool = False) -> Outcome | None:
    """What a row under columns of beginning and end tells ("Pain (VAS) 7 3", "Flexion 95 deg 150 deg").

    >>> row_of("pain (vas) 7 3", 0, 14).values
    {'vas_before': 7.0, 'vas_after': 3.0}
    >>> row_of("shoulder flexion r 95 deg 150 deg", 0, 33).kind
    'resp.function_improved'
    >>> row_of("2 | 6/21/13 | 7 | 5", 0, 19, scores=True).values
    {'vas_before': 7.0, 'vas_after': 5.0}
    """
    day = _DAY_ROW.match(text, begin, stop) if scores else None
    if day:
        values = {"vas_before": float(day.group("a")), "vas_after": float(day.group("b"))}
        return Outcome(day.start(), day.end(), "resp.relief", "table:before and after", values)
    match = _ROW.match(text, begin, stop)
    if not match:
        return None
    first, second = float(match.group("a")), float(match.group("b"))
    label = match.group("label")
    if _PAIN.search(label) and max(first, second) <= 10:
        return Outcome(
            match.start("a"),
            match.end("b"),
            "resp.relief",
            "table:before and after",
            {"vas_before": first, "vas_after": second},
        )
    change = second - first if _UP.search(label) else first - second if _DOWN.search(label) else 0
    if not change:
        return None
    kind = "resp.function_improved" if change > 0 else "resp.function_worsened"
    return Outcome(match.start("a"), match.end("b"), kind, "table:before and after")
