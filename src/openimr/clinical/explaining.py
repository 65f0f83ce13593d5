"""Why a fact was read: each rule that decided, the words that set it off, and the stretch of text it reached over."""

from __future__ import annotations

from dataclasses import dataclass

from openimr.clinical.model import Fact, Mention

#: What the short names of rules mean to a reader.
_RULES = {
    "lexicon": "words of the lexicon", "result": "result of an examination", "drug": "name of a drug",
    "pattern": "words that stand apart", "figure": "a figure", "rule": "a rule", "neg": "denied by",
    "unc": "left open by",
    "hyp": "made conditional by", "hist": "told as past by", "plan": "planned or requested by",
    "done": "told as done by",
    "other": "told of another person by", "failed": "told as of no use by", "helped": "told as of use by",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that had a say.

    Attributes:
        rule: its short name, as :attr:`Mention.rule` has it (``neg``, ``plan``, ``lexicon`` …).
        meaning: the same in words.
        trigger: the words that set it off; a section's or a rule's name where no words did.
        scope: the text from the trigger to the fact, both included; the fact alone where the trigger is part of it.
    """

    rule: str
    meaning: str
    trigger: str
    scope: str


def reasons(fact: Fact) -> list[Reason]:
    """The rules behind a fact, the one that found it first.

    >>> from openimr.clinical import read_text
    >>> fact = read_text("She denies numbness or tingling of the hands.").facts[0]
    >>> [(r.rule, r.trigger, r.scope) for r in reasons(fact)]
    [('lexicon', 'numbness', 'numbness'), ('neg', 'denies', 'denies numbness')]
    """
    return [_reason(fact, part) for part in fact.mention.rule.split("; ") if part]


def _reason(fact: Fact, part: str) -> Reason:
    rule, _, trigger = part.partition(":")
    if not trigger:
        rule, trigger = "rule", part
    trigger = trigger.rpartition("/")[2] if rule == "lexicon" else trigger
    sentence = fact.evidence.quote
    start = fact.mention.start - fact.mention.sentence_start
    end = fact.mention.end - fact.mention.sentence_start
    place = _nearest(sentence, trigger, start)
    low, high = (min(start, place), max(end, place + len(trigger))) if place is not None else (start, end)
    return Reason(rule, _RULES.get(rule, rule), trigger, " ".join(sentence[low:high].split()))


def _nearest(sentence: str, words: str, to: int) -> int | None:
    """Where words stand in a sentence, nearest to a place; None where they do not."""
    lower, wanted = sentence.lower(), words.lower()
    found = None
    place = lower.find(wanted) if wanted else -1
    while place >= 0:
        if found is None or abs(place - to) < abs(found - to):
            found = place
        place = lower.find(wanted, place + 1)
    return found


def marked(text: str, mentions: list[tuple[Mention, str]]) -> str:
    """The text with its facts marked as in the test fixtures: ``[concept assertion key=value](words)``.

    Args:
        text: a page's text.
        mentions: its mentions in reading order, each with its assertion in one word. Where two overlap without one
            lying in the other, the later is left out.

    >>> from openimr.clinical.annotating import annotate
    >>> print(marked("SLR is positive.", [(m, "present") for m in annotate("SLR is positive.")]))
    [exam.straight_leg_raise present](SLR is positive).
    """
    opened: dict[int, list[tuple[int, str]]] = {}
    open_ends: list[int] = []
    for mention, assertion in sorted(mentions, key=lambda one: (one[0].start, -one[0].end)):
        open_ends = [end for end in open_ends if end > mention.start]
        if open_ends and mention.end > min(open_ends):
            continue
        open_ends.append(mention.end)
        opened.setdefault(mention.start, []).append((mention.end, f"[{_label(mention, assertion)}]("))
    pieces = []
    closing: list[int] = []
    for place in range(len(text) + 1):
        while closing and closing[-1] <= place:
            pieces.append(")")
            closing.pop()
        for end, label in opened.get(place, ()):
            if end > place:
                pieces.append(label)
                closing.append(end)
        pieces.append(text[place : place + 1])
    return "".join(pieces)


def _label(mention: Mention, assertion: str) -> str:
    words = [mention.concept, assertion]
    if mention.side:
        words.append(f"side={mention.side}")
    if mention.levels:
        words.append(f"levels={','.join(mention.levels)}")
    if mention.value is not None:
        words.append(f"value={mention.value:g}")
    if mention.date:
        words.append(f"date={mention.date}")
    words += [f"{name}={_value(value)}" for name, value in mention.attributes.items() if " " not in str(value)]
    return " ".join(words)


def _value(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value).lower() if isinstance(value, bool) else str(value)
