"""FHIR resources as pages that read like any record: a title, whom it is about, the day, then the lines.

One page for each report, and for what is of one kind, one patient and one day: a laboratory report, vital signs, a
problem list, a procedure note, a prescription record. Coded values are printed with their code. What is missing is left
out; what a resource denies is printed as denied.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from openimr.casefile.files.fhir import TYPE, Resources, is_mistake, items, mapping, read_resources, text
from openimr.casefile.pages.pagetext import PageText, pages_of_text
from openimr.casefile.pages.plaintext import html_text
from openimr.problems import Problem

Resource = dict[str, Any]

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_MAX_COMPONENTS = 500
#: Names of the code systems that papers name; another one is named by the end of its address.
_SYSTEMS = {
    "http://loinc.org": "LOINC", "http://snomed.info/sct": "SNOMED CT", "http://hl7.org/fhir/sid/icd-10-cm": "ICD-10",
    "http://hl7.org/fhir/sid/icd-10": "ICD-10", "http://hl7.org/fhir/sid/icd-9-cm": "ICD-9",
    "http://www.ama-assn.org/go/cpt": "CPT", "http://www.nlm.nih.gov/research/umls/rxnorm": "RxNorm",
    "http://hl7.org/fhir/sid/ndc": "NDC", "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets": "HCPCS",
}
#: Titles and labels of the day, for what observations are sorted by.
_OBSERVATIONS = {
    "laboratory": ("LABORATORY REPORT", "Date collected"),
    "vital-signs": ("VITAL SIGNS", "Date of service"),
    "imaging": ("IMAGING FINDINGS", "Date of exam"),
}
_OTHER_OBSERVATIONS = ("OBSERVATIONS", "Date of service")
_PICTURES = ("imaging", "rad", "radiology", "ct", "mri", "nmr", "rus", "xrc", "rx")
_LABORATORY = ("lab", "laboratory", "hm", "ch", "mb", "sp", "pat")


def read_fhir(path: Path, file: str) -> list[PageText] | Problem:
    """Pages of the resources in a file that have something to print.

    Returns:
        The pages, or the problem that kept the file from being read.
    """
    try:
        resources = read_resources(path)
    except ValueError as error:
        return Problem(
            code="damaged", message=f"the bundle cannot be read ({str(error)[:100]})", file=file,
            consequence="nothing in it was used", remedy="ask the sender for the file again, as FHIR R4 in JSON",
        )
    return pages_of_text("\f".join(_pages(resources)), file)


def _pages(resources: Resources) -> Iterator[str]:
    """The text of each page: reports first, then the groups, by kind and day."""
    writer = _Writer(resources)
    listed = [resource for resource in resources.listed if not is_mistake(resource)]
    by_kind: dict[str, list[Resource]] = {}
    for resource in listed:
        by_kind.setdefault(text(resource.get(TYPE)), []).append(resource)
    for composition in by_kind.get("Composition", []):
        yield writer.composition(composition)
    for report in by_kind.get("DiagnosticReport", []):
        yield writer.report(report)
    observations = [o for o in by_kind.get("Observation", []) if id(o) not in writer.reported]
    yield from writer.grouped(observations, _observation_title, _OBSERVED, writer.observation)
    yield from writer.grouped(by_kind.get("Condition", []), lambda _: ("PROBLEM LIST", "Date of service"),
                              ("recordedDate", "assertedDate"), writer.condition)
    yield from writer.grouped(by_kind.get("Procedure", []), _procedure_title,
                              ("performedDateTime", "performedPeriod", "performedString"), writer.procedure)
    for kind, dates in _MEDICATIONS.items():
        yield from writer.grouped(by_kind.get(kind, []), lambda _: ("PRESCRIPTION RECORD", "Date of service"), dates,
                                  writer.medication)
    if not any(by_kind.get(kind) for kind in _WITH_PAGES):
        for patient in by_kind.get("Patient", []):
            yield "\n".join(["PATIENT INFORMATION", *writer.about(patient)])


_OBSERVED = ("effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued")
_MEDICATIONS = {
    "MedicationRequest": ("authoredOn",),
    "MedicationStatement": ("effectiveDateTime", "effectivePeriod", "dateAsserted"),
    "MedicationDispense": ("whenHandedOver", "whenPrepared"),
}
_WITH_PAGES = ("Composition", "DiagnosticReport", "Observation", "Condition", "Procedure", *_MEDICATIONS)


class _Writer:
    """Writes resources of one file as lines."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._patients = [r for r in resources.listed if r.get(TYPE) == "Patient"]
        #: Observations that a report has printed already, by identity.
        self.reported: set[int] = set()

    def grouped(
        self, resources: list[Resource], title: Callable[[Resource], tuple[str, str]], dates: tuple[str, ...],
        line: Callable[[Resource], list[str]],
    ) -> Iterator[str]:
        """A page for what has the same title, patient and day."""
        groups: dict[tuple[tuple[str, str], str, str], list[Resource]] = {}
        for resource in resources:
            patient = text(mapping(resource.get("subject")).get("reference"))
            groups.setdefault((title(resource), patient, _first_day(resource, dates)), []).append(resource)
        for ((name, label), _, day), members in groups.items():
            lines = [name, *self.subject(members[0])]
            if day:
                lines.append(f"{label}: {day}")
            for member in members:
                lines += line(member)
            yield "\n".join(lines)

    def subject(self, resource: Resource) -> list[str]:
        """The lines that say whom a resource is about."""
        reference = resource.get("subject") or resource.get("patient")
        patient = self._resources.referred(reference, resource)
        if not patient and len(self._patients) == 1 and not text(mapping(reference).get("reference")):
            patient = self._patients[0]
        shown = text(mapping(reference).get("display"))
        return self.about(patient) or ([f"Patient: {shown}"] if shown else [])

    def about(self, patient: Resource) -> list[str]:
        """The lines about a patient."""
        lines = []
        if name := _name(patient.get("name")):
            lines.append(f"Patient: {name}")
        if born := _day(patient.get("birthDate")):
            lines.append(f"Date of birth: {born}")
        if sex := text(patient.get("gender")):
            lines.append(f"Sex: {sex}")
        for identifier in items(patient.get("identifier"))[:5]:
            kind, value = _coded(mapping(identifier).get("type")), text(mapping(identifier).get("value"))
            if kind and value:
                lines.append(f"{kind}: {value}")
        return lines

    def composition(self, composition: Resource) -> str:
        """A clinical document: its title, and the narrative of its sections."""
        title = text(composition.get("title")) or _coded(composition.get("type")) or "CLINICAL DOCUMENT"
        lines = [title, *self.subject(composition)]
        if day := _day(composition.get("date")):
            lines.append(f"Date of service: {day}")
        lines += [f"Author: {who}" for who in self._people(composition, "author")]
        waiting = [(section, 0) for section in reversed(items(composition.get("section")))]
        while waiting:
            section, depth = waiting.pop()
            section = mapping(section)
            if heading := text(section.get("title")) or _coded(section.get("code")):
                lines += ["", heading]
            lines += _narrative(section)
            if depth < 8:
                waiting += [(inner, depth + 1) for inner in reversed(items(section.get("section")))]
        return "\n".join(lines)

    def report(self, report: Resource) -> str:
        """A diagnostic report: imaging, laboratory or other, with its results and its conclusion."""
        kinds = {text(mapping(c).get("code")).lower() for category in items(report.get("category"))
                 for c in items(mapping(category).get("coding"))}
        name = _plain(report.get("code"))
        is_laboratory = not kinds.isdisjoint(_LABORATORY)
        lines = ["LABORATORY REPORT", name] if is_laboratory else [name or "DIAGNOSTIC REPORT"]
        lines = [line for line in lines if line] + self.subject(report)
        label = "Date collected" if is_laboratory else "Date of exam"
        if day := _first_day(report, ("effectiveDateTime", "effectivePeriod")):
            lines.append(f"{label}: {day}")
        if day := _day(report.get("issued")):
            lines.append(f"Date of report: {day}")
        lines += _status(report, ("final", "amended", "corrected", "appended"))
        lines += [f"Interpreted by: {who}" for who in self._people(report, "resultsInterpreter")]
        lines += [f"Performed by: {who}" for who in self._people(report, "performer")]
        for reference in items(report.get("result"))[:_MAX_COMPONENTS]:
            result = self._resources.referred(reference, report)
            if result and not is_mistake(result):
                self.reported.add(id(result))
                lines += self.observation(result)
        conclusion = text(report.get("conclusion"))
        codes = "; ".join(filter(None, map(_coded, items(report.get("conclusionCode")))))
        if conclusion or codes:
            word = "IMPRESSION" if not kinds.isdisjoint(_PICTURES) else "CONCLUSION"
            lines.append(f"{word}: {'; '.join(filter(None, (conclusion, codes)))}")
        else:
            lines += _narrative(report)
        return "\n".join(lines)

    def observation(self, observation: Resource) -> list[str]:
        """The lines of a finding: its name, value, range and flag; its parts below it."""
        name = _coded(observation.get("code")) or "Observation"
        lines = [f"{name}: {_result(observation)}".rstrip(": ")]
        for part in items(observation.get("component"))[:_MAX_COMPONENTS]:
            part = mapping(part)
            lines.append(f"  {_coded(part.get('code')) or 'Part'}: {_result(part)}".rstrip(": "))
        lines += _status(observation, ("final", "amended", "corrected"))
        return lines + _notes(observation)

    def condition(self, condition: Resource) -> list[str]:
        """The line of a problem, with its state."""
        name = _coded(condition.get("code")) or "Condition"
        state, certainty = _code(condition.get("clinicalStatus")), _code(condition.get("verificationStatus"))
        said = [f"severity {severity}" if (severity := _coded(condition.get("severity"))) else "",
                *map(_coded, items(condition.get("bodySite"))), state,
                certainty if certainty not in ("confirmed", "refuted") else "",
                f"onset {onset}" if (onset := _first_day(condition, ("onsetDateTime", "onsetPeriod"))) else "",
                f"onset {words}" if (words := text(condition.get("onsetString"))) else "",
                f"resolved {end}" if (end := _first_day(condition, ("abatementDateTime", "abatementPeriod"))) else ""]
        line = f"{name}: {', '.join(filter(None, said))}".rstrip(": ")
        if certainty == "refuted":
            line = f"Ruled out: {line}"
        elif state in ("inactive", "resolved", "remission"):
            line = f"History of {line}"
        return [line, *_notes(condition)]

    def procedure(self, procedure: Resource) -> list[str]:
        """The lines of a procedure: what was done, where, why, by whom, how it went."""
        name = _coded(procedure.get("code")) or "Procedure"
        status = text(procedure.get("status"))
        lines = [f"Procedure not done: {name}" if status == "not-done" else f"Procedure: {name}"]
        for label, key in (("Body site", "bodySite"), ("Reason", "reasonCode"), ("Reason not done", "statusReason"),
                           ("Outcome", "outcome"), ("Complication", "complication"), ("Follow up", "followUp")):
            values = [found for value in items(procedure.get(key)) if (found := _coded(value))]
            if values:
                lines.append(f"{label}: {'; '.join(values)}")
        lines += [f"Reason: {found}" for reference in items(procedure.get("reasonReference"))[:20]
                  if (found := _coded(self._resources.referred(reference, procedure).get("code")))]
        lines += _status(procedure, ("completed", "not-done"))
        for performer in items(procedure.get("performer"))[:20]:
            lines += [f"Performed by: {who}" for who in self._people(mapping(performer), "actor", procedure)]
        return lines + _notes(procedure)

    def medication(self, request: Resource) -> list[str]:
        """The lines of a prescription: the drug, how it is taken, quantity and refills, who wrote it."""
        drug = _coded(request.get("medicationCodeableConcept"))
        if not drug:
            reference = request.get("medicationReference")
            drug = _coded(self._resources.referred(reference, request).get("code")) or text(
                mapping(reference).get("display"))
        line = drug or "Medication"
        taken = [found for dosage in items(request.get("dosageInstruction") or request.get("dosage"))
                 if (found := _dosage(mapping(dosage)))]
        if taken:
            line += f": {'; '.join(taken)}"
        dispensed = mapping(request.get("dispenseRequest")) or request
        for label, value in (
            ("Qty", _quantity(dispensed.get("quantity"))), ("Refills", text(dispensed.get("numberOfRepeatsAllowed"))),
            ("Days supply", _quantity(dispensed.get("expectedSupplyDuration") or dispensed.get("daysSupply"))),
        ):
            line += f", {label} {value}" if value else ""
        lines = [line]
        if text(request.get("doNotPerform")) == "yes":
            lines = [f"Do not give: {line}"]
        lines += _status(request, ("active", "completed"))
        reasons = [found for value in items(request.get("reasonCode")) if (found := _coded(value))]
        if reasons:
            lines.append(f"Reason: {'; '.join(reasons)}")
        lines += [f"Prescriber: {who}" for who in self._people(request, "requester")]
        return lines + _notes(request)

    def _people(self, resource: Resource, key: str, holder: Resource | None = None) -> Iterator[str]:
        """The names behind references to people and organizations."""
        for reference in items(resource.get(key))[:20]:
            person = self._resources.referred(reference, holder or resource)
            if text(person.get(TYPE)) == "PractitionerRole":
                person = self._resources.referred(person.get("practitioner"), person) or person
            name = _name(person.get("name")) or text(person.get("name")) or text(mapping(reference).get("display"))
            if name:
                yield name


