"""Files inside a PDF (attachments, portfolios) and pictures of pages inside a DOCX."""

from __future__ import annotations

import mmap
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from openimr.casefile.files.tray import Tray

_CHUNK = 1024 * 1024
# a file specification names its streams by /EF; it can be out of sight only where objects are packed into streams
_MARK = re.compile(rb"/EF(?![A-Za-z])|/EmbeddedFile|/ObjStm|/Names#|/E#46")
_MAX_PAGES = 20_000
_MAX_ANNOTATIONS = 3_000
_MAX_DEPTH = 40
#: A portfolio's own page is at most this long and says where to open it.
_COVER_PAGES = 2
_COVER = re.compile(r"portfolio|acrobat|adobe reader|pdf package|this document (?:contains|has) (?:the )?attach", re.I)
#: Filters other than deflation swell what they hold at most by this much.
_OTHER_FILTERS_BYTES = 64 * 1024 * 1024


def unpack_pdf(path: Path, tray: Tray) -> bool:
    """Take out the files that are attached to a PDF.

    They hang in the tree of embedded files, at annotations on pages, and as associated files of the document or a page.

    Returns:
        Whether the PDF is a paper itself: not so for the page of a portfolio that only asks for another program.
    """
    if not _may_hold_files(path):
        return True
    import pikepdf

    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            seen: set[tuple[int, int]] = set()
            for name, stream in _attached(pdf):
                if stream.objgen != (0, 0) and stream.objgen in seen:
                    continue
                seen.add(stream.objgen)
                _take(name, stream, tray)
            is_portfolio = "/Collection" in pdf.Root
            pages = len(pdf.pages)
    except (pikepdf.PasswordError, pikepdf.PdfError, ValueError, RuntimeError, OSError, MemoryError, TypeError,
            KeyError, AttributeError, RecursionError):
        return True  # the reader of its pages says what is wrong with it
    if not is_portfolio or not seen or pages > _COVER_PAGES or not _is_cover(path):
        return True
    tray.report("portfolio-cover", "the PDF is a portfolio; its own page only asks for a program to open it with", None,
                "the page was left out; the files in the portfolio were read one by one", "")
    return False


def _may_hold_files(path: Path) -> bool:
    try:
        with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as view:
            return _MARK.search(view) is not None
    except (OSError, ValueError):
        return False


def _attached(pdf: Any) -> Iterator[tuple[str, Any]]:
    """Name and stream of every file attached anywhere to a PDF."""
    import pikepdf

    names = _get(_get(pdf.Root, "/Names"), "/EmbeddedFiles")
    if names is not None:
        for key, specification in _tree(names, 0):
            yield from _streams(specification, key)
    yield from _listed(_get(pdf.Root, "/AF"))
    for number, page in enumerate(pdf.pages):
        if number >= _MAX_PAGES:
            return
        yield from _listed(_get(page.obj, "/AF"))
        annotations = _get(page.obj, "/Annots")
        if not isinstance(annotations, pikepdf.Array):
            continue
        for index in range(min(len(annotations), _MAX_ANNOTATIONS)):
            annotation = annotations[index]
            if isinstance(annotation, pikepdf.Dictionary):
                yield from _streams(_get(annotation, "/FS"), f"attachment on page {number + 1}")
                yield from _listed(_get(annotation, "/AF"))


def _tree(node: Any, depth: int) -> Iterator[tuple[str, Any]]:
    """The leaves of a name tree."""
    import pikepdf

    if depth > _MAX_DEPTH or not isinstance(node, pikepdf.Dictionary):
        return
    leaves = _get(node, "/Names")
    if isinstance(leaves, pikepdf.Array):
        for index in range(0, len(leaves) - 1, 2):
            yield _words(leaves[index]), leaves[index + 1]
    kids = _get(node, "/Kids")
    if isinstance(kids, pikepdf.Array):
        for index in range(len(kids)):
            yield from _tree(kids[index], depth + 1)


def _listed(files: Any) -> Iterator[tuple[str, Any]]:
    import pikepdf

    if isinstance(files, pikepdf.Array):
        for index in range(min(len(files), _MAX_ANNOTATIONS)):
            yield from _streams(files[index], f"attachment-{index + 1}")


