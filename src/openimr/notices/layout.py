"""From a notice to the blocks that letters are written from, so that it becomes text, PDF, DOCX and HTML as they do."""

from __future__ import annotations

from openimr.letters.blocks import (
    Block,
    Checklist,
    DecisionLine,
    Entries,
    Facts,
    Heading,
    Layout,
    Paragraph,
    Point,
    Table,
)
from openimr.letters.documentlist import cell, line
from openimr.notices.model import Notice, NoticeItem, Person, Section, Service

#: Where the signature is written by hand.
_RULE = "_" * 36


def lay_out_notice(notice: Notice) -> Layout:
    """The blocks of a notice: head, text, items with reasons, what must be done by when, copies, proof of service."""
    words = notice.labels
    blocks: list[Block] = [_head(notice)]
    blocks += _section(notice.sections[0]) if notice.sections else []
    if notice.items:
        blocks.append(Heading(words["items"]))
        for item in notice.items:
            blocks += _item(item, words)
    for section in notice.sections[1:]:
        blocks += _section(section)
    if notice.deadlines:
        blocks += [Heading(words["deadlines"]), *_deadlines(notice)]
    if notice.facts:
        blocks += [Heading(words["facts"]), _facts(notice)]
    blocks += [Heading(words["questions"]), Paragraph(line(words["ask"]))]
    blocks.append(Paragraph(notice.source, label=words["laws"]))
    if notice.copies:
        blocks.append(Entries(words["copies"], tuple((f"({n})", _name(one)) for n, one in enumerate(notice.copies, 1))))
    blocks += _service(notice.service)
    case = f"{words['case']} {line(notice.case)}"
    return Layout(
        title=notice.title,
        blocks=tuple(blocks),
        footer=case,
        page_foot=(f"{case}, {words['page']}",),
        language=notice.language,
    )


def _head(notice: Notice) -> Facts:
    words = notice.labels
    to = f"{_name(notice.to)}, {line(notice.to.where)}"
    sender = f"{line(notice.sender.label)}, {line(notice.sender.value)}"
    date = notice.service.date
    return Facts(
        (
            ((date.label, date.value), (words["case"], line(notice.case))),
            ((words["from"], sender),),
            ((words["to"], to),),
        )
    )


def _facts(notice: Notice) -> Facts:
    pairs = [(fact.label, line(fact.value)) for fact in notice.facts]
    return Facts(tuple(tuple(pairs[at : at + 2]) for at in range(0, len(pairs), 2)))


def _name(person: Person) -> str:
    return f"{line(person.name)} ({person.role})"


def _section(section: Section) -> list[Block]:
    blocks: list[Block] = [Heading(section.heading)] if section.heading else []
    if section.text:
        blocks.append(Paragraph(line(section.text)))
    if section.points:
        blocks.append(Checklist("", tuple(Point(line(point)) for point in section.points)))
    return blocks


def _item(item: NoticeItem, words: dict[str, str]) -> list[Block]:
    blocks: list[Block] = [Paragraph(line(item.text), label=f"{line(item.id)}.")]
    if item.decided:
        blocks.append(DecisionLine(words["decision"], item.decided, item.decision))
    if item.grounds:
        told = (f"{ground.text} ({ground.source})" if ground.source else ground.text for ground in item.grounds)
        blocks.append(Entries(words["because"], tuple(("–", line(text)) for text in told)))
    return blocks


def _deadlines(notice: Notice) -> list[Block]:
    words = notice.labels
    laws: dict[tuple[str, str, str], list[str]] = {}
    for told in notice.deadlines:  # what two laws ask for by the same day stands there once, with both
        laws.setdefault((told.duty, told.owner, told.day), []).append(told.source)
    rows = tuple((*map(cell, row), cell("; ".join(dict.fromkeys(sources)))) for row, sources in laws.items())
    columns = (words["duty"], words["owner"], words["last_day"], words["law"])
    blocks: list[Block] = [Table("", columns, rows, (5, 3, 4, 3))]
    if len({(told.group, told.day) for told in notice.deadlines}) > len({told.group for told in notice.deadlines}):
        blocks.append(Paragraph(words["differ"]))
    return blocks


def _service(service: Service) -> list[Block]:
    rows = tuple((cell(_name(one)), cell(one.how), cell(one.where)) for one in service.persons)
    return [
        Heading(service.heading, new_page=True),
        Paragraph(line(service.statement)),
        *(Paragraph(line(way)) for way in service.ways),
        Table("", service.columns, rows, (5, 3, 6)),
        *(Paragraph(line(text)) for text in service.mail),
        Paragraph(line(f"{service.oath} ({service.source})")),
        Paragraph(line(service.server.value), label=service.server.label, tight=True),
        Paragraph(service.date.value, label=f"{service.date.label}:"),
        Paragraph(_RULE, label=service.signature),
    ]
