"""The manifest: rows with their reasons, what the rules require, gaps with whom to ask, and the page it is shown on."""

from __future__ import annotations

import datetime as dt
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from openimr.casefile import (
    CaseFile,
    Document,
    DocumentKind,
    Intake,
    Manifest,
    Page,
    index_table,
    manifest_of,
    open_case,
)
from openimr.casefile.manifest.disputepapers import unsigned
from openimr.casefile.manifest.listwords import list_words
from openimr.casefile.manifest.page import html_of
from openimr.casefile.manifest.wording import remark
from openimr.casefile.model import CopiedPassage
from openimr.errors import RuleError
from openimr.problems import Problem

REPOSITORY = Path(__file__).parent.parent.parent
KIND = DocumentKind
HOSTILE = '<script>alert(1)</script> "&\' [/bold]\x1b[31m\u202egpj'


def paper(
    number: int, kind: DocumentKind, day: str | None = None, text: str = "words", pages: int = 1, **more: object
) -> Document:
    name = f"d{number:02d}"
    made = [Page(name, "records/scan.pdf", number * 100 + n, text) for n in range(pages)]
    date = dt.date.fromisoformat(day) if day else None
    return Document(name, "records/scan.pdf", made, kind, date, None, "0" * 64, **more)  # type: ignore[arg-type]


def case(*documents: Document, **intake: object) -> CaseFile:
    return CaseFile(Path("case"), list(documents), intake=Intake(**intake))  # type: ignore[arg-type]


SIGNED = "APPLICATION\nEmployee signature: Nora Nominal  Date: 5/12/2014"
APPLICATION = paper(90, KIND.IMR_APPLICATION, "2014-05-12", SIGNED)
REQUEST = paper(91, KIND.RFA, "2014-04-21")


def denial(text: str = "DENIED", day: str = "2014-04-28") -> Document:
    return paper(92, KIND.UR_DETERMINATION, day, text)


def visits(*days: str) -> list[Document]:
    return [paper(number, KIND.PROGRESS_REPORT, day) for number, day in enumerate(days, start=1)]


MONTHLY = visits("2013-11-01", "2013-12-10", "2014-01-15", "2014-02-20", "2014-03-25")


def gaps(found: Manifest) -> dict[str, str]:
    return {gap.code: gap.what for gap in found.gaps}


def test_a_row_keeps_its_keys_and_says_why_a_paper_is_set_aside() -> None:
    documents = [
        paper(1, KIND.PROGRESS_REPORT, "2014-03-18"),
        paper(2, KIND.PROGRESS_REPORT, "2014-03-18", duplicate_of="d01"),
        paper(3, KIND.PROGRESS_REPORT, "2014-03-18", duplicate_of="d01", near_duplicate=True),
        paper(4, KIND.PROGRESS_REPORT, "2014-03-18", other_patient=True, patient="Somebody Else"),
        paper(5, KIND.BILLING),
        paper(6, KIND.FAX_COVER),
        paper(7, KIND.BLANK, text=""),
        paper(8, KIND.OTHER, usable=False, problems=[Problem(code="empty", message="the file is empty")]),
        paper(9, KIND.UR_DETERMINATION),
    ]
    rows = index_table(case(*documents))
    assert {
        "id", "date", "kind", "author", "patient", "pages", "first_page", "last_page", "file", "ocr", "duplicate_of",
        "usable", "problems", "facility", "near_duplicate", "other_patient", "evidence", "set_aside", "copied_share",
        "copied_from", "confidence", "page_numbers",
    } <= set(rows[0])  # fmt: skip
    assert not {"birth_date", "claim_number"} & set(rows[0]), "no more of a person than an index needs"
    assert [row["set_aside"] for row in rows] == [
        "", "copy of d01", "another scan of d01", "about another patient", "billing", "fax cover sheet", "blank",
        "could not be read", "paper of the dispute, no medical record",
    ]  # fmt: skip
    assert [row["evidence"] for row in rows] == [document.is_evidence for document in documents]
    assert rows[7]["problems"] == ["the file is empty"]


