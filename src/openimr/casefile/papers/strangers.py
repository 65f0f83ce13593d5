"""Pages that say without a label, or not at all, about whom they are: told by the other papers of the case.

A page may name somebody only in its head, in a narrative ("Ms. Roe returns"), or go on from the page before. Such a
name is somebody else's only when no other paper knows it and the page names the case's patient nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from openimr.casefile.model import DISPUTE_KINDS, SET_ASIDE_KINDS, Document, DocumentKind
from openimr.casefile.papers.barenames import bare_names, greeted_names, labelled_initials
from openimr.casefile.papers.faxlines import is_fax_line
from openimr.casefile.papers.identity import CaseIdentity, Evidence, Match, Whose
from openimr.casefile.papers.nameindex import NameIndex
from openimr.casefile.papers.papermarks import PaperMarks
from openimr.casefile.papers.personmarks import IdentityMarks
from openimr.casefile.papers.persons import ONE_PERSON, NameRelation, parsed, relation
from openimr.casefile.papers.printedwords import folded, plain, print_distance

_NUMBERED = re.compile(r"\bpage[ .:#]{0,3}(\d{1,3}|one|two|three|four|five|six|seven|eight|nine)\b"
                       r"(?: ?(?:of|/) ?(\d{1,3}))?|^\W*-? ?(\d{1,2}) ?-\W*$|\W-(\d{1,2})-\W*$", re.I | re.M)
_SMALL = re.compile(r"\b[a-z]{3,}\b")
_NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}


@dataclass(slots=True)
class Leaf:
    """A page on its way to a verdict.

    Attributes:
        document: the document it belongs to.
        index: its place in the document.
        text: its text.
        marks: what it says about whose it is.
        evidence: that compared with the case's patient.
        whose: the verdict.
        follows: it names nobody and is somebody else's only because the page before is.
    """

    document: Document
    index: int
    text: str
    marks: IdentityMarks
    evidence: Evidence = field(default_factory=Evidence)
    whose: Whose = Whose.UNKNOWN
    follows: bool = False


def page_number(text: str) -> tuple[int, int | None] | None:
    """The number of a page in its paper and how many there are, as printed at its top or bottom; None without one.

    >>> page_number("MARCHBANKS, Philippa\\nPage Two"), page_number("Plan\\npage 2 of 3"), page_number("Plan")
    ((2, None), (2, 3), None)
    """
    edge = [line for line in text.split("\n") if line.strip()]
    edge = [line for line in (edge[:6] + edge[-4:] if len(edge) > 10 else edge) if not is_fax_line(line)]
    for match in _NUMBERED.finditer("\n".join(line for line in edge if len(line) < 160)):
        printed = match[1] or match[3] or match[4]
        number = _NUMBER_WORDS.get(printed.lower()) or int(printed)
        of = int(match[2]) if match[2] else None
        if of is None or number <= of:
            return number, of
    return None

#: Papers that tell of witnesses, supervisors and clerks too.
_OF_MANY = DISPUTE_KINDS | SET_ASIDE_KINDS | {DocumentKind.OTHER, DocumentKind.DEPOSITION}
#: Of so many other people every word of a page is looked up, misread or not; of more only whole words.
_FEW_OTHERS = 150
_AGREEING = (Match.SAME, Match.NEAR)
_TOKEN = re.compile(r"[a-z0-9]+")


class CaseWords:
    """In which papers of a case a word stands.

    Args:
        leaves: the pages of the case.
    """

    def __init__(self, leaves: Iterable[Leaf]) -> None:
        self.small: set[str] = set()
        self._papers: dict[str, set[str]] = {}
        self._letters: dict[str, list[str]] = {}
        self._left_out: set[str] = set()
        for leaf in leaves:
            self.small.update(_SMALL.findall(leaf.text))
            for word in set(_TOKEN.findall(plain(leaf.text))):
                self._papers.setdefault(word, set()).add(leaf.document.id)
            self._letters.setdefault(leaf.document.id, []).append(folded(plain(leaf.text)))

    def leave_out(self, documents: Iterable[str]) -> None:
        """Papers that are somebody else's say nothing about who belongs to the case."""
        self._left_out.update(documents)

    def is_named_elsewhere(self, words: Sequence[str], document: str, least: int) -> bool:
        """Whether so many of these words stand together in another paper."""
        count: dict[str, int] = {}
        for word in set(words):
            for paper in self._papers.get(word, ()):
                count[paper] = count.get(paper, 0) + 1
        return any(found >= least for paper, found in count.items()
                   if paper != document and paper not in self._left_out)

    def holds(self, document: str, word: str) -> bool:
        """Whether a word stands in a paper, perhaps misread or run together with others."""
        return any(folded(word) in letters for letters in self._letters[document])


