"""Who wrote a paper, and about whom it is: names as printed, never guessed.

>>> from openimr.casefile.papers.papermarks import paper_marks
>>> author_of(["Plan: continue.\\n\\nElectronically signed by: Jane Q. Roe, MD on 03/04/2014"], paper_marks())
'Jane Q. Roe, MD'
>>> patient_of("Patient: Testerson, Marigold   DOB: 04/02/1961", paper_marks())
'Testerson, Marigold'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from openimr.casefile.model import DocumentKind
from openimr.casefile.papers.days import days_in
from openimr.casefile.papers.labels import Labelled
from openimr.casefile.papers.misreadings import mark_of
from openimr.casefile.papers.pageview import PageView, view_of
from openimr.casefile.papers.papermarks import PaperMarks
from openimr.casefile.papers.patientnames import is_whole_name, names_office, person_name, unlabelled_patient
from openimr.casefile.papers.personnames import Person, greeting_place, is_closing, person_at, signs
from openimr.casefile.papers.signatures import (
    beside_day,
    captioned,
    credited_at_end,
    declarant,
    first_credited,
    letterhead,
)

#: Printed lines at a page's end in which a name stands as a signature, and behind a closing.
_SIGNATURE_LINES, _BEHIND_CLOSING = 14, 6
#: Printed lines at a page's end in which a name without credentials is a signature.
_BARE_LINES = 4
#: Pages at a paper's end on which its signature may stand (certificates and tables follow it).
_CLOSING_PAGES = 4
_BY = mark_of("by")
#: A running number of a copy service at a line's end, and initials under a note.
_SHEET = re.compile(r"(?:^|\s{2,})[A-Z][A-Z0-9._-]{1,15}[ _-]{0,2}[0O][\dO]{3,7}\s*$")
_INITIALS = re.compile(r"[A-Z]\. ?[A-Z]\.(?: ?[A-Z]\.)?(?:,? [A-Z]{2,3})?")
#: What somebody is, in small letters behind the name.
_WHAT_FOR = re.compile(r"\s?,\s{0,2}[a-z][a-z ./&-]{2,40}$")
#: Words before a signature's day.
_WORDS_BEFORE = 4
_COPIES = re.compile(r"\W*(?:cc|copies?(?: to)?|encl(?:osures?)?|attention|attn|to)\b[ :]", re.I)
_NAME_LABELS = (mark_of("name"), mark_of("print name"), mark_of("printed name"), mark_of("print"))
#: What may stand beside a signer's name: copies, a licence, a day.
_BESIDE_SIGNATURE = re.compile(r"\W*(?:cc|enc|lic|date|signed|\d{1,2}[/.-]\d|[A-Z]{1,2}\d{4})", re.I)
_LAST_FIRST = re.compile(
    r"\b[Ll](?i:ast)(?:[ \t]+(?i:name))?(?:[ \t]*[:|][ \t|]*|[ \t]+)"
    r"(?P<last>[A-Z][A-Za-z'’-]+(?:[ \t](?!First|Middle|M\.?I)[A-Z][A-Za-z'’-]+)?)[ \t|,]+"
    r"(?:(?i:m\.?i\.?)[ :]*[A-Z]?[ \t|]+)?"
    r"[Ff](?i:irst)(?:[ \t]+(?i:name))?(?:[ \t]*[:|][ \t|]*|[ \t]+)(?P<first>[A-Z][A-Za-z'’-]+)"
)
_FIRST_LAST = re.compile(
    r"\b[Ff](?i:irst)(?:[ \t]+(?i:name))?[ \t]*[:|][ \t|]*(?P<first>[A-Z][A-Za-z'’-]+)[ \t|,]+"
    r"(?:(?i:m\.?i\.?|middle(?: name| initial)?)[ :|]*[A-Z]?\.?[ \t|]+)?"
    r"[Ll](?i:ast)(?:[ \t]+(?i:name))?[ \t]*[:|][ \t|]*"
    r"(?P<last>[A-Z][A-Za-z'’-]+(?:[ \t](?!Date|DOB|Sex)[A-Z][A-Za-z'’-]+)?)"
)
_PROFESSIONAL = re.compile(
    r"physician(?!['’]?s)|provider|adjuster|examiner|attorney|administrator|employer|doctor(?!['’]?s)|practice|agent|attending"
    r"|operating|referring|rendering|\bNPI\b", re.I
)


def author_of(pages: Sequence[str], marks: PaperMarks, kind: DocumentKind | None = None) -> str | None:
    """The author as printed, credentials parted by a comma; None when no signature, label or letter's end names one.

    Args:
        pages: texts of the paper's pages.
        marks: the programme's marks.
        kind: its kind where it is known: an application is its signer's, not the physician's whom it names.
    """
    return author_on([view_of(page) for page in pages], marks, kind=kind)


def author_on(
    views: Sequence[PageView], marks: PaperMarks, labels: Sequence[Sequence[Labelled]] | None = None,
    kind: DocumentKind | None = None,
) -> str | None:
    """The same as :func:`author_of` for the pages' views and, where they are known, their labels."""
    if labels is None:
        labels = [marks.labels.on(view) for view in views]
    pages = [(_without_sheet(view), found) for view, found in zip(views, labels, strict=True) if not view.blank]
    if not pages:
        return None
    ends = [pages[-1], *pages[-2:-_CLOSING_PAGES:-1], *([pages[0]] if len(pages) >= _CLOSING_PAGES else [])]
    signer = _labelled(ends, "own", marks, last=True) or captioned(ends, "own", marks)
    if kind is DocumentKind.IMR_APPLICATION:
        # its other names are the physician's and the adjuster's
        if signer is None:
            signer = _labelled(ends, "author0", marks, last=True)
            signer = signer if signer is not None and not signer.credentials else None
        return _fullest(signer, [view for view, _ in ends], marks).printed() if signer is not None else None
    signed = _labelled(ends, "author0", marks, last=True) or captioned(ends, "author0", marks)
    found: Person | None
    if signed is not None and signed.credentials:
        found = signed
    else:
        declared = declarant(pages[0][0], marks)
        # a proof of service names physicians to whom it went
        serves = kind is DocumentKind.PROOF_OF_SERVICE
        closed = next((person for view, _ in ends if (person := _closed(view, marks, bare=serves)) is not None), None)
        first, second = (_labelled(ends, f"author{rank}", marks, last=False) for rank in (1, 2))
        second = second or _form_name(ends, marks)
        decides = kind is DocumentKind.UR_DETERMINATION
        at_end = next(
            (person for view, _ in ends if (person := credited_at_end(view, marks, last=not decides)) is not None), None
        )
        if serves:
            first = second = at_end = None  # whom it was sent to
        elif decides:
            first = first or at_end
            # not the treating physician
            second = second if second is not None and not second.credentials else None
        elif kind is DocumentKind.NOTICE:
            second = None  # the provider whom it names
        credited = next((p for p in (signed, first, closed, at_end, second) if p is not None and p.credentials), None)
        if declared is not None and (credited is None or not closed):
            found = declared
        else:
            found = signed or credited or closed or first or second
            if found is None and kind is DocumentKind.RFA:
                found = first_credited(pages[0][0], marks)
            if found is None and kind is not DocumentKind.UR_DETERMINATION:
                found = beside_day(pages[0][0], marks) or letterhead(pages[0][0], marks)
            found = found or signer or _initials(pages[-1][0])
        if credited is not None and found is not None and found is not credited and _same_person(found, credited):
            found = credited
    return _fullest(found, [view for view, _ in ends], marks).printed() if found is not None else None


