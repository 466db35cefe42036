"""Whoever reads in another language than the one who acted reads the names of things in their own (D9)."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone, translation

from meetings import actions as meetings
from rec_portal.audit.models import Entry
from rec_portal.labels import said, worded
from rec_portal.mail.models import Letter
from rec_portal.names import by_language
from rec_portal.ui.filters import details
from recommendations import actions
from recommendations.models import ConsensusRound, ParagraphSave
from recommendations.tasks import close_due_rounds
from tests.cast import Cast, end, newest
from tests.pages import words

NAMES = [("ru", "Маргиана"), ("en", "Margiana")]


@pytest.mark.parametrize("acted", ["ru", "en"])
@pytest.mark.parametrize(("read", "organisation"), NAMES)
def test_the_trail_names_organisation_and_object_for_its_reader(
    council: Cast, acted: str, read: str, organisation: str
) -> None:
    with translation.override(acted):
        opened = council.opened()
    entry = Entry.objects.get(action="round.opened")
    with translation.override(read):
        assert entry.named("organisation") == organisation
        assert entry.named("object_name") == str(opened.recommendation)


@pytest.mark.parametrize("acted", ["ru", "en"])
@pytest.mark.parametrize(
    ("read", "organisation", "item"),
    [("ru", "Согдиана", "Пункт 1"), ("en", "Sogdiana", "Item 1")],
)
def test_what_an_entry_tells_of_things_is_read_in_the_reader_s_language(
    council: Cast, acted: str, read: str, organisation: str, item: str
) -> None:
    with translation.override(acted):
        meeting = council.meeting(starts_in=timedelta(hours=2))
        at, first = timezone.now(), meeting.items.order_by("order")[0]
        meetings.change_status(meeting, "in_session", by=council.chair, at=at)
        meetings.act_on_item(first, "opened", by=council.chair, at=at)
        meetings.inscribe(first, council.organisations["sogdiana"], by=council.head, at=at)
    spoke = Entry.objects.get(action="agenda.speech_inscribed")
    opened = Entry.objects.get(action="agenda.item_opened")
    with translation.override(read):
        assert (spoke.told("organisation"), spoke.told("item")) == (organisation, item)
        assert opened.told("item") == item
        assert item in details(opened)


@pytest.mark.parametrize(("read", "name"), [("ru", "Али Валиев"), ("en", "Ali Valiev")])
def test_a_delegate_is_named_as_the_reader_writes(council: Cast, read: str, name: str) -> None:
    invitation = council.meeting().invitations.get(organisation=council.organisations["sogdiana"])
    named = {"name": "Ali Valiev", "name_ru": "Али Валиев"}
    meetings.nominate(invitation, named, by=council.head, at=timezone.now())
    with translation.override(read):
        assert Entry.objects.get(action="delegate.nominated").told("delegate") == name


def test_acts_give_the_trail_things_and_not_their_names() -> None:
    """A name rendered by an act is in the language of whoever acted, and one written in Latin letters is in one language."""
    rendered = re.compile(
        r"audit\.log\((?:[^()]|\([^()]*\))*=(?:\w+\.name\b|str\((?!\w+(?:\.\w+)*\.identity|[\w.]*ends\b|source))"
    )
    found = [
        str(file)
        for app in ("councils", "documents", "working_groups", "meetings", "recommendations")
        for file in [*Path(app).glob("actions/*.py"), *Path(app).glob("actions.py")]
        if rendered.search(file.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_an_entry_of_before_is_read_as_it_was_written() -> None:
    entry = Entry(organisation="Margiana", object_name="A text", data={"item": "Item 1"})
    with translation.override("ru"):
        assert (entry.named("organisation"), entry.named("object_name")) == ("Margiana", "A text")
        assert entry.told("item") == "Item 1"


@pytest.mark.parametrize(
    ("language", "title"), [("ru", "Четвёртое заседание"), ("en", "Fourth meeting")]
)
def test_the_ledger_names_what_a_letter_is_about_for_its_reader(
    council: Cast, sign_in: Any, language: str, title: str
) -> None:
    council.meeting()
    council.secretariat.language = language
    council.secretariat.save()
    client = sign_in(council.secretariat)
    client.cookies["language"] = language
    assert title in words(client.get("/desk/letters/"), "//tbody//th/a")
    letter = Letter.objects.filter(about_type="meetings.meeting").latest("pk")
    assert words(client.get(f"/desk/letters/{letter.pk}/"), "//h1") == [title]


def test_a_late_message_is_read_in_the_readers_language(council: Cast) -> None:
    made = council.short_round()
    end(made)
    close_due_rounds()
    with translation.override("ru"):
        kept = actions.keep_late(
            made, kind="objects", by=council.head, reason="No.", proposed_change="Thirty days."
        )
    held = ConsensusRound.objects.get(pk=made.pk).events.get(pk=kept.pk)
    with translation.override("en"):
        assert said(held.reason) == "Sogdiana · Objects · No. · Thirty days."
    with translation.override("ru"):
        assert said(held.reason).startswith("Согдиана · ")
        assert said(held.reason).endswith(" · No. · Thirty days.")


def test_why_a_paragraph_was_saved_is_read_in_the_readers_language(council: Cast) -> None:
    text = council.text()
    clause = newest(text).clauses.all()[1]
    amendment = actions.propose_amendment(
        text,
        clause.paragraph,
        {"en": "Paragraph one."},
        "because",
        by=council.head,
        at=timezone.now(),
    )
    with translation.override("ru"):
        actions.accept_amendment(amendment, "agreed", by=council.rapporteur, at=timezone.now())
    save = ParagraphSave.objects.filter(paragraph=clause.paragraph).latest("pk")
    with translation.override("en"):
        assert said(save.why) == "amendment of Sogdiana"
    with translation.override("ru"):
        assert said(save.why) == "поправка (Согдиана)"


@pytest.mark.parametrize(
    "typed",
    [
        "#5 is wrong",
        "# ",
        "#split as agreed",
        "#late",
        "#late {",
        '#late {"x": 1}',
        '#restored {"number": "x"}',
        '#unreached {"names": {"ru": 1}, "x"',
        "#late [1]",
        "plain",
    ],
)
def test_what_a_person_typed_is_read_as_it_was_typed(typed: str) -> None:
    assert said(typed) == typed


def test_a_value_of_an_act_is_plain_or_a_name_in_every_language() -> None:
    assert worded("#split") == "#split"
    with translation.override("en"):
        assert said(worded("#restored", number=3)) == "save 3 restored"
        assert said(worded("#amendment", organisation={"en": "A", "ru": "Б"})) == "amendment of A"
    assert by_language("A") == {"en": "A", "ru": "A"}
