"""Facts whose words stand apart ("weak in left dorsiflexion"): the regular expressions of ``lexicon/patterns.yaml``."""

from __future__ import annotations

import re
from functools import cache

from openimr.clinical.concepts import concepts
from openimr.clinical.reading import LEXICON, read_words, refusal, word_list


def patterns_in(lower: str) -> list[tuple[int, int, str]]:
    """Begin, end and concept of every pattern that the lower-case text fulfils.

    >>> [c for _, _, c in patterns_in("an extrusion that compresses the right s1 nerve root")]
    ['img.nerve_root_compression']
    """
    found = []
    for concept, expression, words in _patterns():
        if any(word in lower for word in words):
            found += [(m.start(), m.end(), concept) for m in expression.finditer(lower)]
    return found


# a pattern can only match where one of these stems stands; looking for a plain word first is ten times faster
_STEMS = {
    "img.nerve_root_compression": ("nerve", "root", "cord"), "plan.surgery": ("surg", "operat", "fusion", "arthr", "ectomy",
    "repair", "release", "replacement", "hardware"), "psych.": ("psych", "stimulat"), "resp.medication_reduced": ("from ",
    "less", "fewer", "reduc", "decreas", "lower", "cut ", "stopped", "discontinued", "no longer", "off ", "use", "intake",
    "needs"), "exam.motor_deficit": ("weak",), "exam.sensory_deficit": ("dermatom", "sensation", "touch", "prick", "pinwheel"),
    "exam.trigger_point": ("knot", "nodule"), "exam.twitch": ("twitch",), "exam.referred": (" refer",), "sx.sleep": ("sleep",
    "wak", "woken"), "resp.no_relief": ("relief", "benefit", "improve", "help", "relieve", "work", "respond", "effective",
    "beneficial"), "resp.usage": ("use", "using", "usage", "wear"), "plan.follow_up": ("return", "follow", "recheck", "evaluat",
    "see"), "plan.adjunct": ("exercise", "therapy", "rehab", "functional", "strengthening", "hep", "stretching", "activity"),
    "plan.radiofrequency": ("radiofreq", "rhizotomy", "neurotomy", "rfa", "ablation"), "lab.drug": ("consistent", "compliant",
    "aberrant"), "tx.trigger": ("trigger point",), "tx.epidural": ("block", "injection"), "edx.normal": ("emg", "ncv", "ncs",
    "conduction", "electro"), "img.normal": ("abnormalit", "patholog"), "sx.gi_upset": ("upset",), "tx.steroid": ("inject",), "resp.relief": ("symptom", "pain", "complaints"),
    "sx.worsening": ("wors", "progress", "deterior", "escalat", "increas"),
}  # fmt: skip


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...]:
    path = LEXICON / "patterns.yaml"
    compiled = []
    for concept, expressions in read_words(path).items():
        if concept not in concepts():
            raise refusal(path, concept, "no file defines this concept", "define it or correct the name")
        words = next((stems for begin, stems in _STEMS.items() if concept.startswith(begin)), ("",))
        for expression in word_list(path, concept, expressions):
            try:
                compiled.append((concept, re.compile(expression), words))
            except re.error as error:
                raise refusal(path, concept, f"not a regular expression ({error})", "correct it") from error
    return tuple(compiled)
