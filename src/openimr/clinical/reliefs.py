"""Relief in figures and words: its share, that there was none, that it was whole, and how long it lasted.

What is read here is not yet tied to a treatment (responses.py does that); places count in the folded text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from openimr.clinical.alternation import compiled
from openimr.clinical.dates import number_of
from openimr.clinical.measures import relief_percents

Values = dict[str, float]


@dataclass(slots=True)
class Outcome:
    """Something a treatment brought.

    Attributes:
        start: first place of its words.
        end: end of its words.
        kind: concept it makes when no word of the lexicon stands for it (``resp.relief``, ``resp.no_relief`` ...).
        rule: what read it.
        values: attributes of the relief (``percent``, ``percent_high``, ``weeks``, ``vas_before``, ``vas_after``).
        closed: whether a treatment named behind it may be what brought it.
    """

    start: int
    end: int
    kind: str
    rule: str
    values: Values = field(default_factory=dict)
    closed: bool = False


_WORDS = {
    "ten": 10,
    "twenty": 20,
    "twenty five": 25,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "seventy five": 75,
    "eighty": 80,
    "ninety": 90,
    "one hundred": 100,
    "a hundred": 100,
}
_WORD = "|".join(sorted((w.replace(" ", "[ -]") for w in _WORDS), key=len, reverse=True))
_PERCENT = re.compile(
    rf"(?<![\d.\w/])(?:(?<=between )(?P<ba>\d{{1,3}}|{_WORD})\s?%? and (?P<bb>\d{{1,3}}|{_WORD})"
    rf"|(?P<a>\d{{1,3}})(?:\s?%)?(?:\s?(?:-|to|or)\s?(?P<b>\d{{1,3}}))?"
    rf"|(?P<wa>{_WORD})(?:\s?(?:-|to|or)\s?(?P<wb>{_WORD}))?)\s?(?:%|percent\b|per cent\b|pct\b)"
)
_BEHIND = re.compile(
    r"\s?(?:$|[.,;)\"']|x\s?\d|x (?:a|one|two|three|four|five|six|eight)\b|(?:for|at best|at first|at most"
    r"|initially|back to|recovered|resolved|now|then|while|during|when|with|until|better"
    r"|(?:on|in) (?:the |his |her )?(?:left|right|r|l|leg|arm|back|neck|knee|shoulder|hand)"
    r"|but|and|overall|so far|after|on average|per pt|per patient|to date|=)\b|[-/|]\s|(?:less|lower|fewer"
    r"|reduced|down)\b|for\b|lasting|w/|from\b)"
)
_NO_SHARE_BEFORE = re.compile(
    r"\b(?:wpi|impair\w*|disab\w*|sat|sats|spo2|o2|a1c|bmi|ef|stenosis|tear|height|slip\w*|rom|range|apportion\w*"
    r"|grade|strength|\w*caine"
    r"|saline|dextrose|concentration|humidity|interest|rate of|weight"
    r"|oswestry|odi|ndi|score|of normal"
    r"|to|hct|hematocrit|fat|positive predictive)\W{0,3}(?:is|was|of|at|about)?\W{0,2}$"
)
#: A preparation's strength, unless relief is what follows it.
_STRENGTH_BEFORE = re.compile(r"\b(?:gel|cream|patch|solution|ointment|lotion)\W{0,3}(?:is|was|of|at|about)?\W{0,2}$")
_RELIEF_BEHIND = re.compile(r"\s?(?:pain |symptom )?(?:relief|better|improve|reduc|less|decrease|help)")
_NO_SHARE = re.compile(
    r"\s?(?:of (?:normal|the time|full|predicted|body|patients|cases|people)|disab|impair|whole|permanent|loss"
    r"|apportion|tear|stenosis|gel\b|cream|patch"
    r"|lotion|ointment|solution|compress|ethyl|\w*caine|slip|displac|wpi|on room air|industrial|non|dextrose"
    r"|epineph|chance|risk)"
)
_OF_WHAT_IT_WAS = re.compile(
    r"\s?of (?:what it (?:was|had been)|its (?:former|previous|original|prior)"
    r"|the (?:original|former|previous|prior|baseline)|baseline|before)\b"
)
_COMPARED = re.compile(
    r"\b(?:vs\.?|versus|from|compared (?:to|with)|(?<!better )(?<!more )(?<!less )(?<!greater"
    r" )than|against|instead of)\s(?:only |about |the )?$|(?:->|=>|→)\s?$"
)
_NOW = re.compile(
    r"(?:\b(?:now|currently|today|presently|at present|down to)|(?<!left )(?<!right )(?<!side )(?<!other )\bonly)"
    r"\s(?:is |at |about |to |only "
    r"|he is |she is |around )*$"
)
_NOW_BEHIND = re.compile(r"\s?(?:better |improved |relief )?(?:now|currently|today|at present)\b")
_LESS = re.compile(r"\b(?:less than|under|below|<)\s?$")
_FRACTION = re.compile(
    r"\b(?P<lead>by|away|took off|relieve[sd]|about|around|roughly|approximately|nearly|almost|over|at least"
    r"|more than|some|perhaps|maybe"
    r"|cut|cuts|in|an estimated|abt|approx\.?|helps|helped)\s(?:a |an |one[ -])?(?:about )?"
    r"(?P<part>half|third|quarter|two[ -]thirds|three[ -]quarters|fourth|one[ -]half|one[ -]third"
    r"|one[ -]quarter|1/2|1/3|2/3|3/4|1/4)(?![\d/])\b(?!\s(?:an?\s|of the (?:time|day|dose)|hour|mile|day|block"
    r"|tab|tablet|pill|dose|time"
    r"|degree|inch|grade|step|surgery|visit|session|injection|procedure|block))"
    r"|\bhalf (?:of )?(?:his|her|the) (?:usual |low back |back |leg |neck )?(?:pain|symptoms)\b|\bhalf (?:gone"
    r"|better)\b"
)
_PARTS = {"1/2": 50, "1/3": 33, "2/3": 67, "3/4": 75, "1/4": 25, "half": 50, "third": 33, "quarter": 25,
          "fourth": 25, "two thirds": 67, "three quarters": 75}  # fmt: skip
_PAINS = re.compile(
    r"pain|relie|better|improv|symptom|help|ache|burning|reduc|eas(?:ed|es|ing)|less\b|decreas"
    r"|numb|tingl|spasm|discomfort|migraine"
)
_WHOLE = re.compile(
    r"\b(?:complete(?:ly)?|total(?:ly)?|full|entire(?:ly)?|100%) (?:(?:pain |symptom |and lasting "
    r"|but temporary )?(?:relie[fv]\w*|resolution|resolved|abolition)|pain[- ]free|gone)"
    r"|\b(?:took|takes|taken) away (?:all|(?:the|her|his) (?:\w+ ){0,2}pain (?:completely|entirely"
    r"|altogether))(?: of| the| his| her)*"
    r"|\b(?:pain|headaches?|symptoms) (?:was|were|is|are|has been|had been)? ?(?:completely|entirely|totally"
    r"|all) (?:gone|relieved|resolved|abolished)"
    r"|\b(?:eliminated|abolished|relieved all|resolved all|removed all|wiped out) (?:of )?(?:the |his |her "
    r"|all )*(?:\w+ )?(?:pain|symptoms|headaches?)"
    r"|\b(?:pain|headaches?|symptoms|numbness|tingling|sciatica) (?:\w+ )?(?:has |have )?(?:resolved|gone) "
    r"(?:completely|entirely|fully)\b"
    r"|\b(?:was|were|been|being) (?:completely )?(?:pain|symptom)[- ]free\b|\b(?:full|complete|perfect) recovery\b"
    r"|\b(?:pain|ha|numbness|tingling|headaches?|symptoms?|sx|spasms?|burning|triggering|locking|migraines?"
    r"|sciatica|vertigo)"
    r"(?: (?:in|of|on) (?:the |his |her )?(?:\w+ )?\w+| toes| fingers)? (?:is |was |were |are |has been "
    r"|had been |all )?"
    r"(?:gone|abolished|vanished|disappeared|eliminated)\b(?! (?:from|up|down|to|back|on|by))"
)
_NOT_BEFORE = re.compile(
    r"\b(?:not|no|without|never|n't|short of|less than|incomplete|nor|until"
    r"|lack of)\s(?:\w+\s){0,2}$"
)
_NONE = compiled(
    r"\bno (?:real |appreciable |particular |reported |noticeable |measurable |substantial |subjective |sig "
    r"|significant "
    r"|discernible |meaningful |pain |symptom |overall |great )*"
    r"(?:help|relief|benefit|improvement|effect|response|difference|diff|gains?|better|use|change(?= in (?:ha"
    r"|headaches?|pain|sx"
    r"|symptoms?|numbness|tingling)\b| (?:as )?yet|\s?[.;,]?$"
    r"| at all| so far| from| with| after| thus))\b(?! in (?:work|function|adl|sleep|rom)| on exam)"
    r"|\b(?:did|does|do|has|have|had|was|were|is|are|been)(?:n't| not|nt)(?: \w+){0,2}? (?:help\w*|relie\w+"
    r"|benefi\w+|effective|work(?:ed|ing)|respond\w*|improve(?:d)?\b(?! function))"
    r"|\b(?:do|does|did)(?:n't| not)(?=\s?[\"'.,;]|$)"
    r"|\b(?:did|does|has done|done|had done) (?:him |her |them )?(?:nothing|little good|no good)\b"
    r"|(?:[:\"\-,|]|\b(?:was|were|is|are)) ?\"?no good\b|\bno good(?=\s?(?:[.,;\"]|$))|[:=] ?nil\b"
    r"|(?<=\d)\s(?:\|\s)?(?:none|nil)(?=\s?(?:[,|;.]|$))"
    r"|\| ?(?:none|nil|no help|no change)(?=\s?(?:[,|;.]|$))|\brelief (?:of |was |is |rated )?(?:at )?0 ?(?:/|of"
    r"|out of) ?10\b"
    r"|\b(?:pain|ha|has|headaches?|sx|symptoms?|numbness|tingling|burning|lbp|spasms?|stiffness|knee|shoulder|ankle"
    r"|wrist|elbow|hip|leg|arm|hand|foot|neck|back|insomnia|anxiety|depression|left side"
    r"|right side) (?:in \w+ \w+ )?(?:is |was |were |are |remains? |remained |stayed"
    r" |has been |had )?(?:the )?(?:unchanged|same|no change|no better|no different|not (?:been )?(?:altered|changed"
    r"|improved|better|any better))\b(?! (?:at|as|side|level|day|since|from|in rom|on exam))"
    r"|(?:[:=]|\s[-–]|\bgot|\bgave|\bgives|\bhelp\w*|\bgained|\bbrought|\bnoticed|\bfelt|\bobtained|\breceived"
    r"|\bderived|\bachieved)\s(?:him |her |them )?nothing\b"
    r"|\b(?:first|second|third|last|other|latter|former|left|right|#\d),? (?:one |side )?(?:nothing|none)\b"
    r"|\((?:nothing|none|nil|0)\)|\b(?:had|has|have|got|felt|obtained|received|reports?|noted|with|gave|gives"
    r"|brought|provided|offered"
    r"|yielded) (?:none|zero)\b|\bnothing (?:from|with)\b"
    r"|(?:#\d|[,:=])\s?none\b(?! of)|\bzero (?:relief|benefit|improvement|help|percent)"
    r"|\bhelp(?:ed|s|ing)? (?:her |him )?(?:not at all|none)\b|\bnot (?:at all )?(?:help\w+|effective|beneficial"
    r"|benefited|working|of (?:any )?(?:help|benefit|use|value))\b"
    r"|\b(?:ineffective\w*|unhelpful|useless|worthless|fruitless|unsuccessful(?:ly)?|futile|to no avail"
    r"|of no (?:help|benefit|use|value|avail)|failed(?! back)(?! surgery))\b(?! to (?:show|attend|document|return"
    r"|appear|provide (?:doc|a|the|any)))"
    r"|\b(?:without|w/o|with out) (?:any |much |reported |real |appreciable |significant |measurable |noticeable "
    r"|pain )*(?:relief|benefit|improvement|help|effect|success|response)\b"
    r"|\b(?:failed to|fails to) (?:help|relieve|improve|respond|benefit|provide (?:any |him |her |much )*(?:relief"
    r"|benefit)|give|bring|reduce)"
    r"|\b(?:benefit|relief|response|improvement|help):? \[ ?x ?\] ?(?:none|no)\b|\bnever (?:help\w*|worked"
    r"|relieved|benefi\w+)|\b(?:made|makes) no difference\b"
    r"|\black of (?:any )?(?:response|benefit|relief|improvement|efficacy|effect)\b"
    r"|\bma(?:de|kes?) (?:the |his |her )?(?:\w+ )?(?:pain|it|symptoms|things|him|her) worse\b"
    r"|\bneither\b[^.;]{0,60}?\bnor\b[^.;]{0,60}?\b(?:help\w*|relie\w+|benefi\w+|work(?:ed|s)?|improve\w*"
    r"|effective)\b"
    r"|\bpain (?:is |was |remained |remains )?(?:the )?(?:unchanged|no (?:better|different))\b(?! at)"
    r"|\bno (?:reported |real |significant |sustained |lasting )?(?:decrease|reduction|drop|lessening) (?:in"
    r"|of) (?:his |her "
    r"|the )?(?:\w+ )?(?:pain|symptoms|headaches)\b"
    r"|\b(?:had|has|have)(?: not|n't)(?=\s?[\"'.,;]|$)"
)
#: "Lidoderm none", "Flexeril not at all".
_BARE_NONE = re.compile(
    r"(?:\s?[,\-(]?\s?(?P<none>none|nil|not at all)|\s?[,:\-(]?\s?(?P<nothing>nothing))\b"
    r"(?=\s?(?:[.;,)]|and\b|but\b|$))"
)
#: "Walks without help": done alone; no treatment failed.
_ALONE = re.compile(
    r"\b(?:walk|ambulat|stand|sit|rise|rose|get|got|dress|undress|bath|shower|toilet|groom|climb|transfer|eat|feed"
    r"|cook|clean"
    r"|driv|mov|lift|turn|step|perform|manag|live|do|does|did|complet|shop|care)(?:s|es|ed|ing"
    r"|[a-z]ing)?\b[^,;.]{0,40}$"
)
_NOT_NONE = re.compile(
    r"\b(?:if|unless|should|until|in case|not|whether|would|may|history of)\s(?:\w+\s){0,3}$"
    r"|\b(?:sleep|work status|function|rom|adls?|exam|strength|sensation|reflexes|neuro|gait|weight|plan"
    r"|restrictions|diagnosis)\s?[:=-]?\s(?:is |are |has |with )?$"
)
_LABEL_OF_NONE = re.compile(
    r"\b(?:behaviou?rs?|effects?|reactions?|allergies|complications?|aberran\w+|sedation|concerns?|issues|problems"
    r"|symptoms|punctures?|vasovagal|bleeding|leak|infection|ebl|loss|hematoma|events?|seizures?|bruising|adrs?"
    r"|changes?|refills?|restrictions?|deficits?) ?$"
)
_GUIDELINE = re.compile(
    r"\b(?:require[sd]?|requirement|must|guidelines?|criteri\w+|recommend\w*|should|unless|goals?|expect\w*"
    r"|anticipat\w+|needed to|is needed|are needed|threshold|medical necessity|mtus|odg"
    r"|would be|in order to|hope\w*|aim|(?<!as )if)\b"
)

_N = (
    r"\d{1,2}(?:\.\d)?|an?|one|two|three|four|five|six"
    r"|seven|eight|nine|ten|eleven|twelve|eighteen|several|a few|a couple(?: of)?|half an?"
)
_LENGTH = re.compile(
    rf"(?<![\d/.\-#\w])(?P<n>{_N})(?:\s\(\d{{1,2}}\))?(?:\s?(?:-|to|or)\s?(?P<m>\d{{1,2}}|two|three|four|five|six"
    r"|seven|eight|nine|ten|twelve))?\+?(?P<and>\sand a half)?[\s\-]?"
    r"(?P<good>full |solid |good |whole |straight |consecutive |glorious |wonderful "
    r"|pain[- ]free )?(?P<unit>hours?|hrs?|days?|weeks?|wks?|months?|mos?|years?|yrs?|minutes?|mins?)\b"
    r"(?P<half>\sand a half)?(?!\s?(?:old|ago|prior|earlier|before(?! (?:wearing|it w|the (?:pain|effect|relief)"
    r"|pain|symptoms|h(?:er|is) pain))|post\b|of age|from now|follow|history|status"
    r"|s/p|supply|course|trial|out\b))(?!-old)"
)
_IN_WEEKS = {"mi": 1 / 10080, "h": 1 / 168, "d": 1 / 7, "w": 1.0, "mo": 4.35, "y": 52.0}
_ABOUT = (
    r"(?:about |around |roughly |approximately |approx\.? |almost |nearly |at least |more than |over |up to |only "
    r"|just |a full |a mere |a scant |all of |perhaps |maybe |some |the first |another |less than |a total of "
    r"|upwards of |a good |better than |the |\"|~\s?|>\s?|<\s?)*$"
)
_LASTED = re.compile(
    r"\b(?:lasted|lasting|lasts|last|good for|held(?: for)?|holding for|sustained (?:for|over)"
    r"|persisted (?:for)?|helped|helps|duration(?: of (?:pain )?(?:relief|benefit|effect))?:?|durable for"
    r"|wears off (?:in|after)"
    r"|(?:wore off|worn off|faded|recurred|(?:pain|symptoms) (?:returned|came back|recurred)"
    r"|returned|came back)(?: (?:in|after|within|for|by))?|gone (?:for|within|in)) " + _ABOUT
)
_FOR = re.compile(r"(?:\bfor|\brelief:?|\bbenefit:?|\bx|\bover|\bduring|\bof|,|\(|\bthen|;|-)[\"']? ?" + _ABOUT)
_RELIEF_STEM = re.compile(
    r"relie[fv]|improv|benefit|better|help|reduc|decreas|% ?(?:x|,|for|\()|%\"? ?$|percent|less pain|pain[- ]free"
    r"|took away|gone|resol|eas(?:ed|es)|respon[sd]|\d ?/ ?10 ?(?:x|for|,)|(?:to"
    r"|->) ?(?:an? )?\d ?(?:/ ?10 ?)?(?:x ?|for ?)?$"
    r"|eliminat|abolish|\bless \w+ (?:for|x)|\bkept|\bworld of good"
    r"|(?:pain|it|score|level)s? down|lower|cut the|alleviat|effect|good|diminish|stayed|dropped|remained|no pain"
)
_NO_LENGTH = re.compile(
    r"\b(?:history|injury|took|taking|takes|therapy|pt|prescribed|daily|bid|tid|qid|qhs|day"
    r"|week|wk|work|sit|stand|walk\w*|ache|treated|seen|off work|out|disabled|tolerate|can|medication|mg|tablet"
    r"|dose|years?)\s(?:for|x|over|of|during)\s(?:\w+\s){0,2}$|(?<![>→] )(?<![>→])\b(?:\d ?x|x ?\d|times)\b[^.;]{0,12}$"
)
_RELIEF_OF = re.compile(
    r"\s(?:of )?\d{1,3} ?%|\s(?:of |with |was )?(?:(?:\w+ ){0,1}|what (?:\w+ ){2,5}?)(?:relief|benefit"
    r"|improvement|pain[- ]free|no pain"
    r"|reduced pain|less pain|comfort|better)\b"
)
_NOW_ON = re.compile(r"\son\b(?! (?:the |his |her )?(?:norco|med|opioid))")


def shares_in(text: str, begin: int, stop: int, told: bool) -> Iterator[Outcome]:
    """Shares of relief in a stretch of folded lower-case text.

    Args:
        text: folded text in lower case, with its hyphens.
        begin: where to start.
        stop: where to end.
        told: whether a treatment is spoken of, so that a bare "40 %" is what it brought.

    >>> [(o.kind, o.values) for o in shares_in("gave maybe ten percent; pain down by about half", 0, 47, True)]
    [('resp.relief', {'percent': 10.0}), ('resp.relief', {'percent': 50.0})]
    """
    certain = {p.start for p in relief_percents(text, begin, stop)}
    seen = False
    for match in _PERCENT.finditer(text, begin, stop):
        before, behind = (
            text[max(begin, match.start() - 60) : match.start()],
            text[match.end() : min(stop, match.end() + 40)],
        )
        rest = _OF_WHAT_IT_WAS.match(behind)
        if _GUIDELINE.search(before) or (
            not rest and (_NO_SHARE.match(behind) or _NO_SHARE_BEFORE.search(before[-25:]))
        ):
            continue
        if _STRENGTH_BEFORE.search(before[-25:]) and not _RELIEF_BEHIND.match(behind):
            continue
        if match.start() not in certain and not rest and not (told and _BEHIND.match(behind)):
            continue
        figures = [
            float(word) if word.isdigit() else float(_WORDS[word.replace("-", " ")])
            for word in match.group("a", "b", "wa", "wb", "ba", "bb")
            if word
        ]
        low, high = min(figures), max(figures)
        if high > 100 or _COMPARED.search(before):
            continue
        if rest:
            low = high = 100 - low
        if _LESS.search(before[-20:]):
            low -= 1
        name = "percent_now" if seen and (_NOW.search(before) or _NOW_BEHIND.match(behind)) else "percent"
        seen = True
        if high <= 0:
            yield Outcome(match.start(), match.end(), "resp.no_relief", "figure:percent")
            continue
        values = {name: low}
        if high > low and name == "percent":
            values["percent_high"] = high
        yield Outcome(match.start(), match.end(), "resp.relief", "figure:percent", values)
    if any(part in text[begin:stop] for part in ("half", "third", "quarter", "fourth", "1/", "2/3", "3/4")):
        for match in _FRACTION.finditer(text, begin, stop):
            around = text[max(begin, match.start() - 70) : min(stop, match.end() + 30)]
            if not _PAINS.search(around) or _GUIDELINE.search(text[max(begin, match.start() - 60) : match.start()]):
                continue
            if match.group("lead") in ("cut", "cuts", "in") and "pain" not in around and "symptom" not in around:
                continue
            part = (match.group("part") or "half").replace("-", " ").removeprefix("one ")
            yield Outcome(match.start(), match.end(), "resp.relief", "figure:share", {"percent": float(_PARTS[part])})


def wholes_in(text: str, begin: int, stop: int) -> Iterator[Outcome]:
    """Relief told as whole ("took away all of her pain")."""
    for match in _WHOLE.finditer(text, begin, stop):
        before = text[max(begin, match.start() - 40) : match.start()]
        if not _NOT_BEFORE.search(before) and not _GUIDELINE.search(before):
            yield Outcome(match.start(), match.end(), "resp.relief", "words:whole relief", {"percent": 100.0})


def nones_in(text: str, begin: int, stop: int, named: Iterable[int] = ()) -> Iterator[Outcome]:
    """Words that a treatment brought nothing.

    Args:
        text: folded text in lower case, with its hyphens.
        begin: where to start.
        stop: where to end.
        named: ends of the words that name treatments: "none" right behind them is told of what they brought.

    >>> t = "tens - no benefit; the creams did nothing; pills don't."
    >>> [t[o.start:o.end] for o in nones_in(t, 0, len(t))]
    ['no benefit', 'did nothing', "don't"]
    """
    for end in named:
        bare = _BARE_NONE.match(text, end, stop)
        if bare:
            yield Outcome(bare.start(bare.lastgroup or 0), bare.end(), "resp.no_relief", "words:no relief")
    for match in _NONE.finditer(text, begin, stop):
        before = text[max(begin, match.start() - 30) : match.start()]
        if "help" in match.group() and match.group().startswith("w") and _ALONE.search(before):
            continue
        if not _NOT_NONE.search(before) and not (match.group()[0] == ":" and _LABEL_OF_NONE.search(before)):
            yield Outcome(match.start(), match.end(), "resp.no_relief", "words:no relief")


_NOT_SO_LONG = re.compile(
    r"\b(?:in|every|next|return|within|per|\d|after|improved (?:by )?[^.;]{0,24}over(?: the)?)\s$"
)


def lengths_in(text: str, begin: int, stop: int, told: bool) -> Iterator[Outcome]:
    """How long relief lasted, in weeks; of a range the lower end counts, hours and days are fractions of a week.

    >>> t = "good for 2 months; 50% x 3 wks, lasted eight weeks, one good day, seen for 6 weeks"
    >>> [o.values["weeks"] for o in lengths_in(t, 0, len(t), True)]
    [8.7, 3.0, 8.0, 0.14]
    """
    for match in _LENGTH.finditer(text, begin, stop):
        word = match.group("n")
        if word in ("several", "a few"):
            continue
        before = text[max(begin, match.start() - 70) : match.start()]
        behind = text[match.end() : min(stop, match.end() + 44)]
        clause = before[before.rfind(";") + 1 :]
        if _GUIDELINE.search(clause):
            continue
        article = word in ("a", "an")
        good = match.group("good") is not None and not match.group("good").startswith(
            ("full", "whole", "straight", "conse")
        )
        lasted = _LASTED.search(clause) is not None
        relief_behind = _RELIEF_OF.match(behind) is not None and (not article or "of" in behind[:4])
        for_so_long = (
            _FOR.search(clause) is not None
            and _RELIEF_STEM.search(clause) is not None
            and not _NO_LENGTH.search(clause)
        )
        still = _NOW_ON.match(behind) is not None and re.search(r"\b(?:now|still|continues)\b", clause) is not None
        if not (lasted or relief_behind or (good and told) or for_so_long or still):
            continue
        if article and not (lasted or relief_behind or _FOR.search(clause)):
            continue
        if _NOT_SO_LONG.search(before) and not lasted:
            continue
        unit = match.group("unit")
        if re.match(r"\s?(?:each|per |a day|later\b|after (?:the )?(?:injury|accident))", behind):
            continue
        if unit[0] in "hm" and unit[:2] != "mo" and re.match(r"\s?at a time", behind):
            continue  # "sits 20 minutes at a time"
        number = (
            0.5
            if word.startswith("half")
            else float(word)
            if word[0].isdigit()
            else float(number_of(word.removeprefix("a ").removesuffix(" of")))
        )
        number += 0.5 if match.group("half") or match.group("and") else 0
        weeks = number * _IN_WEEKS[unit[:2] if unit[:2] in ("mi", "mo") else unit[0]]
        yield Outcome(
            match.start(),
            match.end(),
            "resp.relief",
            "figure:how long",
            {"weeks": round(weeks, 3 if weeks < 0.1 else 2)},
        )
