"""Papers that are set aside: bills, explanations of review, fax covers, separator sheets, blank sheets."""

from __future__ import annotations

from benchmarks.casefiles import days
from benchmarks.casefiles.sheets import Box, Line, Paper, Sheet, Words
from benchmarks.casefiles.story import Scene
from openimr.casefile.model import DocumentKind as Kind

_CODES = (("99213", "Office visit, established", 95), ("99214", "Office visit, detailed", 142),
    ("99203", "New patient visit", 168), ("97110", "Therapeutic exercise", 42), ("97140", "Manual therapy", 40),
    ("97014", "Electrical stimulation", 22), ("72148", "MRI lumbar spine", 890),
    ("20610", "Injection, large joint", 130), ("J3301", "Triamcinolone 10 mg", 12), ("99080", "Report", 38),
    ("80307", "Drug test, presumptive", 78), ("64483", "Transforaminal epidural", 610),
    ("98941", "Chiropractic manipulation", 55), ("97810", "Acupuncture", 62), ("WC002", "PR-2 report", 12))
_SCANNED = ("PRIVACY NOTICE: This facsimile contains confidential health information intended only for the addressee. "
    "If you received it in error, notify the sender and destroy it.",
    "The information contained in this transmission is privileged and confidential.", "")


def cms_1500(scene: Scene) -> Paper:
    """The health insurance claim form."""
    one, rng = scene.patient, scene.rng
    signed = scene.later(1, 12)
    w = scene.writer(office=False, running=[], numbering="")
    w.title("HEALTH INSURANCE CLAIM FORM", size=2, align="left")
    w.line("APPROVED BY NATIONAL UNIFORM CLAIM COMMITTEE (NUCC) " + ("08/05" if scene.day.year < 2014 else "02/12"),
        size=-3)
    w.cells([("1. MEDICARE  MEDICAID  TRICARE  CHAMPVA  GROUP HEALTH PLAN  FECA BLK LUNG  OTHER", "[X] OTHER", 3),
            ("1a. INSURED'S I.D. NUMBER", one.claim, 2)])
    w.cells([("2. PATIENT'S NAME (Last Name, First Name, Middle Initial)", one.who.printed("LAST, FIRST"), 3),
            ("3. PATIENT'S BIRTH DATE  SEX", f"{one.born:%m %d %Y} {'F' if one.who.woman else 'M'}", 2),
            ("4. INSURED'S NAME", one.employer.name.upper(), 3)])
    w.cells([("5. PATIENT'S ADDRESS (No., Street)", one.address.upper(), 3),
            ("6. PATIENT RELATIONSHIP TO INSURED", "OTHER", 2),
            ("7. INSURED'S ADDRESS", one.employer.street.upper(), 3)])
    w.cells([("10. IS PATIENT'S CONDITION RELATED TO: a. EMPLOYMENT? (Current or Previous)", "[X] YES [ ] NO", 3),
            ("11. INSURED'S POLICY GROUP OR FECA NUMBER", one.claim, 2),
            ("11c. INSURANCE PLAN NAME", one.carrier.name.upper(), 3)])
    w.cells([("12. PATIENT'S OR AUTHORIZED PERSON'S SIGNATURE", "SIGNATURE ON FILE", 3),
            ("DATE", f"{signed:%m %d %y}", 1), ("13. INSURED'S OR AUTHORIZED PERSON'S SIGNATURE", "SOF", 3)])
    w.cells([("14. DATE OF CURRENT ILLNESS, INJURY, or PREGNANCY (LMP)", f"{one.hurt:%m %d %y}", 2), (
            "17. NAME OF REFERRING PROVIDER OR OTHER SOURCE",
            scene.story.providers["treating"].who.printed("FIRST LAST"), 2), ("17b. NPI", scene.by.npi, 1)])
    w.cells([("21. DIAGNOSIS OR NATURE OF ILLNESS OR INJURY",
            "  ".join(f"{chr(65 + at)}. {code}" for at, (_, code) in enumerate(scene.diagnoses())), 3),
            ("22. RESUBMISSION CODE", "", 1), ("23. PRIOR AUTHORIZATION NUMBER", "", 1)])
    total = 0
    w.cells([("24. A. DATE(S) OF SERVICE From To", "", 3), ("B. PLACE OF SERVICE", "", 1),
            ("D. PROCEDURES, SERVICES, OR SUPPLIES CPT/HCPCS MODIFIER", "", 2), ("E. DIAGNOSIS POINTER", "", 1),
            ("F. $ CHARGES", "", 1.2), ("G. UNITS", "", 0.8), ("J. RENDERING PROVIDER ID. #", "", 1.5)])
    for code, _, price in rng.sample(_CODES, rng.randint(1, 5)):
        total += price
        w.cells([("", f"{scene.day:%m %d %y}  {scene.day:%m %d %y}", 3), ("", "11", 1), ("", code, 2), ("", "AB", 1),
                ("", f"{price}.00", 1.2), ("", "1", 0.8), ("", scene.by.npi, 1.5)])
    w.cells([("25. FEDERAL TAX I.D. NUMBER", f"95-{rng.randrange(10**6, 10**7)}", 2),
            ("26. PATIENT'S ACCOUNT NO.", scene.mrn, 1.5), ("27. ACCEPT ASSIGNMENT?", "YES", 1),
            ("28. TOTAL CHARGE", f"$ {total}.00", 1.2), ("29. AMOUNT PAID", "$ 0.00", 1.2)])
    w.cells([("31. SIGNATURE OF PHYSICIAN OR SUPPLIER", f"{scene.by.who.printed('FIRST LAST')}  {signed:%m/%d/%Y}", 2),
            ("32. SERVICE FACILITY LOCATION INFORMATION", scene.by.office.name.upper(), 2),
            ("33. BILLING PROVIDER INFO & PH #", f"{scene.by.office.name.upper()} {scene.by.office.phone}", 2)])
    w.line("NUCC Instruction Manual available at: www.nucc.org     PLEASE PRINT OR TYPE     APPROVED OMB-0938-1197 "
        "FORM 1500 (02-12)", size=-4)
    return scene.paper(Kind.BILLING, w, "cms_1500", author=None, patient=one.who.plain, also_dates=(signed,))


