"""Progress reports: the state's form, the narrative, the letter, the print-out, the dictation, the check-box sheet."""

from __future__ import annotations

from benchmarks.casefiles import days
from benchmarks.casefiles.layouts.extras import advice, lengthen
from benchmarks.casefiles.layouts.phrases import COURSE, DISCLOSURE, PAST, PLAN, RATIONALE, SYSTEMS, WORK
from benchmarks.casefiles.sheets import Paper
from benchmarks.casefiles.story import Scene
from benchmarks.casefiles.wording import capital
from openimr.casefile.model import DocumentKind

PROGRESS = DocumentKind.PROGRESS_REPORT


def plan_of(scene: Scene, least: int = 3, most: int = 6) -> list[str]:
    """The plan: what the story asks to request, and what visits usually say."""
    told = scene.notes.get("asks")
    asks = [str(ask) for ask in told] if isinstance(told, list) and told else [scene.treatments(1)[0][0]]
    pool = [line.replace("$ask", ask) for line in PLAN for ask in (asks if "$ask" in line else [""])]
    chosen = scene.lines(pool, least, most)
    missing = [ask for ask in asks if not any(ask in line for line in chosen)]
    return [*(scene.pick(f"Request authorization for {ask}.", f"Authorization is requested for {ask}.")
            for ask in missing), *chosen]


def work_of(scene: Scene) -> str:
    """Work status as a sentence."""
    return scene.pick(*(line.replace("$next", scene.date(scene.later(28, 45))) for line in WORK))


def next_visit(scene: Scene) -> str:
    return scene.date(scene.later(25, 48))


def pr2_form(scene: Scene) -> Paper:
    """DWC Form PR-2 with its boxes."""
    one = scene.patient
    w = scene.writer(office=scene.chance(0.2),
        running=[f"{scene.name}", f"PR-2 {scene.date()}"] if scene.chance(0.3) else [],
        numbering=scene.rng.choice(("", "", "Page {n} of {t}")))
    w.line("State of California", size=-1.5)
    w.line("Division of Workers' Compensation", size=-1.5)
    w.title("PRIMARY TREATING PHYSICIAN'S PROGRESS REPORT (PR-2)", size=2)
    w.para("Check the box(es) which indicate why you are submitting a report at this time. If the patient is "
        "\"Permanent and Stationary\" (i.e., has reached maximum medical improvement), do not use this form. You may "
        "use DWC Form PR-3 or PR-4.", size=-2)
    reason = scene.rng.randrange(6)
    reasons = ("Periodic Report (required 45 days after last report)", "Change in treatment plan",
        "Released from care", "Change in work status", "Need for referral or consultation",
        "Response to request for information", "Change in patient's condition", "Need for surgery or hospitalization",
        "Request for authorization", "Other:")
    w.checks([(at == reason or (at == 8 and scene.chance(0.6)), text) for at, text in enumerate(reasons)], columns=2,
        size=-1.5)
    w.line("Patient:", bold=True)
    who = scene.shown
    w.fields([("Last", who.family), ("First", who.given), ("M.I.", who.middle[:1])], columns=3)
    w.fields([("Address", one.address), ("Sex", "F" if who.woman else "M"), ("Date of Injury", scene.hurt),
            ("Date of Birth", scene.born), ("Occupation", one.job), ("SS #", f"XXX-XX-{one.serial % 10000:04d}"),
            ("Phone", one.phone), ("Date of Exam" if scene.chance(0.5) else "Date of examination", scene.date())])
    w.line("Claims Administrator:", bold=True)
    w.fields([("Name", one.carrier.name), ("Claim Number", one.claim), ("Address", one.carrier.street),
            ("City", one.carrier.city), ("Phone", one.carrier.phone), ("FAX", one.carrier.fax)])
    w.fields([("Employer name", one.employer.name), ("Employer Phone", one.employer.phone)])
    w.para("The information below must be provided. You may use this form or you may substitute or append a narrative "
        "report.", size=-1.5)
    w.section("Subjective complaints", scene.complaints)
    w.section("Objective findings (include significant physical examination, laboratory, imaging, or other diagnostic "
        "findings)", " ".join(scene.findings))
    w.line("Diagnoses:", bold=True)
    for at, (text, code) in enumerate(scene.diagnoses(), 1):
        w.fields([(f"{at}.", text), ("ICD-10" if scene.day.year > 2015 else "ICD-9", code)])
    w.section("Treatment Plan (include treatment rendered to date; list methods, frequency and duration of planned "
        "treatment(s))", " ".join(plan_of(scene)))
    status = scene.rng.randrange(3)
    w.line("Work Status: This patient has been instructed to:", bold=True)
    w.checks([(status == 0, f"Remain off-work until {next_visit(scene)}"), (status == 1,
            f"Return to modified work on {scene.date()} with the following limitations or restrictions: "
            + scene.pick("no lifting over {10|20} lbs", "sedentary work only", "no overhead work")),
            (status == 2, "Return to full duty with no limitations")])
    w.para(DISCLOSURE[0], size=-2)
    signed = scene.day if scene.chance(0.6) else scene.later(0, 6)
    w.fields([("Primary Treating Physician: (original signature, do not stamp)", ""),
            ("Date of exam" if signed == scene.day and scene.chance(0.5) else "Date", scene.date(signed)),
            ("Signature", "_______________________"), ("Cal. Lic. #", scene.by.licence),
            ("Executed at", scene.by.office.city), ("Date", scene.date(signed)), ("Name", scene.doctor),
            ("Specialty", scene.by.specialty), ("Address", scene.by.office.address), ("Phone", scene.by.office.phone)],
        size=-0.5)
    if scene.chance(0.6):
        w.fields([("Next appointment", next_visit(scene))])
    w.line("DWC Form PR-2 (Rev. 06-05)", size=-3)
    return scene.paper(PROGRESS, w, "pr2_form")


