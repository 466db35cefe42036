"""Act × stage × role: each cell of every table, through its page or by its act."""

from __future__ import annotations

import pytest

from tests.availability.cells import cells_of, drive
from tests.availability.test_docs import TABLES
from tests.cast import Cast


@pytest.mark.parametrize(("kind", "stage"), cells_of(TABLES))
def test_each_act_is_done_by_whom_and_when_the_table_says(
    council: Cast, kind: str, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert drive(council, TABLES, kind, stage, monkeypatch) == []
