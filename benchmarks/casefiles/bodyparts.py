"""What papers say about each part of the body: complaints, findings, images, diagnoses, treatments.

Words in ``{a|b}`` are choices, ``$side`` is left or right. Medicine here serves to look like records; nothing is
decided by it.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class BodyPart:
    """One region with its pools of sentences.

    Attributes:
        name: as a patient names it; ``spine`` and ``joint`` parts are written differently in places.
        images: modality → (study, findings, impressions).
        diagnoses: text, ICD-9 code, ICD-10 code.
        treatments: text, CPT code.
        injections: title, what was done.
        operations: title, what was done.
    """

    name: str
    region: str
    sided: bool
    mechanisms: tuple[str, ...]
    complaints: tuple[str, ...]
    findings: tuple[str, ...]
    diagnoses: tuple[tuple[str, str, str], ...]
    images: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]
    treatments: tuple[tuple[str, str], ...]
    injections: tuple[tuple[str, tuple[str, ...]], ...]
    operations: tuple[tuple[str, tuple[str, ...]], ...]
    goals: tuple[str, ...] = field(default=())
    nerves: tuple[str, ...] = field(default=())


LUMBAR = BodyPart("low back", "lumbar spine", False, ("lifting a {heavy box|crate of produce|roll of material} "
        "{weighing about|of roughly} {40|50|65|80} pounds, $he felt a {pop|sharp pull|sudden pain} in the low back",
        "$he {slipped|slid} on a {wet|greasy} floor and landed on the buttocks",
        "bending and twisting while {moving a patient|unloading pallets|stacking cases}"), (
        "{persistent|constant|frequent|intermittent} low back pain {rated|which $he rates at} {4|5|6|7|8}/10 "
        "{radiating|shooting} {down the|into the} $side {leg|lower extremity|buttock and calf}",
        "{numbness and tingling|pins and needles|burning} in the $side {foot|great toe|lateral calf}",
        "pain {increases|is worse} with {prolonged sitting|bending|lifting|standing over 20 minutes} and "
        "{improves|eases} with {rest|lying down|medication}",
        "{difficulty sleeping|sleep is interrupted} {because of|due to} back pain",
        "no {bowel or bladder changes|saddle anesthesia|incontinence}",
        "{stiffness|spasm} in the morning lasting {20|30|45} minutes",
        "$he can {sit|stand} for about {15|20|30} minutes"), ("{Tenderness|There is tenderness} to palpation over the "
        "{lumbar paraspinal muscles|L4-5 and L5-S1 levels|bilateral paravertebral musculature} with {spasm|guarding}.",
        "Lumbar range of motion: flexion {30|40|45|50} degrees, extension {5|10|15} degrees, {lateral bending 15 "
        "degrees bilaterally|right and left bending 20 degrees}.", "Straight leg raise is {positive|positive at 45 "
        "degrees|positive at 60 degrees} on the $side{| and negative on the other side}.",
        "Motor strength is {5/5 throughout|4/5 in the $side extensor hallucis longus|4+/5 in $side ankle "
        "dorsiflexion}.", "Sensation is {decreased|diminished} to light touch in the $side {L5|S1|L5-S1} dermatome.",
        "Deep tendon reflexes are {2+ and symmetric|1+ at the $side ankle|absent at the $side Achilles}.",
        "Gait is {antalgic|slow and guarded|normal}; {heel and toe walk is performed with difficulty|$he uses a cane}.",
        "Kemp's test is {positive|equivocal}.", "Waddell signs are 0/5."), (
        ("Lumbar sprain/strain", "847.2", "S33.5XXA"), ("Lumbar radiculopathy", "724.4", "M54.16"),
        ("Lumbar disc displacement", "722.10", "M51.26"), ("Lumbar facet arthropathy", "721.3", "M47.816"),
        ("Lumbar spinal stenosis", "724.02", "M48.06")), {"mri": ("MRI of the lumbar spine without contrast", (
        "The conus medullaris terminates at {L1|L1-2} and is normal in signal.",
        "L1-2: {Unremarkable.|No disc bulge or stenosis.}",
        "L2-3: {Mild disc desiccation without herniation.|Normal.}",
        "L3-4: {A 2 mm broad-based disc bulge without significant canal stenosis.|Mild facet hypertrophy.}",
        "L4-5: {Disc desiccation with a 4 mm|Loss of disc height and a 5 mm} {$side paracentral|central} disc "
        "protrusion {abutting|contacting} the traversing $side L5 nerve root; {mild|moderate} canal stenosis.",
        "L5-S1: {3 mm disc bulge with annular fissure|Grade 1 retrolisthesis and disc bulge}, {mild|moderate} "
        "bilateral neural foraminal narrowing.", "Paraspinal soft tissues are unremarkable.",
        "Vertebral body heights are maintained. {Marrow signal is normal.|Modic type II end plate changes at L5-S1.}"),
        ("{4|5} mm disc protrusion at L4-5 {with|causing} {mild|moderate} {canal stenosis|lateral recess narrowing}.",
        "L5-S1 disc bulge with {mild|moderate} foraminal narrowing.",
        "{No acute fracture.|Mild multilevel facet arthropathy.}")), "ct": ("CT of the lumbar spine without contrast", (
        "Axial images with sagittal and coronal reformations.",
        "{Solid bony bridging is present across the L5-S1 interspace.|There is no solid fusion across L4-5.}",
        "Pedicle screws are {in good position|intact without lucency}.", "Facet hypertrophy at L4-5, {mild|moderate}.",
        "No fracture or subluxation is seen."), (
        "{Postoperative changes without hardware complication.|Degenerative disc disease L4-S1.}",
        "{Mild|Moderate} facet arthropathy.", "No acute osseous abnormality.")), "xray": (
        "Lumbar spine, {AP and lateral|3 views|5 views with flexion and extension}", ("Five lumbar type vertebrae.",
        "Disc space narrowing at {L5-S1|L4-5 and L5-S1}.",
        "Alignment is {normal|maintained} {with loss of the usual lordosis|}.",
        "No instability on flexion and extension.", "Anterior osteophytes at {L3-4|L4-5}."),
        ("Mild degenerative changes, most at {L4-5|L5-S1}.", "No acute fracture."))}, (
        ("{L4-5|L5-S1} {transforaminal|interlaminar} epidural steroid injection, $side", "64483"),
        ("MRI of the lumbar spine", "72148"), ("Physical therapy {2|3} x {4|6} for the lumbar spine", "97110"),
        ("Medial branch blocks, bilateral L4-5 and L5-S1", "64493"),
        ("L5-S1 {posterior|transforaminal} lumbar interbody fusion", "22633"),
        ("Lumbar support orthosis (LSO brace)", "L0637"), ("Acupuncture {2|1} x {4|6}, lumbar spine", "97810"),
        ("EMG/NCV of the bilateral lower extremities", "95886"),
        ("Functional restoration program, {80|160} hours", "97799")), ((
        "{$SIDE |}L5 {TRANSFORAMINAL|SELECTIVE} EPIDURAL STEROID INJECTION", (
        "The patient was placed prone on the fluoroscopy table and the low back was {prepped and draped|prepared with "
        "chlorhexidine} in sterile fashion.", "A {22|25} gauge {3.5|5} inch spinal needle was advanced under "
        "fluoroscopic guidance {toward|to} the $side L5 neural foramen.", "After negative aspiration, {1|2} mL of "
        "iohexol showed {epidural spread along the nerve root|no vascular uptake}.",
        "A mixture of {10 mg of dexamethasone|80 mg of methylprednisolone|40 mg of triamcinolone} and {1|2} mL of "
        "preservative-free lidocaine was {injected|given slowly}.", "The needle was removed and a bandage applied; the "
        "patient {tolerated the procedure well|was taken to recovery in stable condition}.")), (
        "LUMBAR MEDIAL BRANCH BLOCKS, L4-5 AND L5-S1, BILATERAL", ("With the C-arm in oblique view the junction of the "
        "superior articular process and transverse process was identified.",
        "At each level a 25 gauge needle was placed and 0.5 mL of bupivacaine 0.5% injected.",
        "The patient was given a pain diary and reported {70|80|90}% relief {after thirty minutes|in the recovery "
        "area}."))), (("L4-L5 {MICRODISCECTOMY|HEMILAMINOTOMY AND DISCECTOMY}, $SIDE", (
        "The patient was brought to the operating room, intubated and turned prone on the Wilson frame.",
        "A midline incision was made over L4-5 and the paraspinal muscles reflected subperiosteally on the $side.",
        "Intraoperative fluoroscopy confirmed the level.",
        "A hemilaminotomy was performed with a high-speed burr and Kerrison rongeurs, the ligamentum flavum removed.",
        "The traversing root was gently retracted; a large {extruded|contained} fragment was removed with pituitary "
        "rongeurs.", "The root was freely mobile at the end of decompression. Hemostasis was obtained with bipolar "
        "cautery and Gelfoam.", "The wound was irrigated and closed in layers with 0 and 2-0 Vicryl and staples.")), (
        "L5-S1 ANTERIOR LUMBAR INTERBODY FUSION WITH CAGE AND ALLOGRAFT", (
        "A left retroperitoneal approach was carried out by the access surgeon.",
        "The L5-S1 disc was incised and complete discectomy performed to bleeding end plates.",
        "A {12|14} mm PEEK cage packed with allograft was impacted and secured with screws.",
        "AP and lateral fluoroscopy showed good position.",
        "The fascia was closed with looped PDS, the skin with subcuticular Monocryl."))), (
        "sit {30|45} minutes without increase in pain", "lift {20|25} pounds floor to waist",
        "lumbar flexion to {60|70} degrees", "independent with home exercise program"),
    ("peroneal", "tibial", "sural", "H-reflex"))

CERVICAL = BodyPart("neck", "cervical spine", False, (
        "$his vehicle was {rear-ended|struck from behind} while {making a delivery|on duty}",
        "{repetitive|prolonged} overhead work and looking up over {several months|many years}",
        "a {box|beam|rack} fell from a shelf and struck the head and neck"), (
        "neck pain {rated at|of} {4|5|6|7}/10 with {radiation|pain radiating} to the $side {arm|shoulder blade|hand}",
        "{headaches|occipital headaches} {two to three times a week|daily}",
        "{numbness|tingling} in the $side {thumb and index finger|ring and small fingers}",
        "pain with {turning the head|looking up|desk work}", "{weakness of grip|dropping of objects} on the $side",
        "sleep {disturbed|limited to 4 hours}"), ("Cervical spine: {tenderness|spasm and tenderness} over the "
        "{paraspinal|trapezius and levator scapulae} muscles bilaterally.",
        "Range of motion: flexion {35|40|45}, extension {30|40}, rotation {50|60} right and {50|55} left.",
        "Spurling's maneuver is {positive on the $side|negative bilaterally}.",
        "Grip strength by Jamar: right {18/16/17|22/20/21} kg, left {12/11/12|24/22/23} kg.",
        "Sensation is reduced in the $side {C6|C7} distribution.",
        "Biceps, triceps and brachioradialis reflexes are {2+ and equal|trace at the $side triceps}.",
        "Hoffmann's sign is absent."), (("Cervical sprain/strain", "847.0", "S13.4XXA"),
        ("Cervical radiculopathy", "723.4", "M54.12"), ("Cervical disc displacement", "722.0", "M50.20"),
        ("Cervicalgia", "723.1", "M54.2")), {"mri": ("MRI of the cervical spine without contrast", (
        "The craniocervical junction is normal.", "C3-4: {No significant abnormality.|1 mm bulge.}",
        "C4-5: {2 mm posterior disc bulge, no cord contact.|Mild uncovertebral hypertrophy.}",
        "C5-6: {3|4} mm {broad-based|$side paracentral} disc {protrusion|osteophyte complex} {effacing the thecal "
        "sac|flattening the ventral cord}, {mild|moderate} $side foraminal stenosis.",
        "C6-7: {2 mm bulge without stenosis.|Disc height loss with bilateral foraminal narrowing.}",
        "Cord signal is normal."), (
        "C5-6 disc {protrusion|osteophyte complex} with {mild|moderate} {$side foraminal|canal} stenosis.",
        "Straightening of the cervical lordosis, {which may reflect spasm|likely positional}.",
        "No cord signal abnormality.")), "ct": ("CT of the cervical spine without contrast", (
        "Helical images from the skull base through T1.", "No fracture.",
        "Uncovertebral spurring at {C5-6|C5-6 and C6-7}.", "Prevertebral soft tissues are normal."),
        ("No acute fracture or malalignment.", "Spondylosis at C5-6.")), "xray": ("Cervical spine, {3|5|7} views", (
        "Reversal of the normal lordosis.", "Disc narrowing C5-6.", "The odontoid is intact.",
        "Neural foramina are {patent|narrowed at C5-6 on the $side}."),
        ("Degenerative disc disease at C5-6.", "No fracture or instability."))}, (
        ("C6-7 cervical epidural steroid injection", "62310"), ("MRI of the cervical spine", "72141"),
        ("Physical therapy {2|3} x {4|6}, cervical spine", "97110"),
        ("C5-6 anterior cervical discectomy and fusion", "22551"), ("Chiropractic treatment {2 x 4|1 x 6}", "98940"),
        ("EMG/NCV of the bilateral upper extremities", "95886"), ("Botulinum toxin for chronic migraine", "64615"),
        ("Cervical traction unit for home use", "E0849")), (("C7-T1 INTERLAMINAR CERVICAL EPIDURAL STEROID INJECTION", (
        "The patient was positioned prone with the neck flexed. Monitors were applied.",
        "Using loss of resistance technique and fluoroscopy, an 18 gauge Tuohy needle entered the epidural space at "
        "C7-T1.", "Contrast confirmed epidural spread without intrathecal or vascular pattern.",
        "{8|10} mg dexamethasone with {2|3} mL saline was injected.",
        "There were no complications. Discharged with a driver.")), ("TRIGGER POINT INJECTIONS, BILATERAL TRAPEZIUS", (
        "{Four|Six} trigger points with twitch response and referred pain were marked.",
        "Each was injected with 1 mL of a mixture of lidocaine 1% and bupivacaine 0.25% through a 27 gauge needle.",
        "The patient reported {50|60|70}% relief within minutes."))), (("C5-6 ANTERIOR CERVICAL DISCECTOMY AND FUSION",
        ("Through a transverse incision on the left side of the neck the platysma was divided and the plane medial to "
        "the carotid sheath developed.",
        "The C5-6 level was confirmed with a bent spinal needle and lateral fluoroscopy.",
        "The disc was removed under the microscope to the posterior longitudinal ligament, and the foramina "
        "decompressed.", "A {6|7|8} mm allograft spacer was placed and a titanium plate fixed with four screws.",
        "A drain was left, the wound closed with absorbable suture.")),), ("rotation to {70|75} degrees",
        "work at a desk {45|60} minutes", "headaches less than once a week", "grip symmetric within 10%"),
    ("median", "ulnar", "radial", "superficial radial"))

SHOULDER = BodyPart("shoulder", "$side shoulder", True, (
        "{lifting|reaching for} a {tray|bag|box} overhead, $he felt a {tear|pop} in the $side shoulder",
        "$he fell from a {ladder|loading dock} onto the outstretched $side arm",
        "repetitive {pulling of carts|overhead drilling}"), ("$side shoulder pain {rated|of} {5|6|7|8}/10, worse with "
        "{overhead activity|reaching behind the back|lying on it}", "{clicking|popping|catching} with motion",
        "{weakness|loss of strength} lifting {a gallon of milk|the arm}",
        "night pain that {wakes $him|interrupts sleep}",
        "difficulty {dressing|combing hair|fastening clothing behind}", "stiffness {since the injury|despite therapy}"),
    ("Inspection of the $side shoulder shows {no atrophy|mild supraspinatus atrophy|healed portal scars}.",
        "Tenderness over the {acromioclavicular joint|greater tuberosity|bicipital groove}.",
        "Active motion: flexion {100|120|140|150}, abduction {90|110|130}, external rotation {45|60}, internal "
        "rotation to {L3|L5|the buttock}.", "Neer and Hawkins impingement signs are {positive|both positive}.",
        "Empty can test is {positive with weakness 4/5|painful, 4+/5}.",
        "O'Brien's and Speed's tests are {positive|equivocal|negative}.", "The drop arm test is negative.",
        "Cross-body adduction {reproduces pain at the AC joint|is negative}."), (
        ("Rotator cuff tear, $side", "840.4", "S46.011A"), ("Shoulder impingement syndrome, $side", "726.2", "M75.41"),
        ("Adhesive capsulitis, $side shoulder", "726.0", "M75.01"), ("Shoulder pain, $side", "719.41", "M25.511")), {
        "mri": ("MRI of the $side shoulder without contrast", ("There is a {full-thickness|partial-thickness articular "
        "surface|high grade partial} tear of the supraspinatus tendon measuring {8|11|14} mm {in AP dimension|anterior "
        "to posterior}.", "The infraspinatus shows {tendinosis|mild tendinosis}.",
        "Subscapularis and teres minor are intact.", "The long head of the biceps is {located in the groove|intact}.",
        "{Type II|Laterally downsloping} acromion; {moderate|mild} AC joint osteoarthrosis {with inferior spurring|}.",
        "{Fraying|Tear} of the superior labrum {from anterior to posterior|}.",
        "Small {joint effusion|subacromial bursal fluid}."), ("{Full-thickness|Partial-thickness} supraspinatus tear.",
        "AC joint {arthrosis|osteoarthrosis} with {impingement morphology|inferior spur}.",
        "{Possible SLAP lesion; correlate clinically.|Subacromial bursitis.}")), "xray": (
        "$Side shoulder, {2|3} views", ("The glenohumeral joint is preserved.",
        "AC joint narrowing with {spurring|hypertrophic change}.", "No {fracture or dislocation|calcific deposit}."),
        ("AC joint degenerative change.", "No acute abnormality.")), "ultrasound": ("Ultrasound of the $side shoulder",
        ("Real-time evaluation with a linear 12 MHz transducer.",
        "The supraspinatus tendon is {thickened and hypoechoic|discontinuous over 9 mm}.",
        "Biceps tendon sheath {shows fluid|is normal}.", "Dynamic impingement is {seen|present} on abduction."),
        ("Supraspinatus {tendinosis|tear}.", "Subacromial-subdeltoid bursitis.")), "ct": (
        "CT of the $side shoulder without contrast", ("Glenoid version is normal.",
        "There is {a healed|no} greater tuberosity fracture.", "Mild glenohumeral osteoarthritis."),
        ("No acute fracture.", "Mild osteoarthritis."))}, (
        ("$Side shoulder arthroscopy with subacromial decompression and rotator cuff repair", "29827"),
        ("MRI of the $side shoulder", "73221"),
        ("Post-operative physical therapy {2|3} x {6|8}, $side shoulder", "97110"),
        ("Subacromial corticosteroid injection, $side", "20610"), ("Cold therapy unit, {7|14|30} day rental", "E0218"),
        ("Abduction sling", "L3670"), ("MR arthrogram, $side shoulder", "73222")), ((
        "$SIDE SUBACROMIAL BURSA INJECTION{, ULTRASOUND GUIDED|}", (
        "After verbal {and written |}consent the posterolateral shoulder was prepared with alcohol and betadine.",
        "A 22 gauge 1.5 inch needle was {directed under the acromion|seen to enter the bursa}.",
        "{1 mL of Kenalog 40|40 mg of Depo-Medrol} with {4 mL of lidocaine 1%|3 mL of marcaine} was injected without "
        "resistance.", "Ice and rest were advised.")),), ((
        "$SIDE SHOULDER ARTHROSCOPY, ROTATOR CUFF REPAIR, SUBACROMIAL DECOMPRESSION, DISTAL CLAVICLE EXCISION", (
        "After interscalene block and general anesthesia the patient was placed in the {beach chair|lateral decubitus} "
        "position.", "Examination under anesthesia revealed full passive motion, no instability.",
        "A standard posterior portal was established. The glenohumeral surfaces showed grade {I|II} changes; the "
        "labrum was {frayed and debrided|intact}.", "In the subacromial space a thorough bursectomy was done; a "
        "full-thickness supraspinatus tear of {1.5|2|2.5} cm was identified and mobilized.",
        "The footprint was decorticated; {two|three} suture anchors were placed and the tendon repaired in a "
        "{double|single} row fashion.",
        "Acromioplasty was carried out with the burr to a flat undersurface; 8 mm of distal clavicle were removed.",
        "Portals were closed with 3-0 nylon, and a sling with abduction pillow applied.")),), (
        "flexion to {150|160} degrees", "reach overhead shelf with {5|10} pounds",
        "strength 4+/5 in external rotation", "sleep through the night"),
    ("median", "ulnar", "axillary", "suprascapular"))

KNEE = BodyPart("knee", "$side knee", True, ("stepping {down from a truck|off a curb}, $he twisted the $side knee",
        "$he {tripped over a pallet|slipped on wet concrete} and struck the $side knee",
        "{kneeling and squatting|climbing ladders} repeatedly"), (
        "$side knee pain {rated|at} {4|5|6|7}/10 with {walking|stairs|squatting}",
        "{giving way|buckling} {once or twice a week|on uneven ground}",
        "{locking|catching} when {rising from a chair|turning}", "swelling {at the end of the day|after work}",
        "unable to {kneel|squat|walk more than two blocks}", "pain at night {wakes $him|at times}"), (
        "$Side knee: {trace|mild|moderate} effusion.",
        "Tenderness along the {medial|lateral} joint line{| and patellar facets}.",
        "Range of motion {0 to 110|5 to 115|0 to 125} degrees with {crepitus|pain at end range}.",
        "McMurray's test is {positive medially|positive|equivocal}.",
        "Lachman and anterior drawer are {negative|1+ with firm end point}.",
        "Varus and valgus stress {stable|show no laxity}.",
        "Quadriceps {atrophy of 1.5 cm|strength 4+/5} on the $side.",
        "Gait is {mildly antalgic|with a limp, no device}."), (
        ("Medial meniscus tear, $side knee", "836.0", "S83.241A"),
        ("Internal derangement, $side knee", "717.9", "M23.91"),
        ("Osteoarthritis of the $side knee", "715.16", "M17.11"), ("Chondromalacia patella, $side", "717.7", "M22.41")),
    {"mri": ("MRI of the $side knee without contrast", ("Medial meniscus: {complex|horizontal|oblique} tear of the "
        "{posterior horn|body and posterior horn} {extending to the inferior surface|}.",
        "Lateral meniscus is intact.", "ACL, PCL and collateral ligaments are {intact|unremarkable}.",
        "{Grade II|Grade III} chondromalacia of the medial compartment {and patella|}.",
        "{Small|Moderate} joint effusion.", "{3 cm Baker's cyst.|No popliteal cyst.}", "Extensor mechanism is intact."),
        ("{Complex|Horizontal} tear of the posterior horn of the medial meniscus.",
        "{Moderate|Mild} medial compartment chondral loss.", "Joint effusion.")), "xray": (
        "$Side knee, {standing AP, lateral and sunrise|3 views}", (
        "Medial joint space {is narrowed to 2 mm|is preserved}.",
        "{Marginal osteophytes are present.|Small patellar spurs.}", "No fracture, no loose body."),
        ("{Moderate|Mild} medial compartment osteoarthritis.", "No acute fracture.")), "ultrasound": (
        "Ultrasound of the $side knee", ("Suprapatellar recess shows {a small effusion|no fluid}.",
        "Quadriceps and patellar tendons are {intact|thickened}.", "Medial meniscal extrusion of {2|3} mm."),
        ("Small effusion.", "Medial meniscal extrusion; MRI may be considered.")), "ct": (
        "CT of the $side knee without contrast",
        ("No tibial plateau fracture.", "Tricompartmental spurring.", "Components {well seated|without loosening}."),
        ("No acute fracture.", "Osteoarthritis."))}, (
        ("$Side knee arthroscopy with partial medial meniscectomy", "29881"),
        ("Hyaluronic acid injections x {3|5}, $side knee", "20610"), ("$Side total knee arthroplasty", "27447"),
        ("Physical therapy {2|3} x {4|6}, $side knee", "97110"), ("MRI of the $side knee", "73721"),
        ("Hinged knee brace", "L1832"), ("{Cold compression|Continuous passive motion} unit rental, 21 days", "E0935")),
    (("INTRA-ARTICULAR INJECTION, $SIDE KNEE", (
        "The superolateral approach was used after skin preparation with {ChloraPrep|betadine}.",
        "{10|15|20} mL of clear straw-colored fluid was aspirated.", "{A single dose of hyaluronate 48 mg|Depo-Medrol "
        "80 mg with 4 mL lidocaine} was injected with a 21 gauge needle.",
        "Band-Aid applied; patient ambulated without difficulty.")),), ((
        "$SIDE KNEE ARTHROSCOPY, PARTIAL MEDIAL MENISCECTOMY, CHONDROPLASTY", (
        "Under general anesthesia with laryngeal mask a tourniquet was applied and inflated to {250|300} mmHg.",
        "Anterolateral and anteromedial portals were established.",
        "The patellofemoral joint showed grade {II|III} chondral change; loose flaps were debrided.",
        "A complex tear of the posterior horn of the medial meniscus was resected to a stable rim with baskets and "
        "shaver; about {30|40}% was removed.", "The ACL was intact to probing. The lateral compartment was normal.",
        "Portals were closed with nylon and {20|30} mL of bupivacaine injected. Tourniquet time {24|31|38} minutes.")),
        ("$SIDE TOTAL KNEE ARTHROPLASTY", ("A midline incision and medial parapatellar arthrotomy were made.",
        "Distal femoral and proximal tibial cuts were made with {computer navigation|standard guides}.",
        "A size {4|5|6} femoral and size {3|4} tibial component were cemented with a {10|12} mm insert; the patella "
        "was resurfaced.", "Alignment, tracking and stability were excellent.",
        "The wound was closed in layers over a drain; blood loss {100|150} mL."))), (
        "knee flexion to {125|130} degrees", "ascend a flight of stairs reciprocally",
        "walk {20|30} minutes on level ground", "single leg balance 20 seconds"), ("peroneal", "tibial", "saphenous"))

WRIST = BodyPart("wrist", "$side wrist and hand", True, (
        "repetitive {keyboard and mouse use|gripping of tools|scanning of groceries} over {two|three|many} years",
        "$he fell on the outstretched $side hand", "a {wrench slipped|door closed on the hand}"), (
        "$side {wrist|hand} pain {rated|of} {3|4|5|6}/10 with {gripping|typing|twisting}",
        "{numbness|tingling} of the {thumb, index and middle fingers|ring and small fingers} {at night|while driving}",
        "dropping {objects|cups}", "shaking the hand for relief at night", "weakness opening jars"), (
        "$Side wrist: Tinel's sign is {positive|positive over the carpal tunnel}.",
        "Phalen's test is positive at {20|30|45} seconds.", "Thenar {strength is 4/5|atrophy is absent}.",
        "Two-point discrimination is {5|6|8} mm in the index finger.",
        "Finkelstein's test {reproduces first compartment pain|is negative}.",
        "Jamar grip: right {20/18/18|26/24/24}, left {14/12/12|25/25/23} kg.",
        "Range of motion {is full|dorsiflexion 50, palmar flexion 50 degrees}."), (
        ("Carpal tunnel syndrome, $side", "354.0", "G56.01"),
        ("De Quervain's tenosynovitis, $side", "727.04", "M65.4"), ("Wrist sprain, $side", "842.00", "S63.501A"),
        ("Pain in $side wrist", "719.43", "M25.531")), {"mri": ("MRI of the $side wrist without contrast", (
        "The triangular fibrocartilage {shows a central perforation|is intact}.",
        "Scapholunate and lunotriquetral ligaments are {intact|sprained}.",
        "{Mild bowing of the flexor retinaculum.|Median nerve is enlarged at the tunnel inlet.}",
        "{8 mm dorsal ganglion.|No ganglion.}"), ("{TFCC perforation.|No ligament tear.}",
        "{Findings that may be seen in carpal tunnel syndrome.|Dorsal ganglion cyst.}")), "xray": (
        "$Side wrist, {3|4} views", ("No fracture.", "Ulnar variance is {neutral|positive 2 mm}.",
        "First carpometacarpal joint {is narrowed|is preserved}."),
        ("No acute fracture.", "{Mild basal joint arthritis.|Normal study.}")), "ultrasound": (
        "Ultrasound of the $side wrist", ("Median nerve cross-sectional area {12|14|16} square mm at the pisiform.",
        "The flexor tendons glide normally."), ("Enlarged median nerve, compatible with carpal tunnel syndrome.",))}, (
        ("$Side carpal tunnel release", "64721"), ("Occupational therapy {2|3} x {4|6}, $side hand", "97530"),
        ("Wrist splint, $side", "L3908"), ("Carpal tunnel corticosteroid injection, $side", "20526"),
        ("EMG/NCV of both upper extremities", "95886")), (("$SIDE CARPAL TUNNEL CORTICOSTEROID INJECTION", (
        "The volar wrist was prepared; a 25 gauge needle was introduced ulnar to the palmaris longus.",
        "No paresthesia was elicited. 40 mg triamcinolone with 1 mL lidocaine injected.",
        "The splint is to be worn at night.")),), (("$SIDE {ENDOSCOPIC|OPEN} CARPAL TUNNEL RELEASE", (
        "Under local anesthesia with sedation and tourniquet a {2|3} cm incision was made in line with the ring "
        "finger.", "The palmar fascia was split and the transverse carpal ligament divided under direct vision.",
        "The median nerve showed {hyperemia|an hourglass constriction}; no mass was present.",
        "Skin closed with 5-0 nylon; bulky dressing.")),),
    ("grip {30|35} kg", "type {30|45} minutes without numbness", "scar mobile and not tender"),
    ("median", "ulnar", "radial"))

ANKLE = BodyPart("ankle", "$side ankle", True, ("$he rolled the $side ankle {stepping in a hole|coming down a ladder}",
        "a {pallet jack|cart} ran over the $side foot"), (
        "$side ankle pain {rated|at} {3|4|5|6}/10 with {walking|standing}",
        "{swelling|instability} {on uneven ground|after standing an hour}",
        "{burning|shooting} pain in the $side foot", "limping {by the end of the shift|at all times}"), (
        "$Side ankle: swelling over the {anterior talofibular ligament|lateral malleolus}.",
        "Anterior drawer test {1+|positive|negative}.",
        "Dorsiflexion {5|10} degrees, plantar flexion {30|40} degrees.",
        "Heel rise is {painful|not possible on the $side}.", "Pulses are palpable; capillary refill is brisk."), (
        ("Ankle sprain, $side", "845.00", "S93.401A"), ("Posterior tibial tendinitis, $side", "726.72", "M76.821"),
        ("Plantar fasciitis, $side", "728.71", "M72.2")), {"mri": ("MRI of the $side ankle without contrast", (
        "The anterior talofibular ligament is {thickened|torn}.",
        "Peroneal tendons show {split tear of the brevis|tenosynovitis}.",
        "{Osteochondral lesion of the medial talar dome, 6 mm.|Talar dome is intact.}", "Achilles tendon is normal."),
        ("{Chronic|High grade} ATFL injury.", "Peroneal {tenosynovitis|brevis tear}.")), "xray": (
        "$Side ankle, 3 views", ("The mortise is congruent.", "Soft tissue swelling laterally.", "No fracture."),
        ("No fracture.",)), "ct": ("CT of the $side ankle without contrast",
        ("Healed distal fibula fracture.", "Small loose body in the anterior recess."), ("Loose body.",
        "No nonunion.")), "ultrasound": ("Ultrasound of the $side ankle",
        ("Peroneal tendons show {fluid|thickening}.", "The Achilles tendon measures 5 mm."),
        ("Peroneal tenosynovitis.",))}, (("$Side ankle arthroscopy with debridement", "29898"),
        ("Custom orthotics", "L3020"), ("Physical therapy {2|3} x {4|6}, $side ankle", "97110"),
        ("MRI of the $side ankle", "73721"), ("Walking boot", "L4360")), (("$SIDE ANKLE JOINT INJECTION", (
        "The anteromedial portal was marked and prepared.",
        "3 mL of lidocaine with 40 mg Kenalog was placed in the joint.")),), ((
        "$SIDE LATERAL ANKLE LIGAMENT RECONSTRUCTION (BROSTROM)", (
        "A curved incision was made anterior to the distal fibula.",
        "The capsule and attenuated ATFL were imbricated to {two|three} anchors.",
        "The extensor retinaculum was advanced. Stability was restored.",
        "Closed in layers; posterior splint applied.")),),
    ("single leg stance 20 seconds", "dorsiflexion 15 degrees", "walk one mile"), ("peroneal", "tibial", "sural"))

PARTS = (LUMBAR, CERVICAL, SHOULDER, KNEE, WRIST, ANKLE)
