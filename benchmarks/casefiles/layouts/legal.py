"""Papers of lawyers, claims offices and courts: depositions, notices, proofs of service, letters, subpoenas."""

from __future__ import annotations

from benchmarks.casefiles import days
from benchmarks.casefiles.layouts.phrases import COUNTIES
from benchmarks.casefiles.people import person
from benchmarks.casefiles.sheets import Line, Paper, Sheet, Words
from benchmarks.casefiles.story import Scene
from benchmarks.casefiles.writer import Writer
from openimr.casefile.model import DocumentKind as Kind

_QUESTIONS = ("Could you state your full name for the record, please?",
    "Have you ever had your deposition taken before?", "You understand that you are under oath?",
    "Where do you live now?", "How long have you worked for $employer?", "What were your duties as a $job?",
    "Tell me what happened on the day of the injury.", "Did you report it to anybody?",
    "Who was the first doctor that you saw?", "Did you have X-rays or an MRI?", "Did the injections help you?",
    "Have you ever injured the $part before?", "Can you lift a gallon of milk?", "How far can you walk?",
    "Do you have pain right now?", "On a scale of zero to ten?", "Are you taking any medication today?",
    "Did anybody tell you that surgery was needed?", "Have you been in any car accidents?", "Do you do any housework?")
_ANSWERS = ("Yes.", "No.", "No, sir.", "About {five|six|ten} years.", "I don't remember exactly.",
    "{My back|My arm|It} hurt right away.", "I told my supervisor.",
    "The clinic, the one on {Orchard|Mission} Street.", "A little bit, for maybe {two|three} weeks.",
    "It is like a {six|seven}.", "I take the pills in the morning and at night.", "I was lifting and I felt a pop.",
    "Not like this.", "My wife does that now.", "{Uh-huh. I mean, yes|Correct}.", "Could you repeat the question?",
    "Maybe two blocks, then I have to stop.")
_TALK = ("MS. {A}: Objection, vague.", "MR. {A}: You can answer.", "(Discussion held off the record.)",
    "THE WITNESS: I'm sorry, I need to stand.", "MR. {A}: Let's take a break.")


def transcript(scene: Scene) -> Paper:
    """A deposition: title page, appearances, index, examination with numbered lines, certificate."""
    head, other = scene.story.lawyers
    reporter = person(scene.rng)
    pages: list[list[str]] = [_cover(scene, reporter.printed("first last"))]
    pages.append(["APPEARANCES:", "", f"For the Applicant:   {head[1].name}",
            f"     BY: {head[0].printed('first last').upper()}, ESQ.", f"     {head[1].street}",
            f"     {head[1].city}", "", f"For the Defendants:   {other[1].name}",
            f"     BY: {other[0].printed('first last').upper()}, ESQ.", f"     {other[1].street}",
            f"     {other[1].city}", "", "Also present: Interpreter" if scene.chance(0.5) else ""])
    if scene.chance(0.6):
        pages.append(["I N D E X", "", f"WITNESS: {scene.patient.who.printed('FIRST LAST')}", "",
                "EXAMINATION                              PAGE",
                f"By {other[0].printed('first last')}                     4", "", "EXHIBITS: (None)"])
    lines = [f"{scene.patient.who.printed('FIRST LAST')},", "having been first duly sworn, testified as follows:", "",
        "EXAMINATION", f"BY {other[0].title.upper()} {other[0].family.upper()}:"]
    for _ in range(scene.rng.randint(30, 90)):
        lines += _broken("Q.  " + scene.pick(*_QUESTIONS)) + _broken("A.  " + scene.pick(*_ANSWERS))
        if scene.chance(0.08):
            lines += _broken(scene.rng.choice(_TALK).format(A=head[0].family.upper()))
    pages += [lines[at:at + 25] for at in range(0, len(lines), 25)]
    pages.append(["REPORTER'S CERTIFICATE", "", "I hereby certify that the witness in the foregoing",
            "deposition was by me duly sworn; that the deposition was",
            "taken at the time and place herein named and was reported", "in shorthand and thereafter transcribed.",
            "", f"Dated: {scene.long(scene.later(10, 25))}", "", "____________________________",
            f"{reporter.printed('FIRST LAST')}, CSR No. {scene.rng.randrange(5000, 14000)}"])
    condensed = scene.chance(0.25)
    sheets = _condensed(pages) if condensed else [_numbered(page, at) for at, page in enumerate(pages, 1)]
    return Paper(Kind.DEPOSITION, sheets, "transcript_condensed" if condensed else "transcript", date=scene.day,
        author=None, patient=scene.patient.who.plain, numbered=True)


