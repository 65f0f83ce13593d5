"""Papers about somebody else, marked: whose case it is, worked out from all papers, then every page against it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from openimr.casefile.model import Document, DocumentKind, Intake
from openimr.casefile.papers.casenames import best_name, settle_authors, settled_patient
from openimr.casefile.papers.identity import (
    CaseIdentity,
    Evidence,
    Match,
    Person,
    Whose,
    compare_days,
    compare_numbers,
    office_of,
    relation_to,
    whose,
)
from openimr.casefile.papers.nameindex import NameIndex
from openimr.casefile.papers.papermarks import PaperMarks, paper_marks
from openimr.casefile.papers.parting import Told
from openimr.casefile.papers.personmarks import IdentityMarks, claim_key, identity_marks, staff_names
from openimr.casefile.papers.persons import ONE_PERSON, NameRelation, relation
from openimr.casefile.papers.printoutlines import plain_texts
from openimr.casefile.papers.strangers import Leaf, follow_known_others, follow_page_numbers, read_heads
from openimr.problems import Problem

#: How much a paper says about whose case it is; any other paper counts one.
_WEIGHTS = {DocumentKind.IMR_APPLICATION: 4.0, DocumentKind.UR_DETERMINATION: 3.0, DocumentKind.RFA: 2.0}
_INTAKE_WEIGHT = 3.0
#: The papers that make the case; the one person whom both name is whose case it is.
_DISPUTE = frozenset({DocumentKind.IMR_APPLICATION, DocumentKind.UR_DETERMINATION})
#: Persons with the same birth or claim with whom another is compared.
_MOST_JOINED = 4


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found out about whose the papers of a case are.

    Attributes:
        problems: problems of the whole case.
        shared: papers of which some pages are somebody else's, by their ids: of whom each page tells.
    """

    problems: list[Problem] = field(default_factory=list)
    shared: dict[str, list[Told]] = field(default_factory=dict)


def mark_other_patients(
    documents: Sequence[Document], intake: Intake, marks: PaperMarks | None = None
) -> Verdict:
    """Set ``other_patient`` on every document about somebody else, with the reason as a problem of the document.

    Args:
        documents: usable documents in the order of the case file, with their kinds.
        intake: what intake knows; a hint that pages may outweigh.
        marks: the programme's marks of papers.

    Returns:
        Problems of the whole case: ``patient-unclear`` when two persons are named equally often (nothing is marked
        then), ``name-differs`` when intake names somebody whom no paper names. And the papers that several persons
        share, to be parted (:mod:`parting`) and asked again.
    """
    marks = marks or paper_marks()
    plain = plain_texts(documents)
    leaves = [
        Leaf(document, index, text, identity_marks(text, marks))
        for document in documents for index, page in enumerate(document.pages) if (text := plain[id(page)]).strip()
    ]
    staff = _staff(leaves, marks)
    persons = _persons(leaves, staff)
    if not persons:
        return Verdict()
    problems: list[Problem] = []
    own = _own_person(persons, intake, problems)
    if own is None:
        return Verdict(problems)
    identity = CaseIdentity(_confirmed(own, leaves), staff)
    for leaf in leaves:
        leaf.evidence = identity.evidence(leaf.marks, leaf.text)
        leaf.whose = whose(leaf.evidence)
    read_heads(leaves, identity, marks)
    follow_known_others(leaves, identity)
    follow_page_numbers(leaves)
    _mark(leaves)
    _name_patients(leaves, identity)
    settle_authors(documents, marks)
    return Verdict(problems, _shared(leaves))


def _staff(leaves: Sequence[Leaf], marks: PaperMarks) -> set[str]:
    """Names with credentials; not of those whom more papers name as a patient: nurses and physicians are hurt too."""
    signed = Counter({name: 0 for leaf in leaves for name in staff_names(leaf.text, marks)})
    index = NameIndex(name for leaf in leaves for name in {*leaf.marks.names, *leaf.marks.heads})
    suspects = {name for name in signed if index.relation(name) in (NameRelation.SAME, NameRelation.NEAR)}
    if suspects:
        treating: Counter[str] = Counter(
            name for leaf in leaves for name in staff_names(leaf.text, marks) if name in suspects
        )
        for name in suspects:
            about = sum(
                any(relation(name, one) is NameRelation.SAME for one in (*leaf.marks.names, *leaf.marks.heads))
                for leaf in leaves
            )
            if about > treating[name]:
                del signed[name]
    return set(signed)


