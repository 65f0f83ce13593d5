"""What a study found at a part that stands there by its name alone: a row of a needle examination, "C6-7: normal"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from openimr.clinical.model import Mention, Polarity
from openimr.clinical.scene import Scene

_MUSCLE = (
    r"(?:(?:medial|lateral|med|lat|upper|lower|middle|mid|cervical|thoracic|lumbar|low|c|l)\.?\s)?"
    r"(?:deltoid|biceps(?: brachii| femoris)?|triceps|brachioradialis|brachialis|pron(?:ator)?\.? ?(?:teres|quad\w*)"
    r"|fcr|fcu|edc|eip|ecrl?|ecu|fpl|fds|fdp|apb|adm|abd(?:uctor)? (?:poll\w*(?: brevis)?|dig\w*(?: minimi)?|hallucis)"
    r"|(?:1st|first) (?:dorsal )?(?:inter\w*|di\b)|fdi|paraspinals?|supraspinatus|infraspinatus|rhomboids?"
    r"|trapezius|serratus(?: anterior)?|tib(?:ialis)?\.? ?(?:ant\w*|post\w*)|peron(?:eus)?\.? ?(?:long\w*|brev\w*)"
    r"|fib(?:ularis)? long\w*|ehl|edb|ext(?:ensor)? (?:hallucis|dig\w*|indicis|carpi)\w*(?: \w+us\b| brevis)?"
    r"|flexor \w+ \w+|gastroc\w*|soleus"
    r"|vast(?:us)?\.? ?(?:med\w*|lat\w*)|rectus fem\w*|ilio ?psoas|adductor (?:longus|magnus)"
    r"|glut(?:eus|\.)? ?(?:max\w*|med\w*)"
    r"|semitend\w*|semimemb\w*|tensor fasc\w*(?: lata\w?)?|tfl|hamstrings?|quadriceps)"
)
_SIDE = r"(?P<side>left|right|lt|rt|l|r|bilateral|bilat|b/l)"
_SIDES = {"left": "left", "lt": "left", "l": "left", "right": "right", "rt": "right", "r": "right"}
_ITEM = re.compile(rf"(?<![a-z\d])(?:{_SIDE}\.?\s)?(?P<muscle>{_MUSCLE})(?![a-z])\.?")
#: Nerve and root between a muscle and what was seen there: "Axillary C5-6", "(L5, S1)", "at L5".
_ROOTS = re.compile(
    r"[\s,|:(]*(?:at )?(?:[a-z]{4,14}\.?[\s|,]+){0,2}"
    r"(?P<roots>(?:[ctls]\d(?:[ ,/&]{1,2}|\s))*[ctls]\d(?:\s?-\s?[ctls]?\d)?)?(?: level)?[)\s|,:]*"
)
_CELL = re.compile(
    r"(?P<seen>[1-4]\s?\+)|(?P<not>0|nml|nl|norm(?:al)?|none|neg(?:ative)?|wnl|-)(?![a-z\d])"
    r"|(?:incr?\w*|decr?\w*|red\w*|poly\w*|full|disc\w*|few|many|mod\w*|slight\w*)(?![a-z])"
)
_SILENT = re.compile(
    r"\s(?:(?:is|are|was|were) )?(?:completely |electrically )?(?:quiet|silent|normal|unremarkable)(?![a-z])"
)
_ALSO = re.compile(r"\s?(?:,|and|&|,\sand)\s?$")
_NORMAL_LEVELS = re.compile(
    r"(?P<levels>[ctl]\d{1,2}\s?[-/ ]\s?[ctls]?\d{1,2}"
    r"(?:\s?(?:,|and|&|to|through|,\sand)\s?[ctl]\d{1,2}\s?[-/ ]\s?[ctls]?\d{1,2}){0,5})"
    r"(?: levels?| discs?)?\s?(?::|-|\||,)?\s(?:(?:is|are|was|were|appears?) )?"
    r"(?:(?:essentially|entirely|otherwise|grossly) )?(?:within normal limits|unremarkable|normal|negative|wnl|nml)"
    r"(?!\s(?:disc|signal|height|align|in |hydrat|appear))(?![a-z])"
)


def needle_items(scene: Scene, mentions: Sequence[Mention], side: str | None) -> Iterator[Mention]:
    """Muscles of a needle examination with what was seen there, where no word of the lexicon tells it.

    Args:
        scene: a sentence or table row of an electrodiagnostic report.
        mentions: what was read in it already.
        side: the side that the report spoke of before.

    >>> from openimr.clinical.annotating import annotate
    >>> found = annotate("L Biceps C5-6 0 0 Nml; L Triceps C7 2+ 1+ Red", "emg_ncs_report")
    >>> [(m.concept, m.polarity.value, m.side, m.levels) for m in found]
    [('edx.denervation', 'negated', 'left', ()), ('edx.denervation', 'affirmed', 'left', ('C7',))]
    """
    text = scene.folded.plain
    items = list(_ITEM.finditer(text, scene.start, scene.end))
    waiting: list[re.Match[str]] = []  # "gastrocnemius and gluteus": they share what follows
    for number, item in enumerate(items):
        stop = items[number + 1].start() if number + 1 < len(items) else scene.end
        side = _SIDES.get(item.group("side") or "", "bilateral") if item.group("side") else side
        roots = _ROOTS.match(text, item.end(), stop)
        at = roots.end() if roots and roots.group("roots") else item.end()
        polarity = _seen(text, at, stop)
        if polarity is None:
            waiting = [*waiting, item] if _ALSO.search(text, item.end(), stop) else []
            continue
        levels = _levels(scene, item.end(), at)
        for one in (*waiting, item):
            if not any(m.concept.startswith("edx.") and m.start < one.end() and one.start() < m.end for m in mentions):
                yield Mention(
                    "edx.denervation", one.start(), one.end(), scene.start, scene.end,
                    "figure:muscle of a needle examination", polarity, side=side,
                    levels=tuple(levels), section=scene.section,
                )  # fmt: skip
        waiting = []


def _seen(text: str, at: int, stop: int) -> Polarity | None:
    """What stands behind a muscle: grades of spontaneous activity, cells of a row that are all normal, or "silent"."""
    if _SILENT.match(text, at, stop):
        return Polarity.NEGATED
    cells: list[re.Match[str]] = []
    while (cell := _CELL.match(text, at, stop)) is not None:
        cells.append(cell)
        at = cell.end()
        while at < stop and text[at] in " |,":
            at += 1
    if any(cell.group("seen") for cell in cells[:4]):
        return Polarity.AFFIRMED
    return Polarity.NEGATED if len(cells) >= 3 and all(cell.group("not") for cell in cells[:3]) else None


def _levels(scene: Scene, begin: int, stop: int) -> list[str]:
    """The root of a muscle that has one only: of two roots ("C5-6") the muscle says of neither that it is ill."""
    own = list(dict.fromkeys(level for a, _, level in scene.levels if begin <= a < stop))
    return own if len(own) == 1 and "-" not in own[0] else []


def normal_levels(scene: Scene, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Levels of the spine that an imaging report calls normal ("C6-7: within normal limits", "T8-9 negative").

    Args:
        scene: a sentence of the report.
        mentions: what was read in it already.

    >>> from openimr.clinical.annotating import annotate
    >>> [(m.concept, m.levels) for m in annotate("T8-9 to T10-11 negative.", "mri_report")]
    [('img.normal', ('T8-9', 'T9-10', 'T10-11'))]
    """
    if not scene.levels:
        return
    text = scene.folded.plain
    for match in _NORMAL_LEVELS.finditer(text, scene.start, scene.end):
        own = [level for a, b, level in scene.levels if match.start() <= a < match.end("levels")]
        known = any(m.concept == "img.normal" and m.start < match.end() and match.start() < m.end for m in mentions)
        if own and not known:
            yield Mention(
                "img.normal", match.start(), match.end(), scene.start, scene.end, "rule:normal level",
                levels=tuple(dict.fromkeys(own)), section=scene.section,
            )  # fmt: skip
