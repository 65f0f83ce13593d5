"""Any text is taken: nothing crashes, spans stay true, time grows with length only."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openimr.casefile.model import CaseFile, Document, DocumentKind, Page, Span
from openimr.dispute import parse_request, read_dispute

_TEXT = """MRI lumbar left right #60 2x6 10/325mg % denied certified modified non- Treatment requested: Decision: 1.
2) ;
( ) Guideline: Norco for with L4-5 x3 was the original request. The remaining portion of
the original request, is"""
_WORDS = st.sampled_from([*_TEXT.split(), "\n", "\f"])


@given(st.lists(_WORDS, max_size=60).map(" ".join) | st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_heading(text: str) -> None:
    request = parse_request(text)
    assert (request.body_part is None) == (not request.body_parts)
    assert request.quantity is None or request.quantity >= 0


@given(*[st.lists(_WORDS, max_size=120).map(" ".join) | st.text(max_size=400)] * 3)
@settings(max_examples=100, deadline=None)
def test_any_papers(application: str, determination: str, authorization: str) -> None:
    kinds = (DocumentKind.IMR_APPLICATION, DocumentKind.UR_DETERMINATION, DocumentKind.RFA)
    documents = []
    for number, (kind, text) in enumerate(zip(kinds, (application, determination, authorization), strict=True)):
        pages = [Page(f"d{number}", f"{number}.txt", n, page) for n, page in enumerate(text.split("\f"), start=1)]
        documents.append(Document(f"d{number}", f"{number}.txt", pages, kind, None, None, sha256=str(number)))
    case = CaseFile(Path(), documents)
    for item in read_dispute(case).items:
        for span in [*item.evidence, *item.ur.evidence]:
            page = case.document(span.document).pages[span.page - 1]
            assert span == Span.of(page, span.start, span.end)


@pytest.mark.parametrize(
    "piece",
    ["1 ", "2x", "L4-5, ", "10/", "mg ", "for the request ", "a", "(", "Flurbiprofen 5% ", "twice a week ", "#"],
)
def test_time_grows_with_length(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        begin = time.perf_counter()
        parse_request(text)
        return time.perf_counter() - begin

    parse_request(piece)
    short, long = seconds(5_000), seconds(40_000)
    assert long < 1.0 or long < 24 * max(short, 0.001)
