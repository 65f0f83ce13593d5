"""Whether a finding is affirmed, denied, in doubt, past, planned, or another person's.

Rules in the tradition of NegEx and ConText: cue words govern what stands near them, within a scope that ends where a
physician would end it. What is a treatment or a study is asserted as an *act*: done, or only planned and requested.
A treatment "denied" by a payer is not clinically negated; it was asked for and not given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from openimr.clinical.cues import Cue, cues_in, trimmed
from openimr.clinical.folding import fold
from openimr.clinical.model import Experiencer, Polarity, Temporality
from openimr.clinical.sections import sections_of
from openimr.clinical.sentences import sentences_of

#: Kinds of concept that are acts: something done or planned rather than found.
ACTS = frozenset({"tx", "med", "lab", "psych", "device"})

_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|did|will|reports?|reported|states?|stated|complains|continues|remains"
    r"|presents|presented|shows|showed|reveals|revealed|demonstrates|noted|underwent|takes|received|came|went|developed)\b"
)
_NEW_FINDING = re.compile(
    r"[,;]\s(?:and\s|but\s|with\s)?(?:(?:there|he|she|patient|the patient|some|mild|mildly|moderate|moderately|severe|severely|marked"
    r"|significant|diffuse|positive|decreased|diminished|reduced|increased|limited|painful|bilateral|tender|normal"
    r"|full|good|intact|stable|new|persistent|chronic|ongoing|history of|status post|s/p)\b|\+|5/5)"
)
_OR_AFTER = re.compile(r"^[^.;:]{0,80}?,?\s(?:or|nor)\s")
_AND_NEW = re.compile(r"\band\s(?:has|had|have|is|was|severe|mild|moderate|significant|marked|persistent|continued|increased"
                      r"|positive|decreased|diminished|reduced|chronic|complains|reports|does|did|will|he|she|the patient)\b")  # fmt: skip
_LIST_ONLY = re.compile(
    r"^[\s,/&()]*(?:(?:and|or|nor|as well as|and/or|the|any|of|left|right|bilateral|other|a|an)[\s,/&()]*)*$"
)
_PERIOD_BREAK = re.compile(r"[;]|\.\s|\s-\s|:\s")
_PATIENT_DENIED = re.compile(
    r"\b(?:patient|he|she|worker|applicant|claimant|employee|mr\.? \w+|ms\.? \w+|mrs\.? \w+)(?:\s\w+)?\s(?:also\s)?(?:has\s)?$"
)
# a label answered with no; what follows must be a stop, another label or nothing
_ANSWERED_NO = re.compile(
    r"\s?[:=]\s?(?P<no>no|none|negative|neg|denies|denied|absent|n)\b(?=\s*(?:$|[.,;\[(/|]|\w[\w ]{0,24}:))"
)
_SHORT = frozenset({"not", "cannot", "free of", "zero", "nil", "never", "no longer", "rather than", "instead of",
                    "doesn't", "didn't", "don't", "hasn't", "isn't", "wasn't", "aren't", "non"})  # fmt: skip
_OF_PATIENT = re.compile(r"(?:he|she|the patient|patient|mr|ms|mrs)\b")
_SECTION_TIME = {"past_history": Temporality.HISTORICAL}


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
    """

    text: str
    start: int
    end: int
    cues: Sequence[Cue]
    places: Sequence[tuple[int, int]]
    section: str | None = None
    unchecked: Sequence[tuple[int, int]] = ()


@dataclass(slots=True)
class Assertion:
    """What is asserted of one concept, and by which rule."""

    polarity: Polarity = Polarity.AFFIRMED
    temporality: Temporality = Temporality.CURRENT
    experiencer: Experiencer = Experiencer.PATIENT
    rules: tuple[str, ...] = ()
    failed: bool = False
    helped: bool = False
    pending: bool = False


def assertion_of(frame: Frame, start: int, end: int, *, act: bool = False, drug: bool = False) -> Assertion:
    """The assertion for the concept at ``start`` to ``end``.

    Args:
        frame: its sentence.
        start, end: where it stands.
        act: a treatment, study, test or other thing that is done, so that requests and plans count.
        drug: an act that a prescription makes present even in a plan.
    """
    found = Assertion()
    rules: list[str] = []
    negation = _negation(frame, start, end, act)
    if negation:
        found.polarity = Polarity.NEGATED
        rules.append(f"neg:{negation}")
    else:
        doubt = _doubt(frame, start, end)
        if doubt:
            found.polarity = Polarity.UNCERTAIN
            rules.append(f"unc:{doubt}")
    if any(a <= start < b for a, b in frame.unchecked):
        found.polarity = Polarity.NEGATED
        rules.append("neg:unchecked box")
    relative = _relative(frame, start)
    if relative or (frame.section == "family_history" and not _OF_PATIENT.match(frame.text, frame.start)):
        found.experiencer = Experiencer.OTHER
        rules.append(f"other:{relative or 'family history'}")
    time, rule = _act_time(frame, start, end, drug) if act else _finding_time(frame, start, end)
    found.temporality = time
    if rule:
        rules.append(rule)
    if act:
        _outcome(frame, start, end, found, rules)
        if time is Temporality.HYPOTHETICAL:
            found.pending = _pending(frame, start, end)
    found.rules = tuple(rules)
    return found


