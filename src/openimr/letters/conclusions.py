"""What a rationale concludes: necessary or not, in whichever of the customary words it says so.

Only plain statements count. What is quoted, conditional ("is medically necessary when ...") or told of utilization
review or of another decision concludes nothing. Words that merely lean ("is not recommended") are not used: a guideline
may not recommend what the reviewer nevertheless finds necessary for this patient.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from openimr.letters.sentences import Sentence, sentences

Verdict = Literal["necessary", "not_necessary"]

_NOT = r"(?:not|cannot|can\s*not|never|hardly|\w+n['’]t)"
_FEW = r"(?:\s+[\w/-]+){0,5}?\s+"
_BE = r"(?:is|are|was|were|be|been|being|remains?|appears?|seems?)"
_SHOWN = (
    r"(?:established|demonstrated|supported|substantiated|documented|shown|proven|warranted|confirmed|met|evident|clear|"
    r"justified|apparent|satisfied)"
)
_SHOW = r"(?:establish|support|demonstrat|substantiat|document|justif|confirm|show|prov)\w*"
_NECESSARY = r"medically\s+(?:necessary|reasonable|indicated\s+and\s+necessary|appropriate)"

_NEGATIVE = re.compile(
    rf"\b{_NOT}{_FEW}?(?:to\s+be\s+)?{_NECESSARY}"
    rf"|\b{_NOT}\s+{_NECESSARY}"
    r"|\bmedically\s+(?:un|not\s+)necessary"
    rf"|\b(?:none|neither)\b[^.;]{{0,120}}\b{_NECESSARY}"
    r"|\bno\s+longer\s+medically\s+necessary"
    rf"|\bmedical\s+necessity\b[^.;]{{0,160}}?\b(?:{_NOT})\s+(?:\w+\s+){{0,3}}?{_SHOWN}\b"
    rf"|\b(?:{_NOT}|fail(?:s|ed)?\s+to|unable\s+to|insufficient\s+\w+\s+to)\s+(?:\w+\s+){{0,3}}?{_SHOW}\s+(?:\w+\s+){{0,4}}?medical\s+necessity"
    r"|\b(?:lacks?|lacking|without|no)\s+(?:\w+\s+){0,3}?medical\s+necessity"
    r"|\b(?:is|are|was|were|be|remains?|recommend(?:ed|ing|ation)?|recommendation\s+is\s+for)\s+(?:for\s+)?non-?\s?certif(?:ied|ication)\b"
    r"|\brecommendation\s+is\s+(?:for|to)\s+(?:a\s+)?den(?:ial|y)\b|\brecommend(?:ed|ing)?\s+(?:a\s+|for\s+)?denial\b"
    r"|\brequests?\b[^.;]{0,160}\b(?:is|are)\s+(?:hereby\s+|therefore\s+|thus\s+)?(?:denied|not\s+(?:certified|authorized|approved))\b",
    re.I,
)
_POSITIVE = re.compile(
    rf"\b(?:{_BE}|as|deemed|found|considered|determined)(?:\s+(?:\w+ly|also|hereby|therefore|thus|indeed|both|to|be|being|been|deemed|"
    rf"considered|felt|found|judged|determined|as|reasonable|appropriate|and))*\s+{_NECESSARY}"
    rf"|\bmedical\s+necessity\b[^.;]{{0,160}}?\b(?:is|are|was|were|has\s+been|have\s+been)\s+(?:\w+ly\s+)?{_SHOWN}\b"
    rf"|\b{_SHOW}\s+(?:the\s+|a\s+)?medical\s+necessity\b"
    r"|\brecommendation\s+is\s+(?:for|to)\s+(?:an?\s+)?(?:approv|authoriz|certif)\w*"
    r"|\brecommend(?:ed|ing)?\s+(?:for\s+)?(?:approval|certification|authorization)\b"
    r"|\brequests?\b[^.;]{0,160}\b(?:is|are)\s+(?:hereby\s+|therefore\s+|thus\s+)?(?:certified|authorized|approved)\b",
    re.I,
)
_CONDITIONAL = re.compile(
    r"\b(?:if|unless|until|whether|when|whenever|in\s+cases?\s+where|only\s+(?:for|in|as)|would|may|might|could|should)\b",
    re.I,
)
#: Verbs of a conclusion that is drawn with "would" or "will" ("will be considered not medically necessary") count.
_DRAWN = re.compile(
    r"\b(?:therefore|thus|hence|as\s+such|accordingly|consequently|in\s+(?:summary|conclusion|light))\b", re.I
)
_TOLD = re.compile(
    r"\b(?:utilization\s+review|UR\b|claims?\s+administrator|(?:prior|previous|initial|adverse)\s+(?:\w+\s+)?(?:determination|denial|review)|"
    r"previously|per\s+the\s+denial|guidelines?\s+(?:state|note|recommend|indicate|specify)s?|according\s+to)\b",
    re.I,
)
#: "Since the surgery is not medically necessary, ..." is a reason; the main clause concludes.
_REASON = re.compile(
    r"^\W*(?:since|because|as|given\s+that|due\s+to\s+the\s+fact\s+that|inasmuch\s+as)\b[^,;]*[,;]", re.I
)


@dataclass(frozen=True, slots=True)
class Conclusion:
    """One plain verdict of a rationale: what it says, in which sentence, the how-manieth from the end (0 = last)."""

    verdict: Verdict
    sentence: Sentence
    from_end: int


def conclusions(rationale: str) -> list[Conclusion]:
    """The plain verdicts of a rationale, in order.

    >>> text = 'ODG says "MRI is medically necessary". Recommendation is for denial. It is not medically necessary.'
    >>> [(c.verdict, c.from_end) for c in conclusions(text)]
    [('not_necessary', 1), ('not_necessary', 0)]
    >>> [c.verdict for c in conclusions("As the MRI is not medically necessary, sedation is not medically necessary.")]
    ['not_necessary']
    >>> [c.verdict for c in conclusions("Both electromyography and nerve conduction studies are medically necessary.")]
    ['necessary']
    >>> conclusions("Surgery is medically necessary when conservative care has failed.")
    []
    """
    found: list[Conclusion] = []
    all_sentences = list(sentences(rationale))
    for number, sentence in enumerate(all_sentences):
        verdict = verdict_of(sentence)
        if verdict:
            found.append(Conclusion(verdict, sentence, len(all_sentences) - 1 - number))
    return found


def verdict_of(sentence: Sentence) -> Verdict | None:
    """What one sentence concludes; None when it concludes nothing."""
    text = _REASON.sub("", sentence.unquoted())
    if _TOLD.search(text) and not _DRAWN.search(text):
        return None
    if _CONDITIONAL.search(text) and not _DRAWN.search(text):
        return None
    negative = list(_NEGATIVE.finditer(text))
    blanked = _NEGATIVE.sub(lambda m: "#" * len(m.group()), text)
    positive = list(_POSITIVE.finditer(blanked))
    if negative and positive:
        return None  # one sentence that decides two things; which is meant cannot be told
    if negative:
        return "not_necessary"
    return "necessary" if positive else None
