"""Which engine draws which address: Jinja2 every page of the portal, Django's own the administration and the sign-in library."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from allauth.core.ratelimit import respond_429
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.backends import django, jinja2
from django.test import Client, RequestFactory

from rec_portal.ui import views
from rec_portal.verdicts import RuleBroken
from tests.cast import Cast
from tests.shape.addresses import address_of, addresses, arguments
from tests.shape.test_permission_matrix import TABLE, expected, sign_in

OF_DJANGO = ("admin:", "account_", "mfa_", "usersessions_")
PARTS_OF_PAGES = ("django/forms/", "letters/")
"""Widgets, and letters that a page shows before they are sent."""
FILES_AND_ANSWERS = 30
"""At most so many addresses answer a GET without a page: files, redirects, parts that are data."""


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """(engine, template) of what was drawn, as (outermost first) the pages."""
    found: list[tuple[str, str]] = []
    depth = [0]

    def watch(backend: Any, name: str) -> None:
        draw = backend.Template.render

        def render(self: Any, context: Any = None, request: Any = None) -> Any:
            if not depth[0]:
                found.append((name, str(self.origin.template_name)))
            depth[0] += 1
            try:
                return draw(self, context, request)
            finally:
                depth[0] -= 1

        monkeypatch.setattr(backend.Template, "render", render)

    watch(django, "django")
    watch(jinja2, "jinja2")
    return found


def pages() -> Iterator[tuple[str, str, str]]:
    """(name, pattern, somebody who may open it) of every address that answers a GET."""
    table = yaml.safe_load(TABLE.read_text())
    for name, pattern in sorted(set(addresses())):
        for role, line in expected(table[name]).items():
            if line["GET"] == "200":
                yield name, pattern, role
                break


def test_every_address_is_drawn_by_its_engine(
    council: Cast,
    drawn: list[tuple[str, str]],
    asked: set[str],
    record_property: Callable[[str, object], None],
) -> None:
    given = arguments(council)
    engines: dict[str, set[str]] = defaultdict(set)
    wrong = []
    for name, pattern, role in pages():
        client, of = Client(), "django" if name.startswith(OF_DJANGO) else "jinja2"
        if role != "anonymous":
            sign_in(client, council.people[role])
        address = address_of(name, pattern, given, council)
        asked.clear()
        ways: list[dict[str, str]] = [{}]
        for headers in ways:  # a second time as htmx asks, where anything looked for its header
            drawn.clear()
            with transaction.atomic():
                answer = client.get(address, headers=headers)
                for closer in answer._resource_closers:
                    closer()
                transaction.set_rollback(True)
            assert answer.status_code == 200, name
            if "HX-Request" in asked and len(ways) == 1:
                ways.append({"HX-Request": "true"})
            outer = [
                (engine, page) for engine, page in drawn if not page.startswith(PARTS_OF_PAGES)
            ]
            if not outer:
                engines["none"].add(name)
            elif outer[0][0] != of or (
                of == "jinja2" and {engine for engine, _page in outer} != {of}
            ):
                wrong.append((name, outer))
            else:
                engines["parts" if headers else of].add(name)
    assert not wrong
    record_property("pages", {engine: len(names) for engine, names in engines.items()})
    assert len(engines["parts"]) > 0
    assert len(engines["jinja2"]) > 120
    assert len(engines["django"]) > 60
    assert len(engines["none"]) <= FILES_AND_ANSWERS, sorted(engines["none"])


ERRORS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "400.html": lambda request: views.wrong_request(request),
    "413.html": lambda request: views.wrong_request(request, RequestDataTooBig()),
    "403.html": lambda request: views.refused(request, PermissionDenied("Not you.")),
    "404.html": lambda request: views.missing(request),
    "409.html": lambda request: views.wrong_moment(request, RuleBroken("Not now.")),
    "429.html": respond_429,
    "500.html": lambda request: views.broken(request),
    "csrf": lambda request: views.csrf_failure(request, "no token"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_the_pages_of_errors_are_drawn_by_jinja2(
    drawn: list[tuple[str, str]], name: str, council: Cast
) -> None:
    request = RequestFactory().get("/somewhere/")
    request.user = council.head
    answer = ERRORS[name](request)
    page = "403.html" if name == "csrf" else name
    assert drawn == [("jinja2", page)]
    assert answer.status_code == int(page.partition(".")[0])
