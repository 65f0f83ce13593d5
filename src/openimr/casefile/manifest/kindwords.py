"""How a kind of paper is called in a sentence: one of it, and several.

>>> several("progress_report", 3), several("proof_of_service", 2), several("rfa", 1)
('3 progress reports', '2 proofs of service', '1 request for authorization')
"""

from __future__ import annotations

from collections.abc import Mapping

from openimr.casefile.model import DocumentKind

#: One paper of each kind.
KIND_WORDS: Mapping[str, str] = {
    DocumentKind.IMR_APPLICATION: "application",
    DocumentKind.UR_DETERMINATION: "utilization review determination",
    DocumentKind.RFA: "request for authorization",
    DocumentKind.FIRST_REPORT: "first report of injury",
    DocumentKind.PROGRESS_REPORT: "progress report",
    DocumentKind.CONSULT: "consultation report",
    DocumentKind.PERMANENT_STATIONARY: "permanent and stationary report",
    DocumentKind.MEDICAL_LEGAL: "medical-legal report",
    DocumentKind.MRI_REPORT: "MRI report",
    DocumentKind.CT_REPORT: "CT report",
    DocumentKind.XRAY_REPORT: "x-ray report",
    DocumentKind.ULTRASOUND_REPORT: "ultrasound report",
    DocumentKind.EMG_NCS_REPORT: "electrodiagnostic report",
    DocumentKind.OPERATIVE_REPORT: "operative report",
    DocumentKind.PROCEDURE_NOTE: "procedure note",
    DocumentKind.THERAPY_NOTE: "therapy note",
    DocumentKind.PSYCH_REPORT: "psychological report",
    DocumentKind.DRUG_TEST: "drug test",
    DocumentKind.LABORATORY: "laboratory report",
    DocumentKind.PHARMACY: "pharmacy record",
    DocumentKind.DEPOSITION: "deposition",
    DocumentKind.NOTICE: "notice",
    DocumentKind.PROOF_OF_SERVICE: "proof of service",
    DocumentKind.BILLING: "billing form",
    DocumentKind.FAX_COVER: "fax cover sheet",
    DocumentKind.BLANK: "blank page",
    DocumentKind.OTHER: "record",
}

_IRREGULAR: Mapping[str, str] = {
    DocumentKind.RFA: "requests for authorization",
    DocumentKind.FIRST_REPORT: "first reports of injury",
    DocumentKind.PROOF_OF_SERVICE: "proofs of service",
}


def several(kind: str, count: int) -> str:
    """How many papers of a kind, in words."""
    one = KIND_WORDS.get(kind, "record")
    return f"{count:,} {one if count == 1 else _IRREGULAR.get(kind, one + 's')}"
