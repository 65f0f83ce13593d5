"""What a treatment changed: drugs taken less, more or as before; doing more, less or as before.

A change tells of a treatment only when another than the changed drug is spoken of (responses.py sees to that).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from openimr.clinical.dates import number_of
from openimr.clinical.reliefs import Outcome

#: Stretches of the drugs that a sentence names.
Places = Sequence[tuple[int, int]]

_GENERIC = re.compile(
    r"\b(?:medications?|medicines?|meds?|opioids?|opiates?|narcotics?|pills?|tablets?|analgesics?|pain ?killers?"
    r"|nsaids?|drugs?|pain relievers?|muscle relaxants?|otc|morphine equivalents?|mme)\b"
)
_BOX = re.compile(
    r"\b(?P<what>meds?|medications?|medicines?|pills|drug use|function\w*|activit\w+"
    r"|adls?)\b[^\[\];.]{0,40}(?=(?:\[|☐|☒|☑))(?=(?P<boxes>[^;.:\n]{3,90}))"
)
_TICK = re.compile(r"(?:\[\s?[x✓✔]\s?\]|☒|☑)\s?(?P<word>\w+)")
#: D stands for a drug or a word for drugs; the text between verb and drug is short.
_D = "\x00"
_GAP = r"(?: [^\x00.;,]{0,28}?)? ?"
_LESS = re.compile(
    r"\b(?P<v>cut(?:s|ting)?(?: down| back)?(?: on)?|reduc(?:ed|es|ing|tion (?:in|of))|decreas(?:ed|es|ing|e in"
    r"|e of)|lower(?:ed|ing)|taper(?:ed|ing)(?: off| down)?|wean(?:ed|ing)?(?: himself| herself)?(?: off| from)?"
    r"|stopp(?:ed|ing)|discontinu(?:ed|ing|ation of)"
    r"|quit|c(?:a|o)me off|got(?:ten)? off|gone off|is off|now off|been off|cessation of|elimination of"
    r"|eliminated|less(?:er|ened)?|fewer|half(?: of)?|halved|no longer (?:needs?|takes?|uses?|requires?|taking"
    r"|needing|using|on)|does(?: not|n't) need|without needing|needs? less|needs? fewer|spar(?:ed|ing)"
    rf"|drop(?:ped)? in|fall in|stepped down|backed off(?: of| on)?)\b{_GAP}{_D}"
    rf"|{_D}[^.;\x00]{{0,34}}?\b(?:cut(?: down| back| in half)?|(?:has |have |had )?(?:dropped|fallen|fell"
    r"|decreased|declined|gone down|went down|come down|came down|halved|diminished)|(?:was|were|been|is|are"
    r"|could be|also) (?:\w+ )?(?:reduced|decreased|lowered|tapered|weaned|stopped|discontinued|eliminated|cut"
    r"|halved|dropped)|stopped(?! (?:because|due|for|when|after))|down (?:to|from)|no longer (?:needed|taken|used"
    r"|required|necessary)|not needed|d/c'?d|discontinued|weaned|tapered off|requirements? (?:fell|down"
    r"|reduced))\b"
    rf"|{_D}[^.;\x00]{{0,20}}?\b(?:half as|less) (?:often|much|frequently)\b|{_D}[^.;\x00]{{0,14}}?\bonly (?:prn"
    rf"|as needed"
    r"|occasionally|rarely|sparingly|at night)\b|\bdid not (?:take|use|need|require) any (?:\w+ )?\x00"
    r"|\b(?:takes?|uses?|using|taking) \x00 (?:only )?(?:prn|occasionally|rarely) now\b"
    r"|\bonly (?:\d|one|half)[^.;\x00]{0,6} \x00(?: a day| per day| daily)? (?:instead|rather than|vs\.?|versus"
    r"|where)\b"
    r"|^\s?off \x00|[.;,(] ?off \x00|\boff (?:all |most |of |her |his )*\x00"
    rf"|\b(?:able|allow\w*|enabl\w*|lets?|permit\w*|possible|could|managed|helped)\b[^.;\x00]{{0,24}}?\b(?:stop"
    rf"|discontinue"
    rf"|reduce|cut|lower|taper|wean|decrease|give up|come off|get off|do without|forgo|skip|take (?:less"
    rf"|fewer))\b{_GAP}{_D}"
    rf"|{_D}\s?[:\-,]?\s?(?:none|nil) (?:now|needed|since|anymore|any more|at present)\b|\bno \x00 (?:now|anymore"
    rf"|needed|since)\b"
    rf"|\b(?:takes?|taking|took|uses?|using|needs?|needing|on) (?:\w+ )?(?:less|fewer|half)\b{_GAP}{_D}"
)
_STEADY = re.compile(
    r"\b(?:not|n't|unable to|never|cannot|could not|has not been able to"
    r"|failed to) (?:been )?(?:able to )?(?:reduce|cut|decrease|lower|wean|taper|stop|discontinue|come off"
    rf"|get off)\b{_GAP}{_D}"
    r"|\b(?:no|without(?: any| a)?|nor any) (?:\w+ )?(?:reduction|decrease|change|drop|decline|tapering"
    rf"|weaning) (?:in|of) (?:\w+ ){{0,3}}?{_D}"
    rf"|{_D}[^.;\x00]{{0,30}}?\b(?:did not change|has not changed|have not changed|not changed|unchanged|(?:is|are"
    r"|was|were|stayed|remained|remains?) (?:the |at the |about the )?same|not (?:been )?(?:reduced|decreased"
    r"|changed)|no change|same as before|same amount|did not (?:decrease|fall|go down))\b"
    rf"|\b(?:same|unchanged) (?:amount|dose|doses|number|quantity|use|intake|dosage)s? of {_D}|\b(?:still"
    rf"|continues to) (?:takes?|uses?|needs?) (?:the same|as much|just as much|as many)\b{_GAP}{_D}"
)
_MORE = re.compile(
    rf"\b(?:needs?|needing|requires?|requiring|takes?|taking|using|uses) more\b{_GAP}{_D}|\bincreas(?:ed"
    rf"|ing) (?:his|her|the)? ?(?:use|intake|need|reliance|consumption)\b{_GAP}{_D}"
    rf"|\bincrease in {_GAP}{_D}\S* (?:use|intake)"
    rf"|\b(?:gone|went|going) (?:back )?up (?:from|to|on)\b{_GAP}{_D}"
    rf"|{_D}[^.;\x00]{{0,30}}?\b(?:had to be (?:\w+ )?(?:increased|raised|doubled|escalated|added|restarted"
    r"|resumed)|use (?:has )?(?:increased|gone up|went up|rose|risen|doubled)|up (?:to"
    r"|from) \S+ (?:a day )?(?:from|to)\b)"
    rf"|\bhad to (?:increase|raise|double|add|resume|restart)\b{_GAP}{_D}"
)
_NOT_MORE = re.compile(r"\b(?:not|n't|never|no longer|without) (?:\w+ )?$")
_NO_RESULT = re.compile(
    r"\b(?:trying to|tried to|wants? to|plan\w*|will|would like|would|should|recommend\w*|advis\w+|asked to|goal"
    r"|(?:is|are|ought) to be|i am|we are|i have|let us|hopes? to|because (?:of|it|they|he|she)|due to"
    r"|side effects?|causes?d?"
    r"|caus\w+|allerg\w+|nausea|rash|constipat\w+|drows\w+|weight gain|dizz\w+"
    r"|sexual|not tolerated|could not tolerate|insur\w+|denied|denial|ran out|(?:no|without|w/o) (?:benefit|relief"
    r"|help|effect|response|improvement|gain)|not help\w*|ineffective|prior to surgery|before surgery|for surgery"
    r"|held)\b"
)
_COUNT = r"\d{1,2}(?:\.\d)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|none|zero|qd|bid|tid|qid|daily|half"
_AMOUNTS = re.compile(
    rf"\b(?:from|was)?\s?(?P<a>{_COUNT})(?:\s?(?:/|a|per|x|times)\s?(?:d\b|day|month|week|mo\b"
    rf"|wk\b)?)?[^.;\d]{{0,26}}?(?:->|-->|=>|→|\bto\b|\bdown to\b)\s?(?:about |only |just )?(?P<b>{_COUNT})(?!\d"
    r"|/\s?\d|\.\d|\s?(?:/\s?10|%|hours|hrs|minutes|mg|lbs|pounds|miles|degrees|blocks))"
)
#: "Took only 1 Norco instead of 3", "1 Vicodin a day rather than 4".
_INSTEAD = re.compile(
    rf"(?P<b>{_COUNT})\s\x00[^.;,\x00]{{0,24}}?\b(?:instead(?: of)?|rather than|vs\.?|versus|where|compared (?:to"
    rf"|with)|down from)"
    rf"\s(?:the usual |his usual |her usual |about |before |he took |she took |it was )?(?P<a>{_COUNT})\b"
)
#: "Down to 2 Vicodin a day from 5".
_DOWN_TO = re.compile(rf"\bdown to (?:only )?(?P<b>{_COUNT})\s\x00[^.;,\x00]{{0,24}}?\bfrom (?P<a>{_COUNT})\b")
#: "120 MED at entry, presently 40 MED".
_AT_ENTRY = re.compile(
    r"(?P<a>\d{1,4})(?: mg| med| mme)* (?:at|on) (?:entry|start|intake|admission|baseline|enrol\w+"
    r"|outset)[^;.]{0,24}?"
    r"\b(?:now|presently|currently|today|at present|at discharge|this week),? (?:at "
    r"|on )?(?P<b>\d{1,4})(?= ?(?:mg|med|mme))"
)
_DOWN_FROM = re.compile(rf"\bdown to (?P<b>{_COUNT})[^.;]{{0,14}}? from (?P<a>{_COUNT})\b")
_MEASURED = re.compile(
    r"\b(?:pain|days|headaches?|migraines?|score|vas|minutes|hours|blocks|degrees|bdi|bai|phq|gad|odi|ndi|oswestry"
    r"|weight)\b|/10"
)
_TIMES = {"qd": 1, "daily": 1, "bid": 2, "tid": 3, "qid": 4, "none": 0, "zero": 0, "half": 0.5}


def _amount(word: str) -> float:
    return float(_TIMES[word]) if word in _TIMES else float(word) if word[0].isdigit() else float(number_of(word))


def drug_changes_in(text: str, begin: int, stop: int, drugs: Places) -> Iterator[Outcome]:
    """Changes in what is taken, in a stretch of folded lower-case text.

    Args:
        text: folded text in lower case.
        begin: where to start.
        stop: where to end.
        drugs: places of the drugs named there.

    >>> def change(t, *drug):
    ...     places = [(t.index(d), t.index(d) + len(d)) for d in drug]
    ...     return [o.kind for o in drug_changes_in(t, 0, len(t), places)]
    >>> change("he came off norco entirely", "norco"), change("norco 6/d -> 2/d", "norco")
    (['resp.medication_reduced'], ['resp.medication_reduced'])
    >>> change("no reduction in vicodin use", "vicodin"), change("i am lowering his norco", "norco")
    (['resp.medication_unchanged'], [])
    """
    words = text[begin:stop]
    places = [(a - begin, b - begin) for a, b in drugs if begin <= a < stop]
    places += [m.span() for m in _GENERIC.finditer(words) if not any(a < m.end() and m.start() < b for a, b in places)]
    if not places:
        return
    masked, starts = _masked(words, sorted(places))
    seen: list[tuple[int, int]] = []
    for pattern, kind in (
        (_STEADY, "resp.medication_unchanged"),
        (_MORE, "resp.medication_increased"),
        (_LESS, "resp.medication_reduced"),
    ):
        for match in pattern.finditer(masked):
            start, end = starts[match.start()], starts[match.end()]
            clause = words[max(words.rfind(";", 0, start), words.rfind(". ", 0, start)) + 1 : end + 44]
            if any(a < end and start < b for a, b in seen):
                continue
            if kind == "resp.medication_increased" and _NOT_MORE.search(words, max(0, start - 24), start):
                continue
            # more is taken just where a treatment brought nothing: what stands before is no reason against it
            if _NO_RESULT.search(words[start : end + 44] if kind == "resp.medication_increased" else clause):
                continue
            if kind == "resp.medication_reduced" and re.search(
                r"\b(?:no|not|without|n't)\s(?:\w+\s){0,2}$", words[max(0, start - 24) : start]
            ):
                kind = "resp.medication_unchanged"
            if _MEASURED.search(words, start, end) and kind != "resp.medication_unchanged":
                continue
            seen.append((start, end))
            yield Outcome(begin + start, begin + end, kind, "words:change of drugs")
    for match in (*_INSTEAD.finditer(masked), *_DOWN_TO.finditer(masked)):
        start, end = starts[match.start()], starts[match.end()]
        if not any(a < end and start < b for a, b in seen) and _amount(match.group("b")) < _amount(match.group("a")):
            seen.append((start, end))
            yield Outcome(begin + start, begin + end, "resp.medication_reduced", "figure:change of dose")
    for a, b in sorted(places):
        if any(x < b and a < y for x, y in seen):
            continue
        change = (
            _DOWN_FROM.search(words, b, min(len(words), b + 40))
            or _AT_ENTRY.search(words, b, min(len(words), b + 90))
            or _AMOUNTS.search(words, b, min(len(words), b + 70))
        )
        if change and not _NO_RESULT.search(words[max(0, a - 40) : change.end() + 20]):
            first, second = _amount(change.group("a")), _amount(change.group("b"))
            if (
                first != second
                and ";" not in words[b : change.start()]
                and not _MEASURED.search(words, b, change.end())
            ):
                yield Outcome(
                    begin + a,
                    begin + change.end(),
                    "resp.medication_reduced" if second < first else "resp.medication_increased",
                    "figure:change of dose",
                )


def drug_words(text: str, begin: int, stop: int, drugs: Places) -> bool:
    """Whether a stretch names a drug or speaks of drugs."""
    return any(a < stop and begin < b for a, b in drugs) or _GENERIC.search(text, begin, stop) is not None


def _masked(words: str, places: list[tuple[int, int]]) -> tuple[str, list[int]]:
    """The text with one mark for each drug, and where each character stood."""
    pieces: list[str] = []
    starts: list[int] = []
    at = 0
    for a, b in places:
        if a < at:
            continue
        pieces += [words[at:a], _D]
        starts += [*range(at, a), a]
        at = b
    pieces.append(words[at:])
    starts += [*range(at, len(words)), len(words)]
    return "".join(pieces), starts


_DO = (
    r"(?:walk|stand|sit|lift|driv|cook|clean|shop|garden|work|perform|do|dress|return|sleep|climb|play|resume"
    r"|carry|reach|raise|wear|fasten|button|type|writ|wash|bathe|bath|run|ride|rid|hik|swim|exercis|mow|vacuum"
    r"|care|hold|grip|open|turn|bend|kneel|squat|get|go|use|attend|complete|participate|grocery|put|make|coach"
    r"|golf|fish|danc|travel)"
)
_MORE_DOING = re.compile(
    rf"\b(?:is |was |be |been |being |and |now |also |again )?able to (?:\w+ )?{_DO}\w*|\bcan (?:now|again"
    rf"|once again|finally) (?:\w+ )?{_DO}\w*|\bcan {_DO}\w*[^.;]{{0,40}}?\b(?:with (?:it|the (?:med|brace|unit))"
    r"|again|now|longer|farther|further)\b"
    r"|\bnow (?:goes to (?!the (?:er|ed))|attends|opens|uses|holds|wears|plays|drives|turns|rides|cuts|sits?"
    r"|walks?|stands?|lifts?|drives?|sleeps?|works?|climbs?|carries|reaches|cooks|cleans|does"
    r"|plays|runs|rides|dresses|types)\b"
    r"|\b(?:went|gone|goes|been|got|gotten|is|are|pt|patient|came|now|able to go|getting|he is|she is) back (?:to"
    r"|at) (?!baseline|his baseline|her baseline|where|the clinic|see|\d|square|norco|work status|\w*surger"
    rf"|pre)(?!{_D})(?:\w+)"
    r"|\b(?:allow(?:ed|s|ing)?|enabl(?:ed|es|ing)|permit(?:s|ted)?|let|lets|helps? (?:him|her)|helped (?:him"
    r"|her)) (?:him |her |them |the patient |the claimant |the applicant |the injured worker |pt "
    r"|patient )?(?:to )?" + _DO + r"\w*"
    r"|\b(?:return(?:ed|s)?|resum(?:ed|es|ing)) (?:to |his |her )*(?:full|regular|modified|light|usual|her|his"
    r"|the|normal|unrestricted)? ?(?:duty|work|duties|job|activit\w+|sports?|gym|choir|church|school|exercise"
    r"|gardening|hobb\w+|golf\w*|driving|walking|cooking|housework|chores|coaching|playing|running|swimming"
    r"|hiking)\b|\breturn to (?:full|modified|regular|light) (?:duty|work)\b(?= on| in| \d|,|\.| and|$)"
    r"|\b(?:walk(?:s|ing|ed)?|stand(?:s|ing)?|sit(?:s|ting)?|lift(?:s|ing|ed)?|driv(?:es?|ing)|work(?:s|ing)"
    r"|carr(?:ies|ying)|sleep(?:s|ing)?)\b[^.;]{0,40}?\b(?:where (?:he|she|before)|instead of|rather than"
    r"|up from|as opposed to|used to be|again|longer|farther|further|more comfortably|(?:was|were) (?:only )?\d+)"
    r"|\b(?:walk|stand|sit|lift|driv|sleep|toleranc|carr)\w*(?: \w+){0,2}:? (?P<ga>\d+) ?(?P<gu>lbs?|pounds|min\w*"
    r"|miles?|mi|blocks?"
    r"|hours?|hrs?|deg\w*)? ?(?:->|-+>|=>|→|to (?=\d+ ?(?P=gu))) ?(?P<gb>\d+)(?= ?(?:lbs?|pounds|min|mi\b|mile"
    r"|block|hour|hr|deg))"
    r"|\b(?:walk|stand|sit|lift|driv|sleep|tolerance)\w*[^.;%]{0,30}?\bfrom (?P<fa>\d+|ten|five|one|two|three"
    r"|fifteen|twenty|thirty) ?(?P<fu>\w+)? to (?:an? )?(?P<fb>\d+|\w+)"
    r"|\b(?:walks|walking) (?:\d+|one|two|three|four|five|six|half a|a) ?(?:mi\b|miles?|blocks?|min\b|minutes|laps"
    r"|hours?|k\b)"
    r"|\bhours? (?:of sleep,? |a night,? |per night,? )?(?:instead of|vs\.?|versus|up from|rather than|as against"
    r"|compared (?:to|with)) (?:only )?\d\b|\b(?:sleeps?|sleeping|slept) (?:\w+ )?(?:better"
    r"|through the night|longer|well now)\b|\b(?:improved|better|improvement in|improves) sleep\b|\bsleep (?:is "
    r"|has |was )?(?:\w+ )?(?:improved|better)\b"
    r"|\b(?:is|are|was) (?:cooking|walking|working|driving|exercising|gardening|swimming|running|playing|cleaning"
    r"|lifting|riding|hiking|sleeping)[^.;]{0,24}? (?:again|without|daily)\b|\b(?:lifting|reaching|walking|driving"
    r"|running|cooking|working|gardening|climbing|playing|swimming|golfing|hiking|dancing)\b[^.;,]{0,24}? again\b"
    r"|\b(?:motion|rom|range of motion|rotation|flexion|extension|abduction|mobility|grip|strength|gait"
    r"|function\w*|adls?|activities of daily living|toleranc\w+|endurance|balance"
    r"|activity level)\b[^.;,]{0,24}?(?<!not )(?<!no )\b(?:improved|better|increased|greater|gained|restored"
    r"|normalized|up from|doubled)\b(?! not)"
    r"|\b(?<!no )(?:improved|increased|better|improvement in|increase in|gains? in|restored|improvement of|doubled"
    r"|improves|improve[sd]?) (?:his |her |the |in )*(?:\w+ )?(?<!no )(?:function\w*|motion|rom|range of motion"
    r"|mobility|(?:sitting|standing|walking|lifting|activity|exercise)? ?tolerance|adls?"
    r"|activities of daily living|activity(?: level)?|endurance|gait|grip|strength|standing|walking|sitting)\b"
    r"|\b(?P<va>\d{1,3}) ?(?:deg\w*|°|lbs?|pounds|min\w*|miles?|blocks?|hours?|hrs?|feet|ft)?,? \(?(?:was|were"
    r"|up from|from|vs\.?|versus|initial(?:ly)?|previously) (?:only )?(?P<vb>\d{1,3})(?! ?/)(?= ?(?:deg|°|\)|lb"
    r"|pound|min|mile|block|hour|hr|feet|ft|$|[.,;]))"
    r"|\bno longer (?:miss(?:es|ing) work"
    r"|(?:uses?|using|needs?|needing|wears?|wearing|requires?) (?:a |an |the |his |her |any )?"
    r"(?:cane|walker|crutch(?:es)?|brace|strap|splint|sling|boot|wheelchair|scooter|help))\b"
    r"|\b(?:steps?|stairs?) reciprocally|\bback (?:to|at) (?:full|regular|modified|light) (?:duty|work)"
    r"|(?:^|[.;,:] ?|\band )(?:now )?back (?:to|at) work\b|\bleav(?:es|ing) (?:the )?house\b"
    r"|\b(?:cooks|walks|drives|gardens|plays|swims|runs|golfs|works|rides|dances|bowls|fishes|sews|sleeps) again\b"
    r"|\b(?:stairs|walking|standing|sitting|driving|sleeping|dressing|squatting|kneeling|bending|lifting|reaching|climbing|adls?"
    r"|chores|housework) (?:is |are |was "
    r"|were |now )?"
    r"(?:much |a lot |a little )?easier\b|\bturn(?:s|ed|ing)? (?:his |her |the )?(?:head|neck) (?:freely|fully"
    r"|without)"
    r"|\b(?:extension|flexion|rotation|motion|rom|walking|gait|bending) (?:is |was |now )?(?:pain[- ]free|painless)\b"
    r"|\b(?:walks?|stands?|sits?|sleeps?|lifts?|drives?|walking|standing|sitting)\b[^.;,]{0,16}\b(?:vs\.?"
    r"|versus) (?:none|zero|\d)"
    r"|\bmet (?:all |his |her )?(?:stgs?|ltgs?|goals)\b|\b(?:functional|fxnl|funct\.?) (?:gains?|improvements?"
    r"|benefit)\b(?! (?:goals?|measures?))|\b(?:lifts|carries) \d+ (?:lbs?|pounds)\b[^.;]{0,20}where"
    r"|\b(?:without|w/o|off) (?:the |her |his |any )?(?:meds?|medications?|it|them|norco"
    r"|brace)[^.;]{0,24}?\b(?:can't|cannot|could not|couldn't|unable to|would be unable|is unable)\b"
)
_LESS_DOING = re.compile(
    r"\b(?:decline|decrease|reduction|worsening|deterioration|loss) (?:in|of) (?:\w+ )?(?:function\w*|adls?"
    r"|activit\w+|activities of daily living|mobility|motion|rom|toleranc\w+|walking|standing)\b|\b(?:again |has "
    r"|had )?(?:stopped|quit|given up|gave up) (?:going|walking|working|driving|doing|cooking|playing|exercising"
    r"|attending|gardening|lifting)\b"
    rf"|\b(?:can|could) no longer (?:\w+ )?{_DO}|\bno longer able to\b|\b(?:function\w*|adls?|mobility"
    rf"|activity level|rom|range of motion)\b(?:(?! and\b)[^.;,]){{0,20}}?\b(?:worse\w*|declin\w+|deteriorat\w+"
    rf"|decreased"
    r"|diminished|lost)\b|\bless (?:active|mobile|functional)\b|\b(?:walks|stands|sits) less\b"
)
_SAME_DOING = re.compile(
    r"\b(?:no|without|nor)\b[^.;,]{0,40}?,? (?:or|nor|and no) (?:any )?(?:\w+ )?(?:functional"
    r"|fxnl) (?:improvement|gains?|benefit)"
    r"|\b(?:oswestry|odi|ndi|quickdash|dash|womac|lefs|roland \w+)\b(?: score)?(?: is| was| remains?"
    r"| stayed)? (?:unchanged|the same|no change"
    r"|not changed)\b"
    r"|\b(?:no|without(?: any)?) (?:\w+ ){0,2}?(?:(?:functional|fxnl) (?:improvement|gains?|change|benefit)"
    r"|(?:improvement"
    r"|change|gains?|increase) (?:in|of) (?:\w+ )?(?:function\w*|adls?|activit\w+|activities of daily living"
    r"|work status|work restrictions|work capacity|mobility|tolerance|sleep))\b"
    r"|\b(?:function\w*|adls?|activit\w+|work status)\b[^.;,]{0,20}?\b(?:unchanged|the same|same as (?:before|ever)"
    r"|did not (?:change"
    r"|improve)|has not (?:changed|improved)|not improved)\b|\b(?:walking|standing|sitting|sleep|tolerance"
    r"|mobility|gait) (?:is |was |were |has )?(?:not (?:been )?(?:improved|changed|better)|unchanged|no better)\b"
    r"|\b(?:did|does|has"
    r"|have) not (?:\w+ ){0,3}?improved? (?:his |her )?function\b|\bfunction (?:is|was|remains?) the same\b"
)
_NO_DOING = re.compile(
    r"\b(?:not|n't|unable|never|no|without|goals?|will|would|should|to be|in order to|so that|hopes?|wants?|may"
    r"|might|can|if|until|expected|wish\w*|would like|hoping|plan\w*|documentation of|evidence of|lack of|unless"
    r"|required?|failed to|to help|designed to|intended to)\s(?:\w+\s){0,3}$"
)


def doings_in(text: str, begin: int, stop: int) -> Iterator[Outcome]:
    """Changes in what the patient does, in a stretch of folded lower-case text.

    >>> def doing(t): return [o.kind.partition("_")[2] for o in doings_in(t, 0, len(t))]
    >>> doing("she went back to gardening"), doing("now sits 40 min"), doing("lifts 35 pounds where he lifted 15")
    (['improved'], ['improved'], ['improved'])
    >>> doing("a decline in activities of daily living"), doing("no change in work status"), doing("unable to sit")
    (['worsened'], ['unchanged'], [])
    """
    seen: list[tuple[int, int]] = []
    for pattern, kind in ((_SAME_DOING, "unchanged"), (_LESS_DOING, "worsened"), (_MORE_DOING, "improved")):
        for match in pattern.finditer(text, begin, stop):
            if any(a < match.end() and match.start() < b for a, b in seen):
                continue
            before = text[max(begin, match.start() - 50) : match.start()]
            negated = _NO_DOING.search(before)
            if negated or (kind == "unchanged" and re.search(r"\b(?:documentation|evidence) (?:of|that)\b", before)):
                continue
            if kind == "improved" and not _grew(match):
                continue
            seen.append(match.span())
            yield Outcome(match.start(), match.end(), f"resp.function_{kind}", "words:change of function")


def _grew(match: re.Match[str]) -> bool:
    """Whether the figures of a change, where it has some, grew."""
    a, b = match.group("va"), match.group("vb")
    if a and b:
        return int(a) > int(b)
    first, second = match.group("fa") or match.group("ga"), match.group("fb") or match.group("gb")
    if first and second and first.isdigit() and second.isdigit():
        return int(second) > int(first)
    return True


def boxes_in(text: str, begin: int, stop: int) -> Iterator[Outcome]:
    """Ticked boxes behind "meds" and "function".

    >>> t = "meds since last visit: [ ] same [x] less [ ] more"
    >>> [o.kind for o in boxes_in(t, 0, len(t))]
    ['resp.medication_reduced']
    """
    for match in _BOX.finditer(text, begin, stop):
        ticked = _TICK.search(match.group("boxes"))
        if not ticked:
            continue
        word = ticked.group("word")
        drugs = match.group("what")[0] in "mpd"
        change = (
            ("reduced" if drugs else "worsened")
            if word in ("less", "fewer", "reduced", "decreased", "down", "worse", "worsened")
            else ("increased" if drugs else "improved")
            if word in ("more", "increased", "improved", "better", "up", "greater")
            else "unchanged"
            if word in ("same", "unchanged", "no")
            else None
        )
        if change:
            kind = f"resp.{'medication' if drugs else 'function'}_{change}"
            yield Outcome(match.start(), match.start("boxes") + ticked.end(), kind, "box:since the last visit")
