"""FHIR R4 in JSON: the resources of a bundle (or of a file with one on each line), and the files inside them.

Read tolerantly and without a schema library: none knows plain R4, and a wrong field of one resource must not cost the
others. Numbers stay what was written. An address is never followed.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openimr.casefile.files.tray import Tray
from openimr.casefile.pages.plaintext import decode

#: Above this size a bundle does not fit beside its parsed form into the memory that a file may take.
MAX_BYTES = 192 * 1024 * 1024
_MAX_RESOURCES = 200_000
_MAX_BUNDLES = 4
_MAX_WALK = 25
#: Fields that hold a file.
_ATTACHMENTS = frozenset({"attachment", "presentedForm", "contentAttachment", "valueAttachment"})

#: Resources that become pages, and those that only name what others refer to.
PRINTED = frozenset({
    "Observation", "Condition", "Procedure", "MedicationRequest", "MedicationStatement", "MedicationDispense",
    "DiagnosticReport", "Composition",
})
SUPPORTING = frozenset({
    "Patient", "Practitioner", "PractitionerRole", "Organization", "Location", "Medication", "Binary", "Specimen",
    "Encounter", "DocumentReference", "Media", "Provenance", "OperationOutcome", "Device", "RelatedPerson",
})
#: A resource with this status was written by mistake, says its own author.
MISTAKE = "entered-in-error"

TYPE = "resourceType"
_ENDINGS = {
    "application/pdf": "pdf", "text/plain": "txt", "text/html": "html", "text/rtf": "rtf", "application/rtf": "rtf",
    "image/jpeg": "jpg", "image/png": "png", "image/tiff": "tif", "text/xml": "xml", "application/xml": "xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}


@dataclass(slots=True)
class Resources:
    """The resources of a file.

    Attributes:
        listed: in their order, bundles opened.
        by_reference: by the references that others use for them (``Patient/1``, a full address).
        damaged: lines or entries that hold no resource.
        cut: there were more than any case has.
    """

    listed: list[dict[str, Any]] = field(default_factory=list)
    by_reference: dict[str, dict[str, Any]] = field(default_factory=dict)
    damaged: int = 0
    cut: bool = False

    def referred(self, reference: object, inside: dict[str, Any] | None = None) -> dict[str, Any]:
        """The resource that a reference names, in the file or contained in ``inside``; an empty one without."""
        target = text(mapping(reference).get("reference"))
        if target.startswith("#") and inside is not None:
            contained = map(mapping, items(inside.get("contained")))
            return next((resource for resource in contained if text(resource.get("id")) == target[1:]), {})
        return self.by_reference.get(target.partition("/_history")[0], {})


def mapping(value: object) -> dict[str, Any]:
    """A JSON object, or an empty one in place of anything else."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """A JSON array; a single object where an array belongs counts as one of one."""
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, dict) else []


def text(value: object) -> str:
    """A JSON string, number or truth value in one line; nothing in place of anything else.

    >>> text(" Low  back\\npain "), text(None), text(True)
    ('Low back pain', '', 'yes')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(str(value).split()) if isinstance(value, (str, int, float)) else ""


def read_resources(path: Path) -> Resources:
    """The resources of a JSON file.

    Raises:
        ValueError: it is no JSON, it holds no resource, or it is too large.
    """
    if path.stat().st_size > MAX_BYTES:
        raise ValueError("the bundle is too large")
    found = Resources()
    source = decode(path.read_bytes())
    try:
        _collect(_parsed(source), "", found, 0)
    except ValueError:
        for line in source.splitlines():
            if line.strip():
                try:
                    _collect(_parsed(line), "", found, 0)
                except ValueError:
                    found.damaged += 1
    if not found.listed:
        raise ValueError("it holds no resource that can be read")
    return found


