"""Files inside ``winmail.dat`` (TNEF), the parcel that Outlook sends to programs that are not Outlook.

Only what a reader needs of the format (MS-OXTNEF) is read: the body, and each attachment with its name.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from openimr.casefile.files.compressedrtf import expand_rtf
from openimr.casefile.files.mail import Attachment

_SIGNATURE = 0x223E9F78
_BODY, _MESSAGE, _NEXT, _TITLE, _DATA, _ATTACHMENT = (
    0x0002800C, 0x00069003, 0x00069002, 0x00018010, 0x0006800F, 0x00069005,
)
_LONG_NAME, _FILE_NAME, _INSIDE, _RTF, _HTML, _PLAIN = 0x3707, 0x3704, 0x3701, 0x1009, 0x1013, 0x1000
#: Sizes of values of fixed length, by type.
_FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_MAX_PROPERTIES = 2_000
_MAX_ATTACHMENTS = 500


def open_tnef(path: Path) -> list[Attachment]:
    """The body (as ``message.txt``, ``.rtf`` or ``.html``) and the attachments of a parcel.

    Raises:
        ValueError: it is no parcel, or it is damaged before anything could be taken out.
    """
    data = path.read_bytes()
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != _SIGNATURE:
        raise ValueError("it is no winmail.dat")
    found: list[Attachment] = []
    body: Attachment | None = None
    name, content = "", b""
    for kind, value in _attributes(data):
        if kind == _NEXT:
            if content:
                found.append(Attachment(name or f"attachment-{len(found) + 1}", content))
            name, content = "", b""
            if len(found) >= _MAX_ATTACHMENTS:
                break
        elif kind == _BODY and value.strip(b"\0 \r\n"):
            body = Attachment("message.txt", value.rstrip(b"\0"))
        elif kind == _MESSAGE:
            body = body or _body_of(value)
        elif kind == _TITLE:
            name = name or value.rstrip(b"\0").decode("cp1252", errors="replace")
        elif kind == _DATA:
            content = value
        elif kind == _ATTACHMENT:
            properties = dict(_properties(value))
            long = properties.get(_LONG_NAME) or properties.get(_FILE_NAME)
            name = long.decode("utf-16-le", errors="replace").rstrip("\0") if long else name
            inside = properties.get(_INSIDE, b"")
            # a message inside the parcel is a parcel itself, behind sixteen bytes that name its kind
            if not content and len(inside) > 20:
                content = inside[16:] if inside[16:20] == data[:4] else inside
    if content:
        found.append(Attachment(name or f"attachment-{len(found) + 1}", content))
    return ([body] if body is not None else []) + found


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and value of each attribute; those behind a damaged one are lost."""
    at = 6
    while at + 9 <= len(data):
        kind, length = struct.unpack_from("<II", data, at + 1)
        at += 9
        if length > len(data) - at:
            return
        yield kind, data[at:at + length]
        at += length + 2


def _body_of(value: bytes) -> Attachment | None:
    properties = dict(_properties(value))
    if properties.get(_HTML):
        return Attachment("message.html", properties[_HTML])
    if properties.get(_PLAIN):
        return Attachment("message.txt", properties[_PLAIN].decode("utf-16-le", errors="replace").encode())
    if properties.get(_RTF):
        with suppress(ValueError):
            return Attachment("message.rtf", expand_rtf(properties[_RTF]))
    return None


def _properties(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and value of the properties in a block: text in UTF-16, the first value of each.

    The block is left where it stops to make sense.
    """
    with suppress(struct.error):
        count, = struct.unpack_from("<I", data)
        at = 4
        for _ in range(min(count, _MAX_PROPERTIES)):
            kind, number = struct.unpack_from("<HH", data, at)
            at += 4
            if number >= 0x8000:
                at = _behind_name(data, at)
            many, kind = bool(kind & 0x1000), kind & 0x0FFF
            values = 1
            if many or kind in (0x0D, 0x1E, 0x1F, 0x102):
                values, = struct.unpack_from("<I", data, at)
                at += 4
            first: bytes | None = None
            for _ in range(min(values, _MAX_PROPERTIES)):
                if kind in _FIXED:
                    length = _FIXED[kind]
                elif kind in (0x0D, 0x1E, 0x1F, 0x102):
                    length, = struct.unpack_from("<I", data, at)
                    at += 4
                else:
                    return
                value = data[at:at + length]
                if len(value) < length:
                    return
                at += (length + 3) & ~3
                if first is None:
                    first = value
            if first is not None:
                if kind == 0x1E:
                    first = first.decode("cp1252", errors="replace").encode("utf-16-le")
                yield number, first


def _behind_name(data: bytes, at: int) -> int:
    """The place behind the name of a named property."""
    kind = int(struct.unpack_from("<I", data, at + 16)[0])
    if kind == 0:
        return at + 24
    length = int(struct.unpack_from("<I", data, at + 20)[0])
    return at + 24 + ((length + 3) & ~3)
