"""An opened case kept under the hash of all its files, so that opening it again costs no more than reading them.

What is given back is what this code made, under these rules, of exactly these bytes under these names: another byte,
name, rule or line of code is another case. A case of which a part was lost to a limit of time or memory is not kept;
the next run may have better luck with it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

from openimr.casefile.files.walking import walk
from openimr.casefile.model import CaseFile, CopiedPassage, Document, DocumentKind, Intake, Page
from openimr.casefile.ocr.recognising import engine_name
from openimr.casefile.work.store import ResultStore, code_mark
from openimr.problems import Problem
from openimr.rulefiles import rules_folder

_CHUNK = 1 << 20
#: Packages whose code decides what an opened case is.
_CODE = tuple(
    f"openimr{package}" for package in
    ("", ".casefile", ".casefile.files", ".casefile.ocr", ".casefile.pages", ".casefile.papers", ".casefile.work")
)
#: Problems that another run of the same code need not have.
_PASSING = frozenset({"page-unreadable", "no-engine", "unreadable"})
#: Fields of the intake that are days.
_INTAKE_DAYS = frozenset({"date_assigned", "date_of_injury", "ur_denial_date", "application_received"})

#: What tells whether a file was touched: size, time of its last change, and which file it is.
_State = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class CaseKeeper:
    """Keeps one case.

    Attributes:
        path: the case folder or file.
        store: where cases are kept.
        key: the case's key there; empty when its files cannot be read: then nothing is kept.
        states: its files with what tells whether they were touched.

    >>> import tempfile
    >>> from openimr.casefile.model import CaseFile
    >>> with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as cache:
    ...     _ = Path(folder, "note.txt").write_text("Pain 7/10")
    ...     CaseKeeper.of(Path(folder), Path(cache)).keep(CaseFile(Path(folder), []), scanned=False)
    ...     again = CaseKeeper.of(Path(folder), Path(cache)).kept()
    ...     _ = Path(folder, "note.txt").write_text("Pain 8/10")
    ...     again == CaseFile(Path(folder), []), CaseKeeper.of(Path(folder), Path(cache)).kept()
    (True, None)
    """

    path: Path
    store: ResultStore
    key: str = ""
    states: tuple[tuple[str, _State], ...] = ()

    @classmethod
    def of(cls, path: Path, cache: Path | None) -> CaseKeeper:
        """The keeper of a case as its files are now.

        Args:
            path: the case folder or file.
            cache: folder of kept results; None keeps nothing.
        """
        store = ResultStore(cache, f"case-{code_mark(*_CODE)}-{_rules_mark()}" if cache is not None else "")
        if cache is None:
            return cls(path, store)
        try:
            files, problems = _files(path)
            states = tuple((file, _state(place)) for file, place in files)
            hashes = [(file, _sha256(place)) for file, place in files]
        except OSError:
            return cls(path, store)
        whole = path.is_dir()
        return cls(path, store, store.key(whole, hashes, [problem.model_dump() for problem in problems]), states)

    def kept(self) -> CaseFile | None:
        """The case as an earlier run opened it; None when there is none, or what was kept is damaged."""
        held = self.store.get(self.key) if self.key else None
        try:
            if held is None or (held["engine"] is not None and held["engine"] != engine_name()):
                return None
            return CaseFile(
                root=self.path,
                documents=[_document(one) for one in held["documents"]],
                problems=[Problem.model_validate(one) for one in held["problems"]],
                intake=_intake(held["intake"]),
            )
        except (KeyError, TypeError, ValueError):
            return None

    def keep(self, case: CaseFile, *, scanned: bool) -> None:
        """Keep an opened case, unless its files were touched meanwhile or another run might read more of them.

        Args:
            case: the case, opened from the files as they were when this keeper was made, nothing lost to a limit.
            scanned: whether pages of it were recognised; then it is for the same engine only.
        """
        problems = [*case.problems, *(problem for document in case.documents for problem in document.problems)]
        if not self.key or any(problem.code in _PASSING for problem in problems):
            return
        try:
            now = tuple((file, _state(place)) for file, place in _files(self.path)[0])
        except OSError:
            return
        if now == self.states:
            self.store.put(self.key, {
                "engine": engine_name() if scanned else None,
                "documents": [_document_body(document) for document in case.documents],
                "problems": [problem.model_dump() for problem in case.problems],
                "intake": {name: str(value) for name, value in asdict(case.intake).items() if value is not None},
            })


def _files(path: Path) -> tuple[list[tuple[str, Path]], list[Problem]]:
    """The files of a case with their names, and what walking through its folders could not pass."""
    problems: list[Problem] = []
    return list(walk(path, problems.append)) if path.is_dir() else [(path.name, path)], problems


def _state(place: Path) -> _State:
    found = place.stat()
    return found.st_size, found.st_mtime_ns, found.st_ino


def _sha256(place: Path) -> str:
    digest = hashlib.sha256()
    with place.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _rules_mark() -> str:
    """A hash of the rules by which papers are told apart, as they are now."""
    digest = hashlib.sha256()
    folder = rules_folder()
    for place in sorted(folder.iterdir(), key=lambda one: one.name):
        if place.suffix in (".yaml", ".json"):
            digest.update(f"{place.name}\0{_sha256(place)}\n".encode())
    return digest.hexdigest()[:16]


def _document_body(document: Document) -> dict[str, Any]:
    """A document as JSON can hold it; its pages without what they share with it."""
    body = {name: getattr(document, name) for name in Document.__slots__}
    return {
        **body,
        "date": _printed(document.date),
        "birth_date": _printed(document.birth_date),
        "pages": [[p.number, p.text, p.origin, p.confidence, p.orientation] for p in document.pages],
        "copied": [astuple(passage) for passage in document.copied],
        "problems": [problem.model_dump() for problem in document.problems],
    }


def _document(held: dict[str, Any]) -> Document:
    """The document that :func:`_document_body` wrote."""
    return Document(**{
        **held,
        "kind": DocumentKind(held["kind"]),
        "date": _day(held["date"]),
        "birth_date": _day(held["birth_date"]),
        "pages": [Page(held["id"], held["file"], *page) for page in held["pages"]],
        "copied": [CopiedPassage(*passage) for passage in held["copied"]],
        "problems": [Problem.model_validate(one) for one in held["problems"]],
    })


def _intake(held: dict[str, str]) -> Intake:
    values: dict[str, Any] = {name: _day(text) if name in _INTAKE_DAYS else text for name, text in held.items()}
    return Intake(**values)


def _printed(day: dt.date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _day(printed: str | None) -> dt.date | None:
    return dt.date.fromisoformat(printed) if printed is not None else None