def narrative(scene: Scene) -> Paper:
    """A narrative in place of the form, with a title and headings."""
    w = scene.writer()
    written = scene.later(1, 9) if scene.chance(0.15) else None
    if written:
        w.line(scene.long(written))
        w.gap(4)
    w.title(scene.rng.choice(("PRIMARY TREATING PHYSICIAN'S PROGRESS REPORT",
            "Primary Treating Physician's Progress Report (PR-2) with Request for Authorization",
            "SECONDARY TREATING PHYSICIAN'S PROGRESS REPORT", "FOLLOW-UP EVALUATION", "ORTHOPAEDIC RE-EVALUATION",
            "PR-2 NARRATIVE REPORT", "Primary Treating Physician's Supplemental Report", "RE-EXAMINATION REPORT")),
        align=scene.rng.choice(("centre", "left")))
    label = scene.rng.choice(("Date of Exam", "Date of Service", "DATE OF VISIT", "Date of Examination", "Exam Date",
            "Date", "Today's Date", "DOS"))
    head = [*scene.about(), (label, scene.date())]
    scene.rng.shuffle(head)
    w.fields(head, columns=scene.rng.choice((1, 2)))
    if scene.chance(0.5):
        w.section("History of injury", scene.history)
    w.section(scene.pick("{Interim history|Subjective complaints|Interval History|CURRENT COMPLAINTS|Subjective}"),
        scene.say(COURSE, 3, 6) + " " + scene.complaints)
    if scene.chance(0.5):
        w.section(scene.pick("{Current medications|Medications}"), scene.drugs())
    w.section(scene.pick("{Physical examination|Objective findings|EXAMINATION|Objective}"),
        scene.findings if scene.chance(0.6) else " ".join(scene.findings))
    lengthen(scene, w)
    if scene.chance(0.4):
        w.section(scene.pick("{Diagnostic studies|Review of records|IMAGING}"), scene.pick(
                "MRI of {$hurt_long|the $part} {was reviewed and shows|demonstrates} degenerative changes {as "
                "reported|}.",
                "X-rays {taken today|of the $part today} show no {acute fracture|change from prior films}."))
    w.section(scene.pick("{Diagnoses|Diagnostic impression|Assessment|IMPRESSION}"),
        [f"{text} ({code})" if scene.chance(0.7) else text for text, code in scene.diagnoses()], numbered=True)
    if scene.chance(0.6):
        w.section("Discussion", scene.say(RATIONALE, 2, 4))
    w.section(scene.pick("{Treatment plan|Plan|Recommendations|TREATMENT PLAN AND REQUESTS}"), plan_of(scene),
        numbered=scene.chance(0.6))
    w.section(scene.pick("{Work status|Disability status|WORK STATUS}"), work_of(scene))
    if scene.chance(0.5):
        w.para(scene.pick(*DISCLOSURE), size=-1)
    signed = scene.later(0, 5)
    signers, also = scene.signers
    w.sign(*signers, scene.by.specialty.title() if scene.chance(0.5) else "",
        f"Cal. Lic. {scene.by.licence}" if scene.chance(0.5) else "",
        f"Executed on {scene.date(signed)} in {scene.rng.choice(('Orange', 'Kern', 'Alameda', 'Fresno'))} County"
        if scene.chance(0.4) else "",
        closing=scene.rng.choice(("", "Sincerely,", "Respectfully submitted,", "Very truly yours,")))
    return scene.paper(PROGRESS, w, "narrative", also_authors=also, also_dates=(written,) if written else ())


