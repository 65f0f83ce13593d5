"""Why a case got no reviewer: the rules that stand in the way, or the cases that compete for the same few reviewers.

What is named is true: with the named rules lifted, or one more place at one of the named reviewers, the case is served.
"""

from __future__ import annotations

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
    bits = judgement.excluded[case]
    lacking = needed - len(may)
    # of the reviewers whom the fewest rules keep out, those whom the commonest set of rules keeps out
    sets, kind, common = np.unique(bits, return_inverse=True, return_counts=True)
    rules_of = [judgement.rules_in(one) for one in sets.tolist()]
    by_nearness = sorted(range(len(sets)), key=lambda at: (len(rules_of[at]), -int(common[at]), sorted(rules_of[at])))
    rank = np.empty(len(sets), dtype=np.int64)
    rank[by_nearness] = np.arange(len(sets))
    nearest = [number for number in np.argsort(rank[kind], kind="stable").tolist() if bits[number]]
    wanted = np.bitwise_or.reduce(bits[nearest[:lacking]]) if nearest else np.uint64(0)
    rules = judgement.rules_in(int(wanted))
    free = [number for number in nearest if not bits[number] & ~wanted]
    names = [judgement.roster.reviewers[number].id for number in free]
    who = "no reviewer may take the case" if not may else f"only {len(may)} of {needed} reviewers may take the case"
    if len(nearest) < lacking:
        text = f"{who}: the roster has too few reviewers"
    else:
        told = ", ".join(names[:_TOLD]) + (f" and {len(names) - _TOLD} more" if len(names) > _TOLD else "")
        text = f"{who}; nearest {'is' if len(names) == 1 else 'are'} {told}, kept out by {', '.join(rules)} alone"
    return Block(kind="rules", text=text, rules=rules, nearest=names, cases=[judgement.cases[case].id],
                 needed=needed, room=len(may))  # fmt: skip
