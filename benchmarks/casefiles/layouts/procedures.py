"""Operations and injections: hospital dictation, surgery-centre form, office note, chart entry."""

from __future__ import annotations

from benchmarks.casefiles import days
from benchmarks.casefiles.people import person
from benchmarks.casefiles.sheets import Paper
from benchmarks.casefiles.story import Scene
from openimr.casefile.model import DocumentKind

OPERATIVE, PROCEDURE = DocumentKind.OPERATIVE_REPORT, DocumentKind.PROCEDURE_NOTE


def _chosen(scene: Scene, pool: str) -> tuple[str, list[str]]:
    title, steps = scene.rng.choice(getattr(scene.part, pool))
    return scene.spin(title).upper(), [scene.spin(step) for step in steps]


def hospital_dictation(scene: Scene) -> Paper:
    """An operative report dictated for a hospital."""
    title, steps = _chosen(scene, "operations")
    helper, sleep = person(scene.rng, credentials="PA-C"), person(scene.rng, credentials="M.D.")
    w = scene.writer(running=[scene.patient.who.printed("LAST, FIRST"), f"MRN: {scene.mrn}", "OPERATIVE REPORT"])
    w.title(scene.rng.choice(("OPERATIVE REPORT", "REPORT OF OPERATION", "OPERATIVE NOTE", "Operative Report")), size=2)
    w.fields([("PATIENT NAME", scene.patient.who.printed("LAST, FIRST")), ("MEDICAL RECORD #", scene.mrn),
            (scene.pick("{DATE OF OPERATION|DATE OF SURGERY|DATE OF PROCEDURE|SURGERY DATE}"), scene.date()),
            ("DATE OF BIRTH", scene.born), ("SURGEON", scene.doctor), ("ASSISTANT", helper.plain)])
    dx = "; ".join(text for text, _ in scene.diagnoses(2)).upper()
    for label, text in (("PREOPERATIVE DIAGNOSIS", dx + "."),
        ("POSTOPERATIVE DIAGNOSIS", scene.pick("SAME.", dx + ".")),
        (scene.pick("{PROCEDURE PERFORMED|OPERATION PERFORMED|PROCEDURES}"), title + "."),
        ("ANESTHESIA", scene.pick("{General endotracheal|General|Regional block with sedation}") + f", {sleep.plain}"),
        ("ESTIMATED BLOOD LOSS", scene.pick("{Minimal|25 mL|50 mL|100 mL}.")), ("COMPLICATIONS", "None."), (
            "INDICATIONS", scene.pick("$mr is a $age year old $man with persistent symptoms of the $part despite "
            "conservative treatment. Risks, including infection, bleeding, nerve injury and failure to improve, were "
            "discussed and consent was obtained."))):
        w.section(label, text)
    w.section(scene.pick("{DESCRIPTION OF PROCEDURE|PROCEDURE IN DETAIL|DESCRIPTION OF OPERATION|TECHNIQUE}"), [
            " ".join(steps[:3]), " ".join(steps[3:]) + " " + scene.pick(
            "Sponge and needle counts were correct. The patient was taken to the recovery room in stable condition.")])
    w.sign(scene.doctor,
        f"DD: {scene.date()} {days.clock(scene.rng)}   DT: {scene.date(scene.later(0, 3))} {days.clock(scene.rng)}",
        f"Job: {scene.rng.randrange(10**5, 10**7)}",
        f"cc: {scene.story.providers['treating'].who.plain}" if scene.chance(0.5) else "", space=12)
    return scene.paper(OPERATIVE, w, "hospital_dictation")


