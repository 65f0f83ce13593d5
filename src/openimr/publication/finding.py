"""Two passes over a text, by what the case knows and by form alone, where they differ, and a second look beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from openimr.letters.model import Letter
from openimr.publication.columns import values_in_columns
from openimr.publication.figureview import FigureView, figure_view
from openimr.publication.labels import LabelReader, figures_of
from openimr.publication.nametokens import words_of
from openimr.publication.parties import Parties
from openimr.publication.rules import BESIDE, PublicationRules, publication_rules
from openimr.publication.secondlook import SecondLook
from openimr.publication.spellings import NameIndex
from openimr.publication.toldnumbers import ToldNumbers

Place = tuple[str | int, ...]
Proposal = Literal["blank", "decide"]
#: Fields that hold no text of the letter: where it came from, how it is printed, the act of signing.
_NO_TEXT = frozenset({"source", "era", "form", "signature"})


Pass = Literal["case", "form", "look", "image"]


class Hit(BaseModel):
    """A passage that may tell who somebody is; ``start`` and ``end`` count in the text of the field at ``place``.

    The pass ``look`` is the second look; ``image`` found what stands in no text: a mark on a page that was not read.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: Place
    start: int
    end: int
    kind: str
    passes: tuple[Pass, ...]
    proposed: Proposal

    @property
    def agreed(self) -> bool:
        """Whether both passes found the passage."""
        return {"case", "form"} <= set(self.passes)

    @property
    def found_by(self) -> str:
        """Which passes found it, in words.

        >>> Hit(place=(), start=0, end=1, kind="phone", passes=("form",), proposed="blank").found_by
        'the form pass only'
        """
        if self.agreed:
            return "both passes"
        if self.passes[0] in ("image", "look"):
            return "nobody could read it" if self.passes[0] == "image" else "the second look only"
        return f"the {self.passes[0]} pass only"


class _Found(NamedTuple):
    start: int
    end: int
    kind: str
    by: Literal["case", "form", "look"]
    proposed: Proposal