def letter(scene: Scene) -> Paper:
    """A letter to the adjuster or the referring physician, without a title."""
    one = scene.patient
    w = scene.writer()
    w.line(scene.long())
    w.gap(8)
    for text in (one.adjuster.printed("first last"), one.carrier.name, one.carrier.street, one.carrier.city):
        w.line(text)
    w.gap(8)
    about = scene.about()
    w.fields([("RE" if about[0][0] == "Patient" else about[0][0], about[0][1]), *about[1:]], columns=1)
    w.line(scene.pick(f"Dear {one.adjuster.formal}:", "Dear Claims Examiner:", "Dear Sir or Madam:",
            "To Whom It May Concern:"))
    w.gap(6)
    w.para(scene.pick("I had the {pleasure|opportunity} of re-evaluating $mr {today in my office|in the office "
            "today|on this date} {for|in regard to} the $part.",
            "$mr was seen {in follow up|for a recheck} {today|on the above date}. ",
            "Thank you for allowing me to {participate in|continue with} the care of $mr."))
    if scene.chance(0.4):
        w.para(scene.history)
    w.para(scene.say(COURSE, 2, 5) + " " + scene.complaints)
    w.para(scene.pick("On examination today, ", "Physical examination reveals the following. ", "Examination:") + " "
        + " ".join(scene.findings))
    w.para(scene.pick("My impression is ", "Diagnostically, $mr has ", "Assessment:") + " "
        + "; ".join(text for text, _ in scene.diagnoses(3)) + ".")
    w.para(scene.say(RATIONALE, 1, 4) + " " + " ".join(plan_of(scene, 2, 4)))
    w.para(work_of(scene))
    w.para(scene.pick("If you have any questions, please {contact|do not hesitate to call} my office.",
            "Thank you for your {courtesy|cooperation}.", f"$mr will return on {next_visit(scene)}."))
    signers, also = scene.signers
    w.sign(*signers, scene.rng.choice((scene.by.specialty.title(), "", scene.by.office.name)),
        f"D: {scene.date()}  T: {scene.date(scene.later(1, 4))}  "
        f"{scene.by.who.given[0]}{scene.by.who.family[0]}/{scene.rng.choice(('mb', 'kt', 'lrs'))}".upper()
        if scene.chance(0.5) else "", f"cc: {scene.story.lawyers[0][1].name}" if scene.chance(0.3) else "",
        closing=scene.rng.choice(("Sincerely,", "Yours truly,", "Respectfully,")))
    return scene.paper(PROGRESS, w, "letter", also_authors=also)