def _negation(frame: Frame, start: int, end: int, act: bool) -> str | None:
    for cue in reversed(frame.cues):
        if cue.end > start:
            continue
        if (
            "negation_stop" in cue.kinds
            and cue.text not in ("with a", "with an", "and has")
            and not _within_no(frame, cue)
        ):
            break
        if "negation_before" not in cue.kinds:
            continue
        if not act and cue.text in ("declined", "refused", "refuses", "declines"):
            continue  # one refuses a treatment, not a pain
        if _answers(frame, cue):
            continue
        if cue.text in ("denied", "deny", "denying", "declined", "refused", "refuses", "declines") and act:
            if _payer_denial(frame, cue):
                continue
        elif cue.text == "denied" and _payer_near(frame, cue):
            continue
        if _reaches_forward(frame, cue, start, end):
            return cue.text
    answer = _ANSWERED_NO.match(frame.text, end, min(frame.end, end + 40))
    if answer:
        return answer.group("no")
    for cue in frame.cues:
        if cue.start >= end and "negation_after" in cue.kinds:
            if not act and cue.text in ("declined", "refused"):
                continue
            if cue.text in ("declined", "refused") and act and _payer_near(frame, cue):
                continue
            if _reaches_back(frame, cue, start, end):
                return cue.text
    return None


def _answers(frame: Frame, cue: Cue) -> bool:
    """Whether "no" is the answer to the label before it ("Numbness: no  Tingling: yes")."""
    if frame.text[cue.start - 2 : cue.start] != ": ":
        return False
    label = next((a for a, b in frame.places if b == cue.start - 2), None)
    return label is not None and _ANSWERED_NO.match(frame.text, cue.start - 2, min(frame.end, cue.end + 40)) is not None


def _within_no(frame: Frame, cue: Cue) -> bool:
    """Whether a stop word belongs to a phrase such as "no evidence that there is"."""
    before = frame.text[max(frame.start, cue.start - 30) : cue.start]
    return cue.text in ("that", "there is", "there are", "if", "patient is", "he is", "she is", "patient has", "he has",
                        "she has", "has been", "that the patient has") and bool(
        re.search(r"\b(?:no|not|without)\s(?:\w+\s){0,2}(?:evidence|indication|sign|signs|documentation|mention|record|suggestion)"
                  r"[^,;.]*$", before))  # fmt: skip


def _reaches_forward(frame: Frame, cue: Cue, start: int, end: int) -> bool:
    between = frame.text[cue.end : start]
    if ";" in between or len(between) > 240:
        return False
    if cue.text in _SHORT and (len(between) > 45 or "," in between):
        return False
    if _PERIOD_BREAK.search(between):
        return False
    comma = between.rfind(",")
    if comma >= 0:
        # a list goes on; a new clause ends it
        if _VERB.search(between[between.find(",") :]):
            return False
        fresh = _NEW_FINDING.search(between + frame.text[start : start + 12])
        if fresh and not _OR_AFTER.match(frame.text[end : min(frame.end, end + 100)]):
            return False
    elif len(between) > 90:
        return False
    return not _AND_NEW.search(between)


def _reaches_back(frame: Frame, cue: Cue, start: int, end: int) -> bool:
    between = frame.text[end : cue.start]
    if cue.text in ("resolved", "now resolved", "has resolved") and between == ", ":
        return True
    if cue.text[0] == "(" or cue.text in ("free", "none"):
        return len(between) <= 2 and (cue.text != "free" or between in (" ", ""))
    if between == ": ":
        return True
    if len(between) > 120 or ";" in between or ". " in between or ":" in between:
        return False
    if any("negation_stop" in c.kinds for c in frame.cues if end <= c.start and c.end <= cue.start and c.text not in
           ("is noted", "was noted", "were noted", "are noted", "has been", "which", "that", "there is")):  # fmt: skip
        return False
    stripped = _without_places(frame, end, cue.start)
    if stripped is not None:
        # other findings lie between: only a plain list shares the cue
        return bool(_LIST_ONLY.match(stripped))
    return "," not in between and len(between) <= 60 and not _VERB.search(between)


