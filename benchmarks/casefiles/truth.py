"""What is true of a case file: its papers with pages, kinds, days, authors, patients and copies.

Two forms on disk, both beside the records in the case folder: ``truth.json`` (written by the generator, with the text
of every page) and ``truth.yaml`` (written by hand):

    documents:
      - {file: records/all.pdf, first: 1, last: 3, kind: progress_report, date: 2015-03-04, author: "R. Okafor, M.D.",
         patient: "Ana Ruiz Vega", other_patient: false, duplicate_of: null}

``file`` is relative to the case folder, pages count from 1 in their file, ``duplicate_of`` is the place of another
document in this list, counted from 0. A paper that another person's page interrupts is written as two documents, the
second with ``continues`` (the place of the first): its first page is a boundary, but its day and author are not asked.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from openimr.casefile.model import DocumentKind

FILES = ("truth.json", "truth.yaml")


@dataclass(slots=True)
class TruthPage:
    """A page as it was made.

    Attributes:
        number: page of its file, from 1.
        text: every word printed on it, in reading order.
        degradation: how its image was degraded, ``""`` for a text layer.
        blank: nothing is printed on it, or only what fax machines and stamps add.
    """

    number: int
    text: str = ""
    degradation: str = ""
    blank: bool = False


@dataclass(slots=True)
class TruthDocument:
    """One paper of the case file.

    Attributes:
        file, first, last: where it lies; pages count from 1.
        kind, date, author, patient: as printed; None where nothing is printed.
        other_patient: it is about somebody else.
        duplicate_of: place of the document it repeats in the list of documents.
        near: it repeats it with small differences (other fax lines, another scan), not letter for letter.
        continues: place of the document whose rest it is, after another person's page.
        asked: kind, day, author and copies of it are asked; not of the rest of an interrupted paper, a single page from
            the middle of another person's report, a separator sheet.
        also_dates, also_authors, also_kinds: answers that a careful reader may give as well.
        template: which layout wrote it, for reports.
        pages: its pages, where known.
    """

    file: str
    first: int
    last: int
    kind: DocumentKind
    date: dt.date | None = None
    author: str | None = None
    patient: str | None = None
    other_patient: bool = False
    duplicate_of: int | None = None
    near: bool = False
    continues: int | None = None
    asked: bool = True
    also_dates: list[dt.date] = field(default_factory=list)
    also_authors: list[str] = field(default_factory=list)
    also_kinds: list[DocumentKind] = field(default_factory=list)
    template: str = ""
    pages: list[TruthPage] = field(default_factory=list)


@dataclass(slots=True)
class Passage:
    """A passage that a document carries forward word for word from an earlier one.

    Attributes:
        text: the passage, as one line.
        source, source_page: place of the document in the list, and page of its file, where it stood first.
        document, page: where it stands again.
    """

    text: str
    source: int
    source_page: int
    document: int
    page: int


@dataclass(slots=True)
class Truth:
    """Everything that is true of one case file."""

    documents: list[TruthDocument]
    patient: str | None = None
    seed: int | None = None
    copied: list[Passage] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write it as JSON."""
        path.write_text(json.dumps(asdict(self), default=str, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


class BadTruth(ValueError):
    """A truth file that cannot be used, with the reason."""


def read_truth(folder: Path) -> Truth:
    """The truth beside the records of a case.

    Raises:
        BadTruth: there is none, or it is not of the form above.
    """
    for name in FILES:
        path = folder / name
        if path.is_file():
            return _truth(_content(path), path)
    raise BadTruth(f"{folder} holds neither {FILES[0]} nor {FILES[1]}")


def case_folders(folder: Path) -> list[Path]:
    """The case folders with a truth file in ``folder``: itself, or those directly in it, by name."""
    places = [folder, *sorted(p for p in folder.iterdir() if p.is_dir())] if folder.is_dir() else []
    return [place for place in places if any((place / name).is_file() for name in FILES)]


def _content(path: Path) -> Mapping[str, Any]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        content = json.loads(text)
    else:
        import yaml

        content = yaml.safe_load(text)
    if not isinstance(content, Mapping) or not isinstance(content.get("documents"), list):
        raise BadTruth(f"{path}: no list of documents")
    return content


def _truth(content: Mapping[str, Any], path: Path) -> Truth:
    documents = []
    for place, entry in enumerate(content["documents"]):
        try:
            documents.append(_document(entry))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BadTruth(f"{path}: document {place}: {error!r}") from error
    for place, document in enumerate(documents):
        for other in (document.duplicate_of, document.continues):
            if other is not None and not (0 <= other < len(documents) and other != place):
                raise BadTruth(f"{path}: document {place} points to {other}, which is no other document")
    copied = [Passage(**entry) for entry in content.get("copied", [])]
    return Truth(documents, content.get("patient"), content.get("seed"), copied)


def _document(entry: Mapping[str, Any]) -> TruthDocument:
    first = int(entry.get("first") or 1)
    return TruthDocument(
        file=str(entry["file"]),
        first=first,
        last=int(entry.get("last") or first),
        kind=DocumentKind(entry["kind"]),
        date=_day(entry.get("date")),
        author=entry.get("author") or None,
        patient=entry.get("patient") or None,
        other_patient=bool(entry.get("other_patient", False)),
        duplicate_of=entry.get("duplicate_of"),
        near=bool(entry.get("near", False)),
        continues=entry.get("continues"),
        asked=bool(entry.get("asked", entry.get("continues") is None)),
        also_dates=[day for value in entry.get("also_dates") or [] if (day := _day(value))],
        also_authors=list(entry.get("also_authors") or []),
        also_kinds=[DocumentKind(kind) for kind in entry.get("also_kinds") or []],
        template=str(entry.get("template") or ""),
        pages=[TruthPage(**page) for page in entry.get("pages") or []],
    )


def _day(value: object) -> dt.date | None:
    """A day as YAML or JSON gives it."""
    if value is None or value == "":
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value).strip())
