"""Reading of the word tables of this room, with errors that name the file, the place and the fix."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openimr.errors import RuleError
from openimr.rulefiles import read_rule_file

LEXICON = Path(__file__).parent / "lexicon"


def read_words(path: Path) -> dict[str, Any]:
    """A YAML mapping with every scalar read as a string.

    Raises:
        RuleError: the file is missing, is not YAML, names a key twice, or holds no mapping.

    >>> sorted(read_words(LEXICON / "anatomy.yaml"))
    ['levels', 'not_anatomy', 'regions', 'sides']
    """
    content = read_rule_file(path).data
    if not isinstance(content, dict):
        raise refusal(path, "the file", "holds no mapping", "begin each line with a name and a colon")
    return content


def refusal(path: Path, place: str, problem: str, fix: str) -> RuleError:
    """The error for a wrong entry: which file and line, which entry, what is wrong, how to mend it.

    Args:
        path: the word table.
        place: the entry, with the key in it after a comma where there is one (``exam.spasm, synonyms``).
        problem: what is wrong.
        fix: what to change.
    """
    rule = read_rule_file(path)
    line = rule.line(tuple(part.strip() for part in place.split(",")))
    return RuleError(
        f"{place}: {problem}", file=f"{rule.name}:{line}", consequence="the whole word table is refused", remedy=fix
    )


def word_list(path: Path, place: str, value: object) -> list[str]:
    """The list of words under ``place``.

    Raises:
        RuleError: it is not a list of non-empty words, or names one twice.
    """
    if value == "" or value is None:
        return []
    if not isinstance(value, list):
        raise refusal(path, place, "must be a list", "write it as [word, word]")
    for word in value:
        if not isinstance(word, str) or not word.strip():
            raise refusal(path, place, f"holds {word!r}, which is no word", "quote the word or remove the entry")
    return value
