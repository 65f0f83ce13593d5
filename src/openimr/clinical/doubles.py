"""Responses that two readers found in the same words: which of the two is kept."""

from __future__ import annotations

import re

from openimr.clinical.model import Mention
from openimr.clinical.reliefs import Outcome
from openimr.clinical.usechanges import drug_words

#: Responses that tell of the amount of drugs taken.
DOSES = frozenset({"resp.medication_reduced", "resp.medication_increased", "resp.medication_unchanged"})
#: Responses that tell of what the patient does.
DOINGS = frozenset(
    {
        "resp.function_improved",
        "resp.function_worsened",
        "resp.function_unchanged",
        "func.adl_improved",
        "resp.sleep_improved",
    }
)
_MEASURED = re.compile(
    r"\b(?:days?|migraines?|headaches?|pain|score|bdi|bai|phq|gad|hamilton|gaf|oswestry|odi|ndi|dash|quickdash|womac|a1c"
    r"|bmi|weight|hours?|minutes?)\b"
)


def without_doubles(
    text: str,
    begin: int,
    outcomes: list[Outcome],
    lexical: list[Mention],
    dropped: set[int],
    drugs: list[tuple[int, int]],
) -> list[Outcome]:
    """Drops what another reading of the same words has already, and words that a pair of scores explains better."""
    kept = []
    pairs = [o for o in outcomes if "vas_after" in o.values]
    for mention in lexical:
        if mention.concept in DOSES and any(p.start < mention.end and mention.start < p.end for p in pairs):
            dropped.add(id(mention))
        elif (
            mention.concept in DOSES
            and "pattern" in mention.rule
            and _MEASURED.search(text, max(begin, mention.start - 24), mention.end)
            and not drug_words(text, mention.start, mention.end, drugs)
        ):
            dropped.add(id(mention))  # "migraine days from 22 to 9" are no pills
        if mention.concept in ("resp.helps", "resp.relief") and any(
            o.kind == "resp.no_relief" and text.startswith("neither", o.start) and o.start < mention.start < o.end
            for o in outcomes
        ):
            dropped.add(id(mention))
        # "no decrease in pain" is no relief
        if mention.concept == "resp.relief" and any(
            o.kind == "resp.no_relief" and text.startswith("no ", o.start) and o.start < mention.start < o.end
            for o in outcomes
        ):
            dropped.add(id(mention))
        # "has not been able to reduce" is no reduction: the reading of the whole phrase says so
        if mention.concept == "resp.medication_reduced" and any(
            o.kind in ("resp.medication_unchanged", "resp.medication_increased")
            and o.start < mention.end
            and mention.start < o.end
            for o in outcomes
        ):
            dropped.add(id(mention))
    for o in outcomes:
        if o.kind in DOSES and any(p.start < o.end and o.start < p.end for p in pairs):
            continue
        if not o.values and any(
            m.start < o.end
            and o.start < m.end
            and id(m) not in dropped
            and (
                m.concept == o.kind
                or (o.kind == "resp.function_improved" and m.concept in DOINGS)
                or (
                    o.kind == "resp.no_relief"
                    and m.concept in ("resp.helps", "resp.relief")
                    and m.polarity.value == "negated"
                )
            )
            for m in lexical
        ):
            continue
        kept.append(o)
    return kept
