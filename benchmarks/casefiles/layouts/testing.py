"""Papers of laboratories and nerve studies, and of pharmacies."""

from __future__ import annotations

import datetime as dt

from benchmarks.casefiles import days
from benchmarks.casefiles.people import person
from benchmarks.casefiles.sheets import Paper
from benchmarks.casefiles.story import Scene
from openimr.casefile.model import DocumentKind as Kind

_DRUGS = ("Amphetamines", "Barbiturates", "Benzodiazepines", "Cocaine metabolite", "Opiates", "Oxycodone",
    "Hydrocodone", "Methadone", "Phencyclidine", "THC", "Tramadol", "Buprenorphine", "Carisoprodol", "Fentanyl",
    "MDMA", "Propoxyphene")
_BLOOD = (("WBC", "4.0-11.0", "x10^3/uL", 4, 11), ("RBC", "4.2-5.8", "x10^6/uL", 4.2, 5.8),
    ("Hemoglobin", "12.0-17.0", "g/dL", 11, 17), ("Hematocrit", "36-50", "%", 35, 50),
    ("Platelet count", "150-400", "x10^3/uL", 150, 400), ("MCV", "80-100", "fL", 80, 100),
    ("Glucose", "70-99", "mg/dL", 75, 160), ("BUN", "7-25", "mg/dL", 7, 28),
    ("Creatinine", "0.6-1.3", "mg/dL", 0.6, 1.5), ("Sodium", "135-146", "mmol/L", 135, 146),
    ("Potassium", "3.5-5.3", "mmol/L", 3.4, 5.3), ("AST", "10-40", "U/L", 10, 60), ("ALT", "9-46", "U/L", 9, 70),
    ("Alk Phos", "40-115", "U/L", 40, 120), ("Bilirubin, total", "0.2-1.2", "mg/dL", 0.2, 1.3),
    ("Sed rate", "0-20", "mm/hr", 2, 34), ("C-reactive protein", "<8.0", "mg/L", 0.4, 9),
    ("Hemoglobin A1c", "<5.7", "%", 5, 8), ("Vitamin D, 25-OH", "30-100", "ng/mL", 14, 60))


def _ordering(scene: Scene) -> str:
    return str(scene.notes.get("referred_by") or scene.story.providers["treating"].who.printed("first last, cred"))


def toxicology_report(scene: Scene) -> Paper:
    """A laboratory's final report of a urine drug test."""
    reported = scene.later(2, 6)
    w = scene.writer(running=[scene.patient.who.printed("LAST, FIRST"), f"Specimen {scene.mrn}"])
    w.title(scene.rng.choice(("TOXICOLOGY REPORT", "URINE DRUG TEST - FINAL REPORT", "Medication Monitoring Report",
            "Comprehensive Drug Panel, Urine", "DRUG SCREEN RESULTS")), size=2)
    w.fields([("Patient", scene.patient.who.printed("LAST, FIRST")),
            ("Date Collected", f"{scene.date()} {days.clock(scene.rng)}"), ("DOB", scene.born),
            ("Date Received", scene.date(scene.later(1, 1))), ("Specimen ID", scene.mrn),
            ("Date Reported", scene.date(reported)), ("Ordering Physician", _ordering(scene)),
            ("Specimen type", "Urine")])
    w.section("Prescribed medications reported", "; ".join(drug[0] for drug in scene.patient.medications))
    taken = {drug[0].split()[0].lower() for drug in scene.patient.medications}
    rows = [["Analyte", "Result", "Cutoff (ng/mL)", "Interpretation"]]
    for name in scene.rng.sample(_DRUGS, scene.rng.randint(9, 16)):
        positive = name.split()[0].lower() in taken or scene.chance(0.07)
        rows.append([name, "POSITIVE" if positive else "Negative", str(scene.rng.choice((50, 100, 200, 300))),
                "Consistent" if not positive or name.lower() in taken else "INCONSISTENT"])
    w.table(rows, (3, 2, 2, 2.4), grid=scene.chance(0.6))
    w.para(scene.pick("Confirmation performed by {LC-MS/MS|GC/MS}. {This test was developed and its performance "
            "characteristics determined by the laboratory.|}"), size=-1.5)
    w.fields([("Creatinine", f"{scene.rng.randrange(30, 240)} mg/dL (normal > 20)"),
            ("pH", f"{scene.rng.randrange(5, 8)}.{scene.rng.randrange(10)}"),
            ("Specific gravity", f"1.0{scene.rng.randrange(10, 30)}"), ("Oxidants", "Negative")])
    w.line(f"CLIA 05D{scene.rng.randrange(10**6, 10**7)}", size=-2)
    return scene.paper(Kind.DRUG_TEST, w, "toxicology_report", author=None, also_dates=(reported,))


