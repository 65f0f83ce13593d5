"""Where in the body a finding lies: the body parts, the side and the spinal levels that its sentence gives it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from openimr.clinical.siding import BREAK, LISTED, Placed, phrase, side_of

_JOIN = re.compile(
    r"^[\s,/&()]*(?:(?:and|or|as well as|and/or|the|any|of|left|right|bilateral|bilaterally|l|r|lt|rt|bilat"
    r"|lower|upper|both|mid"
    r"|medial|lateral|anterior"
    r"|posterior|distal|proximal|into|to|in|his|her|down|along|with|sided|dorsal|volar|chronic|more|than|great"
    r"|greater)\b[\s,/&()]*)*$"
)
_BEFORE = re.compile(
    r"^\s?(?:(?:and|muscle|muscles|musculature|paraspinal|paraspinals|paravertebral|joint|joints|area|region"
    r"|spine|disc|disk|level|levels|chronic"
    r"|severe|moderate|mild|radicular|persistent|axial|right|left|bilateral|sided|side|central|paracentral|broad"
    r"|based|posterior|focal|diffuse|small"
    r"|large|facet|intervertebral|extremity|extremities|nerve|root|nerve root|musculoskeletal|industrial|active"
    r"|strength|muscular|soft|tissue|acute"
    r"|unspecified|type|closed|open|nondisplaced|displaced|with|of|the|mm|\d|\d mm|degenerative|is|was|are|has"
    r"|had|positive|for|a|an|there|there is a|soft tissue"
    r"|girdle|myofascial|paracervical)\b[\s,/()]*){0,6}$"
)
_AFTER = re.compile(
    r"^\s?(?:(?:tests?|signs?|examination|was|is|were|are|noted|positive|present|negative|to palpation"
    r"|on palpation|of motion|palpated|felt"
    r"|found|seen|elicited|with|study|studies|scan|report|specifically|diffusely|surgery|procedure|done|performed"
    r"|pain|radiating|radiates"
    r"|radiation|decreased|diminished|reduced|limited|restricted|and|evident|injections?|therapy|sessions?"
    r"|reported)\b[\s,]*){0,5}"
    r"(?:of|in|to|at|over|on|about|along|around|down|into|throughout|across|involving|overlying|for|from|within"
    r"|through|near|:|-|\()?\s?"
    r"(?:(?:the|both|his|her|a|right|left|bilateral|r|l|rt|lt|bilat|b/l|sides?|of|and|entire|lateral|medial|anterior|posterior|shaft"
    r"|neck|head|base|body|tip|margin|edge|muscles?|unspecified|dorsum"
    r"|dorsal|plantar|volar|upper"
    r"|lower|mid|low|aspects?|patient's|distribution|dermatomes?|level|levels|region|area|palmar|proximal|distal"
    r"|l\d|s\d|c\d|thenar|superior|inferior)\b[\s,/&()]*){0,6}$"
)
# "tenderness, especially over L3-4"
_ESPECIALLY = re.compile(r",\s(?:especially|particularly|mostly|worst|worse|greatest|most|specifically)\s[^,;.]{0,50}")
# "injection, left knee"
_COMMA_PLACE = re.compile(r"\s?[,|]\s(?:(?:right|left|bilateral)\s)?$")
_AND = re.compile(r"\band\b|,")


@dataclass(slots=True)
class Place:
    """Body parts, side and levels of one finding."""

    regions: list[str] = field(default_factory=list)
    side: str | None = None
    levels: list[str] = field(default_factory=list)
    provoked: bool = False  #: whether the levels are where a discogram provoked it
    near: bool = False  #: whether the parts stand right beside it rather than somewhere in the sentence


def place_of(
    text: str,
    start: int,
    end: int,
    regions: Sequence[Placed],
    sides: Sequence[Placed],
    levels: Sequence[Placed],
    others: Sequence[tuple[int, int]],
    sentence: tuple[int, int],
    reach: str,
    roots: bool = True,
    lent: bool = True,
) -> Place:
    """The place of the finding at ``start`` to ``end`` of the lower-case text.

    Args:
        text: folded text in lower case with hyphens as blanks.
        start, end: the finding's own words.
        regions, sides, levels: what the sentence names, in order.
        others: places of the other findings in the sentence.
        sentence: begin and end of the sentence.
        reach: how far off a body part may stand: in the ``sentence``, in the ``clause`` (no comma between), ``beside``.
        roots: whether the finding may lie at a nerve root or single vertebra where discs are named as well.
        lent: whether a side that stands elsewhere in the sentence may be its own.
    """  # fmt: skip
    place = Place()
    if not regions:  # most sentences that name a finding name no part of the body
        place.levels = _levels(text, start, end, levels, others, roots) if levels else []
        if sides:
            place.side = side_of(text, start, end, start, end, sides, others, sentence, regions, levels, lent)
        return place
    inside = [r for a, b, r in regions if start <= a < end]
    # a part within another finding's words is that finding's
    free = [item for item in regions if not _within_one(item[0], item[1], others)]
    before, before_from = _chain_before(text, start, free)
    after, after_to = _chain_after(text, end, free, others, reach == "beside")
    if before and after and _AND.search(text[_end_of_last(free, start) : start]):
        # "of the thoracic spine and an MRI of the cervical spine": what stands before is the other's
        before, before_from = [], start
    place.regions = list(dict.fromkeys([*inside, *before, *after]))
    place.near = bool(place.regions)
    place.levels = _levels(text, start, end, levels, others, roots)
    if sides:
        place.side = side_of(
            text, start, end, before_from, after_to, sides, others, sentence, regions, levels, lent
        )  # fmt: skip
    if not place.regions:
        named = {r for _, _, r in regions}
        if reach != "beside":
            place.regions = _nearest(text, start, end, regions, others, "," if reach == "clause" else None)
        elif len(named) == 1 and "," not in text[min(regions[0][0], start) : max(regions[-1][1], end)]:
            place.regions = list(named)
    return place


def _within_one(begin: int, stop: int, others: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the findings, in order of their beginnings, covers the stretch."""
    for a, b in others:
        if a > begin:
            return False
        if stop <= b:
            return True
    return False


