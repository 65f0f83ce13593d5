"""Nothing that the program runs on is GPL or AGPL (LGPL libraries inside wheels are named in docs/dependencies.md)."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata

from tests.repo.tracked import texts

GPL = re.compile(r"(?<![A-Za-z])A?GPL(?:v?\d|-|\b)|GNU (?:Affero )?General Public", re.IGNORECASE)


def test_nothing_the_program_needs_is_gpl() -> None:
    names = re.findall(r"^([a-z0-9][a-z0-9.\-]*)==", texts()["requirements.lock"], re.M)
    read = 0
    bound = {}
    for name in names:
        try:
            found = metadata(name)
        except PackageNotFoundError:  # for another platform, or an extra that is not installed here
            continue
        read += 1
        said = [found.get("License-Expression") or (found.get("License") or "")[:200]]
        said += [c for c in found.get_all("Classifier") or [] if c.startswith("License ::")]
        if any(GPL.search(words) for words in said):
            bound[name] = said
    assert read >= 20
    assert not bound
