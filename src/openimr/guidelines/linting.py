"""What is wrong with a library of topics: each finding with file, line and what to change.

Loading refuses a file at its first fault (:mod:`openimr.guidelines.topic_library`). The linter goes on to the next
file, and then looks at what only the whole shows: days on which a topic names no source or asks for nothing, criteria
that can never apply, roles that do not fit their place in the logic, topics that another always displaces, patterns
nobody uses.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from openimr.errors import RuleError
from openimr.guidelines.choosing import in_hierarchy
from openimr.guidelines.edition_table import editions, periods
from openimr.guidelines.logic_syntax import Letter, Node, letters_of, parse_logic
from openimr.guidelines.model import Criterion, Source, Topic
from openimr.guidelines.topic_library import read_topic, shared_patterns
from openimr.guidelines.vocabulary import Vocabulary, vocabulary
from openimr.rulefiles import RuleFile, read_rule_file, rules_folder

_USE = re.compile(r"\buse: *([a-z0-9-]+)")
#: The places in the logic that fit a role; a flag never decides, so every role may stand there.
_PLACES: Mapping[str, frozenset[str]] = {
    "exclusion": frozenset({"NOT"}),
    "exception": frozenset({"EXCEPT"}),
    "limit": frozenset({"LIMIT"}),
    "advisory": frozenset(),
    "lookup": frozenset({"TABLE"}),
    "conditional": frozenset({"IF", "ALL", "ANY"}),
    "required": frozenset({"ALL", "ANY", "IF"}),
    "alternative": frozenset({"ANY", "ALL", "IF"}),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of the library.

    Attributes:
        file, line: where.
        what: the fault in plain words.
        remedy: what to change.
    """

    file: str
    line: int
    what: str
    remedy: str

    def sentence(self) -> str:
        """The finding on one line.

        >>> Finding("topics/X.yaml", 3, "the role is wrong", "write limit").sentence()
        'topics/X.yaml:3: the role is wrong. Next: write limit.'
        """
        return f"{self.file}:{self.line}: {self.what}. Next: {self.remedy}."


def lint(folder: Traversable | None = None, words: Vocabulary | None = None) -> list[Finding]:
    """All faults of the topics in ``folder``, in the order of files and lines.

    Args:
        folder: a folder of topic files, with ``_patterns.yaml`` where they use shared patterns; the one in use
            when not given.
        words: concepts, treatments and drugs that exist; the shipped ones when not given.

    >>> lint()
    []
    """
    folder = folder or rules_folder() / "topics"
    known = words or vocabulary()
    found: list[Finding] = []
    try:
        shared = shared_patterns(folder)
    except RuleError as error:
        return [_refused(error, "topics/_patterns.yaml")]
    read: list[tuple[RuleFile, Topic]] = []
    used: set[str] = set()
    paths = sorted((p for p in folder.iterdir() if p.name.endswith(".yaml")), key=lambda p: p.name)
    for path in paths:
        if path.is_file():
            used |= set(_USE.findall(path.read_bytes().decode("utf-8", "replace")))
        if path.name.startswith("_"):
            continue
        name = f"topics/{path.name}"
        try:
            rule = read_rule_file(path, name)
            topic = read_topic(rule, shared, editions(), known)
        except RuleError as error:
            found.append(_refused(error, name))
            continue
        for other, earlier in read:
            if earlier.id == topic.id:
                what = f"the topic {topic.id} stands in {other.name} already"
                found.append(Finding(name, rule.line(("id",)), what, "give it its own id"))
        read.append((rule, topic))
        found += check_topic(rule, topic)
    found += _displaced(read)
    found += _unused(folder, shared, used)
    return sorted(found, key=lambda f: (f.file, f.line, f.what))


def check_topic(rule: RuleFile, topic: Topic) -> list[Finding]:
    """Faults of one topic that loaded: periods without a source or without criteria, criteria that cannot apply, roles.

    >>> from openimr.guidelines.topic_library import topics
    >>> check_topic(RuleFile("topics/NMES.yaml", {}), topics()["NMES"])
    []
    """
    found = [*_periods(rule, topic), *_roles(rule, topic), *_unasked_cases(rule, topic), *_loosened(rule, topic)]
    days = _days()
    for number, criterion in enumerate(topic.criteria):
        if not any(_applies_some_part(topic, criterion, day) for day in days):
            line = rule.line(("criteria", number))
            what = f"the criterion {criterion.id} can never apply: on no day does one of its editions govern the topic"
            found.append(Finding(rule.name, line, what, "correct its editions or dates, or drop it"))
    return found


def governing_parts(topic: Topic, day: dt.date) -> list[list[str]]:
    """The editions that govern a topic on a day, once for each part of the body that has its own.

    >>> from openimr.guidelines.topic_library import topics
    >>> governing_parts(topics()["NMES"], dt.date(2014, 5, 29))
    [['mtus-chronic-pain-2009']]
    """
    known = editions()
    bound: list[Source] = [s for s in topic.sources if s.regions and known[s.edition].in_force(day)]
    asked: list[list[str] | None] = [None]
    if bound:
        asked = [*(list(source.regions) for source in bound), []]
    rows = [[edition.id for edition, _ in in_hierarchy(topic, day, parts)[0]] for parts in asked]
    return [row for number, row in enumerate(rows) if row and row not in rows[:number]]


def _applies_some_part(topic: Topic, criterion: Criterion, day: dt.date) -> bool:
    return any(criterion.applies(governing, day) for governing in governing_parts(topic, day))


