"""What may not lie in the repository: addresses of a machine or a registry, and anything of the shared folder."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from tests.repo.tracked import REPOSITORY, texts, tracked

ITSELF = Path(__file__).resolve().relative_to(REPOSITORY).as_posix()
# a folder of one machine; written so that "and/or home/office" or a URL path do not look like one
MACHINE = re.compile(
    r"(?<![\w.:/\-])(?:/(?:home|root|work|Users|mnt|private|tmp)/\w|/opt/(?!homebrew/)\w|[A-Z]:\\Users\\)"
)
REGISTRY = re.compile(
    r"(?:pypi|pythonhosted|npmjs|yarnpkg)\.(?:org|com)|/simple/|--(?:extra-)?index-url[ =]\S*://|--find-links|"
    r"\"resolved\"\s*:|artifactory|://[^/\s\"]*(?:registry|mirror)"
)
#: Options that make a tool leave addresses out are no addresses.
HARMLESS = re.compile(r"--no-emit-[\w-]+|--no-index")
RULES = "src/openimr/rules/"


def test_no_path_of_a_machine() -> None:
    assert not _hits(MACHINE)


def test_no_address_of_a_package_registry() -> None:
    assert not _hits(REGISTRY)


def test_lock_files_are_exact_hashed_and_without_addresses() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        lines = texts()[name].splitlines()
        requirements = [line for line in lines if line and not line.startswith(("#", " "))]
        assert requirements, name
        for line in requirements:
            assert re.match(r"^[a-z0-9][a-z0-9.\-]*==[\w.!+]+( ;.*)? \\$", line), f"{name}: {line}"
        assert texts()[name].count("--hash=sha256:") >= len(requirements)
        assert "://" not in texts()[name]


def test_the_run_lock_is_part_of_the_development_lock() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9][a-z0-9.\-]*==\S+", texts()[name], re.M))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_no_file_of_the_shared_folder_is_in_the_repository(shared: Path) -> None:
    theirs = {_digest(p): p.name for p in shared.rglob("*") if p.is_file() and p.stat().st_size > 0}
    copies = {p.name: theirs[d] for p in tracked() if (d := _digest(p)) in theirs}
    assert not copies


def test_no_sentence_of_a_real_letter_is_in_the_repository(shared: Path) -> None:
    """No run of twelve words of one letter's summary or rationale stands in a text file of the repository.

    Words that several letters share belong to the form or to the guideline they quote. A criterion may come near the
    customary words of its guideline, so rule files are held to sixteen.
    """
    letters = list(_real_letters(shared))
    assert len(letters) >= 60, "the letters could not be read"
    for length, ours in ((12, lambda name: not name.startswith(RULES)), (16, lambda name: name.startswith(RULES))):
        writers: dict[tuple[str, ...], set[str]] = {}
        for name, text in letters:
            for run in _runs(text, length):
                writers.setdefault(run, set()).add(name)
        found = {
            f"{name} holds words of {' '.join(writers[run])}: {' '.join(run)}"
            for name, text in texts().items()
            if ours(name) and not name.endswith(".lock")
            for run in _runs(text, length)
            if len(writers.get(run, ())) == 1
        }
        assert not found, "\n".join(sorted(found))


def _hits(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in texts().items()
        if name != ITSELF
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(HARMLESS.sub("", line))
    ]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _runs(text: str, length: int) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return zip(*(words[i:] for i in range(length)), strict=False)


def _real_letters(shared: Path) -> Iterator[tuple[str, str]]:
    """Summary and rationales of each letter: the words that one person wrote about one case.

    Fixed wording of the form and quotations of a guideline in its customary words may stand in the repository.
    """
    from openimr.letters import parse_file

    for path in sorted([*(shared / "seeds").glob("*.txt"), *(shared / "letters").glob("*.pdf")]):
        letter = parse_file(path)
        yield path.name, " | ".join([letter.summary, *(item.rationale for item in letter.items)])
