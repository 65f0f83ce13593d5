"""What is done with a case in the background: steps, each from the papers of the case and what the steps before made.

A step is a function of content: the same papers give the same files, so it may be run again at any time. What it made
is kept by content and reported by one event (:mod:`openimr.store.tasks`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from openimr import __version__
from openimr.errors import NotFound
from openimr.store.papers import Paper

#: A step: the folder of the case's papers and the files made so far, by name, to the files it makes, by name.
Run = Callable[[Path, Mapping[str, bytes]], Mapping[str, bytes]]


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes:
        name: its name, as events report it.
        run: what it does.
        needs: names of the files of earlier steps that it reads.
        opens: whether it looks at the papers of the case.
    """

    name: str
    run: Run
    needs: tuple[str, ...] = ()
    opens: bool = True


@dataclass(frozen=True, slots=True)
class Course:
    """Steps in order, and what makes their results: those of another maker are made anew.

    Attributes:
        steps: the steps.
        maker: what makes the results, with its version.
    """

    steps: tuple[Step, ...]
    maker: Callable[[], str] = field(default=lambda: __version__)

    def after(self, name: str) -> Step | None:
        """The step that follows the one named; None after the last."""
        names = [step.name for step in self.steps]
        place = names.index(name) + 1
        return self.steps[place] if place < len(names) else None

    def step(self, name: str) -> Step:
        """The step of that name.

        Raises:
            NotFound: there is none.
        """
        found = next((step for step in self.steps if step.name == name), None)
        if found is None:
            raise NotFound(f"there is no step {name}", remedy="submit the case again")
        return found


#: Processes that read the files of one case: there are as many workers as cores already.
_PROCESSES = 1


def content_mark(papers: Iterable[Paper], maker: str) -> str:
    """What a course is made from: a hash of the papers, by name and content, and of the maker.

    >>> one, two = Paper("a.pdf", "0" * 64, 3), Paper("b.pdf", "1" * 64, 3)
    >>> content_mark([one, two], "m") == content_mark([two, one], "m") != content_mark([one], "m")
    True
    """
    told = sorted([paper.name, paper.sha256] for paper in papers)
    return hashlib.sha256(json.dumps([maker, told]).encode("ascii")).hexdigest()


def _index(folder: Path, _: Mapping[str, bytes]) -> Mapping[str, bytes]:
    from openimr.casefile import manifest_of, open_case

    manifest = manifest_of(open_case(folder, workers=_PROCESSES))
    return {"manifest.json": manifest.model_dump_json(indent=1).encode("utf-8")}


def _draft(folder: Path, _: Mapping[str, bytes]) -> Mapping[str, bytes]:
    from openimr.casefile import open_case
    from openimr.review import review

    draft = review(open_case(folder, workers=_PROCESSES))
    return {"draft.json": draft.model_dump_json(indent=2).encode("utf-8") + b"\n"}


def _letter(_: Path, made: Mapping[str, bytes]) -> Mapping[str, bytes]:
    from openimr.letters.rendering import render_layout
    from openimr.letters.working_pages import lay_out_draft
    from openimr.review.model import Draft

    layout = lay_out_draft(Draft.model_validate_json(made["draft.json"]))
    written = render_layout(layout, "pdf")
    return {"draft.pdf": written if isinstance(written, bytes) else written.encode("utf-8")}


@cache
def _reviewer() -> str:
    from openimr.review.rulesversion import rules_version

    return f"openimr {__version__}, rules {rules_version()}"


#: The courses by name. ``review``: the record indexed, the draft made, its letter written.
COURSES: dict[str, Course] = {
    "review": Course(
        (
            Step("index", _index),
            Step("draft", _draft),
            Step("letter", _letter, needs=("draft.json",), opens=False),
        ),
        _reviewer,
    )
}


def course(name: str) -> Course:
    """The course of that name.

    Raises:
        NotFound: there is none.

    >>> [step.name for step in course("review").steps]
    ['index', 'draft', 'letter']
    """
    if name not in COURSES:
        raise NotFound(f"there is no course {name}", remedy=f"choose one of: {', '.join(sorted(COURSES))}")
    return COURSES[name]
