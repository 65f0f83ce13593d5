"""A broken rule file is refused on load, with file, line and what to change: every kind of file, every kind of fault.

The faults are made in copies of the shipped files, in a folder that ``OPENIMR_RULES`` names, as a person who keeps
rules of their own would have them.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from openimr.casefile.manifest.listwords import list_words
from openimr.casefile.manifest.requiredrules import required_rules
from openimr.casefile.papers.papermarks import paper_marks
from openimr.casefile.papers.recordwords import record_words
from openimr.clinical import concepts as lexicon
from openimr.dispute import treatments as taxonomy
from openimr.errors import RuleError
from openimr.guidelines import citation_names, edition_table, supplying, topics
from openimr.guidelines import formulary as formulary_room
from openimr.guidelines.topic_library import read_topic, shared_patterns
from openimr.guidelines.vocabulary import vocabulary
from openimr.letters import eras as eras_room
from openimr.letters.forms import form_of
from openimr.letters.forms_current import current_form
from openimr.review.agreement import agreement_table
from openimr.review.programme import programme
from openimr.rulefiles import RULES_VARIABLE, read_rule_file, rules_folder, rules_root

SHIPPED = Path(rules_root())
Loader = Callable[[], object]


def bare(function: object) -> Loader:
    """A loader without its memory, so that each test reads the file as it is now."""
    return function.__wrapped__  # type: ignore[attr-defined,no-any-return]


def editions_read() -> object:
    room = edition_table
    return [bare(part)() for part in (room.editions, room.edition_sets, room.periods, room.section_style_from)]


def topic_read() -> object:
    folder = rules_folder() / "topics"
    rule = read_rule_file(folder / "TENS-TRIAL.yaml")
    return read_topic(rule, shared_patterns(folder), edition_table.editions(), vocabulary())


def treatments_read() -> object:
    taxonomy.treatments.cache_clear()
    taxonomy._entries.cache_clear()
    return list(taxonomy._phrases())


LOADERS: dict[str, Loader] = {
    "editions.yaml": editions_read,
    "topics/TENS-TRIAL.yaml": topic_read,
    "topics/_patterns.yaml": lambda: shared_patterns(rules_folder() / "topics"),
    "treatments.yaml": treatments_read,
    "citations.yaml": bare(citation_names.citation_rules),
    "formulary.yaml": bare(formulary_room.formulary),
    "supplying.yaml": bare(supplying.supplies),
    "agreement.yaml": bare(agreement_table),
    "programme.yaml": lambda: bare(programme)("california"),  # type: ignore[call-arg]
    "documents.yaml": bare(paper_marks),
    "records.yaml": bare(record_words),
    "records_considered.yaml": bare(list_words),
    "required_records.yaml": bare(required_rules),
    "lexicon/guideline_words.yaml": bare(lexicon._lexicon),
    "letters/2014.yaml": bare(eras_room.eras),
    "letters/shared.yaml": bare(eras_room.shared_wording),
    "letters/forms/2014.yaml": lambda: bare(form_of)("2014"),  # type: ignore[call-arg]
    "letters/forms/current.yaml": bare(current_form),
}


@pytest.fixture(scope="module")
def own_rules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the shipped rules, in use while the tests of this file run."""
    topics(), vocabulary(), programme()  # what is not under test is that of the release
    folder = tmp_path_factory.mktemp("own") / "rules"
    shutil.copytree(SHIPPED, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(RULES_VARIABLE, str(folder))
        patch.setattr(taxonomy, "TAXONOMY", folder / "california" / "treatments.yaml")
        yield folder / "california"
    taxonomy.treatments.cache_clear()
    taxonomy._entries.cache_clear()


def refused(folder: Path, name: str, content: bytes) -> RuleError:
    """The refusal of one file with this content; every other file is as shipped."""
    path = folder / name
    path.write_bytes(content)
    try:
        with pytest.raises(RuleError) as caught:
            LOADERS[name]()
    finally:
        shutil.copyfile(SHIPPED / "california" / name, path)
    error = caught.value
    assert error.exit_code == RuleError.exit_code == 6
    assert error.remedy and error.consequence
    assert re.fullmatch(rf".*{re.escape(Path(name).name)}:\d+", error.file or ""), error.file
    return error


def line_of(error: RuleError) -> int:
    return int((error.file or "").rpartition(":")[2])


def first_key(text: str) -> int:
    """The number, from 0, of the first line that begins an entry."""
    return next(n for n, line in enumerate(text.split("\n")) if re.match(r"[A-Za-z]", line))


#: A fault that any YAML file can have: how it comes into the text, and the line it must be found in (0: any line).
FAULTS: dict[str, Callable[[str], tuple[bytes, int]]] = {
    "wrong-yaml": lambda text: ((text + "end: [never\n").encode(), text.count("\n") + 2),
    "tab": lambda text: ((text + "more:\n\tindented: x\n").encode(), text.count("\n") + 2),
    "empty": lambda text: (b"", 1),
    "only-comments": lambda text: (b"# nothing here\n", 1),
    "bad-encoding": lambda text: (text.encode() + b"# caf\xe9\n", text.count("\n") + 1),
    "not-printable": lambda text: (text.encode() + b"# a\x00b\n", text.count("\n") + 1),
    "list-for-a-mapping": lambda text: (b"- one\n- two\n", 1),
    "words-for-a-mapping": lambda text: (b"these are only words\n", 1),
    "alias-of-nothing": lambda text: ((text + "more: *nothing\n").encode(), text.count("\n") + 1),
    "alias-of-itself": lambda text: ((text + "more: &more [*more]\n").encode(), 0),
    "unknown-key": lambda text: ((text + "no_such_key: {a: b}\n").encode(), text.count("\n") + 1),
    "key-twice": lambda text: (
        (text + text.split("\n")[first_key(text)].split(":")[0] + ": again\n").encode(), text.count("\n") + 1
    ),
    "words-for-an-entry": lambda text: (
        "\n".join(
            [*(lines := text.split("\n"))[: (at := first_key(text))], lines[at].split(":")[0] + ":", "  - [a, {b: c}]"]
        ).encode(), 0
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", LOADERS)
def test_a_fault_any_file_can_have_is_refused(own_rules: Path, name: str, fault: str) -> None:
    text = (SHIPPED / "california" / name).read_text(encoding="utf-8")
    content, line = FAULTS[fault](text)
    error = refused(own_rules, name, content)
    if line:
        assert line_of(error) == line, error
