"""Whether a finding is affirmed, denied, in doubt, past, planned, or another person's.

Rules in the tradition of NegEx and ConText: cue words govern what stands near them, within a scope that ends where a
physician would end it. What is a treatment or a study is asserted as an *act*: done, or only planned and requested.
A treatment "denied" by a payer is not clinically negated; it was asked for and not given.
"""

from __future__ import annotations

import re

from openimr.clinical.acts import Assertion, is_pending, opens_condition, set_outcome, time_of_act
from openimr.clinical.cues import Cue, cues_in, trimmed
from openimr.clinical.folding import fold
from openimr.clinical.model import Experiencer, Polarity, Temporality
from openimr.clinical.refusing import refusal_of, resolution_of
from openimr.clinical.scopes import VERB, Frame, lists, payer_denial, payer_near, reaches_back, reaches_forward
from openimr.clinical.sections import sections_of
from openimr.clinical.sentences import sentences_of

#: Kinds of concept that are acts: something done or planned rather than found.
ACTS = frozenset({"tx", "med", "lab", "psych", "device"})


# a label answered with no; what follows must be a stop, another label or nothing
_ANSWERED_NO = re.compile(
    r"(?:\s?[:=?]\s?|\s{3}|\s\((?=no(?:ne)?\))|,\s(?=no(?:[.;]|$)))"
    r"(?P<no>no|none|negative|neg|denies|denied|absent|n)\b(?=\s*(?:$|[.,;\[()/|]|\w[\w ]{0,24}:))"
)
# the place of a label, between it and its answer ("Locking R knee: no", "Numbness in hands? denies")
_PLACED_LABEL = re.compile(
    r"(?:[\s,]{1,2}(?:in|of|at|on|the|both|either|right|left|bilat\w*|r|l|rt|lt|b/l|b|upper|lower|low|side|knees?|hips?|ankles?"
    r"|feet|foot|legs?|arms?|hands?|wrists?|elbows?|shoulders?|neck|back|fingers?|toes?|extremit\w+|ue|le)){1,5}(?=[:?])"
)


# "Fever [ ] Yes [x] No", "Numbness: yes [ ] no [x]"
_BOXED = re.compile(
    r"\s?[:?]?\s*(?:(?:\[\s?\]|\(\s?\)|\u2610)\s?(?:yes|y|positive|pos|present)\s*[,/]?\s*)?(?:\[\s?[x\u2713\u2714]\s?\]|\(x\)|\u2612|\u2611)\s?"
    r"(?P<no>no|n|negative|neg|denies|absent)\b|\s?[:?]?\s*yes\s?\[\s?\]\s*no\s?\[\s?x\s?\]"
)
_OF_PATIENT = re.compile(r"(?:he|she|the patient|patient|mr|ms|mrs)\b")


_SECTION_TIME = {"past_history": Temporality.HISTORICAL}


def assertion_of(
    frame: Frame, start: int, end: int, *, act: bool = False, drug: bool = False, wanted: bool = False
) -> Assertion:
    """The assertion for the concept at ``start`` to ``end``.

    Args:
        frame: its sentence.
        start, end: where it stands.
        act: a treatment, study, test or other thing that is done, so that requests and plans count.
        drug: an act that a prescription makes present even in a plan.
        wanted: no act, and yet something that the patient may refuse (a plan).
    """
    found = Assertion()
    rules: list[str] = []
    refusal = refusal_of(frame, start, end) if act or wanted else None
    negation = None if refusal else _negation(frame, start, end, act, drug)
    gone = None if refusal or negation else resolution_of(frame, start, end)
    if refusal:
        found.polarity, found.refused = Polarity.NEGATED, True
        rules.append(f"refused:{refusal}")
    elif negation:
        found.polarity = Polarity.NEGATED
        found.resolved = negation in ("resolution of", "no longer")
        rules.append(f"neg:{negation}")
    elif gone:
        found.polarity, found.resolved = Polarity.NEGATED, True
        rules.append(f"resolved:{gone}")
    else:
        doubt = _doubt(frame, start, end)
        if doubt:
            found.polarity = Polarity.UNCERTAIN
            rules.append(f"unc:{doubt}")
    if frame.unchecked and any(a <= start < b for a, b in frame.unchecked):
        found.polarity = Polarity.NEGATED
        rules.append("neg:unchecked box")
    relative = _relative(frame, start, end)
    if relative or (frame.section == "family_history" and not _OF_PATIENT.match(frame.text, frame.start)):
        found.experiencer = Experiencer.OTHER
        rules.append(f"other:{relative or 'family history'}")
    time, rule = time_of_act(frame, start, end, drug) if act else _finding_time(frame, start, end)
    if relative == "family history of" and time is Temporality.CURRENT:
        time = Temporality.HISTORICAL
    found.temporality = time
    if rule:
        rules.append(rule)
    if act:
        set_outcome(frame, start, end, found, rules)
        if time is Temporality.HYPOTHETICAL:
            found.pending = is_pending(frame, start, end)
    found.rules = tuple(rules)
    return found


