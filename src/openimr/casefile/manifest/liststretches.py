"""Where a paper lists records: after a heading, after a label, or in a sentence that says what was reviewed.

A list is opened by words about papers and about taking note of them (``opening`` in the rules), and ends at the next
label, heading or sentence about something else. Whether it is a list at all is told by what stands in it: papers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from openimr.casefile.manifest.listdays import days_in
from openimr.casefile.manifest.listwords import ListWords
from openimr.casefile.manifest.sentences import is_short, sentence_end

MARK = re.compile(
    r"[ \t|]*(?:[-•*·▪◦‣–—●○]+(?=[ \t]|\w)|\(?\d{1,3}[.)](?=\s)|#\d{1,3}[.):]?(?=\s)|\(?[a-zA-Z][.)](?=\s)"
    r"|\[[xX ✓]?\])[ \t]*"
)
_DASH = re.compile(r"\s[-–—]\s")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_LABEL = re.compile(r"[ \t|]*(?P<label>[A-Za-z][A-Za-z'’/&(). -]{1,60}?)[ \t]*:(?=\s|$)")
_GOES_ON = re.compile(r"(?:[,;(&/-]|\b(?:and|of|the|dated|from|to|by|for|with|or|through|thru|dr\.?|on))\s*\Z", re.I)
_BEGINS = re.compile(r"(?:^|(?<=[.;|])[ \t]+(?=[A-Z0-9]))", re.M)
#: How far a heading may reach, in characters and in lines.
_HEAD = 260
_HEAD_LINES = 3
#: What is looked at, at most: a hostile paper must not take longer than a long one.
_MOST_LINES, _LONGEST_LINE, _LONGEST_TOLD, _MOST_BEGINNINGS = 600, 12_000, 2_000, 5_000


@dataclass(frozen=True, slots=True)
class ListStretch:
    """A stretch of text that lists records.

    Attributes:
        head: where the words begin that open it.
        start, end: its content.
        how: ``listed`` under a heading or label, ``told`` in a sentence.
    """

    head: int
    start: int
    end: int
    how: Literal["listed", "told"]


def list_stretches(text: str, words: ListWords) -> Iterator[ListStretch]:
    """Stretches that may list records, in order; a stretch inside an earlier one is left out.

    >>> from openimr.casefile.manifest.listwords import list_words
    >>> text = "Records reviewed: RFA 3/20/14;\\nMRI 2/3/14\\nGuideline: none"
    >>> [text[s.start:s.end] for s in list_stretches(text, list_words())]
    [' RFA 3/20/14;\\nMRI 2/3/14']
    """
    behind = 0
    for begin in islice(_BEGINS.finditer(text), _MOST_BEGINNINGS):
        at = begin.end()
        if at < behind or not text[at : at + 1].strip():
            continue
        if begin.start() < at and text[begin.start() - 1] == "." and is_short(text, begin.start() - 1):
            continue
        mark = MARK.match(text, at)
        start = mark.end() if mark else at
        found = _opened(text, start, words, at_line=at == 0 or text[at - 1] == "\n")
        if found is not None:
            behind = found.end
            yield found


def _opened(text: str, start: int, words: ListWords, *, at_line: bool) -> ListStretch | None:
    window = _window(text, start)
    colon = _colon(window)
    if colon is not None and not days_in(window[:colon]) and opens(window[:colon], words, labelled=True):
        return _listed(text, start, start + colon + 1, words)
    line = window.split("\n", 1)[0]
    dash = _DASH.search(line)
    if dash is not None and not days_in(line[: dash.start()]) and opens(line[: dash.start()], words, labelled=True):
        return _listed(text, start, start + dash.end(), words)
    heading = at_line and ":" not in line and not line.rstrip().endswith((",", ";")) and not days_in(line)
    if heading and opens(line, words, labelled=False):
        return _listed(text, start, start + len(line), words)
    stop = sentence_end(window, 0)
    sentence = window[:stop]
    low = [word.lower() for word in _WORD.findall(sentence)]
    announced = bool(words.opening.announces & set(low)) and len(low) <= 34
    announced = (announced or len(low) <= 4) and sentence.endswith(".") and not days_in(sentence)
    if announced and opens(sentence, words, labelled=True):
        return _listed(text, start, start + stop, words)
    return _told(text, start, words)


def opens(head: str, words: ListWords, *, labelled: bool) -> bool:
    """Whether some words open a list of records.

    Args:
        head: the words.
        words: the programme's words.
        labelled: whether a colon or an announcement follows; without one more is asked of them.

    >>> from openimr.casefile.manifest.listwords import list_words
    >>> opens("The following documents were considered", list_words(), labelled=True)
    True
    >>> opens("The records submitted do not show", list_words(), labelled=True)
    False
    """
    low = [word.lower().replace("’", "'") for word in _WORD.findall(head)]
    rules = words.opening
    if not low or len(low) > 34 or rules.never & set(low):
        return False
    papers = [i for i, word in enumerate(low) if word in rules.papers]
    taken = [i for i, word in enumerate(low) if word in rules.taken]
    near = any(abs(i - j) <= 8 for i in papers for j in taken if i != j)
    # "We considered the following:" names no papers, they follow
    if near or (labelled and taken and rules.announces & set(low)):
        return labelled or len(low) <= 9
    begins = words.begins.match(head.strip())
    if begins is None:
        return False
    rest = len(_WORD.findall(head.strip()[begins.end() :]))
    if labelled:
        return rest <= 5
    return rest == 0 or (rest <= 3 and len(low) <= 6)


def _window(text: str, start: int) -> str:
    """The text a heading may reach over: a few lines, up to a blank one."""
    window = text[start : start + _HEAD]
    lines = window.split("\n")
    kept: list[str] = []
    for number, line in enumerate(lines):
        if number and (not line.strip() or number >= _HEAD_LINES or MARK.match(line)):
            break
        kept.append(line)
    return "\n".join(kept)


def _colon(window: str) -> int | None:
    """The first colon that ends a label; none where a sentence ends before it."""
    for match in re.finditer(r":(?=\s|$|\|)", window):
        stop = sentence_end(window, 0)
        return match.start() if match.start() < stop or stop >= len(window) else None
    return None


def _told(text: str, start: int, words: ListWords) -> ListStretch | None:
    """A sentence that says what was reviewed, from the words behind its verb to its end."""
    sentence = text[start : sentence_end(text, start, min(len(text), start + _LONGEST_TOLD))]
    rules = words.opening
    for match in words.lists.finditer(sentence, 0, _HEAD):
        if opens(sentence[: match.start()], words, labelled=True):
            return ListStretch(start, start + match.end(), start + len(sentence), "told")
    passive = words.passive.search(sentence)
    before = sentence[: passive.start()] if passive is not None else ""
    said = {word.lower() for word in _WORD.findall(before)}
    if passive is not None and not rules.negatives & said:
        if words.paper.search(before) and days_in(before):
            return ListStretch(start, start, start + len(before), "told")
        # "your request was reviewed with the report of 2/25/16"
        behind = sentence[passive.end() :]
        if set(_WORD.findall(behind.lower())[:2]) & rules.beside and days_in(behind):
            return ListStretch(start, start + passive.end(), start + len(sentence), "told")
    bracket = sentence.find("(", 0, _HEAD)
    if bracket > 0 and not days_in(sentence[:bracket]) and opens(sentence[:bracket], words, labelled=True):
        return ListStretch(start, start + bracket + 1, start + _bracketed(sentence, bracket), "told")
    rests = words.grounds.search(sentence, 0, _HEAD)
    if rests is not None and rules.results & {word.lower() for word in _WORD.findall(sentence[: rests.start()])}:
        return ListStretch(start, start + rests.end(), start + len(sentence), "told")
    found = list(_WORD.finditer(sentence, 0, _HEAD))
    low = [match.group().lower() for match in found]
    for i, word in enumerate(low):
        if word in rules.speakers:
            for j in range(i + 1, min(i + 6, len(low))):
                if low[j] in rules.acts and not rules.never & set(low[:j]):
                    return ListStretch(start, start + found[j].end(), start + len(sentence), "told")
    return None


def _bracketed(text: str, opening: int) -> int:
    """Where the bracket that opens there is closed; the text's end where it is not."""
    depth = 0
    for at in range(opening, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return at
    return len(text)


def _listed(text: str, head: int, start: int, words: ListWords) -> ListStretch:
    """The list behind a heading or label: up to the next label, heading or sentence about something else."""
    end = start
    marked = dated = False
    empty = blank = False
    first = True
    before = ""
    for begin, line in islice(_lines(text, start), _MOST_LINES):
        bare = line.strip(" \t|")
        if not bare:
            blank = True
            continue
        mark = MARK.match(line) is not None
        behind = begin + len(line) + 1
        days = days_in(line)
        leads = bool(days) and not line[: days[0].start].strip(" \t|(-–—•*.:0123456789)")
        entry = mark or bool(days) or _names_paper(bare, words)
        if begin == start:
            accepted = True  # what stands on the line of the label belongs to it
        elif first:
            accepted = not _closes(line, words) or (bool(days) and not _is_closing(bare, words))
        elif _closes(line, words):
            break
        else:
            goes_on = _GOES_ON.search(before) is not None
            prose = _is_prose(bare, words)
            accepted = (
                mark
                or (entry and not (prose and blank and not days))
                or (not blank and (goes_on or bare[0].islower() or bare[0] in "(,;"))
                or (not blank and (marked or len(before) > 60) and before[-1:] != "." and not _is_heading(bare))
                or ((marked or dated) and _again(text, behind, words, marked=marked))
            )
        if not accepted:
            if empty or first:
                break
            empty = True
            if not _again(text, behind, words, marked=marked):
                break
            continue
        empty = blank = False
        first = first and not bare.strip(" .:-")
        marked, dated = marked or mark, dated or leads
        end = begin + len(line)
        before = line
    return ListStretch(head, start, max(end, start), "listed")


def _lines(text: str, start: int) -> Iterator[tuple[int, str]]:
    """The lines from a place on: where each begins, and its text, at most so long."""
    at = start
    while at <= len(text):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        yield at, text[at : min(stop, at + _LONGEST_LINE)]
        at = stop + 1


def _again(text: str, start: int, words: ListWords, *, marked: bool) -> bool:
    """Whether an entry like those before follows within a few lines, before anything ends the list."""
    looked = 0
    for _, line in islice(_lines(text, start), 40):
        if not line.strip():
            continue
        if _closes(line, words):
            return False
        days = days_in(line)
        leads = bool(days) and not line[: days[0].start].strip(" \t|(-–—•*.:0123456789)")
        if (marked and MARK.match(line) and (days or _names_paper(line, words))) or (not marked and leads):
            return True
        looked += 1
        if looked >= 8:
            return False
    return False


def _names_paper(line: str, words: ListWords) -> bool:
    """Whether a line names a paper by more than a word that may mean any."""
    return any(rules.rank > 1 for _, _, rules in words.named_in(line))


def _closes(line: str, words: ListWords) -> bool:
    """Whether a line is a label or heading of something else."""
    bare = line.strip(" \t|#*_")
    if days_in(bare) and MARK.match(bare):
        return False
    if mark := MARK.match(bare):
        bare = bare[mark.end() :].strip()
    if not bare:
        return False
    if bare.isupper() and len(bare) < 70 and not days_in(bare) and not _names_paper(bare, words) and "," not in bare:
        return True  # a heading in capitals
    label = _LABEL.match(bare)
    if label is not None:
        inside = label["label"]
        if days_in(bare[: label.end()]):
            return False
        rest = bare[label.end() :]
        dated = bool(days_in(rest))
        # "Specialist notes: Kade 6/22/15"
        names = _names_paper(inside, words) or (dated and any(True for _ in words.named_in(bare)))
        return not names or _is_closing(inside, words)
    return _is_closing(bare, words) and len(_WORD.findall(bare)) <= 7 and not days_in(bare)


def _is_closing(words_of_line: str, words: ListWords) -> bool:
    match = words.closing.match(words_of_line)
    if match is None:
        return False
    paper = words.paper.match(words_of_line.lstrip())
    # "Request for authorization" begins like "Request" and is a paper
    return paper is None or paper.end() <= match.end() - (len(words_of_line) - len(words_of_line.lstrip()))


def _is_prose(line: str, words: ListWords) -> bool:
    low = [word.lower() for word in _WORD.findall(line)]
    return len(low) >= 7 and bool(words.verbs & set(low))


def _is_heading(line: str) -> bool:
    return len(line) < 60 and line[0].isupper() and not line.endswith((",", ";", ".", ")")) and not days_in(line)
