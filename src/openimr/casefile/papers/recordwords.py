"""The words by which papers are compared: ``rules/<programme>/records.yaml``, checked and ready for look-up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from openimr.casefile.papers.printedwords import folded
from openimr.errors import RuleError

# every scalar stays text: no and yes are words of papers here
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _RecordRules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    opposites: list[list[str]]
    negations: list[str]
    amended: list[str]
    signature: list[str]
    signature_page: list[str]
    form_words: list[str]


@dataclass(frozen=True, slots=True)
class RecordWords:
    """Words by which papers are compared.

    Attributes:
        opposites: for each word the numbers of the rows in which it stands.
        negations: words whose presence turns a sentence round.
        amended: words by which a paper says that it amends another, folded as misprints are.
        signature: words of a signature's line.
        signature_page: words of a page that holds only a signature, folded.
        form_words: words that mark a line of a request as a field of the form, no item of it.
    """

    opposites: dict[str, frozenset[int]]
    negations: frozenset[str]
    amended: frozenset[str]
    signature: frozenset[str]
    signature_page: frozenset[str]
    form_words: frozenset[str]

    def are_opposed(self, one: str, other: str) -> bool:
        """Whether two words must not be taken for each other.

        >>> record_words().are_opposed("left", "right"), record_words().are_opposed("left", "knee")
        (True, False)
        """
        return one != other and bool(
            self.opposites.get(one, frozenset()) & self.opposites.get(other, frozenset())
        )


@cache
def record_words(programme: str = "california") -> RecordWords:
    """The words of a programme, loaded once.

    Args:
        programme: folder under ``openimr/rules``.

    Raises:
        RuleError: the file is absent or wrong.

    >>> folded("addendurn".replace("rn", "m")) in record_words().amended
    True
    """
    place = files("openimr") / "rules" / programme / "records.yaml"
    try:
        rules = _RecordRules.model_validate(yaml.load(place.read_text(encoding="utf-8"), Loader=_LOADER))  # noqa: S506
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise RuleError(
            str(error).splitlines()[0], file=f"rules/{programme}/records.yaml",
            consequence="no case file can be opened", remedy="correct the rule file",
        ) from error
    rows: dict[str, set[int]] = {}
    for number, row in enumerate(rules.opposites):
        for word in row:
            rows.setdefault(word.lower(), set()).add(number)
    return RecordWords(
        opposites={word: frozenset(numbers) for word, numbers in rows.items()},
        negations=frozenset(rules.negations),
        amended=frozenset(map(folded, rules.amended)),
        signature=frozenset(rules.signature),
        signature_page=frozenset(map(folded, rules.signature_page)),
        form_words=frozenset(rules.form_words),
    )