def surgery_centre(scene: Scene) -> Paper:
    """A surgery centre's operative record in boxes."""
    title, steps = _chosen(scene, "operations")
    w = scene.writer()
    w.title(scene.pick("{Operative Record|SURGICAL PROCEDURE REPORT|OPERATIVE REPORT}"), size=2)
    w.cells([("Patient", scene.name, 2), ("DOB", scene.born, 1), ("Account", scene.mrn, 1),
            ("Date of surgery", scene.date(), 1)])
    w.cells([("Surgeon", scene.doctor, 2), ("Anesthesia", scene.pick("{General|MAC|Regional}"), 1),
            ("EBL", scene.pick("{10|20|50} cc"), 1), ("Specimen", "none", 1)])
    w.cells([("Pre-operative diagnosis", "; ".join(text for text, _ in scene.diagnoses(2)), 1),
            ("Post-operative diagnosis", "Same", 1)])
    w.cells([("Procedure(s)", title, 1)])
    w.gap(8)
    w.section("Findings and technique", " ".join(steps))
    w.section("Condition", "Stable to PACU")
    w.sign(f"{scene.doctor}", f"Date/Time: {scene.date(scene.later(0, 1))} {days.clock(scene.rng)}")
    return scene.paper(OPERATIVE, w, "surgery_centre")


def surgeon_letterhead(scene: Scene) -> Paper:
    """The surgeon's own copy under the office's letterhead."""
    title, steps = _chosen(scene, "operations")
    w = scene.writer()
    w.fields([*scene.about(), ("Date of Surgery", scene.date()),
            ("Facility", scene.story.providers["hospital"].office.name)], columns=1)
    w.title(scene.pick("{OPERATIVE REPORT|SURGERY REPORT|OP REPORT}"), size=1.5)
    w.section("Pre-op diagnosis", [text for text, _ in scene.diagnoses(3)], numbered=True)
    w.section("Post-op diagnosis", [text for text, _ in scene.diagnoses(3)], numbered=True)
    w.section("Procedures", [part.strip() for part in title.split(",")], numbered=True)
    w.section("Anesthesia", scene.pick("General with block."))
    w.section("Procedure in detail", steps)
    w.sign(scene.doctor, closing=scene.rng.choice(("", "Sincerely,")))
    return scene.paper(OPERATIVE, w, "surgeon_letterhead")


def injection_report(scene: Scene) -> Paper:
    """A procedure report with its headings."""
    title, steps = _chosen(scene, "injections")
    w = scene.writer()
    w.title(scene.rng.choice(
            ("PROCEDURE NOTE", "PROCEDURE REPORT", "Procedure Report", "INTERVENTIONAL PROCEDURE NOTE", title)), size=2)
    w.fields([(scene.by.house.patient_label, scene.name),
            (scene.pick("{Date of Procedure|Procedure Date|DATE OF SERVICE|Date}"), scene.date()),
            (scene.by.house.born_label, scene.born), (scene.by.house.hurt_label, scene.hurt),
            ("Physician", scene.doctor), (scene.by.house.claim_label, scene.patient.claim)])
    for label, text in ((scene.pick("{PRE-PROCEDURE DIAGNOSIS|Preoperative Diagnosis|Diagnosis}"),
            "; ".join(text for text, _ in scene.diagnoses(2))), ("POST-PROCEDURE DIAGNOSIS", "Same"),
        ("PROCEDURE", title),
        ("ANESTHESIA", scene.pick("{Local|Local with IV sedation, midazolam 2 mg|Monitored anesthesia care}")),
        ("COMPLICATIONS", "None")):
        w.section(label, text)
    w.section(scene.pick("{INDICATION|Indications}"),
        scene.pick("Persistent pain in the $part {unresponsive to medication and therapy|rated {6|7|8}/10}."))
    w.section(scene.pick("{TECHNIQUE|DESCRIPTION|Procedure in detail}"), " ".join(steps))
    w.section("DISPOSITION", scene.pick("Discharged home with instructions. Pain {before 7/10, after 2/10|reduced by "
            "70%}. Follow up in two weeks."))
    w.sign(scene.doctor)
    return scene.paper(PROCEDURE, w, "injection_report")


def injection_centre(scene: Scene) -> Paper:
    """The same on a surgery centre's paper, dictated."""
    title, steps = _chosen(scene, "injections")
    w = scene.writer(running=[scene.patient.who.printed("LAST, FIRST"), f"DATE: {scene.date()}"])
    w.fields([("PATIENT", scene.patient.who.printed("LAST, FIRST")), ("DATE OF PROCEDURE", scene.date()),
            ("PHYSICIAN", scene.doctor), ("MR NUMBER", scene.mrn)], columns=1)
    w.title(title, size=1)
    w.para(scene.pick("The risks and benefits were explained and informed consent was signed. The patient was "
            "identified and a time out was performed."))
    for step in steps:
        w.para(step)
    w.para(scene.pick("Fluoroscopy time: {12|24|31} seconds. Images were saved."))
    w.sign(scene.doctor, f"D: {scene.date()}  T: {scene.date(scene.later(0, 2))}", space=10)
    return scene.paper(PROCEDURE, w, "injection_centre")


