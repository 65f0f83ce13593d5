"""Body parts, spinal levels and sides named in a text, from the table ``lexicon/anatomy.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from openimr.clinical.dictionary import Dictionary, Hit
from openimr.clinical.folding import Folded, fold
from openimr.clinical.reading import LEXICON, read_words, word_list


@dataclass(frozen=True, slots=True)
class RegionMention:
    """A body part named in a text, by its canonical word; offsets count in that text."""

    start: int
    end: int
    region: str


@dataclass(frozen=True, slots=True)
class LevelMention:
    """A spinal level named in a text, in canonical form (``L4-5``, ``L5-S1``, ``C6``)."""

    start: int
    end: int
    level: str


@dataclass(frozen=True, slots=True)
class SideMention:
    """A side named in a text: left, right or bilateral."""

    start: int
    end: int
    side: str


def find_regions(text: str) -> list[RegionMention]:
    """Body parts named in ``text``, in order.

    >>> [m.region for m in find_regions("Low back and left knee; went back to work")]
    ['lumbar spine', 'knee']
    """
    folded = fold(text)
    return [RegionMention(folded.start(s), folded.end(e), region) for s, e, region in regions_in(folded)]


def find_levels(text: str) -> list[LevelMention]:
    """Spinal levels named in ``text``; a range of several discs gives each of them.

    >>> [m.level for m in find_levels("L4-L5 and L5-S1")]
    ['L4-5', 'L5-S1']
    >>> [m.level for m in find_levels("fusion L3 to S1")]
    ['L3-4', 'L4-5', 'L5-S1']
    >>> [m.level for m in find_levels("L5 nerve root, C5/6, T12-L1, L4-5-S1")]
    ['L5', 'C5-6', 'T12-L1', 'L4-5', 'L5-S1']
    """
    folded = fold(text)
    return [LevelMention(folded.start(s), folded.end(e), level) for s, e, level in levels_in(folded)]


def find_sides(text: str) -> list[SideMention]:
    """Sides named in ``text``, in order.

    >>> [m.side for m in find_sides("Rt shoulder, (L) knee, b/l wrists; right-hand dominant")]
    ['right', 'left', 'bilateral']
    """
    folded = fold(text)
    return [SideMention(folded.start(s), folded.end(e), side) for s, e, side in sides_in(folded)]


def region_of_level(level: str) -> str:
    """The region of the spine in which a level lies (that of its upper vertebra).

    >>> region_of_level("L5-S1"), region_of_level("C6"), region_of_level("T12-L1")
    ('lumbar spine', 'cervical spine', 'thoracic spine')

    Raises:
        KeyError: ``level`` is no spinal level.
    """
    return _table().spine[level[:1].upper()][1]


def regions_in(folded: Folded) -> list[tuple[int, int, str]]:
    """The body parts in a folded text; offsets count in the folded text."""
    return regions_of(_table().regions.find(folded))


def regions_of(hits: Sequence[Hit[str]]) -> list[tuple[int, int, str]]:
    """The body parts by what their dictionary found."""
    return [(h.start, h.end, h.payloads[0]) for h in hits if h.payloads[0]]


def place_dictionaries() -> tuple[Dictionary[str], Dictionary[str]]:
    """The dictionaries of the body parts and of the sides."""
    return _table().regions, _table().sides


def sides_in(folded: Folded) -> list[tuple[int, int, str]]:
    """The sides in a folded text, in order; offsets count in the folded text.

    "The same side" and "the contralateral knee" are the side they lean on; two sides that are compared or joined
    ("R > L", "left worse than right") are both sides.

    >>> from openimr.clinical.folding import fold
    >>> [s for _, _, s in sides_in(fold("SLR L 35 deg, Spurling R>L; left wrist, contralateral hand; at either elbow"))]
    ['left', 'bilateral', 'left', 'right', 'bilateral']
    """
    return sides_of(folded, _table().sides.find(folded))


def sides_of(
    folded: Folded, hits: Sequence[Hit[str]], findings: frozenset[int] = frozenset()
) -> list[tuple[int, int, str]]:
    """The sides by what their dictionary found in the text.

    Behind a finding, whose ends ``findings`` holds, a lone letter is no initial ("Crepitus R. Effusion none").
    """
    text = folded.text
    found: list[tuple[int, int, str]] = []
    last: str | None = None
    for hit in hits:
        side = hit.payloads[0]
        letter = hit.end - hit.start <= 2 and text[hit.start : hit.start + 1] in ("L", "R")
        if not side or (letter and not _side_letter(text, hit.start, hit.start - 1 in findings)):
            continue
        if side in ("same", "other"):
            if last is None:
                continue
            if side == "other" and last != "bilateral" and not _THAN.search(folded.lower, hit.start - 24, hit.start):
                side = _OTHER[last]
            else:
                side = last  # "cooler than the opposite side" is said of this one
        elif hit.end - hit.start == 1 and side == "bilateral":
            if not _both_letter(text, hit.start):
                continue
        elif side == "pair":
            if not _PAIRED.match(folded.lower, hit.end):
                continue
            side = "bilateral"
        else:
            if found and side != found[-1][2] and "bilateral" not in (side, found[-1][2]):
                between = folded.plain[found[-1][1] : hit.start]
                if len(between) < 40 and between.strip() and _COMPARED.fullmatch(between):
                    side = "bilateral"
                    found[-1] = (found[-1][0], hit.end, side)
                    last = side
                    continue
            last = side
        found.append((hit.start, hit.end, side))
    return found


# before the side with which something is compared
_THAN = re.compile(
    r"\b(?:than|versus|vs|compared (?:to|with)|relative to)\.? (?:on |in |that of )?(?:the |his |her )?$"
)
_OTHER = {"left": "right", "right": "left"}
# what stands between two sides that are compared or joined: "R>L", "left more than right", "right and left"
_COMPARED = re.compile(
    r"(?: sided?)?\s?(?:[<>=/&+]|,?\s?(?:and|or|equals?|equal to|as well as|much|slightly|somewhat"
    r"|is|are|then|followed by)*\s?(?:far )?"
    r"(?:greater|worse|more|less|larger|bigger|stronger|over|better|same)?\s?(?:than|to|as)?(?: on)?(?: the)?)\s?"
)
# "both" and "either" speak of sides before a part of the body that comes in pairs, or alone before sides
_PAIRED = re.compile(
    r"\s(?:the |of the |of his |of her |his |her |upper |lower |medial |lateral |great |index |middle |ring |small )*"
    r"(?:sides?|extremit\w+|limbs?|legs?|arms?|knees?|shoulders?|hips?|hands?|wrists?|feet|foot|ankles?|elbows?|thumbs?"
    r"|fingers?|toes?|heels?|calf|calves|thighs?|buttocks?|forearms?|eyes?|ears?|lungs?|breasts?|median nerves?"
    r"|ulnar nerves?|foramina|foramen|neural foramina|sacroiliac|si joints?|trapezi\w+|scapulae?|patellae?|ue\b|le\b)"
)
_LETTER_BEFORE = re.compile(r"(?:\bDr\.?|\b[A-Z]\.|\b[A-Z][a-z]+,?) $")
_LETTER_AFTER = re.compile(
    r"/[A-Za-z]?[SsOoNn]\b|'|\.? ?[A-Z][a-z]+,? (?:M\.?D|D\.?[OC]|Ph\.?D|R\.?N|N\.?P|P\.?[AT])\b|\.[A-Z]"
    r"|-?spine|- ?[1-5SsL]\b| [1-5]\s?(?:-|/\s?[LS])\s?[LS]?[1-5]\b|-(?!side)[a-z]"
)


def _side_letter(text: str, place: int, behind_finding: bool = False) -> bool:
    """Whether a lone R or L stands for a side rather than for a name ("John R. Low"), a level or another shorthand."""
    if text[place - 1 : place] in ("/", "&", "-", ".", "'") and text[place - 2 : place - 1] not in ("L", "R"):
        return False
    if _LETTER_AFTER.match(text, place + 1):
        return False
    before = None if behind_finding else _LETTER_BEFORE.search(text, max(0, place - 16), place)
    if before and text[place + 1 : place + 2] == ".":
        return not re.match(r"\. [A-Z][a-z]+", text[place + 1 : place + 24])
    return True


# "B knees", "B UE", "neg B", "(-) B."; no "hepatitis B", "vitamin B 12", "Part B", "John B. Low"
_BOTH_AHEAD = re.compile(
    r" (?:UEs?|LEs?|UT|SI|CTS|CTR|TKA|THA|hands?|wrists?|elbows?|shoulders?|arms?|forearms?|hips?|knees?|ankles?|feet"
    r"|foot|legs?|thighs?|calves|calf|heels?|thumbs?|traps?|trapezii|lumbar|cervical|thoracic|paraspinals?|quads?|hams\w*|gastrocs?"
    r"|axillary|upper|lower|lateral|medial|carpal|median|ulnar|plantar|buttocks?|glut\w*|piriformis|patell\w+)(?![a-z])"
)
_BOTH_BEHIND = re.compile(
    r"(?:\)|\b(?:neg|pos|pts?|WNL|intact|tender\w*|spasms?|pain|numbness|tingling|edema|swelling|tight\w*|weakness|negative"
    r"|positive|absent|present|\d\+?|\d/[45][+-]?)) $"
)


def _both_letter(text: str, place: int) -> bool:
    """Whether a lone B stands for both sides."""
    if text[place - 1 : place] not in ("", " ", "\n", "(", ":", ";", ","):
        return False
    if _BOTH_AHEAD.match(text, place + 1):
        return True
    closes = re.match(r"[.,;)]?(?:\s|$)", text[place + 1 : place + 3]) is not None
    return closes and _BOTH_BEHIND.search(text, max(0, place - 14), place) is not None


# L4, L4-5, L4-L5, L4/5, L4 to S1, L3 through S1, L4-5-S1, L4, 5 (only after "at"), lumbar 4-5 is read as L4-5
_JOINT = r"(?:\s?(?:-|/|to|thru|through)\s?|\son\s(?=[CTLS]\d))"
_LEVEL = re.compile(
    r"(?<![A-Za-z0-9])(?:(?P<word>cervical|thoracic|lumbar|sacral)\s(?=\d))?"
    r"(?P<first>[CTLS]?\s?-?(?:1[0-2]|[1-9]))(?P<rest>(?>(?:" + _JOINT + r"(?:[CTLS]\s?)?(?:1[0-2]|[1-9])){0,4}))"
    r"(?![A-Za-z0-9]|[./]\d)",
    re.IGNORECASE,
)
# a lone "T 5" or "L5" before one of these is a count or a measure; "L5-S1 x 1" is a level asked for once
_COUNTED = re.compile(
    r"\s?(?:mg|mm|cm|%|°|degrees|degree|visits?|sessions?|views?|times|x|weeks?|months?|years?|days?|per)\b",
    re.IGNORECASE,
)
_PART = re.compile(r"([CTLS])?\s?(1[0-2]|[1-9])", re.IGNORECASE)
_ORDER = "CTLS"
_LEVEL_NOUN = re.compile(
    r"\s(?:level|vertebra|nerve|root|disc|disk|dermatom|myotom|compression|fracture|body|transverse|pars)",
    re.IGNORECASE,
)


# what a scanner or a hasty hand makes of two levels: "L5-SI", "L5-S", "L4-51", "L5S1", "L45"
_MISREAD = re.compile(
    r"(?<![A-Za-z0-9])(?:L\s?(?P<top>[1-5])\s?[-/]\s?(?:S(?:[Il|!]|(?![A-Za-z0-9]))|51|5l)(?![A-Za-z0-9/]|\.\d)"
    r"|L(?P<sacral>5)\s?S[1I](?![A-Za-z0-9])|(?P<pair>L(?:12|23|34|45)|C(?:23|34|45|56|67))(?![A-Za-z0-9]|\.\d))"
)
# numbers that go on after a level without its letter: "L3-4, 4-5 and 5-1", "C5, 6 and 7"
_GOES_ON = re.compile(
    r"\s?(?:,|&|\+|\band\b|,\s?and\b)\s?(?P<a>1[0-2]|[1-9])(?:\s?[-/]\s?(?P<s>S)?(?P<b>1[0-2]|[1-9]))?"
    r"(?![A-Za-z0-9/%]|\.\d|-\d)"
)


def levels_in(folded: Folded) -> list[tuple[int, int, str]]:
    """The spinal levels in a folded text; offsets count in the folded text, several levels may share a place.

    >>> [level for _, _, level in levels_in(fold("L5-SI; C5, 6 and 7; L3-4, 4-5 and 5-1; L5S1; L4 on L5"))]
    ['L5-S1', 'C5', 'C6', 'C7', 'L3-4', 'L4-5', 'L5-S1', 'L5-S1', 'L4-5']
    """
    text = folded.text
    found: list[tuple[int, int, str]] = []
    misread: list[tuple[int, int]] = []
    for sign in _MAY_BE_MISREAD.finditer(text):
        match = _MISREAD.match(text, sign.start())
        if match is None:
            continue
        pair = match.group("pair")
        top = match.group("top") or match.group("sacral")
        printed = f"{pair[0]}{pair[1]}-{pair[2]}" if pair else f"L{top}-S1"
        found += [(match.start(), match.end(), level) for level in _levels_of(printed)]
        misread.append(match.span())
    at = 0
    for match in _level_matches(text):
        while at < len(misread) and misread[at][1] <= match.start():
            at += 1
        if at < len(misread) and misread[at][0] < match.end():
            continue
        levels = _levels_at(text, match)
        found += [(match.start(), match.end(), level) for level in levels]
        if levels:
            found += _going_on(text, match.end(), levels[-1])
    if misread:
        found.sort(key=_begin)
    return found


# a level has a letter or a word before its number; begins with a set of letters, so that other text is passed over
_MAY_BE_LEVEL = re.compile(r"[cltsrCLTSR\u017f](?:(?<![A-Za-z0-9].)\s?-?[1-9]|(?<=[lrcLRC])\s\d)")
_MAY_BE_MISREAD = re.compile(r"[LC](?<![A-Za-z0-9].)\s?[1-6]")
# what no level runs across
_LEVEL_STOP = re.compile(r"[.,;:()]")


def _level_matches(text: str) -> Iterator[re.Match[str]]:
    """What ``_LEVEL`` finds, asked only in stretches between stops where a letter stands before a number."""
    stop = 0
    while (sign := _MAY_BE_LEVEL.search(text, stop)) is not None:
        place = sign.start()
        begin = max(stop, *(text.rfind(mark, stop, place) for mark in ".,;:()"))
        ending = _LEVEL_STOP.search(text, sign.end())
        stop = ending.start() if ending else len(text)
        # a little further, for what may not follow a level
        yield from (match for match in _LEVEL.finditer(text, begin, stop + 2) if match.start() < stop)


def _begin(found: tuple[int, int, str]) -> int:
    return found[0]


def _levels_at(text: str, match: re.Match[str]) -> list[str]:
    """The levels of one match, empty where it is a count, a measure or something else with such a name."""
    first = match.group("first")
    word = match.group("word")
    rest = match.group("rest")
    if not (rest and first[0].isalpha()) and _COUNTED.match(text, match.end()):
        return []
    letter = first[0].upper() if first[0].isalpha() else ""
    if not rest and text[match.end() : match.end() + 1] == "+":
        return []  # "ankle jerk L 2+"
    if first[1:2] == " " and rest.strip() == "/5":
        return []  # "strength L 4/5"
    if not letter:
        if not word:
            return []
        if not rest and not _LEVEL_NOUN.match(text, match.end()):
            return []  # "lumbar 2" may be any count; "lumbar 2 vertebra" is a level
        letter = word[0].upper()
    elif first[0].islower() and not rest and letter in "TS":
        return []  # "s 1", "t 2" in lower case are seldom levels
    if letter == "T" and not rest and _mri_weighting(text, match.end()):
        return []
    if first[1:2] in ("-", " ") and not rest and letter in "TCS" and not _LEVEL_NOUN.match(text, match.end()):
        return []
    return _levels_of(letter + match.group(0)[match.start("first") - match.start() :].lstrip("CTLSctls -"))


def _going_on(text: str, end: int, last: str) -> list[tuple[int, int, str]]:
    """Levels that follow without a letter, each the next below the one before."""
    found: list[tuple[int, int, str]] = []
    while (match := _GOES_ON.match(text, end)) is not None and not _COUNTED.match(text, match.end()):
        letter, upper = last[0], int(match["a"])
        if match["b"]:
            sacral = letter == "L" and upper == 5 and match["b"] == "1"
            if "-" not in last or not (sacral or (not match["s"] and int(match["b"]) == upper + 1)):
                break
            levels = _levels_of("L5-S1" if sacral else f"{letter}{upper}-{match['b']}")
        else:
            if "-" in last or upper != int(last[1:]) + 1:
                break
            levels = _levels_of(f"{letter}{upper}")
        if not levels:
            break
        found += [(match.start("a"), match.end(), level) for level in levels]
        last, end = levels[-1], match.end()
    return found


def _mri_weighting(text: str, end: int) -> bool:
    return text[end : end + 9].lower().startswith(("-weighted", " weighted", " weight", " signal", " hyper", " imag"))


def _levels_of(printed: str) -> list[str]:
    spine = _table().spine
    points: list[tuple[str, int]] = []
    letter = ""
    for part in _PART.finditer(printed):
        number = int(part.group(2))
        if part.group(1):
            letter = part.group(1).upper()
        elif points and number <= points[-1][1]:
            # L5-1 is dictation for L5-S1, T12-1 for T12-L1
            if points[-1][1] != spine[points[-1][0]][0] or number != 1 or points[-1][0] == "S":
                return []
            letter = _ORDER[_ORDER.index(points[-1][0]) + 1]
        # C7 is the last vertebra, yet C8 is a nerve root
        if not letter or (number > spine[letter][0] and not (letter == "C" and number == 8)):
            return []
        points.append((letter, number))
    if not points:
        return []
    if len(points) == 1:
        return [f"{points[0][0]}{points[0][1]}"]
    levels: list[str] = []
    for upper, lower in pairwise(points):
        if upper == lower:
            continue  # "C3-4 through C4-5"
        discs = _discs(upper, lower)
        if not discs:
            return []
        levels += [disc for disc in discs if disc not in levels]
    return levels


def _discs(upper: tuple[str, int], lower: tuple[str, int], longest: int = 12) -> list[str]:
    """The discs between two vertebrae, from above; empty when they do not lie in this order or are too many."""
    spine = _table().spine
    chain = [(letter, number) for letter in _ORDER for number in range(1, spine[letter][0] + 1)]
    if upper not in chain or lower not in chain:
        return []
    begin, end = chain.index(upper), chain.index(lower)
    if not begin < end <= begin + longest:
        return []
    return [
        f"{a[0]}{a[1]}-{b[1]}" if a[0] == b[0] else f"{a[0]}{a[1]}-{b[0]}{b[1]}"
        for a, b in zip(chain[begin:end], chain[begin + 1 : end + 1], strict=True)
    ]


def next_levels(levels: Sequence[str], *, below: bool) -> list[str]:
    """The disc right below (or above) the last (first) of the levels; none where there is none.

    >>> next_levels(["L4-5"], below=True), next_levels(["C5-6", "C6-7"], below=False), next_levels(["S1"], below=True)
    (['L5-S1'], ['C4-5'], [])
    """
    chain = _discs(("C", 1), ("S", 1), longest=30)
    known = [chain.index(level) for level in levels if level in chain]
    if not known:
        return []
    place = max(known) + 1 if below else min(known) - 1
    return [chain[place]] if 0 <= place < len(chain) else []


@dataclass(frozen=True, slots=True)
class _Table:
    regions: Dictionary[str]
    sides: Dictionary[str]
    spine: dict[str, tuple[int, str]]


@cache
def _table() -> _Table:
    path = LEXICON / "anatomy.yaml"
    content = read_words(path)
    regions = [
        (word, region) for region, words in content["regions"].items() for word in word_list(path, region, words)
    ]
    regions += [(word, "") for word in word_list(path, "not_anatomy", content["not_anatomy"])]
    sides: list[tuple[str, str]] = []
    for side, words in content["sides"].items():
        sides += [(word, "" if side == "not_side" else side) for word in word_list(path, side, words)]
    spine = {letter: (int(entry["last"]), entry["region"]) for letter, entry in content["levels"].items()}
    return _Table(_dictionary(regions), _dictionary(sides), spine)


def _dictionary(words: list[tuple[str, str]]) -> Dictionary[str]:
    return Dictionary(
        [(word, meaning) for word, meaning in words if not word.startswith("=")],
        [(word[1:], meaning) for word, meaning in words if word.startswith("=")],
    )
