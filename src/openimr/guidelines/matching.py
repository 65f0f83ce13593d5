"""Which facts of a record fulfil a fact pattern, which deny it, and which only hint at it.

Rules that hold for every pattern: facts of another person, planned or hypothetical ones and facts dated after the day
of the decision never fulfil it; a fact of another region, side or level does not speak to it; of several dated
statements on one finding the latest decides, and two that oppose each other on the same date contradict.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from openimr.clinical.model import ClinicalRecord, Experiencer, Fact, Polarity, Temporality
from openimr.dispute.model import Request
from openimr.guidelines.fact_values import (
    CLINIC_KINDS,
    OWN_PAPERS,
    has_own_paper,
    interval,
    is_own_paper,
    regions_of,
    stated_on,
    value_of,
    when,
)
from openimr.guidelines.patterns import FactPattern
from openimr.guidelines.regions import expand, levels_agree, regions_of_levels, sides_agree

Verdict = Literal["met", "not_met", "not_documented", "contradicted"]
_EVER_TYPES = frozenset({"tx", "img", "edx", "med", "psych", "lab", "device", "admin", "soc"})
_COMPLAINTS = ("sx.", "exam.", "dx.", "img.")
#: Benefits of a treatment, which a record denies by saying that it brought no relief.
_BENEFITS = frozenset({"resp.relief", "resp.helps", "resp.function_improved"})
_NO_RELIEF = "resp.no_relief"
_VAGUE = frozenset({"spine", "upper extremity", "lower extremity", "head", "chest", "abdomen"})


@dataclass(slots=True)
class FactIndex:
    """Facts of one record by concept."""

    facts: Sequence[Fact]
    by_concept: dict[str, list[Fact]] = field(default_factory=dict)
    main: list[str] | None = None
    failures: dict[tuple[str, int, int], set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for fact in self.facts:
            self.by_concept.setdefault(fact.mention.concept, []).append(fact)
        for fact in self.by_concept.get("resp.no_relief", ()):
            of = fact.mention.attributes.get("of")
            if isinstance(of, str) and fact.mention.polarity is Polarity.AFFIRMED:
                self.failures.setdefault(_sentence(fact), set()).add(of.split(".", 1)[0])

    def failed_beside(self, fact: Fact) -> bool:
        """Whether the sentence says of a treatment of the same kind that it brought no relief ("A and B failed")."""
        return fact.mention.concept.split(".", 1)[0] in self.failures.get(_sentence(fact), ())

    def of(self, concepts: Iterable[str], without: Sequence[str] = ()) -> list[Fact]:
        """Facts of these concepts, in reading order within a concept; ``sx.*`` stands for all that begin with ``sx.``.

        >>> FactIndex([]).of(["sx.*"])
        []
        """
        found: list[Fact] = []
        seen: set[str] = set()
        for concept in concepts:
            names = [concept]
            if concept.endswith("*"):
                names = [name for name in self.by_concept if name.startswith(concept[:-1])]
            for name in names:
                if name not in seen and name not in without:
                    seen.add(name)
                    found.extend(self.by_concept.get(name, ()))
        return found


def _sentence(fact: Fact) -> tuple[str, int, int]:
    return fact.evidence.document, fact.evidence.page, fact.evidence.start


_indexed: list[tuple[ClinicalRecord, int, FactIndex]] = []


def index_of(record: ClinicalRecord) -> FactIndex:
    """The index of a record's facts; the last one is kept, because all criteria of a case ask the same record."""
    if _indexed:
        kept, size, index = _indexed[0]
        if kept is record and size == len(record.facts):
            return index
    index = FactIndex(record.facts)
    _indexed[:] = [(record, len(record.facts), index)]
    return index


@dataclass(slots=True)
class Setting:
    """What a pattern is judged on: the request, the record, the day of the decision and the parts in question."""

    request: Request
    record: ClinicalRecord
    day: dt.date
    focus: tuple[str, ...]
    index: FactIndex

    @classmethod
    def of(cls, request: Request, record: ClinicalRecord, day: dt.date, regions: Sequence[str] = ()) -> Setting:
        """The setting of a request; ``regions`` narrows its parts to those a topic is about.

        A retrospective request is judged on the day of service: what was written later could not guide it.
        """
        if request.date_of_service is not None and "retrospective" in request.modifiers:
            day = min(day, request.date_of_service)
        named = list(request.body_parts) or ([request.body_part] if request.body_part else [])
        parts = named or sorted(regions_of_levels(request.levels)) or main_region(record)
        if regions:
            about = expand(regions, ())
            parts = [part for part in parts if part in about] or [name for name in regions if name in about]
        return cls(request, record, day, tuple(parts), index_of(record))


