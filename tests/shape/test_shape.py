"""Two tests of the shape itself, and what keeps the two languages whole."""

from __future__ import annotations

import ast
import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from rec_portal import labels

ORDER = [
    "audit",
    "mail",
    "ui",
    "accounts",
    "councils",
    "documents",
    "working_groups",
    "meetings",
    "recommendations",
    "desk",
]
OURS = [
    Path(settings.BASE_DIR) / name
    for name in (
        "accounts",
        "councils",
        "documents",
        "working_groups",
        "meetings",
        "recommendations",
        "desk",
    )
]
NAMING = (*(folder.name for folder in OURS if folder.name != "desk"), "rec_portal.mail")
WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}


def test_foreign_keys_point_down_the_order_of_the_apps() -> None:
    for model in apps.get_models():
        app = model._meta.app_label
        if app not in ORDER:
            continue
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model:
                target = field.related_model._meta
                if target.app_label in ORDER and target.label != settings.AUTH_USER_MODEL:
                    assert ORDER.index(target.app_label) <= ORDER.index(app), (
                        f"{model._meta.label}.{field.name}"
                    )


def _writes(file: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(file.read_text())):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in WRITES
        ):
            owner = ast.unparse(node.func.value)
            if "objects" in owner or node.func.attr in {"save", "delete", "bulk_create"}:
                found.append(f"{file.name}:{node.lineno} {ast.unparse(node.func)}")
    return found


def test_only_actions_and_grants_write() -> None:
    allowed = {"actions.py", "grants.py", "admin.py", "models.py"}
    for folder in OURS:
        for file in folder.rglob("*.py"):
            if file.name in allowed or {"actions", "models", "migrations"} & set(
                file.relative_to(folder).parts[:-1]
            ):
                continue
            assert not _writes(file), f"{folder.name}/{file.name} writes: {_writes(file)}"


FOLDERS = ("templates", "templates_django")
OF_LIBRARIES = ("account/", "allauth/", "admin/", "mfa/", "usersessions/")


STATUS = {"status", "state", "stage"}
OF_ITS_OWN = {  # not the stage of anything that people act on
    "recommendations/detail/steps.html": "how far along a step of the ladder is drawn",
    "recommendations/edit_row.html": "how a language stands, as the editor was told",
    "desk/letters.html": "which filter of the ledger is chosen",
}


SIFTS = {"filter", "exclude", "get", "Q", "When", "aggregate", "get_object_or_404"}


