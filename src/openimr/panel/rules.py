"""The rules by which reviewers are chosen, as data of ``rules/<programme>/panel.yaml`` and ``specialties.yaml``.

The engine knows tests (``licence``, ``practice_years`` …) and kinds of parties by their id; which of them the law asks
for, since when, and of which states and boards it speaks, is data.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from openimr.dispute.model import Category
from openimr.dispute.treatments import treatments
from openimr.rulefiles import read_rule_model, rules_folder

Basis = Literal["statute", "regulation", "attestation", "operation"]
Test = Literal[
    "discipline", "licence", "board_certification", "knowledge", "no_sanctions", "no_appointment", "disclosures",
    "specialty_on_file", "practice_years", "weekly_hours", "same_or_similar", "scope",
]  # fmt: skip


_WORDS = re.compile(r"[^\W_]+")


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Rule(_Data):
    """One rule: what it asks, on whose word, and on which days it is in force (None: no end on that side)."""

    id: str
    text: str
    basis: Basis
    reference: str
    since: dt.date | None = Field(default=None, alias="from")
    until: dt.date | None = Field(default=None, alias="to")
    verified: bool = False

    def in_force(self, day: dt.date) -> bool:
        """Whether the rule governs on this day, its first and last included.

        >>> rule = Rule(id="a", text="t", basis="statute", reference="r", since=dt.date(2014, 1, 1))
        >>> rule.in_force(dt.date(2013, 12, 31)), rule.in_force(dt.date(2014, 1, 1))
        (False, True)
        """
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Qualification(Rule):
    """A rule about the reviewer alone or the reviewer's fit for the case, with its test and the test's figures.

    Attributes:
        kinds: ids of the appointments that nobody may hold.
        statuses, doubtful: statuses of a licence that are the mark of a disciplinary action, and that may be one.
    """

    test: Test
    kinds: tuple[str, ...] = ()
    more_than: float | None = None
    at_least: float | None = None
    attestation: str | None = None
    statuses: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _figures(self) -> Qualification:
        needed = {"practice_years": "more_than", "weekly_hours": "at_least", "no_appointment": "kinds"}.get(self.test)
        if needed and not getattr(self, needed):
            raise ValueError(f"the test {self.test} needs {needed}")
        return self


class PartyRole(_Data):
    """A kind of party of a case: its name, the rule that bars an affiliation with it, and whether it must be named.

    ``usual`` parties are asked about when nobody named one; ``required`` ones must be known before anybody is chosen.
    """

    name: str
    rule: str
    required: bool = False
    usual: bool = False


class AppointmentKind(_Data):
    """A kind of appointment, and the words by which a roster names it."""

    name: str
    words: tuple[str, ...]


class Discipline(_Data):
    """A kind of physician.

    Attributes:
        boards: certification by a board is asked for; else ``specialty`` is what the discipline stands for.
        outside: categories of treatment that the law keeps from the discipline, by which ``law``.
    """

    name: str
    boards: bool = False
    specialty: str | None = None
    outside: frozenset[Category] = frozenset()
    law: str | None = None

    @model_validator(mode="after")
    def _by_a_law(self) -> Discipline:
        if self.outside and not self.law:
            raise ValueError(f"{self.name}: name the law that keeps these treatments from the discipline")
        return self


class Financial(_Data):
    """The share of income from which a financial relation counts: over ``over_percent`` of ``of``."""

    over_percent: float
    of: str


class Excepted(_Data):
    """A relation that does not count, of which kinds, and why.

    Attributes:
        relations: the relations it may touch; one that says otherwise contradicts it. One that is not told does not.
        roles: the parties it can be about; all where none is named.
    """

    kinds: tuple[Literal["professional", "familial", "financial"], ...]
    relations: frozenset[str]
    roles: frozenset[str] = frozenset()
    text: str
    reference: str


class Affiliations(_Data):
    """What makes a relation material: the degrees of family, forms of work and shares of income that count.

    ``by_share`` names forms of work that count only by their share, where a financial relation tells one.
    """

    reference: str
    familial: frozenset[str]
    professional: frozenset[str]
    by_share: frozenset[str] = frozenset()
    financial: Financial
    exceptions: dict[str, Excepted]


class Procedure(_Data):
    """What is asked beside the reviewer's own qualification."""

    parties_known: Rule
    approval: Rule
    remand: Rule
    lasting: Rule
    available: Rule
    in_time: Rule
    capacity: Rule


class Clock(_Data):
    """How long a decision has from the complete file.

    Attributes:
        days: calendar days, where nobody has counted by the procedure's own clocks.
        counted_by: the clock of the procedure that counts it.
        formulary: the clock that counts it for an item under the drug formulary; the same where there is none.
    """

    days: int = Field(gt=0)
    reference: str
    counted_by: str
    formulary: str | None = None


class Preference(_Data):
    """What is preferred among those who may review."""

    id: str
    text: str
    basis: Basis
    reference: str
    test: Literal["same_specialty", "licensed_in"]
    states: frozenset[str] = frozenset()


class Confidential(_Data):
    """The mark of a report that names reviewers, and why they are secret."""

    text: str
    reference: str