def patient_of(text: str, marks: PaperMarks) -> str | None:
    """The person a page says it is about, as printed; None when it names nobody.

    Args:
        text: the page.
        marks: the programme's marks.
    """
    view = view_of(text)
    return patient_on(view, marks.labels.on(view), marks)


def patient_on(view: PageView, labels: Sequence[Labelled], marks: PaperMarks) -> str | None:
    """The same as :func:`patient_of` for a page's view and its labels."""
    named: list[tuple[bool, str]] = []
    for label in labels:
        if label.name != "patient":
            continue
        name = _patient(label, view, marks)
        if name is not None:
            if not label.weak:
                return name
            named.append((label.mark == "name", name))
    parted = _first_and_last(view)
    if parted:
        return parted
    if named:
        return min(named, key=lambda pair: pair[0])[1]
    return unlabelled_patient(view, marks)


def _labelled(
    pages: Iterable[tuple[PageView, Sequence[Labelled]]], name: str, marks: PaperMarks, *, last: bool
) -> Person | None:
    """The name behind one of the labels; a name with credentials goes before one without."""
    bare: Person | None = None
    for view, labels in pages:
        for label in reversed(labels) if last else labels:
            if label.name != name or len(view.lines[label.place]) > 300:
                continue
            if not last and not (label.alone or label.sign):
                continue  # "an MRI report by Jane Roe, MD" in a review of records
            explicit = label.sign or label.gap or label.alone or label.mark.endswith(("by", "s"))
            person = person_at(label.value, marks)
            if person is None and any(True for _ in days_in(label.value)):
                # "Electronically signed 3/4/2014 by Jane Roe, MD"
                person = next((
                    person_at(other.value, marks) for other in labels
                    if other.place == label.place and other.mark == _BY and len(other.before) > len(label.before)
                ), None)
            if person is None and not label.value.strip(" _.:/"):
                # "Signed: ______  Name: Jane Roe"
                person = next((
                    person_at(other.value, marks) for other in labels
                    if other.place == label.place and other.mark in _NAME_LABELS
                    and len(other.before) > len(label.before)
                ), None)
            if person is None and not label.value.strip(" _.:") and label.place + 1 < len(view.lines):
                person = person_at(view.lines[label.place + 1], marks)
            if person is None or (not explicit and not person.credentials):
                continue
            # "Jane Roe, surgery scheduling" is no office
            value = _WHAT_FOR.sub("", label.value)
            if not person.credentials and names_office(value, marks):
                continue
            if person.credentials:
                return person
            if bare is None and explicit and " " in person.name and (
                label.sign or label.gap or (last and is_whole_name(value, marks))
            ):
                bare = person
    return bare


