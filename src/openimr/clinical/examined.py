"""What an examination found: ties something examined ("straight leg raise") to its result ("positive")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from openimr.clinical.concepts import Concept
from openimr.clinical.cues import RESULT, Cue
from openimr.clinical.model import Polarity

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
_PLUS = re.compile(r"(?:\(\+\)|\+\s?ve|(?<![\d/])\+(?!\s?\d))\s?$")
_MINUS = re.compile(r"(?:\(\s?-\s?\)|-\s?ve)\s?$")
_AFTER_SIGN = re.compile(
    r"^\s?(?:test|sign)?\s?:?\s?(?P<plus>\(\+\)|\+\s?ve|\+(?!\s?\d)|pos\b)|^\s?(?:test|sign)?\s?:?\s?"
    r"(?P<minus>\(\s?-\s?\)|-\s?ve|neg\b)"
)
_DEGREES = re.compile(r"(?<![\d/])(?P<n>\d{1,3})\s?(?:°|degrees?|deg\b)")
_EXCEPT = re.compile(r"^[^.;]{0,60}?\b(?:except|with the exception|other than|save for|but)\b")
_DOWN_TO = re.compile(r"\b(?:sensation|touch|prick)\b")
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
    """  # fmt: skip
    begin, stop = sentence
    grades = _graded(text, raw, concept, objects, begin, stop, start, end)
    if grades:
        return grades
    sign = _signed(raw, begin, stop, start, end)
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
    between_after = _cut(text, end, first_after[0].start, objects) if first_after else ""
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
        and _NEAR_BEFORE.match(_cut(text, last_before[0].end, start, objects))
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
    ) or (last_before and _list_between(_cut(text, last_before[0].end, start, objects))):
        chosen = [last_before]
    if not chosen:
        return []
    # "positive on the left and negative on the right"
    cue, polarity = chosen[0]
    if cue.start >= end:
        for other, second in after[1:2]:
            if (
                second is not polarity
                and not any(cue.end <= a < other.start for a, _ in objects)
                and other.start - cue.end < 60
                and re.search(r"\b(?:left|right)\b", text[cue.end : min(stop, other.end + 30)])
            ):
                chosen.append((other, second))
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


def _signed(raw: str, begin: int, stop: int, start: int, end: int) -> Result | None:
    match = _PLUS.search(raw, max(begin, start - 6), start)
    if match:
        return Result(Polarity.AFFIRMED, match.start(), match.end(), "+")
    match = _MINUS.search(raw, max(begin, start - 6), start)
    if match:
        return Result(Polarity.NEGATED, match.start(), match.end(), "-")
    match = _AFTER_SIGN.match(raw[end : min(stop, end + 16)])
    if match:
        polarity = Polarity.AFFIRMED if match.group("plus") else Polarity.NEGATED
        return Result(polarity, end + match.start(), end + match.end(), match.group().strip())
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
