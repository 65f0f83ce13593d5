"""A general word for an act ("the block", "before therapy") stands for the particular one that was named before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from openimr.clinical.treatments import Treatment

#: What only says that something was injected.
_GENERAL = frozenset({"tx.block", "tx.injection", "tx.steroid_injection", "tx.nerve_block"})
_PARTICULAR = ("tx.epidural", "tx.facet", "tx.radiofrequency", "tx.sacro", "tx.trigger", "tx.sympath", "tx.visco",
               "tx.prp", "tx.stellate", "tx.genicular", "tx.nerve_block", "tx.steroid_injection")  # fmt: skip
_WORDS = re.compile(
    r"(?:the |this |that |these |those |both )?(?:(?:block|injection|shot)s?|(?:was|were) injected|injected)"
)
_DEFINITE = re.compile(r"\b(?:the|this|that|these|those|both) $")
# "the injection of 7/15", "the left injection": which one it was is told beside it
_TOLD_APART = re.compile(
    r"\s?(?:\(|,\s)?(?:(?:of|on|in|from|dated|at|into|to)\s)?(?:the\s)?"
    r"(?:\d|l\d|c\d|left|right|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)
#: A score "before therapy" is one of before the course that was told of.
_BEFORE = re.compile(
    r"\s?(?:before|prior to)(?: (?:starting|beginning|having|undergoing|completing))? (?:the |any |her |his |this )?"
    r"(?P<noun>therapy|pt|treatments?|surgery|operation|injections?|blocks?|procedure|program|course|it|them)\b"
)
_COMPARED_WITH = re.compile(r"\b(?:than|unlike|compared (?:to|with)) (?:with |after |from )?(?:the |her |his |that )?$")


def as_particular(text: str, named: list[Treatment], recent: Sequence[Treatment]) -> list[Treatment]:
    """The treatments named in a sentence, general words for an injection taken for the one that was told of.

    Args:
        text: folded text in lower case.
        named: treatments named in the sentence, in order; those that point back are changed.
        recent: treatments told of before, the latest last.

    >>> text = "medial branch block done. relief after the block"
    >>> told = Treatment(0, 19, "tx.facet_block", None, 0, 19)
    >>> [t.concept for t in as_particular(text, [Treatment(43, 48, "tx.block", None, 43, 48)], [told])]
    ['tx.facet_block']
    """
    for number, one in enumerate(named):
        if one.concept not in _GENERAL or not _WORDS.fullmatch(text, one.at, one.until):
            continue
        words = text[one.at : one.until]
        definite = words.startswith(("the ", "this ", "that ", "these ", "those ", "both ")) or "injected" in words
        if not definite and not _DEFINITE.search(text, max(0, one.at - 7), one.at):
            continue
        if _TOLD_APART.match(text, one.until):
            continue
        told = [t for t in (*recent, *named[:number]) if t.concept.startswith(_PARTICULAR) and not t.pointing]
        fits = [t for t in told if one.side in (None, t.side) and t.concept != one.concept]
        if fits and fits[-1] is told[-1]:
            last = fits[-1]
            one.start, one.end, one.concept, one.side = last.start, last.end, last.concept, last.side
            one.pointing, one.mention = True, last.mention
    return named


def not_compared(text: str, pointing: list[Treatment]) -> list[Treatment]:
    """Without what another is only held against ("it helped more than the first one").

    >>> text = "it helped more than the first one"
    >>> not_compared(text, [Treatment(0, 5, "tx.block", None, 20, 33)])
    []
    """
    return [t for t in pointing if not _COMPARED_WITH.search(text, max(0, t.at - 24), t.at)]


def before_which(text: str, end: int, named: Sequence[Treatment], recent: Sequence[Treatment]) -> Treatment | None:
    """The treatment before which a score was taken that ends at ``end`` ("down from 8 before therapy").

    Args:
        text: folded text in lower case.
        end: end of the pair of scores.
        named: the treatments of its sentence.
        recent: those told of before, the latest last.

    >>> course = Treatment(0, 2, "tx.physical_therapy", None, 0, 2)
    >>> found = before_which("pt done. 4, down from 8 before therapy", 23, [], [course])
    >>> found and found.concept
    'tx.physical_therapy'
    """
    for one in named:
        if 0 <= one.at - end <= 40 and _LEAD.fullmatch(text, end, one.at):
            return one
    match = _BEFORE.match(text, end, end + 60)
    if match is None:
        return None
    therapy = match.group("noun") in ("therapy", "pt", "program", "course")
    acts = [t for t in (*recent, *named) if t.concept.startswith("tx.") and not t.is_drug and t.at < end]
    fits = [t for t in acts if t.is_therapy == therapy] if match.group("noun") not in ("it", "them") else acts
    return fits[-1] if fits else None


_LEAD = re.compile(r"\s?(?:before|prior to)\s(?:(?:starting|beginning|having|undergoing)\s)?(?:the |his |her |this )?")
