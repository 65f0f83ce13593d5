"""Build the example case files from their sources, or write one as plain text with words changed (for tests).

``python -m examples.build`` renders every case of ``examples/sources`` into ``examples/cases``. The same sources
give the same bytes. People, firms, numbers and addresses in them are invented.
"""

from __future__ import annotations

import argparse
import shutil
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import yaml

from examples.papers import Paper, StringLoader, read_paper

FOLDER = Path(__file__).resolve().parent
SOURCES = FOLDER / "sources"
CASES = FOLDER / "cases"
FLIPS = FOLDER / "flips.yaml"

Replacements = dict[str, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Flip:
    """A change of the decisive fact of one disputed item, and what the recommendation must become.

    Attributes:
        slug: the case.
        item: heading of the item as the application prints it.
        heading_after: heading once the words are changed (differs only where the request itself changes).
        decision: what the file as it stands supports, ``upheld`` or ``overturned``.
        flipped: the opposite, which the changed file supports.
        decisive: the decisive fact, in a sentence.
        change: what the replacements do, in a sentence.
        replace: file of the case → (old words, new words).
    """

    slug: str
    item: str
    heading_after: str
    decision: str
    flipped: str
    decisive: str
    change: str
    replace: Replacements = field(default_factory=dict)


def slugs() -> list[str]:
    """The names of the example cases, in order."""
    return sorted(folder.name for folder in SOURCES.iterdir() if (folder / "case.yaml").is_file())


def load_sources(slug: str) -> dict[str, Paper]:
    """The papers of a case, by the file each becomes.

    Raises:
        FileNotFoundError: there is no such case.
        ValueError: two sources give the same file, or a copy names a file that does not exist.
    """
    folder = SOURCES / slug
    if not folder.is_dir():
        raise FileNotFoundError(f"no example case {slug!r}; there are: {', '.join(slugs())}")
    papers: dict[str, Paper] = {}
    for source in sorted(folder.glob("*.txt")):
        paper = read_paper(source)
        if paper.output in papers:
            raise ValueError(f"{slug}: two sources give {paper.output}")
        papers[paper.output] = paper
    for paper in papers.values():
        if paper.copy_of is not None and paper.copy_of not in papers:
            raise ValueError(f"{slug}: {paper.output} is a copy of {paper.copy_of}, which does not exist")
    return papers


def load_flips() -> list[Flip]:
    """The flip table: one change of the decisive fact for each disputed item of the examples."""
    records = yaml.load(FLIPS.read_text(encoding="utf-8"), Loader=StringLoader)  # a SafeLoader
    opposite = {"upheld": "overturned", "overturned": "upheld"}
    return [
        Flip(
            slug=record["slug"],
            item=record["item"],
            heading_after=record.get("heading_after", record["item"]),
            decision=record["decision"],
            flipped=opposite[record["decision"]],
            decisive=record["decisive"],
            change=record["change"],
            replace={name: [(old, new) for old, new in pairs] for name, pairs in record["replace"].items()},
        )
        for record in records
    ]


def write_text_case(slug: str, folder: Path, replace: Replacements | None = None) -> Path:
    """Write a case as plain-text papers, with words changed, and answer its folder.

    Args:
        slug: the example case.
        folder: an empty or new folder for it.
        replace: file of the case (as in :func:`load_sources`) → (old, new) pairs.

    Raises:
        KeyError: a named file is not in the case.
        ValueError: an old text does not occur exactly once in its paper, or the file is a copy (change its original).
    """
    papers = load_sources(slug)
    for output, changes in (replace or {}).items():
        if papers[output].copy_of is not None:
            raise ValueError(f"{output} is a copy of {papers[output].copy_of}: change that one")
        papers[output] = papers[output].replaced(changes)
    for output, paper in papers.items():
        original = papers[paper.copy_of] if paper.copy_of else paper
        target = folder / PurePosixPath(output).with_suffix(".txt")
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            raise ValueError(f"{slug}: two papers would be written as {target.name}")
        target.write_text(original.text, encoding="utf-8")
    shutil.copyfile(SOURCES / slug / "case.yaml", folder / "case.yaml")
    return folder


def build_case(slug: str, folder: Path) -> list[Path]:
    """Render every paper of a case into a folder; answers the files written."""
    from examples.typeset import typeset  # typst and Word are not needed by tests that write text

    papers = load_sources(slug)
    written: list[Path] = []
    for output, paper in papers.items():
        target = folder / PurePosixPath(output)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(typeset(papers[paper.copy_of] if paper.copy_of else paper))
        written.append(target)
    intake = folder / "case.yaml"
    shutil.copyfile(SOURCES / slug / "case.yaml", intake)
    return [*written, intake]


def main(arguments: list[str] | None = None) -> None:
    """Build the named cases, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m examples.build", description=__doc__)
    parser.add_argument("slug", nargs="*", help="cases to build (default: all)")
    parser.add_argument("--to", type=Path, default=CASES, help="folder to write into (default: examples/cases)")
    options = parser.parse_args(arguments)
    for slug in options.slug or slugs():
        load_sources(slug)  # a wrong name must not remove anything
        target = options.to / slug
        if target.exists():
            shutil.rmtree(target)
        files = build_case(slug, target)
        print(f"{slug}: {len(files)} files, {sum(file.stat().st_size for file in files) // 1024} KB")


if __name__ == "__main__":
    main()
