"""Where words of a paper stand: on which line, at the edge of a page, and which words share a line with them."""

from __future__ import annotations

from openimr.casefile.papers.printedwords import PaperWords, figures, is_number


def line_of(words: PaperWords, at: int) -> list[str]:
    """All words of the line on which a word stands."""
    line = words.lines[at]
    first = at
    while first and words.lines[first - 1] == line:
        first -= 1
    return words.raws[first:first + words.line_sizes[line]]


def is_whole_line(words: PaperWords, span: tuple[int, int]) -> bool:
    """Whether a run is most of a line of two words or more."""
    return span[1] - span[0] >= max(2, 0.8 * words.line_sizes[words.lines[span[0]]])


def is_running_number(words: PaperWords, span: tuple[int, int]) -> bool:
    """Whether a number of three digits or more stands alone, or nearly so, on the first or the last line of a page."""
    page, line = words.pages[span[0]], words.lines[span[0]]
    first = sum(words.sizes[:page])
    if line not in (words.lines[first], words.lines[first + words.sizes[page] - 1]) or words.line_sizes[line] > 5:
        return False
    return any(i not in words.days and len(figures((words.raws[i],))) >= 3 for i in range(*span))


def is_edge(words: PaperWords, at: int) -> bool:
    """Whether a word stands in the first three or the last printed line of its page."""
    page, line = words.pages[at], words.lines[at]
    first = sum(words.sizes[:page])
    last = first + words.sizes[page] - 1
    return line - words.lines[first] < 3 or words.lines[last] == line


def figures_of(words: PaperWords, span: tuple[int, int]) -> str:
    """The numbers and days of a run, in one."""
    return "".join(words.raws[i] for i in range(*span) if i in words.days or is_number(words.raws[i]))
