"""What is printed with a drug: strength, sig, times a day, form, route, quantity and refills.

Read behind the name, before it ("40 mg of Kenalog", "4 Norco a day"), in its own words ("Voltaren 1% gel") and, in the
rows of a print-out, under the columns of its heading (QTY, RF). Of a change ("from 50 mg to 100 mg") the new dose
counts; a schedule of several doses ("30 mg tid x 2 wks, then bid") has no one number a day.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

from openimr.clinical.dates import number_of
from openimr.clinical.folding import Folded
from openimr.clinical.medication import times_a_day

Details = dict[str, "str | float | bool"]

_UNIT = r"mg/ml|mg|mcg/hr|mcg/h|mcg|milligrams?|micrograms?|%|gm?\b|grams?|ml|units?"
_STRENGTH = re.compile(
    rf"(?<![\d.#/])(?P<n>\d+(?:,\d{{3}})?(?:\.\d+)?(?:\s?[/\-]\s?\d+(?:\.\d+)?){{0,2}})\s?(?P<unit>{_UNIT})(?P<per>"
    r"\s?(?:/|per)\s?\d+(?:\.\d+)?\s?(?:mg|ml))?(?!\w)"
)
_BEFORE = re.compile(
    r"(?<![\d.#/])(?P<n>\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?)?)\s?(?P<unit>mg|mcg|milligrams?|grams?|g"
    r"|%|units?)\s(?:of\s)?(?:(?:injectable|plain|oral|topical|im|iv|generic)\s)?(?:\w+\s)?$"
)
_NEXT_ONE = re.compile(
    r"(?:\s?(?:,|;|and|with|plus|\+|&)\s)?(?:\d+(?:\.\d+)?\s?(?:cc"
    rf"|ml)\s(?:of\s)?)?(?:\d+(?:\.\d+)?\s?(?:{_UNIT})\s)?(?:of\s)?$"
)
_PAIR = re.compile(r"^\s*\W{0,3}(?P<n>\d+(?:\.\d+)?\s?[/\-]\s?\d{2,3}(?:\.\d+)?)(?!\s?/|\d|-\d)")
_BARE = re.compile(
    r"^\s?(?P<n>\d{1,4}(?:\.\d+)?)(?=\s?(?:#|[btq]id\b|[btq]\.i\.d|q ?hs|qd|q ?[ap]m|q\.? ?\d|po\b|one|two|1"
    r"|twice|thrice"
    r"|once|(?:two|three|four|2|3|4) times|daily|nightly|every|each|at (?:bed|night|hs)|in the|prn|$|[,;.](?!\d)))"
)
#: A share of relief behind or before a percent sign, which is then no strength.
_SHARE_BEHIND = re.compile(
    r"\s?(?:\w+\s)?(?:relie[fv]|improv|better|reduc|decreas|less|benefit|help|analgesia|pain\b|of (?:the|his"
    r"|her)\b|effective)"
)
_A_DAY = re.compile(r"\s?(?:/\s?d(?:ay)?|per day|a day)\b")
_SHARE_BEFORE = re.compile(
    r"\b(?:gives?|gave|giving|helps?|helped|provid\w+|reliev\w+|cuts?|reduc\w+|by)\b[^.;]{0,20}$"
)
_WORD = r"one|two|three|four|five|six|seven|eight|nine|ten|twelve"
_QUANTITY = re.compile(
    r"(?:(?<!rx)(?<!rx )#\s?|\b(?:quantity|qty|qnty|dispensed?|disp"
    r"|count)\b\.?\s?(?:of\s)?[:=]?\s?#?\s?|\bno\.\s?(?=\d{2}))(?P<n>\d{1,4})(?!\d|/(?!\s?\d{1,3}\s?d)|\.\d)"
    r"|\b(?P<m>\d{2,4})\s(?:tablets|tabs"
    r"|capsules|caps|pills|patches|count|ct)\b|\b(?P<k>\d{1,2})\s(?:tubes?|bottles?|boxes|packs?|kits?|jars?)\b"
)
_REFILLS = (
    re.compile(
        rf"\b(?:refills?|refil|rfs?|rfl|rfx|ref)(?:\.?\s?[:=x#]\s?|\s?times\s?|\s)?(?:x\s?)?(?P<n>\d{{1,2}}"
        rf"|zero|none|no|{_WORD})\b(?![/%]|\s?mg|\s?(?:tab|cap))"
    ),
    re.compile(
        rf"(?<![#\d])\b(?:x\s?)?(?P<n>\d|1[0-2]|no|zero|{_WORD})\s(?:additional\s|more\s)?(?:refills?|rfs?"
        rf"|rfl)\b|\b(?:r\s?[:=]\s?|(?<=ds )r|(?<=days )r)(?P<r>\d{{1,2}})\b|(?<=[\s,;])(?P<nr>nr)\b"
    ),
)
_CHANGE = re.compile(
    rf"\bfrom\s(?P<old>[^.;]{{1,38}}?)(?:\s(?:down|up)?\s?to|\s?(?:->|-->|→))\s(?:only\s|about\s|just\s)?(?=\d"
    rf"|{_WORD}|half|qd|qhs|bid|tid|qid|q\s?\d|once|twice|nightly|daily|none)"
    rf"|(?P<arrow>(?<![\d.])\d{{1,3}}(?!\d|/\s?\d)[^.;,:]{{0,12}}?)\s?(?:->|-->|=>|→)\s?(?=\d|{_WORD}|qd|qhs|bid|tid)"
    r"|\b(?:cut|reduced|increased|raised|lowered|down|up|tapered|decreased|dropped|fell|titrated|go|goes|going"
    r"|changed)\s(?:back\s|down\s|up\s|off\s)?to\s(?=\d|one|two|three|four|half|qd|qhs|bid|tid|qid|once|twice"
    r"|nightly|daily)"
)
_SIX_TO_FOUR = re.compile(rf"\b(?:{_WORD}|\d{{1,2}})\s(?:a|per)\sday\sto\s(?=(?:{_WORD}|\d{{1,2}})\b)")
_RATHER = re.compile(
    rf"\b(?P<n>\d{{1,2}}|{_WORD})\s(?:a day |per day |daily )?(?:rather than|instead of|down from"
    rf"|not)\s(?:\d{{1,2}}|{_WORD})\b"
)
_NO_DOSE = re.compile(
    r"\b(?:pain|burning|headaches?|migraines?|numbness|score|scale|vas|lbp|spasms?|a month"
    r"|per month|a week|per week|days? per|hours|out of 10|minutes|walk\w*|sleep\w*)\b|/10"
)
_TRYING = re.compile(
    r"\b(?:trying|tried|wants?|plans?|will|would like|hopes?|try|attempt\w*|unable"
    r"|not)\s(?:to\s)?(?:be\s)?$"
)
_ONCE = re.compile(
    r"\beach (?:morning|night|evening|day)\b|\bwith (?:the |her |his )?(?:evening|morning"
    r"|noon) meal\b|\bwith (?:breakfast|dinner|supper|lunch)\b|\bbefore bed\b|\bq\s?(?:noon|evening|hs|am|pm)\b"
    r"|\bin the (?:morning|evening)\b|\bat noon\b"
)
_BARE_NUMBER = re.compile(rf"(?P<n>\d{{1,2}}|{_WORD})\b(?!\s?(?:mg|mcg|/\s?\d|\.\d|%|-|days?|weeks?|months?|hours?))")
_SCHEDULE = re.compile(
    r"\b(?:x|for)\s?(?:\d{1,2}|one|two|three|four|a)\s?(?:days?|d|weeks?|wks?|wk|months?"
    r"|mos?)\b[^.]{0,24}?\b(?:then|thereafter|,\s?\d|increase)|\b(?:then|thereafter)\s(?:\d|one|two|half|increase"
    r"|decrease|stop)"
)
_PRN = re.compile(r"\b(?:prn|p\.r\.n|as needed|if needed|as necessary)\b")
_RANGE = re.compile(
    r"\b(?:\d|one|two)\s?(?:-|to|or)\s?(?:\d|two|three)\s(?:tab|cap|pill|po\b|patch|by|every|q"
    r"|a day|per day|times|daily)|\bq\s?\d\s?-\s?\d\s?h|\bevery \d\s?(?:-|to)\s?\d|q\d-\d"
)
#: What follows is how many at most, or how it was taken before.
_LIMIT = re.compile(
    r"\bmax(?:imum)?\b|\bnot to exceed\b|\bnot (?:over|more than)\b|\bno more than\b|\bup to\b|\bat most\b"
    r"|\bdown from\b"
    r"|\b(?:rather than|instead of|previously|formerly|it was|pre-?op)\b"
)
#: "Now back to 4/day".
_BACK_TO = re.compile(rf"\bback (?:up )?to (?P<n>\d{{1,2}}|{_WORD})\s?(?:/\s?d|a day|per day|daily)")
_TAKES = re.compile(r"\b(?:tak(?:es?|ing)|took|us(?:es?|ing)) (?:up to |about )?\w+\s$")
#: "Tylenol w/ codeine #3": how strong it is, not how many.
_TYLENOL = re.compile(r"\s?(?:no\.?|#)\s?[234]\b(?=[^#]{0,60}#|\s?(?:\d|one|po|[btq]id|q))")
#: A kind of release or strength in letters, between the name and the figures.
_RELEASE = re.compile(r"\s(?:es|hp|ds|xr|er|sr|ir|cr|la|xl|dr|ec|odt)(?=\s\d)")
#: The next sentence, where it only goes on with what is dispensed.
_PRINTED_APART = re.compile(
    r"[.\s]{1,3}(?:(?:please )?(?:dispensed?|disp|qty|quantity)\b\.?\s?(?:of\s"
    r"|:\s?)?#?\s?\d{1,4}(?![\d/.]\d)[^.;]{0,30}"
    r"|#\s?\d{1,4}(?![\d/.]\d)[^.;]{0,30}|(?:no|zero|\d|one|two|three) refills?\b|refills?\s?:?\s?(?:x\s?)?\d)"
)
#: A line of its own that goes on with the drug of the line above.
_NEXT_LINE = re.compile(
    r"(?:\d+(?:\.\d+)?(?:\s?[/-]\s?\d+(?:\.\d+)?)?\s?(?:mg|mcg|%)(?![a-z])[^.;:]{0,40}"
    r"|(?:sig:?\s)?(?:take|apply|inject|use|place|i{1,3}\s(?:tab|cap|po)|(?:\d(?:\s?-\s?\d)?|one|two)\s(?:tabs?|caps?"
    r"|tablets?|capsules?|po|patch(?:es)?|q\s?\d|[btq]id|qhs|qd|daily))(?![a-z])[^;:]{0,70}"
    r"|#\s?\d{1,4}\b[^.;:]{0,40}|(?:qty|quantity|disp|dispense|refills?|rf)(?![a-z])[^.;]{0,30}"
    r"|\d{1,4}\s?(?:gm?|ml)\s(?:tube|bottle)[^;:]{0,30})\.?\s?"
)
#: The rest of what is mixed into one cream: "10% / baclofen 2% / gabapentin 6% in PLO".
_MIXTURE = re.compile(
    r"\s?\d+(?:\.\d+)?\s?%\s?(?:(?:/|,|\+|&|and|with)\s?(?:[a-z][a-z \-]{2,24}[a-z])\s?\d+(?:\.\d+)?\s?%\s?){1,7}"
)
_SUPPLY = re.compile(
    r"\b(?:ds|days? supply)\s?[:=]?\s?(?P<n>[1-9]\d?)\b|\b(?P<m>[1-9]\d?)[\s\-](?:days?|d)[\s\-]supply\b"
)
_SUM = re.compile(
    r"(?P<n>\d(?:\.5)?|one|two|three|half)\s(?:tabs?\s|tablets?\s|caps?\s|capsules?\s|po\s"
    r"|by mouth\s)?(?:q\s?am|q\s?noon|q\s?pm|q\s?hs|qhs|in the (?:morning|afternoon|evening)|at (?:bedtime|night"
    r"|noon)|with (?:breakfast|lunch|dinner))\b"
)
_LONG = (
    (
        re.compile(
            r"\bq\s?72\s?(?:h|hours|hrs)\b|\bq\s?3\s?d(?:ays)?\b|\bevery (?:72 hours|3 days|three days|3rd day"
            r"|third day)"
        ),
        0.33,
    ),
    (
        re.compile(
            r"\bq\s?48\s?(?:h|hours|hrs)\b|\bq\s?2\s?d(?:ays)?\b|\bqod\b|\bevery other day|\bevery (?:48 hours"
            r"|2 days|two days)"
        ),
        0.5,
    ),
    (re.compile(r"\bweekly\b|\bonce a week|\bq\s?week|\bevery (?:7 days|week|seven days)|\bq\s?7\s?d"), 0.14),
)
_TIMES = re.compile(
    rf"\b(?P<n>\d{{1,2}}|{_WORD})\s?(?:x|times)\s(?:a|per|each)?\s?(?:day|daily)\b"
    rf"|\b(?P<m>\d{{1,2}}|{_WORD})\s?/\s?(?:d|day)\b"
)
_DOSES = re.compile(
    r"\b(?P<n>\d(?:\.5)?|1/2|one|two|three|half|one half)\s(?:tabs?|tablets?|caps?|capsules?"
    r"|pills?|po|p\.o|by mouth|patch|patches|puffs?|sprays?|film|drops?)\b"
)
_ON_OFF = re.compile(r"\b12\s?(?:h|hrs?|hours)?\s?on\b[\s,/]{0,3}(?:and\s)?12\s?(?:h|hrs?|hours)?\s?off\b")
_FORM = re.compile(
    r"\b(?P<form>(?:ec |er |dr |odt |xr |sr |oral |extended release |delayed release )?(?:tablets?"
    r"|tabs?|capsules?|caps?|patch(?:es)?|gel|cream|ointment|lotion|spray|film|solution|suspension|suppositor(?:y"
    r"|ies)|drops|powder|vial|injection|inhaler|lozenges?|elixir|syrup)(?: er| xr| dr| ec| odt)?)\b"
)
_ROUTE = re.compile(
    r"\b(?P<route>po|p\.o|by mouth|orally|im|intramuscular(?:ly)?|iv|intravenous(?:ly)?|sl"
    r"|sublingual(?:ly)?|sc|sq|subcutaneous(?:ly)?|intranasal(?:ly)?|nasal(?:ly)?|transdermal(?:ly)?"
    r"|topical(?:ly)?|rectal(?:ly)?|pr|intra-?articular(?:ly)?|epidural(?:ly)?|intrathecal(?:ly)?|buccal(?:ly)?)\b"
)
_SIG_START = re.compile(
    r"\b(?:take|takes|taking|apply|applied|inject|use|insert|place|dissolve|instill|chew|t po|t(?=\s(?:po|tab))"
    rf"|(?:\d(?:\.5|/2)?(?:\s?-\s?\d)?|{_WORD}|half)\s(?:(?:or|to)\s\w+\s)?(?:tabs?|tablets?|caps?|capsules?"
    r"|pills?|po|p\.o|by mouth|patch|patches|pumps?|sprays?|puffs?|drops?|film|bid|tid|qid|qd|qday|qhs|q\s?\d|qam"
    r"|qpm|daily|times|a day|per day|every|nightly|at|in the|weekly|twice|three times)|bid|tid|qid|qd|qday|qhs"
    rf"|qam|qpm|hs|q\s?\d{{1,2}}(?:-\d)?\s?(?:h|hours|hrs|d)|daily|nightly|weekly|twice|once|three times"
    r"|four times|two times|every|each (?:morning|night)|at (?:bedtime|night)|as needed|prn)\b"
)
_SIG_END = re.compile(
    r"\(?#|[;|]|\b(?:qty|quantity|disp|dispense|refills?|rfs?|rfl|ds|days? supply|to replace"
    r"|for the (?:past|last)|since|which|has|have|is|was|with (?:good|no|some)|that|gives|helps|but|and (?:he|she"
    r"|reports))\b|\.(?:\s|$)|,\s(?:#|qty|quantity|disp|max|no |\d+ refill|zero|refill|rf)|\s[-–]\s"
)
_ROW = re.compile(r"\s{2,}|\t+|\s?\|\s?")
_COLUMNS = {
    "quantity": re.compile(r"^(?:qty|quantity|qnty|disp(?:ensed)?|#|count|no)\.?$"),
    "refills": re.compile(r"^(?:rf|rfs|rfl|refills?|ref)\.?(?: left| remaining| auth\w*)?$"),
    "days": re.compile(r"^(?:ds|days?(?: supply)?|supply|days' supply)\.?$"),
    "strength": re.compile(r"^(?:strength|dose|dosage)$"),
    "sig": re.compile(r"^(?:sig|directions|frequency|instructions|how taken|use)$"),
}


def details_of(
    folded: Folded, start: int, end: int, begin: int, stop: int, generic: str, drug_class: str, following: bool
) -> Details:
    """Everything printed with the drug named at ``start`` to ``end``.

    Args:
        folded: the folded text.
        start: where the name starts.
        end: where it ends.
        begin: where its sentence starts.
        stop: where what is said of it ends (the next drug, the end of the sentence).
        generic: its generic name; of a combination the strength may stand without a unit.
        drug_class: its class in the table.
        following: whether another drug follows at ``stop``.

    >>> from openimr.clinical.folding import fold
    >>> text = fold("Zoloft was raised from 50 mg to 100 mg each morning, #30, w/ 1 RF")
    >>> d = details_of(text, 0, 6, 0, len(text.text), "sertraline", "antidepressant", False)
    >>> d["strength"], d["per_day"], d["quantity"], d["refills"]
    ('100 mg', 1.0, 30.0, 1.0)
    """
    plain = folded.plain
    behind = plain[end:stop]
    release = _RELEASE.match(behind)
    if release:  # "Vicodin ES 7.5/300"
        behind = " " * release.end() + behind[release.end() :]
    if following:
        lead = _NEXT_ONE.search(behind)
        if lead and lead.start() < len(behind):
            behind = behind[: lead.start()]
    elif lines := _lines_below(folded, stop):
        behind, stop = behind + lines, stop + len(lines)
    elif printed := _PRINTED_APART.match(plain, stop, min(len(plain), stop + 70)):
        behind += printed.group()  # "Taper oxycodone 15 mg: 1 tab qid x 2 weeks, then stop. Dispense #126."
    before = plain[max(begin, start - 40) : start]
    found: Details = {}
    schedule = _SCHEDULE.search(behind[:120]) is not None
    change = (
        None
        if schedule and " from " not in f" {behind[:20]}"
        else _CHANGE.search(behind[:110]) or _SIX_TO_FOUR.search(behind[:80])
    )
    now = behind[change.end() :] if change else behind
    if change and (
        _NO_DOSE.search(behind[: change.end()] + now[:14].partition(";")[0]) or _TRYING.search(behind[: change.start()])
    ):
        change, now = None, behind
    if (
        change
        and change.group().lstrip()[0].isdigit()
        and not re.search(r"/\s?d|day|mg|tab|bid|tid|qid|qd", change.group() + now[:12])
    ):
        change, now = None, behind  # "bid: 8 -> 6" is pain
    if change:
        now = re.split(r"\b(?:then|from)\b|;", now, maxsplit=1)[0]
    _strength(found, plain[start:end], before, behind, now, change, "/" in generic, drug_class, schedule)
    numbered = _TYLENOL.match(behind) if generic.startswith("codeine") else None
    quantity = _QUANTITY.search(behind, numbered.end() if numbered else 0)
    if quantity:
        found["quantity"] = float(quantity.group("n") or quantity.group("m") or quantity.group("k"))
    refills = _REFILLS[0].search(behind) or _REFILLS[1].search(behind)
    if refills:
        word = refills.group("n") or (refills.re is _REFILLS[1] and refills.group("r")) or "0"
        found["refills"] = 0.0 if word in ("no", "zero", "none") else float(number_of(word))
    _rate(found, before, behind, now, change, schedule)
    mixture = _MIXTURE.match(plain, end, min(len(plain), end + 240)) if following and "%" in behind else None
    if mixture and (rate := _a_day(re.split(r"[.;\n]", plain[mixture.end() : mixture.end() + 90])[0])):
        found["per_day"] = rate  # of all that is mixed into one cream
    at = end + (change.end() if change else 0)
    _manner(found, plain[start:end], behind[at - end :], folded.text[at:stop])
    if "quantity" not in found or "refills" not in found:
        _columns(found, folded, start)
    supply = _SUPPLY.search(behind)
    days = found.pop("days", float(supply.group("n") or supply.group("m")) if supply else 0.0)
    if "quantity" in found and days and not found.keys() & {"per_day", "per_day_most"} and drug_class != "topical":
        found["per_day_most"] = round(float(found["quantity"]) / float(days), 2)
    return found


def _lines_below(folded: Folded, stop: int) -> str:
    """The lines that go on with a drug whose own line ends at ``stop``: its strength, sig, quantity, refills."""
    breaks, plain = folded.breaks, folded.plain
    number = bisect_left(breaks, stop)
    lines = ""
    for place, after in pairwise([*breaks[number : number + 5], len(plain)]):
        if place != stop + len(lines) or not _NEXT_LINE.fullmatch(plain, place + 1, min(after, place + 90)):
            break
        lines += plain[place:after]
    return lines


def _strength(
    found: Details,
    name: str,
    before: str,
    behind: str,
    now: str,
    change: re.Match[str] | None,
    combination: bool,
    drug_class: str,
    schedule: bool,
) -> None:
    own = re.search(r"(?P<n>\d+(?:\.\d+)?)\s?%", name)
    if own:
        found["strength"] = f"{own.group('n')}%"
        return
    near = _first_strength(behind[:24])
    near = near if near and near.end() <= 12 else None
    ahead = _BEFORE.search(before)
    if ahead and not near:
        found["strength"] = _printed(ahead.group("n"), ahead.group("unit"))
        return
    if schedule and not change:
        doses = {_printed(m.group("n"), m.group("unit")) for m in _STRENGTH.finditer(behind[:140])}
        if len(doses) > 1:
            return
    for stretch in ([now[:40]] if change else []) + [behind[:60]]:
        strength = _first_strength(stretch)
        if strength and drug_class == "topical" and strength.group("unit").startswith(("g", "ml")):
            strength = None  # the size of the tube
        pair = _PAIR.match(stretch) if combination else None
        first = pair is not None and (strength is None or strength.start() > pair.start())
        alone = pair is not None and (
            not strength or strength.start() >= pair.end() or stretch[pair.end() :].lstrip().startswith("mg")
        )
        if pair and first and alone:
            found["strength"] = re.sub(r"\s", "", pair.group("n")).replace("-", "/") + " mg"
            return
        if strength:
            found["strength"] = _printed(strength.group("n"), strength.group("unit")) + (
                strength.group("per") or ""
            ).replace(" ", "")
            return
    number = _BARE.match(behind)
    if number and float(number.group("n")) not in (1, 2, 3, 4):  # "Norco 2 daily" tells how many
        found["strength"] = number.group("n") + " mg"


def _first_strength(stretch: str) -> re.Match[str] | None:
    """The first figure with a unit that is no share of relief ("gives 50 % relief") and no total of a day."""
    whole_day = None
    for match in _STRENGTH.finditer(stretch):
        if match.group("unit") == "%" and (
            _SHARE_BEHIND.match(stretch, match.end()) or _SHARE_BEFORE.search(stretch[: match.start()])
        ):
            continue
        if not _A_DAY.match(stretch, match.end()):
            return match
        whole_day = whole_day or match
    return whole_day


def _printed(number: str, unit: str) -> str:
    plain = re.sub(r"\s", "", number).replace("-", "/")
    return f"{plain}%" if unit == "%" else f"{plain} {unit}"


def _rate(found: Details, before: str, behind: str, now: str, change: re.Match[str] | None, schedule: bool) -> None:
    lead = re.search(rf"(?P<most>\bup to )?\b(?P<n>\d{{1,2}}|{_WORD})\s$", before)
    tail = re.match(r"\s?(?:tabs?\s|tablets?\s)?(?:a day|per day|daily|/\s?day|each day)\b", behind)
    if lead and tail:
        after = re.match(rf"\sto\s(?P<n>\d{{1,2}}|{_WORD})\b", behind[tail.end() :])
        found["per_day_most" if lead.group("most") else "per_day"] = float(number_of((after or lead).group("n")))
        return
    again = _BACK_TO.search(behind[:130])
    if again:
        found["per_day"] = float(number_of(again.group("n")))
        return
    rather = _RATHER.search(behind[:50])
    if rather:
        found["per_day"] = float(number_of(rather.group("n")))
        return
    if schedule and not change:
        return
    sig, *most = _LIMIT.split(now[:110], maxsplit=1)
    rate = _a_day(sig)
    if rate is not None and lead and _TAKES.search(before) and not _DOSES.search(sig):
        rate *= number_of(lead.group("n"))  # "takes 2 Advil 200 mg four times a day"
    if rate is None and most and (limit := _a_day(most[0])):
        found["per_day_most"] = limit  # "not over three a day"
        return
    if rate is None and change:
        bare = _BARE_NUMBER.match(now)
        if bare and re.search(r"day|/d\b|daily|tab|pill|\bx\b", change.group() + now[:24] + behind[: change.end()]):
            rate = float(number_of(bare.group("n")))
        elif bare is None:
            rate = _a_day(behind[: change.start()])
    if rate is None:
        return
    if _PRN.search(sig):
        found["prn"] = True
        found["per_day_most"] = rate
    elif _RANGE.search(sig):
        found["per_day_most"] = rate
    else:
        found["per_day"] = rate


def _a_day(sig: str) -> float | None:
    """Doses a day that a sig tells, of the first frequency in it."""
    parts = list(_SUM.finditer(sig))
    if len(parts) > 1:
        return sum(
            0.5
            if m.group("n") == "half"
            else float(m.group("n"))
            if m.group("n")[0].isdigit()
            else float(number_of(m.group("n")))
            for m in parts
        )
    for pattern, rate in _LONG:
        if pattern.search(sig):
            return rate
    dose = _DOSES.search(sig)
    number = 1.0
    if dose:
        word = dose.group("n")
        number = (
            0.5 if word in ("half", "1/2", "one half") else float(word) if word[0].isdigit() else float(number_of(word))
        )
    if _ON_OFF.search(sig):
        return number
    times = _TIMES.search(sig)
    if times:
        return number * float(number_of(times.group("n") or times.group("m")))
    often = times_a_day(re.sub(r"\bq ?day\b", "qd", sig))
    return number if often is None and _ONCE.search(sig) else often


def _manner(found: Details, name: str, behind: str, printed: str) -> None:
    form = _FORM.search(name) or _FORM.search(behind[:40])
    if form:
        found["form"] = form.group("form").strip()
    route = _ROUTE.search(behind[:80])
    if route:
        found["route"] = route.group("route")
    sig = _SIG_START.search(behind[:90])
    if sig:
        rest = _SIG_END.search(behind, sig.end())
        words = printed[sig.start() : rest.start() if rest else len(behind)].strip(" ,.-()")
        if words:
            found["sig"] = words


def _columns(found: Details, folded: Folded, start: int) -> None:
    """Quantity and refills of a row under a heading that names its columns."""
    original = folded.original
    place = folded.start(start)
    line_start = original.rfind("\n", 0, place) + 1
    line_end = original.find("\n", place)
    row = original[line_start : line_end if line_end >= 0 else len(original)][:400]
    if line_start == 0 or not ("  " in row or "\t" in row or "|" in row):
        return
    cells = [cell for cell in _ROW.split(row.strip()) if cell]
    head = original[max(0, line_start - 1500) : line_start].lower().split("\n")
    for line in reversed(head[:-1]):
        names = [cell.strip(" .:") for cell in _ROW.split(line.strip()) if cell.strip()]
        kinds = [next((kind for kind, pattern in _COLUMNS.items() if pattern.match(name)), None) for name in names]
        if sum(kind is not None for kind in kinds) < 1 or any(c.isdigit() for c in line):
            continue
        for kind, cell in zip(reversed(kinds), reversed(cells), strict=False):
            wanted = kind in ("quantity", "refills", "days") and kind not in found
            if kind and wanted and re.fullmatch(r"#?\d{1,4}", cell.strip()):
                found[kind] = float(cell.strip().lstrip("#"))
        return


def same_drug(between: str, generic: str, other: str) -> bool:
    """Whether the drug ``other``, named behind ``generic``, is the same one said again.

    >>> same_drug(" (", "tizanidine", "tizanidine"), same_drug(" 5 % ", "lidocaine", "topical analgesic")
    (True, True)
    >>> same_drug(" 30 mg q12h; ", "morphine", "morphine")
    False
    """
    if len(between) > 26 or any(mark in between for mark in ";,.|#"):
        return False
    if other == "topical analgesic":
        return True
    return between.strip() in ("(", "/", "-", "/ (", "") and other in (generic, *generic.split("/"))
