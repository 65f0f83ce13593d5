"""Papers as a list names them: what each is called, its days, who wrote it, how many pages it has.

In an entry of a list the names of papers and the days stand in one of two orders: name first ("progress reports 1/2/14
and 2/3/14, MRI 3/4/14") or day first ("1/2/14 progress report").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from openimr.casefile.manifest.listdays import Days, days_in
from openimr.casefile.manifest.listentries import EDGES, entries
from openimr.casefile.manifest.listwords import ListWords

_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_PAGES = re.compile(r"(?<![\w/])(\d{1,4})[ \t]*(?:pages?|pgs?\.?|pp\.?)(?![a-z])", re.I)
_NAME = r"[A-Z][A-Za-z'’-]+"
_INITIALS = r"(?:[A-Z]\.?[ \t]+){0,2}"
_CREDENTIAL = (
    r"(?:M\.?D\b|D\.?O\b|D\.?C\b|D\.?P\.?M\b|Ph\.?D\b|Psy\.?D\b|PA-C\b|P\.?A\b|N\.?P\b|FNP\b|R\.?N\b|D?P\.?T\b|OTR\b"
    r"|L\.?Ac\b|LCSW\b|DDS\b|PharmD\b)\.?"
)
_AUTHOR = re.compile(
    rf"\b(?:Drs?\.?|Doctor)[ \t]+(?P<titled>{_INITIALS}{_NAME}(?:[ \t]+{_INITIALS}{_NAME}){{0,2}})"
    rf"|(?<![A-Za-z])(?P<learned>(?:{_NAME}|[A-Z]\.?)(?:[ \t]+(?:{_NAME}|[A-Z]\.?)){{0,3}}),?[ \t]+(?={_CREDENTIAL})"
    rf"|\bby[ \t]+(?!Drs?\b|Doctor\b)(?P<by>{_INITIALS}{_NAME}(?:[ \t]+{_INITIALS}{_NAME}){{0,2}})"
)
_BEHIND_NAME = re.compile(rf",?[ \t]*(?P<credential>{_CREDENTIAL})(?![A-Za-z])")
_CREDENTIALS = re.compile(rf"(?<![A-Za-z]){_CREDENTIAL}(?![A-Za-z])")
#: Between two names side by side: the first says what the paper is, the other what it is about.
_ABOUT = re.compile(r"\b(?:for|of|to|re|regarding|requesting|recommending|with|concerning|about|from)\b", re.I)
_PARTED = re.compile(r"[,;/&|+\n]|\b(?:and|plus|as well as|along with|together with|including|or)\b", re.I)
_JOINS = re.compile(r"\s*(?:and|&|/|\+|plus|with)\s*(?:the\s+|an?\s+)?(?:[A-Za-z'’-]+\s+){0,3}\Z", re.I)
_HOW_MANY = re.compile(
    r"(?:\d{1,3}|x|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)[ \t]+(?:[a-z]+[ \t]+)?\Z", re.I
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A paper as named.

    Attributes:
        name: what it is called, as printed; empty where only a day stands there.
        sort: sort of paper in the rules; empty when not known.
        days: its day or period; None where none is given.
        author: as printed.
        pages: how many pages it is said to have.
        start, end: where it is named, in the text the mentions were read from.
    """

    name: str
    sort: str
    days: Days | None
    author: str | None
    pages: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Zone:
    """The words that belong to a name or a day, with the author and the number of pages they give."""

    low: int
    high: int
    author: str | None
    pages: int | None


@dataclass(slots=True)
class _Part:
    """A name of a paper or a day in an entry; ``sort`` is "-" for a name that is no paper."""

    start: int
    end: int
    sort: str = ""
    rank: int = 0
    days: Days | None = None


def mentions_in(
    text: str, start: int, end: int, words: ListWords, *, heading: tuple[int, int] | None = None
) -> list[Mention]:
    """The papers that a stretch of text names, in order.

    Args:
        text: the text.
        start: where the stretch begins.
        end: where it ends.
        words: the programme's words.
        heading: the words that open the list; days without a name are of the papers it names ("Chart notes reviewed").

    >>> from openimr.casefile.manifest.listwords import list_words
    >>> text = "RFA and PR-2s of 3/20/14 and 4/1/14; MRI lumbar spine 2/3/14, Dr. A. Roe (3 pages)"
    >>> [(m.name, m.days.words(), m.author, m.pages) for m in mentions_in(text, 0, len(text), list_words())][-1]
    ('MRI lumbar spine', '02/03/2014', 'Dr. A. Roe', 3)
    >>> len(mentions_in(text, 0, len(text), list_words()))
    5
    """
    found: list[Mention] = []
    named = [p for p in (_parts(text, *heading, words) if heading else []) if p.days is None and p.rank > 1]
    carried: _Part | None = named[-1] if named else None
    skipping = False
    cut = list(entries(text, start, end, words))
    in_lines = sum(begins for _, _, begins in cut) > 1
    for low, whole, begins in cut:
        if begins:
            skipping = False
        if skipping:
            continue
        high = _before_findings(text, low, whole, words)
        # in a list with a line for each paper, what follows the findings of one is about the patient
        skipping = in_lines and high < whole
        low = _behind_label(text, low, high, words)
        parts = _parts(text, low, high, words)
        if not parts:
            continue
        if words.not_had.search(text, low, whole):
            continue
        made = _paired(text, low, high, parts, words, carried)
        names = [part for part in parts if part.days is None]
        if names and parts[-1].days is not None:
            carried = names[-1]
        elif names:
            carried = None
        found += made
    return _without_repeats(found)


