"""Invented people, and the many ways papers print a name."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

WOMEN = ("Maria", "Ana", "Rosa", "Guadalupe", "Silvia", "Patricia", "Linda", "Denise", "Tamika", "Latoya", "Keisha",
    "Mei", "Thuy", "Nguyet", "Priya", "Sunita", "Fatima", "Leila", "Olga", "Svetlana", "Karen", "Debra", "Heather",
    "Megan", "Brenda", "Yolanda", "Esperanza", "Consuelo", "Marisela", "Beatriz", "Lourdes", "Ingrid", "Agnes",
    "Harriet", "Noelani", "Amparo", "Josefina", "Carolyn", "Theresa", "Wanda", "Shirin", "Anahit", "Soo-Jin", "Hye",
    "Malia", "Rebecca", "Joanne", "Gwendolyn")
MEN = ("Jose", "Juan", "Luis", "Carlos", "Miguel", "Jesus", "Ramon", "Hector", "Arturo", "Ernesto", "David", "Michael",
    "Robert", "Kevin", "Brian", "Darnell", "Tyrone", "Marcus", "Wei", "Hung", "Minh", "Rajesh", "Anil", "Omar",
    "Hassan", "Dmitri", "Igor", "Gary", "Dennis", "Craig", "Scott", "Timothy", "Felipe", "Rigoberto", "Salvador",
    "Gerardo", "Ulises", "Efrain", "Antonio", "Vahan", "Aram", "Sung-Ho", "Keoni", "Walter", "Leonard", "Curtis",
    "Nathaniel", "Otis")
#: Family names in groups of their own manner: plain, hyphenated, Spanish double, of several words.
PLAIN = ("Whitlow", "Brackett", "Okonkwo", "Pruitt", "Delgado", "Arroyo", "Castellanos", "Nakamura", "Tran", "Pham",
    "Nguyen", "Kowalczyk", "Haggerty", "Lindqvist", "Mbeki", "Abernathy", "Sandoval", "Quintero", "Villareal",
    "Zavala", "Ocampo", "Bautista", "Dizon", "Manalo", "Petrosyan", "Gharibian", "Rahimi", "Farahani", "Choudhury",
    "Venkataraman", "Bhatt", "Kaur", "Oyelaran", "Adeyemi", "Tuiasosopo", "Kealoha", "Yamaguchi", "Ishikawa", "Park",
    "Cho", "Rhee", "Lam", "Kwong", "Ferreira", "Machado", "Silveira", "Halloran", "McInerney", "O'Dowd",
    "O'Shaughnessy", "MacAllister", "Fitzwilliam", "Beauchamp", "Thibodeaux", "Guidry", "Stroud", "Tillery", "Vance",
    "Wexler", "Yarborough", "Zimmer", "Ashcroft", "Birdsong", "Crandall", "Dunleavy", "Eastman", "Forsythe",
    "Gillespie", "Hutchins", "Ingersoll", "Jankowski", "Kessler", "Lattimore", "Mayfield", "Norquist", "Ogletree",
    "Pettigrew", "Ravenel", "Schumacher", "Tackett", "Underhill", "Valdivia", "Wetherby", "Xiong", "Ybarra",
    "Zielinski", "Muñoz", "Núñez", "Peña", "Ibáñez", "Avalos", "Becerra", "Cisneros", "Duarte", "Escobedo", "Fuentes",
    "Galindo", "Huerta", "Jaramillo", "Lozano")
HYPHENATED = ("Garza-Holloway", "Ruiz-Amador", "Chen-Whitaker", "Lopez-Carranza", "Smith-Okafor", "Torres-Bianchi",
    "Park-Lindell", "Vega-Montalvo", "Ortiz-Pell", "Rao-Feldman", "Perez-Sotelo", "Haines-Duval", "Cruz-Tamayo",
    "Byrne-Castillo")
DOUBLE = ("Ramirez Solis", "Hernandez Pacheco", "Morales Ventura", "Gutierrez Rincon", "Aguilar Tovar",
    "Mendoza Barrera", "Flores Cardenas", "Reyes Montoya", "Vargas Luna", "Salazar Ibarra", "Rojas Marquez",
    "Campos Trejo", "Navarro Quiroz", "Rios Espinoza")
SEVERAL = ("De La Rosa", "Del Castillo", "Van Der Meer", "Von Hagen", "De Los Santos", "San Miguel", "St. Clair",
    "Le Blanc", "De Leon")
LETTERS = "ABCDEFGHJKLMNPRSTVW"

#: Ways of printing a patient's name; the writer of a paper keeps to one.
PATIENT_FORMS = ("first last", "first m. last", "last, first", "LAST, FIRST", "LAST, FIRST M", "FIRST LAST",
    "mr. last, first", "last, first m.", "mr. first last", "first middle last")
#: Ways of printing a physician's name.
DOCTOR_FORMS = ("first last, cred", "first m. last, cred", "f. last, cred", "f. m. last, cred", "FIRST LAST, CRED",
    "first last cred", "dr. first last", "first m. last, cred, board", "LAST, FIRST CRED", "last, first, cred")


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person."""

    given: str
    middle: str
    family: str
    woman: bool
    credentials: str = ""
    board: str = ""

    @property
    def plain(self) -> str:
        """Given and family name, credentials behind: the name as truth keeps it."""
        name = f"{self.given} {self.family}"
        return f"{name}, {self.credentials}" if self.credentials else name

    @property
    def title(self) -> str:
        return "Ms." if self.woman else "Mr."

    @property
    def formal(self) -> str:
        """As a letter names the person: Dr. Whitlow, Ms. Ruiz-Amador."""
        return f"{'Dr.' if self.credentials in DOCTORS else self.title} {self.family}"

    def printed(self, form: str) -> str:
        """The name in one of the forms above."""
        initial = self.middle[:1]
        table = {
            "first last": f"{self.given} {self.family}",
            "first m. last": f"{self.given} {initial}. {self.family}" if initial else f"{self.given} {self.family}",
            "first middle last": f"{self.given} {self.middle} {self.family}".replace("  ", " "),
            "last, first": f"{self.family}, {self.given}",
            "last, first m.": f"{self.family}, {self.given} {initial}." if initial else f"{self.family}, {self.given}",
            "LAST, FIRST": f"{self.family}, {self.given}".upper(),
            "LAST, FIRST M": f"{self.family}, {self.given} {initial}".strip().upper(),
            "FIRST LAST": f"{self.given} {self.family}".upper(),
            "mr. first last": f"{self.title} {self.given} {self.family}",
            "mr. last, first": f"{self.family}, {self.given}",
            "first last, cred": f"{self.given} {self.family}, {self.credentials}",
            "first m. last, cred": f"{self.given} {initial}. {self.family}, {self.credentials}".replace(" . ", " "),
            "f. last, cred": f"{self.given[0]}. {self.family}, {self.credentials}",
            "f. m. last, cred": f"{self.given[0]}. {initial}. {self.family}, {self.credentials}".replace(" . ", " "),
            "FIRST LAST, CRED": f"{self.given} {self.family}, {self.credentials}".upper(),
            "first last cred": f"{self.given} {self.family} {self.credentials}",
            "dr. first last": f"Dr. {self.given} {self.family}",
            "first m. last, cred, board": f"{self.given} {initial}. {self.family}, {self.credentials}, {self.board}"
            .replace(" . ", " ").rstrip(", "),
            "LAST, FIRST CRED": f"{self.family}, {self.given} {self.credentials}".upper(),
            "last, first, cred": f"{self.family}, {self.given}, {self.credentials}",
        }
        return table[form].strip()


