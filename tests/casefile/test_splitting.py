"""Papers inside one scan: parted where the pages say so, kept together where they do not."""

from __future__ import annotations

import pytest

from openimr.casefile.papers.papermarks import paper_marks
from openimr.casefile.papers.splitting import split_pages

NOTE = "SAMPLE CLINIC\nPROGRESS NOTE\nDate of visit: {day}\nLow back pain."
LATER = "Plan of treatment and work status follow. The patient will return in six weeks."
CASES = {
    "another title": ([NOTE.format(day="3/18/2014"), "OPERATIVE REPORT\nSurgeon: A. Roe, MD"], [1, 1]),
    "a page without a title goes on": ([NOTE.format(day="3/18/2014"), LATER, LATER], [3]),
    "the same title with another day": ([NOTE.format(day="3/18/2014"), NOTE.format(day="4/29/2014")], [1, 1]),
    "a running head": ([NOTE.format(day="3/18/2014"), NOTE.format(day="3/18/2014") + "\nPage 2"], [2]),
    "page numbers start again": (
        ["Visit\nPage 1 of 2", "x\nPage 2 of 2", "Visit\nPage 1 of 2", "y\nPage 2 of 2"], [2, 2]),
    "one-page papers in a row": (["a\nPage 1 of 1", "b\nPage 1 of 1"], [1, 1]),
    "a title on a later page of a numbered paper": (
        ["CONSULTATION REPORT\nPage 1 of 3", "MRI LUMBAR SPINE\nshowed\nPage 2 of 3", "x\nPage 3 of 3"], [3]),
    "a fax cover ends where the paper begins": (
        ["FAX COVER SHEET\nTO: claims\nFROM: desk\nNumber of pages: 3", LATER, LATER], [1, 2]),
    "the fax machine's own count is no page number": (
        ["3/25/2014 9:14 FAX 5595550111 P. 001/003\n" + NOTE.format(day="3/18/2014"),
         "3/25/2014 9:14 FAX 5595550111 P. 002/003\n" + LATER,
         "3/25/2014 9:15 FAX 5595550111 P. 003/003\n" + LATER], [3]),
    "a heading that retells another paper": (
        ["CONSULTATION REPORT\nPatient: Ann Roe", "MRI LUMBAR SPINE\nThis showed a bulge at L4-5.\n" + LATER], [2]),
    "a report of imaging that names its patient": (
        ["CONSULTATION REPORT\nPatient: Ann Roe", "MRI LUMBAR SPINE\nPatient: Ann Roe\nFindings: bulge."], [1, 1]),
    "an empty back of a sheet": ([NOTE.format(day="3/18/2014"), "", LATER], [3]),
    "a denial with the application form behind it": (
        ["NOTICE OF UTILIZATION REVIEW DETERMINATION\nPage 1 of 2", "Rationale\nPage 2 of 2",
         "APPLICATION FOR INDEPENDENT MEDICAL REVIEW\nDWC Form IMR"], [2, 1]),
    "a report with its request for authorization": (
        [NOTE.format(day="3/18/2014"), LATER, "REQUEST FOR AUTHORIZATION\nDWC Form RFA\nNew request"], [2, 1]),
    "a page of somebody else between two pages of a letter": (
        ["PROGRESS REPORT\nPatient: Ann Roe\nDear Examiner:\nShe is better.",
         "Patient: Basil Thornquay\nPage 2\nGanglion of the wrist.",
         "Ann Roe\nPage 2\nShe works."], [1, 1, 1]),
    "a running head with a short page number": (
        ["CASE MANAGEMENT REPORT #3\nClient: Ann Roe\nShe is better.",
         "Roe report #3 - p. 2\nRETURN TO WORK\nNot yet."], [2]),
    "the feet of a form's pages": (
        ["PRIMARY TREATING PHYSICIAN'S PERMANENT AND STATIONARY REPORT (PR-4)\nPatient: Ann Roe\n"
         "Form PR-4 (Rev. 06-05)   1",
         "Functional capacity assessment\nLifting 20 lb\nForm PR-4 (Rev. 06-05)   2"], [2]),
    "a page that points to the next one": (
        ["LAW OFFICES OF B. ECCLES\nDear Ms. Roe:\nPlease pay.\nSincerely,\nB. Eccles",
         "REQUEST FOR AUTHORIZATION\nDWC Form RFA\nPatient: Ann Roe  DOB: 1/2/1970\nsee page 2"], [1, 1]),
}


@pytest.mark.parametrize("name", CASES)
def test_boundaries(name: str) -> None:
    texts, lengths = CASES[name]
    runs = split_pages(texts, paper_marks())
    assert [behind - first for first, behind in runs] == lengths
    assert runs[0][0] == 0 and runs[-1][1] == len(texts)