def cup_test(scene: Scene) -> Paper:
    """A point-of-care cup read in the office."""
    w = scene.writer(running=[])
    w.title(scene.pick(
            "{URINE DRUG SCREEN|POINT OF CARE URINE DRUG SCREEN|In-Office UDS Result Form|RAPID DRUG TEST RESULT}"),
        size=2)
    w.fields([("Patient Name", scene.name), ("Date" if scene.chance(0.5) else "Date of test", scene.date()),
            ("DOB", scene.born), ("Time", days.clock(scene.rng)), ("Physician", _ordering(scene)), ("Temp", "94 F")])
    w.table([["Test", "Negative", "Positive", "Invalid"], *([name, "X" if (hit := scene.chance(0.85)) else "",
            "" if hit else "X", ""] for name in _DRUGS[:scene.rng.choice((9, 10, 12))])], (3, 1, 1, 1))
    w.section("Comments", scene.pick("Results consistent with prescribed medication.", "Send to lab for confirmation."))
    w.sign("Collected by ____________________", f"Reviewed by {_ordering(scene)}" if scene.chance(0.5) else "",
        space=10)
    return scene.paper(Kind.DRUG_TEST, w, "cup_test", author=None)


def interpretive_report(scene: Scene) -> Paper:
    """A drug test as a letter with detected and not detected lists."""
    reported = scene.later(3, 8)
    director = person(scene.rng, credentials="Ph.D.")
    w = scene.writer()
    w.fields([("Accession", scene.mrn), ("Client", _ordering(scene)), ("Donor", scene.name),
            ("Birth date", scene.born), ("Collection date", scene.date()), ("Report date", scene.date(reported))],
        columns=2)
    w.title(scene.pick("{Urine Toxicology: Quantitative Confirmation by LC-MS/MS|PAIN MANAGEMENT DRUG "
            "PROFILE|Confirmation of urine drug screen}"), size=1.5)
    w.section("Detected",
        [f"{drug[0].split()[0]}: {scene.rng.randrange(60, 4200)} ng/mL" for drug in scene.patient.medications[:3]])
    w.section("Not detected", ", ".join(scene.rng.sample(_DRUGS, 8)))
    w.section("Interpretation", scene.pick("The results are {expected|not expected} with the prescription{s|} listed.",
            "{Hydrocodone|Tramadol} was prescribed but not detected; {last dose may have been missed|clinical "
            "correlation advised}."))
    w.line(f"Laboratory director: {director.plain}", size=-1)
    return scene.paper(Kind.DRUG_TEST, w, "interpretive_report", author=None, also_dates=(reported,))


def blood_panel(scene: Scene) -> Paper:
    """Results of blood tests in a table with reference ranges."""
    reported = scene.later(0, 3)
    director = person(scene.rng, credentials="M.D.")
    w = scene.writer(running=[scene.patient.who.printed("LAST, FIRST"), f"DOB {scene.born}", "Final"])
    w.title(scene.rng.choice(("LABORATORY REPORT", "Lab Results", "FINAL REPORT", "CLINICAL LABORATORY REPORT", "")),
        size=2)
    w.fields([("Patient", scene.patient.who.printed("LAST, FIRST")),
            ("Collected", f"{scene.date()} {days.clock(scene.rng)}"), ("DOB", scene.born),
            ("Received", f"{scene.date(scene.later(0, 1))} {days.clock(scene.rng)}"), ("Patient ID", scene.mrn),
            ("Reported", f"{scene.date(reported)} {days.clock(scene.rng)}"),
            ("Requesting physician", _ordering(scene)), ("Fasting", scene.rng.choice(("Yes", "No", "Unknown")))])
    for panel in scene.rng.sample(("COMPREHENSIVE METABOLIC PANEL", "CBC WITH DIFFERENTIAL", "LIPID PANEL",
            "HEPATIC FUNCTION PANEL", "INFLAMMATION", "PRE-OPERATIVE PANEL"), scene.rng.choice((1, 2, 2))):
        w.line(panel, bold=True)
        rows = [["Test", "Result", "Flag", "Units", "Reference range"]]
        for name, normal, unit, low, high in scene.rng.sample(_BLOOD, scene.rng.randint(6, 11)):
            value = scene.rng.uniform(low, high)
            rows.append([name, f"{value:.1f}" if high < 200 else f"{value:.0f}",
                    "H" if value > low + (high - low) * 0.92 else "", unit, normal])
        w.table(rows, (3, 1.4, 0.8, 1.6, 2), grid=scene.chance(0.4))
    w.line(f"Medical Director: {director.plain}", size=-1.5)
    return scene.paper(Kind.LABORATORY, w, "blood_panel", author=None, also_dates=(reported,))