_ONCE = re.compile(
    r",?\s\(?(?:as an?|in|during|while)\s(?:a\s)?(?:young\s)?(?:child|kid|teen|youth|boy|girl|adolesc|pregnan)"
)
_UNDER_HISTORY = frozenset(
    {"hist:pmh", "hist:past medical history", "hist:section past_history", "hist:medical history"}
)


def stays(asserted: Assertion, behind: str) -> bool:
    """Whether a disease that does not pass is past only because it is listed under past history.

    Args:
        asserted: what was read of it.
        behind: what stands behind its name.
    """
    return (
        asserted.temporality is Temporality.HISTORICAL
        and not _UNDER_HISTORY.isdisjoint(asserted.rules)
        and _ONCE.match(behind) is None
    )


# the result of a test behind its name: "Fentanyl: neg", "Gabapentin NOT DETECTED", "Hepatitis C antibody: non-reactive"
_TESTED = re.compile(
    r"(?:\s?/\s?\w+)?(?:\s?\([^)]{0,30}\))?(?:\s(?:test|screen|antibod\w+|antigen|metab(?:olite)?s?\.?|culture|level|titer|results?)(?!\w)){0,2}"
    r"(?:\s?\([^)]{0,30}\))?\s{0,2}[:=|]?\s{0,2}(?:(?:is|was|were|came back|returned)\s)?"
    r"(?:<?\s?\d[\d,.]{0,8}\s?(?:ng/ml|mg/dl|ng|%)?\s)?"
    r"(?:(?P<no>not detected|none detected|negative|neg|non ?reactive|undetected)|(?P<yes>positive|pos"
    r"|detected|reactive))\b"
    r"(?!\s(?:for|response|effect|on)\b)"
)
_RESULT_STEM = re.compile(r"detected|neg|pos|non ?reactive|reactive")
#: What the rule of a negation by such a result names.
RESULTS_OF_TESTS = frozenset(
    {"not detected", "none detected", "negative", "neg", "nonreactive", "non reactive", "undetected"}
)
_TOLD_OF_CAUSE = re.compile(
    r"(?:\s[\w'-]+){0,3}?\s(?:is|are|was|were|to be|be)\s(?:\w+\s){0,2}?(?:related|industrial\w*|due"
    r"|caused|compensable|work"
    r"|attributable|secondary|the result|causally|a result)\b"
)
# words that turn a finding or a diagnosis down; said of a treatment they are a payer's
_TURNED_DOWN = re.compile(
    r"\b(?:support|establish|substantiat|confirm|reject|discount|discard|dismiss|refut|dispro|proven|corroborat|borne"
    r"|verif)"
)
# "causation of the hearing loss has not been established": the loss is there
_OF_CAUSE = re.compile(
    r"\b(?:caus\w+|relat\w+|connection|nexus|link|aggravation|compensab\w+|industrial\w*|necessity|need|severity|extent"
    r"|etiology|origin|source|permanen\w+|apportionment|onset|improvement|failure|response)\b[^.;:]{0,60}$"
)
_BELIEF = frozenset({"not believe", "does not believe", "do not believe", "did not believe", "do not think",
                     "does not think",
                     "not think", "do not feel", "not felt", "not feel"})  # fmt: skip