DOCTORS = frozenset(("M.D.", "MD", "D.O.", "DO", "D.C.", "DC", "Ph.D.", "PhD", "Psy.D.", "DPM", "D.P.M.", "PsyD"))
MIDDLES = ("Elena", "Luz", "James", "Lee", "Ann", "Marie", "Antonio", "Joseph", "Louise", "Ray", "Grace", "Thomas",
    "Isabel", "Kyle")
BOARDS = {"orthopaedic surgery": ("Diplomate, American Board of Orthopaedic Surgery",
        "Board Certified Orthopedic Surgeon", "FAAOS"),
    "pain medicine": ("Diplomate, American Board of Anesthesiology", "Board Certified, Pain Medicine", "FIPP"),
    "physical medicine": ("Diplomate, American Board of PM&R", "Board Certified, Physical Medicine and Rehabilitation")}


def person(rng: Random, *, woman: bool | None = None, credentials: str = "", specialty: str = "") -> Person:
    """A new person; one in three has a family name of another manner than the plain one.

    >>> person(Random(4)) == person(Random(4))
    True
    """
    female = rng.random() < 0.5 if woman is None else woman
    manner = rng.random()
    if manner < 0.64:
        family = rng.choice(PLAIN)
    elif manner < 0.76:
        family = rng.choice(HYPHENATED)
    elif manner < 0.92 and not credentials:
        family = rng.choice(DOUBLE)
    else:
        family = rng.choice(SEVERAL if rng.random() < 0.3 else PLAIN)
    middle = rng.choice(MIDDLES) if rng.random() < 0.4 else rng.choice(LETTERS) if rng.random() < 0.6 else ""
    board = rng.choice(BOARDS[specialty]) if specialty in BOARDS and rng.random() < 0.7 else ""
    return Person(rng.choice(WOMEN if female else MEN), middle, family, female, credentials, board)


def misprinted(rng: Random, one: Person) -> Person:
    """The same person as a hurried clerk types the name: two letters changed places, a letter left out, half a double
    name, the given name cut short."""
    family, given = one.family, one.given
    choice = rng.randrange(4)
    if choice == 0 and len(family) > 5:
        at = rng.randrange(2, len(family) - 2)
        family = family[:at] + family[at + 1] + family[at] + family[at + 2:]
    elif choice == 1 and len(family) > 6:
        at = rng.randrange(2, len(family) - 1)
        family = family[:at] + family[at + 1:]
    elif choice == 2 and ("-" in family or " " in family):
        family = family.replace("-", " ").split()[0] if not family.startswith(("De", "Van", "Von", "San", "St",
                "Le")) else family
    elif len(given) > 5:
        given = given[:-1]
    return Person(given, one.middle, family, one.woman, one.credentials, one.board)
