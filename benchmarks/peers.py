"""What the project's own functions are measured against: others doing a part of the same work, in the same run."""

from __future__ import annotations

import io
import re
from pathlib import Path

_LABELS = re.compile(
    r"(Case Number|Date of Injury|UR Denial Date|Decision Date|CLINICAL CASE SUMMARY|"
    r"HOW THE IMR FINAL DETERMINATION WAS MADE|IMR ISSUES, DECISIONS AND RATIONALES|"
    r"Claims Administrator guideline|Decision rationale):?",
)
_HEADING = re.compile(r"^(.*?)(?: is|:)? (Upheld|Overturned)\.?$", re.MULTILINE)


def regex_split(text: str) -> dict[str, object]:
    """A letter cut at its labels by one pattern, and its headings found by a second: no citations, requests or checks.

    >>> regex_split("Case Number: A1 Decision rationale: No signs.")["Case Number"]
    'A1'
    """
    parts = _LABELS.split(text)
    fields: dict[str, object] = {label: body.strip() for label, body in zip(parts[1::2], parts[2::2], strict=True)}
    fields["items"] = _HEADING.findall(text)
    return fields


def pypdf_text(path: Path) -> str:
    """The text of a PDF by pypdf: extraction alone, no letter."""
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def reportlab_pdf(text: str) -> bytes:
    """A text as an untagged PDF by reportlab: paragraphs on letter paper, no headings, no tags."""
    from reportlab.lib.pagesizes import LETTER
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    style = getSampleStyleSheet()["BodyText"]
    story = []
    for block in text.split("\n\n"):
        escaped = block.replace("&", "&amp;").replace("<", "&lt;")
        story += [Paragraph(escaped, style), Spacer(1, 6)]
    target = io.BytesIO()
    SimpleDocTemplate(target, pagesize=LETTER).build(story)
    return target.getvalue()
