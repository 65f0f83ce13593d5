"""The lexicon: concepts, the words for them, and the dictionary that finds these words.

Built from ``lexicon/*.yaml`` and from the lexicon additions of every programme under ``rules/*/lexicon``; the layout is
described in ``lexicon/README.md``. A wrong file is refused with its name, the entry and the remedy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from openimr.clinical.dictionary import Dictionary
from openimr.clinical.drugs import Drug, drug_phrases, drug_table
from openimr.clinical.reading import LEXICON, read_words, refusal, word_list
from openimr.rulefiles import rules_root

Role = Literal["finding", "object", "drug", "mask"]

#: Files of the lexicon that hold no concepts.
_OTHER_FILES = frozenset({"anatomy.yaml", "cues.yaml", "drugs.yaml", "patterns.yaml", "results.yaml", "sections.yaml"})
_ID = re.compile(r"(sx|exam|dx|img|edx|tx|med|device|func|psych|risk|lab|plan|resp|admin|soc)\.[a-z][a-z0-9_]*$")
_LISTS = (
    "synonyms", "exact", "broad", "objects", "exact_objects", "tests", "exact_tests", "measured",
    "exact_measured", "figured",
    "exact_figured", "affirmed_by", "denied_by", "regions", "denies",
)  # fmt: skip
_KEYS = frozenset({*_LISTS, "name", "by_region", "by_paper", "imaging_as", "edx_as", "unit"})
#: What decides a test of the examination, unless its entry says otherwise.
_TEST_RESULTS = (["positive"], ["negative"])


@dataclass(slots=True)
class Concept:
    """One thing that a record may state.

    Attributes:
        id: dotted id, first part the fact type.
        name: what screens call it.
        regions: body parts that the words themselves imply.
        by_region: more specific concept by the body part it stands beside.
        by_paper: more specific concept by the kind of paper it stands in.
        affirmed_by, denied_by: sets of result words that decide an examined object.
        imaging_as, edx_as: its id when an imaging or electrodiagnostic study shows it.
        denies: concepts denied when this one is affirmed.
        measured: a figure or result behind its name belongs to it; ``unit`` is the unit of a figure without one.
        kind: the fact type: ``sx``, ``exam``, ``dx`` ...
    """

    id: str
    name: str
    regions: tuple[str, ...] = ()
    by_region: dict[str, str] = field(default_factory=dict)
    by_paper: dict[str, str] = field(default_factory=dict)
    affirmed_by: frozenset[str] = frozenset()
    denied_by: frozenset[str] = frozenset()
    imaging_as: str | None = None
    edx_as: str | None = None
    denies: tuple[str, ...] = ()
    measured: bool = False
    unit: str | None = None
    kind: str = field(init=False)

    def __post_init__(self) -> None:
        self.kind = self.id.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Term:
    """What a phrase of the dictionary stands for."""

    role: Role
    concept: Concept | None = None
    drug: Drug | None = None

    def __hash__(self) -> int:
        return id(self)


@cache
def concepts() -> dict[str, Concept]:
    """All concepts of the lexicon by id; drugs and classes of drugs are among them as ``med.…``.

    >>> concepts()["exam.straight_leg_raise"].name
    'straight leg raise'
    >>> "med.hydrocodone_acetaminophen" in concepts() and "med.nsaids" in concepts()
    True

    Raises:
        RuleError: a file of the lexicon is wrong.
    """
    return _lexicon()[0]


def concept_name(concept_id: str) -> str:
    """What screens call a concept; the id in words when the lexicon does not know it.

    >>> concept_name("sx.low_back_pain"), concept_name("med.carisoprodol")
    ('low back pain', 'carisoprodol')
    """
    known = concepts().get(concept_id)
    return known.name if known else concept_id.partition(".")[2].replace("_", " ")


@cache
def term_dictionary() -> Dictionary[Term]:
    """The dictionary of all words for concepts, of all drugs, and of masks."""
    return _lexicon()[1]


# class words met without a drug's name, each a concept of its own
_CLASS_WORDS = {
    "nsaids": ("nsaid", ["nsaid", "nsaids", "anti-inflammatory", "anti-inflammatories", "anti inflammatory medication",
                         "anti-inflammatory medications", "nonsteroidal anti-inflammatory", "antiinflammatories",
                         "nonsteroidal anti-inflammatory drugs", "non-steroidal anti-inflammatory drugs",
                         "nonsteroidal antiinflammatory", "non steroidal anti inflammatories"]),
    "opioids": ("opioid", ["opioid", "opioids", "opiate", "opiates", "narcotic", "narcotics", "opioid medication",
                           "opioid medications", "narcotic medication", "narcotic medications", "opioid analgesic",
                           "opioid analgesics", "opioid therapy", "narcotic pain medication", "opiate medication"]),
    "muscle_relaxants": ("muscle_relaxant", ["muscle relaxant", "muscle relaxants", "muscle relaxer", "muscle relaxers",
                                             "antispasmodic", "antispasmodics", "anti-spasmodic"]),
    "antidepressants": ("antidepressant", ["antidepressant", "antidepressants", "anti-depressant", "anti-depressants",
                                           "tricyclic", "tricyclics", "tricyclic antidepressant", "ssri", "snri",
                                           "tricyclic antidepressants", "ssris", "snris"]),
    "anticonvulsants": ("anticonvulsant", ["anticonvulsant", "anticonvulsants", "antiepileptic", "antiepileptics",
                                           "anti-epileptic", "anti-convulsant", "anti-convulsants",
                                           "antiepileptic drugs", "anti-epilepsy drugs"]),
    "benzodiazepines": ("benzodiazepine", ["benzodiazepine", "benzodiazepines"]),
    "ppis": ("ppi", ["proton pump inhibitor", "proton pump inhibitors", "ppi", "ppis"]),
    "sleep_aids": ("sedative_hypnotic", ["sleep aid", "sleep aids", "sleeping pill", "sleeping pills", "hypnotics",
                                         "sedative hypnotic", "sedative hypnotics", "sleep medication"]),
    "steroids": ("steroid", ["oral steroid", "oral steroids", "steroid pack", "steroid taper"]),
}  # fmt: skip


@dataclass(slots=True)
class _Reading:
    concepts: dict[str, Concept] = field(default_factory=dict)
    phrases: list[tuple[str, Term]] = field(default_factory=list)
    exact: list[tuple[str, Term]] = field(default_factory=list)
    broad: list[tuple[str, Term]] = field(default_factory=list)
    terms: dict[tuple[Role, str], Term] = field(default_factory=dict)

    def term(self, role: Role, concept: Concept) -> Term:
        return self.terms.setdefault((role, concept.id), Term(role, concept))


@cache
def _lexicon() -> tuple[dict[str, Concept], Dictionary[Term]]:
    reading = _Reading()
    result_sets = set(read_words(LEXICON / "results.yaml"))
    for path in _files():
        for concept_id, entry in read_words(path).items():
            if concept_id == "masks":
                reading.phrases += [(word, Term("mask")) for word in word_list(path, "masks", entry)]
            else:
                _read_concept(reading, path, concept_id, entry, result_sets)
    _check_references(reading)
    _add_drugs(reading)
    masks = read_words(LEXICON / "cues.yaml").get("masks", [])
    reading.phrases += [(word, Term("mask")) for word in masks]
    return reading.concepts, Dictionary(reading.phrases, reading.exact, reading.broad)


def _files() -> Iterator[Path]:
    yield from (
        path
        for path in sorted(LEXICON.glob("*.yaml"))
        if path.name not in _OTHER_FILES and not path.stem.startswith("patterns")
    )
    yield from sorted(rules_root().glob("*/lexicon/*.yaml"))


def _read_concept(reading: _Reading, path: Path, concept_id: str, entry: Any, result_sets: set[str]) -> None:
    if not _ID.match(concept_id):
        raise refusal(path, concept_id, "is no concept id", "write type.name in lower case, for example exam.spasm")
    if isinstance(entry, list):
        entry = {"synonyms": entry}
    if not isinstance(entry, dict):
        raise refusal(path, concept_id, "must hold words", "write a list of words or a mapping with synonyms")
    unknown = sorted(set(entry) - _KEYS)
    if unknown:
        raise refusal(path, concept_id, f"unknown key {unknown[0]!r}", f"use one of {', '.join(sorted(_KEYS))}")
    lists = {key: word_list(path, f"{concept_id}, {key}", entry.get(key)) for key in _LISTS}
    if lists["tests"] or lists["exact_tests"]:
        lists["affirmed_by"] = lists["affirmed_by"] or _TEST_RESULTS[0]
        lists["denied_by"] = lists["denied_by"] or _TEST_RESULTS[1]
    for name in (*lists["affirmed_by"], *lists["denied_by"]):
        if name not in result_sets:
            raise refusal(path, concept_id, f"unknown set of result words {name!r}", "use a set of results.yaml")
    concept = reading.concepts.get(concept_id)
    if (lists["objects"] or lists["exact_objects"]) and not (lists["affirmed_by"] or (concept and concept.affirmed_by)):
        raise refusal(path, concept_id, "has objects and no result words", "add affirmed_by: [a set of results.yaml]")
    if concept is None:
        concept = Concept(concept_id, entry.get("name") or concept_id.partition(".")[2].replace("_", " "))
        reading.concepts[concept_id] = concept
    # a second file adds to what the first one said
    concept.name = entry.get("name") or concept.name
    concept.regions += tuple(r for r in lists["regions"] if r not in concept.regions)
    concept.denies += tuple(d for d in lists["denies"] if d not in concept.denies)
    concept.affirmed_by |= frozenset(lists["affirmed_by"])
    concept.denied_by |= frozenset(lists["denied_by"])
    concept.by_region |= entry.get("by_region") or {}
    concept.by_paper |= entry.get("by_paper") or {}
    concept.imaging_as = entry.get("imaging_as") or concept.imaging_as
    concept.edx_as = entry.get("edx_as") or concept.edx_as
    concept.unit = entry.get("unit") or concept.unit
    concept.measured |= any(lists[key] for key in ("measured", "exact_measured", "figured", "exact_figured"))
    finding, examined = reading.term("finding", concept), reading.term("object", concept)
    reading.phrases += [(word, finding) for word in lists["synonyms"] + lists["measured"]]
    reading.phrases += [(word, examined) for word in lists["objects"] + lists["tests"] + lists["figured"]]
    reading.exact += [(word, finding) for word in lists["exact"] + lists["exact_measured"]]
    reading.exact += [
        (word, examined) for word in lists["exact_objects"] + lists["exact_tests"] + lists["exact_figured"]
    ]
    reading.broad += [(word, finding) for word in lists["broad"]]


def _check_references(reading: _Reading) -> None:
    for concept in reading.concepts.values():
        named = [
            *concept.by_region.values(),
            *concept.by_paper.values(),
            *concept.denies,
            concept.imaging_as,
            concept.edx_as,
        ]
        for other in named:
            if other and other not in reading.concepts:
                raise refusal(
                    LEXICON / f"{concept.kind}.yaml", concept.id, f"names {other!r}, which no file defines",
                    "define it or correct the name",
                )  # fmt: skip


def _add_drugs(reading: _Reading) -> None:
    for drug in drug_table():
        reading.concepts[drug.concept] = Concept(drug.concept, drug.generic)
    any_case, exact = drug_phrases()
    reading.phrases += [(name, Term("drug", drug=drug)) for name, drug in any_case]
    reading.exact += [(name, Term("drug", drug=drug)) for name, drug in exact]
    for name, (drug_class, words) in _CLASS_WORDS.items():
        drug = Drug(name.replace("_", " "), None, drug_class)
        reading.concepts[drug.concept] = Concept(drug.concept, drug.generic)
        term = Term("drug", drug=drug)
        reading.phrases += [(word, term) for word in words]
