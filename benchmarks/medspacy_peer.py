"""medspaCy as a peer: its rules (ConText, target matcher, PyRuSH sentences) on the same sentences or pages.

Runs in an environment of its own (``make peers``), since its spaCy needs other versions than the project; reads one
JSON object from standard input and writes one to standard output:

    {"sentences": [{"text": …, "start": …, "end": …}, …]}   →  {"assertions": [{"negated": …, …}, …], "seconds": …}
    {"pages": […], "terms": […], "seconds": 5}               →  {"pages_per_second": …, "targets": …}
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import types
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
#: Python of the environment that ``make peers`` makes, and the mark that it is whole.
PYTHON, WHOLE = ROOT / ".venv-peers" / "bin" / "python", ROOT / ".venv-peers" / ".stamp"
#: What the figures are compared with, as tables name it.
NAME = "medspaCy"


def ask(question: dict[str, Any]) -> dict[str, Any] | None:
    """medspaCy's answer; None where its environment has not been made.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    if not WHOLE.exists():
        return None
    ran = subprocess.run(
        [str(PYTHON), str(Path(__file__))], input=json.dumps(question), capture_output=True, text=True, check=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    answer: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return answer


def _pipeline() -> Any:
    # medspaCy imports QuickUMLS, which it does not need for rules, and which has no wheel for every platform
    stub = types.ModuleType("quickumls")
    stub.spacy_component = None  # type: ignore[attr-defined]
    sys.modules.setdefault("quickumls", stub)
    from loguru import logger

    logger.remove()
    import medspacy

    return medspacy.load(medspacy_enable=["medspacy_pyrush", "medspacy_target_matcher", "medspacy_context"])


def _assertions(sentences: list[dict[str, Any]]) -> dict[str, Any]:
    """The assertion of a given place in each sentence: the place is the target, nothing has to be found."""
    nlp = _pipeline()
    context = nlp.get_pipe("medspacy_context")
    sentencizer = nlp.get_pipe("medspacy_pyrush")
    nlp("The patient denies pain.")
    found = []
    begun = time.perf_counter()
    for one in sentences:
        doc = sentencizer(nlp.make_doc(one["text"]))
        span = doc.char_span(one["start"], one["end"], label="TARGET", alignment_mode="expand")
        if span is not None:
            doc.set_ents([span])
            doc = context(doc)
        entity = doc.ents[0] if doc.ents else None
        found.append({
            "negated": bool(entity is not None and entity._.is_negated),
            "historical": bool(entity is not None and entity._.is_historical),
            "hypothetical": bool(entity is not None and entity._.is_hypothetical),
            "other": bool(entity is not None and entity._.is_family),
        })  # fmt: skip
    return {"assertions": found, "seconds": time.perf_counter() - begun}


def _rate(pages: list[str], terms: list[str], seconds: float) -> dict[str, Any]:
    nlp = _pipeline()  # first: it provides for what an import of medspaCy asks for
    from medspacy.target_matcher import TargetRule

    nlp.get_pipe("medspacy_target_matcher").add([TargetRule(term, "TARGET") for term in terms])
    targets = sum(len(nlp(page).ents) for page in pages[:2])
    done = 0
    begun = time.perf_counter()
    while time.perf_counter() - begun < seconds or done < min(3, len(pages)):
        targets += len(nlp(pages[done % len(pages)]).ents)
        done += 1
    return {"pages_per_second": done / (time.perf_counter() - begun), "targets": targets}


def main() -> None:
    question = json.load(sys.stdin)
    if "sentences" in question:
        answer = _assertions(question["sentences"])
    else:
        answer = _rate(question["pages"], question["terms"], float(question.get("seconds", 5)))
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
