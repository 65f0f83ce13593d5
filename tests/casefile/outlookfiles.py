"""Makes Outlook messages (MSG), parcels (winmail.dat) and old Office files: real compound files, byte by byte."""

from __future__ import annotations

import datetime as dt
import struct
from typing import Any

SECTOR, SMALL, CUTOFF = 512, 64, 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD

Tree = dict[str, Any]  # name of a stream to its bytes, of a storage to its tree


def compound(tree: Tree) -> bytes:
    """A compound file (version 3) with these storages and streams."""
    entries: list[list[Any]] = [["Root Entry", 5, FREE, FREE, FREE, END, 0]]
    big: list[tuple[int, bytes]] = []
    small = bytearray()
    small_table: list[int] = []

    def add(parent: int, branch: Tree) -> None:
        names = sorted(branch, key=lambda name: (len(name), name.upper()))
        before = None
        for name in names:
            content, number = branch[name], len(entries)
            entries.append([name, 1 if isinstance(content, dict) else 2, FREE, FREE, FREE, END, 0])
            if before is None:
                entries[parent][4] = number
            else:
                entries[before][3] = number  # a chain of right neighbours is a tree too
            before = number
            if isinstance(content, dict):
                add(number, content)
            elif len(content) >= CUTOFF:
                entries[number][6] = len(content)
                big.append((number, content))
            elif content:
                first = len(small) // SMALL
                entries[number][5], entries[number][6] = first, len(content)
                count = -(-len(content) // SMALL)
                small.extend(content.ljust(count * SMALL, b"\0"))
                small_table.extend([*range(first + 1, first + count), END])

    add(0, tree)
    sectors: list[bytes] = []
    table: list[int] = []

    def place(data: bytes) -> int:
        first, count = len(sectors), -(-len(data) // SECTOR)
        sectors.extend(data[i * SECTOR:(i + 1) * SECTOR].ljust(SECTOR, b"\0") for i in range(count))
        table.extend([*range(first + 1, first + count), END])
        return first

    for number, content in big:
        entries[number][5] = place(content)
    if small:
        entries[0][5], entries[0][6] = place(bytes(small)), len(small)
    first_small = place(struct.pack(f"<{len(small_table)}I", *small_table).ljust(SECTOR, b"\xff")) if small else END
    directory = b"".join(_entry(*entry) for entry in entries)
    first_directory = place(directory.ljust(-(-len(directory) // SECTOR) * SECTOR, b"\0"))
    needed = 1
    while needed * SECTOR // 4 < len(table) + needed:
        needed += 1
    places = list(range(len(sectors), len(sectors) + needed))
    table += [FAT] * needed
    packed = struct.pack(f"<{len(table)}I", *table).ljust(needed * SECTOR, b"\xff")
    sectors += [packed[i * SECTOR:(i + 1) * SECTOR] for i in range(needed)]
    small_sectors = -(-len(small_table) * 4 // SECTOR) if small else 0
    header = struct.pack(
        "<8s16sHHHHHHIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\0" * 16, 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0,
        needed, first_directory, 0, CUTOFF, first_small, small_sectors, END, 0,
    ) + struct.pack("<109I", *places, *[FREE] * (109 - needed))
    return header + b"".join(sectors)


def _entry(name: str, kind: int, left: int, right: int, child: int, first: int, size: int) -> bytes:
    wide = (name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ", wide, len(wide), kind, 1, left, right, child, b"\0" * 16, 0, 0, 0, first, size
    )


def message(
    *, subject: str = "Records of Marlo Quince", sender: str = "Records Clerk", address: str = "clerk@example.org",
    to: str = "records@example.org", sent: dt.datetime | None = None, body: str | None = "Attached are the records.",
    html: bytes | None = None, rtf: bytes | None = None, headers: str | None = None,
    attachments: dict[str, bytes | Tree | None] | None = None, wide: bool = True, top: bool = True,
) -> Tree:
    """The tree of a message; an attachment that is a tree is a message itself, one without bytes only a link."""
    strings = {0x0037: subject, 0x0C1A: sender, 0x5D01: address, 0x0E04: to, 0x1000: body, 0x007D: headers}
    properties: list[tuple[int, int, bytes]] = [
        (0x0039, 0x40, struct.pack("<Q", _ticks(sent or dt.datetime(2014, 3, 25, 17, tzinfo=dt.UTC)))),
        (0x3FDE, 0x03, struct.pack("<II", 65001 if wide else 1252, 0)),
    ]
    tree: Tree = {}
    for pid, value in strings.items():
        if value is not None:
            _variable(tree, properties, pid, *_string(value, wide))
    if html is not None:
        _variable(tree, properties, 0x1013, 0x0102, html)
    if rtf is not None:
        _variable(tree, properties, 0x1009, 0x0102, rtf)
    for number, (name, content) in enumerate((attachments or {}).items()):
        tree[f"__attach_version1.0_#{number:08X}"] = _attachment(name, content, wide)
    count = len(attachments or {})
    head = struct.pack("<8x4I", 0, count, 0, count) + (b"\0" * 8 if top else b"")
    tree["__properties_version1.0"] = head + _packed(properties)
    tree["__nameid_version1.0"] = {}
    return tree


def _attachment(name: str, content: bytes | Tree | None, wide: bool) -> Tree:
    method = 5 if isinstance(content, dict) else 1
    properties: list[tuple[int, int, bytes]] = [(0x3705, 0x03, struct.pack("<II", method, 0))]
    tree: Tree = {}
    _variable(tree, properties, 0x3001 if isinstance(content, dict) else 0x3707, *_string(name, wide))
    if isinstance(content, dict):
        tree["__substg1.0_3701000D"] = content
    elif content is not None:
        _variable(tree, properties, 0x3701, 0x0102, content)
    tree["__properties_version1.0"] = b"\0" * 8 + _packed(properties)
    return tree


def _string(value: str, wide: bool) -> tuple[int, bytes]:
    return (0x001F, value.encode("utf-16-le")) if wide else (0x001E, value.encode("cp1252"))


def _variable(tree: Tree, properties: list[tuple[int, int, bytes]], pid: int, kind: int, data: bytes) -> None:
    tree[f"__substg1.0_{pid:04X}{kind:04X}"] = data
    properties.append((pid, kind, struct.pack("<II", len(data) + (2 if kind == 0x1F else 0), 0)))


def _packed(properties: list[tuple[int, int, bytes]]) -> bytes:
    return b"".join(struct.pack("<HHI8s", kind, pid, 6, value) for pid, kind, value in properties)


def _ticks(moment: dt.datetime) -> int:
    return int((moment - dt.datetime(1601, 1, 1, tzinfo=dt.UTC)).total_seconds()) * 10_000_000


def compressed_rtf(rtf: bytes) -> bytes:
    """RTF as Outlook keeps it: here with no reference into the dictionary except the closing one."""
    out = bytearray()
    for start in range(0, len(rtf), 8):
        piece = rtf[start:start + 8]
        out += bytes([0]) + piece if len(piece) == 8 else b""
    rest = rtf[len(rtf) - len(rtf) % 8:] if len(rtf) % 8 else b""
    end = (207 + len(rtf)) % 4096
    out += bytes([1 << len(rest)]) + rest + struct.pack(">H", end << 4)
    return struct.pack("<IIII", len(out) + 12, len(rtf), 0x75465A4C, 0) + bytes(out)


def parcel(attachments: dict[str, bytes], body: str = "") -> bytes:
    """A ``winmail.dat`` with a body and attachments; the first one has its long name among its properties."""
    out = struct.pack("<IH", 0x223E9F78, 1)

    def attribute(level: int, kind: int, value: bytes) -> bytes:
        return struct.pack("<BII", level, kind, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)

    if body:
        out += attribute(1, 0x0002800C, body.encode("cp1252") + b"\0")
    for number, (name, data) in enumerate(attachments.items()):
        out += attribute(2, 0x00069002, b"\1\0" + b"\0" * 12)
        out += attribute(2, 0x00018010, (name if number else name[:6].upper() + "~1.BIN").encode("cp1252") + b"\0")
        out += attribute(2, 0x0006800F, data)
        if not number:
            long = name.encode("utf-16-le") + b"\0\0"
            value = struct.pack("<I", 1) + struct.pack("<HHII", 0x1F, 0x3707, 1, len(long)) + long
            out += attribute(2, 0x00069005, value.ljust(-(-len(value) // 4) * 4, b"\0"))
    return out
