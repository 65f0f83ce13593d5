"""All pairs of names, of two long lists, that are one or may be: :func:`matches`.

Comparing ten thousand names with ten thousand takes a hundred million comparisons. Instead the words of both lists are
brought together first (the same word, one letter apart, a short form of a given name), a product of sparse matrices
counts the words that two names share, and only names that share enough are compared closely.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from scipy import sparse

from openimr.casefile.papers.recordwords import record_words
from openimr.panel.names import NameMatch, PartyName, acronym, compare, initials, name_words, party_name
from openimr.panel.nearwords import near_pairs


def matches(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int, NameMatch]]:
    """Pairs of positions of names that are one or may be, with how.

    >>> [(i, j, found.degree.value) for i, j, found in matches(["Bob Quince", "Roe LLC"], ["Quince, Robert"])]
    [(0, 0, 'same')]
    """
    ours, theirs = [party_name(one) for one in left], [party_name(one) for one in right]
    if not ours or not theirs:
        return []
    found = []
    for i, j in zip(*_candidates(ours, theirs), strict=True):
        match = compare(ours[i], theirs[j])
        if match is not None:
            found.append((i, j, match))
    return found


def _candidates(ours: Sequence[PartyName], theirs: Sequence[PartyName]) -> tuple[list[int], list[int]]:
    """Positions of the pairs that share enough words to be compared."""
    short, other_short = [acronym(name) for name in ours], [acronym(name) for name in theirs]
    a, vocabulary = _incidence(ours, short, frozenset(one for one in other_short if one))
    b, other_vocabulary = _incidence(theirs, other_short, frozenset(one for one in short if one))
    shared = sparse.coo_array(a @ (b @ _nearness(vocabulary, other_vocabulary)).T)
    rows, columns = shared.coords
    needed = np.minimum(_least(ours)[rows], _least(theirs)[columns])
    bearing = (_bears(ours)[rows] & _people(theirs)[columns]) | (_people(ours)[rows] & _bears(theirs)[columns])
    enough = (shared.data >= needed) | bearing
    return rows[enough].tolist(), columns[enough].tolist()


def _incidence(
    names: Sequence[PartyName], short: Sequence[str | None], acronyms: frozenset[str]
) -> tuple[sparse.csr_array, list[str]]:
    """Names by words, and the words in the order of the columns.

    A name is found by its telling words; by the word in it that may be the initials of another, or its own initials
    where the other list has these; one that begins with a common word also by that beginning.

    Args:
        names: the names.
        short: the word of each that may be the initials of another.
        acronyms: such words of the other list.
    """
    known = name_words()
    beginnings = known.common | known.legal
    letters = {len(one) for one in acronyms}
    column: dict[str, int] = {}
    indices: list[int] = []
    ends = [0]
    for name, letters_of in zip(names, short, strict=True):
        words = set(name.telling)
        if letters_of is not None:
            words.add(f"={letters_of}")
        if len(name.words) > 1 and not letters.isdisjoint(range(len(name.words), len(name.whole) + 1)):
            words |= {f"={one}" for one in initials(name) & acronyms}
        if name.joined is not None:
            words |= set(name.joined.replace(",", "").split())
        if name.whole and name.whole[0] in beginnings:
            words.add(f"^{name.whole[0]}")
        indices += [column.setdefault(word, len(column)) for word in words]
        ends.append(len(indices))
    data = np.ones(len(indices), dtype=np.int32)
    return sparse.csr_array((data, indices, ends), shape=(len(names), len(column))), list(column)


def _least(names: Sequence[PartyName]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """How many words another name must share with each of these."""
    few = (name.short_given or name.common or len(name.words) == 1 for name in names)
    return np.array(
        [1 if one else min(len(name.telling), 2) for one, name in zip(few, names, strict=True)], dtype=np.int32
    )


def _bears(names: Sequence[PartyName]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which of the names are those of firms that bear people's names."""
    return np.array([name.bears for name in names], dtype=np.bool_)


def _people(names: Sequence[PartyName]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which of the names may be people's."""
    return np.array([name.person is not None for name in names], dtype=np.bool_)


def _nearness(ours: Sequence[str], theirs: Sequence[str]) -> sparse.csr_array:
    """Which words of the second list (rows) are near which of the first (columns), short forms of names among them."""
    columns, rows = near_pairs(ours, theirs)
    nicknames = record_words().nicknames
    by_name: dict[int, list[int]] = defaultdict(list)
    for number, word in enumerate(ours):
        for name in nicknames.get(word, ()):
            by_name[name].append(number)
    more = sorted(
        {
            (row, column)
            for row, word in enumerate(theirs)
            for name in nicknames.get(word, ())
            for column in by_name.get(name, [])
        }
    )
    rows = np.concatenate((rows, np.array([row for row, _ in more], dtype=np.int64)))
    columns = np.concatenate((columns, np.array([column for _, column in more], dtype=np.int64)))
    found = sparse.csr_array((np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=(len(theirs), len(ours)))
    found.data[:] = 1  # a pair that is near in two ways counts once
    return found
