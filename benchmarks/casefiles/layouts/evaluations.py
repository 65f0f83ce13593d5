"""Medical-legal reports and reports at maximum medical improvement."""

from __future__ import annotations

from benchmarks.casefiles.layouts.extras import (
    activities,
    family_and_habits,
    motion_table,
    records_reviewed,
    strength_table,
)
from benchmarks.casefiles.layouts.phrases import COUNTIES, DISCLOSURE, PAST, RATIONALE
from benchmarks.casefiles.sheets import Paper
from benchmarks.casefiles.story import Scene
from openimr.casefile.model import DocumentKind

LEGAL, STATIONARY = DocumentKind.MEDICAL_LEGAL, DocumentKind.PERMANENT_STATIONARY
_APPORTION = ("{Ninety|Eighty|Seventy-five} percent of the permanent disability is apportioned to the injury of "
    "$hurt_long and the remainder to {pre-existing degenerative changes|the natural progression of disease}.",
    "There is no basis for apportionment; one hundred percent is due to the industrial injury.")
_RATING = ("Using the AMA Guides, 5th Edition, the lumbar spine is placed in DRE Category {II|III}, {8|10|12}% whole "
    "person impairment.", "By range of motion the upper extremity impairment is {7|9|11}%, or {4|5|7}% whole person.",
    "Gait derangement is not added. Pain add-on is {2|3}%.",
    "The lower extremity impairment is {4|7|10}%, which converts to {2|3|4}% whole person.")
_FUTURE = ("Future medical care should include {physician visits, medication, short courses of therapy for "
    "flare-ups|physical therapy up to {8|12} visits per flare-up} and {possible injections|consideration of surgery}.",
    "Provision should be made for {epidural injections|diagnostic studies} should the condition worsen.")
_RESTRICT = (
    "No lifting over {15|20|25} pounds. No repetitive {bending or twisting|overhead work|kneeling or squatting}.",
    "Preclusion from heavy work.",
    "$he_c is a Qualified Injured Worker and cannot return to usual and customary duties.")


def panel_report(scene: Scene) -> Paper:
    """A panel QME's or AME's report: many pages, records summarized at length."""
    lawyer, office = scene.story.lawyers[0]
    written = scene.later(12, 30)
    agreed = scene.chance(0.3)
    w = scene.writer()
    w.line(scene.long(written))
    w.gap(6)
    for text in (lawyer.printed("first last") + ", Esq.", office.name, office.street, office.city):
        w.line(text)
    w.gap(6)
    w.fields([*scene.about(), (
            scene.pick("{Date of Evaluation|Date of Exam|Date of examination|DATE OF FACE-TO-FACE EVALUATION}"),
            scene.date())], columns=1)
    w.title(scene.rng.choice(("AGREED MEDICAL EVALUATION", "AGREED MEDICAL EXAMINER'S REPORT",
            "Agreed Medical Evaluation in Orthopaedics") if agreed else ("PANEL QUALIFIED MEDICAL EVALUATION",
            "QUALIFIED MEDICAL EVALUATOR'S REPORT", "COMPREHENSIVE MEDICAL-LEGAL EVALUATION", "PANEL QME REPORT",
            "INITIAL COMPREHENSIVE MEDICAL-LEGAL EVALUATION (ML-103)")), size=2)
    w.para(f"Dear {lawyer.formal}:" if scene.chance(0.5) else "Dear Parties:")
    w.para(scene.pick("Pursuant to your request $mr was examined in my {office|Fresno office} on the above date. This "
            "is an {ML 102|ML 103|ML 104} evaluation. {Face-to-face time was {45|60|75} minutes; record review {3|5} "
            "hours.|An interpreter was {present|not needed}.}"))
    w.section("Job description", scene.pick("$mr worked as a $job, {eight|ten} hours a day, lifting up to {25|50|75} "
            "pounds, with {frequent|constant} standing, bending and reaching."))
    w.section("History of injury as related by the applicant", scene.history)
    w.section("Current complaints", scene.complaints + " " + scene.complaints)
    family_and_habits(scene, w)
    activities(scene, w)
    records_reviewed(scene, w, 10, 34, told=3)
    w.section("Physical examination", scene.findings)
    for part, side in scene.patient.parts:
        scene.part, scene.side = part, side
        motion_table(scene, w)
    strength_table(scene, w)
    w.section("Diagnoses", [text for text, _ in scene.diagnoses(6)], numbered=True)
    w.section("Discussion and causation", scene.pick("It is medically probable that the injury of $hurt_long "
            "{caused|aggravated} the condition of the $part.") + " " + scene.say(RATIONALE, 2, 4))
    w.section("Disability status", scene.pick(
            "$he_c has reached maximum medical improvement and is permanent and stationary.",
            "$he_c is not yet permanent and stationary; further treatment is needed."))
    w.section("Impairment rating", scene.say(_RATING, 1, 3))
    w.section("Apportionment", scene.pick(*_APPORTION))
    w.section("Work restrictions", scene.pick(*_RESTRICT))
    w.section("Future medical care", scene.say(_FUTURE, 1, 2))
    w.para(DISCLOSURE[1])
    w.para(f"Date of report: {scene.long(written)}. Signed in {scene.rng.choice(COUNTIES)} County, California."
        if scene.chance(0.7)
        else f"Dated this {written.day} day of {written:%B}, {written.year}, at {scene.rng.choice(COUNTIES)} County, "
        "California.")
    w.sign(scene.doctor, "Agreed Medical Evaluator" if agreed else "Qualified Medical Evaluator",
        closing="Very truly yours,")
    return scene.paper(LEGAL, w, "panel_report", also_dates=(written,))


