"""The page of the procedure's rules, from the rule files: ``python -m tools.process_pages``.

States drawn, steps with who may take them, what is said when one is held back, clocks, calendars, reasons. Nothing is
written here that is not in the data.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from openimr.process.counting import amount_of
from openimr.process.rulemodel import Clock, ElsewhereDay, EventRule, Period
from openimr.process.rules import ProcessRules, process_rules
from tools.generated import write

PAGE = "docs/process-rules.md"
#: An end that one event leads to from so many states is told in words below the drawing.
MANY = 6


def pages() -> dict[str, str]:
    """The page."""
    rules = process_rules()
    parts = [
        "# The procedure's rules\n\nGenerated from `src/openimr/rules/california/process/` by `make docs`. "
        "What each part means: [process.md](process.md). *Not verified* means that nobody has compared the rule with "
        "the text of that time.",
        _versions(rules), _drawing(rules), _steps(rules), _guards(rules), _clocks(rules), _calendars(rules),
        _reasons(rules),
    ]  # fmt: skip
    return {PAGE: "\n\n".join(parts) + "\n"}


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(head)
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def _yes(verified: bool) -> str:
    return "yes" if verified else "**not verified**"


def _versions(rules: ProcessRules) -> str:
    rows = ([v.id, v.begins.isoformat(), v.title, v.source, _yes(v.verified), v.note] for v in rules.versions)
    return "## Versions\n\n" + _table(("version", "from", "what changed", "source", "verified", "note"), rows)


def _drawing(rules: ProcessRules) -> str:
    lines = ["## States, drawn", "", "```mermaid", "stateDiagram-v2", "    [*] --> new"]
    for state in rules.states:
        words = state.title.replace(";", ",")  # ends a statement in the language of the drawing
        lines.append(f'    state "{words}" as {_plain(state.id)}')
    left: set[str] = set()
    for event in rules.events:
        moves = list(event.moves())
        left |= {source for source, _ in moves}
        if len(moves) < MANY:
            title = event.title.replace(";", ",")
            lines += [f"    {_plain(source)} --> {_plain(end)}: {title}" for source, end in moves]
    lines += [f"    {_plain(state.id)} --> [*]" for state in rules.states if state.id not in left]
    words = (
        "Drawn is the course of a case of one item; of several items the state follows from all together. A question "
        "opens *waiting for information* and comes back to where it was asked. Before service every state can end in "
        "*ended without a determination*. Implementation and publication happen beside the line: they do not move the "
        "case."
    )
    return "\n".join([*lines, "```", "", words])


def _plain(name: str) -> str:
    return name.replace("-", "_")


def _steps(rules: ProcessRules) -> str:
    rows = (
        [
            event.row,
            f"`{event.id}`",
            event.title,
            ", ".join(rules.role_title(role) for role in event.by),
            "**a person decides**" if event.decides else "",
            ", ".join(event.sources),
            ", ".join(dict.fromkeys(end for _, end in event.moves())),
            ", ".join(f"`{field}`" for field in event.fields),
            ", ".join(f"[{guard}](#what-holds-a-step-back)" for guard in event.guards),
            event.source + _dates(event),
        ]
        for event in rules.events
    )
    head = (
        "step", "event", "what happened", "recorded by", "", "possible in", "leads to", "says", "held back by",
        "source",
    )  # fmt: skip
    return "## Steps\n\n" + _table(head, rows)


def _dates(event: EventRule) -> str:
    text = "" if event.verified else "; **not verified**"
    if event.from_date > date.min:
        text += f"; from {event.from_date.isoformat()}"
    if event.to_date < date.max:
        text += f"; until {event.to_date.isoformat()}"
    return text


def _guards(rules: ProcessRules) -> str:
    rows = ([guard.id, guard.says, guard.remedy, guard.source] for guard in rules.guards)
    return "## What holds a step back\n\n" + _table(("guard", "what is said", "what to do", "source"), rows)


def _clocks(rules: ProcessRules) -> str:
    rows = []
    for clock in rules.clocks:
        for place, period in enumerate(sorted(clock.periods, key=lambda one: one.begins)):
            first = [f"`{clock.id}`", clock.title, rules.role_title(clock.owed_by), _starts(clock), _stops(clock)]
            rows.append([*(first if place == 0 else [""] * 5), *_period(clock, period, rules)])
    head = ("clock", "what", "who", "from", "until", "in force", "runs", "last day", "law", "verified", "note")
    words = (
        "Clocks of one duty stand beside each other wherever deadlines are shown; the earliest of the law is marked."
    )
    return f"## Clocks\n\n{words}\n\n" + _table(head, rows)


def _starts(clock: Clock) -> str:
    when = "; ".join(f"{name}: {' or '.join(words)}" for name, words in clock.when.items() if name != "phase")
    told = ", ".join(f"`{kind}`" for kind in clock.starts)
    if clock.asked_by:
        told += f" of what `{clock.asked_by}` asked, or presumed"
    return told + (f" ({when})" if when else "")


def _stops(clock: Clock) -> str:
    stops = [f"`{kind}`" for kind in clock.stops]
    if clock.met_by:
        stops.append(f"`{clock.met_by.event}` from the {clock.met_by.sender.replace('-', ' ')}")
    return ", ".join(stops)


def _period(clock: Clock, period: Period, rules: ProcessRules) -> list[str]:
    until = "" if period.ends == date.max else f" to {period.ends.isoformat()}"
    runs = amount_of(period)
    if clock.extension:
        extension = rules.extension(clock.extension)
        unit = extension.unit.replace("calendar-", "").replace("-", " ")
        runs += f" + {'/'.join(map(str, extension.days.values()))} {unit} ({', '.join(extension.modes)})"
    if clock.extended_by:
        runs += " + extension"
    law = f"{period.source}{' (practice)' if period.nature == 'practice' else ''}"
    return [f"{period.begins.isoformat()}{until}", runs, period.last_day, law, _yes(period.verified), period.note]


def _calendars(rules: ProcessRules) -> str:
    calendars = rules.calendars
    names = {holiday.id: holiday.name for holiday in calendars.holidays}
    rows = [
        [
            c.title, c.meaning, ", ".join(names[h] for h in c.holidays) + (", and those below" if c.courts else ""),
            c.source, _yes(c.verified),
        ]
        for c in calendars.calendars
    ]
    days = _table(("days", "which", "holidays", "source", "verified"), rows)
    office, observed = calendars.offices, calendars.observed
    moved = "; ".join(f"{names[name]} on a Saturday to {day}" for name, day in observed.saturday.items())
    elsewhere = _table(
        ("holiday of another list", "courts are closed", "source", "verified"),
        ([one.name, _courts(one), one.source, _yes(one.verified)] for one in calendars.elsewhere),
    )
    added = _table(
        ("days for service", "how served", *(p.replace("-", " ") for p in calendars.places), "source", "verified"),
        (
            [
                e.title,
                ", ".join(e.modes),
                *(f"{e.days[place]}{' court days' if e.unit == 'court-days' else ''}" for place in calendars.places),
                e.source,
                _yes(e.verified),
            ]
            for e in calendars.extensions
        ),
    )
    return "\n\n".join([
        f"## Calendars\n\nTime zone {calendars.zone}.", days,
        f"Last days: {office.note} ({office.source}). A holiday on a Sunday is kept on {observed.sunday}; "
        f"{moved} ({observed.source}); no other holiday moves.",
        "On these days state offices are open. A last day there is not carried on, and the deadline says so. "
        f"Where courts are closed, {office.otherwise_source} carries it on: nothing is called late before that day has "
        "passed too.",
        elsewhere, added,
        "Where a clock counts from receipt and nobody recorded it, receipt is presumed, and the deadline says so.",
        _receipts(rules),
    ])  # fmt: skip


def _receipts(rules: ProcessRules) -> str:
    rows = [
        [
            one.title,
            ", ".join(f"{mode} {days}" for mode, days in one.days.items()) + f" ({one.unit.replace('-', ' ')})",
            one.unknown, one.source, _yes(one.verified), one.note,
        ]
        for one in rules.calendars.receipts
    ]  # fmt: skip
    head = ("presumed", "days after it was sent", "no way recorded: as by", "source", "verified", "note")
    return _table(head, rows)


def _courts(one: ElsewhereDay) -> str:
    if one.courts is None:
        return "no"
    since = "" if one.courts.begins == date.min else f" since {one.courts.begins.year}"
    return f"yes{since}" + ("" if one.courts.ends == date.max else f" until {one.courts.ends.year}")


def _reasons(rules: ProcessRules) -> str:
    rows = (
        [
            f"`{r.code}`",
            r.title,
            r.outcome,
            "" if r.test != "person" else "only a person can see it",
            r.source,
            _yes(r.verified),
        ]
        for r in rules.reasons
    )
    words = "Proposed to the designee, who decides. *ask* means: clear this up first."
    return f"## Reasons of ineligibility\n\n{words}\n\n" + _table(
        ("code", "reason", "proposed", "", "source", "verified"), rows
    )


if __name__ == "__main__":
    write(pages())
