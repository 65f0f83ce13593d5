"""Acts (treatments, studies, tests): done or only planned, and whether they failed or helped."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openimr.clinical.cues import Cue
from openimr.clinical.model import Experiencer, Polarity, Temporality
from openimr.clinical.scopes import LIST_ONLY, VERB, Frame, own_clause, payer_denial, payer_near, without_places


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
    refused: bool = False  #: the patient does not want it; ``polarity`` is negated as well: it was not done
    resolved: bool = False  #: it was there and is gone; ``polarity`` is negated as well: it is not there now


_TIGHT = 4


def time_of_act(frame: Frame, start: int, end: int, drug: bool) -> tuple[Temporality, str | None]:
    """Done, past or planned: what stands closest decides, a verb right behind the act first of all."""
    after = _act_cue_after(frame, start, end, _TIGHT + 18)
    if after and after.text.startswith("to "):
        after = None  # "underwent MRI to rule out a tear"
    if after and drug and after.text.startswith(("next", "at ", "on the next")):
        after = None  # "taper over the next month"
    if after and "planned_after" in after.kinds:
        done = _done_after_all(frame, after)
        if done:
            return Temporality.CURRENT, f"done:{done}"
        return Temporality.HYPOTHETICAL, f"plan:{after.text}"
    if drug:
        over = _given_up(frame, end, drug)
        if over:
            return Temporality.HISTORICAL, f"hist:{over}"
    for cue in reversed(frame.cues):
        if cue.end > start:
            continue
        kinds = cue.kinds
        between = frame.text[cue.end : start]
        if len(between) > 260:
            break
        if ";" in between or ("]" in between and not ("stopped_before" in kinds and between in ("] ", "]"))):
            continue  # another clause, another check box
        if (
            "negation_stop" in kinds
            and cue.text in ("but", "however", "although", "though", "whereas", "while", "until")
            and not (kinds & {"done", "planned_before"})
        ):
            break
        if drug and (cue.text in _AS_NEEDED or _IN_BRACKETS.match(between)):
            continue  # how the one before is taken; "Soma (stopped), omeprazole"
        if "conditional_before" in kinds and cue.text != "avoid" and (
            (len(between) < 60 and "," not in between) or opens_condition(frame, cue, between)
        ):  # fmt: skip
            return Temporality.HYPOTHETICAL, f"hyp:{cue.text}"
        if "stopped_before" in kinds and len(between) < (60 if cue.text != "off" else 2):
            return Temporality.HISTORICAL, f"hist:{cue.text}"
        if "failed_before" in kinds and cue.text != "in spite of":
            ended = drug and _OVER.search(cue.text) is not None
            return (Temporality.HISTORICAL if ended else Temporality.CURRENT), f"done:{cue.text}"
        if "planned_before" in kinds and _plans(frame, cue, between, drug):
            if own_clause(frame, between, start) or (
                between.endswith((", and ", ", but ")) and _TOLD_OF_IT.match(frame.text, end)
            ):
                continue
            done = _adjective_of_done(frame, cue, between)
            if done:
                return Temporality.CURRENT, f"done:{done}"
            return Temporality.HYPOTHETICAL, f"plan:{cue.text}"
        if "done" in kinds and not (cue.text == "post" and between.strip()) and _does(cue, between):
            if drug and cue.text in _TRIED:
                return Temporality.HISTORICAL, f"hist:{cue.text}"
            return Temporality.CURRENT, f"done:{cue.text}"
        if "historical_before" in kinds and len(between) < 90 and not VERB.search(between):
            if drug and _TAKES_NOW.search(frame.text, max(frame.start, start - 30), start):
                return Temporality.CURRENT, "done:on"
            if cue.text in _ADJECTIVE_OF_PAST and (len(between) > 40 or "|" in between or "," in between):
                continue  # "the previous 6 visits reduced the intake of naproxen"
            return Temporality.HISTORICAL, f"hist:{cue.text}"
    after = _act_cue_after(frame, start, end, 90)
    if after and not (drug and after.text.startswith(("next", "at ", "on the next"))):
        if "planned_after" in after.kinds:
            done = _done_after_all(frame, after)
            if done:
                return Temporality.CURRENT, f"done:{done}"
            return Temporality.HYPOTHETICAL, f"plan:{after.text}"
        return Temporality.CURRENT, f"done:{after.text}"
    over = _given_up(frame, end)
    if over:
        return Temporality.HISTORICAL, f"hist:{over}"
    if frame.section == "plan" and not drug:
        return Temporality.HYPOTHETICAL, "plan:section"
    if frame.section == "past_history":
        if drug and _TAKES_NOW.search(frame.text, max(frame.start, start - 30), start):
            return Temporality.CURRENT, "done:on"
        return Temporality.HISTORICAL, "hist:section past_history"
    return Temporality.CURRENT, None


_AS_NEEDED = frozenset({"as needed for", "prn for", "p.r.n. for"})
_ADJECTIVE_OF_PAST = frozenset({"prior", "previous", "past", "earlier", "original", "initially"})
_TOLD_OF_IT = re.compile(r"(?:\s\w+)?\s(?:is|was|has|have|are|were|helps|gives)\b")
# a drug that failed or was not tolerated is no longer taken; one that "gives no relief" may be
_OVER = re.compile(r"fail|tolera|exhaust|unsuccess|intoler")
_TRIED = frozenset({"tried", "has tried", "tried and failed"})


# "diabetes x 9 years, on Metformin" among past illnesses
_TAKES_NOW = re.compile(r"\b(?:(?<!was )(?<!been )on|takes|taking|controlled (?:with|by|on)|treated with"
    r"|managed with)\s(?:[\w-]+\s)?$")
_WHICH_HAD = re.compile(r",?\s(?:which|that)\s(?:he|she|the patient|they)\s(?:had|took|used|was on|was taking"
    r"|was given|used to take)\b")
_NOT_YET_OVER = re.compile(r"\b(?:not|never|cannot|without being)\s(?:\w+\s){0,3}$")


def _takes_object(frame: Frame, cue: Cue) -> bool:
    """Whether "stopped" is said of what follows ("Norco, stopped Soma", "(discontinued 8/2019) diazepam")."""
    return any(0 <= a - cue.end <= 22 and not _PAUSE.search(frame.text[cue.end : a]) for a, _ in frame.places)


_IN_BRACKETS = re.compile(r"[^()]{0,16}\)\s?[,;]")
_IT_WAS = ("it was", "it had", "she stopped it", "he stopped it")
_AND_IS = re.compile(r"\b(?:and|but) (?:is|was|then|has been)? ?$")
_GERUND = re.compile(r" (?!taking|using)\w{2,}ing\b")  # "she stopped going to the gym"
_PAUSE = re.compile(r"[.,;|]|\b(?:because|due|after|since|by|for|in|secondary|from|when|as|on|and)\b")


def _given_up(frame: Frame, end: int, drug: bool = False) -> str | None:
    """The words behind an act that say it is over ("was discontinued", "and quit because of nausea")."""
    had = _WHICH_HAD.match(frame.text, end, min(frame.end, end + 60)) if drug else None
    if had:
        return had.group().strip(" ,")
    for cue in frame.cues if "historical_after" in frame.kinds else ():
        if cue.start < end or "historical_after" not in cue.kinds:
            continue
        between = frame.text[end : cue.start]
        if _NOT_YET_OVER.search(frame.text, max(end, cue.start - 30), cue.start):
            continue  # "should not be abruptly stopped"
        if drug and cue.text.startswith(_IT_WAS) and len(between) < 160 and ";" not in between:
            return cue.text
        if len(between) >= 60 or ";" in between:
            return None
        stripped = without_places(frame, end, cue.start)
        names_next = cue.text.endswith((" to", " with", " by"))  # "changed to gabapentin"
        if (not names_next and _takes_object(frame, cue)) or _GERUND.match(frame.text, cue.end):
            continue
        if cue.text != "history" and (
            stripped is None
            or LIST_ONLY.match(stripped)
            or _AND_IS.search(frame.text, max(end, cue.start - 10), cue.start)
        ):  # fmt: skip
            return cue.text
    return None


_ADJECTIVE = frozenset(
    {"authorized", "approved", "certified", "recommended", "requested", "planned", "proposed", "offered"}
)
_PERFORMED = frozenset({"performed", "was performed", "were performed", "was done", "were done", "was completed",
                        "were completed",
                        "completed", "underwent", "was given", "was administered", "performed on", "done on",
                        "done in", "was carried out"})  # fmt: skip


def _adjective_of_done(frame: Frame, cue: Cue, between: str) -> str | None:
    """Whether "authorized" is a word about something done ("completed 6 of 10 authorized sessions")."""
    if cue.text not in _ADJECTIVE or len(between) > 24 or "," in between:
        return None
    for other in frame.cues:
        near = other.end <= cue.start and cue.start - other.end < 25
        if near and "done" in other.kinds and "," not in frame.text[other.end : cue.start]:
            return other.text
    return None


def _done_after_all(frame: Frame, planned: Cue) -> str | None:
    """Whether what was recommended or approved was performed later in the same sentence."""
    for cue in frame.cues:
        if cue.start < planned.end or cue.text not in _PERFORMED:
            continue
        between = frame.text[planned.end : cue.start]
        if ";" in between or re.search(r"\b(?:not|never|if|be|to be|until)\s$", between):
            return None
        if not any(planned.end <= a < cue.start for a, _ in frame.places):
            return cue.text
    return None


_IF_CLAUSE = re.compile(r"[^;:]{0,120},\s")


def opens_condition(frame: Frame, cue: Cue, between: str) -> bool:
    """Whether the sentence opens with "if ..." so that its main clause is a condition's as well."""
    return (
        cue.text
        in (
            "if",
            "unless",
            "should he develop",
            "should she develop",
            "should he",
            "should she",
            "should they",
            "should the patient",
            "should symptoms",
            "should there be",
            "if there is any",
            "if there are any",
            "if any",
            "should any",
            "in case",
            "in the event of",
        )
        and (cue.start - frame.start < 4 or frame.text[cue.start - 2 : cue.start] in (". ", "; ", ": "))
        and _IF_CLAUSE.match(between) is not None
    )


