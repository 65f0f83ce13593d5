"""Drugs named in a text: generic, brand and class, from the table ``lexicon/drugs.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import permutations

from openimr.clinical.dictionary import Dictionary
from openimr.clinical.folding import Folded, fold
from openimr.clinical.reading import LEXICON, read_words, refusal, word_list


@dataclass(frozen=True, slots=True)
class Drug:
    """One entry of the table under one of its names.

    Attributes:
        generic: generic name in lower case; a combination is ``ingredient/ingredient``.
        brand: the brand it was named by, as the table writes it; None for the generic name.
        drug_class: class of the table, for example ``opioid``, ``nsaid``, ``topical``.
    """

    generic: str
    brand: str | None
    drug_class: str

    @property
    def concept(self) -> str:
        """Lexicon id of the drug.

        >>> Drug("hydrocodone/acetaminophen", "Norco", "opioid").concept
        'med.hydrocodone_acetaminophen'
        """
        return "med." + self.generic.replace("/", "_").replace(" ", "_")


@dataclass(frozen=True, slots=True)
class DrugMention:
    """A drug named in a text; offsets count in that text."""

    start: int
    end: int
    generic: str
    brand: str | None
    drug_class: str


@cache
def drug_table() -> tuple[Drug, ...]:
    """Every drug of the table once, by generic name.

    >>> any(d.generic == "carisoprodol" and d.drug_class == "muscle_relaxant" for d in drug_table())
    True

    Raises:
        RuleError: the table is broken.
    """
    seen: dict[str, Drug] = {}
    for _, drug, _ in _names():
        seen.setdefault(drug.generic, Drug(drug.generic, None, drug.drug_class))
    return tuple(seen.values())


def ingredients(generic: str) -> tuple[str, ...]:
    """The ingredients of a generic name.

    >>> ingredients("hydrocodone/acetaminophen")
    ('hydrocodone', 'acetaminophen')
    """
    return tuple(part.strip() for part in generic.split("/"))


def find_drugs(text: str) -> list[DrugMention]:
    """All drugs named in ``text``, in order, by generic or brand name in any case.

    >>> [(m.generic, m.brand, m.drug_class) for m in find_drugs("Norco 10/325 #90, SOMA and gabapentin")]
    [('hydrocodone/acetaminophen', 'Norco', 'opioid'), ('carisoprodol', 'Soma', 'muscle_relaxant'),
     ('gabapentin', None, 'anticonvulsant')]
    """
    folded = fold(text)
    return [
        DrugMention(folded.start(start), folded.end(end), drug.generic, drug.brand, drug.drug_class)
        for start, end, drug in drugs_in(folded)
    ]


def drugs_in(folded: Folded) -> list[tuple[int, int, Drug]]:
    """The drugs in a folded text; offsets count in the folded text."""
    return [(hit.start, hit.end, hit.payloads[0]) for hit in _dictionary().find(folded)]


def drug_phrases() -> tuple[list[tuple[str, Drug]], list[tuple[str, Drug]]]:
    """All names of the table, those of any case and those of exact case, for a bigger dictionary."""
    return (
        [(name, drug) for name, drug, exact in _names() if not exact],
        [(name, drug) for name, drug, exact in _names() if exact],
    )


#: Classes whose names are looked for with one letter wrong as well: those that dictation and print-outs are full of.
_OFTEN = frozenset(
    {
        "opioid", "nsaid", "muscle_relaxant", "anticonvulsant", "antidepressant", "sedative_hypnotic", "benzodiazepine",
        "ppi", "steroid", "triptan", "antiemetic",
    }
)  # fmt: skip
#: English words one letter away from a drug.
_ENGLISH = frozenset({"ability", "restore", "concert", "lyrical", "relaxing", "reliever", "resource", "desirable"})
_LEAST, _MOST = 6, 20
_LONG_WORD = re.compile(rf"[a-z]{{{_LEAST},{_MOST}}}")
_LETTERS_ONLY = {place: " " for place in range(128) if not "a" <= chr(place) <= "z"}


def near_drugs_in(folded: Folded) -> list[tuple[int, int, Drug]]:
    """Drugs whose name has one letter wrong, missing, doubled or swapped; offsets count in the folded text.

    Only names of seven letters and more, and only where the first letter is right.

    >>> [(d.generic, d.brand) for _, _, d in near_drugs_in(fold("Vicodan, gabapenten, Percocett; ability"))]
    [('hydrocodone/acetaminophen', 'Vicodin'), ('gabapentin', None), ('oxycodone/acetaminophen', 'Percocet')]
    """
    found: list[tuple[int, int, Drug]] = []
    heads = _heads()
    words = _long_words(folded.lower)
    meant = {word: drug for word in words if word[:3] in heads and (drug := _nearly(word)) is not None}
    if not meant:
        return found
    for match in _LONG_WORD.finditer(folded.lower):
        drug = meant.get(match.group())
        if drug is None:
            continue
        start, end = match.span()
        if (start and folded.lower[start - 1].isalnum()) or (end < len(folded.lower) and folded.lower[end].isalnum()):
            continue
        found.append((start, end, drug))
    return found


def _long_words(lower: str) -> set[str]:
    """What ``_LONG_WORD`` finds in a lower-case text, each word once; there may be shorter ones among them."""
    if lower.isascii():
        words = set(lower.translate(_LETTERS_ONLY).split())
        if max(map(len, words), default=0) <= _MOST:
            return words
    return set(_LONG_WORD.findall(lower))


@lru_cache(maxsize=4096)
def _nearly(word: str) -> Drug | None:
    """The drug that a word is one letter away from, if it is no other word known."""
    near, known = _near()
    if len(word) < _LEAST or word in known:
        return None
    if word in near:
        return near[word]
    shorter = (word[:place] + word[place + 1 :] for place in range(2, len(word)))
    return next((near[one] for one in shorter if one in near), None)


@cache
def _near() -> tuple[dict[str, Drug], frozenset[str]]:
    """Every long name with one letter left out, and all names with their plurals."""
    near: dict[str, Drug] = {}
    known: set[str] = set(_ENGLISH)
    for name, drug, exact in _names():
        lower = name.lower()
        known |= {lower, lower + "s", lower + "es", *lower.replace("-", " ").replace("/", " ").split()}
        if exact or drug.drug_class not in _OFTEN or len(lower) < 7 or not lower.isalpha():
            continue
        near.setdefault(lower, drug)
        for place in range(2, len(lower)):
            near.setdefault(lower[:place] + lower[place + 1 :], drug)
    return near, frozenset(known)


@cache
def _heads() -> frozenset[str]:
    return frozenset(name[:3] for name in _near()[0])


@cache
def _dictionary() -> Dictionary[Drug]:
    return Dictionary(*drug_phrases())


@cache
def _names() -> tuple[tuple[str, Drug, bool], ...]:
    return tuple(_read_names())


def _read_names() -> Iterator[tuple[str, Drug, bool]]:
    path = LEXICON / "drugs.yaml"
    owner: dict[str, str] = {}
    for drug_class, drugs in read_words(path).items():
        if not isinstance(drugs, dict):
            raise refusal(path, drug_class, "must hold generic names", "write `generic: [Brand, Brand]` below it")
        for generic, names in drugs.items():
            place = f"{drug_class}, {generic}"
            for spelling in _spellings(generic):
                yield spelling, Drug(generic, None, drug_class), False
            for name in word_list(path, place, names):
                bare = name.lstrip("*=")
                if owner.setdefault(bare.lower(), generic) != generic:
                    raise refusal(
                        path, place, f"{bare!r} already names {owner[bare.lower()]!r}", "keep the name in one place"
                    )
                brand = None if name.startswith(("*", "=")) else bare
                yield bare, Drug(generic, brand, drug_class), name.startswith("=")


def _spellings(generic: str) -> Iterator[str]:
    """The generic name and, for a combination, its ingredients in any order with the usual separators."""
    parts = ingredients(generic)
    if len(parts) == 1 or len(parts) > 3:
        yield generic
        return
    for order in permutations(parts):
        for short in (False, True):
            named = ["apap" if short and part == "acetaminophen" else part for part in order]
            if short and "acetaminophen" not in parts:
                continue
            for joint in ("/", " / ", "-", " and ", " & ", " + ", "+", " with ", ", "):
                if joint in (", ",) and len(parts) == 2:
                    continue
                yield joint.join(named)
