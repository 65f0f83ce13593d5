"""The panel: who may review a case, who does, and why."""

from openimr.panel.assigning import assign, select
from openimr.panel.docketfile import load_docket
from openimr.panel.publishing import publishable, publishable_docket
from openimr.panel.reporting import docket_report, selection_of
from openimr.panel.rosterfile import check_roster, load_roster

__all__ = [
    "assign",
    "check_roster",
    "docket_report",
    "load_docket",
    "load_roster",
    "publishable",
    "publishable_docket",
    "select",
    "selection_of",
]
