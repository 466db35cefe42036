"""Acts on documents: their tables, and what drives every public function."""

from __future__ import annotations

from documents import actions
from tests.availability import documents
from tests.availability.cells import Tables, without_a_row

TABLES: Tables = {"document": (documents.ROWS, documents.STAGES, documents.document_at)}
BY_THE_CLOCK = {"build_bundle", "clear_bundles", "scan_file"}
OF_ANOTHER_ACT = {
    "ask_for_bundle": "reading: a pack holds what its reader may see, when it is asked for and when it is fetched",
    "file_credentials": "give_mandate files them (tests/availability/standing.py)",
    "note_bundle": "the fetching of a pack notes itself",
    "note_download": "the download notes itself",
    "upload": "papers, statements and credentials are filed by the acts that bring them",
}
ASKS_ONLY = {"current_text", "limit_by", "narrower_kinds", "next_symbol", "symbol_of"}


def test_every_act_has_a_row() -> None:
    others = BY_THE_CLOCK | set(OF_ANOTHER_ACT) | ASKS_ONLY
    assert without_a_row(actions, TABLES, others) == set()
