"""Presidio as a peer: its default pattern recognisers on the same papers, without a language model.

Runs in the environment of ``make peers``; reads one JSON object from standard input and writes one to standard output:

    {"texts": […]}   →  {"found": [[{"start": …, "end": …, "kind": …}, …], …], "papers_per_second": …, "version": …}

Its recognisers of names need a model of language, which is not installed: they look for none. Dates are left out, since
publication keeps most of them. Two recognisers look up the list of internet domains, which they would fetch: here they
have the list that their package brings.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

# run as a file of its own, it finds neither the project nor what the project needs
if __name__ != "__main__":
    from benchmarks.medspacy_peer import PYTHON, WHOLE

NAME = "Presidio"


def ask(texts: list[str]) -> dict[str, Any] | None:
    """What Presidio finds in texts; None where its environment has not been made.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    if not WHOLE.exists():
        return None
    ran = subprocess.run(
        [str(PYTHON), str(Path(__file__))], input=json.dumps({"texts": texts}), capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    answer: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return answer


def _analyzer() -> Any:
    import spacy
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    # the list of domains as packaged: no request
    offline = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    tldextract.extract = offline
    tldextract.tldextract.TLD_EXTRACTOR = offline

    class Words(SpacyNlpEngine):  # type: ignore[misc]
        """Words alone: no model of language."""

        def __init__(self) -> None:
            super().__init__(models=[{"lang_code": "en", "model_name": "blank"}])
            self.nlp = {"en": spacy.blank("en")}

    words = Words()
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=words)
    return AnalyzerEngine(nlp_engine=words, registry=registry, supported_languages=["en"])


def main() -> None:
    import logging
    from importlib.metadata import version

    logging.disable(logging.WARNING)
    texts = json.load(sys.stdin)["texts"]
    analyzer = _analyzer()
    kinds = [kind for kind in analyzer.get_supported_entities("en") if kind != "DATE_TIME"]
    analyzer.analyze(texts[0], language="en", entities=kinds)
    begun = time.perf_counter()
    found = [analyzer.analyze(text, language="en", entities=kinds) for text in texts]
    spent = time.perf_counter() - begun
    print(json.dumps({
        "found": [[{"start": one.start, "end": one.end, "kind": one.entity_type} for one in some] for some in found],
        "papers_per_second": len(texts) / spent,
        "version": version("presidio-analyzer"),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
