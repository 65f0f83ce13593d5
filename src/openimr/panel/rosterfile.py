"""The roster as people keep it (YAML, JSON, CSV), checked on load: :func:`load_roster`, :func:`check_roster`.

What is left out is *not known*; an empty list is *none*. The difference decides whether somebody may be chosen.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from openimr.dispute.treatments import treatments
from openimr.guidelines.reading import RuleFile
from openimr.guidelines.regions import known_region
from openimr.panel.datafile import at, problems_in, read_data, refuse
from openimr.panel.fitting import plain_name, specialty_ids
from openimr.panel.model import (
    Appointment,
    Certification,
    Disclosure,
    Licence,
    Period,
    Practice,
    Reviewer,
    Roster,
    Sanction,
)
from openimr.panel.nameindex import matches
from openimr.panel.names import Degree
from openimr.panel.remand import same_person
from openimr.panel.rostertable import entry_of_row
from openimr.panel.rules import PanelRules, Specialties, panel_rules, specialty_rules
from openimr.problems import Problem

_LEFT_OUT = "the reviewer would never be chosen"


def _blank(value: Any) -> Any:
    """An empty value is one that was left out."""
    return None if value in ("", "~", "null", "unknown", "?") else value


def _named(value: str) -> str:
    """A name by which somebody can be looked for.

    Raises:
        ValueError: it holds no letter, or says that the name is not known.
    """
    if not any(letter.isalnum() for letter in value) or value.strip().lower() in _NO_NAMES:
        raise ValueError(f"{value!r} is no name; leave the entry out where it is not known")
    return value


#: What people write where they know no name.
_NO_NAMES = frozenset({"unknown", "not known", "n/a", "na", "tbd", "?"})
Text = Annotated[str, Field(min_length=1, max_length=300)]
Name = Annotated[Text, AfterValidator(_named)]


def _ten_figures(value: str | None) -> str | None:
    if value is not None and not (value.isascii() and value.isdigit() and len(value) == 10):
        raise ValueError(f"{value!r} is no national provider identifier; it has ten figures")
    return value


Npi = Annotated[str | None, BeforeValidator(_blank), AfterValidator(_ten_figures)]
Day = Annotated[dt.date | None, BeforeValidator(_blank)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, coerce_numbers_to_str=True)


class _Dated(_Entry):
    since: Day = Field(default=None, alias="from")
    until: Day = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> _Dated:
        if self.since and self.until and self.until < self.since:
            raise ValueError(f"it ends ({self.until}) before it begins ({self.since})")
        return self

    def period(self) -> Period:
        return Period(self.since, self.until)


class LicenceEntry(_Dated):
    """A licence: state, status, whether restricted, from and to; by its number one person is found entered twice."""

    state: Text
    status: Literal["active", "inactive", "expired", "suspended", "surrendered", "revoked"]
    restricted: Annotated[bool | None, BeforeValidator(_blank)] = None
    number: str | None = None


class CertificationEntry(_Dated):
    """A certification: specialty, board, from and to, or lifelong."""

    specialty: Text
    board: str | None = None
    lifelong: bool = False


class PracticeEntry(_Dated):
    """A time in active practice, its hours a week, and the place, which is looked for among the parties."""

    hours_per_week: Annotated[float | None, BeforeValidator(_blank), Field(ge=0, le=120)] = None
    place: Annotated[Name | None, BeforeValidator(_blank)] = None


class SanctionEntry(_Entry):
    """A disciplinary action or sanction, taken or pending."""

    what: Text
    state: Literal["taken", "pending"]
    on: Day = None


class AppointmentEntry(_Dated):
    """An appointment, ``qme`` or in words."""

    kind: Text


class DisclosureEntry(_Dated):
    """A relation: professional, familial or financial, with whom, and what decides whether it counts."""

    kind: Literal["professional", "familial", "financial"]
    relation: str | None = None
    party: Name
    percent: Annotated[float | None, BeforeValidator(_blank), Field(ge=0, le=100)] = None
    exception: str | None = None
    note: str | None = None


class ExpertiseEntry(_Entry):
    """What a reviewer has expertise in: treatments, categories and body parts; conditions."""

    treatments: list[Text] = []
    conditions: list[Text] = []


class ReviewerEntry(_Entry):
    """One reviewer as the roster file tells it."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
    name: Name
    also: list[Name] = []
    npi: Npi = None
    discipline: str | None = None
    licences: list[LicenceEntry] | None = None
    certifications: list[CertificationEntry] | None = None
    subspecialties: list[CertificationEntry] = []
    practice: list[PracticeEntry] | None = None
    sanctions: list[SanctionEntry] | None = None
    appointments: list[AppointmentEntry] | None = None
    disclosures: list[DisclosureEntry] | None = None
    offices: list[Name] = []
    expertise: ExpertiseEntry = ExpertiseEntry()
    capacity: Annotated[int | None, BeforeValidator(_blank), Field(ge=0, le=1000)] = None
    load: Annotated[int, Field(ge=0, le=10_000)] = 0
    away: list[_Dated] = []
    usual_days: Annotated[int | None, BeforeValidator(_blank), Field(ge=0, le=365)] = None
    expedited: Annotated[bool | None, BeforeValidator(_blank)] = None

    def reviewer(self, rules: PanelRules, names: Specialties) -> Reviewer:
        """The reviewer as the panel works on it."""
        ids = specialty_ids(names)

        def held(entries: list[CertificationEntry], sub: bool) -> Iterator[Certification]:
            for one in entries:
                id = ids.get(plain_name(one.specialty))
                yield Certification(id, one.specialty, one.period(), one.lifelong, sub)

        return Reviewer(
            id=self.id,
            name=self.name,
            discipline=self.discipline,
            licences=None
            if self.licences is None
            else tuple(
                Licence(one.state, one.status == "active", one.restricted, one.period(), one.status, one.number or "")
                for one in self.licences
            ),
            certifications=None
            if self.certifications is None
            else (*held(self.certifications, False), *held(self.subspecialties, True)),
            practice=None
            if self.practice is None
            else tuple(Practice(one.period(), one.hours_per_week, one.place or "") for one in self.practice),
            sanctions=None if self.sanctions is None else tuple(Sanction(o.what, o.state) for o in self.sanctions),
            appointments=None
            if self.appointments is None
            else tuple(Appointment(rules.appointment(one.kind), one.period(), one.kind) for one in self.appointments),
            disclosures=None
            if self.disclosures is None
            else tuple(
                Disclosure(one.kind, one.relation, one.party, one.percent, one.exception, one.period())
                for one in self.disclosures
            ),
            offices=tuple(self.offices),
            treatments=frozenset(one.lower() for one in self.expertise.treatments),
            conditions=frozenset(one.lower() for one in self.expertise.conditions),
            capacity=self.capacity,
            load=self.load,
            away=tuple(one.period() for one in self.away),
            usual_days=self.usual_days,
            expedited=self.expedited,
            also=tuple(self.also),
            npi=self.npi,
        )


