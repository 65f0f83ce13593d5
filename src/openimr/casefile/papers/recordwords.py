"""The words by which papers are compared: ``rules/<programme>/records.yaml``, checked and ready for look-up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ConfigDict

from openimr.casefile.model import DocumentKind
from openimr.casefile.papers.printedwords import edit_cost, folded
from openimr.rulefiles import read_rule_model, rules_folder

_NOTHING: frozenset[int] = frozenset()
#: Letters of a word that a prefix may turn round, and of one that is found inside words run together.
_REVERSED, _INSIDE = 5, 5


class _RecordRules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    opposites: list[list[str]]
    reversing_prefixes: list[str]
    negations: list[str]
    amended: list[str]
    signature: list[str]
    signature_page: list[str]
    unread: list[str]
    form_words: list[str]
    nicknames: list[list[str]]
    name_suffixes: list[str]
    name_particles: list[str]
    claim_labels: list[str]
    birth_labels: list[str]
    injury_labels: list[str]
    other_parties: list[str]
    patient_verbs: list[str]
    places: list[str]
    record_labels: list[str]
    patient_labels: list[str]
    printed_wording: list[str]
    name_kinds: dict[DocumentKind, list[str]]
    name_about: list[str]
    name_families: list[list[DocumentKind]]
    name_neutral: list[str]
    kind_words: dict[DocumentKind, str]


@dataclass(frozen=True, slots=True, eq=False)
class RecordWords:
    """Words by which papers are compared.

    Attributes:
        opposites: for each word, folded as misprints are, the numbers of the rows in which it stands.
        reversing_prefixes: what turns a word round when it stands before it, folded.
        negations: words whose presence turns a sentence round.
        amended: words by which a paper says that it amends another, folded as misprints are.
        signature: words of a signature's line.
        signature_page: words of a page that holds only a signature, folded.
        unread: words by which a transcriber says that something could not be read.
        form_words: words that mark a line of a request as a field of the form, no item of it.
        nicknames: for each given name the numbers of the rows in which it stands.
        name_suffixes: Jr, Sr and the like.
        name_particles: small words inside names.
        claim_labels: labels before a claim's number.
        birth_labels: labels before a day of birth.
        injury_labels: labels before a day of injury.
        other_parties: words of a heading under which somebody else than the patient is named.
        patient_verbs: verbs of which a patient is the subject.
        places: words that stand behind a comma without being a given name.
        record_labels: labels of what stands beside a patient's name.
        patient_labels: labels before a patient's name.
        printed_wording: phrases of attestations, disclaimers and forms, words parted by single blanks.
        name_kinds: for each kind the pattern of a file's name that promises it.
        name_about: words of a name that is about such a paper.
        name_families: for each kind the kinds that its name fits too.
        name_neutral: words of a name that say how a paper came.
        kind_words: what each kind is called, with its article.
    """

    opposites: dict[str, frozenset[int]]
    reversing_prefixes: tuple[str, ...]
    negations: frozenset[str]
    amended: frozenset[str]
    signature: frozenset[str]
    signature_page: frozenset[str]
    unread: frozenset[str]
    form_words: frozenset[str]
    nicknames: dict[str, frozenset[int]]
    name_suffixes: frozenset[str]
    name_particles: frozenset[str]
    claim_labels: tuple[str, ...]
    birth_labels: tuple[str, ...]
    injury_labels: tuple[str, ...]
    other_parties: tuple[str, ...]
    patient_verbs: tuple[str, ...]
    places: frozenset[str]
    record_labels: tuple[str, ...]
    patient_labels: tuple[str, ...]
    printed_wording: tuple[str, ...]
    name_kinds: dict[DocumentKind, re.Pattern[str]]
    name_about: frozenset[str]
    name_families: dict[DocumentKind, frozenset[DocumentKind]]
    name_neutral: frozenset[str]
    kind_words: dict[DocumentKind, str]

    def are_opposed(self, one: str, other: str) -> bool:
        """Whether two words must not be taken for each other, as printed or misread.

        >>> record_words().are_opposed("left", "r1ght"), record_words().are_opposed("left", "knee")
        (True, False)
        >>> record_words().are_opposed("continue", "discontinue"), record_words().are_opposed("continue", "c0ntinue")
        (True, False)
        """
        one, other = sorted((folded(one), folded(other)), key=len)
        if one == other:
            return False
        if self.opposites.get(one, _NOTHING) & self.opposites.get(other, _NOTHING):
            return True
        return len(one) >= _REVERSED and any(
            other.startswith(prefix) and edit_cost(other[len(prefix):], one, 1.0) <= 1.0
            for prefix in self.reversing_prefixes if len(other) == len(prefix) + len(one)
        )

    def hold_opposites(self, one: str, other: str) -> bool:
        """Whether of two runs of words, written without blanks, each holds a word opposed to one of the other.

        >>> record_words().hold_opposites("opiatesnegative", "opiatespositive")
        True
        >>> record_words().hold_opposites("leftknee", "leftkncc")
        False
        """
        held = [
            {word: rows for word, rows in self.opposites.items() if len(word) >= _INSIDE and word in folded(run)}
            for run in (one, other)
        ]
        return any(
            mine & theirs
            for word, mine in held[0].items() if word not in held[1]
            for reply, theirs in held[1].items() if reply not in held[0]
        )

    def are_one_name(self, one: str, other: str) -> bool:
        """Whether two given names may be one person's, the one short for the other.

        >>> record_words().are_one_name("bob", "robert"), record_words().are_one_name("bob", "bill")
        (True, False)
        """
        return bool(self.nicknames.get(one, _NOTHING) & self.nicknames.get(other, _NOTHING))


@cache
def record_words(programme: str = "california") -> RecordWords:
    """The words of a programme, loaded once.

    Args:
        programme: folder under ``openimr/rules``.

    Raises:
        RuleError: the file is absent or wrong.

    >>> folded("addendurn".replace("rn", "m")) in record_words().amended
    True
    """
    rules, rule = read_rule_model(rules_folder(programme) / "records.yaml", _RecordRules)
    with rule.checked():
        return _record_words(rules)


def _record_words(rules: _RecordRules) -> RecordWords:
    patterns = {kind: re.compile("|".join(f"(?:{p})" for p in found)) for kind, found in rules.name_kinds.items()}
    return RecordWords(
        opposites={folded(word): rows for word, rows in _rows(rules.opposites).items()},
        reversing_prefixes=tuple(map(folded, rules.reversing_prefixes)),
        negations=frozenset(rules.negations),
        amended=frozenset(map(folded, rules.amended)),
        signature=frozenset(rules.signature),
        signature_page=frozenset(map(folded, rules.signature_page)),
        unread=frozenset(rules.unread),
        form_words=frozenset(rules.form_words),
        nicknames=_rows(rules.nicknames),
        name_suffixes=frozenset(rules.name_suffixes),
        name_particles=frozenset(rules.name_particles),
        claim_labels=tuple(rules.claim_labels),
        birth_labels=tuple(rules.birth_labels),
        injury_labels=tuple(rules.injury_labels),
        other_parties=tuple(rules.other_parties),
        patient_verbs=tuple(rules.patient_verbs),
        places=frozenset(rules.places),
        record_labels=tuple(rules.record_labels),
        patient_labels=tuple(rules.patient_labels),
        printed_wording=tuple(rules.printed_wording),
        name_kinds=patterns,
        name_about=frozenset(rules.name_about),
        name_families={kind: frozenset(family) for family in rules.name_families for kind in family},
        name_neutral=frozenset(rules.name_neutral),
        kind_words=rules.kind_words,
    )


def _rows(rows: list[list[str]]) -> dict[str, frozenset[int]]:
    """For each word the numbers of the rows that hold it."""
    found: dict[str, set[int]] = {}
    for number, row in enumerate(rows):
        for word in row:
            found.setdefault(word.lower(), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}
