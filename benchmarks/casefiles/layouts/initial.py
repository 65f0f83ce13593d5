"""First reports and consultations: the state's form 5021, its copies by clinics, new-patient letters and print-outs."""

from __future__ import annotations

from benchmarks.casefiles import days
from benchmarks.casefiles.layouts.extras import lengthen, records_reviewed
from benchmarks.casefiles.layouts.phrases import DISCLOSURE, PAST, RATIONALE, SYSTEMS
from benchmarks.casefiles.layouts.visits import next_visit, plan_of, work_of
from benchmarks.casefiles.sheets import Paper
from benchmarks.casefiles.story import Scene
from benchmarks.casefiles.writer import Writer
from openimr.casefile.model import DocumentKind

FIRST, CONSULT = DocumentKind.FIRST_REPORT, DocumentKind.CONSULT


def form_5021(scene: Scene) -> Paper:
    """The state's form with its numbered boxes."""
    one, rng = scene.patient, scene.rng
    w = scene.writer(office=False, running=[])
    w.line("STATE OF CALIFORNIA", align="centre", size=-2)
    w.title("DOCTOR'S FIRST REPORT OF OCCUPATIONAL INJURY OR ILLNESS", size=1.5)
    w.para("Within 5 days of your initial examination, for every occupational injury or illness, send two copies of "
        "this report to the employer's workers' compensation insurance carrier or the insured employer. Failure to "
        "file a timely doctor's report may result in assessment of a civil penalty. In the case of diagnosed or "
        "suspected pesticide poisoning, send a copy of the report to the local health officer.", size=-2.5)
    w.cells([("1. INSURER NAME AND ADDRESS", f"{one.carrier.name}, {one.carrier.address}", 4),
            ("PLEASE DO NOT USE THIS COLUMN", "", 1)])
    w.cells([("2. EMPLOYER NAME", one.employer.name, 4), ("Case No.", "", 1)])
    w.cells([("3. Address: No. and Street, City, Zip", one.employer.address, 4), ("Industry", "", 1)])
    w.cells([("4. Nature of business (e.g., food manufacturing, building construction, retailer of women's clothes)",
            rng.choice(("services", "manufacturing", "retail", "public agency", "health care")), 4), ("County", "", 1)])
    w.cells([("5. PATIENT NAME (first name, middle initial, last name)", scene.name, 3),
            ("6. Sex", "Female" if one.who.woman else "Male", 1), ("7. Date of Birth  Mo. Day Yr.", scene.born, 1.4)])
    w.cells([("8. Address: No. and Street  City  Zip", one.address, 3), ("9. Telephone number", one.phone, 1.4)])
    w.cells([("10. Occupation (Specific job title)", one.job, 3),
            ("11. Social Security Number", f"XXX-XX-{one.serial % 10000:04d}", 1.4)])
    w.cells([("12. Injured at: No. and Street  City  County", one.employer.address, 1)])
    w.cells([("13. Date and hour of injury or onset of illness", f"{scene.hurt}  {days.clock(rng)}", 2),
            ("14. Date last worked", scene.date(scene.earlier(0, 2)), 2)])
    w.cells([("15. Date and hour of first examination or treatment", f"{scene.date()}  {days.clock(rng)}", 2),
            ("16. Have you (or your office) previously treated patient?", rng.choice(("No", "[ ] Yes  [X] No")), 2)])
    w.para("Patient please complete this portion, if able to do so. Otherwise, doctor please complete immediately, "
        "inability or failure of a patient to complete this portion shall not affect his/her rights to workers' "
        "compensation under the California Labor Code.", size=-3, gap=1)
    w.cells([("17. DESCRIBE HOW THE ACCIDENT OR EXPOSURE HAPPENED. (Give specific object, machinery or chemical.)",
            scene.patient.mechanism, 1)])
    w.cells([("18. SUBJECTIVE COMPLAINTS (Describe fully. Use reverse side if more space is required.)",
            scene.complaints, 1)])
    w.cells([("19. OBJECTIVE FINDINGS (Use reverse side if more space is required.)  A. Physical examination",
            " ".join(scene.findings[:5]), 1)])
    w.cells([("B. X-ray and laboratory results (State if none or pending.)",
            scene.pick("None", "X-rays {negative|show no fracture}", "pending"), 1)])
    w.cells([("20. DIAGNOSIS (if occupational illness specify etiologic agent and duration of exposure.) Chemical or "
            "toxic compounds involved? [ ] Yes [X] No",
            "; ".join(f"{text} {code}" for text, code in scene.diagnoses()), 1)])
    w.cells([("21. Are your findings and diagnosis consistent with patient's account of injury or onset of illness?",
            "[X] Yes  [ ] No", 1)])
    w.cells([("22. Is there any other current condition that will impede or delay patient's recovery?",
            "[ ] Yes  [X] No", 1)])
    w.cells([("23. TREATMENT RENDERED (Use reverse side if more space is required.)",
            scene.pick("Exam, {x-ray, |}{ibuprofen 800 mg|naproxen}, {ice packs|hot packs}, {lumbar support|brace}."),
            1)])
    w.cells([("24. If further treatment required, specify treatment plan/estimated duration.",
            scene.pick("PT {2|3} x {2|3} weeks. Recheck {3|7} days."), 1)])
    w.cells([("25. If hospitalized as inpatient, give hospital name and location", "", 2), ("Date admitted", "", 1),
            ("Estimated stay", "", 1)])
    w.cells([("26. WORK STATUS - Is patient able to perform usual work?  If \"no\", date when patient can return to:",
            scene.pick("[ ] Yes [X] No   Regular work ___  Modified work "
            + scene.date() + "  Specify restrictions: no lifting over 15 lbs", "[X] Yes [ ] No"), 1)])
    w.gap(4)
    w.fields([("Doctor's Signature", "______________________"), ("CA License Number", scene.by.licence),
            ("Doctor Name and Degree (please type)", scene.doctor),
            ("IRS Number", f"95-{rng.randrange(10**6, 10**7)}"), ("Address", scene.by.office.address),
            ("Telephone Number", scene.by.office.phone)], size=-1)
    w.line("FORM 5021 (Rev. 4)", size=-3)
    w.line("Any person who makes or causes to be made any knowingly false or fraudulent material statement or material "
        "representation for the purpose of obtaining or denying workers' compensation benefits or payments is guilty "
        "of a felony.", size=-3)
    return scene.paper(FIRST, w, "form_5021")