def _without_places(frame: Frame, begin: int, stop: int) -> str | None:
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


def _doubt(frame: Frame, start: int, end: int) -> str | None:
    for cue in reversed(frame.cues):
        if cue.end > start:
            continue
        if "negation_stop" in cue.kinds and cue.text not in ("if", "that", "there is", "there are", "patient has", "he has",
                                                             "she has", "with a", "with an"):  # fmt: skip
            break
        if "uncertain_before" in cue.kinds:
            between = frame.text[cue.end : start]
            limit = 25 if len(cue.text) < 9 and cue.text not in ("r/o",) else 70
            if len(between) <= limit and ";" not in between and not _VERB.search(between) and (
                "," not in between or _lists(frame, cue.end, start)
            ):  # fmt: skip
                return cue.text
    for cue in frame.cues:
        if cue.start >= end and "uncertain_after" in cue.kinds:
            if cue.text in ("?", "possible", "suspected", "equivocal", "inconclusive"):
                if frame.text[end : cue.start].strip(" (") == "" and _closes(frame, cue):
                    return cue.text
            elif _reaches_back(frame, cue, start, end):
                return cue.text
    return None


def _closes(frame: Frame, cue: Cue) -> bool:
    """Whether nothing follows the cue that it would rather govern ("weakness, possible stroke")."""
    return frame.text[cue.end : cue.end + 2].strip() in ("", ".", ",", ")", ";")


def _lists(frame: Frame, begin: int, stop: int) -> bool:
    stripped = _without_places(frame, begin, stop)
    return stripped is not None and bool(_LIST_ONLY.match(stripped))


def _relative(frame: Frame, start: int) -> str | None:
    for cue in frame.cues:
        if "other_person" not in cue.kinds or cue.start > start:
            continue
        between = frame.text[cue.end : start]
        if cue.text == "family" and not between.startswith((" history", " hx", " member")):
            continue
        if len(between) < 90 and ";" not in between and not re.search(r"\b(?:patient|he|she|they|worker)\b", between):
            return cue.text
    return None


def _finding_time(frame: Frame, start: int, end: int) -> tuple[Temporality, str | None]:
    for cue in reversed(frame.cues):
        if cue.end > start:
            continue
        between = frame.text[cue.end : start]
        if "conditional_before" in cue.kinds and len(between) < 80 and ";" not in between:
            if cue.text in ("if", "unless", "criteria") and "," in between and _VERB.search(between):
                continue
            return Temporality.HYPOTHETICAL, f"hyp:{cue.text}"
        if "history_of_present" in cue.kinds or "present" in cue.kinds:
            if len(between) < 60:
                return Temporality.CURRENT, None
            continue
        if "historical_before" in cue.kinds:
            # "history of" covers a list, "prior" and its kin one noun phrase
            wide = "history" in cue.text or cue.text in ("pmh", "psh", "h/o", "hx of", "status post", "s/p")
            if ";" in between or ". " in between or _VERB.search(between):
                continue
            if len(between) <= (120 if wide else 25) and (wide or "," not in between):
                return Temporality.HISTORICAL, f"hist:{cue.text}"
    for cue in frame.cues:
        if cue.start >= end and "historical_after" in cue.kinds and cue.start - end < 50:
            between = frame.text[end : cue.start]
            if "," not in between and ";" not in between:
                return Temporality.HISTORICAL, f"hist:{cue.text}"
    if frame.section in _SECTION_TIME:
        return _SECTION_TIME[frame.section], f"hist:section {frame.section}"
    return Temporality.CURRENT, None


_TIGHT = 4


