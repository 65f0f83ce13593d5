"""The example builder as a module that these tests can import."""

from __future__ import annotations

import sys
from pathlib import Path

# The builder is a package of the repository, not of the installed distribution.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
