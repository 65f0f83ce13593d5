"""Which words of two long lists are the same but for a letter or two: :func:`near_pairs`.

Two words that differ by one letter become the same when a letter is taken from one or both. So every word less a
letter is given a number, as is every word less two letters where it is long, and equal numbers are brought together by
sorting. The numbers are polynomials in the letters (modulo 2⁶⁴), from which a letter can be taken without going through
the word again; two words that share a number by chance cost a comparison and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_Numbers = npt.NDArray[np.uint64]
_Ints = npt.NDArray[np.int64]
#: The polynomial's point, an odd number, and its inverse modulo 2⁶⁴.
_POINT = 0x9E3779B97F4A7C15
_BACK = np.uint64(pow(_POINT, -1, 1 << 64))
#: From this length on a word may differ by a letter, and by two.
_ONE, _TWO = 4, 9
#: Letters of a word that are looked at.
_MOST = 24
_POWERS = np.array([pow(_POINT, place, 1 << 64) for place in range(_MOST)], dtype=np.uint64)


def near_pairs(left: Sequence[str], right: Sequence[str]) -> tuple[_Ints, _Ints]:
    """Positions of the words of either list that are near, each pair once; equal words are near.

    A word with a sign before it (``=emif``, ``^state``) stands for more than its letters: only the same is near it.

    >>> rows, columns = near_pairs(["pinecrest", "roe"], ["pincrest", "cole", "roe"])
    >>> list(zip(rows.tolist(), columns.tolist()))
    [(0, 0), (1, 2)]
    """
    (keys, words), (other_keys, other_words) = _keyed(left), _keyed(right)
    first = np.searchsorted(keys, other_keys, side="left")
    count = np.searchsorted(keys, other_keys, side="right") - first
    place = np.repeat(first, count) + (np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count))
    pairs = np.unique(words[place] * max(len(right), 1) + np.repeat(other_words, count))
    return pairs // max(len(right), 1), pairs % max(len(right), 1)


def _keyed(words: Sequence[str]) -> tuple[_Numbers, _Ints]:
    """The numbers of all words and shortened words, sorted, and the word of each."""
    if not words:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    lengths = np.array([min(len(word), _MOST) for word in words], dtype=np.int64)
    longest = max(int(lengths.max()), 1)
    # a row of letters for each word, noughts behind its end
    letters = np.array(words, dtype=f"U{longest}").view(np.uint32).reshape(len(words), longest).astype(np.uint64)
    # begun[:, k]: the number of the first k letters, at their places in the whole word
    begun = np.zeros((len(words), longest + 1), dtype=np.uint64)
    np.cumsum(letters * _POWERS[:longest], axis=1, out=begun[:, 1:])
    every = np.arange(len(words))
    keys, owners = [begun[:, -1]], [every]
    lettered = np.array([word[:1].isalnum() for word in words], dtype=np.bool_)
    for least, less in ((_ONE, _less_one), (_TWO, _less_two)):
        long = (lengths >= least) & lettered
        found, real = less(begun[long], lengths[long])
        keys.append(found[real])
        owners.append(np.repeat(every[long], real.sum(axis=1)))
    number, owner = np.concatenate(keys), np.concatenate(owners)
    order = np.argsort(number, kind="stable")
    return number[order], owner[order]


def _less_one(begun: _Numbers, lengths: _Ints) -> tuple[_Numbers, npt.NDArray[np.bool_]]:
    """Numbers of words less each of their letters, and which of them are real."""
    found = begun[:, :-1] + (begun[:, -1:] - begun[:, 1:]) * _BACK
    return found, np.arange(found.shape[1]) < lengths[:, None]


def _less_two(begun: _Numbers, lengths: _Ints) -> tuple[_Numbers, npt.NDArray[np.bool_]]:
    """Numbers of words less each two of their letters, and which of them are real."""
    one, two = np.triu_indices(begun.shape[1] - 1, 1)
    behind = (begun[:, -1:] - begun[:, two + 1]) * _BACK * _BACK
    return begun[:, one] + (begun[:, two] - begun[:, one + 1]) * _BACK + behind, two < lengths[:, None]
