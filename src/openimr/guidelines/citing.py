"""Citations in the letters' customary words; the way back is :mod:`openimr.guidelines.resolving`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from openimr.guidelines.edition_table import section_style_from
from openimr.guidelines.model import Choice, Edition, Source


def citation(edition: Edition, source: Source, day: dt.date | None = None) -> str:
    """One source as a letter's citation sentence.

    Args:
        edition: the edition cited.
        source: where in it.
        day: day of the decision; letters of the later form name sections where the earlier named pages. Without it
            the form that fits the source is used.

    >>> from openimr.guidelines import editions
    >>> chronic = editions()["mtus-chronic-pain-2009"]
    >>> source = Source(edition=chronic.id, section="Epidural steroid injections (ESIs)", pages=["46"])
    >>> citation(chronic, source)
    'Decision based on MTUS Chronic Pain Treatment Guidelines Epidural steroid injections (ESIs) Page(s): 46.'
    >>> low_back = editions()["mtus-acoem-2004-ch12"]
    >>> source = Source(edition=low_back.id, section="Special Studies", pages=["303"])
    >>> citation(low_back, source)
    'Decision based on MTUS ACOEM Chapter 12 Low Back Complaints Page(s): 303.'
    >>> citation(low_back, source, dt.date(2016, 12, 1))
    'Decision based on MTUS Low Back Complaints 2004, Section(s): Special Studies.'
    """
    if edition.family != "mtus":
        return f"Decision based on Non-MTUS Citation {_plain(edition, source)}"
    later = day is not None and day >= section_style_from()
    if edition.cites_by == "sections" or later:
        name = edition.cited_with_sections or edition.cited_as
        section = f", Section(s): {source.section}" if source.section else ""
        return f"Decision based on MTUS {name}{section}."
    in_book = edition.chapter is not None
    section = "" if in_book or not source.section else f" {source.section}"
    pages = f" Page(s): {', '.join(source.pages)}" if source.pages else ""
    return f"Decision based on MTUS {edition.cited_as}{section}{pages}."


def citation_block(choices: Sequence[Choice], day: dt.date | None = None) -> str:
    """The whole guideline statement of an item, as the letters print it after the label.

    >>> from openimr.dispute.model import Request
    >>> from openimr.guidelines import choose
    >>> item = Request(treatment="ncv", body_part="lumbar spine", body_parts=["lumbar spine"])
    >>> chosen = choose(item, dt.date(2014, 5, 29))
    >>> citation_block(chosen).split("  ")[0]
    'The Expert Reviewer did not base their decision on the MTUS.'
    """
    pairs = list(dict.fromkeys((e.id, s.model_dump_json()) for c in choices for e, s in c.sources))
    wanted = {(e.id, s.model_dump_json()): (e, s) for c in choices for e, s in c.sources}
    sources = [wanted[pair] for pair in pairs]
    sentences = [citation(edition, source, day) for edition, source in sources]
    if sources and all(edition.family != "mtus" for edition, _ in sources):
        if day is not None and day >= section_style_from():
            lead = "The Expert Reviewer based their decision on recommendation(s) outside of the MTUS Guidelines."
        else:
            lead = "The Expert Reviewer did not base their decision on the MTUS."
        sentences.insert(0, lead)
    return "  ".join(sentences)


def _plain(edition: Edition, source: Source) -> str:
    return f"{edition.cited_as}, {source.section}" if source.section else edition.cited_as
