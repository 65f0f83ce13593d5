"""Where events lead, as the rules say it and the pages draw it: what a case of one item really does, all of it."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from openimr.process.events import Event
from openimr.process.folding import refusal_of, state_of, step
from openimr.process.state import CaseState
from tests.process import walks

RULES = walks.RULES
DISPUTED = {"id": "1", "text": "brace", "liability-disputed": True}
#: How long until the next event: at once, after any limit of weeks, after any of months.
LATER = (1, 70, 500)


def moves_of(item: dict[str, Any], begun: datetime, patch: pytest.MonkeyPatch) -> set[tuple[str, str, str]]:
    """Every move that some course of a case of this one item makes: the event, from where, to where."""
    patch.setattr(walks, "ITEMS", [item])
    found: set[tuple[str, str, str]] = set()
    seen: set[tuple[object, ...]] = set()
    waiting: deque[tuple[CaseState, int, datetime]] = deque([(state_of([], RULES), 0, begun)])
    while waiting:
        state, count, at = waiting.popleft()
        # what else a state remembers only holds events back until others came
        key = (state.phase, repr(state.items), bool(state.open_requests), state.back_to, bool(state.reviewer),
               bool(state.cleared))  # fmt: skip
        if key in seen:
            continue
        seen.add(key)
        for kind, items, data in walks.offered(state):
            for days in LATER:
                moment = at + timedelta(days=days)
                event = Event(
                    case=walks.CASE, number=count + 1, kind=kind, at=moment, recorded=moment,
                    actor=walks.person(kind), items=tuple(items), data=data,
                )  # fmt: skip
                if refusal_of(state, event, RULES) is None:
                    after = step(state, event, RULES)
                    if after.phase != state.phase:
                        found.add((kind, state.phase, after.phase))
                    waiting.append((after, count + 1, moment))
                    break
    return found


def test_a_case_of_one_item_moves_as_the_rules_say_and_in_no_other_way(monkeypatch: pytest.MonkeyPatch) -> None:
    made: set[tuple[str, str, str]] = set()
    for item in ({"id": "1", "text": "MRI"}, DISPUTED):
        for year in (2013, 2020):
            made |= moves_of(item, datetime(year, 1, 7, 20, tzinfo=UTC), monkeypatch)
    said = {(event.id, *move) for event in RULES.events for move in event.moves()}
    assert made <= said
    # what no effect brings about but the event itself is said by `from` and `to`, and needs no proof
    assert {move for move in said - made if (rule := RULES.event(move[0])) is not None and rule.leads} == set()
