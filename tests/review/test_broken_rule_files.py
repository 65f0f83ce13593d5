"""A broken rule file is refused on load, with file, line and what to change: every kind of file, every kind of fault.

The faults are made in copies of the shipped files, in a folder that ``OPENIMR_RULES`` names, as a person who keeps
rules of their own would have them.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openimr.casefile.manifest.listwords import list_words
from openimr.casefile.manifest.requiredrules import required_rules
from openimr.casefile.papers.learnedkinds import learned_kinds
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
from openimr.letters.plain_words import plain_words
from openimr.panel.rules import organizations, panel_rules, specialty_rules
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
    forget_treatments()
    try:
        return list(taxonomy._phrases())
    finally:
        forget_treatments()  # other files are held against the treatments: not against those of this test


def forget_treatments() -> None:
    taxonomy.treatments.cache_clear()
    taxonomy._entries.cache_clear()


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
    "panel.yaml": lambda: bare(panel_rules)("california"),  # type: ignore[call-arg]
    "specialties.yaml": lambda: bare(specialty_rules)("california"),  # type: ignore[call-arg]
    "organizations.yaml": lambda: bare(organizations)("california"),  # type: ignore[call-arg]
    "documents.yaml": bare(paper_marks),
    "records.yaml": bare(record_words),
    "records_considered.yaml": bare(list_words),
    "required_records.yaml": bare(required_rules),
    "lexicon/guideline_words.yaml": bare(lexicon._lexicon),
    "letters/2014.yaml": bare(eras_room.eras),
    "letters/shared.yaml": bare(eras_room.shared_wording),
    "letters/forms/current.yaml": bare(current_form),
    **{f"letters/forms/{era}.yaml": partial(bare(form_of), era) for era in ("2014", "2016-17")},  # type: ignore[call-arg]
    **{f"plain/{name}.yaml": bare(plain_words) for name in ("words", "criteria", "papers", "treatments", "next_steps")},
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
    forget_treatments()


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

#: The same in a file that is a list of entries.
LIST_FAULTS: dict[str, Callable[[str], tuple[bytes, int]]] = {
    **FAULTS,
    "wrong-yaml": lambda text: ((text + "- [never\n").encode(), text.count("\n") + 2),
    "tab": lambda text: ((text + "- more:\n\tindented: x\n").encode(), text.count("\n") + 2),
    "alias-of-nothing": lambda text: ((text + "- *nothing\n").encode(), text.count("\n") + 1),
    "alias-of-itself": lambda text: ((text + "- &more [*more]\n").encode(), 0),
    "unknown-key": lambda text: (
        (text + '- {for: [], en: "", es: "", no_such_key: x}\n').encode(), text.count("\n") + 1
    ),
    "key-twice": lambda text: ((text + "- {en: one, en: again}\n").encode(), text.count("\n") + 1),
    "words-for-an-entry": lambda text: ((text + "- only words\n").encode(), text.count("\n") + 1),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", LOADERS)
def test_a_fault_any_file_can_have_is_refused(own_rules: Path, name: str, fault: str) -> None:
    text = (SHIPPED / "california" / name).read_text(encoding="utf-8")
    faults = LIST_FAULTS if re.search("^[^#\n]", text, re.M)[0] == "-" else FAULTS  # type: ignore[index]
    content, line = faults[fault](text)
    error = refused(own_rules, name, content)
    if line:
        assert line_of(error) == line, error


#: Faults of one kind of file: what is written instead of what, and what the refusal says.
PARTICULAR = [
    ("topics/TENS-TRIAL.yaml", "treatments: [tens_unit]", "treatments: [tens_units]", "unknown treatment tens_units"),
    ("topics/TENS-TRIAL.yaml", "dx.spasticity", "dx.spastcity", "unknown concept dx.spastcity"),
    ("topics/TENS-TRIAL.yaml", "role: required", "role: needed", "role"),
    ("topics/TENS-TRIAL.yaml", "{edition: mtus-chronic-pain-2016, ", "{", "edition"),
    ("topics/TENS-TRIAL.yaml", "mtus-chronic-pain-2016", "mtus-chronic-pain-2061", "unknown edition"),
    ("topics/TENS-TRIAL.yaml", "pages: [114-116]", "pages: [some]", "page"),
    ("topics/TENS-TRIAL.yaml", "pages: [114-116]", "pages: [116-114]", "page"),
    ("topics/TENS-TRIAL.yaml", "  - id: b\n", "  - id: a\n", "same letter"),
    ("topics/TENS-TRIAL.yaml", "logic: ", "logic: ALL(zz) ; ", "zz"),
    ("topics/TENS-TRIAL.yaml", "{use: pain-three-months}", "{use: pain-four-months}", "pain-four-months"),
    ("topics/TENS-TRIAL.yaml", "when:\n  record_none: {use: tens-used-before}", "when: [tens]", "when"),
    ("topics/_patterns.yaml", "tens-used-before:", "tens-used-before: {fact: {concept: [a]}}\nother:", "concept"),
    ("editions.yaml", 'effective_from: "2009-07-18"', 'effective_from: "2009-07-32"', "effective_from"),
    ("editions.yaml", 'effective_to: "2016-07-28"', 'effective_to: "2006-07-28"', "ends before it begins"),
    ("editions.yaml", 'effective_to: "2016-07-28"', 'effective_to: "2016-08-28"', "overlap"),
    ("editions.yaml", "id: mtus-chronic-pain-2016", "id: mtus-chronic-pain-2009", "stands twice"),
    ("editions.yaml", 'first_page: "1"', 'first_page: "one"', "first_page"),
    ("editions.yaml", 'section_style_from: "2015-09-01"', 'section_style_from: "soon"', "no ISO date"),
    ("formulary.yaml", "{drugs: [omeprazole], status: exempt, ", "{drugs: [omeprazole], ", "status"),
    ("formulary.yaml", "{drugs: [omeprazole], status: exempt, ", "{drugs: [omeprazole], status: exmpt, ", "status"),
    ("formulary.yaml", "drugs: [omeprazole]", "drugs: [omeprazol]", "omeprazol"),
    ("formulary.yaml", 'special_fill_days: "4"', 'special_fill_days: "four"', "special_fill_days"),
    ("formulary.yaml", 'effective_from: "2018-01-01"', 'effective_from: "2018-13-01"', "effective_from"),
    ("citations.yaml", '"CPMTG"', '"CPMTG("', "wrong: missing )"),
    ("citations.yaml", "Chronic Pain (?:Medical )?Treatment", "Chronic Pain (?:Medical )*+?Treatment", "wrong"),
    ("citations.yaml", '"2016": mtus-opioids-2016', '"2016": mtus-opioids-2061', "not in the edition table"),
    ("citations.yaml", "own_name:", "name:", "unknown key name"),
    ("treatments.yaml", "words: [mr arthrogram, ", "words: [mri, mr arthrogram, ", "already means"),
    ("treatments.yaml", "words: [mra, ", "words: [mra, mra, ", "mra"),
    ("treatments.yaml", "category: dental", "category: teeth", "category"),
    ("treatments.yaml", "together: [mri, arthrogram]", "together: [mri, nothing_such]", "nothing_such"),
    ("treatments.yaml", "region: lumbar spine}", "region: lumbar sipne}", "lumbar sipne"),
    ("required_records.yaml", 'months: "12"', "months: a year", "months"),
    ("required_records.yaml", 'from: "2013-01-01"', 'from: "2013-02-30"', "from"),
    ("agreement.yaml", "weight: 4", "weight: heavy", "weight"),
    ("programme.yaml", "rules_version:", "version:", "version"),
    ("letters/2014.yaml", "base: final-determination", "base: final", "no file final.yaml"),
    ("letters/shared.yaml", "decisions:", "decision:", "decision"),
    ("letters/forms/2014.yaml", "{rationale}", "{rationals}", "rationals"),
    ("letters/forms/2014.yaml", "[Case Number, case_number]", "[Case Number, case_nmber]", "case_nmber"),
    ("letters/forms/2014.yaml", "Page {page} of", "Page {pgae} of", "pgae"),
    ("letters/forms/2014.yaml", "[Case Number, case_number]", "[Case Number]", "facts"),
    ("letters/forms/2014.yaml", "upheld: Upheld", "uphold: Upheld", "uphold"),
    ("letters/forms/2016-17.yaml", "licensure: licensed_in", "licensure: licences", "licensure"),
    ("letters/forms/current.yaml", "{number} of {count}: {heading}", "{number} of {count}: {haeding}", "haeding"),
    ("letters/forms/current.yaml", "{number} of {count}: {heading}", "{number}: {heading}", "{count}"),
    ("letters/forms/current.yaml", "page {page} of", "page {page:03d} of", "single braces"),
    ("letters/forms/current.yaml", "Review Organization, organization", "Review Organization, organisation", "rows"),
    ("letters/forms/current.yaml", "page_foot: \"page {page}", "page_foot: \"page {page", "brace"),
    ("letters/forms/current.yaml", "heading: The case", "heading: The {case}", "{case}"),
    ("letters/forms/current.yaml", 'date: "%m/%d/%Y"', 'date: "%d/%m/%Y"', "date"),
    ("letters/forms/current.yaml", "    dependent: it falls", "    dependant: it falls", "dependant"),
    ("letters/forms/current.yaml", "    time_not:", "    time_no:", "time_no"),
    ("plain/words.yaml", "Request {number} of {count}: {heading}", "Request {nr} of {count}: {heading}", "{nr}"),
    ("plain/words.yaml", "Solicitud {number} de {count}: {heading}", "Solicitud {number}: {heading}", "{count}"),
    ("plain/words.yaml", "October, November, December", "October, November", "months"),
    ("plain/words.yaml", "Request, The care that was asked for,", "The care that was asked for,", "columns"),
    ("plain/treatments.yaml", "  other: {", "  others: {", "others"),
    ("plain/treatments.yaml", "  mra: {", "  mrra: {", "mrra"),
    ("plain/next_steps.yaml", "the last day is {last}", "the last day is {lst}", "{lst}"),
    ("plain/criteria.yaml", "[ARTHRO-K.a]", "[ARTHRO-K.q]", "ARTHRO-K.q"),
    ("plain/criteria.yaml", "your knee locks", "your {knee} locks", "{knee}"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "says"), PARTICULAR)
def test_a_fault_of_one_kind_of_file_is_refused(own_rules: Path, name: str, old: str, new: str, says: str) -> None:
    text = (SHIPPED / "california" / name).read_text(encoding="utf-8")
    assert old in text, "the shipped file has changed: choose another place for the fault"
    error = refused(own_rules, name, text.replace(old, new, 1).encode())
    assert says in f"{error} {error.remedy}"
    # the line is that of the fault or, for what is missing or refers elsewhere, of the entry it stands in
    at = text[: text.index(old)].count("\n") + 1
    assert -40 <= line_of(error) - at <= 45, (line_of(error), at)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"kinds": ["none"], "words": [], "bias": []}', b"\xff"])
def test_a_broken_table_of_learned_kinds_is_refused(own_rules: Path, content: bytes) -> None:
    path = own_rules / "learned_kinds.json"
    whole = path.read_bytes()
    try:
        path.write_bytes(content)
        with pytest.raises(RuleError) as caught:
            bare(learned_kinds)()
    finally:
        path.write_bytes(whole)
    assert (caught.value.file or "").endswith("learned_kinds.json:1")
    assert json.loads(whole)["kinds"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(set(LOADERS) - {"lexicon/guideline_words.yaml"})), st.data())
def test_a_file_bent_anywhere_loads_or_is_refused(own_rules: Path, name: str, data: st.DataObject) -> None:
    """A line lost, doubled, moved or cut: never anything but a library or a refusal with file, line and fix."""
    lines = (SHIPPED / "california" / name).read_text(encoding="utf-8").split("\n")
    one, two = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    match data.draw(st.sampled_from(["lose", "double", "swap", "cut", "indent", "unquote"])):
        case "lose":
            del lines[one]
        case "double":
            lines.insert(one, lines[one])
        case "swap":
            lines[one], lines[two] = lines[two], lines[one]
        case "cut":
            lines[one] = lines[one][: data.draw(st.integers(0, len(lines[one])))]
        case "indent":
            lines[one] = "  " + lines[one]
        case _:
            lines[one] = lines[one].replace('"', "").replace("[", "").replace("]", "")
    path = own_rules / name
    try:
        path.write_text("\n".join(lines), encoding="utf-8")
        LOADERS[name]()
    except RuleError as error:
        assert re.search(r"\.yaml:\d+$", error.file or "") and error.remedy and error.consequence
    finally:
        shutil.copyfile(SHIPPED / "california" / name, path)
