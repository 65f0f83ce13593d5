"""Checks an exported case: python3 check.py, in the folder of the export. It needs Python 3.9 or later, nothing else.

It says whether every file is what SHA256SUMS says, whether every event of events.jsonl follows the one before it, and
whether every paper that an event names is there with the hash and size that the event gives.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(2**20):
            digest.update(piece)
    return digest.hexdigest()


def wrong_files() -> Iterator[str]:
    """Files that are not what SHA256SUMS says."""
    for line in Path("SHA256SUMS").read_text(encoding="utf-8").split("\n"):
        expected, _, name = line.partition("  ")
        if name and not Path(name).is_file():
            yield f"{name}: missing"
        elif name and sha256_of(Path(name)) != expected:
            yield f"{name}: not what SHA256SUMS says"


def wrong_events(events: list[dict[str, Any]]) -> Iterator[str]:
    """Events that are not what was written, or do not follow the one before."""
    before = "0" * 64
    for place, event in enumerate(events, 1):
        body = {key: value for key, value in event.items() if key != "hash"}
        text = json.dumps(body, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        if event["number"] != place:
            yield f"event {place}: it has the number {event['number']}"
        if event["previous"] != before:
            yield f"event {place}: it does not follow the event before it"
        if hashlib.sha256(text.encode("ascii")).hexdigest() != event["hash"]:
            yield f"event {place}: its hash is not that of its content"
        before = event["hash"]


def wrong_papers(events: list[dict[str, Any]]) -> Iterator[str]:
    """Papers that an event names and that are not there, or are others."""
    for event in events:
        told = event["data"].get("files")
        for paper in told if isinstance(told, list) else []:
            mark = paper.get("sha256") if isinstance(paper, dict) else None
            if not isinstance(mark, str) or len(mark) != 64:
                continue
            path = Path("files", mark[:2], mark)
            name = str(paper.get("name"))
            if not path.is_file() and not name.isprintable():
                continue  # what has no name that can be shown was never kept as a paper
            if not path.is_file():
                yield f"event {event['number']}, {name}: the file is missing"
            elif sha256_of(path) != mark or path.stat().st_size != paper.get("size"):
                yield f"event {event['number']}, {name}: the file is not the one that was kept"


def main() -> None:
    """Check the export in this folder; ends with 1 where anything is wrong."""
    lines = Path("events.jsonl").read_text(encoding="utf-8").split("\n")
    events = [json.loads(line) for line in lines if line]
    wrong = [*wrong_files(), *wrong_events(events), *wrong_papers(events)]
    for one in wrong:
        sys.stdout.write(one + "\n")
    if wrong:
        sys.exit(f"NOT WHOLE: {len(wrong)} findings")
    sys.stdout.write(f"Whole: {len(events)} events, the last one with the hash {events[-1]['hash']}\n")


if __name__ == "__main__":
    main()
