"""The taxonomy of treatments: which treatments there are, and where a text names them.

The taxonomy is data (``rules/california/treatments.yaml``); this module loads it, refuses what is wrong in it, and
finds its words in a text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args

from openimr.clinical.dictionary import Dictionary
from openimr.clinical.folding import Folded
from openimr.clinical.reading import LEXICON, read_words, refusal, word_list
from openimr.dispute.model import Category
from openimr.rulefiles import rules_folder

TAXONOMY = rules_folder() / "treatments.yaml"

_KEYS = frozenset(
    [
        "name",
        "category",
        "words",
        "exact",
        "weak",
        "region",
        "modifiers",
        "specialty",
        "rank",
        "together",
        "becomes",
        "with_surgery",
        "no_region",
        "variants",
    ]
)
# Which of several treatments in one phrase is asked for: a service about another treatment outranks that treatment
# ("lumbar fusion assistant surgeon"). Single entries have their own rank in the taxonomy.
_DEFAULT_RANK = 5


@dataclass(frozen=True, slots=True)
class Becomes:
    """Another treatment is meant when the request has one of ``having`` (if any) and none of ``lacking``."""

    treatment: str
    having: frozenset[str]
    lacking: frozenset[str]


@dataclass(frozen=True, slots=True)
class Treatment:
    """One entry of the taxonomy.

    Attributes:
        id: stable id, lower case with underscores.
        name: the treatment in plain words.
        category: one of the categories of requests.
        rank: which of several treatments in one phrase is the one asked for; the higher wins.
        together: ids which, all named, mean this treatment.
        becomes: treatments meant instead when the request has certain modifiers.
        with_surgery: it goes with an operation asked for in the same dispute.
        no_region: body parts in the request are no part of the body asked about: ``yes`` none of them ("liver
            function"), ``inside`` those in the treatment's own words ("knee walker"); empty: all are.
    """

    id: str
    name: str
    category: Category
    rank: int
    together: frozenset[str]
    becomes: tuple[Becomes, ...]
    with_surgery: bool = False
    no_region: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words by which a treatment is asked for, with what they imply.

    ``weak`` words ("injection", "supplies") count only when no other treatment is named beside them.
    """

    treatment: Treatment
    weak: bool
    region: str | None
    modifiers: tuple[str, ...]
    specialty: str | None


@dataclass(frozen=True, slots=True)
class TreatmentMention:
    """A treatment named in a folded text; offsets count there."""

    start: int
    end: int
    phrase: Phrase


@cache
def _entries(path: Path) -> dict[str, Any]:
    return read_words(path)


@cache
def treatments() -> dict[str, Treatment]:
    """All treatments by id.

    >>> treatments()["mri"].category
    'diagnostic'

    Raises:
        RuleError: the taxonomy is broken.
    """
    categories = get_args(Category)
    found: dict[str, Treatment] = {}
    for name, entry in _entries(TAXONOMY).items():
        if not isinstance(entry, dict):
            raise refusal(TAXONOMY, name, "holds no mapping", "give it name, category and words")
        unknown = set(entry) - _KEYS
        if unknown:
            fix = f"use only {', '.join(sorted(_KEYS))}"
            raise refusal(TAXONOMY, name, f"has the unknown key {min(unknown)!r}", fix)
        if entry.get("category") not in categories:
            fix = f"use one of {', '.join(categories)}"
            raise refusal(TAXONOMY, name, f"has the category {entry.get('category')!r}", fix)
        rank = str(entry.get("rank", _DEFAULT_RANK))
        if not rank.isdigit():
            raise refusal(TAXONOMY, name, f"has the rank {rank!r}", "write a whole number")
        found[name] = Treatment(
            id=name,
            name=str(entry.get("name", name.replace("_", " "))),
            category=entry["category"],
            rank=int(rank),
            together=frozenset(word_list(TAXONOMY, f"{name}, together", entry.get("together"))),
            becomes=tuple(_becomes(name, entry.get("becomes") or [])),
            with_surgery=entry.get("with_surgery") == "yes",
            no_region=str(entry.get("no_region", "")),
        )
    for name, treatment in found.items():
        for other in treatment.together | {change.treatment for change in treatment.becomes}:
            if other not in found:
                raise refusal(TAXONOMY, name, f"names the unknown treatment {other!r}", "use the id of another entry")
    return found


def _becomes(name: str, changes: Any) -> Iterator[Becomes]:
    for change in changes:
        if not isinstance(change, dict) or "treatment" not in change or set(change) - {"with", "without", "treatment"}:
            raise refusal(TAXONOMY, f"{name}, becomes", "is not complete", "write {with: [...], treatment: id}")
        yield Becomes(
            change["treatment"],
            frozenset(word_list(TAXONOMY, f"{name}, becomes", change.get("with"))),
            frozenset(word_list(TAXONOMY, f"{name}, becomes", change.get("without"))),
        )


def treatments_in(folded: Folded) -> list[TreatmentMention]:
    """The treatments named in a folded text, in order.

    >>> from openimr.clinical.folding import fold
    >>> [m.phrase.treatment.id for m in treatments_in(fold("Lumbar MRI and 12 PT visits"))]
    ['mri', 'physical_therapy', 'office_visit']
    """
    return [TreatmentMention(hit.start, hit.end, hit.payloads[0]) for hit in _dictionary().find(folded)]


def implied_modifiers() -> frozenset[str]:
    """All modifiers that the words of a treatment imply ("open MRI": open).

    >>> "positional" in implied_modifiers()
    True
    """
    return frozenset(modifier for _, phrase, _ in _phrases() for modifier in phrase.modifiers)


@cache
def _dictionary() -> Dictionary[Phrase]:
    phrases = list(_phrases())
    return Dictionary(
        [(words, phrase) for words, phrase, exact in phrases if not exact],
        [(words, phrase) for words, phrase, exact in phrases if exact],
    )


def _phrases() -> Iterator[tuple[str, Phrase, bool]]:
    table = treatments()
    known = frozenset(read_words(LEXICON / "anatomy.yaml")["regions"])
    owner: dict[tuple[str, bool], str] = {}
    for name, entry in _entries(TAXONOMY).items():
        # a variant's words say more than the plain ones of the same entry, so they are entered first
        for part in [*_variants(name, entry), entry]:
            own, common = (word_list(TAXONOMY, name, source.get("modifiers")) for source in (part, entry))
            modifiers = [*common, *own]
            for key in ("words", "exact", "weak"):
                phrase = Phrase(
                    table[name],
                    key == "weak",
                    part.get("region") or entry.get("region"),
                    tuple(dict.fromkeys(modifiers)),
                    part.get("specialty"),
                )
                given = word_list(TAXONOMY, f"{name}, {key}", part.get(key))
                twice = next((words for at, words in enumerate(given) if words in given[:at]), None)
                if twice is not None:
                    raise refusal(TAXONOMY, f"{name}, {key}", f"{twice!r} stands twice", "keep it once")
                if phrase.region and phrase.region not in known:
                    raise refusal(TAXONOMY, name, f"unknown region {phrase.region!r}", "use a region of anatomy.yaml")
                for words in given:
                    mark = (words if key == "exact" else words.lower().replace("-", " "), key == "exact")
                    first = owner.setdefault(mark, name)
                    if first != name:
                        raise refusal(TAXONOMY, name, f"{words!r} already means {first!r}", "keep it in one entry")
                    yield words, phrase, key == "exact"


def _variants(name: str, entry: dict[str, Any]) -> list[dict[str, Any]]:
    variants = entry.get("variants") or []
    if not isinstance(variants, list) or any(not isinstance(v, dict) or not v.get("words") for v in variants):
        fix = "write - {words: [...], region: knee}"
        raise refusal(TAXONOMY, f"{name}, variants", "each must be a mapping with words", fix)
    return variants
