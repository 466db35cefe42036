"""Keep the catalogues whole without a gettext installation: extract with Babel, merge, compile.

`python tools/messages.py` updates locale/*/LC_MESSAGES/django.po; `--check` only says whether a sentence of the code or
of a template is missing from a catalogue, untranslated, or no longer used.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "rec_portal",
    "accounts",
    "councils",
    "documents",
    "working_groups",
    "meetings",
    "recommendations",
    "desk",
)
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def sources() -> Iterator[tuple[str, Any, str]]:
    """(file, how Babel reads it, its text) of the code, of the portal's pages and of what Django's engine draws."""
    for app in APPS:
        for file in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in file.parts:
                yield str(file.relative_to(ROOT)), "python", file.read_text()
    for file in sorted((ROOT / "templates").rglob("*.html")):
        yield str(file.relative_to(ROOT)), babel_extract, file.read_text()
    for file in sorted((ROOT / "templates_django").rglob("*")):
        if file.suffix in {".html", ".txt"}:
            words = templatize(file.read_text(), origin=str(file))
            lines = "\n".join(line.strip() for line in words.splitlines())
            yield str(file.relative_to(ROOT)), "python", lines


def template() -> Catalog:
    catalogue = Catalog(project="REC portal", charset="utf-8")
    for name, method, text in sources():
        for line, message, _comments, context in extract(
            method, io.BytesIO(text.encode()), KEYWORDS, [], {"silent": "false"}
        ):
            flags = ["python-format"] if "%(" in str(message) or "%d" in str(message) else []
            catalogue.add(message, None, [(name, line)], flags=flags, context=context)
    return catalogue


def main() -> int:
    settings.configure(USE_I18N=True)
    django.setup()
    wanted, check, wrong = template(), "--check" in sys.argv, 0
    for file in sorted(ROOT.glob("locale/*/LC_MESSAGES/django.po")):
        with file.open("rb") as stream:
            catalogue = read_po(stream, locale=file.parts[-3])
        have = {(message.id, message.context) for message in catalogue if message.id}
        need = {(message.id, message.context) for message in wanted if message.id}
        for key in sorted(need - have, key=str):
            print(f"{file}: missing {key[0]!r}")
        empty = [
            m.id
            for m in catalogue
            if m.id
            and (m.fuzzy or not all(m.string if isinstance(m.string, tuple | list) else [m.string]))
        ]
        for each in empty:
            print(f"{file}: untranslated {each!r}")
        for key in sorted(have - need, key=str):
            print(f"{file}: no longer used {key[0]!r}")
        wrong += len(need ^ have) + len(empty)
        if not check:
            catalogue.update(wanted, no_fuzzy_matching=True)
            catalogue.obsolete.clear()
            with file.open("wb") as stream:
                write_po(
                    stream,
                    catalogue,
                    width=120,
                    sort_output=True,
                    no_location=True,
                    omit_header=False,
                )
    return int(check and wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
