"""E-mail: its own page, and the files attached to it."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from pathlib import Path

from openimr.casefile.pages.plaintext import decode, html_text

#: More parts than any mail has.
_MAX_PARTS = 500
_SHOWN_HEADERS = ("From", "To", "Cc", "Date", "Subject")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside an e-mail: its name as the mail gives it, and its bytes."""

    name: str
    data: bytes


def open_mail(path: Path) -> tuple[str, list[Attachment]]:
    """The text of a mail (headers a reader sees, then the body) and its attachments.

    Raises:
        ValueError: the mail cannot be taken apart.
    """
    try:
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        return _open(message)
    except (MessageError, LookupError, UnicodeError, AttributeError, TypeError, RecursionError, IndexError) as error:
        raise ValueError(type(error).__name__) from error


def _open(message: EmailMessage) -> tuple[str, list[Attachment]]:
    plain: list[str] = []
    marked_up: list[str] = []
    attachments: list[Attachment] = []
    waiting: list[Message] = [message]
    seen = 0
    while waiting:
        part = waiting.pop(0)
        seen += 1
        if seen > _MAX_PARTS:
            raise ValueError("the mail has too many parts")
        kind = part.get_content_type()
        if kind == "message/rfc822" and part is not message:
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                attachments.append(Attachment(_name(part, "forwarded.eml"), inner[0].as_bytes()))
            continue
        if part.is_multipart():
            payload = part.get_payload()
            waiting[:0] = [p for p in payload if isinstance(p, Message)] if isinstance(payload, list) else []
            continue
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes):
            continue
        attached = part.get_content_disposition() == "attachment" or bool(part.get_filename())
        if attached or not kind.startswith("text/"):
            if not (kind.startswith("image/") and part.get_content_disposition() == "inline" and len(data) < 20_000):
                attachments.append(Attachment(_name(part, f"part-{seen}"), data))
        elif kind == "text/html":
            marked_up.append(html_text(_charset(part, data)))
        else:
            plain.append(_charset(part, data))
    head = [f"{name}: {message[name]}" for name in _SHOWN_HEADERS if message[name]]
    body = "\n".join(text for text in plain if text.strip()) or "\n".join(marked_up)
    return "\n".join([*head, "", body]).rstrip() + "\n", attachments


def _charset(part: Message, data: bytes) -> str:
    stated = part.get_content_charset()
    if stated:
        try:
            return data.decode(stated)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def _name(part: Message, otherwise: str) -> str:
    return part.get_filename() or otherwise
