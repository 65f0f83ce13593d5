"""The dispute's own papers: determinations of five and more review vendors, the request, the application."""

from __future__ import annotations

import datetime as dt

from benchmarks.casefiles import days
from benchmarks.casefiles.layouts.extras import records_reviewed
from benchmarks.casefiles.people import Person
from benchmarks.casefiles.sheets import Paper
from benchmarks.casefiles.story import Scene
from benchmarks.casefiles.writer import Writer
from openimr.casefile.model import DocumentKind

UR, RFA, APPLICATION = DocumentKind.UR_DETERMINATION, DocumentKind.RFA, DocumentKind.IMR_APPLICATION
_WHY = ("The {guidelines|cited guidelines} {recommend|support} this treatment when {there is documented functional "
    "improvement|conservative treatment has failed}; {this is not documented|the records do not show it}.",
    "The {submitted|available} documentation does not {include|show} {objective evidence of radiculopathy|a trial of "
    "first-line therapy|measurable functional gain} {on the most recent examination|}.",
    "{The number of visits requested exceeds|The request exceeds} guideline recommendations {for this condition|}.",
    "{There is no clear rationale|No rationale was given} for {this request|the request at this time}.",
    "{A peer-to-peer discussion was attempted on two occasions without success.|Attempts to reach the provider were "
    "not successful.}",
    "The claimant is a $age-year-old $man who sustained an injury on $hurt and is being treated for the $part.")
_GUIDES = ("MTUS Chronic Pain Medical Treatment Guidelines, {pages 98-99|page 46|pages 74-96|page 63}",
    "ACOEM Practice Guidelines, 2nd Edition (2004), Chapter {9|12|13}, {pages 300-305|page 343|pages 207-211}",
    "Official Disability Guidelines (ODG), {Low Back|Neck and Upper Back|Knee & Leg|Shoulder|Pain} Chapter",
    "MTUS Post-Surgical Treatment Guidelines", "Official Disability Guidelines, Treatment Index, 11th Edition (web)")
_RIGHTS = ("If you disagree with the utilization review decision and wish to dispute it, you must complete the "
    "enclosed Application for Independent Medical Review, DWC Form IMR, sign it, and send it within 30 days of service "
    "of this decision.", "You have a right to disagree with decisions affecting your claim. If you have questions "
    "about the information in this notice, please call the claims adjuster.",
    "For information about the workers' compensation claims process and your rights and obligations, call an "
    "information and assistance officer of the state Division of Workers' Compensation.",
    "You may send additional information that supports the request; a new request with new information will be "
    "reviewed as such. Please write the reference number on every page and send it by fax to the number above.",
    "This review was carried out under 8 CCR 9792.6 through 9792.15. The criteria used are disclosed to the public on "
    "request; a copy of the sections relied upon is enclosed or available from this office at no cost to the parties.",
    "The reviewer certifies that no conflict of interest exists with the patient, the employer, the requesting "
    "provider, the facility or the maker of any drug, device or procedure in question, and that compensation did not "
    "depend on the outcome.", "If the employee is represented, a copy of this decision was sent to the attorney. An "
    "unrepresented employee may obtain help from the local office of the Information and Assistance Unit, whose "
    "numbers are listed at the end of the enclosed form.", "This determination is based on medical necessity only and "
    "does not constitute a guarantee of payment or acceptance of liability.",
    "The physician advisor is available for discussion of this decision between 9:00 AM and 1:00 PM Pacific time.")
