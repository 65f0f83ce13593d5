"""Does the rationale speak of what the heading asks for: side, level, amount, strength, and does X - Y = Z?

Only sentences that name the present request are compared: the one that concludes, and those that say what is requested.
History ("had 12 visits of physical therapy", "the left knee was operated on") is never compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from openimr.clinical.anatomy import find_levels, find_regions, find_sides
from openimr.dispute.request import parse_request
from openimr.guidelines.regions import levels_agree
from openimr.letters.amounts import amounts, durations, strengths
from openimr.letters.conclusions import conclusions
from openimr.letters.model import LetterItem
from openimr.letters.sentences import sentences
from openimr.problems import Problem
from openimr.review.model import Portion

_ASKED = re.compile(
    r"\b(?:(?:this|the|current|present|instant|presently\s+requested|currently\s+requested)\s+)*"
    r"(?:request(?:ed\s+treatment)?\s+(?:in\s+question\s+)?(?:is|was)\s+(?:made\s+)?for|(?:is|are)\s+(?:now\s+"
    r"|currently\s+|again\s+)?requesting|"
    r"(?:has|have)\s+asked\s+for|this\s+is\s+(?:an?\s+)?request\s+for|requested\s+treatment:)\s+(?P<what>[^.;]{3,300})",
    re.I,
)
_DECIDED = re.compile(
    r"\b(?:requests?(?:\s+for)?|requested|need\s+for|necessity\s+(?:of|for)"
    r"|portion\s+of\s+the\s+original\s+request,?)\s+(?P<what>[^;]{3,300}?)"
    r",?\s+(?:is|are|was|were|has|have|will|would|cannot|can|does|do)\b",
    re.I,
)
#: The subject of the verdict itself: "..., MRI of the left shoulder is not medically necessary".
_SUBJECT = re.compile(
    r"(?:^|[,;:]\s+|\b(?:therefore|thus|hence|such|case)\s*,?\s+)(?P<what>[^,;:]{3,200}?)\s+(?:is|are|was|were"
    r"|will\s+be)\b[^,;:]{0,60}"
    r"\bmedically\s+\w+",
    re.I,
)
#: "A one month trial of a stimulator is requested."
_IS_ASKED = re.compile(r"(?P<what>[^,;:]{3,200}?)\s+(?:is|are)\s+(?:now\s+|being\s+|currently\s+)?requested\b", re.I)
#: A reason given in passing speaks of other treatment too.
_ASIDE = re.compile(r"\W*(?:given|since|because|as|although|while|if)\b", re.I)
_BOUNDED = re.compile(r"\b(?:no|not|than|least|up\s+to|when|if|that)\b", re.I)
_OTHERS = re.compile(
    r"\b(?:also|previous(?:ly)?|prior|earlier|already|past|completed|authorized|other|additional\s+request)\b", re.I
)
_WORD = re.compile(r"[a-z]{2,}")
#: Words that tell nothing about which treatment is meant.
_EMPTY_WORDS = """
    of to in or at by on is as an mg ml cc up no do it be if the and for with without was were are has have had this
    that therapy therapies treatment treatments request requested requesting original remaining eligible imr portion
    additional more total quantity per left right bilateral lower upper spine level levels time times week weeks day
    days month months visit visits session sessions dos date not medically necessary patient claimant worker injured
    currently current under guidance one two three four five six seven eight nine ten twelve
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


def request_problems(item: LetterItem) -> Iterator[Problem]:
    """Differences between an item's heading and what its rationale says is requested and decided."""
    yield from _arithmetic(item)
    heading = item.heading
    for phrase in _named_requests(item):
        yield from _drug(item, phrase)
        if not _same_treatment(heading, phrase):
            continue
        yield from _side(heading, phrase)
        yield from _level(heading, phrase)
        yield from _amount(item, phrase)
        yield from _strength(heading, phrase)


def _named_requests(item: LetterItem) -> list[str]:
    """The phrases of the rationale that name the present request."""
    found: list[str] = []
    for sentence in sentences(item.rationale):
        text = sentence.unquoted()
        asked = _ASKED.search(text)
        if asked and not _OTHERS.search(text, 0, asked.start("what")):
            found.append(asked["what"])
        passive = _IS_ASKED.match(text)
        if passive and not _OTHERS.search(passive["what"]) and not _BOUNDED.search(passive["what"]):
            found.append(passive["what"])
    concluded = conclusions(item.rationale)
    if concluded:
        text = concluded[-1].sentence.text
        found.extend(match["what"] for match in _DECIDED.finditer(text))
        found.extend(match["what"] for match in _SUBJECT.finditer(text))
    return list(dict.fromkeys(found))


def _same_treatment(heading: str, phrase: str) -> bool:
    if _content(heading) & _content(phrase) or not _content(phrase.partition(",")[0]):
        return True  # "the request is for 12 visits" names no treatment but the item's own
    treatment = parse_request(phrase).treatment
    return treatment is not None and treatment == parse_request(heading).treatment


def _content(text: str) -> set[str]:
    """Words that name a treatment, cut to a stem: no sides, body parts, amounts or small words."""
    regions = find_regions(text)
    return {
        match.group()[:6]
        for match in _WORD.finditer(text.lower())
        if match.group() not in _EMPTY and not any(r.start <= match.start() < r.end for r in regions)
    }


#: "R L4-5", "L shoulder": a side as one letter before a level or a part of the body.
_LETTER = re.compile(
    r"(?<![\w.-])([LR])\s+(?=[CTLS]\d|(?:shoulder|elbow|wrist|hand|hip|knee|ankle|foot|arm|leg|upper|lower|carpal"
    r"|SI\b))"
)


