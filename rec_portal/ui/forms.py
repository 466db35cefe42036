"""Forms in the house order: label, hint, error, control; and a clear error beside each field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import DisallowedHost, ValidationError
from django.db import IntegrityError, OperationalError
from django.forms import BaseForm
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, QueryDict
from django.urls import is_valid_path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from rec_portal.names import columns_of, text_languages
from rec_portal.verdicts import RuleBroken

from .waits import lock_wait


class PortalRenderer(TemplatesSetting):
    field_template_name = "forms/field.html"


def in_the_language(what: Any, code: str) -> Any:
    """«Title in Russian»: how the field of some words is called in the reader's language."""
    name = settings.IN_LANGUAGE.get(code) or format_lazy("({})", dict(settings.LANGUAGES)[code])
    return format_lazy("{} {}", what, name)


class InEachLanguage(forms.CharField):
    """Stands in a `WordedForm` for one field a language of the texts: `title` for `title_ru`, `title_en` and so on."""

    def in_language(self, code: str) -> InEachLanguage:
        one = deepcopy(self)
        one.label = in_the_language(self.label, code)
        one.widget.attrs["lang"] = code
        return one


class InEachColumn(InEachLanguage):
    """The same for a label: one field a column of a translated field, `title`, `title_ru` and so on; the hint stands once."""


class WordedForm(forms.Form):
    """A form that asks for words in every language, however many these are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = {}
        for name, field in self.fields.items():
            if isinstance(field, InEachColumn):
                fields |= {to: field.in_language(code) for code, to in columns_of(name).items()}
                for to in list(columns_of(name).values())[1:]:
                    fields[to].help_text = ""
            elif isinstance(field, InEachLanguage):
                fields |= {f"{name}_{c}": field.in_language(c) for c, _name in text_languages()}
            else:
                fields[name] = field
        self.fields = fields

    def typed(self, name: str) -> dict[str, str]:
        """{language: what was typed} of a field that stands for several; without one that the page did not ask for."""
        fields = {code: f"{name}_{code}" for code, _name in text_languages()}
        sent = {
            code: field for code, field in fields.items() if self.add_prefix(field) in self.data
        }
        return {code: self.cleaned_data[field] for code, field in sent.items()}

    def i18n(self, *names: str) -> dict[str, str]:
        """{column: what was typed} of labels, beside those in the portal's own language."""
        columns = [to for name in names for to in columns_of(name).values() if to != name]
        return {to: self.cleaned_data[to] for to in columns if self.add_prefix(to) in self.data}

    def require_in_each(self, *names: str) -> None:
        """What was written in the portal's own language is to be written in the others too."""
        for name in names:
            for code, column in columns_of(name).items():
                if self.cleaned_data.get(name) and not self.cleaned_data.get(column):
                    said = _("Write it in this language too: %(language)s.")
                    self.add_error(column, said % {"language": dict(settings.LANGUAGES)[code]})

    def words_of(self, name: str) -> list[forms.BoundField]:
        """These fields, to be laid side by side."""
        return [self[f"{name}_{code}"] for code, _name in text_languages()]


def by_field(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    """{language: words} as the initial values of such fields."""
    return {f"{name}_{code}": words for code, words in texts.items()}


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, or nothing when the page is only opened: a form sent empty is a form with errors."""
    return request.POST if request.method == "POST" else None


def same_site(request: HttpRequest, otherwise: str) -> str:
    """Where a form asks to be led afterwards, where that is a page of this portal; else the other address."""
    address = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
    return address if ours else otherwise


def came_from(request: HttpRequest) -> str:
    """The page of this portal that held the link or the button; nothing where the browser does not say, or says another's."""
    address = request.headers.get("referer", "")
    try:
        host = request.get_host()
    except DisallowedHost:
        return ""
    if not url_has_allowed_host_and_scheme(address, {host}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def page_above(request: HttpRequest) -> str:
    """The nearest page above this address: of the object that an act is done on, or the list that the object stands in."""
    parts = request.path.strip("/").split("/")
    for length in range(len(parts) - 1, 0, -1):
        address = f"/{'/'.join(parts[:length])}/"
        if is_valid_path(address):
            return address
    return ""


def number_in(typed: str | None) -> int | None:
    """The number that was sent in an address or a hidden field, by our own pages; nothing for anything else, such as «²», which
    is a digit and no number, or more figures than a key has."""
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 12 else None


@contextmanager
def errors_into(form: BaseForm) -> Iterator[None]:
    """Run an act; what it refuses stands above the form, and what was typed stays in it."""
    try:
        yield
    except (RuleBroken, OperationalError, IntegrityError) as broken:
        refusal = broken if isinstance(broken, RuleBroken) else lock_wait(broken)
        if refusal is None:
            raise
        form.add_error(None, refusal.reason)
        form.wrong_moment = True  # type: ignore[attr-defined]
    except ValidationError as error:
        form.add_error(None, error.messages)


def status_of(form: BaseForm) -> int:
    """200 for a fresh form, 422 for one with errors, 409 for a right form at the wrong moment."""
    if not form.is_bound or not form.errors:
        return 200
    return 409 if getattr(form, "wrong_moment", False) else 422
