"""What the boxes and the signature line of an application say: signed, liability disputed, expedited.

A box that is not marked says nothing, and neither does an empty signature line: on a scan the signature is an image.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from openimr.casefile.model import Document, Span
from openimr.dispute.papertext import Row, joined, rows_of, spans

_BOX = r"(?:\[\s?[xX✓✔*]?\s?\]|\(\s?[xX✓✔*]?\s?\)|[☐□☑☒■])"
_MARKED = re.compile(r"[xX✓✔*☑☒■]")
_YES_NO = ("yes", "no")
_LONE = re.compile(r"(?P<before>\b[xX]\s)?(?P<word>\byes\b|\bno\b)", re.IGNORECASE)
_LIABILITY = re.compile(
    r"\bdisput\w+\s(?:of\s)?liability\b|\bliability\b(?:\s\w+){0,6}?\s(?:also\s)?disputed\b"
    r"|\bdisputed\b(?:\s\w+){0,6}?\s(?:other\sthan|besides)\smedical\snecessity",
    re.IGNORECASE,
)
_INFORMATION = re.compile(
    r"\b(?:denied|modified)\b(?:\s\w+){0,3}?\s(?:for|due\sto|because(?:\sof)?)(?:\s\w+){0,2}?\sinformation\b"
    r"|\binformation\b[^?:.]{0,40}?\bnot\s(?:received|provided)\b",
    re.IGNORECASE,
)
_TYPE = re.compile(r"\b(?:type\sof\s)?utilization\sreview(?:\stype)?\s?:?", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"(?:\b(?:(?:injured\s)?(?:employee|worker|applicant|patient)(?:'s|s)?\s)?signature\b|^\W*signed\b)(?:\sof\s(?:the\s)?"
    r"(?:injured\s)?(?:employee|worker|applicant))?\s?(?:[:_]|(?=/s/))\s?(?P<name>.*)$",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:physician|provider|adjuster|reviewer|designat\w+|representative)(?:'s|s)?\s+signature", re.IGNORECASE
)
_UNTIL_DAY = re.compile(r"\bdated?\b\s?(?:signed)?\s?:?.*$|\d{1,2}[/-]\d{1,2}[/-]\d{2,4}.*$", re.IGNORECASE)
_NAME = re.compile(r"(?:/s/|[^\W\d_]{2,})")


@dataclass(frozen=True, slots=True)
class Answered:
    """What a form says at one place.

    Attributes:
        answer: yes or no.
        evidence: where.
    """

    answer: bool
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class FormBoxes:
    """What an application says beside its items; None where it does not say it.

    Attributes:
        signed: a name stands on the employee's signature line; never false, for a signature may be an image.
        liability_disputed: the administrator disputes liability as well.
        for_information: the request was denied because information did not come.
        expedited: the utilization review was an expedited one.
    """

    signed: Answered | None = None
    liability_disputed: Answered | None = None
    for_information: Answered | None = None
    expedited: Answered | None = None


def read_form_boxes(document: Document) -> FormBoxes:
    """The boxes and the signature line of an application for review (DWC form IMR and letters in its manner).

    >>> from openimr.casefile.model import DocumentKind, Page
    >>> text = "Liability also disputed? [ ] Yes [X] No\\nSignature: Ada Sample   Date: 10/15/2014"
    >>> pages = [Page("d1", "a.txt", 1, text)]
    >>> paper = Document("d1", "a.txt", pages, DocumentKind.IMR_APPLICATION, None, None, "0" * 64)
    >>> boxes = read_form_boxes(paper)
    >>> boxes.signed.answer, boxes.liability_disputed.answer, boxes.expedited
    (True, False, None)
    """
    rows = rows_of(document)
    return FormBoxes(
        signed=_signature(rows),
        liability_disputed=_yes_or_no(rows, _LIABILITY),
        for_information=_yes_or_no(rows, _INFORMATION),
        expedited=_type(rows),
    )


def _signature(rows: Sequence[Row]) -> Answered | None:
    for row in rows:
        match = _SIGNATURE.search(row.text)
        if match is None or _OTHERS.search(row.text[: match.end("name")]):
            continue
        name = _UNTIL_DAY.sub("", match["name"]).strip(" _.:-|")
        if _NAME.search(name):
            return Answered(True, tuple(spans([row])))
    return None


def _yes_or_no(rows: Sequence[Row], question: re.Pattern[str]) -> Answered | None:
    for number, row in enumerate(rows):
        # a question may go over a line's end, its boxes stand behind it or on the line below
        for told in (row, *(joined(rows[number : number + lines]) for lines in (2, 3))):
            match = question.search(told.text)
            if match is None or match.start() >= len(row.text):
                continue
            answer = _marked(_upto_question(told.text[match.end() :]))
            if answer is not None:
                return Answered(answer, tuple(spans([told])))
    return None


def _upto_question(text: str) -> str:
    """The text of the answer: what follows it up to the next question."""
    first = text.find("?")
    following = text.find("?", first + 1)
    return text if following < 0 else text[:following]


def _marked(text: str) -> bool | None:
    """Which of yes and no is marked; None where neither is, or both are.

    >>> _marked("? [ ] Yes [X] No"), _marked(" Yes [x] No [ ]"), _marked("?  Yes  No"), _marked(": No")
    (False, True, None, False)
    """
    boxed = _ticked(text, _YES_NO)
    if boxed is not None:
        return boxed.pop() == "yes" if len(boxed) == 1 else None
    lone = list(_LONE.finditer(text))[:2]
    crossed = [one for one in lone if one["before"]]
    if crossed and crossed[0] is not lone[0]:
        return None  # "Yes X No": the cross may belong to either
    said = {one["word"].lower() == "yes" for one in crossed or lone}
    return said.pop() if len(said) == 1 else None


def _type(rows: Sequence[Row]) -> Answered | None:
    for row in rows:
        match = _TYPE.search(row.text)
        if match is None:
            continue
        said = _ticked(row.text[match.end() :], ("regular", "expedited"))
        if said is not None and len(said) == 1:
            return Answered(said.pop() == "expedited", tuple(spans([row])))
    return None


def _ticked(text: str, words: tuple[str, str]) -> set[str] | None:
    """Which of two words has a marked box; None where no boxes stand beside them.

    >>> _ticked("[ ] Yes [X] No", ("yes", "no")), _ticked("Yes ☐ No ☒", ("yes", "no"))
    ({'no'}, {'no'})
    """
    places = [re.search(rf"\b{word}\b", text, re.IGNORECASE) for word in words]
    boxes = list(re.finditer(_BOX, text))
    found = [place for place in places if place is not None]
    if not boxes or not found:
        return None
    # boxes stand before the words or behind them, for the whole line alike
    before = boxes[0].start() < min(place.start() for place in found)
    said = set()
    for word, place in zip(words, places, strict=True):
        if place is None:
            continue
        beside = (
            [b for b in boxes if b.end() <= place.start()][-1:]
            if before
            else [b for b in boxes if b.start() >= place.end()][:1]
        )
        if beside and _MARKED.search(beside[0].group()):
            said.add(word)
    return said