def blood_list(scene: Scene) -> Paper:
    """The same as a chart shows it: a line for each test."""
    w = scene.writer(running=[scene.name, f"MRN {scene.mrn}"])
    w.title(scene.pick("{Result Details|LAB RESULTS - Chart copy|Laboratory results}"), align="left", size=1.5)
    w.fields([("Name", scene.name), ("MRN", scene.mrn), ("Specimen collected", scene.date()),
            ("Ordered by", _ordering(scene))])
    for name, normal, unit, low, high in scene.rng.sample(_BLOOD, scene.rng.randint(8, 15)):
        w.line(f"{name:<22} {scene.rng.uniform(low, high):.1f} {unit}   (ref {normal})")
    w.gap(6)
    w.para(scene.pick(
            "Result note: {no action needed|repeat in three months|liver enzymes mildly elevated, reduce NSAIDs}."))
    return scene.paper(Kind.LABORATORY, w, "blood_list", author=None)


def pathology(scene: Scene) -> Paper:
    """A tissue report after surgery."""
    reported = scene.later(1, 4)
    reader = person(scene.rng, credentials="M.D.")
    w = scene.writer()
    w.title(scene.pick("{SURGICAL PATHOLOGY REPORT|Pathology Report}"), size=2)
    w.fields([("Patient", scene.patient.who.printed("LAST, FIRST")), ("Collected", scene.date()),
            ("Case #", f"S{scene.day:%y}-{scene.rng.randrange(1000, 9999)}"), ("Reported", scene.date(reported)),
            ("DOB", scene.born), ("Physician", _ordering(scene))])
    w.section("Specimen", scene.pick("{Disc material|Meniscal shavings|Synovium}, {lumbar|knee|shoulder}"))
    w.section("Gross description", scene.pick("Received in formalin are multiple fragments of tan-white rubbery tissue "
            "measuring {1.5|2.2} cm in aggregate."))
    w.section("Diagnosis", scene.pick(
            "{Degenerated fibrocartilage|Benign synovial tissue with mild chronic inflammation}. No malignancy."))
    w.sign(reader.plain, "Pathologist", space=12)
    return scene.paper(Kind.LABORATORY, w, "pathology", author=reader.plain, also_dates=(reported,))


