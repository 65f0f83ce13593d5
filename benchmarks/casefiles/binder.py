"""The papers of a case as they arrive: faxed twice, stamped, out of order, with somebody else's page between."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from benchmarks.casefiles import days, firms
from benchmarks.casefiles.events import Bundle, Course, Event
from benchmarks.casefiles.layouts import imaging, office, testing, therapy, visits
from benchmarks.casefiles.recopying import printed_worse, some_pages
from benchmarks.casefiles.scoring import same_surname
from benchmarks.casefiles.sheets import HEIGHT, WIDTH, Paper, Sheet, Words, width_of
from benchmarks.casefiles.story import patient
from benchmarks.casefiles.wording import misread
from openimr.casefile.model import DocumentKind as Kind

#: Lines that fax machines print above a page.
_FAX_LINES = ("{date} {time}   FROM: {name} {number}   TO: {to}   P. {n}/{t}",
    "{date} {time} {name}                Fax:{number}          Page {n} of {t}",
    "From:{name}  Fax:{number}  To:  Fax:{to}  Page: {n}/{t}  Date: {date} {time}",
    "{date}  {time}  {number}   {NAME}   PAGE {n3}/{t3}", "Received: {date} {time}   {number} -> {to}   Page {n}",
    "{n:03d}/{t:03d}  {date} {time} FAX {number} {NAME}", "{date} {time} PM PDT  TO:{to} FROM:{number}  Page: {n}",
    "{NAME}   {date}  {time}  #{job}  P.{n3}/{t3}", "{date} {time}  {name} (FAX){number}   P.{n3}")
_BATES = ("{p}{n:06d}", "{p}-{n:05d}", "{p} {n:04d}", "Page {n} of {t}", "{n:05d}", "{p}_{n:04d}",
    "Exhibit {p} - page {n}")
_STAMPS = (("RECEIVED", "{date}"), ("RECEIVED", "{date}", "CLAIMS DEPT."),
    ("R E C E I V E D", "{date}", "BY MAIL ROOM"), ("SCANNED", "{date}"), ("FILED {date}",), ("Rec'd {date}",),
    ("COPY",))
_FAX_DATES = ("mm/dd/yyyy", "mm-dd-yyyy", "Mon-dd-yyyy", "m/d/yy", "mm/dd/yy", "Mon dd yyyy", "yyyy-mm-dd")
_SWAPPED = {"left": "right", "right": "left", "Left": "Right", "Right": "Left", "LEFT": "RIGHT", "RIGHT": "LEFT"}
#: A figure of pain; not the third of October.
_PAIN = re.compile(r"(?<![\d/])([3-8])/10(?![\d/])")
_NOT_COPIED = frozenset((Kind.BLANK, Kind.FAX_COVER))


@dataclass(slots=True)
class Leaf:
    """A sheet on its way into a file."""

    sheet: Sheet
    blank: bool = False
    degradation: str = ""


@dataclass(slots=True)
class Filed:
    """A paper, or the rest of one, as it lies in the pile.

    Attributes:
        copy_of: the paper that it repeats.
        rest_of: the paper that it continues, behind somebody else's page.
        asked: whether a reader could tell its kind, day and author from what is left of it.
        cut: pages of it lie elsewhere.
    """

    paper: Paper
    leaves: list[Leaf]
    copy_of: Filed | None = None
    rest_of: Filed | None = None
    day: dt.date | None = None
    asked: bool = True
    cut: bool = False


@dataclass(slots=True)
class Pile:
    """A transmission: papers that stay together in a file."""

    day: dt.date
    filed: list[Filed]
    role: str = ""
    wanted: bool = False

    @property
    def leaves(self) -> list[Leaf]:
        return [leaf for one in self.filed for leaf in one.leaves]


@dataclass(slots=True)
class Habits:
    """What is peculiar to the sender of this case: how often what happens.

    Shares are between 0 and 1, for each pile or paper; ``spoiled`` is the share of copies that have worse print, lack a
    page, or have their pages in another order.
    """

    faxed: float = 0.4
    stamped: float = 0.12
    noisy: float = 0.15
    copied: float = 0.09
    spoiled: float = 0.4
    amended: int = 1
    recopied: float = 0.25
    strangers: int = 2
    blanks: float = 0.03
    disordered: float = 0.03
    bates: bool = True
    refaxed: bool = False
    order: str = "by day"
    scanned: float = 0.0
    recipes: Sequence[str] = field(default=())


def habits(rng: Random) -> Habits:
    """Another sender in every case."""
    return Habits(faxed=rng.choice((0.1, 0.3, 0.5, 0.8)), stamped=rng.choice((0.05, 0.15, 0.3)),
        noisy=rng.choice((0.0, 0.1, 0.3)), copied=rng.choice((0.04, 0.08, 0.12)), amended=rng.choice((0, 1, 1, 2)),
        recopied=rng.choice((0.1, 0.3, 0.5)), strangers=rng.choice((0, 1, 2, 3)), blanks=rng.choice((0.0, 0.03, 0.08)),
        disordered=rng.choice((0.0, 0.03, 0.06)), bates=rng.random() < 0.35, refaxed=rng.random() < 0.12,
        order=rng.choice(("by day", "latest first", "by writer", "by writer", "shuffled", "shuffled")))


def piles(rng: Random, course: Course, pages: int, manner: Habits) -> list[Pile]:
    """The case's papers in the order in which they lie, with everything that happened to them on the way."""
    found = [_pile(bundle) for bundle in course.bundles(int(pages * (1 - manner.copied)))]
    _recopy(rng, found, manner.recopied)
    for pile in found:
        for one in pile.filed:
            _disorder(rng, one, manner.disordered)
    found += _amended(rng, found, manner.amended)
    found += _copies(rng, found, manner.copied, manner.spoiled)
    found = _ordered(rng, found, manner.order)
    _strangers(rng, course, found, manner.strangers)
    _blanks(rng, course, found, manner.blanks)
    _sent(rng, course, found, manner)
    return found


