"""Where words of a paper stand: on which line, at the edge of a page, and which words share a line with them."""

from __future__ import annotations

from bisect import bisect_left

from openimr.casefile.papers.printedwords import PaperWords, as_digits, figures, is_number


def line_of(words: PaperWords, at: int) -> list[str]:
    """All words of the line on which a word stands."""
    return words.raws[slice(*line_span(words, at))]


def line_span(words: PaperWords, at: int) -> tuple[int, int]:
    """The words of the line on which a word stands, by their indexes: (first, behind the last)."""
    line = words.lines[at]
    first = bisect_left(words.lines, line)
    return first, first + words.line_sizes[line]


def is_whole_line(words: PaperWords, span: tuple[int, int]) -> bool:
    """Whether a run is most of a line of two words or more."""
    return span[1] - span[0] >= max(2, 0.8 * words.line_sizes[words.lines[span[0]]])


def is_cell(words: PaperWords, span: tuple[int, int]) -> bool:
    """Whether a run is one cell or several of a line that wide blanks part.

    >>> from openimr.casefile.papers.printedwords import WordNumbers, words_of
    >>> words = words_of(["EMPLOYER NAME   Quarry Lane     DO NOT USE THIS COLUMN"], WordNumbers())
    >>> is_cell(words, (4, 9)), is_cell(words, (4, 6)), is_cell(words, (0, 9))
    (True, False, False)
    """
    first, behind = span
    begins = first == 0 or words.lines[first - 1] != words.lines[first]
    ends = behind == len(words.raws) or words.lines[behind] != words.lines[first]
    return not (begins and ends) and (begins or first in words.gaps) and (ends or behind in words.gaps)


def is_heading(words: PaperWords, span: tuple[int, int]) -> bool:
    """Whether a run is the whole of the first or the last printed line of a page."""
    first, behind = span
    return (
        is_outermost(words, first) and behind - first == words.line_sizes[words.lines[first]]
        and words.lines[behind - 1] == words.lines[first]
    )


def is_running_number(words: PaperWords, span: tuple[int, int]) -> bool:
    """Whether a run holds the number of a sheet: on the first or the last line of a page, and nearly alone there.

    A number that begins with zeros may end a longer line, as copy services print their name, the order and the sheet.
    """
    size = words.line_sizes[words.lines[span[0]]]
    if size > 12 or not is_outermost(words, span[0]):
        return False
    if size > 5:
        last = span[1] - 1
        number = as_digits(words.raws[last])
        ends_line = last + 1 == len(words.raws) or words.lines[last + 1] != words.lines[last]
        return ends_line and len(number) >= 4 and number.startswith("0") and number.isdecimal()
    return any(i not in words.days and len(figures((words.raws[i],))) >= 3 for i in range(*span))


def is_outermost(words: PaperWords, at: int) -> bool:
    """Whether a word stands on the first or the last printed line of its page."""
    page, line = words.pages[at], words.lines[at]
    first = words.firsts()[page]
    return line in (words.lines[first], words.lines[first + words.sizes[page] - 1])


def sheet_number(words: PaperWords, span: tuple[int, int]) -> int | None:
    """The number that a run is, or begins or ends with, when it stands at the edge of its page; None without one.

    >>> from openimr.casefile.papers.printedwords import WordNumbers, words_of
    >>> words = words_of(["Plan: rest and heat.\\nSample Copying, order 5531 0118"], WordNumbers())
    >>> sheet_number(words, (8, 9)), sheet_number(words, (1, 2))
    (118, None)
    """
    at = next((at for at in range(*span) if is_number(words.raws[at]) and at not in words.days), None)
    if at is None or not is_outermost(words, at):
        return None
    found = figures((words.raws[at],))
    return int(found) if found.isdecimal() and len(found) <= 9 else None


def is_edge(words: PaperWords, at: int) -> bool:
    """Whether a word stands in the first three or the last printed line of its page."""
    page, line = words.pages[at], words.lines[at]
    first = words.firsts()[page]
    last = first + words.sizes[page] - 1
    return line - words.lines[first] < 3 or words.lines[last] == line


def figures_of(words: PaperWords, span: tuple[int, int]) -> str:
    """The numbers and days of a run, in one."""
    return "".join(words.raws[i] for i in range(*span) if i in words.days or is_number(words.raws[i]))
