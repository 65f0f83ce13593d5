"""Many names at once: which of them a name may be, without comparing it with every one letter by letter.

A case names some dozens of people, a hostile text thousands. Names that can be one person's share the beginning or the
end of a word, so a name is compared only with those that do.
"""

from __future__ import annotations

from collections.abc import Iterable

from openimr.casefile.papers.persons import NameRelation, parsed, relation
from openimr.casefile.papers.printedwords import folded

#: So few names are all compared.
_FEW = 40
#: A key under which more names stand tells nothing about any two of them.
_CROWDED = 120
#: Of a crowd so many are compared, those that share most.
_MOST = 6
_ORDER = list(NameRelation)


class NameIndex:
    """Names of people, looked up by what prints like them.

    Args:
        names: names as printed.

    >>> index = NameIndex(["Ida Roe", "Marlo J. Quince"])
    >>> index.relation("QUINCE, MARLO").value, index.relation("Oleander Vasquez").value
    ('same', 'other')
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names: dict[str, None] = {}
        self._keyed: dict[str, list[str]] = {}
        self._found: dict[str, NameRelation] = {}
        for name in names:
            self.add(name)

    def __len__(self) -> int:
        return len(self._names)

    def add(self, name: str) -> None:
        """Take a name in."""
        if name in self._names:
            return
        self._names[name] = None
        self._found.clear()
        for key in _keys(name):
            self._keyed.setdefault(key, []).append(name)

    def near(self, name: str) -> list[str]:
        """The names that a name may be, in the order in which they were taken in; all of them when they are few."""
        if len(self._names) <= _FEW:
            return list(self._names)
        found: dict[str, int] = {}
        for key in _keys(name):
            held = self._keyed.get(key, ())
            for other in held if len(held) <= _CROWDED else ():
                found[other] = found.get(other, 0) + 1
        found = {other: count for other, count in found.items() if count > 1}
        return sorted(found, key=lambda other: -found[other])[:_MOST]

    def relation(self, name: str) -> NameRelation:
        """The best relation of a name to any of the names that it may be."""
        best = self._found.get(name)
        if best is None:
            best = NameRelation.OTHER
            for other in ([name] if name in self._names else []) + self.near(name):
                best = min(best, relation(name, other), key=_ORDER.index)
                if best is NameRelation.SAME:
                    break
            self._found[name] = best
        return best


def _keys(name: str) -> set[str]:
    """Beginnings and ends of a name's words, longer ones of longer words; one misprint leaves one of them whole."""
    keys = set()
    for word in parsed(name).words:
        if len(word) < 3:
            continue
        letters = folded(word)
        keys.add(f"={letters}")
        for size in (2, 3, 4) if len(letters) > 5 else (2, 3):
            keys.add(f"{letters[:size]}-")
            keys.add(f"-{letters[-size:]}")
    return keys
