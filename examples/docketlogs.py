"""Builds the example docket: ``python -m examples.docketlogs``. Cases, persons and numbers are invented.

Each case is told as a list of events; the logs in ``examples/docket`` are those events in their chain. An event that
the rules would refuse stops the build.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from openimr.process.chain import sealed
from openimr.process.events import Actor, Event, as_line
from openimr.process.folding import refusal_of, step
from openimr.process.rules import process_rules
from openimr.process.state import CaseState

FOLDER = Path(__file__).resolve().parent / "docket"
PACIFIC = ZoneInfo("America/Los_Angeles")
ACTORS = {
    "program": Actor(role="software", name="intake 1"),
    "coordinator": Actor(role="coordinator", name="Mara Testperson"),
    "designee": Actor(role="designee", name="Otto Beispiel"),
    "director": Actor(role="director", name="Dana Example"),
    "R-017": Actor(role="reviewer", name="R-017"),
    "R-023": Actor(role="reviewer", name="R-023"),
}
#: Who, when (Pacific time), what happened, and what the event says; ``items`` at the end where it is about some.
Told = tuple[str, str, str, dict[str, Any]]


def item(name: str, text: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "text": text, **{key.replace("_", "-"): value for key, value in more.items()}}


def begun(decided: str, served: str, received: str, items: list[dict[str, Any]], mode: str = "mail") -> list[Told]:
    """Denial, service with the form, application: how most cases begin."""
    return [
        ("program", decided, "ur-decided", {"items": items, "injury": "2024-05-06"}),
        ("program", served, "ur-served", {"mode": mode}),
        ("program", received, "application-received", {"signed": True, "determination-attached": True}),
    ]


def reviewed(records: str, reviewer: str) -> list[Told]:
    """Records complete, reviewer cleared and assigned, all on one day."""
    day = records[:10]
    return [
        ("coordinator", records, "records-complete", {}),
        ("program", f"{day} 14:00", "reviewer-proposed", {"reviewer": reviewer}),
        ("coordinator", f"{day} 14:30", "conflicts-cleared", {"reviewer": reviewer}),
        ("coordinator", f"{day} 15:00", "reviewer-assigned", {"reviewer": reviewer}),
    ]


PAPERS = {"documents": ["imr_application", "ur_determination", "progress_report", "mri_report"]}
CASES: dict[str, list[Told]] = {
    # notice mailed, records did not come
    "CM26-0000101": [
        *begun("2026-02-17 10:00", "2026-02-17 16:00", "2026-02-27 09:10", [item("1", "MRI of the lumbar spine")]),
        ("program", "2026-02-27 09:11", "eligibility-prepared", {"proposed": {"1": "eligible"}}),
        ("designee", "2026-03-03 11:20", "found-eligible", {"@items": ["1"]}),
        ("coordinator", "2026-03-04 10:05", "assignment-notified", {"mode": "mail"}),
    ],
    # expedited: the records are due to the hour
    "CM26-0000102": [
        *begun("2026-03-16 10:00", "2026-03-16 15:00", "2026-03-18 08:30", [item("1", "Inpatient detoxification, 7 days")], "fax"),
        ("coordinator", "2026-03-18 09:40", "threat-certified", {"certified-by": "requesting physician", "documented": True}),
        ("designee", "2026-03-19 10:15", "expedited-approved", {}),
        ("designee", "2026-03-19 10:20", "found-eligible", {"@items": ["1"]}),
        ("coordinator", "2026-03-19 15:40", "assignment-notified", {"mode": "electronic"}),
    ],
    # three items, each with another answer; waits for the designee
    "CM26-0000103": [
        *begun("2026-02-19 10:00", "2026-02-20 16:30", "2026-03-17 14:20", [
            item("1", "Physical therapy, 8 visits"),
            item("2", "Cyclobenzaprine 7.5 mg, 60 tablets", formulary=True),
            item("3", "Cervical collar", liability_disputed=True),
        ]),
        ("program", "2026-03-17 14:21", "eligibility-prepared", {"proposed": {"1": "eligible", "2": "ineligible", "3": "deferred"}}),
    ],
    # with the reviewer, extension approved, a question open
    "CM26-0000104": [
        *begun("2026-01-20 10:00", "2026-01-21 12:00", "2026-02-02 10:00", [item("1", "Arthroscopy of the right shoulder"), item("2", "Cold therapy unit, 7 days")]),
        ("designee", "2026-02-04 09:00", "found-eligible", {"@items": ["1", "2"]}),
        ("coordinator", "2026-02-05 09:30", "assignment-notified", {"mode": "mail"}),
        ("program", "2026-02-20 13:00", "records-received", {"sender": "claims-administrator", "pages": 412}),
        ("coordinator", "2026-02-20 13:20", "list-given-to-employee", {}),
        *reviewed("2026-02-23 11:00", "R-017"),
        ("R-017", "2026-03-16 17:10", "review-information-requested", {"request": "operative report of 2025", "of": "claims administrator"}),
        ("director", "2026-03-18 10:00", "extension-approved", {"days": 2, "because": "the operative report was requested"}),
    ],
    # formulary drug: five working days from complete records
    "CM26-0000105": [
        *begun("2026-02-24 10:00", "2026-02-24 11:00", "2026-03-03 15:00", [item("1", "Tramadol 50 mg, 90 tablets", formulary=True)], "electronic"),
        ("designee", "2026-03-04 09:00", "found-eligible", {"@items": ["1"]}),
        ("coordinator", "2026-03-05 09:00", "assignment-notified", {"mode": "electronic"}),
        ("program", "2026-03-13 10:45", "records-received", {"sender": "claims-administrator", "pages": 96}),
        *reviewed("2026-03-13 11:00", "R-023"),
    ],
    # a question on eligibility is open
    "CM26-0000106": [
        *begun("2026-03-02 10:00", "2026-03-03 10:00", "2026-03-12 10:00", [item("1", "Home health aide, 20 hours a week")]),
        ("coordinator", "2026-03-13 15:30", "information-requested", {"request": "proof of representation", "of": "employee"}),
    ],
    # the administrator authorized the treatment
    "CM26-0000107": [
        *begun("2026-02-09 10:00", "2026-02-09 15:00", "2026-02-20 10:00", [item("1", "Lumbar brace")]),
        ("designee", "2026-02-24 09:00", "found-eligible", {"@items": ["1"]}),
        ("coordinator", "2026-02-25 09:00", "assignment-notified", {"mode": "mail"}),
        ("program", "2026-03-03 10:00", "termination-cause-arose", {"cause": "authorized"}),
        ("coordinator", "2026-03-06 10:00", "terminated", {"cause": "authorized"}),
    ],
    # served, overturned in part; waits for authorization, petition, publication
    "CM26-0000088": [
        *begun("2026-01-05 10:00", "2026-01-05 16:00", "2026-01-16 10:00", [item("1", "Epidural steroid injection, L5-S1"), item("2", "Gym membership, 6 months")]),
        ("designee", "2026-01-20 09:00", "found-eligible", {"@items": ["1", "2"]}),
        ("coordinator", "2026-01-21 09:00", "assignment-notified", {"mode": "mail"}),
        ("program", "2026-02-04 13:00", "records-received", {"sender": "claims-administrator", "pages": 233}),
        ("coordinator", "2026-02-05 09:00", "list-given-to-employee", {}),
        *reviewed("2026-02-11 11:00", "R-017"),
        ("program", "2026-03-02 08:00", "draft-prepared", {}),
        ("R-017", "2026-03-11 18:00", "determination-made", {"decisions": {"1": "overturned", "2": "upheld"}, **PAPERS}),
        ("coordinator", "2026-03-12 10:00", "determination-served", {"mode": "mail"}),
    ],
    # sent back by the appeals board; another reviewer is needed
    "CM25-0010442": [
        *begun("2025-08-04 10:00", "2025-08-04 16:00", "2025-08-15 10:00", [item("1", "Spinal cord stimulator trial")]),
        ("designee", "2025-08-18 09:00", "found-eligible", {"@items": ["1"]}),
        ("coordinator", "2025-08-19 09:00", "assignment-notified", {"mode": "mail"}),
        *reviewed("2025-09-02 11:00", "R-017"),
        ("R-017", "2025-09-25 18:00", "determination-made", {"decisions": {"1": "upheld"}, **PAPERS}),
        ("coordinator", "2025-09-26 10:00", "determination-served", {"mode": "mail"}),
        ("coordinator", "2025-10-22 10:00", "petition-filed", {"ground": "plainly erroneous finding of fact"}),
        ("coordinator", "2026-03-10 10:00", "remanded", {"fact": "the report of a trial in 2024 was taken for another person's"}),
    ],
    # all done
    "CM25-0009921": [
        *begun("2025-07-07 10:00", "2025-07-07 16:00", "2025-07-21 10:00", [item("1", "Acupuncture, 12 visits")]),
        ("designee", "2025-07-23 09:00", "found-eligible", {"@items": ["1"]}),
        ("coordinator", "2025-07-24 09:00", "assignment-notified", {"mode": "electronic"}),
        ("program", "2025-08-04 10:00", "records-received", {"sender": "claims-administrator", "pages": 141}),
        *reviewed("2025-08-04 11:00", "R-023"),
        ("R-023", "2025-08-28 16:00", "determination-made", {"decisions": {"1": "upheld"}, **PAPERS}),
        ("coordinator", "2025-08-29 10:00", "determination-served", {"mode": "mail"}),
        ("coordinator", "2025-10-20 10:00", "redaction-confirmed", {"hits": 14}),
        ("coordinator", "2025-10-20 10:30", "published", {}),
        ("coordinator", "2025-10-21 10:00", "appeal-time-closed", {}),
    ],
    # the window for the application is open
    "CM26-0000110": begun("2026-02-25 10:00", "2026-02-26 16:00", "2026-03-30 10:00", [item("1", "Functional restoration program, 80 hours")])[:2],
}  # fmt: skip


def log_of(case: str) -> Iterator[Event]:
    """The events of one example case, in their chain.

    Raises:
        ValueError: the rules refuse one of them.
    """
    rules = process_rules()
    log: list[Event] = []
    state = CaseState()
    for who, when, kind, said in CASES[case]:
        data = dict(said)
        items = data.pop("@items", [])
        at = datetime.fromisoformat(when).replace(tzinfo=PACIFIC)
        event = sealed(log, kind, case=case, actor=ACTORS[who], at=at, items=items, data=data)
        refusal = refusal_of(state, event, rules)
        if refusal is not None:
            raise ValueError(f"{case}, event {event.number}: {refusal.sentence()}")
        state = step(state, event, rules)
        log.append(event)
        yield event


def pages() -> dict[str, str]:
    """Path in the repository → content of every log."""
    return {
        f"examples/docket/{case}.jsonl": "".join(f"{as_line(event)}\n" for event in log_of(case)) for case in CASES
    }


if __name__ == "__main__":
    from tools.generated import write

    write(pages())
