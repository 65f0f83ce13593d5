"""Invented clinics, hospitals, laboratories, carriers, review vendors, law firms; addresses and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

PLACES = (("Alder Point", "92871"), ("Mesa Verde Heights", "92399"), ("San Tadeo", "95133"), ("Rio Bravo", "93312"),
    ("Oak Hollow", "94553"), ("Punta Clara", "90723"), ("Santa Lucina", "93458"), ("Granite Flat", "95661"),
    ("El Sombrio", "91790"), ("Corbin Park", "91306"), ("Fresnillo", "93721"), ("Bayshore", "94603"),
    ("Los Olmos", "90255"), ("Vista Seca", "92083"), ("Redwood Junction", "95482"))
STREETS = ("Camellia", "Harbor", "Foundry", "Mission Creek", "Lampson", "Katella Vista", "Orchard", "Pioneer",
    "Sunfield", "Tamarack", "Willow Glen", "Brookhurst North", "Cannery", "Del Mar Sur", "Eucalyptus", "Fig Garden",
    "Granada", "Hawthorn", "Imperial Oaks", "Juniper")
HEADS = ("Pacific Crest", "Golden Valley", "Sierra Vista", "Mission Bay", "Redwood", "Coastal", "Inland", "Summit",
    "Bayview", "Central Coast", "Cypress", "Del Norte", "Crestwood", "Orange Grove", "Meridian", "Lakeside",
    "Harbor Light", "Tri-Valley", "Palisade", "Foothill", "Kern River", "Oakmont", "Silverado", "Stonebridge",
    "Westlake", "Valencia", "Monarch", "Beacon", "Alta Loma", "San Tadeo")
CLINICS = {"orthopaedic surgery": ("Orthopaedic Medical Group", "Orthopedic Associates", "Bone & Joint Institute",
        "Orthopaedics and Sports Medicine", "Spine & Joint Center", "Orthopedic Surgery, Inc."), "pain medicine": (
        "Pain Management Center", "Spine and Pain Institute", "Interventional Pain Medical Group",
        "Pain Medicine Associates", "Advanced Pain Consultants"), "physical medicine": (
        "Physical Medicine & Rehabilitation", "Rehabilitation Medical Group", "Physiatry Associates",
        "Spine & Rehab Center"), "occupational medicine": ("Occupational Health Center", "Industrial Medical Clinic",
        "Urgent Care & Occupational Medicine", "Work Injury Medical Group", "Occupational Medicine Associates"),
    "neurology": ("Neurology Medical Group", "Neurodiagnostic Associates", "Neurological Institute"),
    "neurosurgery": ("Neurosurgical Associates", "Brain & Spine Surgery Group"), "chiropractic": ("Chiropractic",
        "Chiropractic & Wellness Center", "Family Chiropractic", "Spinal Health Chiropractic"), "physical therapy": (
        "Physical Therapy", "Physical Therapy & Sports Rehab", "Therapy Services", "Hand & Physical Therapy",
        "Rehab Partners"), "acupuncture": ("Acupuncture Clinic", "Acupuncture & Herbs", "Oriental Medicine Center",
        "Integrative Acupuncture"), "psychology": ("Psychological Services", "Behavioral Health Associates",
        "Psychology Group", "Center for Behavioral Medicine"), "radiology": ("Imaging Center", "Diagnostic Imaging",
        "Open MRI", "Radiology Medical Group", "Advanced Imaging Associates"), "hospital": ("Regional Medical Center",
        "Community Hospital", "Surgery Center", "Outpatient Surgery Center", "Ambulatory Surgical Institute"),
    "laboratory": ("Clinical Laboratories", "Toxicology Laboratory", "Reference Laboratory", "Diagnostics Laboratory",
        "Medical Laboratory"), "pharmacy": ("Pharmacy", "Drug Store #{n}", "Pharmacy Services", "Compounding Pharmacy")}
CARRIERS = ("Golden Bear Casualty Insurance", "Pacific Indemnity Claims Services", "Sequoia Mutual Insurance",
    "Redstone Claims Management", "Continental Fidelity of California", "Western Guild Insurance Company",
    "Tidewater Risk Services", "Harborline TPA, Inc.", "Statewide Compensation Fund of the West",
    "Granite Peak Insurance", "Blue Mesa Administrators", "Coastline Adjusters, LLC")
VENDORS = ("CareCheck Utilization Review", "MedReview West", "Integra Clinical Review Services",
    "Paladin UR Solutions", "Clarity Managed Care", "Bridgeway Medical Management", "Sentinel Review Organization",
    "Axiom Managed Care Services", "ProCert Utilization Management")
LAWYERS = ("Law Offices of {p}", "{a} & {b}, LLP", "{a}, {b} & {c}", "{p}, A Professional Law Corporation",
    "{a} Law Group, APC")
COPIERS = ("Quick Copy Legal Services", "Compex West Records", "Docu-Serve Photocopy", "MedLegal Retrieval, Inc.",
    "Golden State Subpoena Service")
EMPLOYERS = (("Brightline Linen Supply", "laundry worker"), ("Valley Crest Produce Packing", "packer"),
    ("Northgate Unified School District", "custodian"), ("Casa Dorada Assisted Living", "caregiver"),
    ("Ironwood Framing, Inc.", "carpenter"), ("Harbor Freightways", "truck driver"),
    ("Mercado Grande Foods", "stocker"), ("Sunrise Airport Catering", "food service worker"),
    ("Apex Metal Fabrication", "welder"), ("County of San Tadeo", "eligibility worker"),
    ("Parkway Auto Body", "mechanic"), ("Blue Heron Hotel", "housekeeper"),
    ("Crestline Landscape Services", "gardener"), ("Medallion Warehousing", "forklift operator"),
    ("Saint Brennan Hospital", "nurse assistant"), ("Tri-County Transit", "bus operator"),
    ("Delta Fresh Farms", "field worker"), ("Omnia Call Services", "customer service representative"),
    ("City of Rio Bravo", "police officer"), ("Pinecrest Roofing", "roofer"), ("Lumen Electric", "electrician"))
_WAYS = ("Street", "Avenue", "Blvd.", "Road", "Drive", "Way")
_SHORT_WAYS = ("St", "Ave", "Ct", "Lane", "Dr", "Apt 4")


@dataclass(frozen=True, slots=True)
class Firm:
    """An invented office with its address and numbers."""

    name: str
    street: str
    city: str
    phone: str
    fax: str

    @property
    def address(self) -> str:
        return f"{self.street}, {self.city}"


def phone(rng: Random, form: str = "({a}) {b}-{c}") -> str:
    """A number of the exchange that is kept free for fiction."""
    area = rng.choice(("209", "310", "408", "415", "510", "559", "562", "619", "626", "661", "714", "805", "818",
            "909", "916", "951"))
    return form.format(a=area, b="555", c=f"01{rng.randrange(100):02d}")


def firm(rng: Random, name: str) -> Firm:
    """An office of this name somewhere."""
    city, code = rng.choice(PLACES)
    suite = f", Suite {rng.randrange(100, 480)}" if rng.random() < 0.6 else ""
    number, road, way = rng.randrange(100, 19999), rng.choice(STREETS), rng.choice(_WAYS)
    street = f"{number} {road} {way}{suite}"
    form = rng.choice(("({a}) {b}-{c}", "{a}-{b}-{c}", "{a}.{b}.{c}"))
    return Firm(name, street, f"{city}, CA {code}", phone(rng, form), phone(rng, form))


def clinic(rng: Random, specialty: str) -> Firm:
    """A place of care of that specialty."""
    tail = rng.choice(CLINICS[specialty]).format(n=rng.randrange(100, 9999))
    return firm(rng, f"{rng.choice(HEADS)} {tail}")


def home(rng: Random) -> str:
    """A private address."""
    city, code = rng.choice(PLACES)
    number, road, way = rng.randrange(100, 9999), rng.choice(STREETS), rng.choice(_SHORT_WAYS)
    return f"{number} {road} {way}, {city}, CA {code}"


def law_office(rng: Random, head: str, families: list[str]) -> Firm:
    """A law firm named for its people."""
    a, b, c = families[:3]
    return firm(rng, rng.choice(LAWYERS).format(p=head, a=a, b=b, c=c))
