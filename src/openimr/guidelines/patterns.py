"""The pattern language of criteria: what the data say, parsed into small frozen objects.

A pattern is a mapping with exactly one key that names its kind (``fact``, ``request``, ``any`` ...). The language is
described for clinicians in ``docs/criteria.md``. Parsing refuses unknown kinds, keys and units; whether concepts exist
is checked by the loader, which knows the lexicon. What a pattern *means* on a record is judged in ``openimr.review``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from openimr.guidelines.comparing import Comparison, days
from openimr.guidelines.reading import mapping, strings

_COMPARE = ("eq", "gte", "lte", "gt", "lt", "in")


@dataclass(frozen=True, slots=True)
class FactPattern:
    """Facts of the record: which concepts, where, when, with what values.

    Attributes:
        concepts: ids, or ``sx.*`` for all that begin so. Several are alternatives.
        except_concepts: ids left out of a wildcard.
        regions: body regions the fact must lie in: words, names of groups, or ``request``; a fact without one passes
            unless ``region_needed``.
        side, level: whether side and spinal level must agree with the request.
        polarity: ``affirmed`` (default), ``negated``, or ``uncertain``: only what is suspected.
        temporality: which of current, historical, hypothetical count; the first two by default.
        kinds: kinds of documents that count; all when empty.
        report: whether the study's own report must be in the file; a clinic's retelling then only hints.
        of: concepts of the treatment a response must belong to; ``request`` means the drug asked for.
        where: comparisons with the fact's value and attributes.
        within: only facts at most this many days before the day of the decision.
        older: only facts at least this many days before it.
        after, before: only facts after or before the latest fact of these concepts.
        ever: whether any mention counts (True) or the latest decides (False); None = by the kind of fact.
        sections: only in these sections of a paper.
        suspected: whether a possibility counts as well ("rule out fracture").
        classes: only drugs of these classes.
    """

    concepts: tuple[str, ...]
    except_concepts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    region_needed: bool = False
    side: bool = False
    level: bool = False
    polarity: str = "affirmed"
    temporality: tuple[str, ...] = ("current", "historical")
    kinds: tuple[str, ...] = ()
    report: bool = False
    of: tuple[str, ...] = ()
    where: tuple[Comparison, ...] = ()
    within: int | None = None
    older: int | None = None
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    ever: bool | None = None
    sections: tuple[str, ...] = ()
    suspected: bool = False
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Pattern


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``number`` of the parts are met."""

    number: int
    parts: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class NoneOnFile:
    """Met when the record does not show the part: here the silence of the file is itself the fact."""

    part: Pattern


@dataclass(frozen=True, slots=True)
class IfThen:
    """``then`` where ``when`` is met; otherwise not applicable."""

    when: Pattern
    then: Pattern


@dataclass(frozen=True, slots=True)
class RequestPattern:
    """Properties of the request itself; all that are given must hold.

    Attributes:
        treatments, drugs, classes, forms, units, body_parts: lists of which the request's value must be one.
        ingredients: the request holds at least one of these (its drug counts).
        only_ingredients: every ingredient of the request is one of these.
        modifiers: at least one of these; without: none of these.
        has: fields that must be filled.
        where: comparisons with numbers: quantity, levels, weeks, per_week, strength, ingredients, body_parts.
    """

    treatments: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    body_parts: tuple[str, ...] = ()
    ingredients: tuple[str, ...] = ()
    only_ingredients: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    where: tuple[Comparison, ...] = ()


@dataclass(frozen=True, slots=True)
class UseDuration:
    """How long a drug has been in use, from its first prescription (or a stated beginning) to the decision."""

    of: tuple[str, ...]
    test: Comparison


@dataclass(frozen=True, slots=True)
class SinceInjury:
    """Days from the injury to the decision."""

    test: Comparison


@dataclass(frozen=True, slots=True)
class SinceEvent:
    """Days from the latest matching fact to the decision."""

    fact: FactPattern
    test: Comparison


