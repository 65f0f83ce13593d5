"""Pages of medical records made for measuring recognition: letterheads, tables, check boxes, columns, small type.

People, firms and numbers are invented. The text layer of the PDF is the truth, so nothing is kept twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any, TypeAlias

Canvas: TypeAlias = Any  # reportlab brings no types
_LEFT, _TOP, _RIGHT = 54, 740, 558


def record_pages() -> bytes:
    """A PDF with one page of each kind; Letter size, every word in its text layer."""
    from reportlab.lib.pagesizes import letter
    from reportlab.pdfgen.canvas import Canvas as PdfCanvas

    out = BytesIO()
    canvas = PdfCanvas(out, pagesize=letter, invariant=True)
    for page in _PAGES:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _lines(
    canvas: Canvas, text: str, *, font: str = "Times-Roman", size: float = 11, left: float = _LEFT, top: float = _TOP,
    leading: float = 1.28,
) -> float:
    """Text drawn line by line; returns the height below it."""
    canvas.setFont(font, size)
    for line in text.strip("\n").split("\n"):
        canvas.drawString(left, top, line)
        top -= leading * size
    return top


def _grid(
    canvas: Canvas, rows: Sequence[Sequence[str]], widths: Sequence[int], *, top: float, font: str = "Helvetica",
    size: float = 9, ruled: bool = True,
) -> float:
    """A table; returns the height below it."""
    row = size * 1.75
    for number, cells in enumerate(rows):
        canvas.setFont(f"{font}-Bold" if number == 0 else font, size)
        left: float = _LEFT
        for cell, width in zip(cells, widths, strict=True):
            canvas.drawString(left + 4, top - number * row - size, cell)
            if ruled:
                canvas.rect(left, top - number * row - row + 3, width, row)
            left += width
    return top - len(rows) * row


def _progress_note(canvas: Canvas) -> None:
    canvas.setFont("Helvetica-Bold", 17)
    canvas.drawCentredString(306, 750, "HARBOR LANE SPINE & JOINT CENTER")
    canvas.setFont("Helvetica", 8)
    canvas.drawCentredString(306, 737,
                             "4410 Harbor Lane, Suite 210, Example City, CA  Tel (555) 010-4410  Fax (555) 010-4411")
    canvas.line(_LEFT, 731, _RIGHT, 731)
    top = _grid(
        canvas,
        [("Patient:", "Quince, Marlo", "DOB:", "01/21/1966"), ("Claim #:", "EX-77-104482", "DOI:", "11/03/2012"),
         ("Visit date:", "03/18/2014", "Employer:", "Northfield Packing Co.")],
        (70, 180, 70, 184), top=722, ruled=False, size=10,
    )
    _lines(canvas, """
PRIMARY TREATING PHYSICIAN'S PROGRESS REPORT (PR-2)

SUBJECTIVE: The patient returns with low back pain rated 7/10, radiating to the left
leg with numbness in the L5 dermatome. Pain without medication is 9/10 and with
medication 5/10. He completed 6 of 8 sessions of physical therapy and reports that
sleep is poor (4-5 hours). He denies bowel or bladder changes.

OBJECTIVE: BP 138/86, pulse 78, height 5'9", weight 212 lb, BMI 31.3.
Lumbar flexion 40 degrees, extension 10 degrees. Straight leg raise positive on the
left at 45 degrees. Motor 4/5 left EHL; sensation decreased left L5. DTRs 2+ and
symmetric; Babinski absent. Gait antalgic.

DIAGNOSES: 722.10 Lumbar disc displacement; 724.4 Lumbosacral radiculitis;
847.2 Lumbar sprain/strain.

TREATMENT PLAN:
1. Norco 10/325 mg #90, one tablet by mouth every 8 hours as needed for pain.
2. Gabapentin 300 mg #60, one capsule twice a day; titrate to 600 mg t.i.d.
3. Request L4-L5 and L5-S1 transforaminal epidural steroid injection, left, x1.
4. Lumbar X-rays, flexion/extension views. MRI of 02/03/2014 reviewed.
5. Return to clinic in 4-6 weeks. Urine drug screen today (CPT 80101 x 9).

