"""Facts against sentences that were marked by readers who did not know the rules.

    python -m benchmarks.gold [FILE.yaml …] [--errors [KIND]] [--format json]

The files lie in ``tests/clinical/gold``; their README says how they were written. A mark is met by the fact that lies
on its words: of those that overlap them the one that covers most of them, then the shortest, then the first. What is
scored for each mark:

found
    a fact lies on the words at all;
assertion
    share of the found whose assertion is the marked one (historical and present are one where the mark is an act that
    took place and the engine gives it a date: the paper tells the past either way);
side, level
    F1 over (mark, side) and (mark, level): a mark without a side on which a side was read counts as wrong;
date
    F1 over (mark, date) of marks with a date, in the mark's precision;
drug
    F1 over (mark, field): drug, strength, sig (as times a day), quantity, refills;
response
    F1 over (mark, field): percent, duration in weeks (equal within a tenth, or a day), scores before and after, change
    of medication, of function. A mark on the words of a response is met by all responses tied to the same treatment as
    these words; a mark on the words of a treatment by all responses tied to that mention of it (or, where the entry
    tells of no second treatment of the kind, to another mention). What else is tied to it counts as wrong.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from openimr.casefile.model import Document, DocumentKind, Page
from openimr.clinical.model import Fact
from openimr.clinical.record import facts_of_document

GOLD = Path(__file__).parent.parent / "tests" / "clinical" / "gold"

Item = tuple[object, ...]


@dataclass(slots=True)
class Tally:
    """Right, wrong and missed items of one kind, with a line for each that went wrong."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    errors: list[str] = field(default_factory=list)

    def add(self, expected: set[Item], found: set[Item], about: str) -> None:
        """Compare the items of one mark."""
        self.right += len(expected & found)
        self.wrong += len(found - expected)
        self.missed += len(expected - found)
        if expected != found:
            lacking, surplus = (sorted(map(str, items)) for items in (expected - found, found - expected))
            self.errors.append(f"{about} | want {lacking} got {surplus}")

    @property
    def f1(self) -> float:
        """2 right / (2 right + wrong + missed); 1 where there was nothing to find and nothing was found."""
        whole = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / whole if whole else 1.0