def _persons(leaves: Sequence[Leaf], staff: set[str]) -> list[Person]:
    """The persons whom the papers name as patients; spellings of one name are one person."""
    persons: list[Person] = []
    known: dict[str, Person] = {}
    index, physicians = NameIndex(), NameIndex(staff)
    counted: set[tuple[str, int]] = set()
    for leaf in leaves:
        names = list(leaf.marks.names)
        if not names and (leaf.marks.births or leaf.marks.claims):
            names = list(leaf.marks.heads)
        names = [name for name in names if physicians.relation(name) not in (NameRelation.SAME, NameRelation.NEAR)]
        if not names:
            continue
        person = next((known[name] for name in names if name in known), None)
        if person is None:
            near = (other for other in index.near(names[0]) if relation(names[0], other) in ONE_PERSON)
            person = next((known[other] for other in near), None)
        if person is None:
            person = Person()
            persons.append(person)
        for name in leaf.marks.names or leaf.marks.heads:
            if name not in known:
                known[name] = person
                index.add(name)
        weight = _WEIGHTS.get(leaf.document.kind, 1.0)
        first = (leaf.document.id, id(person)) not in counted
        counted.add((leaf.document.id, id(person)))
        person.weight += weight if first else 0.0
        person.kinds.add(leaf.document.kind)
        person.add(leaf.marks, weight)
    return _joined(persons)


def _joined(persons: list[Person]) -> list[Person]:
    """Persons under different names with the same birth or claim are one, unless everything else tells them apart."""
    kept: list[Person] = []
    by_birth: dict[dt.date, list[Person]] = {}
    by_claim: dict[str, list[Person]] = {}
    for person in sorted(persons, key=lambda p: -p.weight):
        near = [p for birth in person.births for p in by_birth.get(birth, ())[:_MOST_JOINED]]
        near += [p for claim in person.claims for p in by_claim.get(claim, ())[:_MOST_JOINED]]
        other = next((other for other in near if _are_one(person, other)), None)
        if other is not None:
            other.aliases += person.names
            other.births += person.births
            other.claims += person.claims
            other.injuries += person.injuries
            other.records += person.records
            other.weight += person.weight
            other.kinds |= person.kinds
        else:
            other = person
            kept.append(person)
        for birth in person.births:
            by_birth.setdefault(birth, []).append(other)
        for claim in person.claims:
            by_claim.setdefault(claim, []).append(other)
    return kept


def _are_one(person: Person, other: Person) -> bool:
    """Whether two persons with a birth or a claim in common are one under two names.

    A clerk's mistake and chance give strangers the same birth or the same claim, hardly both.
    """
    same_birth = bool(set(person.births) & set(other.births))
    same_claim = bool(set(person.claims) & set(other.claims))
    same_injury = bool(set(person.injuries) & set(other.injuries))
    if not same_birth and person.births and other.births:
        return False
    near = max((relation_to(name, other.names) for name, _ in person.names.most_common(3)),
               key=lambda found: -list(NameRelation).index(found), default=NameRelation.OTHER)
    if same_birth:
        if near in (NameRelation.GIVEN, NameRelation.FAMILY) and person.records and other.records and (
            set(person.records).isdisjoint(other.records)
        ):
            return same_claim or same_injury
        if near is NameRelation.GIVEN or near in ONE_PERSON or same_claim or same_injury:
            return True
        apart = bool((person.claims and other.claims) or (person.injuries and other.injuries))
        return near is NameRelation.FAMILY and not apart
    return same_claim and (near is not NameRelation.OTHER or not (person.injuries and other.injuries) or same_injury)


