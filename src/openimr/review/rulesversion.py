"""The version of the rules: the name a person gave them, and a digest of every rule file.

Two drafts of one case made under the same version are the same bytes. A draft stores its version; a later run can be
asked to happen under it and is refused where the rules differ, so that nobody takes a new result for the old one. The
older rules are given back by the variable that names another folder of rules (:mod:`openimr.rulefiles`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from openimr import __version__
from openimr.errors import RulesDiffer
from openimr.review.programme import programme
from openimr.rulefiles import RULES_VARIABLE, rules_root

_VERSION = re.compile(r"[\w.-]+-[0-9a-f]{12}")
_RULES = (".yaml", ".json")


@cache
def rules_version() -> str:
    """The version of the rules of this installation.

    >>> rules_version().startswith(programme().rules_version + "-")
    True
    """
    return f"{programme().rules_version}-{digest_of(files('openimr'), rules_root())[:12]}"


def digest_of(folder: Traversable, rules: Traversable | None = None) -> str:
    """SHA-256 over the names and the content of all rule files under a folder, line ends made equal.

    Args:
        folder: the package, with word tables beside the rules.
        rules: the folder taken for the ``rules`` in it, when another one is in use.

    >>> len(digest_of(files("openimr") / "rules"))
    64
    """
    total = hashlib.sha256()
    found = [(name, content) for name, content in _rule_files(folder, "") if not (rules and name.startswith("rules/"))]
    if rules:
        found += _rule_files(rules, "rules/")
    for name, content in sorted(found):
        total.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return total.hexdigest()


def _rule_files(folder: Traversable, inside: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        name = f"{inside}{entry.name}"
        if entry.is_dir():
            yield from _rule_files(entry, f"{name}/")
        elif entry.name.endswith(_RULES):
            yield name, entry.read_bytes().replace(b"\r\n", b"\n")


def is_version(text: str) -> bool:
    """Whether a text has the form of a version of rules.

    >>> is_version(rules_version()), is_version("draft.json")
    (True, False)
    """
    return _VERSION.fullmatch(text) is not None


def require_rules(version: str, *, made_with: str | None = None) -> None:
    """Refuse to go on where the rules of this installation are not those of ``version``.

    Args:
        version: the version asked for.
        made_with: the release of the program that a draft names beside it, for the remedy.

    Raises:
        RulesDiffer: the rules are others.

    >>> require_rules(rules_version())
    """
    if version == rules_version():
        return
    release = f"openimr {made_with}" if made_with else "the release that had them"
    install = f"install {release} in an environment of its own"
    # the rule files of one release rarely load in another: their form changes with the program
    same_form = made_with == __version__ if made_with else version.rpartition("-")[0] == programme().rules_version
    if same_form:
        install = f"let {RULES_VARIABLE} name the folder `rules` of {release} as its files were then, or {install}"
    raise RulesDiffer(
        f"the rules asked for are {version}, those installed here are {rules_version()}",
        consequence="nothing was reviewed: the result could differ from the earlier one",
        remedy=f"{install}; or review under the present rules without this option",
    )
