"""Notes of physical and hand therapists, chiropractors and acupuncturists."""

from __future__ import annotations

import datetime as dt

from benchmarks.casefiles import days
from benchmarks.casefiles.layouts.extras import motion_table, strength_table
from benchmarks.casefiles.sheets import Paper
from benchmarks.casefiles.story import Scene
from benchmarks.casefiles.wording import capital
from openimr.casefile.model import DocumentKind

THERAPY = DocumentKind.THERAPY_NOTE
_DONE = (("Therapeutic exercise", "97110"), ("Manual therapy", "97140"), ("Neuromuscular re-education", "97112"),
    ("Electrical stimulation", "G0283"), ("Ultrasound", "97035"), ("Hot packs", "97010"), ("Ice", "97010"),
    ("Therapeutic activities", "97530"), ("Traction", "97012"), ("Iontophoresis", "97033"))
_EXERCISES = ("Nu-step", "Hamstring stretch", "Bridges", "Pelvic tilts", "Wall slides", "Theraband rows", "Pulleys",
    "Heel slides", "Quad sets", "Straight leg raise", "Step-ups", "Putty grip", "Tendon glides", "Treadmill",
    "Prone on elbows", "Pendulums", "Balance board", "Clamshells")
_FEELS = ("Pt {reports|states} {less|the same|more} pain today, {3|4|5|6|7}/10.",
    "{Sore after last visit|Felt better for a day|Had trouble sleeping|Doing HEP daily}.",
    "{Able to walk longer|Still cannot lift groceries|Stiff in the morning}.")
_RESPONSE = ("Tolerated treatment well{ without increase in symptoms|}.",
    "{ROM improving|Strength unchanged|Progressing slowly toward goals}.", "{Requires cueing for posture|Good effort}.")


def daily_note(scene: Scene) -> Paper:
    """One visit: subjective, treatment table, assessment, plan."""
    w = scene.writer()
    visit, allowed = scene.visit + 1, scene.rng.choice((6, 8, 12, 18, 24))
    w.title(scene.rng.choice(("PHYSICAL THERAPY DAILY NOTE", "Daily Treatment Note", "PT Progress Note",
            "DAILY NOTE / BILLING SHEET", "Treatment Note", "Physical Therapy Visit Note")), size=2,
        align=scene.rng.choice(("left", "centre")))
    w.fields([(scene.by.house.patient_label, scene.name),
            (scene.pick("{Date of Service|Date|Visit date|DOS|Treatment Date}"), scene.date()),
            ("Visit", f"{visit} of {max(visit, allowed)}"), (scene.by.house.born_label, scene.born),
            ("Diagnosis", scene.diagnoses(1)[0][0]),
            ("Referring MD", scene.story.providers["treating"].who.printed("first last, cred"))])
    w.section("Subjective" if scene.chance(0.7) else "S", scene.say(_FEELS, 1, 3))
    w.section("Objective" if scene.chance(0.7) else "O", scene.pick(
            "{AROM|Range of motion} {improved by 5 degrees|unchanged}; {tender|tight} {paraspinals|soft tissue}."))
    chosen = scene.rng.sample(_DONE, scene.rng.randint(2, 5))
    w.table([["Treatment", "CPT", "Minutes"],
            *([name, code, str(scene.rng.choice((8, 10, 15, 15, 20, 30)))] for name, code in chosen)], (4, 1, 1),
        grid=scene.chance(0.6))
    w.section("Assessment" if scene.chance(0.7) else "A", scene.say(_RESPONSE, 1, 3))
    w.section("Plan" if scene.chance(0.7) else "P", scene.pick("Continue {per plan of care|2x/week}.",
            "Progress exercises {as tolerated|next visit}.", "Reassess {next visit|in 2 visits}."))
    w.sign(f"{scene.doctor}" + (f"  Lic# {scene.by.licence}" if scene.chance(0.5) else ""),
        f"Time in {days.clock(scene.rng)}  Time out {days.clock(scene.rng)}" if scene.chance(0.5) else "", space=10)
    return scene.paper(THERAPY, w, "pt_daily")