def _negation(frame: Frame, start: int, end: int, act: bool, drug: bool = False) -> str | None:
    if drug or not act:
        until = min(frame.end, end + 80)
        tested = _TESTED.match(frame.text, end, until) if _RESULT_STEM.search(frame.text, end, until) else None
        if tested and (drug or tested["no"]):
            return tested["no"]  # and of a drug that was found nothing else is asked
        if frame.text[start - 4 : start] in ("( ) ", "(-) "):
            return "(-)"
    for cue in reversed(frame.cues) if "negation_before" in frame.kinds else ():
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
        if _answers(frame, cue):
            continue
        if cue.text in _POSTPOSED and _said_before(frame, cue):
            continue  # "midline tenderness absent, left paraspinal tenderness"
        if act and _GOOD_OF.search(frame.text, cue.end, start):
            continue  # "no documentation of relief from the prior injection": it was given
        if cue.text in _BELIEF and _TOLD_OF_CAUSE.match(frame.text, end, min(frame.end, end + 70)):
            continue  # "I do not believe his hearing loss is work related": he has it
        if cue.text in ("denied", "deny", "denying") and act:
            if payer_denial(frame, cue):
                continue
        elif cue.text == "denied" and payer_near(frame, cue):
            continue
        if reaches_forward(frame, cue, start, end):
            return cue.text
    if "[" in frame.text[end : end + 12] or frame.unchecked:
        boxed = _BOXED.match(frame.text, end, min(frame.end, end + 50))
        if boxed:
            return "box no"
    behind = frame.text[end : end + 2]
    answer = None
    if behind[:1] in ":=?," or behind[1:] in ":=?( " or not behind.isascii():  # it begins with one of these
        answer = _ANSWERED_NO.match(frame.text, end, min(frame.end, end + 40))
    if answer is None and not act and (place := _PLACED_LABEL.match(frame.text, end, min(frame.end, end + 40))):
        answer = _ANSWERED_NO.match(frame.text, place.end(), min(frame.end, place.end() + 40))
        if answer and answer.group("no") == "absent":
            answer = None  # "sensory response at the wrist: absent" is a finding
    if answer and not (act and answer.group("no") == "denied"):
        return answer.group("no")
    for cue in frame.cues if "negation_after" in frame.kinds else ():
        if cue.start >= end and "negation_after" in cue.kinds:
            if act and "denied" in cue.text:
                continue  # by a payer; it was asked for
            if act and not drug and cue.text.endswith(("negative", "unremarkable")):
                continue  # what a study showed; it was made
            if _TURNED_DOWN.search(cue.text) and (act or _OF_CAUSE.search(frame.text, frame.start, start)):
                continue
            if reaches_back(frame, cue, start, end):
                return cue.text
    return None


# words of denial that may stand behind what they deny, or alone in a cell of a table
_POSTPOSED = frozenset({"absent", "nil", "zero", "negative", "denied"})
_GOOD_OF = re.compile(
    r"\b(?:relief|benefit|improvement|response|gains?|progress|efficacy|effect|success|reduction|change)\s(?:\w+\s){0,2}?(?:from|with|to|after"
    r"|following|of)\s[^,;]{0,60}$"
)


def _said_before(frame: Frame, cue: Cue) -> bool:
    """Whether a word of denial is said of what stands right before it, or fills a cell of its own."""
    before = frame.text[max(frame.start, cue.start - 2) : cue.start].strip()
    if before in ("|", ":") and cue.text != "negative":
        return True
    return any(b == cue.start - 1 for _, b in frame.places)


def _answers(frame: Frame, cue: Cue) -> bool:
    """Whether "no" is the answer to the label before it ("Numbness: no  Tingling: yes")."""
    if frame.text[cue.start - 2 : cue.start] != ": ":
        return False
    label = next((a for a, b in frame.places if b == cue.start - 2), None)
    return label is not None and _ANSWERED_NO.match(frame.text, cue.start - 2, min(frame.end, cue.end + 40)) is not None


_NOTHING_TO = re.compile(r"\b(?:no|without|nothing|not|lacks?|lacking)\s[^,;.]{0,60}$")


def _within_no(frame: Frame, cue: Cue) -> bool:
    """Whether a stop word belongs to a phrase such as "no evidence that there is"."""
    before = frame.text[max(frame.start, cue.start - 30) : cue.start]
    if cue.text in ("to suggest", "to indicate", "to support"):
        return _NOTHING_TO.search(frame.text, max(frame.start, cue.start - 70), cue.start) is not None
    return cue.text in ("that", "there is", "there are", "if", "patient is", "he is", "she is", "patient has", "he has",
                        "she has", "has been", "that the patient has") and bool(
        re.search(r"\b(?:no|not|without)\s(?:\w+\s){0,2}(?:evidence|indication|sign|signs|documentation|mention"
        r"|record|suggestion)"
                  r"[^,;.]*$", before))  # fmt: skip