def main_region(record: ClinicalRecord) -> list[str]:
    """The part of the body most findings and complaints of a record are about, for a request that names none.

    >>> from openimr.clinical.model import Patient
    >>> main_region(ClinicalRecord(facts=[], patient=Patient()))
    []
    """
    index = index_of(record)
    if index.main is not None:
        return index.main
    counted: dict[str, int] = {}
    for fact in record.facts:
        if fact.mention.concept.startswith(_COMPLAINTS) and fact.mention.polarity is Polarity.AFFIRMED:
            for region in regions_of(fact) - _VAGUE:
                counted[region] = counted.get(region, 0) + 1
    most = max(counted.values(), default=0)
    index.main = [region for region, number in counted.items() if number == most][:1]
    return index.main


@dataclass(slots=True)
class Judgement:
    """What the record says on one fact pattern.

    Attributes:
        verdict: met, not met, not documented or contradicted.
        facts: the facts that decide it.
        others: facts that speak to it and were set aside (older, unquantified, only retold, of unknown date).
        note: why, in words.
    """

    verdict: Verdict
    facts: list[Fact] = field(default_factory=list)
    others: list[Fact] = field(default_factory=list)
    note: str = ""


def candidates(pattern: FactPattern, setting: Setting) -> tuple[list[Fact], list[Fact]]:
    """Facts that speak to the pattern before values are compared, and those that may (their date is open).

    Both polarities are returned; assertion other than polarity, place and time are already applied.
    """
    wanted = expand(pattern.regions, setting.focus) if pattern.regions else frozenset()
    placed = bool(pattern.regions) and bool(wanted)
    of = _treatments(pattern.of, setting) if pattern.of else ()
    after = _latest_end(pattern.after, setting) if pattern.after else None
    before = _latest_start(pattern.before, setting) if pattern.before else None
    if (pattern.before and before is None) or (pattern.after and after is None):
        return [], []
    sure: list[Fact] = []
    open_date: list[Fact] = []
    for fact in setting.index.of(pattern.concepts, pattern.except_concepts):
        mention = fact.mention
        if mention.experiencer is Experiencer.OTHER or not _counts(fact, pattern):
            continue
        if pattern.kinds and fact.kind not in pattern.kinds:
            continue
        if pattern.sections and (mention.section or "") not in pattern.sections:
            continue
        if placed:
            regions = regions_of(fact)
            if (regions and not regions & wanted) or (pattern.region_needed and not regions):
                continue
        if pattern.side and not sides_agree(setting.request.side, mention.side):
            continue
        asked = setting.request.levels if pattern.level and mention.levels else []
        if asked and not levels_agree(mention.levels, asked):
            continue
        if pattern.classes and mention.attributes.get("class") not in pattern.classes:
            continue
        if of and not _belongs(mention.attributes.get("of"), of):
            continue
        place = _in_time(fact, pattern, setting.day, after, before)
        if place is True:
            sure.append(fact)
        elif place is None:
            open_date.append(fact)
    return sure, open_date


def judge_fact(pattern: FactPattern, setting: Setting) -> Judgement:
    """What the record says on ``pattern`` on the day of the decision."""
    found, undated = candidates(pattern, setting)
    support: list[Fact] = []
    against: list[Fact] = []
    weak: list[Fact] = []
    reasons: set[str] = set()
    wants = Polarity(pattern.polarity)
    for fact in found:
        polarity = fact.mention.polarity
        if polarity is Polarity.UNCERTAIN and (pattern.suspected or wants is Polarity.UNCERTAIN):
            support.append(fact)
        elif wants is Polarity.UNCERTAIN:
            against += [fact] if polarity is Polarity.NEGATED else []
        elif polarity is Polarity.UNCERTAIN:
            weak.append(fact)
            reasons.add("only as a possibility")
        elif polarity is not wants:
            against.append(fact)
        elif pattern.report and fact.kind in CLINIC_KINDS:
            weak.append(fact)
            reasons.add("only retold in a clinic's note; the report itself is not in the file")
        else:
            passed = _passes(fact, pattern, setting.index)
            if passed is None:
                weak.append(fact)
                reasons.add("without the figure asked for (" + "; ".join(t.words() for t in pattern.where) + ")")
            else:
                (support if passed else against).append(fact)
    if undated:
        weak += [fact for fact in undated if fact.mention.polarity is wants]
        reasons.add("on a date that the file leaves open")
    verdict, deciding, aside = _weigh(support, against, _ever(pattern))
    if verdict == "not_documented" and weak:
        return Judgement(verdict, weak, [], "mentioned " + " and ".join(sorted(reasons)))
    if verdict == "not_documented" and pattern.of and set(pattern.concepts) <= _BENEFITS:
        without = [f for f in candidates(replace(pattern, concepts=(_NO_RELIEF,)), setting)[0] if _said(f)]
        if without:
            return Judgement("not_met", without, [], f"{len(without)} statement(s) say that it brought no relief")
    notes = {
        "met": f"{len(deciding)} statement(s) say so",
        "not_met": f"{len(deciding)} statement(s) say otherwise",
        "contradicted": "statements of the same date oppose each other",
        "not_documented": "nothing in the file speaks to it",
    }
    note = notes[verdict]
    if aside:
        note += f"; {len(aside)} earlier or other statement(s) set aside ({_list_dates(aside)})"
    return Judgement(verdict, deciding, aside + weak, note)