def read_heads(leaves: Sequence[Leaf], identity: CaseIdentity, marks: PaperMarks) -> None:
    """Pages that name somebody without a label in their head, and the case's patient nowhere, are that person's.

    What stands in small letters anywhere in the case is a word, not a name ("Knee, Left"); so may be what stands at the
    head of a page that has the patient's surname elsewhere and lies in a paper of which another page is the patient's.
    """
    doubtful = [leaf for leaf in leaves if leaf.whose is Whose.UNKNOWN and not _agrees(leaf.evidence)]
    if not doubtful:
        return
    words = CaseWords(leaves)
    words.leave_out(leaf.document.id for leaf in leaves if leaf.whose is Whose.OTHER)
    own = {leaf.document.id for leaf in leaves if leaf.whose is Whose.SAME}
    for leaf in doubtful:
        heads = [] if leaf.evidence.name in ONE_PERSON else [n for n in leaf.marks.heads if not identity.is_staff(n)]
        if leaf.document.id in own and identity.is_named(leaf.text):
            heads = [name for name in heads if identity.relation(name) is NameRelation.FAMILY]
        if any(words.small.isdisjoint(parsed(head).words) for head in heads) or any(
            words.small.isdisjoint(parsed(name).words) and _is_stranger(name, leaf, words, identity)
            for name in leaf.marks.dated
        ) or any(
            words.small.isdisjoint(parsed(name).words) and _is_stranger(name, leaf, words, identity, on_page=True)
            for name in bare_names(leaf.text, leaf.document.kind, marks)
        ) or any(
            _is_told_of(name, count, leaf.document, words, identity) for name, count in leaf.marks.narrated
        ) or any(
            _is_told_of(name, 1, leaf.document, words, identity, of_many=frozenset())
            for name in greeted_names(leaf.text, marks)
        ) or _has_other_initials(leaf, identity):
            leaf.whose = Whose.OTHER


def _agrees(evidence: Evidence) -> bool:
    return evidence.is_mentioned or any(
        match in _AGREEING for match in (evidence.birth, evidence.claim, evidence.injury)
    ) or evidence.record is Match.SAME


def _is_stranger(
    name: str, leaf: Leaf, words: CaseWords, identity: CaseIdentity, *, on_page: bool = False
) -> bool:
    """Whether a name beside a day is named by no other paper, as adjusters, physicians and lawyers of the case are.

    The paper, or with ``on_page`` the page alone, may not name the case's patient by surname either.
    """
    if identity.is_staff(name) or words.is_named_elsewhere(parsed(name).words, leaf.document.id, 2):
        return False
    if on_page:
        return not (leaf.evidence.is_hinted or identity.is_named(leaf.text) or identity.relation(name) in ONE_PERSON)
    return not _names_patient(leaf.document, words, identity)


def _has_other_initials(leaf: Leaf, identity: CaseIdentity) -> bool:
    """Whether a page gives other initials than the patient's behind a label, and another claim, birth or injury."""
    evidence = leaf.evidence
    if Match.DIFFERENT not in (evidence.birth, evidence.claim, evidence.injury):
        return False
    own = {
        frozenset((word[0], other[0])) for name in identity.person.names
        for word in parsed(name).words for other in parsed(name).words if word is not other
    }
    return any(frozenset(initials.lower()) not in own for initials in labelled_initials(leaf.text))


def _is_told_of(
    surname: str, count: int, document: Document, words: CaseWords, identity: CaseIdentity, *,
    of_many: frozenset[DocumentKind] = _OF_MANY,
) -> bool:
    """Whether a clinical paper tells of somebody of whom no other does, and of nobody else as its patient."""
    letters = _TOKEN.findall(plain(surname))
    if document.kind in of_many or not letters or not words.small.isdisjoint(letters):
        return False
    if identity.is_staff(surname) or _names_patient(document, words, identity):
        return False
    own = {word for name in identity.person.names for word in parsed(name).words if len(word) > 2}
    # a bad print does not err twice in the same way
    allowed = 0.35 if count == 1 else 0.2
    if any(print_distance(mine, word, 9) <= allowed * len(word) for mine in letters for word in own):
        return False
    return not words.is_named_elsewhere(letters, document.id, 1)


