"""The taxonomy of treatments: complete for the catalogue's categories, and refused when it is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from openimr.dispute import treatments as room
from openimr.dispute.model import Category
from openimr.errors import RuleError


def test_every_category_is_used() -> None:
    assert {t.category for t in room.treatments().values()} == set(get_args(Category))


def test_many_treatments() -> None:
    assert len(room.treatments()) > 150


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("mri: {name: MRI, category: picture, words: [mri]}", "category 'picture'"),
        ("mri: {name: MRI, category: diagnostic, wrods: [mri]}", "unknown key 'wrods'"),
        ("mri: {name: MRI, category: diagnostic, rank: high, words: [mri]}", "rank 'high'"),
        ("mri: {name: MRI, category: diagnostic, words: [mri], together: [emg]}", "unknown treatment 'emg'"),
        ("mri: {name: MRI, category: diagnostic, words: [mri], becomes: [{with: [x]}]}", "is not complete"),
    ],
)
def test_wrong_tables_are_refused(text: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "treatments.yaml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(room, "TAXONOMY", path)
    room.treatments.cache_clear()
    try:
        with pytest.raises(RuleError, match=complaint):
            room.treatments()
    finally:
        room.treatments.cache_clear()
