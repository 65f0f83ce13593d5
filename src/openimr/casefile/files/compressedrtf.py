"""Compressed RTF, the form in which Outlook keeps the body of a message, back to RTF.

The format is published (MS-OXRTFCP): a dictionary of 4,096 bytes that begins with the words every RTF file has, and
references into it.
"""

from __future__ import annotations

import re
import struct

_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS "
    b"Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20"
    b"\\b\\i\\u\\tab\\tx"
)
_SIZE = 4096
_COMPRESSED, _STORED = 0x75465A4C, 0x414C454D
_MAX_BYTES = 64 * 1024 * 1024
# HTML that Outlook wrapped into RTF marks what is there for the RTF reader alone
_RTF_ONLY = re.compile(rb"\\htmlrtf1?(?![0-9a-z])(?:(?!\\htmlrtf0).)*?\\htmlrtf0 ?", re.S)


def expand_rtf(data: bytes) -> bytes:
    """The RTF that compressed RTF holds; what only repeats HTML for an RTF reader is left out.

    Raises:
        ValueError: it is no compressed RTF, or it is damaged.

    >>> expand_rtf(struct.pack("<IIII", 17, 5, 0x414C454D, 0) + b"{\\\\rtf")
    b'{\\\\rtf'
    """
    if len(data) < 16:
        raise ValueError("the compressed text is cut off")
    _, size, kind, _ = struct.unpack_from("<IIII", data)
    if size > _MAX_BYTES:
        raise ValueError("the compressed text claims an absurd size")
    if kind == _STORED:
        return data[16:16 + size]
    if kind != _COMPRESSED:
        raise ValueError("the compressed text is of an unknown kind")
    text = _expanded(data, size)
    return _RTF_ONLY.sub(b"", text) if b"\\fromhtml" in text[:2000] else text


def _expanded(data: bytes, size: int) -> bytes:
    window = bytearray(_START.ljust(_SIZE, b" "))
    write = len(_START)
    out = bytearray()
    at, end = 16, len(data)
    while at < end and len(out) < size:
        flags = data[at]
        at += 1
        for bit in range(8):
            if flags >> bit & 1:
                if at + 1 >= end:
                    return bytes(out)
                reference = data[at] << 8 | data[at + 1]
                at += 2
                read, length = reference >> 4, (reference & 15) + 2
                if read == write:
                    return bytes(out)
                for _ in range(length):
                    byte = window[read]
                    out.append(byte)
                    window[write] = byte
                    read, write = (read + 1) % _SIZE, (write + 1) % _SIZE
            else:
                if at >= end:
                    return bytes(out)
                out.append(data[at])
                window[write] = data[at]
                write = (write + 1) % _SIZE
                at += 1
    return bytes(out)
