"""The plain pipeline that the case-file room is compared with.

Text layers as pypdfium2 gives them, form feeds and paragraphs for other files; a new paper only where ``Page 1 of``
stands; kinds by a search for their names in the first lines; the first date of a paper as its day; copies only when
every character is the same.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.casefiles.scoring import Found
from openimr.casefile.model import DocumentKind as Kind

_TITLES: tuple[tuple[Kind, str], ...] = (
    (Kind.IMR_APPLICATION, "application for independent medical review"),
    (Kind.UR_DETERMINATION, "utilization review"),
    (Kind.RFA, "request for authorization"),
    (Kind.FIRST_REPORT, "first report"),
    (Kind.PROOF_OF_SERVICE, "proof of service"),
    (Kind.FAX_COVER, "fax"),
    (Kind.DEPOSITION, "deposition"),
    (Kind.MEDICAL_LEGAL, "medical evaluation"),
    (Kind.PERMANENT_STATIONARY, "permanent and stationary"),
    (Kind.EMG_NCS_REPORT, "electrodiagnostic"),
    (Kind.EMG_NCS_REPORT, "nerve conduction"),
    (Kind.OPERATIVE_REPORT, "operative report"),
    (Kind.PROCEDURE_NOTE, "procedure note"),
    (Kind.MRI_REPORT, "mri"),
    (Kind.CT_REPORT, "ct "),
    (Kind.XRAY_REPORT, "x-ray"),
    (Kind.XRAY_REPORT, "radiograph"),
    (Kind.ULTRASOUND_REPORT, "ultrasound"),
    (Kind.PSYCH_REPORT, "psycholog"),
    (Kind.DRUG_TEST, "drug"),
    (Kind.LABORATORY, "laborator"),
    (Kind.PHARMACY, "pharmacy"),
    (Kind.THERAPY_NOTE, "therapy"),
    (Kind.THERAPY_NOTE, "chiropractic"),
    (Kind.THERAPY_NOTE, "acupuncture"),
    (Kind.CONSULT, "consultation"),
    (Kind.NOTICE, "notice"),
    (Kind.BILLING, "claim form"),
    (Kind.BILLING, "explanation of review"),
    (Kind.PROGRESS_REPORT, "progress report"),
    (Kind.PROGRESS_REPORT, "pr-2"),
)
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")
_DATE = re.compile(
    rf"\b(?:(\d{{1,2}})[/-](\d{{1,2}})[/-](\d{{2,4}})|(\d{{4}})-(\d\d)-(\d\d)|"
    rf"({'|'.join(_MONTHS)}) (\d{{1,2}}), (\d{{4}}))\b", re.I
)
_AUTHOR = re.compile(r"([A-Z][\w.'-]+(?: [A-Z][\w.'-]+){1,3}), ?(?:M\.?D|D\.?O|D\.?C|P\.?T|Ph\.?D)\b")
_PATIENT = re.compile(r"(?:Patient|Employee|Claimant)(?: Name)?: *([^\n]{3,40})")
_NEW = re.compile(r"\bPage 1 of\b", re.I)


def plain(folder: Path) -> list[Found]:
    """What the plain pipeline makes of a case folder; scanned pages have no text for it."""
    found: list[Found] = []
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".pdf", ".txt", ".docx")):
        texts = list(_pages(path))
        starts = [0, *(n for n, text in enumerate(texts) if n and _NEW.search(text))]
        name = path.relative_to(folder).as_posix()
        for first, behind in zip(starts, [*starts[1:], len(texts)], strict=True):
            found.append(_paper(name, first + 1, texts[first:behind]))
    names = Counter(d.patient for d in found if d.patient)
    usual = names.most_common(1)[0][0] if names else None
    seen: dict[str, int] = {}
    for place, document in enumerate(found):
        document.other_patient = bool(document.patient and usual and document.patient != usual)
        first = seen.setdefault("\f".join(document.texts), place)
        if first != place:
            document.duplicate_of = first
    return found


def _pages(path: Path) -> Iterator[str]:
    if path.suffix.lower() == ".pdf":
        import pypdfium2

        pdf = pypdfium2.PdfDocument(path)
        for page in pdf:
            yield page.get_textpage().get_text_bounded().replace("\r\n", "\n")
    elif path.suffix.lower() == ".docx":
        import docx

        yield "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    else:
        yield from path.read_text(encoding="utf-8").split("\f")


def _paper(file: str, first: int, texts: list[str]) -> Found:
    whole = "\n".join(texts)
    head = "\n".join(line for line in whole.splitlines() if line.strip())[:600].lower()
    kind = next((k for k, words in _TITLES if words in head), Kind.OTHER if head else Kind.BLANK)
    author, patient = _AUTHOR.search(whole), _PATIENT.search(whole)
    return Found(
        file, first, texts, kind, _first_day(whole), author and author.group(1), patient and patient.group(1).strip()
    )


def _first_day(text: str) -> dt.date | None:
    for match in _DATE.finditer(text):
        us_month, us_day, us_year, year, month, day, word, word_day, word_year = match.groups()
        try:
            if us_month:
                number = int(us_year)
                return dt.date(number + 2000 if number < 100 else number, int(us_month), int(us_day))
            if year:
                return dt.date(int(year), int(month), int(day))
            return dt.date(int(word_year), _MONTHS.index(word.lower()) + 1, int(word_day))
        except ValueError:
            continue
    return None
