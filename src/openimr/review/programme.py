"""The programme a review runs under: its name, its few cross-cutting rules and the attestations signing asks for.

Everything here is data of ``rules/<programme>/programme.yaml``; the engine knows no jurisdiction.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from openimr.errors import RuleError


class SourcesOnlyUr(BaseModel):
    """The rule that no determination rests on the utilization review determination alone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    text: str
    reference: str
    document_needed: str


class DecisionWords(BaseModel):
    """How a decision is said on screens and in letters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: str
    conclusion: str


class Attestation(BaseModel):
    """One statement the signing physician makes; ``statutory`` ones come from the law, the others from the letters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    text: str
    reference: str
    statutory: bool


class AsOf(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    reference: str


class Programme(BaseModel):
    """One external-review programme."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    rules_version: str
    sources_only_ur: SourcesOnlyUr
    as_of: AsOf
    decisions: dict[str, DecisionWords]
    attestations: list[Attestation]


@cache
def programme(name: str = "california") -> Programme:
    """The programme of this name.

    Args:
        name: folder under ``openimr/rules``.

    Raises:
        RuleError: the file is absent or wrong.

    >>> programme().decisions["upheld"].words
    'Upheld: denial stands'
    """
    place = f"rules/{name}/programme.yaml"
    try:
        text = (files("openimr") / "rules" / name / "programme.yaml").read_text(encoding="utf-8")
        return Programme.model_validate(yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506 - BaseLoader builds only strings
    except FileNotFoundError:
        raise RuleError("there is no such programme", file=place, remedy="name a folder under openimr/rules") from None
    except (yaml.YAMLError, ValidationError) as error:
        raise RuleError(str(error), file=place, remedy="correct the file; nothing was loaded") from error