def _said(fact: Fact) -> bool:
    return fact.mention.polarity is Polarity.AFFIRMED


def _counts(fact: Fact, pattern: FactPattern) -> bool:
    """Whether the fact's time of speech (now, past, planned) counts for the pattern."""
    mention = fact.mention
    if fact.kind == "rfa" and mention.date is None and mention.concept.split(".", 1)[0] in OWN_PAPERS:
        return "hypothetical" in pattern.temporality  # an order form asks for it; it does not show it done
    asks_pending = any(test.name == "pending" for test in pattern.where)
    planned = mention.temporality is Temporality.HYPOTHETICAL
    if mention.concept.endswith("_pending"):
        return True
    if pattern.suspected and planned and not mention.concept.startswith(("tx.", "med.")):
        return True
    if mention.attributes.get("pending") is True:
        return asks_pending or "hypothetical" in pattern.temporality
    if asks_pending:
        return True
    if planned and mention.concept.startswith(("plan.", "admin.")):
        return True
    return mention.temporality.value in pattern.temporality


def _belongs(of: object, wanted: tuple[str, ...]) -> bool:
    if not isinstance(of, str):
        return False
    return any(of == one or (one.endswith("*") and of.startswith(one[:-1])) for one in wanted)


def _treatments(names: tuple[str, ...], setting: Setting) -> tuple[str, ...]:
    """Concepts that ``of`` stands for; ``request`` means the drug asked for."""
    found: list[str] = []
    for name in names:
        if name == "request":
            drug = setting.request.drug
            found.append(f"med.{drug.lower().replace('/', '_').replace(' ', '_')}" if drug else "med.unnamed")
        else:
            found.append(name)
    return tuple(found)


def _passes(fact: Fact, pattern: FactPattern, index: FactIndex) -> bool | None:
    """Whether the comparisons hold; None when the text gives no value for one of them and none fails."""
    open_value = False
    for test in pattern.where:
        actual = value_of(fact, test.name)
        if actual is None and test.name == "failed" and index.failed_beside(fact):
            actual = "true"
        if actual is None:
            open_value = True
        elif not test.holds(actual):
            return False
    return None if open_value else True


def _anchors(concepts: tuple[str, ...], setting: Setting) -> list[Fact]:
    """Affirmed events of these concepts, in the parts in question where they name one."""
    wanted = expand(("request",), setting.focus)
    found = []
    for fact in setting.index.of(concepts):
        mention = fact.mention
        if mention.polarity is not Polarity.AFFIRMED or mention.experiencer is Experiencer.OTHER:
            continue
        planned = mention.temporality is Temporality.HYPOTHETICAL or mention.attributes.get("pending") is True
        if planned and not mention.concept.endswith("_pending"):
            continue
        regions = regions_of(fact)
        if not regions or not wanted or regions & wanted:
            found.append(fact)
    return found


def _latest_end(concepts: tuple[str, ...], setting: Setting) -> dt.date | None:
    """Last possible day of the latest event. An event dated by its year alone ends with that year or the day asked."""
    ends = [end for fact in _anchors(concepts, setting) for end in [_dated(fact, 1)] if end and end <= setting.day]
    years = [
        span for fact in _anchors(concepts, setting) for span in [interval(fact.mention.date)]
        if span and span[0] <= setting.day < span[1]
    ]  # fmt: skip
    ends += [min(span[1], setting.day) for span in years]
    return max(ends, default=None)


