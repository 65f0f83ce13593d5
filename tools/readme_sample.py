"""Refresh the sample in ``README.md`` from a real run: ``python -m tools.readme_sample``.

The sample is the draft of one disputed item of an example case, as ``imr review`` prints it, cut to what fits a screen.
"""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap

from tools.generated import REPOSITORY, write

CASE = "examples/cases/lumbar-epidural-repeat"
#: Lines of the draft that are shown.
LONGEST = 46
_MARKS = re.compile(r"(<!-- sample: begin -->\n).*(<!-- sample: end -->)", re.DOTALL)


def sample() -> str:
    """The sample as Markdown."""
    command = [sys.executable, "-m", "openimr.cli.main", "review", CASE]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, encoding="utf-8", check=True)
    lines: list[str] = []
    for line in done.stdout.splitlines():
        lines += textwrap.wrap(line, 112, subsequent_indent="  ") or [""]
    shown = "\n".join(lines[:LONGEST]).rstrip()
    rest = len(lines) - LONGEST
    more = f"\n\n… and {rest} lines more." if rest > 0 else ""
    head = "## What comes out\n\nFrom `make review`, on a case file about an invented person:"
    return f"{head}\n\n```text\n{shown}\n```{more}\n\n"


def pages() -> dict[str, str]:
    """The README with a fresh sample."""
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    fresh = sample()
    return {"README.md": _MARKS.sub(lambda found: found[1] + fresh + found[2], readme)}


if __name__ == "__main__":
    write(pages())
