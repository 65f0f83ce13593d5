"""Imaging reports: MRI, CT, X-ray and ultrasound, in the manner of four kinds of imaging office."""

from __future__ import annotations

from benchmarks.casefiles import days
from benchmarks.casefiles.sheets import Paper
from benchmarks.casefiles.story import Scene
from benchmarks.casefiles.wording import capital
from openimr.casefile.model import DocumentKind

KINDS = {"mri": DocumentKind.MRI_REPORT, "ct": DocumentKind.CT_REPORT, "xray": DocumentKind.XRAY_REPORT,
    "ultrasound": DocumentKind.ULTRASOUND_REPORT}
_TECHNIQUE = {"mri": ("{Sagittal and axial T1 and T2 weighted images|Multiplanar multisequence images including STIR} "
        "were obtained on a {1.5|3.0|0.7} Tesla {open |}{magnet|scanner} {without contrast|}.",
        "T1, T2 and {fat-suppressed|proton density} sequences in three planes."), "ct": (
        "Contiguous {1.25|2.5} mm axial images were obtained without intravenous contrast. {Dose reduction techniques "
        "were used.|DLP {420|611} mGy-cm.}", "Helical acquisition with multiplanar reconstruction."),
    "xray": ("{Two|Three} views were obtained.", "Digital radiographs."), "ultrasound": (
        "Grey-scale and {power Doppler|colour Doppler} examination with comparison to the other side.",
        "High-resolution linear transducer.")}
_LONG = {"mri": "MAGNETIC RESONANCE IMAGING", "ct": "COMPUTED TOMOGRAPHY", "xray": "RADIOGRAPHS",
    "ultrasound": "ULTRASONOGRAPHY"}


def modality_for(scene: Scene) -> str:
    wanted = str(scene.notes.get("modality", "mri"))
    return wanted if wanted in scene.part.images else "mri"


def _study(scene: Scene) -> tuple[str, list[str], list[str]]:
    study, findings, impressions = scene.part.images[modality_for(scene)]
    told = scene.lines(findings, max(2, len(findings) - 2), max(2, len(findings)))
    return capital(scene.spin(study)), told, scene.lines(impressions, max(1, len(impressions) - 1), len(impressions))


def classic(scene: Scene) -> Paper:
    """Exam, history, technique, findings, impression under a letterhead."""
    study, findings, impression = _study(scene)
    sent = str(scene.notes.get("referred_by", "on file"))
    w = scene.writer()
    if scene.chance(0.4):
        w.title(scene.rng.choice(("RADIOLOGY REPORT", "DIAGNOSTIC IMAGING REPORT", "IMAGING REPORT",
                _LONG[modality_for(scene)] + " REPORT")), size=2)
    label = scene.pick("{Date of Exam|Exam Date|DATE OF STUDY|Date of Service|DOS|Study Date|Date}")
    w.fields([(scene.by.house.patient_label, scene.name), (label, scene.date()),
            (scene.by.house.born_label, scene.born),
            (scene.pick("{Referring Physician|Ordering Provider|Referred by|Physician}"), sent),
            ("Patient ID", scene.mrn), ("Accession #", str(scene.rng.randrange(10**6, 10**8)))])
    w.section(scene.pick("{Exam|Examination|Procedure|Study}"), study.upper() if scene.chance(0.5) else study)
    w.section(scene.pick("{Clinical history|Indication|History|Clinical Information}"), scene.pick(
            "{Pain|$part pain} {after injury on $hurt|since work injury|}.",
            "Radiculopathy." if not scene.part.sided else "Pain, rule out internal derangement."))
    w.section("Comparison", scene.pick("None {available|}.", "Study of " + scene.date(scene.earlier(200, 700)) + "."))
    w.section("Technique", scene.spin(scene.rng.choice(_TECHNIQUE[modality_for(scene)])))
    w.section("Findings", findings if scene.chance(0.6) else " ".join(findings))
    w.section(scene.pick("{Impression|Conclusion|IMPRESSIONS}"), impression, numbered=True)
    if scene.chance(0.4):
        w.para("Thank you for referring this patient.")
    read = scene.later(0, 3)
    w.sign(scene.doctor, scene.pick("{Board Certified Radiologist|Diagnostic Radiology|Radiologist}"), scene.pick(
            f"Electronically signed {scene.date(read)} {days.clock(scene.rng)}",
            f"Dictated: {scene.date()}  Transcribed: {scene.date(read)}", ""),
        closing=scene.rng.choice(("", "Sincerely,", "Respectfully submitted,")))
    return scene.paper(KINDS[modality_for(scene)], w, f"{modality_for(scene)}_classic")


