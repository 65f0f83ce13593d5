"""What a letter states about the patient: present or absent, sentence by sentence, in the reviewer's own name.

A statement of absence is only taken where its object is plain: "no documentation of physical therapy" calls therapy
absent; "no documentation of functional gain from physical therapy", "no MRI since the operation" and "no specific
discussion of the therapy" call something narrower absent, and are left alone. What a guideline says, what utilization
review said, what is asked for and what would be needed state nothing about the patient.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from openimr.clinical import annotate
from openimr.clinical.model import Experiencer, Mention, Polarity, Temporality
from openimr.letters.sentences import QUOTED, Sentence, sentences

_RECORDED = (
    r"(?:document(?:ation|ed|ing|s)?|evidence|records?|mention(?:ed|s)?|reports?|reported|indications?|histor(?:y"
    r"|ies)|discussions?|"
    r"discuss(?:ed)?|signs?|descriptions?|describe[ds]?|notes?|noted|entry|entries|find|found|findings|show[ns]?"
    r"|see|seen|"
    r"demonstrate[ds]?|identif(?:y|ied)|list(?:ed)?|contain(?:ed)?|include[ds]?|provided?|establish(?:ed)?|recorded"
    r"|proof|confirm(?:ed)?|"
    r"reflect(?:ed)?|support(?:ed)?|present|submitted|supplied|available|received)"
)
_LINK = (
    r"(?:\s+(?:of|for|that|to|as\s+to|about|regarding|concerning|suggesting|indicating|showing|demonstrating"
    r"|the\s+patient\s+(?:has|had)|(?:he|she)\s+(?:has|had)))?"
)
#: A word before "documentation": none that asks for more of it, or for a better one.
_PLAIN = (
    r"(?!(?:further|specific|detailed|clear|adequate|sufficient|current|recent|additional|other|new|updated|formal"
    r"|official|objective|"
    r"corroborating|quantified|measured)\b)\w+"
)
#: Cues whose object follows. A phrase names what is looked for ("documentation of") or is a bare negation ("no").
_BEFORE = re.compile(
    r"\b(?:(?:there\s+(?:is|are|was|were|has\s+been|have\s+been)\s+)?(?:no|not\s+any"
    r"|neither)\s+(?:" + _PLAIN + r"\s+)?" + _RECORDED + _LINK +
    r"|(?:do|does|did|has|have|had|is|are|was|were|can|could)(?:\s+not|n['’]t)\s+(?:\w+\s+)?" + _RECORDED + _LINK +
    r"|fail(?:s|ed)?\s+to\s+" + _RECORDED + _LINK +
    r"|cannot\s+" + _RECORDED + _LINK +
    r"|(?:lack(?:s|ed|ing)?|absence|devoid|bereft|free)(?:\s+of)?(?:\s+(?:any\s+)?" + _RECORDED + r"\s+(?:of|for))?"
    r"|without(?:\s+(?:any\s+)?" + _RECORDED + r"\s+(?:of|for))?"
    r"|silent\s+(?:as\s+to|on|about|regarding|concerning|with\s+(?:respect|regard)\s+to)"
    r"|nowhere\s+(?:[\w,]+\s+){0,6}?(?:is|are|was|were|does|do)"
    r"|(?:has|have|had)(?:\s+not|n['’]t)\s+(?:yet\s+)?(?:had|undergone|received|completed|tried|attended"
    r"|been\s+(?:given|offered|treated\s+with))"
    r"|(?:has|have|had)\s+never\s+(?:had|undergone|received|tried|used|attended)"
    r"|(?:does|do|did)(?:\s+not|n['’]t)\s+(?:have|take|use|suffer\s+from|exhibit|complain\s+of|report)"
    r"|never\s+(?:had|underwent|received|tried|used|attended)"
    r"|den(?:ies|ied)|negative\s+for|not\s+found\s+on\s+examination|no)\b",
    re.I,
)  # fmt: skip
#: Cues whose object stands before them.
_BEHIND = re.compile(
    r"\b(?:(?:is|are|was|were|has|have|had)(?:\s+not|n['’]t)\s+(?:been\s+)?(?:\w+ly\s+)?" + _RECORDED +
    r"|(?:could|can)(?:\s+not|not|n['’]t)\s+be\s+" + _RECORDED +
    r"|(?:is|are|was|were)\s+(?:nowhere|never)\s+(?:\w+\s+){0,3}?" + _RECORDED +
    r"|(?:is|are|was|were)\s+(?:lacking|missing|absent\s+from))\b",
    re.I,
)  # fmt: skip
#: Words that may stand between a cue and its object without narrowing what is called absent.
_NEUTRAL_WORDS = """
    a an any the this that his her their its of or and nor either for to in on at patient patient's claimant worker
    employee has had have was were is are been ever prior previous past earlier former documented documentation
    evidence history reported known received undergone having use using taken completed trial attempted clear
    record records mention report reports left right bilateral lumbar cervical thoracic positive palpable signed
    underlying diagnosis symptoms signs complaints findings study imaging course performed visits sessions
    he she who x-ray ankle knee shoulder wrist hand hip elbow back neck leg legs arm arms spine lower upper extremity
    extremities paraspinal muscle muscles restricted limited