def test_a_year_that_a_paper_does_not_print_is_told_to_be_taken_from_the_others(tmp_path: Path) -> None:
    note = "HILLTOP CLINIC\nPROGRESS NOTE\nPatient: Ann Roe   DOI: 1/5/2014\nDOS: {}/2014\nSigned by Ann Sample, MD\n"
    slip = "HILLTOP CLINIC\nCHART NOTE\nPatient: Ann Roe\nDate: 5/9   Pain 4/10, sleeps badly.\n"
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "all.txt").write_text("\f".join([note.format("3/18"), slip, note.format("6/18")]))
    opened = open_case(tmp_path, cache=None)
    assert [str(paper.date) for paper in opened.documents] == ["2014-03-18", "2014-05-09", "2014-06-18"]
    assert [[p.code for p in paper.problems] for paper in opened.documents] == [[], ["year-not-printed"], []]
    (problem,) = opened.documents[1].problems
    assert problem.page == 2 and "the year 2014 was taken from" in problem.message
    assert problem.consequence and problem.remedy
    found = manifest_of(opened)
    assert "the year 2014 was taken from" in remark(found.documents[1], short=True)
    assert "the year 2014 was taken from" in html_of(found)


def test_copied_words_and_confidence_are_measured() -> None:
    page = Page("d02", "a.pdf", 3, "Pain is worse. Sleeps badly now.", "ocr", 0.7)
    other = Page("d02", "a.pdf", 4, "One two three four", "ocr", 0.9)
    copied = [CopiedPassage(3, 0, 14, "d01", 1), CopiedPassage(3, 5, 14, "d01", 1)]
    document = Document("d02", "a.pdf", [page, other], KIND.PROGRESS_REPORT, None, None, "0", copied=copied)
    (row,) = index_table(case(document))
    assert row["copied_share"] == 0.3
    assert (row["copied_from"], row["confidence"], row["ocr"]) == (["d01"], 0.8, 2)


def test_totals_add_up() -> None:
    documents = [
        *MONTHLY, paper(20, KIND.BILLING, pages=3), paper(21, KIND.PROGRESS_REPORT, pages=4, duplicate_of="d01"),
        APPLICATION, REQUEST, denial(),
    ]  # fmt: skip
    documents[0].pages.append(Page("d01", "a.pdf", 2, "", "none"))
    documents[1].pages.append(Page("d02", "a.pdf", 2, " \n", "text"))
    totals = manifest_of(case(*documents)).totals
    assert totals.pages == totals.text + totals.recognised + totals.unreadable + totals.blank == sum(
        len(d.pages) for d in documents
    )
    assert (totals.unreadable, totals.blank) == (1, 1)
    assert totals.documents == totals.evidence.documents + sum(c.documents for c in totals.set_aside.values())
    assert {name: count.pages for name, count in totals.set_aside.items()} == {
        "billing": 3, "copy": 4, "dispute_paper": 2,
    }  # fmt: skip
    assert (totals.first_date, totals.last_date) == (dt.date(2013, 11, 1), dt.date(2014, 4, 21))
    del documents[0].pages[1], documents[1].pages[1]


def test_a_whole_file_has_no_gap() -> None:
    found = manifest_of(case(*MONTHLY, APPLICATION, REQUEST, denial("Records reviewed: RFA 4/21/14; PR-2 3/25/14")))
    assert found.gaps == []
    assert found.considered.said == (
        "The determination d92 of 04/28/2014 names 2 papers that it considered: 2 are in the file."
    )


def test_what_the_determination_considered_and_the_file_lacks_is_asked_for() -> None:
    listed = denial("Records reviewed: RFA 4/21/14; QME report 11/5/13")
    found = manifest_of(case(*MONTHLY, APPLICATION, REQUEST, listed))
    (gap,) = found.gaps
    assert (gap.code, gap.weight) == ("considered-not-in-file", "missing")
    assert gap.what.startswith("QME report of 11/05/2013")
    assert (gap.whom, gap.ask) == ("the claims administrator", "QME report of 11/05/2013")
    assert gap.reference == "8 CCR 9792.10.5(a)(1)(A)"
    assert [place.quote for place in gap.places] == ["QME report 11/5/13"]


def test_without_a_list_the_determination_is_said_to_name_none() -> None:
    found = manifest_of(case(*MONTHLY, APPLICATION, REQUEST, denial("The MRI is denied.")))
    assert found.considered.said == "The determination d92 of 04/28/2014 names no records that it considered."
    assert found.gaps == []