def clinic_first_report(scene: Scene) -> Paper:
    """The first report as an industrial clinic's system prints it."""
    w = scene.writer()
    w.title(scene.rng.choice(("DOCTOR'S FIRST REPORT OF OCCUPATIONAL INJURY OR ILLNESS",
            "Doctor's First Report of Occupational Injury (DLSR 5021)", "DOCTOR'S FIRST REPORT OF INJURY",
            "INITIAL COMPREHENSIVE REPORT / DOCTOR'S FIRST REPORT")), size=2)
    label = scene.pick("{Date of first exam|Date of Initial Examination|Date first seen|Exam date}")
    w.fields([*scene.about(), (label, f"{scene.date()} {days.clock(scene.rng) if scene.chance(0.5) else ''}"),
            ("Occupation", scene.patient.job), ("Insurer", scene.patient.carrier.name),
            ("Time of injury", days.clock(scene.rng)), ("Telephone", scene.patient.phone)], columns=2)
    w.section("How the injury occurred", scene.pick("Patient states: $mechanism.", "$mr reports that $mechanism."))
    w.section("Subjective complaints", scene.complaints)
    w.section("Objective findings", scene.findings)
    w.section("X-ray and laboratory", scene.pick("None taken.",
            "$Side side films: no fracture." if scene.part.sided else "No fracture on plain films."))
    w.section("Diagnosis", [f"{code} {text}" for text, code in scene.diagnoses()], numbered=True)
    w.section("Treatment rendered", scene.pick("{Evaluation and management|Examination}, medication dispensed: "
            "{Etodolac 400 mg, Orphenadrine 100 mg|Ibuprofen 600 mg}. {Cold pack|Elastic support} given."))
    w.section("Further treatment",
        scene.pick("{Physical therapy 3 x 2 weeks|PT evaluation and treatment}. Re-exam on") + " " + next_visit(scene))
    w.section("Findings consistent with history", "Yes")
    w.section("Work status", work_of(scene))
    w.para(DISCLOSURE[1], size=-1)
    w.sign(scene.doctor, f"Lic. {scene.by.licence}",
        f"Signed {scene.date(scene.later(0, 3))}" if scene.chance(0.5) else "")
    return scene.paper(FIRST, w, "clinic_first_report")