"""
_NEUTRAL = frozenset(_NEUTRAL_WORDS.split())
#: Behind an object these narrow it to a time, a degree, a purpose or a part.
_NARROWED = re.compile(
    r"\b(?:following|since|after|before|during|within|despite|with|whose|which|that|who|from|regarding|beyond|until"
    r"|because|sufficient|"
    r"consistent|correlat\w+|corroborat\w+|concordant|greater|exceed\w*|at\s+least|more\s+than|less\s+than"
    r"|to\s+(?:support|warrant|justify|"
    r"suggest|indicate|explain|date|the\s+point)|in\s+the\s+(?:last|past|recent)|of\s+(?:the\s+)?(?:first|last"
    r"|current|recent|prior|previous)|on\s+(?:\w+\s+){0,2}(?:\d|may\b|palpation)|"
    r"as\s+(?:well|required|a\s+result)|for\s+(?:the\s+)?(?:last|past|at|more|\d|three|six|recent|this\s+(?:flare"
    r"|request)))\b",
    re.I,
)
#: What may follow an object at once; another noun would make it the mere adjective of that noun ("the MRI report").
_FOLLOWS = re.compile(
    r"\s*(?:$|[.,;:)\]]|(?:of|in|to|on|at|and|or|nor|is|are|was|were|has|have|had|be|by|anywhere|within|among|for"
    r"|described|documented|reported|"
    r"noted|found|seen|present|recorded|here|now|there|therefore|either|sign|signs|test|therapy|program|syndrome"
    r"|treatment|treatments|visits|"
    r"sessions|injections?|deficits?|testing|over|along|as|medication|medications|disease|pain|loss|use|before"
    r"|studies|study)\b)",
    re.I,
)
_GUIDELINE = re.compile(
    r"\b(?:guidelines?|MTUS|ACOEM|ODG|official\s+disability|criteri(?:a|on)|evidence-based|literature|(?:trials"
    r"|studies)\s+(?:suggest|have\s+shown|have\s+found)|"
    r"(?:is|are)\s+(?:not\s+)?(?:generally\s+|only\s+)?(?:recommended|supported|indicated|allowed|reserved"
    r"|considered|confined)\b|requires?\b|should\b|recommends?\b|states?\s+that)",
    re.I,
)
_TOLD_BY_REVIEW = re.compile(
    r"\b(?:utilization\s+review|UR|claims?\s+administrator|peer\s+review(?:er)?|(?:prior|previous|initial"
    r"|adverse)\s+(?:determination|denial|"
    r"decision|review(?:er)?)|denied|non-?\s?certif\w+|denial)\b",
    re.I,
)
_CONDITIONAL = re.compile(
    r"\b(?:if|unless|whether|when|would|might|could|must|in\s+order\s+to|prior\s+to\s+(?:the\s+)?(?:request"
    r"|consider)|until|the\s+point\s+that|(?-i:may))\b",
    re.I,
)
_ASKED = re.compile(r"\b(?:request(?:ed|s|ing)?|asks?\s+for|asked\s+for|plan(?:s|ned)?\s+(?:to|for)|candidate)\b", re.I)
_ABSENT_CRITERION = re.compile(r"\b(?:criteri\w+\s+(?:are|is)\s+not|cannot\s+be\s+supported|not\s+satisfied)\b", re.I)


#: Before an object in its clause these leave it unstated, whatever else the sentence says.
_NEGATION = re.compile(
    r"\b(?:no|not|nor|none|never|neither|cannot|without|den(?:y|ies|ied)|lack\w*|absence|nowhere|rules?\s+out"
    r"|ruled\s+out|"
    r"negative\s+for|fail(?:s|ed)?\s+to|silent|devoid|free\s+of|unclear|unknown|rather\s+than|\w+n['’]t)\b",
    re.I,
)
_NEGATED_BEHIND = re.compile(
    r"^[^,;]{0,40}?\b(?:(?:is|are|was|were|has|have|had|does|do|did)(?:\s+not|n['’]t|\s+never)|ruled\s+out)\b", re.I
)
#: Pain that fell is no fall.
_FELL = re.compile(r"\b(?:pain|scores?|levels?|ratings?|use)\s+(?:\w+\s+)?fell$", re.I)
#: Where one clause ends and another begins that has its own verb.
_CLAUSE = re.compile(
    r"[;:]|(?:,|\b(?:and|but|while|although|though|however)\b)\s+(?=(?:and\s+|but\s+)?[^,;]{0,60}?\b(?:is|was|were"
    r"|are|has|had|have|remains?|shows?|showed)\b)",
    re.I,
)
#: Within the words of the object itself these ask for more than the thing.
_DEMANDING = re.compile(
    r"\b(?:objective|significant|functional|focal|specific|official|adequate|severe|measurable)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a letter states about its patient.

    Attributes:
        mention: the concept, its side, levels, figures and date; offsets count in the sentence.
        says: ``absent`` or ``present``.
        recorded: it is called absent from the file ("no documentation of"), not from the patient ("denies").
        sentence: where it stands.
    """

    mention: Mention
    says: Literal["absent", "present"]
    recorded: bool
    sentence: Sentence


