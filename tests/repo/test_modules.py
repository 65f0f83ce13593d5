"""House rules for modules: short, and with a name that says what is in them."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath

from tests.repo.tracked import REPOSITORY, modules

LONGEST = 500
VAGUE = {"util", "utils", "helper", "helpers", "common", "misc", "stuff", "lib", "various", "shared", "base", "core"}


def test_there_are_modules_to_look_at() -> None:
    names = modules()
    assert "src/openimr/errors.py" in names
    assert "tests/repo/test_modules.py" in names


def test_no_module_is_longer_than_a_person_reads_at_once() -> None:
    long = {name: count for name, text in modules().items() if (count := text.count("\n")) > LONGEST}
    assert not long, f"split these by what they do: {long}"


def test_names_say_what_is_inside() -> None:
    vague = []
    for name in modules():
        path = PurePosixPath(name)
        words = [*path.parts[:-1], path.stem]
        vague += [name for word in words if VAGUE & set(word.lower().lstrip("_").removeprefix("test_").split("_"))]
    assert not vague


def test_every_module_says_its_job_first() -> None:
    silent = [
        name for name, text in modules().items()
        if name.startswith("src/") and text.strip() and not ast.get_docstring(ast.parse(text))
    ]
    assert not silent, f"these modules have no docstring: {silent}"


def test_public_functions_and_classes_with_behaviour_say_what_they_are_for() -> None:
    silent = []
    for name, text in modules().items():
        if not name.startswith("src/openimr/"):
            continue
        for node in ast.parse(text).body:
            behaves = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or (
                isinstance(node, ast.ClassDef) and any(isinstance(part, ast.FunctionDef) for part in node.body)
            )
            if behaves and not node.name.startswith("_") and not ast.get_docstring(node) and not _is_overload(node):
                silent.append(f"{name}: {node.name}")
    assert not silent, "\n".join(silent)


def _is_overload(node: ast.stmt) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "overload" for d in getattr(node, "decorator_list", []))


def test_no_unfinished_work_is_left_in_the_code() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK:")
    found = [f"{name}: {mark}" for name, text in modules().items() for mark in marks if mark in text]
    assert not found


def test_the_tree_of_tests_mirrors_the_rooms() -> None:
    rooms = {p.parent.name for p in (REPOSITORY / "src" / "openimr").glob("*/__init__.py")}
    without = [room for room in sorted(rooms) if not list((REPOSITORY / "tests" / room).glob("test_*.py"))]
    assert not without, f"rooms without tests: {without}"
