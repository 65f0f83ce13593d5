"""Pages whose words are known, made bad by a recipe and laid into PDFs as scans: what recognition is measured on.

Truth is the text layer of published letters, where they lie beside the repository (`benchmarks.letters.real_letters`),
else of the project's own pages (`benchmarks.recordpages`). The letters are parted in two by the hash of their file
names: errors are read in the one half (`development`) only, figures are reported on the other (`reporting`).
"""

from __future__ import annotations

import hashlib
import io
import unicodedata
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.degrading import RECIPES, Dpi, Pixels, degrade, fax_line
from benchmarks.letters import real_letters
from benchmarks.recordpages import record_pages

#: Halves of the letters, and the project's own pages.
HALVES = ("development", "reporting", "own")
#: Resolution at which a page is drawn before it is made bad.
_DRAWN_DPI = 300
#: Pages with fewer words than this are not measured.
_FEWEST_WORDS = 60
#: Share of the height above which a page keeps its print under the recipe ``written-over``.
_KEPT = 0.58


@dataclass(frozen=True, slots=True)
class TruePage:
    """A page whose text layer is exact: its file's name and bytes, and its number from 1."""

    file: str
    content: bytes
    number: int


@dataclass(frozen=True, slots=True)
class Scan:
    """A page as a scan: the one-page PDF, the words that are printed on it, and where it came from."""

    path: Path
    words: Counter[str]
    origin: str


def half_of(file: str) -> str:
    """Which half a letter belongs to.

    >>> half_of("letter-1.pdf"), half_of("letter-3.pdf")
    ('reporting', 'development')
    """
    return "development" if hashlib.sha256(file.encode()).digest()[0] % 2 == 0 else "reporting"


def true_pages(half: str, count: int, seed: int = 1) -> list[TruePage]:
    """A sample of pages, the same for the same arguments.

    Args:
        half: one of `HALVES`; without letters beside the repository always ``own``.
        count: at most so many pages.
        seed: chooses among them.
    """
    import pypdfium2

    folder = real_letters()
    if folder is None or half == "own":
        files = {"record-pages.pdf": record_pages()}
    else:
        files = {path.name: path.read_bytes() for path in folder.glob("*.pdf") if half_of(path.name) == half}
    pages = [
        TruePage(name, content, number)
        for name, content in files.items() for number in range(1, len(pypdfium2.PdfDocument(content)) + 1)
    ]
    pages.sort(key=lambda page: hashlib.sha256(f"{seed} {page.file} {page.number}".encode()).digest())
    sample: list[TruePage] = []
    for page in pages:
        if len(sample) == count:
            break
        if words_of(_text(page)).total() >= _FEWEST_WORDS:
            sample.append(page)
    return sample


def scans(pages: Sequence[TruePage], recipe: str, folder: Path, seed: int = 1) -> list[Scan]:
    """Pages made bad by a recipe of `benchmarks.degrading`, each in a PDF of its own in ``folder``."""
    made = []
    for number, page in enumerate(pages):
        own_seed = 1_000 * seed + number
        pixels, dpi = degrade(_drawn(page), recipe, own_seed, _DRAWN_DPI)
        path = folder / f"{recipe}-{number}.pdf"
        path.write_bytes(_as_pdf(pixels, dpi))
        words = words_of(_text(page, _KEPT if recipe == "written-over" else 1.0))
        if RECIPES[recipe].adds_fax_line:
            words += words_of(fax_line(own_seed))
        if recipe == "signed":
            words += words_of("RECEIVED")
        made.append(Scan(path, words, f"{page.file} page {page.number}"))
    return made


def words_of(text: str) -> Counter[str]:
    """The words of a text as they are compared, each with how often it stands there.

    A word is what stands between blanks. Case counts, signs inside a word count; signs at its ends do not (they are
    often a matter of the type), nor does which kind of dash, quotation mark or ligature it is. What has neither a
    letter nor a digit (a rule, a bullet, a box) is no word.

    >>> sorted(words_of("The “L5–S1” level, (2.5 cm) — de\\ufb01ned.").elements())
    ['2.5', 'L5-S1', 'The', 'cm', 'defined', 'level']
    """
    plain = unicodedata.normalize("NFKC", text.replace("\ufffe", "-\n").replace("\x02", "-\n")).translate(_PLAIN)
    words = (_bare(word) for word in plain.split())
    return Counter(word for word in words if word)


_PLAIN = {
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u2032`\u00b4"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u2033"), '"'),
}


def _bare(word: str) -> str:
    first, last = 0, len(word)
    while first < last and not word[first].isalnum():
        first += 1
    while last > first and not word[last - 1].isalnum():
        last -= 1
    return word[first:last]


def _text(page: TruePage, share: float = 1.0) -> str:
    """The text layer of a page, or of its upper part."""
    import pypdfium2

    with pypdfium2.PdfDocument(page.content) as document:
        loaded = document[page.number - 1]
        text = loaded.get_textpage()
        return str(text.get_text_bounded(bottom=(1 - share) * loaded.get_height()) if share < 1
                   else text.get_text_range())


def _drawn(page: TruePage) -> Pixels:
    import pypdfium2

    with pypdfium2.PdfDocument(page.content) as document:
        bitmap: Any = document[page.number - 1].render(scale=_DRAWN_DPI / 72, grayscale=True)
        pixels: Pixels = bitmap.to_numpy().copy().reshape(bitmap.height, bitmap.width)
        return pixels


def _as_pdf(pixels: Pixels, dpi: Dpi) -> bytes:
    """A PDF whose only page is a picture of the right size, kept pixel by pixel."""
    import pikepdf

    height, width = pixels.shape
    wide, high = 72 * width / dpi[0], 72 * height / dpi[1]
    with pikepdf.new() as pdf:
        image = pikepdf.Stream(
            pdf, zlib.compress(pixels.tobytes(), 1), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width,
            Height=height, ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8, Filter=pikepdf.Name.FlateDecode,
        )
        page = pdf.add_blank_page(page_size=(wide - 0.01, high - 0.01))  # or it is drawn a pixel too large
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=image))
        page.obj.Contents = pikepdf.Stream(pdf, f"q {wide:.4f} 0 0 {high:.4f} 0 0 cm /Scan Do Q".encode())
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()