def evaluation(scene: Scene) -> Paper:
    """The first visit or a re-evaluation, with measures and goals, often to be signed by the referring physician."""
    w = scene.writer()
    again = scene.visit > 0
    w.title(scene.rng.choice(("PHYSICAL THERAPY RE-EVALUATION", "PT PROGRESS REPORT / PLAN OF CARE",
            "Physical Therapy Progress Report") if again else ("PHYSICAL THERAPY INITIAL EVALUATION",
            "Initial Evaluation and Plan of Care", "PT INITIAL EVALUATION", "Physical Therapy Evaluation")), size=2)
    w.fields([("Patient", scene.name),
            (scene.pick("{Evaluation Date|Date of evaluation|Date|Date of Service}"), scene.date()),
            ("DOB", scene.born), ("Injury/onset date", scene.hurt),
            ("Referring Physician", scene.story.providers["treating"].who.printed("first last, cred")),
            ("Medical diagnosis", scene.diagnoses(1)[0][0]), ("Insurance", scene.patient.carrier.name),
            ("Authorized visits", str(scene.rng.choice((6, 8, 12))))])
    w.section("History",
        scene.pick("Patient states $mechanism.", "Pt injured the $part at work on $hurt.") + " " + scene.complaints)
    w.section("Functional limitations", scene.pick("{Sitting|Standing|Walking} tolerance {15|20|30} min. Sleep "
            "disturbed. Lifting limited to {5|10} lbs. {Oswestry 46%|DASH 52|LEFS 38/80}."))
    motion_table(scene, w)
    if scene.chance(0.7):
        strength_table(scene, w)
    w.section("Special tests / palpation", scene.findings[:4])
    w.section("Assessment", scene.pick("Patient presents with {pain, decreased ROM and strength|functional deficits} "
            "consistent with the diagnosis. Rehab potential is {good|fair}."))
    w.section("Goals",
        [capital(scene.spin(goal)) + f" in {scene.rng.choice((4, 6, 8))} weeks" for goal in scene.part.goals],
        numbered=True)
    w.section("Plan of care", scene.pick(
            "{2|3} times per week for {4|6} weeks: therapeutic exercise, manual therapy, modalities, home program."))
    w.sign(scene.doctor,
        "Certification: I certify the need for these services.  Physician signature ______________ Date ________"
        if scene.chance(0.5) else "", space=14)
    return scene.paper(THERAPY, w, "pt_evaluation")


def flow_sheet(scene: Scene) -> Paper:
    """A grid of exercises by day; the day of the paper is the last one of it."""
    dates = [scene.day]
    while len(dates) < 6:
        dates.insert(0, days.working_day(dates[0] - dt.timedelta(days=scene.rng.randint(2, 5))))
    w = scene.writer(running=[])
    w.title(scene.pick("{EXERCISE FLOW SHEET|THERAPEUTIC EXERCISE LOG|Treatment Flow Sheet}"), size=2)
    w.fields([("Name", scene.name), ("Dx", scene.diagnoses(1)[0][0]),
            ("Precautions", scene.pick("{none|post-op|HTN}")), ("Therapist", scene.doctor)])
    w.table([["Exercise", *(days.printed(day, "m/d/yy") for day in dates)], *([name,
            *(scene.rng.choice(("2x10", "3x10", "3x15", "10 min", "5 min", "-")) for _ in dates)]
            for name in scene.rng.sample(_EXERCISES, scene.rng.randint(8, 14))),
            ["Initials", *([scene.by.who.given[0] + scene.by.who.family[0]] * len(dates))]], (3, 1, 1, 1, 1, 1, 1))
    return scene.paper(THERAPY, w, "flow_sheet", also_dates=(dates[0],))


def chiropractic(scene: Scene) -> Paper:
    """A chiropractor's visit note."""
    w = scene.writer()
    w.title(scene.rng.choice(("CHIROPRACTIC TREATMENT NOTE", "DAILY CHIROPRACTIC NOTE", "SOAP NOTE",
            "Chiropractic Office Visit", "CHIROPRACTIC PROGRESS NOTES")), size=2)
    w.fields([(scene.by.house.patient_label, scene.name),
            ("Date" if scene.chance(0.6) else "Date of visit", scene.date()), ("DOI", scene.hurt),
            ("Visit #", str(scene.visit + 1))])
    w.section("Subjective", scene.say(_FEELS, 1, 3))
    w.line("Objective", bold=True)
    w.checks([(scene.chance(0.5), text) for text in ("Subluxation C5", "Subluxation T6", "Subluxation L4",
            "Subluxation L5", "SI fixation R", "SI fixation L", "Spasm", "Edema", "Decreased ROM")], columns=3)
    w.section("Assessment", scene.pick("{Improving as expected|Guarded|Slower than expected}."))
    w.line("Treatment", bold=True)
    w.checks([(scene.chance(0.5), text) for text in ("CMT 1-2 regions (98940)", "CMT 3-4 regions (98941)",
            "Extraspinal (98943)", "EMS (97014)", "Myofascial release (97140)", "Mechanical traction (97012)")],
        columns=2)
    w.section("Plan",
        scene.pick("Continue {2|3}x week. {Home stretches reviewed.|}", "Return {Friday|next week|in 3 days}."))
    w.sign(scene.doctor, space=12)
    return scene.paper(THERAPY, w, "chiropractic")


