"""Casework: what people do in a case of the store, from its papers to the published determination.

Each act reads the case as it stands, asks the room whose job it is, keeps what that made in the store and records the
event, all in one transaction. The program prepares; what a person must decide, only a person's name records.
"""

from openimr.casework.casenow import CaseNow, case_now

__all__ = ["CaseNow", "case_now"]