def _observation_title(observation: Resource) -> tuple[str, str]:
    for category in items(observation.get("category")):
        for coding in items(mapping(category).get("coding")):
            if (code := text(mapping(coding).get("code")).lower()) in _OBSERVATIONS:
                return _OBSERVATIONS[code]
    return _OTHER_OBSERVATIONS


def _procedure_title(procedure: Resource) -> tuple[str, str]:
    return ("PROCEDURES NOT DONE" if text(procedure.get("status")) == "not-done" else "PROCEDURE NOTE",
            "Date of procedure")


def _result(observation: Resource) -> str:
    """The value of a finding as it is printed, with range, flag, or why there is none."""
    parts = [_value(observation)]
    for reference in items(observation.get("referenceRange"))[:3]:
        reference = mapping(reference)
        low, high = _quantity(reference.get("low")), _quantity(reference.get("high"))
        span = text(reference.get("text")) or "-".join(filter(None, (low, high)))
        if span:
            parts.append(f"(reference range {span})")
    parts += [f"({flag})" for value in items(observation.get("interpretation")) if (flag := _plain(value))]
    if not parts[0] and (absent := _plain(observation.get("dataAbsentReason"))):
        parts[0] = f"no result ({absent})"
    return " ".join(filter(None, parts))


def _value(holder: Resource) -> str:
    """The value of an element that may have one of many types."""
    if quantity := _quantity(holder.get("valueQuantity")):
        return quantity
    if coded := _coded(holder.get("valueCodeableConcept")):
        return coded
    for key in ("valueString", "valueInteger", "valueBoolean", "valueTime"):
        if found := text(holder.get(key)):
            return found
    if day := _first_day(holder, ("valueDateTime", "valuePeriod")):
        return day
    span = mapping(holder.get("valueRange"))
    if span:
        return "-".join(filter(None, (_quantity(span.get("low")), _quantity(span.get("high")))))
    ratio = mapping(holder.get("valueRatio"))
    return "/".join(filter(None, (_quantity(ratio.get("numerator")), _quantity(ratio.get("denominator")))))


