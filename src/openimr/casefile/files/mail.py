"""E-mail: its own page, and the files attached to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from pathlib import Path

from openimr.casefile.pages.plaintext import decode, html_text

#: More parts than any mail has.
_MAX_PARTS = 500
#: The headers that a reader of a mail sees.
SHOWN_HEADERS = ("From", "To", "Cc", "Date", "Subject")
#: A picture shown inside a mail below this size is a logo or a smile.
LOGO_BYTES = 20_000
#: Mail servers take some dozens of megabytes.
MAX_MAIL_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside an e-mail: its name as the mail gives it, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail taken apart.

    Attributes:
        text: headers a reader sees, an empty line, the body.
        attachments: the files in it, mails among them.
        missing: names of attachments that the mail only points to.
    """

    text: str
    attachments: list[Attachment] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def open_mail(path: Path) -> Mail:
    """The text of a mail and its attachments.

    Raises:
        ValueError: the mail cannot be taken apart.
    """
    if path.stat().st_size > MAX_MAIL_BYTES:
        raise ValueError("the mail is larger than any mail server takes")
    try:
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        return _open(message)
    except (MessageError, LookupError, UnicodeError, AttributeError, TypeError, RecursionError) as error:
        raise ValueError(type(error).__name__) from error


def mail_text(headers: dict[str, str], body: str) -> str:
    """A mail as a page: the headers that a reader sees, then the body.

    >>> mail_text({"From": "clerk@example.org", "Subject": "Records"}, "Attached.")
    'From: clerk@example.org\\nSubject: Records\\n\\nAttached.\\n'
    """
    head = [f"{name}: {headers[name]}" for name in SHOWN_HEADERS if headers.get(name)]
    return "\n".join([*head, "", body]).rstrip() + "\n"


def _open(message: EmailMessage) -> Mail:
    plain: list[str] = []
    marked_up: list[str] = []
    mail = Mail("")
    waiting: list[Message] = [message]
    seen = 0
    while waiting:
        part = waiting.pop(0)
        seen += 1
        if seen > _MAX_PARTS:
            raise ValueError("the mail has too many parts")
        kind = part.get_content_type()
        if kind == "message/external-body":
            mail.missing.append(_name(part, f"part-{seen}"))
            continue
        if kind == "message/rfc822" and part is not message:
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                mail.attachments.append(Attachment(_name(part, "forwarded.eml"), inner[0].as_bytes()))
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
            inline = kind.startswith("image/") and part.get_content_disposition() == "inline"
            if not (inline and len(data) < LOGO_BYTES):
                mail.attachments.append(Attachment(_name(part, f"part-{seen}"), data))
        elif kind == "text/html":
            marked_up.append(html_text(_charset(part, data)))
        else:
            plain.append(_charset(part, data))
    body = "\n".join(text for text in plain if text.strip()) or "\n".join(marked_up)
    headers = {name: str(message[name]) for name in SHOWN_HEADERS if message[name]}
    return Mail(mail_text(headers, body), mail.attachments, mail.missing)


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
