"""What kind of paper a run of pages is.

The title in a page's head counts most, phrases of the text decide where there is no title or where two fit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from openimr.casefile.model import DocumentKind
from openimr.casefile.papers.faxlines import is_fax_line
from openimr.casefile.papers.papermarks import KindMarks, PaperMarks

#: Lines of a page's head in which a title can stand (letterheads take up to ten).
HEAD_LINES = 16
_TITLE_WORDS = 14
_TITLE_WEIGHT = 12.0
_HINT_WEIGHT = 3.0
#: What a title loses for each line it stands lower: the first one names the paper, later ones its sections.
_TITLE_DECAY = 0.5
_MARKS_CAP = 10.0
_THRESHOLD = 4.0
#: Characters of a paper that are searched for marks: its first pages.
_SEARCHED = 14_000
_BLANKS = re.compile(r"[ \t\u00a0]+")
_EDGES = " \t:.-–—_*#=~|•/\\"
# a letterhead and a title often share a line
_PARTS = re.compile(r" [|-] ")
_LETTERS = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Title:
    """A line in a page's head that names the paper."""

    kind: DocumentKind
    text: str
    line: int


def normal_line(line: str) -> str:
    """A line as titles are compared: lower case, straight quotes, single blanks, no ornament at its ends.

    >>> normal_line("*** PRIMARY TREATING PHYSICIAN’S  PROGRESS REPORT (PR-2): ")
    "primary treating physician's progress report (pr-2)"
    """
    line = line.replace("’", "'").replace("‘", "'").replace("`", "'").replace("–", "-").replace("—", "-")
    line = _BLANKS.sub(" ", line).strip(_EDGES).lower()
    # s p a c e d  titles of old forms
    if len(line) > 8 and re.fullmatch(r"(?:\S ){4,}\S", line):
        line = line.replace(" ", "")
    return line


def head_lines(text: str) -> list[str]:
    """The lines of a page's head that can be titles, normalised; stamps of fax machines are left out."""
    found = []
    for line in text[:4000].split("\n"):
        if not line.strip() or is_fax_line(line):
            continue
        found.append(normal_line(line))
        if len(found) == HEAD_LINES:
            break
    return found


def title_of(text: str, marks: PaperMarks) -> Title | None:
    """The first line of a page's head that names a paper; of several kinds it fits, the one listed first."""
    for number, line in enumerate(head_lines(text)):
        if len(line.split()) > _TITLE_WORDS or marks.not_title.search(line):
            continue
        for candidate in _title_candidates(line):
            if marks.any_title.search(candidate):
                for rule in marks.kinds:
                    if rule.title is not None and rule.title.search(candidate):
                        return Title(rule.kind, line, number)
    return None


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
    text = "\n".join(pages)
    words = len(text.split())
    if len(_LETTERS.findall(text[:3000])) < 4:
        return DocumentKind.BLANK
    low = _BLANKS.sub(" ", text[:_SEARCHED].replace("’", "'")).lower().replace("\n", " ")
    heads = head_lines(pages[0]) if pages[0].strip() else head_lines(text)
    heads = ["" if len(h.split()) > _TITLE_WORDS or marks.not_title.search(h) else h for h in heads]
    best, best_score = DocumentKind.OTHER, 0.0
    for rule in marks.kinds:
        if rule.short is not None and words > rule.short:
            continue
        score = _title_score(heads, rule) + min(
            _MARKS_CAP, sum(weight for phrase, weight in rule.marks if phrase in low)
        )
        if rule.kind is named:
            score += _TITLE_WEIGHT
        if score > best_score + 1e-9:
            best, best_score = rule.kind, score
    return best if best_score >= _THRESHOLD else DocumentKind.OTHER


def _title_score(heads: Sequence[str], rule: KindMarks) -> float:
    """Weight of the highest title of a kind in the head; further down it counts less. Empty lines cannot be one."""
    for number, line in enumerate(heads):
        if not line:
            continue
        if rule.title is not None and any(rule.title.search(c) for c in _title_candidates(line)):
            return _TITLE_WEIGHT - _TITLE_DECAY * number
        if rule.hint is not None and number < 6 and rule.hint.search(line):
            return _HINT_WEIGHT
    return 0.0


def _title_candidates(line: str) -> list[str]:
    """A line, and the cells of a line in which a title shares the space with something else."""
    if " | " in line or " - " in line:
        return [line, *(cell.strip(_EDGES) for cell in _PARTS.split(line))]
    return [line]