def _cover(scene: Scene, reporter: str) -> list[str]:
    one = scene.patient
    return ["BEFORE THE WORKERS' COMPENSATION APPEALS BOARD"
        if scene.chance(0.7) else "WORKERS' COMPENSATION APPEALS BOARD", "STATE OF CALIFORNIA", "",
        f"{one.who.printed('FIRST LAST')},", "              Applicant,",
        "     vs.                         " + f"No. {one.adj}",
        f"{one.employer.name.upper()}; {one.carrier.name.upper()},", "              Defendants.", "", "",
        scene.pick("{DEPOSITION OF|VIDEOCONFERENCE DEPOSITION OF|TRANSCRIPT OF DEPOSITION OF}"),
        f"{one.who.printed('FIRST LAST')}", "", scene.long(), days.clock(scene.rng),
        f"{scene.rng.choice(COUNTIES)}, California", "", f"Reported by: {reporter}"]


def _broken(text: str, most: int = 56) -> list[str]:
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + len(word) + 1 > most:
            lines.append(line)
            line = "    " + word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def _numbered(lines: list[str], number: int) -> Sheet:
    """One page of a transcript: 25 numbered lines, a rule left and right, the page number above."""
    sheet = Sheet([Line(92, 60, 92, 750), Line(545, 60, 545, 750)])
    if number > 1:
        sheet.marks.append(Words(530, 756, str(number), "Courier", 10))
    for at in range(25):
        y = 722 - at * 26
        sheet.marks.append(Words(70, y, f"{at + 1:>2}", "Courier", 10))
        if at < len(lines) and lines[at]:
            sheet.marks.append(Words(104, y, lines[at], "Courier", 10.5))
    return sheet


