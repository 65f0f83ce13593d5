"""Names of a case's people, told from all its papers together: patients and authors as the other papers print them.

One page prints ``QUARTlLE, INGRlD``, another only "Ms. Quartile"; the rest of the case file says who that is. A name is
only completed or spelled otherwise where what the page prints may be the same name, never put where nothing is printed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from openimr.casefile.model import Document, DocumentKind
from openimr.casefile.papers.nameindex import NameIndex
from openimr.casefile.papers.papermarks import PaperMarks
from openimr.casefile.papers.personnames import Person, person_at
from openimr.casefile.papers.persons import ONE_PERSON, NameRelation, parsed, relation
from openimr.casefile.papers.printedwords import folded

#: Names behind which an author's shorter or misread name may stand, at most; the commonest are taken.
_MOST_STAFF = 60
#: A word of a name that stands in so great a part of the papers that print the commonest is a part of the name.
_COMMON = 0.25
_AS_LETTERS = str.maketrans("015", "ols")
_LETTERS = re.compile(r"[^\W\d_]+")
#: Figures, specks and capitals inside a word tell that recognition misread a name or ran its words together.
_ODD = re.compile(r"\d|[a-z][A-Z]{2}|[~;|^]")


def best_name(names: Counter[str]) -> str | None:
    """The form of a person's name that the papers print most; of equals the fullest.

    >>> best_name(Counter({"Roe, M.": 2, "Marigold Roe": 2, "Mar1gold Roe": 1}))
    'Marigold Roe'
    """
    spelled: Counter[str] = Counter()
    for name, count in names.items():
        for word in set(parsed(name).words):
            spelled[word] += count
    least = _COMMON * max(spelled.values(), default=0)

    def rank(name: str) -> tuple[bool, int, int]:
        words = [word for word in parsed(name).words if len(word) > 1]
        common = sum(spelled[word] >= least for word in words)
        return _ODD.search(name) is None, 2 * common - len(words), names[name]

    return max(names, key=rank, default=None)


def settled_patient(printed: str | None, own: Counter[str]) -> str | None:
    """The patient of a paper that is about the person with these names, given what the paper itself prints.

    >>> names = Counter({"Marigold Roe": 3})
    >>> settled_patient("Mar1gold Roe", names), settled_patient("Roe, M.", names), settled_patient(None, names)
    ('Marigold Roe', 'Roe, M.', 'Marigold Roe')
    """
    best = best_name(own)
    if printed is None or best is None:
        return best
    found = relation(printed, best)
    if found not in ONE_PERSON:
        return best
    if _surname_words(best) & set(parsed(printed).words) and _ODD.search(printed) is None:
        return printed
    return best


def settle_authors(documents: Sequence[Document], marks: PaperMarks) -> None:
    """Give authors whose printed name is short or misread the name that the case's other papers print.

    Args:
        documents: documents of the case with authors and patients.
        marks: the programme's marks.
    """
    people = _people(documents, marks)
    index = NameIndex(person.name for person, _ in people)
    settled: dict[str, str] = {}
    for document in documents:
        if document.author is not None:
            if document.author not in settled:
                settled[document.author] = _settled(document.author, people, index, marks)
            document.author = settled[document.author]
        if document.kind is DocumentKind.IMR_APPLICATION and document.patient is not None and (
            document.author is None or relation(_bare(document.author), document.patient) in ONE_PERSON
        ):
            # the employee's own hand: what was read of it may be anything
            document.author = document.patient


def _people(documents: Iterable[Document], marks: PaperMarks) -> list[tuple[Person, int]]:
    """Authors with whole names and how many papers name them so, the commonest first."""
    found: Counter[str] = Counter()
    for document in documents:
        if document.author is None or _ODD.search(document.author):
            continue
        if len(_whole_words(_bare(document.author))) >= 2:
            found[document.author] += 1
    everywhere = "\n".join(page.text for document in documents for page in document.pages)
    people = []
    for author, count in found.most_common(_MOST_STAFF):
        person = person_at(author, marks)
        if person is not None:
            surname = _whole_words(person.name)[-1] if "," not in person.name else _whole_words(person.name)[0]
            people.append((person, count + everywhere.count(surname)))
    people.sort(key=lambda pair: -pair[1])
    return people


def _settled(author: str, people: Sequence[tuple[Person, int]], index: NameIndex, marks: PaperMarks) -> str:
    mine = person_at(author, marks)
    if mine is None:
        return author
    own_count = next((count for person, count in people if person.printed() == mine.printed()), 0)
    near: list[Person] = []
    likely = set(index.near(mine.name))
    for person, count in people:
        if count <= own_count or person.name not in likely:
            continue
        how = relation(mine.name, person.name)
        if how is NameRelation.SAME:
            return author
        whole = len(_whole_words(mine.name)) >= 2
        if how is NameRelation.NEAR or (how in (NameRelation.INITIAL, NameRelation.SURNAME) and not whole) or (
            not mine.credentials and _is_hand(mine.name, person.name)
        ):
            near.append(person)
    surnames = {folded(" ".join(sorted(_whole_words(person.name))).lower()) for person in near}
    if not near or len(surnames) > 1:
        return author
    return Person(near[0].name, near[0].credentials or mine.credentials).printed()


def _is_hand(signed: str, printed: str) -> bool:
    """Whether a signature may be what a hurried hand leaves of a name: an initial and some letters of the surname.

    >>> _is_hand("M Testrsn", "Marigold Testerson"), _is_hand("M Testrsn", "Marigold Roe")
    (True, False)
    >>> _is_hand("M Te5tr1n", "Marigold Testerlin"), _is_hand("Marigold T-R", "Marigold Testerson-Roe")
    (True, True)
    """
    words = [word.lower() for word in _whole_words(printed)]
    # a figure in it is a letter misread; only the initials of a double surname may stand in it
    hand = [word.lower() for word in _LETTERS.findall(signed.translate(_AS_LETTERS))]
    if len(hand) == len(words) > 2 and "," not in printed and all(len(word) == 1 for word in hand[1:]):
        return hand[0] == words[0] and [word[0] for word in words[1:]] == hand[1:]
    if len(hand) != 2 or len(words) < 2 or len(hand[1]) < 3:
        return False
    given, family = (words[-1], words[0]) if "," in printed else (words[0], words[-1])
    found, at = 0, 0
    for letter in hand[1]:
        place = family.find(letter, at)
        if place >= 0:
            found, at = found + 1, place + 1
    return given[0] == hand[0][0] and family[:2] == hand[1][:2] and found >= max(3, len(hand[1]) - 2)


def _bare(author: str) -> str:
    """A name without what follows a second comma."""
    return ",".join(author.split(",")[:2])


def _whole_words(name: str) -> list[str]:
    return [word for word in _LETTERS.findall(name) if len(word) > 1]


def _surname_words(name: str) -> set[str]:
    found = parsed(name)
    return set(found.family if found.ordered else found.family[-1:])
