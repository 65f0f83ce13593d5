"""What drugs taken at the same time add up to: the morphine equivalents of all opioids of a day, for example."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from openimr.clinical.model import Fact, Polarity, Temporality
from openimr.guidelines.fact_values import interval, value_of
from openimr.guidelines.matching import Setting, candidates
from openimr.guidelines.patterns import Total


@dataclass(slots=True)
class Totalled:
    """A total over the drugs taken on the day of the decision.

    Attributes:
        amount: what the known doses add up to; None where none is known.
        counted: the statements that were added up, one for each drug and way of taking it.
        unknown: statements of drugs taken at the same time whose dose is not told; the total may be higher.
    """

    amount: float | None = None
    counted: list[Fact] = field(default_factory=list)
    unknown: list[Fact] = field(default_factory=list)

    def holds(self, pattern: Total) -> bool | None:
        """Whether the total passes the comparison; None where doses that are not told could still decide."""
        if self.amount is None:
            return None
        if not self.unknown:
            return pattern.test.holds(self.amount)
        # more can only be added: what is passed stays passed, what is not passed stays open, and the other way round
        passes = pattern.test.holds(self.amount)
        return passes if passes is (pattern.test.op in ("gt", "gte")) else None


def total_of(pattern: Total, setting: Setting) -> Totalled:
    """The total of ``pattern.value`` over the drugs taken together at the latest time the record tells of.

    Each drug counts with its latest dose; what is taken as needed counts beside the regular dose of the same drug. A
    drug that is said to be over, or was last told of long before the others, is no longer taken.
    """
    told: dict[str, list[Fact]] = {}
    for fact in candidates(pattern.fact, setting)[0]:
        told.setdefault(fact.concept, []).append(fact)
    taken: dict[str, list[Fact]] = {}
    for concept, facts in told.items():
        now = [fact for fact in facts if _is_taken(fact)]
        last = max((_day(fact, setting) for fact in now), default=None)
        if last is not None and not any(_ends(fact, last, setting) for fact in facts):
            taken[concept] = now
    latest = max((_day(fact, setting) for facts in taken.values() for fact in facts), default=setting.day)
    result = Totalled()
    for facts in taken.values():
        near = [fact for fact in facts if (latest - _day(fact, setting)).days <= pattern.together]
        dosed = _latest_doses(near, pattern.value, setting)
        result.counted += dosed
        if near and not dosed:
            result.unknown.append(near[-1])
    if result.counted:
        result.amount = sum(_amount(fact, pattern.value) or 0.0 for fact in result.counted)
    return result


def _latest_doses(facts: list[Fact], value: str, setting: Setting) -> list[Fact]:
    """The latest regular dose of one drug, and the latest that is taken as needed; of one day the highest."""
    best: dict[bool, Fact] = {}
    for fact in facts:
        amount = _amount(fact, value)
        if amount is None:
            continue
        as_needed = fact.mention.attributes.get("prn") is True
        kept = best.get(as_needed)
        key = (_day(fact, setting), amount)
        if kept is None or key > (_day(kept, setting), _amount(kept, value) or 0.0):
            best[as_needed] = fact
    if len(best) == 2 and len({_amount(fact, value) for fact in best.values()}) == 1:
        return [best[False]]  # one paper says "as needed" of the dose that another tells without it
    return list(best.values())


def _amount(fact: Fact, name: str) -> float | None:
    try:
        return float(str(value_of(fact, name)))
    except ValueError:
        return None


def _is_taken(fact: Fact) -> bool:
    mention = fact.mention
    return mention.polarity is Polarity.AFFIRMED and mention.temporality is Temporality.CURRENT


def _ends(fact: Fact, last: dt.date, setting: Setting) -> bool:
    """Whether a statement ends the use of a drug last said to be taken on ``last``."""
    mention = fact.mention
    if "stop" in mention.rule or "discontinu" in mention.rule:
        return _day(fact, setting) >= last
    over = mention.temporality is Temporality.HISTORICAL or mention.polarity is Polarity.NEGATED
    return over and _day(fact, setting) > last


def _day(fact: Fact, setting: Setting) -> dt.date:
    """The last day a statement can be about: that of its paper or the stated one, the earlier of the two."""
    stated = interval(fact.mention.date)
    known = [day for day in (fact.document_date, stated[1] if stated else None) if day is not None]
    return min([*known, setting.day])
