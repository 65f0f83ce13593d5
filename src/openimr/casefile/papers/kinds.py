"""What kind of paper a run of pages is.

Titles in the head of its first page count most; sections, phrases and the letterhead decide where there is no title,
where the title fits several kinds, and where a report carries the title of another one that it retells. To these comes
what all words of the paper lean to (:mod:`learnedkinds`).
"""

from __future__ import annotations

from collections.abc import Sequence

from openimr.casefile.model import DocumentKind
from openimr.casefile.papers.learnedkinds import learned_kinds, of_pages, words_on
from openimr.casefile.papers.misreadings import mark_of
from openimr.casefile.papers.pageview import PageView, view_of
from openimr.casefile.papers.papermarks import PaperMarks
from openimr.casefile.papers.titles import STRONG, Title

_LETTERHEAD_WEIGHT = 3.0
#: Printed lines in which a letterhead stands.
_LETTERHEAD_LINES = 4
_LETTERHEAD_CHARACTERS = 90
#: What sections and phrases can add to or take from a kind together.
_MOST_FOR, _MOST_AGAINST = 14.0, 10.0
_THRESHOLD = 4.0
#: What a paper has for being another one where its words say something.
_OTHER = 3.0
#: What a letter has against a kind of reports that its title does not name: it retells them.
_LETTER_AGAINST = 8.0
#: Printed lines in which the greeting of a letter stands.
_GREETING_LINES = 36
#: What is left of a title for its own kind where another kind claims it.
_CLAIMED = 0.4
#: Pages of a paper whose text is looked at.
FIRST_PAGES = 8

#: A page's evidence: what its sections and phrases say for and against each kind.
Evidence = dict[DocumentKind, float]


def title_of(text: str, marks: PaperMarks) -> Title | None:
    """The strongest line of a page's head that names a paper.

    >>> from openimr.casefile.papers.papermarks import paper_marks
    >>> title_of("BAY SPINE\\nOPERATlVE REP0RT", paper_marks()).kind.value
    'operative_report'
    """
    return best_title(titles_on(view_of(text), marks))


def titles_on(view: PageView, marks: PaperMarks) -> list[Title]:
    """The titles in a page's head, from above."""
    return marks.titles.titles(view.lines, view.words)


def best_title(titles: Sequence[Title]) -> Title | None:
    """The strongest of some titles; of equals the highest."""
    return max(titles, key=lambda title: (title.weight, -title.line), default=None)


def found_on(view: PageView, marks: PaperMarks) -> tuple[frozenset[int], frozenset[int]]:
    """Numbers of the phrases and of the sections on a page."""
    phrases = marks.phrases.found([word for line in view.words for word in line])
    sections = frozenset(s for line in view.lines if (s := marks.sections.found(line)) is not None)
    return phrases, sections


def evidence(phrases: frozenset[int], sections: frozenset[int], marks: PaperMarks) -> Evidence:
    """What phrases and sections say for and against each kind, each within its bounds."""
    plus: Evidence = {}
    minus: Evidence = {}
    for numbers, weights in ((phrases, marks.phrase_weights), (sections, marks.section_weights)):
        for number in numbers:
            for kind, weight in weights[number]:
                side = plus if weight > 0 else minus
                side[kind] = side.get(kind, 0.0) + weight
    return {
        kind: min(_MOST_FOR, plus.get(kind, 0.0)) + max(-_MOST_AGAINST, minus.get(kind, 0.0))
        for kind in {*plus, *minus}
    }


def letterhead_evidence(view: PageView, marks: PaperMarks) -> Evidence:
    """What the words of a letterhead say for each kind."""
    head = mark_of(" ".join(line for line in view.lines[:_LETTERHEAD_LINES] if len(line) < 120))
    return {
        rule.kind: _LETTERHEAD_WEIGHT for rule in marks.kinds if any(mark in head for mark in rule.letterheads)
    }


def kind_of(pages: Sequence[str], marks: PaperMarks, named: DocumentKind | None = None) -> DocumentKind:
    """The kind of the paper with these pages' texts.

    Args:
        pages: texts of its pages.
        marks: how papers are recognised.
        named: the kind its file's name claims in a case folder; it counts as a title does, and pages may outweigh it.

    >>> from openimr.casefile.papers.papermarks import paper_marks
    >>> kind_of(["BAY IMAGING\\nMRI LUMBAR SPINE WITHOUT CONTRAST\\nTechnique: T1-weighted"], paper_marks())
    <DocumentKind.MRI_REPORT: 'mri_report'>
    """
    return kind_on([view_of(page) for page in pages], marks, named)


