"""The parties of a case as its own file tells them: ``parties.yaml`` among its papers."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from openimr.casefile.files.caselayout import PARTIES_FILE
from openimr.casework.casenow import CaseNow, content
from openimr.notices import PartyFile, notice_forms, read_party_file
from openimr.notices.wording import WORKER
from openimr.panel.names import compare, party_name

if TYPE_CHECKING:
    from openimr.dispute.model import Dispute
    from openimr.store.filestore import FileStore


def parties_of_case(files: FileStore, now: CaseNow) -> PartyFile | None:
    """The file of parties that was filed last in the case; None where there is none.

    Raises:
        UnreadableFile: it is not as it must be; the line is named.
    """
    paper = next((one for one in now.papers if one.name == PARTIES_FILE), None)
    if paper is None:
        return None
    with tempfile.TemporaryDirectory(prefix="imr-case-") as folder:
        path = Path(folder, PARTIES_FILE)
        path.write_bytes(content(files, paper))
        return read_party_file(path, notice_forms().roles)


def not_of_these_papers(parties: PartyFile, dispute: Dispute) -> tuple[str, ...]:
    """What says that a file of parties is that of another case than the papers: the injured worker, the claim.

    What one of the two does not tell is no sign.
    """
    found = []
    worker, told = parties.first(WORKER), dispute.patient_name
    if worker is not None and told and compare(party_name(worker.name), party_name(told)) is None:
        found.append(f"the parties name {worker.name} as the injured worker, and the papers {told}: compare them")
    numbers = (parties.claim.number, dispute.claim_number or "")
    if all(numbers) and len({"".join(filter(str.isalnum, one)).upper() for one in numbers}) > 1:
        found.append(f"the parties name claim {numbers[0]}, and the papers {numbers[1]}: compare them")
    return tuple(found)
