"""Lists in which the head is named once: reflexes and muscles with their grades, foramina with a severity each side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from openimr.clinical.model import Mention, Polarity
from openimr.clinical.scene import Scene
from openimr.clinical.signs import SIGN

_SIDE = r"(?:on the |on |in the )?(?P<side>right|left|bilaterally|bilateral|bilat|b/l|rt|lt|r|l)\b"
_SIDES = {"right": "right", "rt": "right", "r": "right", "left": "left", "lt": "left", "l": "left"}
_REFLEX = re.compile(
    r"\b(?P<name>biceps|triceps|brachioradialis|br|patellar?|patellae|knees?|quadriceps|achilles|ankles?|aj|kj|gastroc\w*)(?:\s(?:jerks?|reflex(?:es)?))?"
    r"[\s:=,(]+(?:is\s|are\s|was\s|were\s)?(?P<grade>[0-4]\s?\+|[0-4]\s?/\s?4|trace|absent|diminished|decreased|depressed|hypoactive|hyperactive|brisk)"
    r"(?:\s" + _SIDE + r")?"
)
_STRENGTH = re.compile(
    r"\b(?P<name>deltoids?|biceps|triceps|wrist (?:flexors?|extensors?|flexion|extension)|finger "
    r"(?:flexors?|extensors?|abductors?)|interossei|grip|ehl|tibialis anterior"
    r"|iliopsoas|quadriceps|quads?|hamstrings?|gastroc\w*|dorsiflexors?|dorsiflexion"
    r"|plantar\s?-?flexors?|plantar\s?-?flexion|hip (?:flexors?|abductors?|flexion|abduction)"
    r"|knee (?:flexion|extension)|elbow (?:flexion|extension)|shoulder (?:flexion|abduction)|er|ir"
    r"|external rotation|internal rotation|supraspinatus|infraspinatus)"
    r"[\s:=,(]+(?:is\s|are\s|was\s|were\s|strength\s)?(?P<grade>[0-5]\s?[+-]?)\s?/\s?5(?![\d/])(?:\s" + _SIDE + r")?"
)
_SEVERITY = re.compile(
    r"\b(?:minimal|mild|moderate|severe|marked)(?:\s?(?:to|-)\s?(?:mild|moderate|severe|marked))?\s(?P<side>left|right|bilateral)\b"
)
_LOST = ("absent", "trace", "diminished", "decreased", "depressed", "hypoactive")


def graded(scene: Scene, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Reflexes and muscles of a list, each with its grade and side, where nothing was read from the words yet."""
    if not scene.signs & SIGN["graded"]:
        return
    words = scene.words
    text = scene.folded.plain
    if "reflex" in words or "dtr" in words:
        for match in _REFLEX.finditer(text, scene.start, scene.end):
            grade = match.group("grade")
            number = int(grade[0]) if grade[0].isdigit() else None
            if (number is not None and number >= 3) or grade in ("hyperactive", "brisk"):
                concept, polarity = "exam.hyperreflexia", Polarity.AFFIRMED
            else:
                lost = grade in _LOST if number is None else number <= 1
                concept, polarity = "exam.reflex_deficit", Polarity.AFFIRMED if lost else Polarity.NEGATED
            if _free(match, mentions):
                yield _mention(scene, match, concept, polarity, float(number) if number is not None else None, "+")
    if "/5" in words or "/ 5" in words:
        for match in _STRENGTH.finditer(text, scene.start, scene.end):
            value = float(match.group("grade")[0]) + {"+": 0.3, "-": -0.3}.get(match.group("grade").strip()[-1], 0.0)
            value = min(5.0, round(value, 1))
            if _free(match, mentions):
                polarity = Polarity.NEGATED if value >= 5 else Polarity.AFFIRMED
                yield _mention(scene, match, "exam.motor_deficit", polarity, value, "/5")


_TWO_GRADES = re.compile(r"(?<![\d/])[0-5][+-]?\s?/\s?5\s{1,3}(?P<second>[0-5][+-]?\s?/\s?5)(?![\d/])")


def in_columns(scene: Scene, mentions: Sequence[Mention], columns: tuple[str, str]) -> None:
    """Gives the grades of a row of a table whose columns are the two sides ("Quads  5/5  4/5") their sides."""
    for match in _TWO_GRADES.finditer(scene.folded.plain, scene.start, scene.end):
        for mention in mentions:
            if mention.unit == "/5" and mention.side is None and match.start() < mention.end <= match.end():
                mention.side = columns[1] if mention.end > match.start("second") else columns[0]


def severities(scene: Scene, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """The narrowing of each side that names only how bad it is ("moderate right and mild left")."""
    if not scene.signs & SIGN["severity"]:
        return
    heads = [m for m in mentions if m.concept in ("img.stenosis", "dx.spinal_stenosis")]
    if not heads:
        return
    for match in _SEVERITY.finditer(scene.folded.plain, scene.start, scene.end):
        if _free(match, mentions):
            yield Mention(
                heads[0].concept, match.start(), match.end(), scene.start, scene.end, "rule:severity of a side",
                Polarity.AFFIRMED,
                side=match.group("side"), levels=heads[0].levels, regions=heads[0].regions, section=scene.section,
            )  # fmt: skip


def _free(match: re.Match[str], mentions: Sequence[Mention]) -> bool:
    return not any(m.start < match.end() and m.end > match.start() for m in mentions)


_OPENS = re.compile(r"\s?(?:on|in) (?:the )?(?:left|right)(?: side)?,? ")


def _opening(scene: Scene, start: int) -> str | None:
    """The side with which the clause opens ("On the left, the supraspinatus is 4/5")."""
    text = scene.frame.text
    clause = max(scene.start, text.rfind(";", scene.start, start) + 1)
    match = _OPENS.match(text, clause, start)
    own = next((s for a, _, s in scene.sides if match and clause <= a < match.end()), None)
    if own is None:
        named = next(((b, s) for _, b, s in reversed(scene.sides) if clause <= b <= start), None)
        label = text.rfind(":", named[0], start) if named else -1
        if named and 0 <= label <= named[0] + 24 and "." not in text[named[0] : label]:
            return named[1]  # "Right upper extremity: triceps 4/5"
    return own


_AHEAD = re.compile(r"(?<![a-z\d/])(?P<side>right|left|rt|lt|r|l|b/l)\.?\s$")  # "R biceps 4/5"


def _mention(
    scene: Scene, match: re.Match[str], concept: str, polarity: Polarity, value: float | None, unit: str
) -> Mention:
    side = match.group("side")
    ahead = _AHEAD.search(scene.folded.plain, max(scene.start, match.start() - 8), match.start())
    side = side or (ahead.group("side") if ahead else None)
    own = _SIDES.get(side, "bilateral") if side else _opening(scene, match.start())
    return Mention(
        concept, match.start(), match.end(), scene.start, scene.end, f"figure:{match.group('name')} of a list",
        polarity,
        side=own, value=value, unit=unit if value is not None else None,
        section=scene.section,
    )  # fmt: skip
