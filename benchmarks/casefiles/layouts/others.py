"""Papers that are none of the known kinds: case managers, employers, work slips, forms that the worker fills in."""

from __future__ import annotations

from benchmarks.casefiles import days
from benchmarks.casefiles.layouts.phrases import COURSE
from benchmarks.casefiles.layouts.visits import work_of
from benchmarks.casefiles.people import person
from benchmarks.casefiles.sheets import Line, Paper, Words
from benchmarks.casefiles.story import Scene
from openimr.casefile.model import DocumentKind

OTHER = DocumentKind.OTHER
_RECORDS = ("Progress reports", "MRI lumbar spine", "QME report", "Billing", "PT notes", "Operative report", "PR-2",
    "Utilization review", "Correspondence", "Deposition", "First report", "EMG/NCV", "Lab results", "Work status")


def case_manager(scene: Scene) -> Paper:
    """A nurse case manager's report to the adjuster."""
    nurse = person(scene.rng, credentials="RN")
    one = scene.patient
    w = scene.writer(running=[f"Re: {one.who.printed('first last')}", scene.long()], office=False)
    w.title(scene.rng.choice(
            ("Compass Case Management", "Harbor Nurse Consultants", "ReturnPath Medical Case Management")), size=4)
    w.line(scene.long())
    w.line(f"{one.adjuster.printed('first last')}, {one.carrier.name}")
    w.title(scene.pick("{NURSE CASE MANAGEMENT REPORT|FIELD CASE MANAGEMENT PROGRESS REPORT|Medical Case Management: "
            "Status Report {3|5|7}|TELEPHONIC CASE MANAGEMENT NOTE}"), size=1.5)
    w.fields([("Claimant", one.who.printed("first last")), ("Claim", one.claim), ("Date of injury", scene.hurt),
            ("Referral date", scene.date(scene.earlier(30, 200)))])
    seen = scene.pick("{Attended the appointment with|Called the office of}")
    said = scene.pick("{Message left.|$he_c reports no change.}")
    w.section("Contacts", [
        f"{scene.date(scene.earlier(1, 25))}: {seen} {scene.story.providers['treating'].who.formal}.",
        f"{scene.date()}: Telephone call to the injured worker. {said}",
    ])
    w.section("Medical status", scene.say(COURSE, 2, 4))
    w.section("Return to work", scene.pick("{The employer can accommodate light duty|No modified duty is available}."))
    w.section("Recommendations", scene.pick("{Continue to monitor|Obtain the MRI report|Attend the next visit}; {peer "
            "review of medication|close file upon P&S}."))
    w.sign(nurse.printed("first last, cred"), "Nurse Case Manager")
    return scene.paper(OTHER, w, "case_manager", author=nurse.plain)


def job_description(scene: Scene) -> Paper:
    """An employer's description of the job's demands."""
    one = scene.patient
    dated = scene.chance(0.5)
    w = scene.writer(office=False, running=[])
    w.title(
        scene.pick("{DESCRIPTION OF EMPLOYEE'S JOB DUTIES|JOB ANALYSIS|Physical Demands Analysis|JOB DESCRIPTION}"),
        size=2)
    w.fields([("Employee name", one.who.printed("first last")), ("Employer", one.employer.name),
            ("Job title", one.job), ("Hours", "8 per day, 40 per week"), *([("Date", scene.date())] if dated else [])])
    w.table([["Activity", "Never", "Occasionally", "Frequently", "Constantly"], *([name,
            *scene.rng.choice((("X", "", "", ""), ("", "X", "", ""), ("", "", "X", ""), ("", "", "", "X")))]
            for name in ("Sitting", "Walking", "Standing", "Bending (neck)", "Bending (waist)", "Squatting",
            "Climbing", "Kneeling", "Reaching above shoulder", "Power grasping", "Fine manipulation"))],
        (3, 1, 1.3, 1.2, 1.2))
    w.table([["Lifting", "Hours", "Height"],
            *([f"{low}-{low + 14} lbs", str(scene.rng.randrange(5)), "floor to waist"] for low in (0, 11, 26, 51))],
        (2, 1, 2))
    w.sign("Employer representative ____________________", space=10)
    return scene.paper(OTHER, w, "job_description", author=None, patient=one.who.plain,
        date=scene.day if dated else None)