def narrative_first_report(scene: Scene) -> Paper:
    """A long first report of a new primary treating physician, in the form of a letter."""
    w = scene.writer()
    w.line(scene.long())
    w.gap(6)
    w.line(scene.patient.carrier.name)
    w.line(scene.patient.carrier.address)
    w.gap(6)
    w.fields(scene.about(), columns=1)
    w.title(scene.pick("{INITIAL EVALUATION AND DOCTOR'S FIRST REPORT OF OCCUPATIONAL INJURY|PRIMARY TREATING "
            "PHYSICIAN'S INITIAL REPORT AND DOCTOR'S FIRST REPORT|Doctor's First Report: Initial Comprehensive "
            "Evaluation}"), size=1.5)
    w.para("To Whom It May Concern:")
    w.para(scene.pick("$mr was seen for an initial evaluation in my office {today|on the above date}. I have been "
            "designated as {the|the new} primary treating physician."))
    _body(scene, w)
    w.para(DISCLOSURE[0], size=-1)
    w.sign(scene.doctor, "Primary Treating Physician", closing=scene.rng.choice(("Sincerely,", "Respectfully,")))
    return scene.paper(FIRST, w, "narrative_first_report")


def consultation_letter(scene: Scene) -> Paper:
    """A specialist's long letter after a first visit."""
    sender = scene.notes.get("referred_by", "your office")
    w = scene.writer()
    w.line(scene.long())
    w.gap(6)
    w.fields(scene.about(), columns=1)
    w.title(scene.rng.choice(("INITIAL ORTHOPAEDIC CONSULTATION", "CONSULTATION REPORT",
            "SECONDARY TREATING PHYSICIAN'S INITIAL CONSULTATION", "Initial Pain Management Consultation",
            "SPECIALTY CONSULTATION", "COMPREHENSIVE NEW PATIENT CONSULTATION", "")), size=2)
    w.para(scene.pick("Thank you for {referring|asking me to see} $mr{ in consultation|}. {$he_c was referred by "
            f"{sender}.|}}", f"At the request of {sender}, $mr was seen in consultation today."))
    _body(scene, w)
    w.para(scene.pick("Thank you for {this referral|the opportunity to evaluate this patient}.",
            "I will see $him again once authorization is received."))
    w.sign(scene.doctor, scene.by.specialty.title(), f"cc: {sender}" if scene.chance(0.5) else "",
        closing=scene.rng.choice(("Sincerely,", "With kind regards,", "Very truly yours,")))
    return scene.paper(CONSULT, w, "consultation_letter")


def consultation_chart(scene: Scene) -> Paper:
    """A new-patient visit as an electronic chart prints it."""
    w = scene.writer(running=[scene.name, f"DOB {scene.born}", f"Date of Service {scene.date()}"])
    w.title(scene.rng.choice(("New Patient Consultation", "CONSULTATION", "Initial Consult Note",
            "New Patient Evaluation - Consult", "Consultation Note")), align="left")
    w.fields([("Patient", scene.name), ("Date of Service", scene.date()), ("DOB", scene.born), ("MRN", scene.mrn),
            ("Referring Physician", str(scene.notes.get("referred_by", "self"))),
            ("Consulting Physician", scene.doctor), (scene.by.house.hurt_label, scene.hurt),
            (scene.by.house.claim_label, scene.patient.claim)], bold=True)
    w.section("Reason for consultation", scene.pick("$part pain after work injury", "Evaluate and treat $part"))
    _body(scene, w)
    w.line(f"Electronically signed by: {scene.doctor} {scene.date(scene.later(0, 4))} {days.clock(scene.rng)}", size=-1)
    return scene.paper(CONSULT, w, "consultation_chart")


