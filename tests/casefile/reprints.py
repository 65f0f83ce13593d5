"""Reports about invented people, and what fax machines, mail rooms and recognition make of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from openimr.casefile.model import Document, DocumentKind, Page
from openimr.casefile.papers.dates import document_day
from openimr.casefile.papers.kinds import kind_of
from openimr.casefile.papers.names import patient_of
from openimr.casefile.papers.papermarks import paper_marks

MARKS = paper_marks()
#: What recognition takes letters for.
MISREAD = {"0": "O", "O": "0", "1": "l", "l": "1", "I": "l", "e": "c", "c": "e", "h": "b", "5": "S", "S": "5", "B": "8",
           "8": "B", "g": "q", ".": ",", "m": "rn", "a": "o", "i": "j", "u": "n", "n": "u", "d": "cl", "t": "f"}
FAX_LINES = ("03/19/2014 10:22 FAX 5595550123   BAY SPINE   P.{0:03d}/014",
             "FROM: SAMPLE CLINIC  (209)555-0178   08/23/18  16:04  P.{0:02d} of 06",
             "04/02/2014 WED 13:27  FAX 2095550123 ALMOND VALLEY IMAGING     @{0:03d}/002")
STAMPS = ("RECEIVED AUG 24 2018 MAIL ROOM", "FAXED  APR 01 2013   TO CLAIMS    707-555-0131", "FILE COPY",
          "RECEIVED\nAPR 13, 2020\nCLAIMS DEPT.", "EXHIBIT 7")
FOOTERS = ("ABC/QF/{0:05d}", "DEF{0:06d}", "Page {0} of 212", "")


@dataclass(frozen=True)
class Visit:
    """A progress report of two pages; the same template every time, as physicians keep one."""

    day: dt.date = dt.date(2014, 3, 18)
    patient: str = "Marlo Quince"
    born: str = "01/21/1966"
    pain: int = 7
    relief: str = "50 percent"
    side: str = "left"
    raising: int = 40
    flexion: int = 45
    signed: str = "Electronically signed by Celeste Amankwah, MD on {day}"
    added: str = ""

    def pages(self) -> list[str]:
        """The texts of its pages."""
        day = f"{self.day:%m/%d/%Y}"
        first = f"""\
BAYSIDE SPINE CENTER
100 Sample Road, Stockton, CA 95200  Phone (209) 555-0150
PRIMARY TREATING PHYSICIAN'S PROGRESS REPORT
Patient: {self.patient}     DOB: {self.born}
Date of visit: {day}     Date of injury: 05/05/2010
Claim number: WC-448120     Employer: Quarry Lane Supply
SUBJECTIVE
Pain level today {self.pain}/10. The last epidural injection gave {self.relief} relief for six weeks.
The patient was injured when he lifted a heavy box from a pallet and felt a sharp pain in the low back.
He was given ibuprofen and a muscle relaxant and was sent for six visits of physical therapy.
He continues to have low back pain with radiation to the {self.side} calf, worse with sitting and driving.
OBJECTIVE
There is tenderness over the lower lumbar muscles with spasm on the {self.side} side.
Straight leg raise is positive on the {self.side} at {self.raising} degrees. Lumbar flexion is {self.flexion} degrees.
Strength of the {self.side} extensor hallucis is 4/5; the other groups of both legs are 5/5.
Sensation to light touch is decreased over the dorsum of the {self.side} foot."""
        second = f"""\
{self.patient}   {day}   Page 2
DIAGNOSES
1. Lumbar radiculopathy 724.4
2. Displacement of lumbar disc 722.10
PLAN
Continue naproxen 550 mg twice a day with food and cyclobenzaprine 7.5 mg at bedtime for spasm.
A request for a {self.side} L4-5 transforaminal epidural steroid injection is sent with this report.
Return to the clinic in four to six weeks. Modified duty, no lifting over 20 pounds.
{self.added}
{self.signed.format(day=day)}"""
        return [first, second]

    def later(self, days: int = 28, **changes: object) -> Visit:
        """The next visit, most of it carried forward."""
        return replace(self, day=self.day + dt.timedelta(days=days), **changes)  # type: ignore[arg-type]


def document(name: str, pages: Sequence[str], *, origin: str = "text", confidence: float | None = None,
             file: str | None = None, day: dt.date | None = None, author: str | None = None) -> Document:
    """A document as opening makes it of the texts of its pages."""
    place = file or f"records/{name}.pdf"
    kind = kind_of(pages, MARKS)
    return Document(
        id=name, file=place, pages=[Page(name, place, n, text, origin, confidence) for n, text in enumerate(pages, 1)],
        kind=kind if kind is not DocumentKind.BLANK or not any(pages) else DocumentKind.OTHER,
        date=day or document_day([p for p in pages if p.strip()], MARKS.of(kind), MARKS), author=author, sha256=name,
        patient=next((found for text in pages if (found := patient_of(text, MARKS))), None),
    )


def noisy(text: str, rate: float, random: Random) -> str:
    """A text as a bad copy is read: letters taken for others, blanks lost and gained."""
    read = []
    for letter in text:
        if letter == "\n" or random.random() >= rate:
            read.append(letter)
        elif letter == " ":
            read.append("" if random.random() < 0.7 else " ")
        elif letter.isalpha() and random.random() < 0.15:
            read.append(f"{letter} ")
        else:
            read.append(MISREAD.get(letter, letter))
    return "".join(read)


def faxed(pages: Sequence[str], random: Random) -> list[str]:
    """Pages with fax lines, stamps and running numbers of another sending."""
    line, stamp, footer = random.choice(FAX_LINES), random.choice(STAMPS), random.choice(FOOTERS)
    number = random.randint(1, 90)
    dressed = []
    for at, text in enumerate(pages):
        lines = [line.format(number + at), *([stamp] if at == 0 else []), text, footer.format(number + at)]
        dressed.append("\n".join(filter(None, lines)))
    return dressed