def supplemental(scene: Scene) -> Paper:
    """A supplemental report without an examination: its day is the letter's."""
    lawyer, office = scene.story.lawyers[1]
    w = scene.writer()
    w.line(scene.long())
    w.gap(6)
    for text in (scene.patient.adjuster.printed("first last"), scene.patient.carrier.name, scene.patient.carrier.city):
        w.line(text)
    w.line(f"{lawyer.printed('first last')}, Esq., {office.name}")
    w.gap(6)
    w.fields(scene.about(), columns=1)
    w.title(scene.rng.choice(("SUPPLEMENTAL QME REPORT", "SUPPLEMENTAL MEDICAL-LEGAL REPORT",
            "PANEL QME SUPPLEMENTAL REPORT (ML-106)", "AME SUPPLEMENTAL REPORT")), size=1.5)
    w.para(scene.pick("I am in receipt of your letter of " + scene.long(scene.earlier(14,
            40)) + " {asking|requesting} that I review additional records and {comment|address apportionment|address "
            "the need for surgery}. $mr was last examined on " + scene.long(scene.earlier(90, 300)) + "."))
    records_reviewed(scene, w, 3, 9, told=2)
    w.section("Discussion", scene.say(RATIONALE, 2, 4) + " " + scene.pick(*_APPORTION))
    w.para(scene.pick("My opinions {otherwise|} remain as stated in my {prior|initial} report."))
    w.para(DISCLOSURE[1])
    w.sign(scene.doctor, "Qualified Medical Evaluator",
        closing=scene.rng.choice(("Sincerely,", "Respectfully submitted,")))
    return scene.paper(LEGAL, w, "qme_supplemental")


def reevaluation(scene: Scene) -> Paper:
    """A QME's re-evaluation in the manner of a form with numbered headings."""
    w = scene.writer()
    w.title(scene.pick("{QUALIFIED MEDICAL RE-EVALUATION|PANEL QME RE-EVALUATION|QME FOLLOW-UP COMPREHENSIVE "
            "MEDICAL-LEGAL EVALUATION}"), size=1.5)
    w.fields([("Applicant", scene.name), ("Employer", scene.patient.employer.name), ("Date of injury", scene.hurt),
            ("WCAB", scene.patient.adj), ("Date of exam", scene.date()), ("Claim", scene.patient.claim)], columns=2)
    heads = (("Introduction", scene.pick("$mr is seen for re-evaluation. {Records received since were reviewed.|}")),
        ("Interim history", scene.complaints), ("Examination", " ".join(scene.findings)),
        ("Opinion", scene.say(RATIONALE, 1, 3)), ("Rating", scene.say(_RATING, 1, 2)),
        ("Apportionment", scene.pick(*_APPORTION)), ("Future medical", scene.say(_FUTURE, 1, 2)))
    for at, (label, text) in enumerate(heads, 1):
        w.section(f"{at}. {label}", text)
    records_reviewed(scene, w, 4, 12, told=2)
    w.para(DISCLOSURE[1], size=-1)
    w.sign(scene.doctor, "QME", f"Date: {scene.date(scene.day)}")
    return scene.paper(LEGAL, w, "qme_reevaluation")


