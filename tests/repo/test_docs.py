"""The docs say what the program does: generated pages are fresh, every command, error and folder is described."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator

import pytest

import openimr
from openimr.errors import ImrError
from openimr.guidelines import topics
from tests.repo.tracked import REPOSITORY, texts, tracked
from tools import command_pages, guideline_pages, process_pages, schemas
from tools.generated import stale

DOCS = {name: text for name, text in texts().items() if name.endswith(".md") and "/" not in name.removeprefix("docs/")}


def test_the_command_page_is_fresh() -> None:
    assert not stale(command_pages.pages()), "run: make docs"


def test_the_page_of_the_procedure_is_fresh() -> None:
    assert not stale(process_pages.pages()), "run: make docs"


def test_the_pages_of_the_guideline_library_are_fresh() -> None:
    pages = guideline_pages.pages()
    assert not stale(pages), "run: make docs"
    on_disk = {p.relative_to(REPOSITORY).as_posix() for p in (REPOSITORY / guideline_pages.FOLDER).iterdir()}
    assert on_disk == set(pages)
    text = "\n".join(pages.values())
    for topic in topics().values():
        assert f"## {topic.id}: {topic.title}" in text
        assert all(f"| {criterion.id} |" in text for criterion in topic.criteria)


def test_the_schemas_are_fresh() -> None:
    assert not stale(schemas.pages()), "run: make schemas"
    on_disk = {p.name for p in (REPOSITORY / "docs" / "schemas").iterdir()}
    assert on_disk == {f"{name}.schema.json" for name in schemas.CONTRACTS}


def test_every_command_has_words_and_an_example() -> None:
    for name, command in command_pages.commands():
        assert command.help, f"{name} has no help"
        if not hasattr(command, "commands"):
            assert "Example:" in command.help, f"{name} has no example in its help"


LINES = {line for text in DOCS.values() for line in re.findall(r"^(?:    )?(imr [a-z].*)$", text, re.M)}


@pytest.mark.parametrize("line", sorted(LINES))
def test_every_command_line_in_the_docs_exists(line: str) -> None:
    known = dict(command_pages.commands())
    words = shlex.split(re.split(r" [|>] ", line)[0], comments=True)
    name = max((n for n in known if words[: len(n.split())] == n.split()), key=len)
    command = known[name]
    rest = words[len(name.split()) :]
    assert not hasattr(command, "commands") or not rest or rest[0].startswith("-"), f"no command {line!r}"
    options = {o for p in command.params for o in p.opts} | {"--help", "-h", "--version"}
    unknown = [w for w in rest if w.startswith("-") and w not in options]
    assert not unknown, f"{line!r} has unknown options {unknown}"


def test_replay_prints_what_its_schema_says(examples_of_letters: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "openimr.cli.main", "replay", *examples_of_letters[:3], "--format", "json"],
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )
    assert done.returncode == 0, done.stderr
    body = json.loads(done.stdout)
    read = schemas.Replay.model_validate(body)
    assert read.items
    assert set(body) <= set(schemas.Replay.model_fields)
    assert set(body["items"][0]) <= set(schemas.ReplayedItem.model_fields)


@pytest.fixture
def examples_of_letters() -> list[str]:
    found = sorted((REPOSITORY / "tests" / "letters" / "fixtures").rglob("*.txt"), key=lambda p: -p.stat().st_size)
    assert found, "the project's own letters are missing"
    return [str(p) for p in found]


def test_every_error_is_explained_with_its_exit_code() -> None:
    page = DOCS["docs/errors.md"]
    for error in _errors(ImrError):
        row = rf"^\| `{error.__name__}` \| {error.exit_code} \|"
        assert re.search(row, page, re.M), f"{error.__name__} is not in docs/errors.md"


def test_exit_codes_are_told_apart() -> None:
    by_code: dict[int, type[ImrError]] = {}
    for error in _errors(ImrError):
        first = by_code.setdefault(error.exit_code, error)
        assert issubclass(error, first), f"{error.__name__} and {first.__name__} share exit code {error.exit_code}"


def _errors(root: type[ImrError]) -> Iterator[type[ImrError]]:
    yield root
    for child in root.__subclasses__():
        yield from _errors(child)


def test_every_folder_has_its_line_in_the_newcomer_page() -> None:
    page = DOCS["docs/contributing.md"]
    folders = {
        parent.relative_to(REPOSITORY).as_posix()
        for path in tracked()
        for parent in path.parents
        if REPOSITORY in parent.parents
    }
    # every folder of the package and two levels of the rest; what lies deeper is described by its parent's line
    wanted = {f for f in folders if f.startswith("src/openimr") or f.count("/") < 2} - {"src", ".ci"}
    wanted = {f for f in wanted if not f.startswith(("tests/", "docs/schemas/")) or f.count("/") == 1}
    missing = sorted(f for f in wanted if f"`{f}/`" not in page)
    assert not missing, f"no line in docs/contributing.md for {missing}"
    named = set(re.findall(r"^\| `([^`]+)/` \|", page, re.M))
    assert named <= folders | {"src"}, f"described but absent: {sorted(named - folders)}"


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for name, text in texts().items():
        if not name.endswith(".md"):
            continue
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
            if "://" not in target and not (REPOSITORY / name).parent.joinpath(target).exists():
                broken.append(f"{name}: {target}")
    assert not broken


def test_the_changelog_knows_this_version() -> None:
    assert re.search(rf"^## {re.escape(openimr.__version__)}\b", DOCS["CHANGELOG.md"], re.M)


def test_the_readme_names_its_two_commands_and_who_decides() -> None:
    readme = DOCS["README.md"]
    for words in ("make review", "make test", "physician", "DRAFT - not a determination", "Recommendation:"):
        assert words in readme


def test_dependencies_are_explained() -> None:
    import tomllib

    project = tomllib.loads(texts()["pyproject.toml"])
    extras = project["project"]["optional-dependencies"]
    wanted = [*project["project"]["dependencies"], *extras["ocr"], *extras["server"]]
    page = DOCS["docs/dependencies.md"].lower()
    names = [re.split(r"[<>=!\[; ]", w, maxsplit=1)[0] for w in wanted]
    assert not [n for n in names if f"`{n}`" not in page]


def test_what_the_package_imports_is_declared() -> None:
    """Imports of the package, by distribution, are exactly the declared dependencies."""
    import ast
    import itertools
    import tomllib
    from importlib.metadata import packages_distributions

    project = tomllib.loads(texts()["pyproject.toml"])["project"]
    declared = {
        re.split(r"[<>=!\[; ]", w, maxsplit=1)[0].lower()
        for w in [*project["dependencies"], *itertools.chain(*project["optional-dependencies"].values())]
    }
    imported = set()
    for name, text in texts().items():
        if name.startswith("src/openimr/") and name.endswith(".py"):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Import):
                    imported |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    imported.add(node.module.split(".")[0])
    # an engine that comes from the distribution is looked for, never required
    optional = {"tesserocr"}
    known = packages_distributions()
    third_party = imported - set(sys.stdlib_module_names) - {"openimr"} - optional
    used = {known.get(module, [module])[0].lower().replace("_", "-") for module in third_party}
    assert not used - declared, f"imported but not declared: {used - declared}"
    # of rapidocr only the models in its wheel are used, found by their place; tzdata is read by Python's own zoneinfo
    assert not declared - used - {"rapidocr", "tzdata"}, f"declared but not imported: {declared - used}"