def load_roster(path: Path) -> Roster:
    """The roster of a file.

    Args:
        path: YAML or JSON with ``reviewers`` and, if any, ``affiliates``; or CSV, one reviewer a row.

    Raises:
        NotFound: there is no such file.
        UnreadableFile: it cannot be read, or something in it is wrong; the message names file, line and fix.
    """
    roster, errors, _ = check_roster(path)
    refuse(errors)
    return roster


def check_roster(path: Path) -> tuple[Roster, list[Problem], list[Problem]]:
    """The roster of a file, what is wrong in it (it is refused for that), and what a person should look at.

    Raises:
        NotFound: there is no such file.
        UnreadableFile: it is no YAML, JSON or CSV at all.
    """
    return roster_of(read_data(path, entry_of_row, "reviewers"))


def roster_of(rule: RuleFile) -> tuple[Roster, list[Problem], list[Problem]]:
    """The roster of read data; see :func:`check_roster`.

    >>> from openimr.panel.datafile import read_data_text
    >>> text = "reviewers:\\n- id: r1\\n  name: Ada Example\\n  capcity: 3\\n"
    >>> print(roster_of(read_data_text(text, "roster.yaml"))[1][0].sentence())
    roster.yaml:4: capcity: extra inputs are not permitted; the roster is refused; remove it, or correct its spelling
    """
    rules, names = panel_rules(), specialty_rules()
    entries, affiliates, errors = _shape(rule)
    warnings: list[Problem] = []
    reviewers: list[Reviewer] = []
    kept: list[int] = []
    places: dict[str, int] = {}
    for number, raw in enumerate(entries):
        here = ("reviewers", number)
        try:
            entry = ReviewerEntry.model_validate(raw)
        except ValidationError as error:
            errors += problems_in(error, rule, here, consequence="the roster is refused")
            continue
        if entry.id in places:
            first = rule.line(("reviewers", places[entry.id]))
            errors.append(
                at(
                    rule,
                    (*here, "id"),
                    f"the id {entry.id} stands twice (first at line {first})",
                    "give each reviewer an id of their own",
                    "the roster is refused",
                )
            )
            continue
        places[entry.id] = number
        errors += _unknown_words(entry, rule, here, rules)
        warnings += _remarks(entry, rule, here, rules, names)
        reviewers.append(entry.reviewer(rules, names))
        kept.append(number)
    twice, alike = _entered_twice(reviewers, kept, rule)
    errors += twice
    warnings += alike
    return Roster(tuple(reviewers), affiliates), errors, warnings


