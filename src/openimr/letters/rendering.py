"""Write a letter: text, HTML, tagged PDF, DOCX or JSON, in the form of its era.

A letter of our own era carries the draft mark on every page unless it holds a signature that fits its content
(:mod:`openimr.letters.digest`). JSON is the letter's data itself and says so in its ``signature``: null is a draft.
"""

from __future__ import annotations

from typing import Literal, get_args, overload

from openimr.errors import UsageError
from openimr.letters.blocks import Layout
from openimr.letters.layout import lay_out
from openimr.letters.model import Letter

TextForm = Literal["text", "html", "json"]
BinaryForm = Literal["pdf", "docx"]


@overload
def render(letter: Letter, to: TextForm) -> str: ...
@overload
def render(letter: Letter, to: BinaryForm) -> bytes: ...
@overload
def render(letter: Letter, to: str) -> str | bytes: ...
def render(letter: Letter, to: str) -> str | bytes:
    """A letter in the form of its era, written as ``to``.

    Args:
        letter: parsed, drafted or signed.
        to: ``text``, ``html``, ``json``, ``pdf`` or ``docx``.

    Returns:
        Text for text, HTML and JSON; bytes for PDF and DOCX.

    Raises:
        UsageError: ``to`` is none of these.
        NotFound: no form is known for the letter's era.

    >>> from openimr.letters.model import LetterItem
    >>> letter = Letter(era="2014", items=[LetterItem(heading="MRI of the knee", decision="upheld")])
    >>> render(letter, "text").splitlines()[-7]
    'MRI of the knee: Upheld'
    """
    if to == "json":
        return letter.model_dump_json(indent=1) + "\n"
    return render_layout(lay_out(letter), to)


def render_layout(layout: Layout, to: str) -> str | bytes:
    """What is already laid out, written as ``to``: a letter, a draft with its working pages, a companion.

    Args:
        layout: blocks in reading order.
        to: ``text``, ``html``, ``pdf`` or ``docx``.

    Raises:
        UsageError: ``to`` is none of these.

    >>> from openimr.letters.blocks import Paragraph
    >>> render_layout(Layout("Note", (Paragraph("He is well."),)), "text")
    'Note\\n\\nHe is well.\\n'
    """
    if to == "text":
        from openimr.letters.rendering_text import text_of

        return text_of(layout)
    if to == "html":
        from openimr.letters.rendering_html import html_of

        return html_of(layout)
    if to == "pdf":
        from openimr.letters.rendering_pdf import pdf_of

        return pdf_of(layout)
    if to == "docx":
        from openimr.letters.rendering_docx import docx_of

        return docx_of(layout)
    raise UsageError(
        f"a letter cannot be written as {to!r}",
        remedy="write it as " + ", ".join((*get_args(TextForm), *get_args(BinaryForm))),
    )