def _pile(bundle: Bundle) -> Pile:
    filed = [
        Filed(paper, [Leaf(sheet, sheet.blank) for sheet in paper.sheets], day=bundle.day) for paper in bundle.papers]
    return Pile(bundle.day, filed, bundle.role, bundle.wanted)


# ---- what makes papers alike ----


def _recopy(rng: Random, found: list[Pile], share: float) -> None:
    """Make some visits the visit before with another day and another figure: no copies, though they read alike."""
    last: dict[tuple[str, str], Filed] = {}
    for pile in found:
        for one in pile.filed:
            paper = one.paper
            key = (pile.role, paper.template)
            before = last.get(key)
            fits = paper.kind in (Kind.PROGRESS_REPORT, Kind.THERAPY_NOTE) and not paper.also_dates and not pile.wanted
            if fits and before is not None and before.paper.date != paper.date and rng.random() < share:
                redated = _redated(rng, before.paper, paper)
                if redated is not None:
                    one.leaves = [Leaf(sheet, sheet.blank) for sheet in redated]
                    carried = before.paper.carried or _long_lines(before.paper)
                    before.paper.carried = carried
                    one.paper = replace(before.paper, sheets=redated, date=paper.date, carried=carried)
            if fits:
                last[key] = one


def _long_lines(paper: Paper) -> list[str]:
    return [mark.text
        for sheet in paper.sheets for mark in sheet.marks if isinstance(mark, Words) and len(mark.text.split()) >= 12]


def _redated(rng: Random, old: Paper, new: Paper) -> list[Sheet] | None:
    """The old paper's sheets with the new day wherever the old day stands; None when it stands nowhere."""
    if old.date is None or new.date is None:
        return None
    forms = {days.printed(old.date, form): days.printed(new.date, form) for form in days.FORMS}
    pattern = re.compile(
        "|".join(rf"(?<![\d/]){re.escape(text)}(?![\d/])" for text in sorted(forms, key=len, reverse=True)))
    pain, hits, sheets = f"{rng.randrange(3, 9)}/10", 0, []
    for sheet in old.sheets:
        marks = []
        for mark in sheet.marks:
            if isinstance(mark, Words):
                text, count = pattern.subn(lambda match: forms[match.group()], mark.text)
                hits += count
                mark = replace(mark, text=_PAIN.sub(pain, text, count=1))
            marks.append(mark)
        sheets.append(Sheet(marks))
    return sheets if hits else None