def _names_patient(document: Document, words: CaseWords, identity: CaseIdentity) -> bool:
    family = {word for own in identity.person.names for word in parsed(own).family[-1:] if len(word) > 2}
    return any(words.holds(document.id, word) for word in family)


def follow_known_others(leaves: Sequence[Leaf], identity: CaseIdentity) -> None:
    """Pages that name one of the others, and not the case's patient, are that other's.

    A label may be missing, or the name may be so like the patient's that it passed for a bad print of it.
    """
    others: dict[str, set[str]] = {}
    exact: dict[str, set[str]] = {}
    for leaf in leaves:
        if leaf.whose is Whose.OTHER:
            for name in leaf.marks.names or leaf.marks.heads:
                found = identity.relation(name)
                if found not in ONE_PERSON:
                    others.setdefault(name, set()).add(leaf.document.file)
                elif found is NameRelation.NEAR:
                    exact.setdefault(name, set()).add(leaf.document.file)
    if not others and not exact:
        return
    near = NameIndex([*others, *exact])
    known = [(name, held, *_telling(name)) for name, held in others.items()]
    own = {given for name in identity.person.names if (given := _telling(name)[1])}
    for leaf in leaves:
        if leaf.whose is Whose.SAME and leaf.evidence.name is NameRelation.NEAR and not _is_certain(leaf.evidence):
            names = leaf.marks.names or leaf.marks.heads
            if any(near.relation(name) is NameRelation.SAME for name in names) and not any(
                identity.relation(name) is NameRelation.SAME for name in names
            ):
                leaf.whose = Whose.OTHER
        if leaf.whose is not Whose.UNKNOWN or leaf.evidence.is_mentioned:
            continue
        letters = folded(plain(leaf.text))
        there = set(_TOKEN.findall(letters)) if len(known) > _FEW_OTHERS else letters
        told = {folded(plain(surname)) for surname, _ in leaf.marks.narrated}
        for name, held, family, given in known:
            if given not in own and not own.isdisjoint(told):
                continue  # the patient by given name, beside a spouse who pays
            if family and family in there and (
                (given and given in there) or (leaf.document.file in held and family in told)
                or any(relation(head, name) in ONE_PERSON for head in leaf.marks.heads)
            ):
                leaf.whose = Whose.OTHER
                break


def _is_certain(evidence: Evidence) -> bool:
    return Match.SAME in (evidence.birth, evidence.claim, evidence.injury, evidence.record)


def _telling(name: str) -> tuple[str, str]:
    """Surname and given name as they are looked for on pages; empty where they are too short to tell."""
    found = parsed(name)
    family = next((folded(word) for word in found.family[-1:] if len(word) > 2), "")
    return family, next((folded(word) for word in found.given[:1] if len(word) > 2), "")


def follow_page_numbers(leaves: Sequence[Leaf]) -> None:
    """Pages that name nobody and count on from another person's page are that person's.

    So are those behind it in a paper of which no page is the case's patient's; see :mod:`parting` for the others.
    """
    shared = {id(leaf.document) for leaf in leaves if leaf.whose is Whose.SAME}
    for before, leaf in pairwise(leaves):
        if (
            leaf.whose is Whose.UNKNOWN and before.whose is Whose.OTHER and not leaf.evidence.is_mentioned
            and before.document.file == leaf.document.file
        ):
            if before.document is leaf.document:
                if id(leaf.document) not in shared:
                    leaf.whose, leaf.follows = Whose.OTHER, True
                continue
            first, second = page_number(before.text), page_number(leaf.text)
            if first and second and second[0] == first[0] + 1 and first[1] == second[1]:
                leaf.whose = Whose.OTHER
    for leaf, after in reversed(list(pairwise(leaves))):
        if leaf.whose is Whose.UNKNOWN and after.whose is Whose.OTHER and not leaf.evidence.is_mentioned:
            first, second = page_number(leaf.text), page_number(after.text)
            if first and second and second[0] == first[0] + 1 and first[1] == second[1] is not None:
                leaf.whose = Whose.OTHER
