"""Results of a test in shorthand, each with its side: "(+) L 35 deg, (-) R", "R + / L -", "neg B", a row of "+ -"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openimr.clinical.assertion import assertion_of
from openimr.clinical.concepts import Concept
from openimr.clinical.mentions import time_of_sign
from openimr.clinical.model import Mention, Polarity
from openimr.clinical.scene import Found, Scene

_PART = (
    r"(?:sides?|sided|knees?|hips?|shoulders?|wrists?|elbows?|ankles?|hands?|arms?|legs?|ue|le|uppers?|lowers?"
    r"|extremit(?:y|ies)|si\sjoints?|si)"
)
_TOKEN = re.compile(
    r"\s*(?:"
    r"(?P<unc>equivocal|equiv|questionable|inconclusive|±|\+\s?/\s?-(?![a-z\d]))(?![a-z])\.?"
    r"|(?P<pos>(?:grade\s)?[1-4]\s?\+|\(\+\)|\+ve|\+(?!\d|/\d)|(?:positive|pos)(?![a-z])\.?|yes(?![a-z]))"
    r"|(?P<neg>\(\s?-\s?\)|-ve|(?:negative|neg|wnl|normal|none)(?![a-z])\.?"
    r"|no(?=\s?(?:[,;.)/|]|$))|-(?![a-z\d]))"
    r"|(?P<more>[<>])"
    rf"|(?:on\s|in\s)?(?:the\s)?(?P<side>bilateral(?:ly)?|bilat|b/l|bil|both|right|left|rt|lt|r|l|b)(?![a-z\d']|/[os]\b)\.?"
    rf"(?:\s{_PART}(?![a-z]))?"
    r"|(?:at\s|@\s?)?(?P<deg>\d{1,2})(?:\s?(?:degrees?|deg|°)\.?|(?=\s?(?:[,;.)/]|$)))"
    r"|(?P<join>[,;/|&]|(?:and|but)(?![a-z]))"
    r"|(?P<lead>[:=]|(?:tests?|testing|signs?|is|are|was|were|all|mildly|weakly|strongly|(?:sitting|seated|supine|standing)"
    r"(?:\s?(?:and|&|/)\s?(?:sitting|seated|supine))?"
    r"|(?:at|after|in|for)\s\d{1,3}\s?(?:sec|min)[a-z]*)(?![a-z]))"
    r")"
)
_SIDES = {"right": "right", "rt": "right", "r": "right", "left": "left", "lt": "left", "l": "left"}
_GRADED = re.compile(r"(?:grade\s)?[1-4]\s?\+")
#: Results stand close to what was tested.
_REACH = 110


@dataclass(slots=True)
class SidedResult:
    """One result with its side; ``angle`` in degrees where one stands with it."""

    start: int
    end: int
    polarity: Polarity
    side: str | None
    angle: float | None = None


def sided_results(
    text: str, end: int, stop: int, columns: tuple[str, str] | None = None
) -> list[SidedResult]:
    """The results that stand behind a test in shorthand, with their sides; nothing where no side is told.

    Args:
        text: folded text in lower case with its hyphens.
        end: where the words of the test end.
        stop: where its sentence ends or the next test begins.
        columns: the sides at the head of two columns, when the sentence is a row below them.

    >>> [(r.polarity.value, r.side, r.angle) for r in sided_results("slr (+) l 35 deg, (-) r.", 3, 24)]
    [('affirmed', 'left', 35.0), ('negated', 'right', None)]
    >>> [(r.polarity.value, r.side) for r in sided_results("faber r +/l -", 5, 13)]
    [('affirmed', 'right'), ('negated', 'left')]
    >>> [(r.polarity.value, r.side) for r in sided_results("neer + -", 4, 8, ("right", "left"))]
    [('affirmed', 'right'), ('negated', 'left')]
    >>> [(r.polarity.value, r.side) for r in sided_results("facet loading l > r.", 13, 20)]
    [('affirmed', 'bilateral')]
    """
    tokens = _tokens(text, end, min(stop, end + _REACH))
    names = [name for name, _ in tokens]
    if not names or names[0] == "join":
        return []
    if columns and names[:2] in (["pos", "neg"], ["neg", "pos"], ["pos", "pos"], ["neg", "neg"]):
        first, second = _result(tokens[0]), _result(tokens[1])
        if first.polarity is second.polarity:
            return [SidedResult(first.start, second.end, first.polarity, "bilateral")]
        first.side, second.side = columns
        return [first, second]
    if _alike(names):
        return [SidedResult(tokens[0][1].start(names[0]), tokens[2][1].end(), _result(tokens[0]).polarity, "bilateral")]
    results = _with_sides(tokens)
    if len(results) == 1 and results[0].side is None and _GRADED.match(text, results[0].start):
        return results  # "anterior drawer 2+"
    if not results or any(result.side is None for result in results):
        return []
    return results


_SHARING = re.compile(r"(?:,\s(?:and\s|or\s)?\w+)?,?\s(?:all|each|both(?=\s(?:\(|\+|-|pos|neg)))(?!\w)")
_LIST = re.compile(r"(?:'s)?[\s,/&]*(?:and\s|or\s|the\s)*(?:tests?\s|signs?\s)?")


def behind_list(text: str, end: int, objects: Sequence[tuple[int, int]], stop: int) -> tuple[int, int]:
    """Where the list of tests that share one result ends ("Gaenslen, thigh thrust all + L"), and the next test begins.

    >>> text = "gaenslen, thigh thrust, compression all + l; r neg"
    >>> behind_list(text, 8, [(0, 8), (10, 22)], len(text))
    (39, 50)
    """
    behind = [place for place in objects if place[0] >= end]
    for a, b in behind:
        if not _LIST.fullmatch(text, end, a):
            break
        end = b
    sharing = _SHARING.match(text, end, min(stop, end + 40))
    if sharing:
        end = sharing.end()
    return end, min([stop, *(a for a, _ in behind if a >= end)])


# a dash before a place is no sign ("Pain - right knee")
_ANSWERS = re.compile(r"\s?[:=]|\s(?:\(?\+|\(-|none\b|[rl]t?\.?\s?(?:[+:-]|[1-4]\+|none\b|neg|pos))")


def answered(scene: Scene, found: Found) -> list[SidedResult]:
    """What a form or a terse note tells of a finding for each side ("Numbness: R hand yes, L hand no")."""
    text = scene.folded.plain
    if not scene.sides or _ANSWERS.match(text, found.end, scene.end) is None:
        return []
    following = next((f.start for f in scene.found if f.start >= found.end), scene.end)
    return sided_results(text, found.end, min(scene.end, following))


def on_each_side(
    scene: Scene, found: Found, concept: Concept, sided: Sequence[SidedResult], context: Sequence[str]
) -> Iterator[Mention]:
    """A mention for each of the results of a test, the first on the words of the test itself.

    Args:
        scene: its sentence.
        found: the words of the test.
        concept: what the test is.
        sided: its results.
        context: body parts of the examination that the sentence goes on with.
    """
    asserted = assertion_of(scene.frame, found.start, found.end)
    regions = tuple(concept.regions or context)
    for number, one in enumerate(sided):
        start, end = (found.start, max(found.end, one.end)) if number == 0 else (one.start, one.end)
        if number == 0 and any(found.end <= f.start and f.end <= one.start for f in scene.found):
            end = found.end  # the result of several that stand in a list
        mention = Mention(
            concept.by_region.get(regions[0], concept.id) if regions else concept.id,
            start, end, scene.start, scene.end, f"result:{concept.id}/{found.rule}, each side",
            one.polarity, time_of_sign(scene, asserted), asserted.experiencer, one.side,
            regions=regions, section=scene.section,
        )  # fmt: skip
        if one.angle is not None and concept.id == "exam.straight_leg_raise":
            mention.value, mention.unit = one.angle, "deg"
        yield mention


def _tokens(text: str, end: int, stop: int) -> list[tuple[str, re.Match[str]]]:
    """Results, sides, joints and degrees in a row from ``end``; a side that opens something else is none of them."""
    tokens: list[tuple[str, re.Match[str]]] = []
    place = end
    while match := _TOKEN.match(text, place, stop):
        name = match.lastgroup or ""
        if name == "lead" and match.group("lead") in ("is", "are", "was", "were") and tokens:
            break
        place = match.end()
        if name != "lead":
            tokens.append((name, match))
    rest = text[place:stop].lstrip()
    if tokens and tokens[-1][0] != "join" and rest and rest[0] not in ".,;)(|":
        # "neg. R shoulder strength ...": the last side is that of the next thing
        while tokens and tokens[-1][0] in ("side", "join", "more"):
            tokens.pop()
    dash = len(tokens) > 2 and tokens[0][0] == "neg" and tokens[0][1].group("neg") == "-"
    if dash and tokens[1][0] == "side" and tokens[2][0] in ("pos", "neg", "unc"):
        del tokens[0]  # "Tinel - right positive": a dash
    elif tokens and tokens[-1][1].group(0).strip() == "-" and (len(tokens) < 2 or rest[:1] not in ("", ".", ",", ";")):
        tokens.pop()
    while tokens and tokens[-1][0] == "join":
        tokens.pop()
    return tokens


def _alike(names: Sequence[str]) -> bool:
    """Whether the same result stands twice with a stroke between ("neg / neg"), which is one for each side."""
    return len(names) >= 3 and names[1] == "join" and names[0] == names[2] and names[0] in ("pos", "neg") and (
        len(names) == 3
    )  # fmt: skip


def _result(token: tuple[str, re.Match[str]]) -> SidedResult:
    name, match = token
    polarity = {"pos": Polarity.AFFIRMED, "neg": Polarity.NEGATED}.get(name, Polarity.UNCERTAIN)
    return SidedResult(match.start(name), match.end(), polarity, None)


def _with_sides(tokens: list[tuple[str, re.Match[str]]]) -> list[SidedResult]:
    """Each result with the side that goes with it: the one before it where the row begins with a side, else behind."""
    results: list[SidedResult] = []
    side: str | None = None  # told, and waiting for its result
    angle: float | None = None
    begin = 0
    for number, (name, match) in enumerate(tokens):
        before = tokens[number - 1][0] if number else ""
        after = next((other for other, _ in tokens[number + 1 :] if other != "deg"), "")
        if name in ("pos", "neg", "unc"):
            one = _result((name, match))
            if side is not None:
                one.side, one.start, one.angle, side, angle = side, begin, angle, None, None
            results.append(one)
        elif name == "side":
            own = _SIDES.get(match.group("side"), "bilateral")
            last = results[-1] if results else None
            if after in ("pos", "neg", "unc") and (not last or last.side is not None or before == "join"):
                side, begin = ("bilateral" if side not in (None, own) else own), match.start("side")
            elif last is not None and last.side is None and before not in ("join", "more"):
                last.side, last.end = own, match.end()
            elif last is not None and side is None and before in ("join", "more", "side"):
                last.side, last.end = ("bilateral" if last.side not in (None, own) else last.side), match.end()
            elif side is not None:
                side = "bilateral" if side != own else own
            elif last is None:
                side, begin = own, match.start("side")
            else:
                break
        elif name == "deg" and side is not None:
            angle = float(match.group("deg"))
        elif name == "deg" and results:
            results[-1].angle, results[-1].end = float(match.group("deg")), match.end()
    if not results and side == "bilateral" and "more" in [name for name, _ in tokens]:
        return [SidedResult(begin, tokens[-1][1].end(), Polarity.AFFIRMED, "bilateral")]
    return results
