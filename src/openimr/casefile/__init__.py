"""Case files: from a folder, a ZIP or one big PDF to documents and pages that can be trusted.

This room reads papers and says what they are, from when, by whom and about whom. It interprets no medicine.

What it offers is imported when it is first asked for: a worker process needs a part of it, and starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openimr.casefile.manifest.building import manifest_of
    from openimr.casefile.manifest.model import Gap, Manifest, ManifestRow
    from openimr.casefile.manifest.rows import index_table
    from openimr.casefile.model import CaseFile, Document, DocumentKind, Intake, Page, Span
    from openimr.casefile.opening import open_case
    from openimr.casefile.pageaccess import PageAccess
    from openimr.casefile.pages.pagetext import PageText
    from openimr.casefile.pages.reading import read_file

__all__ = [
    "CaseFile", "Document", "DocumentKind", "Gap", "Intake", "Manifest", "ManifestRow", "Page", "PageAccess",
    "PageText", "Span", "index_table", "manifest_of", "open_case", "read_file",
]

_MODULES = {
    "manifest.building": ("manifest_of",),
    "manifest.model": ("Gap", "Manifest", "ManifestRow"),
    "manifest.rows": ("index_table",),
    "model": ("CaseFile", "Document", "DocumentKind", "Intake", "Page", "Span"),
    "opening": ("open_case",),
    "pageaccess": ("PageAccess",),
    "pages.pagetext": ("PageText",),
    "pages.reading": ("read_file",),
}
_PLACES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    globals()[name] = found
    return found
