"""Does the letter agree with the records: what it calls absent, what it states, the figures, sides and dates it tells?

A claim is only held against facts about the same thing at the same place of the body. Where the records themselves tell
both, nothing is reported: the review shows that contradiction, and which telling counts is the physician's to judge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from openimr.clinical.dates import find_dates
from openimr.clinical.kinds import STUDIES
from openimr.clinical.model import Fact, Mention
from openimr.guidelines.regions import levels_agree, same_part, sides_agree
from openimr.letters.claims import Claim, claims_of, is_narrative, unquoted
from openimr.letters.known_case import SIDED, KnownCase, subject
from openimr.letters.model import Letter
from openimr.letters.sentences import Sentence, sentences, without_notes
from openimr.problems import Problem

#: Concepts too wide to be contradicted by one entry: nearly every record holds some of it.
_WIDE_CONCEPTS = """
    sx.pain tx.medication_trial tx.conservative_care tx.prior_treatment exam.general exam.normal resp.adverse_effect
    risk.red_flag
"""
_WIDE = frozenset(_WIDE_CONCEPTS.split())
#: What may be there today and gone tomorrow: here the latest paper that speaks of it counts.
_CHANGING = ("sx.", "exam.", "func.", "resp.", "soc.")
#: What was done once stays done, whatever is denied later.
_LASTING = ("tx.", "psych.", "lab.", "edx.study", "img.mri", "img.ct", "img.xray", "img.ultrasound")
#: A figure may be rounded, and a share be told a little otherwise.
_TOLERANCE = 0.05
_HALVES = re.compile(r"\b(?:approximately|about|around|nearly|almost|over|more\s+than|at\s+least|up\s+to"
    r"|less\s+than)\b", re.I)  # fmt: skip


def record_problems(letter: Letter, known: KnownCase) -> Iterator[Problem]:
    """Claims of the summary and of the rationales that the records contradict.

    Codes: ``contradicted-absence``, ``contradicted-presence``, ``record-differs``.
    """
    told: set[tuple[str, str]] = set()
    for where, text in _texts(letter):
        for problem in (*_claims(where, text, known), *_dates(where, text, known), *_sides(where, text, known)):
            if (problem.code, problem.message) not in told:
                told.add((problem.code, problem.message))
                yield problem


def _texts(letter: Letter) -> Iterator[tuple[str, str]]:
    yield "the summary", without_notes(letter.summary)
    for item in letter.items:
        yield f'the rationale on "{item.heading}"', without_notes(item.rationale)


_BEHIND_NAME = re.compile(r"[\s,]{0,2}(?P<strength>\d{1,4}(?:\.\d+)?(?:\s?[/-]\s?\d{1,4})?)\s?mg\b", re.I)


def _claims(where: str, text: str, known: KnownCase) -> Iterator[Problem]:
    for claim in claims_of(text):
        mention = claim.mention
        if mention.concept in _WIDE or mention.concept.startswith(("plan.", "admin.")):
            continue
        names = [subject(mention.concept)]
        if (
            claim.says == "absent" and claim.recorded
        ):  # "no radiculopathy is documented" is refuted by a nerve study too
            names.append(f"edx.{names[0]}")
        here = [f for name in names for f in known.facts.get(name, ()) if _same_place(mention, f.mention)]
        told = [fact for fact in here if _told(fact)]
        if claim.says == "absent":
            against = _holding(claim, told)
            if against:
                yield _contradicted("contradicted-absence", where, claim, against)
        elif told:
            against = _denying(claim, told)
            if against:
                yield _contradicted("contradicted-presence", where, claim, against)
            else:
                yield from _details(where, claim, [fact for fact in told if fact.assertion != "negated"])


def _told(fact: Fact) -> bool:
    """Whether a fact tells what was or was not; a plan to continue a thing tells that it is there."""
    if fact.assertion in ("present", "historical", "negated"):
        return True
    return (
        fact.assertion == "hypothetical"
        and re.search(r"\bcontinu(?:e|es|ed|ing)\b", fact.evidence.quote, re.I) is not None
    )


def _holding(claim: Claim, told: Sequence[Fact]) -> Fact | None:
    """A fact that shows what the letter calls absent."""
    mention = claim.mention
    if mention.value is not None or mention.attributes.get("percent"):
        return None
    fitting = [f for f in told if sides_agree(mention.side, f.mention.side) and _same_levels(mention, f.mention)]
    # the diagnosis on an order form is what the requester claims, not what he documents
    holding = [fact for fact in fitting if fact.assertion != "negated" and fact.kind != "rfa"]
    denying = [fact for fact in told if fact.assertion == "negated"]
    if mention.concept.startswith(_CHANGING) or not (claim.recorded or mention.concept.startswith(_LASTING)):
        if mention.date:
            holding = [fact for fact in holding if _day(fact)[: len(mention.date)] == mention.date]
            denying = [fact for fact in denying if _day(fact)[: len(mention.date)] == mention.date]
        last = max((_day(fact) for fact in denying), default="")
        holding = [fact for fact in holding if _day(fact) > last]
    elif mention.concept in STUDIES and mention.date:
        holding = [fact for fact in holding if _day(fact) == mention.date]
    return holding[-1] if holding else None


def _denying(claim: Claim, told: Sequence[Fact]) -> Fact | None:
    """A fact that denies what the letter states, where no paper of the day in question has it."""
    mention = claim.mention
    negated = [f for f in told if f.assertion == "negated" and _same_levels(mention, f.mention)]
    if mention.concept.startswith(_CHANGING) and mention.date and any(_day(fact) == mention.date for fact in told):
        told = [fact for fact in told if _day(fact) == mention.date]
        negated = [fact for fact in negated if _day(fact) == mention.date]
    holding = [fact for fact in told if fact.assertion != "negated"]
    if mention.concept in STUDIES or (mention.value == 0):
        return None
    return negated[-1] if negated and not holding else None


def _details(where: str, claim: Claim, held: Sequence[Fact]) -> Iterator[Problem]:
    """Side, level, figure and day of a claim, against all that the records tell of the same thing."""
    mention = claim.mention
    if not held:
        return
    sides: set[str | None] = {fact.mention.side for fact in held if fact.mention.side}
    if mention.side and sides and _own_side(claim) and not _side_held(mention.side, sides):
        yield _differs(
            "side", mention.side, sorted(map(str, sides)), where, claim, _with(held, lambda f: f.mention.side)
        )
    levels = {level for fact in held for level in fact.mention.levels}
    if levels and any(not levels_agree([level], levels) for level in mention.levels):
        yield _differs(
            "level", ", ".join(mention.levels), sorted(levels), where, claim, _with(held, lambda f: f.mention.levels)
        )
    yield from _figures(where, claim, held)
    yield from _strengths(where, claim, held)
    days = sorted({_day(fact) for fact in held if fact.mention.date})
    event = mention.concept.startswith(("tx.", "psych.")) or mention.concept in STUDIES
    event = event and len(find_dates(claim.sentence.text)) == 1  # of two dates it is not known which is whose
    told = event and mention.date is not None and not any(_days_agree(mention.date, _day(fact)) for fact in held)
    if told and days and all(len(day) >= len(str(mention.date)) for day in days):
        yield _differs("date", str(mention.date), days, where, claim, held[-1])


def _figures(where: str, claim: Claim, held: Sequence[Fact]) -> Iterator[Problem]:
    mention = claim.mention
    if _HALVES.search(claim.sentence.text):
        return
    for name, said in _figures_of(mention).items():
        figures = [(fact, _figures_of(fact.mention)[name]) for fact in held if name in _figures_of(fact.mention)]
        if mention.date:
            figures = [(f, n) for f, n in figures if _day(f)[: len(mention.date)] == mention.date] or figures
        numbers = {number for _, number in figures}
        sums = {sum(some) for size in (1, 2, 3) for some in combinations(sorted(numbers)[:8], size)}
        tolerance = _TOLERANCE * (3 if name == "weeks" else 1)
        if numbers and not any(abs(said - number) <= tolerance * max(said, number) for number in sums):
            if min(numbers) <= said <= max(numbers) and name == "score":
                continue  # "6 to 8" is a range
            shown = [f"{number:g}" for number in sorted(numbers)]
            yield _differs(name, f"{said:g}", shown, where, claim, figures[-1][0])


def _strengths(where: str, claim: Claim, held: Sequence[Fact]) -> Iterator[Problem]:
    if not claim.mention.concept.startswith("med."):
        return
    said = _strength(claim.sentence.unquoted(), claim.mention)
    printed = {
        re.sub(r"\s|mg", "", str(fact.mention.attributes["strength"]).lower()).replace("-", "/")
        for fact in held if "strength" in fact.mention.attributes
    }  # fmt: skip
    if said and printed and said.replace("-", "/") not in printed:
        yield _differs("strength", f"{said} mg", sorted(printed), where, claim, held[-1])


def _figures_of(mention: Mention) -> dict[str, float]:
    """The figures that one mention tells, by what they count."""
    found: dict[str, float] = {}
    names = {"/10": "score", "/5": "strength", "visits": "visits", "%": "percent"}
    if mention.value is not None and mention.unit in names:
        found[names[mention.unit]] = float(mention.value)
    for name in ("percent", "weeks", "visits"):
        value = mention.attributes.get(name)
        if isinstance(value, float | int) and not isinstance(value, bool):
            found[name] = float(value)
    return found


def _strength(text: str, mention: Mention) -> str | None:
    """The strength printed right behind the name of a drug."""
    found = _BEHIND_NAME.match(text, mention.end)
    return re.sub(r"\s", "", found["strength"]).lower() if found else None


#: Places at which the records must have a part on the other side before the letter's side is doubted.
_OFTEN = 2


def _sides(where: str, text: str, known: KnownCase) -> Iterator[Problem]:
    """A part of the body that the letter has on one side and the records only on the other."""
    for sentence in sentences(unquoted(text)):
        if not is_narrative(sentence):
            continue
        for found in SIDED.finditer(sentence.text):
            side, part = found["side"][0].lower(), found["part"].lower()
            held = known.sides.get(part, "")
            if side not in held and "b" not in held and len(held) >= _OFTEN:
                yield Problem(
                    code="record-differs",
                    message=f'{where} speaks of "{found[0]}", the records only of the other side: "{_short(sentence)}"',
                    consequence="the finding may be of the other side, or of another patient",
                    remedy="compare with the records and correct the side",
                )


def _dates(where: str, text: str, known: KnownCase) -> Iterator[Problem]:
    """Dates of the narrative that stand on no paper of the file."""
    for sentence in sentences(unquoted(text)):
        if not (is_narrative(sentence) or re.search(r"\b(?:report|note|MRI|RFA)\b", sentence.text)):
            continue
        if re.search(r"\b(?:updated|effective|edition|accessed|guidelines?)\b", sentence.text, re.I):
            continue
        words = sentence.unquoted()
        for found in find_dates(words):
            if len(found.iso) < 7 or found.iso[:4] < "1980":
                continue
            if not any(day.startswith(found.iso) for day in known.days) and not _month_held(found.iso, known.days):
                said = words[found.start : found.end].strip()
                yield Problem(
                    code="record-differs",
                    message=f'{where} names the date {said}, which no paper of the case file has: "{_short(sentence)}"',
                    consequence="it may be mistyped, or be of another case",
                    remedy="compare the date with the paper it comes from",
                )


def _month_held(iso: str, days: Iterable[str]) -> bool:
    """A paper that tells only the month or year holds every day of it."""
    return any(len(day) < 10 and len(day) >= 7 and iso.startswith(day) for day in days)


def _own_side(claim: Claim) -> bool:
    """Whether the side stands at the thing itself and not at another part of the list."""
    words, mention = claim.sentence.text, claim.mention
    near = words[max(0, mention.start - 25) : mention.start].rsplit(",", 1)[-1]
    near += words[mention.start : mention.end] + words[mention.end : mention.end + 25].split(",", 1)[0]
    return re.search(r"\b(?:left|right|bilateral\w*|both|lt|rt|[LR])\b", near, re.I) is not None


def _same_place(mention: Mention, other: Mention) -> bool:
    if not mention.regions or not other.regions:
        return True
    return any(same_part(ours, theirs) for ours in mention.regions for theirs in other.regions)


def _side_held(side: str, held: set[str | None]) -> bool:
    return side in held or "bilateral" in held or (side == "bilateral" and {"left", "right"} <= held)


def _same_levels(mention: Mention, other: Mention) -> bool:
    return not mention.levels or not other.levels or levels_agree(mention.levels, other.levels)


def _day(fact: Fact) -> str:
    return fact.date or ""


def _days_agree(said: str, held: str) -> bool:
    return bool(held) and (said.startswith(held) or held.startswith(said))


def _with(held: Sequence[Fact], wanted: Callable[[Fact], object]) -> Fact:
    return next((fact for fact in reversed(held) if wanted(fact)), held[-1])


def _short(sentence: Sentence) -> str:
    words = " ".join(sentence.text.split())
    return words if len(words) <= 200 else words[:197].rsplit(" ", 1)[0] + " ..."


def _contradicted(code: str, where: str, claim: Claim, fact: Fact) -> Problem:
    said, held = ("calls something absent", "hold") if claim.says == "absent" else ("states something", "deny")
    return Problem(
        code=code,
        message=f"{where} {said} that the records {held}: "
        f'"{_short(claim.sentence)}" against "{" ".join(fact.evidence.quote.split())[:300]}"',
        file=fact.span.file,
        page=fact.span.page,
        consequence="evidence may have been overlooked; such letters were set aside on appeal",
        remedy="read that page, then correct the letter or say why the entry does not count",
    )


def _differs(what: str, said: str, held: Sequence[str | None], where: str, claim: Claim, fact: Fact) -> Problem:
    return Problem(
        code="record-differs",
        message=f"{where} says {what} {said}, the records {', '.join(str(one) for one in held)}: "
        f'"{_short(claim.sentence)}" against "{" ".join(fact.evidence.quote.split())[:300]}"',
        file=fact.span.file,
        page=fact.span.page,
        consequence="the reasons may rest on a fact that is not so",
        remedy="read that page and correct the letter",
    )
