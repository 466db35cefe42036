"""What happens to documents: received, filed, revised, numbered, opened to a circle, checked, packed."""

from .bundling import ask_for_bundle, build_bundle, clear_bundles
from .credentials import file_credentials
from .distribution import (
    change_category,
    confirm_distribution,
    drop_distribution,
    limit_by,
    narrower_kinds,
)
from .filing import (
    Filing,
    add_language,
    assign_symbol,
    current_text,
    discard,
    file_from_inbox,
    issue_revision,
    receive,
    upload,
)
from .numbering import next_symbol, symbol_of
from .reading import note_bundle, note_download
from .scanning import scan_file

__all__ = [
    "Filing",
    "add_language",
    "ask_for_bundle",
    "assign_symbol",
    "build_bundle",
    "change_category",
    "clear_bundles",
    "confirm_distribution",
    "current_text",
    "discard",
    "drop_distribution",
    "file_credentials",
    "file_from_inbox",
    "issue_revision",
    "limit_by",
    "narrower_kinds",
    "next_symbol",
    "note_bundle",
    "note_download",
    "receive",
    "scan_file",
    "symbol_of",
    "upload",
]
