"""Documents with their revisions and files; the papers that prove a mandate."""

from .credentials import Credentials
from .library import (
    Bundle,
    Document,
    DocumentFile,
    DocumentQuerySet,
    DocumentRevision,
    DocumentRevisionQuerySet,
    FileQuerySet,
    RevisionGrant,
    SymbolSeries,
    stored_name,
)

__all__ = [
    "Bundle",
    "Credentials",
    "Document",
    "DocumentFile",
    "DocumentQuerySet",
    "DocumentRevision",
    "DocumentRevisionQuerySet",
    "FileQuerySet",
    "RevisionGrant",
    "SymbolSeries",
    "stored_name",
]