_QUOTES = ("Recommended as an option where there is documented radicular pain in a dermatomal pattern, corroborated by "
    "imaging or electrodiagnostic study, and where exercise, physical methods and medication have not helped. A second "
    "block is not recommended where there was an inadequate response to the first.",
    "Allow for fading of treatment frequency, plus active self-directed home care. Passive therapy can provide "
    "short-term relief in the early phase and is to be combined with active therapy; patients are instructed to "
    "continue active therapies at home.", "On-going management: prescriptions from a single practitioner taken as "
    "directed, the lowest possible dose, ongoing review and documentation of pain relief, functional status, "
    "appropriate medication use and side effects.", "Surgical consideration is for patients with clear clinical and "
    "imaging evidence of a lesion that has been shown to benefit, in both the short and the long term, from repair, "
    "and with activity limitation for several months and failure of exercise programs.")
_PROCESS = ("The decision to deny or modify a request for authorization of medical treatment shall remain effective "
    "for twelve months from the date of the decision without further action by the claims administrator with regard to "
    "any further recommendation by the same physician for the same treatment, unless the further recommendation is "
    "supported by a documented change in the facts material to the basis of the utilization review decision. "
    "An objection must be communicated by the injured worker, the representative or the attorney on the enclosed form. "
    "Disputes must be resolved in accordance with Labor Code sections 4610.5 and 4610.6. The voluntary internal appeal "
    "process neither triggers nor bars use of the dispute resolution procedures.")
_WORDS = {"denied": ("NON-CERTIFIED", "Non-certified", "Denied", "Not Medically Necessary"),
    "approved": ("CERTIFIED", "Certified", "Approved", "Authorized"),
    "modified": ("MODIFIED", "Modified", "Certified with modification")}


def asked(scene: Scene) -> list[tuple[str, str]]:
    """The items in question, with codes."""
    items = scene.notes.get("items")
    if isinstance(items, list) and items:
        return items
    return scene.treatments(scene.rng.choice((1, 1, 2, 3)))


def _outcomes(scene: Scene, items: list[tuple[str, str]]) -> list[str]:
    said = scene.notes.get("outcome")
    return [str(said) if said
        and at == 0 else scene.rng.choice(("denied", "denied", "modified", "approved")) for at in range(len(items))]


def _reviewer(scene: Scene) -> Person:
    return scene.by.who


def _requested(scene: Scene) -> dt.date:
    day = scene.notes.get("requested")
    return day if isinstance(day, dt.date) else scene.earlier(4, 9)


def _request_doctor(scene: Scene) -> Person:
    return scene.story.providers["treating"].who


def _subject(scene: Scene) -> list[tuple[str, str]]:
    one = scene.patient
    pairs = [(scene.pick("{Claimant|Injured Worker|Employee|Patient}"), scene.name), ("Claim Number", one.claim),
        ("Date of Injury", scene.hurt), ("Employer", one.employer.name),
        ("Requesting Provider", _request_doctor(scene).printed("first last, cred")),
        (scene.pick("{UR Reference|Review ID|Case #|UR Number}"), str(scene.rng.randrange(10**5, 10**7))),
        (scene.pick("{Date Request Received|Received|RFA received}"), scene.date(_requested(scene))),
        ("Date of Birth", scene.born)]
    return [pairs[0], *scene.rng.sample(pairs[1:], scene.rng.randint(4, 7))]


def _rights(scene: Scene, w: Writer, count: int = 3) -> None:
    for at in sorted(scene.rng.sample(range(len(_RIGHTS)), count)):
        w.para(_RIGHTS[at])