def system_printout(scene: Scene) -> Paper:
    """A radiology system's print-out: accession table, status line, result text in one column."""
    study, findings, impression = _study(scene)
    sent = str(scene.notes.get("referred_by", "on file"))
    rng = scene.rng
    read = scene.later(0, 2)
    w = scene.writer(running=[scene.patient.who.printed("LAST, FIRST"), f"MRN {scene.mrn}"])
    w.table([["Patient Name", "MRN", "DOB", "Sex"],
            [scene.name, scene.mrn, scene.born, "F" if scene.patient.who.woman else "M"],
            ["Exam", "Exam Date/Time", "Accession", "Status"],
            [study, f"{scene.date()} {days.clock(rng)}", str(rng.randrange(10**7, 10**8)), "FINAL"],
            ["Ordering", "Reason for exam", "Location", "Reading MD"],
            [sent, scene.pick("$part pain"), scene.by.office.name, scene.doctor]], (3, 2.2, 2, 2), head=False)
    w.line("*** Final Report ***" if scene.chance(0.6) else "RESULT:", bold=True)
    w.gap(3)
    w.para(study.upper() + (f" {scene.date()}" if scene.chance(0.4) else ""))
    w.para("HISTORY: " + scene.pick("Pain.", "Injury at work.", "$part pain for {three|six} months."))
    w.para("TECHNIQUE: " + scene.spin(rng.choice(_TECHNIQUE[modality_for(scene)])))
    w.para("FINDINGS: " + " ".join(findings))
    w.para("IMPRESSION: " + " ".join(f"{at}. {text}" for at, text in enumerate(impression, 1)))
    w.line(f"Dictated by: {scene.doctor}   {scene.date(scene.day)} {days.clock(rng)}")
    w.line(f"Signed by: {scene.doctor}   {scene.date(read)} {days.clock(rng)}")
    if scene.chance(0.5):
        w.line(f"Print date: {scene.date(scene.later(10, 300))}", size=-2)
    return scene.paper(KINDS[modality_for(scene)], w, f"{modality_for(scene)}_printout")


def letter(scene: Scene) -> Paper:
    """A letter to the referring physician, the study in the subject."""
    study, findings, impression = _study(scene)
    sent = str(scene.notes.get("referred_by", "Doctor"))
    read = scene.later(0, 4)
    w = scene.writer()
    w.line(scene.long(read))
    w.gap(6)
    w.line(sent)
    w.gap(6)
    w.fields([("Patient", scene.name), (scene.by.house.born_label, scene.born), ("Date of examination", scene.date()),
            ("File", scene.mrn)], columns=1)
    w.line(f"Dear {sent.split(',')[0] if sent.startswith('Dr') else 'Doctor'}:")
    w.gap(4)
    w.title(study.upper(), size=0, align="left")
    w.para(scene.spin(scene.rng.choice(_TECHNIQUE[modality_for(scene)])))
    w.para(" ".join(findings))
    w.line("IMPRESSION:", bold=True)
    for at, text in enumerate(impression, 1):
        w.line(f"{at}. {text}", indent=12)
    w.gap(6)
    w.para("Thank you for the courtesy of this referral.")
    w.sign(scene.doctor, closing="Sincerely,")
    return scene.paper(KINDS[modality_for(scene)], w, f"{modality_for(scene)}_letter", also_dates=(read,))


def short(scene: Scene) -> Paper:
    """A short reading in capitals, as an office or a small hospital types it."""
    study, findings, impression = _study(scene)
    w = scene.writer()
    w.line(f"{scene.name.upper()}     {scene.date()}", bold=True)
    w.line(f"DOB {scene.born}   REF: {str(scene.notes.get('referred_by', 'SELF')).upper()}")
    w.gap(6)
    w.title(f"{study.upper()}:", size=0, align="left")
    w.para(" ".join(findings).upper())
    w.para(("CONCLUSION: " if scene.chance(0.5) else "IMPRESSION: ") + " ".join(impression).upper())
    w.sign(scene.doctor.upper(), "RADIOLOGIST" if scene.chance(0.6) else "",
        f"d: {scene.date()} t: {scene.date(scene.later(0, 2))}" if scene.chance(0.5) else "", space=12)
    return scene.paper(KINDS[modality_for(scene)], w, f"{modality_for(scene)}_short")


LAYOUTS = (classic, classic, system_printout, letter, short)
