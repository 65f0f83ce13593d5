"""Outlook messages (MSG): their own page, and the files and messages attached to them.

A message attached to a message has no bytes of its own in the file; it is handed on as an ordinary e-mail.
"""

from __future__ import annotations

import re
from contextlib import suppress
from email.message import EmailMessage
from email.parser import HeaderParser
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING

from openimr.casefile.files.compressedrtf import expand_rtf
from openimr.casefile.files.mail import LOGO_BYTES, MAX_MAIL_BYTES, SHOWN_HEADERS, Attachment, Mail, mail_text
from openimr.casefile.pages.plaintext import decode, html_text
from openimr.casefile.pages.richtext import rtf_text

if TYPE_CHECKING:
    from oxmsg.properties import Properties
    from oxmsg.storage import Storage

_HEADERS, _SUBJECT, _SENDER, _SENDER_ADDRESS, _SENDER_SMTP = 0x007D, 0x0037, 0x0C1A, 0x0C1F, 0x5D01
_TO, _CC, _SENT, _DELIVERED = 0x0E04, 0x0E03, 0x0039, 0x0E06
_BODY, _HTML, _RTF, _CODE_PAGE, _MESSAGE_CODE_PAGE = 0x1000, 0x1013, 0x1009, 0x3FDE, 0x3FFD
_DATA, _LONG_NAME, _SHORT_NAME, _DISPLAY_NAME, _CONTENT_ID, _HIDDEN = 0x3701, 0x3707, 0x3704, 0x3001, 0x3712, 0x7FFE
#: Bytes before the properties of a message in a file, of one inside another, of an attachment.
_TOP, _INNER, _ATTACHED = 32, 24, 8
_MAX_DEPTH = 8
_MAX_ENTRIES = 50_000
_LINE_ENDS = re.compile(r"[\r\n\0]+")


def open_msg(path: Path) -> Mail:
    """The text of a message and its attachments.

    Raises:
        ValueError: the message cannot be taken apart.
    """
    if path.stat().st_size > MAX_MAIL_BYTES:
        raise ValueError("the message is larger than any mail server takes")
    try:
        return _message(_storage(path), _TOP, 0)
    except RecursionError as error:
        raise ValueError("messages lie inside each other without end") from error
    except ValueError:
        raise
    except Exception as error:  # the readers of compound files raise anything on hostile ones
        raise ValueError(type(error).__name__) from error


def _storage(path: Path) -> Storage:
    # the reader of compound files that the reader of messages stands on
    from oxmsg.storage import OleFileIO, Storage

    with OleFileIO(str(path)) as ole:
        entries = [entry for entry in ole.direntries if entry is not None]
        if len(entries) > _MAX_ENTRIES:
            raise ValueError("it lists more parts than any message has")
        # every stream takes its own room in the file: more than the file has is a trap
        if sum(entry.size for entry in entries if entry.entry_type == 2) > 2 * path.stat().st_size + 65_536:
            raise ValueError("its parts claim more room than the file has")
        return Storage.from_ole(ole)


def _message(storage: Storage, offset: int, depth: int) -> Mail:
    from oxmsg.properties import Properties

    properties = Properties(storage, properties_header_offset=offset)
    codec = _codec(properties, _MESSAGE_CODE_PAGE) or "cp1252"
    headers = _headers(storage, properties, codec)
    mail = Mail(mail_text(headers, _body(storage, properties, codec)))
    for number, attached in enumerate(storage.iter_attachment_storages(), start=1):
        _attach(attached, number, codec, depth, mail)
    return mail


def _headers(storage: Storage, properties: Properties, codec: str) -> dict[str, str]:
    """The headers a reader sees: those of the transport where they were kept, else from the message's fields."""
    headers: dict[str, str] = {}
    kept = _string(storage, _HEADERS, codec)
    if kept:
        with suppress(Exception):  # headers are as hostile as the rest, and the fields below say the same
            parsed = HeaderParser(policy=default).parsestr(kept.lstrip())
            headers = {name: str(parsed[name]) for name in SHOWN_HEADERS if parsed[name]}
    name = _string(storage, _SENDER, codec)
    address = _string(storage, _SENDER_SMTP, codec) or _string(storage, _SENDER_ADDRESS, codec)
    address = address if "@" in address else ""
    fields = {
        "From": f"{name} <{address}>" if name and address and name != address else name or address,
        "To": _string(storage, _TO, codec),
        "Cc": _string(storage, _CC, codec),
        "Date": _date(properties, _SENT) or _date(properties, _DELIVERED),
        "Subject": _string(storage, _SUBJECT, codec),
    }
    merged = {name: headers.get(name) or fields[name] for name in SHOWN_HEADERS}
    return {name: _LINE_ENDS.sub(" ", value).strip() for name, value in merged.items() if value}