def explanation(scene: Scene) -> Paper:
    """An explanation of review: charges, allowances, reason codes."""
    one, rng = scene.patient, scene.rng
    served = scene.earlier(20, 60)
    w = scene.writer(running=[one.who.printed("LAST, FIRST"), f"Claim {one.claim}"])
    w.title(scene.rng.choice(("EXPLANATION OF REVIEW", "EXPLANATION OF BENEFITS", "Explanation of Bill Review",
            "MEDICAL BILL REVIEW ANALYSIS", "EXPLANATION OF REVIEW (EOR)")), size=2)
    w.fields([("Claimant", one.who.printed("LAST, FIRST")), ("Claim number", one.claim),
            ("Provider", scene.by.office.name), ("Date of injury", scene.hurt),
            (scene.pick("{EOR Date|Date of review|Review Date|Date processed}"), scene.date()),
            ("Bill received", scene.date(scene.earlier(8, 18))), ("Bill ID", str(rng.randrange(10**7, 10**8))),
            ("Payee TIN", f"95-{rng.randrange(10**6, 10**7)}")])
    rows = [["DOS", "Code", "Description", "Billed", "Allowed", "Reason"]]
    for code, text, price in rng.sample(_CODES, rng.randint(2, 8)):
        rows.append([scene.date(served), code, text, f"{price}.00", f"{price * rng.uniform(0.3, 1):.2f}",
                rng.choice(("G1", "G54", "790", "W1", "P12"))])
    w.table(rows, (1.6, 1, 3, 1.2, 1.2, 1), grid=scene.chance(0.5), size=-1.5)
    w.para("G1: The charge exceeds the Official Medical Fee Schedule allowance. 790: This charge was reimbursed in "
        "accordance with the fee schedule. If you disagree you may request a second bill review within 90 days.",
        size=-1.5)
    return scene.paper(Kind.BILLING, w, "explanation", author=None, patient=one.who.plain, also_dates=(served,))


