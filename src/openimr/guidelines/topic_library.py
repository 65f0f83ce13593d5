"""Guideline topics, read from ``topics/*.yaml`` and checked before anything is judged by them.

What is refused: unknown keys, roles, editions, concepts, treatments, regions and document kinds; a letter in the logic
without a criterion and a criterion without a place in the logic; a page outside its chapter; a case without a pattern;
``verified`` without who and when. What needs a look at the whole library is in :mod:`openimr.guidelines.linting`.
Patterns that many topics share stand once, in ``topics/_patterns.yaml``, and are named with ``use: name``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any

from pydantic import ValidationError

from openimr.casefile.model import DocumentKind
from openimr.guidelines.edition_table import EditionSet, edition_sets, editions
from openimr.guidelines.logic_syntax import cases_of, letters_of, parse_logic
from openimr.guidelines.model import Criterion, Edition, Source, Topic
from openimr.guidelines.patterns import (
    CHOOSING,
    Count,
    DocumentPattern,
    FactPattern,
    Pattern,
    RequestPattern,
    SinceEvent,
    Total,
    UseDuration,
    Visits,
    joined,
    leaves,
    parse_pattern,
)
from openimr.guidelines.regions import known_region
from openimr.guidelines.supplying import supplies
from openimr.guidelines.vocabulary import Vocabulary, vocabulary
from openimr.rulefiles import RuleFile, read_rule_file, rules_folder

_KINDS = frozenset(kind.value for kind in DocumentKind)
#: What no mention at all means, by role, where the criterion does not say.
_MISSING = {"exclusion": "pass", "limit": "pass", "advisory": "pass"}


@cache
def topics() -> dict[str, Topic]:
    """All topics of the shipped rules by id.

    >>> topics()["NMES"].stance
    'not_recommended'

    Raises:
        RuleError: a rule file is wrong; the message names file, line and what to change.
    """
    return read_topics(rules_folder() / "topics", editions(), vocabulary())


@cache
def companion_index() -> Mapping[str, tuple[Topic, ...]]:
    """Topics by the treatments, drugs (``drug:name``) and classes (``class:name``) they are for."""
    index: dict[str, list[Topic]] = {}
    for topic in topics().values():
        keys = [*topic.treatments, *(f"drug:{d}" for d in topic.drugs), *(f"class:{c}" for c in topic.drug_classes)]
        for key in keys:
            index.setdefault(key, []).append(topic)
    return {key: tuple(found) for key, found in index.items()}


def read_topics(folder: Traversable, known: Mapping[str, Edition], words: Vocabulary) -> dict[str, Topic]:
    """Topics of one folder, checked against editions and vocabulary.

    Raises:
        RuleError: a file is wrong.
    """
    shared = shared_patterns(folder)
    found: dict[str, Topic] = {}
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".yaml") or path.name.startswith("_"):
            continue
        rule = read_rule_file(path, f"topics/{path.name}")
        topic = read_topic(rule, shared, known, words)
        if topic.id in found:
            rule.refuse(("id",), f"the topic {topic.id} stands twice ({found[topic.id].file})", "give it its own id")
        found[topic.id] = topic
    return found


def read_topic(
    rule: RuleFile,
    shared: Mapping[str, Any],
    known: Mapping[str, Edition],
    words: Vocabulary,
    sets: Mapping[str, EditionSet] | None = None,
) -> Topic:
    """One topic from its rule file.

    Args:
        rule: the file as read.
        shared: patterns that may be named with ``use``.
        known: editions by id.
        words: concepts and treatments that exist.
        sets: names for several editions; those of the shipped rules when not given.

    Raises:
        RuleError: the file is wrong; the message names the line and what to change.
    """
    if not isinstance(rule.data, dict):
        rule.refuse((), "the file holds no topic", "begin it with 'id:'")
    data = dict(rule.data)
    data["file"] = rule.name
    sets = edition_sets() if sets is None else sets
    topic_id = str(data.get("id", ""))
    data["criteria"] = [
        _criterion(rule, topic_id, number, row, shared, sets) for number, row in enumerate(data.get("criteria") or [])
    ]
    data["cases"] = {
        name: _used(rule, ("cases", name), body, shared) for name, body in (data.get("cases") or {}).items()
    }
    if isinstance(data.get("when"), dict):
        data["when"] = {
            key: _used(rule, ("when", key), body, shared) if key in ("record", "record_none") else body
            for key, body in data["when"].items()
        }
    written = data.get("sources")
    data["sources"], lines = _each_edition(written, known, sets)
    try:
        topic = Topic.model_validate(data)
    except ValidationError as error:
        rule.refuse_invalid(error, written=lines)
    _check_sources(rule, topic, known, lines)
    _check_editions(rule, topic, known)
    _check_verified(rule, topic, lines)
    _check_logic(rule, topic)
    for number, criterion in enumerate(topic.criteria):
        _check_pattern(rule, ("criteria", number, "pattern"), criterion.pattern, words)
    for name, body in topic.cases.items():
        _check_pattern(rule, ("cases", name), body, words)
    _check_when(rule, topic, words)
    for number, treatment in enumerate(topic.treatments):
        if not words.has_treatment(treatment):
            rule.refuse(
                ("treatments", number), f"unknown treatment {treatment}", "use an id of treatments.yaml or add it there"
            )
    if not (topic.treatments or topic.drugs or topic.drug_classes):
        rule.refuse((), f"the topic {topic.id} is for nothing", "name treatments, drugs or drug_classes")
    return topic


def shared_patterns(folder: Traversable) -> dict[str, Any]:
    """The patterns of ``_patterns.yaml`` by name, each with those it uses put in.

    Raises:
        RuleError: a pattern is wrong.
    """
    path = folder / "_patterns.yaml"
    if not path.is_file():
        return {}
    rule = read_rule_file(path, "topics/_patterns.yaml")
    raw = rule.data
    if not isinstance(raw, dict):
        rule.refuse((), "the file holds no patterns by name", "write each as name: {fact: {...}}")
    done: dict[str, Any] = {}
    for name, body in raw.items():
        done[name] = _used(rule, (name,), body, done)
        try:
            parse_pattern(done[name])
        except ValueError as error:
            rule.refuse((name,), f"pattern {name}: {error}", "correct the pattern")
    return done


def _used(rule: RuleFile, path: tuple[str | int, ...], body: Any, shared: Mapping[str, Any]) -> Any:
    """``body`` with every ``use: name`` replaced by the shared pattern of that name."""
    if isinstance(body, Mapping):
        if set(body) == {"use"}:
            name = body["use"]
            if name not in shared:
                rule.refuse(
                    path, f"unknown shared pattern {name}", "use a name of topics/_patterns.yaml, defined above it"
                )
            return shared[name]
        return {key: _used(rule, (*path, key), value, shared) for key, value in body.items()}
    if isinstance(body, list):
        return [_used(rule, (*path, number), value, shared) for number, value in enumerate(body)]
    return body


def _each_edition(
    rows: Any, known: Mapping[str, Edition], sets: Mapping[str, EditionSet]
) -> tuple[Any, tuple[int, ...]]:
    """Sources with the names of sets replaced by their editions, and for each the number of its row in the file."""
    if not isinstance(rows, list):
        return rows, ()
    done: list[Any] = []
    lines: list[int] = []
    for number, row in enumerate(rows):
        named = sets.get(str(row.get("edition"))) if isinstance(row, Mapping) else None
        if named is None:
            done.append(row)
            lines.append(number)
            continue
        for edition in named.editions:
            part = {"regions": known[edition].regions} if named.by_part and "regions" not in row else {}
            done.append({**row, **part, "edition": edition})
            lines.append(number)
    return done, tuple(lines)


def _criterion(
    rule: RuleFile,
    topic_id: str,
    number: int,
    row: Any,
    shared: Mapping[str, Any],
    sets: Mapping[str, EditionSet],
) -> dict[str, Any]:
    path = ("criteria", number)
    if not isinstance(row, dict):
        rule.refuse(path, "a criterion must be a mapping", "begin it with '- id:'")
    filled = dict(row)
    letter = str(row.get("id", ""))
    filled["id"] = letter if letter.startswith(f"{topic_id}.") else f"{topic_id}.{letter}"
    filled["pattern"] = _used(rule, (*path, "pattern"), row.get("pattern"), shared)
    for key in ("editions", "editions_none"):
        if isinstance(row.get(key), list):
            filled[key] = [e for name in row[key] for e in (sets[name].editions if name in sets else [name])]
    filled.setdefault("missing", _MISSING.get(str(row.get("role")), "fail"))
    usual = supplies().get(str(row.get("fact", "")).split("/")[0])
    if usual is None:
        rule.refuse((*path, "fact"), f"unknown type of fact {row.get('fact')}", f"use one of {', '.join(supplies())}")
    filled.setdefault("document", usual.document)
    filled.setdefault("supplier", usual.supplier)
    return filled


def _check_sources(rule: RuleFile, topic: Topic, known: Mapping[str, Edition], lines: Sequence[int]) -> None:
    if not topic.sources:
        rule.refuse(("sources",), f"the topic {topic.id} names no source", "name the edition that treats it")
    for number, source in zip(lines, topic.sources, strict=True):
        path = ("sources", number)
        edition = known.get(source.edition)
        if edition is None:
            rule.refuse((*path, "edition"), f"unknown edition {source.edition}", "use an id or a set of editions.yaml")
        for region in source.regions:
            if not known_region(region):
                rule.refuse(path, f"unknown region {region}", "use a canonical region or a group of regions.yaml")
        for page in [*source.pages, *source.known_pages]:
            if edition.first_page is None or edition.last_page is None:
                continue
            numbers = [int(part) for part in page.split("-") if part.isdigit()]
            if not numbers or min(numbers) < edition.first_page or max(numbers) > edition.last_page:
                rule.refuse(
                    path,
                    f"page {page} lies outside {edition.id} (pages {edition.first_page} to {edition.last_page})",
                    "correct the page or the edition",
                )
            if numbers != sorted(numbers):
                rule.refuse(path, f"the pages {page} run backwards", "write the first page first")


def _check_editions(rule: RuleFile, topic: Topic, known: Mapping[str, Edition]) -> None:
    named = {source.edition for source in topic.sources}
    for number, criterion in enumerate(topic.criteria):
        for key, some in (("editions", criterion.editions), ("editions_none", criterion.editions_none)):
            for edition in some:
                if edition not in known:
                    remedy = "use an id or a set of editions.yaml"
                    rule.refuse(("criteria", number, key), f"unknown edition {edition}", remedy)
        if criterion.editions and not named & set(criterion.editions):
            rule.refuse(
                ("criteria", number, "editions"),
                f"the criterion {criterion.id} can never apply: no source of the topic is one of its editions",
                "name an edition of the topic's sources, or add the source",
            )


def _check_verified(rule: RuleFile, topic: Topic, lines: Sequence[int]) -> None:
    """``verified`` is a statement of a person about a page: it must say whose and when."""
    entries: list[tuple[tuple[str | int, ...], str, Topic | Source | Criterion]] = [((), topic.id, topic)]
    entries += [(("sources", n), f"the source {s.edition}", s) for n, s in zip(lines, topic.sources, strict=True)]
    entries += [(("criteria", n), c.id, c) for n, c in enumerate(topic.criteria)]
    for path, name, entry in entries:
        if entry.verified and not (entry.verified_by and entry.verified_on):
            rule.refuse(
                (*path, "verified"),
                f"{name} says verified, and not by whom and when",
                'give verified_by (who compared the published page) and verified_on (the day), or verified: "false"',
            )


def _check_logic(rule: RuleFile, topic: Topic) -> None:
    try:
        segments = parse_logic(topic.logic)
    except ValueError as error:
        rule.refuse(("logic",), str(error), "correct the logic line")
    letters = {criterion.id.removeprefix(f"{topic.id}.") for criterion in topic.criteria}
    if len(letters) != len(topic.criteria):
        rule.refuse(("criteria",), "two criteria have the same letter", "give each its own letter")
    for letter in letters_of(segments):
        if letter not in letters:
            rule.refuse(
                ("logic",), f"the logic names {letter}, which is no criterion", "add the criterion or drop the letter"
            )
    unused = letters - set(letters_of(segments))
    if unused:
        rule.refuse(
            ("logic",), f"criteria without a place in the logic: {', '.join(sorted(unused))}", "add them, FLAG at least"
        )
    outside = {letter for s in segments if s.op not in ("IF", "FLAG") for letter in letters_of(s)}
    for segment in segments:
        if segment.op == "IF" and set(letters_of(segment)) <= outside:
            rule.refuse(("logic",), f"IF({segment.case}) asks for no criterion of its own", "give the case a criterion")
    for case in cases_of(segments):
        if case not in topic.cases:
            rule.refuse(("logic",), f"the case {case} has no pattern", f"add cases: {case}: with its pattern")


def _check_pattern(rule: RuleFile, path: tuple[str | int, ...], body: Any, words: Vocabulary) -> None:
    try:
        pattern = parse_pattern(body)
    except ValueError as error:
        rule.refuse(path, str(error), "correct the pattern (docs/criteria.md describes the language)")
    for problem in unknown_words(pattern, words):
        rule.refuse(path, problem, "correct the word, or add it to the lexicon, taxonomy or region table")


def unknown_words(pattern: Pattern, words: Vocabulary) -> list[str]:
    """Concepts, regions, kinds and treatments of a pattern that do not exist, each with what it is."""
    problems: list[str] = []
    for leaf in _with_owner(pattern):
        if isinstance(leaf, FactPattern):
            named = (*leaf.concepts, *leaf.except_concepts, *leaf.of, *leaf.after, *leaf.before)
            problems += [f"unknown concept {c}" for c in named if c != "request" and not words.has_concept(c)]
            problems += [f"unknown region {r}" for r in leaf.regions if not known_region(r)]
            problems += [f"unknown document kind {k}" for k in leaf.kinds if k not in _KINDS]
        elif isinstance(leaf, DocumentPattern):
            problems += [f"unknown document kind {k}" for k in leaf.kinds if k not in _KINDS]
        elif isinstance(leaf, RequestPattern):
            problems += [f"unknown treatment {t}" for t in leaf.treatments if not words.has_treatment(t)]
            problems += [f"unknown drug {d}" for d in leaf.drugs if not words.has_drug(d)]
            given = [m for m in (*leaf.modifiers, *leaf.without) if not words.has_modifier(m)]
            problems += [f"unknown modifier {m}: no request is ever given it" for m in given]
        elif isinstance(leaf, UseDuration):
            problems += [f"unknown concept {c}" for c in leaf.of if c != "request" and not words.has_concept(c)]
    return problems


def _with_owner(pattern: Pattern) -> Iterable[Pattern]:
    for leaf in leaves(pattern):
        if isinstance(leaf, (SinceEvent, Count, Visits, Total)):
            yield leaf.fact
        else:
            yield leaf


_WHEN_KEYS = {
    "regions", "regions_none", "modifiers", "modifiers_none", "forms", "quantity", "ingredients", "drugs_none",
    "record", "record_none", "sides", "any_region", "fallback",
}  # fmt: skip


def _check_when(rule: RuleFile, topic: Topic, words: Vocabulary) -> None:
    for key, body in topic.when.items():
        path: Sequence[str | int] = ("when", key)
        if key not in _WHEN_KEYS:
            rule.refuse(path, f"when has no key {key}", f"known: {', '.join(sorted(_WHEN_KEYS))}")
        if key in ("regions", "regions_none"):
            for region in body if isinstance(body, list) else [body]:
                if not known_region(region):
                    rule.refuse(path, f"unknown region {region}", "use a canonical region or a group of regions.yaml")
        if key in ("modifiers", "modifiers_none"):
            for name in body if isinstance(body, list) else [body]:
                if not words.has_modifier(name):
                    remedy = "use a modifier of the request words, or of treatments.yaml"
                    rule.refuse(path, f"unknown modifier {name}: no request is ever given it", remedy)
        if key in ("record", "record_none"):
            _check_pattern(rule, tuple(path), body, words)
            for part in joined(parse_pattern(body)):
                if not isinstance(part, CHOOSING):
                    rule.refuse(
                        path,
                        f"a pattern of this kind ({type(part).__name__}) cannot choose between variants",
                        "use fact, request, since_injury or total, joined by any, all and not",
                    )
