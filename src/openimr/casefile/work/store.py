"""What a step made of a file or page is kept by content, so that a second run, or one after a kill, need not repeat it.

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
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

#: Where results are kept; ``off`` (or an empty value) keeps none.
CACHE_VARIABLE = "OPENIMR_CACHE"


def default_cache() -> Path | None:
    """The folder for kept results: ``OPENIMR_CACHE``, else ``openimr`` in the user's cache; None if switched off."""
    stated = os.environ.get(CACHE_VARIABLE)
    if stated is not None:
        return None if stated.strip().lower() in ("", "off", "none") else Path(stated)
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "openimr"
    except RuntimeError:
        return None  # an account without a home keeps nothing


#: Stands for "the folder of the environment" where None means "keep nothing".
DEFAULT_CACHE = Path("\0default")


def cache_folder(stated: Path | None) -> Path | None:
    """The folder for kept results: the one stated, or :func:`default_cache` for :data:`DEFAULT_CACHE`."""
    return default_cache() if stated == DEFAULT_CACHE else stated


@cache
def code_mark(*packages: str) -> str:
    """A short hash of the source of packages: results made by other code than this are never taken for its own.

    Args:
        packages: names of packages, for example ``openimr.casefile.pages``.

    >>> code_mark("openimr.casefile.pages") == code_mark("openimr.casefile.pages")
    True
    """
    digest = hashlib.sha256()
    for package in packages:
        for module in sorted(files(package).iterdir(), key=lambda one: one.name):
            if module.name.endswith(".py"):
                digest.update(module.read_bytes())
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class ResultStore:
    """Results of one kind of step by key, one small file each, written whole or not at all.

    Attributes:
        folder: where the files lie; None keeps nothing.
        maker: what makes the results, with its version; those of another maker are never given back.

    >>> store = ResultStore(None, "reader-1")
    >>> store.put(store.key("a"), {"text": "L4-5"})
    >>> store.get(store.key("a")) is None
    True
    """

    folder: Path | None
    maker: str

    def key(self, *parts: object) -> str:
        """The key of a result: a hash of its maker and of what it was made from."""
        return hashlib.sha256("\x1f".join([self.maker, *map(str, parts)]).encode()).hexdigest()

    def get(self, key: str) -> Any | None:
        """What was stored, or None: nothing, or something damaged."""
        if self.folder is None:
            return None
        try:
            check, _, body = self._place(key).read_text(encoding="utf-8").partition("\n")
            return json.loads(body) if check == _check(body) else None
        except (OSError, ValueError, RecursionError):
            return None

    def put(self, key: str, result: Any) -> None:
        """Store a result that JSON can hold. A folder that cannot be written to only costs the next run its time."""
        if self.folder is None:
            return
        place = self._place(key)
        body = json.dumps(result, ensure_ascii=True)
        temporary = ""
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            for folder in (self.folder, place.parent.parent, place.parent):
                folder.mkdir(exist_ok=True, mode=0o700)
            handle, temporary = tempfile.mkstemp(dir=place.parent, suffix=".part")
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(f"{_check(body)}\n{body}")
            Path(temporary).replace(place)
        except OSError:
            if temporary:
                with suppress(OSError):
                    Path(temporary).unlink()

    def _place(self, key: str) -> Path:
        return (self.folder or Path()) / "steps" / key[:2] / f"{key[2:]}.json"


def _check(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8")).hexdigest()[:24]
