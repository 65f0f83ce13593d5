"""Who wrote a paper, and about whom it is: names as printed, never guessed.

>>> from openimr.casefile.papers.papermarks import paper_marks
>>> author_of(["Plan: continue.\\n\\nElectronically signed by: Jane Q. Roe, MD on 03/04/2014"], paper_marks())
'Jane Q. Roe, MD'
>>> patient_of("Patient: Testerson, Marigold   DOB: 04/02/1961", paper_marks())
'Testerson, Marigold'
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from openimr.casefile.papers.papermarks import PaperMarks

# a name: words that begin with a capital, initials, particles; capitals throughout are names too
_WORD = r"(?:[A-Z][A-Za-z'’.-]{1,24}|[A-Z]\.?|(?:de|la|del|van|von|der|bin|al)\b)"
# "Jane Q. Roe" and "Roe, Jane Q."
_NAME = re.compile(
    rf"(?:(?:Dr|Mr|Mrs|Ms|Prof)\.?[ \t]+)?({_WORD}(?:[ \t]+{_WORD}){{0,4}}(?:,[ \t]*{_WORD}(?:[ \t]+{_WORD}){{0,2}})?)"
)
_FIRST_NAME = re.compile(rf"\bfirst(?:[ \t]+name)?[ \t]*[:|][ \t|]*({_WORD})", re.I)
_LAST_NAME = re.compile(
    rf"\blast(?:[ \t]+name)?[ \t]*[:|][ \t|]*({_WORD}(?:[ \t]+(?!first\b|mi\b|date\b)[A-Z][a-z'-]+(?![:\w]))?)", re.I
)
_NAME_PARTS = re.compile(r",|[^\s,]+")
_BETWEEN = re.compile(r"[ \t]*,?[ \t]*")
_STOP = re.compile(
    r"[ \t]{2,}|\t|\||\b(?:DOB|DOI|D\.O\.B|D\.O\.I|Date|Claim|Sex|Age|MRN|SSN|Phone|Employer|Gender|Account|Acct"
    r"|File|Chart|ID|Referring|Birth|Injury|Adjuster|Address|Tel|Fax|Visit|Case|EAMS|NPI|License|Lic|Specialty|Room|Type|Relationship|MI|First|Last|Middle|M\.I|RFA"
    r"|Physician|Provider|v\.|vs\.?)\b"
)
_RULED = re.compile(r"^[\s_.~*/-]+|[\s_~*]+$")
#: Words that begin with a capital and are no part of a name.
_NOT_NAMES = frozenset((
    "The", "An", "No", "Yes", "None", "Patient", "Name", "Date", "Signature", "Signed", "By", "On", "Medical", "Clinic",
    "Center", "Group", "Hospital", "Report", "Note", "Page", "Treating", "Physician", "Provider", "Work", "Status",
    "Fax", "Phone", "Tel", "Employee", "Employer", "Claim", "Injury", "Number", "Same", "See", "Above", "Below",
    "Request", "For", "Authorization", "Please", "Signature/Date", "License", "Specialty", "Print", "Printed", "Form",
    "Insurance", "Company", "Inc", "Orthopedics", "Orthopaedics", "Orthopedic", "Orthopaedic", "Spine", "Pain",
    "Surgery", "Rehabilitation", "Institute", "Imaging", "Diagnostics", "Radiology", "Therapy", "Pharmacy",
    "Associates", "Services", "Department", "Board", "Certified", "Health", "Care", "Sincerely", "Electronically",
    "Dictated", "Title", "Review", "And", "Consent", "Of", "Pending", "File", "Not", "Applicable",
))


def author_of(pages: Sequence[str], marks: PaperMarks) -> str | None:
    """The author as printed, credentials parted by a comma; None when no signature, label or letter's end names one.

    Args:
        pages: texts of the paper's pages.
        marks: the programme's marks.
    """
    if not pages:
        return None
    ends = [pages[-1], *([pages[0]] if len(pages) > 1 else [])]
    signed = _labelled(ends, marks.authors[0], marks, last=True)
    if signed:
        return signed
    closed = _closed(pages[-1], marks)
    ranks = [_labelled(ends, rank, marks, last=False) for rank in marks.authors[1:]]
    for name in (ranks[0] if ranks else None, closed, *ranks[1:]):
        if name:
            return name
    return None


def patient_of(text: str, marks: PaperMarks) -> str | None:
    """The person a page says it is about, as printed; None when it names nobody.

    Args:
        text: the page (the first of the paper).
        marks: the programme's marks.
    """
    lines = text.split("\n")
    parted = _first_and_last("\n".join(lines[:40]))
    if parted:
        return parted
    for number, line in enumerate(lines[:60]):
        if marks.patient.fullmatch(f"{line.strip()}:") and number + 1 < len(lines):
            name = _person(lines[number + 1], marks)
            if name:
                return name
        for match in marks.patient.finditer(line):
            # "Treating physician name:" and "Employer name:" name somebody else
            before = line[: match.start()].rstrip()
            if before and re.search(r"[A-Za-z]$", before) and not line[: match.start()].endswith(("  ", "\t")):
                continue
            value = line[match.end():]
            if not value.strip() and number + 1 < len(lines):
                value = lines[number + 1]
            name = _person(value, marks)
            if name:
                return name
    return None


def _labelled(pages: Sequence[str], label: re.Pattern[str], marks: PaperMarks, *, last: bool) -> str | None:
    """The name behind one of the labels; a name with credentials goes before one without."""
    bare: str | None = None
    for page in pages:
        lines = page.split("\n")
        for number in range(len(lines) - 1, -1, -1) if last else range(len(lines)):
            line = lines[number]
            if len(line) > 300:
                continue
            for match in label.finditer(line):
                rest = line[match.end():]
                if last and ":" not in match[0] and not match["label"].lower().endswith(("by", "/s/")) and rest.strip():
                    continue  # a heading about signatures, not one
                if not rest.strip(" _.:") and number + 1 < len(lines):
                    rest = lines[number + 1]
                found = _signatory(rest, marks)
                if found is None:
                    continue
                name, credited = found
                if credited:
                    return name
                explicit = last or match[0].rstrip().endswith(":") or " " in match["label"]
                if bare is None and explicit and " " in name:
                    bare = name
    return bare


def _closed(page: str, marks: PaperMarks) -> str | None:
    """The name under a letter's closing words or a signature rule: a line that is a name and credentials."""
    lines = [line.strip() for line in page.split("\n")]
    best: str | None = None
    closing = False
    for line in lines:
        if not line:
            continue
        if marks.closing.match(line):
            closing = True
        if len(line) > 90:
            continue
        found = _signatory(line, marks)
        if found is not None and found[1] and (closing or len(line) - len(found[0]) <= 25):
            best = found[0]
    return best