def nerve_study(scene: Scene) -> Paper:
    """An electrodiagnostic report with its tables."""
    upper = scene.part.region in ("cervical spine", "$side wrist and hand", "$side shoulder")
    nerves = ("Median", "Ulnar", "Radial") if upper else ("Peroneal", "Tibial", "Sural")
    muscles = ("Deltoid", "Biceps", "Triceps", "Pronator teres", "First dorsal interosseous",
        "Abductor pollicis brevis", "Cervical paraspinals") if upper else ("Tibialis anterior", "Medial gastrocnemius",
        "Vastus lateralis", "Extensor hallucis longus", "Biceps femoris", "Lumbar paraspinals")
    limbs = "UPPER" if upper else "LOWER"
    w = scene.writer()
    w.title(scene.rng.choice(("ELECTRODIAGNOSTIC REPORT", f"EMG/NCS OF THE BILATERAL {limbs} EXTREMITIES",
            "ELECTROMYOGRAPHY AND NERVE CONDUCTION STUDY", "ELECTRODIAGNOSTIC CONSULTATION", "NCV / EMG REPORT",
            "Nerve Conduction and EMG Findings")), size=2)
    w.fields([*scene.about(), (scene.pick("{Test Date|Date of study|Date of Exam|Date of Service}"), scene.date()),
            ("Referring physician", _ordering(scene))])
    if scene.chance(0.7):
        w.section("History", scene.complaints)
    w.line("Motor nerve conduction", bold=True)
    w.table([["Nerve", "Latency (ms)", "Amplitude (mV)", "Velocity (m/s)"], *([f"{side} {nerve}",
            f"{scene.rng.uniform(2.8, 6):.1f}", f"{scene.rng.uniform(3, 12):.1f}", f"{scene.rng.randrange(38, 60)}"]
            for nerve in nerves[:2] for side in ("R", "L"))], (2, 1, 1, 1))
    w.line("Sensory nerve conduction", bold=True)
    w.table([["Nerve", "Peak latency (ms)", "Amplitude (uV)"], *([f"{side} {nerve}",
            f"{scene.rng.uniform(2.6, 4.6):.1f}", f"{scene.rng.randrange(6, 48)}"]
            for nerve in nerves for side in ("R", "L"))], (2, 1, 1))
    w.line("Needle EMG", bold=True)
    w.table([["Muscle", "Insertional", "Fibs/PSW", "MUAP", "Recruitment"], *([f"{side} {muscle}", "Normal",
            scene.rng.choice(("0", "0", "0", "1+", "2+")), scene.rng.choice(("Normal", "Polyphasic")),
            scene.rng.choice(("Full", "Reduced"))] for muscle in muscles for side in ("R", "L") if scene.chance(0.8))],
        (3, 1.4, 1, 1.4, 1.4))
    evidence = "{median neuropathy at the wrist|C6 radiculopathy}" if upper else "{L5|S1} radiculopathy on the $side"
    w.section(scene.pick("{Impression|Conclusion|Electrodiagnostic impression}"), [
            scene.pick("This is an abnormal study.", "Abnormal study."),
            scene.pick("Evidence of {mild|moderate} " + evidence + "."),
            scene.pick("No evidence of {peripheral polyneuropathy|plexopathy}.")], numbered=True)
    w.sign(scene.doctor,
        scene.pick("{Diplomate, American Board of Electrodiagnostic Medicine|Board Certified, Neurology|}"),
        closing=scene.rng.choice(("", "Thank you for this referral.", "Sincerely,")))
    return scene.paper(Kind.EMG_NCS_REPORT, w, "nerve_study")


def nerve_letter(scene: Scene) -> Paper:
    """The same as a letter in prose, one page."""
    upper = scene.part.region in ("cervical spine", "$side wrist and hand", "$side shoulder")
    sent = _ordering(scene)
    w = scene.writer()
    w.line(scene.long())
    w.gap(6)
    w.line(sent)
    w.gap(6)
    w.fields([("Re", scene.name), (
            "Electrodiagnostic evaluation" if scene.chance(0.5) else "EMG and nerve conduction studies",
            "upper extremities" if upper else "lower extremities"), (scene.by.house.hurt_label, scene.hurt)], columns=1)
    w.para("Dear Doctor:")
    w.para(scene.pick("At your request I performed nerve conduction studies and needle electromyography on $mr today "
            "for complaints of {pain and numbness|radiating pain}."))
    w.para(scene.pick("Motor and sensory conductions of the " + (
            "median and ulnar nerves" if upper
            else "peroneal, tibial and sural "
            "nerves") + " were {within normal limits|remarkable for prolonged distal latency}. F waves and H reflexes "
            "were {normal|delayed on the $side}. Needle examination of selected muscles showed {no "
            "denervation|increased insertional activity on the $side}."))
    w.para(scene.pick("CONCLUSION: {Normal electrodiagnostic study.|There is electrodiagnostic evidence of "
            "radiculopathy.|Moderate carpal tunnel syndrome.}"))
    w.sign(scene.doctor, closing="Sincerely,")
    return scene.paper(Kind.EMG_NCS_REPORT, w, "nerve_letter")


