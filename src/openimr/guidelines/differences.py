"""What differs between two editions over the whole library: topics, sections and pages, and criteria."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import BaseModel, ConfigDict

from openimr.guidelines.choosing import in_hierarchy
from openimr.guidelines.model import Edition, Source, Topic
from openimr.guidelines.topic_library import topics


class TopicDifference(BaseModel):
    """One topic under two editions.

    Attributes:
        before, after: where each edition treats the topic; None where the library names none.
        elsewhere: where the second does not treat it, the editions that govern the topic on its first day.
        ended, begun: ids of criteria that belong to the first edition only, and to the second only.
        kept: how many criteria both share.
        carried: whether the second edition has not been compared, so that its criteria are those carried over.
        says: what the second edition says of it, where that is known.
    """

    model_config = ConfigDict(frozen=True)

    topic: str
    title: str
    before: str | None
    after: str | None
    elsewhere: list[str]
    ended: list[str]
    begun: list[str]
    kept: int
    carried: bool
    says: str | None

    @property
    def changed(self) -> bool:
        """Whether anything but the number of the page differs."""
        return self.before is None or self.after is None or bool(self.ended or self.begun or self.says)


def differences(first: Edition, second: Edition, library: Iterable[Topic] | None = None) -> list[TopicDifference]:
    """The topics that either edition treats, and what differs, in the order of their ids.

    Args:
        first, second: the editions, the earlier first.
        library: the topics; the shipped ones when not given.

    >>> from openimr.guidelines.edition_table import editions
    >>> known = editions()
    >>> rows = differences(known["mtus-chronic-pain-2009"], known["mtus-chronic-pain-2016"])
    >>> [(row.topic, row.ended, row.begun) for row in rows if row.topic == "HOMEHEALTH"]
    [('HOMEHEALTH', ['HOMEHEALTH.b'], ['HOMEHEALTH.c'])]
    """
    found = []
    for topic in sorted(topics().values() if library is None else library, key=lambda t: t.id):
        sources: Mapping[str, Source] = {s.edition: s for s in topic.sources if s.addresses}
        before, after = sources.get(first.id), sources.get(second.id)
        if before is None and after is None:
            continue
        here, there = _criteria(topic, first, before), _criteria(topic, second, after)
        found.append(
            TopicDifference(
                topic=topic.id,
                title=topic.title,
                before=_place(before),
                after=_place(after),
                elsewhere=_elsewhere(topic, second) if after is None else [],
                ended=[name for name in here if name not in there],
                begun=[name for name in there if name not in here],
                kept=len([name for name in here if name in there]),
                carried=after is not None and after.carried,
                says=after.says if after is not None else None,
            )
        )
    return found


def _criteria(topic: Topic, edition: Edition, source: Source | None) -> list[str]:
    if source is None:
        return []
    first, last = edition.effective_from, edition.effective_to
    return [
        c.id
        for c in topic.criteria
        if (not c.editions or edition.id in c.editions)
        and edition.id not in c.editions_none
        and not (c.effective_from and last and last < c.effective_from)
        and not (c.effective_to and first and c.effective_to < first)
    ]


def _elsewhere(topic: Topic, edition: Edition) -> list[str]:
    if edition.effective_from is None:
        return []
    return [one.id for one, _ in in_hierarchy(topic, edition.effective_from)[0]]


def _place(source: Source | None) -> str | None:
    if source is None:
        return None
    pages = f", pages {', '.join(source.pages)}" if source.pages else ""
    return (source.section or "section not known") + pages
