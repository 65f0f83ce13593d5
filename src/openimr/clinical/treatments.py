"""The treatments a text speaks of, also where only "the first", "#2", "the left", "meds" or "the trial" is said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openimr.clinical.kinds import ADJUNCTS
from openimr.clinical.model import Mention, Polarity, Temporality
from openimr.clinical.treatmentnouns import nouns_in

_NO_TREATMENT = frozenset(
    {
        "tx.work_restriction",
        "tx.ct_approved_pending",
        "tx.emergency",
        "tx.cardiac_surgery",
        "tx.unrelated_surgery",
        "device.pacemaker",
        "tx.home_health",
        "med.naloxone",
        *ADJUNCTS,
    }
)
#: Drugs that are the content of an injection.
_CONTENT = frozenset({"steroid", "local_anesthetic"})
#: Drugs that are given by a procedure.
_GIVEN = frozenset({"viscosupplement", "local_anesthetic"})
_THERAPY = (
    "tx.physical",
    "tx.occupational",
    "tx.home_exercise",
    "tx.chiropractic",
    "tx.acupuncture",
    "tx.massage",
    "tx.aquatic",
    "tx.psychotherapy",
    "tx.functional",
    "tx.conservative",
)
_SET_ASIDE = re.compile(
    r"\b(?:in place of|instead of|replac\w+|rather than|switched from|changed from|previously on|stopped|d/c'?d"
    r"|discontinued|was on|substitut\w+ for|in lieu of|untreated|put away|gave up|given up|discarded|thrown away"
    r"|request(?:s|ed|ing)?(?: for)?|proceed with|candidate for|recommend\w*|schedul\w+|consider\w*"
    r"|authoriz\w+ for|denied|declin\w+|refus\w+)\s(?:the |his |her |a |an |repeat |\w+ mg )*$"
)
_LEFT_ASIDE = re.compile(
    r"\s?(?:\d/\d\d? )?(?:was |has been )?(?:denied|not authorized|non-?certified|d/c'?d"
    r"|never done|is requested|not approved|refused|declined)\b"
)
#: Where an anchor stands inside another's course: "used in PT".
_LED = re.compile(
    r"(?<!\w)(?:without|w/o|off|since|after|from|following|by|with|of|to|on|for|than) (?:the |his "
    r"|her |that |this |last |first |second |prior |left |right |bilateral )*$"
)
_TRIED = re.compile(
    r"\b(?:tried|used|took|received|been (?:on|using|taking|wearing)|had|uses|takes) (?:them|it"
    r"|this|these|one|two)\b"
    r"|\b(?:prior|previous|past) (?:\w+ )?(?:benefit|relief|improvement)\b|[,(;] ?(?:has |it )?helped\b|\bafforded\b"
)
#: Under a heading of plans as well: "She had 8 sessions of", "three months after the".
_TOLD = re.compile(
    r"\b(?:had|has had|underwent|completed|received|attended|finished|after|since|following|s/p|out from) "
    r"(?:\d{1,2} (?:of \d{1,2} )?|\w+ ){0,3}(?:(?:sessions|visits|treatments|courses?|weeks) (?:of )?)?$"
)
_INJECTED = re.compile(r"\d ?(?:ml|cc)s? (?:of )?(?:[\d.]+ ?% ?)?$")
# "Depo-Medrol 40 mg with 4 cc of 0.25% bupivacaine", behind an injection
_AMPOULE = re.compile(
    r"\s?\d+(?:\.\d+)?\s?(?:mg|cc|ml)\s?(?:and|with|mixed|\+|in|was|were|,|\.)(?! (?:po|tab|pack|daily))"
)
#: "A trial of Lyrica", "on a trial basis".
_KINDS_OF = ("trial", "course", "series", "regimen", "program")
_OF_ANOTHER = re.compile(r"\s(?:of (?!\d)(?!(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))|basis\b)")
_WITHIN = re.compile(r"\b(?:in|at|during|w/|with|by|plus|besides|despite)\s(?:the |his |her |a )*$")
_NUMBER = re.compile(r"(?<![\w#])#\s?[1-9](?![\d/])|\bno\. [1-6]\b")
_NUMBERED = re.compile(
    r"\b(?P<d>the|a|an|his|her|this|that|unlike the)\s(?P<which>first|second|third|fourth|last"
    r"|latter|former|other|1st|2nd|3rd)(?: one)?\b(?=\s?(?:$|[,.;:(]|on\b|in\b|of\b|did\b|had\b|has\b|gave\b|was\b"
    r"|provided\b|helped\b|for\b|brought\b|made\b|with\b|produced\b|\d|dated\b|done\b|which\b|from\b|lasted\b"
    r"|none\b|nothing\b|nil\b|about \d|no\b"
    r"|relieved\b|at\b|took\b|by\b|only\b|again\b|failed\b|also\b))"
)
_ORDINAL = re.compile(r"#|first|second|third|1st|2nd|3rd|last|prior|previous")
_THIS = re.compile(r"\b(?:this|that) one\b|\bthis (?:time|injection|block|procedure|medication|drug|treatment)\b")
#: "prior 1/9/18, 65 % x 9 wks": an earlier one of what is asked for.
_EARLIER_ONE = re.compile(
    r"\b(?:prior|previous|last|earlier|first|initial)(?: one)?(?: done| was| given)?(?= ?(?:\(|on |in )?\d{1,2}/\d)"
)
_SIDED = re.compile(
    r"\b(?:the )?(?P<side>left|right)(?: one| side)?\b(?=\s?(?:$|,|\.|;|\d{1,2}/\d|\(\d{1,2}/\d|on \d|on (?:jan"
    r"|feb|mar"
    r"|apr|may|jun|jul|aug|sep|oct|nov|dec)|did\b|had\b|has\b|gave\b|was\b|has not\b|on the same|injected\b|one\b"
    r"|\d{1,3} ?%|only \d|improved\b|better\b|not\b|unchanged\b"
    r"|followed\b|:|in (?:19|20|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)))"
)
_LEVEL_ALONE = re.compile(r"\b(?:(?:left|right|bilateral)\s)?[cltsCLTS]\d{1,2}(?:\s?-\s?[clts]?\d)?\s(?:alone|only)\b")
_STEMS = (
    "#", "first", "second", "third", "last", "latter", "former", "other", "1st", "2nd", "this ", "that one", "prior ",
    "previous ", "left", "right", "alone", "only",
)  # fmt: skip
_STEM = re.compile("|".join(map(re.escape, _STEMS)))
_SURGICAL = re.compile(
    r"surger|operation|release|repair|decompression|fusion|replacement|reconstruct|debride"
    r"|\w+ectomy|fasciotomy|transposition|arthroscop|scope|rhizotomy|neurotomy|ablation|trial|implant|inj|block"
    r"|shot|lesioning|manipulation|mua"
)
_COUNT = re.compile(r"\d|one|two|three|four|five|six|eight|ten|twelve")
_COURSE = re.compile(r"tx|treatments?|visits|sessions")
_EARLIER = re.compile(r"prior|previous|first|last|earlier|these|those|initial")
#: "Had 12 visits with 35 % less pain", "8/12 visits attended": the course that these visits were.
_ATTENDED = re.compile(r"\b(?:had|completed?|attended|finish\w*|after|underwent)\s(?:\d{1,2} ?(?:of|/) ?)?$")
_WERE_ATTENDED = re.compile(r"\s(?:were )?(?:attended|completed|done|finished)\b")
#: Stems of the words that point at a treatment by saying which one.
WHICH_STEMS = (*_STEMS, "no. ")
#: Stems of the common nouns for a treatment; each stands at the beginning of a word.
NOUN_STEMS = (
    "estim", "kinesiotap", "trial", "inj", "block", "shot", "visits", "session", "procedure", "surger", "operation",
    "ablation", "treatment", "tx", "series", "tap", "patch", "pill", "needl", "adj", "splint", "brace", "orthotic",
    "insert", "boot", "release", "repair", "decompression", "fusion", "lesioning", "unit", "device", "implant",
    "drug", "medicine", "cream", "ointment", "gel", "manipulation", "mua", "cupping", "stim", "ice", "heat", "yoga",
    "pilates", "medication", "meds", "regimen", "course", "pump", "sling", "cast", "wrap", "collar", "pillow",
    "mattress", "rhizotomy", "neurotomy", "scope", "arthroscop", "fasciotomy", "transposition", "replacement",
    "reconstruct", "debride", "meniscectomy", "laminectomy", "discectomy", "program", "cbt", "biofeedback", "mobs",
    "mobiliz", "ionto", "phono", "moxa", "seeds", "modalit", "graston", "acu ", "tens", "rfa",
)  # fmt: skip
_NEEDS_LEAD = re.compile(
    r"visits|sessions|treatments?|tx|series|unit|device|procedures?|course|program"
    r"|patch(?:es)?|release|repair|decompression|fusion|replacement|ice|heat|surger|operation|medicine|cast|trial"
    r"|implant|drug"
)
_CLIPPED = {"tens": "tx.tens", "rfa": "tx.radiofrequency", "acu": "tx.acupuncture"}
_DRUG_NOUNS = ("pill", "med", "drug", "patch", "cream", "ointment", "gel", "regimen")
_DEFINITE = re.compile(
    r"^(?:the|this|that|these|those|his|her|same)\s(?!first|second|third|last|previous|prior"
    r"|earlier|initial|diagnostic|repeat)"
)


@dataclass(slots=True)
class Treatment:
    """A place that names a treatment.

    Attributes:
        start: where it is named; of a word that only points back ("this one"), where the treatment was named.
        end: end of those words.
        concept: id of the treatment; of one that only a common noun names, what it was before, or ``tx.unspecified``.
        side: its side, where it is known.
        at: place of the words themselves.
        until: end of the words themselves.
        mention: the mention it was made from.
        pointing: whether it only points at a treatment named before.
        named: whether the lexicon knows its words.
    """

    start: int
    end: int
    concept: str
    side: str | None
    at: int
    until: int
    mention: Mention | None = None
    pointing: bool = False
    named: bool = True

    @property
    def is_drug(self) -> bool:
        """Whether it is something taken."""
        given = self.mention is not None and (
            self.mention.attributes.get("class") in _GIVEN or self.concept == "med.botulinum_toxin"
        )
        return (self.concept.startswith("med.") and not given) or self.concept == "tx.medication_trial"

    @property
    def is_therapy(self) -> bool:
        """Whether it is a course of visits."""
        return self.concept.startswith(_THERAPY)


def is_treatment(mention: Mention, text: str = "") -> bool:
    """Whether a mention names a treatment that can have brought something."""
    if not mention.concept.startswith(("tx.", "med.", "device.")) or mention.concept in _NO_TREATMENT:
        return False
    if mention.polarity is Polarity.NEGATED:
        # "no relief from the injection", "neither Motrin nor Soma": what is denied is the relief
        lead = text[max(0, mention.start - 24) : mention.start]
        return _LED.search(lead) is not None or re.search(r"neither|\bnor\b", mention.rule) is not None
    # "the requested patches, as she tried them in March": asked for again
    if mention.temporality is not Temporality.HYPOTHETICAL:
        return True
    if mention.rule.endswith("plan:section") and _TOLD.search(text, max(0, mention.start - 60), mention.start):
        return True
    return bool(text and _TRIED.search(text, mention.end, mention.sentence_end))


def named_in(text: str, mentions: Sequence[Mention], *, after_procedure: bool = False) -> list[Treatment]:
    """The treatments that mentions of one sentence name, each place once, in order.

    Args:
        text: folded text in lower case.
        mentions: what was read in the sentence.
        after_procedure: whether a procedure was just told of, whose content a drug of the sentence may be.
    """
    found: list[Treatment] = []
    procedures = any(m.concept.startswith("tx.") and m.concept != "tx.medication_trial" for m in mentions)
    for m in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not is_treatment(m, text):
            continue
        inside = procedures or (
            after_procedure
            and (_INJECTED.search(text, max(0, m.start - 24), m.start) or _AMPOULE.match(text, m.end)) is not None
        )
        if inside and m.attributes.get("class") in _CONTENT and m.attributes.get("per_day") is None:
            last = found[-1] if found else None
            apart = last is None or m.start > last.end + 2
            if apart and not re.match(r"\s(?:injection|shot|inj)", text[m.end : m.end + 10]):
                continue
        aside = _SET_ASIDE.search(text[max(m.sentence_start, m.start - 40) : m.start]) or _LEFT_ASIDE.match(text, m.end)
        if aside and m.temporality is not Temporality.HYPOTHETICAL:  # those were let in as tried before
            continue
        last = found[-1] if found else None
        # "Celestone injection" is one treatment, "SI joint" within "SI joint radiofrequency" is part of it
        if last and (
            m.start < last.end
            or (
                m.start <= last.end + 1
                and (m.concept == last.concept or not (m.concept.startswith("med.") and last.is_drug))
            )
        ):
            if last.is_drug and not m.concept.startswith("med."):
                last.concept, last.mention, last.side = m.concept, m, m.side or last.side
            last.end = last.until = max(last.end, m.end)
            continue
        found.append(Treatment(m.start, m.end, m.concept, m.side, m.start, m.end, m))
    return found


def pointed_at(
    text: str,
    begin: int,
    stop: int,
    named: Sequence[Treatment],
    recent: Sequence[Treatment],
    taken: Sequence[tuple[int, int]] = (),
    nouns: bool = True,
    which: bool = True,
) -> Iterator[Treatment]:
    """Treatments of which a sentence only says which one it was.

    Args:
        text: folded text in lower case.
        begin: where the sentence starts.
        stop: where it ends.
        named: treatments named in it.
        recent: treatments told of before, the latest last.
        taken: places of everything the lexicon knows there, also of what is only planned or was refused.
        nouns: whether one of ``NOUN_STEMS`` stands there.
        which: whether one of ``WHICH_STEMS`` stands there.
    """
    before = [*recent, *named]
    for match in nouns_in(text, begin, stop) if nouns else ():
        start, end = match.span()
        noun = match.start("noun")
        for a, b in taken:
            if a < end and noun < b:
                break
        else:
            for t in named:
                if (t.at < end and start < t.until) or 0 <= t.at - end <= 1 or 0 <= noun - t.until <= 1:
                    break
            else:
                made = _by_noun(text, match, begin, [t for t in before if t.at < start])
                if made is not None:
                    before.append(made)
                    yield made
    if before and which and _STEM.search(text, begin, stop):
        yield from _by_number(text, begin, stop, before[len(recent) :], recent)


def _by_number(
    text: str, begin: int, stop: int, named: Sequence[Treatment], recent: Sequence[Treatment]
) -> Iterator[Treatment]:
    words = text[begin:stop]

    def head(place: int) -> Treatment | None:
        ahead = [t for t in (*recent, *named) if t.at < place and not t.is_drug and not t.pointing] or [
            t for t in (*recent, *named) if t.at < place and not t.is_drug
        ]
        return ahead[-1] if ahead else None

    def free(start: int, end: int) -> bool:
        return not any(t.at < end and start < t.until for t in named)

    for match in _NUMBER.finditer(text, begin, stop) if "#" in words or "no. " in words else ():
        last = head(match.start())
        if last is None or match.start() - last.until <= 1:
            continue
        yield Treatment(
            match.start(), match.end(), last.concept, last.side, match.start(), match.end(), last.mention, True
        )
    for match in _NUMBERED.finditer(text, begin, stop):
        last = head(match.start())
        if last is None or not free(*match.span()):
            continue
        which = match.group("which")
        pair = [t for t in (*recent[-3:], *named) if t.at < match.start() and not t.is_drug and not t.pointing]
        if (
            match.group("d") == "the"
            and len(pair) >= 2
            and which in ("first", "second", "former", "latter", "last", "1st", "2nd")
            and pair[-2].start != pair[-1].start
            and not any(_ORDINAL.search(text, max(0, t.start - 10), t.until + 4) for t in pair[-2:])
        ):
            one = pair[-2] if which in ("first", "former", "1st") else pair[-1]
            yield Treatment(one.start, one.end, one.concept, one.side, match.start(), match.end(), one.mention, True)
        else:
            yield Treatment(
                match.start(), match.end(), last.concept, last.side, match.start(), match.end(), last.mention, True
            )
    for match in _EARLIER_ONE.finditer(text, begin, stop):
        last = head(match.start())
        if last is not None and free(*match.span()):
            yield Treatment(
                match.start(), match.end(), last.concept, last.side, match.start(), match.end(), last.mention, True
            )
    for match in _THIS.finditer(text, begin, stop) if "this " in words or "that one" in words else ():
        last = head(match.start())
        if last is not None and free(*match.span()):
            yield Treatment(
                last.start, last.end, last.concept, last.side, match.start(), match.end(), last.mention, True
            )
    for match in _SIDED.finditer(text, begin, stop) if "left" in words or "right" in words else ():
        side = match.group("side")
        lead = text[max(begin, match.start() - 5) : match.start()]
        if not match.group().startswith("the ") and not re.search(r"(?:and|;|,|:) $", lead):
            continue
        sided = [t for t in (*recent, *named) if t.at < match.start() and t.side == side and not t.is_drug]
        last = sided[-1] if sided else head(match.start())
        if (
            last is None
            or not free(*match.span())
            or (not sided and last.side in (None, side) and not _other_side(text, last, side))
        ):
            continue
        if sided and sided[-1].pointing:
            yield Treatment(
                sided[-1].start, sided[-1].end, last.concept, side, match.start(), match.end(), last.mention, True
            )
        else:
            where = sided[-1] if sided else None
            start, end = (where.start, where.end) if where else match.span()
            yield Treatment(start, end, last.concept, side, match.start(), match.end(), last.mention, True)
    for match in _LEVEL_ALONE.finditer(text, begin, stop) if "alone" in words or "only" in words else ():
        last = head(match.start())
        if last is not None and free(*match.span()):
            yield Treatment(
                match.start(), match.end(), last.concept, last.side, match.start(), match.end(), last.mention, True
            )


def _other_side(text: str, treatment: Treatment, side: str) -> bool:
    """Whether the words before a treatment name the side across from ``side``."""
    other = "right" if side == "left" else "left"
    return other in text[max(0, treatment.start - 24) : treatment.end]


def _by_noun(text: str, match: re.Match[str], begin: int, before: list[Treatment]) -> Treatment | None:
    noun, lead = match.group("noun"), match.group("lead")
    if (
        lead
        and _COUNT.search(lead)
        and (
            noun.startswith(("block", "unit", "device", "release", "trial", "course", "tape"))
            or noun.startswith(_DRUG_NOUNS)
        )
    ):
        return None  # "walks two blocks", "one patch"
    if not lead and _NEEDS_LEAD.match(noun) and not (noun in ("tx", "treatment") and before):
        return None
    # "pain after tx": the course under way
    under_way = noun in ("tx", "treatment") and bool(before) and before[-1].is_therapy
    own = under_way and (not lead or lead.startswith(("the", "this")))
    if _COURSE.fullmatch(noun) and not _EARLIER.search(lead) and not own:
        had = _ATTENDED.search(text, max(begin, match.start() - 24), match.start()) or _WERE_ATTENDED.match(
            text, match.end()
        )
        if not (lead and had):
            return None
        course = [t for t in before if t.is_therapy]
        if course:
            last = course[-1]
            return Treatment(
                last.start, last.end, last.concept, last.side, match.start(), match.end(), last.mention, True
            )
    drugs = noun.startswith(_DRUG_NOUNS)
    same = [t for t in before if t.is_drug == drugs] if drugs else [t for t in before if not t.is_drug]
    points = (
        _DEFINITE.match(lead) is not None
        or noun in ("tx", "treatment", "adj", "adjustment", "adjustments", "needles", "needling")
        or (bool(before) and drugs and (not noun.startswith("med") or before[-1].is_drug))
    )
    if _SET_ASIDE.search(text[max(begin, match.start() - 40) : match.start()]) and not noun.startswith("med"):
        return None
    if _LEFT_ASIDE.match(text, match.end()) or (noun in _KINDS_OF and _OF_ANOTHER.match(text, match.end())):
        return None
    if same and points and (noun != "trial" or "trial" in same[-1].concept):
        last = same[-1]
        return Treatment(last.start, last.end, last.concept, last.side, match.start(), match.end(), last.mention, True)
    if noun in _CLIPPED:
        return Treatment(
            match.start(), match.end(), _CLIPPED[noun], None, match.start(), match.end(), None, False, False
        )
    same = [t for t in same if t.concept != "tx.unspecified"] or same
    concept = (
        same[-1].concept
        if same
        and not drugs
        and noun.startswith(("trial", "visit", "session", "series", "inj", "shot", "block", "treatment"))
        else "tx.medication_trial"
        if drugs
        else "tx.unspecified"
    )
    return Treatment(
        match.start(),
        match.end(),
        concept,
        None,
        match.start(),
        match.end(),
        None,
        False,
        _SURGICAL.match(noun) is not None,
    )


def stands_within(text: str, treatment: Treatment, begin: int) -> bool:
    """Whether a treatment is named only as where another took place ("TENS used in PT")."""
    return _WITHIN.search(text[max(begin, treatment.at - 14) : treatment.at]) is not None
