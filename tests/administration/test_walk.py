"""A walk over the whole administration: every class, add, change, delete, list action and inline.

What `settings.ADMINISTERED` offers is done and leaves one entry in the trail, with the old and the new values; what it
does not offer is refused. A class or a list action without a case here is a red test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin import site as of_libraries
from django.db.models import Max
from django.test import Client
from django.urls import reverse

from accounts.models import User
from councils.models import State, today
from meetings.models import Retention
from rec_portal.administration.checks import only_what_is_listed
from rec_portal.administration.site import site
from rec_portal.audit.models import Entry
from tests.cast import Cast, sets_rules

Values = dict[str, Any]
LABELS = sorted(settings.ADMINISTERED)


@dataclass
class Case:
    """What to type into a new row and into a row that stands, and what the trail must say of it."""

    add: Callable[[Cast], Values] | None = None
    change: Values = field(default_factory=dict)
    seen: tuple[str, Any] = ("", None)
    """A column and its new value, as the entry of the change names them."""


def _person(council: Cast) -> Values:
    return {"email": "New.Person@x.example", "name": "New Person", "language": "en"}


CASES: dict[str, Case] = {
    "accounts.user": Case(_person, {"name": "Renamed"}, ("name", "Renamed")),
    "audit.entry": Case(),
    "councils.council": Case(change={"purpose": "Anew."}, seen=("purpose", "Anew.")),
    "councils.state": Case(
        lambda _: {"code": "XX", "name": "Land", "name_ru": "Страна", "order": 9},
        {"order": 7},
        ("order", 7),
    ),
    "councils.decreedday": Case(
        lambda _: {
            "state": State.objects.get(code="UZ").pk,
            "day": "2026-12-11",
            "decree": "No. 1",
        },
        {"decree": "No. 2"},
        ("decree", "No. 2"),
    ),
    "councils.organisation": Case(
        lambda _: {"kind": "society", "name": "Union", "short_name": "U", "name_ru": "Союз"},
        {"short_name": "Changed"},
        ("short_name", "Changed"),
    ),
    "councils.representative": Case(
        lambda c: {
            "user": c.admin.pk,
            "organisation": c.organisations["guest"].pk,
            "role": "adviser",
            "starts": today(),
        },
        {"position": "Counsellor"},
        ("position", "Counsellor"),
    ),
    "councils.body": Case(
        lambda _: {"kind": "working_group", "code": "WG.E", "name": "E", "order": 9},
        {"order": 8},
        ("order", 8),
    ),
    "councils.seat": Case(
        lambda c: {
            "body": c.group.pk,
            "organisation": c.organisations["guest"].pk,
            "kind": "observer",
            "starts": today(),
        },
        {"kind": "observer"},
        ("kind", "observer"),
    ),
    "councils.office": Case(
        lambda c: {
            "body": c.committee.pk,
            "kind": "rapporteur",
            "holder": c.head.representations.get().pk,
            "starts": today(),
        },
        {"kind": "secretary"},
        ("kind", "secretary"),
    ),
    "councils.bodyrules": Case(
        lambda c: {"body": c.committee.pk, "required_languages": ["en", "ru"]},
        {"minimum_hours": 96},
        ("minimum_hours", 96),
    ),
    "working_groups.workinggroup": Case(
        change={"work_plan": "Three meetings."}, seen=("work_plan", "Three meetings.")
    ),
    "documents.document": Case(),
    "documents.documentfile": Case(),
    "meetings.meeting": Case(),
    "meetings.retention": Case(
        lambda _: {"detail": "passport", "days": 3}, {"days": 4}, ("days", 4)
    ),
    "recommendations.recommendation": Case(),
    "recommendations.instrument": Case(
        lambda _: {"kind": "resolution", "symbol": "A/RES/1", "title": "One"},
        {"title": "Two"},
        ("title", "Two"),
    ),
}


def _label(model: Any) -> str:
    return str(model._meta.label_lower)


def _row(model: Any, council: Cast) -> Any:
    """A row to change or to look at, made where the Council at work has none."""
    made = {
        "meetings.retention": lambda: Retention.objects.create(detail="diet", days=5),
        "councils.bodyrules": lambda: sets_rules(council.group),
        "recommendations.instrument": lambda: model.objects.create(
            kind="resolution", symbol="S/RES/1", title="First", year=2001
        ),
        "councils.decreedday": lambda: model.objects.create(
            state=State.objects.get(code="KZ"), day=date(2026, 12, 17), decree="No. 3"
        ),
        "accounts.user": lambda: council.outsider,
        "councils.seat": lambda: model.objects.filter(kind="member").first(),
    }
    row = made.get(_label(model), model._default_manager.order_by("pk").first)()
    assert row, model
    return row


def _address(model: Any, what: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)


def _sent(form: Any) -> Values:
    """What a browser sends when nothing is touched."""
    sent = {}
    for bound in form:
        value = bound.value()
        if value is None or value is False:
            continue
        if isinstance(value, list):  # boxes are sent in the order in which they stand
            chosen = {str(each) for each in value}
            offered = [str(key) for key, _name in getattr(bound.field, "choices", [])]
            value = [key for key in offered if key in chosen] or sorted(chosen)
        sent[bound.html_name] = value
    return sent


def filled(page: Any, **typed: Any) -> Values:
    sent = _sent(page.context["adminform"].form) | typed
    for inline in page.context["inline_admin_formsets"]:
        sent |= _sent(inline.formset.management_form)
        for form in inline.formset.forms:
            sent |= _sent(form)
    return {name: value if isinstance(value, list) else str(value) for name, value in sent.items()}


class Trail:
    """What the trail has gained since it was asked last."""

    def __init__(self) -> None:
        self.upto = self._last()

    def _last(self) -> int:
        return Entry.objects.aggregate(last=Max("seq"))["last"] or 0

    def gained(self) -> list[Entry]:
        rows = list(Entry.objects.filter(seq__gt=self.upto).order_by("seq"))
        self.upto = self._last()
        return rows


@pytest.fixture
def admin(council: Cast, sign_in: Any) -> Client:
    council.published()
    council.meeting()
    council.recorded()
    User.objects.filter(pk=council.admin.pk).update(is_secretariat=True)  # who reads everything
    client: Client = sign_in(User.objects.get(pk=council.admin.pk))
    return client


def test_every_class_has_a_case_and_stands_in_the_list() -> None:
    registered = {_label(model) for model in site._registry}
    assert registered == set(CASES) == set(settings.ADMINISTERED)
    assert only_what_is_listed() == []
    assert of_libraries is not site  # what libraries register is served nowhere


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ({"accounts.user": {"add"}}, "is registered and not listed"),
        ({**settings.ADMINISTERED, "account.emailaddress": set()}, "is listed and not registered"),
        ({**settings.ADMINISTERED, "accounts.user": {"impersonate"}}, "is offered unknown acts"),
    ],
)
def test_the_start_up_names_a_class_too_many_or_too_few(
    settings: Any, listed: Any, said: str
) -> None:
    settings.ADMINISTERED = listed
    assert any(said in each.msg for each in only_what_is_listed())


def test_a_class_that_records_nothing_is_named_at_start_up(monkeypatch: Any) -> None:
    from django.contrib.admin import ModelAdmin

    monkeypatch.setitem(site._registry, User, ModelAdmin(User, AdminSite()))
    assert any("does not record" in each.msg for each in only_what_is_listed())


@pytest.mark.parametrize("label", LABELS)
def test_what_is_offered_leaves_one_entry_with_old_and_new_and_all_else_is_refused(
    council: Cast, admin: Client, label: str
) -> None:
    model = next(each for each in site._registry if _label(each) == label)
    case, offered, trail, ways = CASES[label], settings.ADMINISTERED[label], Trail(), 0
    for page in (_address(model, "changelist"), _address(model, "changelist") + "?q=x"):
        assert admin.get(page).status_code == 200

    if "add" in offered:
        page = admin.get(_address(model, "add"))
        assert case.add
        answer = admin.post(_address(model, "add"), filled(page, **case.add(council)))
        assert answer.status_code == 302, answer.context["adminform"].form.errors
        ways += 1
        (entry,) = trail.gained()
        assert entry.action.endswith(".made")
        assert entry.actor == council.admin
        assert entry.data["changes"]["id"] == [None, entry.object_id]
    else:
        assert admin.get(_address(model, "add")).status_code == 403
        assert admin.post(_address(model, "add"), {}).status_code == 403

    row = _row(model, council)
    trail.gained()
    address = _address(model, "change", row.pk)
    assert admin.get(address).status_code == 200
    if "change" in offered:
        name, new = case.seen
        old = getattr(row, name)
        answer = admin.post(address, filled(admin.get(address), **case.change))
        assert answer.status_code == 302, answer.context["adminform"].form.errors
        ways += 1
        (entry,) = trail.gained()
        assert entry.action.endswith(".changed")
        assert entry.data["changes"] == {name: [old, new]}
    else:
        assert admin.post(address, {}).status_code == 403

    row.refresh_from_db()
    for chosen in (False, True):
        address = _address(model, "changelist") if chosen else _address(model, "delete", row.pk)
        action = {"action": "delete_selected", "_selected_action": [str(row.pk)]}
        answer = admin.post(address, {"post": "yes"} | (action if chosen else {}))
        if "delete" in offered and model._default_manager.filter(pk=row.pk).exists() is False:
            ways += 1
            (entry,) = trail.gained()
            assert entry.action.endswith(".deleted")
            assert entry.data["changes"]["id"] == [row.pk, None]
            row = _row(model, council)
        else:
            assert "delete" not in offered
            assert model._default_manager.filter(pk=row.pk).exists()
            assert answer.status_code in {403, 302, 200}
    assert trail.gained() == []
    print(f"{label}: {ways} ways to write, one entry each")


def test_every_list_action_leaves_one_entry_and_a_letter_to_the_owner(
    council: Cast, admin: Client
) -> None:
    """(action, whom to, entry): each account act is told to the owner of the account."""
    fresh = User.objects.create_user("fresh@x.example", None, name="Fresh")
    TOTP.activate(council.member, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    acts = {
        "invite": (fresh, "account.invited"),
        "start_reset": (council.head, "account.reset_started"),
        "remove_second_factor": (council.member, "account.second_factor_taken"),
        "end_sessions": (council.chair, "account.sessions_ended"),
    }
    offered = {
        (_label(model), name)
        for model, page in site._registry.items()
        for name in page.actions or ()
    }
    assert offered == {("accounts.user", name) for name in acts}
    for name, (person, action) in acts.items():
        trail = Trail()
        sent = {"action": name, "_selected_action": [str(person.pk)]}
        admin.post(_address(User, "changelist"), sent)
        (entry,) = trail.gained()
        assert (entry.action, entry.object_id) == (action, person.pk)
        letter = person.deliveries.latest("pk")
        assert letter.letter.by == council.admin
        assert letter.address == person.email


OBJECTS = {
    "code": "no",
    "effect": "objects",
    "label": "No",
    "meaning": "m",
    "order": 2,
    "needs_reason": "on",
    "is_offered": "on",
}


def test_rows_of_a_table_under_the_form_are_in_the_same_entry(council: Cast, admin: Client) -> None:
    """Added, changed and deleted rows of every inline there is."""
    inlines = {(_label(m), _label(i.model)) for m, p in site._registry.items() for i in p.inlines}
    typed = {
        ("councils.bodyrules", "councils.positionoption"): (
            {
                "code": "yes",
                "effect": "joins",
                "label": "Yes",
                "meaning": "m",
                "order": 1,
                "is_offered": "on",
            },
            OBJECTS,
            "label",
        ),
        ("recommendations.instrument", "recommendations.referencetext"): (
            {"label": "Article 1", "text_en": "Words.", "text_ru": "Слова."},
            {"label": "Article 2", "text_en": "Words.", "text_ru": "Слова."},
            "label",
        ),
    }
    assert inlines == set(typed)
    for (label, under), (*rows, column) in typed.items():
        model = next(each for each in site._registry if _label(each) == label)
        row = _row(model, council)
        address, trail = _address(model, "change", row.pk), Trail()
        page = admin.get(address)
        prefix = page.context["inline_admin_formsets"][0].formset.prefix
        new = {
            f"{prefix}-{number}-{name}": value
            for number, values in enumerate(rows)
            for name, value in values.items()
        }
        total = {f"{prefix}-TOTAL_FORMS": len(rows)}
        answer = admin.post(address, filled(page) | total | new)
        assert answer.status_code == 302, [
            each.formset.errors for each in answer.context["inline_admin_formsets"]
        ]
        name = under.split(".")[1]
        (entry,) = trail.gained()
        assert [each[column] for each in entry.data["changes"][name].values()] == [
            [None, values[column]] for values in rows
        ]
        changed = {f"{prefix}-0-{column}": "Other"}
        assert admin.post(address, filled(admin.get(address)) | changed).status_code == 302
        (entry,) = trail.gained()
        assert list(entry.data["changes"][name].values()) == [{column: [rows[0][column], "Other"]}]
        gone = {f"{prefix}-{number}-DELETE": "on" for number in range(len(rows))}
        assert admin.post(address, filled(admin.get(address)) | gone).status_code == 302
        (entry,) = trail.gained()
        assert [each[column][1] for each in entry.data["changes"][name].values()] == [None, None]
