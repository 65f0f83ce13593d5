"""Why a case got no reviewer: the rules that stand in the way, or the cases that compete for the same few reviewers.

What is named is true: with the named rules lifted, or one more place at one of the named reviewers, the case is served.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from openimr.panel.assigning import Assignment
from openimr.panel.report import Block
from openimr.wordforms import counted

#: So many names are told in a sentence; the lists hold them all.
_TOLD = 5


def block_of(made: Assignment, case: int) -> Block | None:
    """What stands in the way of a case; None where it was served.

    Args:
        made: the assignment.
        case: position of the case.
    """
    found = made.blocked.get(case)
    if found is None:
        return None
    judgement = made.judgement
    may = np.flatnonzero(judgement.open_to[case]).tolist()
    needed = judgement.cases[case].needed
    if len(may) < needed:
        return _by_rules(made, case, may)
    names = [judgement.roster.reviewers[number].id for number in sorted(found.reviewers)]
    cases = [judgement.cases[number].id for number in sorted(found.cases)]
    capacity = judgement.rules.procedure.capacity
    text = (
        f"{counted(len(cases), 'case')}, this one among them, need {counted(found.needed, 'review')} of "
        f"{counted(len(names), 'reviewer')} who may take them, and these have room for {found.room}"
    )
    return Block(kind="room", text=text, rules=[capacity.id], nearest=names, cases=cases, needed=found.needed,
                 room=found.room)  # fmt: skip


def _by_rules(made: Assignment, case: int, may: list[int]) -> Block:
    judgement = made.judgement
    needed = judgement.cases[case].needed
    against = {
        number: frozenset(judgement.rules_against(case, number))
        for number in range(len(judgement.roster.reviewers))
        if number not in set(may)
    }
    lacking = needed - len(may)
    # of the reviewers whom the fewest rules keep out, those whom the commonest set of rules keeps out
    common = Counter(against.values())
    nearest = sorted(against, key=lambda number: (len(against[number]), -common[against[number]],
                                                  sorted(against[number]), number))  # fmt: skip
    taken = nearest[:lacking]
    wanted = frozenset().union(*(against[number] for number in taken)) if taken else frozenset()
    rules = [id for id in judgement.order if id in wanted]
    free = [number for number in nearest if against[number] <= wanted]
    names = [judgement.roster.reviewers[number].id for number in free]
    who = "no reviewer may take the case" if not may else f"only {len(may)} of {needed} reviewers may take the case"
    if len(against) < lacking:
        text = f"{who}: the roster has too few reviewers"
    else:
        told = ", ".join(names[:_TOLD]) + (f" and {len(names) - _TOLD} more" if len(names) > _TOLD else "")
        text = f"{who}; nearest {'is' if len(names) == 1 else 'are'} {told}, kept out by {', '.join(rules)} alone"
    return Block(kind="rules", text=text, rules=rules, nearest=names, cases=[judgement.cases[case].id],
                 needed=needed, room=len(may))  # fmt: skip