def unpack_fhir(path: Path, tray: Tray) -> bool:
    """Take out the files that resources hold, and say what was not read.

    Returns:
        Whether the bundle has resources that become pages of its own.

    Raises:
        ValueError: the file cannot be read.
    """
    resources = read_resources(path)
    kinds = Counter(text(r.get(TYPE)) for r in resources.listed)
    unknown = {kind: count for kind, count in kinds.items() if kind not in PRINTED and kind not in SUPPORTING}
    if unknown:
        named = ", ".join(f"{kind} {count}" for kind, count in sorted(unknown.items())[:12])
        tray.report("resources-not-read", f"the bundle holds {sum(unknown.values())} resources of kinds that are not "
                    f"read ({named})", None, "they were not used", "ask the sender for a printed copy if they matter")
    if resources.damaged or resources.cut:
        tray.report("resources-damaged", "a part of the bundle holds no resource that can be read", None,
                    "that part was not used", "ask the sender for the bundle again")
    mistakes = sum(1 for resource in resources.listed if is_mistake(resource))
    if mistakes:
        tray.report("resources-mistaken", f"{mistakes} resources are marked as entered in error", None,
                    "they were not used", "")
    for resource in resources.listed:
        if not is_mistake(resource) and text(resource.get(TYPE)) != "Binary":
            for name, attachment in _attachments(resource):
                _take(name, attachment, resources, tray)
    return any(kind in PRINTED for kind in kinds) or not any(kinds[k] for k in ("DocumentReference", "Media", "Binary"))


def is_mistake(resource: dict[str, Any]) -> bool:
    """Whether a resource says of itself that it was entered in error."""
    verification = " ".join(text(mapping(c).get("code")) for c in items(
        mapping(resource.get("verificationStatus")).get("coding")))
    return MISTAKE in (text(resource.get("status")), text(resource.get("docStatus"))) or MISTAKE in verification


def _parsed(source: str) -> Any:
    try:
        return json.loads(source, parse_int=str, parse_float=str, parse_constant=str)
    except RecursionError as error:
        raise ValueError("it is nested without end") from error


def _collect(value: Any, address: str, found: Resources, depth: int) -> None:
    """Add the resources of a parsed file: a bundle's, a list's, or the one it is."""
    if isinstance(value, list):
        for item in value:
            _collect(item, "", found, depth + 1)
        return
    resource = mapping(value)
    kind = text(resource.get(TYPE))
    if not kind or depth > _MAX_BUNDLES:
        found.damaged += 1
    elif kind == "Bundle":
        for entry in items(resource.get("entry")):
            _collect(mapping(entry).get("resource"), text(mapping(entry).get("fullUrl")), found, depth + 1)
    elif len(found.listed) >= _MAX_RESOURCES:
        found.cut = True
    else:
        found.listed.append(resource)
        for reference in (address, f"{kind}/{text(resource.get('id'))}"):
            if reference and not reference.endswith("/"):
                found.by_reference.setdefault(reference, resource)


def _attachments(resource: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every attachment anywhere in a resource, with a name for it."""
    kind, described = text(resource.get(TYPE)), ""
    for key in ("description", "type", "code", "title"):
        value = resource.get(key)
        described = described or text(value) or text(mapping(value).get("text"))
    otherwise = described or f"{kind}-{text(resource.get('id'))}".rstrip("-")
    waiting: list[tuple[str, object, int]] = [("", resource, 0)]
    while waiting:
        key, value, depth = waiting.pop()
        if depth > _MAX_WALK:
            continue
        if isinstance(value, list):
            waiting += [(key, item, depth + 1) for item in reversed(value)]
        elif isinstance(value, dict):
            holds = isinstance(value.get("data"), str) or isinstance(value.get("url"), str)
            if holds and (key in _ATTACHMENTS or (kind == "Media" and key == "content")):
                yield text(value.get("title")) or otherwise, value
            else:
                waiting += [(name, item, depth + 1) for name, item in reversed(value.items())]


def _take(name: str, attachment: dict[str, Any], resources: Resources, tray: Tray) -> None:
    data, kind, url = attachment.get("data"), text(attachment.get("contentType")), text(attachment.get("url"))
    if not isinstance(data, str) and url:
        binary = resources.by_reference.get(url.partition("/_history")[0], {})
        data = binary.get("data")
        kind = kind or text(binary.get("contentType"))
    ending = _ENDINGS.get(kind.partition(";")[0].strip().lower(), "")
    if ending and not name.lower().endswith(f".{ending}"):
        name = f"{name}.{ending}"
    file = tray.name(name.replace("/", "-").replace("\\", "-"))
    if not isinstance(data, str):
        tray.report("attachment-missing", "the bundle names only the address of this document", file,
                    "it was not fetched and not read", "ask the sender for the document itself")
        return
    try:
        content = base64.b64decode("".join(data.split()) + "==", validate=False)
    except (binascii.Error, ValueError):
        tray.report("damaged", "this document in the bundle is damaged", file, "nothing in it could be read",
                    "ask the sender for the document itself")
        return
    tray.add_as(file, content)
