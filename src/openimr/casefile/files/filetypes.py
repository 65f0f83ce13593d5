"""What a file is, told by its content; names are hints and decide only between things that look alike.

>>> content_type(b"%PDF-1.7 ...", name="scan.jpg")
'pdf'
>>> content_type(b"Progress note\\nPain 8/10", name="note.pdf")
'txt'
>>> content_type(b"", name="a.pdf")
'empty'
"""

from __future__ import annotations

import mmap
import re
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from openimr.casefile.files.compound import COMPOUND_START, compound_type, top_names
from openimr.casefile.files.foreign import foreign_start

#: Bytes of a file's beginning that are looked at.
HEAD_BYTES = 8192

#: Content types that the readers of this room can turn into pages.
READABLE = frozenset({"pdf", "image", "docx", "rtf", "html", "txt", "eml", "msg", "fhir"})
#: Content types that may hold other files; those that are readable too are papers with files attached to them.
CONTAINERS = frozenset({"zip", "tnef", "eml", "msg", "fhir", "pdf", "docx"})

_IMAGE_STARTS = (
    b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+",  # TIFF, BigTIFF
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a",
)
_HEADER_LINE = re.compile(rb"[A-Za-z][A-Za-z0-9-]{0,60}:[ \t]?")
_MAIL_MARK = re.compile(
    rb"^(?:mime-version|message-id|received|return-path|content-type|x-[a-z-]+|delivered-to):", re.I | re.M
)
_MAIL_FROM = re.compile(rb"^from:", re.I | re.M)
_MAIL_SUBJECT = re.compile(rb"^(?:subject|date):", re.I | re.M)
_HTML_MARK = re.compile(rb"<(?:!doctype\s+html|html|body|head)\b", re.I)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
#: A directory of a ZIP above this size lists more members than any case has.
MAX_ZIP_DIRECTORY = 8 * 1024 * 1024
_TNEF_START = b"\x78\x9f\x3e\x22"
_RESOURCE = re.compile(rb"\"resourceType\"\s{0,20}:\s{0,20}\"[A-Z][A-Za-z]{1,60}\"")
_FHIR_XML = re.compile(rb"<[A-Z][A-Za-z]{1,60}\s[^<>]{0,200}http://hl7\.org/fhir")


def content_type(head: bytes, *, name: str = "", path: Path | None = None) -> str:
    """The type of a file from its first bytes.

    Args:
        head: the first :data:`HEAD_BYTES` bytes (or the whole file when shorter).
        name: the file's name; it only separates an e-mail from a memo that begins with "From:".
        path: where the file lies; needed to look into a ZIP for a DOCX, into a compound file for a message, and
            through a JSON file for a resource (without it ``head`` is tried as the file).

    Returns:
        One of ``pdf``, ``image``, ``docx``, ``zip``, ``rtf``, ``html``, ``eml``, ``msg``, ``tnef``, ``fhir``, ``txt``,
        ``empty``, or ``other:`` and the name of what it seems to be.
    """
    if not head:
        return "empty"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_IMAGE_STARTS) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        return "image"
    if head.startswith(b"BM") and len(head) > 26 and head[14:18] in (b"\x28\0\0\0", b"\x6c\0\0\0", b"\x7c\0\0\0"):
        return "image"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_type(head, name, path)
    if head.startswith(COMPOUND_START):
        return compound_type(top_names(path)) if path is not None else "other:old Office file"
    if head.startswith(_TNEF_START):
        return "tnef"
    stripped = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if stripped.startswith(b"{\\rtf"):
        return "rtf"
    if not _is_text(head):
        return f"other:{foreign_start(head) or _foreign_name(head, name)}"
    if stripped[:1] in (b"{", b"[") and _is_fhir(head, path):
        return "fhir"
    if stripped[:1] == b"<" and _FHIR_XML.search(stripped[:2000]):
        return "other:FHIR in XML"
    if _is_mail(stripped, name):
        return "eml"
    if (stripped[:1] == b"<" and _HTML_MARK.search(stripped[:4096])) or _HTML_MARK.match(stripped):
        return "html"
    return "txt"


def _zip_type(head: bytes, name: str, path: Path | None) -> str:
    """Tell a DOCX from another office file and from a plain ZIP, by its members."""
    if path is not None and zip_directory_bytes(path) > MAX_ZIP_DIRECTORY:
        return "zip"
    try:
        with zipfile.ZipFile(path if path is not None else BytesIO(head)) as archive:
            names = set(archive.namelist()[:5000])
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        # a broken container: what it was meant to be decides only the words of the problem
        return "docx" if b"word/" in head or name.lower().endswith(".docx") else "zip"
    if "[Content_Types].xml" in names:
        if any(n.startswith("word/") for n in names):
            return "docx"
        if any(n.startswith("xl/") for n in names):
            return "other:Excel file"
        if any(n.startswith("ppt/") for n in names):
            return "other:PowerPoint file"
        if any(n.startswith("visio/") for n in names):
            return "other:Visio drawing"
    if "mimetype" in names and "content.xml" in names:
        return "other:OpenDocument file"
    return "zip"


def zip_directory_bytes(path: Path) -> int:
    """Size that a ZIP claims for its directory; 0 when it says none."""
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(max(0, size - 65_600))
            tail = stream.read()
    except OSError:
        return 0
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 16:
        return 0
    stated = int.from_bytes(tail[at + 12:at + 16], "little")
    large = tail.rfind(b"PK\x06\x06")
    if stated == 0xFFFFFFFF and large >= 0:
        return int.from_bytes(tail[large + 40:large + 48], "little")
    return stated


def _is_fhir(head: bytes, path: Path | None) -> bool:
    """Whether JSON is a FHIR resource: the type may stand behind megabytes of attachments."""
    if _RESOURCE.search(head):
        return True
    if path is None:
        return False
    with suppress(OSError, ValueError), path.open("rb") as stream, \
            mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as view:
        return _RESOURCE.search(view) is not None
    return False


def _is_text(head: bytes) -> bool:
    """Whether bytes read as text: no NUL outside UTF-16, few control characters."""
    if head.startswith(_UTF16_MARKS):
        return True
    sample = head[:4096]
    nul = sample.count(0)
    if nul:
        # UTF-16 without a mark: every second byte of English text is zero, always on the same side
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        half = max(1, len(sample) // 2)
        return (odd > 0.6 * half and even < 0.05 * half) or (even > 0.6 * half and odd < 0.05 * half)
    control = sum(1 for byte in sample if byte < 32 and byte not in (9, 10, 11, 12, 13, 27))
    return control <= len(sample) * 0.02


def _is_mail(head: bytes, name: str) -> bool:
    """Whether text begins with a block of e-mail headers (a memo with From, To and Date is not one)."""
    if not _HEADER_LINE.match(head) and not head.startswith(b"From "):
        return False
    block = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    if not _MAIL_FROM.search(block):
        return False
    if _MAIL_MARK.search(block):
        return True
    return name.lower().endswith(".eml") and _MAIL_SUBJECT.search(block) is not None


def _foreign_name(head: bytes, name: str) -> str:
    """A word for a type we do not read, for the problem's sentence."""
    import puremagic

    try:
        found = puremagic.magic_string(head, filename=None)
    except (puremagic.PureError, ValueError, IndexError, OSError):
        return "binary data"
    best = max(found, key=lambda match: match.confidence, default=None)
    if best is None or best.confidence < 0.5:
        return "binary data"
    return (best.name or best.extension or "binary data").strip().lower()
