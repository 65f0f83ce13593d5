"""Which topics govern an item on a day: the guideline in force that addresses it, by the evidence hierarchy.

For each topic that fits the request, the editions in force on the day are taken in order of rank. A source of lower
rank is used only where none of higher rank addresses the item, or where the topic says that both are used together.
Topics of one slot (first injection, repeat injection) exclude each other and the most specific wins; topics of
different slots (a class rule and a drug rule) add up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openimr.clinical.model import ClinicalRecord, Patient
from openimr.dispute.model import Request
from openimr.guidelines.edition_table import editions
from openimr.guidelines.matching import Setting, judge_fact, main_region
from openimr.guidelines.model import Choice, Edition, Source, Topic
from openimr.guidelines.patterns import (
    AllOf,
    AnyOf,
    FactPattern,
    Not,
    Pattern,
    RequestPattern,
    SinceInjury,
    Total,
    parse_pattern,
)
from openimr.guidelines.regions import expand, near, regions_of_levels
from openimr.guidelines.requesting import ingredients, request_holds
from openimr.guidelines.topic_library import companion_index
from openimr.guidelines.totals import total_of


def choose(request: Request, day: dt.date, record: ClinicalRecord | None = None) -> list[Choice]:
    """The topics that govern ``request`` on ``day``, the most specific first.

    Args:
        request: the request in structured form.
        day: the day whose rules apply (the utilization review decision; for a retrospective request the service).
        record: the record, whose facts choose between variants (first or repeated, trial or continued use).

    >>> item = Request(treatment="nmes_device", category="dmepos")
    >>> [choice.topic.id for choice in choose(item, dt.date(2014, 3, 4))]
    ['NMES']
    >>> choose(item, dt.date(2014, 3, 4))[0].sources[0][0].id
    'mtus-chronic-pain-2009'
    """
    return [row for row, _ in _weigh(request, day, record) if isinstance(row, Choice)]


@dataclass(frozen=True, slots=True)
class Considered:
    """A topic that is for the treatment or drug asked for: whether it was chosen, and why or why not."""

    topic: Topic
    chosen: bool
    why: str


def consider(request: Request, day: dt.date, record: ClinicalRecord | None = None) -> list[Considered]:
    """All topics for the treatment or drug of ``request``, those chosen first, each with the reason.

    >>> item = Request(treatment="tens_unit", category="dmepos")
    >>> [(row.topic.id, row.chosen, row.why) for row in consider(item, dt.date(2014, 3, 4))][1]
    ('TENS-CONT', False, 'the record does not show the situation this topic is for')
    """
    rows = _weigh(request, day, record)
    return [Considered(t, isinstance(row, Choice), row.why if isinstance(row, Choice) else row) for row, t in rows]


def _weigh(request: Request, day: dt.date, record: ClinicalRecord | None) -> list[tuple[Choice | str, Topic]]:
    """The choices in their order, then the other candidates, each with the reason why it does not govern."""
    known = record if record is not None else ClinicalRecord(facts=[], patient=Patient())
    best: dict[str, tuple[tuple[int, int], int, Topic, str]] = {}
    left: list[tuple[Choice | str, Topic]] = []
    for order, topic in enumerate(candidates(request)):
        fit = _fits(topic, request, day, known)
        if isinstance(fit, str):
            left.append((fit, topic))
            continue
        score, reason = fit
        rank = (topic.precedence, score)
        slot = topic.slot or topic.id
        before = best.get(slot)
        if before is not None:
            loser, winner = (before[2], topic) if rank > before[0] else (topic, before[2])
            left.append((f"{winner.id} of the same slot fits more closely", loser))
        if before is None or rank > before[0]:
            best[slot] = (rank, order, topic, reason)
    if any(topic.when.get("fallback") != "true" for _, _, topic, _ in best.values()):
        spare = [slot for slot, row in best.items() if row[2].when.get("fallback") == "true"]
        left += [("it is for items that no other topic is for", best.pop(slot)[2]) for slot in spare]
    choices: list[tuple[Choice | str, Topic]] = []
    for _, _, topic, reason in sorted(best.values(), key=lambda row: (-row[0][0], -row[0][1], row[1])):
        sources, words = in_hierarchy(topic, day, _parts(topic, request, known))
        if sources:
            choices.append((Choice(topic=topic, sources=sources, why=f"{reason}; {words}"), topic))
        else:
            left.append((words, topic))
    return choices + left


def in_hierarchy(
    topic: Topic, day: dt.date, parts: Collection[str] | None = None
) -> tuple[list[tuple[Edition, Source]], str]:
    """The sources of a topic that govern on ``day``, and the reason in words.

    Args:
        topic: the topic.
        day: the day whose rules apply.
        parts: the parts of the body the request is about; None takes sources for every part.

    >>> from openimr.guidelines.topic_library import topics
    >>> sources, why = in_hierarchy(topics()["NCV-LE"], dt.date(2014, 5, 29))
    >>> [edition.id for edition, _ in sources]
    ['odg']
    """
    known = editions()
    in_force = [(known[source.edition], source) for source in topic.sources if known[source.edition].in_force(day)]
    current = in_force if parts is None else _for_parts(in_force, parts)
    silent = [edition for edition, source in current if not source.addresses]
    speaking = [(edition, source) for edition, source in current if source.addresses]
    if not speaking:
        return [], "no edition in force addresses it"
    rank = min(edition.rank for edition, _ in speaking)
    chosen = [(edition, source) for edition, source in speaking if edition.rank == rank or source.beside]
    chosen.sort(key=lambda row: row[0].rank)
    first = chosen[0][0]
    if first.family == "mtus":
        words = f"{first.title} is in force on {day.isoformat()}"
        if chosen[0][1].carried:
            words += "; how it treats the item nobody has compared, so the criteria are carried over from before"
        else:
            words += " and addresses it"
        if any(edition.rank > rank for edition, _ in chosen):
            words += ", and " + _names(e for e, _ in chosen if e.rank > rank) + " is used beside it"
    else:
        if silent:
            gap = _names(silent) + " does not address it"
        elif len(in_force) > len(current):
            gap = "the request names no part of the body that a governing guideline is for"
        else:
            gap = "the governing schedule does not address it"
        words = f"{gap}, so the next source in the evidence hierarchy, {first.title}, is used"
    return chosen, words


def _for_parts(rows: Sequence[tuple[Edition, Source]], parts: Collection[str]) -> list[tuple[Edition, Source]]:
    """Sources for these parts of the body: those bound to one of them, else to one that lies near, else general ones.

    Where a guideline has an edition for the part, its general editions step back.
    """
    asked = frozenset(parts)
    around = frozenset(region for part in asked for region in near(part))
    bound = [row for row in rows if expand(row[1].regions, ()) & asked]
    bound = bound or [row for row in rows if expand(row[1].regions, ()) & around]
    special = {edition.guideline for edition, _ in bound}
    return [row for row in rows if row in bound or (not row[1].regions and row[0].guideline not in special)]


def _names(some: Iterable[Edition]) -> str:
    return " and ".join(dict.fromkeys(edition.title for edition in some))


def candidates(request: Request) -> list[Topic]:
    """All topics for the treatment, drug or class of drugs of a request, whatever its part of the body and day.

    >>> [topic.id for topic in candidates(Request(treatment="tens_unit"))]
    ['TENS-CONT', 'TENS-TRIAL']
    """
    index = companion_index()
    keys: list[str] = []
    if request.treatment:
        keys.append(request.treatment)
    for drug in dict.fromkeys([request.drug, *request.ingredients]):
        if drug:
            keys.append(f"drug:{drug}")
    if request.drug_class:
        keys.append(f"class:{request.drug_class}")
    found: dict[str, Topic] = {}
    for key in keys:
        for topic in index.get(key, ()):
            if key.startswith(("drug:", "class:")) and not _drug_topic_fits(topic, request):
                continue
            found.setdefault(topic.id, topic)
    return list(found.values())


def _drug_topic_fits(topic: Topic, request: Request) -> bool:
    """A topic for drugs that also names treatments is only for those (a topical drug is not the oral one)."""
    return not topic.treatments or request.treatment is None or request.treatment in topic.treatments


def _fits(topic: Topic, request: Request, day: dt.date, record: ClinicalRecord) -> tuple[int, str] | str:
    """How specifically the topic fits, and why in words; or only words: why it does not."""
    when = topic.when
    score = 0
    reasons: list[str] = []
    if topic.drugs and _drug_of(topic, request):
        score += 4
        reasons.append(f"the request is for {_drug_of(topic, request)}")
    elif topic.drug_classes and request.drug_class in topic.drug_classes:
        score += 2
        reasons.append(f"the request is for a drug of the class {str(request.drug_class).replace('_', ' ')}")
    elif request.treatment in topic.treatments:
        if topic.drugs or topic.drug_classes:
            return "it is for other drugs"
        reasons.append(f"the request is for {str(request.treatment).replace('_', ' ')}")
    else:
        return "it is for another treatment or drug"
    parts = _named_parts(request)
    if "regions" in when:
        about = expand(_list(when["regions"]), ())
        meant = parts or frozenset(main_region(record))
        if meant & about:
            score += 2
            reasons.append(
                f"of the {', '.join(sorted(meant & about))}" + ("" if parts else ", the part the record is about")
            )
        elif meant or when.get("any_region") != "true":
            return f"it is for other parts of the body ({', '.join(_list(when['regions']))})"
    if "regions_none" in when and parts and parts <= expand(_list(when["regions_none"]), ()):
        return "it is for other parts of the body"
    modifiers = frozenset(request.modifiers)
    if "modifiers_none" in when and modifiers & frozenset(_list(when["modifiers_none"])):
        return "the request says what this topic is not for"
    if "forms" in when and request.form not in _list(when["forms"]):
        return "it is for another form of the drug"
    if "sides" in when and request.side not in _list(when["sides"]):
        return "it is for another side"
    if "drugs_none" in when and request.drug in _list(when["drugs_none"]):
        return "another topic is for this drug"
    if "quantity" in when and not request_holds(RequestPattern(where=_quantity(when["quantity"])), request):
        return "it is for another quantity"
    if "ingredients" in when:
        if not ingredients(request) & frozenset(_list(when["ingredients"])):
            return "it is for other ingredients"
        score += 3
    return _variant(topic, request, day, record, score, reasons)


def _named_parts(request: Request) -> frozenset[str]:
    parts = frozenset(request.body_parts) | ({request.body_part} if request.body_part else set())
    return parts | regions_of_levels(request.levels)


def _parts(topic: Topic, request: Request, record: ClinicalRecord) -> frozenset[str] | None:
    """The parts of the body that choose between guidelines; those the record is about where the request names none."""
    if not any(source.regions for source in topic.sources):
        return None
    return _named_parts(request) or frozenset(main_region(record))


def _variant(
    topic: Topic, request: Request, day: dt.date, record: ClinicalRecord, score: int, reasons: list[str]
) -> tuple[int, str] | str:
    """The part of the fit that the request's modifiers or, failing them, the record decide."""
    when = topic.when
    modifiers = frozenset(request.modifiers)
    setting = Setting.of(request, record, day, _list(when.get("regions", [])))
    if "record_none" in when and _holds(parse_pattern(when["record_none"]), setting):
        return "the record shows a situation this topic is not for"
    by_words = frozenset(_list(when.get("modifiers", []))) & modifiers
    if by_words:
        score += 3
        reasons.append(f"the request says {', '.join(sorted(by_words)).replace('_', ' ')}")
    elif "record" in when:
        if not _holds(parse_pattern(when["record"]), setting):
            return "the record does not show the situation this topic is for"
        score += 3
        reasons.append("the record shows the situation this topic is for")
    elif "modifiers" in when:
        return "the request does not say what this topic is for"
    return score, " ".join(reasons)


def _drug_of(topic: Topic, request: Request) -> str | None:
    for drug in [request.drug, *request.ingredients]:
        if drug and drug in topic.drugs:
            return drug
    return None


def _quantity(body: Mapping[str, str]) -> Any:
    return parse_pattern({"request": {"quantity": body}}).where  # type: ignore[union-attr]


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _holds(pattern: Pattern, setting: Setting) -> bool:
    """Whether a variant's pattern holds: facts, request properties and the time since injury, joined by any/all/not."""
    match pattern:
        case AnyOf(parts):
            return any(_holds(part, setting) for part in parts)
        case AllOf(parts):
            return all(_holds(part, setting) for part in parts)
        case Not(part):
            return not _holds(part, setting)
        case FactPattern():
            return judge_fact(pattern, setting).verdict in ("met", "contradicted")
        case RequestPattern():
            return request_holds(pattern, setting.request) is True
        case Total():
            return total_of(pattern, setting).holds(pattern) is True
        case SinceInjury(test):
            injured = setting.record.patient.date_of_injury
            return injured is not None and test.holds((setting.day - injured).days)
        case _:
            raise ValueError(f"{type(pattern).__name__} cannot choose between variants")
