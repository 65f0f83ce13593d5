"""A finished copy of a letter read again, form by form, from the bytes that would be published."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from openimr.errors import NotSignable
from openimr.publication.pdfchecking import strings_of
from openimr.publication.redaction import AnsweredHits
from openimr.publication.rules import publication_rules
from openimr.publication.secondlook import SecondLook, not_kept

_TAG = re.compile(r"<[^<>]*>")
#: What ends a paragraph or cell, in HTML and in DOCX.
_PARTING = re.compile(r"</(?:\w{1,8}:)?(?:p|td|tc|th|li|h\d|div|tr|title)>|<(?:\w{1,8}:)?(?:br|tab)\s?/?>")


def refuse_unkept(redaction: AnsweredHits, copies: Mapping[str, str | bytes]) -> None:
    """Take the second look at every form of a copy: its text, and the names and notes that a file carries beside it.

    Args:
        redaction: the answered hits.
        copies: what would be published, by form: pdf, html, docx, json, txt.

    Raises:
        NotSignable: a form names a party where nobody answered keep.

    >>> import datetime as dt
    >>> from openimr.letters.model import Letter
    >>> from openimr.publication import Parties, Party, propose
    >>> parties = Parties(parties=(Party(role="employee", name="Ilse Marno"),))
    >>> log = propose(Letter(era="2013", summary="Seen."), parties)
    >>> refuse_unkept(log, {"html": "<p>Seen.</p>"})
    >>> refuse_unkept(log, {"html": "<p>Seen.<!-- of Mar&shy;no --></p>"})
    Traceback (most recent call last):
    openimr.errors.NotSignable: the second look finds 'Mar\\xadno' in the html ...
    """
    rules = publication_rules()
    look = SecondLook(redaction.parties, rules.not_names | rules.double_meaning)
    kept = redaction.kept()
    for form, content in copies.items():
        for text in _texts(form, content):
            if passage := not_kept(look, text, kept):
                raise NotSignable(
                    f"the second look finds {passage!r} in the {form} of the copy, where nobody answered keep",
                    consequence="nothing was published",
                    remedy="look for it in the letter; if the log has no hit there, report a fault of the program",
                )


def _texts(form: str, content: str | bytes) -> Iterator[str]:
    raw = content if isinstance(content, bytes) else content.encode("utf-8")
    if form == "pdf":
        yield from _pdf_texts(raw)
    elif form == "docx":
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            for part in parts.namelist():
                yield part
                if part.endswith((".xml", ".rels")):
                    yield _without_tags(parts.read(part).decode("utf-8", "replace"))
    elif form == "json":
        yield from _strings(json.loads(raw))
    elif form == "html":
        text = raw.decode("utf-8", "replace")
        yield _without_tags(re.sub(r"<!--|-->", " ", text))
        yield from map(html.unescape, re.findall(r'"([^"<>]*)"', text))
    else:
        yield raw.decode("utf-8", "replace")


def _without_tags(text: str) -> str:
    # a tag within a word parts nothing, one that ends a paragraph does
    return html.unescape(_TAG.sub("", _PARTING.sub("\n", text)))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _pdf_texts(content: bytes) -> Iterator[str]:
    import pikepdf
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        for page in document:
            yield page.get_textpage().get_text_bounded().replace("\ufffe", "-").replace("\x02", "-")
    finally:
        document.close()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for thing in pdf.objects:
            yield from map(str, strings_of(thing))
        if "/Metadata" in pdf.Root:
            yield _without_tags(pdf.Root.Metadata.read_bytes().decode("utf-8", "replace"))