def _days() -> list[dt.date]:
    """The days on which something changes: the ends of the periods, the first and last day of each edition."""
    all_periods = periods()
    days = {day for p in all_periods for day in (p.first, p.last or p.first)}
    days |= {e.effective_from for e in editions().values() if e.effective_from}
    days |= {e.effective_to for e in editions().values() if e.effective_to}
    return sorted(day for day in days if day >= all_periods[0].first)


def _periods(rule: RuleFile, topic: Topic) -> Iterator[Finding]:
    deciding = {f"{topic.id}.{x}" for s in parse_logic(topic.logic) if s.op != "FLAG" for x in letters_of(s)}
    days = _days()
    for period in periods():
        inside = [day for day in days if period.first <= day and (period.last is None or day <= period.last)]
        bare = [day for day in inside if not governing_parts(topic, day)]
        if bare:
            what = f"the topic {topic.id} names no source for the period {period.title}, on {bare[0].isoformat()}"
            remedy = 'add the edition in force; where it is silent, with addresses: "false", and a source of lower rank'
            yield Finding(rule.name, rule.line(("sources",)), what, remedy)
            continue
        for day in inside:
            asked = [
                any(c.applies(governing, day) for c in topic.criteria if c.id in deciding)
                for governing in governing_parts(topic, day)
            ]
            if not all(asked):
                what = f"the topic {topic.id} asks for nothing on {day.isoformat()}: no deciding criterion applies"
                yield Finding(rule.name, rule.line(("criteria",)), what, "add a criterion of the edition in force")
                break


def _roles(rule: RuleFile, topic: Topic) -> Iterator[Finding]:
    places: dict[str, set[str]] = {}
    for segment in parse_logic(topic.logic):
        for letter in letters_of(segment):
            places.setdefault(letter, set()).add(segment.op)
    for number, criterion in enumerate(topic.criteria):
        stands = places[criterion.id.removeprefix(f"{topic.id}.")] - {"FLAG"}
        if stands and not stands & _PLACES[criterion.role]:
            where = " and ".join(sorted(stands))
            fits = " or ".join(sorted(_PLACES[criterion.role])) or "FLAG"
            yield Finding(
                rule.name,
                rule.line(("criteria", number, "role")),
                f"the criterion {criterion.id} has the role {criterion.role} and stands in {where}",
                f"put it into {fits}, or give it the role of its place",
            )


def _unasked_cases(rule: RuleFile, topic: Topic) -> Iterator[Finding]:
    asked = {s.case for s in parse_logic(topic.logic) if isinstance(s, Node) and s.op == "IF"}
    for case in topic.cases:
        if case not in asked:
            what = f"the case {case} has a pattern and no IF({case}: …) in the logic"
            yield Finding(rule.name, rule.line(("cases", case)), what, "ask for it in the logic, or drop it")


def _loosened(rule: RuleFile, topic: Topic) -> Iterator[Finding]:
    """Criteria of one edition in an ALL that is itself an alternative: in other editions the rest would suffice."""
    bound = {
        criterion.id.removeprefix(f"{topic.id}."): number
        for number, criterion in enumerate(topic.criteria)
        if criterion.editions or criterion.editions_none or criterion.effective_from or criterion.effective_to
    }
    for segment in parse_logic(topic.logic):
        for letter in _in_alternatives(segment, inside=False):
            if letter in bound:
                yield Finding(
                    rule.name,
                    rule.line(("logic",)),
                    f"{letter} belongs to some editions only and stands in an ALL inside {segment.op}: "
                    "where it drops out, the rest of that ALL suffices",
                    "take it out of the ALL, or join it by ANY to what stands for it in the other editions",
                )


def _in_alternatives(node: Node | Letter, *, inside: bool) -> Iterator[str]:
    """Letters that stand in an ALL which is a part of ANY or of EXCEPT."""
    if isinstance(node, Letter) or node.op == "FLAG":
        return
    for part in node.parts:
        if isinstance(part, Letter):
            if inside and node.op == "ALL":
                yield part.name
        else:
            yield from _in_alternatives(part, inside=inside or node.op in ("ANY", "EXCEPT"))


def _displaced(read: Sequence[tuple[RuleFile, Topic]]) -> Iterator[Finding]:
    """Topics of one slot for the same requests: the one of lower precedence, or the later, is never chosen."""
    first: dict[str, Topic] = {}
    for rule, topic in sorted(read, key=lambda row: -row[1].precedence):
        key = repr((topic.slot, topic.treatments, topic.drugs, topic.drug_classes, sorted(topic.when.items(), key=str)))
        if topic.slot and key in first:
            what = f"the topic {topic.id} is never chosen: {first[key].id} of the same slot fits the same requests"
            remedy = "give one of them another slot, or another when"
            yield Finding(rule.name, rule.line(("slot",)), what, remedy)
        first.setdefault(key, topic)


def _unused(folder: Traversable, shared: Mapping[str, object], used: set[str]) -> Iterator[Finding]:
    unused = sorted(set(shared) - used)
    if unused:
        rule = read_rule_file(folder / "_patterns.yaml", "topics/_patterns.yaml")
        for name in unused:
            yield Finding(rule.name, rule.line((name,)), f"nobody uses the pattern {name}", "use it or drop it")


def _refused(error: RuleError, name: str) -> Finding:
    file, _, line = (error.file or name).rpartition(":")
    if not line.isdigit():
        file, line = error.file or name, "1"
    return Finding(file, int(line), error.what, error.remedy or "correct the file")