def _act_time(frame: Frame, start: int, end: int, drug: bool) -> tuple[Temporality, str | None]:
    """Done, past or planned: what stands closest decides, a verb right behind the act first of all."""
    after = _act_cue_after(frame, start, end, _TIGHT + 18)
    if after and "planned_after" in after.kinds:
        return Temporality.HYPOTHETICAL, f"plan:{after.text}"
    for cue in reversed(frame.cues):
        if cue.end > start:
            continue
        kinds = cue.kinds
        between = frame.text[cue.end : start]
        if len(between) > 260:
            break
        if ";" in between:
            continue
        if "negation_stop" in kinds and cue.text in ("but", "however", "although", "though", "whereas", "while", "until") and not (
            kinds & {"done", "planned_before"}
        ):  # fmt: skip
            break
        if "conditional_before" in kinds and len(between) < 60 and "," not in between and cue.text != "avoid":
            return Temporality.HYPOTHETICAL, f"hyp:{cue.text}"
        if "stopped_before" in kinds and len(between) < 60:
            return Temporality.HISTORICAL, f"hist:{cue.text}"
        if "failed_before" in kinds and cue.text != "in spite of":
            return (Temporality.HISTORICAL if drug else Temporality.CURRENT), f"done:{cue.text}"
        if "planned_before" in kinds and _plans(frame, cue, between, drug):
            return Temporality.HYPOTHETICAL, f"plan:{cue.text}"
        if "done" in kinds and not (cue.text == "post" and between.strip()) and _does(cue, between):
            return Temporality.CURRENT, f"done:{cue.text}"
        if "historical_before" in kinds and len(between) < 90 and not _VERB.search(between):
            return Temporality.HISTORICAL, f"hist:{cue.text}"
    after = _act_cue_after(frame, start, end, 90)
    if after:
        if "planned_after" in after.kinds:
            return Temporality.HYPOTHETICAL, f"plan:{after.text}"
        return Temporality.CURRENT, f"done:{after.text}"
    for cue in frame.cues:
        if (
            cue.start >= end
            and "historical_after" in cue.kinds
            and cue.start - end < 60
            and ";" not in frame.text[end : cue.start]
        ):
            return Temporality.HISTORICAL, f"hist:{cue.text}"
    if frame.section == "plan" and not drug:
        return Temporality.HYPOTHETICAL, "plan:section"
    if frame.section == "past_history":
        return Temporality.HISTORICAL, "hist:section past_history"
    return Temporality.CURRENT, None


def _plans(frame: Frame, cue: Cue, between: str, drug: bool) -> bool:
    text = cue.text
    if ". " in between:
        return False
    if (
        text in ("denied", "should", "would", "needs", "order", "planned", "offered", "discussed", "deferred")
        and len(between) > 60
    ):
        return False
    if text == "denied" and not _payer_denial(frame, cue):
        return False
    if drug:
        # a plan that lists drugs prescribes them; only a start or a request leaves it open
        return text.startswith(("request", "is request", "was request", "requesting", "authorization", "start", "to start", "begin",
                                "initiate", "consider", "will start", "will begin", "recommend", "dispute", "at issue", "certif",
                                "denied", "modified", "non certified", "noncertified", "seeking", "asking", "failed to approve",
                                "approve", "medical necessity", "trial", "would", "rfa", "appeal", "this is a request"))  # fmt: skip
    return True


def _does(cue: Cue, between: str) -> bool:
    text = cue.text
    if text in (
        "had",
        "first",
        "last",
        "dated",
        "after",
        "following",
        "post",
        "documented",
        "finding",
        "findings",
        "underlying",
    ):
        return len(between) < 40 and "," not in between
    if text in ("showed", "revealed", "demonstrated", "shows", "reveals", "demonstrates", "showing", "is noted to"):
        return len(between) < 60
    return ". " not in between


def _act_cue_after(frame: Frame, start: int, end: int, limit: int) -> Cue | None:
    for cue in frame.cues:
        if cue.start < end or not cue.kinds & {"planned_after", "done"}:
            continue
        between = frame.text[end : cue.start]
        if len(between) > limit or ";" in between or ". " in between:
            return None
        if (
            cue.text in ("pending", "ordered", "scheduled", "requested", "planned", "recommended")
            and "planned_before" in cue.kinds
        ):
            # "MRI ordered" and "MRI, pending" end the phrase; "MRI ordered for PT" does as well
            if between.strip(" ,(") and "," in between:
                continue
        elif "done" in cue.kinds and "planned_after" not in cue.kinds:
            if cue.text in ("had", "first", "last", "after", "post", "following", "using", "used", "taking", "takes", "s/p",
                            "status post", "refill", "continue", "continued", "continues", "prescribed", "treated with",
                            "failed", "underlying", "uses"):  # fmt: skip
                continue
            if "," in between and len(between) > 30:
                continue
        stripped = _without_places(frame, end, cue.start)
        if stripped is not None and not _LIST_ONLY.match(stripped) and "planned_after" in cue.kinds:
            continue
        return cue
    return None


def _payer_near(frame: Frame, cue: Cue) -> bool:
    return any("payer" in c.kinds and abs(c.start - cue.end) < 140 for c in frame.cues)