def test_a_report_of_which_pages_are_lost_is_asked_about() -> None:
    report = paper(30, KIND.MEDICAL_LEGAL, "2013-11-05", pages=4)
    listed = denial("Records reviewed: RFA 4/21/14; QME report 11/5/13 (42 pages)")
    found = manifest_of(case(*MONTHLY, report, APPLICATION, REQUEST, listed))
    assert gaps(found) == {
        "considered-shorter": "QME report of 11/05/2013: utilization review had 42 pages of it, d30 has 4 pages"
    }


def test_dispute_papers_that_are_not_there() -> None:
    assert set(gaps(manifest_of(case(*MONTHLY)))) == {"application-missing", "determination-missing", "request-missing"}


def test_the_request_is_asked_for_once() -> None:
    found = manifest_of(case(*MONTHLY, APPLICATION, denial("Records reviewed: RFA 4/21/14; PR-2 3/25/14")))
    assert set(gaps(found)) == {"request-missing"}
    assert found.required.request.source == "determination_names_it"
    assert found.required.request.day == dt.date(2014, 4, 21)


@pytest.mark.parametrize(
    ("text", "source", "day"),
    [
        ("RFA dated 4/20/2014, received 4/22/2014", "determination_names_it", "2014-04-20"),
        ("Date of RFA: 04/20/2014", "determination_names_it", "2014-04-20"),
        ("Date request received: 4/22/2014", "received", "2014-04-22"),
        ("| Date RFA received: 04/22/2014 | Date of determination: 04/28/2014 |", "received", "2014-04-22"),
        ("The MRI is denied.", "determination", "2014-04-28"),
    ],
)
def test_the_day_of_the_request_and_how_it_was_established(text: str, source: str, day: str) -> None:
    request = manifest_of(case(*MONTHLY, APPLICATION, denial(text))).required.request
    assert (request.source, str(request.day)) == (source, day)
    assert f"{request.day:%m/%d/%Y}" in request.said


def test_the_latest_request_before_the_decision_is_the_one_decided_on() -> None:
    earlier, later = paper(40, KIND.RFA, "2014-01-10"), paper(41, KIND.RFA, "2014-06-01")
    assert manifest_of(case(*MONTHLY, earlier, REQUEST, later, denial())).required.request.documents == ["d91"]


def test_without_any_day_nothing_is_required() -> None:
    found = manifest_of(case(*MONTHLY))
    assert found.required.window is None
    assert found.required.request.source == "none"


@pytest.mark.parametrize(
    ("assigned", "first", "verified"),
    [
        ("2013-08-01", "2013-04-21", False),
        ("2014-02-11", "2013-04-21", False),
        ("2014-02-12", "2013-10-21", False),
        ("2025-01-05", "2013-10-21", True),
        ("2026-05-01", "2013-10-21", False),
    ],
)
def test_the_period_is_that_of_the_rule_in_force(assigned: str, first: str, verified: bool) -> None:
    found = manifest_of(case(*MONTHLY, REQUEST, denial(), date_assigned=dt.date.fromisoformat(assigned)))
    window = found.required.window
    assert window is not None
    assert (str(window.first), str(window.last)) == (first, "2014-04-21")
    assert found.required.verified is verified


def test_reports_of_the_period_are_told_by_kind() -> None:
    study = paper(50, KIND.MRI_REPORT, "2014-02-03")
    old = paper(51, KIND.MRI_REPORT, "2012-02-03")
    undated = paper(52, KIND.CONSULT)
    required = manifest_of(case(*MONTHLY, study, old, undated, APPLICATION, REQUEST, denial())).required
    assert required.reports == {"progress_report": ["d01", "d02", "d03", "d04", "d05"], "mri_report": ["d50"]}
    assert required.undated == ["d52"]


def test_a_long_time_without_a_visit_is_a_question() -> None:
    reports = visits("2013-11-20", "2014-01-10", "2014-03-03", "2014-04-02")
    found = manifest_of(case(*reports, APPLICATION, REQUEST, denial()))
    (gap,) = found.gaps
    assert (gap.code, gap.weight, gap.verified) == ("silent-stretch", "question", False)
    assert gap.what == "no physician's report of a visit from 11/21/2013 to 01/09/2014, 01/11/2014 to 03/02/2014"


