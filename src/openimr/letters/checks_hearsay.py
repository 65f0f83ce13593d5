"""Do the reasons rest on the records, or only on what the denial in dispute says of them (8 CCR 9792.10.6(b)(2))?

Each sentence that tells of the patient is traced twice: to the sentences of the utilization review determination and to
those of the records. A rationale is reported when all of its telling sentences are told there and are clearly closer to
it than to any record; more of their words must stand there where the records hold the same facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from openimr.letters.claims import claims_of, is_narrative
from openimr.letters.conclusions import verdict_of
from openimr.letters.known_case import KnownCase, subject
from openimr.letters.model import Letter
from openimr.letters.sentences import sentences
from openimr.problems import Problem

_WORD = re.compile(r"[a-z]{3,}|\d+(?:/\d+)*")
_COMMON = """the and for with that this was were are has have had not from but its his her their they she who which
    been being patient claimant worker employee injured request requested report note notes records there any all
    only also does did one two than then into upon such these those medically necessary therefore treatment"""
_EMPTY = frozenset(_COMMON.split())
#: Share of a sentence's words found together at one place from which on it counts as told there.
_TOLD = 0.6
_COPIED = 0.8
#: By how much the determination must be closer than the records.
_CLOSER = 0.2
#: Telling sentences from which on a rationale can be judged.
_ENOUGH = 2


def hearsay_problems(letter: Letter, known: KnownCase) -> Iterator[Problem]:
    """Items whose reasons can be traced to the determination alone. Code: ``sources-only-ur``."""
    determination = _windows(known.determinations)
    if not determination:
        return
    records = _windows([page.text for d in known.case.documents if d.is_evidence for page in d.pages])
    for item in letter.items:
        telling = _telling(item.rationale)
        if len(telling) < _ENOUGH:
            continue
        # what is also a fact of the records may have been read there: then the words must nearly be the denial's own
        needed = _COPIED if _known(item.rationale, known) else _TOLD
        if all(_closer_to(words, determination, records, needed) for words in telling):
            yield Problem(
                code="sources-only-ur",
                message=f'all that the rationale on "{item.heading}" tells of the patient stands in the utilization '
                "review determination, none of it in the records",
                consequence="a determination that rests on the denial alone is no independent review",
                remedy="read the records on each of these points and give the pages, or obtain the records",
            )


def _telling(rationale: str) -> list[frozenset[str]]:
    """The words of the sentences that tell of the patient."""
    found = []
    for sentence in sentences(rationale):
        words = _words(sentence.text)
        if len(words) >= 3 and verdict_of(sentence) is None and is_narrative(sentence):
            found.append(words)
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset(word[:6] for word in _WORD.findall(text.lower()) if word not in _EMPTY)


def _windows(texts: tuple[str, ...] | list[str]) -> list[frozenset[str]]:
    """The words of every two sentences that follow each other."""
    found: list[frozenset[str]] = []
    for text in texts:
        told = [_words(sentence.text) for sentence in sentences(" ".join(text.split()))]
        found.extend(one | other for one, other in zip(told, [*told[1:], frozenset()], strict=True))
    return found


def _closer_to(words: frozenset[str], one: list[frozenset[str]], other: list[frozenset[str]], needed: float) -> bool:
    share = _share(words, one)
    return share >= needed and share >= _share(words, other) + _CLOSER


def _share(words: frozenset[str], windows: list[frozenset[str]]) -> float:
    return max((len(words & window) for window in windows), default=0) / len(words)


def _known(rationale: str, known: KnownCase) -> bool:
    """Whether the records hold at least half of what the rationale states as present."""
    stated = {subject(claim.mention.concept) for claim in claims_of(rationale) if claim.says == "present"}
    held = {name for name in stated if any(f.assertion in ("present", "historical") for f in known.facts.get(name, ()))}
    return bool(held) and 2 * len(held) > len(stated)