def measure(paths: Iterable[Path]) -> dict[str, Tally]:
    """The tallies over all entries of the files."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for path in paths:
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            _score(entry, tallies)
    return tallies


def facts_in(entry: dict[str, Any]) -> list[Fact]:
    """The facts of an entry, read as a paper of its kind and day; its section stands above it as a heading."""
    kind = _KINDS.get(entry["paper"], entry["paper"])
    heading = _HEADINGS.get(entry.get("section", ""), "")
    page = Page(document="d01", file="gold", number=1, text=heading + entry["text"])
    day = entry["date"]
    date = day if isinstance(day, dt.date) else dt.date.fromisoformat(str(day))
    document = Document("d01", "gold", [page], DocumentKind(kind), date, None, "")
    # an entry is read whatever its paper is worth as evidence
    return list(facts_of_document(document))


#: Papers of the gold set that go by another kind in a case file.
_KINDS = {"x_ray_report": "xray_report"}
#: What stands above a section.
_HEADINGS = {
    "history": "HISTORY OF PRESENT ILLNESS:\n", "past_history": "PAST MEDICAL HISTORY:\n",
    "family_history": "FAMILY HISTORY:\n", "exam": "PHYSICAL EXAMINATION:\n", "imaging": "DIAGNOSTIC STUDIES:\n",
    "assessment": "ASSESSMENT:\n", "plan": "TREATMENT PLAN:\n", "medications": "CURRENT MEDICATIONS:\n",
    "work_status": "WORK STATUS:\n", "impression": "IMPRESSION:\n", "findings": "FINDINGS:\n",
}  # fmt: skip
_RESPONSES = ("resp.", "func.adl_improved")


def _score(entry: dict[str, Any], tallies: dict[str, Tally]) -> None:
    facts = facts_in(entry)
    text = entry["text"]
    shift = len(_HEADINGS.get(entry.get("section", ""), ""))
    for mark in entry["marks"]:
        start = _place(text, mark["quote"], mark.get("nth", 1)) + shift
        end = start + len(mark["quote"])
        about = f"{entry['id']} {entry['paper']} {mark['quote']!r}"
        if mark.get("type") == "response":
            _score_response(mark, entry, facts, start, end, tallies["response"], about)
            continue
        fact = _fact_on(facts, start, end, drug=mark.get("type") == "drug")
        tallies["found"].add({("fact",)}, {("fact",)} if fact else set(), about)
        _score_place(mark, fact, tallies, about)
        if "date" in mark:
            want = _shortened(str(mark["date"]), str(mark.get("date_precision", "day")))
            # where its sentence names none, a fact's date is the paper's own
            said = (fact.mention.date or fact.mention.attributes.get("since")) if fact else None
            date = str(said or entry["date"]) if fact else None
            got = _shortened(date, str(mark.get("date_precision", "day"))) if date else None
            tallies["date"].add({(want,)}, {(got,)} if got else set(), about)
        if mark.get("type") == "drug":
            tallies["drug"].add(_marked_drug(mark), _read_drug(mark, fact), about)
        if fact and "assert" in mark:
            tallies["assertion"].add({(mark["assert"],)}, {(_assertion(mark, fact),)}, f"{about} [{fact.mention.rule}]")


def _score_place(mark: dict[str, Any], fact: Fact | None, tallies: dict[str, Tally], about: str) -> None:
    if fact is None:
        if mark.get("side"):
            tallies["side"].add({(mark["side"],)}, set(), about)
        tallies["level"].add({(level,) for level in mark.get("levels", ())}, set(), about)
        return
    rule = f"{about} [{fact.mention.rule}]"
    side = fact.mention.side
    tallies["side"].add({(mark["side"],)} if mark.get("side") else set(), {(side,)} if side else set(), rule)
    levels = {(level,) for level in fact.mention.levels}
    tallies["level"].add({(level,) for level in mark.get("levels", ())}, levels, rule)


def _place(text: str, quote: str, nth: int) -> int:
    place = -1
    for _ in range(nth):
        place = text.index(quote, place + 1)
    return place


def _fact_on(facts: list[Fact], start: int, end: int, *, drug: bool) -> Fact | None:
    over = [f for f in facts if f.mention.start < end and f.mention.end > start]
    if drug:
        over = [f for f in over if "drug" in f.mention.attributes] or over
    else:
        over = [f for f in over if not f.concept.startswith("admin.")] or over
    return min(
        over, default=None,
        key=lambda f: (
            -(min(end, f.mention.end) - max(start, f.mention.start)), f.mention.end - f.mention.start, f.mention.start
        ),
    )  # fmt: skip


def _assertion(mark: dict[str, Any], fact: Fact) -> str:
    found = fact.assertion
    past = {"historical", "present"}
    if "date" in mark and found in past and mark["assert"] in past:
        return str(mark["assert"])
    return "refused" if fact.mention.attributes.get("refused") else found


def _shortened(date: str, precision: str) -> str:
    if precision == "week":  # told in weeks: any day of the month named is as near as the words are
        return date[:7]
    return date[: {"year": 4, "month": 7}.get(precision, 10)]


def _number(value: object) -> str:
    return f"{float(str(value)):g}"


def _strength(text: str) -> str:
    """The figures alone: units are written in too many ways, and a wrong one beside the right figure is rare."""
    return re.sub(r"milligrams?|micrograms?|mg|mcg|/hr|/h|%|gm?|ml|units?|[\s,]", "", text.lower()).replace("-", "/")


def _marked_drug(mark: dict[str, Any]) -> set[Item]:
    items: set[Item] = {("drug", _first(str(mark["drug"])))} if "drug" in mark else set()
    if "strength" in mark:
        items.add(("strength", _strength(str(mark["strength"]))))
    items |= {(name, _number(mark[name])) for name in ("quantity", "refills", "per_day") if name in mark}
    return items


def _read_drug(mark: dict[str, Any], fact: Fact | None) -> set[Item]:
    if fact is None:
        return set()
    said = fact.mention.attributes
    items: set[Item] = {("drug", _first(str(said["drug"])))} if "drug" in said and "drug" in mark else set()
    if "strength" in said:
        items.add(("strength", _strength(str(said["strength"]))))
    # a sig "as needed" or of a range has no marked number a day, whatever the engine makes of it
    names = ("quantity", "refills", "per_day") if "per_day" in mark or "sig" not in mark else ("quantity", "refills")
    return items | {(name, _number(said[name])) for name in names if name in said}


def _first(drug: str) -> str:
    """The word that names a drug: "hydrocodone/acetaminophen" is marked "hydrocodone", a form is no part of it."""
    return re.split(r"[/\-\s]", drug.lower().strip())[0]


def _score_response(
    mark: dict[str, Any], entry: dict[str, Any], facts: list[Fact], start: int, end: int, tally: Tally, about: str
) -> None:
    told = [f for f in facts if f.concept.startswith(_RESPONSES)]
    on = [f for f in told if f.mention.start < end and f.mention.end > start]
    if on:  # the words of a response are marked: all that is told of the same treatment
        alone = sum(m.get("type") == "response" for m in entry["marks"]) == 1
        treatments = {f.mention.attributes.get("of_start") for f in on}
        sentences = {f.mention.sentence_start for f in on}
        about_it = [
            f for f in told
            if f.mention.attributes.get("of_start") in treatments
            and ("of_start" in f.mention.attributes or alone or f.mention.sentence_start in sentences)
        ]  # fmt: skip
    else:  # the words of a treatment are marked: all that is told of it
        about_it = [f for f in told if _tied_to(f, start, end)] or _of_same_name(entry, mark, told, facts, start, end)
    want: dict[str, Any] = {name: mark[name] for name in _RESPONSE_FIELDS if name in mark}
    if want.get("medication_change") == "stopped":  # marked "reduced" in the other files: there is one concept for both
        want["medication_change"] = "reduced"
    got = {item for fact in about_it for item in _told_by(fact)}
    tally.add(*_compared(want, got), about)


_RESPONSE_FIELDS = (
    "percent", "percent_high", "duration_weeks", "vas_before", "vas_after", "medication_change", "function_change",
)  # fmt: skip
_CHANGES = {
    "resp.medication_reduced": ("medication_change", "reduced"),
    "resp.medication_increased": ("medication_change", "increased"),
    "resp.medication_unchanged": ("medication_change", "unchanged"),
    "resp.function_improved": ("function_change", "improved"),
    "resp.sleep_improved": ("function_change", "improved"),
    "func.adl_improved": ("function_change", "improved"),
    "resp.function_worsened": ("function_change", "worsened"),
    "resp.function_unchanged": ("function_change", "unchanged"),
}


def _tied_to(fact: Fact, start: int, end: int) -> bool:
    """Whether a response is tied to a treatment that is named on the words from ``start`` to ``end``."""
    said = fact.mention.attributes
    return "of_start" in said and int(said["of_start"]) < end and int(said["of_end"]) > start


def _of_same_name(
    entry: dict[str, Any], mark: dict[str, Any], told: list[Fact], facts: list[Fact], start: int, end: int
) -> list[Fact]:
    """Responses tied to another mention of the marked treatment, where the entry tells of no second one like it."""
    fact = _fact_on(facts, start, end, drug=False)
    if fact is None:
        return []
    shift = len(_HEADINGS.get(entry.get("section", ""), ""))
    for other in entry["marks"]:
        if other is mark or other.get("type") != "response":
            continue
        place = _place(entry["text"], other["quote"], other.get("nth", 1)) + shift
        named = _fact_on(facts, place, place + len(other["quote"]), drug=False)
        if named is None or named.concept == fact.concept:
            return []
    return [f for f in told if f.mention.attributes.get("of") == fact.concept]


def _told_by(fact: Fact) -> set[Item]:
    """The fields that one response tells."""
    said = fact.mention.attributes
    names = {"percent": "percent", "percent_high": "percent_high", "weeks": "duration_weeks",
             "vas_before": "vas_before", "vas_after": "vas_after"}  # fmt: skip
    items: set[Item] = {(name, float(said[key])) for key, name in names.items() if key in said}
    negated = fact.mention.polarity.value == "negated"
    if fact.concept == "resp.no_relief" or (fact.concept in ("resp.relief", "resp.helps") and negated):
        items.add(("percent", 0.0))
    change = _CHANGES.get(fact.concept)
    if change and not negated:
        items.add(change)
    return items


def _compared(want: dict[str, Any], got: set[Item]) -> tuple[set[Item], set[Item]]:
    """Marked and read fields, a length of time that is as near as its words are counted as the marked one."""
    found: set[Item] = set()
    for name, value in got:
        if name.endswith("_change"):
            found.add((name, value))
            continue
        number = float(str(value))
        if name == "duration_weeks":
            marked = want.get(name)
            if marked is None and number < 0.1:
                continue  # hours: marks are in weeks, with one decimal
            if marked is not None and abs(number - float(marked)) <= max(0.15, 0.1 * float(marked)):
                number = float(marked)
        found.add((name, _number(number)))
    expected = {(name, value if name.endswith("_change") else _number(value)) for name, value in want.items()}
    return expected, found


def figures_of(tallies: dict[str, Tally]) -> dict[str, dict[str, float]]:
    """F1 and counts of each kind."""
    return {
        name: {"f1": round(t.f1, 4), "right": t.right, "wrong": t.wrong, "missed": t.missed}
        for name, t in tallies.items()
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*", default=sorted(GOLD.glob("*.yaml")))
    parser.add_argument("--errors", nargs="?", const="all", help="list what went wrong, of one kind or of all")
    parser.add_argument("--format", choices=("json", "text"), default="text")
    options = parser.parse_args(arguments)
    for path in options.files:
        tallies = measure([path])
        if options.format == "json":
            print(json.dumps({path.name: figures_of(tallies)}, indent=1))
            continue
        print(path.name)
        for name, figure in figures_of(tallies).items():
            counts = ", ".join(f"{what} {figure[what]:.0f}" for what in ("right", "wrong", "missed"))
            print(f"  {name:10} F1 {figure['f1']:.3f}  {counts}")
            if options.errors in ("all", name):
                print(*(f"    {line}" for line in tallies[name].errors), sep="\n")
        if options.errors == "all" and "assertion" in tallies:
            kinds = Counter(line.split("want ")[1] for line in tallies["assertion"].errors)
            print(*(f"    {count:3} {kind}" for kind, count in kinds.most_common()), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
