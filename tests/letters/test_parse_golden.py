"""Golden pairs: every fixture letter beside what it must become. A new pair is found by its name.

After a wanted change ``python tests/letters/test_parse_golden.py`` writes the expected files; read the difference.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from openimr.letters import parse, read_letter_file

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.txt"))


def parsed(path: Path) -> dict[str, object]:
    data = parse(read_letter_file(path)).model_dump(mode="json", exclude_defaults=True)
    # what other rooms read from a heading or citation has its own tests
    for item in data.get("items", []):
        item.pop("request", None)
        for block in ("claims_administrator", "reviewer_guideline"):
            for statement in item.get(block, {}).get("statements", []):
                for citation in statement.get("citations", []):
                    for key in ("resolved_topic", "topics", "standing", "why"):
                        citation.pop(key, None)
    return data


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.stem)
def test_letter_becomes_its_golden_data(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert parsed(path) == expected


if __name__ == "__main__":
    for one in FIXTURES:
        text = json.dumps(parsed(one), indent=1, ensure_ascii=False)
        one.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
