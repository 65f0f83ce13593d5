"""Where papers of a record tell the same thing differently: reported with both places, never averaged or picked.

Compared are: what one event had (side, levels, share of relief), the day of an act that two papers tell within two
weeks of each other, a condition that one paper has and another denies, findings of one visit, what a study showed
against what others say it showed, and the dose of a drug on one day.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

from openimr.clinical.concepts import concept_name
from openimr.clinical.kinds import STUDIES
from openimr.clinical.model import (
    Contradiction,
    Fact,
    Polarity,
    Statement,
    Temporality,
    Timeline,
    TimelineEntry,
)
from openimr.clinical.phrasing import REPORTED_STUDIES, listed, name_of, placed, written

_INJECTIONS = ("tx.epidural", "tx.facet", "tx.radiofreq", "tx.sacroiliac", "tx.nerve_block", "tx.scs", "tx.botulinum")
_OPERATIONS = ("surgery", "fusion", "release", "arthroscop", "repair", "replacement")
#: Percent points by which two tellings of the same relief may differ.
_RELIEF = 15.0
#: Days within which two dates of the same act are more likely one act, told wrongly, than two.
_SAME_ACT_DAYS = 14
#: Conditions that do not come and go between two papers of a file.
_STANDING = ("dx.diabetes", "dx.hypertension", "dx.cancer", "dx.heart_disease", "dx.stroke", "dx.asthma", "dx.copd",
             "dx.kidney_disease", "dx.liver_disease", "dx.osteoporosis", "dx.bleeding_disorder", "dx.sleep_apnea",
             "risk.smoking", "risk.alcohol_abuse", "risk.substance_abuse", "tx.spine_surgery",
             "tx.prior_surgery")  # fmt: skip


def contradictions_in(facts: Iterable[Fact], timeline: Timeline) -> list[Contradiction]:
    """The contradictions of a record.

    Args:
        facts: facts told of the patient and not of plans.
        timeline: the timeline made of them.
    """
    known = list(facts)
    found = [
        *_events(timeline.entries), *_dates(timeline.entries), *_conditions(known), *_findings(known), *_studies(known),
        *_doses(known),
    ]  # fmt: skip
    return list(dict.fromkeys(found))


def _events(entries: list[TimelineEntry]) -> Iterator[Contradiction]:
    """The same act on the same day, told for another side or level; and its relief in figures that differ."""
    acts = [entry for entry in entries if entry.kind == "treatment"]
    same_day: dict[tuple[str, str], list[TimelineEntry]] = defaultdict(list)
    for entry in acts:
        if len(entry.date) == 10:
            same_day[entry.facts[0].concept, entry.date].append(entry)
    for one, other in (pair for told in same_day.values() for pair in combinations(told, 2)):
        first, second = one.facts[0], other.facts[0]
        if first.span.document == second.span.document:
            continue  # one paper may tell of both sides
        about = f"the {name_of(first)} of {written(one.date)}"
        mine, his = first.mention, second.mention
        if mine.side and his.side and mine.side != his.side:
            yield Contradiction("side", f"the side of {about}", (_told(mine.side, first), _told(his.side, second)))
        elif mine.levels and his.levels and not set(mine.levels) & set(his.levels):
            yield Contradiction(
                "level", f"the level of {about}",
                (_told(listed(list(mine.levels)), first), _told(listed(list(his.levels)), second)),
            )  # fmt: skip
    for entry in acts:
        yield from _relief(entry)


def _relief(entry: TimelineEntry) -> Iterator[Contradiction]:
    """One contradiction for an act, however often its relief is told: each share that another disagrees with, once."""
    told = []
    for fact in entry.facts:
        denied = fact.mention.polarity is Polarity.NEGATED
        if fact.concept == "resp.no_relief" or (fact.concept == "resp.relief" and denied):
            told.append((0.0, fact))
        elif fact.concept == "resp.relief" and "percent" in fact.mention.attributes:
            told.append((float(fact.mention.attributes["percent"]), fact))
    against: dict[float, Fact] = {}
    # a share that many papers repeat is told by the first and the last of them
    for (low, one), (high, other) in combinations(_first_and_last(told), 2):
        # relief may fade: only papers of like age, or a denial against a figure
        apart = _days_apart(one.document_date, other.document_date)
        if one.span.document == other.span.document or abs(low - high) < _RELIEF:
            continue
        if apart is not None and apart > 60 and low and high:
            continue
        against.setdefault(low, one)
        against.setdefault(high, other)
    if against:
        said = tuple(_told(_share(percent), fact) for percent, fact in sorted(against.items(), key=lambda one: one[0]))
        yield Contradiction("relief", f"what the {entry.what} of {written(entry.date)} brought", said)


def _first_and_last(told: list[tuple[float, Fact]]) -> list[tuple[float, Fact]]:
    by_share: dict[float, list[Fact]] = defaultdict(list)
    for percent, fact in told:
        by_share[percent].append(fact)
    return [(percent, fact) for percent, facts in by_share.items() for fact in (facts[0], *facts[1:][-1:])]


def _share(percent: float) -> str:
    return f"{percent:g}% relief" if percent else "no relief"


def _days_apart(one: dt.date | None, other: dt.date | None) -> int | None:
    return abs((one - other).days) if one and other else None


def _dates(entries: list[TimelineEntry]) -> Iterator[Contradiction]:
    """Acts done once in a while, told for two days close to each other by different papers."""
    alike: dict[tuple[str, str | None, frozenset[str]], list[TimelineEntry]] = defaultdict(list)
    for entry in entries:
        if entry.kind == "treatment" and len(entry.date) == 10 and _is_procedure(entry):
            first = entry.facts[0]
            alike[first.concept, first.mention.side, frozenset(first.mention.levels)].append(entry)
    for acts in alike.values():
        # an act told twice, wrongly once, lies beside its double when the acts are in order
        for one, other in pairwise(sorted(acts, key=lambda entry: entry.date)):
            apart = (dt.date.fromisoformat(other.date) - dt.date.fromisoformat(one.date)).days
            papers = {f.span.document for f in one.facts} & {f.span.document for f in other.facts}
            if 0 < apart <= _SAME_ACT_DAYS and not papers:
                said = _told(written(one.date), one.facts[0]), _told(written(other.date), other.facts[0])
                yield Contradiction("date", f"the day of the {one.what}", said)


def _is_procedure(entry: TimelineEntry) -> bool:
    concept = entry.facts[0].concept
    return concept.startswith(_INJECTIONS) or any(word in concept for word in _OPERATIONS)


def _conditions(facts: list[Fact]) -> Iterator[Contradiction]:
    """Lasting conditions and habits that one paper has and another denies."""
    by_concept: dict[str, dict[bool, Fact]] = defaultdict(dict)
    for fact in facts:
        if not fact.concept.startswith(_STANDING) or fact.mention.polarity is Polarity.UNCERTAIN:
            continue
        denied = fact.mention.polarity is Polarity.NEGATED
        by_concept[fact.concept].setdefault(denied, fact)
    for concept, told in by_concept.items():
        if len(told) == 2 and told[True].span.document != told[False].span.document:
            name = concept_name(concept)
            yield Contradiction("condition", name, (_told("present", told[False]), _told("denied", told[True])))


def _findings(facts: list[Fact]) -> Iterator[Contradiction]:
    """A finding present and absent, on one side and at one place, on the day of one examination."""
    told: dict[tuple[str, str, str, tuple[str, ...], tuple[str, ...]], dict[bool, Fact]] = defaultdict(dict)
    for fact in facts:
        mention = fact.mention
        if not fact.concept.startswith("exam.") or mention.polarity is Polarity.UNCERTAIN or mention.side is None:
            continue
        if mention.temporality is Temporality.HISTORICAL or fact.date is None or len(fact.date) < 10:
            continue
        key = (fact.concept, fact.date, mention.side, mention.levels, mention.regions)
        told[key].setdefault(mention.polarity is Polarity.NEGATED, fact)
    for finding, both in told.items():
        if len(both) == 2:
            about = f"{placed(both[False])} on examination of {written(finding[1])}"
            yield Contradiction("finding", about, (_told("present", both[False]), _told("absent", both[True])))


def _studies(facts: list[Fact]) -> Iterator[Contradiction]:
    """What a study's report denies and another paper says that it showed, or the other way round."""
    reports: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.kind in REPORTED_STUDIES and fact.document_date is not None:
            reports[fact.concept, fact.document_date.isoformat()].append(fact)
    seen: set[tuple[str, str, tuple[str, ...]]] = set()
    for other in facts:
        shows = other.concept.startswith(("img.", "edx.")) and other.concept not in STUDIES
        if not shows or other.kind in REPORTED_STUDIES or other.mention.date is None:
            continue
        for report in reports.get((other.concept, other.mention.date), ()):
            places = (report.mention.levels, other.mention.levels)
            if not (set(places[0]) & set(places[1]) or places[0] == places[1]):
                continue
            if {report.mention.polarity, other.mention.polarity} != {Polarity.AFFIRMED, Polarity.NEGATED}:
                continue
            key = (report.concept, other.mention.date, places[1])
            if key not in seen:
                seen.add(key)
                yield Contradiction(
                    "study", f"{placed(report)} in the study of {written(other.mention.date)}",
                    (_told(_shown(report), report), _told(_shown(other), other)),
                )  # fmt: skip


def _shown(fact: Fact) -> str:
    paper = "the report" if fact.kind in REPORTED_STUDIES else "another paper"
    return f"{paper} {'denies' if fact.mention.polarity is Polarity.NEGATED else 'has'} it"


def _doses(facts: list[Fact]) -> Iterator[Contradiction]:
    """One drug with two strengths, or two doses a day, in different papers of one day."""
    told: dict[tuple[str, dt.date, str], dict[object, Fact]] = defaultdict(dict)
    for fact in facts:
        said = fact.mention.attributes
        if "drug" not in said or fact.document_date is None or fact.mention.temporality is not Temporality.CURRENT:
            continue
        for name in ("strength", "per_day"):
            if name in said:
                told[(str(said["drug"]), fact.document_date, name)].setdefault(said[name], fact)
    for (drug, day, name), doses in told.items():
        values = list(doses.items())
        for (one, first), (other, second) in combinations(values, 2):
            if first.span.document == second.span.document:
                continue
            what = "strength" if name == "strength" else "dose a day"
            yield Contradiction(
                "dose", f"the {what} of {drug} on {written(day)}", (_told(str(one), first), _told(str(other), second))
            )


def _told(words: str, fact: Fact) -> Statement:
    return Statement(words, fact.evidence)
