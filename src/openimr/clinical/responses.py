"""What treatments brought: each response tied to the treatment that it is told of, through sentences and tables.

The readers of figures and words (reliefs.py, painscores.py, usechanges.py) find what was brought, treatments.py what
could have brought it; here the two are tied. A response carries ``of`` (concept of the treatment) and ``of_start`` and
``of_end`` (place of the words that name the treatment). A drug that was cut down did not bring the relief.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace

from openimr.clinical.dates import DateMention
from openimr.clinical.doubles import DOINGS, DOSES, without_doubles
from openimr.clinical.folding import Folded
from openimr.clinical.generalwords import as_particular, before_which, not_compared
from openimr.clinical.labelled_days import days_by_label
from openimr.clinical.model import Mention, Polarity, Temporality
from openimr.clinical.outcomes import BROUGHT, POINTING, SIGN, State, outcomes_in, signs_in, units_of
from openimr.clinical.references import dated_references
from openimr.clinical.reliefs import Outcome
from openimr.clinical.sharing import with_others
from openimr.clinical.treatments import Treatment, named_in, pointed_at, stands_within

_RESPONSES = frozenset(
    ("resp.relief", "resp.no_relief", "resp.helps", "resp.function_improved", "resp.function_worsened", "resp.usage",
     "resp.function_unchanged", "resp.medication_reduced", "resp.medication_increased", "resp.medication_unchanged",
     "resp.sleep_improved", "resp.temporary", "resp.adverse_effect", "func.adl_improved")
)  # fmt: skip
_LINK = re.compile(
    r"^(?:[^.;:]{0,46}?)\b(?:from|with|w/|after|following|of|to|while on|on|since|due to|before|using|by|in|during"
    r"|under|through|thanks to|attributed to)\s(?:the |his |her |a |an |this |that |each |both |all |\w+ ){0,4}$"
)
_SHORT_LINK = re.compile(
    r"^\s?(?:,\s|\(|that\s|which\s)?(?:(?:relief|benefit|improvement|help|reduction) )?(?:pain |at all |whatsoever "
    r"|for \w+ \w+ "
    r"|x \d+ \w+ )?,?\s?(?:from|with|w/|after|following|of|on|since|by|under|to|in)\s(?:the |his |her |a |an "
    r"|this |that |each |prior |previous |\w+ ){0,3}$"
)
_FROM_IT = re.compile(r"\s*(?:(?:relief|benefit|improvement|help|reduction) )?(?:from|after|following|with|w/)")
#: What follows at some distance: "60% relief for 8 weeks with increased ADLs and less medication following the".
_FAR_LINK = re.compile(r"\b(?:after|following|from|since) (?:the |his |her |a |an |[\d/]+ |[a-z]+ ){0,3}$")
_BREAK = re.compile(r";|\bbut\b|\bhowever\b")
_GAVE = re.compile(
    r"\b(?:gave|gives|provid\w+|helps?|helped|reliev\w+|took|takes?|brings?|brought|reduc\w+"
    r"|decreas\w+|worked|works|did|does|allow\w*|yield\w*|produc\w+|result\w*|lowers?|cut|had|:|-)"
)
_SIDE_SUBJECT = re.compile(r"\b(?:the|his|her) (?P<side>left|right) (?:[a-z]+ ){1,5}$")
_OVER = re.compile(
    r"\b(?:wore off|worn off|(?:pain|symptoms?) (?:has |have |had )?(?:since )?(?:returned"
    r"|come back|came back|recurred)|back (?:to|at|up to) (?:baseline|\d))"
)
_POST = re.compile(
    r"\b(?:post|s/p|status post|following|after|since)[\s\-](?:op )?(?:the |his |her |left |right |l |r )*$"
)
_DEFINITE = re.compile(r"\b(?:the|this|that|it) $")
_SINCE = re.compile(r"\bsince (?:starting|beginning|adding|going on|being on|taking) (?:the |her |his )?$")
_REQUIRED = re.compile(r"\b(?:guidelines?|requires?|required|criteria|must|mtus|odg)\b[^;]{0,160}$")
#: How many sentences on a treatment is still spoken of: what was read of its relief, of drugs and doings.
_REACH = 4
#: How many sentences on what was injected is told ("0.5 mL lidocaine each").
_CONTENT_REACH = 2


@dataclass(slots=True)
class _Talk:
    """What the text has spoken of so far."""

    recent: list[Treatment] = field(default_factory=list)
    topic: Treatment | None = None  # what the last sentences are about
    procedure: Treatment | None = None  # the last thing done or worn
    age: int = 0  # sentences since the topic was named
    procedure_age: int = 99
    state: State = field(default_factory=State)
    asked: Treatment | None = None  # the last procedure that is only asked for: "#1" may be told of it
    over: bool = False  # its effect has worn off
    reliefs: dict[int, Mention] = field(default_factory=dict)  # the relief of each treatment, by its place

    @property
    def lately(self) -> bool:
        """Whether a treatment was spoken of within reach."""
        return self.topic is not None and min(self.age, self.procedure_age) <= _REACH


def tie(folded: Folded, sentences: list[tuple[int, int]], mentions: list[Mention]) -> list[Mention]:
    """The mentions with all responses read, each tied to its treatment where the text names one.

    Args:
        folded: the folded text.
        sentences: all its sentences.
        mentions: what was read in it, in reading order; offsets in the folded text.
    """
    text = folded.plain
    told = signs_in(text)
    at = 0
    starts = [m.start for m in mentions]
    talk = _Talk()
    made: list[Mention] = []
    dropped: set[int] = set()
    paragraphs = folded.paragraphs
    dates, date_starts = folded.dates, [date.start for date in folded.dates]
    for begin, stop in units_of(folded, sentences):
        own = mentions[bisect_left(starts, begin) : bisect_left(starts, stop)]
        signs = 0
        while at < len(told) and told[at][0] < stop:
            signs |= told[at][1]
            at += 1
        if talk.state.columns and not own and bisect_left(paragraphs, stop) > bisect_left(paragraphs, begin):
            talk.state.columns = False
        if not own and not signs & ~SIGN["over"] and not talk.state.columns:
            talk.age += 1
            talk.procedure_age += 1
            continue
        here = dates[bisect_left(date_starts, begin) : bisect_left(date_starts, stop)] if dates else dates
        made += _read(folded, begin, stop, own, here, signs, talk, dropped)
    days_by_label(text, mentions)
    if not made and not dropped:
        return mentions
    kept = [m for m in mentions if id(m) not in dropped]
    return sorted([*kept, *made], key=lambda m: (m.start, m.end, m.concept))


def _read(
    folded: Folded,
    begin: int,
    stop: int,
    own: list[Mention],
    here: list[DateMention],
    signs: int,
    talk: _Talk,
    dropped: set[int],
) -> list[Mention]:
    text = folded.plain
    injected = talk.procedure is not None and talk.procedure_age < _CONTENT_REACH
    done = [m for m in own if m.concept.startswith(("tx.", "med.", "device."))]
    named = _same_drugs(text, named_in(text, done, after_procedure=injected), talk) if done else []
    named = as_particular(text, named, talk.recent)
    asked = [m for m in done if m.temporality is Temporality.HYPOTHETICAL and m.concept.startswith("tx.")]
    if asked:
        one = asked[-1]
        talk.asked = Treatment(one.start, one.end, one.concept, one.side, one.start, one.end, one)
    back = talk.recent
    if signs & POINTING and talk.asked is not None and all(t.is_drug for t in back):
        back = [talk.asked, *back]
    pointing: list[Treatment] = []
    if signs & POINTING:
        acts = [(m.start, m.end) for m in done if not _is_noun(m)]
        nouns, which = bool(signs & SIGN["noun"]), bool(signs & SIGN["which"])
        pointing = not_compared(text, list(pointed_at(text, begin, stop, named, back, acts, nouns, which)))
    treatments = sorted([*named, *pointing], key=_place)
    lexical = [m for m in own if m.concept in _RESPONSES and "of" not in m.attributes]
    outcomes = (
        outcomes_in(text, begin, stop, own, talk.lately, treatments, signs, talk.state)
        if signs & BROUGHT or talk.state.columns
        else []
    )
    if outcomes or lexical:
        drugs = [(m.start, m.end) for m in done if m.concept.startswith("med.")]
        outcomes = without_doubles(text, begin, outcomes, lexical, dropped, drugs)
        same = [o for o in outcomes if o.kind == "resp.function_unchanged"]
        dropped |= {  # "standing not improved" is told of function
            id(m)
            for m in lexical
            if m.concept in ("resp.no_relief", "resp.function_improved") and any(o.start < m.end <= o.end for o in same)
        }
    made: list[Mention] = []
    if folded.dates and (pointing or here):
        added = list(dated_references(text, begin, stop, pointing, [*talk.recent, *named], own, here, folded.dates))
        made += added
        # "this course, begun 3/3/15, has reduced pain": what follows is told of it
        treatments += [
            Treatment(m.start, m.end, m.concept, m.side, m.start, m.end, m)
            for m in added
            if m.attributes.get("anew") and not any(t.at < m.end and m.start < t.until for t in treatments)
        ]
        treatments.sort(key=_place)
    doses = [(o.start, o.end) for o in outcomes if o.kind in DOSES] + [
        (m.start, m.end) for m in lexical if m.concept in DOSES
    ]
    answered: list[Treatment] = []
    helping: list[Treatment] = []
    # the words of the lexicon first: figures then join the relief that words tell
    for mention in lexical:
        if id(mention) in dropped or _REQUIRED.search(text, max(begin, mention.start - 160), mention.start):
            continue
        where = Outcome(mention.start, mention.end, mention.concept, "", closed=False)
        sources = _sources(text, begin, stop, where, treatments, doses, talk)
        if sources:
            answered.append(sources[0])
            _bind(mention, sources[0])
            if mention.concept in ("resp.relief", "resp.helps") and mention.polarity is Polarity.AFFIRMED:
                helping.append(sources[0])
            if mention.concept == "resp.relief":
                talk.reliefs.setdefault(sources[0].start, mention)
            made += [
                _bound(
                    replace(
                        mention, attributes={k: v for k, v in mention.attributes.items() if not k.startswith("of")}
                    ),
                    one,
                )
                for one in sources[1:]
            ]
    for outcome in outcomes:
        failed = outcome.rule == "words:no relief" and _stands_behind(outcome, own)
        behind = [t for t in treatments if 0 <= t.at - outcome.end <= 2]
        if failed and not behind:
            continue  # "failed conservative care" is told of no treatment
        sources = behind[:1] if failed else _sources(text, begin, stop, outcome, treatments, doses, talk)
        # "the cream helps 20% and allows him to take fewer ibuprofen": one drug spares another
        if not sources and outcome.kind in DOSES and helping and helping[-1].at < outcome.start:
            sources = [helping[-1]]
        if sources:
            answered += sources
            if outcome.kind == "resp.relief":
                helping.append(sources[0])
        made += _put(text, begin, stop, outcome, sources, lexical, made, talk, own)
    _go_on(text, begin, stop, treatments, answered, doses, talk, bool(signs & SIGN["over"]))
    return made


def _stands_behind(outcome: Outcome, own: list[Mention]) -> bool:
    """Whether what brought nothing stands right behind the words ("failed conservative care")."""
    return any(0 <= m.start - outcome.end <= 2 and m.concept.startswith("tx.") for m in own)


def _place(treatment: Treatment) -> int:
    return treatment.at


def _is_noun(mention: Mention) -> bool:
    """Whether the lexicon knows only a common noun here ("the decompression", "a trial"), which may point at an act."""
    return (
        mention.concept in ("tx.trial_generic", "tx.broad_operation", "tx.therapy_event")
        and mention.polarity is Polarity.AFFIRMED
        and mention.temporality is not Temporality.HYPOTHETICAL
    )


def _same_drugs(text: str, named: list[Treatment], talk: _Talk) -> list[Treatment]:
    """ "Meds" said again are the same; "the medication" is the drug that was named last."""
    for number, one in enumerate(named):
        if one.concept != "tx.medication_trial":
            continue
        drugs = [t for t in [*talk.recent, *named[:number]] if t.is_drug]
        definite = _DEFINITE.search(text[max(0, one.at - 6) : one.at]) is not None
        if drugs and (drugs[-1].concept == one.concept or definite):
            last = drugs[-1]
            one.start, one.end, one.concept, one.pointing = last.start, last.end, last.concept, True
    return named


def _sources(
    text: str,
    begin: int,
    stop: int,
    outcome: Outcome,
    treatments: list[Treatment],
    doses: list[tuple[int, int]],
    talk: _Talk,
) -> list[Treatment]:
    """The treatments that brought an outcome; the first is the one its words stand nearest to in sense."""
    able = (
        treatments
        if outcome.kind == "resp.no_relief"
        else [t for t in treatments if not (t.is_drug and any(a - 12 <= t.at <= b + 12 for a, b in doses))]
    )
    dose, doing = outcome.kind in DOSES, outcome.kind in DOINGS
    if dose:
        begun = [t for t in treatments if t.is_drug and _SINCE.search(text, max(outcome.end, t.at - 24), t.at)]
        if begun:
            same = [t for t in talk.recent if t.concept == begun[0].concept]
            return same[-1:] or begun[:1]  # "has cut Norco by half since starting Opana"
        able = [t for t in able if not t.is_drug]
    side = _SIDE_SUBJECT.search(text[max(begin, outcome.start - 60) : outcome.start])
    if side and not any(t.at >= outcome.start - 60 and t.at < outcome.start for t in able):
        sided = [
            t for t in [*talk.recent, *able] if t.side == side.group("side") and t.at < outcome.start and not t.is_drug
        ]
        if sided and len({t.side for t in talk.recent[-6:] if not t.is_drug}) > 1:
            return [sided[-1]]
    if "vas_before" in outcome.values:
        then = before_which(text, outcome.end, able, talk.recent)
        if then is not None:
            return [then]
    before = [t for t in able if t.until <= outcome.start]
    around = [t for t in able if t.at < outcome.end and outcome.start < t.until]
    after = [t for t in able if t.at >= outcome.end]
    if around and not outcome.closed:
        return [around[0]]
    if after and not outcome.closed:
        gap = text[outcome.end : after[0].at]
        near = before[-1] if before else None
        if _SHORT_LINK.match(gap) and not (
            near
            and _GAVE.search(text[near.until : outcome.start])
            and outcome.start - near.until < 40
            and not _FROM_IT.match(gap)
        ):
            return with_others(text, begin, outcome, after[0], after, [], ahead=False)
        if not before and len(gap) < 90 and _LINK.match(gap):
            return with_others(text, begin, outcome, after[0], after, [], ahead=False)
    if before:
        free = [t for t in before if not stands_within(text, t, begin)] or before
        nearest = free[-1]
        # what was done with or taken beside it in the same clause is no rival for drugs and doings
        if (dose or doing) and nearest.is_drug and any(not t.is_drug for t in free):
            nearest = [t for t in free if not t.is_drug][-1]
        # "PT visits post ACL reconstruction with flexion improved": the operation is why there was therapy
        if not nearest.is_therapy and _POST.search(text, max(begin, nearest.at - 24), nearest.at):
            course = [t for t in free if t.is_therapy and t.until <= nearest.at and nearest.at - t.until < 40]
            nearest = course[-1] if course else nearest
        return with_others(text, begin, outcome, nearest, before, after, ahead=True)
    if talk.over and outcome.kind in ("resp.medication_increased", "resp.function_worsened"):
        return []
    topic = _topic(outcome, talk)
    if topic is not None:
        return [topic]
    if after and not outcome.closed:
        gap = text[outcome.end : after[0].at]
        if (len(gap) < 60 or (len(gap) < 140 and _FAR_LINK.search(gap))) and _BREAK.search(gap) is None:
            return with_others(text, begin, outcome, after[0], after, [], ahead=False)
    return []


def _topic(outcome: Outcome, talk: _Talk) -> Treatment | None:
    procedure = talk.procedure if talk.procedure_age <= _REACH else None
    topic = talk.topic if talk.age <= _REACH else None
    if outcome.kind in DOSES:
        return procedure
    if outcome.kind in DOINGS and procedure is not None:
        return procedure
    if topic is not None and topic.is_drug and procedure is not None and talk.age > 1:
        return procedure
    return topic


def _bind(mention: Mention, source: Treatment) -> None:
    mention.attributes["of"] = source.concept
    mention.attributes["of_start"], mention.attributes["of_end"] = source.start, source.end
    named = source.mention
    told_of_patient = mention.concept in DOINGS or mention.concept in DOSES  # walking lies at no level
    if named is not None:
        mention.regions = mention.regions or named.regions
        if not told_of_patient:
            mention.levels = mention.levels or named.levels
        if mention.date is None and not source.is_drug and not (source.pointing and source.at == source.start):
            mention.date = named.date
    if not told_of_patient:
        mention.side = mention.side or source.side


def _bound(mention: Mention, source: Treatment) -> Mention:
    _bind(mention, source)
    return mention


def _put(
    text: str,
    begin: int,
    stop: int,
    outcome: Outcome,
    sources: list[Treatment],
    lexical: list[Mention],
    made: list[Mention],
    talk: _Talk,
    own: list[Mention],
) -> list[Mention]:
    """Adds an outcome to a relief that is told already, or makes mentions of it."""
    added: list[Mention] = []
    figures: dict[str, str | float | bool] = {**outcome.values}
    for source in sources or (None,):
        if figures and outcome.kind == "resp.relief":
            target = _target(outcome, source, [*lexical, *made, *added], talk, begin, stop)
            if target is not None:
                if outcome.rule == "figure:how long" and "weeks" in target.attributes:
                    return added
                for name, value in figures.items():
                    target.attributes.setdefault(name, value)
                if target.value is None and "percent" in figures:
                    target.value, target.unit = float(figures["percent"]), "%"
                continue
            if source is None and outcome.rule == "figure:how long":
                return added
        elif source is None and outcome.rule == "words:no relief":
            return added
        section = own[0].section if own else None
        mention = Mention(
            outcome.kind,
            outcome.start,
            outcome.end,
            begin,
            stop,
            outcome.rule,
            attributes=dict(figures),
            section=section,
        )
        if "percent" in figures:
            mention.value, mention.unit = float(figures["percent"]), "%"
        if source is not None:
            _bind(mention, source)
            if outcome.kind == "resp.relief":
                talk.reliefs[source.start] = mention
        added.append(mention)
    return added


def _target(
    outcome: Outcome, source: Treatment | None, here: list[Mention], talk: _Talk, begin: int, stop: int
) -> Mention | None:
    """The relief that a figure belongs to: of the same treatment, without a figure of this kind."""
    place = source.start if source else None
    fits = [
        m
        for m in here
        if m.concept in ("resp.relief", "resp.temporary", "resp.helps")
        and m.polarity.value != "negated"
        and m.attributes.get("of_start") == place
        and (m.concept == "resp.relief" or outcome.rule == "figure:how long")
        and (outcome.rule == "figure:how long" or not any(name in m.attributes for name in outcome.values))
    ]
    reliefs = [m for m in fits if m.concept == "resp.relief"] or fits
    if reliefs:
        return min(reliefs, key=lambda m: max(m.start - outcome.end, outcome.start - m.end, 0))
    if place is None:
        return None
    earlier = talk.reliefs.get(place)
    if earlier is not None and not any(name in earlier.attributes for name in outcome.values):
        return earlier
    return None


def _go_on(
    text: str,
    begin: int,
    stop: int,
    treatments: list[Treatment],
    answered: list[Treatment],
    doses: list[tuple[int, int]],
    talk: _Talk,
    over: bool,
) -> None:
    """What the next sentences may lean on."""
    talk.age += 1
    talk.procedure_age += 1
    if treatments:
        _take_up(text, begin, treatments, answered, doses, talk)
    elif answered:
        _stay_with(answered, talk)
    if not talk.over and over and _OVER.search(text, begin, stop):
        talk.over = True


def _stay_with(answered: list[Treatment], talk: _Talk) -> None:
    """A sentence that answers for treatments without naming any keeps them in mind."""
    talk.age = 0
    talk.procedure_age = 0 if any(a is talk.procedure for a in answered) else talk.procedure_age


def _take_up(
    text: str,
    begin: int,
    treatments: list[Treatment],
    answered: list[Treatment],
    doses: list[tuple[int, int]],
    talk: _Talk,
) -> None:
    """The treatments of a sentence become what the text speaks of."""
    talk.state.columns = False
    able = [t for t in treatments if not (t.is_drug and any(a - 12 <= t.at <= b + 12 for a, b in doses))]
    # "#1 on 2/3, #2 on 2/10" only lists: the head stays what the text is about
    heads = [
        t
        for t in able
        if (not t.pointing and (t.named or t.concept != "tx.unspecified"))
        or any(t is a or t.start == a.start for a in answered)
    ]
    talk.recent = [*talk.recent, *treatments][-8:]
    if heads:
        free = [t for t in heads if not stands_within(text, t, begin)] or heads
        chosen = next((t for t in reversed(free) if any(t is a for a in answered)), None)
        procedures = [t for t in free if not t.is_drug]
        head = chosen or (procedures[-1] if procedures else free[0])
        talk.topic, talk.age, talk.over = head, 0, False
        if procedures:
            talk.procedure, talk.procedure_age = (chosen if chosen and not chosen.is_drug else procedures[-1]), 0
    elif answered:
        _stay_with(answered, talk)
