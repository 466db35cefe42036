"""Documents with their revisions and files."""

from .library import (
    Bundle,
    Document,
    DocumentFile,
    DocumentQuerySet,
    DocumentRevision,
    DocumentRevisionQuerySet,
    FileQuerySet,
    RevisionGrant,
    SymbolRule,
    SymbolSeries,
    _known_tokens,
    stored_name,
)

__all__ = [
    "Bundle",
    "Document",
    "DocumentFile",
    "DocumentQuerySet",
    "DocumentRevision",
    "DocumentRevisionQuerySet",
    "FileQuerySet",
    "RevisionGrant",
    "SymbolRule",
    "SymbolSeries",
    "_known_tokens",
    "stored_name",
]
