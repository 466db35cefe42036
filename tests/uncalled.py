"""In a page a method must be called: without () it is always true, and nothing complains. In tests it does."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest
from django.template import engines


class MethodNotCalled(RuntimeError):
    """No TypeError: some filters take that for an answer."""


class Uncalled:
    """A bound method that a page has asked for. It may be called, and nothing else."""

    def __init__(self, method: Any, name: str) -> None:
        self.method, self.name = method, name

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self.method(*arguments, **named)

    def _refuse(self, *_arguments: Any) -> NoReturn:
        raise MethodNotCalled(f"{self.name} is a method: a page has to call it")

    __str__ = __html__ = __bool__ = __iter__ = __len__ = __eq__ = __lt__ = __gt__ = _refuse
    __hash__ = object.__hash__


@pytest.fixture(scope="session", autouse=True)
def every_method_is_called() -> Iterator[None]:
    env = engines["jinja2"].env
    plain = type(env).getattr

    def asked(obj: Any, name: str) -> Any:
        found = plain(env, obj, name)
        is_method = inspect.ismethod(found) or (
            inspect.isbuiltin(found) and not inspect.ismodule(found.__self__)
        )
        return Uncalled(found, f"{type(obj).__name__}.{name}") if is_method else found

    env.getattr = asked
    yield
    del env.getattr