def _streams(specification: Any, otherwise: str) -> Iterator[tuple[str, Any]]:
    """The stream of a file specification, under the name that people see."""
    import pikepdf

    if not isinstance(specification, pikepdf.Dictionary):
        return
    held = _get(specification, "/EF")
    if not isinstance(held, pikepdf.Dictionary):
        return
    for key in ("/UF", "/F", "/Unix", "/DOS", "/Mac"):
        stream = _get(held, key)
        if isinstance(stream, pikepdf.Stream):
            names = (_words(_get(specification, name)) for name in ("/UF", "/F", "/Desc"))
            yield next((name for name in names if name.strip()), otherwise), stream
            return


def _take(name: str, stream: Any, tray: Tray) -> None:
    import pikepdf

    file = tray.name(name)
    try:
        raw = bytes(stream.read_raw_bytes())
        tray.add_as(file, _unfiltered(raw, stream), len(raw))
    except (pikepdf.PdfError, zlib.error, ValueError, RuntimeError, OSError, MemoryError, TypeError) as error:
        tray.report("damaged", f"this file in the PDF is damaged ({type(error).__name__})", file,
                    "nothing in it could be read", "ask the sender for the file itself")


def _unfiltered(raw: bytes, stream: Any) -> Iterator[bytes]:
    """The bytes of a stream piece by piece: a deflated one is never unpacked at once."""
    import pikepdf

    filters = _get(stream, "/Filter")
    names = [str(f) for f in filters] if isinstance(filters, pikepdf.Array) else [str(filters)] if filters else []
    if not names:
        yield raw
    elif names in (["/FlateDecode"], ["/Fl"]) and _get(stream, "/DecodeParms") is None:
        inflater = zlib.decompressobj()
        for start in range(0, len(raw), _CHUNK):
            data = raw[start:start + _CHUNK]
            while data:
                yield inflater.decompress(data, _CHUNK)
                data = inflater.unconsumed_tail
        yield inflater.flush(_CHUNK)
    elif len(names) == 1 and len(raw) <= _OTHER_FILTERS_BYTES and "Flate" not in names[0]:
        yield bytes(stream.read_bytes())
    else:
        raise ValueError("it is packed in a way that no program packs attachments")


def _is_cover(path: Path) -> bool:
    """Whether the pages of a portfolio say nothing but how to open it."""
    from openimr.casefile.pages.pdf import read_pdf

    pages = read_pdf(path, path.name)
    if not isinstance(pages, list):
        return True
    text = " ".join(page.text for page in pages)
    return not text.strip() or (_COVER.search(text) is not None and len(text) < 1_500)


def _get(holder: Any, key: str) -> Any:
    with suppress(AttributeError, KeyError, ValueError, TypeError, RuntimeError):
        return holder.get(key)
    return None


def _words(value: Any) -> str:
    if value is None:
        return ""
    with suppress(ValueError, UnicodeDecodeError, RuntimeError):
        return str(value)
    return ""


#: A picture of a page has at least so many pixels on its short side, and a sheet's proportions.
_PAGE_PIXELS = 900
_SLIMMEST = 1.9


def unpack_docx(path: Path, tray: Tray) -> None:
    """Take out of a DOCX the pictures that may be pages, and documents put into it whole.

    Logos, signatures and charts stay where they are.
    """
    from PIL import Image

    damage = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, SyntaxError, OverflowError)
    try:
        archive = zipfile.ZipFile(path)
    except (*damage, NotImplementedError):
        return  # the reader of its text says what is wrong with it
    with archive:
        for info in archive.infolist()[: tray.left.files]:
            name = info.filename
            is_document = name.startswith("word/embeddings/") and not name.endswith(".bin")
            if not is_document and not name.startswith("word/media/"):
                continue
            if info.flag_bits & 1 or info.file_size > tray.left.member_bytes:
                continue
            try:
                if not is_document:
                    with archive.open(info) as stream, Image.open(stream) as picture:
                        short, long = sorted(picture.size)
                    if short < _PAGE_PIXELS or long > _SLIMMEST * short:
                        continue
                with archive.open(info) as stream:
                    tray.add(name.rpartition("/")[2], iter(partial(stream.read, _CHUNK), b""), info.compress_size)
            except damage:
                continue
