"""The wording of notices, and when each is due: data of ``rules/<programme>/notices/*.yaml``, checked when it is read.

A file is refused where a text for the injured worker is missing in one language, where a placeholder has no field that
fills it, or where it names an event, a state, a duty, a status or a role that does not exist.

>>> notice_forms().kinds["ineligible"].title.of("en")
'Notice that treatment cannot be reviewed'
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from openimr.errors import UsageError
from openimr.process.rules import ProcessRules, process_rules
from openimr.process.state import DECIDED, DEFERRED, ELIGIBLE, INELIGIBLE, MERGED, PENDING, TERMINATED
from openimr.rulefiles import RuleFile, read_rule_model, rules_folder

if TYPE_CHECKING:
    from openimr.letters.plain_words import FixedWords

Language = Literal["en", "es"]
#: Who the injured worker is; a second language is written for this role alone.
WORKER = "employee"
#: The event that says a notice was sent which has no step of its own in the procedure.
SENT = "notice-sent"
OTHERS, ALL = "others", "all"
PLACEHOLDER = re.compile(r"\{(\w+)\}")
#: What the texts may ask for; :mod:`openimr.notices.writing` fills it from the events and the file of parties.
FIELDS = frozenset({
    "administrator", "asked_other", "asked_you", "because", "case", "cause", "claim", "contact", "days", "employee",
    "employer", "fact", "injury", "of", "organization", "others_go_on", "overturned", "physician", "received",
    "request", "review", "reviewed_again", "rfa_date", "upheld", "ur_date", "why",
})  # fmt: skip
#: What the words of the proof of service may ask for.
_SERVICE_FIELDS = frozenset({
    "address", "case", "city", "count", "county", "date", "days", "duty", "email", "fax", "source", "title",
})  # fmt: skip
_STATUSES = {PENDING, ELIGIBLE, INELIGIBLE, DEFERRED, MERGED, TERMINATED, DECIDED}


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Words(_Words):
    """Words in English, and in Spanish where the injured worker reads them."""

    en: str
    es: str = ""

    def of(self, language: Language) -> str:
        """The words in one language.

        >>> Words(en="Date", es="Fecha").of("es")
        'Fecha'
        """
        return self.en if language == "en" else self.es


class SectionForm(_Words):
    """A part of a notice: for whom, and which fields must be known for it to stand there."""

    audience: tuple[str, ...] = Field(alias="for", min_length=1)
    needs: tuple[str, ...] = ()
    heading: Words | None = None
    text: Words | None = None
    points: tuple[Words, ...] = ()

    def is_for(self, role: str) -> bool:
        """True where this part is for somebody in a role.

        >>> SectionForm.model_validate({"for": ["others"], "text": {"en": "x"}}).is_for("employee")
        False
        """
        return role in self.audience or ALL in self.audience or (OTHERS in self.audience and role != WORKER)

    def words(self) -> Iterator[Words]:
        """All its words."""
        yield from (one for one in (self.heading, self.text) if one is not None)
        yield from self.points


class DutyForm(_Words):
    """Deadlines a notice tells: those of one duty; ``service`` where the notice itself starts their clocks."""

    duty: str
    service: bool = False


class NoticeForm(_Words):
    """One kind of notice.

    Attributes:
        kind: its name.
        title: what stands on top.
        source: the law.
        verified: false where nobody compared the wording with it.
        note: what else to know.
        trigger: events after which it is due.
        done: the event that says it was sent; ``notice-sent`` with this kind where the procedure has no other.
        told_by: other events after which nobody has to be told any more.
        owed: the duty of the procedure that it meets; empty where the law sets no time for it.
        overdue: due only while a deadline of this duty is overdue.
        each_by: one for every value of this field of the event that triggers it.
        states: states of the case it belongs to (while an answer is awaited: where the case goes on); empty for all.
        statuses: which items it is about.
        audience: roles it goes to, the first of them present is whom it is written to.
        duties: deadlines it tells.
        values: plain words for values of the event's fields.
        reason: field of the event that is the reason for each item it names; empty where there is none.
        reason_says: the sentence that the value of that field stands in; the value alone where there is none.
        sections: its parts, in order.
    """

    kind: str
    title: Words
    source: str
    verified: bool
    note: str = ""
    trigger: tuple[str, ...] = Field(min_length=1)
    done: str
    told_by: tuple[str, ...] = ()
    owed: str = ""
    overdue: str = ""
    each_by: str = ""
    states: tuple[str, ...] = ()
    statuses: tuple[str, ...] = Field(min_length=1)
    audience: tuple[str, ...] = Field(min_length=1)
    duties: tuple[DutyForm, ...] = ()
    values: dict[str, dict[str, Words]] = Field(default_factory=dict)
    reason: str = ""
    reason_says: Words | None = None
    sections: tuple[SectionForm, ...] = Field(min_length=1)


class ModeForm(_Words):
    """One way of service: its name, what the server states of it, and the law that asks for the statement."""

    name: Words
    says: Words
    source: str


class ServiceForm(_Words):
    """The words of a proof of service; ``source`` is the law of the declaration, whatever the way of service."""

    heading: Words
    statement: Words
    oath: Words
    source: str
    columns: Words
    server: Words
    signature: Words
    mail: Words
    days: Words
    modes: dict[str, ModeForm]


class SharedForm(_Words):
    """What every notice has; ``shared.yaml`` explains it."""

    source: str
    verified: bool
    labels: dict[str, Words]
    service: ServiceForm
    roles: dict[str, Words]
    owners: dict[str, Words]
    review_kinds: dict[str, Words]
    duties: dict[str, Words]
    reasons: dict[str, Words]
    decisions: dict[str, Words]


@dataclass(frozen=True)
class NoticeForms:
    """All wording of notices: what is shared, and each kind by its name."""

    shared: SharedForm
    kinds: Mapping[str, NoticeForm]

    @property
    def roles(self) -> frozenset[str]:
        """The roles a party can have."""
        return frozenset(self.shared.roles)


def written_day(day: dt.date, language: Language) -> str:
    """A day in the words of a language.

    >>> written_day(dt.date(2026, 3, 20), "en"), written_day(dt.date(2026, 3, 20), "es")
    ('March 20, 2026', '20 de marzo de 2026')
    """
    return _fixed_words().day(day, language)


def filled(text: str, fields: Mapping[str, str]) -> str:
    """The text with its fields filled; what fills them is never read as a field.

    Raises:
        UsageError: a field has no value; nothing is ever sent with a gap in it.

    >>> filled("Case {case}.", {"case": "{C-1}"})
    'Case {C-1}.'
    """
    for name in PLACEHOLDER.findall(text):
        if not fields.get(name):
            raise UsageError(
                f"the notice must say {name.replace('_', ' ')}, and nothing tells it",
                remedy="record the event that tells it, or add it to the file of parties",
            )
    return PLACEHOLDER.sub(lambda found: fields[found.group(1)], text)


@cache
def _fixed_words() -> FixedWords:
    """The fixed words of the companion, which write days; its guideline topics are not read for that."""
    from openimr.letters.plain_words import FixedWords  # heavy, and not needed to say what is due

    return read_rule_model(rules_folder() / "plain" / "words.yaml", FixedWords)[0]


@cache
def notice_forms() -> NoticeForms:
    """The wording the package ships with.

    Raises:
        RuleError: a file is wrong.
    """
    return read_notice_forms(rules_folder() / "notices", process_rules())


def read_notice_forms(folder: Traversable, rules: ProcessRules) -> NoticeForms:
    """The wording of a folder, checked against the rules of the procedure.

    Raises:
        RuleError: a file is wrong; it names file, line, value and what to change.
    """
    shared, file = read_rule_model(folder / "shared.yaml", SharedForm)
    _check_shared(file, shared, rules)
    kinds: dict[str, NoticeForm] = {}
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        if path.name == "shared.yaml" or not path.name.endswith(".yaml"):
            continue
        form, rule = read_rule_model(path, NoticeForm)
        if form.kind != path.name.removesuffix(".yaml"):
            rule.refuse(
                ("kind",), f"the kind {form.kind} has another name than its file", f"name the file {form.kind}.yaml"
            )
        _check_form(rule, form, shared, rules)
        kinds[form.kind] = form
    return NoticeForms(shared, kinds)


def _check_shared(rule: RuleFile, shared: SharedForm, rules: ProcessRules) -> None:
    both = [
        shared.labels,
        shared.roles,
        shared.owners,
        shared.review_kinds,
        shared.duties,
        shared.reasons,
        shared.decisions,
    ]
    ways = [words for mode in shared.service.modes.values() for words in (mode.name, mode.says)]
    for words in [w for table in both for w in table.values()] + ways:
        if not words.es:
            rule.refuse(rule.path_of(words.en), f"{words.en!r} has no Spanish", "add es")
    service = shared.service
    for words in [service.statement, service.oath, service.mail, *(mode.says for mode in service.modes.values())]:
        at = rule.path_of(words.en)
        _both(rule, words)
        _known(rule, PLACEHOLDER.findall(words.en), _SERVICE_FIELDS, "field", at)
        _same_fields(rule, words, at)
    _known(rule, [reason.code for reason in rules.reasons], shared.reasons, "plain words for the reason")
    _known(rule, shared.duties, {clock.duty for clock in rules.clocks}, "duty")


def _check_form(rule: RuleFile, form: NoticeForm, shared: SharedForm, rules: ProcessRules) -> None:
    duties = {clock.duty for clock in rules.clocks}
    _known(rule, [*form.trigger, form.done, *form.told_by], {event.id for event in rules.events}, "event")
    _known(rule, form.states, {state.id for state in rules.states}, "state")
    _known(rule, form.statuses, _STATUSES, "status")
    _known(rule, form.audience, shared.roles, "role")
    _known(rule, [one for one in (form.owed, form.overdue) if one], duties, "duty")
    _known(rule, [one.duty for one in form.duties], shared.duties, "plain words for the duty")
    for values in form.values.values():
        for words in values.values():
            _both(rule, words)
    if form.reason_says is not None:
        _both(rule, form.reason_says)
        _known(rule, PLACEHOLDER.findall(form.reason_says.en), {"reason"}, "field", ("reason_says",))
        _same_fields(rule, form.reason_says, ("reason_says",))
    for place, section in enumerate(form.sections):
        at = ("sections", place)
        _known(rule, section.audience, {*shared.roles, OTHERS, ALL}, "role", at)
        _known(rule, section.needs, FIELDS, "field", at)
        for words in section.words():
            _known(rule, PLACEHOLDER.findall(words.en), FIELDS, "field", at)
            if section.is_for(WORKER):
                _both(rule, words)
                _same_fields(rule, words, at)


def _both(rule: RuleFile, words: Words) -> None:
    if not words.es:
        rule.refuse(rule.path_of(words.en), f"{words.en!r} has no Spanish", "add es: the injured worker reads it")


def _same_fields(rule: RuleFile, words: Words, at: tuple[str | int, ...]) -> None:
    if set(PLACEHOLDER.findall(words.es)) != set(PLACEHOLDER.findall(words.en)):
        rule.refuse(at, f"the Spanish of {words.en!r} has other fields", "use the same fields in both languages")


def _known(
    rule: RuleFile, names: Iterable[str], known: Iterable[str], what: str, at: tuple[str | int, ...] = ()
) -> None:
    allowed = set(known)
    for name in names:
        if name not in allowed:
            rule.refuse(
                at or rule.path_of(name), f"there is no {what} {name!r}", f"use one of: {', '.join(sorted(allowed))}"
            )
