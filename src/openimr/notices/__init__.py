"""Notices: what the parties of a case are told, which notices are due, and how each is written.

>>> sorted(notice_forms().kinds)[:3]
['acknowledgement', 'assignment', 'determination']
"""

from openimr.notices.due import DueNotice, due_notices, refusal_of_notice
from openimr.notices.layout import lay_out_notice
from openimr.notices.model import Notice
from openimr.notices.parties import PartyFile, read_party_file
from openimr.notices.wording import NoticeForms, notice_forms
from openimr.notices.writing import notice_of

__all__ = [
    "DueNotice", "Notice", "NoticeForms", "PartyFile", "due_notices", "lay_out_notice", "notice_forms", "notice_of",
    "read_party_file", "refusal_of_notice",
]  # fmt: skip