@dataclass(frozen=True, slots=True)
class Count:
    """How many matching facts: different days (``by: day``), concepts or mentions."""

    fact: FactPattern
    by: str
    test: Comparison


@dataclass(frozen=True, slots=True)
class Visits:
    """The largest number of visits on record for these treatments, plus those requested when ``with_request``."""

    fact: FactPattern
    with_request: bool
    test: Comparison


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a value over the drugs taken at the same time, each with its latest dose.

    Attributes:
        fact: the drugs.
        value: the attribute that is added up, such as ``med_per_day``.
        together: drugs last told of more than so many days before the latest of them are no longer taken.
    """

    fact: FactPattern
    value: str
    together: int
    test: Comparison


@dataclass(frozen=True, slots=True)
class Concordance:
    """Level and side of the examination, of the study and of the request agree."""

    exam: FactPattern
    study: FactPattern


@dataclass(frozen=True, slots=True)
class Stance:
    """The guideline's own position: met by the request as such. ``shown`` only adds evidence."""

    says: str
    shown: Pattern | None = None


@dataclass(frozen=True, slots=True)
class DocumentPattern:
    """A paper of one of these kinds is in the file."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PatientPattern:
    """Age in years, or sex."""

    test: Comparison


Pattern = (
    FactPattern | AnyOf | AllOf | Not | AtLeast | NoneOnFile | IfThen | RequestPattern | UseDuration | SinceInjury
    | SinceEvent | Count | Visits | Total | Concordance | Stance | DocumentPattern | PatientPattern
)  # fmt: skip

#: Kinds of patterns that can choose between variants of a topic.
CHOOSING = (FactPattern, RequestPattern, SinceInjury, Total)

_FACT_KEYS = {
    "concepts", "except", "regions", "region_needed", "side", "level", "polarity", "temporality", "kinds", "report",
    "of", "where", "within", "older", "after", "before", "ever", "sections", "suspected",
    "classes",
}  # fmt: skip
_REQUEST_LISTS = tuple(f.name for f in fields(RequestPattern) if f.name != "where")
_REQUEST_NUMBERS = (
    "quantity", "levels", "weeks", "per_week", "strength", "refills", "ingredient_count", "body_part_count",
)  # fmt: skip
_REQUEST_FIELDS = ("quantity", "levels", "side", "strength", "form", "ingredients", "body_part", "weeks", "drug")


def parse_pattern(data: Any) -> Pattern:
    """The pattern that ``data`` describes.

    >>> parse_pattern({"since_injury": {"gte": "90 days"}}).test.words()
    'days at least 90'

    Raises:
        ValueError: an unknown kind, key, comparison or unit; the message names it.
    """
    found = mapping(data, "a pattern")
    if len(found) != 1:
        raise ValueError(f"a pattern has exactly one kind, here are {len(found)}: {', '.join(found) or 'none'}")
    kind, body = next(iter(found.items()))
    if kind not in _PARSERS:
        raise ValueError(f"unknown kind of pattern {kind!r}; known: {', '.join(sorted(_PARSERS))}")
    return _PARSERS[kind](body)


def leaves(pattern: Pattern) -> Iterator[Pattern]:
    """All patterns inside ``pattern`` that hold no other, in order."""
    match pattern:
        case AnyOf(parts) | AllOf(parts) | AtLeast(_, parts):
            for part in parts:
                yield from leaves(part)
        case Not(part) | NoneOnFile(part):
            yield from leaves(part)
        case IfThen(when, then):
            yield from leaves(when)
            yield from leaves(then)
        case SinceEvent(fact=fact) | Count(fact=fact) | Visits(fact=fact) | Total(fact=fact):
            yield fact
        case Concordance(exam, study):
            yield exam
            yield study
        case Stance(_, shown):
            if shown is not None:
                yield from leaves(shown)
        case _:
            yield pattern


def joined(pattern: Pattern) -> Iterator[Pattern]:
    """The patterns that any, all and not join, in order; those of other kinds stay whole."""
    match pattern:
        case AnyOf(parts) | AllOf(parts):
            for part in parts:
                yield from joined(part)
        case Not(part):
            yield from joined(part)
        case _:
            yield pattern


def _known(body: Mapping[str, Any], allowed: set[str], what: str) -> None:
    for key in body:
        if key not in allowed:
            raise ValueError(f"{what} has no key {key!r}; known: {', '.join(sorted(allowed))}")


def _truth(value: Any, what: str) -> bool:
    if value in ("true", "false"):
        return bool(value == "true")
    raise ValueError(f"{what} must be true or false")


def _test(name: str, body: Any, *, time: bool = False) -> Comparison:
    found = mapping(body, f"the comparison of {name}")
    if len(found) != 1 or next(iter(found)) not in _COMPARE:
        raise ValueError(f"the comparison of {name} needs exactly one of {', '.join(_COMPARE)}")
    op, value = next(iter(found.items()))
    if op == "in":
        return Comparison(name, op, "", tuple(one.lower() for one in strings(value, name)))
    if not isinstance(value, str):
        raise ValueError(f"the comparison of {name} needs one value")
    return Comparison(name, op, str(days(value)) if time else value)


def _tests(body: Any) -> tuple[Comparison, ...]:
    return tuple(_test(name, one) for name, one in mapping(body, "where").items())


def _fact(body: Any) -> FactPattern:
    found = mapping(body, "fact")
    _known(found, _FACT_KEYS, "fact")
    if "concepts" not in found:
        raise ValueError("fact needs concepts")
    polarity = str(found.get("polarity", "affirmed"))
    if polarity not in ("affirmed", "negated", "uncertain"):
        raise ValueError("polarity is affirmed, negated or uncertain")
    times = strings(found.get("temporality", ["current", "historical"]), "temporality")
    for one in times:
        if one not in ("current", "historical", "hypothetical"):
            raise ValueError(f"temporality has no {one!r}; known: current, historical, hypothetical")
    return FactPattern(
        concepts=strings(found["concepts"], "concepts"),
        except_concepts=strings(found.get("except", []), "except"),
        regions=strings(found.get("regions", []), "regions"),
        region_needed=_truth(found.get("region_needed", "false"), "region_needed"),
        side=_truth(found.get("side", "false"), "side"),
        level=_truth(found.get("level", "false"), "level"),
        polarity=polarity,
        temporality=times,
        kinds=strings(found.get("kinds", []), "kinds"),
        report=_truth(found.get("report", "false"), "report"),
        of=strings(found.get("of", []), "of"),
        where=_tests(found.get("where", {})),
        within=days(found["within"]) if "within" in found else None,
        older=days(found["older"]) if "older" in found else None,
        after=strings(found.get("after", []), "after"),
        before=strings(found.get("before", []), "before"),
        ever=_truth(found["ever"], "ever") if "ever" in found else None,
        sections=strings(found.get("sections", []), "sections"),
        classes=strings(found.get("classes", []), "classes"),
        suspected=_truth(found.get("suspected", "false"), "suspected"),
    )


def _parts(body: Any) -> tuple[Pattern, ...]:
    if not isinstance(body, list) or not body:
        raise ValueError("any and all need a list of patterns")
    return tuple(parse_pattern(one) for one in body)


def _at_least(body: Any) -> AtLeast:
    found = mapping(body, "at_least")
    _known(found, {"number", "of"}, "at_least")
    parts = _parts(found.get("of"))
    number = int(str(found.get("number", "0")))
    if not 1 <= number <= len(parts):
        raise ValueError(f"at_least asks for {number} of {len(parts)} patterns")
    return AtLeast(number, parts)


def _if_then(body: Any) -> IfThen:
    found = mapping(body, "if")
    _known(found, {"when", "then"}, "if")
    return IfThen(parse_pattern(found.get("when")), parse_pattern(found.get("then")))


def _request(body: Any) -> RequestPattern:
    found = mapping(body, "request")
    _known(found, {*_REQUEST_LISTS, *_REQUEST_NUMBERS}, "request")
    lists = {name: strings(found[name], name) for name in _REQUEST_LISTS if name in found}
    for name in lists.get("has", ()):
        if name not in _REQUEST_FIELDS:
            raise ValueError(f"request has no field {name!r}; known: {', '.join(_REQUEST_FIELDS)}")
    return RequestPattern(**lists, where=tuple(_test(name, found[name]) for name in _REQUEST_NUMBERS if name in found))


def _split(body: Any, what: str, own: set[str], *, time: bool) -> tuple[dict[str, Any], Comparison]:
    found = mapping(body, what)
    _known(found, {*own, *_COMPARE}, what)
    comparison = {key: value for key, value in found.items() if key in _COMPARE}
    return {key: found[key] for key in own if key in found}, _test("days" if time else what, comparison, time=time)


def _use_duration(body: Any) -> UseDuration:
    own, test = _split(body, "use_duration", {"of"}, time=True)
    return UseDuration(strings(own.get("of", "request"), "of"), test)


def _since_event(body: Any) -> SinceEvent:
    own, test = _split(body, "since", {"fact"}, time=True)
    return SinceEvent(_fact(own.get("fact", {})), test)


def _count(body: Any) -> Count:
    own, test = _split(body, "count", {"fact", "by"}, time=False)
    by = str(own.get("by", "day"))
    if by not in ("day", "concept", "mention"):
        raise ValueError("count is by day, concept or mention")
    return Count(_fact(own.get("fact", {})), by, test)


def _visits(body: Any) -> Visits:
    own, test = _split(body, "visits", {"fact", "with_request"}, time=False)
    return Visits(_fact(own.get("fact", {})), _truth(own.get("with_request", "false"), "with_request"), test)


def _total(body: Any) -> Total:
    own, test = _split(body, "total", {"fact", "value", "together"}, time=False)
    if not isinstance(own.get("value"), str):
        raise ValueError("total needs value: the attribute that is added up")
    return Total(_fact(own.get("fact", {})), own["value"], days(own.get("together", "3 months")), test)


def _concordance(body: Any) -> Concordance:
    found = mapping(body, "concordance")
    _known(found, {"exam", "study"}, "concordance")
    return Concordance(_fact(found.get("exam", {})), _fact(found.get("study", {})))


def _stance(body: Any) -> Stance:
    if isinstance(body, str):
        return Stance(body)
    found = mapping(body, "stance")
    _known(found, {"says", "shown"}, "stance")
    return Stance(str(found.get("says", "")), parse_pattern(found["shown"]) if "shown" in found else None)


def _document(body: Any) -> DocumentPattern:
    found = mapping(body, "document")
    _known(found, {"kinds"}, "document")
    return DocumentPattern(strings(found.get("kinds", []), "kinds"))


def _patient(body: Any) -> PatientPattern:
    found = mapping(body, "patient")
    if len(found) != 1 or next(iter(found)) not in ("age", "sex"):
        raise ValueError("patient needs exactly one of age, sex")
    name, comparison = next(iter(found.items()))
    return PatientPattern(_test(name, comparison))


_PARSERS: Mapping[str, Callable[[Any], Pattern]] = {
    "fact": _fact,
    "any": lambda body: AnyOf(_parts(body)),
    "all": lambda body: AllOf(_parts(body)),
    "not": lambda body: Not(parse_pattern(body)),
    "at_least": _at_least,
    "none_on_file": lambda body: NoneOnFile(parse_pattern(body)),
    "if": _if_then,
    "request": _request,
    "use_duration": _use_duration,
    "since_injury": lambda body: SinceInjury(_split(body, "since_injury", set(), time=True)[1]),
    "since": _since_event,
    "count": _count,
    "visits": _visits,
    "total": _total,
    "concordance": _concordance,
    "stance": _stance,
    "document": _document,
    "patient": _patient,
}
