"""The human gate: nothing but sign() makes a determination, and sign() asks for everything."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import pickle

import pytest

from openimr.errors import NotSignable
from openimr.review.model import DocumentView, Draft, ItemReview, PatientView
from openimr.review.programme import programme
from openimr.review.signing import ItemDecision, ReviewerIdentity, SignedDetermination, sign

PHYSICIAN = ReviewerIdentity(
    name="Ada Example, MD",
    licence="G-00000",
    licensed_in=("California",),
    certifications=("Physical Medicine and Rehabilitation",),
)
ALL = [a.id for a in programme().attestations]
NOW = dt.datetime(2026, 1, 5, 9, 30, tzinfo=dt.UTC)


def draft(*recommendations: str, warnings: list[str] | None = None) -> Draft:
    return Draft(
        openimr="0.1.0",
        rules_version="test",
        as_of=dt.date(2014, 5, 29),
        documents=[],
        patient=PatientView(),
        summary=[],
        items=[
            ItemReview(heading=f"Item {n}", request={}, recommendation=r, confidence=0.9)  # type: ignore[arg-type]
            for n, r in enumerate(recommendations, start=1)
        ],
        warnings=warnings or [],
    )


def test_a_physician_who_attests_and_decides_makes_a_determination() -> None:
    signed = sign(draft("upheld"), PHYSICIAN, ALL, [ItemDecision(0, "upheld")], signed_at=NOW)
    assert isinstance(signed, SignedDetermination)
    assert signed.decisions[0].decision == "upheld"
    assert signed.intact()


def test_a_determination_cannot_be_built_without_signing() -> None:
    with pytest.raises(TypeError, match="made by sign"):
        SignedDetermination(draft("upheld"), PHYSICIAN, tuple(ALL), (), NOW, "0" * 64, key=object())


def test_a_determination_cannot_be_rewritten_by_replacing_a_field() -> None:
    signed = sign(draft("upheld"), PHYSICIAN, ALL, [ItemDecision(0, "upheld")], signed_at=NOW)
    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(signed, decisions=(ItemDecision(0, "overturned"),))
    with pytest.raises(dataclasses.FrozenInstanceError):
        signed.decisions = ()  # type: ignore[misc]


def test_changing_the_callers_draft_after_signing_changes_nothing() -> None:
    mine = draft("upheld")
    signed = sign(mine, PHYSICIAN, ALL, [ItemDecision(0, "upheld")], signed_at=NOW)
    mine.items[0].heading = "something else"
    assert signed.draft.items[0].heading == "Item 1"
    assert signed.intact()


def test_tampering_with_the_signed_content_is_seen() -> None:
    signed = sign(draft("upheld"), PHYSICIAN, ALL, [ItemDecision(0, "upheld")], signed_at=NOW)
    signed.draft.items[0].heading = "something else"
    assert not signed.intact()


@pytest.mark.parametrize("left_out", ALL)
def test_every_attestation_is_needed(left_out: str) -> None:
    with pytest.raises(NotSignable, match=left_out):
        sign(draft("upheld"), PHYSICIAN, [a for a in ALL if a != left_out], [ItemDecision(0, "upheld")])


@pytest.mark.parametrize("blank", ["name", "licence", "licensed_in", "certifications"])
def test_the_physician_must_be_named(blank: str) -> None:
    nobody = dataclasses.replace(PHYSICIAN, **{blank: () if blank in ("licensed_in", "certifications") else "  "})
    with pytest.raises(NotSignable, match="not fully named"):
        sign(draft("upheld"), nobody, ALL, [ItemDecision(0, "upheld")])


@pytest.mark.parametrize(
    "decisions",
    [
        [],
        [ItemDecision(0, "upheld")],
        [ItemDecision(0, "upheld"), ItemDecision(0, "upheld")],
        [ItemDecision(2, "upheld")],
    ],
)
def test_every_item_is_decided_exactly_once(decisions: list[ItemDecision]) -> None:
    with pytest.raises(NotSignable, match="exactly one decision"):
        sign(draft("upheld", "upheld"), PHYSICIAN, ALL, decisions)


@pytest.mark.parametrize("recommended", ["overturned", "undecidable"])
def test_deciding_otherwise_than_recommended_needs_the_physicians_own_reasons(recommended: str) -> None:
    with pytest.raises(NotSignable, match="otherwise than recommended"):
        sign(draft(recommended), PHYSICIAN, ALL, [ItemDecision(0, "upheld")])
    signed = sign(
        draft(recommended), PHYSICIAN, ALL, [ItemDecision(0, "upheld", "The exam of May 1 shows no deficit.")]
    )
    assert signed.decisions[0].rationale == "The exam of May 1 shows no deficit."


def test_a_file_that_is_only_the_ur_determination_cannot_be_signed() -> None:
    rule = programme().sources_only_ur
    bare = draft("undecidable", warnings=[f"{rule.text} ({rule.reference})."])
    with pytest.raises(NotSignable, match="utilization review determination"):
        sign(bare, PHYSICIAN, ALL, [ItemDecision(0, "upheld", "I think so.")])


def test_a_draft_without_items_cannot_be_signed() -> None:
    with pytest.raises(NotSignable, match="no disputed item"):
        sign(draft(), PHYSICIAN, ALL, [])


def test_signing_time_needs_a_zone() -> None:
    naive = dt.datetime(2026, 1, 5)  # noqa: DTZ001
    with pytest.raises(NotSignable, match="time zone"):
        sign(draft("upheld"), PHYSICIAN, ALL, [ItemDecision(0, "upheld")], signed_at=naive)


def test_a_copy_is_still_the_signed_thing_and_a_pickle_cannot_smuggle_another_decision() -> None:
    signed = sign(draft("upheld"), PHYSICIAN, ALL, [ItemDecision(0, "upheld")], signed_at=NOW)
    assert copy.copy(signed).intact()
    assert pickle.loads(pickle.dumps(signed)).intact()


def test_removing_the_warning_does_not_make_a_bare_file_signable() -> None:
    bare = draft("undecidable")
    bare.documents = [
        DocumentView(
            id="d01", file="ur-denial.pdf", pages=[1], kind="ur_determination", date=None, author=None, sha256="0",
            duplicate_of=None, usable=True,
        )
    ]
    with pytest.raises(NotSignable, match="utilization review determination"):
        sign(bare, PHYSICIAN, ALL, [ItemDecision(0, "upheld", "I think so.")])


def test_a_record_about_another_patient_does_not_make_a_bare_file_signable() -> None:
    papers = [
        DocumentView(id=f"d0{n}", file=f"{n}.pdf", pages=[1], kind=kind, date=None, author=None, sha256="0",
                     duplicate_of=None, usable=True, other_patient=other)
        for n, (kind, other) in enumerate((("ur_determination", False), ("progress_report", True)))
    ]  # fmt: skip
    bare = draft("upheld").model_copy(update={"documents": papers})
    with pytest.raises(NotSignable, match="utilization review determination"):
        sign(bare, PHYSICIAN, ALL, [ItemDecision(0, "upheld")], signed_at=NOW)