def _plans(frame: Frame, cue: Cue, between: str, drug: bool) -> bool:
    text = cue.text
    if ". " in between:
        return False
    if (
        text in ("denied", "should", "would", "needs", "order", "planned", "offered", "discussed", "deferred")
        and len(between) > 60
    ):
        return False
    if text == "denied" and not payer_denial(frame, cue):
        return False
    if text == "modified" and not payer_near(frame, cue):
        return False
    if drug:
        # a plan that lists drugs prescribes them; only a start or a request leaves it open
        return text.startswith(
            (
                "request",
                "is request",
                "was request",
                "requesting",
                "authorization",
                "start",
                "to start",
                "begin",
                "initiate",
                "consider",
                "will start",
                "will begin",
                "will be start",
                "will be switched",
                "will be tried",
                "will be placed",
                "will be put",
                "is to start",
                "is to begin",
                "recommend",
                "dispute",
                "at issue",
                "certif",
                "denied",
                "modified",
                "non certified",
                "noncertified",
                "seeking",
                "asking",
                "failed to approve",
                "approve",
                "medical necessity",
                "trial",
                "would",
                "rfa",
                "appeal",
                "this is a request",
            )
        )
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


# what is decided on a request, and the words of one request between: "removal with 1 day stay is certified"
_DECISION = ("certified", "denied", "approved", "medically necessary", "authorized", "not recommended", "meet criteria")
_ONE_REQUEST = re.compile(r"(?!.*\b(?:was|were|had|has|did|gave|and is|and was)\b)[^,;.]{0,90}(?:\d\.\d[^,;.]{0,40})?")


