"""Two tests of the shape itself, and what keeps the two languages whole."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

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


def test_every_template_is_used() -> None:
    root = Path(settings.BASE_DIR)
    sources = "".join(
        file.read_text()
        for pattern in ("*.py", "templates/**/*.html", "templates/**/*.txt")
        for file in root.rglob(pattern)
        if ".venv" not in file.parts
    )
    by_django = {"400.html", "403.html", "404.html", "409.html", "413.html", "429.html", "500.html"}
    for template in (root / "templates").rglob("*.html"):
        name = str(template.relative_to(root / "templates"))
        if name not in by_django and not name.startswith(("account/", "allauth/", "admin/")):
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


def test_every_act_on_a_text_and_every_letter_has_its_name() -> None:
    """What the history and the ledger show is named in words, in both languages; never by its code."""
    from rec_portal.ui.templatetags.audit import ACTS
    from rec_portal.ui.templatetags.rec import LETTERS
    from recommendations.lifecycle import Act, AmendmentStatus
    from recommendations.notices import REPORT_LETTERS, TEXT_LETTERS

    recorded: set[str] = set()
    acts = [
        each
        for app in ("recommendations", "documents", "meetings")
        for each in (Path(settings.BASE_DIR) / app).rglob("actions/*.py")
    ]
    for file in acts:
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "record":
                recorded |= {
                    n.value
                    for n in ast.walk(call.args[0])
                    if isinstance(n, ast.Constant) and "." in str(n.value)
                }
    recorded |= {f"round.{act}" for act in Act} | {
        f"amendment.{s}" for s in AmendmentStatus if s != "proposed"
    }
    assert len(recorded) > 50
    assert not {name for name in recorded if not name.endswith(".")} - set(ACTS)
    assert not {*TEXT_LETTERS, *REPORT_LETTERS} - set(LETTERS)


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