def _payer_denial(frame: Frame, cue: Cue) -> bool:
    """Whether "denied" is a payer's: one is named, a request is denied, or no patient is the subject."""
    if _payer_near(frame, cue):
        return True
    if re.match(
        r"\s(?:the |a |an )?(?:request|authorization|appeal|prescription|certification)",
        frame.text[cue.end : cue.end + 30],
    ):
        return True
    return not _PATIENT_DENIED.search(frame.text[frame.start : cue.start]) and cue.text == "denied"


def _outcome(frame: Frame, start: int, end: int, found: Assertion, rules: list[str]) -> None:
    for cue in reversed(frame.cues):
        if cue.end > start:
            continue
        between = frame.text[cue.end : start]
        if cue.kinds & {"negation_stop"} and cue.text in ("but", "however", "although"):
            break
        if "failed_before" in cue.kinds:
            if len(between) < 260 and ";" not in between and ". " not in between and not _failed_broken(cue, between):
                found.failed = True
                rules.append(f"failed:{cue.text}")
            break
        if cue.kinds & {"done", "planned_before"} and not _LIST_ONLY.match(between) and len(between) > 40:
            break
    told_as_time = re.search(
        r"\b(?:after|following|since|before)\s(?:the\s|his\s|her\s|an?\s)?$", frame.text[frame.start : start]
    )
    if not found.failed and not told_as_time:
        for cue in frame.cues:
            if cue.start < end:
                continue
            between = frame.text[end : cue.start]
            if ";" in between or ". " in between or len(between) > 220:
                break
            if "failed_after" in cue.kinds:
                wide = cue.text.startswith(("all ", "which", "that"))
                stripped = _without_places(frame, end, cue.start)
                plain = (stripped is None and len(between) <= 70 and "," not in between) or (
                    stripped is not None
                    and (bool(_LIST_ONLY.match(stripped)) or ("," not in between and len(between) < 50))
                )
                if (wide or plain) and not _followed_by_own(frame, cue):
                    found.failed = True
                    rules.append(f"failed:{cue.text}")
                break
            if "helped_after" in cue.kinds:
                if (
                    len(between) <= 50
                    and _without_places(frame, end, cue.start) is None
                    and not _negated_cue(frame, cue)
                ):
                    found.helped = True
                break
    if found.failed and found.temporality is Temporality.HYPOTHETICAL and "plan:section" in rules:
        found.temporality = Temporality.CURRENT


def _failed_broken(cue: Cue, between: str) -> bool:
    if cue.text in ("despite", "in spite of") and "," in between:
        return True
    return bool(re.search(r",\s?(?:and\s)?(?:he|she|the patient|patient|is|was|has|therefore|so)\b|\bso\b|\band (?:is|was|he|she|has|would)\b",
                          between))  # fmt: skip


def _followed_by_own(frame: Frame, cue: Cue) -> bool:
    """Whether "failed" takes an object of its own: "PT, failed NSAIDs"."""
    if cue.text not in ("failed", "has failed", "have failed", "had failed", "unsuccessful", "ineffective"):
        return False
    return any(a >= cue.end and a - cue.end < 25 for a, _ in frame.places)


def _negated_cue(frame: Frame, cue: Cue) -> bool:
    return any("negation_before" in c.kinds and 0 <= cue.start - c.end < 25 for c in frame.cues)


def _pending(frame: Frame, start: int, end: int) -> bool:
    for cue in frame.cues:
        if "pending" in cue.kinds and (abs(cue.start - end) < 60 or 0 <= start - cue.end < 40):
            before = frame.text[max(frame.start, cue.start - 12) : cue.start]
            if " not " in f" {before} " and "yet" not in cue.text:
                continue
            return True
    return False


def asserted_in(text: str, start: int, end: int, *, act: bool = False) -> Assertion:
    """The assertion for any stretch of a text, whether the lexicon knows it or not (offsets count in ``text``).

    >>> asserted_in("She denies chest pain.", 11, 21).polarity.value
    'negated'
    """
    folded = fold(text)
    begin = len(fold(text[:start] + "x").text) - 1
    stop = max(begin + 1, len(fold(text[:end]).text))
    sections = sections_of(folded)
    sentence = (0, len(folded.text))
    for one in sentences_of(folded, sections.starts()):
        if one[0] <= begin < one[1]:
            sentence = one
    cues = [c for c in trimmed(cues_in(folded), begin) if sentence[0] <= c.start < sentence[1]]
    cues = [c for c in cues if c.end <= begin or c.start >= stop]
    frame = Frame(folded.lower, *sentence, cues, [(begin, stop)], sections.at(sentence[0]))
    return assertion_of(frame, begin, stop, act=act)
