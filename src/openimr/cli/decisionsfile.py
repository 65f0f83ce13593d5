"""The file in which the physician writes who decides, what is attested and how each item comes out (``imr sign``)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from openimr.errors import RuleError, UnreadableFile
from openimr.review.signing import ItemDecision, ReviewerIdentity
from openimr.rulefiles import RuleFile, read_rule_text

_FORM = (
    "write reviewer (name, licence, licensed_in, certifications), attestations (ids) and decisions (item from 1, "
    "decision upheld or overturned, rationale) as docs/signing.md shows"
)
_MOST_BYTES = 1_000_000
Words = Annotated[str, Field(min_length=1)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReviewerEntry(_Entry):
    """Who decides."""

    name: Words
    licence: Words
    licensed_in: tuple[Words, ...]
    certifications: tuple[Words, ...]
    subspecialties: tuple[Words, ...] = ()


def _blank(value: object) -> object:
    return None if value in ("", "~", "null") else value


class DecisionEntry(_Entry):
    """The decision on one item, counted from 1."""

    item: Annotated[int, Field(ge=1)]
    decision: Literal["upheld", "overturned"]
    rationale: Annotated[str | None, BeforeValidator(_blank)] = None


class DecisionsFile(_Entry):
    """All that a physician says in signing."""

    reviewer: ReviewerEntry
    attestations: tuple[Words, ...]
    decisions: tuple[DecisionEntry, ...]

    def identity(self) -> ReviewerIdentity:
        """The reviewer as the determination keeps it."""
        return ReviewerIdentity(**dict(self.reviewer))

    def made(self) -> list[ItemDecision]:
        """The decisions, items counted from 0."""
        return [ItemDecision(one.item - 1, one.decision, one.rationale) for one in self.decisions]


def read_decisions(path: Path) -> DecisionsFile:
    """The file of decisions.

    Raises:
        UnreadableFile: it is no UTF-8 text or no YAML, or something in it is missing or misspelt; the message names the
            line.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _refused(str(path), "it is larger than a file of decisions can be")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(str(path), "it is no text in UTF-8") from None
    except OSError as error:
        raise _refused(str(path), error.strerror or type(error).__name__) from None
    try:
        rule = read_rule_text(text, path.name)
    except RuleError as error:
        raise _refused(error.file or path.name, error.what) from None
    try:
        return DecisionsFile.model_validate(rule.data)
    except ValidationError as error:
        raise _first(error, rule) from None


def _first(error: ValidationError, rule: RuleFile) -> UnreadableFile:
    found = error.errors(include_url=False)
    # a misspelt key explains the missing one, so it is told first
    first = next((one for one in found if one["type"] == "extra_forbidden"), found[0])
    name = ".".join(map(str, first["loc"]))
    what = f"{name}: {first['msg'].lower()}" if name else "it holds no reviewer, attestations and decisions"
    return _refused(f"{rule.name}:{rule.line(first['loc'])}", what)


def _refused(file: str, why: str) -> UnreadableFile:
    return UnreadableFile(
        f"the decisions cannot be read ({why})", file=file, consequence="the draft stays a draft", remedy=_FORM
    )
