"""At start-up: what is registered is what the list names."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from .base import RecordedAdmin
from .site import site

ACTS = {"add", "change", "delete"}


def only_what_is_listed(**kwargs: Any) -> list[CheckMessage]:
    """A class more or less than `settings.ADMINISTERED` names, an unknown act, or a class that records nothing."""
    listed: dict[str, set[str]] = settings.ADMINISTERED
    found = {model._meta.label_lower: page for model, page in site._registry.items()}
    faults = [
        *(f"{label} is registered and not listed" for label in sorted(found.keys() - listed)),
        *(f"{label} is listed and not registered" for label in sorted(listed.keys() - found)),
        *(
            f"{label} is offered unknown acts: {sorted(acts - ACTS)}"
            for label, acts in sorted(listed.items())
            if acts - ACTS
        ),
        *(
            f"{label} does not record what is done to it"
            for label, page in sorted(found.items())
            if not isinstance(page, RecordedAdmin)
        ),
    ]
    hint = (
        "settings.ADMINISTERED names every class of the administration and what may be done there"
    )
    return [Error(each, hint=hint, id="administration.E001") for each in faults]
