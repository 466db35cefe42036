"""Acts on documents: act × stage × role, each cell through its view."""

from __future__ import annotations

import pytest

from documents import actions
from tests.availability import documents
from tests.availability.cells import Tables, cells_of, drive, without_a_row
from tests.cast import Cast

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


@pytest.mark.parametrize(("kind", "stage"), cells_of(TABLES))
def test_each_act_is_done_by_whom_and_when_the_table_says(
    council: Cast, kind: str, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert drive(council, TABLES, kind, stage, monkeypatch) == []


def test_every_act_has_a_row() -> None:
    others = BY_THE_CLOCK | set(OF_ANOTHER_ACT) | ASKS_ONLY | ELSEWHERE.keys()
    assert without_a_row(actions, TABLES, others) == set()