def claims_of(text: str) -> Iterator[Claim]:
    """What a rationale or summary states in the reviewer's own name, in order.

    >>> told = "There is no documentation of physical therapy. SLR is positive. The MTUS requires an MRI."
    >>> [(c.mention.concept, c.says) for c in claims_of(told)]
    [('tx.physical_therapy', 'absent'), ('exam.straight_leg_raise', 'present')]
    >>> [c.mention.concept for c in claims_of("There is no MRI since the operation.") if c.says == "absent"]
    []
    """
    for sentence in sentences(unquoted(text)):
        yield from _claims(sentence)


def unquoted(text: str) -> str:
    """A text with what it quotes blanked out, so that a quotation of several sentences is none of its own.

    >>> unquoted('It says "No cast. No slip." here.').split()
    ['It', 'says', '.', 'here.']
    """
    return QUOTED.sub(
        lambda found: " " * (len(found[0]) - 2) + (found[0][-2] if found[0][-2] in ".!?" else " ") + " ", text
    )


def is_narrative(sentence: Sentence) -> bool:
    """Whether a sentence tells of the patient: not of a guideline, of another's decision, or of what would be.

    >>> is_narrative(Sentence(0, "The MTUS recommends a trial.")), is_narrative(Sentence(0, "Pain was 8/10."))
    (False, True)
    """
    words = sentence.unquoted()
    return not (
        (_GUIDELINE.search(words) and not _ABSENT_CRITERION.search(words))
        or _TOLD_BY_REVIEW.search(words)
        or _CONDITIONAL.search(words)
    )


def _claims(sentence: Sentence) -> Iterator[Claim]:
    words = sentence.unquoted()
    absent = list(_absences(words)) if not _TOLD_BY_REVIEW.search(words) and not _CONDITIONAL.search(words) else []
    found = [m for m in annotate(words) if m.experiencer is Experiencer.PATIENT]
    told = is_narrative(sentence)
    plain_guideline = _GUIDELINE.search(words) and not _ABSENT_CRITERION.search(words)
    for mention in _objects(words, found, absent):
        if plain_guideline and not re.match(r"\W*(?:in\s+this\s+case|this\s+patient|here)\b", words, re.I):
            break
        yield Claim(mention, "absent", absent_from_file(words, mention), sentence)
    if not told or _ASKED.search(words):
        return
    for mention in found:
        if mention.temporality is Temporality.HYPOTHETICAL or mention.attributes.get("refused"):
            continue
        if _denied(words, mention) or _FELL.search(words[: mention.end]):
            continue
        if mention.polarity is Polarity.AFFIRMED:
            yield Claim(mention, "present", False, sentence)
        elif mention.polarity is Polarity.NEGATED and _negative_in_itself(words, mention):
            yield Claim(mention, "absent", False, sentence)


