"""Passages that make reports long: tables of motion, lists of records reviewed, advice, problem lists."""

from __future__ import annotations

from benchmarks.casefiles.layouts.phrases import PAST, SYSTEMS
from benchmarks.casefiles.story import Scene
from benchmarks.casefiles.writer import Writer

_MOTIONS = {
    "lumbar spine": ("Flexion", "Extension", "Right bending", "Left bending", "Right rotation", "Left rotation"),
    "cervical spine": ("Flexion", "Extension", "Right bending", "Left bending", "Right rotation", "Left rotation"),
    "$side shoulder": ("Flexion", "Extension", "Abduction", "Adduction", "External rotation", "Internal rotation"),
    "$side knee": ("Flexion", "Extension"),
    "$side wrist and hand": ("Dorsiflexion", "Palmar flexion", "Radial deviation", "Ulnar deviation"),
    "$side ankle": ("Dorsiflexion", "Plantar flexion", "Inversion", "Eversion")}
_RECORDS = (
    "{d} - {k}, {w}. {t}", "{d}: {k} by {w}. {t}", "{k} dated {d}, {w}: {t}",
)
_SEEN = ("Doctor's first report", "MRI report", "PR-2 progress report", "Operative report", "X-ray report",
    "Physical therapy evaluation", "Electrodiagnostic study", "Utilization review determination", "QME report",
    "Deposition transcript of the applicant", "Urine drug screen", "Consultation report", "Chiropractic notes",
    "Request for authorization")
_SAID = ("The patient complained of pain in the $part and was given medication.",
    "Diagnosis: sprain/strain. Plan: therapy and modified duty.", "Impression as noted above.",
    "There was tenderness and reduced motion. Work status unchanged.",
    "The study was compared with the prior one; degenerative changes were described.",
    "Treatment was non-certified for lack of documentation.", "The provider requested additional therapy.")
_ADVICE = ("The patient was counselled on the proper use of medication, including the risks of dependence, sedation, "
    "constipation and interaction with alcohol, and was told not to drive or operate machinery while taking opioids.",
    "I spent {thirty|forty|twenty-five} minutes face to face with the patient, more than half of it in counselling and "
    "coordination of care.", "The {patient|claimant} was reminded to keep a regular schedule of stretching and "
    "walking, to avoid prolonged static postures and to apply ice for fifteen minutes three times a day.",
    "Informed consent: alternatives including no treatment were reviewed, as were infection, bleeding, nerve damage, "
    "allergic reaction, failure to improve and the need for further procedures.",
    "The chart was prepared with voice recognition software; errors of transcription may be present. Please contact "
    "the office for clarification.", "Per the reporting requirements the claims administrator is asked to respond to "
    "this request within five business days; lack of response is understood as approval.")


def motion_table(scene: Scene, w: Writer) -> None:
    """Range of motion, observed and normal."""
    rows = [["Motion", "Right", "Left", "Normal"]]
    for name in _MOTIONS.get(scene.part.region, ("Flexion", "Extension")):
        normal = scene.rng.choice((30, 45, 60, 90, 140, 180))
        rows.append([name, f"{int(normal * scene.rng.uniform(0.5, 1))}°",
                f"{int(normal * scene.rng.uniform(0.5, 1))}°", f"{normal}°"])
    w.line(f"Range of motion, {scene.region}", bold=True)
    w.table(rows, (3, 1, 1, 1), grid=scene.chance(0.6))


def strength_table(scene: Scene, w: Writer) -> None:
    """Muscle strength by group."""
    groups = ("Deltoid", "Biceps", "Triceps", "Wrist extensors", "Grip", "Interossei")
    if any(region in scene.part.region for region in ("lumbar", "knee", "ankle")):
        groups = ("Hip flexors", "Quadriceps", "Hamstrings", "Tibialis anterior", "EHL", "Gastrocnemius")
    w.table([["Muscle", "Right", "Left"], *([name, scene.rng.choice(("5/5", "5/5", "4+/5", "4/5")),
            scene.rng.choice(("5/5", "5/5", "4/5"))] for name in groups)], (3, 1, 1), grid=scene.chance(0.5))


def records_reviewed(scene: Scene, w: Writer, least: int = 4, most: int = 12, told: int = 1) -> None:
    """A list of other papers with their days and writers, each told in up to so many sentences; the day of this paper
    is none of them."""
    w.section(scene.pick("{Review of medical records|Records reviewed|REVIEW OF RECORDS|Medical records summary}"))
    writers = [one.who.printed("first last, cred") for one in scene.story.providers.values()]
    form = scene.rng.choice(_RECORDS)
    spans = sorted(scene.earlier(10, 900) for _ in range(scene.rng.randint(least, most)))
    for day in spans:
        told_of = form.format(d=scene.date(day), k=scene.rng.choice(_SEEN), w=scene.rng.choice(writers),
            t=_retold(scene, told))
        w.para(told_of.replace("..", "."), gap=3)
    w.gap(4)


def _retold(scene: Scene, told: int) -> str:
    """What a summary says of one record."""
    if told == 1:
        return scene.pick(*_SAID)
    findings = scene.lines(scene.part.findings, 1, 3)
    return " ".join([scene.pick(*_SAID), *findings, *(scene.pick(*_SAID) for _ in range(scene.rng.randint(0, told)))])


def advice(scene: Scene, w: Writer, count: int = 1) -> None:
    """Passages that a writer's system puts into every report."""
    for at in sorted(scene.rng.sample(range(len(_ADVICE)), count)):
        w.para(scene.spin(_ADVICE[at]))


def family_and_habits(scene: Scene, w: Writer) -> None:
    """Past history, family and social history, a review of systems line by line."""
    w.section(scene.pick("{Past medical and surgical history|Past Medical History}"), scene.say(PAST, 2, 5))
    w.section("Review of systems",
        [f"{name}: {scene.spin(text)}" for name, text in scene.rng.sample(SYSTEMS, scene.rng.randint(3, 7))])


def activities(scene: Scene, w: Writer) -> None:
    """Activities of daily living as a table or a sentence."""
    names = ("Bathing", "Dressing", "Cooking", "Cleaning", "Shopping", "Driving", "Sleeping", "Sexual function",
        "Grasping", "Climbing stairs")
    if scene.chance(0.5):
        w.line("Activities of daily living", bold=True)
        w.table([["Activity", "Without difficulty", "Some difficulty", "Much difficulty"],
                *([name, *scene.rng.choice((("X", "", ""), ("", "X", ""), ("", "", "X")))] for name in names)],
            (3, 2, 2, 2), grid=scene.chance(0.6))
    else:
        w.section("Activities of daily living",
            f"Difficulty with {', '.join(name.lower() for name in scene.rng.sample(names, 4))}. "
            + scene.pick("{Housework is done by family.|$he_c needs breaks.|Driving over thirty minutes hurts.}"))


def lengthen(scene: Scene, w: Writer) -> None:
    """Some of these, as chance and the writer's habits have it: some writers are always long, some always short."""
    habit = sum(map(ord, scene.by.npi)) % 5
    if habit > 2 and scene.chance(0.7):
        family_and_habits(scene, w)
    if habit > 1 and scene.chance(0.5):
        activities(scene, w)
    if habit and scene.chance(0.6):
        for part, side in scene.patient.parts[:2]:
            scene.part, scene.side = part, side
            motion_table(scene, w)
    if habit > 1 and scene.chance(0.6):
        strength_table(scene, w)
    if habit > 2 and scene.chance(0.5):
        records_reviewed(scene, w, 3, 10)
    if scene.chance(0.2 * habit):
        advice(scene, w, min(4, 1 + habit))