def _act_cue_after(frame: Frame, start: int, end: int, limit: int) -> Cue | None:
    for cue in () if frame.kinds.isdisjoint(_AFTER_ACTS) else frame.cues:
        if cue.start < end or cue.kinds.isdisjoint(_AFTER_ACTS):
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
            if cue.text in (
                "had",
                "first",
                "last",
                "after",
                "post",
                "following",
                "using",
                "used",
                "taking",
                "takes",
                "s/p",
                "status post",
                "refill",
                "refills",
                "continue",
                "continued",
                "continues",
                "prescribed",
                "treated with",
                "failed",
                "underlying",
                "uses",
            ):
                continue
            if "," in between and len(between) > 30:
                continue
        stripped = without_places(frame, end, cue.start)
        decided = cue.text.endswith(_DECISION) and _ONE_REQUEST.fullmatch(between)
        if stripped is not None and not LIST_ONLY.match(stripped) and "planned_after" in cue.kinds and not decided:
            continue
        return cue
    return None


_OUTCOMES = ("failed_before", "failed_after", "helped_after")
_AFTER_ACTS = frozenset({"planned_after", "done"})
_TOLD_AS_TIME = re.compile(r"\b(?:after|following|since|before)\s(?:the\s|his\s|her\s|an?\s)?$")


