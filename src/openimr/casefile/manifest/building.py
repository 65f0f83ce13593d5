"""The manifest put together: rows and totals, what was considered, what is required, and the gaps."""

from __future__ import annotations

from collections.abc import Sequence

from openimr import __version__
from openimr.casefile.manifest.considered import considered_in, latest, named_in_passing
from openimr.casefile.manifest.disputepapers import determination_in_dispute, request_of
from openimr.casefile.manifest.gaps import considered_gaps, dispute_gaps, passing_gaps, shorter_gaps, window_gaps
from openimr.casefile.manifest.listwords import list_words
from openimr.casefile.manifest.matching import Shelf, matched
from openimr.casefile.manifest.model import Considered, ConsideredPaper, Gap, Manifest
from openimr.casefile.manifest.requiredrules import required_rules
from openimr.casefile.manifest.requirements import required_of
from openimr.casefile.manifest.rows import rows_of, totals_of
from openimr.casefile.model import CaseFile, Document
from openimr.wordforms import counted


def manifest_of(case: CaseFile, programme: str = "california") -> Manifest:
    """The manifest of a case file.

    Args:
        case: the opened case file.
        programme: folder of rules, under ``openimr/rules``.

    >>> import tempfile, pathlib
    >>> from openimr.casefile import open_case
    >>> denial = "UTILIZATION REVIEW DETERMINATION\\nDate of decision: 3/24/2014\\nRequested: lumbar MRI\\n"
    >>> denial += "Decision: denied\\nRecords reviewed: PR-2 of 3/18/2014; x-rays of 2/3/2014"
    >>> visit = "PROGRESS REPORT (PR-2)\\nDate of visit: 3/18/2014\\nLow back pain."
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     pathlib.Path(folder, "records").mkdir()
    ...     for name, text in {"ur-denial.txt": denial, "records/visit.txt": visit}.items():
    ...         _ = pathlib.Path(folder, name).write_text(text)
    ...     manifest = manifest_of(open_case(pathlib.Path(folder)))
    >>> manifest.considered.said
    'The determination d02 of 03/24/2014 names 2 papers that it considered: 1 is in the file, 1 is not.'
    >>> [gap.code for gap in manifest.gaps]
    ['application-missing', 'request-missing', 'considered-not-in-file', 'silent-stretch']
    """
    words, rules = list_words(programme), required_rules(programme)
    rows = rows_of(case)
    shelf = Shelf([d for d in case.documents if d.usable and not d.other_patient and d.duplicate_of is None], words)
    determination = determination_in_dispute(case)
    papers: list[ConsideredPaper] = []
    if determination is not None:
        listed = considered_in(determination, words)
        # without a list, what it names in passing is all that is known
        named_there = [] if listed else latest(named_in_passing(determination, words), determination.date)
        papers = matched([*listed, *named_there], shelf, without=determination.id)
    request_day, request = request_of(case, determination, papers, words)
    required = required_of(case, request_day, determination.date if determination else None, rules)
    named, passing = passing_gaps(case, determination, request, papers, shelf, rules, required.window)
    gaps: list[Gap] = [
        *dispute_gaps(case, determination, request, rules, words),
        *considered_gaps(papers, rules, request_asked=request is None),
        *shorter_gaps(papers, case, rules),
        *[gap for gap in passing if gap.code == "named-not-in-file"],
        *window_gaps(required, rules),
        *[gap for gap in passing if gap.code != "named-not-in-file"],
    ]
    return Manifest(
        openimr=__version__,
        case_number=case.intake.case_number,
        totals=totals_of(case, rows),
        documents=rows,
        considered=Considered(
            determination=determination.id if determination else None,
            said=_said(determination, papers),
            papers=[*papers, *named],
        ),
        required=required,
        gaps=gaps,
        problems=list(case.problems),
    )


def _said(determination: Document | None, papers: Sequence[ConsideredPaper]) -> str:
    """What the determination says it considered, as a sentence."""
    if determination is None:
        return "The file holds no utilization review determination, so what was considered is not known."
    when = f" of {determination.date:%m/%d/%Y}" if determination.date else ""
    start = f"The determination {determination.id}{when}"
    if not papers:
        return f"{start} names no records that it considered."
    statuses = [paper.status for paper in papers]
    there, perhaps, absent = (statuses.count(s) for s in ("in_file", "perhaps_in_file", "not_in_file"))
    parts = [f"{there} {'is' if there == 1 else 'are'} in the file"]
    parts += [f"{perhaps} may be"] if perhaps else []
    parts += [f"{absent} {'is' if absent == 1 else 'are'} not"] if absent else []
    found = f"{counted(len(papers), 'paper')}"
    if all(paper.how == "named" for paper in papers):
        return f"{start} has no list of the records it considered; it names {found} in passing: {', '.join(parts)}."
    return f"{start} names {found} that it considered: {', '.join(parts)}."