WORK STATUS: Modified duty - no lifting > 15 lbs, no repetitive bending.
""", font="Times-Roman", size=11, top=top - 14)
    _lines(canvas, "Electronically signed by: Orla Finch, MD (Lic. A00000) on 03/18/2014 at 4:52 PM\nPage 1 of 3",
           font="Times-Italic", size=9, top=70)


def _laboratory(canvas: Canvas) -> None:
    _lines(canvas, """
BAYFRONT CLINICAL LABORATORY                        REPORT STATUS: FINAL
1900 Example Ave, Example City, CA                  CLIA# 05D0000000
---------------------------------------------------------------------------
PATIENT: QUINCE, MARLO        SEX: M   AGE: 48      ACCESSION: BF1403-22871
COLLECTED: 03/18/2014 15:10   RECEIVED: 03/19/2014  REPORTED: 03/20/2014
ORDERING PHYSICIAN: FINCH, ORLA                     ACCT: 0041-7
---------------------------------------------------------------------------
TEST                       RESULT     FLAG   REFERENCE RANGE   UNITS
GLUCOSE                    104        H      65-99             mg/dL
UREA NITROGEN (BUN)        17                7-25              mg/dL
CREATININE                 0.98              0.60-1.35         mg/dL
EGFR NON-AFR. AMERICAN     90                > OR = 60         mL/min/1.73m2
SODIUM                     139               135-146           mmol/L
POTASSIUM                  4.4               3.5-5.3           mmol/L
ALT                        58         H      9-46              U/L
AST                        41         H      10-40             U/L
HEMOGLOBIN A1C             6.1        H      <5.7              % of total Hgb
WHITE BLOOD CELL COUNT     7.2               3.8-10.8          Thousand/uL
HEMATOCRIT                 43.1              38.5-50.0         %

DRUG SCREEN, URINE, WITH CONFIRMATION (LC/MS/MS)
HYDROCODONE                1,240      POS    CUTOFF 50         ng/mL
HYDROMORPHONE              212        POS    CUTOFF 50         ng/mL
OXYCODONE                  NEGATIVE          CUTOFF 50         ng/mL
BENZODIAZEPINES            NEGATIVE          CUTOFF 200        ng/mL
THC METABOLITE             NEGATIVE          CUTOFF 15         ng/mL
CREATININE, URINE          88.4              > OR = 20.0       mg/dL
SPECIFIC GRAVITY           1.018             1.003-1.035

COMMENT: RESULTS ARE CONSISTENT WITH THE PRESCRIBED MEDICATION HYDROCODONE.
NOT FOR EMPLOYMENT PURPOSES.   *** END OF REPORT ***   PAGE 1 OF 1
""", font="Courier", size=10)


def _request_form(canvas: Canvas) -> None:
    canvas.setFont("Helvetica-Bold", 12)
    canvas.drawCentredString(306, 748, "REQUEST FOR AUTHORIZATION OF TREATMENT")
    canvas.setFont("Helvetica", 7)
    canvas.drawCentredString(306, 737,
                             "Attach a report that substantiates the treatment. Invented for measuring; not in use.")
    top = 722.0
    for text, ticked in (("New Request", True), ("Resubmission - Change in Material Facts", False),
                         ("Expedited Review: an imminent and serious threat to health", False),
                         ("Confirmation of a prior oral request", False)):
        canvas.rect(_LEFT, top - 1, 8, 8)
        if ticked:
            canvas.line(_LEFT + 1, top, _LEFT + 7, top + 6)
            canvas.line(_LEFT + 1, top + 6, _LEFT + 7, top)
        _lines(canvas, text, font="Helvetica", size=9, left=_LEFT + 14, top=top)
        top -= 14
    top = _grid(
        canvas,
        [("Employee Information", ""), ("Name (Last, First, Middle): Quince, Marlo T.", "Date of Injury: 11/03/2012"),
         ("Claim Number: EX-77-104482", "Employer: Northfield Packing Co."),
         ("Requesting Physician: Orla Finch, MD", "NPI Number: 1000000004"),
         ("Practice Name: Harbor Lane Spine & Joint Center", "Contact Name: Dana Wick"),
         ("Address: 4410 Harbor Lane, Suite 210", "City: Example City   State: CA"),
         ("Phone: (555) 010-4410", "Fax Number: (555) 010-4411"),
         ("Claims Administrator: Mutual Example Insurance", "Adjuster: R. Tolland")],
        (290, 214), top=top, size=9,
    )
    _grid(
        canvas,
        [("Diagnosis", "ICD-Code", "Service/Good Requested", "CPT/HCPCS", "Frequency, Duration, Qty"),
         ("Lumbar radiculitis", "724.4", "TFESI left L4-L5", "64483", "x 1"),
         ("Lumbar radiculitis", "724.4", "TFESI left L5-S1, add-on level", "64484", "x 1"),
         ("Lumbar disc displ.", "722.10", "Physical therapy", "97110", "2 x week for 4 weeks"),
         ("Lumbar disc displ.", "722.10", "LSO back brace, purchase", "L0637", "1 unit"),
         ("Insomnia", "780.52", "Zolpidem 10 mg", "", "#30, 1 refill")],
        (92, 54, 150, 62, 146), top=top - 12, size=8,
    )
    _lines(canvas, """
