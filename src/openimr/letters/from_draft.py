"""From a draft or a signed determination to a letter of our own era.

A draft's letter carries no signature and is marked on every page. Only a :class:`SignedDetermination`, which nothing
but the physician's act can make, becomes a letter with a signature, tied to its content by a digest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from openimr.casefile.manifest.kindwords import KIND_WORDS
from openimr.errors import NotSignable
from openimr.letters.citation_words import claims_administrator_words, reviewer_words
from openimr.letters.derived import derive
from openimr.letters.digest import CURRENT_ERA, content_digest
from openimr.letters.documentlist import document_list, gap_list
from openimr.letters.documentlist import line as _text
from openimr.letters.model import (
    GuidelineBlock,
    Letter,
    LetterItem,
    LetterPatient,
    Note,
    Reviewer,
    Signature,
)
from openimr.review.model import DocumentView, Draft, Evidence, ItemReview, Sentence
from openimr.review.programme import programme
from openimr.review.rationale import printed_date, quoted
from openimr.review.signing import SignedDetermination

#: A number in square brackets in the record would be read as one of our notes.
_BRACKETED = re.compile(r"\[(\d+)\]")


def letter_from_draft(draft: Draft) -> Letter:
    """The letter of a draft: marked, unsigned, with its recommendations in the place of decisions.

    >>> import datetime as dt
    >>> from openimr.review.model import PatientView
    >>> draft = Draft(openimr="0", rules_version="r", as_of=dt.date(2014, 2, 18), documents=[],
    ...               patient=PatientView(age=44), summary=[], items=[])
    >>> letter = letter_from_draft(draft)
    >>> letter.era, letter.patient.age, letter.signature
    ('current', 44, None)
    """
    notes = _Notes(draft.documents)
    listed = document_list(draft.documents)
    letter = Letter(
        era=CURRENT_ERA,
        case_number=_clean(draft.case.case_number),
        date_assigned=draft.case.date_assigned,
        date_of_injury=draft.patient.date_of_injury,
        ur_denial_date=draft.case.ur_denial_date,
        priority=_clean(draft.case.priority),
        application_received=draft.case.application_received,
        patient=LetterPatient(age=draft.patient.age, sex=draft.patient.sex),
        amended=_clean(draft.case.amended),
        prepared_with=f"openimr {draft.openimr}, rules {draft.rules_version}",
        rules_as_of=draft.as_of,
        documents_said=listed.said if draft.documents else "",
        manifest=listed.lines,
        set_aside=listed.set_aside,
        gaps=gap_list(draft.gaps, listed.numbers),
        warnings=[text for warning in draft.warnings if (text := _text(warning))],
    )
    letter.summary = notes.told(draft.summary)
    letter.summary_notes = notes.taken()
    letter.items = [_item(item, notes) for item in draft.items]
    return derive(letter)


def letter_from_determination(determination: SignedDetermination) -> Letter:
    """The letter of a signed determination: decided, dated and tied to its content.

    The physician's own rationale stands where one was written. The reviewer's name is not in the letter: it is
    confidential (LC 4610.6(f)); certifications and states of licensure are.

    Raises:
        NotSignable: the determination is no longer what was signed.
    """
    if not determination.intact():
        raise NotSignable(
            "the determination is not what was signed",
            consequence="no letter was made from it",
            remedy="review and sign the draft again",
        )
    letter = letter_from_draft(determination.draft)
    for decision in determination.decisions:
        item = letter.items[decision.item]
        item.decision = decision.decision
        if decision.rationale and (own := _text(decision.rationale)):
            item.rationale = own
            kept = {int(number) for number in _BRACKETED.findall(own)}
            item.notes = [note for note in item.notes if note.number in kept]
    reviewer = determination.reviewer
    letter.reviewer = Reviewer(
        certifications=[_listed(one) for one in reviewer.certifications],
        subspecialties=[_listed(one) for one in reviewer.subspecialties],
        licensed_in=[_listed(one) for one in reviewer.licensed_in],
    )
    letter.decision_date = determination.day()
    attested = set(determination.attestations)
    letter.signature = Signature(
        signed_at=programme().local(determination.signed_at).isoformat(),
        attestations=[_text(one.text) for one in programme().attestations if one.id in attested],
        content_sha256="",
        determination_sha256=determination.content_sha256,
    )
    letter.signature.content_sha256 = content_digest(letter)
    return letter


class _Notes:
    """Numbers the places in the record in the order in which the letter's sentences name them."""

    def __init__(self, documents: Sequence[DocumentView]) -> None:
        self._documents: Mapping[str, DocumentView] = {document.id: document for document in documents}
        self._next = 1
        self._numbers: dict[tuple[str, int, int, int], int] = {}
        self._notes: list[Note] = []

    def told(self, sentences: Iterable[Sentence]) -> str:
        """The sentences as one text, each followed by the numbers of its notes."""
        parts = []
        for sentence in sentences:
            words = _BRACKETED.sub(r"(\1)", _text(sentence.text))
            if words:
                parts.append(words + "".join(f"[{number}]" for number in self._of(sentence.evidence)))
        return " ".join(parts)

    def taken(self) -> list[Note]:
        """The notes since the last call; the section that follows starts its own, numbers go on."""
        notes, self._notes, self._numbers = self._notes, [], {}
        return notes

    def _of(self, evidence: Iterable[Evidence]) -> list[int]:
        numbers: list[int] = []
        for one in evidence:
            key = (one.document, one.page, one.start, one.end)
            if key not in self._numbers:
                self._numbers[key] = self._next
                self._notes.append(Note(number=self._next, text=self._place(one)))
                self._next += 1
            if self._numbers[key] not in numbers:
                numbers.append(self._numbers[key])
        return numbers

    def _place(self, one: Evidence) -> str:
        document = self._documents.get(one.document)
        words = KIND_WORDS.get(document.kind, "record") if document else "record"
        if document and document.date:
            words += f" of {printed_date(document.date)}"
        return _BRACKETED.sub(r"(\1)", _text(f"{words} ({one.file}), page {one.page}: {quoted(one)}"))


def _item(item: ItemReview, notes: _Notes) -> LetterItem:
    modified = item.ur.outcome == "modified"
    made = LetterItem(
        heading=_text(item.heading),
        decision=None if item.recommendation == "undecidable" else item.recommendation,
        original=_clean(item.ur.requested) if modified else None,
        authorized=_clean(item.ur.approved) if modified else None,
        eligible=_text(item.portion.words()) if item.portion else None,
        claims_administrator=GuidelineBlock(text=_text(claims_administrator_words(item.ur.citations))),
        reviewer_guideline=GuidelineBlock(text=_text(reviewer_words(use.citation for use in item.guidelines))),
        rationale=notes.told(item.rationale),
        missing=[_missing(item, criterion.criterion, criterion.document_needed) for criterion in item.missing],
    )
    made.notes = notes.taken()
    return made


def _missing(item: ItemReview, criterion: str, document: str) -> str:
    """What nothing in the file speaks to, and the paper that would supply it."""
    asked = next((one.text for one in item.criteria if one.id == criterion), "")
    text = f"{asked.rstrip('.')} ({criterion}). It would stand in: {document}" if asked else f"{criterion}: {document}"
    return _text(text)


def _clean(text: str | None) -> str | None:
    return (_text(text) or None) if text else None


def _listed(text: str) -> str:
    return _text(text).replace(";", ",")
