"""Test cases of guideline topics, as a physician writes them: what the records say, and what must come of it.

A case gives the request in words, records as short prose, the status expected of criteria and the recommendation. It is
run through the same chain as a case file: words to request, pages to facts, date and request to topics, facts to
criteria. Records may also be given as bare facts, for findings whose prose cannot be read yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from openimr.casefile.model import CaseFile, Document, DocumentKind, Page, Span
from openimr.clinical import read_record
from openimr.clinical.model import Experiencer, Fact, Mention, Polarity, Temporality
from openimr.dispute.request import parse_request
from openimr.errors import NotFound
from openimr.guidelines import choose, topics
from openimr.guidelines.model import Topic
from openimr.guidelines.patterns import Pattern, RequestPattern, Stance, leaves, parse_pattern
from openimr.guidelines.reading import RuleFile, read_rule_file
from openimr.guidelines.vocabulary import vocabulary
from openimr.review.evaluate import evaluate_topic
from openimr.review.logic import recommend
from openimr.review.model import Evaluation, Recommendation, Status

_Assertion = Literal["present", "negated", "uncertain", "historical", "hypothetical", "other_person"]
_POLARITY = {"negated": Polarity.NEGATED, "uncertain": Polarity.UNCERTAIN}
_TEMPORALITY = {"historical": Temporality.HISTORICAL, "hypothetical": Temporality.HYPOTHETICAL}


class CasePaper(BaseModel):
    """One paper of a case: its kind, its date and what it says."""

    model_config = ConfigDict(extra="forbid")

    kind: DocumentKind
    date: dt.date
    text: str


class BareFact(BaseModel):
    """A fact given without prose: the concept of the lexicon, what is asserted of it, and its value."""

    model_config = ConfigDict(extra="forbid")

    concept: str
    date: dt.date
    assertion: _Assertion = "present"
    value: float | None = None
    unit: str | None = None
    side: Literal["left", "right", "bilateral"] | None = None
    levels: list[str] = Field(default_factory=list)
    regions: list[str] = Field(default_factory=list)
    attributes: dict[str, str] = Field(default_factory=dict)


class TopicCase(BaseModel):
    """One test case of a topic.

    Attributes:
        title: the situation in plain words.
        date: day of the utilization review decision.
        request: the line as a request for authorization prints it.
        injured: date of injury, where no record says it.
        records, facts: what the file holds, as prose or bare.
        expect: expected status by the letter of the criterion; letters left out are not checked.
        recommendation: expected for the whole item, by all topics that govern it.
        topic: the topic whose case it is, and which must be chosen.
        line: where the case stands in its file.
    """

    model_config = ConfigDict(extra="forbid")

    title: str
    date: dt.date
    request: str
    recommendation: Recommendation
    injured: dt.date | None = None
    records: list[CasePaper] = Field(default_factory=list)
    facts: list[BareFact] = Field(default_factory=list)
    expect: dict[str, Status] = Field(min_length=1)
    topic: str = ""
    line: int = 1


class Judged(BaseModel):
    """One criterion of a case that ran: what was expected of it (None: nothing), what came, and on what evidence."""

    id: str
    text: str
    expected: Status | None
    came: Status
    trace: str
    quotes: list[str]

    @property
    def right(self) -> bool:
        return self.expected is None or self.expected is self.came


class CaseResult(BaseModel):
    """A case that ran.

    Attributes:
        chosen: ids of the topics that govern the request.
        judged: criteria of the case's own topic.
        others: criteria of the other topics that govern too.
        recommendation: what came.
        decisive: ids of the criteria that carry it.
    """

    case: TopicCase
    chosen: list[str]
    judged: list[Judged]
    others: list[Judged]
    recommendation: Recommendation
    decisive: list[str]

    @property
    def wrong(self) -> list[str]:
        """What differs from the expectation, one sentence each; empty where the case is right."""
        if self.case.topic not in self.chosen:
            found = ", ".join(self.chosen) or "none"
            return [f"the topic {self.case.topic} was not chosen for the request; chosen: {found}"]
        found_wrong = [
            f"{j.id} ({j.text}): expected {_plain(j.expected)}, came {_plain(j.came)}"
            for j in self.judged
            if j.expected and not j.right
        ]
        if self.recommendation != self.case.recommendation:
            carriers = f", carried by {', '.join(self.decisive)}" if self.decisive else ""
            found_wrong.append(
                f"recommendation: expected {self.case.recommendation}, came {self.recommendation}{carriers}"
            )
        return found_wrong


def _plain(status: Status) -> str:
    return status.value.replace("_", " ")


def read_topic_cases(folder: Path, topic: str | None = None) -> list[TopicCase]:
    """The cases of a folder, one file for each topic, in the order of the files.

    Args:
        folder: holds ``<TOPIC>.yaml`` files.
        topic: only those of this topic.

    Raises:
        NotFound: there is no such folder or no file of the topic.
        RuleError: a file is wrong; the message names file, line and what to change.
    """
    if not folder.is_dir():
        raise NotFound("there is no folder of test cases", file=str(folder), remedy="name the folder with --cases")
    paths = [p for p in sorted(folder.glob("*.yaml")) if topic is None or p.stem == topic]
    if not paths:
        raise NotFound(
            f"there are no test cases of {topic or 'any topic'}",
            file=str(folder),
            remedy=f"write them into {topic or '<TOPIC>'}.yaml, as docs/criteria.md shows",
        )
    return [case for path in paths for case in _cases_of(read_rule_file(path), path.stem)]


def _cases_of(rule: RuleFile, name: str) -> Iterator[TopicCase]:
    data = rule.data if isinstance(rule.data, dict) else {}
    topic = topics().get(str(data.get("topic", "")))
    if topic is None or topic.id != name:
        rule.refuse(("topic",), f"the file is not about a topic called {name}", "give 'topic:' the name of the file")
    if set(data) != {"topic", "cases"} or not isinstance(data["cases"], list):
        rule.refuse((), "the file must hold 'topic' and a list of 'cases' and nothing else", "see docs/criteria.md")
    letters = {criterion.id.rpartition(".")[2] for criterion in topic.criteria}
    titles: set[str] = set()
    for number, row in enumerate(data["cases"]):
        path = ("cases", number)
        try:
            case = TopicCase.model_validate(row)
        except ValidationError as error:
            rule.refuse_invalid(error, path)
        if case.title in titles:
            rule.refuse((*path, "title"), "two cases have the same title", "say what sets this one apart")
        titles.add(case.title)
        for letter in sorted(set(case.expect) - letters):
            rule.refuse(
                (*path, "expect"), f"{name} has no criterion {letter}", f"use one of {', '.join(sorted(letters))}"
            )
        if not case.records and not case.facts:
            rule.refuse(path, "the case has neither records nor facts", "add 'records' with at least one paper")
        for at, fact in enumerate(case.facts):
            if not vocabulary().has_concept(fact.concept):
                rule.refuse((*path, "facts", at), f"there is no concept {fact.concept}", "see: imr facts --help")
        yield case.model_copy(update={"topic": name, "line": rule.line(path)})


def run_case(case: TopicCase) -> CaseResult:
    """Run one case through the whole chain.

    >>> case = TopicCase.model_validate({
    ...     "topic": "NMES", "title": "no stroke", "date": "2014-05-29", "request": "NMES unit purchase",
    ...     "records": [{"kind": "progress_report", "date": "2014-05-15", "text": "Chronic low back pain."}],
    ...     "expect": {"b": "not_documented"}, "recommendation": "upheld"})
    >>> result = run_case(case)
    >>> result.chosen, result.recommendation, result.wrong
    (['NMES'], 'upheld', [])
    """
    papers, stand_ins = _papers(case), _stand_ins(case)
    file = CaseFile(root=Path("case"), documents=papers + stand_ins)
    record = read_record(CaseFile(root=file.root, documents=papers), case.date)
    record.facts.extend(_facts(case, stand_ins))
    if case.injured:
        record.patient.date_of_injury = case.injured
    request = parse_request(case.request)
    rules_day = request.date_of_service or case.date
    choices = choose(request, rules_day, record)
    chosen = [choice.topic for choice in choices]
    judged = {
        choice.topic.id: evaluate_topic(
            choice.topic, request, record, case.date, file, governing=choice.governing, rules_day=rules_day
        )
        for choice in choices
    }
    recommendation, decisive = recommend([e for found in judged.values() for e in found], chosen)
    own = _judged(judged.get(case.topic, []), case.expect)
    others = _judged([e for topic, found in judged.items() if topic != case.topic for e in found], {})
    return CaseResult(
        case=case,
        chosen=[topic.id for topic in chosen],
        judged=own,
        others=others,
        recommendation=recommendation,
        decisive=decisive,
    )


def lacking(cases: Iterable[TopicCase], library: Mapping[str, Topic], least: int = 3) -> dict[str, str]:
    """What the topics of a library still lack in cases, by topic: too few, or none of a needed sort.

    Needed of a topic are a case that expects a criterion met, one in which something fails (a criterion that is not
    met, or an exclusion that is), and one in which something is not documented. Not needed is what cannot come: a topic
    whose criteria rest on the request and the guideline's own position alone never finds the record silent.

    >>> sorted(lacking([], {"NMES": topics()["NMES"]}).items())
    [('NMES', '0 of 3 cases')]
    """
    by_topic: dict[str, list[TopicCase]] = {}
    for case in cases:
        by_topic.setdefault(case.topic, []).append(case)
    result: dict[str, str] = {}
    for topic in library.values():
        own = by_topic.get(topic.id, [])
        if len(own) < least:
            result[topic.id] = f"{len(own)} of {least} cases"
            continue
        missing = [name for name, found in _sorts(topic, own).items() if not found]
        if missing:
            result[topic.id] = "no case with a criterion that is " + " or ".join(missing)
    return result


def _sorts(topic: Topic, cases: Iterable[TopicCase]) -> dict[str, bool]:
    """The sorts of outcome that a topic can have, and whether a case expects it."""
    roles = {c.id.rpartition(".")[2]: c.role for c in topic.criteria}
    expected = [(roles[letter], status) for case in cases for letter, status in case.expect.items()]
    sorts = {"failed": any(s is Status.NOT_MET or (s is Status.MET and role == "exclusion") for role, s in expected)}
    if set(roles.values()) != {"exclusion"}:
        sorts["met"] = any(s is Status.MET and role != "exclusion" for role, s in expected)
    if any(_asks_record(parse_pattern(c.pattern)) for c in topic.criteria):
        sorts["not documented"] = any(s is Status.NOT_DOCUMENTED for _, s in expected)
    return sorts


def _asks_record(pattern: Pattern) -> bool:
    return not isinstance(pattern, Stance | RequestPattern) and not any(
        isinstance(leaf, RequestPattern) for leaf in leaves(pattern)
    )


def _judged(evaluations: Iterable[Evaluation], expect: Mapping[str, Status]) -> list[Judged]:
    return [
        Judged(
            id=e.id,
            text=e.text,
            expected=expect.get(e.id.rpartition(".")[2]),
            came=e.status,
            trace=e.trace,
            quotes=list(dict.fromkeys(one.quote.strip() for one in e.evidence)),
        )
        for e in evaluations
    ]


def _papers(case: TopicCase) -> list[Document]:
    return [_document(f"d{n:02}", p.kind, p.date, p.text) for n, p in enumerate(case.records, start=1)]


def _stand_ins(case: TopicCase) -> list[Document]:
    """Pages that stand for bare facts, one for each day; they are shown as evidence and never read."""
    return [
        _document(f"f{n:02}", DocumentKind.OTHER, day, "\n".join(_line(f) for f in case.facts if f.date == day))
        for n, day in enumerate(sorted({fact.date for fact in case.facts}), start=1)
    ]


def _document(name: str, kind: DocumentKind, day: dt.date, text: str) -> Document:
    page = Page(document=name, file=f"{name}.txt", number=1, text=text)
    return Document(name, f"{name}.txt", [page], kind, day, None, name)


def _line(fact: BareFact) -> str:
    """A bare fact as the page that stands for it shows it."""
    value = f" {fact.value:g}{fact.unit or ''}" if fact.value is not None else ""
    return f"[{fact.concept} {fact.assertion}{value}]"


def _facts(case: TopicCase, stand_ins: Iterable[Document]) -> Iterator[Fact]:
    for document in stand_ins:
        page, day, start = document.pages[0], document.date, 0
        for fact in (one for one in case.facts if one.date == day):
            end = start + len(_line(fact))
            span = Span.of(page, start, end)
            mention = Mention(
                concept=fact.concept,
                start=start,
                end=end,
                sentence_start=start,
                sentence_end=end,
                rule="case:bare fact",
                polarity=_POLARITY.get(fact.assertion, Polarity.AFFIRMED),
                temporality=_TEMPORALITY.get(fact.assertion, Temporality.CURRENT),
                experiencer=Experiencer.OTHER if fact.assertion == "other_person" else Experiencer.PATIENT,
                side=fact.side,
                levels=tuple(fact.levels),
                regions=tuple(fact.regions),
                value=fact.value,
                unit=fact.unit,
                attributes={name: _value(text) for name, text in fact.attributes.items()},
            )
            yield Fact(mention, span, span, document.kind.value, day)
            start = end + 1


def _value(text: str) -> str | float | bool:
    if text in ("true", "false"):
        return text == "true"
    try:
        return float(text)
    except ValueError:
        return text