def _sides(text: str) -> set[str]:
    found = {mention.side for mention in find_sides(text)}
    found |= {"left" if match[1] == "L" else "right" for match in _LETTER.finditer(text)}
    return {"left", "right", "bilateral"} if {"left", "right"} <= found else found


def _side(heading: str, phrase: str) -> Iterator[Problem]:
    ours, theirs = _sides(heading), _sides(phrase)
    if not ours or not theirs or ours & theirs:
        return
    if not _regions_meet(heading, phrase):
        return
    yield _differs("side", " and ".join(sorted(ours)), " and ".join(sorted(theirs)), heading, phrase)


def _regions_meet(heading: str, phrase: str) -> bool:
    """Whether both may speak of the same body part: a side of another part is no contradiction."""
    ours, theirs = ({mention.region for mention in find_regions(text)} for text in (heading, phrase))
    return not ours or not theirs or bool(ours & theirs)


def _level(heading: str, phrase: str) -> Iterator[Problem]:
    ours, theirs = ({mention.level for mention in find_levels(text)} for text in (heading, phrase))
    if not ours or not theirs:
        return
    strange = sorted(level for level in theirs if not levels_agree([level], ours))
    if strange:
        yield _differs("level", ", ".join(sorted(ours)), ", ".join(sorted(theirs)), heading, phrase)


def _amount(item: LetterItem, phrase: str) -> Iterator[Problem]:
    allowed: dict[str, set[float]] = {}
    for text in (item.heading, item.original, item.authorized, item.eligible):
        for kind, numbers in amounts(text or "").items():
            allowed.setdefault(kind, set()).update(numbers)
    for kind, said in amounts(phrase).items():
        ours = allowed.get(kind)
        if ours and not ours & said and sum(said) not in ours:
            yield _differs("quantity", _listed(ours) + f" {kind}", _listed(said) + f" {kind}", item.heading, phrase)
    if allowed.keys() & amounts(phrase).keys() or item.original:
        return
    ours_asked, theirs_asked = parse_request(item.heading), parse_request(phrase)
    for name in ("per_week", "weeks", "quantity"):
        asked, named = getattr(ours_asked, name), getattr(theirs_asked, name)
        same = name != "quantity" or ours_asked.quantity_unit == theirs_asked.quantity_unit
        if asked is not None and named is not None and same and asked != named:
            what = name.replace("_", " ")
            yield _differs("quantity", f"{asked:g} ({what})", f"{named:g} ({what})", item.heading, phrase)
            return
    ours_long, theirs_long = durations(item.heading), durations(phrase)
    for unit in ours_long.keys() & theirs_long.keys():
        if ours_long[unit] != theirs_long[unit]:
            yield _differs(
                "quantity", _listed(ours_long[unit]) + f" {unit}", _listed(theirs_long[unit]) + f" {unit}",
                item.heading, phrase,
            )  # fmt: skip


def _strength(
    heading: str, phrase: str, first: str = "the heading", second: str = "the rationale"
) -> Iterator[Problem]:
    ours, theirs = strengths(heading), strengths(phrase)
    if len(ours) == len(theirs) == 1 and ours != theirs and next(iter(ours))[-1] == next(iter(theirs))[-1]:
        yield _differs("strength", next(iter(ours)), next(iter(theirs)), heading, phrase, first, second)


def _drug(item: LetterItem, phrase: str) -> Iterator[Problem]:
    """Another drug than the heading's is said to be requested or decided."""
    ours, theirs = parse_request(item.heading), parse_request(phrase)
    if _ASIDE.match(phrase):
        return
    if not ours.drug or not theirs.drug or ours.category != "pharmaceutical":
        return
    names = {ours.drug, (ours.brand or ours.drug).lower(), *ours.ingredients}
    if theirs.drug not in names and not any(name in phrase.lower() for name in names):
        yield _differs("drug", ours.drug, theirs.drug, item.heading, phrase)


def _listed(numbers: Sequence[float] | set[float] | frozenset[float]) -> str:
    return " and ".join(f"{number:g}" for number in sorted(numbers))


def _differs(
    what: str,
    ours: str,
    theirs: str,
    heading: str,
    phrase: str,
    first: str = "the heading",
    second: str = "the rationale",
) -> Problem:
    shown = phrase if len(phrase) <= 120 else phrase[:117].rsplit(" ", 1)[0] + " ..."
    return Problem(
        code=f"{what}-differs",
        message=f'{first} says {ours}, {second} says {theirs}: "{heading}" against "{shown.strip()}"',
        consequence="the decision may be about another treatment than the one in dispute",
        remedy="compare both with the request for authorization and correct the wrong one",
    )


def _arithmetic(item: LetterItem) -> Iterator[Problem]:
    """X was asked for, Y authorized: Z, the rest, must be X - Y where all three count the same thing."""
    if not (item.original and item.authorized and item.eligible):
        return
    portion = Portion.read(item.eligible)
    eligible = f"{portion.quantity:g} {portion.unit or ''}" if portion else item.eligible
    yield from _strength(item.original, eligible, "the original request", "its eligible portion")
    if not _content(item.original) & _content(item.authorized):
        return  # something else was authorized in its place; nothing was taken off
    asked, given, left = (amounts(text) | durations(text) for text in (item.original, item.authorized, eligible))
    for kind in asked.keys() & given.keys() & left.keys():
        if not len(asked[kind]) == len(given[kind]) == len(left[kind]) == 1:
            continue
        x, y, z = (next(iter(numbers[kind])) for numbers in (asked, given, left))
        if x - y != z:
            yield Problem(
                code="arithmetic",
                message=f"{x:g} {kind} were requested and {y:g} authorized, which leaves {x - y:g}; "
                f"the letter decides {z:g}",
                consequence="more or less than the amount in dispute is decided",
                remedy="correct the amount from the request and the utilization review determination",
            )