def fill_history(scene: Scene) -> Paper:
    """A pharmacy's list of what was dispensed; its day is that of the print-out, the last filling may do."""
    w = scene.writer(running=[scene.patient.who.printed("LAST, FIRST"), "Patient profile"])
    rows, day, last = [["Date", "Rx #", "Drug", "Qty", "Days", "Prescriber", "Amount"]], scene.earlier(200,
        400), scene.day
    prescribers = [
        scene.story.providers[role].who.printed("LAST, FIRST CRED") for role in ("treating", "pain", "surgeon")]
    while day < scene.day - dt.timedelta(days=2):
        for name, strength, _, count in scene.rng.sample(scene.patient.medications, 2):
            rows.append([scene.date(day), str(scene.rng.randrange(10**6, 10**7)), f"{name} {strength}".upper(),
                    str(count), "30", scene.rng.choice(prescribers), f"${scene.rng.uniform(8, 240):.2f}"])
        last = day
        day = days.later(scene.rng, day, 24, 40)
    w.title(scene.rng.choice(("PATIENT PROFILE", "PRESCRIPTION HISTORY REPORT", "Patient Prescription Record",
            "MEDICATION DISPENSING HISTORY", "Rx PROFILE")), size=2)
    w.fields([("Patient", scene.patient.who.printed("LAST, FIRST")), ("DOB", scene.born),
            (scene.pick("{Report date|Printed|Date printed|Run date}"), scene.date()),
            ("Date range", f"{rows[1][0]} - {scene.date(last)}"), ("Address", scene.patient.address),
            ("Phone", scene.patient.phone)])
    w.table(rows, (1.6, 1.4, 3.2, 0.8, 0.8, 2.6, 1.3), grid=scene.chance(0.4), size=-1.5)
    w.line(f"Total prescriptions: {len(rows) - 1}")
    return scene.paper(Kind.PHARMACY, w, "fill_history", author=None, also_dates=(last,))


def activity_report(scene: Scene) -> Paper:
    """The state's report on controlled substances dispensed to a patient."""
    w = scene.writer(office=False, running=[])
    w.title(scene.pick("{Patient Activity Report|CONTROLLED SUBSTANCE UTILIZATION REVIEW - PATIENT ACTIVITY "
            "REPORT|Prescription Drug Monitoring Program: Patient Activity Report}"), size=2)
    w.fields([("Search criteria",
            f"Last Name {scene.patient.who.family}, First Name {scene.patient.who.given}, DOB {scene.born}"),
            ("Report Date", scene.date())], columns=1)
    day, rows = scene.earlier(300, 360), [
        ["Date Filled", "Drug Name", "Form", "Str", "Qty", "PHY Name", "Dr. Name", "Refill"]]
    while day < scene.day - dt.timedelta(days=3):
        rows.append([scene.date(day), scene.rng.choice(
                ("HYDROCODONE BITARTRATE-ACETAMINOPHEN", "TRAMADOL HCL", "ZOLPIDEM TARTRATE", "LORAZEPAM")), "TAB",
                scene.rng.choice(("10/325", "50 MG", "10 MG")), str(scene.rng.choice((30, 60, 90, 120))),
                scene.story.providers["pharmacy"].office.name, scene.story.providers["treating"].who.family.upper(),
                "0"])
        day = days.later(scene.rng, day, 26, 34)
    w.table(rows, (1.6, 3, 0.8, 1.1, 0.8, 2.4, 1.7, 0.9), size=-2)
    w.line("DISCLAIMER: The report is compiled from information maintained by the dispensers.", size=-2)
    return scene.paper(Kind.PHARMACY, w, "activity_report", author=None)


def dispensed(scene: Scene) -> Paper:
    """A mail-order or in-office pharmacy's dispensing record of one day."""
    w = scene.writer(running=[])
    w.title(scene.pick("{PHARMACY DISPENSING RECORD|Prescription Receipt|MEDICATION DISPENSING LOG|Rx Summary}"),
        size=1.5)
    w.fields([("Patient", scene.name), ("Fill date" if scene.chance(0.5) else "Date dispensed", scene.date()),
            ("DOB", scene.born), ("Prescriber", _ordering(scene))])
    for name, strength, sig, count in scene.patient.medications[:4]:
        w.cells([("Rx", str(scene.rng.randrange(10**6, 10**7)), 1), ("Drug", f"{name} {strength}", 3),
                ("Qty", str(count), 0.7), ("Sig", sig, 2.5), ("NDC",
                f"{scene.rng.randrange(10000, 99999)}-{scene.rng.randrange(1000):04d}-{scene.rng.randrange(99):02d}",
                1.5)])
    w.gap(6)
    w.para(scene.pick("Patient counselling offered and {accepted|declined}. Retain for your records."), size=-1)
    return scene.paper(Kind.PHARMACY, w, "dispensed", author=None)


TOXICOLOGY_LAYOUTS = (toxicology_report, interpretive_report, toxicology_report)
LABORATORY_LAYOUTS = (blood_panel, blood_panel, blood_list)
NERVE_LAYOUTS = (nerve_study, nerve_study, nerve_letter)
PHARMACY_LAYOUTS = (fill_history, activity_report, dispensed)
