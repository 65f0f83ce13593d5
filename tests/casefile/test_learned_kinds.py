"""The table of words that lean to kinds: sums that no order changes, and no weight that they have no room for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openimr.casefile.model import DocumentKind
from openimr.casefile.papers.learnedkinds import LearnedKinds, learned_kinds
from openimr.errors import RuleError
from openimr.rulefiles import RULES_VARIABLE, rules_root

KINDS = (DocumentKind.RFA, DocumentKind.OTHER, DocumentKind.BILLING)
WEIGHTS = st.lists(st.tuples(st.integers(0, 2), st.integers(-9999, 9999)), max_size=3, unique_by=lambda one: one[0])


@given(st.lists(WEIGHTS, min_size=6, max_size=40), st.randoms())
def test_points_are_the_sums_of_the_words_weights_in_any_order(
    weights: list[list[tuple[int, int]]], order: Random
) -> None:
    words = {f"word{number}": found for number, found in enumerate(weights)}
    table = LearnedKinds.of(KINDS, (0.1, 0.0, -0.2), words)
    sums = [sum(weight for found in weights for at, weight in found if at == kind) for kind in range(3)]
    scores = [one / (100 * len(words) ** 0.5) + bias for one, bias in zip(sums, table.bias, strict=True)]
    points = table.leaning(words)
    assert [points[kind] for kind in KINDS] == pytest.approx([max(-15, 3 * (one - max(scores))) for one in scores])
    shuffled = list(words)
    order.shuffle(shuffled)
    assert table.leaning(shuffled) == points


@pytest.mark.parametrize("weight", [0.5, 1 << 20, "x", None])
def test_a_weight_that_is_none_is_refused_with_its_file(
    weight: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(rules_root(), tmp_path / "rules")
    place = tmp_path / "rules" / "california" / "learned_kinds.json"
    content = json.loads(place.read_text())
    content["words"][3][2] = weight
    place.write_text(json.dumps(content))
    monkeypatch.setenv(RULES_VARIABLE, str(tmp_path / "rules"))
    with pytest.raises(RuleError, match=r"learned_kinds\.json"):
        learned_kinds.__wrapped__("california")