def _form_name(pages: Iterable[tuple[PageView, Sequence[Labelled]]], marks: PaperMarks) -> Person | None:
    """The physician whom a form names under a plain ``Name``."""
    for view, labels in pages:
        for label in labels:
            if label.name != "patient" or label.mark != "name":
                continue
            below = view.lines[label.place + 1] if not label.value and label.place + 1 < len(view.lines) else ""
            person = person_at(label.value or below, marks)
            if person is not None and person.credentials:
                return person
    return None


def _closed(view: PageView, marks: PaperMarks, *, bare: bool = False) -> Person | None:
    """The name under a letter's closing words, or the last name with credentials at a page's end.

    ``bare``: only a name without credentials is wanted.
    """
    lines = view.lines
    # what stands above a greeting is the address
    greeted = greeting_place(view, marks)
    first = max(min(4, len(lines) - 2), len(lines) - _SIGNATURE_LINES, -1 if greeted is None else greeted + 1)
    under: Person | None = None
    at_end: Person | None = None
    uncredited: Person | None = None
    closing = -99
    for place in range(max(0, first), len(lines)):
        line = " ".join(lines[place].split())
        if len(line) > 110:
            continue
        if is_closing(view.words[place], marks):
            closing = place
            continue
        if _COPIES.match(line):
            if closing >= 0 and under is not None:
                break
            continue
        signing = signs(view.words[place], marks)
        if not signing and place - closing > _BEHIND_CLOSING and place < len(lines) - _BARE_LINES:
            continue
        text = lines[place].strip()
        person = person_at(text, marks)
        dated = None
        if place >= len(lines) - _BARE_LINES and (person is None or not person.credentials):
            dated = _behind_day(text)
            person = person_at(dated, marks) if dated is not None else person
        if person is None or not person.words or (bare and person.credentials):
            continue
        cell, _, beside = re.sub(r"\t| {3,}|\|", "\t", dated or text).partition("\t")
        rest = cell[len(person.name):].strip(" ,._")
        alone = not beside.strip() or _BESIDE_SIGNATURE.match(beside.strip()) is not None or (
            place >= len(lines) - _BARE_LINES and any(position in mark_of(beside) for position in marks.positions)
        )
        short = alone and len(rest) <= 3 and not any(c.isdigit() for c in rest)
        whole = short or rest in person.credentials or any(position in mark_of(rest) for position in marks.positions)
        if place - closing <= _BEHIND_CLOSING and under is None and (person.credentials or whole):
            under = person
        if person.credentials and (closing >= 0 or len(rest) <= 60):
            at_end = person
        elif whole and place >= len(lines) - _BARE_LINES and _is_bare_name(person, marks):
            uncredited = person
    if under is not None and not under.credentials and at_end is not None:
        return at_end
    return under or at_end or uncredited


def _behind_day(line: str) -> str | None:
    """What stands in a cell of its own behind the day under a declaration: ``Dated 2/15/2018      Ann Roe``."""
    day = next(iter(days_in(line)), None)
    if day is None or len(line[:day.start].split()) > _WORDS_BEFORE or not line[day.end:].startswith("   "):
        return None
    return line[day.end:].strip() or None


def _without_sheet(view: PageView) -> PageView:
    """The page without the number that a copy service stamped beside its last lines."""
    if not any(_SHEET.search(line) for line in view.lines[-_BARE_LINES:]):
        return view
    lines = [*view.lines[:-_BARE_LINES], *(_SHEET.sub("", line) for line in view.lines[-_BARE_LINES:])]
    kept = [place for place, line in enumerate(lines) if line.strip()]
    if len(kept) < len(lines) and kept != list(range(len(kept))):
        return view  # labels tell the places of lines
    return PageView([lines[place] for place in kept], view.numbers[:len(kept)], view.stamps, view.fax)


def _initials(view: PageView) -> Person | None:
    """The initials with which alone a note ends: ``A.R.``."""
    for line in view.lines[-2:]:
        if _INITIALS.fullmatch(line.strip()):
            return Person(line.strip(), ())
    return None


