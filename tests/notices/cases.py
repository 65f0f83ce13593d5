"""A case for every kind of notice, at the moment at which it is due; and its parties. All of it is invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from openimr.notices import PartyFile, notice_forms, read_party_file
from tests.process.test_courses import Course

PARTIES = Path(__file__).parents[2] / "examples" / "docket" / "parties.yaml"
PACIFIC = ZoneInfo("America/Los_Angeles")
TEXTS = ("MRI of the lumbar spine", "Gym membership, 6 months")
PAPERS = ["ur_determination", "progress_report"]


@dataclass(frozen=True)
class Told:
    """A case and the moment at which somebody writes the notice."""

    course: Course
    moment: datetime


def at(day: str, hour: int = 11) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=PACIFIC)


def parties() -> PartyFile:
    return read_party_file(PARTIES, notice_forms().roles)


def begun() -> Course:
    return Course(*({"id": str(number), "text": text} for number, text in enumerate(TEXTS, 1)))


def _received() -> Course:
    course = begun().received()
    return course.do("coordinator", "2026-02-20", "notice-sent", notice="acknowledgement", mode="mail")


def acknowledgement() -> Told:
    return Told(begun().received(), at("2026-02-20"))


def ineligible() -> Told:
    course = _received()
    course.do("designee", "2026-02-24", "found-ineligible", "2", reasons=["NOT_NECESSITY", "UNSIGNED"])
    return Told(course.do("designee", "2026-02-24", "found-eligible", "1"), at("2026-02-24"))


def assignment() -> Told:
    return Told(_received().do("designee", "2026-02-24", "found-eligible", "1", "2"), at("2026-02-25"))


def missing_records() -> Told:
    course = _received().do("designee", "2026-02-24", "found-eligible", "1", "2")
    return Told(course.do("coordinator", "2026-02-25", "assignment-notified", mode="electronic"), at("2026-03-13"))


def information_request() -> Told:
    course, asked = begun().assigned().with_reviewer(), "the operative report of 2025"
    course.do("reviewer", "2026-03-11", "review-information-requested", request=asked, of="employee")
    return Told(course, at("2026-03-11"))


def extension() -> Told:
    course = begun().assigned().with_reviewer()
    course.do("director", "2026-04-01", "extension-approved", days=2, because="a report was asked for")
    return Told(course, at("2026-04-01"))


def termination() -> Told:
    return Told(
        begun().assigned().do("coordinator", "2026-03-02", "terminated", "2", cause="authorized"), at("2026-03-02")
    )


def determination() -> Told:
    course, decisions = begun().assigned().with_reviewer(), {"1": "overturned", "2": "upheld"}
    course.do("reviewer", "2026-03-20", "determination-made", decisions=decisions, documents=PAPERS)
    return Told(course, at("2026-03-23"))


def remand() -> Told:
    course = begun().served("upheld").do("coordinator", "2026-04-10", "petition-filed", "1")
    course.do("appeals-board", "2026-08-03", "remanded", "1", fact="the wrong level was read")
    return Told(course, at("2026-08-04"))


def conversion() -> Told:
    course = _received().do("designee", "2026-02-24", "found-eligible", "1", "2")
    course.do("coordinator", "2026-02-25", "assignment-notified", mode="electronic")
    course.do("coordinator", "2026-02-27", "threat-certified", certified_by="doctor", documented=True)
    return Told(course.do("designee", "2026-02-27", "expedited-approved"), at("2026-02-27"))


def deferral() -> Told:
    course = Course({"id": "1", "text": TEXTS[0]}, {"id": "2", "text": TEXTS[1], "liability-disputed": True}).received()
    course.do("coordinator", "2026-02-20", "notice-sent", notice="acknowledgement", mode="mail")
    return Told(course.do("designee", "2026-02-24", "deferred", "2"), at("2026-02-24"))


def merger() -> Told:
    course = _received().do("designee", "2026-02-24", "duplicate-merged", "2", into="CM26-0000088")
    return Told(course, at("2026-02-24"))


def _signed_again(kind: str, *items: str, why: str) -> Course:
    course, decisions = begun().assigned().with_reviewer(), {"1": "overturned", "2": "upheld"}
    course.do("reviewer", "2026-03-20", "determination-made", decisions=decisions, documents=PAPERS)
    course.do("coordinator", "2026-03-23", "determination-served", mode="mail")
    return course.do("reviewer", "2026-04-01", kind, *items, reviewer="R-1", why=why)


def correction() -> Told:
    why = "the employer is Sample Works, not Sample Work"
    return Told(_signed_again("determination-corrected", "1", "2", why=why), at("2026-04-02"))


def amendment() -> Told:
    why = "the treatment is an MRI of the lumbar spine, not of the thoracic spine"
    return Told(_signed_again("determination-amended", "1", why=why), at("2026-04-02"))


CASES: dict[str, Callable[[], Told]] = {
    "acknowledgement": acknowledgement, "ineligible": ineligible, "assignment": assignment,
    "missing-records": missing_records, "information-request": information_request, "extension": extension,
    "termination": termination, "determination": determination, "remand": remand, "conversion": conversion,
    "deferral": deferral, "merger": merger, "correction": correction, "amendment": amendment,
}  # fmt: skip
