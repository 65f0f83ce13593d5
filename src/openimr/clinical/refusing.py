"""What a patient does not want, and what was there and is gone.

Neither is a plain denial: a treatment that is refused was offered, a symptom that has resolved was there. Both are
negated for whoever asks whether they are so now.
"""

from __future__ import annotations

import re

from openimr.clinical.cues import Cue
from openimr.clinical.scopes import LIST_ONLY, Frame, payer_near, reaches_forward, without_places

_BY_PATIENT = re.compile(
    r"(?:\b(?:patient|pt|pt's|he|she|claimant|worker|applicant|employee|they|(?:mr|ms|mrs)\.? \w+)\.?"
    r"(?: (?:has|had|also|politely|currently|strongly|then|again|would))*|\b(?:and|but|then|which|was|were|been|being)"
    r"(?: (?:he|she|has|had|was|were|politely|currently|then|it|they|again|have))*|[,(-])\s*$"
)
_SAYS_WHO = re.compile(
    r"(?:he|she|pt|patient|(?:and|but) (?:he|she|pt)|turned|is|was|not|does|did|opted|decided|wants|has|refused by"
    r"|declined by)\b"
)
_OTHER_WISH = re.compile(
    r"\b(?:and|but|so|,)\s(?:requests?|wants|would|is|has|wishes|prefers|agrees?|elect\w*|opt\w*|chose|asks?|try|tries|continue\w*"
    r"|proceed|pursue|consider|instead)\b"
)
_TO_PAYER = re.compile(
    r"\s(?:the |a |an |further |any )?(?:authoriz|certif|coverage|payment|to (?:authoriz|certif|pay|approve))"
)


_REFUSALS = ("refused_before", "refused_after")


def refusal_of(frame: Frame, start: int, end: int) -> str | None:
    """The words by which the patient refuses the act at ``start`` to ``end``; None where nobody says so."""
    if frame.kinds.isdisjoint(_REFUSALS):
        return None
    for cue in reversed(frame.cues):
        if cue.end > start or "refused_before" not in cue.kinds:
            continue
        between = frame.text[cue.end : start]
        if _OTHER_WISH.search(between) or _paid(frame, cue):
            continue
        if reaches_forward(frame, cue, start, end):
            return cue.text
    for cue in frame.cues:
        if cue.start < end or "refused_after" not in cue.kinds:
            continue
        between = frame.text[end : cue.start]
        if len(between) > 120 or ";" in between or re.search(r"\.\s", between):
            return None
        if not _same_subject(frame, end, cue.start) or _has_object(frame, cue) or _paid(frame, cue):
            continue
        if cue.text in ("declined", "refused") and _ENDS.match(frame.text, cue.end, frame.end) and len(between) < 3:
            return cue.text  # "Trial of TENS declined."
        if _SAYS_WHO.match(cue.text) or _BY_PATIENT.search(frame.text, max(frame.start, cue.start - 50), cue.start):
            return cue.text
    return None


_IN_PHRASE = re.compile(
    r"\s(?:of|for|to|in|at|into|with|under)\s(?:the |his |her |an? )?(?:right |left "
    r"|bilateral )?(?:[\w-]+\s){0,2}|,? (?:if|when|should|unless) [^,]{0,40}"
)


def _same_subject(frame: Frame, begin: int, stop: int) -> bool:
    """Whether nothing lies between but the act's own list, place or condition."""
    for a, b in frame.places:
        if a < begin or b > stop:
            continue
        between = frame.text[begin:a]
        if not (LIST_ONLY.match(between) or _IN_PHRASE.fullmatch(between)):
            return False
        begin = b
    return True


def _paid(frame: Frame, cue: Cue) -> bool:
    """Whether it is a payer who declines."""
    return cue.text.startswith(("declin", "refus", "has declin", "has refus", "was ", "denied")) and (
        _TO_PAYER.match(frame.text, cue.end) is not None or payer_near(frame, cue)
    )


def _has_object(frame: Frame, cue: Cue) -> bool:
    """Whether the refusal is of something that follows ("had PT and refused surgery")."""
    return any(
        0 <= a - cue.end <= 30
        and not re.search(r"[.,;)]|\b(?:because|due|since|as|for|until|at)\b", frame.text[cue.end : a])
        for a, _ in frame.places
    )


# "swelling and bruising of the left hand have resolved"
_OF_PART = re.compile(
    r"\s(?:of|in|at|over|around)\s(?:the |his |her )?(?:left |right |both |bilateral )?[\w]+(?:\s[\w]+)?\s*$"
)
_ENDS = re.compile(r"\s?(?:[.;,)]|$)")
_UNTIL = re.compile(r"\b(?:once|until|when|if|after|unless)\s[^,;]{0,60}$")
_SUBJECT = re.compile(r"\b(?:he|she|patient|pain|condition)\b")


def resolution_of(frame: Frame, start: int, end: int) -> str | None:
    """The words that say that the finding at ``start`` to ``end`` was there and is gone."""
    for cue in frame.cues if "resolved_after" in frame.kinds else ():
        if "resolved_after" not in cue.kinds:
            continue
        if cue.end <= start:
            if cue.text == "resolved" and start - cue.end <= 2:
                return cue.text  # "resolved low back pain"
            continue
        between = frame.text[end : cue.start]
        if len(between) > 80 or ";" in between or re.search(r"\.\s", between):
            return None
        if cue.start < end or _SUBJECT.search(between):
            continue
        stripped = without_places(frame, end, cue.start)
        if stripped is not None and not LIST_ONLY.match(_OF_PART.sub("", stripped)):
            continue
        if _UNTIL.search(frame.text, max(frame.start, start - 70), start):
            continue
        return cue.text
    return None
