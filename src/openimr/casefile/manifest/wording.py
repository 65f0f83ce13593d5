"""The manifest in words, the same for every form it is written in: screen, page, letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from openimr.casefile.manifest.kindwords import KIND_WORDS
from openimr.casefile.manifest.model import ConsideredPaper, ManifestRow, Required, SetAside, Totals
from openimr.printable import printable
from openimr.wordforms import counted

#: Reasons for setting papers aside, in the order in which they are told: one paper, several.
SET_ASIDE_WORDS: Mapping[SetAside, tuple[str, str]] = {
    "copy": ("copy", "copies"),
    "other_patient": ("paper about another patient", "papers about another patient"),
    "unreadable": ("paper that could not be read", "papers that could not be read"),
    "blank": ("blank paper", "blank papers"),
    "fax_cover": ("fax cover sheet", "fax cover sheets"),
    "billing": ("billing paper", "billing papers"),
    "dispute_paper": ("paper of the dispute", "papers of the dispute"),
}
STATUS_WORDS: Mapping[str, str] = {
    "in_file": "in the file", "perhaps_in_file": "perhaps in the file", "not_in_file": "not in the file",
}  # fmt: skip
#: A share of copied words below this is the form's own wording and not worth a remark.
COPIED_FROM = 0.25
#: Below this mean confidence a recognised document is named as hard to read.
HARD_TO_READ = 0.8


def kind_words(kind: str) -> str:
    """What a kind of paper is called.

    >>> kind_words("emg_ncs_report")
    'electrodiagnostic report'
    """
    return KIND_WORDS.get(kind, "record")


def page_ranges(numbers: Iterable[int]) -> str:
    """Page numbers, shortened.

    >>> page_ranges([1, 2, 3, 7, 9, 10])
    '1-3, 7, 9-10'
    """
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{low}-{high}" if high > low else str(low) for low, high in runs)


def author_words(row: ManifestRow) -> str:
    """Who wrote a document and where: author, facility, or both.

    >>> row = ManifestRow(id="d01", kind="consult", pages=1, file="a", author="Ana Poe, MD", facility="Bay Spine")
    >>> author_words(row)
    'Ana Poe, MD; Bay Spine'
    """
    return printable("; ".join(dict.fromkeys(one for one in (row.author, row.facility) if one)))


def remark(row: ManifestRow, *, short: bool = False) -> str:
    """What a reader must know of a document: why it is set aside, what it repeats, what is wrong with it.

    Args:
        row: the document.
        short: whether of each problem only what happened is told, not what it means and what to do.

    >>> remark(ManifestRow(id="d02", kind="consult", pages=1, file="a", set_aside="copy of d01"))
    'copy of d01'
    """
    said = [row.set_aside] if row.set_aside and row.set_aside_reason != "dispute_paper" else []
    if row.copied_share >= COPIED_FROM:
        said.append(f"{row.copied_share:.0%} of its words stand in {', '.join(row.copied_from[:4])} already")
    if row.confidence is not None and row.confidence < HARD_TO_READ:
        said.append(f"hard to read ({row.confidence:.0%} sure)")
    for problem in row.problems:
        # the row names its file already
        words = problem.removeprefix(row.file).removeprefix(":").strip()
        said.append(words.partition(";")[0] if short else words)
    return printable("; ".join(said))


def totals_words(totals: Totals) -> str:
    """The case file in one sentence.

    >>> totals_words(Totals(documents=2, pages=3, text=2, recognised=1))
    '2 documents with 3 pages: 2 read from text, 1 recognised from images, 0 unread, 0 blank.'
    """
    start = f"{counted(totals.documents, 'document')} with {counted(totals.pages, 'page')}"
    return (
        f"{start}: {totals.text:,} read from text, {totals.recognised:,} recognised from images, "
        f"{totals.unreadable:,} unread, {totals.blank:,} blank."
    )


def set_aside_words(totals: Totals) -> list[str]:
    """How many documents of each reason are set aside.

    >>> from openimr.casefile.manifest.model import Count
    >>> set_aside_words(Totals(set_aside={"copy": Count(documents=2, pages=9)}))
    ['2 copies (9 pages)']
    """
    return [
        f"{counted(count.documents, *words)} ({counted(count.pages, 'page')})"
        for reason, words in SET_ASIDE_WORDS.items()
        if (count := totals.set_aside.get(reason)) is not None
    ]


def where_named(paper: ConsideredPaper) -> str:
    """Where a paper is named: document and page.

    >>> where_named(ConsideredPaper(paper="RFA", how="listed"))
    ''
    """
    return ", ".join(dict.fromkeys(f"{place.document} page {place.page}" for place in paper.places))


def required_words(required: Required) -> Sequence[str]:
    """The required records as sentences: the day of the request, the period, how far the rule was checked.

    >>> required_words(Required())[-1]
    'Without that day nobody can say which reports are due.'
    """
    said = [_sentence(required.request.said)] if required.request.said else []
    if required.window is None:
        return [*said, "Without that day nobody can say which reports are due."]
    checked = "" if required.verified else ", not compared with the text in force on that day"
    said.append(
        f"Due is {required.rule} ({required.reference}{checked}): "
        f"{required.window.first:%m/%d/%Y} to {required.window.last:%m/%d/%Y}."
    )
    return said


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