def _quantity(value: object) -> str:
    """A quantity with its sign and unit; a bare number as it is."""
    if not isinstance(value, dict):
        return text(value)
    number = text(value.get("value"))
    return f"{text(value.get('comparator'))}{number} {text(value.get('unit')) or text(value.get('code'))}".strip() \
        if number else ""


def _coded(concept: object) -> str:
    """A coded value as people and programs read it: its words, and its codes in brackets.

    >>> _coded({"text": "Low back pain", "coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M54.5"}]})
    'Low back pain (ICD-10 M54.5)'
    """
    codes = []
    for coding in items(mapping(concept).get("coding"))[:6]:
        coding = mapping(coding)
        if code := text(coding.get("code")):
            system = text(coding.get("system"))
            name = _SYSTEMS.get(system, "")
            codes.append(f"{name} {code}" if name else code)
    words = _plain(concept)
    told = [code for code in dict.fromkeys(codes) if code != words]
    return f"{words} ({', '.join(told)})" if words and told else words or ", ".join(told)


def _plain(concept: object) -> str:
    """The words of a coded value; its code only where it has no words."""
    concept = mapping(concept)
    codings = [mapping(c) for c in items(concept.get("coding"))]
    words = text(concept.get("text")) or next((d for c in codings if (d := text(c.get("display")))), "")
    return words or next((c for coding in codings if (c := text(coding.get("code")))), "")


