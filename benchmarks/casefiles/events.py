"""What happened to the worker, day by day, and the papers that each day left behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from benchmarks.casefiles import days
from benchmarks.casefiles.layouts import (
    evaluations,
    imaging,
    initial,
    legal,
    office,
    others,
    procedures,
    psychology,
    review,
    testing,
    therapy,
    visits,
)
from benchmarks.casefiles.sheets import Paper
from benchmarks.casefiles.story import Patient, Provider, Scene, Story

Layout = Callable[[Scene], Paper]


@dataclass(slots=True)
class Event:
    """Something of one day that leaves papers, which stay together.

    Attributes:
        day, role: when, and by whom.
        layouts: what is written, in order.
        notes: what the papers must say.
        wanted: it may not be left out to save pages.
    """

    day: dt.date
    role: str
    layouts: list[Layout]
    notes: dict[str, object] = field(default_factory=dict)
    visit: int = 0
    wanted: bool = False


@dataclass(slots=True)
class Bundle:
    """Papers that travel together."""

    day: dt.date
    papers: list[Paper]
    role: str
    wanted: bool = False

    @property
    def pages(self) -> int:
        return sum(len(paper.sheets) for paper in self.papers)


class Course:
    """Plans the events of a story and writes their papers."""

    def __init__(self, rng: Random, story: Story) -> None:
        self.rng, self.story = rng, story
        self.hurt = story.patient.hurt
        self.end = self.hurt + dt.timedelta(days=rng.randrange(240, 1000))
        self.operated = days.working_day(self.hurt + dt.timedelta(days=rng.randrange(150,
                230))) if rng.random() < 0.4 else None
        self.events: list[Event] = []

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def at(self, least: int, most: int) -> dt.date:
        """A working day so long after the injury, before the end."""
        limit = (self.end - self.hurt).days - 1
        return days.working_day(self.hurt + dt.timedelta(days=self.rng.randint(min(least, limit), min(most, limit))))

    def layout(self, role: str, family: str, pool: Sequence[Layout], loyal: float = 0.85) -> Layout:
        """The layout that this writer uses for such papers; now and then another."""
        place = self.by(role).layouts.setdefault(family, self.rng.randrange(len(pool)))
        return pool[place % len(pool)] if self.chance(loyal) else self.rng.choice(pool)

    def by(self, role: str) -> Provider:
        return self.story.vendor if role == "vendor" else self.story.providers[role]

    def add(self, day: dt.date, role: str, *layouts: Layout, wanted: bool = False, visit: int = 0,
        notes: dict[str, object] | None = None) -> None:
        self.events.append(Event(min(day, self.end), role, list(layouts), notes or {}, visit, wanted))

    def plan(self) -> None:
        """All events of the story, in no order."""
        self._first_weeks()
        self._treating()
        self._tests()
        self._specialists()
        self._therapies()
        self._papers_of_the_claim()
        self._dispute()

    def _visit(self, role: str, day: dt.date, number: int, family: str = "visit",
        pool: Sequence[Layout] = visits.LAYOUTS) -> None:
        """A visit and what goes with it: cover, request, work slip, proof of service, bill, drug test."""
        asks = []
        extra_front: list[Layout] = []
        extra_back: list[Layout] = []
        if self.chance(0.22):
            extra_front.append(office.fax_cover)
        if self.chance(0.35):
            part, side = self.story.patient.parts[0]
            scene = Scene(self.rng, self.story, self.by(role), day, self.story.patient, part, side)
            asks = [text for text, _ in scene.treatments(self.rng.choice((1, 1, 2)))]
            extra_front.append(self.layout(role, "rfa", review.RFA_LAYOUTS))
        if self.chance(0.15):
            extra_back.append(others.work_slip)
        if self.chance(0.14):
            extra_back.append(self.layout(role, "service", legal.SERVICE_LAYOUTS))
        if self.chance(0.2):
            extra_back.append(office.cms_1500)
        if role in ("treating", "pain") and self.chance(0.12):
            extra_back.append(testing.cup_test)
        self.add(day, role, *extra_front, self.layout(role, family, pool), *extra_back, visit=number,
            notes={"asks": asks})

    def _first_weeks(self) -> None:
        start = self.at(0, 4)
        self.add(start, "first", self.layout("first", "first", initial.FIRST_LAYOUTS[:2]),
            *([others.work_slip] if self.chance(0.5) else []))
        if self.chance(0.5):
            self.add(self.at(1, 6), "first", others.claim_form)
        if self.chance(0.4):
            self.add(self.at(1, 6), "first", others.employer_report)
        day = start
        for number in range(self.rng.randint(1, 4)):
            day = days.later(self.rng, day, 6, 14)
            self._visit("first", day, number,
                pool=(visits.check_sheet, visits.chart_printout, visits.dictation, visits.check_sheet))

    def _treating(self) -> None:
        by = self.by("treating")
        day, number = self.at(30, 60), 0
        self.add(day, "treating", self.rng.choice((initial.narrative_first_report, *initial.CONSULT_LAYOUTS[:2])),
            *([others.questionnaire] if self.chance(0.3) else []), *([others.consent] if self.chance(0.3) else []))
        while (day := days.later(self.rng, day, 25, 50)) < self.end - dt.timedelta(days=25):
            pool = visits.LAYOUTS if by.specialty != "pain medicine" else (visits.pain_visit, *visits.LAYOUTS)
            self._visit("treating", day, number, pool=pool)
            number += 1

    def _tests(self) -> None:
        for modality, share, least, most in (("xray", 0.7, 0, 20), ("mri", 0.9, 30, 110), ("mri", 0.3, 200, 600),
            ("ct", 0.22, 100, 500), ("ultrasound", 0.22, 60, 400), ("xray", 0.25, 100, 500)):
            if self.chance(share):
                role = self.rng.choice(("radiologist", "radiologist", "radiologist2"))
                self.add(self.at(least, most), role, self.layout(role, "imaging", imaging.LAYOUTS),
                    notes={"modality": modality, "referred_by": self.by("treating").who.printed("first last, cred")})
        if self.chance(0.55):
            self.add(self.at(90, 400), "neuro", self.layout("neuro", "nerve", testing.NERVE_LAYOUTS))
        for _ in range(self.rng.choice((0, 1, 2, 3))):
            self.add(self.at(60, 900), "tox", self.layout("tox", "toxicology", testing.TOXICOLOGY_LAYOUTS))
        for _ in range(self.rng.choice((0, 0, 1, 2))):
            self.add(self.at(60, 900), "lab", self.layout("lab", "blood", testing.LABORATORY_LAYOUTS))
        if self.chance(0.6):
            self.add(self.at(150, 900), "pharmacy", self.layout("pharmacy", "pharmacy", testing.PHARMACY_LAYOUTS))

    def _specialists(self) -> None:
        sender = self.by("treating").who.printed("first last, cred")
        if self.chance(0.7):
            day = self.at(80, 200)
            self.add(day, "pain", self.layout("pain", "consult", initial.CONSULT_LAYOUTS),
                notes={"referred_by": sender})
            for number in range(self.rng.randint(1, 5)):
                day = days.later(self.rng, day, 25, 40)
                self._visit("pain", day, number, "pain visit", (visits.pain_visit, visits.narrative, visits.pr2_form))
                if self.chance(0.35):
                    self.add(days.later(self.rng, day, 5, 20), "pain",
                        self.layout("pain", "injection", procedures.PROCEDURE_LAYOUTS))
        if self.chance(0.6) or self.operated:
            self.add(self.at(90, 145), "surgeon", self.layout("surgeon", "consult", initial.CONSULT_LAYOUTS),
                notes={"referred_by": sender})
        if self.operated:
            self.add(self.operated, "surgeon", self.layout("surgeon", "operation", procedures.OPERATIVE_LAYOUTS))
            if self.chance(0.4):
                self.add(self.operated, "hospital", testing.pathology,
                    *([office.hospital_bill] if self.chance(0.6) else []))
            if self.chance(0.5):
                self.add(self.operated - dt.timedelta(days=5), "lab", testing.blood_panel)
            day = self.operated
            for number in range(self.rng.randint(1, 4)):
                day = days.later(self.rng, day, 10, 35)
                self.add(day, "surgeon", visits.post_operative, visit=number)
        if self.chance(0.4):
            day = self.at(150, 500)
            self.add(day, "psych",
                self.rng.choice((psychology.evaluation, psychology.evaluation, psychology.clearance)))
            if self.chance(0.4):
                self.add(day, "psych", psychology.testing)
            for number in range(self.rng.choice((0, 0, 3, 5))):
                day = days.later(self.rng, day, 7, 20)
                self.add(day, "psych", psychology.session_note, visit=number)
        if self.chance(0.5):
            day = self.at(200, 800)
            self.add(day, "qme", self.layout("qme", "qme", evaluations.LEGAL_LAYOUTS[:3]),
                *([legal.service_by_mail] if self.chance(0.6) else []))
            if self.chance(0.4):
                self.add(days.later(self.rng, day, 60, 160), "qme", evaluations.supplemental)
        if self.chance(0.3):
            self.add(self.at(300, 900), "treating", self.rng.choice(evaluations.STATIONARY_LAYOUTS))

    def _therapies(self) -> None:
        starts = [self.at(8, 40)] + ([self.operated + dt.timedelta(days=20)] if self.operated else []) + ([self.at(200,
                500)] if self.chance(0.3) else [])
        for start in starts:
            day = days.working_day(start)
            self.add(day, "therapist", therapy.evaluation)
            for number in range(self.rng.randint(2, 9)):
                day = days.later(self.rng, day, 2, 5)
                self.add(day, "therapist", self.layout("therapist", "daily", (therapy.daily_note,)), visit=number + 1)
            if self.chance(0.4):
                self.add(day, "therapist", therapy.flow_sheet)
            if self.chance(0.5):
                self.add(days.later(self.rng, day, 2, 9), "therapist",
                    self.rng.choice((therapy.discharge, therapy.evaluation)), visit=9)
        for role, share, pool in (("chiro", 0.4, therapy.CHIRO_LAYOUTS), ("acu", 0.4, (therapy.acupuncture,))):
            if self.chance(share):
                day = self.at(60, 500)
                for number in range(self.rng.randint(2, 6)):
                    self.add(day, role, self.layout(role, "note", pool), visit=number)
                    day = days.later(self.rng, day, 3, 9)

    def _papers_of_the_claim(self) -> None:
        for _ in range(self.rng.randint(1, 4)):
            self.add(self.at(5, 900), "first", self.rng.choice(legal.NOTICE_LAYOUTS[:3]))
        for _ in range(self.rng.randint(0, 3)):
            self.add(self.at(30, 900), "treating", self.rng.choice(legal.LAWYER_LAYOUTS))
        for _ in range(self.rng.randint(1, 4)):
            role = self.rng.choice(("treating", "therapist", "radiologist", "pharmacy", "surgeon"))
            self.add(self.at(30, 900), role, self.layout(role, "bill", office.BILLING_LAYOUTS))
        for layout, share in ((others.case_manager, 0.35), (others.job_description, 0.3), (legal.panel_notice, 0.2),
            (others.appointment, 0.3), (others.hand_out, 0.3), (others.records_index, 0.4), (others.order_slip, 0.5)):
            if self.chance(share):
                self.add(self.at(30, 900), "treating", layout)
        if self.chance(0.3):
            self.add(self.at(200, 900), "qme", legal.transcript)

    def _dispute(self) -> None:
        """Earlier determinations, and at the end the request, its denial and the application, about the same items."""
        for _ in range(self.rng.randint(0, 3)):
            day = self.at(60, 900)
            self.add(day, "vendor", self.layout("vendor", "ur", review.UR_LAYOUTS, 0.6),
                *([self.rng.choice(review.APPLICATION_LAYOUTS)] if self.chance(0.25) else []),
                notes={"unsigned": True, "decided": day})
        part, side = self.story.patient.parts[0]
        asked = days.working_day(self.end - dt.timedelta(days=self.rng.randint(34, 45)))
        decided = days.later(self.rng, asked, 4, 9)
        scene = Scene(self.rng, self.story, self.by("treating"), asked, self.story.patient, part, side)
        items = scene.treatments(self.rng.choice((1, 1, 2, 3)))
        notes: dict[str, object] = {"items": items, "asks": [text for text, _ in items], "requested": asked,
            "decided": decided}
        self.add(asked, "treating", *([office.fax_cover] if self.chance(0.5) else []),
            self.layout("treating", "rfa", review.RFA_LAYOUTS), self.layout("treating", "visit", visits.LAYOUTS),
            wanted=True, visit=20, notes=notes)
        self.add(decided, "vendor", self.rng.choice(review.UR_LAYOUTS[:5]),
            *([legal.service_by_mail] if self.chance(0.4) else []),
            *([self.rng.choice(review.APPLICATION_LAYOUTS)] if self.chance(0.4) else []), wanted=True,
            notes={**notes, "outcome": "denied", "unsigned": True})
        sent = days.later(self.rng, decided, 5, 25)
        self.end = max(self.end, sent)
        self.add(sent, "treating", self.rng.choice(review.APPLICATION_LAYOUTS), wanted=True,
            notes={**notes, "unsigned": self.chance(0.15)})
        if self.chance(0.5):
            self.end += dt.timedelta(days=15)
            self.add(days.later(self.rng, sent, 5, 12), "vendor", legal.review_notice)

    def write(self, event: Event, patient: Patient | None = None) -> Bundle:
        """The papers of an event; ``patient`` makes them somebody else's."""
        one = patient or self.story.patient
        notes = dict(event.notes)
        papers = []
        for layout in event.layouts:
            part, side = one.parts[0] if self.chance(0.75) else self.rng.choice(one.parts)
            scene = Scene(self.rng, self.story, self.by(event.role), event.day, one, part, side, event.visit,
                self.operated, notes)
            paper = layout(scene)
            if patient is not None:
                paper.other_patient, paper.carried = True, []
            papers.append(paper)
        return Bundle(event.day, papers, event.role, event.wanted)

    def bundles(self, pages: int) -> list[Bundle]:
        """The papers of the story in the order of their days, about so many pages in all."""
        self.plan()
        rest = [event for event in self.events if not event.wanted]
        self.rng.shuffle(rest)
        chosen, expected = [event for event in self.events if event.wanted], 10.0
        while rest and expected < pages * 1.1:
            chosen.append(rest.pop())
            expected += 1.6 * len(chosen[-1].layouts)
        chosen.sort(key=lambda event: event.day)
        written = [self.write(event) for event in chosen]
        spare = [bundle for bundle in written if not bundle.wanted]
        self.rng.shuffle(spare)
        while spare and sum(bundle.pages for bundle in written) > pages:
            written.remove(spare.pop())
        while sum(bundle.pages for bundle in written) < pages:
            written.append(self.write(rest.pop() if rest else self._more()))
        written.sort(key=lambda bundle: bundle.day)
        return written

    def _more(self) -> Event:
        """Another day like one of the story's, when all of it is written and pages are still missing."""
        like = self.rng.choice([event for event in self.events if not event.wanted])
        return Event(self.at(20, 2000), like.role, like.layouts[:1], like.notes, like.visit + self.rng.randrange(1, 9))