def chiropractic_ledger(scene: Scene) -> Paper:
    """Several visits, a line or two for each."""
    w = scene.writer(running=[scene.name])
    w.title(scene.pick("{CHIROPRACTIC DAILY NOTES|Patient Travel Card|TREATMENT RECORD}"), size=1.5)
    w.fields([("Patient", scene.name), ("DOI", scene.hurt), ("Doctor", scene.doctor),
            ("Diagnosis", "; ".join(code for _, code in scene.diagnoses(3)))])
    first = scene.earlier(25, 50)
    day, rows = first, [["Date", "S", "O", "A/P", "Init."]]
    while day < scene.day:
        rows.append([scene.date(day), scene.pick("pain {4|5|6}/10", "{better|same|worse}"),
                scene.pick("{spasm|tender|ROM restricted}"), scene.pick("CMT {L5, SI|C5, T4}, EMS, {ice|heat}"),
                scene.by.who.given[0] + scene.by.who.family[0]])
        day = days.later(scene.rng, day, 2, 6)
    rows.append([scene.date(), scene.pick("pain 4/10"), "tender", scene.pick("CMT, re-exam {done|next}"),
            scene.by.who.given[0] + scene.by.who.family[0]])
    w.table(rows, (2, 2, 2, 4, 1))
    return scene.paper(THERAPY, w, "chiropractic_ledger", also_dates=(first,))


def acupuncture(scene: Scene) -> Paper:
    """An acupuncturist's note."""
    w = scene.writer()
    w.title(scene.rng.choice(("ACUPUNCTURE TREATMENT NOTE", "ACUPUNCTURE PROGRESS NOTE", "Acupuncture SOAP Note",
            "Acupuncture Treatment Record")), size=2)
    w.fields([(scene.by.house.patient_label, scene.name), (scene.pick("{Date|Date of treatment|DOS}"), scene.date()),
            ("Visit", f"{scene.visit + 1}"), ("DOB", scene.born)])
    w.section("Chief complaint", scene.pick("$part pain {5|6|7}/10"))
    w.section("Tongue / Pulse",
        scene.pick("{Pale, thin white coat|Purple, sublingual veins|Red tip}. Pulse {wiry|slippery|deep and weak}."))
    w.section("TCM diagnosis",
        scene.pick("{Qi and blood stagnation|Kidney yang deficiency with cold damp|Liver qi stagnation}"))
    w.section("Points", scene.pick("{BL23, BL40, GB34, Du4|LI4, LI15, SJ14, SI9|GB21, SI3, UB10, GV14|ST35, SP9, GB34, "
            "Xiyan}, {ahshi points|electro-stimulation 2/100 Hz}, retained {20|25|30} min. {Cupping|Infrared lamp|Tui "
            "na} {10|15} min."))
    w.section("Response", scene.pick("Pain reduced to {3|4}/10. {Patient reports better sleep.|}"))
    w.section("Plan", scene.pick("{2|1}x week, {4|6} visits remaining."))
    w.sign(scene.doctor, f"AC {scene.by.licence[1:]}", space=12)
    return scene.paper(THERAPY, w, "acupuncture")


def discharge(scene: Scene) -> Paper:
    """The end of a course of therapy as a letter."""
    treating = scene.story.providers["treating"].who
    w = scene.writer()
    w.line(scene.long())
    w.gap(6)
    w.fields([("To", treating.printed("first last, cred")), ("Re", scene.name), ("Dx", scene.diagnoses(1)[0][0])],
        columns=1)
    w.title(scene.pick("{DISCHARGE SUMMARY|Physical Therapy Discharge Summary|Therapy progress summary}"), size=1.5,
        align="left")
    w.para(f"Dear {treating.formal}:")
    w.para(scene.pick(f"$mr has completed {scene.rng.choice((8, 12, 18))} visits of therapy for the $part from "
            f"{scene.date(scene.earlier(40, 70))} to {scene.date()}.") + " " + scene.say(_RESPONSE, 2, 3))
    motion_table(scene, w)
    w.para(scene.pick("{All|Three of four} goals were met. $he_c is discharged to a home program.",
            "Progress has plateaued; therapy is discontinued."))
    w.sign(scene.doctor, closing="Sincerely,")
    return scene.paper(THERAPY, w, "pt_discharge")


THERAPIST_LAYOUTS = (daily_note, daily_note, daily_note, evaluation, flow_sheet)
CHIRO_LAYOUTS = (chiropractic, chiropractic, chiropractic_ledger)
