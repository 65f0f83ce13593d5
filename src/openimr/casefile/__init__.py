"""Case files: from a folder, a ZIP or one big PDF to documents and pages that can be trusted.

This room reads papers and says what they are, from when, by whom and about whom. It interprets no medicine.
"""

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
