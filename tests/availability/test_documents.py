"""Acts on documents: their tables, and what drives every public function."""

from __future__ import annotations

from documents import actions
from tests.availability import documents
from tests.availability.cells import Tables, without_a_row

TABLES: Tables = {"document": (documents.ROWS, documents.STAGES, documents.document_at)}
BY_THE_CLOCK = {"build_bundle", "clear_bundles", "scan_file"}
OF_ANOTHER_ACT = {
    "note_bundle": "the fetching of a pack notes itself",
    "note_download": "the download notes itself",
    "upload": "papers, statements and credentials are filed by the acts that bring them",
}
ELSEWHERE = {
    "ask_for_bundle": "tests/documents/test_library.py: of what its reader may see",
    "file_credentials": "tests/availability/standing.py: with the mandate",
}
ASKS_ONLY = {"current_text", "limit_by", "narrower_kinds", "next_symbol", "symbol_of"}


def test_every_act_has_a_row() -> None:
    others = BY_THE_CLOCK | set(OF_ANOTHER_ACT) | ASKS_ONLY | ELSEWHERE.keys()
    assert without_a_row(actions, TABLES, others) == set()
