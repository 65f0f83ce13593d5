"""Which date belongs to which event of a sentence.

A date either leads ("On 4/11/14 he underwent …", "In 2007 he was …") and then dates what follows it, up to the next
date that leads; or it trails ("the MRI of 3/4/13", "ESI done on 10/24/13") and dates the event right before it and
those listed with that one. A date that another event has for its own never dates a third thing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from openimr.clinical.dates import DateMention, told_once
from openimr.clinical.kinds import STUDIES
from openimr.clinical.model import Mention
from openimr.clinical.scene import Scene

#: Fact types that are events, or that a date of onset or of a decision may be told of.
_EVENTS = frozenset({"tx", "img", "edx", "lab", "psych", "resp", "med", "device"})
#: Fact types dated by the visit at which they were found, unless they are told as something that happened on a day.
_STATES = frozenset({"dx", "sx", "func", "risk", "admin", "soc"})
#: Drugs that are the content of an injection.
_CONTENT = frozenset({"steroid", "local_anesthetic", "viscosupplement"})
_SCREEN = "lab.drug_screen_done"
#: What a study or a treatment showed: without a date of its own it has the study's.
_RESULTS = ("img.", "edx.", "lab.", "resp.", "psych.")
_NOT_AN_EVENT = re.compile(
    r"\b(?:date of injury|doi|injury date|injur(?:y|ed)\s(?:on|of|dated)|industrial injury(?: on| of)?"
    r"|sustained[^.;]{0,60}(?:on|of)|date of birth|dob|born|claim from|occupational claim)\s?(?:of|on|is|was|:)?\s?$"
)
_VISIT = re.compile(
    r"\b(?:note|report|visit|exam\w*|evaluat\w+|consult\w*|pr 2|pr2|pr-2|pr|seen|documentation|records?|follow.up"
    r"|re.evaluation|dated|as of|on)\b"
)
_LEAD_WORDS = (
    r"(?:(?:on|in|since|by|as of|around|about|approximately|dated|early|late|mid|from|back|until|during|at)[\s\-]"
    r"|the\s){0,3}"
)
#: A date that stands like this opens a clause, if a clause follows it.
_OPENS = re.compile(rf"(?:^|[;:.\n]\s*|,\s*|\b(?:and|then|but|so|when|where|while)\s+)[\-•*(]?\s*{_LEAD_WORDS}$")
_BEGINS = re.compile(rf"^\W*(?:\d{{1,2}}[.)]\s)?{_LEAD_WORDS}$")
#: How a clause goes on behind the date that leads it.
_CLAUSE = re.compile(
    r"[,:)\-–]*\s*(?:(?:he|she|they|we|i|it|there|the|a|an|this|his|her|their|my|pt|patient|mr|mrs|ms|dr|applicant"
    r"|claimant"
    r"|worker|employee|another|repeat|second|third|first|right|left|bilateral)\b|\w+\s(?:was|were|had|underwent"
    r"|showed))"
)
_LEADS_TO_DATE = re.compile(
    r"(?:\b(?:on|dated|of|from|in|was|is|performed|done|since|date|dos|taken|obtained|completed|until|through|by|for"
    r"|began|begun|started|starting|onset|occurred|given|placed|stopped|discontinued|scheduled|administered|underwent"
    r"|implanted|received|dispensed|supplied|issued|revised|fitted|removed|used|tried|finished|ended|injected"
    r"|released"
    r"|repaired|performed by dr\.? \w+|took place|d/c'?d|dc'?d|ordered|authorized|certified|denied|held|found"
    r"|diagnosed"
    r"|confirmed|detected|noted|documented|effective|starting|beginning|picked up|pulled|out|came out|administered by"
    r" dr\.? \w+|carried out|followed|accomplished|undergone|off|had|thru|till|reviewed|collected|drawn|again"
    r"|filled|refilled|quit|once|stop|tapped|aspirated|drained)\s"
    r"|[(,:\-–]\s?|^\s?)(?:about |approximately |the |early |late |mid[ \-]|around |some |roughly |back |on |in "
    r"|of |or about |or around |by |right |left |bilateral |r |l |#\s?\d |(?:mon|tues|wednes|thurs|fri|satur"
    r"|sun)day,? )*$"
)
#: Behind an event, what may stand between it and its date without breaking the tie.
_BROKEN = re.compile(
    r";|(?<!\bst)(?<!\bdr)(?<!\bmr)(?<!\bms)(?<!\bmrs)\.\s|\b(?:but|however|who|which (?:he|she)|after"
    r"|before|prior to|followed by|then|showed|revealed|(?:was|were|last|first|next|be) (?:seen|evaluated"
    r"|examined))\b"
)
_LIST = re.compile(r"[\s,/&()#+\d\-–]*(?:and|with|plus|as well as|or)?\s*(?:then\s)?(?:\w+\s?){0,4}")
_OWN_DATE = re.compile(r"[^.]{0,40}\b(?:dated|on|of|from|in|since|:)\s?")
#: In notes an event, its place and its date may stand side by side: "cortisone shot L elbow 7/17/12".
_TERSE = re.compile(
    r"\s?(?:\([^)]{1,24}\)\s?)?(?:(?:to|into|in|at|of) (?:the |his |her )?)?"
    r"(?:(?!(?:follow|return|next|until|visit|dob|doi|and|or|with|has"
    r"|have|is|was|since|to|seen|pain|mri|x)\b)(?:[a-z\-]{1,16}|[clts]\d{1,2}(?:[\-/][clts]?\d{1,2})?)\s){0,4}"
)
#: What was done and when, in brackets behind it: "the last ESI (left L4, L5, 4/2014)".
_BRACKETED = re.compile(r"\s?[(\[][^()\[\];.]{0,40}\s")
#: "Surgery: 6/12/14 PMM", a line of a list whose label says what kind of thing was done on the day.
_DAY_LABEL = re.compile(r"\W*(?:\d{1,2}[.)]\s)?[a-z][a-z /&\-]{1,24}:\s?")
_CONSISTING_OF = re.compile(r",?\s(?:with|including|consisting of|comprising)\s(?:an?\s|the\s)?(?:\w+\s){0,2}")
_RIGHT_BEHIND = re.compile(r"\s?[:\-]?\s?(?:[\w\-]+\s){0,3}")
#: A date told back from the paper belongs to the act named behind it: "nine weeks after the ablation", "POD 3".
_AFTER = re.compile(
    r"\b(?:after|since|following|out from|from|s/p|status ?-?post|post|post[ \-]?op\w*|post[ \-](?:surgery|surgical)"
    r"|pod ?#? ?\d+|day ?#? ?\d+)(?: completing| finishing| undergoing| having)?(?: the| her| his| a| an| this| left"
    r"| right)?$"
)
#: "since it was begun six weeks ago": the date of what was named before.
_ITS_START = re.compile(
    r"\b(?:it|this|that|they|these|he|she|which)(?: was| were| has been| had been)? (?:re)?(?:begun|began|started"
    r"|initiated"
    r"|added|prescribed|introduced|resumed|given|placed|implanted|dispensed|fitted|issued|put on it)(?: on| in| about"
    r"| around| back in)? ?$"
)
#: The day of an older study that a new one is held against.
_COMPARED = re.compile(
    r"\b(?:compar\w+|unchanged|changed?|progress\w+|worse\w*|improve\w*|stable|increas\w+|decreas\w+|differ\w*) "
    r"(?:is made |made |since |from |with |to |when compared to |against )+(?:that|those|the|his|her|prior|previous"
    r"|earlier|older|study|studies|mri|scan|films?|exam\w*|x ?rays?|one|ct|of|dated|on|from|done|report| |,){0,40}$"
)
#: A step on the way ("recommended in May"), and the act itself further on ("and performed on August 2").
_STEP = re.compile(
    r"\b(?:recommended|requested|ordered|authorized|approved|certified|denied|scheduled|prescribed|proposed|discussed"
    r"|offered|planned)\b(?:[^.;]|(?<=\bdr)\.){0,40}$"
)
_DONE_THEN = re.compile(
    r"\b(?:performed|done|took place|carried out|completed|undergone|held|given|administered|had|obtained"
    r"|scheduled for"
    r"|accomplished|implanted|placed|delivered|received|issued|dispensed|set for)\s(?:it\s)?(?:on|in|for|about"
    r"|until)?\s?"
    r"(?:the |early |late |mid[ \-])?$"
)
#: Words that only say that the act named before them was done.
_SAME_ACT = re.compile(
    r"(?:was |were |been )?(?:re)?(?:implanted|injected|repaired|released|replaced|removed|revised|fused|decompressed"
    r"|reconstructed|excised|resected|ablated|blocked|performed|manipulated)(?: with)?"
)
#: What a study showed, behind its date.
_SHOWED = re.compile(
    r"\)?[,:]?\s?(?:(?:which |and |it |that )?(?:show\w*|reveal\w*|demonstrat\w*|with|w/|pos\w*|neg\w*|confirm\w*"
    r"|read"
    r"|c/w|consistent|found|identif\w*|document\w*|disclos\w*|display\w*|indicat\w*|report\w*|not\w+|was|is|had"
    r"|being|for)\b|w/|\+|=>|->|=|-|(?<=[:,])|(?<=\d)\s?[:\-])[^.;]{0,70}$"
)
_IN_BRACKETS = re.compile(r"\s?[(\[]\s?[^()\[\];.]{0,40}$")
_SCREENED = re.compile(r"\b(?:positive|negative|consistent|inconsistent|detect\w*)\b[^.;()]{0,60}$")
#: Where the patient was on a day, and what was done there.
_WAS_THERE = re.compile(
    r"\b(?:seen|evaluated|presented|visit\w*|went|taken|er|ed|emergency room|urgent care|admitted|hospitali\w+"
    r"|examined"
    r"|returned|here|treated|consult\w*)\b(?:[^.;]|(?<=\bdr)\.){0,60}$"
)
_THERE = re.compile(
    r"[^.;]{0,70}\b(?:given|prescribed|injected|placed|received|gave|administered|applied|dispensed|started on"
    r"|put on|got"
    r"|obtained|taken|done|performed|ordered|put in|issued|fitted with|provided)\b[^.;]{0,40}$"
)
_AT_WHICH = (", where ", ", when ", " when ", ", at which ", ", on which ")
_STARTED = re.compile(
    r"\b(?:induced|initiated|placed|put|switched|maintained|started|start|began|begun|resumed|added|restarted|stopped"
    r"|held)\s(?:on\s|to\s)?$"
)
#: "no spasm on the exam of 10/24/19": what leads from a finding to the day on which it was looked for.
_AT_VISIT = re.compile(
    r"^[^.;]{0,24}?(?:\bon\s|\(|\b(?:on|in|at|per|by|during) (?:the |his |her |my |physical |last |clinical )*"
    r"(?:exam\w*|visit|evaluation|note|report|pr-?2|consult\w*)(?: of| on| dated| from)?\s)$"
)
#: How somebody was hurt goes on to its day without a stop: "struck on the shoulder by a pallet on November 4".
_HURT = re.compile(r"[^.;,]{0,90}\b(?:on|in|of|around|about)\s(?:or about |the )?$|[^.;,]{0,40}$")
#: What was done lies as far back as its count of days behind it says: "s/p discectomy POD 10".
_DAYS_SINCE = re.compile(r"(?:pod|post|day)\b")
_DISTANT = re.compile(r" (?:after|before|following|prior to) [^.;,]{0,60}")
_FLARED = re.compile(r"\s(?:up )?(?:after|while|when) [^.;]{3,40}\bon $")
_INJURY = re.compile(r"\b(?:doi|injur\w+|sustained|hurt|accident)\b")
_ONSET = re.compile(r"\b(?:since|began|begun|started|start|onset|first noticed|first noted)\b[^.;]{0,30}$")


@dataclass(slots=True)
class _Date:
    mention: DateMention
    leads: bool
    owned: bool = False


def date_events(scene: Scene, mentions: list[Mention]) -> None:
    """Sets the date of every mention of a sentence that the sentence dates.

    Treatments, studies and drugs take the date of the event, findings that of the visit at which they were made or of
    the study that showed them; a complaint told since a day keeps it as ``since``.
    """
    if not scene.dates:
        return
    plain = scene.folded.plain
    dates: list[_Date] = []
    injuries: list[DateMention] = []
    for date in told_once(plain, scene.dates):
        before = plain[max(scene.start, date.start - 60) : date.start]
        if _NOT_AN_EVENT.search(before):
            injuries += [date] if _INJURY.search(before) else []
        elif not _COMPARED.search(plain[max(scene.start, date.start - 90) : date.start]):
            dates.append(_Date(date, _leads(plain, scene, date)))
    _by_rows(scene, mentions, dates)
    dates = _told_back(plain, mentions, dates)
    dates = _told_of_it(plain, mentions, dates)
    free = [m for m in mentions if m.date is None and m.attributes.get("since") is None]
    for mention in free:
        _take_trailing(plain, mention, dates, mentions)
    for mention in free:
        if mention.date is not None or "since" in mention.attributes:
            continue
        kind = mention.concept.partition(".")[0]
        if kind in _EVENTS or kind in _STATES:
            _take_leading(plain, scene, mention, dates)
        else:
            mention.date = _of_visit(plain, scene, mention, [d.mention for d in dates])
    _of_the_study(plain, mentions, dates)
    _of_the_injury(plain, mentions, injuries)


def _of_the_study(plain: str, mentions: list[Mention], dates: Sequence[_Date]) -> None:
    """Results that are told with a dated study have its day: "MRI 10/28 w/ TFCC tear", "(negative for oxycodone)"."""
    studies = [m for m in mentions if m.date is not None and (m.concept in STUDIES or m.concept == _SCREEN)]
    if not studies:
        return
    for mention in mentions:
        kind = mention.concept.partition(".")[0]
        if mention in studies or kind not in ("img", "edx", "lab", "dx", "med"):
            continue
        own = next((s for s in studies if mention.start <= s.start < mention.end), None)
        if own is not None:
            mention.date = own.date
            continue
        before = [s for s in studies if s.end <= mention.start]
        if mention.date is not None or not before or "since" in mention.attributes:
            continue
        last = before[-1]
        between = plain[last.end : mention.start]
        if kind == "med":
            if last.concept == _SCREEN and len(between) < 120 and _SCREENED.search(between):
                mention.date = last.date
        elif kind == "lab":
            if last.concept == _SCREEN and len(between) < 160:
                mention.date = last.date
        elif len(between) < 110:
            day = next((d.mention for d in dates if last.end <= d.mention.start and d.mention.iso == last.date), None)
            if day is not None and day.end <= mention.start and _SHOWED.match(plain, day.end, mention.start):
                mention.date = last.date


def _of_the_injury(plain: str, mentions: list[Mention], injuries: list[DateMention]) -> None:
    """How somebody was hurt has the day of the injury, also where that is only given as such."""
    for day in injuries:
        for mention in mentions:
            if mention.date is None and (
                mention.concept.startswith("soc.mechanism")
                or (mention.concept == "admin.causation" and 0 <= day.start - mention.end <= 12)
            ):
                mention.date = day.iso


def _by_rows(scene: Scene, mentions: list[Mention], dates: Sequence[_Date]) -> None:
    """In a table that is read as one sentence, what stands in a row has the row's date."""
    breaks = scene.folded.breaks
    inside = breaks[bisect_left(breaks, scene.start) : bisect_left(breaks, scene.end)]
    if not inside or len(dates) < 2:
        return
    bounds = [scene.start, *inside, scene.end]
    for begin, stop in pairwise(bounds):
        own = [d for d in dates if begin <= d.mention.start < stop]
        if len(own) != 1:
            continue
        original = scene.folded.original[scene.folded.start(begin) : scene.folded.end(stop)]
        cells = "   " in original or "\t" in original or "|" in original or original.strip().count("  ") > 1
        if not cells:
            continue
        for mention in mentions:
            if (
                begin <= mention.start < stop
                and mention.date is None
                and mention.concept.startswith(("tx.", "med.", "img.", "edx."))
            ):
                mention.date = own[0].mention.iso
                own[0].owned = True