def kind_on(views: Sequence[PageView], marks: PaperMarks, named: DocumentKind | None = None) -> DocumentKind:
    """The same as :func:`kind_of` for the pages' views."""
    printed = [view for view in views if not view.blank]
    if not printed:
        return DocumentKind.BLANK
    found = [found_on(view, marks) for view in printed[:FIRST_PAGES]]
    phrases = frozenset().union(*(p for p, _ in found))
    sections = frozenset().union(*(s for _, s in found))
    words = sum(len(line.split()) for view in printed for line in view.lines)
    scores = kind_scores(printed[0], titles_on(printed[0], marks), phrases, sections, marks, named)
    table = learned_kinds(marks.programme)
    known = [(table.known(all_), table.known(head)) for all_, head in map(words_on, printed[:FIRST_PAGES])]
    return best_kind(scores, words, marks, of_pages(known, table))


def kind_scores(
    first: PageView,
    titles: Sequence[Title],
    phrases: frozenset[int],
    sections: frozenset[int],
    marks: PaperMarks,
    named: DocumentKind | None = None,
) -> Evidence:
    """What speaks for each kind together: titles and letterhead of the first page, phrases and sections of all."""
    scores = evidence(phrases, sections, marks)
    for kind, weight in letterhead_evidence(first, marks).items():
        scores[kind] = scores.get(kind, 0.0) + weight
    strongest: Evidence = {}
    also: dict[DocumentKind, frozenset[DocumentKind]] = {}
    for title in titles:
        if title.weight > strongest.get(title.kind, 0.0):
            strongest[title.kind], also[title.kind] = title.weight, title.also
    if named is not None:
        strongest[named] = strongest.get(named, 0.0) + STRONG
    head = mark_of(" ".join(line[:_LETTERHEAD_CHARACTERS] for line in first.lines[:_LETTERHEAD_LINES]))
    for rule in marks.kinds:
        if rule.claims and any(word in head for word in rule.claiming):
            for claimed in rule.claims:
                if rule.kind not in also.get(claimed, ()):
                    continue
                # "initial evaluation", not "primary treating physician's initial evaluation"
                if STRONG >= (weight := strongest.get(claimed, 0.0)) > strongest.get(rule.kind, 0.0):
                    strongest[rule.kind], strongest[claimed] = weight, weight * _CLAIMED
    if _greets(first, marks):
        for rule in marks.kinds:
            if rule.quoted and rule.kind not in strongest and rule.kind in scores:
                scores[rule.kind] -= _LETTER_AGAINST
    for kind, weight in strongest.items():
        scores[kind] = scores.get(kind, 0.0) + weight
    return scores


def _greets(view: PageView, marks: PaperMarks) -> bool:
    """Whether a page is the beginning of a letter."""
    heads = (mark_of(line[:40]) for line in view.lines[:_GREETING_LINES])
    return any(head.startswith(marks.greetings) for head in heads)


def best_kind(
    scores: Evidence, words: int, marks: PaperMarks, leaning: Evidence | None = None
) -> DocumentKind:
    """The kind for which most speaks; ``other`` when nothing speaks loudly enough.

    Args:
        scores: what titles, phrases and sections say.
        words: how many words the paper has.
        marks: the programme's marks.
        leaning: what its words lean to; empty when they are too few to say.
    """
    together = with_leaning(scores, leaning)
    best, best_score = DocumentKind.OTHER, together.get(DocumentKind.OTHER, 0.0) if leaning else 0.0
    for rule in marks.kinds:
        if rule.short is not None and words > rule.short:
            continue
        score = together.get(rule.kind, 0.0)
        if score > best_score + 1e-9:
            best, best_score = rule.kind, score
    return best if leaning or best_score >= _THRESHOLD else DocumentKind.OTHER


def with_leaning(scores: Evidence, leaning: Evidence | None) -> Evidence:
    """What speaks for each kind together with what the paper's words lean to.

    >>> scores = {DocumentKind.RFA: 2.0, DocumentKind.NOTICE: 3.5}
    >>> with_leaning(scores, {DocumentKind.RFA: 0.0, DocumentKind.NOTICE: -6.0})[DocumentKind.NOTICE]
    -2.5
    """
    if not leaning:
        return scores
    least = min(leaning.values())
    together = {kind: points + scores.get(kind, 0.0) for kind, points in leaning.items()}
    together.update({kind: score + least for kind, score in scores.items() if kind not in together})
    # a paper of which nothing speaks is another one
    together[DocumentKind.OTHER] = leaning.get(DocumentKind.OTHER, least) + max(
        _OTHER, scores.get(DocumentKind.OTHER, 0.0)
    )
    return together