def statement(scene: Scene) -> Paper:
    """An account statement or invoice."""
    one, rng = scene.patient, scene.rng
    w = scene.writer(running=[])
    w.title(scene.rng.choice(("STATEMENT OF ACCOUNT", "INVOICE", "ITEMIZED BILLING STATEMENT", "BILLING LEDGER",
            "Patient Ledger", "SUPERBILL")), size=2)
    w.fields([("Bill to", one.carrier.name), (scene.pick("{Statement date|Invoice date|Date}"), scene.date()),
            ("Patient", scene.name), ("Account", scene.mrn), ("Claim", one.claim), ("DOI", scene.hurt)])
    rows, total = [["Date of service", "Code", "Description", "Amount"]], 0
    for day in sorted(scene.earlier(5, 120) for _ in range(rng.randint(3, 12))):
        code, text, price = rng.choice(_CODES)
        total += price
        rows.append([scene.date(day), code, text, f"{price}.00"])
    w.table(rows, (2, 1.2, 4, 1.4), grid=scene.chance(0.4))
    w.line(f"BALANCE DUE: ${total}.00", bold=True, align="right")
    w.para(scene.pick("Please remit payment to the address above. {Tax ID 95-1234567.|Payment is due within 45 days.}"))
    return scene.paper(Kind.BILLING, w, "statement", author=None)


def hospital_bill(scene: Scene) -> Paper:
    """A UB-04."""
    one = scene.patient
    w = scene.writer(office=False, running=[], numbering="")
    w.line("UB-04 CMS-1450   APPROVED OMB NO. 0938-0997", size=-3)
    w.cells([("1", scene.story.providers["hospital"].office.name.upper(), 3), ("3a PAT. CNTL #", scene.mrn, 2),
            ("4 TYPE OF BILL", "131", 1)])
    w.cells([("8 PATIENT NAME", one.who.printed("LAST, FIRST"), 3), ("9 PATIENT ADDRESS", one.address.upper(), 3)])
    w.cells([("10 BIRTHDATE", f"{one.born:%m%d%Y}", 1), ("11 SEX", "F" if one.who.woman else "M", 0.5),
            ("12 ADMISSION DATE", f"{scene.day:%m%d%y}", 1),
            ("6 STATEMENT COVERS PERIOD FROM THROUGH", f"{scene.day:%m%d%y} {scene.day:%m%d%y}", 2)])
    w.table([["42 REV. CD.", "43 DESCRIPTION", "44 HCPCS", "45 SERV. DATE", "46 UNITS", "47 TOTAL CHARGES"], *(
            [rev, text, code, f"{scene.day:%m%d%y}", "1", f"{scene.rng.randrange(90, 9000)}.00"] for rev, text,
            code in (("0250", "PHARMACY", ""), ("0360", "OR SERVICES", "29881"), ("0370", "ANESTHESIA", ""),
            ("0710", "RECOVERY ROOM", "")))], (1, 3, 1.2, 1.2, 0.8, 1.6))
    w.cells([("50 PAYER NAME", one.carrier.name.upper(), 2), ("60 INSURED'S UNIQUE ID", one.claim, 2),
            ("76 ATTENDING NPI", scene.by.npi, 2)])
    w.line("THE CERTIFICATIONS ON THE REVERSE APPLY TO THIS BILL AND ARE MADE A PART HEREOF.", size=-4)
    return scene.paper(Kind.BILLING, w, "hospital_bill", author=None, patient=one.who.plain)