def _amended(rng: Random, found: list[Pile], count: int) -> list[Pile]:
    """Corrected versions of reports: the same words but for what was corrected. They are no copies."""
    fit = [one for pile in found for one in pile.filed if one.paper.kind in (Kind.PROGRESS_REPORT, Kind.MRI_REPORT,
            Kind.CONSULT, Kind.OPERATIVE_REPORT, Kind.UR_DETERMINATION) and one.paper.date]
    out = []
    for one in rng.sample(fit, min(count, len(fit))):
        later = days.later(rng, one.paper.date or dt.date.min, 5, 40)
        sheets = [sheet.copy() for sheet in one.paper.sheets]
        changes = 0
        for sheet in sheets:
            for at, mark in enumerate(sheet.marks):
                if isinstance(mark, Words) and changes < 6 and len(mark.text) > 20:
                    text = re.sub(r"\b([Ll]eft|LEFT|[Rr]ight|RIGHT)\b", lambda match: _SWAPPED[match.group()],
                        mark.text)
                    text = _PAIN.sub(lambda match: f"{11 - int(match.group(1))}/10", text)
                    text = re.sub(r"\b(mild|moderate)\b",
                        lambda match: "moderate" if match.group() == "mild" else "severe", text)
                    changes += text != mark.text
                    sheet.marks[at] = replace(mark, text=text)
        label = rng.choice(("AMENDED REPORT", "*** AMENDED ***", "CORRECTED REPORT - REPLACES PRIOR VERSION",
                f"Addendum {days.printed(later)}", f"AMENDED {days.printed(later)}"))
        sheets[0].marks.insert(0, Words(60, HEIGHT - 42, label, "Helvetica-Bold", 11))
        if changes or label.startswith(("Addendum", "AMENDED ")):
            paper = replace(one.paper, sheets=sheets, template=f"{one.paper.template} amended",
                also_dates=(*one.paper.also_dates, later))
            out.append(Pile(later, [Filed(paper, [Leaf(sheet, sheet.blank) for sheet in sheets], day=later)]))
    return out


def _copies(rng: Random, found: list[Pile], share: float, spoiled: float) -> list[Pile]:
    """Papers that were sent again, alone or with what they came with; some of them spoiled."""
    out = []
    total = sum(len(pile.leaves) for pile in found)
    extra = 0
    for pile in rng.sample(found, len(found)):
        if extra >= total * share:
            break
        fit = [one for one in pile.filed
            if one.paper.kind not in _NOT_COPIED and not one.paper.template.startswith("separator")]
        if not fit:
            continue
        chosen = fit if rng.random() < 0.3 else [rng.choice(fit)]
        again = days.later(rng, pile.day, 3, 200)
        out.append(Pile(again, [_again(rng, one, again, spoiled) for one in chosen], pile.role))
        extra += sum(len(one.leaves) for one in chosen)
    return out


def _again(rng: Random, one: Filed, day: dt.date, spoiled: float) -> Filed:
    """A paper sent again: the same sheets, or with worse print, without a page, or with its pages in another order."""
    leaves = [Leaf(leaf.sheet.copy(), leaf.blank) for leaf in one.leaves]
    again = Filed(one.paper, leaves, copy_of=one, day=day)
    if rng.random() >= spoiled:
        return again
    if len(leaves) > 1 and not any(leaf.blank for leaf in leaves) and rng.random() < 0.5:
        again.leaves = some_pages(rng, leaves, numbered=one.paper.numbered, headed=one.paper.named)
        again.cut = len(again.leaves) < len(leaves)
        if again.leaves[0] is not leaves[0]:
            text = " ".join(leaf.sheet.text for leaf in again.leaves)
            named = one.paper.patient and same_surname(one.paper.patient, text, longest=None)
            again.paper = replace(one.paper, also_kinds=(*one.paper.also_kinds, Kind.OTHER),
                patient=one.paper.patient if named else None)
    if rng.random() < 0.7:
        share = rng.choice((0.004, 0.01, 0.02, 0.03))
        for leaf in again.leaves:
            leaf.sheet, leaf.degradation = printed_worse(rng, leaf.sheet, share), "misread"
    return again


# ---- order ----


def _ordered(rng: Random, found: list[Pile], order: str) -> list[Pile]:
    if order == "shuffled":
        rng.shuffle(found)
    elif order == "by writer":
        roles = sorted({pile.role for pile in found})
        rng.shuffle(roles)
        found.sort(key=lambda pile: (roles.index(pile.role), pile.day))
    else:
        found.sort(key=lambda pile: pile.day, reverse=order == "latest first")
    return found


