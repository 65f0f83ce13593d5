"""What is measured, with its figure or result: laboratory values, scores of questionnaires, latencies, grip, sizes.

A concept that the lexicon calls ``measured`` is read with what stands behind its name ("ESR 44 mm/hr (H)", "HLA-B27:
negative", "grip R 18 lb, L 62 lb"). A figure says that it was found; of words, negative ones deny it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from openimr.clinical.model import Mention, Polarity

_LEAD = re.compile(
    r"(?:[\s:=,#~(]|-(?=[\s\d])|\b(?:is|was|were|are|of|at|an?|the|levels?|scores?|scored|scale|subscale|total|raw|values?|results?"
    r"|test|tests|testing|screen|counts?|index|today|now|currently|current|measured|measures|measuring|reads?|reading|rated|shows?"
    r"|showed|shown|approximately|about|to|be|calculated|estimated|random|fasting|serum|urine|plasma|antibody|antibodies|antigen"
    r"|qualitative|quantitative|repeat|noted|found|reported|as|rate|with|came|back|returned|by|using|jamar|dynamometer|strength"
    r"|on|in|kg|lbs?|pounds|response|responses|latency|amplitude|motor|sensory|distal|peak|onset|average|mean|titer|ratio"
    r"|position|ab|igg|igm|ag|dna|rna|viral load|of disability|disability|survey|questionnaire"
    r"|inventory|self report)\b\.?)*+"
)
_SIDE = re.compile(
    r"(?:on |in )?(?:the )?(?P<side>right|left|rt|lt|r|l|bilateral(?:ly)?|bilat|b/l)\b\.?\s?(?:hand"
    r"|side|thigh|calf|arm|forearm)?[\s:=,(]*"
    r"(?:(?:is|was|of|at|measures|and)\s)*"
)
_SIDES = {"right": "right", "rt": "right", "r": "right", "left": "left", "lt": "left", "l": "left"}
_VALUE = re.compile(
    r"(?P<bound>[<>]=?|≥|≤)?\s?(?P<v>\d{1,7}(?:,\d{3})*(?:\.\d+)?)(?P<more>(?:\s?[/,]\s?\d{1,4}(?:\.\d+)?(?![\d/%])){0,3})"
    r"(?:\s?(?:-|to)\s?(?P<high>\d{1,5}(?:\.\d+)?))?(?![\d])\s?"
    r"(?P<unit>%|percent\b|percentile\b|(?:m|µ|u|n|p|f)?g/(?:d?l|ml|mg|g)\b|m?(?:i?u|eq|mol)/m?l\b|(?:µ|u|n|p)mol/l\b|mm/h(?:r|our)?\b|u/l\b"
    r"|units?\b|iu\b|k/u?µ?l\b|m/u?µ?l\b|x ?10\^?\d(?:/u?µ?l)?|fl\b|pg\b|ml/min(?:/1\.73 ?m2?)?|cm\b"
    r"|mm\b(?!hg)|mmhg\b|m/s(?:ec)?\b"
    r"|meters per second\b|ms(?:ec)?\b|milliseconds\b|[µu]v\b|mv\b|microvolts?\b|millivolts?\b|lbs?\b"
    r"|pounds?\b|kgs?\b|kilograms?\b"
    r"|deg(?:rees?)?\b|°|bpm\b|kg/m2|minutes\b|min\b|seconds?\b|sec\b|hours?\b|feet\b|ft\b|inches\b|mme\b|mg(?:/day)?\b)?"
)
_DATE = re.compile(r"\d{1,2}[/-]\d{1,2}[/-](?:19|20)?\d{2}\b|(?:19|20)\d{2}\b(?!\s?\w?g)")
_FLAG = re.compile(
    r"\s?(?:\([\d.,\s<>=–\-]{1,20}\)|\[[\d.,\s<>=\-]{1,20}\])?[\s,*]?\s?"
    r"(?:\((?P<flag>h|l|hh|ll|high|low|abnormal|abn|elevated|critical|normal)\)"
    r"|(?P<word>high|low|abnormal|abn|elevated|critical|normal|wnl|within normal(?: limits)?)\b"
    r"|(?<=\s)(?P<letter>h|l)(?=$|[.;]|\s\(|\s[a-z]{3}))"
)
_SIGN = re.compile(r"\s?(?:test|sign|screen)?\s?:?\s?\((?P<sign>[+-])\)")
_WORD = re.compile(
    r"(?:(?:all|both|again|weakly|strongly|markedly|mildly|moderately|slightly|borderline|significantly|grossly|presumptive|confirmed)\s)*"
    r"(?:(?P<lost>absent|unobtainable|not obtainable|no response|not elicitable|unelicitable|not recordable|nr\b)"
    r"|(?P<neg>not detected|none detected|no growth|non\s?-?\s?reactive|negative|neg\b|normal"
    r"|within normal|wnl\b|unremarkable|none\b|nil\b"
    r"|not present|not seen|undetectable|undetected|not elevated|below (?:the )?(?:cut|detect)"
    r"|symmetric|intact|clear\b|non\s?-?\s?diagnostic)"
    r"|(?P<pos>positive|pos\b|detected|reactive|present|high\b|low\b|elevated|abnormal|trace\b|increased|decreased|prolonged|slow(?:ed|ing)?\b"
    r"|delayed|reduced|diminished|severe\b|moderate\b|mild\b|poor\b|impaired|inconsistent|\d\+"
    r"|[1-4] plus|small\b|large\b|many\b|few\b|growth\b"
    r"|(?:heavy|light|moderate) growth|grew\b))"
)
_BEFORE = re.compile(
    r"(?P<neg>(?:normal|negative|unremarkable|non\s?reactive|undetectable)\s(?:serum\s|urine\s)?$)"
    r"|(?P<pos>(?:elevated|high|low|positive|abnormal|raised|increased|decreased|reduced|prolonged|absent|delayed|slowed|small|diminished)\s"
    r"(?:serum\s|urine\s|left\s|right\s)?$)"
)
_NUMBER_BEFORE = re.compile(
    r"(?P<v>\d{1,3}(?:\.\d+)?)\s?(?:/\s?\d{1,3}\s)?(?:on|in) (?:the|a|his|her)\s(?:\w+\s){0,2}$"
)
_NEXT = re.compile(r"[\s,;/]*(?:and\s|vs\.?\s|versus\s|compared (?:to|with)\s)?")
_UNITS = {
    "pounds": "lb", "pound": "lb", "lbs": "lb", "kgs": "kg", "kilograms": "kg", "kilogram": "kg", "percent": "%",
    "msec": "ms",
    "milliseconds": "ms", "m/sec": "m/s", "meters per second": "m/s", "degrees": "deg", "degree": "deg",
    "°": "deg", "min": "minutes",
    "mm/hour": "mm/hr", "mm/h": "mm/hr", "sec": "seconds", "second": "seconds", "hour": "hours", "mg/dl": "mg/dL",
    "g/dl": "g/dL", "u/l": "U/L",
    "iu": "IU", "ng/ml": "ng/mL", "ft": "feet", "uv": "µV", "microvolts": "µV", "millivolts": "mV", "mv": "mV",
    "ng/dl": "ng/dL", "unit": "units",
}  # fmt: skip


@dataclass(slots=True)
class Reading:
    """One figure or result of something measured; offsets count in the folded text."""

    start: int
    end: int
    polarity: Polarity = Polarity.AFFIRMED
    value: float | None = None
    unit: str | None = None
    side: str | None = None
    flag: str | None = None
    high: float | None = None


def readings_of(text: str, begin: int, start: int, end: int, stop: int, kind: str = "lab") -> list[Reading]:
    """The readings of what is named at ``start`` to ``end`` in lower-case text that keeps its hyphens.

    Args:
        text: folded text.
        begin, stop: the sentence.
        start, end: the name of what was measured.
        kind: fact type; of ``edx`` an absent response is a finding.

    >>> [(r.value, r.unit, r.flag) for r in readings_of("esr 44 mm/hr (h).", 0, 0, 3, 17)]
    [(44.0, 'mm/hr', 'high')]
    >>> [(r.value, r.unit, r.side) for r in readings_of("grip r 18 lb, l 62 lb", 0, 0, 4, 21, "exam")]
    [(18.0, 'lb', 'right'), (62.0, 'lb', 'left')]
    >>> readings_of("hla-b27: negative", 0, 0, 7, 17)[0].polarity.value
    'negated'
    """
    stop = min(stop, end + 120)
    sign = _SIGN.match(text, end, min(stop, end + 14))
    if sign:
        plus = sign.group("sign") == "+"
        return [Reading(start, sign.end(), Polarity.AFFIRMED if plus else Polarity.NEGATED)]
    found: list[Reading] = []
    place = _skip(text, end, stop)
    while len(found) < 4:
        reading = _reading(text, start, place, stop, kind)
        if reading is None:
            break
        found.append(reading)
        following = _NEXT.match(text, reading.end, stop)
        place = following.end() if following else reading.end
        if not (reading.side and _SIDE.match(text, place, stop)):
            break
    if found:
        return found
    before = _BEFORE.search(text[max(begin, start - 30) : start])
    if before:
        return [Reading(start, end, Polarity.NEGATED if before.group("neg") else Polarity.AFFIRMED)]
    number = _NUMBER_BEFORE.search(text[max(begin, start - 40) : start])
    if number and kind in ("psych", "func"):
        low = max(begin, start - 40) + number.start()
        return [Reading(low, end, value=float(number.group("v")))]
    return []


def _skip(text: str, end: int, stop: int) -> int:
    lead = _LEAD.match(text, end, stop)
    return lead.end() if lead else end


def _reading(text: str, start: int, place: int, stop: int, kind: str) -> Reading | None:
    side = None
    told = _SIDE.match(text, place, stop)
    if told:
        side = _SIDES.get(told.group("side"), "bilateral")
        place = _skip(text, told.end(), stop)
    match = _VALUE.match(text, place, stop)
    if match and not (_DATE.match(text, match.start("v"), stop) and not match.group("unit")):
        value = float(match.group("v").replace(",", ""))
        unit = match.group("unit")
        flag = _FLAG.match(text, match.end(), min(stop, match.end() + 44))
        said = (flag.group("flag") or flag.group("word") or flag.group("letter")) if flag else None
        reading = Reading(
            start,
            flag.end() if flag else match.end(),
            value=value,
            unit=_UNITS.get(unit, unit) if unit else None,
            side=side,
        )
        reading.flag = {"h": "high", "hh": "high", "l": "low", "ll": "low", "abn": "abnormal"}.get(said or "", said)
        if match.group("high"):
            reading.high = float(match.group("high"))
        return reading
    word = _WORD.match(text, place, stop)
    if not word:
        return None
    lost, negative = word.group("lost"), word.group("neg")
    denied = bool(negative) or (bool(lost) and kind != "edx")
    return Reading(start, word.end(), Polarity.NEGATED if denied else Polarity.AFFIRMED, side=side)


_SIZE = re.compile(
    r"(?<![\d/.])(?P<v>\d{1,3}(?:\.\d+)?)(?:\s?(?:-|to|x)\s?(?P<high>\d{1,3}(?:\.\d+)?))?(?:\s?x\s?\d{1,3}(?:\.\d+)?)?\s?-?\s?(?P<unit>mm|cm|millimeters?)\b"
)
_WEIGHT = re.compile(
    r"(?P<v>\d{1,3}(?:\.\d+)?)\s?(?:-|to)?\s?(?:\d{1,3}\s)?-?\s?(?P<unit>lbs?|pounds?|#|kg|minutes?|mins?|hours?|hrs?|blocks?|miles?|feet|yards|flights?|%|seconds?|sec)(?!\w)"
)
_QUANTITY = {"min": "minutes", "mins": "minutes", "minute": "minutes", "hr": "hours", "hrs": "hours",
"hour": "hours", "block": "blocks",
             "mile": "miles", "lbs": "lb", "pound": "lb", "pounds": "lb", "#": "lb", "sec": "seconds",
             "second": "seconds", "flight": "flights"}  # fmt: skip
_WORN = re.compile(r"\bgrade\s(?P<g>[1-5]|i{1,3}|iv|v)\b(?!\s?/)")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}


def sizes(text: str, begin: int, stop: int, mentions: Sequence[Mention]) -> None:
    """Gives findings of imaging their size and grade, and tolerances and restrictions their quantity.

    >>> m = Mention("img.disc_bulge", 5, 15, 0, 15, "")
    >>> sizes("4 mm disc bulge", 0, 15, [m]); m.value, m.unit
    (4.0, 'mm')
    """
    sentence = text[begin:stop]
    if "mm" in sentence or "cm" in sentence or "millim" in sentence or "grade" in sentence:
        _measure_findings(
            text,
            begin,
            stop,
            [m for m in mentions if m.concept.startswith(("img.", "dx.")) and not m.concept.endswith("_done")],
        )
    for mention in mentions:
        if mention.value is None and mention.concept.startswith("func."):
            match = _WEIGHT.search(text, mention.start, mention.end) or _WEIGHT.search(
                text, mention.end, min(stop, mention.end + 24)
            )
            if match:
                mention.value = float(match.group("v"))
                mention.unit = _QUANTITY.get(match.group("unit"), match.group("unit"))


def _measure_findings(text: str, begin: int, stop: int, findings: Sequence[Mention]) -> None:
    if not findings:
        return
    for match in _SIZE.finditer(text, begin, stop):
        near = [m for m in findings if m.value is None and max(m.start - match.end(), match.start() - m.end) < 45]
        if near:
            mention = min(near, key=lambda m: max(m.start - match.end(), match.start() - m.end))
            factor = 10.0 if match.group("unit") == "cm" else 1.0
            mention.value, mention.unit = round(float(match.group("v")) * factor, 2), "mm"
    for match in _WORN.finditer(text, begin, stop):
        near = [
            m
            for m in findings
            if -1 <= m.start - match.end() < 40 or 0 <= match.start() - m.end < 20 or m.start <= match.start() < m.end
        ]
        if near:
            grade = match.group("g")
            min(near, key=lambda m: abs(m.start - match.end())).attributes["grade"] = _ROMAN.get(grade, grade)
