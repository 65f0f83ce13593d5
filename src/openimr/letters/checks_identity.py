"""Is it the right case and treatment: the letter's head, its items, and no paper of another person used?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from openimr.casefile.model import Document
from openimr.clinical import read_text
from openimr.clinical.dates import find_dates
from openimr.dispute.model import DisputedItem, Request
from openimr.letters.amounts import amounts, durations
from openimr.letters.known_case import KnownCase
from openimr.letters.model import Letter, LetterItem
from openimr.letters.sentences import sentences
from openimr.problems import Problem
from openimr.review.model import Portion

_OTHER_CASE = "the letter may be about another case"


def head_problems(letter: Letter, known: KnownCase) -> Iterator[Problem]:
    """Injury date, day of the denial, age and sex of the letter against the case file.

    Codes: ``injury-date-differs-from-case``, ``ur-date-differs-from-case``, ``patient-differs-from-case``.
    """
    patient, dispute, intake = known.record.patient, known.dispute, known.case.intake
    told = read_text(letter.summary).patient if letter.summary else None
    injuries = {day for day in (dispute.date_of_injury, patient.date_of_injury, intake.date_of_injury) if day}
    for said in {day for day in (letter.date_of_injury, told.date_of_injury if told else None) if day}:
        if injuries and said not in injuries:
            listed = " or ".join(day.isoformat() for day in sorted(injuries))
            yield Problem(
                code="injury-date-differs-from-case",
                message=f"the letter says the injury was on {said}, the case file {listed}",
                consequence=_OTHER_CASE,
                remedy="compare the letter's head with the application",
            )
    decided = {day for day in (dispute.ur_decision_date, intake.ur_denial_date) if day}
    if letter.ur_denial_date and decided and letter.ur_denial_date not in decided:
        listed = " or ".join(day.isoformat() for day in sorted(decided))
        yield Problem(
            code="ur-date-differs-from-case",
            message=f"the letter reviews a denial of {letter.ur_denial_date}, the one in the case file is of {listed}",
            consequence="another decision may be reviewed, and the guidelines of another day applied",
            remedy="compare the letter's head with the utilization review determination",
        )
    for age in {age for age in (letter.patient.age, told.age if told else None) if age is not None}:
        if patient.age is not None and abs(age - patient.age) > 1:
            yield _patient("age", str(age), str(patient.age))
    for sex in sorted({sex for sex in (letter.patient.sex, told.sex if told else None) if sex}):
        if patient.sex and sex[:1].lower() != patient.sex[:1].lower():
            yield _patient("sex", sex, patient.sex)


def _patient(what: str, said: str, held: str) -> Problem:
    return Problem(
        code="patient-differs-from-case",
        message=f"the letter's patient has {what} {said}, the case file's {held}",
        consequence=_OTHER_CASE,
        remedy="compare the letter with the application",
    )


def item_problems(items: Sequence[LetterItem], known: KnownCase) -> Iterator[Problem]:
    """Each item against the item in dispute that it answers, and items too many or too few.

    Codes: ``item-not-in-case``, ``item-left-out``, and ``side-``, ``level-``, ``drug-``, ``strength-`` and
    ``quantity-differs-from-case``.
    """
    left = list(known.dispute.items)
    for item in items:
        match = max(left, key=lambda d: _likeness(item, d), default=None)
        if match is None or _likeness(item, match) <= 0:
            yield Problem(
                code="item-not-in-case",
                message=f'the letter decides "{item.heading}", which the dispute papers do not name',
                consequence="an item may have been invented or misnamed",
                remedy="compare with the application",
            )
            continue
        left.remove(match)
        yield from _differences(item, match)
    for forgotten in left:
        yield Problem(
            code="item-left-out",
            message=f'the disputed item "{forgotten.heading}" is not decided in the letter',
            consequence="the determination is incomplete",
            remedy="decide every disputed item",
        )


def _likeness(item: LetterItem, disputed: DisputedItem) -> int:
    """How much two items ask for the same thing; 0 when nothing ties them."""
    a, b = item.request, disputed.request
    score = 0
    if a.treatment and a.treatment == b.treatment:
        score += 4
    if a.drug and a.drug == b.drug:
        score += 6
    if _plain(item.heading) == _plain(disputed.heading):
        score += 8
    elif score == 0 and a.category == b.category == "pharmaceutical" and a.drug and b.drug:
        score = 1  # perhaps the same line of the request with another drug: reported as such
    if score == 0:
        return 0
    score += 2 * bool(set(a.body_parts) & set(b.body_parts))
    score += bool(a.side and a.side == b.side)
    score += bool(set(a.levels) & set(b.levels))
    score += bool(a.strength and a.strength == b.strength) + bool(a.quantity and a.quantity == b.quantity)
    return score


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def _differences(item: LetterItem, match: DisputedItem) -> Iterator[Problem]:
    ours, theirs = item.request, match.request
    pairs: list[tuple[str, object, object]] = [
        ("side", ours.side, theirs.side),
        ("level", ", ".join(sorted(ours.levels)), ", ".join(sorted(theirs.levels))),
        ("drug", ours.drug, theirs.drug),
        ("strength", _bare(ours.strength), _bare(theirs.strength)),
    ]
    # a partly authorized request of which the letter prints the remainder differs by design
    if item.eligible is None or Portion.read(item.eligible) is not None:
        pairs.append(("quantity", *_quantities(item.heading, ours, match)))
    for name, said, asked in pairs:
        if said and asked and said != asked:
            yield Problem(
                code=f"{name}-differs-from-case",
                message=f'on "{item.heading}" the letter says {name} {said}, the dispute papers say {asked} '
                f'("{match.heading}")',
                consequence="the decision may be about another treatment than the one requested",
                remedy="compare with the request for authorization and correct the letter",
            )


def _quantities(heading: str, ours: Request, match: DisputedItem) -> tuple[str | None, str | None]:
    """What differs of number, frequency and duration; None where nothing can be compared."""
    theirs = match.request
    for name in ("quantity", "per_week", "weeks"):
        said, asked = getattr(ours, name), getattr(theirs, name)
        same_unit = name != "quantity" or not (ours.quantity_unit and theirs.quantity_unit) or (
            ours.quantity_unit == theirs.quantity_unit
        )  # fmt: skip
        if said is not None and asked is not None and same_unit and said != asked:
            return f"{said:g} ({name})", f"{asked:g} ({name})"
    mine, his = (amounts(text) | durations(text) for text in (heading, match.heading))
    for kind in mine.keys() & his.keys():
        if not mine[kind] & his[kind]:
            return _listed(mine[kind], kind), _listed(his[kind], kind)
    return None, None


def _listed(numbers: frozenset[float], kind: str) -> str:
    return f"{' and '.join(f'{number:g}' for number in sorted(numbers))} {kind}"


def _bare(strength: str | None) -> str | None:
    """A strength for comparison: "10/325", "10-325mg" and "10mg/325mg" are one."""
    return re.sub(r"mg|\s", "", strength.lower().replace("-", "/")) if strength else None


def paper_problems(known: KnownCase) -> Iterator[Problem]:
    """What the dispute papers tell differently of patient, claim, injury and request."""
    for problem in known.dispute.problems:
        if problem.code.endswith("-differs"):
            yield problem.model_copy(update={"code": f"papers-{problem.code}"})


# ------------------------------------------------------------------------------------------------ strangers' papers


def stranger_problems(letter: Letter, known: KnownCase) -> Iterator[Problem]:
    """The letter lists a paper of another person, or its words rest on one. Code: ``other-patient``."""
    for document in known.strangers:
        shown = _listing(letter, document, known) or _resting(letter, document, known)
        if shown:
            yield Problem(
                code="other-patient",
                message=f'the letter uses a paper that is about another person: "{shown}"',
                file=document.file,
                page=document.pages[0].number if document.pages else None,
                consequence="nothing in that paper may be used; the reasons may rest on somebody else's findings",
                remedy="take it out of the letter and judge the item without it",
            )


def _listing(letter: Letter, document: Document, known: KnownCase) -> str | None:
    for row in letter.manifest:
        if row.file == document.file and not row.remark:
            return f"{row.date or ''} {row.kind} {row.file}".strip()
    for line in letter.documents_reviewed:
        if _names(line, document, known):
            return line
    return None


def _resting(letter: Letter, document: Document, known: KnownCase) -> str | None:
    for text in (letter.summary, *(item.rationale for item in letter.items)):
        for sentence in sentences(text):
            if _names(sentence.text, document, known):
                return sentence.text
    return None


def _names(text: str, document: Document, known: KnownCase) -> bool:
    """Whether words name that document: by its date where no own paper bears it, or by an author nobody else is."""
    if document.patient and any(
        len(part) > 3 and re.search(rf"\b{re.escape(part)}\b", text, re.I) and not _is_ours(part, known)
        for part in _surnames(document.patient)
    ):
        return True
    day = document.date.isoformat() if document.date else None
    if day and day not in known.days and any(found.iso == day for found in find_dates(text)):
        return True
    return bool(document.author) and any(
        re.search(rf"\b{re.escape(part)}\b", text) and not _is_ours(part, known)
        for part in _surnames(str(document.author))
    )


def _surnames(name: str) -> list[str]:
    """The family name: before a comma that is no title, else the last word."""
    first, _, rest = name.partition(",")
    words = re.findall(r"[^\W\d_][\w'’-]+", first)
    titled = re.match(r"\s*(?:MD|M\.D|DO|D\.O|PhD|DC|PA|NP|PT|PsyD|LAc|RN|DPM|DDS|FNP)\b", rest, re.I)
    if rest and not titled and len(words) <= 2:
        return words[:1]
    return [word for word in words[-1:] if len(word) > 2]


def _is_ours(name: str, known: KnownCase) -> bool:
    wanted = re.compile(rf"\b{re.escape(name)}\b", re.I)
    return any(wanted.search(page.text) for d in known.case.documents if not d.other_patient for page in d.pages)
