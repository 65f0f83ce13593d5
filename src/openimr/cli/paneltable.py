"""The panel's reports on a terminal; nothing of a roster or case is read as markup or sent as a command."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from openimr.panel import wording
from openimr.panel.publishing import PublicSelection
from openimr.panel.report import DocketReport, RuleRow, Selection, ToClear
from openimr.printable import printable
from openimr.wordforms import begun, counted

if TYPE_CHECKING:
    from rich.console import Console

    from openimr.panel.model import Roster
    from openimr.problems import Problem

#: Rows of a long list on a screen; the JSON and HTML hold them all.
_SHOWN = 40


def print_report(report: Selection | DocketReport | PublicSelection, screen: Console) -> None:
    """Print a report of the panel."""
    if isinstance(report, Selection):
        _selection(report, screen)
    elif isinstance(report, DocketReport):
        _docket(report, screen)
    else:
        _public(report, screen)


def _selection(report: Selection, screen: Console) -> None:
    _say(screen, report.confidential, "bold red")
    _say(screen, wording.head(report))
    screen.print()
    chosen = [row for row in report.candidates if row.verdict == "chosen"]
    for row in chosen:
        _say(screen, f"CHOSEN  {row.reviewer}  {row.name}", "bold green")
        _say(screen, f"        {wording.candidate_words(row)}.")
    if chosen:
        _say(screen, f"        {begun(report.because)}.")
    if report.block:
        _say(screen, "NOBODY WAS CHOSEN", "bold red")
        _say(screen, f"{begun(report.block.text)}.")
    _remarks(report.lifted, report.notes, screen)
    _title(screen, "What the case asks for")
    for need in report.needs or ["no item was understood"]:
        _say(screen, f"{begun(need)}.")
    may = [row for row in report.candidates if not row.against]
    _title(screen, f"Those who may review ({len(may)}), in the order in which they would be chosen")
    _table(screen, ("", "reviewer", "name", "specialties", "fit", "licence", "open cases", "lot"), [
        (str(row.rank), row.reviewer, row.name, ", ".join(row.specialties), row.fit,
         "preferred" if row.preferred else "elsewhere", f"{row.load} of {row.capacity}", str(row.lot))
        for row in sorted(may, key=lambda row: row.rank or 0)
    ])  # fmt: skip
    _clearing(report.to_clear, screen)
    out = [row for row in report.candidates if row.against]
    _title(screen, f"Those kept out ({len(out)})")
    _table(screen, ("reviewer", "name", "rule", "", "why"), [
        ((row.reviewer, row.name) if not number else ("", ""))
        + (one.rule, wording.OUTCOME[one.outcome], one.why)
        for row in out for number, one in enumerate(wording.excluding(row))
    ])  # fmt: skip
    _rules(report.rules, "reviewers", screen)


def _docket(report: DocketReport, screen: Console) -> None:
    _say(screen, report.confidential, "bold red")
    _say(screen, wording.docket_head(report))
    _remarks(report.lifted, report.notes[:5], screen)
    if len(report.notes) > 5:
        _say(screen, f"… and {len(report.notes) - 5} notes more (--format json)")
    without = [row for row in report.cases if row.block]
    if without:
        _title(screen, f"Cases without a reviewer ({len(without)})")
        _table(screen, ("case", "due", "what stands in the way", "rules"), [
            (row.case, f"{row.due:%m/%d/%Y}", row.block.text, ", ".join(row.block.rules))
            for row in without if row.block
        ])  # fmt: skip
    served = [row for row in report.cases if not row.block]
    _title(screen, f"Cases and their reviewers ({len(served)}), the most urgent first")
    names = {row.reviewer: row.name for row in report.loads}
    _table(screen, ("case", "", "due", "reviewer", "name", "fit", "might review", "to clear"), [
        (row.case, "expedited" if row.priority == "expedited" else "", f"{row.due:%m/%d/%Y}", ", ".join(row.chosen),
         ", ".join(names[one] for one in row.chosen), row.fit, str(row.may_review), str(row.to_clear or ""))
        for row in served
    ])  # fmt: skip
    _title(screen, "Load and fairness")
    _say(screen, wording.equals_words(report))
    _table(screen, ("specialty", "reviewers", "given", "capacity in use: least", "median", "most"), [
        (row.specialty, str(row.reviewers), str(row.given), f"{row.least:.0%}", f"{row.median:.0%}", f"{row.most:.0%}")
        for row in report.specialties
    ])  # fmt: skip
    screen.print()
    _table(screen, ("reviewer", "name", "before", "given", "after", "capacity", "open to them"), [
        (row.reviewer, row.name, str(row.before), str(row.given), str(row.after),
         "?" if row.capacity is None else str(row.capacity), str(row.might))
        for row in wording.shown_loads(report)
    ])  # fmt: skip
    _clearing(report.to_clear, screen)
    _rules(report.rules, "pairs of a case and a reviewer", screen)


def _public(report: PublicSelection, screen: Console) -> None:
    words = {
        "reviewer": "A reviewer was selected",
        "panel": "A panel of reviewers was selected",
        "none": "Nobody could be selected",
        "docket": "The cases of a docket were assigned",
    }
    case = f"Case {report.case}. " if report.case else ""
    _say(screen, f"{case}{words[report.outcome]} by the rules of {report.day:%m/%d/%Y}.", "bold")
    docket = report.outcome == "docket"
    might = "With a case open to them" if docket else "Kept out by no rule"
    _say(screen, f"Reviewers considered: {report.considered}. {might}: {report.might}.")
    if report.blocking:
        _say(screen, f"In the way stood: {', '.join(report.blocking)}.")
    _remarks(report.lifted, [], screen)
    _title(screen, "How it is done")
    for number, step in enumerate(report.method, 1):
        _say(screen, f"{number}. {begun(step)}.")
    _title(screen, "The rules (pairs of a case and a reviewer that each keeps out)" if docket else "The rules")
    _table(screen, ("rule", "the reviewer", "basis", "source", "kept out"), [
        (rule.id, rule.text, wording.BASIS[rule.basis], rule.reference, rule.excluded) for rule in report.rules
    ])  # fmt: skip


def print_check(
    roster: Roster, day: dt.date, errors: Sequence[Problem], remarks: Sequence[Problem], screen: Console
) -> None:
    """Print what is wrong with a roster, what a person should look at, and how each reviewer stands on a day."""
    from openimr.panel.standing import standings

    rows = standings(roster, day)
    qualified = sum(row.qualified for row in rows)
    _say(screen, f"{counted(len(rows), 'reviewer')} in the roster; {qualified} qualified on {day:%m/%d/%Y}, "
                 "whatever the case.")  # fmt: skip
    if errors:
        _title(screen, f"Wrong: the roster is refused ({len(errors)})")
        for one in errors:
            _say(screen, f"- {one.sentence()}.")
    if remarks:
        _title(screen, f"To look at ({len(remarks)})")
        for one in remarks:
            _say(screen, f"- {one.sentence()}.")
    _title(screen, "Reviewers")
    _table(screen, ("reviewer", "name", "specialties", "cases", "relations", "qualified"), [
        (row.reviewer, row.name, ", ".join(row.specialties),
         f"{row.load} of {'?' if row.capacity is None else row.capacity}",
         "?" if row.relations is None else str(row.relations),
         "yes" if row.qualified else "; ".join(f"{rule}: {why}" for rule, _, why in row.against))
        for row in rows
    ])  # fmt: skip


def _clearing(rows: Sequence[ToClear], screen: Console) -> None:
    if not rows:
        return
    _title(
        screen, f"To be cleared by a person ({len(rows)}): these names may be one; until then the reviewer stays out"
    )
    _table(screen, ("reviewer", "name", "tied to", "party of the case", "why it is asked"), [
        (row.reviewer, row.name, row.tie, row.party, row.why) for row in rows[:_SHOWN]
    ])  # fmt: skip
    if len(rows) > _SHOWN:
        _say(screen, f"… and {len(rows) - _SHOWN} more (--format json)")


def _rules(rules: Sequence[RuleRow], unit: str, screen: Console) -> None:
    _title(screen, f"The rules ({unit} that each keeps out, and that it alone keeps out)")
    _table(screen, ("rule", "the reviewer", "basis", "source", "in force", "out", "alone"), [
        (rule.id, rule.text, wording.BASIS[rule.basis], rule.reference,
         wording.in_force_words(rule), f"{rule.excluded:,}", f"{rule.alone:,}")
        for rule in rules if rule.excluded
    ])  # fmt: skip
    idle = [rule.id + ("" if rule.in_force else " (not in force on that day)") for rule in rules if not rule.excluded]
    if idle:
        _say(screen, f"Kept nobody out: {', '.join(idle)}.")


def _remarks(lifted: Sequence[str], notes: Sequence[str], screen: Console) -> None:
    if lifted:
        _say(screen, f"Left out of account, as asked: {', '.join(lifted)}.", "yellow")
    for note in notes:
        _say(screen, f"Note: {note}.", "yellow")


def _table(screen: Console, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column, overflow="fold")
    count = 0
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
        count += 1
    if count:
        screen.print(table)
    else:
        _say(screen, "Nobody.")


def _title(screen: Console, words: str) -> None:
    screen.print()
    _say(screen, words, "bold")


def _say(screen: Console, words: str, style: str = "") -> None:
    from rich.text import Text

    indent = words[: len(words) - len(words.lstrip())]
    screen.print(Text(indent + printable(words), style=style), soft_wrap=False)
