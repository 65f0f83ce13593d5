"""How hard a text is to read: the school grade of English (Flesch-Kincaid), the ease of Spanish (Fernández-Huerta).

The published formulas, with syllables counted by rule: no dictionary is needed and nothing is fetched. English:
Kincaid, Fishburne, Rogers, Chissom, Research Branch Report 8-75 (1975). Spanish: J. Fernández-Huerta, Consigna 214
(1959). Words are runs of letters; numbers are left out. A sentence ends at a full stop, question or exclamation mark,
and with the text it stands in: a heading or a point of a list is a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_END = re.compile(r"[.!?]+(?=\s|$)")
_ENGLISH_VOWELS = re.compile(r"[aeiouy]+")
#: Vowels that stand beside each other and are two syllables.
_TWO_ENGLISH = re.compile(
    r"(?<![tcsgnx])i[ao](?!u)|[^aeioucts]ia[lnrt]?$|[^g]eo(?!u)|[rvbd]iou|[^aeqg]ua|[^gq]ue[nlt]|uou|re(?=al)|ie[tr]s?$"
    r"|yi|ii|[aeiouy]ing$"
)
#: Vowels that are written and not spoken, at the end and before endings and second parts of words.
_SILENT_ENGLISH = re.compile(
    r"[^aeiouyl]e$|[aeiouyr]le$|[^aeiouytd]ed$|(?:[^aeiouyscxzghl]|[aeiouyr]l)es$|eye$"
    r"|(?<=[aeiouy])[^aeiouy]e(?=ly$|ment|ful|less|ness|line|thing|body|bound|where|wise|work)"
)
_WEAK = "iuü"
_SPANISH_VOWELS = re.compile(r"[aeiouáéíóúü]+")


@dataclass(frozen=True, slots=True)
class Counts:
    """Sentences, words and syllables of a text."""

    sentences: int
    words: int
    syllables: int


def count(texts: Iterable[str], language: str) -> Counts:
    """The counts over some texts.

    >>> count(["He is well. He can walk again.", "For you"], "en")
    Counts(sentences=3, words=9, syllables=10)
    """
    sentences = words = syllables = 0
    for text in texts:
        for sentence in _END.split(text):
            # a heading in capitals holds words, not abbreviations
            found = _WORD.findall(sentence.lower() if sentence.isupper() else sentence)
            if found:
                sentences += 1
                words += len(found)
                syllables += sum(syllables_of(word, language) for word in found)
    return Counts(sentences, words, syllables)


def flesch_kincaid(texts: Iterable[str]) -> float:
    """The school grade an English text asks for; 0 where there is no word.

    >>> round(flesch_kincaid(["The cat sat on the mat."]), 1)
    -1.4
    """
    of = count(texts, "en")
    return 0.39 * of.words / of.sentences + 11.8 * of.syllables / of.words - 15.59 if of.words else 0.0


def fernandez_huerta(texts: Iterable[str]) -> float:
    """The ease of a Spanish text, 0 to 100 and beyond: 70 and more is easy (sixth grade), 60 is plain.

    >>> round(fernandez_huerta(["El gato está en la casa."]), 1)
    110.7
    """
    of = count(texts, "es")
    return 206.84 - 60 * of.syllables / of.words - 1.02 * of.words / of.sentences if of.words else 0.0


def syllables_of(word: str, language: str) -> int:
    """How many syllables a word has, at least one; an abbreviation in capitals is spelt out.

    >>> [syllables_of(word, "en") for word in ("care", "needed", "asked", "table", "medicine", "MRI")]
    [1, 2, 1, 2, 3, 3]
    >>> [syllables_of(word, "es") for word in ("médico", "día", "tratamiento", "columna", "cuidado")]
    [3, 2, 4, 3, 3]
    """
    if len(word) > 1 and word.isupper():
        return len(word)
    return max(1, (_english if language == "en" else _spanish)(word.lower()))


def _english(word: str) -> int:
    word = re.sub(r"(?<=[aeiou])y(?=[aeiou])", "j", re.sub(r"['’]s?$", "", word))
    runs = len(_ENGLISH_VOWELS.findall(word))
    return runs + len(_TWO_ENGLISH.findall(word)) - len(_SILENT_ENGLISH.findall(word)) + word.endswith("sm")


def _spanish(word: str) -> int:
    """Strong vowels beside each other part; a weak one parts only where it carries the accent."""
    word = re.sub(r"qu(?=[eiéí])|gu(?=[eiéí])", "k", word)
    total = 0
    for run in _SPANISH_VOWELS.findall(re.sub(r"y\b", "i", word)):
        total += 1
        for before, after in pairwise(run):
            total += before not in _WEAK and after not in _WEAK
    return total
