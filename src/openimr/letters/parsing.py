"""Read a letter: ask every format, let the surest one read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from openimr.errors import NotALetter, NotFound, UnreadableFile
from openimr.letters.eras import shared_wording
from openimr.letters.formats import LetterFormat, formats
from openimr.letters.model import Letter
from openimr.letters.reading import LARGEST_FILE, LetterText, read_letter_file
from openimr.letters.segments import Segment

#: Below this sum of marks a text is no letter of ours.
_RECOGNISED = 0.4


def parse(text: str | LetterText, source: str | None = None) -> Letter:
    """Read a determination letter of any era.

    Args:
        text: the letter's text, or what :func:`openimr.letters.reading.read_letter_file` gave.
        source: name of the file it came from.

    Returns:
        The letter. What it lacks is None or empty and named in ``problems``.

    Raises:
        NotALetter: the text has the marks of no known form.
    """
    return parse_with_segments(text, source)[0]


def parse_with_segments(text: str | LetterText, source: str | None = None) -> tuple[Letter, list[Segment]]:
    """As :func:`parse`, with what every character of the text is (:class:`openimr.letters.segments.Segment`)."""
    bold: tuple[int, ...] | None = None
    if isinstance(text, LetterText):
        source = source or text.source
        bold = text.bold
        text = text.text
    elif "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    letter, segments = recognise(text, source).parse(text, bold)
    letter.source = source
    return letter, segments


def recognise(text: str, source: str | None = None) -> LetterFormat:
    """The format that is surest of ``text``.

    Raises:
        NotALetter: none is sure enough.
    """
    best = _surest(text) or _surest(" ".join(text.split()))  # the second time with no mark broken by a line end
    if best is None:
        lowered = text.lower()
        elsewhere = [words for words in shared_wording()["other_programmes"] if words in lowered]
        what = (
            f'the text is a decision of another review programme (it says "{elsewhere[0]}")'
            if elsewhere
            else "the text has the marks of no known form of determination letter"
        )
        raise NotALetter(
            what,
            file=source,
            consequence="nothing was read from it",
            remedy="check that it is a published determination letter of this programme",
        )
    return best


def _surest(text: str) -> LetterFormat | None:
    best: LetterFormat | None = None
    best_score = _RECOGNISED - 2e-9
    for one in formats():
        score = one.detect(text)
        if score > best_score + 1e-9:
            best, best_score = one, score
    return best


def parse_file(path: str | Path) -> Letter:
    """Read one letter from a PDF or text file.

    Raises:
        NotFound, UnreadableFile, NotALetter: see :func:`openimr.letters.reading.read_letter_file` and :func:`parse`.
    """
    return parse(read_letter_file(path))


def parse_files(
    paths: Iterable[str | Path], workers: int = 1
) -> Iterator[tuple[Path, Letter | UnreadableFile | NotFound]]:
    """Read many letters; one that cannot be read does not stop the rest.

    Args:
        paths: files, or folders of them (``.pdf`` and ``.txt`` in a folder, in the order of their names).
        workers: processes to use; pdfium does not run in threads.

    Yields:
        Each file with its letter, or with the error that says why there is none, in the order of ``paths``.
    """
    files = [file for path in paths for file in _files_of(Path(path))]
    if workers <= 1 or len(files) < 2 * workers:
        for file in files:
            yield file, _attempt(file)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from zip(
            files, pool.map(_attempt, files, chunksize=max(1, min(64, len(files) // (workers * 4)))), strict=True
        )


def load_letter(path: str | Path) -> Letter:
    """A letter from its JSON (as ``imr letters parse`` writes it) or from the letter itself.

    Raises:
        NotFound, UnreadableFile, NotALetter: it cannot be read as either.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            head = file.read(256).lstrip(b"\xef\xbb\xbf \t\r\n")
    except OSError:
        return parse_file(path)
    if not head.startswith((b"{", b"[")):
        return parse_file(path)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ValueError("it is too large")
        if head.startswith(b"["):  # imr letters parse --format json writes a list, of one letter where one was read
            several = TypeAdapter(list[Letter]).validate_json(path.read_bytes())
            if len(several) != 1:
                raise ValueError(f"it holds {len(several)} letters")
            return several[0]
        return Letter.model_validate_json(path.read_bytes())
    except ValueError as error:
        raise NotALetter(
            f"the JSON is not a letter ({_first_fault(error)})",
            file=path.name,
            consequence="nothing was read from it",
            remedy="write it with imr letters parse --format json, one letter in a file",
        ) from None


def _first_fault(error: ValueError) -> str:
    """What is wrong first, and where in the JSON."""
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg'].lower()}" if place else first["msg"]


def _files_of(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.suffix.lower() in (".pdf", ".txt") and file.is_file())
    return [path]


def _attempt(path: Path) -> Letter | UnreadableFile | NotFound:
    try:
        return parse_file(path)
    except (UnreadableFile, NotFound) as error:
        return error
