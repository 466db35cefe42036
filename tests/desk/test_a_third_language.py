"""A language more than the forms ask for: whatever is saved again keeps what was entered in it (the Council grows)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from councils.models import Body, Council, Organisation, State
from desk.actions import load_council
from meetings import actions as meetings
from meetings.models import AgendaItem, Delegate, Meeting
from rec_portal.audit.models import Entry
from rec_portal.names import beside, changes
from recommendations import actions as texts
from recommendations.models import Instrument, Recommendation
from tests.administration.test_walk import filled as of_the_form
from tests.cast import Cast, unguarded
from tests.pages import filled
from working_groups.models import WorkingGroup

SignIn = Callable[[object], Client]


def entered(row: models.Model, **words: str) -> None:
    """Words in a third language, as an administration that knows it would leave them."""
    held = type(row)._base_manager.get(pk=row.pk).i18n or {}
    type(row)._base_manager.filter(pk=row.pk).update(i18n={**held, **words})


def held(row: models.Model) -> dict[str, str]:
    found: dict[str, str] = type(row)._base_manager.get(pk=row.pk).i18n
    return found


def saved(client: Client, path: str, **typed: Any) -> None:
    answer = client.post(path, filled(client.get(path)) | typed)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    newest = Entry.objects.filter(data__has_key="fields").order_by("-seq").first()
    assert newest is not None
    assert isinstance(newest.data["fields"], list)  # which they were, not what stands in them


def test_an_item_of_the_agenda_and_who_has_a_part_in_it(council: Cast, sign_in: SignIn) -> None:
    desk, meeting = sign_in(council.secretariat), council.meeting(convened=False)
    item: Any = meeting.items.first()
    path = f"/meetings/items/{item.pk}/edit/"
    person = {"role_1": "speaker", "name_1": "Dr. Salimova", "name_ru_1": "Салимова"}
    saved(desk, path, **person)
    entered(item, title_kk="Бірінші тармақ")
    entered(item.roles.get(), name_kk="Сәлімова")
    saved(desk, path, title="Otherwise", title_ru="Иначе")
    assert held(item) == {"title_ru": "Иначе", "title_kk": "Бірінші тармақ"}
    assert held(item.roles.get()) == {"name_ru": "Салимова", "name_kk": "Сәлімова"}
    saved(desk, path, name_ru_1="")  # what is emptied goes
    assert held(item.roles.get()) == {"name_kk": "Сәлімова"}
    assert AgendaItem.objects.get(pk=item.pk).title == "Otherwise"


def test_a_delegate(council: Cast, sign_in: SignIn) -> None:
    meeting = council.meeting()
    own = meeting.invitations.get(organisation=council.organisations["sogdiana"])
    values = {"name": "Ali", "position": "Expert", "i18n": {"position_ru": "Эксперт"}}
    delegate = meetings.nominate(own, values, by=council.head, at=timezone.now())
    entered(delegate, position_kk="Сарапшы")
    path = f"/meetings/delegates/{delegate.pk}/complete/"
    saved(sign_in(council.head), path, position="Adviser", position_ru="Советник")
    assert held(delegate) == {"position_ru": "Советник", "position_kk": "Сарапшы"}
    assert Delegate.objects.get(pk=delegate.pk).position == "Adviser"


def test_a_meeting_planned_and_announced(council: Cast, sign_in: SignIn) -> None:
    desk = sign_in(council.secretariat)
    planned, announced = council.meeting(convened=False), council.meeting()
    for meeting, page in ((planned, "edit"), (announced, "announcement")):
        entered(meeting, title_kk="Отырыс")
        path = f"/meetings/{meeting.pk}/{page}/"
        saved(desk, path, title="Otherwise", title_ru="Иначе")
        assert held(meeting)["title_kk"] == "Отырыс"
        assert held(meeting)["title_ru"] == "Иначе"
        assert Meeting.objects.get(pk=meeting.pk).title == "Otherwise"


def test_the_title_of_a_text_that_is_issued_again(council: Cast) -> None:
    text = council.text()
    entered(text, title_kk="Ұсыным")
    row = text.working_paragraphs.first()
    assert row is not None
    texts.save_paragraph(
        row.paragraph,
        {"en": "Other words."},
        kind=row.kind,
        based_on=row.version,
        by=council.rapporteur,
        at=timezone.now(),
    )
    texts.issue(council.fresh(text), by=council.rapporteur, at=timezone.now())
    assert held(Recommendation.objects.get(pk=text.pk))["title_kk"] == "Ұсыным"


def test_what_is_loaded_from_the_public_sources_again(council: Cast) -> None:
    facts = json.loads((Path(settings.BASE_DIR) / "councils/data/council.json").read_text())
    load_council(facts)
    rows: list[models.Model] = [
        Council.objects.get(),
        State.objects.get(code="KZ"),
        Body.objects.get(code="EC"),
        Organisation.objects.filter(is_organiser=True).first(),  # type: ignore[list-item]
        Instrument.objects.first(),  # type: ignore[list-item]
        WorkingGroup.objects.first(),  # type: ignore[list-item]
    ]
    past = Meeting.objects.filter(sources__len__gte=1).first() or Meeting.objects.earliest("pk")
    for row in rows:
        entered(row, name_kk="Атауы")
    with unguarded("meetings_meeting", "meeting_kept"):
        entered(past, title_kk="Отырыс")
    load_council(facts)
    assert [held(row)["name_kk"] for row in rows] == ["Атауы"] * len(rows)
    assert held(past)["title_kk"] == "Отырыс"


def test_what_is_changed_in_the_administration(council: Cast, sign_in: SignIn) -> None:
    client, row = sign_in(council.admin), council.organisations["sogdiana"]
    entered(row, name_kk="Соғды")
    path = reverse("admin:councils_organisation_change", args=[row.pk])
    typed = of_the_form(client.get(path)) | {"name_ru": "Согдиана иначе"}
    assert client.post(path, typed).status_code == 302
    assert (held(row)["name_kk"], held(row)["name_ru"]) == ("Соғды", "Согдиана иначе")


def test_only_what_was_typed_otherwise_is_a_change(council: Cast) -> None:
    row = State(name="One", i18n={"name_ru": "Один", "name_kk": "Бір"})
    assert changes(row, {"name": "One", "i18n": {"name_ru": "Один"}}) == {}
    assert changes(row, {"name": "Two", "i18n": {"name_ru": ""}}) == {
        "name": "Two",
        "i18n": {"name_kk": "Бір"},
    }
    assert beside(None, {"name_ru": ""}) == {}