def consultation_report(scene: Scene) -> Paper:
    """A consultation as a hospital's transcription service types it: capitals, job numbers."""
    w = scene.writer(office=True,
        running=[scene.patient.who.printed("LAST, FIRST"), f"MR#: {scene.mrn}", "CONSULTATION"])
    w.title("CONSULTATION", size=2)
    w.fields([("PATIENT NAME", scene.patient.who.printed("LAST, FIRST")), ("MEDICAL RECORD NUMBER", scene.mrn),
            ("DATE OF CONSULTATION", scene.date()), ("CONSULTING PHYSICIAN", scene.doctor),
            ("REQUESTING PHYSICIAN", str(scene.notes.get("referred_by", "on file"))), ("DATE OF BIRTH", scene.born)])
    for label, text in (("REASON FOR CONSULTATION", scene.pick("$part pain.")),
        ("HISTORY OF PRESENT ILLNESS", scene.history + " " + scene.complaints),
        ("PAST MEDICAL HISTORY", scene.say(PAST, 2, 4)), ("PHYSICAL EXAMINATION", " ".join(scene.findings)),
        ("IMPRESSION", " ".join(f"{at}. {text}." for at, (text, _) in enumerate(scene.diagnoses(3), 1))),
        ("RECOMMENDATIONS", " ".join(plan_of(scene, 2, 4)))):
        w.section(label, text)
    w.para("Thank you for this consultation.")
    w.sign(scene.doctor, f"DD: {scene.date()} {days.clock(scene.rng)}",
        f"DT: {scene.date(scene.later(1, 2))} {days.clock(scene.rng)}", f"Job #: {scene.rng.randrange(10**6, 10**7)}",
        space=10)
    return scene.paper(CONSULT, w, "consultation_report")


def _body(scene: Scene, w: Writer) -> None:
    """History, examination, impression and plan of a first visit, at length."""
    w.section(scene.pick("{History of injury|History of present illness|HISTORY}"), scene.history)
    w.section(scene.pick("{Present complaints|Current complaints|Subjective}"), scene.complaints)
    w.section("Past medical history", scene.say(PAST, 3, 5))
    if scene.chance(0.6):
        w.section("Review of systems",
            " ".join(f"{name}: {scene.spin(text)}." for name, text in scene.rng.sample(SYSTEMS, 4)))
    if scene.chance(0.7):
        w.section("Current medications", scene.drugs())
    w.section(scene.pick("{Physical examination|Examination}"), scene.findings)
    lengthen(scene, w)
    if scene.chance(0.3):
        records_reviewed(scene, w, 3, 7)
    if scene.chance(0.6):
        w.section(scene.pick("{Diagnostic studies|Review of imaging|Records reviewed}"), scene.pick(
                f"MRI of {scene.date(scene.earlier(20, 90))} shows changes as {{described in the report|reported}}.",
                "X-rays: {mild degenerative change|no fracture}."))
    w.section(scene.pick("{Impression|Diagnoses|Assessment}"), [f"{text}, {code}" for text, code in scene.diagnoses()],
        numbered=True)
    w.section("Discussion", scene.say(RATIONALE, 2, 5))
    w.section(scene.pick("{Recommendations|Treatment plan|Plan}"), plan_of(scene, 3, 6), numbered=True)
    w.section("Causation" if scene.chance(0.4) else "Work status", work_of(scene))


def consultation_table(scene: Scene) -> Paper:
    """A second opinion with its head in a table and no letter around it."""
    w = scene.writer(running=[scene.name, scene.long()])
    w.title(scene.pick(
            "{SECOND OPINION SURGICAL CONSULTATION|INITIAL SPECIALIST EVALUATION|Initial consultation: spine|"
            "NEUROSURGICAL CONSULTATION}"), size=2)
    w.table([["Patient", scene.name], ["Date of evaluation", scene.date()], ["Date of injury", scene.hurt],
            ["Referred by", str(scene.notes.get("referred_by", "claims administrator"))],
            ["Claim", scene.patient.claim]], (1, 3), head=False)
    _body(scene, w)
    w.sign(scene.doctor, f"License {scene.by.licence}")
    return scene.paper(CONSULT, w, "consultation_table")


FIRST_LAYOUTS = (form_5021, clinic_first_report, narrative_first_report)
CONSULT_LAYOUTS = (consultation_letter, consultation_chart, consultation_report, consultation_table)
