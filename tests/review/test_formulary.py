"""The drug formulary: which drugs need review before they are dispensed, and which fills do not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from openimr.casefile.model import CaseFile, Document, DocumentKind, Page
from openimr.clinical import read_record
from openimr.clinical.model import ClinicalRecord, Patient
from openimr.dispute.model import DisputedItem, Request
from openimr.dispute.request import parse_request
from openimr.errors import RuleError
from openimr.guidelines.formulary import formulary, read_formulary
from openimr.guidelines.vocabulary import vocabulary
from openimr.review.drafting import review_item
from openimr.review.formulary import formulary_view
from openimr.review.model import Status
from openimr.rulefiles import read_rule_text, rules_folder

IN_2018 = dt.date(2018, 6, 4)
EMPTY = ClinicalRecord(facts=[], patient=Patient())


def record_of(text: str, written: dt.date) -> ClinicalRecord:
    page = Page(document="d01", file="a.txt", number=1, text=text)
    paper = Document(
        id="d01", file="a.txt", pages=[page], kind=DocumentKind.PROGRESS_REPORT, date=written, author=None, sha256=""
    )
    return read_record(CaseFile(root=Path("case"), documents=[paper]), IN_2018)


@pytest.mark.parametrize(
    ("line", "status", "needed"),
    [
        ("Naproxen 500mg #60", "exempt", "no"),
        ("Ibuprofen 800mg #90", "exempt", "no"),
        ("Norco 10/325mg #60", "non_exempt", "yes"),
        ("Soma 350mg #90", "non_exempt", "yes"),
        ("Ambien 10mg #30", "non_exempt", "yes"),
        ("Gabapentin 300mg #90", "unknown", "unknown"),
        ("Duloxetine 30mg #30", "unknown", "unknown"),
    ],
)
def test_status_of_a_drug_from_2018(line: str, status: str, needed: str) -> None:
    view = formulary_view(parse_request(line), EMPTY, IN_2018)
    assert view is not None
    assert (view.status, view.review_needed) == (status, needed)
    assert not view.verified


def test_before_its_first_day_and_beyond_drugs_the_formulary_is_silent() -> None:
    assert formulary_view(parse_request("Norco 10/325mg #60"), EMPTY, dt.date(2017, 12, 31)) is None
    assert formulary_view(parse_request("MRI of the lumbar spine"), EMPTY, IN_2018) is None


def test_a_brand_leaves_open_whether_an_exempt_drug_needs_review() -> None:
    view = formulary_view(parse_request("Naprosyn 500mg #60"), EMPTY, IN_2018)
    assert view is not None
    assert (view.status, view.review_needed) == ("exempt", "unknown")


def test_a_compound_needs_review() -> None:
    cream = Request(treatment="topical_medication", drug="ketoprofen topical", ingredients=["ketoprofen", "lidocaine"])
    view = formulary_view(cream, EMPTY, IN_2018)
    assert view is not None
    assert (view.status, view.review_needed) == ("compounded", "yes")


def test_a_special_fill_lasts_no_longer_than_its_days() -> None:
    hurt = ClinicalRecord(facts=[], patient=Patient(date_of_injury=dt.date(2018, 6, 1)))

    def fill(quantity: float | None) -> tuple[str, Status]:
        drug = Request(
            treatment="medication", drug="oxycodone", drug_class="opioid", quantity=quantity, quantity_unit="days"
        )
        view = formulary_view(drug, hurt, IN_2018)
        assert view is not None
        return view.review_needed, next(f.status for f in view.fills if f.id == "special_fill")

    assert fill(4) == ("no", Status.MET)
    assert fill(5) == ("yes", Status.NOT_MET)
    assert fill(None) == ("yes", Status.NOT_DOCUMENTED)


def test_a_perioperative_fill_names_the_operation() -> None:
    record = record_of("The patient underwent a lumbar laminectomy on 06/02/2018.", dt.date(2018, 6, 3))
    item = DisputedItem(heading="Norco 10/325mg #20", request=parse_request("Norco 10/325mg #20"))
    review = review_item(item, record, IN_2018, None)
    assert review.formulary is not None
    assert review.formulary.review_needed == "no"
    sentence = next(s for s in review.rationale if s.rule == "formulary:non_exempt")
    assert "four days before to four days after surgery" in sentence.text
    assert "not verified" in sentence.text
    assert any("laminectomy" in e.quote for e in sentence.evidence)
    late = review_item(item, record, dt.date(2018, 7, 4), None)
    assert late.formulary is not None
    assert late.formulary.review_needed == "yes"


def test_the_formulary_never_decides() -> None:
    item = DisputedItem(heading="Soma 350mg #90", request=parse_request("Soma 350mg #90"))
    before = review_item(item, EMPTY, dt.date(2017, 12, 20), None)
    after = review_item(item, EMPTY, IN_2018, None)
    assert before.recommendation == after.recommendation == "upheld"
    assert before.decisive == after.decisive
    assert before.formulary is None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[carisoprodol, tizanidine]", "[carisoprodul]", "unknown drug carisoprodul"),
        ('verified: "false"', 'verified: "true"', "not by whom and when"),
        ("provenance: [F21]", "provenance: []", "where it is known from"),
        ("{since_injury: {lte: 7 days}}", "{since_injury: {lte: 7 moons}}", "no length of time"),
    ],
)
def test_a_wrong_formulary_is_refused_with_its_line(old: str, new: str, says: str) -> None:
    text = (rules_folder() / "formulary.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    with pytest.raises(RuleError, match=says) as caught:
        read_formulary(read_rule_text(text.replace(old, new), "formulary.yaml"), vocabulary())
    assert (caught.value.file or "").split(":")[-1].isdigit()


def test_no_row_claims_to_be_verified() -> None:
    assert not formulary().verified