def _shape(rule: RuleFile) -> tuple[list[Any], tuple[tuple[str, ...], ...], list[Problem]]:
    """The entries and affiliates of the file, and what is wrong with its outline."""
    refused = "the roster is refused"
    data = rule.data
    if not isinstance(data, dict) or not isinstance(data.get("reviewers"), list):
        return [], (), [at(rule, (), "there is no list of reviewers", "begin with 'reviewers:'", refused)]
    errors = [
        at(rule, (key,), f"the key {key} is not known", "use reviewers and affiliates", refused)
        for key in data
        if key not in ("reviewers", "affiliates")
    ]
    groups = []
    for number, group in enumerate(data.get("affiliates") or []):
        if not isinstance(group, list) or len(group) < 2 or not all(isinstance(one, str) and one for one in group):
            errors.append(
                at(
                    rule,
                    ("affiliates", number),
                    "a group of affiliates is no list of two names or more",
                    "write it as [Name, Name]",
                    refused,
                )
            )
        else:
            groups.append(tuple(group))
    return data["reviewers"], tuple(groups), errors


def _entered_twice(
    reviewers: list[Reviewer], kept: list[int], rule: RuleFile
) -> tuple[list[Problem], list[Problem]]:
    """Entries that are one person's by their numbers (wrong), and those that may be by their names (to look at)."""
    seen: dict[tuple[str, str], int] = {}
    errors: list[Problem] = []
    for number, one in enumerate(reviewers):
        told = [("national provider identifier", one.npi)] if one.npi else []
        told += [(f"licence of {held.state}", held.number) for held in one.licences or () if held.number]
        for key in dict.fromkeys(told):
            first = seen.setdefault(key, number)
            if first != number:
                message = f"{one.id} has the {key[0]} of {reviewers[first].id} ({key[1]}); one person has one entry"
                fix = "keep one entry with all the names (also), or correct the number"
                errors.append(_of_entry(rule, kept[number], message, fix, "the roster is refused"))
    warnings: list[Problem] = []
    names = [one.name for one in reviewers]
    for i, j, match in matches(names, names):
        if i < j and match.degree is Degree.SAME and same_person(reviewers[i], reviewers[j]) is None:
            message = f"{reviewers[j].id} bears the name of {reviewers[i].id}"
            fix = "if it is one person, keep one entry; if not, write npi, or the number of a licence, for both"
            consequence = "after a remand neither follows the other"
            warnings.append(_of_entry(rule, kept[j], message, fix, consequence, code="same-name"))
    return errors, warnings


