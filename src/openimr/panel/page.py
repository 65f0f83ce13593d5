"""The panel's reports as HTML pages: nothing fetched from anywhere, readable without styles and script, printable.

Every string is made printable and escaped; no part of a roster or case is ever read as markup.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from openimr.htmlpages import page_templates
from openimr.panel import wording
from openimr.panel.publishing import PublicSelection
from openimr.panel.report import DocketReport, Selection

_TEMPLATES = {Selection: "selection", DocketReport: "docket", PublicSelection: "public"}


def html_of(report: Selection | DocketReport | PublicSelection) -> str:
    """A report as a whole HTML page.

    >>> import datetime as dt
    >>> from openimr.panel.assigning import select
    >>> from openimr.panel.model import PanelCase, Reviewer, Roster
    >>> from openimr.panel.reporting import selection_of
    >>> made = select(Roster((Reviewer("r1", "<b>Ada</b>"),)), PanelCase("c1"), day=dt.date(2014, 5, 1), seed=1)
    >>> "<b>Ada</b>" in html_of(selection_of(made))
    False
    """
    template = _environment().get_template(f"{_TEMPLATES[type(report)]}.html.j2")
    return str(template.render(report=report, wording=wording))


@cache
def _environment() -> Any:
    environment = page_templates("openimr.panel")
    environment.filters["day"] = lambda day: f"{day:%m/%d/%Y}"
    return environment
