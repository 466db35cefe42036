"""The environment of the pages: nothing is missing in silence, and a word means what it means in Django's engine."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.template import TemplateSyntaxError, defaultfilters, engines
from django.test import RequestFactory
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from jinja2 import UndefinedError

from tests.uncalled import MethodNotCalled, Uncalled

AT = datetime(2026, 11, 27, 20, 30, tzinfo=UTC)


def drawn(source: str, **given: Any) -> str:
    return str(engines["jinja2"].from_string(source).render(given))


@pytest.mark.parametrize(
    "source",
    [
        "{{ missing }}",
        "{{ given.missing }}",
        "{% if missing %}x{% endif %}",
        "{% if given.missing %}x{% endif %}",
        "{% for each in given.missing %}x{% endfor %}",
        '{{ missing|default("x") }}',
        '{{ missing|date("c") }}',
        "{% if nothing > 1 %}x{% endif %}",
        "{{ nothing.name }}",
    ],
)
def test_what_is_missing_is_an_error(source: str) -> None:
    with pytest.raises((UndefinedError, TypeError)):
        drawn(source, given={"known": 1}, nothing=None)


class Person:
    name = "Ali"

    def title(self) -> str:
        return "Dr"


@pytest.mark.parametrize(
    "source",
    [
        "{{ person.title }}",
        "{% if person.title %}x{% endif %}",
        "{% if not person.title %}x{% endif %}",
        '{% if person.title == "Dr" %}x{% endif %}',
        "{% for each in person.title %}x{% endfor %}",
        '{{ person.title|default("x") }}',
        "{{ person.title|length }}",
        "{% for each in table.items %}x{% endfor %}",
    ],
)
def test_a_method_that_is_not_called_is_an_error(source: str) -> None:
    with pytest.raises(MethodNotCalled, match="has to call it"):
        drawn(source, person=Person(), table={"a": 1})


def test_a_method_that_is_called_answers() -> None:
    source = (
        "{{ person.title() }} {{ person.name }}{% for a, b in table.items() %} {{ a }}{% endfor %}"
    )
    assert drawn(source, person=Person(), table={"a": 1}) == "Dr Ali a"
    assert isinstance(engines["jinja2"].env.getattr(Person(), "title"), Uncalled)


def test_a_filter_that_both_engines_know_is_djangos() -> None:
    env = engines["jinja2"].env
    shared = set(defaultfilters.register.filters) & set(env.filters)
    assert {
        "default", "date", "striptags", "truncatechars", "filesizeformat", "urlize", "join", "length", "upper", "urlencode"
    } <= shared  # fmt: skip
    for name in shared:
        own = defaultfilters.register.filters[name]
        assert env.filters[name].__wrapped__ is own, name


@pytest.mark.parametrize(
    ("source", "given"),
    [
        ('{{ x|default("–") }}', {"x": ""}),
        ('{{ x|join(", ") }}', {"x": ["<b>", mark_safe("<i>")]}),
        ("{{ x|upper }}", {"x": "a<b"}),
        ("{{ x|truncatechars(4) }}", {"x": "Süleyman <b>"}),
        ("{{ x|truncatechars(9) }}", {"x": mark_safe("<b>a</b>")}),
        ("{{ x|filesizeformat }}", {"x": 1536}),
        ("{{ x|urlize }}", {"x": "see https://osce.org/x?a=1&b=2 <i>"}),
        ("{{ x|striptags }}", {"x": "<b>a</b> & b"}),
        ("{{ x|length }}", {"x": [1, 2]}),
        ("{{ x|urlencode }}", {"x": "а/б ?&"}),
        ('{{ x|date("H:i") }}', {"x": AT}),
        ('{{ x|date("DATE_FORMAT") }}', {"x": date(2026, 11, 27)}),
        ("{{ x }}", {"x": AT}),
        ("{{ x }}", {"x": date(2026, 11, 27)}),
        ("{{ x }}", {"x": 1234.5}),
        ("{{ x }}", {"x": Decimal("0.25")}),
        ("{{ x }}", {"x": 1234567}),
        ("{{ x }}", {"x": True}),
        ("{{ x }}", {"x": "<&\"'>"}),
        ("{{ x }}", {"x": mark_safe("<b>")}),
    ],
)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_both_engines_print_the_same(source: str, given: dict[str, Any], language: str) -> None:
    as_django_writes = source.replace("(", ":").replace(")", "")
    with translation.override(language), timezone.override("Asia/Tashkent"):
        expected = engines["django"].from_string(as_django_writes).render(dict(given))
        printed = drawn(source, **given)
    assert printed.replace("&#39;", "&#x27;").replace("&#34;", "&quot;") == expected


def test_a_date_is_the_readers_day() -> None:
    with timezone.override("Asia/Tashkent"):
        assert drawn('{{ at|date("j H:i") }}', at=AT) == "28 01:30"
    with timezone.override("America/New_York"):
        assert drawn('{{ at|date("j H:i") }}', at=AT) == "27 15:30"


def test_values_in_a_sentence_are_printed_as_outside_of_it() -> None:
    source = "{% trans share=x, name=y %}{{ share }} % of {{ name }}{% endtrans %}|{{ x }}"
    with translation.override("ru"), timezone.override("Asia/Tashkent"):
        assert drawn(source, x=1.5, y="<b>") == "1,5 % of &lt;b&gt;|1,5"
        assert "28 ноября 2026" in drawn("{% trans day=at %}{{ day }}{% endtrans %}", at=AT)
    counted = "{% trans count=n %}{{ count }} one{% pluralize %}{{ count }} many{% endtrans %}"
    assert [drawn(counted, n=n) for n in (1, 2)] == ["1 one", "2 many"]


@pytest.mark.parametrize(
    ("source", "page"),
    [
        (
            "<ul>\n    {% if x %}\n      <li>a</li>\n    {% endif %}\n  </ul>",
            "<ul><li>a</li></ul>",
        ),
        (
            "<p>\n  one\n  <b>two</b>\n  <i>three</i>\n</p>\n<p>four</p>",
            "<p>one\n<b>two</b>\n<i>three</i></p><p>four</p>",
        ),
        ("<b>a</b>{% if x %}\n<i>b</i>{% endif +%}\nc", "<b>a</b><i>b</i>\nc"),
        ("<label>a</label>\n<button>b</button>", "<label>a</label>\n<button>b</button>"),
        ("<pre>\n{{ y }}</pre>", "<pre>\n  two\n</pre>"),
    ],
)
def test_indentation_does_not_reach_the_page(source: str, page: str) -> None:
    """A line that ends beside words is a blank, beside a box nothing, after a statement nothing but where it says `+`."""
    assert drawn(source, x=1, y="  two\n") == page


def test_the_frame_has_a_name_of_its_own_and_overwrites_nothing() -> None:
    request = RequestFactory().get("/meetings/?page=2")
    request.COOKIES["theme"] = "dark"
    source = "{{ here }} {{ languages }} {{ frame.here }} {{ frame.section }} {{ frame.theme }}"
    template = engines["jinja2"].from_string(source)
    printed = template.render({"here": "mine", "languages": "ours"}, request)
    assert printed == "mine ours /meetings/?page=2 meetings dark"
    request.COOKIES["theme"] = '"><script>'
    assert engines["jinja2"].from_string("{{ frame.theme }}").render({}, request) == ""


def test_the_query_of_an_address_is_changed_in_part() -> None:
    request = RequestFactory().get("/x/?a=1&b=ж&page=2")
    source = "{{ with_query(request, page=3, a=None) }}"
    printed = engines["jinja2"].from_string(source).render({}, request)
    assert printed == "?b=%D0%B6&amp;page=3"


def test_the_frame_is_drawn_around_a_page_of_the_other_engine() -> None:
    parts = "".join(
        f"{{% block {name} %}}{words}{{% endblock %}}"
        for name, words in {
            "title": "{{ x }}",
            "head": "",
            "main": "<p>M</p>",
            "scripts": "",
        }.items()
    )
    template = engines["django"].from_string(
        f"{{% load frame %}}{{% frame %}}{parts}{{% endframe %}}"
    )
    page = template.render({"x": "<b>"}, RequestFactory().get("/"))
    assert page.count('class="masthead"') == page.count("<p>M</p>") == 1
    assert "<title>&lt;b&gt; – " in page
    lacking = engines["django"].from_string(
        "{% load frame %}{% frame %}{% block main %}{% endblock %}{% endframe %}"
    )
    with pytest.raises(TemplateSyntaxError, match="frame holds"):
        lacking.render({}, RequestFactory().get("/"))
