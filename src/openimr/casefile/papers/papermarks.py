"""The marks by which papers are recognised: ``rules/<programme>/documents.yaml``, checked and ready for matching."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from openimr.casefile.model import DocumentKind
from openimr.casefile.papers.labels import LabelBook
from openimr.casefile.papers.misreadings import NearWords, mark_of, words_of
from openimr.casefile.papers.phrases import PhraseBook, SectionBook
from openimr.casefile.papers.titles import TitleBook
from openimr.rulefiles import RuleFile, read_rule_model, rules_folder


class _KindRule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    titles: list[str] = Field(default_factory=list)
    weak: list[str] = Field(default_factory=list)
    letterheads: list[str] = Field(default_factory=list)
    headings: dict[int, list[str]] = Field(default_factory=dict)
    marks: dict[int, list[str]] = Field(default_factory=dict)
    against: dict[int, list[str]] = Field(default_factory=dict, alias="not")
    dates: list[str]
    latest: bool = False
    quoted: bool = False
    short: int | None = None
    claims: list[DocumentKind] = Field(default_factory=list)
    claiming: list[str] = Field(default_factory=list)


class _HeadedDays(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    heads: list[str]
    days: dict[str, str]


class _DocumentRules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    title_words: dict[str, list[str]]
    kinds: dict[DocumentKind, _KindRule]
    date_labels: dict[str, list[str]]
    date_events: dict[str, list[str]]
    date_label_forms: list[str]
    weak_date_label_forms: list[str]
    weak_date_labels: list[str]
    visit_verbs: list[str]
    dated_links: list[str]
    untold_words: list[str]
    occasion_verbs: list[str]
    occasion_tellers: list[str]
    occasion_subjects: list[str]
    unowned_words: list[str]
    signing_words: list[str]
    dated_verbs: list[str]
    other_day_words: dict[str, list[str]]
    retelling_words: list[str]
    future_words: list[str]
    headed_days: list[_HeadedDays]
    amended: list[str]
    author_labels: list[list[str]]
    own_signature_labels: list[str]
    retelling_labels: list[str]
    not_names: list[str]
    credentials: list[str]
    closings: list[str]
    patient_labels: list[str]
    weak_patient_labels: list[str]
    positions: list[str]
    to_patient: list[str]
    claim_labels: list[str]
    record_labels: list[str]
    other_labels: list[str]
    facility_words: dict[int, list[str]]
    not_facility: list[str]
    facility_labels: list[str]
    greetings: list[str]
    continued: list[str]
    empty_pages: list[str]
    stamps: list[str]
    endings: list[str]
    opening_sections: list[str]
    closing_sections: list[str]


@dataclass(frozen=True, slots=True)
class KindMarks:
    """How one kind of paper is recognised and dated.

    Attributes:
        kind: the kind.
        letterheads: marks of words of a letterhead that speak for it.
        dates: classes of dates that make its day, best first.
        latest: whether the latest day printed on it is its day when no class is found.
        quoted: whether reports use its titles as headings when they retell one.
        short: the most words a paper of this kind has.
        claims: kinds whose titles are its own below a letterhead with one of its words (as marks: ``claiming``).
    """

    kind: DocumentKind
    letterheads: tuple[str, ...]
    dates: tuple[str, ...]
    latest: bool
    quoted: bool
    short: int | None
    claims: tuple[DocumentKind, ...] = ()
    claiming: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class PaperMarks:
    """All marks of a programme's papers.

    Attributes:
        kinds: in order of preference.
        titles: the known titles.
        phrases: phrases that speak for or against a kind; sections: names of sections that do.
        phrase_weights, section_weights: for each phrase or section, kinds and what it weighs for them.
        date_classes: class of each date label.
        weak_date_labels: marks of date labels that are words of any sentence.
        visit_verbs: marks of verbs with which a visit is told; dated_links: what stands between them and its day;
            untold_words: with them it is another visit.
        occasion_verbs: marks of verbs with which a paper tells its own occasion; occasion_tellers: words of who tells
            it and where, occasion_subjects: of the patient; unowned_words: with them it is another occasion.
        signing_words: marks of words that make the day behind them one of a signature.
        dated_verbs: marks of weak labels that count before "on" and "at".
        other_day_words: classes of the days before whose label one of these words (as marks) stands.
        retelling_words: marks of words of a sentence that make the visit or report whose day it tells another one.
        future_words: marks of words before a label that make its day one to come.
        headed_days: marks of heads of papers with what the classes of some days are on them.
        amended: marks of what heads a report that takes the place of another one.
        labels: labels of people, claims and records.
        not_names: words of forms and letterheads, in capitals, that are no part of a name.
        credential: pattern of one credential behind a name; credential_words: their words as marks.
        closings: marks of lines that end a letter.
        positions: marks of what people are who sign without credentials.
        to_patient: marks of what only a letter to the patient says.
        facility_words: marks of words of a letterhead with what they weigh.
        not_facility: marks of what no letterhead holds.
        greetings, continued, endings: marks of line beginnings.
        empty_pages: marks of what an otherwise empty page calls itself; stamps: of what is stamped on pages.
        opening, closing: sections with which papers open, and those under which a page goes on.
        programme: folder under ``openimr/rules`` they were read from.
    """

    kinds: tuple[KindMarks, ...]
    titles: TitleBook
    phrases: PhraseBook
    phrase_weights: tuple[tuple[tuple[DocumentKind, int], ...], ...]
    sections: SectionBook
    section_weights: tuple[tuple[tuple[DocumentKind, int], ...], ...]
    date_classes: NearWords[str]
    weak_date_labels: frozenset[str]
    visit_verbs: frozenset[str]
    dated_links: frozenset[str]
    untold_words: frozenset[str]
    occasion_verbs: frozenset[str]
    occasion_tellers: frozenset[str]
    occasion_subjects: frozenset[str]
    unowned_words: frozenset[str]
    signing_words: frozenset[str]
    dated_verbs: frozenset[str]
    other_day_words: dict[str, str]
    retelling_words: frozenset[str]
    future_words: frozenset[str]
    headed_days: tuple[tuple[tuple[str, ...], dict[str, str]], ...]
    amended: tuple[str, ...]
    labels: LabelBook
    not_names: frozenset[str]
    credential: re.Pattern[str]
    credential_words: frozenset[str]
    closings: NearWords[bool]
    positions: tuple[str, ...]
    to_patient: tuple[str, ...]
    facility_words: dict[str, int]
    facility_phrases: tuple[tuple[str, int], ...]
    not_facility: tuple[str, ...]
    greetings: tuple[str, ...]
    continued: frozenset[str]
    empty_pages: tuple[str, ...]
    stamps: frozenset[str]
    endings: tuple[str, ...]
    opening: frozenset[int]
    closing: frozenset[int]
    programme: str = "california"

    def of(self, kind: DocumentKind) -> KindMarks | None:
        """The marks of one kind; None for a kind that has none."""
        return next((marks for marks in self.kinds if marks.kind is kind), None)


@cache
def paper_marks(programme: str = "california") -> PaperMarks:
    """The marks of a programme, loaded once.

    Args:
        programme: folder under ``openimr/rules``.

    Raises:
        RuleError: the file is absent or wrong.

    >>> paper_marks().of(DocumentKind.RFA).dates[0]
    'request'
    """
    rules, rule = read_rule_model(rules_folder(programme) / "documents.yaml", _DocumentRules)
    _check_dates(rules, rule)
    with rule.checked():
        return _paper_marks(rules, programme)


def _paper_marks(rules: _DocumentRules, programme: str) -> PaperMarks:
    date_labels, weak_labels = _date_labels(rules)
    phrases, phrase_weights = _weighed(
        (phrase, kind, sign * weight)
        for kind, rule in rules.kinds.items()
        for sign, weighed in ((1, rule.marks), (-1, rule.against))
        for weight, group in weighed.items() for phrase in group
    )
    sections, section_weights = _weighed(
        [(section, kind, weight) for kind, rule in rules.kinds.items()
         for weight, group in rule.headings.items() for section in group]
        + [(section, DocumentKind.OTHER, 0) for section in (*rules.opening_sections, *rules.closing_sections)]
    )
    numbers = {mark_of(section): number for number, section in enumerate(sections)}
    titles = TitleBook(
        rules.title_words,
        [(kind, title, strong) for kind, rule in rules.kinds.items()
         for strong, group in ((True, rule.titles), (False, rule.weak)) for title in group],
        [label for labels in date_labels.values() for label in labels if label not in rules.weak_date_labels],
        sections,
        rules.retelling_labels,
    )
    facility = [
        (mark_of(word), weight, " " in word) for weight, words in rules.facility_words.items() for word in words
    ]
    return PaperMarks(
        kinds=tuple(
            KindMarks(
                kind, tuple(mark_of(w) for w in rule.letterheads), tuple(rule.dates), rule.latest, rule.quoted,
                rule.short,
                tuple(rule.claims), tuple(mark_of(w) for w in rule.claiming),
            ) for kind, rule in rules.kinds.items()
        ),
        titles=titles,
        phrases=PhraseBook(phrases),
        phrase_weights=phrase_weights,
        sections=SectionBook((section, number) for number, section in enumerate(sections)),
        section_weights=section_weights,
        date_classes=NearWords(
            ((label, name_) for name_, labels in date_labels.items() for label in labels), shortest=8
        ),
        weak_date_labels=frozenset(mark_of(label) for label in (*rules.weak_date_labels, *weak_labels)),
        visit_verbs=frozenset(mark_of(word) for word in rules.visit_verbs),
        dated_links=frozenset(mark_of(word) for word in rules.dated_links),
        untold_words=frozenset(mark_of(word) for word in rules.untold_words),
        occasion_verbs=frozenset(mark_of(word) for word in rules.occasion_verbs),
        occasion_tellers=frozenset(mark_of(word) for word in rules.occasion_tellers),
        occasion_subjects=frozenset(mark_of(word) for word in rules.occasion_subjects),
        unowned_words=frozenset(mark_of(word) for word in rules.unowned_words),
        signing_words=frozenset(mark_of(word) for word in rules.signing_words),
        dated_verbs=frozenset(mark_of(word) for word in rules.dated_verbs),
        other_day_words={mark_of(word): name_ for name_, words in rules.other_day_words.items() for word in words},
        retelling_words=frozenset(mark_of(word) for word in rules.retelling_words),
        future_words=frozenset(mark_of(word) for word in rules.future_words),
        headed_days=tuple((tuple(map(mark_of, headed.heads)), headed.days) for headed in rules.headed_days),
        amended=tuple(mark_of(words) for words in rules.amended),
        labels=LabelBook(
            {
                "patient": rules.patient_labels, "claim": rules.claim_labels, "record": rules.record_labels,
                "facility": rules.facility_labels, "other": rules.other_labels, "own": rules.own_signature_labels,
                **{f"author{rank}": labels for rank, labels in enumerate(rules.author_labels)},
            },
            weak=rules.weak_patient_labels,
            others=[*sections, *(label for labels in date_labels.values() for label in labels)],
        ),
        not_names=frozenset(word.strip(".").upper() for word in rules.not_names),
        credential=re.compile(rf"(?:{_credentials(rules.credentials)})\.?(?![A-Za-z])", re.I),
        credential_words=frozenset(word for credential in rules.credentials for word in words_of(credential)),
        closings=NearWords(((closing, True) for closing in rules.closings), shortest=8),
        positions=tuple(mark_of(words) for words in rules.positions),
        to_patient=tuple("".join(words_of(words)) for words in rules.to_patient),
        facility_words={mark: weight for mark, weight, several in facility if not several},
        facility_phrases=tuple((mark, weight) for mark, weight, several in facility if several),
        not_facility=tuple(mark_of(words) for words in rules.not_facility),
        greetings=tuple(mark_of(words) for words in rules.greetings),
        continued=frozenset(mark_of(word) for word in rules.continued),
        empty_pages=tuple(mark_of(words) for words in rules.empty_pages),
        stamps=frozenset(mark_of(words) for words in rules.stamps),
        endings=tuple(mark_of(words) for words in rules.endings),
        opening=frozenset(numbers[mark_of(section)] for section in rules.opening_sections),
        closing=frozenset(numbers[mark_of(section)] for section in rules.closing_sections),
        programme=programme,
    )


def _date_labels(rules: _DocumentRules) -> tuple[dict[str, list[str]], list[str]]:
    """Labels of days by class, those listed and those made of an event's name; and the weak ones of the latter."""
    labels = {name: list(listed) for name, listed in rules.date_labels.items()}
    known = {mark_of(label) for listed in labels.values() for label in listed}
    weak = []
    for name, events in rules.date_events.items():
        for event in events:
            for form in (*rules.date_label_forms, *rules.weak_date_label_forms):
                label = form.replace("{}", event)
                if mark_of(label) in known:
                    continue
                known.add(mark_of(label))
                labels[name].append(label)
                if form in rules.weak_date_label_forms:
                    weak.append(label)
    return labels, weak