def _end_of_last(regions: Sequence[Placed], start: int) -> int:
    return max((b for _, b, _ in regions if b <= start), default=start)


def _chain_before(text: str, start: int, regions: Sequence[Placed]) -> tuple[list[str], int]:
    """Body parts that stand in a row right before ``start``, and where the row begins."""
    row: list[str] = []
    at = start
    for a, b, region in reversed(regions):
        if b > at:
            continue
        between = text[b:at]
        if len(between) > 60 or not (_JOIN.match(between) if row else _BEFORE.match(between)):
            break
        row.insert(0, region)
        at = a
    return row, at


def _chain_after(
    text: str, end: int, regions: Sequence[Placed], others: Sequence[tuple[int, int]], comma: bool = False
) -> tuple[list[str], int]:
    """Body parts that stand in a row right behind ``end``, and where the row stops."""
    row: list[str] = []
    at = end
    for a, b, region in regions:
        if a < at:
            continue
        between = text[at:a]
        joined = _JOIN.match(between) if row else _AFTER.match(between) or (comma and _COMMA_PLACE.match(between))
        if len(between) > 80 or not joined:
            break
        if not row and any(c >= at and d <= a for c, d in others) and not _AFTER.match(between):
            break
        if (row or _AND.search(between)) and _owned_by_next(text, b, others):
            # "pain in the neck and low back spasm": the last part belongs to the next finding
            break
        row.append(region)
        at = b
    return row, at


def _owned_by_next(text: str, end: int, others: Sequence[tuple[int, int]]) -> bool:
    return any(0 <= a - end <= 2 for a, _ in others)


def _nearest(
    text: str, start: int, end: int, regions: Sequence[Placed], others: Sequence[tuple[int, int]], barrier: str | None
) -> list[str]:
    """The last body part named before in the sentence, with those in a row with it; else the first one behind."""
    earlier = [(a, b, r) for a, b, r in regions if b <= start]
    if earlier:
        last = earlier[-1]
        between = text[last[1] : start]
        if len(between) > 250 or BREAK.search(between) or (barrier and barrier in between):
            return []
        row, _ = _chain_before(text, last[0], earlier[:-1])
        return list(dict.fromkeys([*row, last[2]]))
    later = [(a, b, r) for a, b, r in regions if a >= end]
    if later:
        first = later[0]
        between = text[end : first[0]]
        if len(between) < 60 and not BREAK.search(between) and not any(c >= end and c < first[0] for c, _ in others):
            row, _ = _chain_after(text, first[1], later[1:], others)
            return list(dict.fromkeys([first[2], *row]))
    return []


_APPOSED_LEVELS = re.compile(
    r"[^,]{0,14},\s(?:(?:mild|moderate|severe|marked|minimal),\s)?(?:at )?"
    r"(?:(?:left|right|bilateral|bilaterally|r|l)\s)?| \(|, "
)
_AT = re.compile(r"\b(?:at|from|of|in|over|to|involving|through)\s(?:the\s)?(?:(?:left|right|bilateral|b/l|r|l)\s)?$")
# the catheter goes further than the drug
_NOT_THERE = re.compile(r"\bcatheter\b|\bspared?\b")