def _signatory(text: str, marks: PaperMarks) -> tuple[str, bool] | None:
    """A name at the beginning of a text and whether credentials follow it, written ``Name, MD, QME``."""
    text = _RULED.sub("", text)
    stop = _STOP.search(text)
    if stop is not None:
        text = text[: stop.start()]
    name = _NAME.match(text)
    if name is None:
        return None
    at = name.end()
    kept: list[str] = []
    for word in _NAME_PARTS.finditer(text, name.start(1), name.end()):
        # "Jane Roe MD": the pattern of a name takes the credentials in; they begin here
        if len([w for w in kept if w != ","]) >= 2 and marks.credential.fullmatch(word[0]):
            at = word.start()
            break
        kept.append(word[0])
    credentials: list[str] = []
    while kept and kept[-1] == ",":
        kept.pop()
    if not kept or any(_is_no_name(word) for word in kept):
        return None
    while True:
        gap = _BETWEEN.match(text, at)
        start = gap.end() if gap else at
        credential = marks.credential.match(text, start)
        if credential is None or not credential[0][0].isupper():
            break
        credentials.append(credential[0])
        at = credential.end()
    person = " ".join(kept).replace(" ,", ",").rstrip(".,")
    if len(person) < 4 or not re.search(r"[A-Za-z]{2}", person):
        return None
    if credentials:
        return f"{person}, {', '.join(_credential(c) for c in credentials)}", True
    return person, False


def _is_no_name(word: str) -> bool:
    word = word.strip(",")
    return word in _NOT_NAMES or (word.isupper() and word.capitalize() in _NOT_NAMES)


def _credential(printed: str) -> str:
    """A credential as printed, without the full stop of a sentence: ``MD.`` is MD, ``M.D.`` stays."""
    printed = printed.strip(" ,")
    return printed if "." in printed[:-1] else printed.rstrip(".")


def _first_and_last(head: str) -> str | None:
    """The name on a form that asks for first and last name in fields of their own; the employee stands first."""
    # bare "First:" and "Last:" are fields too, where both stand together
    first, last = _FIRST_NAME.search(head), _LAST_NAME.search(head)
    if first is None or last is None or abs(first.start() - last.start()) > 120:
        return None
    begin = min(first.start(), last.start())
    if re.search(r"physician(?!['’]s)|provider|adjuster", head[max(0, begin - 100):begin], re.I):
        return None
    return f"{first[1]} {last[1]}"


def _person(value: str, marks: PaperMarks) -> str | None:
    """A patient's name at the beginning of a value: up to the next field, a wide gap or a digit."""
    value = value.strip(" _:\t*|")
    stop = _STOP.search(value)
    if stop is not None:
        value = value[: stop.start()]
    value = re.split(r"[0-9;(]", value)[0].strip(" ,:_-.")
    match = _NAME.match(value)
    if match is None or len(value) > 60:
        return None
    name = match[1].strip(" ,")
    signatory = _signatory(value, marks)
    if signatory is not None and signatory[1]:
        return None  # a physician's name
    words = name.replace(",", " ").split()
    if len(words) < 2 or any(_is_no_name(word) for word in words):
        return None
    return name
