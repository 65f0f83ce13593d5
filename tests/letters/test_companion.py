"""The plain-language companion: easy to read in both languages, complete, honest about what is decided, and dated."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
from pathlib import Path
from random import Random

import pikepdf
import pytest

from openimr.clinical.drugs import drug_table
from openimr.dispute.treatments import treatments
from openimr.errors import RuleError
from openimr.guidelines import topics
from openimr.guidelines.model import Topic
from openimr.guidelines.patterns import Stance, parse_pattern
from openimr.letters import plain_words as words_module
from openimr.letters.companion import companion_of, texts_of
from openimr.letters.companion_reasons import Speaker
from openimr.letters.from_draft import letter_from_determination
from openimr.letters.plain_words import Language, PlainWords, Step, plain_words
from openimr.letters.readability import fernandez_huerta, flesch_kincaid
from openimr.letters.rendering import render_layout
from openimr.process.counting import count_clock
from openimr.process.rules import process_rules
from openimr.review.agreement import agreement_of
from openimr.review.logic import recommend
from openimr.review.model import (
    CaseView,
    Draft,
    Evaluation,
    ItemReview,
    MissingDocument,
    PatientView,
    Recommendation,
    Sentence,
    Status,
    UrView,
)
from openimr.review.programme import programme
from openimr.review.signing import ItemDecision, ReviewerIdentity, SignedDetermination, sign
from openimr.review.turning import turning

#: Grade 8 is the bar; 60 and more is plain Spanish, 70 and more easy.
GRADE, EASE = 8.0, 65.0


def class_of(topic: Topic) -> str | None:
    """The class of drugs a topic is for; that of any drug where it is for all."""
    named = {drug.generic: drug.drug_class for drug in drug_table()}
    found = [*topic.drug_classes, *(named[drug] for drug in topic.drugs if drug in named)]
    return (found or ["analgesic"] if "medication" in topic.treatments else [None])[0]


def reviewed(topic: Topic, statuses: list[Status]) -> ItemReview:
    """An item under one topic whose criteria have these values."""
    found = [
        Evaluation(id=c.id, text=c.text, role=c.role, status=status, document_needed=c.document, supplier=c.supplier)
        for c, status in zip(topic.criteria, statuses, strict=True)
    ]
    recommendation, decisive = recommend(found, [topic])
    return ItemReview(
        heading=topic.title,
        request={
            "treatment": (topic.treatments or [None])[0],
            "body_part": "lumbar spine",
            "category": topic.category,
            "drug_class": class_of(topic),
        },
        ur=UrView(outcome="denied"),
        recommendation=recommendation,
        agreement=agreement_of(recommendation, found, decisive),
        criteria=found,
        decisive=decisive,
        rationale=[Sentence(text="Therefore.", rule="conclusion")],
        missing=[
            MissingDocument(criterion=e.id, document_needed="a note", supplier="the physician", must_say=e.text)
            for e in found
            if e.status is Status.NOT_DOCUMENTED
        ],
        turning=turning([topic], found, recommendation),
    )


def drafted(*items: ItemReview) -> Draft:
    return Draft(
        openimr="0",
        rules_version="r",
        as_of=dt.date(2014, 3, 3),
        case=CaseView(case_number="IMR-1", ur_denial_date=dt.date(2014, 3, 3)),
        documents=[],
        patient=PatientView(),
        summary=[],
        items=list(items),
    )


NOON = dt.datetime(2014, 4, 1, 12, tzinfo=dt.UTC)


def signed(draft: Draft, *decisions: ItemDecision, at: dt.datetime = NOON) -> SignedDetermination:
    who = ReviewerIdentity("Zelda Quill", "A-1", ("California",), ("Surgery",))
    attested = [one.id for one in programme().attestations]
    return sign(draft, who, attested, decisions, signed_at=at)


def told(made: Draft | SignedDetermination, language: Language = "en") -> str:
    return " ".join(texts_of(companion_of(made, language).layout))


@pytest.fixture
def draft() -> Draft:
    """An upheld item and an overturned one."""
    shot, visit = topics()["ESI-L-R"], topics()["OV"]
    return drafted(
        reviewed(shot, [Status.NOT_DOCUMENTED] * len(shot.criteria)),
        reviewed(visit, [Status.MET, Status.NOT_DOCUMENTED, Status.NOT_DOCUMENTED]),
    )


@pytest.mark.parametrize("topic", topics().values(), ids=list(topics()))
def test_a_companion_under_any_topic_is_easy_to_read(topic: Topic) -> None:
    random = Random(topic.id)
    same = [[status] * len(topic.criteria) for status in (Status.NOT_DOCUMENTED, Status.NOT_MET, Status.MET)]
    mixed = [[random.choice(list(Status)) for _ in topic.criteria] for _ in range(3)]
    for statuses in (*same, *mixed):
        draft = drafted(reviewed(topic, statuses))
        english, spanish = companion_of(draft, "en"), companion_of(draft, "es")
        assert flesch_kincaid(texts_of(english.layout)) <= GRADE
        assert fernandez_huerta(texts_of(spanish.layout)) >= EASE
        assert not english.general


def test_every_criterion_treatment_and_class_of_drugs_has_plain_words() -> None:
    words = plain_words()
    positions = {
        c.id for t in topics().values() for c in t.criteria if isinstance(parse_pattern(c.pattern), Stance)
    }
    assert set(words.criteria) | positions == {c.id for t in topics().values() for c in t.criteria}
    assert set(treatments()) <= set(words.treatments.treatments)
    assert {drug.drug_class for drug in drug_table()} <= set(words.treatments.drug_classes)


def test_what_has_no_words_of_its_own_is_told_in_general_and_counted() -> None:
    whole = plain_words()
    bare = PlainWords(whole.fixed, {}, whole.facts, whole.treatments, whole.steps)
    speaker = Speaker(bare, "en")
    criterion = topics()["ESI-L-R"].criteria[0]
    assert speaker.clause(criterion) == "the care helped you"
    assert speaker.general == [criterion.id]


def test_a_draft_says_on_every_page_that_nothing_is_decided(draft: Draft) -> None:
    for language, mark in (("en", "nothing is decided yet"), ("es", "nada está decidido")):
        layout = companion_of(draft, language).layout
        assert mark in layout.mark
        assert "30 days" not in told(draft, "en"), "no limit runs from a draft"
        pdf = pikepdf.open(io.BytesIO(render_layout(layout, "pdf")))  # type: ignore[arg-type]
        assert str(pdf.Root.Lang).startswith(language) and bool(pdf.Root.MarkInfo.Marked)
        html = render_layout(layout, "html")
        assert isinstance(html, str) and f'<html lang="{language}">' in html and mark in html


def test_a_determination_says_what_was_decided_why_and_by_when(draft: Draft) -> None:
    determination = signed(draft, ItemDecision(0, "upheld"), ItemDecision(1, "overturned"))
    layout = companion_of(determination, "en").layout
    text = told(determination)
    assert layout.mark == "" and "draft" not in text.lower()
    for part in (
        "The denial stands.",
        "The care must be approved.",
        "The last shot cut your pain by half or more.",
        "In your papers: nothing about it.",
        "The 12 months run from March 3, 2014 to March 3, 2015.",
        "If it was mailed on April 1, 2014, the last day is May 1, 2014.",
        "For request 1:",
        "5 working days",
    ):
        assert part in text, part
    spanish = told(determination, "es")
    assert "el último día es el 1 de mayo de 2014" in spanish
    assert flesch_kincaid(texts_of(layout)) <= GRADE
    assert fernandez_huerta(texts_of(companion_of(determination, "es").layout)) >= EASE


def test_the_day_of_a_decision_is_that_of_the_programme_and_not_of_greenwich(draft: Draft) -> None:
    evening = dt.datetime(2014, 4, 2, 3, 30, tzinfo=dt.UTC)  # half past eight in the evening of April 1
    late = signed(draft, ItemDecision(0, "upheld"), ItemDecision(1, "overturned"), at=evening)
    assert "If it was mailed on April 1, 2014, the last day is May 1, 2014." in told(late)
    letter = letter_from_determination(late)
    assert letter.decision_date == dt.date(2014, 4, 1)
    assert letter.signature is not None and letter.signature.signed_at.startswith("2014-04-01T20:30")
    assert programme().zone == process_rules().calendars.zone, "both rooms count days in one zone"


#: How the words of the companion write the units of the process room.
UNITS = {
    "en": {"calendar-days": "days", "months": "months", "working-days": "working days"},
    "es": {"calendar-days": "días", "months": "meses", "working-days": "días de trabajo"},
}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("step", plain_words().steps.steps, ids=lambda step: step.id)
def test_the_limits_told_are_those_of_the_clocks(step: Step, language: Language) -> None:
    day = plain_words().steps.read_as_of
    periods = [clock.on(day) for name in step.clocks if (clock := process_rules().clock(name)) is not None]
    assert len(periods) == len(step.clocks), "a step names a clock that the process room does not have"
    limits = {f"{p.amount} {UNITS[language][p.unit]}" for p in periods if p is not None}
    unit = "|".join(sorted(UNITS[language].values(), key=len, reverse=True))
    said = {" ".join(words) for words in re.findall(rf"\b(\d+)\s+({unit})\b", step.text.of(language))}
    assert said == limits
    if step.deadline is not None:
        (name,) = step.clocks
        for start in (dt.date(2020, 2, 29), dt.date(2026, 4, 7), dt.date(2026, 12, 1)):
            counted = count_clock(name, start)
            assert counted is not None and step.deadline.last(start) == counted.counted_to


def test_an_overturned_item_asks_for_no_paper() -> None:
    course = topics()["PT-CHRONIC"]
    shown = {"PT-CHRONIC.a": Status.MET, "PT-CHRONIC.l": Status.MET, "PT-CHRONIC.g": Status.NOT_DOCUMENTED}
    item = reviewed(course, [shown.get(c.id, Status.NOT_APPLICABLE) for c in course.criteria])
    item = item.model_copy(update={"recommendation": "overturned", "decisive": list(shown)})
    text = told(drafted(item))
    assert "nothing in them speaks against it" in text and "your papers show them" not in text
    assert "That does not stand in the way:" in text
    assert "What can show it" not in text and "nothing about it" not in text
    assert "nada en ellos está en contra" in told(drafted(item), "es")


def test_where_papers_show_nothing_they_are_not_said_to_show_what_counts() -> None:
    gym = topics()["GYM"]
    item = reviewed(gym, [Status.NOT_DOCUMENTED for _ in gym.criteria])
    assert item.recommendation == "overturned"
    text = told(drafted(item))
    assert "Nothing in your papers speaks against this care." in text and "papers show" not in text
    assert "Nada en sus papeles está en contra de este tratamiento." in told(drafted(item), "es")


def test_the_physicians_own_reasons_are_not_retold_by_the_machine(draft: Draft) -> None:
    other = signed(draft, ItemDecision(0, "overturned", "The notes suffice for me."), ItemDecision(1, "overturned"))
    text = told(other)
    assert "reasons in his or her own words" in text and "under item 1" in text
    assert "cut your pain" not in text and "The denial stands" not in text


def test_an_item_that_falls_with_another_names_it(draft: Draft) -> None:
    topic = topics()["ESI-L-R"]
    found = [Evaluation(id=c.id, text=c.text, role=c.role, status=Status.MET) for c in topic.criteria]
    item = draft.items[0].model_copy(
        update={
            "decisive": [],
            "rationale": [Sentence(text="It falls with it.", rule="dependent-item")],
            "turning": turning([topic], found, "upheld", principal="Lumbar fusion"),
        }
    )
    assert "This care goes with another request: Lumbar fusion." in told(drafted(item))


@pytest.mark.parametrize(
    ("recommendation", "rule", "says"),
    [
        ("undecidable", "no-topic", "no guideline for this care"),
        ("undecidable", programme().sources_only_ur.rule, "only the papers of the dispute"),
    ],
)
def test_where_nothing_is_recommended_it_says_why(recommendation: Recommendation, rule: str, says: str) -> None:
    item = ItemReview(
        heading="X", request={}, recommendation=recommendation, rationale=[Sentence(text="So.", rule=rule)]
    )
    assert says in told(drafted(item))


def test_plain_words_for_an_unknown_criterion_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(words_module.rules_folder() / "plain", tmp_path / "plain")
    path = tmp_path / "plain" / "criteria.yaml"
    path.write_text(path.read_text(encoding="utf-8") + '- {for: [NO-TOPIC.a], en: "x", es: "y"}\n', encoding="utf-8")
    monkeypatch.setattr(words_module, "rules_folder", lambda: tmp_path)
    with pytest.raises(RuleError, match=r"criteria\.yaml:\d+.*NO-TOPIC\.a"):
        plain_words.__wrapped__()
