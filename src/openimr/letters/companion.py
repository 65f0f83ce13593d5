"""The plain-language companion for the injured worker: what was asked, what was decided and why, what comes next.

Made from a draft (nothing is decided yet, and every page says so) or from a signed determination. Its words are data in
each language (:mod:`openimr.letters.plain_words`); the letter is what counts, and the companion says that too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from openimr.letters.blocks import (
    Block,
    Checklist,
    DecisionLine,
    Heading,
    Layout,
    Paragraph,
    Table,
)
from openimr.letters.companion_reasons import Speaker, reasons
from openimr.letters.documentlist import cell, line
from openimr.letters.plain_words import Language, Outcome, Step, Text, plain_words
from openimr.review.model import Draft, ItemReview, Recommendation
from openimr.review.signing import ItemDecision, SignedDetermination


@dataclass(frozen=True, slots=True)
class Companion:
    """A companion ready to be written.

    Attributes:
        layout: its blocks, in its language.
        general: criteria (by id) and requests (by heading) that only a general rule had plain words for.
    """

    layout: Layout
    general: tuple[str, ...]


def companion_of(made: Draft | SignedDetermination, language: Language) -> Companion:
    """The companion of a draft or a signed determination.

    Raises:
        RuleError: a file of plain words is missing or wrong.

    >>> from openimr.review.model import PatientView
    >>> draft = Draft(openimr="0", rules_version="r", as_of=dt.date(2014, 2, 18), documents=[], patient=PatientView(),
    ...               summary=[], items=[ItemReview(heading="MRI", request={}, recommendation="upheld")])
    >>> companion_of(draft, "es").layout.mark
    'BORRADOR - nada está decidido todavía'
    """
    draft = made if isinstance(made, Draft) else made.draft
    return _Writer(draft, language, None if isinstance(made, Draft) else made).companion()


class _Writer:
    """One companion in the making."""

    def __init__(self, draft: Draft, language: Language, signed: SignedDetermination | None) -> None:
        self._draft = draft
        self._signed = signed
        self._language = language
        self._words = plain_words()
        self._fixed = self._words.fixed
        self._speaker = Speaker(self._words, language)
        self._standing: Literal["draft", "signed"] = "signed" if signed else "draft"

    def companion(self) -> Companion:
        words, language = self._fixed, self._language
        standing = self._standing
        blocks: list[Block] = [Paragraph(getattr(words.about, standing).of(language))]
        items = self._draft.items
        if len(items) > 1:
            blocks += [Heading(words.brief.heading.of(language)), self._brief()]
        for index, item in enumerate(items):
            blocks += self._item(index, item)
        blocks += [Heading(words.next.heading.of(language)), *self._next()]
        number = line(self._draft.case.case_number or "")
        case = words.case_foot.of(language).format(number=number) if number else ""
        foot = words.page_foot.of(language)
        draft = standing == "draft"
        layout = Layout(
            title=getattr(words.title, standing).of(language),
            blocks=tuple(blocks),
            mark=words.mark.of(language) if draft else "",
            name_line=words.name_line.of(language) if draft else "",
            footer=case,
            page_foot=(f"{case}, {foot}" if case else foot,),
            language=language,
        )
        return Companion(layout, tuple(dict.fromkeys(self._speaker.general)))

    def _decided(self, index: int) -> tuple[Recommendation, ItemDecision | None]:
        if self._signed is None:
            return self._draft.items[index].recommendation, None
        decision = next(one for one in self._signed.decisions if one.item == index)
        return decision.decision, decision

    def _said(self, outcome: Recommendation) -> str:
        words: Text = getattr(getattr(self._fixed.decisions, self._standing), outcome)
        return words.of(self._language)

    def _brief(self) -> Table:
        rows = tuple(
            (str(index + 1), cell(item.heading), self._said(self._decided(index)[0]))
            for index, item in enumerate(self._draft.items)
        )
        columns = getattr(self._fixed.brief.columns, self._standing).of(self._language)
        return Table(caption="", columns=columns, rows=rows, widths=(0, 5, 5))

    def _item(self, index: int, item: ItemReview) -> Iterator[Block]:
        words, language = self._fixed, self._language
        outcome, decision = self._decided(index)
        heading = words.item.heading.of(language)
        yield Heading(heading.format(number=index + 1, count=len(self._draft.items), heading=line(item.heading)))
        yield Paragraph(self._asked(item), label=words.item.asked.of(language))
        yield DecisionLine(
            getattr(words.decision_label, self._standing).of(language),
            self._said(outcome),
            None if outcome == "undecidable" else outcome,
        )
        if decision is not None and (decision.rationale or "").strip():
            own = words.why.own_words.of(language).format(number=index + 1)
            yield Paragraph(own, label=words.why.label.of(language))
            return
        yield from reasons(item, outcome, self._speaker)

    def _asked(self, item: ItemReview) -> str:
        words, language = self._fixed.item, self._language
        part = self._words.part(item.request, language)
        plain = (words.plain_part if part else words.plain).of(language)
        told = [plain.format(what=self._speaker.treatment(item), part=part)]
        if item.ur.outcome == "modified":
            approved = line(item.ur.approved or "")
            told.append((words.modified_to if approved else words.modified).of(language).format(part=approved))
            if item.portion is None:
                told.append(words.rest_uncounted.of(language))
            else:
                left, whole = f"{item.portion.quantity:g}", f"{item.portion.whole:g}"
                told.append(words.rest.of(language).format(left=left, whole=whole))
        elif item.ur.outcome in ("denied", "conditionally_denied"):
            day = self._draft.case.ur_denial_date
            if day is None:
                told.append(words.denied.of(language))
            else:
                told.append(words.denied_on.of(language).format(date=self._fixed.day(day, language)))
        return " ".join(told)

    def _next(self) -> Iterator[Block]:
        words, language = self._fixed, self._language
        outcomes = [self._decided(index)[0] for index in range(len(self._draft.items))]
        groups: list[tuple[Outcome, list[int]]] = [("draft", [])]
        if self._signed is not None:
            both: tuple[Outcome, Outcome] = ("upheld", "overturned")
            numbered = [(o, [n for n, found in enumerate(outcomes, start=1) if found == o]) for o in both]
            groups = [(outcome, numbers) for outcome, numbers in numbered if numbers]
        sources: list[str] = []
        for outcome, numbers in groups:
            if len(groups) > 1:
                label = (words.next.for_items if len(numbers) == 1 else words.next.for_items_many).of(language)
                yield Heading(label.format(numbers=self._listed(numbers)), level=3)
            for step in self._words.steps.steps:
                if step.outcome == outcome:
                    sources.append(step.source)
                    yield Paragraph(self._step(step), label=step.title.of(language))
        read = words.next.law_read.of(language).format(
            sources="; ".join(dict.fromkeys(sources)), date=words.day(self._words.steps.read_as_of, language)
        )
        yield Paragraph(read, label=words.next.law.of(language))

    def _step(self, step: Step) -> str:
        text = step.text.of(self._language)
        start = self._day(step)
        if start is None or step.deadline is None or step.dated is None:
            return text
        day = self._fixed.day
        last = step.deadline.last(start)
        return f"{text} " + step.dated.of(self._language).format(
            start=day(start, self._language), last=day(last, self._language)
        )

    def _day(self, step: Step) -> dt.date | None:
        """The day a limit counts from, where the case tells it."""
        if step.deadline is None:
            return None
        if step.deadline.from_ == "ur_denial":
            return self._draft.case.ur_denial_date
        return self._signed.day() if self._signed is not None else None

    def _listed(self, numbers: Sequence[int]) -> str:
        names = [str(number) for number in numbers]
        joined = f" {self._fixed.and_.of(self._language)} "
        return joined.join(filter(None, [", ".join(names[:-1]), names[-1]]))


def texts_of(layout: Layout) -> list[str]:
    """The words of a companion in reading order, text by text: what its reading level is measured on.

    >>> from openimr.letters.blocks import Paragraph
    >>> texts_of(Layout("A title", (Paragraph("Some words.", label="Label:"),)))
    ['A title', 'Label: Some words.']
    """
    found = [layout.title, *filter(None, [layout.mark, layout.name_line])]
    for block in layout.blocks:
        if isinstance(block, Paragraph):
            found.append(f"{block.label} {block.text}".strip())
        elif isinstance(block, Heading):
            found.append(block.text)
        elif isinstance(block, DecisionLine):
            found.append(f"{block.label} {block.words}")
        elif isinstance(block, Table):
            found += [*block.columns, *(one for row in block.rows for one in row)]
        elif isinstance(block, Checklist):
            found.append(block.label)
            for point in block.points:
                found += [point.text, *(f"{label} {words}" for label, words in point.particulars)]
    return found
