"""The one environment of the portal's pages: Jinja2, in which a missing name is an error (docs/decisions/0031).

What both engines know by one name (`default`, `date`, `join`, `length` …) is Django's here too, so that a word means one
thing in the portal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.template import defaultfilters
from django.templatetags.l10n import unlocalize
from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.safestring import SafeData, mark_safe
from django_htmx.jinja import htmx_script
from jinja2 import BaseLoader, Environment, StrictUndefined
from jinja2.ext import Extension, InternationalizationExtension
from jinja2.lexer import TOKEN_DATA, Token, TokenStream
from markupsafe import Markup

from rec_portal.names import languages_by_own_name, text_languages

from . import moments
from .filters import FILTERS

_BOX = (
    r"</?(?:article|aside|blockquote|body|caption|dd|details|div|dl|dt|fieldset|footer|form|h[1-6]|head|header|hr|html|legend|li"
    r"|link|main|meta|nav|ol|option|p|script|section|summary|table|tbody|td|th|thead|title|tr|ul)\b"
)
_BESIDE_A_BOX = re.compile(rf"\n(?={_BOX})|(?P<edge>{_BOX}[^<>]*>)\n")


class Unindented(Extension):
    """Indentation is for those who read a template: no line of a page begins with blanks, and beside an element that is a box
    of its own no line ends."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return re.sub(r"\n[ \t]+", "\n", source)

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            if token.type == TOKEN_DATA:
                shorter = _BESIDE_A_BOX.sub(lambda found: found["edge"] or "", token.value)
                token = Token(token.lineno, TOKEN_DATA, shorter)
            if token.type != TOKEN_DATA or token.value:
                yield token


EXTENSIONS = [InternationalizationExtension, Unindented]


def environment(*, loader: BaseLoader, auto_reload: bool, **_others: Any) -> Environment:
    """Called once by Django's backend; of its options the loader and the reloading count."""
    env = Environment(
        loader=loader,
        auto_reload=auto_reload,
        autoescape=True,
        undefined=StrictUndefined,
        extensions=EXTENSIONS,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=localised,
    )
    _speak(env)
    for name, function in defaultfilters.register.filters.items():
        env.filters[name] = as_in_django(function)
    env.filters |= FILTERS | {"unlocalize": unlocalize}
    env.globals |= {
        "clock": moments.clock,
        "council_moment": moments.council_moment,
        "day": moments.day,
        "elsewhere": moments.elsewhere,
        "htmx_script": htmx_script,
        "languages_by_own_name": languages_by_own_name,
        "moment": moments.moment,
        "span": moments.span,
        "stamp": moments.stamp,
        "static": static,
        "text_languages": text_languages,
        "url": url,
        "with_query": with_query,
    }
    return env


def localised(value: Any) -> Any:
    """What a page prints: numbers as the language writes them, moments in the reader's zone; everything else as it is."""
    if isinstance(value, str | bool):
        return value
    if isinstance(value, int | float | Decimal | date | datetime | time):
        return formats.localize(_in_the_readers_zone(value))
    return value


def _in_the_readers_zone(value: Any) -> Any:
    return timezone.template_localtime(value)  # type: ignore[attr-defined]  # the stubs have forgotten it


def as_in_django(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter of Django's engine with what that engine does around it: the reader's zone, escaping, safe words kept safe."""
    needs_zone = getattr(function, "expects_localtime", False)
    escapes = getattr(function, "needs_autoescape", False)
    keeps_safe = getattr(function, "is_safe", False)

    @wraps(function)
    def filtered(value: Any, *arguments: Any) -> Any:
        if needs_zone:
            value = _in_the_readers_zone(value)
        result = function(value, *arguments, **({"autoescape": True} if escapes else {}))
        return mark_safe(result) if keeps_safe and isinstance(value, SafeData) else result  # noqa: S308  # as Django does

    return filtered


def _speak(env: Environment) -> None:
    """Django's catalogues; values inside a sentence are escaped and printed as outside of it (`finalize` does not reach them)."""
    env.newstyle_gettext = True  # type: ignore[attr-defined]
    env.globals |= {
        "_": _said(translation.gettext),
        "gettext": _said(translation.gettext),
        "ngettext": _counted(translation.ngettext),
        "pgettext": _said(translation.pgettext),
        "npgettext": _counted(translation.npgettext),
    }


def _said(function: Callable[..., str]) -> Callable[..., Markup]:
    def sentence(*texts: str, **values: Any) -> Markup:
        return _filled(function(*texts), values)

    return sentence


def _counted(function: Callable[..., str]) -> Callable[..., Markup]:
    def sentence(*texts: Any, **values: Any) -> Markup:
        return _filled(function(*texts), {"num": texts[-1], **values})

    return sentence


def _filled(words: str, values: dict[str, Any]) -> Markup:
    """A sentence of the catalogue is markup; a sign «%» stands twice in it."""
    if "%" not in words:
        return Markup(words)  # noqa: S704  # our own catalogue
    return Markup(words) % {name: localised(value) for name, value in values.items()}  # noqa: S704


def url(name: str, *arguments: Any) -> str:
    return reverse(name, args=arguments)


def with_query(request: HttpRequest, **changes: Any) -> str:
    """The present address with some of its query changed (None removes)."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"