def _levels(
    text: str, start: int, end: int, levels: Sequence[Placed], others: Sequence[tuple[int, int]], roots: bool
) -> list[str]:
    inside = [level for a, b, level in levels if start <= a < end]
    if inside:
        return list(dict.fromkeys(inside))
    if not levels:
        return []
    if not roots and any("-" in level for _, _, level in levels):
        # where discs are named, "the L5 root" is not where the disc lies
        levels = [item for item in levels if "-" in item[2]]
    before = _level_row(text, [x for x in levels if x[1] <= start], forward=False)
    if before and start - before[-1][1] <= 2 and not text[before[-1][1] : start].strip(" )"):
        return list(dict.fromkeys(level for _, _, level in before))  # "L4-5 laminectomy"
    after = _level_row(text, [x for x in levels if x[0] >= end], forward=True)
    if after:
        first = after[0]
        tail = _list_end(text, end, first[0], others)
        between = text[tail : first[0]]
        blocked = any(c >= tail and d <= first[0] for c, d in others) and not re.search(
            r"\b(?:at|from|of)\s?$", between
        )
        if not _of_the_next(text, between, after[-1][1], others, levels) and not _NOT_THERE.search(between) and (
            _APPOSED_LEVELS.fullmatch(between)
            or _ESPECIALLY.fullmatch(between)
            or _LEADS.fullmatch(between)
            or (len(between) <= 70 and not BREAK.search(between) and not blocked and "," not in between)
        ):  # fmt: skip
            return list(dict.fromkeys(level for _, _, level in after))
    if before:
        between = text[before[-1][1] : start]
        if len(between) <= 160 and not BREAK.search(between) and not _told_apart(between):
            return list(dict.fromkeys(level for _, _, level in before))
    return []


def _list_end(text: str, end: int, stop: int, others: Sequence[tuple[int, int]]) -> int:
    """Where a plain list of findings ends that this one is in ("herniation, stenosis or narrowing from C2-3 ...")."""
    for c, d in others:
        if c < end:
            continue
        if d > stop or not LISTED.fullmatch(text[end:c]):
            break
        end = d
    return end


def _of_the_next(
    text: str, between: str, stop: int, others: Sequence[tuple[int, int]], levels: Sequence[Placed]
) -> bool:
    """Whether the levels stand before another finding as its own ("arthropathy - L4-5, L5-S1 medial branch block")."""
    following = next((c for c, _ in others if c >= stop), None)
    return (
        following is not None and following - stop < 40 and not _AT.search(between) and len(between) > 1
        and phrase(text, stop, following, levels)
    )  # fmt: skip


# a stimulator lies where its leads do
_LEADS = re.compile(r"[^.;]{0,70}\bleads?\s(?:at|to|placed at|from|over|spanning)\s(?:the\s)?")
_APART = re.compile(
    r"\b(?:\d{1,2}/\d{1,2}/\d\d|(?:19|20)\d\d)\d{0,2}\b[^.;]{0,12}\band an?\b"
    r"|\b(?:from|after|for) which\b|\b(?:then|also|later|subsequently)\b|\band (?:does|is|was|has|had|will"
    r"|wishes|wants)\b"
)


def _told_apart(between: str) -> bool:
    """Whether something else is told of before the finding comes ("L4-5 injections, then a sacroiliac one")."""
    return _APART.search(between) is not None


_NEW_SIDE = re.compile(r",\s(?:and\s)?(?:left|right|bilateral|l|r|lt|rt)\s")
_SIDED = re.compile(r"\b(?:left|right|bilateral|l|r|lt|rt)\s(?:sided\s)?$")


def _level_row(text: str, levels: Sequence[Placed], forward: bool) -> list[Placed]:
    """The levels that stand in one row, beginning with the nearest."""
    ordered = list(levels) if forward else list(reversed(levels))
    row: list[Placed] = []
    for item in ordered:
        if row:
            a, b = (row[-1][1], item[0]) if forward else (item[1], row[-1][0])
            sided = _SIDED.search(text, max(0, item[0] - 12), item[0]) is not None
            if not forward and not sided and _NEW_SIDE.fullmatch(text, a, b):
                break  # "spondylosis C4 through C7, left C6 radiculitis"
            if not (
                item[0] == row[-1][0]
                or (
                    a <= b
                    and re.fullmatch(
                        r"[\s,/&<>]*(?:(?:and|to|or|through|levels?|the|right|left|bilateral|medial branch(?:es)?"
                        r"|dorsal ram(?:us|i)|nerves?|roots?)[\s,/&]*)*",
                        text[a:b],
                    )
                )
            ):
                break
        row.append(item)
    return row if forward else row[::-1]
