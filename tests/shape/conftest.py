"""What the tests of every address share."""

from __future__ import annotations

import pytest
from django.http.request import HttpHeaders


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The headers that the portal looked for."""
    names: set[str] = set()
    found = HttpHeaders.__getitem__

    def noted(self: HttpHeaders, key: str) -> str:
        names.add(key)
        return found(self, key)

    monkeypatch.setattr(HttpHeaders, "__getitem__", noted)
    return names
