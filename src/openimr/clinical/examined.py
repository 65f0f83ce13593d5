"""What an examination found: ties something examined ("straight leg raise") to its result ("positive")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from openimr.clinical.concepts import Concept
from openimr.clinical.cues import RESULT, Cue
from openimr.clinical.model import Polarity
from openimr.clinical.siding import Placed

_COPULA = re.compile(
    r"^\s?(?:tests?|testing|signs?|exam|examination|maneuvers?|results?|in all .{0,30}|of the .{0,40}"
    r"|in the .{0,50}|to .{0,30}"
    r"|at .{0,20}|bilaterally|left|right|on the (?:left|right)|throughout)?\s?(?:is|are|was|were|be|remains?"
    r"|appears?|noted(?: to be| as)?"
    r"|revealed(?: to be)?|measured|graded(?: at| as)?|rated(?: at| as)?|found to be|documented as|reported "
    r"(?:to be|as)|as|:|=|at|shows?|"
    r"with|\()?\s?(?:to be\s|noted (?:to be |as )?|reported (?:to be |as )?|found to be |documented as "
    r"|listed as |mildly |slightly |markedly |moderately |"
    r"significantly |somewhat |also |still |grossly |essentially |otherwise |fairly |again |very |all |generally "
    r"|within |subjectively )*$"
)
_NEAR_BEFORE = re.compile(
    r"^\s?(?:(?:and|or|the|a|an|in|of|to|for|with|left|right|bilateral|both|his|her|lumbar|cervical|thoracic"
    r"|active|passive|sided|leg|arm"
    r"|seated|supine|sitting|lower|upper|extremity|extremities|spine|back|low|neck|knee|shoulder|hip|ankle|wrist"
    r"|elbow|muscle|motor"
    r"|deep|tendon|dermatomal|light|sensory|gross|significant|ankle|patellar|achilles|all|painful|thoracolumbar"
    r"|lumbosacral|trunk|joint"
    r"|results|signs?|tests?|on|at|her|cross|end|range|quadriceps|grip|overall|provocative|orthopedic|special"
    r"|ranges|[lcs]\d|[lcs]\d [lcs]?\d"
    r"|dermatomes?|dermatome|distribution|testing|reflects|medial|lateral|anterior|posterior|distal"
    r"|proximal)\b[\s,/&()]*){0,6}$"
)
_GRADE = re.compile(
    r"(?<![\d/.])(?P<low>[0-5](?:\.\d)?)\s?(?P<sign>[+\-]|plus\b|minus\b)?\s?(?:(?:to|-)\s?[0-5]\s?[+\-]?\s?)?"
    r"(?:/|out of|over|of)\s?5(?![\d/])"
)
_REFLEX_GRADE = re.compile(
    r"(?<![\d/.])(?P<n>[0-4])\s?(?:\+|/\s?[24]\b|\+\s?/\s?[24]\b|out of 4|over 4)|(?<![\d/.])(?P<zero>0)(?=\s|,|\.|$)"
)
_PLUS = re.compile(r"(?:\(\+\)|\+\s?ve|(?<![\d/])\+(?!\s?\d))\s?(?:(?:r|l|b|rt|lt|bilat|right|left)\.?\s)?$")
_MINUS = re.compile(r"(?:\(\s?-\s?\)|-\s?ve)\s?$")
_AFTER_SIGN = re.compile(
    r"^\s?(?:test|sign)?\s?:?\s?(?P<plus>\(\+\)|\+\s?ve|\+(?!\s?\d)|pos\b)|^\s?(?:test|sign)?\s?:?\s?"
    r"(?P<minus>\(\s?-\s?\)|-\s?ve|neg\b|-(?=\s?(?:[,;.)]|$)))"
)
_DEGREES = re.compile(r"(?<![\d/])(?P<n>\d{1,3})\s?(?:°|degrees?|deg\b)")
_EXCEPT = re.compile(r"^[^.;]{0,60}?\b(?:except|with the exception|other than|save for|but)\b")
_CLAUSE = re.compile(r"[;.]\s|:\s|,\s(?:and\s)?(?:the\s)?(?:patient|he|she|there)\b")


@dataclass(slots=True)
class Result:
    """The result of one examined object.

    ``start`` and ``end`` are the result words; ``grade`` a strength of five; ``angle`` degrees.
    """

    polarity: Polarity
    start: int
    end: int
    words: str
    grade: float | None = None
    angle: float | None = None
    side: str | None = None
    item: bool = False  #: an item of a graded list, with words of its own
    reach: tuple[int, int] = (0, 0)  #: result and its side, when a side stands with it

    @property
    def denies(self) -> bool:
        """Whether the result word itself says "none of it" ("absent reflex"), so that it is no second negation."""
        return self.words in ("absent", "loss of", "loss", "lack of", "lost")


def results_of(
    text: str,
    raw: str,
    cues: Sequence[Cue],
    objects: Sequence[tuple[int, int]],
    sentence: tuple[int, int],
    concept: Concept,
    start: int,
    end: int,
    sides: Sequence[Placed] = (),
    columns: tuple[str, str] | None = None,
) -> list[Result]:
    """The results of the object at ``start`` to ``end``; several when one side differs from the other.

    Args:
        text: folded text in lower case with hyphens as blanks.
        raw: the same with hyphens and case (for signs).
        cues: cues of the sentence.
        objects: places of all examined objects in the sentence.
        sentence: its begin and end.
        concept: the concept, for its sets of result words.
        start, end: where the object stands.
        sides: sides that the sentence names.
        columns: the sides at the head of two columns, when the sentence is a row below them.
    """  # fmt: skip
    # a side is no part of what ties an object to its result ("SLR: R positive")
    apart = sorted([*objects, *((a, b) for a, b, _ in sides if b - a < 12)]) if sides else objects
    found = _results_of(text, raw, cues, objects, apart, sentence, concept, start, end)
    if not found:
        return found
    if (
        columns
        and found[0].start >= end
        and (row := _in_columns(text, raw, cues, concept, found, sentence[1], columns))
    ):
        return row
    if concept.id in _GRADED and found[0].start >= end and _EVEN.match(text, found[0].end, sentence[1]):
        found[0].side, found[0].reach = "bilateral", (found[0].start, found[0].end)
    if (sides and found[0].start >= end) or (found[0].end <= start and len(sides) > 1):
        found = _with_other_side(text, raw, cues, objects, sentence, concept, end, found, sides)
    if concept.id in _GRADED and found[0].start >= end:
        found += _items(text, raw, objects, concept, max(r.reach[1] or r.end for r in found), sentence[1], sides)
    return found


_EVEN = re.compile(r"\s?(?:and\s)?(?:symmetric\w*|equal|bilateral\w*)\b")


def _in_columns(
    text: str, raw: str, cues: Sequence[Cue], concept: Concept, found: list[Result], stop: int, columns: tuple[str, str]
) -> list[Result]:
    """The two results of a row of a table whose columns are the two sides ("Neer  neg  pos")."""
    first = found[0]
    more = found[1:] or _further(text, raw, cues, concept, first.end, min(stop, first.end + 24))
    if not more or text[first.end : more[0].start].strip(" |"):
        return []
    second = more[0]
    if first.polarity is second.polarity and first.grade == second.grade:
        first.side, first.reach = "bilateral", (first.start, second.end)
        return [first]
    first.side, first.reach = columns[0], (first.start, first.end)
    second.side, second.reach = columns[1], (second.start, second.end)
    return [first, second]


_GRADED = frozenset({"exam.motor_deficit", "exam.reflex_deficit"})
_ITEM = re.compile(r"[;,]|\band\b(?=[^;,]{0,60}\d)|\bexcept(?: for)?\b|\.\s")
_LOST = re.compile(r"\b(?:absent|trace|diminished|decreased|hypoactive)\b")
_MUSCLE = re.compile(r"[a-z]{3,}|\b[a-z]{2}\b")


def _items(
    text: str, raw: str, objects: Sequence[tuple[int, int]], concept: Concept, begin: int, stop: int,
    sides: Sequence[Placed],
) -> list[Result]:  # fmt: skip
    """The further items of a graded list: "deltoid 4/5 R, 5/5 L; biceps 5/5", "triceps 1+, ankles absent"."""
    stop = min([stop, begin + 240, *(a for a, _ in objects if a >= begin)])
    cuts = [m.span() for m in _ITEM.finditer(text, begin, stop)]
    items: list[Result] = []
    named = False
    for (_, low), (high, _) in zip([(begin, begin), *cuts], [*cuts, (stop, stop)], strict=True):
        match = (_GRADE if concept.id == "exam.motor_deficit" else _REFLEX_GRADE).search(raw, low, high)
        result: Result | None = None
        if match:
            result = (
                _strength(text, match, high) if concept.id == "exam.motor_deficit" else _reflex(text, match, concept.id)
            )
        elif concept.id == "exam.reflex_deficit":
            lost = _LOST.search(text, low, high)
            result = Result(Polarity.AFFIRMED, lost.start(), lost.end(), lost.group()) if lost else None
        if result is None:
            if text[low:high].strip():
                break
            continue
        lead = _MUSCLE.search(text, low, result.start)
        named = named or lead is not None
        if not named:
            continue  # a bare grade behind the object's own is no item of a list
        own = [s for s in sides if low <= s[0] and s[1] <= high + 1]
        at = lead.start() if lead else result.start
        result.side = own[0][2] if own else None
        result.reach = (min([at, *(s[0] for s in own)]), max([result.end, *(s[1] for s in own)]))
        result.item = True
        items.append(result)
    return items


# what may stand between a result and its side: "positive at 40 degrees on the left", "L: negative", "left is 2+"
_RESULT_THEN_SIDE = re.compile(
    r"[\s(]*(?:(?:at|on|in|for|of|to|the|about|around|only|his|her|side|with|pain|degrees?|deg|\d{1,3}(?!\d)|°|sec|seconds|and|is|/|\+)[\s(]*)*"
)
_SIDE_THEN_RESULT = re.compile(
    r"[\s):=,-]*(?:(?:is|was|are|it|this|side|leg|arm|knee|hand|foot|shoulder|hip|wrist|ankle|elbow|at|being"
    r"|remains|to be|and|with|mildly"
    r"|clearly|weakly|strongly|slightly|only)[\s):=,-]*)*"
)
_BOTH = re.compile(r"\s?(?:and|&|/)\s?(?:the\s)?")
_ENDS_RESULTS = re.compile(r"\.\s|\b(?:but|however|there|he|she|patient)\b")


def _with_other_side(
    text: str, raw: str, cues: Sequence[Cue], objects: Sequence[tuple[int, int]], sentence: tuple[int, int],
    concept: Concept, end: int, found: list[Result], sides: Sequence[Placed],
) -> list[Result]:  # fmt: skip
    """The results with the side that stands with each, and those of the other side that follow them."""
    first = found[0]
    begin = end
    stop = min([sentence[1], *(a for a, _ in objects if a >= max(end, first.end))])
    ended = _ENDS_RESULTS.search(text, first.end, stop)
    stop = ended.start() if ended else stop
    results = list(found)
    if not all(r.grade is not None or r.words[:1].isdigit() for r in found):
        results = [first, *_further(text, raw, cues, concept, first.end, stop)]
    before_first = [s for s in sides if begin <= s[0] and s[1] <= first.start]
    leads = bool(before_first) and _SIDE_THEN_RESULT.fullmatch(text[before_first[-1][1] : first.start]) is not None
    kept: list[Result] = []
    for number, result in enumerate(results):
        low = results[number - 1].end if number else begin
        high = results[number + 1].start if number + 1 < len(results) else stop
        result.reach = (result.start, result.end)
        own = [s for s in sides if low <= s[0] and s[1] <= result.start]
        tail = result.end if number else max(result.end, end)
        after = [s for s in sides if tail <= s[0] and s[1] <= high + 1]
        if leads and own and _SIDE_THEN_RESULT.fullmatch(text[own[-1][1] : result.start]):
            result.side, result.reach = own[-1][2], (own[-1][0], result.end)
        elif not leads and after and _RESULT_THEN_SIDE.fullmatch(text[tail : after[0][0]]):
            names = len(after) > 1 and after[1][2] != after[0][2] and _BOTH.fullmatch(text[after[0][1] : after[1][0]])
            result.side = "bilateral" if names else after[0][2]
            result.reach = (result.start, after[0][1])
        elif not leads and own and number and _SIDE_THEN_RESULT.fullmatch(text[own[-1][1] : result.start]):
            result.side, result.reach = own[-1][2], (own[-1][0], result.end)
        if (
            number == 0
            or result in found
            or (result.side and all(result.side != one.side for one in kept) and (kept[0].side or own))
        ):
            kept.append(result)
        else:
            break
    return kept


def _further(text: str, raw: str, cues: Sequence[Cue], concept: Concept, begin: int, stop: int) -> list[Result]:
    """Further result words and signs of the same object, in order."""
    more: list[Result] = []
    at = begin
    for cue in cues:
        if cue.start < at or cue.end > stop:
            continue
        polarity = _polarity(cue, concept)
        if polarity is not None:
            more.append(
                Result(polarity, cue.start, cue.end, cue.text, angle=_angle(text, cue.end, min(stop, cue.end + 40)))
            )
            at = cue.end
    if not more:
        for match in _SIGN.finditer(raw, begin, stop):
            polarity = Polarity.AFFIRMED if match.group("plus") else Polarity.NEGATED
            angle = _angle(text, match.end(), min(stop, match.end() + 24))
            more.append(Result(polarity, match.start(), match.end(), match.group(), angle=angle))
    return more[:3]


_SIGN = re.compile(r"(?P<plus>\(\+\)|\+\s?ve\b|(?<=[,;]\s)\+(?=\s[lr]))|\(\s?-\s?\)|-\s?ve\b|(?<=[,;]\s)-(?=\s[lr])")


def _results_of(
    text: str, raw: str, cues: Sequence[Cue], objects: Sequence[tuple[int, int]], apart: Sequence[tuple[int, int]],
    sentence: tuple[int, int], concept: Concept, start: int, end: int,
) -> list[Result]:  # fmt: skip
    begin, stop = sentence
    grades = _graded(text, raw, concept, objects, begin, stop, start, end)
    if grades:
        return grades
    sign = _signed(text, raw, begin, stop, start, end)
    if sign:
        return [sign]
    usable = [
        (cue, polarity)
        for cue in cues
        if (polarity := _polarity(cue, concept)) is not None and not (cue.start < end and cue.end > start)
    ]
    if not usable:
        return []
    after = [(cue, p) for cue, p in usable if cue.start >= end]
    before = [(cue, p) for cue, p in usable if cue.end <= start]
    chosen: list[tuple[Cue, Polarity]] = []
    first_after = after[0] if after else None
    between_after = _cut(text, end, first_after[0].start, apart) if first_after else ""
    last_before = before[-1] if before else None
    between_before = text[last_before[0].end : start] if last_before else ""
    if (
        last_before
        and not between_before.strip()
        and not (_claimed(text, last_before[0], objects, start) and first_after and _COPULA.match(between_after))
    ):
        # "decreased sensation" binds closest
        chosen = [last_before]
    elif first_after and _COPULA.match(between_after):
        chosen = [first_after]
    elif (
        last_before
        and _NEAR_BEFORE.match(_cut(text, last_before[0].end, start, apart))
        and not _comma_between(between_before)
    ):
        chosen = [last_before]
    elif (
        first_after
        and len(text[end : first_after[0].start]) <= 90
        and not _CLAUSE.search(text[end : first_after[0].start])
        and not _other_result(text, cues, concept, end, first_after[0].start)
    ):
        # "sensation and reflexes were intact", "motion of the left hip was found to be limited"
        chosen = [first_after]
    elif (
        last_before and len(between_before) <= 70 and not _CLAUSE.search(between_before) and "," not in between_before
    ) or (last_before and _list_between(_cut(text, last_before[0].end, start, apart))):
        chosen = [last_before]
    if not chosen:
        return []
    found = []
    for cue, polarity in chosen:
        if polarity is Polarity.NEGATED and _EXCEPT.match(text[cue.end : stop]):
            continue
        found.append(
            Result(
                polarity,
                cue.start,
                cue.end,
                cue.text,
                angle=_angle(text, max(begin, end), min(stop, max(end, cue.end) + 50)),
            )
        )
    return found


def _polarity(cue: Cue, concept: Concept) -> Polarity | None:
    sets = {kind.removeprefix(RESULT) for kind in cue.kinds if kind.startswith(RESULT)}
    if not sets:
        return None
    # the longer sets of "intact" also hold words that "decreased" holds; the concept's own order decides
    if sets & concept.denied_by and not sets & concept.affirmed_by:
        return Polarity.NEGATED
    if sets & concept.affirmed_by and not sets & concept.denied_by:
        return Polarity.AFFIRMED
    if sets & concept.affirmed_by:
        return Polarity.AFFIRMED
    if "equivocal" in sets and concept.affirmed_by:
        return Polarity.UNCERTAIN
    return None


def _other_result(text: str, cues: Sequence[Cue], concept: Concept, begin: int, stop: int) -> bool:
    return any(cue.start >= begin and cue.end <= stop and _polarity(cue, concept) is not None for cue in cues)


def _cut(text: str, begin: int, stop: int, objects: Sequence[tuple[int, int]]) -> str:
    pieces = []
    at = begin
    for a, b in objects:
        if a >= begin and b <= stop and a >= at:
            pieces.append(text[at:a])
            at = b
    pieces.append(text[at:stop])
    return " ".join(" ".join(pieces).split()).join((" ", " ")) if len(pieces) > 1 else "".join(pieces)


def _claimed(text: str, cue: Cue, objects: Sequence[tuple[int, int]], start: int) -> bool:
    """Whether the result belongs to the object before it ("SLR negative Spurling's positive")."""
    return any(b <= cue.start and len(text[b : cue.start]) <= 5 and b < start for _, b in objects)


_LISTED = re.compile(r"^[\s,/&]*(?:(?:and|or|the|for|of|in|as well as)\b[\s,/&]*)*$")


def _list_between(text: str) -> bool:
    return bool(_LISTED.match(text))


def _comma_between(text: str) -> bool:
    return "," in text and " and " not in text


def _angle(text: str, begin: int, stop: int) -> float | None:
    match = _DEGREES.search(text, begin, stop)
    return float(match.group("n")) if match else None


def _signed(text: str, raw: str, begin: int, stop: int, start: int, end: int) -> Result | None:
    match = _PLUS.search(raw, max(begin, start - 12), start)
    if match:
        return Result(Polarity.AFFIRMED, match.start(), match.end(), "+")
    match = _MINUS.search(raw, max(begin, start - 6), start)
    if match:
        return Result(Polarity.NEGATED, match.start(), match.end(), "-")
    match = _AFTER_SIGN.match(raw[end : min(stop, end + 16)])
    if match:
        polarity = Polarity.AFFIRMED if match.group("plus") else Polarity.NEGATED
        angle = _angle(text, end + match.end(), min(stop, end + match.end() + 24))
        return Result(polarity, end + match.start(), end + match.end(), match.group().strip(), angle=angle)
    return None


_REFLEX_LOST = re.compile(r"\b(?:absent|lost|trace|diminished|decreased|depressed|reduced|hypoactive)\b")


def _graded(
    text: str,
    raw: str,
    concept: Concept,
    objects: Sequence[tuple[int, int]],
    begin: int,
    stop: int,
    start: int,
    end: int,
) -> list[Result]:
    if concept.id in ("exam.motor_deficit", "exam.rotator_cuff_weakness"):
        if "5" not in text[begin:stop]:
            return []
        following = _grade_after(raw, objects, stop, end, _GRADE)
        if following:
            return [r for match in following if (r := _strength(text, match, stop))]
        previous = list(_GRADE.finditer(raw, max(begin, start - 45), start))
        if previous and not re.search(r"[;.,]\s", raw[previous[-1].end() : start]):
            result = _strength(text, previous[-1], stop)
            return [result] if result else []
    elif concept.id in ("exam.reflex_deficit", "exam.hyperreflexia"):
        following = _grade_after(raw, objects, stop, end, _REFLEX_GRADE)
        if following and _REFLEX_LOST.search(text[end : following[0].start()]):
            return []  # "Achilles reflex absent, right 2+": the grade is the other side's
        return [_reflex(text, match, concept.id) for match in following]
    return []


def _grade_after(
    raw: str, objects: Sequence[tuple[int, int]], stop: int, end: int, pattern: re.Pattern[str]
) -> list[re.Match[str]]:
    """Grades right behind the object, up to the next object that has its own."""
    limit = min([stop, end + 110, *(a for a, _ in objects if a > end and not _list_between(raw[end:a].lower()))])
    found = list(pattern.finditer(raw, end, limit))
    kept: list[re.Match[str]] = []
    for match in found:
        if re.search(r"[;]|\.\s", raw[end : match.start()]):
            break
        kept.append(match)
    return kept[:2]


def _strength(text: str, match: re.Match[str], stop: int) -> Result | None:
    value = float(match.group("low"))
    sign = match.group("sign")
    if sign in ("-", "minus"):
        value -= 0.3
    elif sign in ("+", "plus") and value < 5:
        value += 0.3
    value = round(value, 1)
    if value >= 5:
        if _EXCEPT.match(text[match.end() : stop]):
            return None
        return Result(Polarity.NEGATED, match.start(), match.end(), match.group(), grade=5.0)
    return Result(Polarity.AFFIRMED, match.start(), match.end(), match.group(), grade=value)


def _reflex(text: str, match: re.Match[str], concept: str) -> Result:
    grade = int(match.group("n") or 0)
    near = text[match.end() : match.end() + 40]
    even = re.search(r"\b(?:symmetric|equal|bilateral)", near) is not None
    if concept == "exam.hyperreflexia":
        polarity = Polarity.AFFIRMED if grade >= 3 else Polarity.NEGATED
    else:
        # a low grade alike on both sides is no sign of one root
        polarity = Polarity.AFFIRMED if grade == 0 or (grade == 1 and not even) else Polarity.NEGATED
    return Result(polarity, match.start(), match.end(), match.group(), grade=None)
