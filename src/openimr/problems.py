"""Problems: what went wrong with one file or page while the rest went on.

A problem is a result, not an exception. It is shown to the reviewer, printed in the draft and kept in the JSON.

>>> problem = Problem(code="encrypted", message="the PDF needs a password", file="records/a.pdf",
...                   consequence="none of its pages could be read", remedy="ask the sender for an open copy")
>>> problem.sentence()
'records/a.pdf: the PDF needs a password; none of its pages could be read; ask the sender for an open copy'
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Problem(BaseModel):
    """One thing that a reader of the result must know.

    Attributes:
        code: short stable name, lower case with hyphens, for programs.
        message: what happened, in plain words.
        file: path relative to the case folder (or the letter's name); None when it concerns the whole.
        page: page of that file, from 1; None when it concerns the file.
        consequence: what it means for the result.
        remedy: what to do next.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    message: str
    file: str | None = None
    page: int | None = None
    consequence: str = ""
    remedy: str = ""

    def sentence(self) -> str:
        """The problem as one line for people."""
        place = self.file or ""
        if self.page is not None:
            place = f"{place} page {self.page}".strip()
        parts = [part for part in (self.message, self.consequence, self.remedy) if part]
        text = "; ".join(parts)
        return f"{place}: {text}" if place else text
