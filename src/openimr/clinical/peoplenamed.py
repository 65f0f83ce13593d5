"""Words of a text that are names of people, so that none of them is taken for a misspelt word of medicine."""

from __future__ import annotations

import re
from collections.abc import Iterator

from openimr.casefile.papers.pageview import PageView, view_of
from openimr.casefile.papers.papermarks import PaperMarks, paper_marks
from openimr.casefile.papers.personmarks import identity_marks
from openimr.casefile.papers.personnames import is_closing, person_at
from openimr.clinical.concepts import term_dictionary
from openimr.clinical.drugs import find_drugs
from openimr.clinical.folding import fold

_TITLE = re.compile(
    r"\b(?:(?:Mr|MR|Mrs|MRS|Ms|MS|Dr|DR|Prof|Sra?|Srta)\b\.?|(?:Miss|Doctor|Dear|Estimad[oa])\b)\s{1,3}(?=[A-Z])"
)
#: Where a sentence ends, though not with an initial; and where the name behind a title ends at the latest.
_SENTENCE_END = re.compile(r"(?<=[A-Za-z]{2})\.(?=\s)")
_CLAUSE_END = re.compile(r"(?<=[A-Za-z]{2})\.|[,;:\n]")
#: The longest name behind a title in letters, and in words where small letters part it from what follows and where not.
_TITLED_LETTERS, _TITLED_WORDS, _SHOUTED_WORDS = 60, 4, 2
_CREDITED = re.compile(
    r"\b(?P<name>[A-Z][A-Za-z'’-]{1,24} (?:[A-Z]\.? |[A-Z][A-Za-z'’-]{1,24} ){0,2}[A-Z][A-Za-z'’-]{1,24}),? "
    r"(?P<credential>[A-Z][A-Za-z./-]{1,6})(?![A-Za-z])"
)
_WORD = re.compile(r"[^\W\d_]+")


def names_of_people(text: str) -> frozenset[str]:
    """The words, in lower case, of all names of people that stand in a text as such.

    Names count behind a title, with a patient's label or beside a day of birth, under a letter's closing, behind a
    signature's label and before credentials; their words then count wherever else they stand. A name in which a drug
    is named is none: ``Pt: Norco, Vicodan``.

    Args:
        text: a page or any other text; nothing in it can make the reader fail.

    >>> sorted(names_of_people("Patient: Quince, Marlo\\nSeen by Dr. Ana Roe. Vicodan was continued."))
    ['ana', 'marlo', 'quince', 'roe']
    >>> names_of_people("Continue Vicodan, PT. He takes it twice a day.")
    frozenset()
    """
    marks = paper_marks()
    said = identity_marks(text, marks)
    view = view_of(text)
    names = [*said.names, *said.heads, *said.dated, *(name for name, _ in said.narrated)]
    names += [*_titled(text, marks), *_credited(text, marks), *_signed(view, marks)]
    words: set[str] = set()
    for printed in dict.fromkeys(names):
        name = _SENTENCE_END.split(printed, maxsplit=1)[0]
        if not find_drugs(name):
            words.update(_WORD.findall(name.lower()))
    return frozenset(words)


def _titled(text: str, marks: PaperMarks) -> Iterator[str]:
    for title in _TITLE.finditer(text):
        behind = _CLAUSE_END.split(text[title.end() : title.end() + _TITLED_LETTERS], maxsplit=1)[0]
        person = person_at(behind, marks)
        if person is not None:
            yield " ".join(person.words[: _SHOUTED_WORDS if person.name.isupper() else _TITLED_WORDS])


def _credited(text: str, marks: PaperMarks) -> Iterator[str]:
    for found in _CREDITED.finditer(text):
        credential = found["credential"].rstrip(".")
        # "Continue Vicodan, PT": what may be a treatment as well proves no name
        if marks.credential.fullmatch(credential) and not term_dictionary().find(fold(credential)):
            yield found["name"]


def _signed(view: PageView, marks: PaperMarks) -> Iterator[str]:
    """Names behind a signature's label, and those that fill the line below a letter's closing."""
    values = [label.value for label in marks.labels.on(view) if label.name.startswith(("author", "own"))]
    values += [line for words, line in zip(view.words, view.lines[1:], strict=False) if is_closing(words, marks)]
    for value in values:
        person = person_at(value, marks)
        if person is not None and len(person.words) > 1:
            yield person.name