def _disorder(rng: Random, one: Filed, share: float) -> None:
    """Pages of a numbered paper in another order, the first one still first."""
    if one.paper.numbered and len(one.leaves) > 2 and rng.random() < share:
        rest = one.leaves[1:]
        if rng.random() < 0.5:
            rest.reverse()
        else:
            rest[0], rest[1] = rest[1], rest[0]
        one.leaves[1:] = rest


# ---- what does not belong ----


def _strangers(rng: Random, course: Course, found: list[Pile], count: int) -> None:
    """Papers and single pages of other people; one in three has the worker's surname."""
    one = course.story.patient
    for _ in range(count):
        family = one.who.family if rng.random() < 0.33 else None
        hurt = days.working_day(one.hurt + dt.timedelta(days=rng.randrange(-300, 300)))
        other = patient(rng, day=hurt, family=family)
        while other.who.given == one.who.given:
            other = patient(rng, day=hurt, family=family)
        role, layout = rng.choice((("treating", visits.narrative), ("treating", visits.chart_printout),
                ("therapist", therapy.daily_note), ("radiologist", imaging.classic),
                ("tox", testing.toxicology_report), ("first", visits.check_sheet), ("treating", visits.dictation),
                ("pain", visits.pain_visit), ("lab", testing.blood_panel)))
        day = max(course.at(30, 700), days.working_day(other.hurt + dt.timedelta(days=20)))
        bundle = course.write(Event(day, role, [layout]), other)
        stray = _pile(bundle)
        if rng.random() < 0.45 and _misfiled(rng, found, stray):
            continue
        found.insert(rng.randrange(len(found) + 1), stray)


def _misfiled(rng: Random, found: list[Pile], stray: Pile) -> bool:
    """Put one page of a stranger into another paper; False where no paper or page fits."""
    paper = stray.filed[0].paper
    at = rng.randrange(len(paper.sheets)) if paper.named else 0
    hosts = [(pile, one) for pile in found for one in pile.filed if len(one.leaves) > 1
        and one.copy_of is None and not any(other.copy_of is one for p in found for other in p.filed)]
    if not hosts:
        return False
    pile, host = rng.choice(hosts)
    cut = rng.randrange(1, len(host.leaves))
    page = replace(paper, sheets=[paper.sheets[at]], template=f"{paper.template} page {at + 1}")
    single = Filed(page, [Leaf(paper.sheets[at])], day=stray.day, asked=at == 0, cut=len(paper.sheets) > 1)
    rest = Filed(host.paper, host.leaves[cut:], rest_of=host, day=host.day)
    host.leaves, host.cut = host.leaves[:cut], True
    place = pile.filed.index(host)
    pile.filed[place + 1:place + 1] = [single, rest]
    return True


def _blanks(rng: Random, course: Course, found: list[Pile], share: float) -> None:
    """Empty backs of sheets within and behind papers, and separator sheets."""
    for pile in found:
        filed = []
        for one in pile.filed:
            if len(one.leaves) > 1 and one.paper.kind is not Kind.BLANK and rng.random() < share / 2:
                one.leaves.insert(rng.randrange(1, len(one.leaves)), Leaf(Sheet(), True))
            filed.append(one)
            if rng.random() < share:
                layout = office.separator if rng.random() < 0.3 else office.blank
                extra = course.write(Event(pile.day, "treating", [layout])).papers[0]
                filed.append(Filed(extra, [Leaf(sheet, extra.kind is Kind.BLANK) for sheet in extra.sheets],
                        day=pile.day, asked=False))
        pile.filed = filed


# ---- the way to the file ----


def _sent(rng: Random, course: Course, found: list[Pile], manner: Habits) -> None:
    """Fax lines over transmissions, stamps on first pages, and what a scanner's own recognition made of the words."""
    for pile in found:
        copied = any(one.copy_of is not None for one in pile.filed)
        exact = copied and rng.random() < 0.4
        if exact:
            continue
        if rng.random() < (0.75 if copied else manner.faxed):
            _fax(rng, course, pile)
        for one in pile.filed:
            if one.leaves and rng.random() < manner.stamped:
                _stamp(rng, one, pile.day)
        if rng.random() < max(manner.noisy, 0.35 if copied else 0.0):
            share = rng.choice((0.003, 0.006, 0.012))
            for leaf in pile.leaves:
                leaf.sheet = Sheet([replace(mark, text=misread(rng, mark.text, share))
                        if isinstance(mark, Words) else mark for mark in leaf.sheet.marks])
                leaf.degradation = "misread"