def fax_cover(scene: Scene) -> Paper:
    """A cover sheet of a fax in one of five manners; some carry no day, some no patient."""
    one, rng = scene.patient, scene.rng
    manner = rng.randrange(5)
    pages = str(scene.notes.get("pages", rng.randrange(2, 20)))
    day = scene.day if rng.random() < 0.85 else None
    named = rng.random() < 0.6
    w = scene.writer(running=[], numbering="")
    sender = scene.by.office
    to = one.carrier
    if manner == 0:
        w.title("FAX", size=18, align="left")
        w.fields([("To", to.name), ("From", sender.name), ("Fax", to.fax), ("Pages", pages), ("Phone", to.phone),
                *([("Date", scene.date())] if day else []),
                ("Re", f"{scene.name}, claim {one.claim}" if named else "Medical records")])
        w.checks([(False, "Urgent"), (True, "For review"), (False, "Please comment"), (False, "Please reply")],
            columns=4)
    elif manner == 1:
        w.title(scene.pick("{FACSIMILE TRANSMITTAL SHEET|FAX COVER SHEET|FACSIMILE COVER SHEET|Fax Transmission}"),
            size=4)
        w.table([["TO:", to.name, "FROM:", sender.name],
                ["FAX:", to.fax, "DATE:" if day else "", scene.date() if day else ""],
                ["ATTN:", one.adjuster.printed("first last"), "TOTAL PAGES INCLUDING COVER:", pages],
                ["RE:", scene.name if named else "RFA", "CLAIM:", one.claim if named else ""]], (1, 3, 1.6, 3),
            head=False)
    elif manner == 2:
        w.line(f"{sender.name} - {sender.phone}", bold=True)
        w.line("Fax cover", size=3)
        for text in (f"Attention: {one.adjuster.printed('first last')}", f"Fax number: {to.fax}",
            f"Number of pages: {pages}", scene.long() if day else "",
            scene.pick("Subject: {RFA and PR-2|records as requested|report}") + (f" for {scene.name}" if named
                else "")):
            w.line(text)
    elif manner == 3:
        w.title("* * * FAX * * *", size=6)
        w.line(f"PLEASE DELIVER TO: UTILIZATION REVIEW, {to.name.upper()}", align="centre")
        w.line(f"{pages} PAGES FOLLOW" + (f"   {scene.date()}" if day else ""), align="centre")
        w.line(f"PATIENT: {scene.name}" if named else "REQUEST FOR AUTHORIZATION ATTACHED", align="centre")
    else:
        w.title("Records Transmission Cover", size=3)
        w.fields([("Sent by", sender.name), ("Received for", to.name),
                *([("Sent", f"{scene.date()} {days.clock(rng)}")] if day else []), ("Documents", pages),
                ("Patient", scene.name if named else "see attached")], columns=1)
    w.gap(20)
    if scene.chance(0.5):
        w.para("Comments: " + scene.pick("Please {authorize|review} the attached.",
                "Attached is the {signed RFA|requested report}. Thank you.", "Second request."))
    w.para(rng.choice(_SCANNED), size=-1.5)
    return scene.paper(Kind.FAX_COVER, w, f"fax_cover_{manner}", date=day, author=None,
        patient=scene.shown.plain if named else None)


def separator(scene: Scene) -> Paper:
    """A sheet between parts: a heading, a bar code, a tab number."""
    manner = scene.rng.randrange(4)
    sheet = Sheet()
    if manner == 0:
        sheet.marks.append(Words(200, 420, scene.rng.choice(
                ("MEDICAL RECORDS", "BILLING RECORDS", "EXHIBIT B", "TAB 4", "CORRESPONDENCE", "RADIOLOGY")),
                "Helvetica-Bold", 26))
    elif manner == 1:
        for at in range(60):
            sheet.marks.append(Box(120 + at * 6, 380, scene.rng.choice((1.0, 2.0, 4.0)), 60, fill=0.0, stroke=0))
        sheet.marks.append(Words(220, 360, "DOCUMENT SEPARATOR", "Helvetica", 14))
        sheet.marks.append(Words(240, 340, "DO NOT REMOVE", "Helvetica", 10))
    elif manner == 2:
        sheet.marks += [Line(60, 520, 552, 520, 2), Words(90, 480, scene.story.copier.name, "Times-Bold", 18), Words(
                90, 450, f"Records of: {scene.rng.choice(list(scene.story.providers.values())).office.name}",
                "Times-Roman", 13),
            Words(90, 430, f"Order no. {scene.rng.randrange(10**5, 10**6)}", "Times-Roman", 13),
            Line(60, 410, 552, 410, 2)]
    else:
        sheet.marks.append(Words(180, 400,
                scene.rng.choice(("*** Start of document ***", "-- batch separator --", "SCAN BATCH 0042", "PATCH T")),
                "Courier", 14))
    return Paper(Kind.OTHER, [sheet], f"separator_{manner}", also_kinds=(Kind.BLANK, Kind.FAX_COVER))


def blank(scene: Scene) -> Paper:
    """An empty sheet, or one that says it is left empty."""
    sheet = Sheet()
    if scene.chance(0.25):
        sheet.marks.append(Words(190, 400, scene.rng.choice(
                ("This page intentionally left blank", "THIS PAGE INTENTIONALLY LEFT BLANK", "(blank page)")),
                "Times-Roman", 12))
    return Paper(Kind.BLANK, [sheet], "blank")


BILLING_LAYOUTS = (cms_1500, cms_1500, explanation, statement, hospital_bill)
