"""The redaction log as a file that a person answers in: written with a row for each hit, and read again."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import ValidationError

from openimr.errors import OpenHits, RuleError, UnreadableFile
from openimr.printable import printable
from openimr.publication.finding import Hit, Place
from openimr.publication.redaction import Answer, AnsweredHits
from openimr.publication.samepassages import Same, same_passages
from openimr.rulefiles import read_rule_text

_Answered = TypeVar("_Answered", bound=AnsweredHits)
_HEAD = """\
# Redaction log. It holds what is taken out of the copy: keep it with the case, never publish it.
# Answer every row that has no decision: write blank or keep behind `decision:`, for keep the reason behind `why:`,
# and your name behind `by:` (or give your name once, with --confirm-by). What stands often is listed once under
# `often`: an answer there is for all its hits that have none of their own. Change nothing else; then run the same
# command again.
"""
#: So much is shown on either side of a passage.
_AROUND = 60
_LONGEST_FILE = 50_000_000
#: A log has a row within the list within the file.
_DEEPEST = 4


def place_words(place: Place) -> str:
    """Where a passage stands, in words.

    >>> place_words(("items", 0, "request", "treatment")), place_words(("pages", 2, "image"))
    ('item 1, request, treatment', 'page 3, image')
    """
    words: list[str] = []
    for step in place:
        if isinstance(step, int):
            one = words[-1][:-3] + "y" if words[-1].endswith("ies") else words[-1].removesuffix("s")
            words[-1] = f"{one} {step + 1}"
        else:
            words.append(step.replace("_", " "))
    return ", ".join(words)


def hit_line(text: str, hit: Hit, around: int = _AROUND) -> tuple[str, str, str]:
    """What stands before a hit, the hit, and what stands behind it, each in one line.

    >>> hit = Hit(place=("summary",), start=4, end=9, kind="physician", passes=("case",), proposed="blank")
    >>> hit_line("Dr. Marno came.", hit)
    ('Dr. ', 'Marno', ' came.')
    """
    before, after = text[max(0, hit.start - around) : hit.start], text[hit.end : hit.end + around]
    one, two, three = (_one_line(part) for part in (before, text[hit.start : hit.end], after))
    return ("…" if hit.start > around else "") + one, two, three + ("…" if len(text) > hit.end + around else "")


def _one_line(text: str) -> str:
    shown = printable(f"|{text}|")[1:-1]  # the bars keep the blanks at its ends
    return shown if shown or not text else "\ufffd"


def digest(redaction: AnsweredHits) -> str:
    """What ties a log to a text and its parties: the texts, the parties and the hits, but no answer."""
    told = [
        [[list(map(str, place)), text] for place, text in redaction.passages().items()],
        redaction.parties.model_dump(mode="json"),
        [hit.model_dump(mode="json") for hit in redaction.hits],
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def written(redaction: AnsweredHits) -> str:
    """The log as YAML."""
    where = redaction.passages()
    rows: list[dict[str, Any]] = []
    for number, hit in enumerate(redaction.hits):
        answer = redaction.answers.get(number)
        before, passage, after = hit_line(where[hit.place], hit)
        rows.append(
            {
                "hit": number + 1,
                "where": place_words(hit.place),
                "passage": passage,
                "in": f"{before}[{passage}]{after}",
                "kind": hit.kind,
                "found by": hit.found_by,
                "proposed": hit.proposed,
                "decision": answer.decision if answer else "",
                "why": answer.why if answer else "",
                "by": answer.by if answer else "",
                "at": answer.at.isoformat() if answer else "",
            }
        )
    often = [
        {
            "passage": _one_line(same.passage), "kind": same.kind, "times": len(same.hits), "proposed": same.proposed,
            "first": same.hits[0] + 1, "decision": "", "why": "", "by": "",
        }
        for same in same_passages(redaction)
    ]  # fmt: skip
    data = {"text_sha256": digest(redaction), **({"often": often} if often else {}), "hits": rows}
    return _HEAD + yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000)


def read_answers(path: Path, redaction: _Answered, by: str | None, now: dt.datetime) -> _Answered:
    """The redaction with the answers of a log file.

    Args:
        path: the log.
        redaction: what was found in the letter now.
        by: the person whose answers those without a name are.
        now: the moment for answers without one.

    Raises:
        UnreadableFile: the log cannot be read, is that of another letter, or a row is wrong.
        OpenHits: a row has a decision and no name.
    """
    nameless: list[int] = []
    rows, often = _rows(path, redaction)
    for number, row in enumerate(rows):
        if not isinstance(row, dict) or str(row.get("hit", "")).strip() != str(number + 1):
            raise _refused(path, f"row {number + 1} is not hit {number + 1}")
        answer = _answer(path, row, by, now, f"hit {number + 1}")
        if answer == "nameless":
            nameless.append(number + 1)
        elif isinstance(answer, Answer):
            redaction = redaction.answered(number, answer)
    listed = {(_one_line(same.passage), same.kind, str(same.hits[0] + 1)): same for same in _often_in(redaction, rows)}
    for row in often:
        if not isinstance(row, dict):
            raise _refused(path, "a row of `often` is no row")
        answer = _answer(path, row, by, now, f"{_value(path, row, 'passage')!r} under `often`")
        same = listed.get((_value(path, row, "passage"), _value(path, row, "kind"), _value(path, row, "first")))
        if answer is not None and same is None:
            raise _refused(path, f"{_value(path, row, 'passage')!r} under `often` is not what was written there")
        if answer is None or same is None:
            continue
        for number in set(same.hits).intersection(redaction.open):
            if answer == "nameless":
                nameless.append(number + 1)
            elif isinstance(answer, Answer):
                redaction = redaction.answered(number, answer)
    if nameless:
        nameless.sort()
        several = len(nameless) > 1
        raise OpenHits(
            f"{'hits' if several else 'hit'} {', '.join(map(str, nameless))} {'have' if several else 'has'} "
            "a decision and no name",
            file=str(path),
            consequence="nothing was published; the log is as you wrote it",
            remedy="write your name behind `by:`, or give it with --confirm-by",
        )
    return redaction


def _often_in(redaction: AnsweredHits, rows: list[Any]) -> tuple[Same, ...]:
    """What stood under `often` when the log was written: the answers that it had then are those with a moment."""
    had = {number for number, row in enumerate(rows) if isinstance(row, dict) and str(row.get("at") or "").strip()}
    before = {number: answer for number, answer in redaction.answers.items() if number in had}
    return same_passages(redaction.model_copy(update={"answers": before}))


def _answer(
    path: Path, row: dict[Any, Any], by: str | None, now: dt.datetime, what: str
) -> Answer | Literal["nameless"] | None:
    """The answer of one row; None where there is none yet."""
    decision, name, at, why = (_value(path, row, key) for key in ("decision", "by", "at", "why"))
    who = name or (by or "").strip()
    if not decision:
        return None
    if not who:
        return "nameless"
    try:
        return Answer.model_validate({"decision": decision.lower(), "by": who, "at": at or now, "why": why})
    except ValidationError as error:
        raise _refused(path, f"the answer to {what} is wrong: {_wrong(error)}") from None


def _value(path: Path, row: dict[Any, Any], key: str) -> str:
    value = row.get(key)
    if isinstance(value, list | dict):
        where = f"hit {row['hit']}" if "hit" in row else "a row of `often`"
        raise _refused(path, f"`{key}` of {where} is a list, not words")
    return str(value or "").strip()


#: What is wrong with an answer, by the field that is.
_WRONG = {
    "decision": "the decision is neither blank nor keep",
    "by": "what stands behind `by:` is no name",
    "at": "what stands behind `at:` is no date and time with its zone; leave it empty",
    "why": "the reason is longer than 500 characters",
}


def _wrong(error: ValidationError) -> str:
    places = error.errors(include_url=False, include_input=False)[0]["loc"]
    return _WRONG[str(places[0])] if places else "a passage that is kept needs its reason behind `why:`"


def _rows(path: Path, redaction: AnsweredHits) -> tuple[list[Any], list[Any]]:
    """The rows of the hits, and those of what stands often."""
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST_FILE + 1)
        if len(content) > _LONGEST_FILE:
            raise _refused(path, f"it has more than {_LONGEST_FILE:,} bytes")
        text = content.decode("utf-8-sig")
        _refuse_tricks(path, text)
        data = read_rule_text(text, path.name).data
    except OSError as error:
        raise _refused(path, error.strerror or "it cannot be read") from None
    except RuleError as error:
        raise _refused(path, f"{error.what}, {error.file}") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise _refused(path, "it is no YAML text") from None
    rows = data.get("hits") if isinstance(data, dict) else None
    if isinstance(rows, str) and rows in ("", "[]"):
        rows = []
    if not isinstance(rows, list):
        raise _refused(path, "it has no list of hits")
    if data.get("text_sha256") != digest(redaction) or len(rows) != len(redaction.hits):
        raise _refused(path, "it is the log of another letter, other parties or other rules")
    often = data.get("often") or []
    if not isinstance(often, list):
        raise _refused(path, "`often` is no list")
    return rows, often


def _refuse_tricks(path: Path, text: str) -> None:
    """Refuse what would grow or nest without end when it is read."""
    depth = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
        if isinstance(event, yaml.AliasEvent):
            raise _refused(path, "it has an alias (*name)")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise _refused(path, "it is nested more deeply than a log is")


def _refused(path: Path, what: str) -> UnreadableFile:
    return UnreadableFile(
        f"the redaction log cannot be used ({what})",
        file=str(path),
        consequence="nothing was published",
        remedy="correct the log, or move it away and begin a new one",
    )
