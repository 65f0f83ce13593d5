"""The companions of the example cases: easy in both languages, every item in them, two pages for two items."""

from __future__ import annotations

import pytest
from pypdfium2 import PdfDocument

from openimr.casefile import CaseFile
from openimr.letters.companion import companion_of, texts_of
from openimr.letters.plain_words import plain_words
from openimr.letters.readability import fernandez_huerta, flesch_kincaid
from openimr.letters.rendering import render_layout
from openimr.review import Draft


def test_the_english_text_asks_for_grade_8_at_most(drafts: dict[str, tuple[CaseFile, Draft]]) -> None:
    for slug, (_, draft) in drafts.items():
        assert flesch_kincaid(texts_of(companion_of(draft, "en").layout)) <= 8.0, slug


def test_the_spanish_text_is_easy(drafts: dict[str, tuple[CaseFile, Draft]]) -> None:
    for slug, (_, draft) in drafts.items():
        assert fernandez_huerta(texts_of(companion_of(draft, "es").layout)) >= 65.0, slug


def test_every_item_is_told_in_words_of_its_own(drafts: dict[str, tuple[CaseFile, Draft]]) -> None:
    for _, draft in drafts.values():
        for language in ("en", "es"):
            companion = companion_of(draft, language)
            text = " ".join(texts_of(companion.layout))
            assert companion.general == ()
            for item in draft.items:
                assert " ".join(item.heading.split()) in text
                assert plain_words().treatment(item.request, language).words in text


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_is_short(drafts: dict[str, tuple[CaseFile, Draft]], language: str) -> None:
    for slug, (_, draft) in drafts.items():
        layout = companion_of(draft, language).layout  # type: ignore[arg-type]
        pages = len(PdfDocument(render_layout(layout, "pdf")))
        assert pages <= max(2, 2 + (len(draft.items) - 2) / 2), slug
