"""What the physician asked for: the lines of a request for authorization, as far as they can be told apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from openimr.casefile.model import Document
from openimr.dispute.listing import Collector, names_treatment, tidy
from openimr.dispute.papertext import Row, joined, rows_of

_OPENS = re.compile(
    r"\b(?:requested\s(?:treatment|services?)|services?/goods?\srequested|services?\srequested|treatments?\srequested|"
    r"requested\sprocedures?|(?:i\s(?:am\s)?request(?:ing)?|request(?:ing)?\sauthorization)\s"
    r"(?:authorization\s)?(?:for|of|the following))\b",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    r"^\W*(?:requesting\sphysician\ssignature|physician(?:'s)?\ssignature|signature|signed"
    r"|claims\sadministrator\s(?:response|/)|"
    r"claims\sadministrator\b|authorization\s(?:number|approved)|\[\s?\]\s?approved|approved\b|denied\b)",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"^\W*(?:diagnosis|icd|service|cpt|hcpcs|code|other\sinformation|\(?frequency|\(?required|duration"
    r"|quantity|no\.|procedure|\(?up\sto\sfive)\b",
    re.IGNORECASE,
)
_ICD = re.compile(
    r"(?<![\w.#])(?:\d{3}\.\d{1,2}|[A-TV-Z]\d{2}\.[0-9A-Z]{1,4}|V\d{2}\.\d{1,2}|E\d{3}\.\d)(?![\w.]|\s?mg)"
)
_CODE = re.compile(r"(?<![\w.#/-])(?:\d{5}|[A-V]\d{4})(?:[-,]\s?(?:\d{5}|[A-V]\d{4}|\d{2}))*(?![\w.])")


@dataclass(slots=True)
class Asked:
    """One line of a request for authorization: the service's row, and the words of the columns behind it."""

    row: Row
    other: str

    @property
    def text(self) -> str:
        """Service, frequency, duration and quantity in one line."""
        return f"{self.row.text}, {self.other}" if self.other else self.row.text


def read_authorization(document: Document) -> list[Asked]:
    """The services that a request for authorization names, each with its quantity where the row gives one."""
    table: list[Row] = []
    inside = False
    for row in rows_of(document):
        opener = _OPENS.search(row.text)
        if opener and len(row.text) < 160:
            inside = True
            rest = row.cut(opener.end())
            rest = rest.cut(len(rest.text) - len(rest.text.lstrip(" :-")))
            if names_treatment(rest.text) and not re.search(r"\b(?:cpt|icd|information)\b", rest.text, re.IGNORECASE):
                table.append(rest)
            continue
        if not inside:
            inside = bool(_ICD.search(row.text) and names_treatment(_ICD.split(row.text)[-1]))
        if inside and _CLOSES.match(row.text):
            inside = False
        if inside and not (_HEAD.match(row.text) and not _ICD.search(row.text)):
            table.append(row)
    coded = [number for number, row in enumerate(table) if _ICD.search(row.text)]
    return _by_codes(table, coded) if coded else _listed(table)


def _by_codes(table: list[Row], coded: list[int]) -> list[Asked]:
    """Rows of the form's table: each service stands behind a diagnosis code."""
    found: list[Asked] = []
    for number, begin in enumerate(coded):
        end = coded[number + 1] if number + 1 < len(coded) else len(table)
        rows = table[begin:end]
        last_code = list(_ICD.finditer(rows[0].text))[-1]
        rows = [rows[0].cut(last_code.end()), *rows[1:]]
        rows = [row for row in rows if row.text]
        if not rows:
            continue
        service, other = _parted(rows, last=number + 1 == len(coded))
        for piece in _services(service):
            if names_treatment(piece.text):
                found.append(Asked(tidy(piece), other))
    return found


def _services(row: Row) -> list[Row]:
    places = [0, *[m.end() for m in re.finditer(r";\s", row.text)], len(row.text)]
    return [piece for a, b in pairwise(places) if (piece := row.cut(a, b)).text]


def _parted(rows: list[Row], *, last: bool) -> tuple[Row, str]:
    """The service, and the words behind its procedure code; what begins the next row's diagnosis is left out."""
    for number, row in enumerate(rows):
        code = _CODE.search(row.text)
        if code:
            before = [*rows[:number], row.cut(0, code.start())]
            service = joined([r for r in before if r.text] or [row])
            behind = [row.cut(code.end()), *rows[number + 1 :]]
            kept = [r.text for n, r in enumerate(behind) if r.text and (n == 0 or re.search(r"\d", r.text))]
            return service, " ".join(kept).strip(" ,")
    kept_rows = [rows[0]]
    for row in rows[1:]:
        # without a procedure code the service goes on while the line is unfinished
        if row.text[0].islower() or row.text[0] in "(," or kept_rows[-1].text.endswith((",", "of", "and", "for", "/")):
            kept_rows.append(row)
        else:
            break
    return joined(kept_rows), ""


def _listed(table: list[Row]) -> list[Asked]:
    collector = Collector()
    for row in table:
        collector.feed(row)
    return [Asked(tidy(item.row), "") for item in collector.items if names_treatment(item.row.text)]
