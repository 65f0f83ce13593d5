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
    F1 over (mark, field): percent, duration in weeks, scores before and after, change of medication, of function; the
    fields of an entry's response are those of all responses the engine read on or about its words.
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
            self.errors.append(f"{about} | want {sorted(map(str, expected - found))} got {sorted(map(str, found - expected))}")

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
    from openimr.clinical.record import facts_of_document

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
            date = (fact.mention.date or _day_of(entry, mark, want)) if fact else None
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
    tallies["level"].add({(level,) for level in mark.get("levels", ())}, {(level,) for level in fact.mention.levels}, rule)


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


def _day_of(entry: dict[str, Any], mark: dict[str, Any], want: str) -> str | None:
    """The paper's own day, which is a fact's date where its sentence names none."""
    return str(entry["date"])


def _shortened(date: str, precision: str) -> str:
    if precision == "week":  # told in weeks: any day of the month named is as near as the words are
        return date[:7]
    return date[: {"year": 4, "month": 7}.get(precision, 10)]


def _number(value: object) -> str:
    return f"{float(str(value)):g}"


def _strength(text: str) -> str:
    plain = re.sub(r"[\s,]", "", text.lower()).replace("-", "/").replace("milligrams", "mg").replace("micrograms", "mcg")
    return re.sub(r"(?:mg|mcg|/hr|/h|%|gm?|ml|units?)+", "", plain)


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
    """The ingredient that names a combination ("hydrocodone/acetaminophen" is marked "hydrocodone")."""
    return re.split(r"[/\-]| with ", drug.lower())[0].strip()


def _score_response(
    mark: dict[str, Any], entry: dict[str, Any], facts: list[Fact], start: int, end: int, tally: Tally, about: str
) -> None:
    alone = sum(m.get("type") == "response" for m in entry["marks"]) == 1
    told = [f for f in facts if f.concept.startswith(_RESPONSES)]
    on = [f for f in told if f.mention.start < end and f.mention.end > start]
    # what it changed in drugs and doings may stand beside the quote, when the entry tells of one response only
    near = told if alone else [f for f in told if f in on or any(f.mention.sentence_start == o.mention.sentence_start for o in on)]
    want = {
        (name, _number(mark[name])) for name in ("percent", "percent_high", "duration_weeks", "vas_before", "vas_after")
        if name in mark
    } | {(name, str(mark[name])) for name in ("medication_change", "function_change") if name in mark}  # fmt: skip
    got: set[Item] = set()
    for fact in on or near:
        said = fact.mention.attributes
        names = {"percent": "percent", "percent_high": "percent_high", "weeks": "duration_weeks",
                 "vas_before": "vas_before", "vas_after": "vas_after"}  # fmt: skip
        got |= {(name, _number(round(float(said[key])))) for key, name in names.items() if key in said}
        negated = fact.mention.polarity.value == "negated"
        if fact.concept == "resp.no_relief" or (fact.concept in ("resp.relief", "resp.helps") and negated):
            got.add(("percent", "0"))
    for fact in near:
        if fact.mention.polarity.value == "negated":
            continue
        change = {"resp.medication_reduced": ("medication_change", "reduced"),
                  "resp.medication_increased": ("medication_change", "increased"),
                  "resp.function_improved": ("function_change", "improved"),
                  "func.adl_improved": ("function_change", "improved")}.get(fact.concept)  # fmt: skip
        if change and (change[0] in mark or fact in on):
            got.add(change)
    tally.add({_whole(item) for item in want}, {_whole(item) for item in got}, f"{about} {entry['text'][:0]}")


def _whole(item: Item) -> Item:
    name, value = item
    return (name, _number(round(float(str(value))))) if name == "duration_weeks" else item


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
            print(f"  {name:10} F1 {figure['f1']:.3f}  right {figure['right']}, wrong {figure['wrong']}, missed {figure['missed']}")
            if options.errors in ("all", name):
                print(*(f"    {line}" for line in tallies[name].errors), sep="\n")
        if options.errors == "all" and "assertion" in tallies:
            kinds = Counter(line.split("want ")[1] for line in tallies["assertion"].errors)
            print(*(f"    {count:3} {kind}" for kind, count in kinds.most_common()), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