def _condensed(pages: list[list[str]]) -> list[Sheet]:
    """Four small pages on a sheet."""
    sheets = []
    for start in range(0, len(pages), 4):
        sheet = Sheet()
        for place, lines in enumerate(pages[start:start + 4]):
            x, top = 40 + (place % 2) * 270, 760 - (place // 2) * 370
            sheet.marks.append(Words(x + 110, top, f"Page {start + place + 1}", "Courier", 6.5))
            for at in range(25):
                text = lines[at] if at < len(lines) else ""
                sheet.marks.append(Words(x, top - 14 - at * 13.5, f"{at + 1:>2} {text}", "Courier", 6.0))
        sheet.marks.append(
            Words(230, 22, f"{start // 4 + 1} (Pages {start + 1} to {min(start + 4, len(pages))})", "Courier", 7))
        sheets.append(sheet)
    return sheets


def _claims_letter(scene: Scene) -> Writer:
    """A letter of the claims office to the worker: day, address, subject."""
    one = scene.patient
    w = scene.writer(running=[], letterhead=one.carrier)
    w.line(scene.long())
    w.gap(6)
    for text in (one.who.printed("first last"), one.address):
        w.line(text)
    w.gap(6)
    w.fields([("Employee", one.who.printed("first last")), ("Employer", one.employer.name),
            ("Claim number", one.claim), ("Date of injury", scene.hurt)], columns=1)
    return w


_SPANISH = ("Si usted no entiende este aviso, llame al ajustador de reclamos que aparece arriba. Usted tiene derecho a "
    "no estar de " "acuerdo con las decisiones que afectan su reclamo.", "Para obtener información gratuita puede "
    "llamar a la Unidad de Información y Asistencia de la División de Compensación "
    "de Trabajadores. También puede consultar a un abogado; la mayoría ofrece una consulta sin costo.",
    "Guarde una copia de este aviso para sus archivos.")


def notice(scene: Scene) -> Paper:
    """A notice of the claims office: delay, denial, payments, doctor's appointment."""
    one = scene.patient
    w = _claims_letter(scene)
    which = scene.rng.randrange(6)
    titles = ("NOTICE REGARDING DELAY OF WORKERS' COMPENSATION BENEFITS",
        "NOTICE REGARDING DENIAL OF WORKERS' COMPENSATION BENEFITS",
        "NOTICE REGARDING TEMPORARY DISABILITY BENEFITS PAYMENT START",
        "NOTICE REGARDING TEMPORARY DISABILITY BENEFITS: PAYMENT TERMINATION",
        "NOTICE REGARDING PERMANENT DISABILITY BENEFITS", "NOTICE OF APPOINTMENT WITH QUALIFIED MEDICAL EVALUATOR")
    w.title(titles[which], size=1)
    w.para(f"Dear {one.who.formal}:")
    w.para(("Workers' compensation benefits are being delayed because additional information is needed to decide "
            "whether your injury is covered. We expect to have the information by " + scene.long(scene.later(40,
            85)) + ". While the claim is pending you are entitled to treatment up to ten thousand dollars.",
            "After careful consideration of all available information, we are denying liability for your claim of "
            "injury. Workers' compensation benefits are being denied because medical evidence does not support that "
            "the injury arose out of employment.", "Temporary disability payments of "
            f"${scene.rng.uniform(300, 1100):.2f} per week begin with the period from "
            f"{scene.date(scene.earlier(5, 14))} through {scene.date(scene.later(1, 10))}. You will be sent a check "
            "every two weeks.", "Payments are ending because your doctor says you can return to work as of "
            f"{scene.date(scene.earlier(1, 6))}. The total paid was ${scene.rng.uniform(3000, 24000):.2f}.",
            f"Based on the report of {scene.story.providers['qme'].who.formal} dated "
            f"{scene.date(scene.earlier(20, 60))}, your permanent disability is estimated at "
            f"{scene.rng.randrange(5, 40)}%.", "You are scheduled for an evaluation with "
            f"{scene.story.providers['qme'].who.printed('first last, cred')} on {scene.long(scene.later(15, 50))} at "
            f"{days.clock(scene.rng)}, {scene.story.providers['qme'].office.address}. Please bring identification and "
            "arrive thirty minutes early.")[which])
    w.para("You have a right to disagree with decisions affecting your claim. If you have questions, please contact "
        "me. You may also call the state's Information and Assistance office or consult an attorney.")
    w.sign(one.adjuster.printed("first last"),
        scene.rng.choice(("Claims Adjuster", "Senior Claims Examiner", "Claims Representative")), one.carrier.phone,
        closing="Sincerely,")
    if scene.chance(0.2):
        w.new_page()
        w.line("Aviso importante", bold=True)
        for text in _SPANISH:
            w.para(text)
    return scene.paper(Kind.NOTICE, w, f"notice_{which}", author=one.adjuster.plain)


def review_notice(scene: Scene) -> Paper:
    """The review organization's notice that the case was assigned and records are asked for."""
    one = scene.patient
    w = scene.writer(running=[])
    w.line(scene.long())
    w.gap(4)
    w.line(one.carrier.name)
    w.line(one.carrier.address)
    w.title(scene.pick("{NOTICE OF ASSIGNMENT AND REQUEST FOR INFORMATION|Notice of Assignment of Independent Medical "
            "Review|INDEPENDENT MEDICAL REVIEW: NOTICE OF CASE ASSIGNMENT}"), size=1.5)
    w.fields([("IMR Case Number", f"CM{scene.day:%y}-{scene.rng.randrange(10**6, 10**7):07d}"),
            ("Date of injury", scene.hurt), ("Claim Number", one.claim),
            ("UR denial date", scene.date(scene.earlier(20, 35))), ("Employee", one.who.printed("first last")),
            ("Priority", "Standard"), ("Application received", scene.date(scene.earlier(5, 12)))])
    w.para("The application for independent medical review for the above case was found eligible. Please send the "
        "medical records within fifteen days of the date designated on this notice. Records must include reports of "
        "the six months before the request for authorization, the determination and any correspondence.")
    w.para("Failure to submit the records may result in administrative penalties.")
    w.sign("Independent Medical Review Organization", closing="Sincerely,")
    return scene.paper(Kind.NOTICE, w, "review_notice", author=None)


def panel_notice(scene: Scene) -> Paper:
    """The list of three evaluators that the medical unit sends."""
    one = scene.patient
    w = scene.writer(office=False, running=[])
    w.line("STATE OF CALIFORNIA - DIVISION OF WORKERS' COMPENSATION, MEDICAL UNIT", size=-1)
    w.title(scene.pick("{QUALIFIED MEDICAL EVALUATOR PANEL|QME Panel Notice}"), size=1.5)
    w.fields([("Date", scene.long()), ("Panel Number", str(scene.rng.randrange(10**6, 10**7))),
            ("Employee", one.who.printed("first last")), ("Date of injury", scene.hurt), ("Claim", one.claim)],
        columns=1)
    for _ in range(3):
        doctor = person(scene.rng, credentials="M.D.")
        w.para(f"{doctor.printed('first last, cred')}, "
            f"{scene.rng.choice(('Orthopaedic Surgery', 'Pain Medicine', 'Physical Medicine'))}, "
            f"{scene.rng.choice(COUNTIES)} County")
    w.para("Each party may strike one name within ten days of the assignment of the panel. The notice of this panel "
        "was mailed to all parties.")
    return scene.paper(Kind.NOTICE, w, "panel_notice", author=None)


def service_by_mail(scene: Scene) -> Paper:
    """A proof of service by mail."""
    clerk = person(scene.rng)
    office = scene.rng.choice((scene.by.office, scene.story.lawyers[0][1], scene.patient.carrier))
    w = scene.writer(office=False, running=[])
    w.title(scene.rng.choice(("PROOF OF SERVICE BY MAIL", "PROOF OF SERVICE",
            "DECLARATION OF SERVICE BY MAIL (C.C.P. 1013a, 2015.5)", "Proof of Service by Mail and Fax")), size=2)
    w.line(f"STATE OF CALIFORNIA, COUNTY OF {scene.rng.choice(COUNTIES).upper()}")
    w.gap(6)
    w.para("I am employed in the county aforesaid. I am over the age of eighteen years and not a party to the within "
        f"action. My business address is {office.address}.")
    what = scene.pick("{medical report of|PR-2 report of|QME report of|utilization review determination by} "
        + scene.rng.choice(list(scene.story.providers.values())).who.formal
        + " dated " + scene.date(scene.earlier(2, 30)), "Application for Independent Medical Review",
        "medical records and billing")
    w.para(f"On {scene.long()}, I served the within {what} on the parties listed below by placing a true copy thereof "
        "enclosed in a sealed envelope with postage fully prepaid in the United States mail at "
        f"{office.city.split(',')[0]}, California, addressed as follows:")
    for firm in (scene.patient.carrier, scene.story.lawyers[0][1], scene.story.lawyers[1][1])[: scene.rng.randint(1,
            3)]:
        w.line(firm.name, indent=24)
        w.line(firm.street, indent=24)
        w.line(firm.city, indent=24)
        w.gap(6)
    w.line(
        f"RE: {scene.patient.who.printed('first last')} v. {scene.patient.employer.name}   Claim {scene.patient.claim}")
    w.gap(4)
    w.para("I declare under penalty of perjury under the laws of the State of California that the foregoing is true "
        f"and correct. Executed on {scene.long()} at {office.city.split(',')[0]}, California.")
    w.sign("______________________________", clerk.printed("first last"), space=14)
    return scene.paper(Kind.PROOF_OF_SERVICE, w, "service_by_mail", author=clerk.plain)


def service_form(scene: Scene) -> Paper:
    """The same as a small form, often behind a report."""
    clerk = person(scene.rng)
    w = scene.writer(running=[])
    w.title(scene.pick("{PROOF OF SERVICE|Proof of Service (Medical Report)}"), size=1.5)
    w.fields([("Case name", scene.patient.who.printed("first last")),
            ("Document served", scene.pick("{Initial|Supplemental|Progress} report")), ("Date served", scene.date()),
            ("Method", scene.pick("{US mail|fax|e-mail}"))], columns=1)
    w.table([["Party", "Address"], [scene.patient.carrier.name, scene.patient.carrier.address],
            [scene.story.lawyers[0][1].name, scene.story.lawyers[0][1].address]], (2, 3))
    w.para("I declare under penalty of perjury under the laws of the State of California that the above is true and "
        "correct.")
    w.fields([("Signed", "______________"), ("Name", clerk.printed("first last")), ("Dated", scene.date())])
    return scene.paper(Kind.PROOF_OF_SERVICE, w, "service_form", author=clerk.plain)


def lawyer_letter(scene: Scene) -> Paper:
    """A lawyer's letter: representation, demand for records, cover letter to an evaluator, objection."""
    head, office = scene.story.lawyers[scene.rng.randrange(2)]
    one = scene.patient
    w = scene.writer(running=[f"RE: {one.who.printed('first last')}", scene.long()], letterhead=office)
    w.line(scene.long())
    w.gap(6)
    w.line(scene.pick("{VIA FACSIMILE AND U.S. MAIL|SENT VIA U.S. MAIL|By fax only|}"))
    for text in (one.adjuster.printed("first last"), one.carrier.name, one.carrier.address):
        w.line(text)
    w.gap(6)
    w.fields([("Re", f"{one.who.printed('first last')} vs. {one.employer.name}"), ("WCAB No.", one.adj),
            ("Claim No.", one.claim), ("D/I", scene.hurt)], columns=1)
    w.para(f"Dear {one.adjuster.formal}:")
    body = ("Please be advised that this office represents the above-named applicant. Kindly direct all further "
        "communication to this office. Demand is hereby made for copies of all medical reports, utilization review "
        "determinations and benefit notices.", "Enclosed please find the report of "
        f"{scene.story.providers['treating'].who.formal} dated {scene.date(scene.earlier(10, 60))}. We request "
        "authorization of the treatment recommended therein. Your prompt attention to this matter is appreciated.",
        "This letter will serve as our objection under Labor Code section 4062 to the report of "
        f"{scene.story.providers['qme'].who.formal}. A panel in {scene.by.specialty} is requested.",
        "Thank you for agreeing to act as the evaluator. The examination is set for "
        f"{scene.long(scene.later(20, 50))}. Please address causation, periods of temporary disability, impairment "
        "under the AMA Guides, apportionment and the need for future medical treatment. Enclosed are records of the "
        "following providers, which we ask you to review.", "We write regarding the deposition of the applicant "
        f"scheduled for {scene.long(scene.later(10, 40))}. Please confirm that an interpreter will be present.")
    w.para(scene.rng.choice(body))
    if scene.chance(0.5):
        w.line("Enclosures:")
        for at, kind in enumerate(scene.rng.sample(
                ("MRI report", "Operative report", "PR-2", "Deposition transcript", "Therapy notes", "QME report"), 3),
            1):
            w.line(f"{at}. {kind}, {scene.date(scene.earlier(10, 400))}", indent=12)
        w.gap(6)
    w.sign(head.printed("first last"),
        "Attorney for Applicant" if office is scene.story.lawyers[0][1] else "Attorney for Defendant",
        f"{head.given[0]}{head.family[0]}:{scene.rng.choice(('jm', 'ab', 'tt'))}".upper(), closing="Very truly yours,")
    return scene.paper(Kind.OTHER, w, "lawyer_letter", author=head.plain)


def subpoena(scene: Scene) -> Paper:
    """A subpoena for records with its attachment."""
    one, (head, office) = scene.patient, scene.story.lawyers[1]
    w = scene.writer(office=False, running=[])
    w.line("STATE OF CALIFORNIA", align="centre")
    w.line("DIVISION OF WORKERS' COMPENSATION", align="centre")
    w.line("WORKERS' COMPENSATION APPEALS BOARD", align="centre")
    w.fields([("Case No.", one.adj), ("Applicant", one.who.printed("first last")), ("Defendant", one.employer.name)],
        columns=1)
    w.title("SUBPOENA DUCES TECUM", size=2)
    w.para("The People of the State of California Send Greetings to: Custodian of Records, "
        f"{scene.rng.choice(list(scene.story.providers.values())).office.name}")
    w.para(f"WE COMMAND YOU to appear before a notary public at {scene.story.copier.name}, "
        f"{scene.story.copier.address}, on {scene.long(scene.later(20, 40))} at 10:00 AM, to testify in the "
        "above-entitled matter and to bring with you and produce the following documents: any and all medical "
        f"records, films, billing, pertaining to {one.who.printed('first last')}, date of birth {scene.born}.")
    w.para(f"This subpoena is issued at the request of {office.name}. You may be punished for disobedience. Given "
        f"under my hand on {scene.long()}.")
    w.sign("Secretary, Assistant Secretary, Workers' Compensation Judge", space=14)
    if scene.chance(0.6):
        w.new_page()
        w.title("DECLARATION FOR SUBPOENA DUCES TECUM", size=1)
        w.para(f"The undersigned states that {head.printed('first last')} is the attorney for defendant; that the "
            f"records are material to the issues of nature and extent of injury. Executed on {scene.long()}.")
    return scene.paper(Kind.OTHER, w, "subpoena", author=None)


def custodian(scene: Scene) -> Paper:
    """A declaration of a custodian of records."""
    clerk = person(scene.rng)
    w = scene.writer(running=[])
    w.title(
        scene.pick("{DECLARATION OF CUSTODIAN OF RECORDS|AFFIDAVIT OF RECORDS CUSTODIAN|CERTIFICATION OF RECORDS}"),
        size=2)
    w.fields([("Records of", scene.patient.who.printed("LAST, FIRST")), ("DOB", scene.born),
            ("Location", scene.by.office.name)], columns=1)
    w.checks([(True, "The copies are true copies of all records described in the request."),
            (False, "No records were found."), (False, "Records are incomplete because:")])
    w.para("I am the duly authorized custodian of the records and have authority to certify them. I declare under "
        "penalty of perjury that the foregoing is true and correct.")
    w.fields(
        [("Executed on", scene.date()), ("Signature", "______________"), ("Print name", clerk.printed("first last"))],
        columns=1)
    return scene.paper(Kind.OTHER, w, "custodian", author=clerk.plain)


NOTICE_LAYOUTS = (notice, notice, notice, review_notice, panel_notice)
SERVICE_LAYOUTS = (service_by_mail, service_by_mail, service_form)
LAWYER_LAYOUTS = (lawyer_letter, lawyer_letter, subpoena, custodian)
