"""The redaction log of a command: where its page of hits is written, and the name of who confirms."""

from __future__ import annotations

from pathlib import Path


def page_beside(log: Path) -> Path:
    """Where the page of hits is written: beside the log, and over nothing but an earlier page of hits."""
    from openimr.cli.output import refuse_overwrite
    from openimr.errors import UsageError
    from openimr.publication.hitspage import is_hits_page

    page = log.with_suffix(".html")
    if page == log:
        raise UsageError("the redaction log would lie where its page is written", remedy="name the log .yaml")
    if not is_hits_page(page):
        refuse_overwrite([page], replace=False)
    return page


def name_of_a_person(given: str) -> str:
    """The name of the person who confirms."""
    import datetime as dt

    from pydantic import ValidationError

    from openimr.errors import UsageError
    from openimr.publication import Answer

    try:
        return Answer(decision="blank", by=given.strip(), at=dt.datetime.now(dt.UTC)).by
    except ValidationError:
        raise UsageError(
            "what was given with --confirm-by is no name", remedy="give the name of the person who read the hits"
        ) from None