def work_slip(scene: Scene) -> Paper:
    """A slip for the employer."""
    w = scene.writer(running=[], numbering="")
    w.title(scene.pick("{WORK STATUS REPORT|OFF WORK ORDER|RETURN TO WORK SLIP|Disability Certificate|Work Status "
            "Form|ACTIVITY PRESCRIPTION}"), size=3)
    w.fields([("Patient", scene.name), ("Date" if scene.chance(0.5) else "Date of visit", scene.date()),
            ("Employer", scene.patient.employer.name), ("DOI", scene.hurt)], columns=1)
    w.para(work_of(scene))
    if scene.chance(0.5):
        w.checks([(scene.chance(0.4), text) for text in ("No lifting over 10 lbs", "No lifting over 25 lbs",
                "Sitting 75% of the time", "No climbing ladders", "No use of affected hand", "Must wear brace")],
            columns=2)
    w.fields([("Next appointment", scene.date(scene.later(10, 40)))], columns=1)
    w.sign(scene.doctor, space=16)
    return scene.paper(OTHER, w, "work_slip")


def claim_form(scene: Scene) -> Paper:
    """The worker's claim form."""
    one = scene.patient
    w = scene.writer(office=False, running=[], numbering="")
    w.line("State of California, Department of Industrial Relations, DIVISION OF WORKERS' COMPENSATION", size=-1.5)
    w.title("WORKERS' COMPENSATION CLAIM FORM (DWC 1)", size=2)
    w.para("Employee: Complete the \"Employee\" section and give the form to your employer. Keep a copy and mark it "
        "\"Employee's Temporary Receipt\" until you receive the signed and dated copy from your employer.", size=-1.5)
    for at, (label, value) in enumerate((("Name. Nombre.", one.who.printed("first last")),
            ("Today's Date. Fecha de Hoy.", scene.date()), ("Home Address.", one.address),
            ("Date of Injury. Time of Injury.", f"{scene.hurt} {days.clock(scene.rng)}"),
            ("Address and description of where injury happened.", one.employer.address),
            ("Describe injury and part of body affected.", f"{scene.parts_named}"),
            ("Social Security Number.", "XXX-XX-"), ("Signature of employee.", "________________")), 1):
        w.cells([(f"{at}. {label}", value, 1)])
    w.line("Employer: complete this section", bold=True)
    for at, (label, value) in enumerate((("Name of employer.", one.employer.name), ("Address.", one.employer.address),
            ("Date employer first knew of injury.", scene.hurt),
            ("Date claim form was provided to employee.", scene.date()),
            ("Date employer received claim form.", scene.date(scene.later(0, 4))),
            ("Insurance carrier.", one.carrier.name), ("Signature of employer representative.", "")), 9):
        w.cells([(f"{at}. {label}", value, 1)])
    return scene.paper(OTHER, w, "claim_form", author=one.who.plain, patient=one.who.plain)


