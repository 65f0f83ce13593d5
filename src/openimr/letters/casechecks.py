"""Checks of a letter against its case file: is it this case and treatment, and do the records bear out what it says?

Guards: *contradiction* (``checks_record``), *identity* and *another person's papers* (``checks_identity``), *edition on
the day of the denial in the file* (``checks_citations``), *reasons taken from the denial alone* (``checks_hearsay``).
"""

from __future__ import annotations

from openimr.casefile.model import CaseFile
from openimr.letters.checks_citations import citation_problems
from openimr.letters.checks_hearsay import hearsay_problems
from openimr.letters.checks_identity import head_problems, item_problems, paper_problems, stranger_problems
from openimr.letters.checks_record import record_problems
from openimr.letters.known_case import KnownCase, know_case
from openimr.letters.model import Letter
from openimr.problems import Problem

__all__ = ["WRONG_CASE", "KnownCase", "check_against_case", "know_case"]


#: Findings after which a letter cannot be signed: it is about another patient or other treatment.
WRONG_CASE = frozenset(
    {"injury-date-differs-from-case", "patient-differs-from-case", "item-not-in-case", "item-left-out", "other-patient"}
)


def check_against_case(letter: Letter, case: CaseFile | KnownCase) -> list[Problem]:
    """What a letter says against what its case file holds.

    Args:
        letter: the letter, parsed or drafted.
        case: the opened case file, or what :func:`know_case` made of it (for many letters).

    Returns:
        One problem for each hit. Codes: ``contradicted-absence``, ``contradicted-presence``, ``record-differs``,
        ``item-not-in-case``, ``item-left-out``, ``side-``, ``level-``, ``drug-``, ``strength-``, ``quantity-``,
        ``injury-date-``, ``ur-date-`` and ``patient-differs-from-case``, ``papers-...-differs`` (the dispute papers
        among themselves), ``other-patient``, ``sources-only-ur``, ``wrong-edition`` (by the day of the denial in the
        file, where the letter prints another or none).
    """
    known = case if isinstance(case, KnownCase) else know_case(case)
    return [
        *head_problems(letter, known),
        *item_problems(letter.items, known),
        *paper_problems(known),
        *stranger_problems(letter, known),
        *record_problems(letter, known),
        *hearsay_problems(letter, known),
        *_editions(letter, known),
    ]


def _editions(letter: Letter, known: KnownCase) -> list[Problem]:
    """Editions by the day of the denial in the file; where the letter prints that day, ``check_letter`` did it."""
    day = known.dispute.ur_decision_date
    if day is None or letter.ur_denial_date == day:
        return []
    dated = letter.model_copy(update={"ur_denial_date": day})
    return [
        problem.model_copy(update={"message": f"item {number}: {problem.message}"})
        for number, item in enumerate(letter.items, start=1)
        for problem in citation_problems(dated, item)
        if problem.code == "wrong-edition"
    ]
