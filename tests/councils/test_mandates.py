"""Mandates by date, through the administration: impossible ones get a sentence, a head changes within a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.forms import ModelChoiceField
from django.test import Client
from django.urls import reverse

from councils import notices
from councils.models import Office, Representative, Seat, today
from councils.permissions import may_speak_for
from rec_portal.administration.site import site
from rec_portal.audit.models import Entry
from rec_portal.mail.models import Delivery
from tests.cast import Cast

DAY = timedelta(days=1)


@pytest.fixture
def desk(council: Cast, sign_in: Any) -> Client:
    client: Client = sign_in(council.admin)
    client.raise_request_exception = True
    return client


def _fields(row: Any, **changed: Any) -> dict[str, str]:
    """The administration's form of a row, as a browser would send it."""
    names = {
        "representative": ("user", "organisation", "role"),
        "seat": ("body", "organisation", "kind"),
        "office": ("body", "kind", "holder"),
    }[row._meta.model_name]
    values = {name: getattr(row, f"{name}_id", None) or getattr(row, name) for name in names}
    values |= {"starts": row.starts, "ends": row.ends or ""}
    return {name: str(value) for name, value in (values | changed).items()}


def _change(client: Client, row: Any, **changed: Any) -> Any:
    address = reverse(f"admin:councils_{row._meta.model_name}_change", args=[row.pk])
    return client.post(address, _fields(row, **changed))


def _add(client: Client, like: Any, **changed: Any) -> Any:
    return client.post(
        reverse(f"admin:councils_{like._meta.model_name}_add"), _fields(like, **changed)
    )


def _rows(council: Cast) -> list[Any]:
    mandate = council.head.representations.get()
    return [
        mandate,
        Seat.objects.filter(organisation=mandate.organisation).first(),
        Office.objects.first(),
    ]


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("days", [1, 2, 400, 300_000])
def test_a_last_day_before_the_first_is_an_error_beside_the_field(
    council: Cast, desk: Client, number: int, days: int
) -> None:
    row = _rows(council)[number]
    starts = today() if days < 1000 else date(9999, 1, 1)
    for answer in (
        _change(desk, row, starts=starts, ends=starts - timedelta(days=days)),
        _add(desk, row, starts=starts, ends=starts - timedelta(days=days)),
    ):
        assert answer.status_code == 200
        assert answer.context["adminform"].form.errors["ends"] == [
            "The last day cannot lie before the first."
        ]


def test_one_day_is_a_mandate(council: Cast, desk: Client) -> None:
    assert _change(desk, council.head.representations.get(), ends=today()).status_code == 302
    assert may_speak_for(council.head, council.organisations["sogdiana"])


@pytest.mark.parametrize("began", [today() - 30 * DAY, today()])
def test_a_head_changes_within_a_day(council: Cast, desk: Client, began: date) -> None:
    organisation = council.organisations["sogdiana"]
    old = council.head.representations.get()
    Representative.objects.filter(pk=old.pk).update(starts=began)
    old.refresh_from_db()
    assert _change(desk, old, ends=today()).status_code == 302
    assert may_speak_for(council.head, organisation)  # the last day is a day
    old.refresh_from_db()
    assert _add(desk, old, user=council.admin.pk, starts=today(), ends="").status_code == 302
    heads = Representative.objects.current().filter(organisation=organisation, role="head")
    assert [each.user for each in heads] == [council.admin]
    old.refresh_from_db()
    assert old.ends == today() - DAY
    assert Entry.objects.filter(action="representative.handed_over", object_id=old.pk).exists()
    fresh = type(council.head).objects.get(pk=council.head.pk)
    assert not may_speak_for(fresh, organisation)
    assert not fresh.groups.filter(pk=organisation.group_id).exists()
    assert council.admin.groups.filter(pk=organisation.group_id).exists()


def test_a_seat_and_a_chair_change_within_a_day(council: Cast, desk: Client) -> None:
    seat = Seat.objects.get(organisation=council.organisations["bactria"], body=council.group)
    assert _change(desk, seat, ends=today()).status_code == 302
    assert _add(desk, seat, kind="observer", starts=today(), ends="").status_code == 302
    assert [
        each.kind
        for each in Seat.objects.current().filter(organisation=seat.organisation, body=seat.body)
    ] == ["observer"]
    chair = Office.objects.get(body=council.group, kind="chair")
    assert _change(desk, chair, ends=today()).status_code == 302
    holder = council.other_head.representations.get()
    assert _add(desk, chair, holder=holder.pk, starts=today(), ends="").status_code == 302
    assert [
        each.holder for each in Office.objects.current().filter(body=council.group, kind="chair")
    ] == [holder]


