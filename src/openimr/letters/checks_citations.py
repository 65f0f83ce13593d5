"""Are the guidelines cited the ones in force, and do the pages lie in the chapter that is cited?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from openimr.guidelines import editions
from openimr.guidelines.citation_names import citation_rules
from openimr.guidelines.model import Edition
from openimr.letters.model import Citation, GuidelineBlock, Letter, LetterItem
from openimr.letters.sentences import sentences
from openimr.problems import Problem

_PAGE = re.compile(r"(\d{1,4})")
_SPEAKERS = (("claims_administrator", "the claims administrator"), ("reviewer_guideline", "the reviewer"))


def citation_problems(letter: Letter, item: LetterItem) -> Iterator[Problem]:
    """Citations of an item that name an edition not in force, or pages outside the chapter they name."""
    days = _days(letter)
    yield from prose_problems(letter, item)
    for name, speaker in _SPEAKERS:
        block: GuidelineBlock = getattr(item, name)
        told: set[str] = set()
        for statement in block.statements:
            if days:
                yield from _later(statement.text, days, speaker)
            for cited in statement.citations:
                for problem in (*_edition(cited, days, speaker), *_pages(cited, speaker)):
                    if problem.message not in told:
                        told.add(problem.message)
                        yield problem


def prose_problems(letter: Letter, item: LetterItem) -> Iterator[Problem]:
    """Guidelines that the rationale names with a year, where the edition of that year was not in force."""
    days = _days(letter)
    if not days:
        return
    names = citation_rules().in_sentences
    for sentence in sentences(item.rationale):
        years = set(_YEAR.findall(sentence.text))
        if len(years) != 1:
            continue  # no year, or it is not known whose it is
        year = int(years.pop())
        for edition in editions().values():
            name = names.get(edition.guideline)
            if edition.year == year and name is not None and name.search(sentence.text):
                yield from _edition(Citation(guideline=edition.guideline, edition=edition.id), days, "the rationale")
                break
        yield from _later(sentence.text, days, "the rationale")


def _days(letter: Letter) -> list[dt.date]:
    return [day for day in (letter.ur_denial_date, letter.decision_date) if day is not None]


_YEAR = re.compile(r"(?<![\d/.-])((?:19|20)\d\d)(?![\d/-])")
_LATER = re.compile(
    r"\b(?P<name>(?:[A-Z][\w,]+\s+(?:(?:and|&)\s+)?){1,6}(?:Disorders|Guidelines?))\b"
    r"(?:\s+(?:guidelines?|of|from|\(|edition))*\s*\(?(?P<year>20\d\d)\b"
)


def _later(text: str, days: list[dt.date], speaker: str) -> Iterator[Problem]:
    """A guideline of a year that had not come when the letter was written, or that had not yet been adopted."""
    for found in _LATER.finditer(text):
        if int(found["year"]) > max(days).year:
            yield _wrong(speaker, f"{found['name']} {found['year']}", f"published after {max(days):%m/%d/%Y}")
            return
    for guideline, named in citation_rules().by_reference.items():
        began = [one.effective_from for one in editions().values() if one.guideline == guideline and one.effective_from]
        found_early = named.search(text) if began and max(days) < min(began) else None
        if found_early:
            words = f"{found_early['name']} {found_early['year']}"
            yield _wrong(speaker, words, f"part of the programme's guidelines only from {min(began):%m/%d/%Y}")
            return


def _wrong(speaker: str, cited: str, why: str) -> Problem:
    return Problem(
        code="wrong-edition",
        message=f'{speaker} cites "{" ".join(cited.split())}", {why}',
        consequence="the item was judged by a guideline that did not govern it",
        remedy="judge the item by the edition in force on the day of the utilization review decision",
    )


def _edition(cited: Citation, days: list[dt.date], speaker: str) -> Iterator[Problem]:
    edition = editions().get(cited.edition or "")
    if edition is None or not days or any(edition.in_force(day) for day in days):
        return
    right = [
        other.cited_as
        for other in editions().values()
        if other.guideline == edition.guideline
        and other.id != edition.id
        and other.in_force(days[0])
        and (edition.chapter is None or other.chapter == edition.chapter)
    ]
    since = f"from {edition.effective_from:%m/%d/%Y} " if edition.effective_from else ""
    until = f"to {edition.effective_to:%m/%d/%Y}" if edition.effective_to else "on"
    instead = f'; in force then: "{right[0]}"' if right else ""
    yield Problem(
        code="wrong-edition",
        message=f'{speaker} cites "{edition.cited_as}", in force {since}{until}, not on {days[0]:%m/%d/%Y}{instead}',
        consequence="the item was judged by a guideline that did not govern it",
        remedy="judge the item by the edition in force on the day of the utilization review decision",
    )


def _pages(cited: Citation, speaker: str) -> Iterator[Problem]:
    edition = editions().get(cited.edition or "")
    if edition is None or edition.first_page is None or edition.last_page is None:
        return
    for printed in cited.pages:
        for page in (int(number) for number in _PAGE.findall(printed)):
            if edition.first_page <= page <= edition.last_page:
                continue
            home = _home(edition, page)
            if home is None and not _beyond(edition, page):
                continue  # a page between two chapters whose borders are not known for certain
            lies = f'it lies in "{home.cited_as}"' if home else "no part of that guideline has it"
            yield Problem(
                code="page-outside-chapter",
                message=f'{speaker} cites page {page} of "{edition.cited_as}" '
                f"(pages {edition.first_page}-{edition.last_page}); {lies}",
                consequence="the page does not support the decision under the heading cited",
                remedy="cite the chapter in which the page lies, or the right page",
            )
            break


def _home(edition: Edition, page: int) -> Edition | None:
    """The chapter of the same guideline in which a page lies, preferring chapters of the same year."""
    for other in sorted(editions().values(), key=lambda one: one.year != edition.year):
        if (
            other.guideline == edition.guideline
            and other.id != edition.id
            and other.first_page is not None
            and other.last_page is not None
            and other.first_page <= page <= other.last_page
        ):
            return other
    return None


def _beyond(edition: Edition, page: int) -> bool:
    """Whether a page lies after the end of the whole guideline."""
    ends = [
        other.last_page for other in editions().values() if other.guideline == edition.guideline and other.last_page
    ]
    return bool(ends) and page > max(ends)
