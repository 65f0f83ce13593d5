"""Checks of a letter on its own: editions, pages, side, level, quantity, arithmetic, conclusion, what is missing.

Each finding says what was found where, what it means and what to do. A check that cannot tell stays silent: a false
alarm costs the reader's trust in all the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from openimr.letters.checks_citations import citation_problems
from openimr.letters.checks_request import request_problems
from openimr.letters.conclusions import Conclusion, conclusions
from openimr.letters.model import Letter, LetterItem
from openimr.problems import Problem

_DEPENDENT = re.compile(
    r"^\W*associated\b[^:]{0,60}\b(?:service|surgical|procedure|item)|\b(?:assistant\s+surgeon|surgical\s+assistant|co-?surgeon)\b|"
    r"\b(?:pre|post|peri)-?\s?op(?:erative(?:ly)?)?\b|\bpre-?surgical\b|\bpost-?surgical\b|\bmedical\s+clearance\b",
    re.I,
)
_SURGERY = re.compile(
    r"\b(?:surger(?:y|ies)|arthroscop\w+|\w*ectomy|\w+plasty|\w*fusion|decompression|\w*repair|reconstruction|release|"
    r"open\s+reduction|ORIF|discectomy|osteotomy|arthrodesis|hardware\s+removal|laminotomy|foraminotomy|excision|transposition|"
    r"herniorrhaphy|debridement|implantation)\b",
    re.I,
)
_NOT_SURGERY = re.compile(
    r"\b(?:consult\w*|evaluation|referral|injection|follow-?\s?up|second\s+opinion|therapy)\b", re.I
)
_PRINCIPAL_FAILED = re.compile(
    r"\b(?:surgery|procedure|operation|principal|primary)\b[^.;]{0,80}\b(?:not|n['’]t)\b[^.;]{0,40}\b(?:medically\s+necessary|indicated|"
    r"supported|certified|established|recommended)\b",
    re.I,
)


def check_letter(letter: Letter) -> list[Problem]:
    """What is wrong in a letter, as far as the letter itself shows it.

    Args:
        letter: parsed, drafted or signed.

    Returns:
        One problem for each finding, items in order. Codes: ``no-items``, ``no-decision``, ``no-rationale``,
        ``none-cited``, ``wrong-edition``, ``page-outside-chapter``, ``side-differs``, ``level-differs``,
        ``quantity-differs``, ``strength-differs``, ``arithmetic``, ``conclusion-contradicts``, ``dependent-item``.

    >>> item = LetterItem(heading="MRI", decision="upheld", rationale="It is medically necessary.")
    >>> letter = Letter(era="2014", items=[item])
    >>> [problem.code for problem in check_letter(letter)]
    ['none-cited', 'conclusion-contradicts']
    """
    found: list[Problem] = []
    if not letter.items:
        found.append(
            Problem(
                code="no-items",
                message="the letter decides no item",
                consequence="nothing was determined",
                remedy="check that the whole letter was read",
            )
        )
    for number, item in enumerate(letter.items, start=1):
        where = f"item {number}"
        for problem in (
            *_gaps(item),
            *citation_problems(letter, item),
            *request_problems(item),
            *_conclusion(item),
        ):
            found.append(problem.model_copy(update={"message": f"{where}: {problem.message}", "file": letter.source}))
    found.extend(problem.model_copy(update={"file": letter.source}) for problem in _dependents(letter))
    return _once(found)


def _once(problems: list[Problem]) -> list[Problem]:
    """Each finding once, although several sentences of a rationale may show it."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for problem in problems:
        key = (problem.code, problem.message.split(': "')[0])
        if key not in seen:
            seen.add(key)
            kept.append(problem)
    return kept


def _gaps(item: LetterItem) -> Iterator[Problem]:
    if item.decision is None:
        yield Problem(
            code="no-decision",
            message=f'no decision is printed for "{item.heading}"',
            consequence="the item is not determined",
            remedy="decide the item; if the letter was cut, obtain it whole",
        )
    if not item.rationale.strip():
        yield Problem(
            code="no-rationale",
            message=f'no rationale is given for "{item.heading}"',
            consequence="the decision cannot be understood or reviewed",
            remedy="give the reasons, with the evidence they rest on",
        )
    block = item.reviewer_guideline
    kinds = {statement.kind for statement in block.statements}
    if not block.text.strip() or (block.statements and kinds == {"none_cited"}):
        yield Problem(
            code="none-cited",
            message=f'the reviewer cites no guideline or evidence for "{item.heading}"',
            consequence="the decision names no authority",
            remedy="cite the guideline or evidence applied",
        )


def _conclusion(item: LetterItem) -> Iterator[Problem]:
    if item.decision is None:
        return
    drawn = conclusions(item.rationale)
    if not drawn:
        return
    wanted = "not_necessary" if item.decision == "upheld" else "necessary"
    last = drawn[-1]
    if last.verdict != wanted:
        yield _contradiction(item, last, "the rationale concludes otherwise")
        return
    for earlier in drawn[:-1]:
        if earlier.verdict != wanted and earlier.from_end - last.from_end <= 2:
            yield _contradiction(item, earlier, "the rationale has two endings that contradict each other")
            return


def _contradiction(item: LetterItem, drawn: Conclusion, what: str) -> Problem:
    decision = "upheld (the denial stands)" if item.decision == "upheld" else "overturned"
    said = drawn.sentence.text
    shown = said if len(said) <= 160 else "... " + said[-157:].split(" ", 1)[-1]
    return Problem(
        code="conclusion-contradicts",
        message=f'the decision is {decision}, but {what}: "{shown}"',
        consequence="it cannot be told what was decided",
        remedy="have the reviewer say which of the two is meant",
    )


def _dependents(letter: Letter) -> Iterator[Problem]:
    """Items that stand or fall with a surgery of the same letter and are decided against it."""
    principals = [
        (number, item)
        for number, item in enumerate(letter.items, start=1)
        if _SURGERY.search(item.heading)
        and not _DEPENDENT.search(item.heading)
        and not _NOT_SURGERY.search(item.heading)
    ]
    if not principals:
        return
    all_fell = all(item.decision == "upheld" for _, item in principals)
    one_stands = any(item.decision == "overturned" for _, item in principals)
    named = f'item {principals[0][0]} ("{principals[0][1].heading}")'
    for number, item in enumerate(letter.items, start=1):
        if not _DEPENDENT.search(item.heading):
            continue
        if item.decision == "overturned" and all_fell:
            yield _dependent(number, item, f"is overturned although {named}, on which it depends, is upheld")
        elif item.decision == "upheld" and one_stands and _PRINCIPAL_FAILED.search(item.rationale):
            yield _dependent(number, item, f"is upheld because the surgery fails, although {named} is overturned")


def _dependent(number: int, item: LetterItem, what: str) -> Problem:
    return Problem(
        code="dependent-item",
        message=f'item {number}: "{item.heading}" {what}',
        consequence="the two decisions cannot be carried out together",
        remedy="decide the dependent item with its surgery",
    )
