"""From a letter to its blocks, in the form of its era.

The form is data (:mod:`openimr.letters.forms`); here its fields are filled from the letter. How a published letter
printed something (``Letter.form``) is used where it still says the same as the data.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Literal

from openimr.letters.blocks import Block, Entries, Facts, Heading, ItemHeading, Layout, Paragraph
from openimr.letters.digest import CURRENT_ERA
from openimr.letters.fields import Credentials, read_credentials, split_names
from openimr.letters.forms import DATES, FIELD, BlockForm, Form, form_of
from openimr.letters.model import Letter, LetterItem, Reviewer
from openimr.printable import printable

_CREDENTIALS = re.compile(
    r"\b(?:is|are|has|have)\s+(?:an?\s+)?(?:board[\s-]+certified|licensed|certified|subspecialty|\w)[^.]*(?:\.(?=C\.)[^.]*)*",
    re.I,
)


def lay_out(letter: Letter) -> Layout:
    """The blocks of a letter, in the form of its era.

    Raises:
        NotFound: no form is known for the letter's era.

    >>> letter = Letter(era="2014", items=[LetterItem(heading="MRI", decision="upheld")])
    >>> [b.text for b in lay_out(letter).blocks if b.kind == "item"]
    ['MRI:']
    """
    if letter.era == CURRENT_ERA:
        from openimr.letters.layout_current import lay_out_current

        return lay_out_current(letter)
    form = form_of(letter.era)
    fields = _letter_fields(letter, form)
    blocks: list[Block] = []
    for one in form.blocks:
        blocks.extend(_blocks(one, fields, letter, form))
    return Layout(
        title=form.title,
        blocks=tuple(blocks),
        footer=_fill(form.footer, fields) if letter.case_number else "",
        page_foot=tuple(
            FIELD.sub(lambda m: fields.get(m.group(1), m.group(0)), line)
            for line in form.page_foot
            if all(fields.get(name, "x") for name in FIELD.findall(line))
        ),
        shows_title=form.shows_title,
    )


def _letter_fields(letter: Letter, form: Form) -> dict[str, str]:
    fields = {
        "case_number": letter.case_number or "",
        "priority": letter.priority or "",
        "organization": letter.organization or form.organization,
        "summary": letter.summary,
        "certifications": _listed(letter.reviewer.certifications),
        "subspecialties": _listed(letter.reviewer.subspecialties),
        "licensed_in": _listed(letter.reviewer.licensed_in),
        "documents_reviewed": "x" if letter.documents_reviewed else "",
        "overall": form.overall.get(overall, "") if (overall := _overall(letter)) else "",
    }
    for name in DATES:
        fields[name] = _date(getattr(letter, name), form.date)
    for name, source in form.lists.items():
        fields[name] = _as_printed(letter, name, ", ".join(getattr(letter.reviewer, source)))
    for name, sentences in form.sentences.items():
        fields[name] = _as_printed(letter, name, _first_complete(sentences, fields))
    return {name: printable(value) for name, value in fields.items()}


def _item_fields(item: LetterItem, number: int, form: Form) -> dict[str, str]:
    fields = {
        "number": str(number),
        "heading": item.heading,
        "claims_administrator": item.claims_administrator.text,
        "reviewer_guideline": item.reviewer_guideline.text,
        "rationale": item.rationale,
    }
    fields = {name: printable(value) for name, value in fields.items()}
    # one form names the item a second time, sometimes in other words
    fields["regarding"] = printable(str((item.model_extra or {}).get("regarding") or "")) or fields["heading"]
    fields["decision"] = _fill(form.decisions.get(item.decision, ""), fields) if item.decision else ""
    return fields


def _blocks(one: BlockForm, fields: Mapping[str, str], letter: Letter, form: Form) -> Iterable[Block]:
    if one.when and not any(fields.get(name) for name in one.when):
        return
    if one.facts is not None:
        rows = tuple(tuple((label, fields[field]) for label, field in row if fields.get(field)) for row in one.facts)
        rows = tuple(row for row in rows if row)
        if rows:
            yield Facts(rows)
    elif one.heading is not None:
        yield Heading(_fill(one.heading, fields), level=one.level)
    elif one.paragraph is not None:
        text = _fill(one.paragraph, fields)
        if text:
            yield Paragraph(text, tight=one.tight)
    elif one.labelled is not None:
        yield Paragraph(_fill(one.text, fields), label=_fill(one.labelled, fields), tight=one.tight)
    elif one.entries is not None:
        if letter.documents_reviewed:
            numbered = enumerate(letter.documents_reviewed, start=1)
            marked = tuple((one.text.replace("#", str(number)), printable(document)) for number, document in numbered)
            yield Entries(one.entries, marked)
    elif one.items is not None:
        for number, item in enumerate(letter.items, start=1):
            inner = {**fields, **_item_fields(item, number, form), "first": "x" if number == 1 else ""}
            inner["first_documents"] = inner["first"] and fields["documents_reviewed"]
            for part in one.items:
                if part.item is not None:
                    yield ItemHeading(_fill(part.item, inner), inner["decision"], item.decision)
                else:
                    yield from _blocks(part, inner, letter, form)


def _fill(words: str, fields: Mapping[str, str]) -> str:
    """The words with their fields filled; a field without a value leaves no doubled blank behind.

    >>> _fill("sent to {a} today. {b} He", {"a": "x  y", "b": ""})
    'sent to x  y today. He'
    """
    words = re.sub(r"\{(\w+)\} ", lambda m: m.group(0) if fields.get(m.group(1)) else "", words)
    return FIELD.sub(lambda m: fields.get(m.group(1), ""), words).strip()


def _first_complete(sentences: Iterable[str], fields: Mapping[str, str]) -> str:
    for sentence in sentences:
        if all(fields.get(name) for name in FIELD.findall(sentence)):
            return FIELD.sub(lambda m: fields[m.group(1)], sentence)
    return ""


def _listed(names: list[str]) -> str:
    """A list as a sentence says it.

    >>> _listed(["Surgery"]), _listed(["Surgery", "Pain"]), _listed(["A", "B", "C"])
    ('Surgery', 'Surgery and Pain', 'A, B and C')
    """
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _date(day: dt.date | None, form: str) -> str:
    return day.strftime(form) if day else ""


def _overall(letter: Letter) -> Literal["upheld", "overturned", "mixed"] | None:
    decisions = {item.decision for item in letter.items}
    if None in decisions or not decisions:
        return None
    return "mixed" if len(decisions) == 2 else next(filter(None, decisions))


def _as_printed(letter: Letter, name: str, stands: str) -> str:
    """How the published letter printed it, where that still says what the data says; otherwise the form's own words."""
    said = letter.form.get(name, "")
    return said if said and _says(name, said, letter.reviewer) else stands


def _says(name: str, said: str, reviewer: Reviewer) -> bool:
    """Whether printed words about the reviewer, read again, are what the data says."""
    if name == "licensure":
        return split_names(said) == reviewer.licensed_in
    if name == "specialty":
        return split_names(said) == reviewer.certifications
    found = _CREDENTIALS.search(said)
    read = read_credentials(found.group()) if found else Credentials([], [], [])
    return [read.certifications, read.subspecialties, read.licensed_in] == [
        reviewer.certifications,
        reviewer.subspecialties,
        reviewer.licensed_in,
    ]