def _behind_label(text: str, low: int, high: int, words: ListWords) -> int:
    """Where an entry begins behind the label of its group: "Imaging:" is no paper where one follows."""
    names = [(match, rules) for match, _, rules in words.named_in(text, low, high)]
    if len(names) > 1 and names[0][1].vague and not text[low : names[0][0].start()].strip(EDGES):
        behind = names[0][0].end()
        if text[behind : behind + 1] == ":":
            return behind + 1
    return low


def _before_findings(text: str, low: int, high: int, words: ListWords) -> int:
    """Where an entry ends and what the paper says begins ("3/18/14 progress report: pain is 7/10")."""
    known = _parts(text, low, high, words)
    for word in _WORD.finditer(text, low, high):
        if any(part.start <= word.start() < part.end for part in known):
            continue  # the month of May
        if word.group().lower() in words.verbs:
            head = text[low : word.start()]
            parts = _parts(text, low, word.start(), words)
            if not parts:
                return high
            cut = max(head.rfind(mark) for mark in (": ", " - ", " – ", ". ", ", "))
            if cut > 0 and low + cut >= parts[0].end:
                return low + cut
            return word.start()
    return high


def _parts(text: str, low: int, high: int, words: ListWords) -> list[_Part]:
    """Names and days of an entry, in order; names side by side are one."""
    days = [
        _Part(low + d.start, low + d.end, days=replace(d, start=low + d.start, end=low + d.end))
        for d in days_in(text[low:high])
    ]
    taken = [(part.start, part.end) for part in days]
    names: list[_Part] = []
    for match in words.not_paper.finditer(text, low, high):
        names.append(_Part(match.start(), match.end(), "-", 9))
        taken.append(match.span())
    for match, sort, rules in words.named_in(text, low, high):
        if any(a < match.end() and match.start() < b for a, b in taken):
            continue
        if words.none.search(text[max(low, match.start() - 60) : match.start()]):
            continue
        names.append(_Part(match.start(), match.end(), sort, rules.rank))
    ends = [name.end for name in names]

    def of_another(day: _Part) -> bool:
        """Whether a label says that it is the day of something else; "injury" of a "first report of injury" is none."""
        begin = max((end for end in ends if end <= day.start), default=low)
        return words.other_day.search(text[max(begin, day.start - 40) : day.start]) is not None

    days = [day for day in days if not of_another(day)]
    parts = sorted([*days, *names], key=lambda part: part.start)
    joined: list[_Part] = []
    for part in parts:
        last = joined[-1] if joined else None
        if last is not None and part.days is None and last.days is None:
            between = text[last.end : part.start]
            parted = _PARTED.search(between)
            if part.rank <= 3 and _HOW_MANY.search(between):
                last.end = part.end  # "acupuncture records, six visits": how many, no paper of its own
                continue
            if _same_sort(last, part, words):
                last.sort, last.rank = max((last.rank, last.sort), (part.rank, part.sort))[::-1]
                last.end = part.end
                continue
            if ":" in between and last.sort in words.papers and words.papers[last.sort].vague:
                last.start, last.end, last.sort, last.rank = part.start, part.end, part.sort, part.rank
                continue  # "Imaging: lumbar MRI": a label
            if not parted or (part.rank == 1 and len(_WORD.findall(between)) <= 2 and "," not in between):
                if part.rank > last.rank and (last.rank == 1 or not _ABOUT.search(between)):
                    last.sort, last.rank = part.sort, part.rank
                last.end = part.end
                continue
        joined.append(part)
    return joined


def _same_sort(one: _Part, two: _Part, words: ListWords) -> bool:
    """Whether two names are one paper: "radiology report, shoulder MRI", "MRI (Bay Imaging)"."""
    rules = [words.papers.get(part.sort) for part in (one, two)]
    return any(
        a is not None and a.vague and a.rank > 3 and other.sort in a.fits
        for a, other in zip(rules, (two, one), strict=True)
    )