def _told_back(plain: str, mentions: list[Mention], dates: list[_Date]) -> list[_Date]:
    """ "Nine weeks after the ablation": the day lies back from the paper and is that of the ablation alone."""
    kept = []
    for date in dates:
        words = plain[date.mention.start : date.mention.end]
        if not _AFTER.search(words):
            kept.append(date)
            continue
        near = [m for m in mentions if 0 <= m.start - date.mention.end <= 40 and m.concept.startswith(("tx.", "med."))]
        if _DAYS_SINCE.match(words):
            near = [
                m
                for m in mentions
                if 0 <= date.mention.start - m.end <= 36
                and m.concept.startswith("tx.")
                and not re.search(r"[.;\d]", plain[m.end : date.mention.start])
            ][-1:] or near
        if not near:
            kept.append(date)
            continue
        # "8 weeks s/p arthroscopy on 6/2/14": the day itself says more
        said = any(
            d is not date and 0 <= d.mention.start - near[0].end <= 24 and len(d.mention.iso) == 10 for d in dates
        )
        if near[0].date is None and not said:
            near[0].date = date.mention.iso
    return kept


def _told_of_it(plain: str, mentions: list[Mention], dates: list[_Date]) -> list[_Date]:
    """ "Since it was begun six weeks ago": the date is that of the treatment named before."""
    kept = []
    for date in dates:
        lead = plain[max(0, date.mention.start - 44) : date.mention.start]
        acts = [m for m in mentions if m.end <= date.mention.start and m.concept.startswith(("tx.", "med.", "device."))]
        if acts and _ITS_START.search(lead) and acts[0].date is None:
            acts[0].date = date.mention.iso
        else:
            kept.append(date)
    return kept