def _latest_start(concepts: tuple[str, ...], setting: Setting) -> dt.date | None:
    starts = [start for fact in _anchors(concepts, setting) for start in [_dated(fact, 0)] if start]
    return max((start for start in starts if start <= setting.day), default=None)


def _dated(fact: Fact, end: int) -> dt.date | None:
    """The stated day of an event (first or last possible); the paper's own day only where the paper is the event's."""
    stated = interval(fact.mention.date)
    if stated:
        return stated[end]
    return fact.document_date if is_own_paper(fact) else None


def _in_time(
    fact: Fact, pattern: FactPattern, day: dt.date, after: dt.date | None, before: dt.date | None
) -> bool | None:
    """Whether the fact lies in the time asked for; None when its date is open and a date was asked for."""
    start, end = when(fact)
    if start and start > day:
        return False
    if start is None and end and end > day:
        return False
    if pattern.within is not None and end is not None and (day - end).days > pattern.within:
        return False
    if pattern.older is not None and (end is None or (day - end).days < pattern.older):
        if start is not None and (day - start).days < pattern.older:
            return False
        return None
    if after is not None:
        if end is not None and end <= after:
            return False
        if start is None:
            return None
        if start <= after:
            return False
    if before is not None:
        if end is None:
            return None
        if end >= before and not (start is not None and start < before):
            return False
    return True


def _ever(pattern: FactPattern) -> bool:
    if pattern.ever is not None:
        return pattern.ever
    return all(concept.split(".", 1)[0] in _EVER_TYPES for concept in pattern.concepts)


def _weigh(support: list[Fact], against: list[Fact], ever: bool) -> tuple[Verdict, list[Fact], list[Fact]]:
    """Set statements for and against each other, finding by finding (concept, side, level)."""
    if not support and not against:
        return "not_documented", [], []
    if not against:
        return "met", support, []
    if not support:
        return "not_met", against, []
    results: list[tuple[Verdict, list[Fact], list[Fact]]] = []
    keys = {_key(fact) for fact in support} | {_key(fact) for fact in against}
    for key in sorted(keys, key=repr):
        yes = [fact for fact in support if _key(fact) == key]
        no = [fact for fact in against if _key(fact) == key]
        results.append(_duel(yes, no, ever))
    for wanted in ("met", "contradicted", "not_met"):
        chosen = [r for r in results if r[0] == wanted]
        if chosen:
            deciding = [fact for r in chosen for fact in r[1]]
            aside = [fact for r in results for fact in r[2]]
            aside += [fact for r in results if r[0] != wanted for fact in r[1]]
            return chosen[0][0], deciding, aside
    return "not_documented", [], []


def _key(fact: Fact) -> tuple[str, str | None, tuple[str, ...]]:
    return fact.mention.concept, fact.mention.side, fact.mention.levels


def _duel(yes: list[Fact], no: list[Fact], ever: bool) -> tuple[Verdict, list[Fact], list[Fact]]:
    if not no:
        return "met", yes, []
    if not yes:
        return "not_met", no, []
    if ever and any(map(has_own_paper, yes)) and not any(map(has_own_paper, no)):
        return "met", yes, no  # the paper itself outweighs a remark elsewhere that there is none
    last_yes, last_no = _last(yes), _last(no)
    if ever and last_yes >= last_no and last_yes != last_no:
        return "met", yes, no
    if last_yes > last_no:
        return "met", _at(yes, last_yes), _rest(yes, last_yes) + no
    if last_no > last_yes:
        if ever:
            return "contradicted", yes + no, []
        return "not_met", _at(no, last_no), _rest(no, last_no) + yes
    current = Temporality.CURRENT
    now_yes = [fact for fact in yes if fact.mention.temporality is current]
    now_no = [fact for fact in no if fact.mention.temporality is current]
    if not ever and now_yes and not now_no:
        return "met", now_yes, no
    if not ever and now_no and not now_yes:
        return "not_met", now_no, yes
    return "contradicted", yes + no, []


def _last(facts: list[Fact]) -> dt.date:
    return max((stated_on(fact) or dt.date.min) for fact in facts)


def _at(facts: list[Fact], day: dt.date) -> list[Fact]:
    return [fact for fact in facts if (stated_on(fact) or dt.date.min) == day]


def _rest(facts: list[Fact], day: dt.date) -> list[Fact]:
    return [fact for fact in facts if (stated_on(fact) or dt.date.min) != day]


def _list_dates(facts: Sequence[Fact]) -> str:
    dates = sorted({day.isoformat() for fact in facts if (day := stated_on(fact))})
    return ", ".join(dates[:6]) or "undated"
