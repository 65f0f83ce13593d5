"""Names of people as papers print them, with the credentials behind them.

>>> from openimr.casefile.papers.papermarks import paper_marks
>>> person_at("Jane Q. Roe, M.D., QME on 03/04/2014", paper_marks())
Person(name='Jane Q. Roe', credentials=('M.D.', 'QME'))
>>> person_at("ROE, JANE MD   Radiologist", paper_marks()).printed()
'ROE, JANE, MD'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from openimr.casefile.papers.pageview import PageView
from openimr.casefile.papers.papermarks import PaperMarks
from openimr.casefile.papers.repeatedlines import remembered

# a name: words that begin with a capital, initials, particles; capitals throughout are names too
_CAPITAL, _LETTER = "A-ZÀ-ÖØ-Þ", "A-Za-zÀ-ÖØ-öø-ÿ"
_WORD = rf"(?:[{_CAPITAL}][{_LETTER}'’.01-]{{1,24}}|[{_CAPITAL}]\.?|(?:de|la|del|van|von|der|bin|al|da|di|dos|el|y)\b)"
# "Jane Q. Roe" and "Roe, Jane Q."
_NAME = re.compile(
    rf"(?:(?:Dr|DR|Mr|MR|Mrs|MRS|Ms|MS|Miss|Prof)\.?[ \t]+)?"
    rf"({_WORD}(?:[ \t]+{_WORD}){{0,4}}(?:[ \t]?,[ \t]*{_WORD}(?:[ \t]+{_WORD}){{0,2}})?)"
)
_PARTS = re.compile(r",|[^\s,]+")
_BETWEEN = re.compile(r"[ \t]*[,/-]?[ \t]*")
_STOP = re.compile(
    r"[ \t]{3,}|\t|\||\b(?:DOB|DOI|D\.O\.B|D\.O\.I|DOS|Date|Claim|Sex|Age|MRN|SSN|Phone|Employer|Gender|Account|Acct"
    r"|File|Chart|ID|Referring|Birth|Injury|Adjuster|Address|Tel|Fax|Visit|Case|EAMS|NPI|License|Licence|Lic|Specialty"
    r"|Room|Type|Relationship|MI|First|Last|Middle|M\.I|RFA|Physician|Provider|v\.|vs\.?|VS\.?|on|at|Page|Electronically"
    r"|Signed|Cal|Calif|Exam|Reg)\b"
)
_CLOSING_WORDS, _GREETING_LINES = 6, 28
#: "Roe DO, Jane Q."
_SURNAME_CREDITED = re.compile(
    rf"([A-Z][{_LETTER}'’-]{{1,24}}(?: [A-Z][{_LETTER}'’-]{{1,24}})?) ([A-Z][A-Za-z./-]{{1,6}}), ?"
    rf"([A-Z][{_LETTER}'’-]+(?: [A-Z]\.?)?)"
)
#: What recognition puts between the letters of a name, and an initial whose blank was lost.
_SPECKS = re.compile(r"(?<=[A-Za-z])[;~^`|]+(?=[A-Za-z]| [A-Z])")
_GLUED_INITIAL = re.compile(r"^([A-Z])\.?(?=[A-Z][a-z]{3,})(?!Mc|De|La|Le|Di|Du|Mac)")
#: A stroke among capitals, a one among small letters, a nought among capitals or as an initial.
_READ_AS_I = re.compile(r"(?<=[A-Z]{2})l(?=[A-Z]|\b)|\bl(?=[A-Z]{3})")
_READ_AS_L = re.compile(r"(?<=[a-z])1(?=[a-z])|(?<=\b[A-Z])1(?=[a-z]{2})")
_READ_AS_O = re.compile(r"(?<=[A-Z])0(?=[A-Z])|\b0(?=[A-Z]{3})|(?<=[a-z]-)0(?=[a-z]{2})|^0(?=\.? ?[A-Z][a-z]{2})")
_RULED = re.compile(r"^[\s_.~*/:-]+|[\s_~*]+$")


@dataclass(frozen=True, slots=True)
class Person:
    """A name as printed and the credentials that follow it."""

    name: str
    credentials: tuple[str, ...]

    def printed(self) -> str:
        """``Name, MD, QME``."""
        return ", ".join((self.name, *self.credentials))

    @property
    def words(self) -> list[str]:
        """The words of the name without initials and commas."""
        return [w for w in re.findall(r"[^\W\d_](?:[\w'’-]*\w)?", self.name) if len(w) > 1]


def _as_letters(text: str) -> str:
    """A text in which figures and strokes that can only be a name's letters are letters: ``V0SS``, ``ADEYEMl``."""
    text = _READ_AS_I.sub("I", text)
    return _READ_AS_O.sub("O", _READ_AS_L.sub("l", text)) if "0" in text or "1" in text else text