def _paired(
    text: str, low: int, high: int, parts: Sequence[_Part], words: ListWords, carried: _Part | None
) -> list[Mention]:
    """Names and days of an entry brought together."""
    first_name = next((part for part in parts if part.days is None), None)
    if first_name is None:
        if _foreign(text[low : parts[0].start], words) or _foreign(text[parts[0].end : high], words):
            return _unknown(text, low, high, parts, words)
        sort = carried.sort if carried else ""
        name = text[carried.start : carried.end] if carried else ""
        edges = [low, *[part.end for part in parts[:-1]]], [*[part.start for part in parts[1:]], high]
        zones = [_zone(text, a, b) for a, b in zip(*edges, strict=True)]
        return [m for p, z in zip(parts, zones, strict=True) for m in _made(text, p, p, z, words, sort=sort, name=name)]
    if parts[0].days is not None and not _foreign(text[low : parts[0].start], words):
        return _day_first(text, low, high, parts, words)
    return _name_first(text, low, high, parts, words)


def _name_first(text: str, low: int, high: int, parts: Sequence[_Part], words: ListWords) -> list[Mention]:
    found: list[Mention] = []
    at = 0
    zone = low
    while at < len(parts):
        names: list[_Part] = []
        while at < len(parts) and parts[at].days is None:
            names.append(parts[at])
            at += 1
        days: list[_Part] = []
        while at < len(parts) and parts[at].days is not None:
            if days and _foreign(text[days[-1].end : parts[at].start], words):
                break
            days.append(parts[at])
            at += 1
        stop = parts[at].start if at < len(parts) else high
        if not names:
            # a day behind words that are no known name: a paper all the same
            found += _unknown(text, zone, stop, days, words)
            zone = days[-1].end if days else stop
            continue
        begin = zone
        for number, name in enumerate(names):
            behind = names[number + 1].start if number + 1 < len(names) else (days[0].start if days else stop)
            last = number == len(names) - 1
            # "RFA and PR-2 of 3/20/14" is of one day; "QME report, MRI 2/3/14" is not
            shares = last or (bool(days) and _shares(text, names[number:]))
            owned: Sequence[_Part | None] = days if shares and days else [None]
            own = _zone(text, begin, stop if last else behind)
            until = days[0].start if days and last else None
            for day in owned:
                found += _made(text, name, day, own, words, several=len(owned) > 1, until=until)
            begin = name.end
        zone = days[-1].end if days else names[-1].end
    return found


def _shares(text: str, names: Sequence[_Part]) -> bool:
    return all(
        _JOINS.match(text[one.end : two.start]) is not None for one, two in pairwise(names)
    )


def _day_first(text: str, low: int, high: int, parts: Sequence[_Part], words: ListWords) -> list[Mention]:
    found: list[Mention] = []
    at = 0
    while at < len(parts):
        days: list[_Part] = []
        while at < len(parts) and parts[at].days is not None:
            if days and _foreign(text[days[-1].end : parts[at].start], words):
                break
            days.append(parts[at])
            at += 1
        names: list[_Part] = []
        while at < len(parts) and parts[at].days is None:
            names.append(parts[at])
            at += 1
        stop = parts[at].start if at < len(parts) else high
        tail = parts[at:]
        if tail and len(tail) == 1 and len(names) > 1:
            # "3/18/14 progress report, MRI 2/3/14": the last day belongs to the last name
            last = names.pop()
            stop = last.start
            own = _zone(text, days[-1].end, stop)
            found += [m for d in days for n in names for m in _made(text, n, d, own, words)]
            found += _made(text, last, tail[0], _zone(text, names[-1].end, high), words)
            return found
        if not names:
            found += _unknown(text, days[0].start, stop, days, words)
            continue
        begins = [days[-1].end, *[name.end for name in names[:-1]]]
        ends = [*[name.start for name in names[1:]], stop]
        zones = [_zone(text, a, b) for a, b in zip(begins, ends, strict=True)]
        for day in days:
            for name, own in zip(names, zones, strict=True):
                found += _made(text, name, day, own, words)
    return found


def _unknown(text: str, low: int, high: int, days: Sequence[_Part], words: ListWords) -> list[Mention]:
    """Days with words that are no known name of a paper."""
    found: list[Mention] = []
    for number, day in enumerate(days):
        stop = days[number + 1].start if number + 1 < len(days) else high
        before, behind = text[low : day.start], text[day.end : stop]
        name = before if _foreign(before, words) else behind
        found += _made(text, day, day, _zone(text, low, stop), words, sort="", name=name)
        low = day.end
    return found


