"""What is remembered of lines is what would be found in them, and a hostile page cannot make it much."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from openimr.casefile.papers.daylabels import label_before
from openimr.casefile.papers.days import days_in
from openimr.casefile.papers.faxlines import is_fax_line
from openimr.casefile.papers.papermarks import paper_marks
from openimr.casefile.papers.repeatedlines import remembered

LINES = st.text(st.sampled_from("ABab 0123456789/:.-|\n\tPageFxDOB"), max_size=400)


@given(st.lists(LINES, min_size=1, max_size=4))
def test_a_line_says_the_same_however_often_it_is_asked(lines: list[str]) -> None:
    fresh = [(days_in._find(line), days_in._find(line, day_first=True), is_fax_line._find(line)) for line in lines]
    for _ in range(2):
        assert [(days_in(line), days_in(line, day_first=True), is_fax_line(line)) for line in lines] == fresh


def test_what_else_the_function_is_told_counts() -> None:
    marks = paper_marks()
    others = replace(marks, date_classes=marks.closings)
    assert label_before("Date of visit:", marks) == "visit"
    assert label_before("Date of visit:", others) is None
    assert label_before("Date of visit:", marks) == "visit"


def test_no_line_longer_than_a_printed_one_is_kept_and_no_more_lines_than_a_few_thousand() -> None:
    asked: list[str] = []

    @remembered
    def first(line: str) -> str:
        asked.append(line)
        return line[:1]

    long = "x" * 100_000
    assert [first(long), first(long)] == ["x", "x"] and len(asked) == 2
    asked.clear()
    for number in range(20_000):
        first(str(number))
    assert first("19999") == "1" and len(asked) == 20_000
    assert first("0") == "0" and len(asked) == 20_001
