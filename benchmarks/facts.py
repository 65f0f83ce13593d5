"""Speed of reading facts from the text of records, beside medspaCy on the same pages, and whether memory stays flat."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import medspacy_peer
from benchmarks.measuring import Figure, rate

SOURCES = Path(__file__).resolve().parent.parent / "examples" / "sources"
#: Characters of a full page of a report; the papers of the examples are shorter than a page or longer.
PAGE = 2_500
#: How many times as fast as the peer the project holds itself to be.
TIMES = 20
#: Pages after which memory is looked at; they are short, so that reading them all takes seconds.
FEW, MANY, SHORT = 1_000, 10_000, 250
#: Megabytes that it may grow between the two.
GROWTH = 20


def figures() -> Iterator[Figure]:
    """Pages of records a second, a page being 2,500 characters; the same of medspaCy; growth of memory."""
    from openimr.clinical.annotating import annotate
    from openimr.clinical.concepts import term_dictionary

    texts = [path.read_text(encoding="utf-8") for path in sorted(SOURCES.glob("*/*.txt"))]
    whole = "\n\n".join(texts)
    pages = [whole[at : at + PAGE] for at in range(0, len(whole) - PAGE + 1, PAGE)]

    def ours() -> int:
        for page in pages:
            annotate(page)
        return len(pages)

    value = rate(ours, passes=2)
    asked = {"pages": pages, "terms": term_dictionary().phrases(), "seconds": 5}
    answer = medspacy_peer.ask(asked)
    peer = float(answer["pages_per_second"]) if answer else None
    remark = f"{len(pages)} pages of {PAGE:,} characters from the papers of the examples, one process"
    yield Figure("facts from text", value, "pages/s", "≥ 500/s", value >= 500, remark=remark)
    times = value / peer if peer else None
    yield Figure(
        "facts from text, beside the peer", value, "pages/s", f"≥ {TIMES} × the peer",
        None if times is None else times >= TIMES,
        medspacy_peer.NAME if answer else "", peer,
        f"the peer looks for the same {len(asked['terms']):,} phrases and asserts them (ConText)",
    )  # fmt: skip
    grown = _growth()
    if grown is not None:
        yield Figure(
            "memory of reading facts", grown, "MB", f"≤ {GROWTH} MB more", grown <= GROWTH,
            remark=f"resident memory after {MANY:,} different pages of {SHORT} characters less that after {FEW:,}",
        )  # fmt: skip


def _growth() -> float | None:
    """Megabytes by which a new process grows between few and many pages; None where the system does not tell."""
    if not Path("/proc/self/statm").exists():
        return None
    ran = subprocess.run([sys.executable, "-m", "benchmarks.facts"], capture_output=True, text=True, check=True)
    few, many = json.loads(ran.stdout.splitlines()[-1])
    return float(many - few)


def _read_many() -> list[float]:
    """Resident memory in megabytes after few and after many pages, no two of which are the same."""
    import resource

    from openimr.clinical.annotating import annotate

    whole = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(SOURCES.glob("*/*.txt")))
    taken = []
    for number in range(1, MANY + 1):
        at = number * 211 % (len(whole) - SHORT)
        # words that no page before had: a table that keeps every word it meets would grow
        word = "".join("abcdefghij"[int(digit)] for digit in str(number))
        annotate(f"Vico{word} {number} mg, gabap{word}. {whole[at : at + SHORT]}")
        if number in (FEW, MANY):
            resident = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
            taken.append(resident * resource.getpagesize() / 2**20)
    return taken


if __name__ == "__main__":
    print(json.dumps(_read_many()))
