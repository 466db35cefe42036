"""The limits of `make bench`: what is above them is said, page by page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tools import costs

LIMIT = {"ratio": 10.0, "statements": 5, "bytes": 1000, "calls": 1000}
FOUND = costs.Cost(ratio=10.0, statements=5, bytes=1000, calls=1000)


@pytest.mark.parametrize(
    ("changed", "fits"),
    [
        ({}, True),
        ({"ratio": 11.5}, True),
        ({"ratio": 11.6}, False),
        ({"ratio": 0.0}, True),
        ({"statements": 6}, False),
        ({"bytes": 1020}, True),
        ({"bytes": 1021}, False),
        ({"calls": 1020}, True),
        ({"calls": 1021}, False),
    ],
)
def test_a_page_is_within_its_limits(changed: dict[str, float], fits: bool) -> None:
    said = costs.above("desk", replace(FOUND, **changed), LIMIT)
    assert (not said) == fits
    assert all(words.startswith("desk: ") and "limit" in words for words in said)


def test_a_page_without_limits_is_above_them() -> None:
    assert costs.above("desk", FOUND, None) == ["desk: has no limits in costs.toml"]


def test_each_limit_in_the_table_is_whole() -> None:
    known = costs.limits()
    assert len(known) >= 40
    for name, limit in known.items():
        assert limit.keys() == LIMIT.keys(), name
        assert all(value > 0 for value in limit.values()), name


def test_limits_only_go_down(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(costs, "FILE", tmp_path / "costs.toml")  # type: ignore[operator]
    costs.write({"desk": FOUND})
    costs.write({"desk": costs.Cost(ratio=12.0, statements=4, bytes=1100, calls=900)})
    assert costs.limits() == {"desk": {**LIMIT, "statements": 4, "calls": 900}}