def _fax(rng: Random, course: Course, pile: Pile) -> None:
    by = course.by(pile.role) if pile.role else course.by("treating")
    day = max([d for d in (pile.day, *(one.paper.date for one in pile.filed))
            if d is not None]) + dt.timedelta(days=rng.choice((0, 0, 1, 2, 7, 30, 200)))
    line, form = rng.choice(_FAX_LINES), rng.choice(_FAX_DATES)
    leaves = pile.leaves
    start = rng.choice((0, 0, 0, 1, rng.randrange(1, 12)))
    total, hour, minute = len(leaves) + start, rng.randrange(7, 19), rng.randrange(60)
    words = {"name": by.office.name, "NAME": by.office.name.upper()[:24], "number": by.office.fax,
        "to": firms.phone(rng, "{a}{b}{c}"), "t": total, "t3": f"{total:03d}", "job": rng.randrange(100, 999)}
    date = f"{day:%b-%d-%Y}" if form == "Mon-dd-yyyy" else days.printed(day, form)
    last, size, x = rng.random() < 0.25, rng.choice((7.0, 8.0, 8.5)), rng.choice((20.0, 36.0, 54.0))
    for at, leaf in enumerate(leaves, start + 1):
        time = f"{hour:02d}:{(minute + at // 4) % 60:02d}"
        mark = Words(x, HEIGHT - rng.choice((14.0, 15.0)),
            line.format(n=at, n3=f"{at:03d}", date=date, time=time, **words), "Courier", size)
        leaf.sheet = Sheet([*leaf.sheet.marks, mark] if last else [mark, *leaf.sheet.marks])


def _stamp(rng: Random, one: Filed, day: dt.date) -> None:
    when = (days.working_day(day + dt.timedelta(days=rng.randrange(1, 12))))
    form = rng.choice(("mm/dd/yyyy", "MONTH D, YYYY", "Mon d, yyyy"))
    date = days.printed(when, form)
    date = date.upper() if form == "Mon d, yyyy" else date
    x, y, angle = rng.choice((400.0, 430.0, 60.0)), rng.choice((745.0, 560.0, 90.0)), rng.choice((0.0, 0.0, 6.0, -5.0))
    lines = [Words(x, y - at * 13, text.format(date=date), "Helvetica-Bold", 11, 0.35, angle) for at,
        text in enumerate(rng.choice(_STAMPS))]
    sheet = one.leaves[0].sheet
    one.leaves[0].sheet = Sheet([*lines, *sheet.marks] if rng.random() < 0.3 else [*sheet.marks, *lines])


def numbered(rng: Random, leaves: Sequence[Leaf], manner: Habits, prefix: str) -> None:
    """Number the pages of a whole file, as copy services do; and the line of a fax that sent the whole file on."""
    if manner.bates:
        form, corner = rng.choice(_BATES), rng.random() < 0.7
        start = rng.choice((1, 1, 1, rng.randrange(2, 900)))
        total = start + len(leaves) - 1
        for at, leaf in enumerate(leaves, start):
            text = form.format(p=prefix, n=at, t=total)
            x = WIDTH - 24 - width_of(text, "Helvetica", 8.0) if corner else (WIDTH - width_of(text, "Helvetica",
                    8.0)) / 2
            leaf.sheet = Sheet([*leaf.sheet.marks, Words(x, 14.0, text, "Helvetica", 8.0)])
    if manner.refaxed:
        day, total = dt.date(2014, 1, 1) + dt.timedelta(days=rng.randrange(3000)), len(leaves)
        for at, leaf in enumerate(leaves, 1):
            leaf.sheet = Sheet([Words(30, HEIGHT - 24, f"{days.printed(day)} {9 + at // 60:02d}:{at % 60:02d} FAX  "
                    f"5555550142  CLAIMS  [{at:04d}/{total:04d}]", "Courier", 7.0), *leaf.sheet.marks])
