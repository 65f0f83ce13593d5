"""Whether two printed names may be one person's, quickly: for neighbouring pages of one file."""

from __future__ import annotations

from openimr.casefile.papers.misreadings import mark_of


def share_word(one: str, other: str) -> bool:
    """Whether two names may have a word of three letters in common.

    >>> share_word("Quince, Marlo", "M. QUlNCE"), share_word("Ann Roe", "Marlo Quince")
    (True, False)
    """
    mine, theirs = (
        [mark for w in name.replace(",", " ").split() if len(mark := mark_of(w)) > 2] for name in (one, other)
    )
    return any(_one_word(a, b) for a in mine for b in theirs)


def may_be_one(one: str, other: str) -> bool:
    """Whether two printed names may be one person's, misreadings allowed: their surnames and first names agree.

    >>> may_be_one("Quince, Marlo", "MARLO QUlNCE"), may_be_one("Quince, M.", "Marlo Quince")
    (True, True)
    >>> may_be_one("A Roe", "B Roe")
    False
    """
    mine = [mark_of(w) for w in one.replace(",", " ").split()]
    theirs = [mark_of(w) for w in other.replace(",", " ").split()]
    mine, theirs = [w for w in mine if w], [w for w in theirs if w]
    if not mine or not theirs:
        return True
    short, long = sorted((mine, theirs), key=len)
    free = list(long)
    for word in sorted(short, key=len, reverse=True):
        match = next((w for w in free if _one_word(word, w)), None)
        if match is None:
            if len(word) > 1 or len(short) <= 2:
                return False
            continue
        free.remove(match)
    return True


def _one_word(one: str, other: str) -> bool:
    """Whether two words of names may be one: alike but for one letter in six, or an initial and its name."""
    if one == other:
        return True
    if min(len(one), len(other)) == 1:
        return one[0] == other[0]
    if abs(len(one) - len(other)) > 2 or min(len(one), len(other)) < 4:
        return False
    if one.startswith(other) or other.startswith(one):
        return True
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) <= max(1, len(one) // 5)
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    # one letter lost anywhere, and perhaps another misread before or behind it
    front = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    back = next((at for at, (a, b) in enumerate(zip(short[::-1], long[::-1], strict=False)) if a != b), len(short))
    return front + back >= len(short) - (len(short) >= 5)
