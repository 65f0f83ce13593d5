"""The working pages of a draft: every way and every missing paper in each form, and never in a letter."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import get_args

import pytest
from docx import Document
from pypdfium2 import PdfDocument

from openimr.casefile import CaseFile
from openimr.letters.forms_current import current_form
from openimr.letters.from_draft import letter_from_draft
from openimr.letters.layout_current import lay_out_current
from openimr.letters.parsing import parse_file
from openimr.letters.rendering import render, render_layout
from openimr.letters.working_pages import lay_out_draft
from openimr.review import Draft
from openimr.review.model import Change, Reached, Status

FORMS = ("text", "html", "pdf", "docx")
HEADING = "Working pages: what would change this"


def words(form: str, written: str | bytes) -> str:
    """What a reader of the form reads, on one line."""
    if isinstance(written, str):
        text = re.sub(r"<[^>]+>", " ", written) if form == "html" else written
    elif form == "pdf":
        text = "\n".join(page.get_textpage().get_text_range() for page in PdfDocument(written))
    else:
        document = Document(io.BytesIO(written))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        text = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    return " ".join(text.replace("\u200b", "").replace("&#39;", "'").replace("|", " ").split())


@pytest.mark.parametrize("form", FORMS)
def test_every_change_and_every_missing_paper_is_told(form: str, drafts: dict[str, tuple[CaseFile, Draft]]) -> None:
    draft = drafts["lumbar-epidural-levels"][1]
    told = words(form, render_layout(lay_out_draft(draft), form)).partition(HEADING)[2]
    assert draft.items[0].turning is not None
    for change in draft.items[0].turning.ways[0]:
        assert change.must_hold in told and f"{change.criterion}." in told
        assert change.by == "request" or change.supplier in told
    assert "Page(s): 46." in told
    for missing in draft.items[0].missing:
        assert missing.document_needed in told and f"From {missing.supplier}:" in told


def test_the_form_has_words_for_all_that_can_stand_there() -> None:
    form = current_form().working
    by = get_args(Change.model_fields["by"].annotation)
    assert set(dict(form.points)) == {f"{one}_{holds}" for one in by for holds in ("holds", "not")}
    assert set(dict(form.now_record)) == set(dict(form.now_request)) == {status.value for status in Status}
    assert set(dict(form.reached)) == set(get_args(Reached))
    assert set(dict(form.turns)) == {"upheld", "overturned"}


def test_how_like_items_were_decided_is_told(drafts: dict[str, tuple[CaseFile, Draft]]) -> None:
    for _, draft in drafts.values():
        told = words("text", render_layout(lay_out_draft(draft), "text")).partition(HEADING)[2]
        for item in draft.items:
            like = item.agreement
            assert like is not None and item.confidence == like.probability
            if like.items:
                assert f"Of {like.items} like items in published letters {like.agreed} were decided so." in told
            else:
                assert "no figure is given" in told and like.probability is None


def test_a_letter_has_no_working_pages(drafts: dict[str, tuple[CaseFile, Draft]]) -> None:
    for _, draft in drafts.values():
        assert HEADING not in render(letter_from_draft(draft), "text")


@pytest.mark.parametrize(("form", "suffix"), [("text", "txt"), ("pdf", "pdf")])
def test_a_draft_is_read_back_without_them(
    form: str, suffix: str, drafts: dict[str, tuple[CaseFile, Draft]], tmp_path: Path
) -> None:
    for slug in ("lumbar-epidural-levels", "scs-trial"):
        draft = drafts[slug][1]
        read = []
        for written in (render_layout(lay_out_draft(draft), form), render(letter_from_draft(draft), form)):
            path = tmp_path / f"draft.{suffix}"
            path.write_bytes(written if isinstance(written, bytes) else written.encode())
            read.append(parse_file(path))
        assert read[0] == read[1] and not read[0].problems


def test_no_way_is_left_out(drafts: dict[str, tuple[CaseFile, Draft]]) -> None:
    for _, draft in drafts.values():
        told = words("text", render_layout(lay_out_draft(draft), "text")).partition(HEADING)[2]
        for item in draft.items:
            for way in item.turning.ways if item.turning else []:
                assert all(change.must_hold.rstrip(".") in told for change in way), item.heading


def test_the_letter_stands_unchanged_before_them(drafts: dict[str, tuple[CaseFile, Draft]]) -> None:
    for _, draft in drafts.values():
        letter = lay_out_current(letter_from_draft(draft))
        assert lay_out_draft(draft).blocks[: len(letter.blocks)] == letter.blocks
