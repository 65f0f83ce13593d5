"""Guideline blocks of our own letters, in the customary words of the published ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from openimr.letters.forms_current import current_form


def reviewer_words(citations: Iterable[str]) -> str:
    """The reviewer's guideline block from citations that are sentences already.

    >>> reviewer_words(["Decision based on Non-MTUS Citation Official Disability Guidelines (ODG), Pain Chapter"])
    'The Expert Reviewer did not base their decision on the MTUS. Decision based on Non-MTUS Citation Official
    Disability Guidelines (ODG), Pain Chapter.'
    >>> reviewer_words([])
    'The Expert Reviewer did not cite any medical evidence for its decision.'
    """
    words = current_form().citations
    said = [_sentence(one) for one in dict.fromkeys(citations) if one.strip()]
    if not said:
        return words.reviewer_none
    inside = words.inside.split("{")[0].strip()
    if not any(one.startswith(inside) for one in said) and words.reviewer_outside not in said:
        said.insert(0, words.reviewer_outside)
    return " ".join(said)


def claims_administrator_words(citations: Iterable[str]) -> str:
    """The claims administrator's guideline block from citations as its determination prints them.

    >>> claims_administrator_words(["MTUS Chronic Pain Medical Treatment Guidelines, page 46", "ODG Pain chapter."])
    'Decision based on MTUS Chronic Pain Medical Treatment Guidelines, page 46. Decision based on Non-MTUS Citation ODG
    Pain chapter.'
    """
    words = current_form().citations
    inside: list[str] = []
    outside: list[str] = []
    for one in dict.fromkeys(" ".join(c.split()) for c in citations):
        if not one:
            continue
        if _inside_words().search(one):
            named = re.sub(r"^(?:the\s+)?MTUS\s*[-:,]?\s*", "", one)
            inside.append(_sentence(words.inside.format(citation=named or one)))
        else:
            outside.append(_sentence(words.outside.format(citation=one)))
    if not inside and not outside:
        return words.claims_administrator_none
    return " ".join([*inside, *([] if inside else [words.claims_administrator_outside]), *outside])


def _sentence(text: str) -> str:
    return text.strip().rstrip(".;,") + "."


@cache
def _inside_words() -> re.Pattern[str]:
    form = current_form()
    return re.compile(rf"\b(?:{'|'.join(re.escape(w) for w in form.citations.inside_words)})\b", re.I)
