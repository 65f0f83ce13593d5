"""Kinds of file that are not read: what is said about each, and what helps.

A file is never passed over in silence. What it is is told by its content, so the remedy fits it.
"""

from __future__ import annotations

from openimr.problems import Problem

_AS_PDF = "print it to PDF and add the PDF"
_UNPACK = "unpack it and add its files, or send them as a ZIP"
_AS_PICTURE = "save it as JPEG or PDF and add that"
#: What helps with each kind, by the words that its type has behind ``other:``.
_REMEDIES = {
    "old Word file": "open it in Word and save it as DOCX or PDF",
    "old Excel file": _AS_PDF,
    "Excel file": _AS_PDF,
    "PowerPoint file": _AS_PDF,
    "OpenDocument file": "save it as DOCX or PDF",
    "7-Zip archive": _UNPACK,
    "RAR archive": _UNPACK,
    "tar archive": _UNPACK,
    "gzip file": _UNPACK,
    "bzip2 file": _UNPACK,
    "xz file": _UNPACK,
    "CAB archive": _UNPACK,
    "HEIC picture": _AS_PICTURE,
    "AVIF picture": _AS_PICTURE,
    "JPEG 2000 picture": _AS_PICTURE,
    "JPEG XL picture": _AS_PICTURE,
    "DICOM images": "ask for the radiologist's report; pictures of a study are not read",
    "FHIR in XML": "ask the sender for the same bundle as JSON",
    "Outlook mailbox": "save the messages in it as MSG or EML and add those",
    "video or sound": "ask the sender for a written record of it",
    "program": "ask the sender what it is; it was not started",
}


def not_read(kind: str, file: str) -> Problem:
    """The problem of a file that no reader takes.

    Args:
        kind: its content type, ``other:`` and what it is.
        file: the name it has in answers.

    >>> not_read("other:RAR archive", "a.rar").sentence()
    'a.rar: this kind of file is not read (RAR archive); nothing in it was used; unpack it and add its files, or send
    them as a ZIP'
    """
    what = kind.removeprefix("other:")
    if what == "encrypted Office file":
        return Problem(code="encrypted", message="the document needs a password", file=file,
                       consequence="nothing in it could be read", remedy="ask the sender for an open copy")
    return Problem(code="unsupported", message=f"this kind of file is not read ({what})", file=file,
                   consequence="nothing in it was used", remedy=_REMEDIES.get(what, _AS_PDF))


def foreign_start(head: bytes) -> str | None:
    """What a binary file is by its first bytes, in the words of this page; None when they are not known.

    >>> foreign_start(b"7z\\xbc\\xaf\\x27\\x1c"), foreign_start(b"\\0\\0\\0\\x18ftypheic")
    ('7-Zip archive', 'HEIC picture')
    """
    for start, what in _STARTS:
        if head.startswith(start):
            return what
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"):
            return "HEIC picture"
        return "AVIF picture" if brand in (b"avif", b"avis") else "video or sound"
    if head[128:132] == b"DICM":
        return "DICOM images"
    if head[257:262] == b"ustar":
        return "tar archive"
    if head.startswith(b"RIFF") and head[8:12] in (b"AVI ", b"WAVE"):
        return "video or sound"
    return None


_STARTS = (
    (b"7z\xbc\xaf\x27\x1c", "7-Zip archive"),
    (b"Rar!\x1a\x07", "RAR archive"),
    (b"\x1f\x8b", "gzip file"),
    (b"BZh", "bzip2 file"),
    (b"\xfd7zXZ\0", "xz file"),
    (b"MSCF", "CAB archive"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000 picture"),
    (b"\xff\x4f\xff\x51", "JPEG 2000 picture"),
    (b"\0\0\0\x0cJXL ", "JPEG XL picture"),
    (b"\xff\x0a", "JPEG XL picture"),
    (b"!BDN", "Outlook mailbox"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"ID3", "video or sound"),
    (b"OggS", "video or sound"),
    (b"fLaC", "video or sound"),
    (b"\x1aE\xdf\xa3", "video or sound"),
)
