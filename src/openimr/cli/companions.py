"""The plain-language companion on the command line: which languages, where the files lie, what is said about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from openimr.letters.companion import Companion
    from openimr.review.model import Draft
    from openimr.review.signing import SignedDetermination


class Tongue(StrEnum):
    """A language a companion can be written in."""

    EN = "en"
    ES = "es"


_ENDINGS = {"txt": "text", "html": "html", "pdf": "pdf", "docx": "docx"}


def companion_targets(folder: Path, tongues: Iterable[Tongue]) -> dict[tuple[Tongue, str], Path]:
    """The files of companions in a folder, by language and form.

    >>> [path.name for path in companion_targets(Path("out"), [Tongue.ES]).values()]
    ['companion.es.txt', 'companion.es.html', 'companion.es.pdf', 'companion.es.docx']
    """
    return {
        (tongue, form): folder / f"companion.{tongue.value}.{ending}"
        for tongue in dict.fromkeys(tongues)
        for ending, form in _ENDINGS.items()
    }


def companions(made: Draft | SignedDetermination, tongues: Sequence[Tongue]) -> dict[Tongue, Companion]:
    """The companion in each language; what had no plain words of its own is named on the standard error."""
    from openimr.letters.companion import companion_of

    found = {tongue: companion_of(made, tongue.value) for tongue in dict.fromkeys(tongues)}
    general = next((one.general for one in found.values()), ())
    if general:
        typer.echo(f"imr: told in general words only ({len(general)}): {'; '.join(general)}", err=True)
    return found


def companion_files(
    found: dict[Tongue, Companion], targets: dict[tuple[Tongue, str], Path]
) -> dict[Path, str | bytes]:
    """What each file of the companions is to hold."""
    from openimr.letters.rendering import render_layout

    return {path: render_layout(found[tongue].layout, form) for (tongue, form), path in targets.items()}
