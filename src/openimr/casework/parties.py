"""The parties of a case as its own file tells them: ``parties.yaml`` among its papers."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from openimr.casefile.files.caselayout import PARTIES_FILE
from openimr.casework.casenow import CaseNow, content
from openimr.notices import PartyFile, notice_forms, read_party_file

if TYPE_CHECKING:
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
