"""Files whose name says another kind of paper, another day or another type than they hold.

Names are hints and never trusted: a misnamed file was read as what it is. The reader is told, so that nobody looks for
the paper under its wrong name. Names that promise nothing (``scan0031``) are left alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from openimr.casefile.model import Document, DocumentKind
from openimr.casefile.papers.dates import printed_days
from openimr.casefile.papers.papermarks import PaperMarks, paper_marks
from openimr.casefile.papers.persons import parsed
from openimr.casefile.papers.printedwords import plain
from openimr.casefile.papers.recordwords import RecordWords, record_words
from openimr.problems import Problem

#: Content types that a file's extension stands for; an extension that is not listed promises nothing.
_TYPES: dict[str, frozenset[str]] = {
    "pdf": frozenset({"pdf"}), "docx": frozenset({"docx"}), "rtf": frozenset({"rtf"}), "zip": frozenset({"zip"}),
    "html": frozenset({"html"}), "htm": frozenset({"html"}), "txt": frozenset({"txt"}), "eml": frozenset({"eml"}),
    "doc": frozenset({"doc", "docx", "rtf", "html"}),
    **dict.fromkeys(("tif", "tiff", "png", "jpg", "jpeg", "gif", "bmp", "webp"), frozenset({"image"})),
}
_TYPE_WORDS = {"pdf": "a PDF", "image": "a picture", "docx": "a text document", "rtf": "a text document",
               "html": "a web page", "txt": "plain text", "eml": "an e-mail", "zip": "an archive"}
#: Papers that stand in a file beside what its name promises.
_BESIDE = frozenset({DocumentKind.OTHER, DocumentKind.BLANK, DocumentKind.FAX_COVER, DocumentKind.PROOF_OF_SERVICE})

#: A file with more papers is a batch, whatever it is called.
_BATCH = 4

_PARTS = re.compile(r"[^a-z0-9&]+")
_EDGE = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_DAYS = (
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)[-_. ]?(?P<m>\d\d)[-_. ]?(?P<d>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<m>\d\d?)[-_.](?P<d>\d\d?)[-_.](?P<y>(?:19|20)?\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<m>\d\d)(?P<d>\d\d)(?P<y>(?:19|20)\d\d|\d\d)(?!\d)"),
)


def mark_misnamed(
    documents: Sequence[Document], types: Mapping[str, str] | None = None, marks: PaperMarks | None = None
) -> None:
    """Give the first document of every misnamed file the problem ``misnamed``.

    Args:
        documents: all documents of the case.
        types: content type of each file (``pdf``, ``image`` …); files that are not in it are not asked.
        marks: the programme's marks of papers.
    """
    files: dict[str, list[Document]] = {}
    for document in documents:
        files.setdefault(document.file, []).append(document)
    for file, held in files.items():
        problem = misnamed(file, held, (types or {}).get(file), marks)
        if problem is not None:
            held[0].problems.append(problem)


def misnamed(
    file: str, documents: Sequence[Document], content_type: str | None = None, marks: PaperMarks | None = None
) -> Problem | None:
    """The problem of a file whose name says something else than it holds; None when they agree.

    >>> from openimr.casefile.model import Page
    >>> page = Page("d01", "records/MRI_lumbar.pdf", 1, "PROGRESS NOTE")
    >>> note = Document("d01", page.file, [page], DocumentKind.PROGRESS_REPORT, None, None, "")
    >>> misnamed(page.file, [note]).message
    'the name says an MRI report, the pages are a progress report'
    >>> misnamed("records/scan0031.pdf", [note]) is None
    True
    """
    usable = [d for d in documents if d.usable and d.pages]
    if not usable:
        return None
    rules = record_words()
    base = file.rsplit("!/", 1)[-1].rsplit("/", 1)[-1]
    stem, _, extension = base.rpartition(".")
    said = _other_kind(stem or base, usable, rules)
    if said is None:
        said = _other_day(stem or base, usable, rules, marks or paper_marks())
    if said is None and content_type in _TYPE_WORDS and content_type not in _TYPES.get(
        extension.lower(), {content_type}
    ):
        named = next(iter(_TYPES[extension.lower()]))
        said = f"the name says {_TYPE_WORDS.get(named, named)}, the file is {_TYPE_WORDS[content_type]}"
    if said is None:
        return None
    return Problem(code="misnamed", message=said, file=file, consequence="it was read as what it is")


def _words(name: str) -> str:
    """A name in lower case, its parts parted by single blanks; ``PR2`` stays one part and is ``pr 2`` too."""
    return " ".join(_PARTS.sub(" ", _EDGE.sub(" ", plain(name))).split())


def _other_kind(stem: str, documents: Sequence[Document], rules: RecordWords) -> str | None:
    name = _words(stem)
    if not rules.name_about.isdisjoint(name.split()):
        return None
    joined = " ".join(_PARTS.sub(" ", plain(stem)).split())
    promised = [kind for kind, pattern in rules.name_kinds.items() if pattern.search(name) or pattern.search(joined)]
    held = [d.kind for d in documents if d.kind not in _BESIDE]
    if not promised or not held or len(held) > _BATCH:
        return None
    fitting = {other for kind in promised for other in rules.name_families.get(kind, frozenset({kind}))}
    if fitting.intersection(d.kind for d in documents):
        return None
    kinds = list(dict.fromkeys(held))
    is_what = rules.kind_words.get(kinds[0], kinds[0].value) if len(kinds) == 1 else "other papers"
    return f"the name says {rules.kind_words.get(promised[0], promised[0].value)}, the pages are {is_what}"


def _other_day(stem: str, documents: Sequence[Document], rules: RecordWords, marks: PaperMarks) -> str | None:
    """Another day than the paper's, where a name tells what the paper is or who wrote it and adds a day."""
    dated = [d for d in documents if d.kind not in _BESIDE]
    document = dated[0] if len(dated) == 1 else None
    if document is None or document.date is None:
        return None
    words = _words(stem).split()
    if not rules.name_neutral.isdisjoint(words):
        return None
    named = [day for pattern in _DAYS for match in pattern.finditer(stem) if (day := _day(match)) is not None]
    people = {word for name in (document.author, document.patient) if name for word in parsed(name).words}
    about = any(pattern.search(" ".join(words)) for pattern in rules.name_kinds.values())
    if not named or not (about or people.intersection(words)):
        return None
    printed = {d.day for page in document.pages for d in printed_days(page.text, marks)} | {document.date}
    if printed.intersection(named):
        return None
    return f"the name says {named[0].isoformat()}, the paper is of {document.date.isoformat()}"


def _day(match: re.Match[str]) -> dt.date | None:
    year = int(match["y"])
    try:
        return dt.date(year + 2000 if year < 100 else year, int(match["m"]), int(match["d"]))
    except ValueError:
        return None
