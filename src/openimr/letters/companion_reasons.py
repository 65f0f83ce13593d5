"""Why an item came out as it did, in plain words: one point for each criterion that decides.

A point says what is needed, what the papers hold of it, and, where they are silent, which paper could show it and whom
to ask for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from openimr.guidelines import topics
from openimr.guidelines.model import Criterion
from openimr.guidelines.patterns import Stance, parse_pattern
from openimr.letters.blocks import Block, Checklist, Paragraph, Point
from openimr.letters.documentlist import line
from openimr.letters.plain_words import Language, PlainWords, Text
from openimr.review.model import Evaluation, ItemReview, Recommendation, Status
from openimr.review.programme import programme

#: Points that an item lists; the letter has them all.
_MOST = 6


@dataclass(slots=True)
class Speaker:
    """Says things in one language, and keeps what only a general rule has words for."""

    words: PlainWords
    language: Language
    general: list[str] = field(default_factory=list)

    def clause(self, criterion: Criterion) -> str:
        """What a criterion asks for."""
        told = self.words.criterion(criterion, self.language)
        if told.general:
            self.general.append(criterion.id)
        return told.words

    def treatment(self, item: ItemReview) -> str:
        """What is asked for."""
        told = self.words.treatment(item.request, self.language)
        if told.general:
            self.general.append(line(item.heading))
        return told.words


def reasons(item: ItemReview, outcome: Recommendation, speaker: Speaker) -> Iterator[Block]:
    """Why an item comes out so: one sentence, then the criteria that decide.

    Args:
        item: the item as the draft reviews it.
        outcome: what is recommended, or what was decided on the same reasons.
        speaker: the language it is told in.
    """
    words, language = speaker.words.fixed, speaker.language
    judged = [
        (criterion, evaluation)
        for evaluation in item.criteria
        if evaluation.id in item.decisive
        and evaluation.status is not Status.NOT_APPLICABLE
        and (criterion := _criteria().get(evaluation.id)) is not None
    ]
    lead = _lead(item, outcome, judged)
    sentence: Text = getattr(words.why, lead)
    yield Paragraph(sentence.of(language).format(principal=_principal(item)), label=words.why.label.of(language))
    if lead == "no_papers":
        yield Paragraph(words.missing.bare.of(language), label=words.missing.label.of(language))
    elif lead in ("upheld", "position", "overturned", "unopposed", "unshown", "contradicted"):
        yield from _points([one for one in judged if not _is_position(one[0])], outcome, speaker)


def _lead(item: ItemReview, outcome: Recommendation, judged: Sequence[tuple[Criterion, Evaluation]]) -> str:
    """Which sentence says why: a key of the fixed words."""
    if _bare(item):
        return "no_papers"
    if outcome == "undecidable":
        return "no_rule"
    if any(sentence.rule == "dependent-item" for sentence in item.rationale):
        return "dependent" if _principal(item) else "dependent_unnamed"
    if outcome == "overturned":
        statuses = {evaluation.status for _, evaluation in judged}
        if Status.NOT_DOCUMENTED not in statuses:
            return "overturned"
        return "unopposed" if len(statuses) > 1 else "unshown"
    if any(evaluation.status is Status.CONTRADICTED for _, evaluation in judged):
        return "contradicted"
    position = any(_is_position(criterion) and e.status is Status.MET for criterion, e in judged)
    return "position" if position else "upheld"


def _points(
    judged: Sequence[tuple[Criterion, Evaluation]], outcome: Recommendation, speaker: Speaker
) -> Iterator[Block]:
    words, language = speaker.words.fixed, speaker.language
    unless = [one for one in judged if one[0].role == "exception"] if outcome == "upheld" else []
    one_of = [one for one in judged if one[0].role == "alternative"]
    # what the papers are silent on did not stand in the way, so nobody is asked for it
    silent = [one for one in judged if _is_silent(*one)] if outcome == "overturned" else []
    one_of = [one for one in one_of if one not in silent]
    needed = [one for one in judged if one not in unless and one not in one_of and one not in silent]
    if outcome == "upheld" and len(one_of) == 1:
        needed, one_of = [*needed, *one_of], []
    points = words.points
    enough = points.one_of if outcome == "upheld" else points.one_of_shown
    told: set[Point] = set()
    unsaid = 0
    groups = (points.needed, needed), (enough, one_of), (points.unless, unless), (points.silent, silent)
    for label, group in groups:
        made = (_point(*one, speaker, wanted=label is not points.silent) for one in group)
        # two topics may ask for the same
        new = [point for point in dict.fromkeys(made) if point not in told]
        shown = new[: max(_MOST - len(told), 0)]
        if shown:
            yield Checklist(label.of(language), tuple(shown))
        told.update(shown)
        unsaid += len(new) - len(shown)
    if unsaid:
        yield Paragraph(points.more.of(language).format(count=unsaid))


def _is_silent(criterion: Criterion, evaluation: Evaluation) -> bool:
    """Whether nothing speaks of what is asked for; of what must not be, silence is an answer."""
    return evaluation.status is Status.NOT_DOCUMENTED and criterion.role != "exclusion"


def _point(criterion: Criterion, evaluation: Evaluation, speaker: Speaker, *, wanted: bool = True) -> Point:
    words, language = speaker.words.fixed, speaker.language
    clause = speaker.clause(criterion)
    asked = criterion.fact.split("/")[0] == "req"
    if criterion.role == "exclusion":
        says, found = f"{words.points.must_not.of(language)} {clause}.", words.found.against
    else:
        says, found = _sentence(clause), words.found.request if asked else words.found.papers
    if not wanted:
        return Point(says)
    label = words.points.request if asked else words.points.papers
    answer: Text = getattr(found, evaluation.status.value)
    particulars = [(label.of(language), answer.of(language))]
    if _is_silent(criterion, evaluation):
        paper = speaker.words.paper(criterion.fact)
        shown = words.missing.from_.of(language)
        told = shown.format(paper=paper.paper.of(language), whom=paper.from_.of(language))
        particulars.append((words.missing.shows.of(language), told))
    return Point(says, tuple(particulars))


def _sentence(clause: str) -> str:
    return f"{clause[:1].upper()}{clause[1:]}."


def _bare(item: ItemReview) -> bool:
    rule = programme().sources_only_ur.rule
    return any(sentence.rule == rule for sentence in item.rationale)


def _principal(item: ItemReview) -> str:
    ways = item.turning.ways if item.turning is not None else []
    return next((line(c.must_hold).rstrip(".") for way in ways for c in way if c.by == "principal"), "")


def _is_position(criterion: Criterion) -> bool:
    return isinstance(parse_pattern(criterion.pattern), Stance)


@cache
def _criteria() -> Mapping[str, Criterion]:
    return {criterion.id: criterion for topic in topics().values() for criterion in topic.criteria}