def _of_entry(
    rule: RuleFile, entry: int, message: str, fix: str, consequence: str, *, code: str = "wrong-entry"
) -> Problem:
    """A problem of a whole entry."""
    return at(rule, ("reviewers", entry), message, fix, consequence, code=code)


def _unknown_words(
    entry: ReviewerEntry, rule: RuleFile, here: tuple[str | int, ...], rules: PanelRules
) -> list[Problem]:
    """Words of the law's lists that are not in them."""
    refused = "the roster is refused"
    found = []
    if entry.discipline is not None and entry.discipline not in rules.disciplines:
        found.append(
            at(
                rule,
                (*here, "discipline"),
                f"the discipline {entry.discipline!r} is not known",
                _near(entry.discipline, rules.disciplines),
                refused,
            )
        )
    for number, licence in enumerate(entry.licences or ()):
        if licence.state not in rules.states:
            found.append(
                at(
                    rule,
                    (*here, "licences", number, "state"),
                    f"the state {licence.state!r} is not known",
                    "write its two letters",
                    refused,
                )
            )
    return found


def _remarks(
    entry: ReviewerEntry, rule: RuleFile, here: tuple[str | int, ...], rules: PanelRules, names: Specialties
) -> list[Problem]:
    """What is not wrong, but keeps a reviewer out or hides expertise."""
    found = []
    ids = specialty_ids(names)
    for key, held in (("certifications", entry.certifications or []), ("subspecialties", entry.subspecialties)):
        for number, one in enumerate(held):
            place = (*here, key, number)
            if plain_name(one.specialty) not in ids:
                fix = _near(one.specialty, [s.name for s in names.specialties.values()])
                found.append(
                    at(
                        rule,
                        (*place, "specialty"),
                        f"{entry.id}: the specialty {one.specialty!r} is not known",
                        fix,
                        "no item is matched to it",
                        code="unknown-specialty",
                    )
                )
            if one.until is None and not one.lifelong:
                found.append(
                    at(
                        rule,
                        place,
                        f"{entry.id}: {one.specialty} has no end",
                        "write to:, or lifelong: yes",
                        "whether it is in force is not known",
                        code="not-known",
                    )
                )
    for number, appointment in enumerate(entry.appointments or ()):
        if rules.appointment(appointment.kind) is None:
            found.append(
                at(
                    rule,
                    (*here, "appointments", number, "kind"),
                    f"{entry.id}: the appointment {appointment.kind!r} is not known",
                    f"use one of {', '.join(rules.appointments)}",
                    _LEFT_OUT,
                    code="unknown-appointment",
                )
            )
    known = set(treatments()) | {one.category for one in treatments().values()}
    for number, word in enumerate(entry.expertise.treatments):
        if word.lower() not in known and not known_region(word.lower()):
            found.append(
                at(
                    rule,
                    (*here, "expertise", "treatments", number),
                    f"{entry.id}: {word!r} is no treatment, category or body part",
                    _near(word, known),
                    "no item is matched to it",
                    code="unknown-treatment",
                )
            )
    for number, word in enumerate(entry.expertise.conditions):
        if word.lower() not in names.conditions:
            found.append(
                at(
                    rule,
                    (*here, "expertise", "conditions", number),
                    f"{entry.id}: {word!r} is no condition of the list",
                    _near(word, names.conditions),
                    "no case is matched to it",
                    code="unknown-condition",
                )
            )
    for key in (
        "discipline",
        "licences",
        "certifications",
        "practice",
        "sanctions",
        "appointments",
        "disclosures",
        "capacity",
    ):
        if getattr(entry, key) is None:
            found.append(
                at(
                    rule,
                    here,
                    f"{entry.id}: {key} is not on file",
                    f"write {key}: [] where there are none"
                    if key not in ("discipline", "capacity")
                    else f"write {key}:",
                    _LEFT_OUT,
                    code="not-known",
                )
            )
    return found


def _near(word: str, known: Any) -> str:
    near = difflib.get_close_matches(word, list(known), n=3)
    return f"did you mean {', '.join(near)}" if near else f"use one of {', '.join(sorted(known)[:8])} …"
