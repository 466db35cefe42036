"""Names of things as a row keeps them for good: in every language of the portal, read in the reader's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import translation

LONGEST = 300


def reader_language() -> str:
    """The language in which a page or a letter is being written; the first of the portal where none was chosen."""
    return translation.get_language() or settings.LANGUAGE_CODE


def by_language(*things: object) -> dict[str, str]:
    """{language: name} of a thing, or of several in a row, as they are called now."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = ", ".join(str(each) for each in things)
    return found


def columns(field: str, names: Mapping[str, str]) -> dict[str, Any]:
    """{language: name} as the columns of a translated field."""
    names = {code: name[:LONGEST] for code, name in names.items()}
    other = {
        f"{field}_{code}": name for code, name in names.items() if code != settings.LANGUAGE_CODE
    }
    return {field: names[settings.LANGUAGE_CODE], "i18n": other}


def beside(held: Mapping[str, str] | None, typed: Mapping[str, str]) -> dict[str, str]:
    """The translations of a row (`i18n`) with those that were typed: one that nobody was asked for stays, an empty one is none."""
    return {name: words for name, words in {**(held or {}), **typed}.items() if words}


def changes(row: models.Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """{column: new value} of what the typed values would change in a row; translations in other languages stay with it."""
    typed, before = dict(values), {name: getattr(row, name) for name in values}
    if "i18n" in typed:
        before["i18n"] = beside(before["i18n"], {})
        typed["i18n"] = beside(before["i18n"], typed["i18n"])
    return {name: value for name, value in typed.items() if before[name] != value}


def in_language(names: Mapping[str, str]) -> str:
    """The name in the reader's language; where it has none in that one, in the first language that has."""
    own = names.get(reader_language())
    return own or next((name for name in names.values() if name), "")
