"""All benchmarks, or those named: ``python -m benchmarks.run [letters] [facts] [commands] [record] [panel] ...``.

Prints figures and ratios; never fails on time.
"""

from __future__ import annotations

import importlib
import os
import platform
import sys

from benchmarks.measuring import Figure, show

PARTS = ("letters", "facts", "commands", "large_case", "record", "record_speed", "recognition", "panel", "publication",
         "store")


def main(names: list[str]) -> None:
    """Run the parts named, or all."""
    figures: list[Figure] = []
    for name in names or PARTS:
        print(f"measuring {name} …", file=sys.stderr)
        figures += importlib.import_module(f"benchmarks.{name}").figures()
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; one process unless said")
    show(figures)


if __name__ == "__main__":
    main(sys.argv[1:])