def set_outcome(frame: Frame, start: int, end: int, found: Assertion, rules: list[str]) -> None:
    """Sets on ``found`` whether the text says that the act failed or helped."""
    if frame.kinds.isdisjoint(_OUTCOMES):
        return
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
        if cue.kinds & {"done", "planned_before"} and not LIST_ONLY.match(between) and len(between) > 40:
            break
    told_as_time = _TOLD_AS_TIME.search(frame.text[max(frame.start, start - 20) : start])
    if not found.failed and not told_as_time:
        for cue in frame.cues:
            if cue.start < end:
                continue
            between = frame.text[end : cue.start]
            if ";" in between or ". " in between or len(between) > 220:
                break
            if "failed_after" in cue.kinds:
                wide = cue.text.startswith(("all ", "which", "that"))
                stripped = without_places(frame, end, cue.start)
                plain = (stripped is None and len(between) <= 70 and "," not in between) or (
                    stripped is not None
                    and (bool(LIST_ONLY.match(stripped)) or ("," not in between and len(between) < 50))
                )
                if (wide or plain) and not _followed_by_own(frame, cue):
                    found.failed = True
                    rules.append(f"failed:{cue.text}")
                break
            if "helped_after" in cue.kinds:
                if (
                    len(between) <= 50
                    and without_places(frame, end, cue.start) is None
                    and not _negated_cue(frame, cue)
                ):
                    found.helped = True
                break
    if found.failed and found.temporality is Temporality.HYPOTHETICAL and "plan:section" in rules:
        found.temporality = Temporality.CURRENT


def _failed_broken(cue: Cue, between: str) -> bool:
    if cue.text in ("despite", "in spite of") and "," in between:
        return True
    return bool(re.search(r",\s?(?:and\s)?(?:he|she|the patient|patient|is|was|has|therefore|so)\b|\bso\b|\band "
    r"(?:is|was|he|she|has|would)\b",
                          between))  # fmt: skip


def _followed_by_own(frame: Frame, cue: Cue) -> bool:
    """Whether "failed" takes an object of its own: "PT, failed NSAIDs"."""
    if cue.text not in ("failed", "has failed", "have failed", "had failed", "unsuccessful", "ineffective"):
        return False
    return any(a >= cue.end and a - cue.end < 25 for a, _ in frame.places)


def _negated_cue(frame: Frame, cue: Cue) -> bool:
    return any("negation_before" in c.kinds and 0 <= cue.start - c.end < 25 for c in frame.cues)


def is_pending(frame: Frame, start: int, end: int) -> bool:
    """Whether the act is said to be approved, authorized or scheduled and not yet done."""
    for cue in frame.cues if "pending" in frame.kinds else ():
        if "pending" in cue.kinds and (abs(cue.start - end) < 60 or 0 <= start - cue.end < 40):
            before = frame.text[max(frame.start, cue.start - 12) : cue.start]
            if " not " in f" {before} " and "yet" not in cue.text:
                continue
            return True
    return False