def chart_printout(scene: Scene) -> Paper:
    """A print-out of an electronic chart: header table, vital signs, coded assessment, signature and print lines."""
    printed = scene.later(3, 500)
    w = scene.writer(running=[f"{scene.patient.who.printed('LAST, FIRST')}", f"DOB: {scene.born}", f"MRN: {scene.mrn}",
            f"Encounter Date: {scene.date()}"])
    form = scene.rng.randrange(3)
    if form == 0:
        w.title(scene.rng.choice(("Office Visit", "Progress Note", "Clinic Note", "Encounter Summary", "Visit Note")),
            align="left")
    top = [("Patient", scene.name), ("DOB", scene.born),
        ("Age/Sex", f"{scene.patient.age(scene.day)} y / {'F' if scene.patient.who.woman else 'M'}"),
        ("MRN", scene.mrn), ("Provider", scene.doctor), (
            scene.pick("{Visit Date|Encounter date|Date of service|DOS|Appt. Date/Time}"),
            f"{scene.date()}{' ' + days.clock(scene.rng) if scene.chance(0.4) else ''}"),
        ("Location", scene.by.office.name), ("Insurance", f"WC - {scene.patient.carrier.name}")]
    if form == 1:
        w.table([[f"{a}: {b}" for a, b in top[i:i + 2]] for i in range(0, 8, 2)], (1, 1), head=False)
    else:
        w.fields(top, columns=2, bold=True)
    w.section("Chief Complaint" if scene.chance(0.7) else "Reason for Visit",
        scene.pick("$part pain, work comp follow up", "Follow up WC injury {DOI $hurt|}", "Recheck $part"))
    w.section(scene.pick("{HPI|History of Present Illness|Subjective}"),
        (scene.history + " " if scene.chance(0.7) else "") + scene.say(COURSE, 2, 4) + " " + scene.complaints)
    w.section(scene.pick("{Current Medications|Medication List|Active Medications}"),
        [f"{drug} {'(Active)' if scene.chance(0.3) else ''}" for drug in scene.drugs()])
    if scene.chance(0.7):
        w.section("Review of Systems", [f"{name}: {scene.spin(text)}" for name, text in scene.rng.sample(SYSTEMS, 5)])
    if scene.chance(0.5):
        w.section(scene.pick("{PMH/PSH/Social|Past Medical History}"), scene.say(PAST, 2, 5))
    rng = scene.rng
    w.section("Vitals" if scene.chance(0.7) else "Vital Signs", f"BP {rng.randrange(108, 158)}/{rng.randrange(62, 98)} "
        f" HR {rng.randrange(58, 98)}  Temp {rng.choice(('97.9', '98.2', '98.6'))}  Ht {rng.randrange(60, 75)} in  Wt "
        f"{rng.randrange(120, 270)} lbs  BMI {rng.randrange(21, 40)}.{rng.randrange(10)}  Pain "
        f"{rng.randrange(3, 9)}/10")
    w.section(scene.pick("{Physical Exam|Objective|Examination}"), scene.findings)
    lengthen(scene, w)
    w.section(scene.pick("{Assessment|Assessment/Plan|Visit Diagnoses|Impression}"),
        [f"{text} - {code}" for text, code in scene.diagnoses()], numbered=True)
    w.section(scene.pick("{Plan|Orders|Treatment|Plan and Orders}"), plan_of(scene))
    w.section("Work Status" if scene.chance(0.6) else "Disposition", work_of(scene))
    if scene.chance(0.3):
        w.section("Patient Instructions")
        advice(scene, w, 2)
    w.section("Follow Up",
        scene.pick(f"Return visit {next_visit(scene)}", "4 weeks (around " + next_visit(scene) + ")", "PRN"))
    signed = scene.later(0, 3)
    w.gap(8)
    w.line(scene.pick("Electronically signed by", "Electronically Signed By:",
            "This document was signed electronically by",
            "Signed:") + f" {scene.doctor} on {scene.date(signed)} "
        f"{scene.rng.choice(('at ', ''))}{days.clock(scene.rng)}", size=-1)
    if scene.chance(0.6):
        w.line(f"Printed on {scene.date(printed)} {days.clock(scene.rng)} by "
            f"{scene.rng.choice(('mrecords', 'jsanchez', 'ROI clerk', 'front desk'))}", size=-2)
    return scene.paper(PROGRESS, w, "chart_printout")


