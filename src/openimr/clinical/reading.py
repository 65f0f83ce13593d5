"""Reading of the word tables of this room, with errors that name the file, the place and the fix."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from openimr.errors import RuleError

LEXICON = Path(__file__).parent / "lexicon"

# every scalar stays a string: `no` is a word here, not False, and 4/5 is a grade
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def read_words(path: Path) -> dict[str, Any]:
    """A YAML mapping with every scalar read as a string.

    Raises:
        RuleError: the file is missing, is not YAML, or holds no mapping.

    >>> sorted(read_words(LEXICON / "anatomy.yaml"))
    ['levels', 'not_anatomy', 'regions', 'sides']
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - the loader builds strings only
    except OSError as error:
        raise RuleError(
            f"the word table cannot be read ({error.strerror})", file=path.name, remedy="restore the file"
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not UTF-8 text"
        raise RuleError(
            f"not valid YAML{place}: {problem}", file=path.name, consequence="no facts can be read",
            remedy="correct the line; quote a word that holds a colon, # or bracket",
        ) from error  # fmt: skip
    if not isinstance(content, dict):
        raise refusal(path, "the file", "holds no mapping", "begin each line with a name and a colon")
    return content


def refusal(path: Path, place: str, problem: str, fix: str) -> RuleError:
    """The error for a wrong entry: which file, which entry, what is wrong, how to mend it."""
    return RuleError(f"{place}: {problem}", file=path.name, consequence="the whole word table is refused", remedy=fix)


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