def _leads(plain: str, scene: Scene, date: DateMention) -> bool:
    before = plain[max(scene.start, date.start - 40) : date.start]
    if date.start - scene.start <= 40 and _BEGINS.match(before):
        return True
    behind = plain[date.end : min(scene.end, date.end + 30)]
    if behind.startswith(_AT_WHICH):
        return True  # "most recently yesterday, when the knee gave way"
    return _OPENS.search(before) is not None and _CLAUSE.match(behind) is not None


def _take_trailing(plain: str, mention: Mention, dates: Sequence[_Date], mentions: list[Mention]) -> None:
    """The date behind an event, when it is that event's own."""
    inside = [d for d in dates if mention.start < d.mention.start and d.mention.end <= mention.end]
    if inside and mention.concept.startswith(_RESULTS):
        mention.date, inside[-1].owned = inside[-1].mention.iso, True
        return
    behind = next((d for d in dates if d.mention.start >= mention.end - 2), None)
    if behind is None or (behind.leads and not plain.startswith(_AT_WHICH, behind.mention.end)):
        return
    date = behind.mention
    if date.start < mention.end:
        mention.date, behind.owned = date.iso, True
        return
    between = plain[mention.end : date.start]
    kind = mention.concept.partition(".")[0]
    state = kind in _STATES or kind == "plan"
    hurt = mention.concept.startswith("soc.mechanism")
    if not (kind in _EVENTS or state) or len(between) > (90 if hurt else 40 if state else 110):
        return
    if hurt and _HURT.fullmatch(between):
        mention.date, behind.owned = date.iso, True
        return
    terse = kind in _EVENTS and kind not in ("resp", "med") and len(date.iso) >= 7 and _TERSE.fullmatch(between)
    shown = kind == "img" and between.strip() in ("seen", "noted", "described", "seen on", "visible on")
    if mention.concept == "sx.flare_up" and _FLARED.fullmatch(between):
        mention.date, behind.owned = date.iso, True
        return
    if kind == "med" and len(between) < 40 and not re.search(r"[;,]|\.\s", between) and _STARTED.search(
        plain, max(0, mention.start - 16), mention.start
    ):
        mention.date, behind.owned = date.iso, True  # "Started Lyrica 75 mg bid 7/3"
        return
    closed = kind == "tx" and _BRACKETED.fullmatch(between) and plain[date.end : date.end + 1] in (")", "]", ",", ";")
    if not closed and (_BROKEN.search(between) or not (_LEADS_TO_DATE.search(between) or terse or shown)):
        return
    rivals = [
        m
        for m in mentions
        if m.start >= mention.end
        and m.end <= date.start
        and _rivals(m, mention)
        and not (kind == "tx" and m.start - mention.end < 60 and _SAME_ACT.fullmatch(plain, m.start, m.end))
    ]
    if rivals:
        if state or not _LIST.fullmatch(plain[mention.end : rivals[0].start]):
            return
        tail = plain[rivals[-1].end : date.start]
        joined = tail == " " and plain[mention.end : rivals[0].start].strip() in ("/", "+", "&")
        if not joined and (not _OWN_DATE.fullmatch(tail) or "," in tail):
            return
    if state and _ONSET.search(between) and kind in ("sx", "dx"):
        mention.attributes["since"] = date.iso
        behind.owned = True
        return
    later = _done_later(plain, mention, behind, dates, mentions) if kind in _EVENTS else None
    mention.date = (later or behind).mention.iso
    behind.owned = True
    if later is not None:
        later.owned = True