def dictation(scene: Scene) -> Paper:
    """A short dictated note: S, O, A, P in one or two letters, day above, often no title at all."""
    long = scene.chance(0.5)
    w = scene.writer(office=scene.chance(0.5))
    s, o, a, p = ("SUBJECTIVE", "OBJECTIVE", "ASSESSMENT", "PLAN") if long else ("S", "O", "A", "P")
    if scene.chance(0.5):
        w.line(f"{scene.name}", bold=True)
        w.line(f"{scene.date()}")
        if scene.chance(0.5):
            w.line(f"DOI {scene.hurt}   {scene.patient.employer.name}")
    else:
        w.fields([(scene.by.house.patient_label, scene.name),
                (scene.pick("{Date|Visit|DOS|Date of visit}"), scene.date()), ("Acct", scene.mrn),
                (scene.by.house.born_label, scene.born)])
    w.gap(4)
    w.section(s, scene.say(COURSE, 1, 3) + " " + scene.complaints)
    w.section(o, " ".join(scene.findings))
    w.section(a, "; ".join(text for text, _ in scene.diagnoses(3)) + ".")
    w.section(p, " ".join(plan_of(scene, 2, 5)) + " " + work_of(scene))
    signers, also = scene.signers
    w.sign(*signers,
        f"DD: {scene.date(scene.day)}  DT: {scene.date(scene.later(1, 3))}" if scene.chance(0.5) else "",
        "Dictated but not read" if scene.chance(0.2) else "", space=14)
    return scene.paper(PROGRESS, w, "dictation", also_authors=also)


def check_sheet(scene: Scene) -> Paper:
    """An industrial clinic's own follow-up form with boxes."""
    w = scene.writer(running=[])
    rng = scene.rng
    w.title(rng.choice(("WORKERS' COMPENSATION FOLLOW-UP VISIT", "Physician's Progress Report - Industrial",
            "RECHECK / FOLLOW UP EXAM", "Occupational Medicine Patient Re-evaluation", "INJURY RECHECK FORM")), size=2)
    w.cells([(scene.by.house.patient_label, scene.name, 3), ("Date of visit", scene.date(), 1.6),
            ("Time in", days.clock(rng), 1)])
    w.cells(
        [("Employer", scene.patient.employer.name, 3), ("Date of injury", scene.hurt, 1.4), ("DOB", scene.born, 1.2)])
    w.gap(6)
    w.line("Patient states condition is:", bold=True)
    state = rng.randrange(4)
    w.checks([(state == at, text) for at, text in enumerate(("Improved", "Same", "Worse", "Resolved"))], columns=4)
    w.line("Pain level (0-10): " + str(rng.randrange(2, 9)) + "    Location: " + scene.part_name)
    w.section("Complaints", scene.complaints)
    w.line("Examination", bold=True)
    w.checks([(scene.chance(0.5), text) for text in ("Tenderness", "Swelling", "Spasm", "Limited ROM", "Weakness",
            "Sensory loss", "Antalgic gait", "No abnormal finding")], columns=4)
    w.para(" ".join(scene.findings[:3]))
    w.line("Diagnosis", bold=True)
    for text, code in scene.diagnoses(3):
        w.line(f"{code}   {text}", indent=10)
    w.gap(4)
    w.line("Treatment", bold=True)
    w.checks([(scene.chance(0.5), text) for text in ("Medication dispensed", "Ice / heat", "Brace / splint",
            "Home exercises", "Physical therapy", "X-ray", "Referral", "MRI requested", "Injection", "Discharge")],
        columns=3)
    w.para(" ".join(plan_of(scene, 1, 3)))
    w.line("Work status", bold=True)
    status = rng.randrange(3)
    w.checks([(status == 0, "Full duty"), (status == 1,
            "Modified duty: " + scene.pick("no lift over {10|20|25} lbs", "sitting work only", "limited use of $part")),
            (status == 2, f"Off work through {next_visit(scene)}")])
    w.fields([("Next appointment", next_visit(scene)),
            ("Anticipated P&S date", scene.date(scene.later(60, 200)) if scene.chance(0.4) else "unknown")])
    w.sign(f"Provider: {scene.doctor}", f"Signature ____________________   Date {scene.date()}", space=8)
    return scene.paper(PROGRESS, w, "check_sheet")


