"""FHIR R4 bundles read like any record: pages with title, patient and day; files in them are sources of their own."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openimr.casefile import DocumentKind, open_case, read_file
from openimr.casefile.files.containers import Unpacking
from openimr.casefile.files.filetypes import content_type
from openimr.problems import Problem
from tests.casefile import paperfiles

SUBJECT = {"subject": {"reference": "Patient/1"}}
PATIENT = {
    "resourceType": "Patient", "id": "1", "birthDate": "1966-01-21", "gender": "male",
    "name": [{"use": "old", "family": "Before"}, {"use": "official", "given": ["Marlo", "T."], "family": "Quince"}],
}
DOCTOR = {"resourceType": "Practitioner", "id": "d", "name": [{"text": "Casimir Dunleavy, MD"}]}


def coded(text: str, system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": text}]}


LOINC, ICD, CPT = "http://loinc.org", "http://hl7.org/fhir/sid/icd-10-cm", "http://www.ama-assn.org/go/cpt"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
LABORATORY = {"category": [{"coding": [{"code": "laboratory"}]}]}


def bundle(*resources: Any, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources], **more}


def pages(tmp_path: Path, *resources: Any) -> list[str]:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(bundle(PATIENT, DOCTOR, *resources)), encoding="utf-8")
    result = read_file(path, "a.json")
    assert not isinstance(result, Problem), result.sentence()
    return [page.text for page in result]


def unpacked(path: Path) -> tuple[dict[str, str], dict[str, Problem]]:
    unpacking = Unpacking(path.parent / "out")
    return ({s.file: s.type for s in unpacking.sources(path, path.name)},
            {problem.code: problem for problem in unpacking.problems})


def test_laboratory_values(tmp_path: Path) -> None:
    hemoglobin = {
        "resourceType": "Observation", "status": "final", **SUBJECT, **LABORATORY,
        "code": coded("Hemoglobin", LOINC, "718-7"), "effectiveDateTime": "2014-03-04T08:00:00-08:00",
        "valueQuantity": {"value": 12.10, "unit": "g/dL"},
        "referenceRange": [{"low": {"value": 13.0, "unit": "g/dL"}, "high": {"value": 17.0, "unit": "g/dL"}}],
        "interpretation": [coded("Low", "x", "L")],
    }
    potassium = {**hemoglobin, "code": {"text": "Potassium"}, "valueQuantity": None, "referenceRange": [],
                 "interpretation": [], "dataAbsentReason": coded("Not performed", "x", "np")}
    other_day = {**hemoglobin, "effectiveDateTime": "2014-05-01"}
    first, second = pages(tmp_path, hemoglobin, potassium, other_day)
    assert first.splitlines() == [
        "LABORATORY REPORT", "Patient: Marlo T. Quince", "Date of birth: 01/21/1966", "Sex: male",
        "Date collected: 03/04/2014", "Hemoglobin (LOINC 718-7): 12.1 g/dL (reference range 13.0 g/dL-17.0 g/dL) (Low)",
        "Potassium: no result (Not performed)",
    ]
    assert "Date collected: 05/01/2014" in second


def test_values_of_every_type_and_parts(tmp_path: Path) -> None:
    def observed(name: str, **value: Any) -> dict[str, Any]:
        return {"resourceType": "Observation", "status": "final", **SUBJECT, "code": {"text": name}, **value}

    text, = pages(
        tmp_path, observed("Pain", valueInteger=7), observed("Smoker", valueBoolean=False),
        observed("Gait", valueString="antalgic"), observed("Strength", valueCodeableConcept={"text": "4/5"}),
        observed("Range", valueRange={"low": {"value": 10}, "high": {"value": 40, "unit": "deg"}}),
        observed("Titer", valueRatio={"numerator": {"value": 1}, "denominator": {"value": 80}}),
        observed("Dose", valueQuantity={"comparator": "<", "value": 0.50, "code": "mg"}),
        observed("Seen", valueDateTime="2014-03"), observed("Nothing", status="preliminary"),
        observed("Blood pressure", note=[{"text": "sitting"}],
                 component=[{"code": {"text": "Systolic"}, "valueQuantity": {"value": 120, "unit": "mmHg"}}]),
    )
    assert text.splitlines()[4:] == [
        "Pain: 7", "Smoker: no", "Gait: antalgic", "Strength: 4/5", "Range: 10-40 deg", "Titer: 1/80", "Dose: <0.5 mg",
        "Seen: 03/2014", "Nothing", "Status: preliminary", "Blood pressure", "  Systolic: 120 mmHg", "Note: sitting",
    ]


def test_conditions_say_their_state(tmp_path: Path) -> None:
    def condition(name: str, clinical: str, certainty: str, **more: Any) -> dict[str, Any]:
        return {"resourceType": "Condition", **SUBJECT, "recordedDate": "2014-03-18", "code": {"text": name},
                "clinicalStatus": {"coding": [{"code": clinical}]},
                "verificationStatus": {"coding": [{"code": certainty}]}, **more}

    text, = pages(
        tmp_path, condition("Low back pain", "active", "confirmed", code=coded("Low back pain", ICD, "M54.5"),
                            onsetDateTime="2010-05-05"),
        condition("Radiculopathy", "inactive", "refuted"), condition("Ankle sprain", "resolved", "confirmed"),
        condition("Stenosis", "active", "provisional"),
        condition("Hernia", "active", "entered-in-error"),
    )
    assert text.splitlines()[0] == "PROBLEM LIST"
    assert text.splitlines()[5:] == [
        "Low back pain (ICD-10 M54.5): active, onset 05/05/2010", "Ruled out: Radiculopathy: inactive",
        "History of Ankle sprain: resolved", "Stenosis: active, provisional",
    ]


def test_procedures(tmp_path: Path) -> None:
    done = {
        "resourceType": "Procedure", "status": "completed", **SUBJECT, "performedPeriod": {"start": "2014-02-20"},
        "code": coded("Epidural injection", CPT, "62311"), "bodySite": [{"text": "L4-5"}],
        "performer": [{"actor": {"reference": "Practitioner/d"}}], "note": [{"text": "tolerated well"}],
        "reasonReference": [{"reference": "#c"}],
        "contained": [{"resourceType": "Condition", "id": "c", "code": {"text": "Radiculitis"}}],
    }
    refused = {**done, "status": "not-done", "statusReason": {"text": "patient declined"}, "performer": []}
    first, second = pages(tmp_path, done, refused)
    assert first.splitlines()[0] == "PROCEDURE NOTE" and first.splitlines()[4:] == [
        "Date of procedure: 02/20/2014", "Procedure: Epidural injection (CPT 62311)", "Body site: L4-5",
        "Reason: Radiculitis", "Performed by: Casimir Dunleavy, MD", "Note: tolerated well",
    ]
    assert second.startswith("PROCEDURES NOT DONE") and "Procedure not done: Epidural injection" in second
    assert "Reason not done: patient declined" in second


def test_prescriptions(tmp_path: Path) -> None:
    request = {
        "resourceType": "MedicationRequest", "status": "active", **SUBJECT, "authoredOn": "2014-03-18",
        "medicationCodeableConcept": coded("Hydrocodone/APAP 10/325 mg", RXNORM, "856999"),
        "dosageInstruction": [{"text": "1 tablet every 6 hours as needed"}],
        "dispenseRequest": {"quantity": {"value": 120}, "numberOfRepeatsAllowed": 2,
                            "expectedSupplyDuration": {"value": 30, "unit": "days"}},
        "requester": {"reference": "Practitioner/d"}, "reasonCode": [{"text": "pain"}],
    }
    by_reference = {
        "resourceType": "MedicationRequest", "status": "stopped", **SUBJECT, "authoredOn": "2014-03-18",
        "medicationReference": {"reference": "#m"},
        "contained": [{"resourceType": "Medication", "id": "m", "code": {"text": "Naproxen 550 mg"}}],
        "dosageInstruction": [{"doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
                               "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}}}],
    }
    text, = pages(tmp_path, request, by_reference)
    assert text.splitlines()[0] == "PRESCRIPTION RECORD" and text.splitlines()[4:] == [
        "Date of service: 03/18/2014",
        "Hydrocodone/APAP 10/325 mg (RxNorm 856999): 1 tablet every 6 hours as needed, Qty 120, Refills 2, "
        "Days supply 30 days",
        "Reason: pain", "Prescriber: Casimir Dunleavy, MD",
        "Naproxen 550 mg: 1 tablet 2 times per 1 d", "Status: stopped",
    ]


def test_reports_with_results_and_conclusion(tmp_path: Path) -> None:
    result = {"resourceType": "Observation", "id": "o", "status": "final", **SUBJECT, **LABORATORY,
              "code": {"text": "Glucose"}, "valueQuantity": {"value": 98, "unit": "mg/dL"}}
    panel = {"resourceType": "DiagnosticReport", "status": "final", **SUBJECT, "code": {"text": "Metabolic panel"},
             "category": [{"coding": [{"code": "LAB"}]}], "effectiveDateTime": "2014-03-04", "issued": "2014-03-05",
             "result": [{"reference": "Observation/o"}, {"reference": "Observation/absent"}]}
    study = {"resourceType": "DiagnosticReport", "status": "final", **SUBJECT, "code": {"text": "MRI LUMBAR SPINE"},
             "category": [{"coding": [{"code": "RAD"}]}], "effectiveDateTime": "2014-02-03",
             "performer": [{"display": "Sample Imaging"}], "conclusion": "L4-5 disc bulge."}
    told = {"resourceType": "DiagnosticReport", "code": {"text": "EMG"}, **SUBJECT,
            "text": {"div": "<div xmlns='http://www.w3.org/1999/xhtml'><p>Normal study.</p><script>x()</script></div>"}}
    first, second, third = pages(tmp_path, result, panel, study, told)
    assert first.splitlines()[:2] == ["LABORATORY REPORT", "Metabolic panel"]
    assert first.splitlines()[-3:] == ["Date collected: 03/04/2014", "Date of report: 03/05/2014", "Glucose: 98 mg/dL"]
    assert second.startswith("MRI LUMBAR SPINE\nPatient: Marlo T. Quince")
    assert second.endswith("IMPRESSION: L4-5 disc bulge.")
    assert third.endswith("Normal study.")


def test_a_clinical_document(tmp_path: Path) -> None:
    note = {"resourceType": "Composition", "title": "Progress Note", "date": "2014-03-18", **SUBJECT,
            "author": [{"reference": "Practitioner/d"}],
            "section": [{"title": "Subjective", "text": {"div": "<div>Pain <b>7</b>/10</div>"}},
                        {"title": "Plan", "section": [{"text": {"div": "<div>Return in 4 weeks</div>"}}]}]}
    text, = pages(tmp_path, note)
    assert text.splitlines() == [
        "Progress Note", "Patient: Marlo T. Quince", "Date of birth: 01/21/1966", "Sex: male",
        "Date of service: 03/18/2014", "Author: Casimir Dunleavy, MD", "", "Subjective", "Pain 7/10", "", "Plan",
        "Return in 4 weeks",
    ]


def test_the_house_reads_the_pages(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    study = {"resourceType": "DiagnosticReport", **SUBJECT, "code": {"text": "MRI LUMBAR SPINE"},
             "conclusion": "Bulge.", "category": [{"coding": [{"code": "RAD"}]}], "effectiveDateTime": "2014-02-03"}
    drug = {"resourceType": "MedicationRequest", **SUBJECT, "authoredOn": "2014-03-18",
            "medicationCodeableConcept": {"text": "Naproxen"}}
    (tmp_path / "records" / "export.json").write_text(json.dumps(bundle(PATIENT, study, drug)))
    (tmp_path / "records" / "settings.json").write_text("{}")
    case = open_case(tmp_path, cache=None, workers=1)
    assert [(d.kind, str(d.date), d.patient) for d in case.documents] == [
        (DocumentKind.MRI_REPORT, "2014-02-03", "Marlo T. Quince"),
        (DocumentKind.PHARMACY, "2014-03-18", "Marlo T. Quince"),
    ]
    assert [(p.code, p.file) for p in case.problems] == [("ignored-file", "records/settings.json")]


def test_files_in_resources(tmp_path: Path) -> None:
    pdf = base64.b64encode(paperfiles.pdf(tmp_path / "x.pdf", paperfiles.NOTE).read_bytes()).decode()
    note = base64.b64encode(b"Visit note").decode()
    documents = [
        {"resourceType": "DocumentReference", "type": {"text": "Progress note"},
         "content": [{"attachment": {"contentType": "application/pdf", "data": pdf}}]},
        {"resourceType": "DocumentReference",
         "content": [{"attachment": {"contentType": "text/plain", "data": note, "title": "../../visit"}}]},
        {"resourceType": "DocumentReference", "description": "Old MRI",
         "content": [{"attachment": {"contentType": "application/pdf", "url": "https://example.org/mri.pdf"}}]},
        {"resourceType": "DocumentReference", "content": [{"attachment": {"url": "Binary/b", "title": "Inside"}}]},
        {"resourceType": "Binary", "id": "b", "contentType": "text/plain", "data": note},
        {"resourceType": "DiagnosticReport", "code": {"text": "EMG"},
         "presentedForm": [{"contentType": "text/html",
                            "data": base64.b64encode(b"<html><p>EMG</p></html>").decode()}]},
        {"resourceType": "DocumentReference", "status": "entered-in-error",
         "content": [{"attachment": {"contentType": "text/plain", "data": note, "title": "wrong"}}]},
    ]
    path = tmp_path / "a.json"
    path.write_text(json.dumps(bundle(PATIENT, *documents)))
    found, problems = unpacked(path)
    assert found == {
        "a.json": "fhir", "a.json!/Progress note.pdf": "pdf", "a.json!/..-..-visit.txt": "txt",
        "a.json!/Inside.txt": "txt", "a.json!/EMG.html": "html",
    }
    assert problems["attachment-missing"].file == "a.json!/Old MRI.pdf"
    assert "not fetched" in problems["attachment-missing"].consequence
    assert "1 resources" in problems["resources-mistaken"].message


def test_a_bundle_of_documents_has_no_pages_of_its_own(tmp_path: Path) -> None:
    reference = {"resourceType": "DocumentReference", "content": [
        {"attachment": {"contentType": "text/plain", "title": "n", "data": base64.b64encode(b"Visit").decode()}}]}
    (tmp_path / "a.json").write_text(json.dumps(bundle(PATIENT, reference)))
    assert unpacked(tmp_path / "a.json")[0] == {"a.json!/n.txt": "txt"}


def test_kinds_that_are_not_read_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    claim, goal = {"resourceType": "Claim"}, {"resourceType": "Goal"}
    path.write_text(json.dumps(bundle(PATIENT, claim, claim, goal, "rubbish", {"no": "type"})))
    found, problems = unpacked(path)
    assert found == {"a.json": "fhir"}
    assert "3 resources" in problems["resources-not-read"].message
    assert "Claim 2, Goal 1" in problems["resources-not-read"].message and "resources-damaged" in problems
    assert read_file(path, "a.json")[0].text.startswith("PATIENT INFORMATION\nPatient: Marlo T. Quince")  # type: ignore[index]


def test_one_resource_on_each_line(tmp_path: Path) -> None:
    condition = {"resourceType": "Condition", "code": {"text": "Low back pain"}, **SUBJECT}
    (tmp_path / "a.ndjson").write_text("\n".join([json.dumps(PATIENT), "", json.dumps(condition), "{broken"]))
    result = read_file(tmp_path / "a.ndjson", "a.ndjson")
    assert isinstance(result, list)
    assert "Patient: Marlo T. Quince" in result[0].text and "Low back pain" in result[0].text
    assert "resources-damaged" in unpacked(tmp_path / "a.ndjson")[1]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps(bundle(PATIENT)), encoding=encoding)
    path = tmp_path / "a.json"
    if encoding == "utf-8-sig":
        assert content_type(path.read_bytes()[:8192], path=path) == "fhir"
    result = read_file(path, "a.json", "fhir")
    assert isinstance(result, list) and "Quince" in result[0].text


def test_the_type_may_stand_behind_the_attachments(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(json.dumps({"entry": [{"note": "x" * 20_000}], "resourceType": "Bundle"}))
    assert content_type(path.read_bytes()[:8192], name="a.txt", path=path) == "fhir"


def test_bundles_in_xml_name_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(
        '<?xml version="1.0"?>\n<Bundle xmlns="http://hl7.org/fhir"><type value="batch"/></Bundle>'
    )
    problem = read_file(tmp_path / "a.xml", "a.xml")
    assert isinstance(problem, Problem) and problem.code == "unsupported" and "JSON" in problem.remedy


@pytest.mark.parametrize(
    "body",
    ["{" * 50_000, '{"resourceType": "Bundle", "entry": ' + "[" * 100_000, '{"resourceType": "Bundle"',
     '{"resourceType": "Patient", "id": ' + "9" * 10_000 + "}"],
    ids=["objects", "arrays", "cut off", "a long number"],
)
def test_hostile_json_is_named(tmp_path: Path, body: str) -> None:
    (tmp_path / "a.json").write_text(body)
    result = read_file(tmp_path / "a.json", "a.json", "fhir")
    assert isinstance(result, Problem) or result
    unpacked(tmp_path / "a.json")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["reference", "coding", "code", "display", "text", "value", "unit", "system", "start", "low",
                         "name", "family", "given", "attachment", "data", "url", "contentType", "div", "resourceType",
                         "actor"]),
        inner, max_size=4),
    max_leaves=12,
)
_FIELDS = st.sampled_from([
    "subject", "code", "category", "valueQuantity", "valueCodeableConcept", "component", "referenceRange", "name", "id",
    "effectiveDateTime", "clinicalStatus", "verificationStatus", "performer", "dosageInstruction", "dispenseRequest",
    "medicationReference", "requester", "result", "conclusionCode", "section", "content", "contained", "status", "note",
    "birthDate", "identifier", "authoredOn", "performedPeriod", "presentedForm", "text", "interpretation",
])
_RESOURCE = st.builds(
    lambda kind, fields: {**fields, "resourceType": kind},
    st.sampled_from(["Patient", "Observation", "Condition", "Procedure", "MedicationRequest", "DiagnosticReport",
                     "DocumentReference", "Composition", "Practitioner", "Binary", "Odd"]),
    st.dictionaries(_FIELDS, _JSON, max_size=8),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(resources=st.lists(_RESOURCE | _JSON, max_size=5))
def test_wrong_fields_never_stop_the_rest(tmp_path: Path, resources: list[Any]) -> None:
    good = {"resourceType": "Condition", "code": {"text": "Low back pain"}}
    path = tmp_path / "a.json"
    path.write_text(json.dumps(bundle(*resources, good)), encoding="utf-8")
    result = read_file(path, "a.json", "fhir")
    assert isinstance(result, list) and any("Low back pain" in page.text for page in result)
    unpacked(path)
