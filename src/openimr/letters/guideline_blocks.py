"""The guideline blocks of a letter as models: the citation grammar belongs to the guidelines room, the contract to ours."""

from __future__ import annotations

from openimr.letters.model import GuidelineBlock


def read_block(text: str) -> GuidelineBlock:
    return GuidelineBlock(text=text)
