"""How a report is printed: the forms that several commands have in common."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class TableOrJson(StrEnum):
    TABLE = "table"
    JSON = "json"


class TextOrJson(StrEnum):
    TEXT = "text"
    JSON = "json"


#: The option of a report that is a table for people, JSON for programs.
TableFormat = Annotated[TableOrJson, typer.Option("--format", help="What is printed.")]
#: The option of a report that is text for people, JSON for programs.
TextFormat = Annotated[TextOrJson, typer.Option("--format", help="What is printed.")]