def _made(
    text: str, part: _Part, day: _Part | None, zone: _Zone, words: ListWords,
    *, sort: str | None = None, name: str | None = None, several: bool = False, until: int | None = None,
) -> list[Mention]:  # fmt: skip
    """The mention of a name with a day; nothing for what is no paper.

    Args:
        text: the text.
        part: the name, or the day where no name is known.
        day: the day.
        zone: the words that belong to it.
        words: the programme's words.
        sort: sort of paper, where it is not the part's own.
        name: what it is called, where that is not to be read off the part.
        several: whether the name has several days, so that this day's place is the day alone.
        until: where the first of the name's days begins, which ends the name.
    """
    sort = part.sort if sort is None else sort
    if sort == "-" or (day is None and sort in words.papers and words.papers[sort].vague):
        return []  # no paper; or a word for many things, without a day: the head of a column
    if name is None:
        # the words before the name belong to it ("lumbar MRI"), and those up to the day ("MRI of the lumbar spine")
        begin = _name_start(text, zone.low, part, words)
        stop = until if until is not None else day.start if day is not None and day.start > part.end else zone.high
        if day is None:
            # without a day nothing says that a name goes on in the next line
            stop = min(stop, text.find("\n", part.end, stop) % (len(text) + 1))
        name = text[begin : _name_end(text, part.end, stop)]
    else:
        begin = zone.low if day is None or zone.low < day.start else day.start
    if zone.author and zone.author in name:
        name = name.replace(zone.author, " ")
    start, end = min(begin, day.start if day else begin), max(part.end, day.end if day else part.end)
    if several and day is not None and day is not part:
        start, end = day.start, day.end
    return [Mention(_tidy(name, words), sort, day.days if day else None, zone.author, zone.pages, start, end)]


def _zone(text: str, low: int, high: int) -> _Zone:
    found = _AUTHOR.search(text, low, high)
    pages = _PAGES.search(text, low, high)
    author = _author(text, found, high) if found is not None else None
    return _Zone(low, high, author, int(pages.group(1)) if pages else None)


def _name_start(text: str, low: int, part: _Part, words: ListWords) -> int:
    """Where a paper's name begins: a few words before the known one, back to whatever parts them."""
    before = text[low : part.start]
    cut = max((m.end() for m in re.finditer(r"[,;:.|()\n]|\b(?:and|by|plus|an?|the|of|with|his|her|from|dated)\b", before)), default=0)  # noqa: E501
    own = before[cut:]
    skipped = len(own) - len(own.lstrip(EDGES))
    if len(_WORD.findall(own)) > 5:
        return part.start
    return low + cut + skipped


def _name_end(text: str, start: int, stop: int) -> int:
    """Where a paper's name ends: at a mark, a label of its day, its author or its pages."""
    match = re.compile(
        r"[,;:(|\[]|\s[-–—]\s|\b(?:dated|date|dos|performed|taken|done|on|from|by|signed|per|which|was|were|is|are|and|"
        r"total|page|pages|through)\b|\bDrs?\b|\d",
        re.I,
    ).search(text, start, stop)
    end = match.start() if match else stop
    return end if end - start < 60 else start


def _author(text: str, found: re.Match[str], high: int) -> str:
    """An author as a sentence names him: with the title, or with the credential behind the name."""
    if found["titled"]:
        return f"Dr. {found['titled'].strip()}"
    name = (found["learned"] or found["by"]).strip()
    credential = _BEHIND_NAME.match(text, found.end(), high)
    return f"{name}, {credential['credential'].rstrip('.')}" if credential else name


def _tidy(name: str, words: ListWords) -> str:
    """A name for a sentence: one line, edges gone, one of several."""
    text = re.sub(r"\s+", " ", name).strip(EDGES)
    text = re.sub(r"^(?:(?:an?|the|and|his|her|of|for|from|by|also|plus)\s)+", "", text, flags=re.I)
    text = re.sub(r"\s(?:an?|the|and|of|for|from|by|dated|in|on|date|to|with)$", "", text, flags=re.I).strip(EDGES)
    last = next((match for match in words.paper.finditer(text) if match.end() == len(text)), None)
    if last is not None:
        text = text[: last.start()] + words.singular(last.group())
    return text[:120]


def _foreign(gap: str, words: ListWords) -> bool:
    """Whether words stand there that are more than a link between a paper and its days."""
    gap = _CREDENTIALS.sub(" ", _AUTHOR.sub(" ", _PAGES.sub(" ", gap)))
    return any(len(word) > 1 and word.lower() not in words.links for word in _WORD.findall(gap))


def _without_repeats(mentions: Sequence[Mention]) -> list[Mention]:
    seen: set[tuple[object, ...]] = set()
    kept = []
    for one in mentions:
        key = (one.sort, one.name.lower(), one.days and (one.days.first, one.days.last), one.author)
        if key not in seen:
            seen.add(key)
            kept.append(one)
    return kept