def injection_chart(scene: Scene) -> Paper:
    """A chart entry of an injection in the office."""
    title, steps = _chosen(scene, "injections")
    w = scene.writer(running=[scene.name, f"DOB {scene.born}"])
    w.title(scene.pick("{Injection Note|Procedure Note: Injection|In-Office Procedure|Procedures}"), align="left")
    w.fields([("Patient", scene.name), ("DOS", scene.date()), ("DOB", scene.born), ("Provider", scene.doctor)],
        bold=True)
    w.section("Procedure", title.capitalize())
    w.section("Consent", scene.pick("Verbal consent obtained. Time out performed {at " + days.clock(scene.rng) + "|}."))
    w.section("Details", " ".join(steps))
    w.section("Medication", scene.pick("Lot {A2231|7K114|RX0092}, expires {06/2019|11/2021}. NDC on file."))
    w.section("Post procedure", scene.pick("Tolerated well. {Ice for 24 hours.|Call if fever or redness.}"))
    w.line(f"Signed electronically {scene.date()} {days.clock(scene.rng)} - {scene.doctor}", size=-1)
    return scene.paper(PROCEDURE, w, "injection_chart")


def brief_note(scene: Scene) -> Paper:
    """The short operative note of an electronic chart, written before the dictation."""
    title, steps = _chosen(scene, "operations")
    w = scene.writer(running=[scene.patient.who.printed("LAST, FIRST"), f"MRN {scene.mrn}"])
    w.title(scene.pick("{Brief Operative Note|Immediate Post-Operative Note|Op Note}"), size=2, align="left")
    w.fields([("Patient", scene.name), ("MRN", scene.mrn), ("DOB", scene.born), ("Procedure date", scene.date()),
            ("Surgeon", scene.doctor), ("Location", scene.story.providers["hospital"].office.name)], bold=True)
    for label, text in (("Procedure", title.title()), ("Pre-op diagnosis", scene.diagnoses(1)[0][0]),
            ("Post-op diagnosis", "Same"), ("Anesthesia", scene.pick("{General|Regional|MAC}")),
            ("Findings", steps[-2]), ("EBL", scene.pick("{minimal|20 mL|75 mL}")), ("Complications", "None"),
            ("Disposition", scene.pick("PACU, stable. {Discharge home today.|Admit overnight.}"))):
        w.section(label, text)
    signed = f"{scene.date()} {days.clock(scene.rng)}"
    w.line(f"{scene.doctor}, electronically signed {signed}", size=-1)
    return scene.paper(OPERATIVE, w, "brief_note")


def injection_letter(scene: Scene) -> Paper:
    """A letter to the treating physician about an injection done on that day."""
    title, steps = _chosen(scene, "injections")
    treating = scene.story.providers["treating"].who
    w = scene.writer()
    w.line(scene.long())
    w.gap(6)
    w.line(treating.printed("first last, cred"))
    w.gap(6)
    w.fields([("RE", scene.name), (scene.by.house.hurt_label, scene.hurt), ("Procedure", title.capitalize())],
        columns=1)
    w.para(f"Dear {treating.formal}:")
    w.para(scene.pick("I performed the above procedure on $mr today at our {surgery suite|center}."))
    w.para(" ".join(steps))
    w.para(scene.pick("$he_c will keep a pain diary and return in two weeks.", "Thank you for your referral."))
    w.sign(scene.doctor, closing="Sincerely,")
    return scene.paper(PROCEDURE, w, "injection_letter")


OPERATIVE_LAYOUTS = (hospital_dictation, surgery_centre, surgeon_letterhead, brief_note)
PROCEDURE_LAYOUTS = (injection_report, injection_centre, injection_chart, injection_letter)