def _sifted_by(call: ast.Call) -> list[str]:
    """The fields called a status by which a query sifts its rows."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    fields = [word.arg or "" for word in call.keywords] if name in SIFTS else []
    return [each for each in fields if STATUS & set(each.split("__"))]


def _compared(file: Path) -> list[str]:
    """Where what is called a status is compared with anything, or sifts a query: in Python by the syntax, in templates by
    the words."""
    if file.suffix == ".py":
        found = []
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Compare):
                sides = [node.left, *node.comparators]
                found += [
                    f"{file}:{node.lineno}"
                    for side in sides
                    if isinstance(side, ast.Attribute) and side.attr in STATUS
                ]
            if isinstance(node, ast.Call):
                found += [f"{file}:{node.lineno}" for name in _sifted_by(node)]
        return found
    words = r"\b(?:status|state|stage) *(?:==|!=|(?:not )?in\b)(?! %})"
    return [
        f"{file}:{number}"
        for number, line in enumerate(file.read_text().splitlines(), start=1)
        if re.search(words, line) and "for " not in line
    ]


def test_when_is_asked_of_the_lifecycle_and_nowhere_else() -> None:
    """A status is compared in lifecycle, availability and models; pages and actions ask what these say."""
    rules = {"lifecycle", "lifecycle.py", "availability", "availability.py", "models", "models.py"}
    files = [
        file
        for app in OURS
        for file in app.rglob("*.py")
        if not rules & set(file.relative_to(app).parts) and "migrations" not in file.parts
    ]
    files += [
        file
        for folder in ("templates", "templates_django/letters")
        for file in Path(folder).rglob("*.*")
        if str(file.relative_to(folder)) not in OF_ITS_OWN
    ]
    assert len(files) > 200
    assert [line for file in files for line in _compared(file)] == []


def test_every_template_is_used() -> None:
    root = Path(settings.BASE_DIR)
    sources = "".join(
        file.read_text()
        for pattern in ("*.py", *(f"{folder}/**/*" for folder in FOLDERS))
        for file in root.rglob(pattern)
        if file.suffix in {".py", ".html", ".txt"} and ".venv" not in file.parts
    )
    by_django = {"400.html", "403.html", "404.html", "409.html", "413.html", "429.html", "500.html"}
    for folder in FOLDERS:
        for template in (root / folder).rglob("*.html"):
            name = str(template.relative_to(root / folder))
            if name not in by_django and not name.startswith(OF_LIBRARIES):
                assert f'"{name}"' in sources, name


def test_the_councils_data_file_has_sources_for_every_fact() -> None:
    facts = json.loads((Path(settings.BASE_DIR) / "councils/data/council.json").read_text())
    for kind in ("states", "bodies", "organisers", "meetings", "instruments"):
        assert all(each["sources"] for each in facts[kind])
    assert facts["council"]["sources"]
    assert len(facts["states"]) == 5
    assert len(facts["groups"]) == 4


def test_the_vendored_files_are_those_that_are_listed() -> None:
    import hashlib

    folder = Path(settings.BASE_DIR) / "static"
    listed = dict(
        line.split()[:2][::-1] for line in (folder / "VENDOR.sha256").read_text().splitlines()
    )
    for name, digest in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name


def recorded(app: str) -> Iterator[str]:
    """The codes that an app writes into the trail, where they stand in its code as words."""
    for file in (Path(settings.BASE_DIR) / app).rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            if not isinstance(call, ast.Call) or ast.unparse(call.func) != "audit.log":
                continue
            for word in ast.walk(call):
                if isinstance(word, ast.Constant) and re.fullmatch(
                    r"[a-z_]+\.[a-z_]+", str(word.value)
                ):
                    yield word.value


BY_HAND = {"add": "made", "change": "changed", "delete": "deleted"}


def test_every_act_and_every_letter_is_named_by_its_app() -> None:
    """What the history and the ledger show is named in words, in both languages; never by its code."""
    from recommendations.lifecycle import AmendmentStatus, EventKind

    receivers = (Path(settings.BASE_DIR) / "accounts/receivers.py").read_text()
    composed = {
        "accounts": {f"account.{each}" for each in re.findall(r'note\("(\w+)"', receivers)},
        "councils": {f"{name}.handed_over" for name in ("representative", "seat", "office")},
        "recommendations": {f"round.{act}" for act in EventKind}
        | {f"amendment.{status}" for status in AmendmentStatus if status != "proposed"},
    }
    for label, offered in settings.ADMINISTERED.items():
        app, model = label.split(".")
        name = "account" if model == "user" else model
        composed.setdefault(app, set()).update(f"{name}.{BY_HAND[act]}" for act in offered)
    total = 0
    for app in NAMING:
        module = importlib.import_module(f"{app}.labels")
        codes = {*recorded(app.replace(".", "/")), *composed.get(app, ())}
        assert not codes - set(module.ACTS) - {"council.loaded"}, app
        total += len(codes)
        assert not {code for code in module.ACTS if code not in labels.ACTS}
    assert total > 150


_CODE = re.compile(r"#[a-z_]+")


def _given(node: ast.AST) -> tuple[str | None, ast.expr | None]:
    """An argument or a variable, and what it is given; nothing of anything else."""
    if isinstance(node, ast.keyword):
        return node.arg, node.value
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id, node.value
    return None, None


def _called_in(value: ast.expr | None) -> set[str]:
    within = ast.walk(value) if value is not None else ()
    return {ast.unparse(each.func) for each in within if isinstance(each, ast.Call)}


def test_every_reason_that_an_act_gives_has_words() -> None:
    """An act stores a code where people type a reason, and nobody's language is kept in the database."""
    given, stored = set(), []
    for app in OURS:
        for file in (app / "actions").glob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Constant) and _CODE.fullmatch(str(node.value)):
                    given.add(str(node.value))
                name, value = _given(node)
                if name in {"why", "reason", "source"} and "_" in _called_in(value):
                    stored.append(f"{file}: {name}")
    assert stored == []
    assert len(given) >= 8
    assert not {code for code in given if code not in labels.WORDS}


