"""The Final Determination Letter of 2014 to 2017: labelled guideline blocks and rationale under each heading."""

from __future__ import annotations

from openimr.letters.eras import Era
from openimr.letters.formats.sections import SectionedForm
from openimr.letters.headings import Lines
from openimr.letters.items import ItemFinder, ItemSpans
from openimr.letters.model import GuidelineBlock, Letter, LetterItem
from openimr.letters.quantities import read_quantities
from openimr.letters.segments import Marking

_PARTS = {
    "claims_administrator": "claims administrator's guideline",
    "reviewer_guideline": "reviewer's guideline",
    "rationale": "decision rationale",
}


class FinalDetermination(SectionedForm):
    """Reads the eras 2014 and 2016-17, which differ in the reviewer's credentials and in how guidelines are named."""

    def __init__(self, era: Era) -> None:
        super().__init__(era)
        self._finder = ItemFinder(era)

    def _items(self, marking: Marking, letter: Letter, lines: Lines, start: int, end: int, *, opens: bool) -> int:
        found, closing = self._finder.find(marking.clean, lines, start, end, opens=opens)
        if closing:
            marking.boilerplate("closing", *closing)
        for number, spans in enumerate(found):
            letter.items.append(_item(marking, letter, spans, number))
        if not found:
            letter.problems.append("the letter decides no item; it may have been cut")
            return closing[0] if closing else end
        last = letter.items[-1]
        if last.rationale and last.rationale[-1] not in ".!?\"'”’)":
            letter.problems.append("the text ends in the middle of a sentence; the last rationale may have been cut")
        return found[0].heading[0]


def _item(marking: Marking, letter: Letter, spans: ItemSpans, number: int) -> LetterItem:
    path = f"items[{number}]"
    item = LetterItem(heading=marking.field(f"{path}.heading", *spans.heading))
    for label in spans.labels or ():
        marking.boilerplate("label-item", *label)
    if spans.decision:
        item.decision = spans.decided
        marking.field(f"{path}.decision", *spans.decision)
    for span in (spans.colon, spans.stop):
        if span:
            marking.boilerplate("decision-mark", *span)
    missing: list[str] = []
    if not item.heading:
        missing.append("heading")
    if item.decision is None:
        missing.append("decision")
    if spans.claims_administrator:
        text = marking.field(f"{path}.claims_administrator.text", *spans.claims_administrator)
        item.claims_administrator = GuidelineBlock(text=text)
    if spans.reviewer_guideline:
        text = marking.field(f"{path}.reviewer_guideline.text", *spans.reviewer_guideline)
        item.reviewer_guideline = GuidelineBlock(text=text)
    if spans.rationale:
        item.rationale = marking.field(f"{path}.rationale", *spans.rationale)
    for name, words in _PARTS.items():
        value = getattr(item, name)
        if not (value if name == "rationale" else value.text):
            missing.append(words)
    if missing:
        letter.problems.append(f"item {number + 1} has no {', no '.join(missing)}")
    quantities = read_quantities(item.heading)
    item.original = quantities.original
    item.authorized = quantities.authorized
    item.eligible = quantities.eligible
    return item