def pain_visit(scene: Scene) -> Paper:
    """A pain practice's monthly visit: medication table, four As, agreement, drug screen."""
    w = scene.writer()
    rng = scene.rng
    w.title(rng.choice(("PAIN MANAGEMENT FOLLOW-UP REPORT", "PAIN MANAGEMENT PROGRESS REPORT", "Follow Up Visit",
            "PR-2: Pain Medicine Re-evaluation", "MEDICATION MANAGEMENT VISIT", "")), size=2)
    w.fields([*scene.about(), (scene.pick("{Date of Service|Date of evaluation|Visit date}"), scene.date())], columns=2)
    w.section("Chief complaint", scene.complaints)
    if scene.chance(0.6):
        w.section("History of present illness", scene.history)
    w.section("Interval history", scene.say(COURSE, 2, 5))
    w.line("Medications", bold=True)
    w.table([["Drug", "Strength", "Directions", "Qty", "Last filled"], *(
            [name, strength, sig, str(count), scene.date(scene.earlier(20, 35))] for name, strength, sig,
            count in scene.patient.medications)], (3, 2, 4, 1, 2))
    w.section("The four A's", scene.pick("Analgesia: pain falls from {8|7} to {4|5}/10. Activities of daily living: "
            "{improved|able to do light housework}. Adverse effects: {none|constipation}. Aberrant behavior: none."))
    w.section("Examination", scene.findings)
    lengthen(scene, w)
    w.section("Impression", [text for text, _ in scene.diagnoses()], numbered=True)
    w.section("Plan", plan_of(scene, 3, 6), numbered=True)
    if scene.chance(0.5):
        w.section("Opioid risk", scene.pick(
                "SOAPP-R score {6|9|12}, low risk. CURES consulted on " + scene.date() + ".",
                "The pain contract was renewed. Urine drug screen of "
                + scene.date(scene.earlier(25, 60)) + " was consistent."))
    w.section("Work status", work_of(scene))
    signers, also = scene.signers
    w.sign(*signers, rng.choice(("Diplomate, Pain Medicine", "", f"License {scene.by.licence}")),
        closing=rng.choice(("Sincerely,", "", "Respectfully submitted,")))
    return scene.paper(PROGRESS, w, "pain_visit", also_authors=also)


def post_operative(scene: Scene) -> Paper:
    """A short visit after surgery."""
    w = scene.writer()
    w.title(scene.pick("{POST-OPERATIVE VISIT|Post-Op Check|SURGICAL FOLLOW-UP|Postoperative Progress Report}"),
        align="left")
    w.fields([(scene.by.house.patient_label, scene.name), (scene.by.house.hurt_label, scene.hurt),
            (scene.pick("{Visit date|Date|Date of exam}"), scene.date()),
            ("Date of surgery", scene.date(scene.operated or scene.earlier(10, 40)))])
    w.para(scene.pick("$mr is {two|six|twelve} weeks status post surgery of the $part.",
            "$he_c is seen for the {first|second} postoperative visit.") + " " + scene.pick(
            "Pain is controlled with {Norco|Percocet}.", "Pain is {3|4|5}/10, improving.") + " "
        + scene.pick("Therapy {has started|is to begin}.", "$he_c denies fever or drainage."))
    w.para(scene.pick("The {incision|wound} is {clean, dry and intact|healing well}; {sutures were removed|staples "
            "were removed|steri-strips in place}.") + " " + " ".join(scene.findings[:3]))
    w.section("Diagnosis",
        [capital(scene.pick("status post surgery, $part")), *(text for text, _ in scene.diagnoses(2))], numbered=True)
    w.section("Plan", plan_of(scene, 2, 4))
    w.section("Work status", work_of(scene))
    w.sign(scene.doctor, space=16)
    return scene.paper(PROGRESS, w, "post_operative")


LAYOUTS = (pr2_form, narrative, letter, chart_printout, dictation, check_sheet, pain_visit)