def _code(concept: object) -> str:
    """The code of a coded value whose codes are words (a status)."""
    for coding in items(mapping(concept).get("coding")):
        if code := text(mapping(coding).get("code")):
            return code
    return text(mapping(concept).get("text")) or text(concept)


def _dosage(dosage: Resource) -> str:
    if words := text(dosage.get("text")) or text(dosage.get("patientInstruction")):
        return words
    amounts = [_quantity(mapping(each).get("doseQuantity")) for each in items(dosage.get("doseAndRate"))]
    timing = mapping(dosage.get("timing"))
    repeat = mapping(timing.get("repeat"))
    often = _plain(timing.get("code"))
    frequency, period = text(repeat.get("frequency")), text(repeat.get("period"))
    if not often and frequency and period:
        often = f"{frequency} times per {period} {text(repeat.get('periodUnit'))}"
    return " ".join(filter(None, (*amounts, _plain(dosage.get("route")), often)))


def _status(resource: Resource, ordinary: tuple[str, ...]) -> list[str]:
    """The status where it is not the one that everybody expects."""
    status = text(resource.get("status"))
    return [f"Status: {status}"] if status and status not in ordinary else []


def _notes(resource: Resource) -> list[str]:
    return [f"Note: {words}" for note in items(resource.get("note"))[:50] if (words := text(mapping(note).get("text")))]


