"""The statements of one sentence set against each other: each once, what a normal finding denies, studies pending."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from openimr.clinical.concepts import concepts
from openimr.clinical.kinds import STUDIES
from openimr.clinical.model import Mention, Polarity, Temporality


@cache
def _denying() -> frozenset[str]:
    return frozenset(name for name, concept in concepts().items() if concept.denies)


def denied_by_normal(mentions: list[Mention]) -> Iterator[Mention]:
    """What a normal finding denies ("neurologically intact"), unless the same sentence affirms it."""
    if _denying().isdisjoint([mention.concept for mention in mentions]):
        return
    known = concepts()
    affirmed = {m.concept for m in mentions if m.polarity is Polarity.AFFIRMED}
    for mention in mentions:
        concept = known.get(mention.concept)
        if concept is None or not concept.denies or mention.polarity is not Polarity.AFFIRMED:
            continue
        for name in concept.denies:
            if name not in affirmed:
                yield Mention(
                    name, mention.start, mention.end, mention.sentence_start, mention.sentence_end,
                    f"denied by {mention.concept}", Polarity.NEGATED, mention.temporality, mention.experiencer,
                    mention.side, mention.levels, mention.regions, section=mention.section,
                )  # fmt: skip


def pending_studies(mentions: list[Mention]) -> list[Mention]:
    """An approved study not yet done is a fact of its own."""
    return [
        Mention(
            "tx.ct_approved_pending", m.start, m.end, m.sentence_start, m.sentence_end, m.rule, m.polarity,
            Temporality.HYPOTHETICAL, m.experiencer, m.side, m.levels, m.regions, attributes={"pending": True},
            section=m.section,
        )
        for m in mentions
        if m.concept in STUDIES and m.concept.startswith("img.") and m.attributes.get("pending") is True
        and re.search(r"approv|authoriz|certif|not yet", m.rule)
    ]  # fmt: skip


def once(mentions: list[Mention]) -> list[Mention]:
    """Each statement once: of several hits of one word in a sentence with one meaning, the first."""
    kept: list[Mention] = []
    seen: dict[tuple[object, ...], Mention] = {}
    for mention in mentions:
        # members of an enumeration by their identity: their own hash takes many times as long
        key = (
            mention.concept, id(mention.polarity), id(mention.temporality), id(mention.experiencer), mention.side,
            mention.levels, mention.regions, mention.value, mention.rule.partition(";")[0],
        )  # fmt: skip
        earlier = seen.get(key)
        if earlier is not None:
            same_place = (earlier.start, earlier.end) == (mention.start, mention.end)
            if same_place or (
                not mention.attributes and not mention.concept.startswith(("tx.", "med.", "img.", "edx."))
            ):
                continue
        seen[key] = mention
        kept.append(mention)
    return kept