Requesting Physician Signature: _______________________   Date: 03/19/2014
[ ] Approved   [ ] Denied or Modified (see separate decision letter)   [x] Requested treatment has been reviewed
""", font="Helvetica", size=8.5, top=330, leading=2.0)


def _imaging_columns(canvas: Canvas) -> None:
    canvas.setFont("Times-Bold", 15)
    canvas.drawCentredString(306, 745, "Advanced Example Imaging Newsletter")
    left = """
Magnetic resonance imaging of the lumbar
spine was obtained on 02/03/2014 using a 1.5
Tesla magnet. Sagittal T1, T2 and STIR and
axial T2 weighted sequences were acquired
without contrast. Comparison is made with
radiographs of 12/02/2013. Vertebral body
heights are maintained. There is straightening
of the normal lordosis. The conus ends at L1.
At L3-L4 there is a 2 mm broad-based bulge
without stenosis. At L4-L5 a 5 mm left
paracentral protrusion abuts the traversing L5
root; there is moderate left lateral recess
stenosis. At L5-S1 there is disc desiccation
with a 3 mm central protrusion and an annular
fissure; the exiting roots are not displaced.
"""
    right = """
The sacroiliac joints are unremarkable as far
as they are seen. Paraspinal muscles show mild
fatty atrophy. A 14 mm simple cyst of the right
kidney is noted incidentally. Impression: left
L4-L5 protrusion with contact of the L5 nerve
root, to be correlated with the clinical level.
Degenerative disc disease at L5-S1. No
fracture, no infection, no tumor. Electronic
images were compared side by side by two
readers, who agreed on the level and the side
of the finding. A repeat study is suggested
only if new deficits appear, or before surgery
when more than six months have gone by since
this examination. Thank you for referring this
pleasant gentleman to our imaging center.
"""
    _lines(canvas, left, size=11.5, top=715)
    _lines(canvas, right, size=11.5, left=318, top=715)
    _lines(canvas, """
Read by: Tamsin Rowe, MD, board certified in diagnostic radiology. Dictated 02/03/2014, transcribed 02/04/2014 (tr/jk).
The information in this report is confidential. If you received it in error, call (555) 010-2290 and destroy all copies.
""", font="Helvetica", size=7, top=450)


def _medications(canvas: Canvas) -> None:
    canvas.setFont("Helvetica-Bold", 13)
    canvas.drawString(_LEFT, 748, "BAYSIDE PHARMACY")
    _lines(canvas, """
PATIENT PRESCRIPTION HISTORY   From 09/01/2013 To 03/18/2014
Marlo Quince, 12 Example Court, Example City, CA 90000   Rx insurance: Mutual Example (WC)
""", font="Helvetica", size=8.5, top=733)
    drugs = (
        ("Hydrocodone-APAP 10-325 mg tab", 90, "Finch O"), ("Gabapentin 300 mg capsule", 60, "Finch O"),
        ("Omeprazole DR 20 mg capsule", 30, "Finch O"), ("Cyclobenzaprine 7.5 mg tablet", 60, "Abel K"),
        ("Tramadol ER 150 mg tablet", 30, "Abel K"), ("Lidocaine 5% patch (700 mg/patch)", 30, "Finch O"),
        ("Naproxen sodium 550 mg tablet", 60, "Finch O"), ("Zolpidem tartrate 10 mg tablet", 30, "Ruiz-Hale P"),
    )
    rows: list[tuple[str, ...]] = [
        ("Rx No.", "Fill Date", "Drug Name", "Qty", "Days", "Refills", "Prescriber", "Price"),
    ]
    for number in range(24):
        drug, quantity, who = drugs[number * 5 % 8]
        day = f"{9 + number // 6:02}/{1 + number % 28:02}/2013"
        rows.append((f"{7104482 + 137 * number}", day, drug, str(quantity), "30", str(number % 3), who,
                     f"${18 + 7.35 * (number % 9):.2f}"))
    _grid(canvas, rows, (58, 62, 168, 32, 34, 44, 64, 44), top=700, size=8)


def _letter_small(canvas: Canvas) -> None:
    _lines(canvas, """