def employer_report(scene: Scene) -> Paper:
    """The employer's own report of the injury."""
    one = scene.patient
    w = scene.writer(office=False, running=[], numbering="")
    w.line("State of California", size=-1.5)
    w.title("EMPLOYER'S REPORT OF OCCUPATIONAL INJURY OR ILLNESS", size=1.5)
    w.line("FORM 5020 (Rev7)", size=-2)
    for row in ([("1. FIRM NAME", one.employer.name, 2), ("1a. Policy Number", f"WC{one.serial}", 1)],
        [("2. MAILING ADDRESS", one.employer.address, 2), ("2a. Phone Number", one.employer.phone, 1)], [
            ("17. DATE OF INJURY / ONSET OF ILLNESS", scene.hurt, 1),
            ("18. TIME INJURY OCCURRED", days.clock(scene.rng), 1), ("20. IF EMPLOYEE DIED, DATE OF DEATH", "", 1)],
        [("27. SPECIFIC INJURY/ILLNESS AND PART OF BODY AFFECTED", scene.parts_named, 1)],
        [("31. EMPLOYEE NAME", one.who.printed("LAST, FIRST"), 2), ("33. DATE OF BIRTH", scene.born, 1)],
        [("36. HOW INJURY/ILLNESS OCCURRED", one.mechanism, 1)],
        [("Completed by (type or print)", person(scene.rng).printed("first last"), 2), ("Date", scene.date(), 1)]):
        w.cells(row)
    return scene.paper(OTHER, w, "employer_report", author=None, patient=one.who.plain)


def questionnaire(scene: Scene) -> Paper:
    """A form that the patient fills in before a visit, with a drawing of pain."""
    one = scene.patient
    w = scene.writer(running=[], numbering="")
    w.title(scene.pick("{PATIENT QUESTIONNAIRE|NEW PATIENT INTAKE FORM|Pain Drawing|Patient History Form|OSWESTRY "
            "DISABILITY INDEX}"), size=2)
    w.fields([("Name", one.who.printed("first last")), ("Date", scene.date()), ("Age", str(one.age(scene.day)))],
        columns=3)
    w.para("Mark the areas on your body where you feel the described sensations. Numbness ====   Pins and needles oooo "
        "  Burning xxxx   Stabbing ////")
    y = w.y - 20
    for x in (w.left + 60, w.left + 230):
        w.sheet.marks += [Line(x, y - 30, x, y - 140, 1.2), Line(x - 45, y - 60, x + 45, y - 60, 1.2),
            Line(x, y - 140, x - 28, y - 230, 1.2), Line(x, y - 140, x + 28, y - 230, 1.2),
            Words(x - 10, y - 20, "O", "Helvetica", 22),
            Words(x - 14, y - 250, "front" if x < 250 else "back", "Helvetica", 8)]
    w.gap(290)
    w.checks([(scene.chance(0.4), text) for text in ("Worse with sitting", "Worse with walking", "Better lying down",
            "Wakes me at night", "Numbness", "Weakness")], columns=3)
    w.line(f"Rate your pain 0-10:  now {scene.rng.randrange(3, 9)}   worst {scene.rng.randrange(6, 11)}   best "
        f"{scene.rng.randrange(1, 5)}")
    w.line("Signature: ____________________")
    return scene.paper(OTHER, w, "questionnaire", author=None, patient=one.who.plain)


def consent(scene: Scene) -> Paper:
    """A release or an agreement that the patient signs."""
    one = scene.patient
    w = scene.writer(running=[])
    w.title(scene.pick("{AUTHORIZATION FOR RELEASE OF MEDICAL INFORMATION|OPIOID TREATMENT AGREEMENT|CONSENT TO "
            "TREATMENT|NOTICE OF PRIVACY PRACTICES - ACKNOWLEDGEMENT|ASSIGNMENT OF BENEFITS}"), size=2)
    w.para(f"I, {one.who.printed('first last')}, born {scene.born}, understand and agree to the following terms. I may "
        "revoke this in writing at any time. A copy is as valid as the original.")
    for text in ("I will obtain medication from one physician and one pharmacy only.",
        "I authorize the release of records concerning my condition to the parties named.",
        "I understand the risks that were explained to me.", "This authorization expires in one year."):
        w.para(f"____ {text}", indent=10)
    w.fields([("Signature", "____________________"), ("Date", scene.date()), ("Witness", "____________")], columns=1)
    return scene.paper(OTHER, w, "consent", author=None, patient=one.who.plain)


