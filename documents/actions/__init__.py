"""What happens to documents: received, filed, revised, numbered, opened to a circle, checked, packed."""

from .circles import change_category, confirm_wider, drop_wider, limit_by, narrower_kinds
from .filing import (
    Filing,
    add_language,
    assign_symbol,
    discard,
    file_from_tray,
    issue_revision,
    receive,
    standing_text,
    upload,
)
from .packing import ask_for_pack, build_pack, clear_packs
from .reading import note_download, note_pack
from .scanning import scan_file

__all__ = [
    "Filing",
    "add_language",
    "ask_for_pack",
    "assign_symbol",
    "build_pack",
    "change_category",
    "clear_packs",
    "confirm_wider",
    "discard",
    "drop_wider",
    "file_from_tray",
    "issue_revision",
    "limit_by",
    "narrower_kinds",
    "note_download",
    "note_pack",
    "receive",
    "scan_file",
    "standing_text",
    "upload",
]
