"""Closed holes: each of these was open once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from councils.models import Representative, Seat, today
from meetings import actions as meetings
from meetings.models import Meeting
from rec_portal import clock
from rec_portal.mail import actions as mail
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import RuleBroken
from recommendations import actions
from recommendations.models import Recommendation
from recommendations.tasks import close_due_rounds
from tests.cast import Cast, end, newest, undone

SignIn = Callable[[object], Client]


def test_who_has_no_seat_reads_an_adopted_text_but_not_its_working_papers(
    council: Cast, sign_in: SignIn
) -> None:
    text = council.adopted()
    client = sign_in(council.outsider)
    assert "Consensus board" not in client.get(text.get_absolute_url()).content.decode()
    assert client.get(f"{text.get_absolute_url()}history/").status_code == 404
    assert client.get(f"{text.get_absolute_url()}compare/").status_code == 404


def test_a_meetings_history_does_not_tell_members_who_answered_and_whom_they_named(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = council.meeting()
    invitation = meeting.invitations.get(organisation=council.organisations["sogdiana"])
    meetings.nominate(invitation, {"name": "Ali Valiev"}, by=council.head, at=timezone.now())
    address = f"/meetings/{meeting.pk}/history/"
    assert "Ali Valiev" not in sign_in(council.other_head).get(address).content.decode()
    assert "Ali Valiev" in sign_in(council.secretariat).get(address).content.decode()


def test_a_round_does_not_open_over_an_organisation_for_which_nobody_speaks(council: Cast) -> None:
    yesterday = today() - timedelta(days=1)
    Representative.objects.filter(user=council.society_head).update(
        starts=yesterday, ends=yesterday
    )
    with pytest.raises(RuleBroken, match="Nobody speaks for Mothers' Network"):
        council.opened()


def test_silence_does_not_bind_whom_no_letter_reached(council: Cast) -> None:
    ended = council.short_round()
    letters = Delivery.objects.of_act(ended.key).filter(person=council.society_head)
    assert letters.update(status="failed", sent_at=None) == 1
    end(ended)
    with pytest.raises(RuleBroken, match="Mothers' Network"):
        council.declare(ended, "consensus", by=council.chair)
    assert close_due_rounds() == 0
    ended.refresh_from_db()
    assert ended.status == "suspended"
    assert "Mothers' Network" in ended.events.get(kind="suspended").reason
    assert (
        actions.resume_round(
            ended, reason="The letter was sent again.", by=council.chair
        ).expires_at
        > clock.now()
    )


def test_the_entitled_read_the_text_even_when_their_seat_ends_during_the_round(
    council: Cast,
) -> None:
    opened = council.opened()
    yesterday = today() - timedelta(days=1)
    Seat.objects.filter(organisation=council.organisations["bactria"]).update(
        starts=yesterday, ends=yesterday
    )
    from councils import grants

    list(grants.regrant_all())
    assert (
        Recommendation.objects.visible_to(council.other_head)
        .filter(pk=opened.recommendation_id)
        .exists()
    )


def test_awaiting_instructions_does_not_take_back_a_reservation(council: Cast) -> None:
    text = council.text()
    ended = council.short_round(text)
    paragraph = newest(text).clauses.all()[0].paragraph
    actions.take_position(
        ended, "with_reservation", by=council.head, reason="Not this.", paragraph=paragraph
    )
    end(ended)
    council.declare(ended, "with_statements", by=council.chair)
    actions.forward(text, by=council.chair, at=timezone.now())
    second = council.short_round(text, by=council.excom_chair)
    actions.take_position(second, "awaiting", by=council.head, expected_on=today())
    end(second)
    council.declare(second, "with_statements", by=council.excom_chair)
    actions.certify(text, by=council.secretariat, at=timezone.now(), confirmed=undone(text))
    assert [annex.statement.text for annex in council.fresh(text).annexes.all()] == ["Not this."]


def test_a_recorded_position_is_told_to_its_organisation(council: Cast) -> None:
    bactria = council.organisations["bactria"]
    actions.take_position(
        council.opened(),
        "supports",
        by=council.secretariat,
        organisation=bactria,
        recorded=council.recorded("NV 214"),
    )
    letter = Delivery.objects.get(letter__kind="position_recorded")
    assert letter.person == council.other_head
    assert "NV 214" in letter.text


def test_a_conflict_shows_what_the_other_added(council: Cast, sign_in: SignIn) -> None:
    text = council.text(paragraphs=1)
    draft = actions.draft_of(newest(text))
    draft.clauses.append(
        actions.ClauseDraft("operative", {"ru": "Чужой пункт", "en": "Their paragraph"})
    )
    draft.clauses[0].texts["en"] = "Their word"
    draft.titles["en"] = "Their title"
    actions.save_text(text, draft, based_on=1, by=council.chair, at=timezone.now())
    mine = draft.clauses[0]
    key = f"p{text.paragraphs.first().pk}"
    sent = {
        "t-based_on": "1",
        "t-ru": "Моё",
        "t-en": "Mine",
        f"{key}-based_on": "1",
        f"{key}-kind": mine.kind,
        f"{key}-ru": "Моё слово",
        f"{key}-en": "My word",
    }
    answer = sign_in(council.rapporteur).post(f"{text.get_absolute_url()}edit/", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert all(
        words in page
        for words in ("Their paragraph", "My word", "Their word", "Their title", "Mine")
    )


def test_a_reminder_does_not_go_to_who_answered_meanwhile(council: Cast) -> None:
    meeting = council.meeting()
    meetings.remind(meeting, by=council.secretariat, at=timezone.now())
    invitation = meeting.invitations.get(organisation=council.organisations["sogdiana"])
    meetings.answer(invitation, "accepted", by=council.head, at=timezone.now())
    reminders = Delivery.objects.filter(letter__kind="meeting_reminder").select_related(
        "letter", "person"
    )
    assert {delivery.person for delivery in reminders if not mail.may_receive(delivery)} == {
        council.head,
        council.excom_chair,
    }


def test_a_meeting_that_was_never_convened_stays_unseen_when_cancelled(council: Cast) -> None:
    meeting = council.meeting(convened=False)
    meetings.change_status(
        meeting, "cancelled", by=council.secretariat, at=timezone.now(), reason="no need"
    )
    assert not Meeting.objects.visible_to(council.head).filter(pk=meeting.pk).exists()


def test_an_items_own_time_follows_the_meetings_day_and_zone(council: Cast) -> None:
    meeting = council.meeting(convened=False)
    item = meeting.items.first()
    assert item
    item.starts_at = meeting.starts_at + timedelta(minutes=30)
    item.save()
    moved = meeting.starts_at + timedelta(days=2)
    meetings.change_plan(
        meeting,
        {"starts_at": moved, "ends_at": moved + timedelta(hours=6)},
        by=council.secretariat,
        at=timezone.now(),
    )
    item.refresh_from_db()
    assert item.starts_at == moved + timedelta(minutes=30)


def test_the_ledger_does_not_show_the_readers_own_answer_link(
    council: Cast, sign_in: SignIn
) -> None:
    council.meeting()
    letter = Delivery.objects.filter(letter__kind="meeting_invitation").first()
    assert letter
    assert "/meetings/answer/" in letter.text
    assert (
        "/meetings/answer/"
        not in sign_in(council.secretariat).get(f"/desk/deliveries/{letter.pk}/").content.decode()
    )


@pytest.mark.parametrize(
    "address",
    [
        "/meetings/?body=%00",
        "/recommendations/?body=%00&q=%00",
        "/search/?q=%00",
        "/working-groups/%00/",
        "/recommendations/?page=%00",
        "/meetings/99999999999999999999/",
    ],
)
def test_strange_addresses_are_no_server_errors(council: Cast, address: str) -> None:
    assert Client().get(address).status_code in {200, 404}


def test_strange_forms_are_no_server_errors(council: Cast, sign_in: SignIn) -> None:
    text = council.text()
    answer = sign_in(council.chair).post(
        f"{text.get_absolute_url()}edit/", {"t-based_on": "abc", "t-en": "x"}
    )
    assert answer.status_code == 422
    far = {
        "ends_on": "2062-01-01",
        "ends_time": "10:00",
        "time_zone": "UTC",
        "revision": "1",
        "kind": "silence",
    }
    assert sign_in(council.chair).post(f"{text.get_absolute_url()}round/", far).status_code == 422


def test_a_run_of_the_sender_ends_before_the_workers_time_is_up(
    council: Cast, settings: object
) -> None:
    assert mail.RUN_SECONDS * 1.5 < 60
    council.meeting()
    before = clock.now()
    assert mail.send_due(limit=0) == 0
    assert clock.now() - before < timedelta(seconds=mail.RUN_SECONDS)


def test_an_address_can_be_corrected(council: Cast) -> None:
    from accounts.actions import confirm_address

    council.head.email = "new.head@sogdiana.example"
    council.head.save()
    confirm_address(council.head)
    assert list(council.head.emailaddress_set.values_list("email", flat=True)) == [
        "new.head@sogdiana.example"
    ]