def _body(storage: Storage, properties: Properties, codec: str) -> str:
    """The body: plain where there is one, else from HTML, else from RTF."""
    internet = _codec(properties, _CODE_PAGE) or codec
    plain = _string(storage, _BODY, internet)
    if plain.strip():
        return plain.replace("\r\n", "\n")
    marked_up = _bytes(storage, _HTML, 0x0102)
    text = html_text(_decoded(marked_up, internet)) if marked_up else html_text(_string(storage, _HTML, internet))
    if text.strip():
        return text
    packed = _bytes(storage, _RTF, 0x0102)
    if packed:
        with suppress(ValueError):
            return rtf_text(expand_rtf(packed)).strip()
    return ""


def _attach(storage: Storage, number: int, codec: str, depth: int, mail: Mail) -> None:
    from oxmsg.properties import Properties

    properties = Properties(storage, properties_header_offset=_ATTACHED)
    names = (_string(storage, pid, codec).strip() for pid in (_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME))
    name = next((found for found in names if found), f"attachment-{number}")
    inner = next((s for s in storage.storages if s.name.upper().endswith("3701000D")), None)
    if inner is not None:
        if depth < _MAX_DEPTH and any(s.name == "__properties_version1.0" for s in inner.streams):
            data = _as_eml(_message(inner, _INNER, depth + 1))
            mail.attachments.append(Attachment(name if "." in name[-5:] else f"{name}.msg", data))
        else:
            mail.missing.append(name)
        return
    content = _bytes(storage, _DATA, 0x0102)
    if content is None:
        mail.missing.append(name)
        return
    is_shown_inside = bool(_string(storage, _CONTENT_ID, codec)) or _flag(properties, _HIDDEN)
    if is_shown_inside and len(content) < LOGO_BYTES and _is_picture(content):
        return
    mail.attachments.append(Attachment(name, content))


def _as_eml(mail: Mail) -> bytes:
    """A message as an ordinary e-mail, which is read like any other."""
    head, _, body = mail.text.partition("\n\n")
    message = EmailMessage()
    for line in head.split("\n"):
        name, _, value = line.partition(": ")
        if name in SHOWN_HEADERS and name not in message:
            with suppress(Exception):  # a header that no mail can have is left out of the mail
                message[name] = _sane(value)
    if "From" not in message:
        message["From"] = "unknown"
    message["Message-ID"] = "<attached@message.invalid>"
    message.set_content(_sane(body))
    for attachment in mail.attachments:
        message.add_attachment(attachment.data, maintype="application", subtype="octet-stream",
                               filename=_sane(attachment.name))
    return message.as_bytes()


def _sane(text: str) -> str:
    return text.encode("utf-8", errors="replace").decode("utf-8").replace("\0", " ")


def _string(storage: Storage, pid: int, codec: str) -> str:
    wide = _bytes(storage, pid, 0x001F)
    if wide is not None:
        return wide.decode("utf-16-le", errors="replace").rstrip("\0")
    narrow = _bytes(storage, pid, 0x001E)
    return _decoded(narrow, codec).rstrip("\0") if narrow is not None else ""


def _bytes(storage: Storage, pid: int, kind: int) -> bytes | None:
    name = f"__substg1.0_{pid:04X}{kind:04X}"
    return next((bytes(stream.bytes_) for stream in storage.streams if stream.name == name), None)


def _decoded(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return decode(data)


def _codec(properties: Properties, pid: int) -> str | None:
    """The character set that a property of the message names; None when it names none that is known."""
    from oxmsg.domain.encodings import encoding_from_codepage

    with suppress(Exception):
        page = properties.int_prop_value(pid)
        return encoding_from_codepage(page) if page else None
    return None


def _flag(properties: Properties, pid: int) -> bool:
    with suppress(Exception):
        return bool(properties.int_prop_value(pid))
    return False


def _date(properties: Properties, pid: int) -> str:
    with suppress(Exception):
        found = properties.date_prop_value(pid)
        return found.strftime("%a, %d %b %Y %H:%M:%S +0000") if found is not None and found.year >= 1980 else ""
    return ""


def _is_picture(data: bytes) -> bool:
    return data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM"))
