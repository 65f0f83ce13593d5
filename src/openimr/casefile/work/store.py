"""What was recognised is kept by content, so that a second run, or a run after a kill, does not recognise again.

The files hold text of medical records: folder and files are readable by their owner only. They may be deleted at any
time; nothing but time is lost.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from openimr.casefile.ocr.engines import Recognised

#: Where recognised text is kept; ``off`` (or an empty value) keeps none.
CACHE_VARIABLE = "OPENIMR_CACHE"


def default_cache() -> Path | None:
    """The folder for recognised text: ``OPENIMR_CACHE``, else ``openimr`` in the user's cache; None if switched off."""
    stated = os.environ.get(CACHE_VARIABLE)
    if stated is not None:
        return None if stated.strip().lower() in ("", "off", "none") else Path(stated)
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "openimr"
    except RuntimeError:
        return None  # an account without a home keeps nothing


@dataclass(frozen=True, slots=True)
class RecognitionStore:
    """Recognised text by key, one small file each, written whole or not at all.

    Attributes:
        folder: where the files lie; None keeps nothing.
        maker: engine and clean-up that make the results; others' results are never returned.
    """

    folder: Path | None
    maker: str

    def key(self, *parts: object) -> str:
        """The key of a result: a hash of its maker and of what identifies the page."""
        return hashlib.sha256("\x1f".join([self.maker, *map(str, parts)]).encode()).hexdigest()

    def get(self, key: str) -> Recognised | None:
        """What was stored, or None: nothing, or something damaged."""
        if self.folder is None:
            return None
        try:
            held = json.loads(self._place(key).read_text(encoding="utf-8"))
            text, confidence = held["text"], float(held["confidence"])
            if held["check"] != _check(text, confidence) or not 0 <= confidence <= 1:
                return None
            return Recognised(text, confidence)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def put(self, key: str, result: Recognised) -> None:
        """Store a result. A folder that cannot be written to only costs the next run its time."""
        if self.folder is None:
            return
        place = self._place(key)
        body = {"text": result.text, "confidence": result.confidence, "check": _check(result.text, result.confidence)}
        temporary = ""
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            for folder in (self.folder, place.parent.parent, place.parent):
                folder.mkdir(exist_ok=True, mode=0o700)
            handle, temporary = tempfile.mkstemp(dir=place.parent, suffix=".part")
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(body, stream, ensure_ascii=False)
            Path(temporary).replace(place)
        except OSError:
            if temporary:
                with suppress(OSError):
                    Path(temporary).unlink()

    def _place(self, key: str) -> Path:
        return (self.folder or Path()) / "ocr" / key[:2] / f"{key[2:]}.json"


def _check(text: str, confidence: float) -> str:
    return hashlib.sha256(f"{confidence!r}\x1f{text}".encode()).hexdigest()[:24]
