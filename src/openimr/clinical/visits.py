"""Counts of visits that stand without the name of the treatment: "Visit 8 of 12", "visits used: 9",
"request 6 more"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from openimr.clinical.assertion import assertion_of
from openimr.clinical.dates import number_of
from openimr.clinical.model import Mention, Polarity, Temporality
from openimr.clinical.scene import Scene
from openimr.clinical.signs import SIGN

_N = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|sixteen|eighteen|twenty)"
_NOUN = r"(?:visits?|sessions?|treatments?|tx'?s?|appointments?|appts?\.?)"
_COUNT = re.compile(
    rf"\b(?P<noun1>visit|session|treatment|tx|appt|day)\s?(?:no\.?\s?|number\s|count\s?:?\s?|#\s?"
    rf"|:\s?)*(?P<n1>{_N})(?:\s?(?:of|/|out of)\s?(?:the\s|a total of\s)?(?P<m1>{_N}))?(?![\d/-]"
    rf"|\s?(?:mg|%|/))"
    rf"|(?<![\d/.-])(?P<n2>{_N})(?:\s?\(\d{{1,3}}\))?(?:\s?(?:of|/|out of)\s?(?:the\s|his\s|her\s"
    rf"|a total of\s)?(?P<m2>{_N}))?\s(?:more\s|additional\s|further\s|total\s|prior\s|approved\s"
    rf"|authorized\s|certified\s"
    rf"|previous\s|post\s?-?op\s|postoperative\s|initial\s|scheduled\s|of the\s|pt\s|ot\s|pt/ot\s"
    rf"|chiro\s|therapy\s|physical\s|acupuncture\s|completed\s|supervised\s)*{_NOUN}(?!\w)"
    rf"|\b{_NOUN}\s?(?:\w+\s){{0,2}}?(?P<word>used|completed|attended|authorized|approved|certified"
    rf"|requested|remaining|to date|so far|left|denied|scheduled)\s?(?:to date\s?|so far\s?|is\s|was\s"
    rf"|are\s|were\s)?[:=#]?\s?(?P<n3>{_N})(?:\s?(?:of|/|out of)\s?(?P<m3>{_N}))?(?![\d/-])"
    rf"|\b(?P<word2>attended|completed|used|had|authorized for|approved for|request(?:ing)?|requested"
    rf"|recommend|remaining|missed)\s?:?\s?(?P<n4>{_N})(?:\s?(?:of|/|out of)\s?(?P<m4>{_N})|\s(?:more"
    rf"|additional)\b)(?![\d/-])"
    rf"|(?<![\d/.-])(?P<n5>{_N})(?:\s?(?:of|/|out of)\s?(?P<m5>{_N}))?\s(?P<word3>authorized|attended|approved)\b"
)
_ASKED = re.compile(r"\b(?:request|recommend|ask|rfa|seek|order|prescri|need|plan|additional|more)\w*\b[^.;]{0,20}$")
_DONE = re.compile(r"used|completed|attended|to date|so far|had|missed")


def visit_counts(scene: Scene, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Counts as ``admin.visits`` with ``of`` (how many were granted),
    where no treatment of the sentence holds the count."""
    if not scene.signs & SIGN["visits"]:
        return
    text = scene.folded.plain
    for match in _COUNT.finditer(text, scene.start, scene.end):
        number = next((match.group(f"n{i}") for i in range(1, 6) if match.group(f"n{i}")), None)
        if number is None or (match.group("noun1") == "day" and not match.group("m1")):
            continue
        value = float(number_of(number))
        granted = next((match.group(f"m{i}") for i in range(1, 6) if match.group(f"m{i}")), None)
        if granted and text[match.end() : match.end() + 1] == "/":
            continue  # a date
        asserted = assertion_of(scene.frame, match.start(), match.end(), act=True)
        word = match.group("word") or match.group("word2") or match.group("word3") or ""
        time = asserted.temporality
        if _DONE.search(word) or (granted and not word.startswith("request")) or match.group("noun1"):
            time = Temporality.CURRENT
        elif word.startswith(("request", "recommend")) or _ASKED.search(
            text[max(scene.start, match.start() - 24) : match.start()]
        ):
            time = Temporality.HYPOTHETICAL
        attributes: dict[str, str | float | bool] = {}
        if granted and granted.isdigit():
            attributes["of"] = float(granted)
        yield Mention(
            "admin.visits", match.start(), match.end(), scene.start, scene.end, "figure:visits",
            Polarity.AFFIRMED, time, asserted.experiencer,
            value=value, unit="visits", attributes=attributes, section=scene.section,
        )  # fmt: skip