def _doubt(frame: Frame, start: int, end: int) -> str | None:
    for cue in reversed(frame.cues) if "uncertain_before" in frame.kinds else ():
        if cue.end > start:
            continue
        if "negation_stop" in cue.kinds and cue.text not in (
            "if",
            "that",
            "there is",
            "there are",
            "patient has",
            "he has",
            "she has",
            "with a",
            "with an",
        ):
            break
        if "uncertain_before" in cue.kinds:
            between = frame.text[cue.end : start].removeprefix(",")
            if "|" in between or (cue.text in ("vs", "vs.", "versus") and _FIGURE_NEXT.match(between)):
                continue  # "sleeps 6 hours vs 3"
            limit = 25 if len(cue.text) < 9 and cue.text not in ("r/o",) else 70
            if len(between) <= limit and ";" not in between and not VERB.search(between) and (
                "," not in between or lists(frame, cue.end, start)
            ):  # fmt: skip
                return cue.text
    for cue in frame.cues if "uncertain_after" in frame.kinds else ():
        if cue.start >= end and "uncertain_after" in cue.kinds:
            if cue.text in ("?", "possible", "suspected", "equivocal", "inconclusive"):
                place = _PLACED_LABEL.match(frame.text, end, cue.start)
                if (
                    frame.text[place.end() if place else end : cue.start].strip(" (:") == ""
                    and _closes(frame, cue)
                    and not _YES.match(frame.text, cue.end)
                ):
                    return cue.text
            elif reaches_back(frame, cue, start, end):
                return cue.text
    return None


_FIGURE_NEXT = re.compile(r"\s?(?:about |only )?\d")
_YES = re.compile(r"\s?(?:yes|y|positive|present)\b")


def _closes(frame: Frame, cue: Cue) -> bool:
    """Whether nothing follows the cue that it would rather govern ("weakness, possible stroke")."""
    if cue.text == "suspected" and frame.text.startswith((" at ", " in ", " on ", " by ", " but ", " along "), cue.end):
        return True
    return frame.text[cue.end : cue.end + 2].strip() in ("", ".", ",", ")", ";")


_PERSONS = ("other_person", "relation")


def _relative(frame: Frame, start: int, end: int) -> str | None:
    for cue in () if frame.kinds.isdisjoint(_PERSONS) else frame.cues:
        if cue.start > start or not ("other_person" in cue.kinds or ("relation" in cue.kinds and _subject(frame, cue))):
            continue
        between = frame.text[cue.end : start]
        if cue.text == "family" and not between.startswith((" history", " hx", " member")):
            continue
        if len(between) < 90 and ";" not in between and not re.search(r"\b(?:patient|he|she|they|worker|personal"
            r"|own)\b", between):
            return cue.text
    for cue in () if "other_person" not in frame.kinds else frame.cues:
        if cue.start >= end and "other_person" in cue.kinds and _IN_RELATIVE.fullmatch(frame.text, end, cue.start):
            return cue.text
    return None


# "DM in father", "CVA (mother)"
_IN_RELATIVE = re.compile(r"\s?(?:\d\s)?(?:in|\(|-|:)\s?(?:his |her |the |both )?(?:maternal |paternal )?")
_HAS = re.compile(
    r"(?:'s)?\s(?:also\s|recently\s)?(?:has|had|have|suffers?|suffered|takes?|took|died|picked|uses?|used|developed|underwent"
    r"|(?:is|was|were|are)\s(?:\w+\s)?(?:diagnosed|treated|taking|prescribed|diabetic|hypertensive"
    r"|disabled|an? )|with\s)"
)
_BESIDE = re.compile(r"\b(?:with|by|to|from|for|and|of)\s(?:his|her|the|a)?\s?$")


def _subject(frame: Frame, cue: Cue) -> bool:
    """Whether a relation is the one of whom it is told ("partner suffers from"), not company ("lives with her son")."""
    return (
        _HAS.match(frame.text, cue.end) is not None
        and _BESIDE.search(frame.text, max(frame.start, cue.start - 14), cue.start) is None
    )