def letter_with_table(scene: Scene) -> Paper:
    """Vendor A: a letter to the physician, a table of the items, then the reasons."""
    items = asked(scene)
    outcomes = _outcomes(scene, items)
    doctor = _request_doctor(scene)
    w = scene.writer()
    w.line(scene.long())
    w.gap(5)
    for text in (doctor.printed("first last, cred"), scene.story.providers["treating"].office.street,
        scene.story.providers["treating"].office.city):
        w.line(text)
    w.gap(5)
    w.fields(_subject(scene), columns=scene.rng.choice((1, 2)))
    w.title(scene.rng.choice(("NOTICE OF UTILIZATION REVIEW DETERMINATION", "UTILIZATION REVIEW DETERMINATION",
            "NOTICE OF NON-CERTIFICATION", "UTILIZATION REVIEW DECISION") if outcomes[0] != "approved" else (
            "NOTICE OF CERTIFICATION", "UTILIZATION REVIEW APPROVAL",
            "Utilization Review Determination: Certification")), size=2)
    w.para(f"Dear {doctor.formal}:")
    w.para(scene.pick("{We have completed|This office has completed} the utilization review of your request for "
            f"authorization {{received|dated}} {scene.long(_requested(scene))}. The determination is as follows:"))
    w.table([["Requested treatment", "CPT", "Determination"], *(
            [text, code, scene.rng.choice(_WORDS[outcome])] for (text, code),
            outcome in zip(items, outcomes, strict=True))], (5, 1.2, 2.5))
    if scene.chance(0.6):
        w.section("Clinical summary", scene.complaints + " " + " ".join(scene.findings[:4]))
    if scene.chance(0.5):
        records_reviewed(scene, w, 3, 9)
    for text, _ in items:
        w.section(text, scene.say(_WHY, 2, 5))
        w.para("Guideline: " + scene.pick(*_GUIDES))
        if scene.chance(0.5):
            w.para(_QUOTES[scene.rng.randrange(len(_QUOTES))], indent=18, size=-1)
    if scene.chance(0.5):
        w.para(_PROCESS, size=-0.5)
    _rights(scene, w, scene.rng.randint(3, 9))
    w.sign(scene.doctor, scene.pick("{Physician Reviewer|Physician Advisor}, CA License ") + scene.by.licence,
        closing="Sincerely,")
    w.line(f"cc: {scene.name}; {scene.story.lawyers[0][1].name}; {scene.patient.adjuster.printed('first last')}",
        size=-1.5)
    return scene.paper(UR, w, "ur_letter_with_table")


def numbered_report(scene: Scene) -> Paper:
    """Vendor B: a physician advisor's report with numbered questions and answers."""
    items = asked(scene)
    outcomes = _outcomes(scene, items)
    w = scene.writer()
    w.title(scene.rng.choice(("PHYSICIAN REVIEW REPORT", "PEER REVIEW REPORT - UTILIZATION REVIEW",
            "Physician Advisor Determination", "Medical Necessity Review")), size=2)
    w.fields([*_subject(scene),
            (scene.pick("{Date of Review|Review date|Date of determination|Decision Date}"), scene.date())], columns=2)
    w.section("Documents reviewed", [f"{kind} {scene.date(scene.earlier(5, 200))}"
            for kind in ("RFA", "PR-2", "MRI report", "PT notes")[: scene.rng.randint(2, 4)]], numbered=True)
    if scene.chance(0.5):
        records_reviewed(scene, w, 3, 9, told=2)
    w.section("Clinical summary",
        scene.say(_WHY[-1:], 1, 1) + " " + scene.complaints + " " + " ".join(scene.findings[:3]))
    for at, ((text, code), outcome) in enumerate(zip(items, outcomes, strict=True), 1):
        w.line(f"{at}. Is the request for {text} (CPT {code}) medically necessary?", bold=True)
        w.para(f"Determination: {scene.rng.choice(_WORDS[outcome])}.")
        w.para("Rationale: " + scene.say(_WHY, 2, 4))
        w.para("Reference: " + scene.pick(*_GUIDES))
        if scene.chance(0.6):
            w.para(_QUOTES[scene.rng.randrange(len(_QUOTES))], indent=18, size=-1)
    if scene.chance(0.4):
        w.para(_PROCESS, size=-0.5)
    w.para(scene.pick("Peer to peer: {calls were placed on "
            + scene.date(scene.earlier(1, 3)) + ", a message was left|not successful|the provider was not available}."))
    w.sign(scene.doctor, scene.pick("Board certified in {orthopedic surgery|physical medicine and "
            "rehabilitation|family medicine|anesthesiology}"), f"License: {scene.by.licence} CA")
    return scene.paper(UR, w, "ur_numbered_report")