class Finder:
    """Both passes, made ready once for the parties of a case.

    Raises:
        RuleError: the programme's rules are missing or wrong.

    >>> from openimr.publication.parties import Party
    >>> finder = Finder(Parties(parties=(Party(role="physician", name="Ilse Marno", numbers=("A 1234",)),)))
    >>> [(hit.kind, hit.passes) for hit in finder.hits_in("Dr. Marno, A-1234", ("page", 1))]
    [('physician', ('case', 'form')), ('number of physician', ('case',))]
    """

    def __init__(self, parties: Parties, programme: str = "california") -> None:
        self._rules = publication_rules(programme)
        self._names = NameIndex(parties, self._rules)
        self.look = SecondLook(parties, self._rules.not_names | self._rules.double_meaning)
        self._labels = LabelReader(self._rules.labels, self._rules.shapes, self._rules.label_mark)
        self._beside = self._rules.shapes[BESIDE]
        self._told = ToldNumbers(
            (f"number of {party.role}", number) for party in parties.parties for number in party.numbers
        )

    def hits_in(self, text: str, place: Place = ()) -> list[Hit]:
        """What either pass finds in one text, and the second look, in order; what overlaps is one hit."""
        view = figure_view(text)
        found = [*self._by_case(text, view), *self._labelled(text, view), *_by_form(text, view, self._rules)]
        hits = _joined(found, place)
        covered = bytearray(len(text))
        for hit in hits:
            covered[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
        more = [
            _Found(one.start, one.end, one.role, "look",
                   "blank" if one.exact and not text[one.start : one.end].islower() else "decide")
            for one in self.look.find(text)
            if any(text[at].isalnum() and not covered[at] for at in range(one.start, one.end))
            and (one.number or not self._rules.not_a_name.match(text, one.start))
        ]  # fmt: skip
        return _joined([*found, *more], place) if more else hits

    def _labelled(self, text: str, view: FigureView) -> Iterator[_Found]:
        for start, end, kind in self._labels.values_in(view.text):
            yield _Found(*view.span(start, end), kind, "form", "blank")
        for start, end, kind in values_in_columns(text, self._labels):
            yield _Found(start, end, kind, "form", "blank")

    def _by_case(self, text: str, view: FigureView) -> Iterator[_Found]:
        for name in self._names.find(text):
            yield _Found(name.start, name.end, name.role, "case", "blank" if name.surely else "decide")
            if (beside := self._beside.pattern.match(text, name.end)) and (
                figures_of(beside["what"]) >= self._beside.behind_number
            ):
                yield _Found(*beside.span("what"), f"number beside {name.role}", "case", "decide")
        for start, end, kind in self._told.find(view.text):
            yield _Found(*view.span(start, end), kind, "case", "blank")


def find_hits(letter: Letter, parties: Parties, programme: str = "california") -> tuple[Hit, ...]:
    """Every passage that either pass finds, in order of place; passages that overlap are one hit.

    Raises:
        RuleError: the programme's rules are missing or wrong.

    >>> letter = Letter(era="2013", summary="Dr. Marno advised it; Marno sign was negative.")
    >>> from openimr.publication.parties import Party
    >>> hits = find_hits(letter, Parties(parties=(Party(role="physician", name="Ilse Marno"),)))
    >>> [(letter.summary[hit.start:hit.end], hit.passes, hit.proposed) for hit in hits]
    [('Marno', ('case', 'form'), 'blank'), ('Marno', ('case',), 'decide')]
    """
    finder = Finder(parties, programme)
    return tuple(hit for place, text in texts(letter) for hit in finder.hits_in(text, place))


def texts(letter: Letter) -> Iterator[tuple[Place, str]]:
    """Every text of a letter with its place."""
    for key, value in letter.model_dump().items():
        if key not in _NO_TEXT:
            yield from _within(value, (key,))


def _within(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _within(inner, (*place, key))
    elif isinstance(value, list | tuple):
        for position, inner in enumerate(value):
            yield from _within(inner, (*place, position))


def _by_form(text: str, view: FigureView, rules: PublicationRules) -> Iterator[_Found]:
    for rule in rules.patterns:
        group = "what" if "what" in rule.pattern.groupindex else 0
        name = rule.kind == "name"
        printed = name or rule.as_printed
        searched = text if printed else view.text
        at = 0
        while match := rule.pattern.search(searched, at):
            start, end = match.span(group)
            if name:
                start, end = _name_only(text, start, end, rules.not_names)
            # what was cut off a name may itself begin the next one
            at = max(match.start() + 1, end)
            if start < end:
                yield _Found(*((start, end) if printed else view.span(start, end)), rule.kind, "form", rule.proposed)


def _name_only(text: str, start: int, end: int, not_names: Iterable[str]) -> tuple[int, int]:
    """A name that was found by form, up to the first word that no name holds; nothing where it begins with one."""
    last = start
    for _, word_end, word in words_of(text[start:end]):
        if word.lower() in not_names:
            break
        last = start + word_end
    else:
        return start, last if text[last:end] != "." else end
    return start, last


def _joined(found: list[_Found], place: Place) -> list[Hit]:
    joined: list[Hit] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if joined and one.start < joined[-1].end:
            before = joined[-1]
            joined[-1] = before.model_copy(
                update={
                    "end": max(before.end, one.end),
                    "passes": tuple(sorted({*before.passes, one.by})),
                    "proposed": "blank" if "blank" in (before.proposed, one.proposed) else "decide",
                    # what the case knows says more than a form
                    "kind": one.kind if one.by == "case" and "case" not in before.passes else before.kind,
                }
            )
        else:
            joined.append(Hit(place=place, start=one.start, end=one.end, kind=one.kind, passes=(one.by,),
                              proposed=one.proposed))  # fmt: skip
    return joined
