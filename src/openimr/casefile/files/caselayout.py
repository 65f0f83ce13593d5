"""Which files of a case folder are papers of the case.

The contract: ``application.*``, ``ur-denial.*``, ``records/*`` and ``case.yaml``, and ``parties.yaml``, by which
notices are written and which is no paper; other files are ignored with a warning. A folder without any of these is a
bare heap of papers, and then every readable file in it is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from openimr.casefile.files.filetypes import HEAD_BYTES, content_type
from openimr.casefile.files.walking import is_clutter
from openimr.casefile.model import DocumentKind
from openimr.problems import Problem

#: The file of what intake already knows.
INTAKE_FILE = "case.yaml"
#: The file of who gets notices: no paper of the case, and nothing to warn of.
PARTIES_FILE = "parties.yaml"

_APPLICATION = re.compile(r"^(?:imr[-_ ]?|dwc[-_ ]?)*app(?:lication)?(?![a-z])", re.I)
_UR = re.compile(
    r"^(?:ur|utilization[-_ ]?review|denial)[-_ ]?(?:denial|determination|decision|letter|review)?s?(?![a-z])", re.I
)
_RECORDS = re.compile(r"^(?:medical[-_ ]?)?records?(?![a-z])", re.I)
_NOT_PAPERS = frozenset({"md", "yaml", "yml", "json", "jsonl", "toml", "ini", "py", "log", "sha256", "license"})


def papers(files: Iterable[tuple[str, Path]]) -> tuple[list[tuple[str, Path]], list[Problem]]:
    """Split the files of a case into papers to read and warnings about the others.

    Args:
        files: path relative to the case (``/`` as separator) and place of each file.

    Returns:
        The papers sorted by path, and a problem for each file that was passed over.

    >>> here = Path("x")
    >>> found, warnings = papers([("README.md", here), ("ur-denial.pdf", here), ("records/a.pdf", here)])
    >>> [file for file, _ in found], [w.file for w in warnings]
    (['records/a.pdf', 'ur-denial.pdf'], ['README.md'])
    >>> papers([("ur-denial.pdf", here), ("parties.yaml", here)])[1]
    []
    """
    ordered = sorted(files, key=lambda pair: pair[0])
    laid_out = any(_is_part(file) for file, _ in ordered)
    has_records = any("/" in file and _is_part(file) for file, _ in ordered)
    chosen: list[tuple[str, Path]] = []
    ignored: list[Problem] = []
    for file, path in ordered:
        if file in (INTAKE_FILE, PARTIES_FILE) or is_clutter(file):
            continue
        if laid_out and not _is_part(file):
            # without a records folder, whatever other folder there is holds the records
            if "/" in file and not has_records and (not _is_note(file) or _is_bundle(file, path)):
                chosen.append((file, path))
            else:
                ignored.append(_ignored(file, "it is not part of a case file's layout",
                                        "if it is a medical record, move it into records/"))
        elif _is_note(file) and not _is_bundle(file, path):
            ignored.append(_ignored(file, "it is not a paper", "if it is a paper of the case, save it as PDF or text"))
        else:
            chosen.append((file, path))
    return chosen, ignored


def named_kind(file: str) -> DocumentKind | None:
    """The kind that a paper's name claims by the contract of a case folder; None for any other name.

    >>> named_kind("ur-denial.pdf"), named_kind("records/ur-denial.pdf")
    (<DocumentKind.UR_DETERMINATION: 'ur_determination'>, None)
    """
    if "/" in file:
        return None
    stem = PurePosixPath(file).stem
    if _APPLICATION.match(stem):
        return DocumentKind.IMR_APPLICATION
    return DocumentKind.UR_DETERMINATION if _UR.match(stem) else None


def _is_part(file: str) -> bool:
    first, _, rest = file.partition("/")
    if rest:
        return _RECORDS.match(first) is not None
    if _is_note(file):
        return False
    stem = PurePosixPath(first).stem
    return any(pattern.match(stem) for pattern in (_APPLICATION, _UR, _RECORDS))


def _is_note(file: str) -> bool:
    """Whether a file is a note to people or programs, not a paper of the case."""
    name = PurePosixPath(file).name.lower()
    return name.startswith("readme") or name.rpartition(".")[2] in _NOT_PAPERS


def _is_bundle(file: str, path: Path) -> bool:
    """Whether a data file holds medical records: only its content tells."""
    if file.lower().rpartition(".")[2] not in ("json", "jsonl", "ndjson"):
        return False
    try:
        with path.open("rb") as stream:
            return content_type(stream.read(HEAD_BYTES), name=file, path=path) == "fhir"
    except OSError:
        return False


def _ignored(file: str, why: str, remedy: str) -> Problem:
    return Problem(code="ignored-file", message=f"the file was ignored: {why}", file=file,
                   consequence="nothing in it was used", remedy=remedy)
