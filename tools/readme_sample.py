"""Refresh the sample in ``README.md`` from a real run: ``python -m tools.readme_sample``.

The sample is what ``imr review`` prints of an example case, cut to the head and the first disputed item.
"""

from __future__ import annotations

import re
import subprocess
import sys

from tools.generated import REPOSITORY, write

CASE = "examples/cases/lumbar-epidural-repeat"
#: Lines of evidence that are shown.
EVIDENCE = 6
_MARKS = re.compile(r"(<!-- sample: begin -->\n).*(<!-- sample: end -->)", re.DOTALL)
_HEAD_ENDS = "The case"
_ITEM_BEGINS = "Item 1 of"
_EVIDENCE_BEGINS = "Evidence for this item"


def sample() -> str:
    """The sample as Markdown.

    Raises:
        ValueError: the draft no longer has the headings that the sample is cut at.
    """
    command = [sys.executable, "-m", "openimr.cli.main", "review", CASE]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, encoding="utf-8", check=True)
    lines = done.stdout.splitlines()
    head_ends, item, evidence = (_line(lines, words) for words in (_HEAD_ENDS, _ITEM_BEGINS, _EVIDENCE_BEGINS))
    shown = [*lines[:head_ends], "…", "", *lines[item : evidence + 1 + EVIDENCE], "…"]
    title = "## What comes out"
    words = f"From `make review`, on a case file about an invented person (the whole draft has {len(lines)} lines):"
    return "\n".join([title, "", words, "", "```text", *shown, "```", "", ""])


def _line(lines: list[str], words: str) -> int:
    for number, line in enumerate(lines):
        if line.startswith(words):
            return number
    raise ValueError(f"no line of the draft begins with {words!r}")


def pages() -> dict[str, str]:
    """The README with a fresh sample."""
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    fresh = sample()
    return {"README.md": _MARKS.sub(lambda found: found[1] + fresh + found[2], readme)}


if __name__ == "__main__":
    write(pages())
