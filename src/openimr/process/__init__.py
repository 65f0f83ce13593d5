"""Process: the events of a case, where it stands, and what is due. Pure: it reads no clock and no database.

>>> state_of([], process_rules()).phase
'new'
"""

from openimr.process.chain import Break, first_break, sealed
from openimr.process.counting import Counted, count_clock
from openimr.process.deadlines import Deadline, deadlines_of
from openimr.process.eligibility import Proposal, proposals
from openimr.process.events import Actor, Event, as_event, as_line, read_log
from openimr.process.folding import refusal_of, state_of, step
from openimr.process.rules import ProcessRules, process_rules
from openimr.process.state import CaseState, Refusal

__all__ = [
    "Actor", "Break", "CaseState", "Counted", "Deadline", "Event", "ProcessRules", "Proposal", "Refusal", "as_event",
    "as_line", "count_clock", "deadlines_of", "first_break", "process_rules", "proposals", "read_log", "refusal_of",
    "sealed", "state_of", "step",
]  # fmt: skip