def _is_bare_name(person: Person, marks: PaperMarks) -> bool:
    """Whether two or three words without credentials can only be a name."""
    words = person.name.replace(",", " ").split()
    return 2 <= len(words) <= 4 and not any(
        marks.titles.knows(mark_of(word)) or mark_of(word) in marks.facility_words
        for word in words if len(word.strip(".")) > 1
    )


def _same_person(one: Person, other: Person) -> bool:
    mine, theirs = {mark_of(w) for w in one.words}, {mark_of(w) for w in other.words}
    return bool(mine & theirs)


def _fullest(person: Person, views: Sequence[PageView], marks: PaperMarks) -> Person:
    """The longer form of an abbreviated name (``R. Roe, MD``) where the paper prints one with the same surname."""
    if len(person.words) >= 2:
        return person
    wanted = {mark_of(word) for word in person.words}
    initial = re.match(r"\W*([A-Z])", person.name)
    for view in views:
        for line in (*view.lines[-_SIGNATURE_LINES:], *view.lines[:25]):
            at = min((i for w in person.words if (i := line.find(w)) >= 0), default=-1)
            if at < 0:
                continue
            for start in _name_starts(line, at):
                other = person_at(line[start:], marks)
                if (
                    other is not None and other.credentials and len(other.words) > 1
                    and wanted <= {mark_of(w) for w in other.words}
                    and (initial is None or any(w.startswith(initial[1]) for w in other.words))
                ):
                    return other
    return person


def _name_starts(line: str, at: int) -> list[int]:
    """Where a name that holds the word at ``at`` may begin: up to three words before it."""
    starts = [match.start() for match in re.finditer(r"(?<![A-Za-z'’-])[A-Z]", line[: at + 1])]
    return starts[-4:]


def _patient(label: Labelled, view: PageView, marks: PaperMarks) -> str | None:
    """The person that a patient's label names, or None."""
    if not label.alone and re.search(r"[A-Za-z]\W{0,2}$", label.before):
        return None  # "Treating physician name:" and "Employer name:" name somebody else
    if label.weak and label.mark == "name" and _of_professional(label, view):
        return None
    value = label.value
    told = label.sign or label.gap or (label.alone and not value)
    if value.startswith("(") and ")" not in value:
        # the form says in brackets over two lines how a name is written
        end = next((p for p in range(label.place + 1, label.place + 3)
                    if p < len(view.lines) and view.lines[p].rstrip().endswith(")")), None)
        return person_name(view.lines[end + 1], marks) if end is not None and end + 1 < len(view.lines) else None
    if not told and (label.weak or not label.alone):
        line = view.lines[label.place]
        more = "," in value or len(line.rstrip()) > line.find(value) + len(value) + 1
        if not more or not is_whole_name(value, marks):
            return None  # "Patient Travel Card" is a title
    if value and " " not in value.strip(" ,.") and "," not in value:
        # blanks left for each part of a name
        value = re.split(r"\t| {5,}|\|", label.rest)[0]
        value = re.sub(r" {2,4}", " ", value)
    if not value.strip(" _.:*|") and label.place + 1 < len(view.lines):
        below = view.lines[label.place + 1]
        start = max(0, len(label.before) - 2)
        value = below if start < 4 else below[start:] if len(below) > start else ""
        value = re.split(r"\t| {2,}|\|", value.strip())[0]
        if ":" in value:
            return None
    return person_name(value, marks)


def _of_professional(label: Labelled, view: PageView) -> bool:
    """Whether the lines before a plain ``Name:`` say that a physician's or adjuster's name follows."""
    above = view.lines[max(0, label.place - 2): label.place]
    return label.place > 30 or any(_PROFESSIONAL.search(line) and len(line) < 60 for line in (*above, label.before))


def _first_and_last(view: PageView) -> str | None:
    """The name on a form that asks for first and last name in fields of their own; the employee stands first."""
    for place, line in enumerate(view.lines[:40]):
        low = line.lower()
        if "first" not in low:
            continue
        joined = line if "last" in low else f"{line}   {view.lines[place + 1]}" if place + 1 < len(view.lines) else line
        if "last" not in joined.lower():
            continue
        match = _LAST_FIRST.search(joined) or _FIRST_LAST.search(joined)
        above = view.lines[place - 1] if place else ""
        if match is None or (len(above) < 60 and _PROFESSIONAL.search(above)):
            continue
        if _PROFESSIONAL.search(joined[: match.start()]):
            continue
        if match["first"].lower() in ("name", "last", "middle") or match["last"].lower() in ("name", "first", "middle"):
            continue
        return f"{match['first']} {match['last']}"
    return None
