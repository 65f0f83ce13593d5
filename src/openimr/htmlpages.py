"""Templates of HTML pages: every string escaped, nothing undefined passed over, the same filters for every room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openimr.printable import printable
from openimr.wordforms import begun

if TYPE_CHECKING:
    from jinja2 import Environment


def page_templates(package: str, *, trimmed: bool = True) -> Environment:
    """The templates in the folder ``templates`` of a package.

    Filters: ``shown`` makes text from a file safe to show, ``begun`` with a capital at its start as well.

    Args:
        package: the package's dotted name.
        trimmed: lines that hold only a tag of the template leave no blank line.

    >>> page_templates("openimr.letters").from_string("{{ text | shown }}").render(text="<b>")
    '&lt;b&gt;'
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(package, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=trimmed,
        lstrip_blocks=trimmed,
    )
    environment.filters["shown"] = lambda text: printable(str(text))
    environment.filters["begun"] = lambda text: begun(printable(str(text)))
    return environment
