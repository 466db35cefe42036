"""Forms in the house order: label, hint, error, control; and a clear error beside each field."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.core.exceptions import DisallowedHost, ValidationError
from django.db import IntegrityError, OperationalError
from django.forms import BaseForm
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, QueryDict
from django.urls import is_valid_path
from django.utils.http import url_has_allowed_host_and_scheme

from rec_portal.verdicts import RuleBroken

from .waits import lock_wait


class PortalRenderer(TemplatesSetting):
    field_template_name = "forms/field.html"


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
