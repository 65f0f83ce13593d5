"""Piles of papers into the files of a case folder, and the truth about them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.casefiles import days
from benchmarks.casefiles.binder import Filed, Habits, Leaf, Pile, numbered
from benchmarks.casefiles.scoring import same_surname
from benchmarks.casefiles.sheets import HEIGHT, WIDTH, draw
from benchmarks.casefiles.story import Story
from benchmarks.casefiles.truth import Passage, Truth, TruthDocument, TruthPage
from openimr.casefile.model import DocumentKind as Kind

_NAMES = ("scan{n:04d}", "Medical Records {n}", "{family} records part {n}", "fax_{date}", "doc{n:05d}", "img{n:03d}",
    "{family}_{claim}", "Records from {role}", "batch {n}", "MR_{date}_{n}", "misc {n}", "export-{n}")
_CLAIMING = {Kind.MRI_REPORT: "MRI", Kind.PROGRESS_REPORT: "PR2", Kind.OPERATIVE_REPORT: "op report",
    Kind.THERAPY_NOTE: "PT notes", Kind.RFA: "RFA", Kind.MEDICAL_LEGAL: "QME", Kind.BILLING: "bill",
    Kind.DEPOSITION: "depo", Kind.UR_DETERMINATION: "UR", Kind.CONSULT: "consult", Kind.DRUG_TEST: "UDS"}
#: Papers that people write as word files or that systems export as text.
_TYPED = frozenset((Kind.PROGRESS_REPORT, Kind.CONSULT, Kind.NOTICE, Kind.MRI_REPORT, Kind.XRAY_REPORT,
        Kind.PSYCH_REPORT, Kind.OPERATIVE_REPORT, Kind.OTHER, Kind.UR_DETERMINATION))
RECIPES = ("clean-200", "one-bit-200", "fax-light", "fax", "skewed-5", "copied", "low-150", "turned-180", "turned-90",
    "faded")


@dataclass(slots=True)
class Folder:
    """A file to be: its name, its papers, how it is written."""

    name: str
    filed: list[Filed]
    form: str = "pdf"

    @property
    def leaves(self) -> list[Leaf]:
        return [leaf for one in self.filed for leaf in one.leaves]


def into_files(rng: Random, story: Story, piles: Sequence[Pile], arrangement: str) -> list[Folder]:
    """The piles in files: ``one`` big file, some ``batches``, or ``many`` small ones."""
    rest = [pile for pile in piles if pile.leaves]
    files: list[Folder] = []
    apart = rng.random() < 0.7
    for kind, name in ((Kind.IMR_APPLICATION, "application"), (Kind.UR_DETERMINATION, "ur-denial")):
        found = next((pile for pile in rest if pile.wanted and pile.filed[0].paper.kind is kind), None)
        if apart and found is not None:
            rest.remove(found)
            files.append(Folder(f"{name}.pdf", found.filed))
    names = _Names(rng, story)
    if arrangement == "one":
        files.append(Folder(f"records/{names.general()}.pdf", [one for pile in rest for one in pile.filed]))
    elif arrangement == "batches":
        count = rng.randint(2, 6)
        cuts = sorted(rng.sample(range(1, len(rest)), min(count, len(rest) - 1))) if len(rest) > 2 else []
        for start, end in zip([0, *cuts], [*cuts, len(rest)], strict=True):
            files.append(
                Folder(f"records/{names.general()}.pdf", [one for pile in rest[start:end] for one in pile.filed]))
    else:
        at = 0
        while at < len(rest):
            step = rng.choice((1, 1, 1, 2, 5, 12))
            part = [one for pile in rest[at:at + step] for one in pile.filed]
            at += step
            typed = len(part) == 1 and part[0].paper.kind in _TYPED and not any(leaf.blank for leaf in part[0].leaves)
            form = rng.choice(("pdf", "pdf", "docx", "txt")) if typed else "pdf"
            name = names.claiming(part[0].paper.kind) if len(part) == 1 and rng.random() < 0.5 else names.general()
            files.append(Folder(f"records/{name}.{form}", part, form))
    return files


class _Names:
    """File names, none twice; some name another kind than what is in them."""

    def __init__(self, rng: Random, story: Story) -> None:
        self.rng, self.story = rng, story
        self.used: set[str] = set()

    def _unused(self, name: str) -> str:
        plain = name.replace("/", "-")
        while plain.lower() in self.used:
            plain = f"{name} ({self.rng.randrange(2, 99)})"
        self.used.add(plain.lower())
        return plain

    def general(self) -> str:
        one = self.story.patient
        role = self.rng.choice(("hospital", "PTP", "carrier", "AA", "copy service"))
        form = self.rng.choice(_NAMES)
        date = f"{2014 + self.rng.randrange(8)}{self.rng.randrange(1, 13):02d}{self.rng.randrange(1, 29):02d}"
        return self._unused(
            form.format(n=self.rng.randrange(1, 999), family=one.who.family, claim=one.claim, date=date, role=role))

    def claiming(self, kind: Kind) -> str:
        shown = self.rng.choice(list(_CLAIMING)) if self.rng.random() < 0.2 or kind not in _CLAIMING else kind
        return self._unused(f"{self.story.patient.who.family} {_CLAIMING[shown]} {self.rng.randrange(1, 400)}")


def write(rng: Random, story: Story, files: Sequence[Folder], folder: Path, manner: Habits) -> Truth:
    """Write the files and say what is true of them.

    Args:
        folder: the case folder; made when it is not there.
    """
    (folder / "records").mkdir(parents=True, exist_ok=True)
    prefix = story.patient.who.family.upper().replace(" ", "")[:4]
    documents: list[TruthDocument] = []
    places: dict[int, int] = {}
    for file in sorted(files, key=lambda f: f.name):
        if file.form == "pdf" and file.name.startswith("records/"):
            numbered(rng, file.leaves, manner, prefix)
        first = 1
        for one in file.filed:
            places[id(one)] = len(documents)
            documents.append(_document(one, file, first))
            first += len(one.leaves)
        {"pdf": _pdf, "txt": _txt, "docx": _docx}[file.form](rng, file, folder / file.name, manner)
        pages = [page for document in documents if document.file == file.name for page in document.pages]
        for page, leaf in zip(pages, file.leaves, strict=True):
            page.degradation = leaf.degradation
    for file in files:
        for one in file.filed:
            _link(documents, places, one)
    _same_by_chance(documents)
    filed = [(one, places[id(one)]) for file in files for one in file.filed]
    return Truth(documents, story.patient.who.plain, copied=_carried(documents, filed))


def _document(one: Filed, file: Folder, first: int) -> TruthDocument:
    paper = one.paper
    texts = ["\n".join(leaf.sheet.rows()) if file.form == "txt" else leaf.sheet.text for leaf in one.leaves]
    pages = [TruthPage(first + at, text, leaf.degradation, leaf.blank) for at,
        (leaf, text) in enumerate(zip(one.leaves, texts, strict=True))]
    author, date, also_dates = paper.author, paper.date, list(paper.also_dates)
    if one.cut:  # what stood on the lost part is not printed on this one; who puts both together may still know it
        text = " ".join(" ".join(leaf.sheet.text for leaf in one.leaves).split())
        if author and not same_surname(author, text, longest=None):
            author = None
        if date and not any(days.printed(date, form) in text for form in days.FORMS):
            also_dates, date = [*also_dates, date], None
    return TruthDocument(file=file.name, first=first, last=first + len(one.leaves) - 1, kind=paper.kind, date=date,
        author=author, patient=paper.patient, other_patient=paper.other_patient,
        asked=one.asked and one.rest_of is None, also_dates=also_dates, also_authors=list(paper.also_authors),
        also_kinds=list(paper.also_kinds), template=paper.template, pages=pages)


def _link(documents: list[TruthDocument], places: dict[int, int], one: Filed) -> None:
    """Copies and rests point to what they repeat and continue."""
    here = documents[places[id(one)]]
    if one.rest_of is not None:
        here.continues = places[id(one.rest_of)]
    if one.copy_of is not None:
        there = documents[places[id(one.copy_of)]]
        here.duplicate_of = places[id(one.copy_of)]
        here.near = _plain(here) != _plain(there)


def _plain(document: TruthDocument) -> str:
    return " ".join(" ".join(page.text for page in document.pages).split())


def _same_by_chance(documents: list[TruthDocument]) -> None:
    """Papers that came out word for word the same are copies, whoever made them."""
    seen: dict[str, int] = {}
    for place, document in enumerate(documents):
        text = _plain(document)
        if not text or not document.asked or document.kind is Kind.BLANK:
            continue
        first = seen.setdefault(text, place)
        if first != place and document.duplicate_of is None and documents[first].duplicate_of != place:
            document.duplicate_of = first


def _carried(documents: list[TruthDocument], filed: Sequence[tuple[Filed, int]]) -> list[Passage]:
    """Passages that an earlier paper of the same patient holds word for word, each with its earliest place."""
    first: dict[str, tuple[int, int]] = {}
    found: list[Passage] = []
    texts = {place: [(page.number, " ".join(page.text.split())) for page in documents[place].pages] for _,
        place in filed}
    dated = [(one, place) for one, place in filed if one.paper.date is not None and one.copy_of is None]
    for one, place in sorted(dated, key=lambda pair: (pair[0].paper.date, pair[1])):
        for passage in one.paper.carried:
            words = " ".join(passage.split())
            number = next((number for number, text in texts[place] if words in text), None)
            if number is None or len(words.split()) < 12:
                continue
            if words in first and first[words][0] != place:
                found.append(Passage(words, first[words][0], first[words][1], place, number))
            first.setdefault(words, (place, number))
    return found


# ---- the three forms ----


def _pdf(rng: Random, file: Folder, path: Path, manner: Habits) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=True)
    scanned = _scanned(rng, file, manner) if manner.scanned else {}
    for at, leaf in enumerate(file.leaves):
        if at in scanned:
            _place(canvas, *scanned[at])
        else:
            canvas.setPageSize((WIDTH, HEIGHT))
            draw(leaf.sheet, canvas)
    canvas.save()


def _scanned(rng: Random, file: Folder, manner: Habits) -> dict[int, tuple[Any, tuple[int, int]]]:
    """Pictures of the pages that are scans, whole papers at a time, each paper degraded in one way."""
    from reportlab.pdfgen.canvas import Canvas

    chosen: list[tuple[int, str]] = []
    at = 0
    for one in file.filed:
        if rng.random() < manner.scanned:
            how = rng.choice(tuple(manner.recipes) or RECIPES)
            chosen += [(at + place, how) for place in range(len(one.leaves))]
        at += len(one.leaves)
    leaves = file.leaves
    clean = io.BytesIO()
    canvas = Canvas(clean, pagesize=(WIDTH, HEIGHT), invariant=True)
    for place, _ in chosen:
        draw(leaves[place].sheet, canvas)
    if not chosen:
        return {}
    canvas.save()
    return dict(_pictures(rng, clean.getvalue(), chosen, leaves))


def _pictures(rng: Random, clean: bytes, chosen: Sequence[tuple[int, str]], leaves: Sequence[Leaf]) -> list[tuple[int,
        tuple[Any, tuple[int, int]]]]:
    import pypdfium2

    from benchmarks.degrading import degrade

    pdf = pypdfium2.PdfDocument(clean)
    pictures = []
    for page, (place, how) in zip(pdf, chosen, strict=True):
        grey = page.render(scale=300 / 72, grayscale=True).to_numpy().squeeze()
        pixels, dpi = degrade(grey, how, rng.randrange(2**31), 300)
        pictures.append((place, (pixels, dpi)))
        leaves[place].degradation = how
    return pictures


def _place(canvas: Any, pixels: Any, dpi: tuple[int, int]) -> None:
    """A page that is nothing but a picture."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    high, wide = pixels.shape
    size = (wide * 72 / dpi[0], high * 72 / dpi[1])
    picture = Image.fromarray(pixels)
    if set(map(int, pixels[:: max(1, high // 50)].ravel()[:4000])) <= {0, 255}:
        picture = picture.convert("1")
    canvas.setPageSize(size)
    canvas.drawImage(ImageReader(picture), 0, 0, *size)
    canvas.showPage()


def _txt(rng: Random, file: Folder, path: Path, manner: Habits) -> None:
    path.write_text("\f".join("\n".join(leaf.sheet.rows()) for leaf in file.leaves), encoding="utf-8")


def _docx(rng: Random, file: Folder, path: Path, manner: Habits) -> None:
    import docx
    from docx.enum.text import WD_BREAK

    document = docx.Document()
    for at, leaf in enumerate(file.leaves):
        if at:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        for line in leaf.sheet.text.split("\n"):
            document.add_paragraph(line)
    document.save(str(path))
    _undated(path)


def _undated(path: Path) -> None:
    """The container again without the time at which it was written, so that the same seed gives the same bytes."""
    with zipfile.ZipFile(path) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
