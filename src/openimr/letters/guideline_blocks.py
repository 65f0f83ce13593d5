"""The guideline blocks of a letter as models: the grammar belongs to the guidelines room, the contract to this one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from openimr.guidelines import Resolver
from openimr.guidelines.citations import CitationStatement, parse_block
from openimr.letters.model import Citation, GuidelineBlock, Letter, Statement

#: Letters repeat their citations: of 200,000 blocks few thousand differ. Blocks longer than this are not remembered.
_REMEMBERED = 600


def read_block(text: str, adopted: str = "") -> GuidelineBlock:
    """A guideline block with its statements.

    Args:
        text: the block, line ends undone.
        adopted: the block that "the guidelines used by the Claims Administrator" points to.

    >>> block = read_block("Decision based on MTUS Chronic Pain Treatment Guidelines TENS Page(s): 116.")
    >>> [(s.kind, c.edition, c.sections, c.pages) for s in block.statements for c in s.citations]
    [('mtus', 'mtus-chronic-pain-2009', ['TENS'], ['116'])]
    """
    parsed = _remembered(text, adopted) if len(text) <= _REMEMBERED else _parsed(text, adopted)
    return GuidelineBlock(
        text=text,
        statements=[
            Statement(
                kind=one.kind,
                citations=[
                    Citation(
                        guideline=cited.guideline,
                        edition=cited.edition,
                        year=cited.year,
                        chapter=cited.chapter,
                        sections=list(cited.sections),
                        pages=list(cited.pages),
                    )
                    for cited in one.citations
                ],
                text=one.text,
            )
            for one in parsed
        ],
    )


def resolve_topics(letter: Letter) -> None:
    """Say of every citation in a letter which guideline topic it is about for that item and day, or that none is."""
    day = letter.ur_denial_date or letter.decision_date or letter.application_received
    for item in letter.items:
        resolver = Resolver(item.request, day)
        for block in (item.claims_administrator, item.reviewer_guideline):
            for cited in (cited for statement in block.statements for cited in statement.citations):
                found = resolver.resolve(cited.guideline, cited.edition, cited.chapter, cited.sections, cited.pages)
                cited.resolved_topic = found.topics[0] if found.topics else None
                cited.topics = list(found.topics) if len(found.topics) > 1 else []
                cited.standing = found.standing
                cited.why = found.why


def _parsed(text: str, adopted: str) -> Sequence[CitationStatement]:
    return tuple(parse_block(text, adopted=parse_block(adopted) if adopted else ()))


@lru_cache(maxsize=4096)
def _remembered(text: str, adopted: str) -> Sequence[CitationStatement]:
    return _parsed(text, adopted)