def appointment(scene: Scene) -> Paper:
    """A short letter about an appointment kept or missed."""
    w = scene.writer(running=[])
    w.line(scene.long())
    w.gap(8)
    w.line(scene.patient.who.printed("mr. first last"))
    w.line(scene.patient.address)
    w.gap(8)
    w.para(f"Dear {scene.patient.who.formal}:")
    w.para(scene.pick("Our records show that you missed your appointment on "
            + scene.date(scene.earlier(1, 10)) + ". Please call to reschedule.",
            "This is to confirm your appointment on " + scene.long(scene.later(5,
            30)) + f" at {days.clock(scene.rng)}. Please bring your films and arrive fifteen minutes early."))
    w.sign(scene.by.office.name, closing="Sincerely,")
    return scene.paper(OTHER, w, "appointment", author=None)


def hand_out(scene: Scene) -> Paper:
    """Exercises to do at home: no day, no writer, mostly no name."""
    w = scene.writer(running=[])
    w.title(
        scene.pick("{HOME EXERCISE PROGRAM|Low Back Stretches|Patient Education: Ice and Heat|Shoulder Exercises}"),
        size=3)
    for name in scene.rng.sample(("Single knee to chest", "Pelvic tilt", "Bridge", "Cat and camel", "Pendulum",
            "Wall crawl", "Towel stretch", "Quad set", "Heel slide", "Chin tuck"), 5):
        w.line(name, bold=True)
        w.para(scene.pick("Hold {5|10|20} seconds, repeat {10|15} times, {once|twice|three times} a day. {Stop if pain "
                "increases.|Breathe normally.|Keep the abdomen tight.}"))
    return scene.paper(OTHER, w, "hand_out", author=None, patient=None, date=None)


def records_index(scene: Scene) -> Paper:
    """A list of the records that a copy service or a claims office sends: other papers' names and days in a table."""
    one = scene.patient
    dated = scene.chance(0.6)
    w = scene.writer(office=False, running=[f"{one.who.printed('LAST, FIRST')} - index"])
    w.title(scene.pick(
            "{INDEX OF RECORDS|TABLE OF CONTENTS|MEDICAL RECORDS INDEX|Records provided for review|Exhibit list}"),
        size=2)
    w.fields([("Name", one.who.printed("first last")), ("Claim", one.claim), ("DOI", scene.hurt),
            *([("Prepared", scene.date())] if dated else [])])
    rows, page = [["No.", "Provider", "Record", "Date", "Page"]], 1
    for at in range(1, scene.rng.randint(8, 40)):
        by = scene.rng.choice(list(scene.story.providers.values()))
        rows.append([str(at), scene.rng.choice((by.office.name, by.who.printed("first last, cred"))),
                scene.rng.choice(_RECORDS), scene.date(scene.earlier(5, 900)), str(page)])
        page += scene.rng.randrange(1, 9)
    w.table(rows, (0.6, 4, 3, 2, 0.8), grid=scene.chance(0.5))
    return scene.paper(OTHER, w, "records_index", author=None, patient=one.who.plain, date=scene.day if dated else None)


def order_slip(scene: Scene) -> Paper:
    """A prescription for therapy, a brace or a study on the small paper of an office."""
    w = scene.writer(running=[], numbering="")
    w.title(scene.pick("{Rx|PRESCRIPTION|PHYSICAL THERAPY REFERRAL|ORDER FORM|Referral Slip}"), size=5, align="left")
    w.fields([("Name", scene.name), ("Date", scene.date()), ("DOB", scene.born)], columns=3)
    w.para("Dx: " + "; ".join(text for text, _ in scene.diagnoses(2)))
    for text, _ in scene.treatments(2):
        w.para(text, indent=12)
    w.sign(scene.doctor, f"Lic {scene.by.licence}  NPI {scene.by.npi}", space=26)
    return scene.paper(OTHER, w, "order_slip", also_kinds=(DocumentKind.RFA, DocumentKind.PHARMACY))


LAYOUTS = (case_manager, job_description, work_slip, work_slip, claim_form, employer_report, questionnaire, consent,
    appointment, hand_out)