def _narrative(resource: Resource) -> list[str]:
    """The narrative of a resource, from its XHTML."""
    markup = mapping(resource.get("text")).get("div")
    return html_text(markup).split("\n") if isinstance(markup, str) and markup.strip() else []


def _name(names: object) -> str:
    """A person's name as it is printed: the official or first one."""
    listed = [mapping(name) for name in items(names)]
    listed.sort(key=lambda name: (text(name.get("use")) != "official", text(name.get("use")) == "old"))
    for name in listed:
        if whole := text(name.get("text")):
            return whole
        given = name.get("given")
        parts = [text(part) for part in given] if isinstance(given, list) else [text(given)]
        suffix = name.get("suffix")
        ends = [text(part) for part in suffix] if isinstance(suffix, list) else []
        whole = " ".join(filter(None, (*parts, text(name.get("family")))))
        if whole:
            return ", ".join(filter(None, (whole, *ends)))
    return ""


def _first_day(resource: Resource, keys: tuple[str, ...]) -> str:
    """The first of some dates that a resource has; of a period its beginning."""
    for key in keys:
        value = resource.get(key)
        if day := _day(mapping(value).get("start") if isinstance(value, dict) else value):
            return day
    return ""


def _day(value: object) -> str:
    """A FHIR date as papers print it, no more precise than it is.

    >>> _day("2014-03-18T09:30:00-07:00"), _day("2014-03"), _day("2014"), _day("soon")
    ('03/18/2014', '03/2014', '2014', 'soon')
    """
    written = text(value)
    found = _DAY.match(written)
    if found is None:
        return written
    year, month, day = found.groups()
    return "/".join(part for part in (month, day, year) if part)
