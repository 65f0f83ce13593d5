"""Notices: what the parties of a case are told, which notices are due, and what each says.

How they are laid out (:mod:`openimr.notices.layout`) is not imported here: to say what is due no letter is needed.

>>> sorted(notice_forms().kinds)[:3]
['acknowledgement', 'amendment', 'assignment']
"""

from openimr.notices.due import DueNotice, due_notices, refusal_of_notice
from openimr.notices.model import Notice
from openimr.notices.parties import PartyFile, read_party_file
from openimr.notices.wording import NoticeForms, notice_forms
from openimr.notices.writing import event_to_record, notice_of

__all__ = [
    "DueNotice", "Notice", "NoticeForms", "PartyFile", "due_notices", "event_to_record",
    "notice_forms", "notice_of", "read_party_file", "refusal_of_notice",
]  # fmt: skip
