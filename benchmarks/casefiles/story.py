"""One injured worker's story: who the people are, what was hurt, who treats; and the scene of one paper in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from benchmarks.casefiles import days, firms
from benchmarks.casefiles.bodyparts import PARTS, BodyPart
from benchmarks.casefiles.firms import Firm
from benchmarks.casefiles.people import Person, misprinted, person
from benchmarks.casefiles.sheets import Paper
from benchmarks.casefiles.wording import capital, listed, sentences, spin
from benchmarks.casefiles.writer import Frame, House, Writer, house
from openimr.casefile.model import DocumentKind

ICD10_FROM = dt.date(2015, 10, 1)
MEDICATIONS = (("Naproxen", "550 mg", "1 tab twice daily", 60),
    ("Ibuprofen", "800 mg", "1 tab three times daily with food", 90), ("Tramadol ER", "150 mg", "1 cap daily", 30),
    ("Norco", "10/325 mg", "1 tab every 6 to 8 hours as needed", 90),
    ("Cyclobenzaprine", "7.5 mg", "1 tab at bedtime", 60), ("Gabapentin", "600 mg", "1 tab three times a day", 90),
    ("Omeprazole", "20 mg", "1 cap daily", 60), ("Lyrica", "75 mg", "1 cap twice daily", 60),
    ("Tizanidine", "4 mg", "1 tab at bedtime", 30), ("Nortriptyline", "25 mg", "1 cap at bedtime", 30),
    ("Lidoderm 5% patch", "", "apply 12 hours on, 12 hours off", 30), ("Meloxicam", "15 mg", "1 tab daily", 30),
    ("Duloxetine", "60 mg", "1 cap daily", 30), ("Percocet", "5/325 mg", "1 tab twice daily as needed", 60),
    ("Flurbiprofen 20% cream", "", "apply twice daily", 1), ("Ambien", "10 mg", "1 tab at bedtime as needed", 30))


@dataclass(slots=True)
class Patient:
    """The injured worker and the claim."""

    who: Person
    born: dt.date
    hurt: dt.date
    phone: str
    address: str
    employer: Firm
    job: str
    claim: str
    adj: str
    carrier: Firm
    adjuster: Person
    parts: list[tuple[BodyPart, str]]
    medications: list[tuple[str, str, str, int]]
    mechanism: str
    serial: int

    def age(self, day: dt.date) -> int:
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


@dataclass(slots=True)
class Provider:
    """Somebody who writes papers: always in the same manner."""

    who: Person
    specialty: str
    office: Firm
    house: House
    licence: str
    npi: str
    layouts: dict[str, int] = field(default_factory=dict)
    memory: dict[str, str] = field(default_factory=dict)
    clones: bool = False
    partners: list[Person] = field(default_factory=list)
    assistant: Person | None = None


@dataclass(slots=True)
class Story:
    """Everybody in the case."""

    patient: Patient
    providers: dict[str, Provider]
    vendor: Provider
    lawyers: list[tuple[Person, Firm]]
    copier: Firm


_CREDENTIALS = {"orthopaedic surgery": ("M.D.", "M.D.", "MD", "D.O."), "pain medicine": ("M.D.", "MD", "D.O."),
    "physical medicine": ("M.D.", "D.O."), "occupational medicine": ("M.D.", "D.O.", "MD", "PA-C"),
    "neurology": ("M.D.",), "neurosurgery": ("M.D.", "MD"), "chiropractic": ("D.C.", "DC"),
    "physical therapy": ("PT", "DPT", "PT, DPT", "MPT"), "acupuncture": ("L.Ac.", "LAc"),
    "psychology": ("Ph.D.", "Psy.D.", "PhD"), "radiology": ("M.D.", "MD"), "hospital": ("M.D.",),
    "laboratory": ("Ph.D.",), "pharmacy": ("Pharm.D.",), "review": ("M.D.", "MD", "D.O.")}
_WITH_PARTNERS = frozenset(("orthopaedic surgery", "pain medicine", "physical medicine", "occupational medicine",
    "neurosurgery", "radiology", "neurology"))
_CLAIM_FORMS = ("{a}{b:07d}", "WC{b:08d}", "{b:06d}-{c:04d}-WC-01", "{y}{b:06d}", "{a}{a2}-{b:06d}",
    "{c:03d}{b:07d}001", "05-{b:06d}", "{b:09d}")


def provider(rng: Random, specialty: str, *, office: Firm | None = None) -> Provider:
    """Somebody of that specialty in an office of their own manner."""
    who = person(rng, credentials=rng.choice(_CREDENTIALS[specialty]), specialty=specialty)
    place = office or firms.clinic(rng, specialty if specialty != "review" else "occupational medicine")
    letter = rng.choice("AGC")
    doctors = specialty in _WITH_PARTNERS
    return Provider(who, specialty, place, house(rng), f"{letter}{rng.randrange(10000, 99999)}",
        f"1{rng.randrange(10**8, 10**9)}", clones=rng.random() < 0.4,
        partners=[person(rng, credentials=who.credentials) for _ in range(rng.choice((0, 0, 1, 3)) if doctors else 0)],
        assistant=person(rng, credentials=rng.choice(("PA-C", "NP", "FNP")))
        if doctors and rng.random() < 0.3 else None)


def patient(rng: Random, *, day: dt.date | None = None, family: str | None = None) -> Patient:
    """An injured worker; ``family`` gives the surname (somebody else of the same name)."""
    who = person(rng)
    if family:
        who = Person(who.given, who.middle, family, who.woman)
    hurt = day or dt.date(2010, 1, 4) + dt.timedelta(days=rng.randrange(0, 4000))
    name, job = rng.choice(firms.EMPLOYERS)
    parts = [(part, rng.choice(("left", "right"))) for part in rng.sample(PARTS, k=rng.choice((1, 1, 2, 2, 3)))]
    serial = rng.randrange(1, 10**6)
    claim = rng.choice(_CLAIM_FORMS).format(a=rng.choice("ABCDEKRTW"), a2=rng.choice("AEIOU"),
        b=rng.randrange(1, 10**6), c=rng.randrange(1, 999), y=hurt.year)
    return Patient(who=who,
        born=dt.date(hurt.year - rng.randrange(21, 64), rng.randrange(1, 13), rng.randrange(1, 29)), hurt=hurt,
        phone=firms.phone(rng), address=firms.home(rng), employer=firms.firm(rng, name), job=job, claim=claim,
        adj=f"ADJ{rng.randrange(7000000, 14000000)}", carrier=firms.firm(rng, rng.choice(firms.CARRIERS)),
        adjuster=person(rng), parts=parts, medications=rng.sample(MEDICATIONS, k=rng.randrange(3, 7)), mechanism=spin(
            rng, rng.choice(parts[0][0].mechanisms),
            {"side": parts[0][1], "he": "she" if who.woman else "he", "his": "her" if who.woman else "his"}),
        serial=serial)


def story(rng: Random) -> Story:
    """A new case: the worker and everybody who writes about the injury."""
    one = patient(rng)
    specialties = {"first": "occupational medicine", "treating": rng.choice(
            ("orthopaedic surgery", "pain medicine", "physical medicine", "occupational medicine", "chiropractic")),
        "pain": "pain medicine", "surgeon": rng.choice(("orthopaedic surgery", "orthopaedic surgery", "neurosurgery")),
        "neuro": rng.choice(("neurology", "physical medicine")), "therapist": "physical therapy",
        "chiro": "chiropractic", "acu": "acupuncture", "psych": "psychology", "radiologist": "radiology",
        "radiologist2": "radiology", "hospital": "hospital", "lab": "laboratory", "tox": "laboratory",
        "pharmacy": "pharmacy", "qme": rng.choice(("orthopaedic surgery", "physical medicine"))}
    people = {role: provider(rng, specialty) for role, specialty in specialties.items()}
    vendor = provider(rng, "review", office=firms.firm(rng, rng.choice(firms.VENDORS)))
    lawyers = []
    for _ in range(2):
        head, others = person(rng), [person(rng).family for _ in range(3)]
        lawyers.append((head, firms.law_office(rng, f"{head.given} {head.family}", [head.family, *others])))
    return Story(one, people, vendor, lawyers, firms.firm(rng, rng.choice(firms.COPIERS)))


@dataclass(slots=True)
class Scene:
    """What one paper is about: whom, by whom, on what day, in which state of the story.

    Attributes:
        visit: how many visits with this provider came before.
        operated: day of the operation, when there was one before.
        notes: what the story asks the paper to say, by name.
    """

    rng: Random
    story: Story
    by: Provider
    day: dt.date
    patient: Patient
    part: BodyPart
    side: str
    visit: int = 0
    operated: dt.date | None = None
    notes: dict[str, object] = field(default_factory=dict)
    carried: list[str] = field(default_factory=list)
    _shown: Person | None = None

    # words

    @property
    def fields(self) -> dict[str, object]:
        one, woman = self.patient, self.patient.who.woman
        return {"he": "she" if woman else "he", "his": "her" if woman else "his", "him": "her" if woman else "him",
            "he_c": "She" if woman else "He", "mr": one.who.formal, "man": "female" if woman else "male",
            "age": one.age(self.day), "job": one.job, "employer": one.employer.name, "side": self.side,
            "Side": self.side.capitalize(), "SIDE": self.side.upper(), "part": self.part_name, "region": self.region,
            "mechanism": one.mechanism, "hurt": self.by.house.day(one.hurt),
            "hurt_long": self.by.house.long_day(one.hurt), "carrier": one.carrier.name}

    @property
    def part_name(self) -> str:
        return f"{self.side} {self.part.name}" if self.part.sided else self.part.name

    @property
    def region(self) -> str:
        return self.part.region.replace("$side", self.side)

    @property
    def parts_named(self) -> str:
        return listed([f"{side} {part.name}" if part.sided else part.name for part, side in self.patient.parts])

    def spin(self, text: str) -> str:
        return spin(self.rng, text, self.fields)

    def say(self, pool: Sequence[str], least: int, most: int) -> str:
        """So many sentences of a pool."""
        return sentences(self.rng, pool, least, most, self.fields)

    def lines(self, pool: Sequence[str], least: int, most: int) -> list[str]:
        """So many of a pool as texts of their own."""
        count = min(len(pool), self.rng.randint(least, most))
        return [capital(self.spin(pool[at])) for at in sorted(self.rng.sample(range(len(pool)), count))]

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def pick(self, *options: str) -> str:
        return self.spin(self.rng.choice(options))

    # numbers and names as this paper prints them

    @property
    def name(self) -> str:
        """The patient's name as printed here; one paper in twenty misprints it, in the same way throughout."""
        if self._shown is None:
            self._shown = misprinted(self.rng, self.patient.who) if self.chance(0.05) else self.patient.who
        return self._shown.printed(self.by.house.patient)

    @property
    def shown(self) -> Person:
        """The patient as this paper names the person."""
        return self._shown or self.patient.who

    @property
    def signers(self) -> tuple[list[str], tuple[str, ...]]:
        """Names under a report: the physician's, or an assistant's above it; and who else is its author then."""
        helper = self.by.assistant
        if helper is None or not self.chance(0.5):
            return [self.doctor], ()
        for_whom = self.rng.choice(("Supervising physician: ", "for ", "Co-signed by ", "Under the supervision of "))
        return [helper.printed("first last, cred"), f"{for_whom}{self.doctor}"], (helper.plain,)

    @property
    def doctor(self) -> str:
        return self.by.who.printed(self.by.house.doctor)

    def date(self, day: dt.date | None = None) -> str:
        return self.by.house.day(day or self.day)

    def long(self, day: dt.date | None = None) -> str:
        return self.by.house.long_day(day or self.day)

    @property
    def born(self) -> str:
        return self.by.house.day(self.patient.born)

    @property
    def hurt(self) -> str:
        return self.by.house.day(self.patient.hurt)

    @property
    def mrn(self) -> str:
        return f"{(self.patient.serial * 7919 + len(self.by.office.name) * 131) % 900000 + 100000}"

    def later(self, least: int, most: int) -> dt.date:
        """A working day so much later."""
        return days.later(self.rng, self.day, least, most)

    def earlier(self, least: int, most: int) -> dt.date:
        """A working day so much earlier, not before the injury."""
        since = (self.day - self.patient.hurt).days
        back = self.rng.randint(min(least, since), min(most, since)) if since > 0 else 0
        return min(self.day, days.working_day(self.day - dt.timedelta(days=back)))

    def diagnoses(self, most: int = 4) -> list[tuple[str, str]]:
        """Diagnoses with the codes in use on the day."""
        found = []
        for part, side in self.patient.parts:
            for text, nine, ten in part.diagnoses[: 2 if len(self.patient.parts) > 1 else 3]:
                found.append((text.replace("$side", side), ten if self.day >= ICD10_FROM else nine))
        return found[:most]

    def treatments(self, count: int) -> list[tuple[str, str]]:
        """Treatments to ask for, with codes."""
        pool = self.part.treatments
        return [(capital(self.spin(text)), code) for text, code in self.rng.sample(pool, k=min(count, len(pool)))]

    @property
    def history(self) -> str:
        """How the injury came about, told by this provider in the same words each time."""
        key = f"history {self.patient.claim}"
        if key not in self.by.memory:
            self.by.memory[key] = self.say(_HISTORY, 4, 7)
        self.carried.append(self.by.memory[key])
        return self.by.memory[key]

    @property
    def findings(self) -> list[str]:
        """The examination; a provider who copies from the visit before says the same again."""
        key = f"findings {self.part.name} {self.patient.claim}"
        if self.by.clones and key in self.by.memory:
            found = self.by.memory[key].split("\n")
            self.carried += [line for line in found if len(line.split()) >= 12]
            return found
        found = self.lines(self.part.findings, 4, len(self.part.findings))
        self.by.memory[key] = "\n".join(found)
        return found

    @property
    def complaints(self) -> str:
        return ". ".join(self.lines(self.part.complaints, 2, 5)) + "."

    def drugs(self) -> list[str]:
        """The medications in use, one line each."""
        return [f"{name} {strength} {sig}".replace("  ", " ") + self.rng.choice(("", f", #{count}")) for name,
            strength, sig, count in self.patient.medications]

    # letters

    def about(self) -> list[tuple[str, str]]:
        """The block of a letter or report that says whom it is about; order and choice are the writer's own."""
        manner, one = self.by.house, self.patient
        rng = Random(self.by.npi)  # the same on every paper of this writer
        pairs = [(manner.hurt_label, self.hurt), (manner.claim_label, one.claim), (manner.born_label, self.born),
            ("Employer", one.employer.name)]
        if rng.random() < 0.4:
            pairs.append((rng.choice(("WCAB No.", "EAMS #", "ADJ Case No.")), one.adj))
        if rng.random() < 0.3:
            pairs.append(("Carrier", one.carrier.name))
        rng.shuffle(pairs)
        keep = rng.randrange(2, len(pairs) + 1)
        return [(manner.patient_label, self.name), *pairs[:keep]]

    def writer(
        self, *, running: Sequence[str] | None = None, office: bool = True, letterhead: Firm | None = None,
        numbering: str | None = None,
    ) -> Writer:
        """A writer in the provider's manner with letterhead and heads of later pages.

        Args:
            running: what later pages repeat; the writer's own habit by default.
            office: whether there is a letterhead.
            letterhead: another office's than the provider's.
            numbering: overrules the writer's page numbers.
        """
        manner = self.by.house
        rng = Random(self.by.npi + "head")
        if running is None:
            heads = ([f"RE: {self.name}", self.long()], [f"{manner.patient_label}: {self.name}",
                    f"{manner.hurt_label}: {self.hurt}", f"Date of Service: {self.date()}"],
                [f"{self.name}", f"{manner.born_label} {self.born}", f"DOS {self.date()}"],
                [f"{self.name}", f"{manner.claim_label} {self.patient.claim}", self.date()],
                [f"Patient: {self.name}", f"MRN: {self.mrn}", f"{manner.born_label}: {self.born}"],
                [f"Re: {self.name}"],
                [f"{self.name}", f"{manner.born_label}: {self.born}", f"Printed: {self.date(self.later(3, 300))}"])
            running = heads[rng.randrange(len(heads))]
        names: list[str] = []
        if letterhead is None and rng.random() < 0.5:
            doctors = sorted((self.by.who, *self.by.partners), key=lambda doctor: doctor.family)
            names = [doctor.printed(manner.doctor) for doctor in doctors]
        place = letterhead or (self.by.office if office else None)
        return Writer(manner, self.rng, Frame(place, names, running, numbering))

    def paper(self, kind: DocumentKind, writer: Writer, template: str, **more: object) -> Paper:
        """What was written, with what is true of it: day, author and patient are the scene's unless told otherwise."""
        facts: dict[str, Any] = {"date": self.day, "author": self.by.who.plain, "patient": self.shown.plain}
        facts.update(more)
        sheets = writer.finish()
        return Paper(
            kind, sheets, template, carried=list(self.carried), numbered=writer.numbered, named=writer.named, **facts
        )


_HISTORY = ("$mr is a $age year old {right-hand dominant |left-hand dominant |}$man {who was employed|employed} by "
    "$employer as a $job {when $he sustained an industrial injury|at the time of injury} on $hurt_long.",
    "{On that day|According to the patient|$he_c states that} $mechanism.",
    "{The injury was reported to the supervisor {the same day|the next morning}|$he_c reported the incident and was "
    "sent to the industrial clinic}.", "{X-rays were taken and medication was dispensed|$he_c was examined, given "
    "{ibuprofen and a muscle relaxant|anti-inflammatory medication} and placed on modified duty}.",
    "$he_c {completed|attended} {six|eight|twelve|eighteen} sessions of {physical therapy|therapy and chiropractic "
    "care} with {temporary|partial|minimal} {relief|benefit}.", "{Symptoms persisted|The complaints did not resolve} "
    "and {advanced imaging was ordered|$he was referred for specialty evaluation}.",
    "{There is no history of prior {injury|complaints} to the $part|$he_c denies any previous work injuries|A motor "
    "vehicle accident {ten|fifteen} years ago resolved without residuals}.",
    "{The patient has not worked since {the injury|that time}|$he_c continues to work with restrictions|The employer "
    "could not accommodate modified duty}.")