def _denied(words: str, mention: Mention) -> bool:
    """Whether its clause negates an object, before it or right behind it."""
    begin = max((cut.end() for cut in _CLAUSE.finditer(words, 0, mention.start)), default=0)
    opening = re.match(r"\W*not\b", words, re.I)  # "Not found were ..., ... and ..."
    negated = _NEGATION.search(words, begin, mention.end) or _NEGATED_BEHIND.match(words[mention.end :])
    return bool(opening or negated)


def _negative_in_itself(words: str, mention: Mention) -> bool:
    """Whether its own words are a result that rules it out ("SLR was negative", "strength 5/5")."""
    said = words[mention.start : mention.end]
    if re.search(r"\b(?:films?|views?|x-rays?|stud(?:y|ies))\b", said, re.I):
        return False  # "flexion and extension films were negative" tells of no motion
    own = annotate(said)
    return any(one.concept == mention.concept and one.polarity is Polarity.NEGATED for one in own)


def absent_from_file(words: str, mention: Mention) -> bool:
    """Whether the sentence speaks of the file ("no documentation", "not described") and not only of the patient."""
    return re.search(rf"\b{_RECORDED}\b|\b(?:silent|nowhere|devoid)\b", words, re.I) is not None and not re.search(
        r"\bden(?:ies|ied)\b", words, re.I
    )


def _absences(words: str) -> Iterator[tuple[tuple[int, int], bool]]:
    """The cues of a sentence: their place, and whether the object follows."""
    for cue in sorted([*_BEFORE.finditer(words), *_BEHIND.finditer(words)], key=lambda m: (m.start(), -m.end())):
        yield (cue.start(), cue.end()), cue.re is _BEFORE


def _objects(words: str, found: list[Mention], cues: list[tuple[tuple[int, int], bool]]) -> Iterator[Mention]:
    """The mentions that are the plain object of a cue."""
    told: set[int] = set()
    ordered = sorted(found, key=lambda m: m.start)
    for (start, end), follows in cues:
        if follows:
            clause = _clause_end(words, end)
            at = end
            for mention in ordered:
                if mention.start < at - 1 and mention.start < end:
                    continue
                if mention.start >= clause or not _only_neutral(words[at : max(at, mention.start)]):
                    break
                if _plain_end(words, mention, clause) and id(mention) not in told:
                    told.add(id(mention))
                    yield mention
                at = max(at, mention.end)
        else:
            begin = _clause_begin(words, start)
            for mention in ordered:
                inside = begin <= mention.start and mention.end <= start
                if not inside or not _only_neutral(words[begin : mention.start]):
                    continue
                if _only_neutral(words[mention.end : start]) and id(mention) not in told:
                    told.add(id(mention))
                    yield mention


_LEVEL = re.compile(r"[CTLS]\d", re.I)


def _only_neutral(gap: str) -> bool:
    return all(
        word.lower() in _NEUTRAL or _LEVEL.match(word) for word in re.findall(r"[\w'’-]+", gap)
    ) and not re.search(r"[;:(]", gap)


def _plain_end(words: str, mention: Mention, clause: int) -> bool:
    if _DEMANDING.search(words[mention.start : mention.end]):
        return False
    tail = words[mention.end : clause]
    return _FOLLOWS.match(words[mention.end :]) is not None and _NARROWED.search(tail) is None


def _clause_end(words: str, at: int) -> int:
    stop = re.compile(r"[;.]|,\s+(?:but|and\s+(?:the|there|he|she)|therefore|the|this|so|as|which|although"
        r"|though)\b|\b(?:but|although|though|however|and\s+(?:the|there|he|she|this|his|her|does|is|has"
        r"|was))\b", re.I).search(words, at)  # fmt: skip
    return stop.start() if stop else len(words)


def _clause_begin(words: str, before: int) -> int:
    starts = [m.end() for m in re.finditer(r"[;:,]|\b(?:but|although|though|however|that|because|since"
        r"|as)\b", words[:before], re.I)]  # fmt: skip
    return starts[-1] if starts else 0