MUTUAL EXAMPLE INSURANCE COMPANY
Utilization Review Department, P.O. Box 0000, Example City, CA 90000
""", font="Helvetica-Bold", size=10)
    _lines(canvas, """
March 25, 2014

Orla Finch, MD
Harbor Lane Spine & Joint Center
4410 Harbor Lane, Suite 210
Example City, CA 90000

RE: Injured Worker: Marlo Quince          Claim No.: EX-77-104482
    Date of Injury: 11/03/2012            UR Reference: 14-03-009182

Dear Dr. Finch:

We received your request for authorization on March 20, 2014. A physician has reviewed it. The decision is:

    1) Left L4-L5 transforaminal epidural steroid injection, quantity 1:      CERTIFIED
    2) Left L5-S1 transforaminal epidural steroid injection, quantity 1:      NON-CERTIFIED
    3) Physical therapy, 2 times a week for 4 weeks:                           MODIFIED to 6 visits
    4) LSO back brace, purchase:                                               NON-CERTIFIED
    5) Zolpidem 10 mg #30 with 1 refill:                                       MODIFIED to #30, no refill

Rationale: The guideline supports no more than two nerve root levels injected using transforaminal blocks. Imaging of
February 3, 2014 shows contact with the traversing L5 root at L4-L5; the L5-S1 protrusion is central and the exiting
roots are not displaced. Eight sessions were authorized previously; functional gain is documented as "able to walk 20
minutes instead of 10". There is no evidence that lumbar supports have lasting benefit beyond the acute phase.
""", size=9.5, top=706)
    _lines(canvas, """
You may ask for independent review within 30 days of this notice. Use the enclosed form and return it with a copy of \
this letter. The time limit does not run while an
internal appeal is pending only if the appeal was received within 10 days. This notice was sent to: the injured \
worker, the requesting physician, and the attorney of record,
Lyle & Amsel, LLP. For questions call 1-800-555-0100, extension 4417, Monday through Friday, 9:00 a.m. to 5:30 p.m. \
Pacific time. Form UR-7 (rev. 01/2014), page 2 of 4.
""", font="Helvetica", size=6.5, top=120)


def _typed_operation(canvas: Canvas) -> None:
    _lines(canvas, """
                     EXAMPLE COAST SURGERY CENTER

                          OPERATIVE REPORT

PATIENT NAME:      Quince, Marlo
MEDICAL RECORD #:  000-41-778
DATE OF SURGERY:   08/14/2013
SURGEON:           Idris Vane, D.O.
ANESTHESIA:        MAC with local

PREOPERATIVE DIAGNOSIS:  Right carpal tunnel syndrome (354.0).
POSTOPERATIVE DIAGNOSIS: Same.

PROCEDURE: Right open carpal tunnel release (CPT 64721).

INDICATIONS: This is a 47-year-old right-hand-dominant male with
numbness for 10 months. EMG/NCS on 06/11/2013 showed a distal motor
latency of 5.9 ms. Splinting and one injection gave no lasting
relief. Risks, benefits and alternatives were discussed and an
informed consent was obtained.

DESCRIPTION: The arm was exsanguinated and the tourniquet inflated
to 250 mmHg. A 2.5 cm incision was made in line with the ring
finger. The palmar fascia was split and the transverse carpal
ligament divided under direct vision. The median nerve was
hourglass-shaped and hyperemic. The wound was irrigated and closed
with 4-0 nylon. Tourniquet time was 11 minutes. EBL < 5 mL.

The patient tolerated the procedure well and was taken to recovery
in stable condition. He will return in 10-14 days.

IV/mp   D: 08/14/2013   T: 08/15/2013   Job #: 118804
""", font="Courier", size=11)


_PAGES: tuple[Callable[[Canvas], None], ...] = (
    _progress_note, _laboratory, _request_form, _imaging_columns, _medications, _letter_small, _typed_operation,
)