def _own_person(persons: Sequence[Person], intake: Intake, problems: list[Problem]) -> Person | None:
    """Whose case it is; None when two persons are named equally often."""
    weights = {id(person): person.weight for person in persons}
    if intake.patient_name:
        named = [p for p in persons if relation_to(intake.patient_name, p.names) in ONE_PERSON]
        if named:
            weights[id(named[0])] += _INTAKE_WEIGHT
        elif not any(relation_to(intake.patient_name, p.names) in (NameRelation.FAMILY, NameRelation.GIVEN)
                     for p in persons):
            problems.append(Problem(
                code="name-differs",
                message="no paper names the patient whom intake names",
                consequence="the patient was taken from the papers",
                remedy="make sure that this is the right case file",
            ))
    disputing = [person for person in persons if person.kinds >= _DISPUTE]
    if len(disputing) == 1:
        return disputing[0]  # a file may hold more pages of a stranger than of the worker
    ranked = sorted(persons, key=lambda p: -weights[id(p)])
    if len(ranked) > 1 and weights[id(ranked[0])] - weights[id(ranked[1])] < 0.5:
        problems.append(Problem(
            code="patient-unclear",
            message="the papers name two persons equally often, and nothing says whose case it is",
            consequence="no page could be set aside as another patient's",
            remedy="say in case.yaml whose case it is, and look through the papers for pages of somebody else",
        ))
        return None
    return ranked[0]


def _confirmed(own: Person, leaves: Sequence[Leaf]) -> Person:
    """The case's patient with the birth most papers print, and claims only from papers that agree with it."""
    person = Person(names=Counter(own.names), aliases=own.aliases, injuries=Counter(own.injuries), weight=own.weight)
    ranked = own.births.most_common()
    if ranked:
        birth, count = ranked[0]
        rivals = [other for other, n in ranked[1:] if n == count and compare_days(other, birth) is Match.DIFFERENT]
        if not rivals:
            person.births = Counter({
                day: n for day, n in ranked if compare_days(day, birth) is not Match.DIFFERENT
            })
    person.injuries.clear()
    numbered = _otherwise_numbered(own, leaves)
    for name in {name for leaf in numbered for name in (*leaf.marks.names, *leaf.marks.heads)}:
        if relation(name, best_name(own.names) or name) is not NameRelation.SAME:
            del person.names[name]
    identity = CaseIdentity(Person(names=person.names, aliases=own.aliases, births=person.births))
    for leaf in leaves:
        if leaf in numbered:
            continue
        found = identity.evidence(leaf.marks, leaf.text)
        if found.birth is Match.DIFFERENT:
            continue
        named = found.name in ONE_PERSON
        if named and (found.birth is not Match.NONE or leaf.document.kind in _WEIGHTS or not person.births):
            agreed = IdentityMarks(
                claims=leaf.marks.claims, injuries=leaf.marks.injuries, records=leaf.marks.records
            )
        elif (found.name is NameRelation.SAME or (found.name is None and found.is_mentioned)) and (
            Match.DIFFERENT not in (found.claim, found.injury)
        ):
            agreed = IdentityMarks(records=leaf.marks.records)  # a chart's pages may print no birth
        else:
            continue
        person.add(agreed, _WEIGHTS.get(leaf.document.kind, 1.0))
        if leaf.marks.records:
            person.offices.add(office_of(leaf.text))
    return person


def _otherwise_numbered(own: Person, leaves: Sequence[Leaf]) -> list[Leaf]:
    """Pages with a name like the patient's, and another number than their office gave the patient on most pages."""
    main = best_name(own.names)
    offices: dict[str, Counter[str]] = {}
    numbered: list[tuple[Leaf, str, set[str]]] = []
    for leaf in leaves:
        if not leaf.marks.records or main is None:
            continue
        office, keys = office_of(leaf.text), set(map(claim_key, leaf.marks.records))
        numbered.append((leaf, office, keys))
        if any(relation(name, main) is NameRelation.SAME for name in (*leaf.marks.names, *leaf.marks.heads)):
            offices.setdefault(office, Counter()).update(keys)
    found = []
    for leaf, office, keys in numbered:
        known = offices.get(office, Counter())
        names = leaf.marks.names or leaf.marks.heads
        if names and max(known.values(), default=0) > 1 and not any(
            compare_numbers(key, other) is not Match.DIFFERENT for key in keys for other in known
        ) and all(relation(name, main or name) is not NameRelation.SAME for name in names):
            found.append(leaf)
    return found


def _mark(leaves: Sequence[Leaf]) -> None:
    """Mark documents, and give the reasons."""
    by_document: dict[int, list[Leaf]] = {}
    for leaf in leaves:
        by_document.setdefault(id(leaf.document), []).append(leaf)
    for group in by_document.values():
        document = group[0].document
        others, own = _sides(group)
        if others and len(others) > len(own):
            document.other_patient = True
            document.problems.append(_other_patient(others[0]))
        elif others:
            document.problems += [_other_patient(leaf) for leaf in others]
        if not document.other_patient:
            differing = next((leaf for leaf in own if _name_differs(leaf.evidence)), None)
            if differing is not None:
                document.problems.append(Problem(
                    code="name-differs",
                    message="the page names the patient otherwise than the other papers, but the "
                            f"{_agreeing(differing.evidence)} is the same",
                    file=document.file,
                    page=document.pages[differing.index].number,
                    consequence="it was read as this patient's",
                    remedy="make sure that both names are one person's",
                ))