def pr4_form(scene: Scene) -> Paper:
    """The state's form PR-4."""
    one = scene.patient
    w = scene.writer(office=False, running=[f"Patient: {scene.name}", "PR-4"] if scene.chance(0.5) else [])
    w.line("State of California", size=-1.5)
    w.line("Division of Workers' Compensation", size=-1.5)
    w.title("PRIMARY TREATING PHYSICIAN'S PERMANENT AND STATIONARY REPORT (PR-4)", size=1.5)
    w.para("This form is required to be used for ratings prepared pursuant to the 2005 Permanent Disability Rating "
        "Schedule and the AMA Guides to the Evaluation of Permanent Impairment (5th Ed.). It is designed to be used by "
        "the primary treating physician to report the initial evaluation of permanent impairment to the claims "
        "administrator.", size=-2)
    w.fields([("Patient: Last", one.who.family), ("First", one.who.given), ("Sex", "F" if one.who.woman else "M"),
            ("Date of Birth", scene.born), ("Address", one.address), ("Occupation", one.job),
            ("Claims Administrator/Insurer", one.carrier.name), ("Claim No", one.claim),
            ("Employer", one.employer.name), ("Phone", one.employer.phone)])
    w.line("You must address each of the issues below. You may substitute or append a narrative report if you require "
        "additional space.", size=-1)
    w.fields([("Date of Injury", scene.hurt), ("Last date worked", scene.date(scene.earlier(100, 300))),
            ("Date of current examination", scene.date()), ("Permanent & Stationary date", scene.date())])
    w.section("Description of how injury/illness occurred", one.mechanism)
    w.section("Patient's complaints", scene.complaints)
    w.section("Relevant medical history", scene.say(PAST, 1, 3))
    w.section("Objective findings: physical examination", " ".join(scene.findings))
    w.section("Diagnostic tests results (X-ray / imaging / laboratory / etc.)",
        scene.pick("MRI {as reported|shows disc changes}. EMG {negative|positive}."))
    w.section("Diagnoses", [f"{text}  ICD {code}" for text, code in scene.diagnoses()], numbered=True)
    w.section("Impairment rating", scene.say(_RATING, 1, 3))
    w.line("Pain assessment: if the burden of the condition has been increased by pain-related impairment, specify: "
        + scene.rng.choice(("0%", "1%", "2%", "3%")))
    w.section("Apportionment", scene.pick(*_APPORTION))
    w.section("Future medical treatment", scene.say(_FUTURE, 1, 2))
    w.section("Functional capacity / work restrictions", scene.pick(*_RESTRICT))
    w.para(DISCLOSURE[0], size=-1.5)
    w.fields([("Primary Treating Physician's signature", "_____________________"), ("Date", scene.date(scene.day)),
            ("Name (Printed)", scene.doctor), ("Cal. License No.", scene.by.licence),
            ("Executed at", f"{scene.rng.choice(COUNTIES)} County"), ("Telephone", scene.by.office.phone)])
    w.line("DWC Form PR-4 (Rev. 06-05)", size=-3)
    return scene.paper(STATIONARY, w, "pr4_form")


def stationary_narrative(scene: Scene) -> Paper:
    """A narrative report at maximum medical improvement."""
    w = scene.writer()
    if scene.chance(0.5):
        w.line(scene.long())
        w.gap(4)
    w.title(scene.rng.choice(("PERMANENT AND STATIONARY REPORT",
            "PRIMARY TREATING PHYSICIAN'S PERMANENT AND STATIONARY EVALUATION",
            "Final Report: Maximum Medical Improvement", "PTP FINAL PERMANENT & STATIONARY REPORT")), size=2)
    w.fields([*scene.about(), ("Date of Exam" if scene.chance(0.5) else "Date of Service", scene.date())])
    w.section("History", scene.history)
    w.section("Present complaints", scene.complaints)
    w.section("Physical examination", scene.findings)
    motion_table(scene, w)
    if scene.chance(0.5):
        records_reviewed(scene, w, 3, 8)
    w.section("Diagnoses", [f"{text} ({code})" for text, code in scene.diagnoses()], numbered=True)
    w.section("Discussion", scene.pick(
            "$mr is permanent and stationary {as of today|as of this date}. Further improvement is not expected."))
    w.section("AMA impairment", scene.say(_RATING, 1, 3))
    w.section("Apportionment", scene.pick(*_APPORTION))
    w.section("Work restrictions", scene.pick(*_RESTRICT))
    w.section("Future medical care", scene.say(_FUTURE, 1, 2))
    w.para(DISCLOSURE[0], size=-1)
    w.sign(scene.doctor, "Primary Treating Physician", closing="Sincerely,")
    return scene.paper(STATIONARY, w, "stationary_narrative")


LEGAL_LAYOUTS = (panel_report, panel_report, reevaluation, supplemental)
STATIONARY_LAYOUTS = (pr4_form, stationary_narrative)
