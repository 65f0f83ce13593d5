"""Whether text reads as language: the test by which a text layer is believed, without a dictionary.

A font without a character map, or with shifted codes, gives text that looks like text and says nothing. Two cheap
signs tell it from language: the small words that every sentence is joined by, and pairs of letters. Of the pairs in
English, Spanish and medical words 99 of 100 are among 300 of the 676 possible ones; of the pairs in shifted or
shuffled letters about half are. Numbers and abbreviations are not judged: a table of laboratory values is no rubbish.
"""

from __future__ import annotations

import re
from itertools import pairwise
from operator import add

#: Second letters that follow a first letter in words: the 300 commonest pairs.
_FOLLOWERS = (
    "a:bcdfgiklmnprstuvwxyz b:aeijlorsuy c:acehiklnoqrstuy d:adefgimorsuwy e:abcdefghiklmnopqrstuvwxz f:aefilortuy "
    "g:aehilnorstuy h:aeilnorty i:abcdefglmnoprstvxz j:aeou k:eilns l:abcdegilopstuvy m:abegimoprstuy "
    "n:acdefgijklnostuy o:abcdefgiklmnoprstuvwx p:adehiloprstuy q:u r:abcdefghikmnoprstuvy s:acehiklmopqstuy "
    "t:acehilmorstuwy u:abcdefgilmnprst v:aeio w:aehinors x:aceipt y:celmnops z:aeo"
)
_PAIRS = frozenset(group[0] + second for group in _FOLLOWERS.split() for second in group[2:])
#: Small words of English and Spanish sentences, with their blanks.
_JOINTS = (
    " the ", " of ", " and ", " to ", " in ", " is ", " with ", " for ", " was ", " on ", " no ", " or ", " he ",
    " she ", " his ", " her ", " at ", " has ", " de ", " la ", " el ", " que ", " en ", " los ", " por ", " con ",
)
#: Text is judged in stretches of this length, so that a typed heading does not vouch for a garbled body.
_STRETCH = 600
#: Its beginning is nearly always enough.
_GLANCE = 200
#: Small words in a stretch that make it language without a closer look.
_ENOUGH_JOINTS = 3
#: Pairs of letters that a stretch must have before it is judged, and their share that must be known.
_ENOUGH_PAIRS = 60
_KNOWN_SHARE = 0.66

_WORD = re.compile(r"[A-Za-z]{3,}")
# blanks, and what a page draws as rules and leaders, say nothing about its letters
_FILLING = bytes(b for b in range(256) if chr(b).isspace() or chr(b) in "_.-=*|~\u00b7")
_LETTERS = bytes(b for b in range(256) if chr(b).isalnum())
#: Share of signs among the characters of a stretch above which no writing is left in it.
_SIGN_SHARE = 0.45


def reads_as_language(text: str) -> bool:
    """Whether a text may be what is printed: language, numbers, abbreviations; not codes that only look like it.

    Args:
        text: a page's text, or a part of it.

    Returns:
        False when at least a quarter of it is rubbish. Text too short to be judged is believed.

    >>> reads_as_language("The patient reports low back pain that radiates to the left leg. " * 3)
    True
    >>> reads_as_language("Wkh sdwlhqw uhsruwv orz edfn sdlq wkdw udgldwhv wr wkh ohiw ohj. " * 3)
    False
    >>> reads_as_language("WBC 7.1 4.0-11.0 RBC 4.62 HGB 14.1 g/dL HCT 42.0 MCV 88 PLT 250 " * 3)
    True
    """
    wrong = judged = 0
    for start in range(0, min(len(text), 12_000), _STRETCH):
        stretch = text[start:start + _STRETCH]
        judged += 1
        if not _is_language(stretch):
            wrong += 1
    return wrong == 0 or wrong * 4 < judged