def _sides(group: Sequence[Leaf]) -> tuple[list[Leaf], list[Leaf]]:
    """The pages of a document that are somebody else's, and those that are surely the case's patient's."""
    others = [leaf for leaf in group if leaf.whose is Whose.OTHER]
    own = [leaf for leaf in group if leaf.whose is Whose.SAME]
    if any(leaf.evidence.name is None or leaf.evidence.name in ONE_PERSON for leaf in others):
        # a namesake's further pages name him too
        own = [leaf for leaf in own if Match.SAME in (leaf.evidence.birth, leaf.evidence.claim)]
    return others, own


def _shared(leaves: Sequence[Leaf]) -> dict[str, list[Told]]:
    """Of whom each page tells, for the documents with pages that are somebody else's."""
    groups: dict[str, list[Leaf]] = {}
    for leaf in leaves:
        groups.setdefault(leaf.document.id, []).append(leaf)
    shared = {}
    for name, group in groups.items():
        others, own = _sides(group)
        if not others:
            continue
        told = [Told(Whose.UNKNOWN)] * len(group[0].document.pages)
        for leaf in own:
            told[leaf.index] = Told(Whose.SAME)
        for leaf in others:
            if not leaf.follows:
                told[leaf.index] = Told(Whose.OTHER, next(iter((*leaf.marks.names, *leaf.marks.heads)), None))
        shared[name] = told
    return shared


def _name_patients(leaves: Sequence[Leaf], identity: CaseIdentity) -> None:
    """Give every paper its patient's name: as it prints it, or as the others do where it is cut short or misread."""
    names = identity.person.names
    settled: dict[str | None, str | None] = {}
    for leaf in leaves:
        document = leaf.document
        if document.other_patient:
            own = document.patient is not None and relation_to(document.patient, names) in ONE_PERSON
            said = next(iter((*leaf.marks.names, *leaf.marks.heads, *leaf.marks.dated)), None)
            named = said is not None and relation_to(said, names) not in ONE_PERSON
            if leaf.whose is Whose.OTHER and named and (document.patient is None or own):
                document.patient = said
        elif leaf.whose is Whose.SAME or (leaf.evidence.is_mentioned and document.patient is not None):
            if document.patient not in settled:
                settled[document.patient] = settled_patient(document.patient, names)
            document.patient = settled[document.patient]
        elif document.patient is None and identity.is_named(leaf.text):
            document.patient = settled_patient(None, names)


def _name_differs(evidence: Evidence) -> bool:
    differs = evidence.is_alias or (evidence.name is not None and evidence.name not in ONE_PERSON)
    return evidence.is_labelled and differs and Match.SAME in (evidence.birth, evidence.claim, evidence.injury)


def _agreeing(evidence: Evidence) -> str:
    if evidence.birth is not Match.NONE and evidence.birth is not Match.DIFFERENT:
        return "day of birth"
    return "claim number" if evidence.claim is Match.SAME else "day of injury"


def _other_patient(leaf: Leaf) -> Problem:
    evidence = leaf.evidence
    differing = []
    if evidence.name is not None and evidence.name not in ONE_PERSON:
        differing.append("another patient")
    if evidence.birth is Match.DIFFERENT:
        differing.append("another birth date")
    if evidence.claim is Match.DIFFERENT:
        differing.append("another claim number")
    if evidence.injury is Match.DIFFERENT:
        differing.append("another date of injury")
    if differing:
        what = "the page names " + (" and ".join(differing) if len(differing) < 3
                                    else f"{', '.join(differing[:-1])} and {differing[-1]}")
    else:
        what = "the page belongs to a paper about another patient"
    return Problem(
        code="other-patient",
        message=what,
        file=leaf.document.file,
        page=leaf.document.pages[leaf.index].number,
        consequence="nothing on it is used as evidence",
        remedy="take the page out of the file and tell the sender",
    )