_Weights = tuple[tuple[tuple[DocumentKind, int], ...], ...]


def _weighed(entries: Iterable[tuple[str, DocumentKind, int]]) -> tuple[list[str], _Weights]:
    """Phrases, each once, and for each of them the kinds it weighs for."""
    weights: dict[str, tuple[str, dict[DocumentKind, int]]] = {}
    for phrase, kind, weight in entries:
        group = weights.setdefault(mark_of(phrase), (phrase, {}))[1]
        if abs(weight) >= abs(group.get(kind, 0)):
            group[kind] = weight
    return (
        [phrase for phrase, _ in weights.values()],
        tuple(tuple(pair for pair in group.items() if pair[1]) for _, group in weights.values()),
    )


#: Classes of days that their place gives, not a label.
_PLACED_DAYS = frozenset({"letter", "heading", "banner", "running", "row", "told", "foot"})


def _check_dates(rules: _DocumentRules, file: RuleFile) -> None:
    fix = f"the classes are those of date_labels: {', '.join(rules.date_labels)}"
    if unknown := sorted(set(rules.date_events) - set(rules.date_labels)):
        file.refuse(("date_events", unknown[0]), f"no such class of dates: {', '.join(unknown)}", fix)
    for kind, rule in rules.kinds.items():
        unknown = sorted(set(rule.dates) - set(rules.date_labels) - _PLACED_DAYS)
        if unknown:
            where = ("kinds", kind.value, "dates", rule.dates.index(unknown[0]))
            file.refuse(where, f"no such class of dates: {', '.join(unknown)}", fix)
    classes: dict[str, str] = {}
    for class_, labels in rules.date_labels.items():
        for at, label in enumerate(labels):
            known = classes.setdefault(mark_of(label), class_)
            if known != class_:
                what = f"the date label {label!r} stands in two classes: {known}, {class_}"
                file.refuse(("date_labels", class_, at), what, "leave it with one of them")


def _credentials(words: list[str]) -> str:
    """Credentials as alternatives, with or without their dots: MD, M.D., Ph.D."""
    bare = {re.sub(r"[^a-z/ -]", "", w.lower()) for w in words}
    return "|".join(
        r"\.?".join(re.escape(c) for c in w).replace(r"\ \.?", r"\ ") for w in sorted(bare, key=lambda w: (-len(w), w))
    )
