"""How far a cue reaches: the sentence it stands in, and the places where a physician would end its scope."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from openimr.clinical.cues import Cue

VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|did|will|reports?|reported|states?|stated|complains|continues|remains"
    r"|presents|presented|shows|showed|reveals|revealed|demonstrates|noted|underwent|takes|received|came|went"
    r"|developed)\b"
)


_NEW_FINDING = re.compile(
    r"[,;]\s(?:and\s|but\s|with\s)?(?:(?:there|he|she|patient|the patient|some|mild|mildly|moderate|moderately"
    r"|severe|severely|marked"
    r"|significant|diffuse|positive|decreased|diminished|reduced|increased|limited|painful|bilateral|tender|normal"
    r"|full|good|intact|stable|new|persistent|chronic|ongoing|history of|status post|s/p)\b|\+|5/5)"
)


_FIGURE = re.compile(r"\d|\b(?:and|one|two|three|four|five|six|seven|eight|nine|ten|half)\b")
_CLOSED_LIST = re.compile(r"\w\s(?:or|nor)\s\w")
_OR_AFTER = re.compile(r"^[^.;:]{0,80}?,?\s(?:or|nor)\s")


_AND_NEW = re.compile(r"\band\s(?:has|had|have|is|was|severe|mild|moderate|significant|marked|persistent"
r"|continued|increased"
                      r"|positive|decreased|diminished|reduced|chronic|complains|reports|does|did|will|he|she"
                      r"|the patient|only|just|some|an occasional"
                      r"|(?:the )?(?:claimant|worker|injured worker|applicant|employee) (?:has|had|is|was|reports)"
                      r"|there (?:is|was|are)"
                      r"|stopping|starting|using|taking|continuing|began|started)\b")  # fmt: skip


LIST_ONLY = re.compile(
    r"^[\s,/&()]*(?:(?:and|or|nor|as well as|and/or|the|any|of|left|right|bilateral|other|a|an)[\s,/&()]*)*$"
)


_PERIOD_BREAK = re.compile(r"[;]|\.\s|\s-\s|:\s")


_PATIENT_DENIED = re.compile(
    r"\b(?:patient|he|she|worker|applicant|claimant|employee|mr\.? \w+|ms\.? \w+|mrs\.? \w+)(?:\s\w+)?\s"
    r"(?:also\s)?(?:has\s)?$"
)


_SHORT = frozenset({"not", "cannot", "free of", "zero", "nil", "never", "no longer", "rather than", "instead of",
                    "doesn't", "didn't", "don't", "hasn't", "isn't", "wasn't", "aren't", "non"})  # fmt: skip


@dataclass(slots=True)
class Frame:
    """One sentence in which assertions are made; all places count in the folded text.

    Attributes:
        text: the folded text in lower case with hyphens as blanks.
        start, end: the sentence.
        cues: the cues in it that are no part of a concept's own words.
        places: begin and end of every concept in it, in order.
        section: the section it stands in.
        unchecked: stretches that an empty check box rules out.
        kinds: the kinds of all its cues; what is not among them need not be looked for.
    """

    text: str
    start: int
    end: int
    cues: Sequence[Cue]
    places: Sequence[tuple[int, int]]
    section: str | None = None
    unchecked: Sequence[tuple[int, int]] = ()
    kinds: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.kinds = frozenset().union(*[cue.kinds for cue in self.cues])


_APPOSED = (
    "ruled out",
    "resolved",
    "now resolved",
    "unlikely",
    "absent",
    "excluded",
    "not found",
    "not seen",
    "denied",
)


def reaches_forward(frame: Frame, cue: Cue, start: int, end: int) -> bool:
    """Whether a cue before the finding governs it: within its clause, through a list, up to where a new one begins."""
    between = frame.text[cue.end : start]
    if ";" in between or len(between) > 240:
        return False
    if cue.text in ("instead of", "rather than") and (len(between) > 12 or _FIGURE.search(between)):
        return False  # "30 minutes instead of 10 and ..." compares figures
    if cue.text in _SHORT and (len(between) > 45 or "," in between):
        return False
    if _PERIOD_BREAK.search(between) or _TIME_OF.search(between):
        return False
    comma = between.rfind(",")
    if comma >= 0:
        if _SCORED.match(frame.text, end):
            return False  # "no drainage, pillar pain 4/10"
        # a list goes on; a new clause ends it
        if VERB.search(between[between.find(",") :]):
            return False
        closed = _CLOSED_LIST.search(between[:comma]) and not between[comma:].startswith((", or", ", nor", ", and"))
        # "denies bowel or bladder trouble, fever or cancer": a pair inside one item closes no list that goes on
        closed = closed and not re.search(r"\s(?:or|nor)\s", between[comma:])
        if closed and not _OR_AFTER.match(frame.text[end : min(frame.end, end + 80)]):
            return False  # "no redness or effusion, tenderness ..." begins something new
        if own_clause(frame, between, start):
            return False
        if _each_denied(frame, cue, between, end):
            return False
        fresh = _NEW_FINDING.search(between + frame.text[start : start + 12])
        if fresh and not _OR_AFTER.match(frame.text[end : min(frame.end, end + 100)]):
            return False
    elif len(between) > 90:
        return False
    return not _AND_NEW.search(between)


_SCORED = re.compile(r"\s(?:is\s|at\s)?\d{1,2}(?:\s?-\s?\d{1,2})?\s?/\s?10\b")
_DETERMINED = re.compile(
    r", and (?:also )?(?:the|his|her|this|these|those|an?|last|prior|previous|latest|recent)\b|, and(?: [\w/%'.-]+){3,}"
)
_OWN_VERB = re.compile(
    r"[\w/.%'-]+(?:\s(?!or\b|nor\b|and\b)[\w/.%'-]+){0,9}?\s(?:is|was|are|were|has|have|had|shows?|showed|fails?|failed"
    r"|reveals?|revealed|demonstrates?|remains?|continues?|does|did)\b"
)
_DENIED_BEFORE = re.compile(r"\b(?:no|without|denies)\s[\w /]{2,40},\s(?:and\s)?$")


# "no pain after surgery": what follows is when, not what
_TIME_OF = re.compile(
    r"\b(?:after|since|following|prior to|before|until|status post|s/p)\s(?:(?:the|his|her|last|a|an"
    r"|any)\s)?(?:[\w-]+\s){0,4}$"
)


def own_clause(frame: Frame, between: str, start: int) -> bool:
    """Whether the finding is what a clause of its own tells of (", and the MRI of 2/2 fails to show ...")."""
    comma = between.rfind(",")
    return (
        comma >= 0
        and _DETERMINED.match(between, comma) is not None
        and _OWN_VERB.match(frame.text, start, min(frame.end, start + 110)) is not None
    )


def _each_denied(frame: Frame, cue: Cue, between: str, end: int) -> bool:
    """Whether every item before has its own "no" and this one has none ("no fracture, no edema, loss of motion")."""
    if cue.text != "no":
        return False
    if _NO_AGAIN.search(between):
        return True
    return _DENIED_BEFORE.search(frame.text, max(frame.start, cue.start - 60), cue.start) is not None and not re.search(
        r"\b(?:or|nor|and)\b", between + frame.text[end : end + 12]
    )


_NO_AGAIN = re.compile(r",\s(?:and\s)?no\s[^,]+,")
_CONSIDERED = re.compile(
    r"(?:\s(?:of|in|at|on)\s[^,;.]{2,40})?\s(?:has|have|had|was|were|is)\s(?:been\s)?(?:also\s)?(?:considered|suspected|suggested|raised|questioned"
    r"|entertained|proposed|investigated)\s(?:and|but)\s(?:is |was )?"
)
_COPULA = re.compile(r" (?:is|was|are|were|has been|have been|is now|was now|were now) ")
_WHICH = re.compile(r",? (?:which|that|but|and)(?: \w+){0,5} ")
_DOING = re.compile(r"\b(?:performed|done|started|completed|met|begun)\b")


_ELSEWHERE = re.compile(
    r"\s(?:\w+\s)?(?:over|on|in|at|of|to|from)\s(?:the\s)?(?:left|right|other|opposite|contralateral)\b"
)
_NOWHERE = re.compile(
    r"\s(?:bilat\w*|b/l|b|noted|seen|found|present|(?:on |in |at )?(?:either|both)(?: \w+)?"
    r"|on the (?:left|right)|[rl]|[rl]t)(?!\w)"
)


_NO_STOP = frozenset({"is noted", "was noted", "were noted", "are noted", "has been", "which", "that", "there is"})


def reaches_back(frame: Frame, cue: Cue, start: int, end: int) -> bool:
    """Whether a cue behind the finding governs it, alone or at the end of a plain list."""
    between = frame.text[end : cue.start]
    if between == ", " and cue.text.startswith(_APPOSED):
        return True
    if len(between) < 70 and _DOING.search(cue.text) and _WHICH.fullmatch(between):
        return True
    if cue.text.startswith("but none") and _ELSEWHERE.match(frame.text, cue.end):
        return False  # "over the right elbow but none over the left"
    if _COPULA.fullmatch(between) or (
        cue.text.startswith("but ") and len(between) < 60 and without_places(frame, end, cue.start) is None
    ):
        return True
    if cue.text[0] == "(" or cue.text in ("free", "none"):
        if cue.text == "none" and between == " ":
            place = _NOWHERE.match(frame.text, cue.end)
            stop = place.end() if place else cue.end
            return frame.text[stop : stop + 2].strip() in ("", ".", ",", ";", ")")  # a cell of a table else
        return len(between) <= 2 and (cue.text != "free" or between in (" ", ""))
    if between == ": ":
        return True
    if len(between) > 120 or ";" in between or ". " in between or ":" in between:
        return False
    for c in frame.cues:
        if not (end <= c.start and c.end <= cue.start and "negation_stop" in c.kinds) or c.text in _NO_STOP:
            continue
        if not (c.text == "but" and cue.start - c.end < 2):
            return False
    stripped = without_places(frame, end, cue.start)
    if stripped is not None:
        # other findings lie between: only a plain list shares the cue
        return bool(LIST_ONLY.match(stripped))
    if _CONSIDERED.fullmatch(between):
        return True
    return "," not in between and len(between) <= 60 and not VERB.search(between)


def without_places(frame: Frame, begin: int, stop: int) -> str | None:
    """The text between, with other concepts cut out; None when there is none."""
    pieces = []
    at = begin
    any_place = False
    for a, b in frame.places:
        if a >= begin and b <= stop:
            pieces.append(frame.text[at:a])
            at = b
            any_place = True
    pieces.append(frame.text[at:stop])
    return " ".join(pieces) if any_place else None


def lists(frame: Frame, begin: int, stop: int) -> bool:
    """Whether nothing but a plain list of findings stands between the two places."""
    stripped = without_places(frame, begin, stop)
    return stripped is not None and bool(LIST_ONLY.match(stripped))


def payer_near(frame: Frame, cue: Cue) -> bool:
    """Whether utilization review, a carrier or another payer is named near the cue."""
    return any("payer" in c.kinds and abs(c.start - cue.end) < 140 for c in frame.cues)


def payer_denial(frame: Frame, cue: Cue) -> bool:
    """Whether "denied" is a payer's: one is named, a request is denied, or no patient is the subject."""
    if payer_near(frame, cue):
        return True
    if re.match(
        r"\s(?:the |a |an )?(?:request|authorization|appeal|prescription|certification)",
        frame.text[cue.end : cue.end + 30],
    ):
        return True
    return not _PATIENT_DENIED.search(frame.text[frame.start : cue.start]) and cue.text == "denied"
