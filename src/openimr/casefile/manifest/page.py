"""The manifest as one HTML page: nothing fetched from anywhere, readable without styles and script, printable.

Every string of the case file is made printable and escaped; no part of it is ever read as markup.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

from openimr.casefile.manifest import wording
from openimr.casefile.manifest.kindwords import several
from openimr.casefile.manifest.model import Manifest, ManifestRow
from openimr.casefile.manifest.timeline import WIDTH, timeline_of
from openimr.htmlpages import page_templates
from openimr.printable import printable


def html_of(manifest: Manifest) -> str:
    """The manifest as a whole HTML page.

    >>> from openimr.casefile.manifest.model import Considered, Required, Totals
    >>> bare = Manifest(openimr="0", totals=Totals(), documents=[], considered=Considered(said="<b>none</b>"),
    ...                 required=Required(), gaps=[])
    >>> "<b>none</b>" in html_of(bare)
    False
    """
    rows = manifest.documents
    listed = [row for row in rows if row.evidence or row.set_aside_reason == "dispute_paper"]
    groups = [
        (words[1], [row for row in rows if row.set_aside_reason == reason])
        for reason, words in wording.SET_ASIDE_WORDS.items()
        if reason != "dispute_paper"
    ]
    files = Counter(row.file for row in rows)
    names = {row.id: _named(row) for row in rows}
    return str(
        _template().render(
            manifest=manifest,
            listed=listed,
            aside=[(title, group) for title, group in groups if group],
            files=sorted(files),
            crowded={file for file, count in files.items() if count > 1},
            shares=_shares(manifest),
            line=timeline_of(manifest.required, rows, names),
            width=WIDTH,
            names=names,
            sentences=wording.required_words(manifest.required),
            reports=[several(kind, len(ids)) for kind, ids in manifest.required.reports.items()],
            wording=wording,
            printable=printable,
        )
    )


def _named(row: ManifestRow) -> str:
    day = f" of {row.date:%m/%d/%Y}" if row.date else " without a day"
    return f"{wording.kind_words(row.kind)}{day} ({row.id})"


def _shares(manifest: Manifest) -> list[tuple[str, str, int, float]]:
    """How the pages were read: class of the bar's part, words, pages, share in percent."""
    totals = manifest.totals
    whole = max(totals.pages, 1)
    parts = (
        ("text", "read from a text layer", totals.text),
        ("ocr", "recognised from images", totals.recognised),
        ("unread", "could not be read", totals.unreadable),
        ("blank", "blank", totals.blank),
    )
    return [(name, words, count, round(100 * count / whole, 2)) for name, words, count in parts if count]


@cache
def _template() -> Any:
    return page_templates("openimr.casefile.manifest").get_template("manifest.html.j2")
