"""Treatments that have no name of their own: "#2 (4/9/13)", "the repeat", "the first, of January 4, 2016", "revised".

What a reference stands for is the last treatment of its kind that the text named; it has the side and the levels of
that one, unless it names its own, and the day that stands with it or in the row behind what it counts ("injections x 3
(11/8, 11/22, 12/6/11)"). It is read in two steps: numbers and orders of a series as soon as their sentence is read
(:class:`Referred`), so that responses can be tied to them; and what the responses then point at or a verb repeats
(:func:`dated_references`), which becomes a mention only where it is told with a day: "the injection" alone is no second
injection.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openimr.clinical.assertion import assertion_of
from openimr.clinical.dates import DateMention
from openimr.clinical.model import Mention, Temporality
from openimr.clinical.scene import Scene
from openimr.clinical.signs import SIGN
from openimr.clinical.treatments import Treatment

#: What a common noun names where no treatment was named before it.
_PLAIN = (
    ("inj", "tx.injection"), ("shot", "tx.injection"), ("block", "tx.block"), ("adj", "tx.chiropractic"),
    ("cupping", "tx.acupuncture"), ("needl", "tx.acupuncture"), ("splint", "tx.splint"), ("brace", "tx.bracing"),
    ("visit", "tx.therapy_event"), ("session", "tx.therapy_event"), ("tx", "tx.therapy_event"),
    ("treatment", "tx.therapy_event"), ("surger", "tx.other_surgery"), ("operation", "tx.other_surgery"),
    ("repair", "tx.broad_operation"), ("release", "tx.broad_operation"), ("decompression", "tx.broad_operation"),
    ("scope", "tx.broad_operation"), ("procedure", "tx.broad_operation"),
)  # fmt: skip
_WORD = (
    r"(?:done|given|performed|of|on|in|from|dated|was|were|took place|around|about|late|early|the|by dr\.? \w+"
    r"|followed|came|again|and|held|administered|repeated|placed|injected|had|received|begun|started|which|that|at"
    r"|right|left|bilateral|r|l|bilat|side|one|injection|block|#\s?\d|x ?\d|last visit|last time|so far|new"
    r"|of care|began|starting|completed|finished|concluded|ended|c\d|l\d|[clts]\d-[clts]?\d|started on|w/|with)"
)
#: Between such words and their day.
_TO_DATE = re.compile(rf"[\s(,:\-–]*(?:{_WORD}[\s(,:\-–]+){{0,5}}")
_FROM_DATE = re.compile(
    r"\)?[\s,:\-–]*(?:(?:he|she|pt|patient|the patient|dr\.? \w+) (?:had|underwent|received|gave|did|performed) )?"
    r"(?:for )?(?:the |a |his |her )?(?:left |right |l |r |bilat\w* |b/l )?(?:[a-z\-]{2,12} ){0,2}$"
)
_SIDE = re.compile(r"[\s,(]{1,2}(?:on the )?(left|right|bilateral|bilat|r|l)\b")
_LEAD_SIDE = re.compile(r"\b(left|right|bilateral|r|l) $")
_SIDES = {"r": "right", "l": "left", "bilat": "bilateral"}
_NUMBER = re.compile(r"#\s?(\d)|no\. (\d)|\b(first|1st|second|2nd|third|3rd|fourth)\b")
_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4}
#: Between the days of a row.
_ROW = re.compile(r"[\s,;)(&/]*(?:and|then|&)?[\s,]*(?:again |also |once more |then )?(?:on |in )?")
_FIRST_OF_ROW = re.compile(r"[^.;]{0,50}$")
#: What may be done anew or undone to what was put in before.
_VERBS = re.compile(
    r"\b(?P<verb>revised|revision|explanted|removed|taken out|came out|come out|pulled|repeated|redone|reinserted"
    r"|reprogrammed|implanted|reimplanted|replaced|a second|a third|another(?: one)?|the repeat|the revision|the second"
    r"|a repeat|(?:and )?again|(?:second|third|2nd|3rd) (?:one|injection|inj|block|shot|esi|procedure"
    r"|surgery))(?: one)?\b"
)
_VERB_STEMS = (
    "revis", "explant", "remov", "taken out", "came out", "come out", "pulled", "repeat", "redone", "reinsert",
    "reprogram",
    "implanted", "replaced", "second", "third", "2nd", "3rd", "another", "again",
)  # fmt: skip
#: Visits of a course: "last tx (6/19)", "initial eval on 8/4/14", "start of care 2/22/18".
_OF_COURSE = re.compile(
    r"\b(?:(?:last|previous|prior|initial|first|next to last|most recent|final) (?:\w+ )?(?:tx|visit|treatment|session"
    r"|adj\w*|eval\w*)|start of care|(?:group|individual|these|current) (?:sessions|therapy sessions)|this course)"
    r"(?= |$|,|\()"
)
_COURSE_STEMS = ("last ", "previous ", "prior ", "initial ", "first ", "start of care", "sessions", "recent ", "final ")
_ANEW = re.compile(r"(?:a )?(?:second|third|2nd|3rd)|another|the repeat|a repeat|repeated|redone|again|the second")
_HARDWARE = re.compile(r"\b(?:hardware|plates?|screws?|pins?|k ?-?wires?|rods?|implants?|cage)\b[^.;]{0,30}$")
_LEADS = re.compile(r"\b(?:leads?|stimulator|battery|ipg|generator|electrodes?)\b[^.;]{0,30}$")
_LEAST = 14
#: Treatments that are done several times and counted.
_COUNTED = (
    "tx.epidural", "tx.facet", "tx.radiofreq", "tx.nerve_block", "tx.steroid", "tx.injection", "tx.trigger",
    "tx.sacroiliac", "tx.viscosup", "tx.sympathetic", "tx.stellate", "tx.botox", "tx.prp", "tx.knee_surgery",
    "tx.shoulder_surgery", "tx.carpal", "tx.other_surgery", "tx.spine_surgery", "tx.lumbar_fusion", "tx.discectomy",
    "tx.laminectomy", "tx.scs_trial", "tx.arthroscopy", "tx.joint_injection", "tx.tendon",
)  # fmt: skip
# "#2." ends a sentence behind "after", and numbers a list else
_NUMBERED = re.compile(
    r"(?<![\w#/])(?:(?:inj(?:ection)?|block|shot|esi|no\.)\s)?"
    r"#\s?[1-9](?:(?![\d/.]|\s?(?:tabs?|caps?|pills))"
    r"|(?<=(?:fter|from|. of|with|. to|.and|. or|.for) #[1-9])(?=\.(?!\d)))"
)
_ORDINAL = re.compile(
    r"\b(?:the|an?)\s(?:first|second|third|fourth|repeat|other|latter|former|last)(?:\sone|\sinjection|\sblock|\sprocedure)?\b"
    r"(?=,?\s(?:of\s(?:\w+\s)?\d|of\s[a-z]+\s\d|on\s(?:\d|[a-z]+\s\d)|in\s(?:[a-z]+\s)?\d{4}|was\s(?:done"
    r"|performed|given|on|in|of no)|did\s|gave\s|held\s"
    r"|helped|provided\s|lasted\s|brought\s|reduced\s|came\s|relieved\s|wore\s|took\s(?:the|his|her)))"
)
_ANOTHER = re.compile(r"\b(?:first|second|third|initial|repeat|last|latest)\s$")


@dataclass(slots=True)
class Referred:
    """The last counted treatment that the text named, and the last levels and side that stood together."""

    treatment: Mention | None = None
    sentences: int = 0  #: since it was named
    levels: tuple[str, ...] = ()
    side: str | None = None

    def see(self, mentions: Sequence[Mention]) -> None:
        """Take note of what a sentence named."""
        self.sentences += 1
        for mention in mentions:
            if mention.concept.startswith(_COUNTED) and "drug" not in mention.attributes:
                self.treatment, self.sentences = mention, 0
            if mention.levels:
                self.levels, self.side = mention.levels, mention.side

    def same(self, concept: str, scene: Scene, start: int) -> Mention | None:
        """The treatment just named of which this is another one ("right L5-S1 epidural #2. The first epidural ...")."""
        head = self.treatment
        if head is None or head.concept != concept or self.sentences > 2:
            return None
        return head if _ANOTHER.search(scene.frame.text, max(scene.start, start - 14), start) else None

    def again(self, scene: Scene, mentions: Sequence[Mention]) -> Iterator[Mention]:
        """The treatments of a sentence that are named by their number or order alone."""
        text = scene.frame.text
        if not scene.signs & SIGN["series"]:
            return
        numbered = _NUMBERED.finditer(text, scene.start, scene.end)
        for match in (*numbered, *_ORDINAL.finditer(text, scene.start, scene.end)):
            head = self._head(match.start(), scene, mentions)
            if head is None or any(m.start < match.end() and m.end > match.start() for m in mentions):
                continue
            side = next((s for a, _, s in scene.sides if 0 <= a - match.end() <= 2), head.side)
            asserted = assertion_of(scene.frame, match.start(), match.end(), act=True)
            yield Mention(
                head.concept, match.start(), match.end(), scene.start, scene.end,
                "; ".join((f"reference:{match.group()} to {head.concept}", *asserted.rules)), asserted.polarity,
                asserted.temporality, asserted.experiencer, side, head.levels, head.regions, section=scene.section,
                date=_day_in_row(scene.folded.plain, head.end, _nth(match.group()), scene.folded.dates),
            )  # fmt: skip

    def _head(self, start: int, scene: Scene, mentions: Sequence[Mention]) -> Mention | None:
        before = [m for m in mentions if m.end <= start]
        for mention in reversed(before):
            if "drug" in mention.attributes and scene.frame.text[start : start + 1] == "#":
                return None  # "Norco #9" is a quantity
            if mention.concept.startswith(_COUNTED):
                return mention
        behind = [m for m in mentions if m.start >= start and m.concept.startswith(_COUNTED)]
        if behind:
            return None
        return self.treatment if self.sentences <= 2 else None


def dated_references(
    text: str,
    begin: int,
    stop: int,
    pointing: Sequence[Treatment],
    recent: Sequence[Treatment],
    own: Sequence[Mention],
    here: Sequence[DateMention],
    dates: Sequence[DateMention],
) -> Iterator[Mention]:
    """Mentions of the treatments that a sentence only points at, as far as it gives them a day.

    Args:
        text: folded text in lower case.
        begin: where the sentence starts.
        stop: where it ends.
        pointing: the treatments it points at.
        recent: treatments named up to here, the latest last.
        own: what was read in the sentence.
        here: the dates of the sentence, in order.
        dates: all dates of the text, in order.
    """
    section = own[0].section if own else None
    seen: list[tuple[int, int]] = []
    for one in pointing:
        if one.is_drug or any(m.start < one.until and one.at < m.end for m in own if m.concept.startswith("tx.")):
            continue
        day, until = _day_of(text, begin, one, here, recent, dates)
        if day is None or any(a < one.until and one.at < b for a, b in seen):
            continue
        concept = _concept(text, one, recent)
        if concept is None:
            continue
        seen.append((one.at, one.until))
        yield _made(text, begin, stop, one.at, one.until, concept, one, day, section)
    if not here:
        return
    words = text[begin:stop]
    if any(stem in words for stem in _COURSE_STEMS):
        for match in _OF_COURSE.finditer(text, begin, stop):
            at, until = match.span()
            behind = next((d for d in here if d.start >= until), None)
            if (
                behind is None
                or not _TO_DATE.fullmatch(text, until, behind.start)
                or any(a < until and at < b for a, b in seen)
                or any(m.start < until and at < m.end for m in own if m.concept.startswith(("tx.", "psych.")))
            ):
                continue
            head = next((t for t in reversed(recent) if t.is_therapy and t.at < at), None)
            seen.append((at, until))
            concept = "tx.chiropractic" if " adj" in match.group() else head.concept if head else "tx.therapy_event"
            made = _made(text, begin, stop, at, until, concept, head, behind.iso, section)
            made.attributes["anew"] = "eval" not in match.group() and "start" not in match.group()
            yield made
    if any(stem in words for stem in _VERB_STEMS):
        yield from _by_verbs(text, begin, stop, recent, own, here, seen, section)


def _by_verbs(
    text: str, begin: int, stop: int, recent: Sequence[Treatment], own: Sequence[Mention], here: Sequence[DateMention],
    seen: list[tuple[int, int]], section: str | None,
) -> Iterator[Mention]:  # fmt: skip
    for match in _VERBS.finditer(text, begin, stop):
        at, until = match.span()
        if any(m.start < until and at < m.end for m in own) or any(a < until and at < b for a, b in seen):
            continue
        behind = next((d for d in here if d.start >= until), None)
        ahead = next((d for d in reversed(here) if d.end <= at), None)
        if behind is None or not _TO_DATE.fullmatch(text, until, behind.start):
            # "in 2011, a second at the same level"
            if ahead is None or not re.fullmatch(r",? (?:came |followed )?", text[ahead.end : at]):
                continue
            behind = ahead
        before = text[max(begin, at - 60) : at]
        acts = [t for t in recent if t.at < at and not t.is_drug and at - t.until < 320]
        anew = _ANEW.match(match.group("verb")) is not None
        if _HARDWARE.search(before) and not anew:
            concept, head = "tx.hardware_removal", None
        elif acts and (anew or acts[-1].concept.startswith(("tx.scs", "tx.pump", "tx.other_surgery", "tx.broad"))):
            concept, head = acts[-1].concept, acts[-1]
        elif _LEADS.search(before):
            concept, head = "tx.scs_trial", None
        else:
            continue
        made = _made(text, begin, stop, at, until, concept, head, behind.iso, section)
        made.attributes["anew"] = anew
        yield made


def _made(
    text: str, begin: int, stop: int, at: int, until: int, concept: str, head: Treatment | None, day: str,
    section: str | None,
) -> Mention:  # fmt: skip
    side = _SIDE.match(text, until, min(stop, until + _LEAST)) or _LEAD_SIDE.search(text[max(begin, at - 10) : at])
    word = side.group(1) if side else None
    named = head.mention if head is not None else None
    return Mention(
        concept, at, until, begin, stop, f"pointed at: {text[at:until]}", temporality=Temporality.HISTORICAL,
        side=_SIDES.get(word, word) if word else head.side if head else None,
        levels=named.levels if named else (), regions=named.regions if named else (),
        attributes={"pointed_at": True}, date=day, section=section,
    )  # fmt: skip


def _concept(text: str, one: Treatment, recent: Sequence[Treatment]) -> str | None:
    if one.concept not in ("tx.unspecified", "tx.medication_trial"):
        return one.concept
    words = text[one.at : one.until]
    acts = [t for t in recent if t.at < one.at and not t.is_drug and t.concept != "tx.unspecified"]
    plain = next((name for stem, name in _PLAIN if stem in words), None)
    if acts and (plain is None or plain in ("tx.therapy_event", "tx.broad_operation") or _NUMBER.search(words)):
        return acts[-1].concept
    return plain


def _day_of(
    text: str, begin: int, one: Treatment, here: Sequence[DateMention], recent: Sequence[Treatment],
    dates: Sequence[DateMention],
) -> tuple[str | None, int]:
    """The day of what is pointed at, and where it is written."""
    inside = [d for d in here if one.at <= d.start and d.end <= one.until]
    if inside:
        return inside[0].iso, inside[0].start
    behind = next((d for d in here if d.start >= one.until), None)
    if behind is not None and behind.start - one.until < 60 and _TO_DATE.fullmatch(text, one.until, behind.start):
        return behind.iso, behind.start
    ahead = [d for d in here if d.end <= one.at]
    if ahead and ahead[-1].start - begin < 24 and _FROM_DATE.fullmatch(text, ahead[-1].end, one.at):
        return ahead[-1].iso, ahead[-1].start
    named = next((t for t in reversed(recent) if t.at < one.at and not t.is_drug and not t.pointing), None)
    nth = _nth(text[max(begin, one.at - 1) : one.until + 4])
    return (_day_in_row(text, named.until, nth, dates), one.at) if named is not None else (None, 0)


def _nth(words: str) -> int | None:
    """The place in its series that a reference names ("#2", "the second"), if it does."""
    number = _NUMBER.search(words)
    return int(number.group(1) or number.group(2) or _NTH[number.group(3)]) if number is not None else None


def _day_in_row(text: str, until: int, nth: int | None, dates: Sequence[DateMention]) -> str | None:
    """The day of the so-manieth of a series whose days stand in a row behind its name, which ends at ``until``."""
    row = _row_behind(text, until, dates) if nth is not None else []
    return row[nth - 1].iso if nth is not None and 1 <= nth <= len(row) and len(row) > 1 else None


def _row_behind(text: str, until: int, dates: Sequence[DateMention]) -> list[DateMention]:
    """The days that stand in a row behind a treatment: "injections x 3 (11/8, 11/22, 12/6/11)"."""
    place = bisect_left(dates, until, key=lambda d: d.start)
    row: list[DateMention] = []
    for date in dates[place : place + 6]:
        if not row:
            if date.start - until > 60 or not _FIRST_OF_ROW.fullmatch(text, until, date.start):
                break
        elif not _ROW.fullmatch(text, row[-1].end, date.start):
            break
        row.append(date)
    return row