def test_what_is_translated_is_called_by_a_name_that_the_catalogue_is_made_from() -> None:
    """A sentence under another name would never be found, and read in English by everybody."""
    from tools.messages import KEYWORDS

    unknown = [
        f"{file}: {name.asname}"
        for folder in (*OURS, Path(settings.BASE_DIR) / "rec_portal")
        for file in folder.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if "gettext" in name.name and (name.asname or name.name) not in KEYWORDS
    ]
    assert unknown == []


def test_the_councils_time_zone_is_named_in_the_settings_alone() -> None:
    root = Path(settings.BASE_DIR)
    found = {
        str(file.relative_to(root))
        for folder in (
            *(each.name for each in OURS),
            "rec_portal",
            "templates",
            "templates_django",
            "tools",
        )
        for file in (root / folder).rglob("*.*")
        if file.suffix in {".py", ".html", ".txt", ".sql"}
        and "migrations" not in file.parts
        and f'"{settings.TIME_ZONE}"' in file.read_text(encoding="utf-8")
    }
    assert found == {"rec_portal/settings.py"}


def test_every_kind_of_letter_is_named() -> None:
    """Each letter that is written from a template, and the one that the sign-in library writes."""
    folder = Path(settings.BASE_DIR) / "templates_django/letters"
    kinds = {file.name.partition(".")[0] for file in folder.glob("*.subject.txt")} | {"account"}
    assert len(kinds) > 40
    assert not {kind for kind in kinds if kind not in labels.LETTERS}


def test_two_apps_cannot_name_one_code() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"round\.opened"):
        labels.ACTS.register({"round.opened": "x", "x.y": "z"})  # type: ignore[dict-item]
    assert "x.y" not in labels.ACTS


def test_a_page_is_read_without_scrolling_sideways() -> None:
    """One element a line, at most 120 characters; a page has at most 150 lines, so that a change of it can be read."""
    for file in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
        lines = file.read_text().splitlines()
        assert len(lines) <= 150, file.name
        assert not [line for line in lines if len(line) > 120], file.name


def test_a_template_includes_only_what_lies_on_its_floor_or_below() -> None:
    """As with imports: an app's pages are made of its own parts and of those of the apps under it."""
    floors = [
        "components",
        "accounts",
        "documents",
        "working_groups",
        "meetings",
        "recommendations",
        "desk",
    ]
    folder = Path(settings.BASE_DIR) / "templates"
    climbing = []
    for app in floors:
        for file in (folder / app).rglob("*.html"):
            for part in re.findall(
                r'{%\s*(?:include|extends|from|import)\s+"([^"]+)"', file.read_text()
            ):
                other = part.split("/")[0]
                if other in floors and floors.index(other) > floors.index(app):
                    climbing.append(f"{file.relative_to(folder)} → {part}")
    assert not climbing


def test_no_sentence_hides_in_an_f_string() -> None:
    """The extractor of sentences does not look inside f-strings: what stands there is never translated."""
    hidden = [
        f"{file}:{call.lineno}"
        for folder in (*OURS, Path(settings.BASE_DIR) / "rec_portal")
        for file in folder.rglob("*.py")
        for string in ast.walk(ast.parse(file.read_text()))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in {"_", "gettext", "ngettext", "pgettext"}
    ]
    assert not hidden


@pytest.mark.parametrize("language", ["ru"])
def test_the_catalogue_is_complete(language: str) -> None:
    from babel.messages.pofile import read_po

    with (Path(settings.BASE_DIR) / "locale" / language / "LC_MESSAGES" / "django.po").open(
        "rb"
    ) as file:
        catalogue = read_po(file)
    missing = []
    for message in catalogue:
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and (message.fuzzy or not all(strings)):
            missing.append(message.id)
    assert not missing
    assert len(catalogue) > 300


def test_a_component_takes_what_it_uses_and_a_page_imports_what_it_draws() -> None:
    for file in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
        source = file.read_text()
        for name in re.findall(r'{% from "[^"]+" import (\w+) %}', source):
            assert f"{name}(" in source, (file.name, name)
        for names, body in re.findall(
            r"{% macro \w+\((.*?)\) -?%}(.*?){%- endmacro", source, re.DOTALL
        ):
            taken = [each.partition("=")[0].strip() for each in names.split(",") if each.strip()]
            unused = [each for each in taken if not re.search(rf"\b{each}\b", body)]
            assert not unused, (file.name, unused)
