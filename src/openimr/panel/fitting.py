"""Which specialties fit a case, and whether a reviewer knows what is in dispute.

The fit of one item is data (:class:`openimr.panel.rules.Specialties`); the fit of a case is that of the item that fits
worst, because one reviewer decides them all. An item that depends on another (an assistant surgeon on the operation) is
judged with that one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache

from openimr.panel.findings import Finding
from openimr.panel.model import CaseItem, PanelCase, Reviewer
from openimr.panel.qualifying import FITTING, not_in_force, specialties_now
from openimr.panel.rules import PanelRules, Qualification, Specialties

_CODE = re.compile(r"\b(?:[A-TV-Za-tv-z]\d[0-9A-Za-z](?:\.[0-9A-Za-z]{1,4})?|\d{3}(?:\.\d{1,2})?)\b")
_WORDS = re.compile(r"[a-z0-9]+")


class Fit(IntEnum):
    """How a specialty stands to an item; the lower the better."""

    SAME = 0
    SIMILAR = 1
    UNKNOWN = 2  #: only a certification of which it is not known whether it is in force would fit
    NONE = 3


@dataclass(frozen=True, slots=True)
class Need:
    """What one item asks of a reviewer.

    Attributes:
        same, similar: ids of specialties.
        knowing: any of these in a reviewer's expertise shows knowledge of the item: its treatment, category, body
            parts and the case's conditions.
        reason: why these specialties.
        text: the item as printed.
        accompanies: it goes with the other items of the case.
        category: the kind of treatment.
        understood: it is known what is asked for.
    """

    same: frozenset[str]
    similar: frozenset[str]
    knowing: frozenset[str]
    reason: str
    text: str = ""
    accompanies: bool = False
    category: str = "other"
    understood: bool = True


def conditions_in(words: Iterable[str], names: Specialties) -> tuple[str, ...]:
    """Ids of the conditions that diagnoses name, by word or by the beginning of a code.

    >>> from openimr.panel.rules import specialty_rules
    >>> conditions_in(["724.4 lumbar radiculitis", "F32.9"], specialty_rules())
    ('spine', 'mood')
    """
    found: list[str] = []
    for text in words:
        plain = " ".join(_WORDS.findall(text.lower()))
        codes = [code.replace(".", "").upper() for code in _CODE.findall(text)]
        for id, condition in names.conditions.items():
            told = any(re.search(rf"\b{re.escape(word)}\b", plain) for word in condition.words)
            if id not in found and (told or any(code.startswith(condition.icd) for code in codes if condition.icd)):
                found.append(id)
    return tuple(found)


def need_of(item: CaseItem, conditions: tuple[str, ...], names: Specialties) -> Need:
    """What an item asks of a reviewer: the first fit of the list that holds, and the specialties of the conditions.

    >>> from openimr.panel.rules import specialty_rules
    >>> need = need_of(CaseItem("LESI", "injection", "epidural_steroid_injection"), (), specialty_rules())
    >>> "pain-medicine" in need.same, "neurology" in need.similar
    (True, True)
    """
    return _need(
        item.category,
        item.treatment,
        frozenset(item.body_parts),
        item.specialty,
        conditions,
        names.reference,
        _Held(names),
        item.text,
    )


class _Held:
    """The specialties as one value: equal to itself alone, so that answers can be remembered."""

    __slots__ = ("names",)

    def __init__(self, names: Specialties) -> None:
        self.names = names

    def __hash__(self) -> int:
        return id(self.names)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.names is self.names


@lru_cache(maxsize=1 << 14)
def _need(
    category: str, treatment: str | None, parts: frozenset[str], specialty: str | None, conditions: tuple[str, ...],
    reference: str, held: _Held, text: str,
) -> Need:  # fmt: skip
    names = held.names
    told = [names.conditions[one] for one in conditions]
    by_condition = frozenset[str]().union(
        *(one.specialties for one in told if not one.categories or category in one.categories)
    )
    knowing = {one for one in (treatment, category) if one and one != "other"} | parts | set(conditions)
    wanted = _specialty(specialty, names)
    if category == "other" and treatment is None and wanted is None:
        reason = "it is not known what treatment this is"
        return Need(frozenset(), by_condition, frozenset(knowing), reason, text, True, category, understood=False)
    for fit in names.fits:
        if (
            (not fit.categories or category in fit.categories)
            and (not fit.treatments or treatment in fit.treatments)
            and (not fit.body_parts or fit.body_parts & parts)
            and (not fit.specialties or wanted in fit.specialties)
        ):
            same = fit.same | ({wanted} if wanted else set())
            # who does an operation or a block of its own kind is told by the fit; a diagnosis adds nobody to it
            similar = (fit.similar if fit.treatments else fit.similar | by_condition) - same
            return Need(same, similar, frozenset(knowing), fit.reason, text, fit.accompanies, category)
    reason = "no rule says who treats this; the conditions do" if by_condition else "no rule says who treats this"
    same = frozenset({wanted} if wanted else ())
    return Need(same, by_condition - same, frozenset(knowing), reason, text, category=category)


def _specialty(name: str | None, names: Specialties) -> str | None:
    return specialty_ids(names).get(plain_name(name)) if name else None


def plain_name(name: str) -> str:
    """A specialty's name without case, hyphens and signs.

    >>> plain_name("Physical Medicine & Rehabilitation"), plain_name("PM&R")
    ('physical medicine rehabilitation', 'pm r')
    """
    return " ".join(word for word in _WORDS.findall(name.lower()) if word != "and")


def specialty_ids(names: Specialties) -> dict[str, str]:
    """Id of a specialty by its plain names.

    >>> from openimr.panel.rules import specialty_rules
    >>> specialty_ids(specialty_rules())[plain_name("Physiatry")]
    'physical-medicine'
    """
    return _ids(_Held(names))


@lru_cache(maxsize=8)
def _ids(held: _Held) -> dict[str, str]:
    return {plain_name(name): id for id, one in held.names.specialties.items() for name in (id, one.name, *one.aliases)}


def needs_of(case: PanelCase, names: Specialties) -> tuple[Need, ...]:
    """What a case asks of a reviewer: one need for each item that no other decides.

    >>> from openimr.panel.rules import specialty_rules
    >>> fusion = CaseItem("fusion", "surgery", "spinal_fusion")
    >>> visit = CaseItem("visit", "evaluation_management", "follow_up")
    >>> _, visit = needs_of(PanelCase("c1", items=(fusion, visit)), specialty_rules())
    >>> "neurological-surgery" in visit.same
    True
    """
    conditions = conditions_in(case.conditions, names)
    needs = [need_of(item, conditions, names) for item in case.items if item.follows is None]
    others = [need for need in needs if not need.accompanies]
    joining = {number for number, need in enumerate(needs) if need.accompanies}
    if not others:
        # beside a visit alone, an item that was not understood goes with the visit
        others = [need for need in needs if need.understood]
        joining = {number for number, need in enumerate(needs) if not need.understood}
    if not others:
        return tuple(needs)
    same = frozenset[str]().union(*(need.same for need in others))
    similar = frozenset[str]().union(*(need.similar for need in others))
    knowing = frozenset[str]().union(*(need.knowing for need in others))
    return tuple(
        replace(need, same=need.same | same, similar=(need.similar | similar) - need.same - same,
                knowing=need.knowing | knowing, reason=f"{need.reason}; it goes with the other items")
        if number in joining
        else need
        for number, need in enumerate(needs)
    )  # fmt: skip


def fit_of(sure: frozenset[str], perhaps: frozenset[str], need: Need) -> Fit:
    """How specialties in force, and those of which that is not known, fit one need.

    >>> need = Need(frozenset({"neurology"}), frozenset({"pain-medicine"}), frozenset(), "")
    >>> fit_of(frozenset({"pain-medicine"}), frozenset(), need).name
    'SIMILAR'
    """
    if sure & need.same:
        return Fit.SAME
    if sure & need.similar:
        return Fit.SIMILAR
    return Fit.UNKNOWN if perhaps & (need.same | need.similar) else Fit.NONE


def knows(reviewer: Reviewer, sure: frozenset[str], need: Need) -> bool | None:
    """Whether a reviewer knows condition and treatment: of the same specialty, or with such expertise on file.

    None: the roster does not say.
    """
    if sure & need.same or (reviewer.treatments | reviewer.conditions) & need.knowing:
        return True
    return None


def fitting_findings(
    reviewer: Reviewer, needs: tuple[Need, ...], day: dt.date, rules: PanelRules, names: Specialties
) -> list[Finding]:
    """The rules about the fit of a reviewer and a case, as they come out on a day.

    Args:
        needs: what the case asks (:func:`needs_of`).
    """
    found = []
    held = specialties_now(reviewer, day, rules)
    for rule in rules.qualifications:
        if rule.test not in FITTING:
            continue
        if not rule.in_force(day):
            found.append(Finding(rule.id, "not_in_force", not_in_force(rule)))
        elif not needs:
            found.append(Finding(rule.id, "unknown", "the case names no item that was understood"))
        else:
            found.append(_fitting(rule, reviewer, needs, held, rules, names))
    return found


def _fitting(
    rule: Qualification, reviewer: Reviewer, needs: tuple[Need, ...], held: tuple[frozenset[str], frozenset[str]],
    rules: PanelRules, names: Specialties,
) -> Finding:  # fmt: skip
    if rule.test == "scope":
        return _scope(rule, reviewer, needs, rules)
    sure, perhaps = held
    if rule.test == "knowledge":
        lacking = next((need for need in needs if knows(reviewer, sure, need) is None), None)
        if lacking is None:
            return Finding(rule.id, "passes", "by specialty or by expertise on file")
        return Finding(rule.id, "unknown", f'no expertise on file for "{lacking.text}"')
    if rule.test == "board_certification":
        discipline = rules.disciplines.get(reviewer.discipline or "")
        if discipline and not discipline.boards:
            return Finding(rule.id, "passes", f"is not asked of a {discipline.name}")
        if reviewer.discipline is None or reviewer.certifications is None:
            return Finding(rule.id, "unknown", "no certification is on file")
    fits = [fit_of(sure, perhaps, need) for need in needs]
    worst = max(fits)
    need = needs[fits.index(worst)]
    told = ", ".join(sorted(names.specialties[one].name for one in sure)) or "no specialty in force"
    if worst <= Fit.SIMILAR:
        return Finding(rule.id, "passes", f"{told}: {worst.name.lower()}; {need.reason}")
    if worst is Fit.UNKNOWN:
        return Finding(rule.id, "unknown", f'for "{need.text}" it is not on file whether the certification is in force')
    if not (need.understood or need.similar):
        why = f'"{need.text}" was not understood: give its category or treatment, or diagnoses'
        return Finding(rule.id, "unknown", why)
    return Finding(rule.id, "fails", f'{told}: neither the same nor similar for "{need.text}"')


def _scope(rule: Qualification, reviewer: Reviewer, needs: tuple[Need, ...], rules: PanelRules) -> Finding:
    """Whether the reviewer's discipline may give the treatments at all."""
    discipline = rules.disciplines.get(reviewer.discipline or "")
    if discipline is None:
        return Finding(rule.id, "unknown", "the discipline is not known")
    out = next((need for need in needs if need.category in discipline.outside), None)
    if out is None:
        return Finding(rule.id, "passes", discipline.name)
    kind = out.category.replace("_", " ")
    why = f'{discipline.name}: "{out.text}" ({kind}) is outside the scope of practice ({discipline.law})'
    return Finding(rule.id, "fails", why)
