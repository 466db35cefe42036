"""Mandates, seats and offices in the browser: entered with the paper that proves them, told, handed over within a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from councils import actions as councils
from councils.models import Office, Representative, Seat, today
from desk.actions import Newcomer, Paper, appoint
from documents.models import Credentials, Document
from rec_portal import clock
from rec_portal.audit.models import Entry
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import Refused, RuleBroken
from tests.cast import Cast

DAY = timedelta(days=1)


@pytest.fixture
def office(council: Cast, sign_in: Any) -> Client:
    client: Client = sign_in(council.secretariat)
    return client


def _paper(**changed: Any) -> dict[str, Any]:
    return {
        "reference": "Note verbale 12/45",
        "dated": today().isoformat(),
        "file": SimpleUploadedFile("note.txt", b"words", content_type="text/plain"),
        "starts": today().isoformat(),
        "language": "en",
        **changed,
    }


def _mandate(client: Client, council: Cast, key: str, **values: Any) -> Any:
    address = reverse("desk:mandate-give", args=[council.organisations[key].pk])
    return client.post(address, _paper(**values))


def _told(kind: str) -> set[str]:
    return set(Delivery.objects.filter(letter__kind=kind).values_list("person__email", flat=True))


def test_a_head_is_replaced_by_a_newcomer_within_the_day(council: Cast, office: Client) -> None:
    held = council.opened()
    answer = _mandate(
        office, council, "bactria", role="head", email="New.Head@example.org", name="Nodira New"
    )
    assert answer.status_code == 302
    new = User.objects.get(email="new.head@example.org")
    assert not new.has_usable_password()
    heads = Representative.objects.current().filter(
        organisation=council.organisations["bactria"], role="head"
    )
    assert [each.user for each in heads] == [new]
    old = council.other_head.representations.get()
    assert old.ends == today() - DAY
    paper = Credentials.objects.get(mandate=heads.get())
    assert (paper.reference, paper.entered_by) == ("Note verbale 12/45", council.secretariat)
    assert paper.document is not None
    assert not Document.objects.visible_to(new).filter(pk=paper.document.pk).exists()
    assert {new.email, council.other_head.email} <= _told("mandate_changed")
    told = Delivery.objects.get(letter__kind="mandate_changed", person=council.other_head)
    assert "takes positions for the organisation" in told.text
    assert _told("account_invitation") == {new.email}
    about = Delivery.objects.filter(letter__about_id=held.recommendation_id, person=new)
    assert about.exists()  # of the round that runs: who begins to speak is told of it at once


def test_who_chairs_and_becomes_head_stays_in_the_chair(council: Cast, office: Client) -> None:
    member = council.member
    earlier = member.representations.get()
    councils.give_office(earlier, council.group, "rapporteur", starts=today() - DAY, by=None)
    assert _mandate(office, council, "bactria", role="head", person=member.pk).status_code == 302
    mandate = Representative.objects.current().get(user=member)
    assert mandate.role == "head"
    offices = Office.objects.current().filter(holder=mandate)
    assert [(each.body, each.kind) for each in offices] == [(council.group, "rapporteur")]
    fresh = User.objects.get(pk=member.pk)
    assert [kind for _body, kind, _of in fresh.representation.held_offices] == ["rapporteur"]


def test_no_other_organisation_loses_its_voice_by_a_form_about_this_one(
    council: Cast, office: Client
) -> None:
    answer = _mandate(office, council, "guest", role="adviser", person=council.other_head.pk)
    assert answer.status_code == 409
    mandate = Representative.objects.current().get(user=council.other_head)
    assert (mandate.organisation, mandate.role) == (council.organisations["bactria"], "head")
    assert _end(office, mandate, today() - DAY) == 302
    answer = _mandate(office, council, "guest", role="adviser", person=council.other_head.pk)
    assert answer.status_code == 302


def test_a_form_that_is_sent_twice_enters_one_row(council: Cast, office: Client) -> None:
    seat = {"body": council.committee.pk, "kind": "observer", "starts": today().isoformat()}
    duty = {
        "body": council.group.pk,
        "kind": "secretary",
        "holder": council.member.representations.get().pk,
        "starts": today().isoformat(),
    }
    guest = council.organisations["guest"]
    for address, values in (
        (reverse("desk:seat-give", args=[guest.pk]), seat),
        (reverse("desk:office-give"), duty),
    ):
        assert [office.post(address, values).status_code for _press in range(2)] == [302, 409]
    person = council.admin.pk
    answers = [
        _mandate(office, council, "guest", role="adviser", person=person) for _press in range(2)
    ]
    assert [answer.status_code for answer in answers] == [302, 409]
    assert Credentials.objects.filter(mandate__user=person).count() == 1


def test_who_has_no_predecessor_may_have_begun_before_today(council: Cast, office: Client) -> None:
    begun = (today() - 3 * DAY).isoformat()
    answer = _mandate(
        office, council, "guest", role="adviser", person=council.admin.pk, starts=begun
    )
    assert answer.status_code == 302
    assert council.admin.representations.get().starts == today() - 3 * DAY


def test_nobody_is_replaced_in_the_past(council: Cast, office: Client) -> None:
    office.post("/language/", {"language": "en"})
    held = council.other_head.representations.all()
    held.update(starts=today() - 30 * DAY)
    answer = _mandate(
        office,
        council,
        "bactria",
        role="head",
        person=council.admin.pk,
        starts=(today() - DAY).isoformat(),
    )
    assert answer.status_code == 409
    assert "until now stands" in answer.content.decode()
    assert held.get().ends is None


def test_who_is_ended_reads_why(council: Cast, office: Client) -> None:
    mandate = council.member.representations.get()
    seat = Seat.objects.get(organisation=council.organisations["institute"])
    assert _end(office, mandate, today(), reason="Posted elsewhere.") == 302
    assert _end(office, seat, today(), reason="Its charter was withdrawn.") == 302
    letter = Delivery.objects.get(letter__kind="mandate_changed", person=council.member)
    assert "Posted elsewhere." in letter.text
    assert "takes positions" not in letter.text  # a member of the delegation does not
    letter = Delivery.objects.get(letter__kind="standing_changed", person=council.observer)
    assert "Its charter was withdrawn." in letter.text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": "Nodira"}, "Choose a person"),
        ({"email": "new@example.org"}, "Choose a person"),
        ({"email": "new@example.org", "name": "N", "reference": ""}, "kind and number"),
        ({"email": "new@example.org", "name": "N", "dated": "2999-01-01"}, "in the future"),
        ({"email": "new@example.org", "name": "N", "ends": "2020-01-01"}, "before the first"),
        ({"email": "new@example.org", "name": "N", "starts": "2020-01-01"}, "already has"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    council: Cast, office: Client, values: dict[str, Any], sentence: str
) -> None:
    office.post("/language/", {"language": "en"})
    before = Representative.objects.count(), User.objects.count(), Entry.objects.count()
    answer = _mandate(office, council, "bactria", role="head", **values)
    assert answer.status_code in {409, 422}
    assert sentence in answer.content.decode()
    after = Representative.objects.count(), User.objects.count(), Entry.objects.count()
    assert after == before


def test_an_address_that_has_an_account_is_not_a_newcomers(council: Cast, office: Client) -> None:
    answer = _mandate(
        office, council, "bactria", role="member", email=council.head.email.upper(), name="X"
    )
    assert answer.status_code == 422
    assert User.objects.filter(email__iexact=council.head.email).count() == 1


def test_nobody_enters_a_mandate_or_an_office_of_their_own(council: Cast, office: Client) -> None:
    own = council.secretariat
    assert _mandate(office, council, "bactria", role="head", person=own.pk).status_code == 422
    with pytest.raises(Refused, match="their own"):
        councils.give_mandate(
            own, council.organisations["bactria"], "head", starts=today(), hand_over=True, by=own
        )
    mandate = councils.give_mandate(
        own, council.organisations["bactria"], "adviser", starts=today(), by=None
    )
    with pytest.raises(Refused, match="their own"):
        councils.give_office(mandate, council.group, "chair", starts=today(), by=own)
    with pytest.raises(Refused, match="their own"):
        councils.end(mandate, today(), reason="x", by=own, at=clock.now())


@pytest.mark.parametrize("role", ["head", "chair", "member", "admin", "outsider"])
def test_only_the_secretariat_appoints(council: Cast, role: str) -> None:
    organisation = council.organisations["bactria"]
    with pytest.raises(Refused, match="secretariat"):
        appoint(
            organisation,
            Newcomer("x@example.org", "X", "", "en"),
            "head",
            paper=Paper("Note", today(), None),
            starts=today(),
            ends=None,
            by=council.people[role],
            at=clock.now(),
        )
    with pytest.raises(Refused):
        councils.give_seat(
            council.organisations["guest"],
            council.group,
            "member",
            starts=today(),
            by=council.people[role],
        )


def test_nobody_begins_for_an_organisation_that_takes_part_no_more(
    council: Cast, office: Client
) -> None:
    organisation = council.organisations["guest"]
    type(organisation).objects.filter(pk=organisation.pk).update(is_active=False)
    for name in ("mandate-give", "seat-give"):
        assert office.get(reverse(f"desk:{name}", args=[organisation.pk])).status_code == 409


def _end(client: Client, thing: Any, last_day: Any, reason: str = "Recalled.") -> int:
    kind = {Representative: "mandate", Seat: "seat", Office: "office"}[type(thing)]
    address = reverse(f"desk:{kind}-end", args=[thing.pk])
    return client.post(address, {"last_day": last_day.isoformat(), "reason": reason}).status_code


def test_a_mandate_ends_today_or_at_once_and_never_earlier(council: Cast, office: Client) -> None:
    mandate = council.other_head.representations.get()
    Representative.objects.filter(pk=mandate.pk).update(starts=today() - 30 * DAY)
    assert _end(office, mandate, today() - 2 * DAY) == 409
    assert _end(office, mandate, today(), reason=" ") == 422
    assert _end(office, mandate, today()) == 302
    assert User.objects.get(pk=council.other_head.pk).representation is not None
    assert _end(office, mandate, today() + DAY) == 409  # never longer than it was given
    assert _end(office, mandate, today() - DAY) == 302  # corrected: at once
    assert User.objects.get(pk=council.other_head.pk).representation is None
    assert _end(office, mandate, today()) == 409
    assert council.other_head.email in _told("mandate_changed")
    entries = Entry.objects.filter(action="representative.ended", object_id=mandate.pk)
    assert [each.data["reason"] for each in entries] == ["Recalled.", "Recalled."]
    days = [None, str(today()), str(today() - DAY)]  # the trail says from when to when it was moved
    moved = {tuple(each.data["changes"]["ends"]) for each in entries}
    assert moved == {(days[0], days[1]), (days[1], days[2])}


def test_a_member_becomes_an_observer_within_the_day_and_is_told(
    council: Cast, office: Client
) -> None:
    organisation = council.organisations["bactria"]
    address = reverse("desk:seat-give", args=[organisation.pk])
    values = {"body": council.group.pk, "kind": "observer", "starts": today().isoformat()}
    assert office.post(address, values).status_code == 302
    now = Seat.objects.current().get(organisation=organisation, body=council.group)
    assert now.kind == "observer"
    assert not organisation.is_member_of(council.group)
    assert {council.other_head.email, council.chair.email} <= _told("standing_changed")
    assert council.rapporteur.email not in _told("standing_changed")  # holds an office, no chair
    assert _end(office, now, today() - DAY) == 302
    assert not Seat.objects.current().filter(pk=now.pk).exists()
    assert Entry.objects.filter(action="seat.ended", object_id=now.pk).exists()


def test_a_chair_hands_over_within_the_day_and_both_are_told(council: Cast, office: Client) -> None:
    holder = council.other_head.representations.get()
    values = {
        "body": council.group.pk,
        "kind": "chair",
        "holder": holder.pk,
        "starts": today().isoformat(),
    }
    assert office.post(reverse("desk:office-give"), values).status_code == 302
    chairs = Office.objects.current().filter(body=council.group, kind="chair")
    assert [each.holder for each in chairs] == [holder]
    assert {council.other_head.email, council.chair.email} <= _told("standing_changed")
    assert _end(office, chairs.get(), today() - DAY) == 302
    assert not Office.objects.current().filter(body=council.group, kind="chair").exists()


def test_an_office_is_held_by_a_mandate_that_runs(council: Cast) -> None:
    mandate = council.member.representations.get()
    Representative.objects.filter(pk=mandate.pk).update(
        starts=today() - 3 * DAY, ends=today() - DAY
    )
    mandate.refresh_from_db()
    with pytest.raises(RuleBroken, match="runs"):
        councils.give_office(
            mandate, council.group, "rapporteur", starts=today(), by=council.secretariat
        )


def test_papers_are_added_and_shown_with_the_mandate(council: Cast, office: Client) -> None:
    office.post("/language/", {"language": "en"})
    mandate = council.other_head.representations.get()
    page = reverse("desk:organisation", args=[mandate.organisation_id])
    assert "no credentials" in office.get(page).content.decode()
    address = reverse("desk:credentials", args=[mandate.pk])
    assert office.get(address).status_code == 200
    assert office.post(address, _paper(reference="Decree 7")).status_code == 302
    shown = office.get(page).content.decode()
    assert "Decree 7" in shown
    (entry,) = Entry.objects.filter(action="credentials.filed")
    assert entry.data["reason"] == "Decree 7"


def test_the_lists_say_who_speaks_and_whose_mandate_is_over(council: Cast, office: Client) -> None:
    office.post("/language/", {"language": "en"})
    page = reverse("desk:organisations")
    shown = office.get(page).content.decode()
    assert council.other_head.name in shown
    assert "the mandate is over" not in shown
    mandate = council.chair.representations.get()
    Representative.objects.filter(pk=mandate.pk).update(
        starts=today() - 3 * DAY, ends=today() - DAY
    )
    assert "the mandate is over" in office.get(page).content.decode()
    one = reverse("desk:organisation", args=[mandate.organisation_id])
    assert "Earlier mandates" in office.get(one).content.decode()