# what ends a condition that governs a list: the main clause, told by its subject or by a verb behind the finding
_MAIN_CLAUSE = re.compile(
    r",\s(?:then\s)?(?:he|she|they|we|i|you|it|the patient|patient|this|that|there)\s|\b(?:he|she"
    r"|patient) (?:will|should|is|has)\b"
)
_OWN_PREDICATE = re.compile(
    r"(?:\s(?:of|in|at|on)\s(?:the\s|his\s|her\s)?[\w ]{2,24})?\s(?:will|would|should|may|increases?|worsens?"
    r"|occurs?|decreases?|persists?"
    r"|is (?:reproduced|felt|present|reported|noted to))\b"
)


def _holds(frame: Frame, cue: Cue, between: str, end: int) -> bool:
    """Whether a condition reaches the finding: alone or through a list ("call if he has fever, any pus")."""
    comma = between.find(",")
    if len(between) > (120 if comma < 0 else 420) or ". " in between:
        return False
    if comma < 0 or opens_condition(frame, cue, between):
        return True
    rest = between[comma:]
    if _MAIN_CLAUSE.search(rest):
        return False
    if cue.text in ("if", "unless", "criteria"):
        # "if he bends, pain increases": what follows the comma has a verb of its own
        return not VERB.search(rest) and not _OWN_PREDICATE.match(frame.text, end, min(frame.end, end + 50))
    return len(between) < 120 or not VERB.search(rest)


_PAST_HAD = re.compile(r"^ had (?:an? |the )?")
_NOT_OF_PAST = re.compile(
    r"\b(?:den(?:ies|ied)|but|now|presents?|recent(?:ly)? (?:diagnosis|onset|diagnosed)|admitted|who)\b"
    r"|,\s(?:with|now)\b"
)
_INDICATION = re.compile(r"\bfor\b|,")
_SINCE = re.compile(r"\s?(?:\w+\s){0,2}?(?:since\b|for (?:the )?(?:past|last|over|about|more)\b|x \d)")


_TIMES = ("conditional_before", "history_of_present", "present", "historical_before")


def _finding_time(frame: Frame, start: int, end: int) -> tuple[Temporality, str | None]:
    for cue in () if frame.kinds.isdisjoint(_TIMES) else reversed(frame.cues):
        if cue.end > start:
            continue
        between = frame.text[cue.end : start]
        if "conditional_before" in cue.kinds and ";" not in between and _holds(frame, cue, between, end):
            return Temporality.HYPOTHETICAL, f"hyp:{cue.text}"
        if "history_of_present" in cue.kinds or "present" in cue.kinds:
            if len(between) < 60:
                return Temporality.CURRENT, None
            continue
        if "historical_before" in cue.kinds:
            # "history of" covers a list, "prior" and its kin one noun phrase
            wide = "history" in cue.text or cue.text in ("pmh", "psh", "h/o", "hx of", "status post", "s/p")
            if ";" in between or ". " in between or _NOT_OF_PAST.search(between):
                continue
            if VERB.search(_PAST_HAD.sub(" ", between)):
                continue
            if cue.text in ("status post", "s/p") and _INDICATION.search(between):
                continue  # "status post coiling for an aneurysm, renal failure"
            if len(between) <= (240 if wide else 25) and (wide or "," not in between):
                if cue.text in ("history of", "a history of", "has a history of", "h/o", "hx of") and _SINCE.match(
                    frame.text, end
                ):
                    return Temporality.CURRENT, None  # "history of low back pain since 2005" goes on
                return Temporality.HISTORICAL, f"hist:{cue.text}"
    for cue in frame.cues if "historical_after" in frame.kinds else ():
        if cue.start >= end and "historical_after" in cue.kinds and cue.start - end < 50:
            between = frame.text[end : cue.start]
            if cue.text == "history" and (between != " " or frame.text.startswith(" of", cue.end)):
                continue
            if cue.text == "previously" and re.search(r"\bthan\b", between):
                continue  # "more mottled than it previously had been"
            if ("," not in between and ";" not in between) or between == ", ":
                return Temporality.HISTORICAL, f"hist:{cue.text}"
    if frame.section in _SECTION_TIME:
        return _SECTION_TIME[frame.section], f"hist:section {frame.section}"
    return Temporality.CURRENT, None


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