def test_before_the_injury_no_report_is_missed() -> None:
    reports = visits("2014-02-20", "2014-03-25")
    found = manifest_of(case(*reports, APPLICATION, REQUEST, denial(), date_of_injury=dt.date(2014, 2, 10)))
    assert found.gaps == []


def test_a_period_without_any_report_is_missing_and_not_only_asked_about() -> None:
    found = manifest_of(case(*visits("2012-05-01"), paper(60, KIND.CONSULT), APPLICATION, REQUEST, denial()))
    (gap,) = found.gaps
    assert (gap.code, gap.weight) == ("no-report-in-window", "missing")
    assert "1 report without a day may be of that time" in gap.what


def test_a_study_that_records_quote_is_asked_for_once() -> None:
    quoting = "The MRI of the lumbar spine dated 6/11/2013 shows a bulge."
    reports = [
        *MONTHLY[:3], paper(61, KIND.PROGRESS_REPORT, "2014-02-20", quoting),
        paper(62, KIND.CONSULT, "2014-03-25", quoting),
    ]  # fmt: skip
    found = manifest_of(case(*reports, APPLICATION, REQUEST, denial()))
    (gap,) = found.gaps
    assert (gap.code, gap.weight, gap.documents) == ("quoted-not-in-file", "question", ["d61", "d62"])
    study = paper(63, KIND.MRI_REPORT, "2013-06-11", "MRI LUMBAR SPINE")
    assert manifest_of(case(*reports, study, APPLICATION, REQUEST, denial())).gaps == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Employee signature: ______________   Date: ________", True),
        ("Employee signature:\n\nDate:", True),
        ("Employee signature: /s/ Nora Nominal", False),
        ("Employee signature:\nNora Nominal", False),
        ("Employee signature: ________  Date: 5/12/2014", False),
        ("A form without that place", False),
    ],
)
def test_an_application_without_a_signature(text: str, expected: bool) -> None:
    page = Page("d01", "a.pdf", 1, f"APPLICATION FOR INDEPENDENT MEDICAL REVIEW\n{text}\n")
    assert unsigned(Document("d01", "a.pdf", [page], KIND.IMR_APPLICATION, None, None, ""), list_words()) is expected


def test_a_scanned_application_is_never_called_unsigned() -> None:
    page = Page("d01", "a.pdf", 1, "Employee signature: ______", "ocr", 0.9)
    assert not unsigned(Document("d01", "a.pdf", [page], KIND.IMR_APPLICATION, None, None, ""), list_words())


def test_an_unknown_programme_is_refused_in_words() -> None:
    with pytest.raises(RuleError, match=r"records_considered\.yaml"):
        manifest_of(case(), programme="atlantis")


def example(name: str) -> Manifest:
    return manifest_of(open_case(REPOSITORY / "examples" / "cases" / name))


def test_the_manifest_of_an_example_case() -> None:
    found = example("scs-trial")
    assert found.case_number == "IMR-EX-0004"
    assert [(p.paper, p.status, p.documents) for p in found.considered.papers] == [
        ("RFA of 09/08/2014", "in_file", ["d06"]),
        ("Progress report of 08/07/2014", "in_file", ["d04"]),
        ("Progress report of 09/03/2014", "in_file", ["d05"]),
        ("Procedure note of 07/07/2014", "in_file", ["d10"]),
        ("Operative report of 06/12/2013", "in_file", ["d09"]),
        ("Electrodiagnostic study of 12/21/2010", "in_file", ["d03"]),
    ]
    assert [(gap.code, gap.weight) for gap in found.gaps] == [("silent-stretch", "question")]
    assert found.required.request.said == "the request for authorization d06 is of 09/08/2014"


def test_a_study_that_utilization_review_only_heard_of() -> None:
    found = example("lumbar-epidural-levels")
    assert all(p.status == "in_file" for p in found.considered.papers if p.how == "listed")
    assert ("named-not-in-file", "missing") in [(gap.code, gap.weight) for gap in found.gaps]
    assert any("magnetic resonance study of June 2013" in gap.what for gap in found.gaps)


