"""Words that negate, question, date, plan or give the result of what stands near them (cues.yaml, results.yaml)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from openimr.clinical.dictionary import Dictionary, Hit
from openimr.clinical.folding import Folded
from openimr.clinical.reading import LEXICON, read_words, word_list

#: Prefix of the categories that come from results.yaml.
RESULT = "result:"


@dataclass(slots=True)  # never changed; a frozen one takes thrice the time to make
class Cue:
    """One such word in a text; offsets count in the folded text.

    ``kinds`` are the lists of cues.yaml it stands in, and ``result:…`` for the sets of results.yaml.
    """

    start: int
    end: int
    kinds: frozenset[str]
    text: str


def cues_in(folded: Folded) -> list[Cue]:
    """All cues of a text, in order.

    >>> from openimr.clinical.folding import fold
    >>> [(c.text, sorted(c.kinds)) for c in cues_in(fold("She denies numbness."))]
    [('denies', ['negation_before'])]
    """
    return cues_of(folded, [dictionary.find(folded) for dictionary in cue_dictionaries()])


def cues_of(folded: Folded, found: Sequence[list[Hit[str]]]) -> list[Cue]:
    """The cues by what each of ``cue_dictionaries()`` found in the text."""
    lower = folded.lower
    cues = [
        Cue(hit.start, hit.end, _merged(hit.payloads), lower[hit.start : hit.end]) for hits in found for hit in hits
    ]
    cues.sort(key=_place)
    return cues


def trimmed(cues: list[Cue], start: int) -> list[Cue]:
    """The cues, with one that runs into the finding at ``start`` cut back to the negation it begins with.

    "No change" is no negation by itself; before "change in vision" it is "no" and the finding.
    """
    kept = []
    for cue in cues:
        if cue.start < start < cue.end:
            word = cue.text.partition(" ")[0]
            if word in ("no", "without", "not"):
                cue = Cue(cue.start, cue.start + len(word), frozenset({"negation_before"}), word)
        kept.append(cue)
    return kept


def _place(cue: Cue) -> tuple[int, int]:
    return cue.start, cue.end


@cache
def _merged(kinds: tuple[str, ...]) -> frozenset[str]:
    return frozenset(kinds)


@cache
def cue_dictionaries() -> tuple[Dictionary[str], Dictionary[str]]:
    """The dictionaries of the cues and of the words for results.

    Results have one of their own: "is positive" ends a negation, and within it "positive" is a result.
    """
    cues: list[tuple[str, str]] = []
    path = LEXICON / "cues.yaml"
    for kind, words in read_words(path).items():
        if kind != "masks":
            cues += [(word, kind) for word in word_list(path, kind, words)]
    results: list[tuple[str, str]] = []
    path = LEXICON / "results.yaml"
    for name, words in read_words(path).items():
        results += [(word, RESULT + name) for word in word_list(path, name, words)]
    return _dictionary(cues), _dictionary(results)


def _dictionary(entries: list[tuple[str, str]]) -> Dictionary[str]:
    return Dictionary(
        [(word, kind) for word, kind in entries if not word.startswith("=")],
        [(word[1:], kind) for word, kind in entries if word.startswith("=")],
    )