@pytest.mark.parametrize(
    ("person", "changed", "told"),
    [
        ("other_head", {"position": "Counsellor"}, False),
        ("other_head", {"ends": today() + DAY}, True),
        ("other_head", {"role": "adviser"}, True),
        ("member", {"role": "alternate"}, True),
        ("member", {"role": "adviser"}, False),
        ("member", {"ends": today() + DAY}, False),
    ],
)
def test_an_organisation_is_told_of_who_speaks_for_it_and_of_nothing_else(
    council: Cast, desk: Client, person: str, changed: dict[str, Any], told: bool
) -> None:
    mandate = council.people[person].representations.get()
    assert _change(desk, mandate, **changed).status_code == 302
    letters = Delivery.objects.filter(letter__kind="mandate_changed", person=council.other_head)
    assert letters.exists() is told


@pytest.mark.parametrize(("days", "told"), [(2, True), (3, False)])
def test_who_spoke_until_the_day_before_yesterday_is_told_and_who_left_before_is_not(
    council: Cast, days: int, told: bool
) -> None:
    former = council.head.representations.get()
    Representative.objects.filter(pk=former.pk).update(
        starts=today() - 9 * DAY, ends=today() - days * DAY
    )
    other = council.people["member"].representations.get()
    Representative.objects.filter(pk=other.pk).update(organisation=former.organisation)
    other.refresh_from_db()
    notice = notices.mandate_changed(other, by=council.secretariat)
    assert (council.head in notice.readers) is told


@pytest.mark.parametrize("ends", ["", today() + DAY])
def test_two_heads_on_one_day_are_refused_with_a_sentence(
    council: Cast, desk: Client, ends: Any
) -> None:
    old = council.head.representations.get()
    assert _change(desk, old, ends=ends).status_code == 302
    answer = _add(desk, old, user=council.admin.pk, starts=today(), ends="")
    assert answer.status_code == 200
    assert "already has a head" in answer.content.decode()


def test_the_database_keeps_one_head_a_day(council: Cast) -> None:
    old = council.head.representations.get()
    Representative.objects.filter(pk=old.pk).update(ends=today())
    values = {"user": council.admin, "organisation": old.organisation, "role": "head"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Representative.objects.create(**values, starts=today())
    Representative.objects.create(**values, starts=today() + DAY)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE councils_representative SET ends = starts - 2 WHERE id = %s", [old.pk]
        )


def _typed(field: Any, value: str) -> str:
    """What a person can type goes in; a row is chosen from those there are."""
    if not isinstance(field, ModelChoiceField):
        return value
    row = field.queryset.first()
    return str(row.pk) if row else ""


def _sent(page: Any, value: str) -> dict[str, str]:
    """Every field of a form of the administration and of its tables filled with one value."""
    fields = page.context["adminform"].form.fields.items()
    sent = {each: _typed(field, value) for each, field in fields}
    for formset in page.context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        sent |= {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "0"}
        sent |= {
            f"{prefix}-0-{each}": _typed(field, value)
            for each, field in formset.formset.empty_form.fields.items()
        }
    return sent


ODD = ["", "x", "-1", "99999999999999999999", "0001-01-01", "9999-12-31", "{"]


def test_no_form_of_the_administration_breaks_over_odd_values(council: Cast, desk: Client) -> None:
    council.published()
    broken = []
    desk.raise_request_exception = False
    for model in site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.first()
        addresses = [reverse(f"{name}_add")] + (
            [reverse(f"{name}_change", args=[row.pk])] if row else []
        )
        for address in addresses:
            page = desk.get(address)
            if page.status_code != 200 or "adminform" not in (page.context or {}):
                continue
            for value in ODD:
                sent = _sent(page, value)
                dates = sent.keys() & {"starts", "ends"}
                for changed in (sent, sent | dict.fromkeys(dates, str(today()))):
                    with transaction.atomic():
                        if desk.post(address, changed).status_code >= 500:
                            broken.append((address, value))
                        transaction.set_rollback(True)
                    if not dates:
                        break
    assert not broken


def test_whose_mandate_it_is_stays(council: Cast, desk: Client) -> None:
    """A head's row made over to somebody else would take the voice without a word to the head, and rewrite the past."""
    mandate = council.head.representations.get()
    guest = council.organisations["guest"].pk
    _change(desk, mandate, user=council.admin.pk, organisation=guest)
    mandate.refresh_from_db()
    assert (mandate.user, mandate.organisation_id) == (
        council.head,
        council.organisations["sogdiana"].pk,
    )
