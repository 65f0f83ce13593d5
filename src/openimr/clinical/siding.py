"""Which side of the body a finding lies on, by the words of its own sentence.

A side belongs to the noun phrase it stands in ("left knee pain", "right L4-5 transforaminal injection") or to what it
follows ("pain in the left knee", "negative on the right"). A list shares it ("numbness and weakness of the left hand",
"left knee pain with locking"). Failing these, a sentence that speaks of one side only lends it, as long as no other
part of the body came in between.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from openimr.clinical.kinds import ARM, LEG

Placed = tuple[int, int, str]

# ";", ". ", "but", "while", "whereas"; begins with a set of letters, so that other text is passed over
BREAK = re.compile(r"[;.bw](?:(?<=;)|(?<=\.)\s|(?<=\bb)ut\b|(?<=\bw)(?:hile|hereas)\b)")
# words that cannot stand between a side and the noun it belongs to
_PHRASE_END = re.compile(
    r"[.;:,()|\[\]]|\b(?:in|of|with|for|at|on|to|from|by|is|are|was|were|be|been|has|have|had|and|or|nor|but|no|not|without"
    r"|w/o|due|after|following|which|that|who|he|she|they|it|than|shows?|showed|reveal\w*|demonstrat\w*|noted|causing"
    r"|radiat\w+|status|s/p|denies|reports?|positive|negative|normal|intact|into|over|there|the|a|an|neg|pos|does|did|will)\b"
)
_LEVELS_ONLY = re.compile(
    r"#(?:[\s,/&+]*(?:(?:and|or|to|through|thru|medial branch(?:es)?|dorsal ram(?:us|i)|nerves?|roots?)\b[\s,/&+]*)*#)*"
)
# the joints of a plain list of findings
LISTED = re.compile(
    r"[\s,/&(+]*(?:(?:and|or|nor|and/or|with|w/|plus|as well as|including|associated|also|any|no|without"
    r"|w/o|mild|moderate"
    r"|mod|severe|some|occasional|intermittent|marked|the|a|an|of|along)\b[\s,/&(+]*|w/\s?)*"
)
_OF_SIDE = re.compile(
    r"\s?(?:[\w'-]+\s){0,2}?(?:of|in|to|at|over|on|about|along|around|down|into|throughout|across|involving|for|affecting"
    r"|within|through|near|,|\(|-|:)\s?(?:the |his |her |both )*(?:[\w-]+\s(?:of|to)\s(?:the )?)?"
)
_MIDDLE = re.compile(
    r"(?:midline|central (?:canal )?(?:stenosis|narrowing)|canal stenosis|spinal canal"
    r"|(?:distal |symmetric )?polyneuropath\w+|peripheral (?:poly)?neuropath\w+)\b"
)
_MIDDLE_STEMS = ("midline", "central ", "canal ", "spinal ", "polyneu", "distal poly", "symmetric poly", "peripheral ")
_MIDLINE = re.compile(r"\b(?:midline|central|centrally|spinous process)\s$")


def side_of(
    text: str,
    start: int,
    end: int,
    before_from: int,
    after_to: int,
    sides: Sequence[Placed],
    others: Sequence[tuple[int, int]],
    sentence: tuple[int, int],
    regions: Sequence[Placed] = (),
    levels: Sequence[Placed] = (),
    lent: bool = True,
) -> str | None:
    """The side of the finding at ``start`` to ``end``; None when its sentence gives it none.

    Args:
        text: folded text in lower case with hyphens as blanks.
        start, end: the finding's own words.
        before_from, after_to: where the row of body parts that it owns begins before it and stops behind it.
        sides, regions, levels: what the sentence names, in order.
        others: places of the other findings of the sentence, in order.
        sentence: begin and end of the sentence.
        lent: whether a side that stands elsewhere in the sentence may be its own.
    """  # fmt: skip
    if not sides or midline(text, sentence[0], start):
        return None
    if len(sides) > 1:
        sides = [s for s in sides if s[0] < start or not _ELLIPSIS.search(text, max(start, s[0] - 8), s[1] + 12)]
    found = [s for a, b, s in sides if start <= a and b <= end]
    found = found or _before(text, start, before_from, sides, levels, others)
    if not found and (headed := _labelled(text, start, sides, sentence[0])) and "|" in text[start : sentence[1]]:
        return headed[0]  # "Rt: flexion 150, impingement (+) | Lt: flexion 180"
    found = found or _behind(text, start, end, end, after_to, sides, others, sentence, levels)
    found = found or _labelled(text, start, sides, sentence[0])
    if not found and before_from == start and after_to == end:
        found = _of_list(text, start, end, sides, others, sentence, levels, lent)
    if found:
        if len(set(found)) > 1:
            return "bilateral" if {"left", "right"} <= set(found) or "bilateral" in found else found[0]
        if _worse_there(text, start, found[0], sides):
            return "bilateral"
        return found[0]
    return _lent(text, start, before_from, after_to > end, sides, regions) if lent else None


# "contusions of both knees, the left with subsequent chondromalacia"
_THE_ONE = re.compile(r"(?:,|;|\band) (?:the )?$")
_THAT_WITH = re.compile(r" (?:one |side )?(?:with|having|showing|shows|has|had) ")
_ON_THE = re.compile(r"(?:[\w/]+:)?\s?(?:on|in) (?:the )?")
_AFTER_ON = re.compile(r"\s?(?:side\b)?\s?(?:,|there\b|he\b|she\b|the patient\b)")


def _labelled(text: str, start: int, sides: Sequence[Placed], begin: int) -> list[str]:
    """The side that is a label before the finding in its sentence: "Rt: ...", "On the right he has ..."."""
    for a, b, side in reversed(sides):
        if b > start:
            continue
        if text[b : b + 2].lstrip()[:1] == ":":
            return [side]
        if _THAT_WITH.match(text, b) and _THE_ONE.search(text, max(begin, a - 8), a) and start - b < 70:
            return [side]
        for stop in BREAK.finditer(text, begin, a):
            begin = stop.end()
        begin += len(text[begin:a]) - len(text[begin:a].lstrip())
        if a - begin < 24 and _ON_THE.fullmatch(text, begin, a) and _AFTER_ON.match(text, b):
            return [side]
        break
    return []


_WORSE = re.compile(r"\b(?:worse|worst|more|more so|greater|greatest|most|predominantly|especially|more marked"
    r"|more severe) (?:on|in) (?:the )?$")


def _worse_there(text: str, start: int, side: str, sides: Sequence[Placed]) -> bool:
    """Whether a side is only where it is worse of both ("both hands show narrowing, worse on the right")."""
    if not any(b <= start and s == "bilateral" for _, b, s in sides):
        return False
    own = next((a for a, _, s in sides if a >= start and s == side), None)
    return own is not None and _WORSE.search(text, max(start, own - 28), own) is not None


# "the right wrist was injected on 3/2 and the left on 4/6": another time, another side
_ELLIPSIS = re.compile(r"\band (?:the )?(?:left|right|l|r|lt|rt) (?:one |side )?(?:on|in) \d")


def midline(text: str, begin: int, start: int) -> bool:
    """Whether the finding at ``start`` lies in the middle and has no side ("central stenosis").

    >>> midline("mild central canal stenosis", 0, 5), midline("left stenosis", 0, 5)
    (True, False)
    """
    # the letters that the words end with, or begin with, first: nearly every finding is done with those
    if start > 1 and text[start - 2] in "elys" and _MIDLINE.search(text, max(begin, start - 18), start):
        return True
    return text.startswith(_MIDDLE_STEMS, start) and _MIDDLE.match(text, start) is not None


def phrase(text: str, begin: int, stop: int, levels: Sequence[Placed]) -> bool:
    """Whether nothing but words of one noun phrase stands between the two places."""
    between = text[begin:stop]
    inside = [(a, b) for a, b, _ in levels if begin <= a and b <= stop]
    if inside:
        at, pieces = begin, []
        for a, b in inside:
            if a >= at:
                pieces.append(text[at:a] + "#")
                at = b
        between = _LEVELS_ONLY.sub(" ", "".join(pieces) + text[at:stop])
        between = re.sub(r"^[\s,]*(?:at\s)?|[\s,]*(?:and)?[\s,]*$", "", between)
    return len(between) <= 70 and _PHRASE_END.search(between) is None


def _before(
    text: str, start: int, before_from: int, sides: Sequence[Placed], levels: Sequence[Placed],
    others: Sequence[tuple[int, int]],
) -> list[str]:  # fmt: skip
    near: list[str] = []
    for a, b, side in reversed(sides):
        if b > start:
            continue
        if a >= before_from:
            near.append(side)  # within the row of parts: "right hip and left knee pain"
            continue
        if near or any(b <= c and d <= start for c, d in others):
            break
        if phrase(text, b, before_from, levels):
            near.append(side)
            near += [s for c, d, s in sides if d <= a and _GRADED_PAIR.fullmatch(text[d:a])]
        break
    return near


# "moderate left and mild right foraminal narrowing"
_GRADED_PAIR = re.compile(r"\s?(?:,|and|/|&|,\sand)\s?(?:(?:mild|moderate|severe|marked|minimal|slight|to|a|the)\s)*")


def _behind(
    text: str, start: int, end: int, tail: int, after_to: int, sides: Sequence[Placed],
    others: Sequence[tuple[int, int]], sentence: tuple[int, int], levels: Sequence[Placed],
) -> list[str]:  # fmt: skip
    behind: list[str] = []
    following = [c for c, _ in others if c >= tail and c >= after_to and not _RESULT.fullmatch(text, tail, c)]
    limit = min([sentence[1], *following])
    for a, b, s in sides:
        if a < tail or b > limit + 1:
            continue
        between = text[tail:a]
        if BREAK.search(between) or a - tail > 90 or (_WITH.search(between) and not _BY_MEANS.search(between)):
            break
        if (
            "," in between
            and not a < after_to
            and not _only_levels(text, tail, a, levels)
            and not (_apposed(text, between, b, not behind) and not _at_level(text, b, start, levels))
        ):
            break
        # a side right before the next finding is that one's
        if (
            limit < sentence[1]
            and limit - b <= 40
            and a >= after_to
            and phrase(text, b, limit, levels)
            and not _OWNED.search(text, max(tail, a - 12), a)
        ):
            break
        behind.append(s)
    return behind


# "with" and what follows it are a thing of their own: "stimulator with leads at T8 and left gluteal generator"
_WITH = re.compile(r"\bwith\b|\bw/|\b(?:none|patent)\b")
# "McMurray produces medial pain on the left": the pain is the result of the test
_RESULT = re.compile(r"(?:'s)?\s(?:\w+\s)?(?:re)?(?:produces?|produced|elicits?|elicited|causes?|caused"
    r"|provokes?|provoked)\s(?:[\w]+\s){0,3}")
_BY_MEANS = re.compile(r"\bwith (?:the|his|her) $")  # "drops things with the left hand"
_OWNED = re.compile(r"\b(?:on|of|in|for|to|at|over)\s(?:the |his |her )?$")
_APPOSED = re.compile(r"[^,]{0,40},\s(?:the )?")
_APPOSED_FAR = re.compile(r"(?:[^,\d]{0,40},\s){1,2}(?:(?!and |but "
    r"|no )[\w/]+\s){0,3}(?:the )?")  # ", third toe, right"
_AFTER_APPOSED = re.compile(
    r"\s?(?:[.;:,)|\]]|$|sided?\b|only\b|[ctls]\d|[a-z]\d\d[\d.]|(?!\w+ (?:being|is|was|has|had|are"
    r"|were)\b)(?:\w+\s){0,2}?\w+\s?(?:[.;,(|]|$))"
)


def _apposed(text: str, between: str, stop: int, first: bool) -> bool:
    """Whether a side behind a comma names the place of what stands before it ("injection x 3, left knee")."""
    told = _APPOSED.fullmatch(between) or (first and _APPOSED_FAR.fullmatch(between))
    return told is not None and _AFTER_APPOSED.match(text, stop, stop + 60) is not None


def _only_levels(text: str, begin: int, stop: int, levels: Sequence[Placed]) -> bool:
    """Whether levels alone stand between a finding and its side ("injection L4-5, L5-S1, left")."""
    inside = [item for item in levels if begin <= item[0] and item[1] <= stop]
    return (
        bool(inside)
        and _TO_LEVELS.fullmatch(text, begin, inside[0][0]) is not None
        and phrase(text, begin, stop, inside)
    )


_TO_LEVELS = re.compile(r"[\s,:(]*(?:(?:at|of|for|the|from)\s)*")


def _at_level(text: str, stop: int, start: int, levels: Sequence[Placed]) -> bool:
    """Whether it has a level of its own and a limb with a side follows ("L4-5 laminectomy, left knee scope")."""
    return (
        any(0 <= start - b <= 3 for _, b, _ in levels)
        and re.match(r"\s(?!sided?\b|only\b|[ctls]\d)\w", text[stop : stop + 8]) is not None
    )


def _of_list(
    text: str, start: int, end: int, sides: Sequence[Placed], others: Sequence[tuple[int, int]],
    sentence: tuple[int, int], levels: Sequence[Placed], lent: bool,
) -> list[str]:  # fmt: skip
    """The side of a plain list of findings: before its first ("left knee pain with locking") or behind its last."""
    head = start
    apart = any(0 <= start - b <= 1 for _, b, _ in levels)  # "left C6-7 herniation and C5-6 stenosis"
    for c, d in reversed(others):
        if d > head:
            continue
        if apart or not lent or not LISTED.fullmatch(text[d:head]):
            break
        head = c
        for a, b, side in reversed(sides):
            if b <= d and (a >= c or phrase(text, b, c, levels)):
                return [side]
            if b <= c:
                break
    tail = end
    for c, d in others:
        if c < tail:
            continue
        if not LISTED.fullmatch(text[tail:c]):
            break
        tail = d
    if tail == end:
        return []
    for a, _, side in sides:
        if a >= tail:
            return [side] if a - tail < 60 and _OF_SIDE.fullmatch(text[tail:a]) else []
    return []


_AGAINST = re.compile(r"\b(?:versus|vs|rather than|as opposed to)\b")


def _lent(
    text: str, start: int, before_from: int, own_behind: bool, sides: Sequence[Placed], regions: Sequence[Placed]
) -> str | None:
    """The one side that the sentence named before, unless another part of the body came since."""
    clause = 0
    for match in BREAK.finditer(text, sides[0][0], start):
        clause = match.end()
    earlier = [item for item in sides if clause <= item[0] and item[1] <= start]
    ended = BREAK.search(text, start, max(start, sides[-1][0]))
    later = [item for item in sides if item[0] >= start and (ended is None or item[0] < ended.start())]
    if not earlier or later or len({s for _, _, s in earlier}) > 1:
        return None
    a, _, side = earlier[-1]
    if start - a > 200:
        return None
    since = [r for c, d, r in regions if c >= a and d <= before_from]
    if not since and (before_from < start or own_behind):
        return None  # "left L4-5 microdiscectomy, and the leg pain is gone"
    if _AGAINST.search(text, a, start):
        return None
    if since and not all(related(since[0], r) for r in since):
        return None
    if "," in text[a:start] and not (since and paired(since[0])):
        return None  # "tenderness bilaterally from L3 to L5, no bruising"
    if own_behind or before_from < start:
        own = next((r for c, _, r in regions if c >= before_from), None)
        if own and not related(since[0], own):
            return None
    return side


def related(one: str, other: str) -> bool:
    """Whether two body parts belong to one limb, so that a side named for one holds for the other.

    >>> related("knee", "lower extremity"), related("knee", "shoulder")
    (True, False)
    """
    if one == other or {one, other} == {"hip", "groin"}:
        return True
    return (one in LEG and other in LEG) or (one in ARM and other in ARM)


def paired(region: str) -> bool:
    """Whether a body part has a left and a right.

    >>> paired("wrist"), paired("lumbar spine")
    (True, False)
    """
    return region in LEG or region in ARM or region in _PAIRS


_PAIRS = frozenset({"sacroiliac joint", "eye", "ear", "groin", "jaw"})


def sides_of_row(
    text: str, wanted: Sequence[str], regions: Sequence[Placed], sides: Sequence[Placed]
) -> dict[str, str | None]:
    """The side of each of several body parts that one finding has ("right hip and left knee pain").

    A part that comes in pairs and has no side of its own takes that of the part before it.
    """
    row: dict[str, str | None] = {}
    last: str | None = None
    for region in dict.fromkeys(r for _, _, r in regions if r in wanted):
        side = side_of_region(text, [region], regions, sides)
        row[region] = last = side or (last if paired(region) else None)
    for region, side in list(row.items()):
        if side is None and paired(region):
            # "the ulnar digits of the right hand": one limb
            row[region] = next((s for other, s in row.items() if s and related(region, other)), None)
    return row | {region: None for region in wanted if region not in row}


#: What may stand between a side and the part of the body it belongs to.
_BETWEEN = frozenset({"", "sided", "side", "lower", "upper", "medial", "lateral", "anterior", "posterior", "distal",
                      "proximal", "dorsal"})  # fmt: skip


def side_of_region(text: str, wanted: Sequence[str], regions: Sequence[Placed], sides: Sequence[Placed]) -> str | None:
    """The side that stands right before a body part where a sentence names several ("neck and right shoulder").

    "Bilateral" reaches over a list ("bilateral knees and ankles"), left and right do not.
    """
    for start, end, region in regions:
        if region not in wanted:
            continue
        for begin, stop, side in sides:
            if start <= begin and stop <= end:
                return side
            if stop <= start and text[stop:start].strip() in _BETWEEN:
                return side
            if 0 <= begin - end <= 14 and re.match(r"\s?(?:on the|,|\()?\s?$", text[end:begin]):
                return side
        for _, stop, side in sides:
            between = text[stop:start]
            if side == "bilateral" and 0 <= start - stop < 40 and "," not in between and BREAK.search(between) is None:
                return side
    return None
