"""From the words of a heading or request line to the structured request: :func:`parse_request`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from openimr.clinical.anatomy import levels_in, sides_in
from openimr.clinical.drugs import Drug, drugs_in, ingredients
from openimr.clinical.folding import Folded, fold
from openimr.dispute.amounts import (
    Amount,
    digits,
    find_strength,
    medication_amount,
    service_amount,
    strengths_in,
)
from openimr.dispute.choosing import Candidate, candidates, choose, joined
from openimr.dispute.dates import find_dates
from openimr.dispute.model import Request
from openimr.dispute.places import body_parts, regions_of, side_of
from openimr.dispute.treatments import Treatment, TreatmentMention, treatments, treatments_in
from openimr.dispute.words import DrugWords, drug_words, forms_in, modifiers_in

# Characters of a line that are read; the longest printed heading has some 700.
_LONGEST = 4_000
_COURSES = frozenset({"rehabilitation", "behavioral", "program", "home_health", "evaluation_management"})
_FORM_AT_END = re.compile(r"\s(?:pain\s)?(?:patch(?:es)?|ointment|cream|lotion|gel|pads?|topical)$", re.IGNORECASE)
_FORM_UNITS = {"patch": "patches", "capsule": "capsules", "tablet": "tablets"}
_DEFAULT_UNITS = {
    "rehabilitation": "visits", "behavioral": "visits", "evaluation_management": "visits", "home_health": "visits",
    "program": "visits", "injection": "injections", "pharmaceutical": "tablets",
}  # fmt: skip
_SERVICE_DATE = re.compile(
    r"\b(?:d\.?o\.?s\.?|dates? of service|service dates?|performed|provided|dispensed|done"
    r"|rendered)\b[\s:]{0,3}(?:is |was |on |of |from |dated )?\s?$"
)
_PERCENT_INGREDIENT = re.compile(r"\b(?P<name>[A-Za-z][A-Za-z-]{3,30})\s?\(?(?:\d+(?:\.\d+)?|\.\d+)\s?%")
_NOT_INGREDIENTS = frozenset(
    ["cream", "ointment", "patch", "base", "topical", "compound", "with", "and", "gel", "lotion", "solution",
     "strength",
     "about", "over", "only", "least"]
)  # fmt: skip
_INJECTED = re.compile(r"\binject\w*|\bintra-?\s?articular|\bshots?\b|\bIM\b|\bintramuscular", re.IGNORECASE)
_INFUSED = re.compile(r"\binfusions?\b|\bintravenous|\bIV\b", re.IGNORECASE)
_OF_THE_NAME = frozenset({"replacement", "initial", "repeat"})
_DURATIONS = frozenset({"hours", "days", "weeks", "months"})
_ORDINAL = re.compile(r"#\s?([2-4])\b")
# one drug of unknown name, told by its strength, form or count
_LOOKS_LIKE_DRUG = re.compile(
    r"\d\s?(?:mg|mcg|mgs)\b(?!/dl)|\b\d{1,4}\s?(?:tablets?|tabs?|capsules?|caps?)\b|\b(?:tablet|capsule"
    r"|ointment|cream|gel|lotion)\b",
    re.IGNORECASE,
)
_DRUG_NAME = re.compile(
    r"\s*(?:retrospective\s|request(?: for)?\s|medication:?\s|one\s|prescription(?: of| for)?:?\s)*"
    r"(?P<name>[A-Za-z][A-Za-z-]{3,30})",
    re.IGNORECASE,
)

_NO_NAME = re.compile(
    r"^(?:medic|drug|prescri|opioid|narcotic|muscle|anti|pain|oral|sleep|topical|compound|steroid|supplement|vitamin|tablet|capsule|refill|"
    r"nsaid|analges|laxativ|stool|cream|ointment|unknown|unspecified|pre|post)",
    re.IGNORECASE,
)

_ORIGINAL = re.compile(
    r",?\s+(?:was|were|is|are)\s+the\s+original\s+(?:treatment\s+)?requests?\b\s*[.;,:]*\s*",
    re.IGNORECASE,
)
_ELIGIBLE = re.compile(
    r"\b(?:the\s+)?remaining\s+(?:IMR[\s-]+)?(?:eligible\s+)?(?:portions?\s+of\s+)?(?:the\s+)?(?:original\s+)?"
    r"(?:requests?|portion|treatment)\b(?:\s+(?:that\s+is|which\s+is)\s+IMR\s+eligible)?\s*(?:for\s+"
    r"|is\s*:\s*)?[,:]?\s*"
    r"|\bthe\s+original\s+request(?:s)?\s*(?:for\s+)?[,:]\s*",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"\s*,?\s*(?:\b(?:is|are|is/are)\b)?\s*:?\s*$", re.IGNORECASE)


def parse_request(text: str) -> Request:
    """The structured request that a heading or a line of a request for authorization states.

    A heading of a partly authorized request ("X was the original request. Y was authorized … The remaining IMR eligible
    portion of the original request, Z") gives the request of its eligible portion, completed from the original.

    >>> r = parse_request("Left L4-L5, L5-S1 Epidural Steroid Injection under Fluoroscopic Guidance x3")
    >>> r.treatment, r.category, r.body_part, r.side, r.levels, r.quantity
    ('epidural_steroid_injection', 'injection', 'lumbar spine', 'left', ['L4-5', 'L5-S1'], 3.0)
    >>> r = parse_request("Soma 350mg, #90")
    >>> r.treatment, r.drug, r.brand, r.strength, r.quantity
    ('medication', 'carisoprodol', 'Soma', '350mg', 90.0)
    >>> parse_request("Physical therapy 2 times a week for 6 weeks, right knee").quantity
    12.0
    >>> parse_request("The usual").treatment is None
    True
    """
    text = text[:_LONGEST]
    original = _ORIGINAL.search(text)
    if original:
        eligible = list(_ELIGIBLE.finditer(text, original.end()))
        portion = _CLOSING.sub("", text[eligible[-1].end() :]) if eligible else ""
        whole = _parse(text[: original.start()])
        return _completed(_parse(portion), whole) if portion else whole
    return _parse(text)


def _completed(part: Request, whole: Request) -> Request:
    """The eligible portion, with what only the original request says; the amounts are its own."""
    if part.treatment is None:
        part.treatment, part.category = whole.treatment, whole.category
    if part.drug is None and part.treatment == whole.treatment:
        part.drug, part.drug_class, part.brand, part.ingredients = (
            whole.drug,
            whole.drug_class,
            whole.brand,
            whole.ingredients,
        )
    if not part.body_parts:
        part.body_part, part.body_parts = whole.body_part, whole.body_parts
    part.side = part.side or whole.side
    part.levels = part.levels or whole.levels
    part.strength = part.strength or whole.strength
    part.form = part.form or whole.form
    part.date_of_service = part.date_of_service or whole.date_of_service
    if part.quantity is None:
        part.quantity, part.quantity_unit = whole.quantity, whole.quantity_unit
    return part


def _parse(text: str) -> Request:
    folded = fold(text)
    lower = folded.text.lower() if len(folded.text.lower()) == len(folded.text) else folded.lower
    table = drug_words()
    drugs = drugs_in(folded)
    mentions = treatments_in(folded)
    found = candidates(mentions, drugs, frozenset(table.not_a_drug))
    chosen = choose(lower, found)
    modifiers = _modifiers(folded, mentions)
    request = Request()
    if chosen is None:
        _unknown_drug(folded, lower, request)
    elif chosen.drug is not None:
        _medication(folded, lower, chosen, drugs, table, request)
    else:
        _service(lower, chosen, found, drugs, modifiers, table, folded, request)
    _places(folded, chosen, request)
    _amounts(lower, drugs, folded, modifiers, request)
    _repetition(lower, request, modifiers)
    if chosen is not None and chosen.phrase is not None:
        modifiers += chosen.phrase.modifiers
        _specialty(chosen, mentions, request)
    request.modifiers = [modifier for modifier in dict.fromkeys(modifiers) if modifier != "device"]
    request.date_of_service = _service_date(folded.text, lower)
    if request.date_of_service and "retrospective" not in request.modifiers:
        request.modifiers.append("retrospective")
    return request


def _modifiers(folded: Folded, mentions: Sequence[TreatmentMention]) -> list[str]:
    """The modifiers named, without those in a treatment's own name ("hip replacement", "first assistant")."""
    kept: dict[str, None] = {}
    for start, end, modifier in modifiers_in(folded):
        if modifier in _OF_THE_NAME and any(m.start <= start and end <= m.end for m in mentions):
            continue
        kept.setdefault(modifier)
    return list(kept)


def _specialty(chosen: Candidate, mentions: Sequence[TreatmentMention], request: Request) -> None:
    """Of which specialty a consultation is, from its own words or those of a specialist named with it."""
    assert chosen.phrase is not None
    own = chosen.phrase.specialty
    if own is None and request.category == "evaluation_management":
        own = next((m.phrase.specialty for m in mentions if m.phrase.specialty), None)
    if own:
        request.specialty = own


def _set(request: Request, treatment: Treatment) -> None:
    request.treatment = treatment.id
    request.category = treatment.category


def _service(
    lower: str,
    chosen: Candidate,
    found: Sequence[Candidate],
    drugs: Sequence[tuple[int, int, Drug]],
    modifiers: list[str],
    table: DrugWords,
    folded: Folded,
    request: Request,
) -> None:
    phrase = chosen.phrase
    assert phrase is not None
    treatment = phrase.treatment
    together = joined(chosen, found)
    if together:
        treatment = treatments()[together]
    flags = {*modifiers, *phrase.modifiers}
    if _course_stated(lower):
        flags.add("course")
    for change in treatment.becomes:
        # strong words name the treatment itself; only unclear ones, and trials, are read by what stands beside them
        if (
            (not change.having or flags & change.having)
            and not flags & change.lacking
            and (chosen.weak or change.having != {"course"})
        ):
            treatment = treatments()[change.treatment]
            break
    _set(request, treatment)
    real = [d for d in drugs if d[2].generic not in table.not_a_drug]
    if treatment.category == "pharmaceutical":
        _topical(folded, lower, real, table, request)
    elif real and treatment.category != "diagnostic":
        _name_drug(real[0][2], request)
        if treatment.category == "injection" and chosen.weak:
            _injected(real[0][2], table, request)


def _course_stated(lower: str) -> bool:
    text = digits(lower)
    return service_amount(text, True, "visits").per_week is not None or " visits" in text or " sessions" in text


def _medication(
    folded: Folded,
    lower: str,
    chosen: Candidate,
    drugs: Sequence[tuple[int, int, Drug]],
    table: DrugWords,
    request: Request,
) -> None:
    drug = chosen.drug
    assert drug is not None
    _set(request, treatments()["medication"])
    if drug.generic in table.not_a_drug:
        _set(request, treatments()[table.not_a_drug[drug.generic]])
        request.brand = drug.brand
        return
    if drug.generic in table.medical_foods:
        _set(request, treatments()["medical_food"])
        _name_drug(drug, request)
        return
    if drug.drug_class in table.class_treatments:
        _set(request, treatments()[table.class_treatments[drug.drug_class]])
        _name_drug(drug, request)
        return
    if _INJECTED.search(folded.text, 0, chosen.end + 60) and not folded.lower.startswith("cream", chosen.end + 1):
        _name_drug(drug, request)
        _injected(drug, table, request)
        return
    if _INFUSED.search(folded.text):
        _name_drug(drug, request)
        _set(request, treatments()["medication_injection"])
        return
    real = [d for d in drugs if d[2].generic not in table.not_a_drug]
    _topical(folded, lower, [d for d in real if d[0] >= chosen.start] or real, table, request)


def _injected(drug: Drug, table: DrugWords, request: Request) -> None:
    name = table.injected_drug.get(drug.generic) or table.injected_class.get(drug.drug_class) or "medication_injection"
    _set(request, treatments()[name])


def _name_drug(drug: Drug, request: Request) -> None:
    request.drug = _plain(drug.generic)
    request.drug_class = drug.drug_class
    generic = request.drug.split("/")[0]
    request.brand = (
        _FORM_AT_END.sub("", drug.brand) if drug.brand and not drug.brand.lower().startswith(generic) else None
    )
    request.ingredients = [_plain(part) for part in ingredients(drug.generic)]


def _plain(generic: str) -> str:
    for ending in (" topical", " patch", " extended release", " low dose"):
        generic = generic.removesuffix(ending)
    return generic


def _topical(
    folded: Folded, lower: str, drugs: Sequence[tuple[int, int, Drug]], table: DrugWords, request: Request
) -> None:
    """Whether the drug asked for is taken, put on the skin, or compounded of several; the drug's fields."""
    text = folded.text
    begin = drugs[0][0] if drugs else 0
    forms = forms_in(folded)
    form = next((f for s, _, f in forms if s >= begin), forms[0][2] if forms else None)
    mixture = _mixture(folded, drugs)
    request.form = form
    if drugs:
        _name_drug(drugs[0][2], request)
    elif request.treatment == "medication":
        _name_unknown(text, request)
    if len(mixture) > 1:
        request.drug, request.ingredients, request.brand = mixture[0], mixture, None
        request.drug_class = "topical"
        _set(request, treatments()["compound_medication"])
        return
    topical = (drugs and drugs[0][2].drug_class == "topical") or (
        (form in table.topical_forms or "topical" in lower) and (request.drug or "") not in table.systemic
    )
    if request.treatment == "compound_medication" or (
        " compound" in f" {lower}" and request.category == "pharmaceutical"
    ):
        _set(request, treatments()["compound_medication"])
    elif request.treatment == "medication" and (topical or _is_percent(folded, drugs, request, table)):
        _set(request, treatments()["topical_medication"])
    if request.form is None and drugs:
        own = text[drugs[0][0] : drugs[0][1]].lower()
        request.form = next((f for f in ("patch", "cream", "ointment", "gel", "lotion", "spray") if f in own), None)


def _is_percent(folded: Folded, drugs: Sequence[tuple[int, int, Drug]], request: Request, table: DrugWords) -> bool:
    """Whether a drug's strength is a percentage: then it is put on the skin, whatever its form."""
    if not drugs or request.drug in table.systemic or "%" not in folded.text:
        return False
    strength = find_strength(folded.text.lower(), drugs[0][1])
    return strength is not None and strength[2].endswith("%")


def _mixture(folded: Folded, drugs: Sequence[tuple[int, int, Drug]]) -> list[str]:
    """The ingredients of a compound: drugs and other words that carry a percentage or stand joined with such ones."""
    text = folded.text
    parts: list[tuple[int, str]] = []
    for start, _, drug in drugs:
        names = [_plain(name) for name in ingredients(drug.generic)]
        parts += [(start, name) for name in names] if drug.brand is None or len(names) > 1 else [(start, names[0])]
    known = [(start, end) for start, end, _ in drugs]
    percents = 0
    for match in _PERCENT_INGREDIENT.finditer(text):
        name = match["name"].lower()
        percents += 1
        if name in _NOT_INGREDIENTS or any(
            start <= match.start() < end or match.start() <= start < match.end() for start, end in known
        ):
            continue
        parts.append((match.start(), name))
    separate = len(drugs) > 1 and any(c in text for c in "%")
    if not separate and percents < 2:
        return []
    parts.sort(key=lambda part: part[0])
    return list(dict.fromkeys(name for _, name in parts))


def _unknown_drug(folded: Folded, lower: str, request: Request) -> None:
    mixture = _mixture(folded, [])
    if len(mixture) > 1:
        _set(request, treatments()["compound_medication"])
        request.drug, request.ingredients, request.drug_class = mixture[0], mixture, "topical"
        return
    if not _LOOKS_LIKE_DRUG.search(folded.text):
        return
    _set(request, treatments()["medication"])
    _name_unknown(folded.text, request)
    forms = forms_in(folded)
    request.form = forms[0][2] if forms else None
    if request.form in drug_words().topical_forms:
        _set(request, treatments()["topical_medication"])


def _name_unknown(text: str, request: Request) -> None:
    """The name of a drug that the table does not know: the first word, where an amount or a form follows it."""
    name = _DRUG_NAME.match(text)
    if name and not _NO_NAME.search(name["name"]) and re.search(r"\d", text[name.end() :]):
        request.brand = name["name"]


def _places(folded: Folded, chosen: Candidate | None, request: Request) -> None:
    regions = regions_of(folded)
    levels = levels_in(folded)
    sides = sides_in(folded)
    inside, implied, default_only = (0, 0), None, False
    if chosen is not None and chosen.phrase is not None:
        inside, implied = (chosen.start, chosen.end), chosen.phrase.region
        default_only = chosen.phrase.specialty is not None
    unasked = treatments()[request.treatment].no_region if request.treatment else ""
    if unasked and chosen is not None:
        regions = [r for r in regions if unasked == "inside" and not (chosen.start <= r[0] and r[1] <= chosen.end)]
    places = body_parts(regions, levels, inside, implied, default_only)
    request.body_parts = [region for _, _, region in places]
    request.body_part = request.body_parts[0] if request.body_parts else None
    request.levels = list(dict.fromkeys(level for _, _, level in levels))
    request.side = side_of(sides, regions, request.body_part)


def _amounts(
    lower: str, drugs: Sequence[tuple[int, int, Drug]], folded: Folded, modifiers: list[str], request: Request
) -> None:
    hidden: list[tuple[int, int]] = [(start, end) for start, end, _ in levels_in(folded)]
    hidden += [(start, end) for start, end, _ in find_dates(lower)]
    hidden += [(start, end) for start, end, _ in drugs if any(c.isdigit() for c in lower[start:end])]
    medication = request.category == "pharmaceutical"
    # the amount of an injected or compounded drug stands like that of a tablet
    if request.drug is not None or medication:
        after = min((end for _, end, _ in drugs), default=0)
        # "Lidocaine 5% patch" is one name of the table with its strength in it
        inside = find_strength(lower[drugs[0][0] : drugs[0][1]], 0) if drugs else None
        strength = inside and (drugs[0][0] + inside[0], drugs[0][0] + inside[1], inside[2])
        strength = strength or find_strength(_blank(lower, hidden), after)
        if strength:
            request.strength = strength[2]
        hidden += strengths_in(lower) + ([strength[:2]] if strength else [])
    text = digits(_blank(lower, hidden))
    if request.category == "dental":
        return  # the numbers are those of teeth
    if medication:
        amount = medication_amount(text)
    else:
        unit = _DEFAULT_UNITS.get(request.category, "units")
        course = request.category in _COURSES
        amount = service_amount(text, course, unit, by_weeks=request.category == "program")
        lasting = request.category not in ("diagnostic", "surgery") or request.treatment == "inpatient_stay"
        if amount.unit in _DURATIONS and not lasting:
            amount.quantity = amount.unit = None  # "24 hour monitor", "fusion with a 3 day stay"
    _take(amount, request)
    if amount.refills is not None and "refill" in text and "continu" not in text and "continuation" in modifiers:
        modifiers.remove("continuation")  # "with 2 refills" says nothing of earlier use
    if "unspecified_quantity" in modifiers:
        request.quantity = request.quantity_unit = None


def _take(amount: Amount, request: Request) -> None:
    request.quantity, request.quantity_unit = amount.quantity, amount.unit
    request.per_week, request.weeks = amount.per_week, amount.weeks
    if amount.refills is not None:
        request.refills = amount.refills
    if request.category == "pharmaceutical" and amount.unit == "tablets":
        if request.form is not None:
            request.quantity_unit = _FORM_UNITS.get(request.form, "units")
        elif request.treatment != "medication":
            request.quantity_unit = "units"


def _blank(text: str, places: Sequence[tuple[int, int]]) -> str:
    if not places:
        return text
    letters = list(text)
    for start, end in places:
        letters[start:end] = " " * (end - start)
    return "".join(letters)


def _repetition(lower: str, request: Request, modifiers: list[str]) -> None:
    """An injection "#2" is the second one, not two of them."""
    if request.category != "injection" or "injections" in lower:
        return
    ordinal = _ORDINAL.search(lower)
    if ordinal and request.treatment == "epidural_steroid_injection" and request.quantity == float(ordinal[1]):
        request.quantity = request.quantity_unit = None
        modifiers.append("repeat")


def _service_date(text: str, lower: str) -> dt.date | None:
    for start, _, day in find_dates(text):
        if _SERVICE_DATE.search(lower, max(0, start - 40), start):
            return day
    return None