def test_the_json_is_what_the_schema_says() -> None:
    schema = json.loads((REPOSITORY / "docs" / "schemas" / "index.schema.json").read_text(encoding="utf-8"))
    body = json.loads(example("lumbar-epidural-levels").model_dump_json())
    fits(body, schema, schema["$defs"])
    assert Manifest.model_validate(body).model_dump(mode="json") == body
    with pytest.raises(AssertionError):
        fits(body | {"totals": {"documents": "many"}}, schema, schema["$defs"])


def fits(value: object, schema: dict[str, object], known: dict[str, dict[str, object]]) -> None:
    """A small reader of the parts of JSON Schema that our schemas use."""
    if "$ref" in schema:
        schema = known[str(schema["$ref"]).removeprefix("#/$defs/")]
    if "anyOf" in schema:
        options = schema["anyOf"]
        assert isinstance(options, list)
        fits(value, next(o for o in options if (o.get("type") == "null") is (value is None)), known)
        return
    types = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None), "object": dict,
             "array": list}  # fmt: skip
    assert isinstance(value, types[str(schema["type"])]), (value, schema)  # type: ignore[arg-type]
    assert value in schema["enum"] if "enum" in schema else True  # type: ignore[operator]
    if isinstance(value, list):
        for one in value:
            fits(one, schema.get("items", {}), known)  # type: ignore[arg-type]
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        assert isinstance(properties, dict)
        assert set(schema.get("required", [])) <= set(value)  # type: ignore[call-overload]
        for name, one in value.items():
            if properties:
                fits(one, properties[name], known)
            elif isinstance(schema.get("additionalProperties"), dict):
                fits(one, schema["additionalProperties"], known)  # type: ignore[arg-type]


class Tags(HTMLParser):
    """The tags and the words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def hostile_case() -> CaseFile:
    documents = [
        *MONTHLY, APPLICATION, REQUEST,
        denial(f"Records reviewed: RFA 4/21/14; QME {HOSTILE} report 11/5/13 by Dr. {HOSTILE}"),
        Document("d70", HOSTILE, [Page("d70", HOSTILE, 1, "x")], KIND.CONSULT, None, HOSTILE, "0", facility=HOSTILE,
                 problems=[Problem(code="x", message=HOSTILE)]),
        Document("d71", HOSTILE, [Page("d71", HOSTILE, 2, "x")], KIND.CONSULT, None, HOSTILE, "0", other_patient=True,
                 patient="Strange Person"),
    ]  # fmt: skip
    return CaseFile(Path("case"), documents, [Problem(code="y", message=HOSTILE)], Intake(case_number=HOSTILE))


def test_hostile_names_stay_words_on_the_page() -> None:
    page = html_of(manifest_of(hostile_case()))
    read = Tags(page)
    assert [tag for tag, _ in read.tags].count("script") == 1, "the page's own, and no other"
    assert "<script>alert(1)</script>" in read.words.replace("\ufffd", "")
    assert "\x1b" not in page and "\u202e" not in page
    assert "Strange Person" not in page, "nobody is told who the other patient is"


def test_the_page_fetches_nothing_and_can_be_read_by_everybody() -> None:
    page = html_of(example("lumbar-epidural-levels"))
    read = Tags(page)
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert "@import" not in page and "url(" not in page.replace("url(#hatch)", "")
    assert all(attributes.get("scope") for tag, attributes in read.tags if tag == "th")
    ids = [attributes["id"] for _, attributes in read.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {a["href"] for tag, a in read.tags if tag == "a"} <= {f"#{name}" for name in ids}
    for words in ("not in the file", "Missing", "Question", "What the file does not hold", "Ask the claims"):
        assert words in " ".join(read.words.split()), "colour is never alone"


def test_colours_of_the_page_have_contrast() -> None:
    page = html_of(example("scs-trial"))
    for name in ("ink", "quiet", "blue", "alarm", "ask", "good"):
        colour = re.search(rf"--{name}: #([0-9a-f]{{6}})", page)
        assert colour, name
        for ground in ("ffffff", "f4f5f7"):
            assert contrast(colour.group(1), ground) >= 4.5, name


def contrast(one: str, two: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((light(one), light(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_an_empty_case_has_a_manifest() -> None:
    found = manifest_of(CaseFile(Path("case"), []))
    assert found.documents == [] and found.totals.pages == 0
    assert "The file holds no document" in html_of(found)