@remembered
def person_at(text: str, marks: PaperMarks) -> Person | None:
    """The person whose name a text begins with, or None."""
    text = _as_letters(_GLUED_INITIAL.sub(r"\1 ", _SPECKS.sub("", _RULED.sub("", text[:160]))))
    turned = _SURNAME_CREDITED.match(text)
    if (
        turned is not None and marks.credential.fullmatch(turned[2]) and not marks.credential.fullmatch(turned[3])
        and not any(is_no_name(word, marks) for word in (*turned[1].split(), turned[3]))
    ):
        return Person(f"{turned[1]}, {turned[3]}", (_without_stop(turned[2]),))
    stop = _STOP.search(text)
    if stop is not None:
        text = text[: stop.start()]
    match = _NAME.match(text)
    if match is None:
        return None
    at = match.end()
    kept: list[str] = []
    for word in _PARTS.finditer(text, match.start(1), match.end()):
        # "Jane Roe MD": the pattern of a name takes the credentials in; they begin here
        named = sum(1 for w in kept if w != ",")
        if named >= 2 and _is_credential(word[0], marks):
            at = word.start()
            break
        if is_no_name(word[0], marks):
            if named < 2:
                return None
            at = word.start()
            break  # the next field: "Roe, Jane Q. Evaluation Date:"
        kept.append(word[0])
    credentials: list[str] = []
    while kept and kept[-1] == ",":
        kept.pop()
    if not kept:
        return None
    while True:
        gap = _BETWEEN.match(text, at)
        start = gap.end() if gap else at
        credential = marks.credential.match(text, start)
        if credential is None or not credential[0][0].isupper():
            break
        credentials.append(_without_stop(credential[0]))
        at = credential.end()
    name = " ".join(kept).replace(" ,", ",").rstrip(".,-")
    if len(name) < 4 or not re.search(rf"[A-Za-z{_CAPITAL}]{{2}}", name) or sum(c.isdigit() for c in name) > 2:
        return None
    return Person(name, tuple(credentials))


def signs(words: Sequence[str], marks: PaperMarks) -> bool:
    """Whether a line of these words (marks) holds a credential, as a signature does."""
    return not marks.credential_words.isdisjoint(words)


def is_closing(words: Sequence[str], marks: PaperMarks) -> bool:
    """Whether a line of these words (marks) closes a letter: ``Sincerely,``."""
    return 0 < len(words) <= _CLOSING_WORDS and marks.closings.near_mark("".join(words)) is not None


def greeting_place(view: PageView, marks: PaperMarks) -> int | None:
    """The printed line near a page's top that greets somebody, or None."""
    for place, words in enumerate(view.words[:_GREETING_LINES]):
        if words and "".join(words[:6]).startswith(marks.greetings) and len(view.lines[place]) < 90:
            return place
    return None


def is_no_name(word: str, marks: PaperMarks) -> bool:
    """Whether a word with a capital is a word of forms and letterheads, not of names."""
    word = word.strip(",.")
    return word.upper() in marks.not_names and (word.isupper() or word.istitle())


def _is_credential(word: str, marks: PaperMarks) -> bool:
    capitals = word.isupper() or "." in word or word[1:] != word[1:].lower()
    return capitals and marks.credential.fullmatch(word) is not None


def _without_stop(printed: str) -> str:
    """A credential without the full stop of a sentence: ``MD.`` is MD, ``M.D.`` stays."""
    printed = printed.strip(" ,")
    return printed if "." in printed[:-1] else printed.rstrip(".")