def modification(scene: Scene) -> Paper:
    """Vendor C: requested and approved beside each other."""
    items = asked(scene)
    w = scene.writer()
    w.title(scene.pick("{Utilization Review - Modification of Treatment Request|NOTICE OF MODIFIED CERTIFICATION|UR "
            "DETERMINATION: PARTIAL CERTIFICATION}"), size=1.5)
    w.fields([("Date of decision" if scene.chance(0.5) else "Date of notice", scene.date()), *_subject(scene)],
        columns=2)
    w.table([["Service requested", "Quantity requested", "Quantity approved", "Decision"], *([text,
            str(quantity := scene.rng.choice((8, 12, 18, 24))), str(quantity // 2),
            scene.rng.choice(("Modified", "Partially certified"))] for text, _ in items)], (4, 1.4, 1.4, 1.6))
    w.section("Basis for the decision", scene.say(_WHY, 3, 5))
    w.section("Criteria", [scene.pick(*_GUIDES) for _ in items])
    _rights(scene, w, scene.rng.randint(2, 6))
    w.sign(scene.doctor, "Reviewing Physician")
    return scene.paper(UR, w, "ur_modification")


def carrier_letter(scene: Scene) -> Paper:
    """Vendor D: the claims administrator's own plain letter to the worker, the physician's reasons quoted."""
    items = asked(scene)
    one = scene.patient
    w = scene.writer(letterhead=one.carrier)
    w.line(scene.long())
    w.gap(5)
    w.line(one.who.printed("first last"))
    w.line(one.address)
    w.gap(5)
    w.fields(_subject(scene), columns=1)
    w.line(scene.pick("{RE: Denial of medical treatment|Subject: Utilization review decision - treatment not "
            "authorized|UTILIZATION REVIEW - NON CERTIFICATION}"), bold=True)
    w.gap(5)
    w.para(f"Dear {one.who.formal}:")
    w.para(scene.pick(f"Your physician asked for authorization of {items[0][0]}. A physician reviewer has decided that "
            "{it is not medically necessary|the request cannot be authorized}. {The reasons are given below.|}"))
    w.para(scene.say(_WHY, 3, 5))
    if scene.chance(0.5):
        w.para(_QUOTES[scene.rng.randrange(len(_QUOTES))], indent=18)
    w.para(f"The reviewing physician was {scene.doctor}, "
        f"{scene.pick('{orthopedic surgery|occupational medicine|pain medicine}')}, licence {scene.by.licence}. The "
        "guideline used was " + scene.pick(*_GUIDES) + ".")
    _rights(scene, w, scene.rng.randint(3, 9))
    w.sign(one.adjuster.printed("first last"),
        scene.rng.choice(("Claims Examiner", "Senior Claims Adjuster", "Utilization Review Coordinator")),
        closing="Sincerely,")
    w.line("Enclosure: Application for Independent Medical Review", size=-1)
    return scene.paper(UR, w, "ur_carrier_letter", also_authors=(one.adjuster.plain,))


def short_form(scene: Scene) -> Paper:
    """Vendor E: a faxed form of one page with boxes."""
    items = asked(scene)
    outcomes = _outcomes(scene, items)
    w = scene.writer(running=[])
    w.title(scene.pick(
            "{UTILIZATION REVIEW DETERMINATION FORM|UR Decision Notification|PROSPECTIVE REVIEW DETERMINATION}"),
        size=1.5)
    w.cells(
        [("Injured worker", scene.name, 2), ("Claim no.", scene.patient.claim, 1.3), ("Date of injury", scene.hurt, 1)])
    w.cells([("Requesting physician", _request_doctor(scene).printed("first last, cred"), 2),
            ("Request received", scene.date(_requested(scene)), 1.3), ("Decision date", scene.date(), 1)])
    w.gap(5)
    w.checks([(False, "Expedited"), (True, "Prospective"), (False, "Concurrent"), (False, "Retrospective")], columns=4)
    for (text, code), outcome in zip(items, outcomes, strict=True):
        w.cells([("Treatment", f"{text} ({code})", 3), ("Decision", scene.rng.choice(_WORDS[outcome]), 1)])
    w.gap(5)
    w.section("Clinical rationale", scene.say(_WHY, 2, 4))
    w.section("Guideline", scene.pick(*_GUIDES))
    w.fields([("Reviewer", scene.doctor), ("Specialty", scene.pick("{Orthopedics|Internal medicine|PM&R}")),
            ("License", scene.by.licence), ("Hours of availability", "M-F 9-1 PST")])
    return scene.paper(UR, w, "ur_short_form")


def deferral(scene: Scene) -> Paper:
    """Vendor F: information is missing; the request is denied on that condition or deferred."""
    items = asked(scene)
    doctor = _request_doctor(scene)
    w = scene.writer()
    w.line(scene.long())
    w.gap(5)
    w.line(doctor.printed("first last, cred"))
    w.fields(_subject(scene), columns=2)
    w.title(scene.pick("{CONDITIONAL NON-CERTIFICATION: REQUEST FOR ADDITIONAL INFORMATION|NOTICE OF DEFERRAL OF "
            "UTILIZATION REVIEW|UTILIZATION REVIEW: CONDITIONALLY NON-CERTIFIED}"), size=1)
    w.para(f"Dear {doctor.formal}:")
    w.para(f"A request for {items[0][0]} was received on {scene.long(_requested(scene))}. " + scene.pick(
            "The following information was requested {and was not received|but has not been received}: {a current "
            "progress report|imaging reports|a signed RFA form}."))
    w.para(scene.pick("The request is therefore conditionally non-certified. It will be reconsidered upon receipt of "
            "the information.",
            "Liability for the body part is disputed; review is deferred under section 9792.9.1(b)."))
    _rights(scene, w, 2)
    w.sign(scene.doctor, "Medical Director", closing="Sincerely,")
    return scene.paper(UR, w, "ur_deferral", also_kinds=(DocumentKind.NOTICE,))


def appeal_decision(scene: Scene) -> Paper:
    """Vendor G: a second decision on an internal appeal."""
    items = asked(scene)
    w = scene.writer()
    w.title(scene.pick("{RECONSIDERATION DETERMINATION|UTILIZATION REVIEW APPEAL DETERMINATION|Internal Appeal: "
            "Utilization Review Decision}"), size=1.5)
    w.fields([*_subject(scene), ("Original decision", scene.date(scene.earlier(14, 30))),
            ("Appeal decision date", scene.date())], columns=2)
    for text, code in items:
        w.section(f"{text} ({code})", scene.pick("{The prior non-certification is upheld|Non-certification upheld on "
                "appeal|Overturned on appeal: certified}.") + " " + scene.say(_WHY, 2, 4))
    w.section("Evidence base", scene.pick(*_GUIDES))
    _rights(scene, w, 2)
    w.sign(scene.doctor, f"Licensed in California {scene.by.licence}")
    return scene.paper(UR, w, "ur_appeal")


def rfa_form(scene: Scene) -> Paper:
    """DWC Form RFA."""
    one, rng = scene.patient, scene.rng
    items = asked(scene)
    w = scene.writer(office=False, running=[])
    w.line("State of California, Division of Workers' Compensation", size=-1)
    w.title("REQUEST FOR AUTHORIZATION", size=2)
    w.line("DWC Form RFA", align="centre")
    w.para("Attach the Doctor's First Report of Occupational Injury or Illness, Form DLSR 5021, a Treating Physician's "
        "Progress Report, DWC Form PR-2, or equivalent narrative report substantiating the requested treatment.",
        size=-1.5)
    again = rng.random() < 0.2
    w.checks([(not again, "New Request"), (again, "Resubmission - Change in Material Facts"), (False,
            "Expedited Review: Check box if employee faces an imminent and serious threat to his or her health"),
            (rng.random() < 0.1, "Check box if request is a written confirmation of a prior oral request.")], columns=2)
    w.line("Employee Information", bold=True)
    w.cells([("Name (Last, First, Middle)", one.who.printed("last, first m."), 1)])
    w.cells([("Date of Injury (MM/DD/YYYY)", scene.hurt, 1), ("Date of Birth (MM/DD/YYYY)", scene.born, 1)])
    w.cells([("Claim Number", one.claim, 1), ("Employer", one.employer.name, 1)])
    w.line("Requesting Physician Information", bold=True)
    w.cells([("Name", scene.doctor, 1)])
    w.cells([("Practice Name", scene.by.office.name, 1),
            ("Contact Name", rng.choice(("Letty", "Front Office", "Auth Dept", "Monica")), 1)])
    w.cells([("Address", scene.by.office.street, 2), ("City / State / Zip", scene.by.office.city, 2)])
    w.cells([("Phone", scene.by.office.phone, 1), ("Fax Number", scene.by.office.fax, 1)])
    w.cells([("Specialty", scene.by.specialty, 1), ("NPI Number", scene.by.npi, 1)])
    w.line("Claims Administrator Information", bold=True)
    w.cells([("Company Name", one.carrier.name, 1), ("Contact Name", one.adjuster.printed("first last"), 1)])
    w.cells([("Address", one.carrier.address, 2), ("Fax Number", one.carrier.fax, 1)])
    w.line("Requested Treatment (see instructions for guidance; attached additional pages if necessary)", bold=True)
    w.para("List each specific requested medical services, goods, or items in the below space or indicate the specific "
        "page number(s) of the attached medical report on which the requested treatment can be found. Up to five (5) "
        "procedures may be entered; list additional requests on a separate sheet if the space below is insufficient.",
        size=-2.5)
    dx = scene.diagnoses(len(items)) or [("", "")]
    w.table([["Diagnosis (Required)", "ICD-Code (Required)", "Service/Good Requested (Required)",
            "CPT/HCPCS Code (If known)", "Other Information: (Frequency, Duration Quantity, etc.)"], *([
            dx[min(at, len(dx) - 1)][0], dx[min(at, len(dx) - 1)][1], text, code,
            rng.choice(("", "x1", "see report", "#60", "6 visits"))] for at, (text, code) in enumerate(items))],
        (2.4, 1.3, 3, 1.3, 1.6), size=-1.5)
    w.fields([("Requesting Physician Signature", "____________________"), ("Date", scene.date())])
    w.line("Claims Administrator/Utilization Review Organization (URO) Response", bold=True)
    w.checks([(False, "Approved"), (False, "Denied or Modified (See separate decision letter)"),
            (False, "Delay (See separate notification of delay)"),
            (False, "Requested treatment has been previously denied"),
            (False, "Liability for treatment is disputed (See separate letter)")], columns=2, size=-1)
    w.fields([("Authorization Number (if assigned)", ""), ("Date", ""), ("Authorized Agent Name", ""),
            ("Signature", ""), ("Phone", ""), ("Fax Number", ""), ("E-mail Address", "")], size=-1)
    w.line("Comments:")
    w.line("DWC Form RFA (Effective 2/2014)", size=-2)
    return scene.paper(RFA, w, "rfa_form")


def rfa_plain(scene: Scene) -> Paper:
    """A clinic's own copy of the form: same headings, other look."""
    one = scene.patient
    w = scene.writer(running=[])
    w.title(scene.pick("{REQUEST FOR AUTHORIZATION FOR MEDICAL TREATMENT|Request for Authorization (RFA)|REQUEST FOR "
            "AUTHORIZATION OF MEDICAL TREATMENT}"), size=2)
    w.fields([("To", one.carrier.name), ("Fax", one.carrier.fax), ("Attn", one.adjuster.printed("first last")),
            ("Date of request" if scene.chance(0.5) else "Request date", scene.date()), ("Employee", scene.name),
            ("DOB", scene.born), ("DOI", scene.hurt), ("Claim #", one.claim), ("Employer", one.employer.name),
            ("Requesting provider", scene.doctor), ("NPI", scene.by.npi)])
    w.table([["Dx / ICD", "Requested", "Code"],
            *([f"{scene.diagnoses(1)[0][0]} {scene.diagnoses(1)[0][1]}", text, code] for text, code in asked(scene))],
        (3, 4, 1))
    w.para(scene.pick("Please see attached report dated "
            + scene.date(scene.earlier(0, 4)) + ". Respond within five business days per 8 CCR 9792.9.1."))
    w.sign(scene.doctor, f"Date: {scene.date()}")
    return scene.paper(RFA, w, "rfa_plain")


def imr_form(scene: Scene) -> Paper:
    """DWC Form IMR; unsigned copies carry no day of their own."""
    one, rng = scene.patient, scene.rng
    decided = scene.notes.get("decided")
    ur = decided if isinstance(decided, dt.date) else scene.earlier(8, 28)
    doctor, place = _request_doctor(scene), scene.story.providers["treating"].office
    signed = not scene.notes.get("unsigned")
    w = scene.writer(office=False, running=[])
    w.line("STATE OF CALIFORNIA", align="centre", size=-1)
    w.line("Division of Workers' Compensation - Medical Unit", align="centre", size=-1)
    w.title("APPLICATION FOR INDEPENDENT MEDICAL REVIEW", size=2)
    w.line("DWC Form IMR", align="centre")
    w.para("TO REQUEST INDEPENDENT MEDICAL REVIEW: 1. Sign and date this application and consent to obtain medical "
        "records. 2. Mail or fax the application and a copy of the written decision you received that denied or "
        "modified the medical treatment requested by your physician. 3. Mail or fax a copy of the signed application "
        "to your claims administrator.", size=-1.5)
    w.checks([(True, "Regular"), (False, "Expedited")], columns=4)
    w.line("Type of Utilization Review", size=-1)
    w.line("Employee", bold=True)
    w.fields([("First Name", one.who.given), ("MI", one.who.middle[:1]), ("Last Name", one.who.family),
            ("Claim Number", one.claim), ("Date of Injury (MM/DD/YYYY)", scene.hurt),
            ("Date of UR Decision (MM/DD/YYYY)", scene.date(ur)),
            ("EAMS Case Number", one.adj if rng.random() < 0.6 else ""), ("Employer Name", one.employer.name),
            ("Jurisdictional claim number", ""), ("Date of Birth", scene.born), ("Address", one.address),
            ("Phone Number", one.phone)])
    w.line("Physician requesting the treatment", bold=True)
    w.fields([("First Name", doctor.given), ("Last Name", doctor.family),
            ("Specialty", scene.story.providers["treating"].specialty), ("Address", place.address),
            ("Phone", place.phone), ("Fax", place.fax)])
    w.line("Claims Administrator", bold=True)
    w.fields([("Company Name", one.carrier.name), ("Contact Name", one.adjuster.printed("first last")),
            ("Address", one.carrier.address), ("Phone", one.carrier.phone), ("Fax", one.carrier.fax)])
    w.line("Disputed Medical Treatment", bold=True)
    w.fields([("Primary Diagnosis (Use ICD Code where practical)",
            "; ".join(f"{text} {code}" for text, code in scene.diagnoses(2)))], columns=1)
    w.checks([(False, "Yes: is the claims administrator disputing liability for the requested medical treatment "
            "besides the question of medical necessity?"), (True, "No")])
    w.para("List each specific requested medical services, goods, or items that were denied or modified in the space "
        "below. Use additional pages if the space below is insufficient.", size=-1.5)
    for at, (text, _) in enumerate(asked(scene), 1):
        w.line(f"{at}. {text}", indent=8)
    w.gap(5)
    w.para("Request for Review and Consent to Obtain Medical Records: I request an independent medical review of the "
        "above-described requested medical treatment. I certify that I have sent a copy of this application to the "
        "claims administrator named above. I allow my health care providers and claims administrator to furnish "
        "medical records and information relevant for review of the disputed treatment identified on this form to the "
        "independent medical review organization designated by the Administrative Director of the Division of Workers' "
        "Compensation. These records may include medical, diagnostic imaging reports, and other records related to my "
        "case. This consent expires one year from the date below.", size=-1.5)
    w.fields([("Employee Signature", "X_________________"), ("Date", scene.date() if signed else "____________")])
    w.line("DWC Form IMR (Effective 2/2014)  Page 1" if rng.random() < 0.5 else "DWC Form IMR", size=-2)
    if rng.random() < 0.4:
        w.new_page()
        w.title("INSTRUCTIONS FOR COMPLETING THE APPLICATION FOR INDEPENDENT MEDICAL REVIEW FORM", size=0)
        w.para("If your workers' compensation claims administrator sent you a written determination letter that denies "
            "or modifies a request for medical treatment made by your physician, you can request, at no cost to you, "
            "an Independent Medical Review of the medical treatment by a physician who is not connected to your claims "
            "administrator.")
        w.para("Your application must be received within 30 days of the date of the decision. If you decide not to "
            "participate in the review process you may lose your legal right to challenge the denial. You may "
            "designate an attorney or a parent, guardian, conservator, relative, or other designee to act on your "
            "behalf.")
    who = one.who.plain
    return scene.paper(APPLICATION, w, "imr_form", date=scene.day if signed else None, author=who if signed else None,
        patient=who)


def imr_typed(scene: Scene) -> Paper:
    """The application as a vendor's system fills it in for the worker, in two columns; it waits for a signature."""
    one = scene.patient
    decided = scene.notes.get("decided")
    ur = decided if isinstance(decided, dt.date) else scene.earlier(8, 28)
    signed = not scene.notes.get("unsigned")
    w = scene.writer(office=False, running=[])
    w.title("Application for Independent Medical Review", size=2, align="left")
    w.line("DWC Form IMR (pre-filled by the claims administrator)", size=-1)
    w.fields([("Employee", one.who.printed("first last")), ("Claim", one.claim), ("DOI", scene.hurt),
            ("UR decision date", scene.date(ur)), ("DOB", scene.born), ("Employer", one.employer.name),
            ("Requesting physician", _request_doctor(scene).printed("first last, cred")),
            ("Claims administrator", one.carrier.name), ("Adjuster", one.adjuster.printed("first last")),
            ("Type", "Regular")])
    w.section("Disputed treatment", [text for text, _ in asked(scene)], numbered=True)
    w.para("By signing I ask for an independent review of the treatment above and allow my records to be released to "
        "the review organization.")
    w.fields([("Signature of employee", "____________________"), ("Date signed", scene.date() if signed else "")])
    if signed and scene.chance(0.3):
        w.line(f"Received {days.printed(scene.later(2, 6))}", align="right")
    return scene.paper(APPLICATION, w, "imr_typed", date=scene.day if signed else None,
        author=one.who.plain if signed else None, patient=one.who.plain)


UR_LAYOUTS = (letter_with_table, numbered_report, modification, carrier_letter, short_form, deferral, appeal_decision)
RFA_LAYOUTS = (rfa_form, rfa_form, rfa_plain)
APPLICATION_LAYOUTS = (imr_form, imr_form, imr_typed)
