"""Names of things as a row keeps them for good: in every language of the portal, read in the reader's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import get_language

LONGEST = 300
LANGUAGE = f"(?P<language>{'|'.join(settings.TEXT_LANGUAGES)})"
"""A language of the texts, in the pattern of an address."""


def languages() -> list[tuple[str, Any]]:
    """The languages of the portal with their names. Columns ask for them by this function: a language more needs no migration."""
    return list(settings.LANGUAGES)


def languages_by_own_name() -> list[tuple[str, str]]:
    """The languages of the portal as each calls itself: English, Русский."""
    return [
        (code, capfirst(translation.get_language_info(code)["name_local"]))
        for code, _name in settings.LANGUAGES
    ]


def written_as() -> dict[str, str]:
    """What stands for a language in the name of a file: «Report_rus.docx»; in small letters."""
    return {
        word: code
        for code, _name in settings.LANGUAGES
        for word in (code, *settings.WRITTEN_AS.get(code, ()))
    }


def text_languages() -> list[tuple[str, Any]]:
    """Those of them in which the Council's texts stand, in the order in which they stand side by side."""
    names = dict(settings.LANGUAGES)
    return [(code, names[code]) for code in settings.TEXT_LANGUAGES]


def search_configurations() -> list[tuple[str, str]]:
    """Language and the configuration of PostgreSQL's search in which its words are found."""
    return [(code, settings.SEARCHED_AS.get(code, "simple")) for code in settings.TEXT_LANGUAGES]


def reader_language() -> str:
    """The language in which a page or a letter is being written; the first of the portal where none was chosen."""
    return translation.get_language() or settings.LANGUAGE_CODE


def spelled(latin: str, cyrillic: str, language: str = "") -> str:
    """The spelling of a name in the letters of a language, the reader's where none is said; the other where it has no such one."""
    own = cyrillic if (language or get_language()) in settings.CYRILLIC else latin
    return own or latin or cyrillic


def in_each_language(said: Callable[[], object]) -> dict[str, str]:
    """{language: words}: what is said, said in every language of the portal."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = str(said())
    return found


def spellings() -> tuple[str, str]:
    """The languages whose names go with a name in Latin letters and with one in Cyrillic ones."""
    among = (settings.WORKING_LANGUAGE, *(code for code, _name in settings.LANGUAGES))
    cyrillic = next((code for code in among if code in settings.CYRILLIC), settings.LANGUAGE_CODE)
    return settings.LANGUAGE_CODE, cyrillic


def by_language(*things: object) -> dict[str, str]:
    """{language: name} of a thing, or of several in a row, as they are called now."""
    return in_each_language(lambda: ", ".join(str(each) for each in things))


def columns_of(field: str) -> dict[str, str]:
    """How the columns of a translated field are called by language: `title`, `title_ru`."""
    return {
        code: field if code == settings.LANGUAGE_CODE else f"{field}_{code}"
        for code, _name in settings.LANGUAGES
    }


def named(field: str, words: str) -> Q:
    """Do these words stand in a translated field, in any language?"""
    return reduce(or_, (Q(**{f"{name}__icontains": words}) for name in columns_of(field).values()))


def labels_of(row: models.Model | None, *fields: str) -> dict[str, str]:
    """The columns of translated fields with what a row holds, as a form asks for them; empty where there is nothing."""
    held = getattr(row, "i18n", None) or {}
    return {
        column: str(getattr(row, field, "")) if column == field else held.get(column, "")
        for field in fields
        for column in columns_of(field).values()
    }


def in_columns(field: str, values: Mapping[str, Any]) -> dict[str, str]:
    """{language: name} of values that are named like these columns."""
    return {code: values[name] for code, name in columns_of(field).items() if name in values}


def called(thing: Any, field: str, language: str) -> str:
    """A translated field of a thing in a language; in the portal's own where it has none in that one."""
    with translation.override(language):
        return str(getattr(thing, f"{field}_i18n"))


def columns(limit: int | None = None, **fields: Mapping[str, str]) -> dict[str, Any]:
    """`title={language: name}` as the columns of translated fields; the first name there is where the portal's own language has none."""
    values: dict[str, Any] = {"i18n": {}}
    for field, names in fields.items():
        known = {code: name[:limit] for code, name in names.items() if name}
        values[field] = known.get(settings.LANGUAGE_CODE) or next(iter(known.values()), "")
        values["i18n"] |= {
            f"{field}_{code}": name
            for code, name in known.items()
            if code != settings.LANGUAGE_CODE
        }
    return values


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


def said_in_each(texts: Mapping[str, str]) -> bool:
    """Are there words in every language of the Council's texts?"""
    return all(texts.get(code, "").strip() for code in settings.TEXT_LANGUAGES)


def has_words(column: str) -> Func:
    """Of a column {language: words}: does it hold words in at least one?"""
    return Func(
        F(column),
        template="""jsonb_path_exists(%(expressions)s, '$.* ? (@ != "")')""",
        output_field=models.BooleanField(),
    )


def in_language(names: Mapping[str, str], language: str = "") -> str:
    """The name in a language, the reader's where none is said; where it has none in that one, in the first of the texts' that has."""
    order = (language or reader_language(), *settings.TEXT_LANGUAGES, *names)
    return next((names[code] for code in order if names.get(code)), "")
