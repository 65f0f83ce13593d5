"""Every notice to every reader in every form: complete, with the days of the clocks, readable, and safe."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2
import pytest
from docx import Document

from openimr.errors import NotFound, UsageError
from openimr.letters.plain_words import Language
from openimr.letters.readability import fernandez_huerta, flesch_kincaid
from openimr.letters.rendering import render_layout
from openimr.notices import Notice, due_notices, event_to_record, notice_forms, notice_of, refusal_of_notice
from openimr.notices.layout import lay_out_notice
from openimr.notices.parties import Party, PartyFile
from openimr.notices.writing import readers_of
from openimr.process.deadlines import deadlines_of
from openimr.process.state import CaseState
from tests.letters.test_render_hostile import CONTROL, HOSTILE, Elements
from tests.notices.cases import CASES, TEXTS, at, begun, parties
from tests.process.test_courses import RULES, Course
from tests.process.test_item_clocks import served_twice

FORMS = notice_forms()
LANGUAGES: tuple[Language, ...] = ("en", "es")
#: As for the companion: grade 8 at most; 60 and more is plain Spanish.
GRADE, EASE = 8.0, 65.0
_GAP = re.compile(r"\{\w*\}|\bNone\b|\bnull\b")


def written(kind: str, role: str = "employee", language: Language = "en") -> Notice:
    told, everybody = CASES[kind](), parties()
    party = everybody.first(role)
    assert party is not None
    return notice_of(kind, told.course.state, everybody, party, told.moment, language)


def readers(kind: str) -> Iterator[tuple[Party, Language]]:
    return readers_of(FORMS.kinds[kind], parties())


def shown_in(notice: Notice) -> dict[str, str]:
    """What a reader of each form gets to see, as running words."""
    layout = lay_out_notice(notice)
    pdf, docx = (render_layout(layout, form) for form in ("pdf", "docx"))
    assert isinstance(pdf, bytes)
    assert isinstance(docx, bytes)
    document = Document(io.BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    found = {
        "text": str(render_layout(layout, "text")),
        "html": " ".join(Elements(str(render_layout(layout, "html"))).texts),
        "docx": "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells]),
        "pdf": " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)),
    }
    return {form: " ".join(words.split()) for form, words in found.items()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", CASES)
def test_the_injured_workers_notice_says_all_in_every_form(kind: str, language: Language) -> None:
    notice = written(kind, language=language)
    for form, words in shown_in(notice).items():
        assert not _GAP.search(words), (form, _GAP.search(words))
        wanted = [notice.title, notice.service.heading, notice.service.oath, notice.service.server.value]
        wanted += [item.text for item in notice.items] + [point for s in notice.sections for point in s.points]
        if form != "pdf":  # a cell of a table is broken into lines there
            wanted += [told.day for told in notice.deadlines]
        for one in wanted:
            assert one in words, (form, one)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", CASES)
def test_the_pdf_is_tagged_in_its_language_and_the_proof_of_service_has_a_page(kind: str, language: Language) -> None:
    notice = written(kind, language=language)
    layout = lay_out_notice(notice)
    pdf = render_layout(layout, "pdf")
    assert isinstance(pdf, bytes)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang).startswith(language)
        with opened.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
    pages = pypdfium2.PdfDocument(pdf)
    assert pages[len(pages) - 1].get_textpage().get_text_range().startswith(notice.service.heading)
    assert f'<html lang="{language}">' in str(render_layout(layout, "html"))


@pytest.mark.parametrize("kind", CASES)
def test_every_reader_gets_a_notice_without_gaps(kind: str) -> None:
    told, everybody = CASES[kind](), parties()
    for party, language in readers(kind):
        notice = notice_of(kind, told.course.state, everybody, party, told.moment, language)
        assert not _GAP.search(str(render_layout(lay_out_notice(notice), "text")))
        assert notice.items
        assert notice.sections
        assert {one.name for one in notice.copies} == {p.name for p, _ in readers(kind)} - {party.name}
        assert Notice.model_validate_json(notice.model_dump_json()) == notice


@pytest.mark.parametrize("kind", [kind for kind in CASES if FORMS.kinds[kind].duties])
def test_the_days_are_those_of_the_clocks(kind: str) -> None:
    """The notice is served and that is recorded: the clocks of the case then say what the notice said."""
    told, everybody = CASES[kind](), parties()
    for party, language in readers(kind):
        notice = notice_of(kind, told.course.state, everybody, party, told.moment, language)
        assert notice.deadlines
        for one in notice.deadlines:
            clock = RULES.clock(one.clock)
            assert clock is not None
            asked = told.course.log[-1].said("of") if FORMS.kinds[kind].each_by else clock.owed_by
            bound = everybody.first(asked) or party
            state = sent(kind, bound.by)
            same = [d for d in deadlines_of(state, told.moment, RULES) if d.clock == one.clock]
            (found,) = [d for d in same if len(same) == 1 or d.event == state.marks[-1].event.number]
            assert one.due == (found.due if found.has_day else None)
            assert (one.source, one.steps) == (found.counted.period.source, found.counted.steps)


def sent(kind: str, mode: str) -> CaseState:
    """The case once service of the notice is recorded; as it was where its service starts no clock."""
    form, told = FORMS.kinds[kind], CASES[kind]()
    if any(duty.service for duty in form.duties):
        (due,) = [one for one in due_notices(told.course.state, told.moment, RULES) if one.kind == kind]
        said = {"mode": mode, "notice": kind, "request": due.request}
        told.course.do("coordinator", told.moment.isoformat()[:16], form.done, *due.items, **said)
        assert not told.course.refused
    return told.course.state


def test_known_days_reckoned_by_hand() -> None:
    records = written("assignment", "claims-administrator").deadlines
    assert [(d.clock, d.day) for d in records] == [
        ("records-electronic", "March 9, 2026"), ("records-statute", "March 9, 2026"),
    ], "10 and 12 days from Wednesday, February 25: a Saturday and a Monday"  # fmt: skip
    petition = written("ineligible", language="es").deadlines
    assert [d.day for d in petition] == ["26 de marzo de 2026", "1 de abril de 2026"], "30 days, and 5 for mail"
    assert [d.day for d in written("extension").deadlines] == ["April 13, 2026"]


def test_an_expedited_assignment_counts_hours() -> None:
    course = CASES["assignment"]().course
    course.do("coordinator", "2026-02-24", "threat-certified", certified_by="doctor", documented=True)
    course.do("designee", "2026-02-24T15:00", "expedited-approved")
    everybody = parties()
    to = everybody.first("claims-administrator")
    assert to is not None
    notice = notice_of("assignment", course.state, everybody, to, at("2026-02-25", 9))
    found = [(d.clock, d.day) for d in notice.deadlines]
    assert found == [
        ("records-expedited-statute", "February 25, 2026, 3:00 p.m. (Pacific time)"),
        ("records-expedited", "February 26, 2026, 9:00 a.m. (Pacific time)"),
    ], "by the statute from the approval, by the regulation from this notice"
    assert "expedited" in notice.sections[0].text


@pytest.mark.parametrize("kind", CASES)
def test_the_injured_worker_can_read_it(kind: str) -> None:
    for language in LANGUAGES:
        notice = written(kind, language=language)
        texts = [words for s in notice.sections for words in (s.heading, s.text, *s.points)]
        texts += [words for item in notice.items for words in (item.decided, *(one.text for one in item.grounds))]
        texts += [words for told in notice.deadlines for words in (told.duty, told.owner)]
        found = flesch_kincaid(texts) if language == "en" else fernandez_huerta(texts)
        assert found <= GRADE if language == "en" else found >= EASE, (language, found)


def test_an_ineligible_item_has_each_reason_in_words_and_for_others_its_law() -> None:
    (item,) = written("ineligible").items
    assert (item.text, [ground.code for ground in item.grounds]) == (TEXTS[1], ["NOT_NECESSITY", "UNSIGNED"])
    assert item.grounds[1].text == "The form was not signed."
    (item,) = written("ineligible", "claims-administrator").items
    assert "LC 4610.5(c)" in item.grounds[0].source
    assert "The rest of your case goes on." in " ".join(s.text for s in written("ineligible").sections)


def test_the_proof_of_service_names_everybody_and_the_days_for_mail() -> None:
    service = written("determination").service
    assert [(one.name, one.how, one.where) for one in service.persons[:3]] == [
        ("Jordan Sample", "first-class mail", "12 Placeholder Street, Sampletown, CA 90001"),
        ("Lee Advocate", "first-class mail", "4 Counsel Court, Sampletown, CA 90002"),
        ("Casey Healer, MD", "fax", "555-0123"),
    ]
    assert service.server.value == "Mara Testperson, coordinator"
    (mail,) = service.mail
    assert mail.startswith(
        "Service in this way adds 5 days to the time for: "
        "An appeal to the Appeals Board (LC 4610.6(h); 8 CCR 10605(a))."
    )


#: What a proof must state, by the law named beside the way of service: words that a reader looks for.
STATED = {
    "mail": (
        "sealed",
        "deposited it in the United States mail at Sampletown, California (Sample County)",
        "postage fully prepaid",
    ),
    "electronic": (
        "in Sample County I sent a copy electronically",
        "from reviews@example.org, my electronic service address",
        "to the electronic service address of each person",
    ),
    "fax": ("from fax number 555-0101", "complete and without error", "attached"),
    "personal": ("handed a copy",),
}


@pytest.mark.parametrize("mode", STATED)
def test_the_proof_of_service_states_what_the_law_asks_of_the_ways_that_were_used(mode: str) -> None:
    told, data = CASES["ineligible"](), parties().model_dump(mode="json")
    for party in data["parties"]:
        party |= {"by": mode, "address": ["1 Way"], "email": "a@example.org", "fax": "555-0199"}
    everybody = PartyFile.model_validate(data)
    service = notice_of("ineligible", told.course.state, everybody, everybody.parties[0], told.moment).service
    for words in (
        "over 18 years of age and not a party to this case", "I am employed in Sample County",
        "My business address is 100 Example Way, Sampletown, CA 90000", "On February 24, 2026",
        '"Notice that treatment cannot be reviewed"',
    ):  # fmt: skip
        assert words in service.statement
    (way,) = service.ways
    assert all(words in way for words in STATED[mode]), way
    assert service.source.startswith(FORMS.shared.service.modes[mode].source)
    assert "under penalty of perjury under the laws of the State of California" in service.oath
    assert service.oath.endswith("Signed on February 24, 2026 at Sampletown, California.")
    assert all(one.where for one in service.persons)


def test_the_claims_administrator_is_asked_for_all_that_the_law_names_and_no_more() -> None:
    sections = written("assignment", "claims-administrator").sections
    told = " ".join(" ".join([section.text, *section.points]) for section in sections)
    for words in (
        "used to decide on the treatment, and every statement of the reasons for the decision (LC 4610.5(l)(4))",
        "a copy to the employee or the treating physician, unless it is declined or a law forbids it (LC 4610.5(m))",
        "another administrator takes over the claim, tell us within five working days (LC 4610.5(p))",
    ):
        assert words in told


def test_what_was_compared_with_the_law_says_so_and_the_rest_does_not() -> None:
    compared = {kind for kind, form in FORMS.kinds.items() if form.verified}
    assert compared == {"acknowledgement", "extension", "remand", "termination"}
    assert not FORMS.shared.verified


def test_nobody_swears_to_have_served_spanish_on_those_who_got_english() -> None:
    english, spanish = (written("determination", language=language) for language in LANGUAGES)
    assert len(english.service.persons) == 6
    assert [one.name for one in spanish.service.persons] == ["Jordan Sample"]
    assert [way[:10] for way in spanish.service.ways] == ["Por correo"]


@pytest.mark.parametrize("kind", CASES)
def test_a_spanish_notice_has_no_english_but_what_the_case_says(kind: str) -> None:
    notice = written(kind, language="es")
    text = " ".join(str(render_layout(lay_out_notice(notice), "text")).split())
    said = [value for mark in CASES[kind]().course.state.marks for value in mark.event.data.values()]
    everybody = parties()
    known = [*TEXTS, "the operative report of 2025", *(str(value) for value in said)]
    known += [everybody.server.title, everybody.claim.number, everybody.organization.name]
    known += [words for one in everybody.parties for words in (one.name, one.where)]
    for words in sorted(known, key=len, reverse=True):
        text = text.replace(words, "")
    english = re.findall(r"\b(?:the|of|and|to|by|with|before|after|not|is|was|numbered|rule|page)\b", text)
    assert not english, english
    assert not re.search(r"\d{4}-\d\d-\d\d", text), "days are written out"
    assert not re.search(r"\ba el\b|\bde el\b|\b(?:tú|tu|tus|te)\b", text), "a el is al; the worker is usted"


def test_what_two_laws_ask_for_by_one_day_stands_there_once() -> None:
    text = str(render_layout(lay_out_notice(written("assignment")), "text"))
    assert text.count("The company sends your medical records") == 1
    assert "8 CCR 9792.10.5(a)(1); LC 4610.5(l)" in " ".join(text.split())
    assert "Where two days stand" not in text
    assert "Where two days stand" in str(render_layout(lay_out_notice(written("ineligible")), "text"))


def test_a_goal_that_no_law_sets_is_told_as_one() -> None:
    course = begun().assigned().do("coordinator", "2026-03-13", "records-limit-passed")
    course.do("director", "2026-03-16", "extension-approved", days=2)
    everybody = parties()
    notice = notice_of("extension", course.state, everybody, everybody.parties[0], at("2026-03-16"))
    found = [(told.clock, told.day) for told in notice.deadlines]
    assert found == [
        ("determination-goal", "April 13, 2026 (a goal; the law names no day)"),
        ("determination-without-records", "April 14, 2026 (a goal; the law names no day)"),
    ], "45 days from February 25, and 30 with the 2 of the extension from March 13: a Saturday and a Tuesday"


@pytest.mark.parametrize(("of", "asked"), [("employee", "employee"), ("claims administrator", "claims-administrator")])
def test_a_request_tells_its_reader_who_was_asked(of: str, asked: str) -> None:
    course, everybody = begun().received(), parties()
    course.do("designee", "2026-02-23", "information-requested", request="proof of service", of=of)
    for party, language in readers("information-request"):
        notice = notice_of("information-request", course.state, everybody, party, at("2026-02-23"), language)
        text, (told,) = notice.sections[0].text, notice.deadlines
        assert "proof of service" in text
        mine = party.role == asked
        assert (told.owner in ("you", "usted")) is mine
        assert bool(re.search("We ask you|You are asked|Le pedimos a usted", text)) is mine
        assert bool(re.search("someone else|was asked of|otra persona", text)) is not mine


def test_each_item_that_ended_has_its_own_reason() -> None:
    course, everybody = begun().assigned(), parties()
    course.do("coordinator", "2026-03-02", "terminated", "1", cause="authorized")
    course.do("coordinator", "2026-03-02", "terminated", "2", cause="withdrawn")
    for language, words in (("en", "the request was withdrawn"), ("es", "se retiró la solicitud")):
        notice = notice_of("termination", course.state, everybody, everybody.parties[0], at("2026-03-02"), language)
        assert [[one.code for one in item.grounds] for item in notice.items] == [["authorized"], ["withdrawn"]]
        assert notice.items[1].grounds[0].text == words


def test_extensions_nobody_was_told_of_are_added_up() -> None:
    course, everybody = begun().assigned().with_reviewer(), parties()
    course.do("director", "2026-04-01", "extension-approved", days=1).do(
        "director", "2026-04-02", "extension-approved", days=2
    )
    notice = notice_of("extension", course.state, everybody, everybody.parties[0], at("2026-04-02"))
    assert "Days added: 3." in notice.sections[0].text


def test_the_event_that_says_it_was_served_makes_it_no_longer_due() -> None:
    for kind, case in CASES.items():
        told, everybody = case(), parties()
        course, moment = told.course, told.moment
        event = event_to_record(kind, course.state, everybody, moment)
        data = {name: str(value) for name, value in event.data.items()}
        course.do(event.actor.role, moment.isoformat()[:16], event.kind, *event.items, **data)
        assert not course.refused, kind
        assert refusal_of_notice(kind, course.state, moment, RULES), kind
    determination, records = (
        event_to_record(kind, CASES[kind]().course.state, parties(), CASES[kind]().moment).said("mode")
        for kind in ("determination", "assignment")
    )
    assert (determination, records) == ("mail", "electronic"), "on the worker who may appeal; on who owes the records"


def test_what_the_administrator_must_do_is_told_only_where_something_was_overturned() -> None:
    assert "authorize" in [d.clock for d in written("determination").deadlines]
    course, everybody = CASES["determination"]().course, parties()
    course.do("coordinator", "2026-03-23", "terminated", "1", cause="authorized")
    notice = notice_of("determination", course.state, everybody, everybody.parties[0], at("2026-03-23"))
    assert [item.id for item in notice.items] == ["2"]
    assert {d.group for d in notice.deadlines} == {"petition"}
    assert "approve the care" not in str(render_layout(lay_out_notice(notice), "text"))


def test_only_the_injured_worker_reads_spanish_and_only_readers_get_it() -> None:
    told, everybody = CASES["assignment"](), parties()
    administrator, division = everybody.first("claims-administrator"), everybody.first("division")
    assert administrator is not None
    assert division is not None
    with pytest.raises(UsageError, match="only the injured worker"):
        notice_of("assignment", told.course.state, everybody, administrator, told.moment, "es")
    with pytest.raises(UsageError, match="not for the role division"):
        notice_of("assignment", told.course.state, everybody, division, told.moment)
    with pytest.raises(NotFound, match="no notice 'apology'"):
        notice_of("apology", told.course.state, everybody, administrator, told.moment)


def test_a_gap_is_refused_and_never_sent() -> None:
    told, everybody = CASES["assignment"](), parties()
    with pytest.raises(UsageError, match="the notice must say"):
        notice_of("information-request", told.course.state, everybody, everybody.parties[0], told.moment)


@pytest.mark.parametrize("words", [HOSTILE, CONTROL, "{case} {0} {x.__class__}", "a|b", "x" * 300])
@pytest.mark.parametrize("kind", ["ineligible", "determination"])
def test_nothing_in_a_name_becomes_markup_or_a_placeholder(kind: str, words: str) -> None:
    told = CASES[kind]()
    party: dict[str, Any] = {"role": "employee", "name": words, "address": [words]}
    everybody = PartyFile.model_validate({
        "organization": {"name": words, "address": [words], "phone": words},
        "server": {"name": words, "title": words, "county": words, "city": words},
        "claim": {"number": words},
        "parties": [party, {"role": "employer", "name": words, "address": [words]}],
    })  # fmt: skip
    plain = notice_of(kind, told.course.state, parties(), parties().parties[0], told.moment)
    allowed = set(Elements(str(render_layout(lay_out_notice(plain), "html"))).names)
    for language in LANGUAGES:
        notice = notice_of(kind, told.course.state, everybody, everybody.parties[0], told.moment, language)
        layout = lay_out_notice(notice)
        page = Elements(str(render_layout(layout, "html")))
        assert set(page.names) <= allowed, "no element but those of any notice"
        text = str(render_layout(layout, "text"))
        assert not {"\x00", "\x07", "\x1b", "\u202e"} & set(text)
        if words.startswith("{"):
            assert words in " ".join(text.split())
        for form in ("pdf", "docx"):
            assert len(render_layout(layout, form)) > 1000


@pytest.mark.parametrize("words", [HOSTILE, CONTROL, "{case} {0}"])
def test_nothing_the_log_says_becomes_markup_or_a_placeholder(words: str) -> None:
    course = Course({"id": words, "text": words}).assigned().do("coordinator", "2026-03-02", "terminated", cause=words)
    assert not course.refused
    everybody = parties()
    plain = set(Elements(str(render_layout(lay_out_notice(written("termination")), "html"))).names)
    for language in LANGUAGES:
        notice = notice_of("termination", course.state, everybody, everybody.parties[0], at("2026-03-02"), language)
        layout = lay_out_notice(notice)
        page = Elements(str(render_layout(layout, "html")))
        assert set(page.names) <= plain
        assert not {"\x00", "\x07", "\x1b", "\u202e"} & set(str(render_layout(layout, "text")))
        assert len(render_layout(layout, "pdf")) > 1000


def test_a_second_determination_tells_the_days_of_its_own_items_only() -> None:
    course, everybody = served_twice(served=False), parties()
    notice = notice_of("determination", course.state, everybody, everybody.parties[0], at("2026-04-13"))
    assert [item.id for item in notice.items] == ["2"]
    days = {d.clock: d.day for d in notice.deadlines}
    assert days["petition"] == "May 13, 2026", "the 30 days of item 1 run since March 23"
    assert len(notice.deadlines) == len(days), "each clock is told once"
