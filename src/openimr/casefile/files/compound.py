"""What an OLE2 compound file holds: the names at its top, which tell an Outlook message from an old Word file.

Only the directory is read, and only so much of it as an honest file needs: a file may be made to lead readers astray.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

#: How every compound file begins.
COMPOUND_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_MAX_SECTORS = 512
_LAST_SECTOR = 0xFFFFFFFA
_ENTRY = 128
_NO_ENTRY = 0xFFFFFFFF


def top_names(path: Path) -> frozenset[str]:
    """Names of the streams and storages at the top of a compound file; none when its directory cannot be read."""
    try:
        with path.open("rb") as stream:
            return _top_names(_directory(stream))
    except (OSError, struct.error, IndexError, ValueError):
        return frozenset()


def compound_type(names: frozenset[str]) -> str:
    """The content type of a compound file by the names at its top.

    >>> compound_type(frozenset({"__properties_version1.0", "__nameid_version1.0"}))
    'msg'
    >>> compound_type(frozenset({"WordDocument", "1Table"}))
    'other:old Word file'
    """
    if "__properties_version1.0" in names:
        return "msg"
    if "EncryptedPackage" in names or "EncryptionInfo" in names:
        return "other:encrypted Office file"
    for mark, name in (
        ("WordDocument", "old Word file"), ("Workbook", "old Excel file"), ("Book", "old Excel file"),
        ("PowerPoint Document", "old PowerPoint file"), ("VisioDocument", "Visio drawing"), ("CONTENTS", "Works file"),
        ("Contents", "Publisher file"),
    ):
        if mark in names:
            return f"other:{name}"
    return "other:old Office file"


def _directory(stream: BinaryIO) -> bytes:
    """The directory's sectors in their order."""
    header = stream.read(512)
    if header[:8] != COMPOUND_START:
        raise ValueError("no compound file")
    shift, = struct.unpack_from("<H", header, 30)
    if shift not in (9, 12):
        raise ValueError("no sectors of that size exist")
    size = 1 << shift
    table, first = struct.unpack_from("<I", header, 44)[0], struct.unpack_from("<I", header, 48)[0]
    places = struct.unpack_from(f"<{min(table, 109)}I", header, 76)

    def sector(number: int) -> bytes:
        stream.seek((number + 1) * size)
        return stream.read(size)

    parts: list[bytes] = []
    while first < _LAST_SECTOR and len(parts) < _MAX_SECTORS:
        parts.append(sector(first))
        block, entry = divmod(first, size // 4)
        if block >= len(places):
            break  # further on only in files of more than seven megabytes; their directory stands at the front
        first, = struct.unpack_from("<I", sector(places[block]), 4 * entry)
    return b"".join(parts)


def _top_names(directory: bytes) -> frozenset[str]:
    """Names of the root's children: a tree of entries, each with a left and a right neighbour."""
    names: set[str] = set()
    root, = struct.unpack_from("<I", directory, 76)
    waiting, seen = [root], set()
    while waiting:
        number = waiting.pop()
        if number == _NO_ENTRY or number in seen or (number + 1) * _ENTRY > len(directory):
            continue
        seen.add(number)
        entry = directory[number * _ENTRY:(number + 1) * _ENTRY]
        length, = struct.unpack_from("<H", entry, 64)
        names.add(entry[:max(0, min(length, 64) - 2)].decode("utf-16-le", errors="replace"))
        waiting += struct.unpack_from("<II", entry, 68)
    return frozenset(names)
