"""Speed of letters: read from text and PDF, written in every form."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measuring import Figure, milliseconds, rate
from benchmarks.peers import pypdf_text, regex_split, reportlab_pdf

if TYPE_CHECKING:
    from openimr.letters.model import Letter

REPOSITORY = Path(__file__).resolve().parent.parent
FIXTURES = REPOSITORY / "tests" / "letters" / "fixtures"


def real_letters() -> Path | None:
    """The folder of published letters beside the repository; None where it is absent."""
    folder = Path(os.environ.get("OPENIMR_SHARED", REPOSITORY.parent / "shared")) / "letters"
    return folder if folder.is_dir() else None


def figures() -> Iterator[Figure]:
    """All figures of this file."""
    from openimr.errors import UnreadableFile
    from openimr.letters import parse, parse_file, read_letter_file
    from openimr.letters.rendering import render

    own: list[tuple[str, Letter]] = []
    for path in sorted(FIXTURES.rglob("*.txt")):
        text = path.read_text(encoding="utf-8")
        try:
            letter = parse(text, path.name)
        except UnreadableFile:  # fixtures of bad letters lie there too
            continue
        if letter.items:
            own.append((text, letter))
    texts = [text for text, _ in own]
    letters = [letter for _, letter in own if _can_be_written(letter)]
    longest = max(letters, key=lambda one: len(one.items))
    long_text = str(render(longest, "text"))

    with tempfile.TemporaryDirectory() as folder:
        pdfs = []
        for number, letter in enumerate(letters):
            path = Path(folder) / f"{number}.pdf"
            content = render(letter, "pdf")
            assert isinstance(content, bytes)
            path.write_bytes(content)
            pdfs.append(path)
        yield _from_text(texts, f"{len(texts)} own letters")
        yield _from_pdf(pdfs, pdfs, f"{len(pdfs)} own letters")
        real = real_letters()
        if real is not None:
            published = sorted(real.glob("*.pdf"))
            read = [read_letter_file(path) for path in published]
            yield _from_text([one.text for one in read], f"{len(read)} published letters")
            yield _from_pdf(published, _unlocked(published, Path(folder)), f"{len(published)} published letters")
            assert all(parse_file(path).items for path in published[:3])

    typeset = milliseconds(lambda: render(longest, "pdf"))
    remark = f"one letter, {len(longest.items)} items, {len(long_text):,} characters"
    yield Figure(
        "letter written as tagged PDF", typeset, "ms", "≤ 50 ms", typeset <= 50, "reportlab, untagged",
        milliseconds(lambda: reportlab_pdf(long_text)), remark,
    )
    for form in ("docx", "html", "text"):
        spent = milliseconds(lambda form=form: render(longest, form))  # type: ignore[misc]
        yield Figure(f"letter written as {form}", spent, "ms", remark=remark)


def _can_be_written(letter: Letter) -> bool:
    """Whether its era has a form to write it in; the oldest eras are only read."""
    from openimr.errors import NotFound
    from openimr.letters.rendering import render

    try:
        render(letter, "text")
    except NotFound:
        return False
    return True


def _from_text(texts: list[str], remark: str) -> Figure:
    from openimr.letters import parse

    def ours() -> int:
        for text in texts:
            parse(text)
        return len(texts)

    def peers() -> int:
        for text in texts:
            regex_split(text)
        return len(texts)

    value, peer = rate(ours), rate(peers)
    kept = value >= 1000
    return Figure("letters read from text", value, "letters/s", "≥ 1,000/s", kept, "a split at labels", peer, remark)


def _unlocked(paths: list[Path], folder: Path) -> list[Path]:
    """Copies without encryption: published letters forbid changes, and pypdf needs a further package to open them."""
    import pikepdf

    copies = []
    for path in paths:
        with pikepdf.open(path) as pdf:
            pdf.save(folder / path.name)
        copies.append(folder / path.name)
    return copies


def _from_pdf(paths: list[Path], for_peer: list[Path], remark: str) -> Figure:
    from openimr.letters import parse_file

    def ours() -> int:
        for path in paths:
            parse_file(path)
        return len(paths)

    def peers() -> int:
        for path in for_peer:
            pypdf_text(path)
        return len(for_peer)

    value, peer = rate(ours), rate(peers, passes=1)
    kept = value >= 200
    return Figure("letters read from PDF", value, "letters/s", "≥ 200/s", kept, "pypdf, text alone", peer, remark)
