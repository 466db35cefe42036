"""Names of things as a row keeps them for good: in every language of the portal, read in the reader's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
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


def in_language(names: Mapping[str, str]) -> str:
    """The name in the reader's language; where it has none in that one, in the first language that has."""
    own = names.get(reader_language())
    return own or next((name for name in names.values() if name), "")