def _is_language(stretch: str) -> bool:
    low = stretch.lower()
    found = 0
    for joint in _JOINTS:
        if joint in low:
            found += 1
            if found == _ENOUGH_JOINTS:
                return True
    bare = stretch.encode("latin-1", "ignore").translate(None, _FILLING)
    if len(bare) >= 80 and len(bare.translate(None, _LETTERS)) > _SIGN_SHARE * len(bare):
        return False
    for part in (stretch[:_GLANCE], stretch):
        # abbreviations follow no rule
        words = [word for word in _WORD.findall(part) if len(word) > 5 or not word.isupper()]
        pairs = sum(map(len, words)) - len(words)
        if pairs >= _ENOUGH_PAIRS:
            letters = " ".join(words).lower()
            return sum(map(_PAIRS.__contains__, map(add, letters, letters[1:]))) >= _KNOWN_SHARE * pairs
    return True


_CLEAN_WORD = re.compile(r"[A-Za-z\u00aa-\u024f]+(?:['’\-/][A-Za-z\u00aa-\u024f]+)*")
_DOTTED = re.compile(r"(?:[A-Za-z]{1,4}\.){1,4}[A-Za-z]{1,4}")
_CLEAN_NUMBER = re.compile(
    r"[$#+\-]?\d[\d.,:/%\-]*(?:[a-zA-Z]{1,4}|°[CF]?)?|\d+['’\"]?\d*[\"”]?|\d+x\d+|\d+-(?:[a-z]+-)?[a-z]+"
)
_CODE = re.compile(r"[A-Z]{1,4}\d[\dA-Z.\-/]*(?:-[a-z]+)?|[A-Z0-9]{2,}(?:-[A-Z0-9]+)+|\S+@\S+|(?:https?:|www\.)\S+")
_EDGE = "()[]{}<>.,;:!?\"'“”‘’*#&_-–—•|/+=%"
_SINGLE = frozenset("aeioyxcsABCDEFGHIJKLMNOPQRSTUVWXYZ")
#: Share of broken words above which recognition is done again; print that was never scanned stays below 0.06.
_DIRTY_SHARE = 0.08


def reads_cleanly(text: str) -> bool:
    """Whether recognised text that somebody else put behind a scan is good enough to be used as it is.

    Words that are broken, mixed with digits and signs, or made of letters that do not follow each other give bad
    recognition away.

    Args:
        text: the page's text layer.

    Returns:
        False when it has fewer than 20 words, or when more than one in twelve is broken.

    >>> reads_cleanly("The patient was seen on 03/18/2014 for low back pain, L5-S1 disc bulge and 350 mg Soma. " * 3)
    True
    >>> reads_cleanly("Tlie p@tient w4s s~en 0n O3/l8/Z0l4 f0r l|w b~ck p^in, rnedicai rec0rd 0f tlie c1ient. " * 3)
    False
    """
    dirty = judged = 0
    for token in text[:20_000].replace("(s)", "").split():
        bare = token.strip(_EDGE)
        if not bare:
            dirty += len(token) < 3 and not all(c in _EDGE for c in token)
            continue
        judged += 1
        if len(bare) == 1:
            dirty += not (bare.isdigit() or bare in _SINGLE)
        elif _CLEAN_WORD.fullmatch(bare):
            dirty += _odd_word(bare)
        elif not any(form.fullmatch(bare) for form in (_CLEAN_NUMBER, _CODE, _DOTTED)):
            dirty += 1
    return judged >= 20 and dirty < _DIRTY_SHARE * judged


def _odd_word(word: str) -> bool:
    """Whether a word of letters has capitals inside or pairs of letters that words do not have."""
    if word.isupper() and len(word) <= 5:
        return False
    if not (word.islower() or word.isupper() or word[1:].islower() or "-" in word or "/" in word):
        return sum(1 for c in word[1:] if c.isupper()) > 1 or len(word) < 5
    low = word.lower()
    pairs = [a + b for a, b in pairwise(low) if a.isascii() and b.isascii() and (a + b).isalpha()]
    wrong = sum(1 for pair in pairs if pair not in _PAIRS)
    return wrong >= 2 or (wrong == 1 and len(pairs) <= 2)