class PanelRules(_Data):
    """All rules of a programme's panel."""

    title: str
    disciplines: dict[str, Discipline]
    states: frozenset[str]
    qualifications: list[Qualification]
    appointments: dict[str, AppointmentKind]
    conflicts: list[Rule]
    parties: dict[str, PartyRole]
    maker: str
    affiliations: Affiliations
    procedure: Procedure
    clock: dict[Literal["standard", "expedited"], Clock]
    preferences: list[Preference]
    confidential: Confidential

    @model_validator(mode="after")
    def _whole(self) -> PanelRules:
        names = [rule.id for rule in self.every_rule()]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"the rule {twice[0]} stands twice")
        for rule in self.qualifications:
            if rule.test == "no_appointment" and (strange := sorted(set(rule.kinds) - self.appointments.keys())):
                raise ValueError(f"the rule {rule.id} names {strange[0]}, which is none of the appointments")
        conflicts = {rule.id for rule in self.conflicts}
        for role, party in self.parties.items():
            if party.rule not in conflicts:
                raise ValueError(f"the party {role} names a rule that is none of the conflicts: {party.rule}")
        if self.maker not in self.parties:
            raise ValueError(f"the maker is no party: {self.maker}")
        for name, excepted in self.affiliations.exceptions.items():
            if strange := sorted(excepted.roles - self.parties.keys()):
                raise ValueError(f"the exception {name} names {strange[0]}, which is no party")
        return self

    def appointment(self, told: str) -> str | None:
        """The kind of an appointment from the words of a roster; None where no kind is known by them.

        >>> [panel_rules().appointment(told) for told in ("Q.M.E.", "Qualified Medical Evaluator: yes", "chair")]
        ['qme', 'qme', None]
        """
        plain = " ".join(["", *_WORDS.findall(told.lower().replace(".", "")), ""])
        for id, kind in self.appointments.items():
            if any(f" {words} " in plain for words in kind.words):
                return id
        return None

    def every_rule(self) -> list[Rule]:
        """All rules, in the order in which reports name them."""
        first = self.procedure
        return [
            first.parties_known, first.approval, *self.qualifications, *self.conflicts, first.remand, first.lasting,
            first.available, first.in_time, first.capacity,
        ]  # fmt: skip


class Specialty(_Data):
    """A specialty as letters print it, and other names of it."""

    name: str
    aliases: tuple[str, ...] = ()


class Fit(_Data):
    """Who treats what: conditions on an item, and the specialties that are the same as, or similar to, its own.

    What ``accompanies`` other items (a visit, a laboratory test) may be reviewed by whoever treats those.
    """

    id: str
    categories: frozenset[Category] = frozenset()
    treatments: frozenset[str] = frozenset()
    body_parts: frozenset[str] = frozenset()
    specialties: frozenset[str] = frozenset()
    same: frozenset[str]
    similar: frozenset[str] = frozenset()
    accompanies: bool = False
    reason: str


def _icd(value: object) -> object:
    return tuple(str(one).replace(".", "").upper() for one in value) if isinstance(value, list | tuple) else value


class Condition(_Data):
    """A group of diagnoses, told by words or the beginning of a code, and the specialties that treat it.

    ``categories``: the kinds of treatment about which these specialties are asked; all where none is named.
    """

    name: str
    words: tuple[str, ...] = ()
    icd: Annotated[tuple[str, ...], BeforeValidator(_icd)] = ()
    specialties: frozenset[str]
    categories: frozenset[Category] = frozenset()


class Specialties(_Data):
    """Specialties, which items they fit, and which conditions they treat."""

    verified: bool
    reference: str
    specialties: dict[str, Specialty]
    fits: list[Fit]
    conditions: dict[str, Condition]

    @model_validator(mode="after")
    def _known(self) -> Specialties:
        known = set(self.specialties)
        for fit in self.fits:
            if strange := sorted((fit.same | fit.similar | fit.specialties) - known):
                raise ValueError(f"the fit {fit.id} names {strange[0]}, which is no specialty of the list")
            if strange := sorted(fit.treatments - set(treatments())):
                raise ValueError(f"the fit {fit.id} names {strange[0]}, which is no treatment of treatments.yaml")
        for name, condition in self.conditions.items():
            if strange := sorted(condition.specialties - known):
                raise ValueError(f"the condition {name} names {strange[0]}, which is no specialty of the list")
        return self


class Organization(_Data):
    """Names of one organization and of those that belong to it, with the source that says so."""

    names: Annotated[tuple[str, ...], Field(min_length=2)]
    reference: str


class Organizations(_Data):
    """Organizations known under several names, beside the groups of a roster."""

    verified: bool
    groups: tuple[Organization, ...]


@cache
def organizations(programme: str = "california") -> Organizations:
    """The organizations of a programme that are known under several names.

    Raises:
        RuleError: the file is absent or wrong; the message names file, line and what to change.

    >>> any("UCSF" in one.names for one in organizations().groups)
    True
    """
    return read_rule_model(rules_folder(programme) / "organizations.yaml", Organizations)[0]


@cache
def panel_rules(programme: str = "california") -> PanelRules:
    """The panel's rules of a programme.

    Args:
        programme: folder under ``openimr/rules``.

    Raises:
        RuleError: the file is absent or wrong; the message names file, line and what to change.

    >>> [rule.id for rule in panel_rules().qualifications if not rule.in_force(dt.date(2013, 6, 1))]
    ['no-qme-appointment']
    """
    return read_rule_model(rules_folder(programme) / "panel.yaml", PanelRules)[0]


@cache
def specialty_rules(programme: str = "california") -> Specialties:
    """The specialties of a programme and what they treat.

    Raises:
        RuleError: the file is absent or wrong; the message names file, line and what to change.

    >>> sorted(specialty_rules().fits[0].same)
    ['neurological-surgery', 'orthopedic-surgery', 'spine-surgery']
    """
    return read_rule_model(rules_folder(programme) / "specialties.yaml", Specialties)[0]