def _done_later(
    plain: str, mention: Mention, first: _Date, dates: Sequence[_Date], mentions: list[Mention]
) -> _Date | None:
    """ "Recommended in May, denied in June and performed on August 2": the day on which it was done.

    Of scores that changed ("from 34 on 1/21 to 19 on 7/1") the latter day counts.
    """
    place = first.mention.start
    changed = mention.concept.startswith(("psych.", "exam.", "sx.pain_score")) and "from" in plain[mention.end : place]
    if not changed and not _STEP.search(plain, mention.end, place):
        return None
    for date in dates:
        begin = date.mention.start
        if begin <= place:
            continue
        if begin - place > 180 or ". " in plain[place:begin].replace("dr. ", "") or ";" in plain[place:begin]:
            return None
        if any(place <= m.start < begin and _rivals(m, mention) and m.concept.startswith("tx.") for m in mentions):
            return None
        if changed:
            return date if re.search(r"\bto (?:an? )?\d[^.;]{0,24}$", plain[place:begin]) else None
        if _DONE_THEN.search(plain, place, begin):
            return date
    return None


def _take_leading(plain: str, scene: Scene, mention: Mention, dates: Sequence[_Date]) -> None:
    """The last date before an event that leads; for what a study showed, also the study's own."""
    ahead = [d for d in dates if d.mention.end <= mention.start + 2]
    if not ahead:
        return
    last = ahead[-1]
    between = plain[last.mention.end : mention.start]
    # "the day after the block of June 6 he had": what follows took place on the day that the distance leads to
    if len(ahead) > 1 and ahead[-2].leads and _DISTANT.fullmatch(
        plain, ahead[-2].mention.end, last.mention.start
    ) and len(between) < 60:
        last = ahead[-2]
    lead = plain[max(0, last.mention.start - 4) : last.mention.start]
    if len(last.mention.iso) == 4 and between == " " and lead.endswith((" a ", "his ", "her ")):
        mention.date, last.owned = last.mention.iso, True  # "a 2003 motor vehicle accident"
        return
    if (
        mention.concept.startswith("soc.mechanism")
        and last.leads
        and re.match(r":?\s?(?:date of injury|doi)\b", between)
    ):
        mention.date = last.mention.iso  # "03/14/12: Date of injury; slipped on a wet plate"
        return
    if ";" in between or len(between) > 220:
        return
    since = plain[max(0, last.mention.start - 6) : last.mention.start] == "since "
    kind = mention.concept.partition(".")[0]
    if kind in _STATES:
        if (
            last.leads
            and not since
            and kind != "admin"
            and len(between) < 90
            and not re.search(r"\b(?:currently|now|today)\b", between)
        ):
            mention.date = last.mention.iso
        elif since and last.leads and kind in ("sx", "dx") and len(between) < 60:
            mention.attributes["since"] = last.mention.iso
        elif not since:
            mention.date = _of_visit(plain, scene, mention, [d.mention for d in dates])
        return
    if since:
        return
    if mention.concept.startswith("tx.") and _IN_BRACKETS.fullmatch(between) and len(last.mention.iso) == 10:
        mention.date = last.mention.iso  # "Surgery 10/2/13 (ulnar shortening osteotomy)"
        return
    told = plain[max(scene.start, last.mention.start - 70) : last.mention.start]
    if len(between) < 110 and kind != "resp" and _WAS_THERE.search(told) and _THERE.match(between):
        mention.date = last.mention.iso  # "seen in the ER on New Year's Day, was given Toradol"
        return
    if (
        mention.concept.startswith(("tx.", "img.", "edx.", "med."))
        and _DAY_LABEL.fullmatch(plain, scene.start, last.mention.start)
        and _RIGHT_BEHIND.fullmatch(between)
    ):
        mention.date = last.mention.iso
        return
    if mention.concept.startswith("tx.") and last.owned and _CONSISTING_OF.fullmatch(between):
        mention.date = last.mention.iso  # "surgery was done on January 20, 2015, with a meniscectomy"
        return
    if last.leads or not last.owned or mention.concept.startswith(_RESULTS):
        if not last.leads and mention.concept.startswith(("tx.", "med.", "device.")) and len(between) > 60:
            return
        mention.date = last.mention.iso


def _rivals(other: Mention, mention: Mention) -> bool:
    """Whether ``other`` is an event that could claim a date for itself."""
    if other.concept == mention.concept:
        return False
    if mention.concept.startswith("tx.") and other.attributes.get("class") in _CONTENT:
        return False  # "was injected with 0.5 cc of Kenalog on 5/8"
    kind = other.concept.partition(".")[0]
    return other.concept in STUDIES or kind in ("tx", "psych", "lab", "med", "device")


def _of_visit(plain: str, scene: Scene, mention: Mention, dates: Sequence[DateMention]) -> str | None:
    ahead = [d for d in dates if d.end <= mention.start]
    if ahead:
        lead = plain[max(scene.start, ahead[-1].start - 45) : ahead[-1].start]
        if _VISIT.search(lead) or ahead[-1].start - scene.start < 3 or lead.endswith("("):
            return ahead[-1].iso
    behind = [d for d in dates if 0 <= d.start - mention.end < 40]
    if behind and _AT_VISIT.search(plain[mention.end : behind[0].start]):
        return behind[0].iso
    return None
