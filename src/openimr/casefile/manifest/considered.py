"""What a determination says it considered, and what it or the request names in passing.

A determination lists its records under a heading, behind a label or in a sentence; see
:mod:`openimr.casefile.manifest.liststretches` for how a list is found and
:mod:`openimr.casefile.manifest.mentions` for how it is taken apart.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from openimr.casefile.manifest.flow import Flow, flow_of
from openimr.casefile.manifest.kindwords import KIND_WORDS
from openimr.casefile.manifest.listdays import Days, days_in
from openimr.casefile.manifest.listentries import entries
from openimr.casefile.manifest.liststretches import list_stretches
from openimr.casefile.manifest.listwords import ListWords
from openimr.casefile.manifest.mentions import Mention, mentions_in
from openimr.casefile.model import Document, Span

_WORD = re.compile(r"[A-Za-z]+")
#: Between a paper named in passing and its day: what it is of, and a word that ties the day to it.
_TIE = re.compile(
    r"(?:\s(?:of|for)\s(?:the\s)?[A-Za-z/&' -]{2,40}?)?\s?(?:,|\(|\bdated\b|\bof\b|\bfrom\b|\bperformed(?:\son)?\b"
    r"|\bdone(?:\son)?\b|\btaken(?:\son)?\b|\bcompleted(?:\son)?\b|\bin\b)\s?\(?\s?\Z",
    re.I,
)
#: No paper names more papers than are looked for.
_MOST = 400
#: Characters of a paper without a list in which one is looked for by what its lines name.
_CROWDED = 60_000
#: How far before a day the name of its paper may begin.
_REACH = 110
_ASKED = re.compile(
    r"\b(?:request(?:s|ed|ing)?|authoriz(?:e|ation)|order(?:s|ed|ing)?|repeat|new|pending)\b[^.;]{0,40}\Z", re.I
)


@dataclass(frozen=True, slots=True)
class NamedPaper:
    """A paper that another paper names.

    Attributes:
        mention: what is said of it.
        how: ``listed`` in a list, ``told`` in a sentence about what was reviewed, ``named`` elsewhere.
        source: id of the document that names it.
        places: where.
    """

    mention: Mention
    how: Literal["listed", "told", "named"]
    source: str
    places: tuple[Span, ...]

    def words(self) -> str:
        """The paper as a sentence calls it: name, day, author."""
        one = self.mention
        name = one.name or KIND_WORDS.get(one.sort, "paper")
        days = f" of {one.days.words()}" if one.days else " without a day"
        author = f" by {one.author}" if one.author and one.author not in name else ""
        return f"{name}{days}{author}"


def considered_in(document: Document, words: ListWords) -> list[NamedPaper]:
    """The papers that a determination says it considered, in its order; none where it has no list of them.

    Args:
        document: the determination.
        words: the programme's words.

    >>> from openimr.casefile.model import DocumentKind, Page
    >>> from openimr.casefile.manifest.listwords import list_words
    >>> page = Page("d01", "ur.txt", 1, "Records reviewed: RFA 3/20/14; MRI lumbar spine 2/3/14\\nGuideline: none")
    >>> paper = Document("d01", "ur.txt", [page], DocumentKind.UR_DETERMINATION, None, None, "")
    >>> [named.words() for named in considered_in(paper, list_words())]
    ['RFA of 03/20/2014', 'MRI lumbar spine of 02/03/2014']
    """
    flow = flow_of(document.pages)
    found: dict[str, list[NamedPaper]] = {"listed": [], "told": []}
    for stretch in list_stretches(flow.text, words):
        mentions = mentions_in(flow.text, stretch.start, stretch.end, words, heading=(stretch.head, stretch.start))
        if stretch.how == "told":
            mentions = [m for m in mentions if m.days is not None or _says_paper(m, words)]
        if any(m.days is not None and m.sort for m in mentions) or any(_says_paper(m, words) for m in mentions):
            found[stretch.how] += [_named(m, stretch.how, document, flow) for m in mentions]
    return _once(found["listed"] or found["told"] or _crowded(document, flow, words))[:_MOST]


def _crowded(document: Document, flow: Flow, words: ListWords) -> list[NamedPaper]:
    """Papers of sentences and lines that name several with their days, where no words open a list."""
    found: list[NamedPaper] = []
    for low, high, _ in entries(flow.text, 0, min(len(flow.text), _CROWDED), words):
        if len(days_in(flow.text[low:high])) < 2:
            continue
        dated = [m for m in mentions_in(flow.text, low, high, words) if m.days is not None and m.sort]
        if len({m.days for m in dated}) > 1 and any(_says_paper(m, words) for m in dated):
            found += [_named(m, "told", document, flow) for m in dated]
    return found


def named_in_passing(document: Document, words: ListWords, *, sorts: frozenset[str] | None = None) -> list[NamedPaper]:
    """Papers that a text names with their day outside of any list ("the MRI report of 2/3/2014 shows").

    Only what cannot be mistaken is taken: a name of a paper, and right behind it a day tied to it.

    Args:
        document: the paper that is read.
        words: the programme's words.
        sorts: sorts of paper looked for; those of the rules when not given.

    >>> from openimr.casefile.model import DocumentKind, Page
    >>> from openimr.casefile.manifest.listwords import list_words
    >>> text = "An MRI of the lumbar spine dated 2/3/2014 shows a bulge. MRI on 5/1/2014 is requested."
    >>> page = Page("d02", "a.txt", 1, text)
    >>> paper = Document("d02", "a.txt", [page], DocumentKind.PROGRESS_REPORT, None, None, "")
    >>> [named.words() for named in named_in_passing(paper, list_words())]
    ['MRI of the lumbar spine of 02/03/2014']
    """
    wanted = words.in_passing if sorts is None else sorts
    found: list[NamedPaper] = []
    for page in document.pages:
        behind = 0
        for days in days_in(page.text):
            match = _tied(page.text, max(behind, days.start - _REACH), days, wanted, words)
            behind = days.end
            if match is None:
                continue
            for one in mentions_in(page.text, match.start(), days.end, words)[:1]:
                if one.days is not None and one.sort in wanted:
                    found.append(NamedPaper(one, "named", document.id, (Span.of(page, match.start(), days.end),)))
    return _once(found)[:_MOST]


def _tied(text: str, low: int, days: Days, wanted: frozenset[str], words: ListWords) -> re.Match[str] | None:
    """The name of a paper right before a day and tied to it, of a wanted sort; None where there is none."""
    names = [found for found in words.named_in(text, low, days.start) if found[1] in wanted]
    if not names:
        return None
    match, sort, rules = names[-1]
    if not _TIE.fullmatch(re.sub(r"\s+", " ", text[match.end() : days.start])):
        return None
    if rules.treatment and _ASKED.search(text[max(0, match.start() - 60) : match.start()]):
        return None
    if sort == "therapy_note" and not _has_paper_word(match.group(), words):
        return None
    return match


def latest(named: Sequence[NamedPaper], day: dt.date | None) -> list[NamedPaper]:
    """Those that are not of a later day: what is to come cannot be missing."""
    return [n for n in named if day is None or n.mention.days is None or n.mention.days.first <= day]


def _named(mention: Mention, how: Literal["listed", "told"], document: Document, flow: Flow) -> NamedPaper:
    return NamedPaper(mention, how, document.id, tuple(flow.spans(mention.start, mention.end)))


def _says_paper(mention: Mention, words: ListWords) -> bool:
    """Whether a name without a day is one of a paper and not of a treatment that may be asked for."""
    rules = words.papers.get(mention.sort)
    return rules is not None and (rules.paper or _has_paper_word(mention.name, words))


def _has_paper_word(name: str, words: ListWords) -> bool:
    return any(word.lower() in words.opening.papers for word in _WORD.findall(name))


def _once(named: Sequence[NamedPaper]) -> list[NamedPaper]:
    """Each paper once: the same sort, day, author and part of the body is the same paper."""
    kept: dict[tuple[object, ...], NamedPaper] = {}
    for one in named:
        mention = one.mention
        days = mention.days and (mention.days.first, mention.days.last)
        kept.setdefault((mention.sort, days, mention.author, regions_of(mention.name)), one)
    return list(kept.values())


def regions_of(text: str, words: ListWords | None = None) -> frozenset[str]:
    """Parts of the body that some words name.

    >>> sorted(regions_of("MRI of the C-spine and left shoulder"))
    ['cervical', 'shoulder']
    """
    from openimr.casefile.manifest.listwords import list_words

    known = (words or list_words()).regions
    return frozenset(name for name, pattern in known.items() if pattern.search(text))
