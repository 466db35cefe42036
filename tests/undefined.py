"""In a letter a value that nobody gave is nothing, and nothing complains. In tests it does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn

import pytest
from django.template import engines

from accounts.models import User
from rec_portal.mail.models import Delivery
from rec_portal.mail.writing import Notice


class NoSuchValue(RuntimeError):
    """A letter names what its context does not hold."""


class _Undefined(str):
    """Stands for a value that is not there; whoever writes it into a letter is refused."""

    __slots__ = ()

    def __mod__(self, name: Any) -> NoReturn:
        raise NoSuchValue(f"{name} has no value in this letter")


@pytest.fixture(scope="session", autouse=True)
def every_value_of_a_letter_is_given() -> Iterator[None]:
    engine = engines["django"].engine  # type: ignore[attr-defined]
    plain, written = engine.string_if_invalid, Notice._written_for

    def strictly(notice: Notice, reader: User) -> Delivery:
        engine.string_if_invalid = _Undefined("%s")
        try:
            return written(notice, reader)
        finally:
            engine.string_if_invalid = plain

    Notice._written_for = strictly  # type: ignore[method-assign]
    yield
    Notice._written_for = written  # type: ignore[method-assign]
