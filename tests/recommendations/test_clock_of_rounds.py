"""The clock of a round: stopped, prolonged, silent over whom no letter reached, reminded of its end, late for what comes after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from councils.models import today
from rec_portal import clock
from rec_portal.mail import actions as mail
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import RuleBroken
from recommendations import actions, notices
from recommendations.models import (
    ConsensusRound,
)
from recommendations.tasks import close_due_rounds, watch_rounds
from tests.cast import Cast, end, handed, unguarded
from tests.recommendations.test_rounds import needed

SignIn = Callable[[object], Client]


def test_suspended_the_clock_stands_and_resumed_the_rest_counts(council: Cast) -> None:
    opened = council.opened(hours=80)
    actions.suspend_round(opened, reason="A letter came back.", by=council.chair)
    with pytest.raises(RuleBroken, match="suspended"):
        actions.take_position(opened, "supports", by=council.head)
    assert "suspended" in needed(council, opened)
    resumed = actions.resume_round(opened, reason="Sent again.", by=council.chair)
    rest = resumed.expires_at - clock.now()
    assert timedelta(hours=79.9) < rest <= timedelta(hours=80)
    letters = set(Delivery.objects.values_list("letter__kind", flat=True))
    assert {"round_suspended", "round_resumed"} <= letters


def test_an_end_is_only_prolonged(council: Cast) -> None:
    opened = council.opened()
    with pytest.raises(RuleBroken, match="only prolonged"):
        actions.extend_round(opened, expires_at=opened.expires_at, reason="x", by=council.chair)
    later = opened.expires_at + timedelta(days=2)
    assert (
        actions.extend_round(
            opened, expires_at=later, reason="A capital asked.", by=council.chair
        ).expires_at
        == later
    )
    assert [event.kind for event in opened.events.all()] == ["opened", "extended"]


def test_a_bounced_notice_suspends_the_silence_by_itself(council: Cast) -> None:
    opened = council.opened()
    handed(
        Delivery.objects.filter(letter__kind="round_opened", person=council.society_head), "failed"
    )
    assert watch_rounds() == 1
    opened.refresh_from_db()
    assert opened.status == "suspended"
    assert opened.events.get(kind="suspended").by is None
    assert watch_rounds() == 0


def test_a_round_that_the_chair_resumed_is_not_suspended_again_for_the_same_letter(
    council: Cast,
) -> None:
    opened = council.opened()
    bounced = Delivery.objects.filter(letter__kind="round_opened", person=council.society_head)
    handed(bounced, "failed")
    assert watch_rounds() == 1
    actions.resume_round(
        opened, reason="Told by telephone; the address is mended.", by=council.chair
    )
    assert watch_rounds() == 0
    handed(
        Delivery.objects.filter(letter__kind="round_resumed", person=council.society_head), "failed"
    )
    assert watch_rounds() == 1


def test_a_letter_that_came_back_to_the_mailbox_suspends_the_silence(
    council: Cast, sign_in: SignIn
) -> None:
    opened = council.opened()
    letter = Delivery.objects.get(letter__kind="round_opened", person=council.society_head)
    handed(Delivery.objects.filter(letter__kind="round_opened"), "sent")
    assert watch_rounds() == 0
    answer = sign_in(council.secretariat).post(
        f"/desk/deliveries/{letter.pk}/", {"act": "came_back", "reason": "Mailbox unknown."}
    )
    assert answer.status_code == 302
    assert watch_rounds() == 1
    opened.refresh_from_db()
    assert opened.status == "suspended"
    assert (
        "Mothers" in opened.events.get(kind="suspended").reason
        or "Сеть" in opened.events.get(kind="suspended").reason
    )


@pytest.mark.parametrize(
    ("status", "closing"), [("queued", ""), ("deferred", ""), ("sent", "expired")]
)
def test_silence_does_not_run_out_over_a_letter_that_was_never_sent(
    council: Cast, status: str, closing: str
) -> None:
    ended = council.short_round()
    mail.queue(notices.round_opened(ended), by=council.chair)
    sent = Delivery.objects.filter(letter__kind="round_opened")
    late = sent.filter(person=council.society_head)
    with unguarded("mail_delivery", "kept"):
        sent.update(status="sent", sent_at=timezone.now())
        late.update(status=status, sent_at=timezone.now() if status == "sent" else None)
    end(ended)
    close_due_rounds()
    ended.refresh_from_db()
    assert (ended.closing, ended.status) == (closing, "closed" if closing else "suspended")


def test_a_delegation_is_reminded_on_the_day_on_which_it_expected_instructions(
    council: Cast,
) -> None:
    opened = council.opened(hours=100)
    actions.take_position(
        opened, "awaiting", by=council.head, expected_on=today() + timedelta(days=1)
    )
    assert watch_rounds() == 0
    tomorrow = timezone.now() + timedelta(days=1)
    assert (
        actions.remind_awaiting(opened, tomorrow),
        actions.remind_awaiting(opened, tomorrow),
    ) == (1, 0)
    reminded = Delivery.objects.filter(letter__kind="round_reminder").values_list(
        "person__email", flat=True
    )
    assert set(reminded) == {council.head.email, council.excom_chair.email}


def test_a_later_end_is_reminded_anew(council: Cast) -> None:
    opened = council.opened(hours=80)
    eve = opened.expires_at - timedelta(hours=20)
    first = actions.due_reminder(opened, eve)
    actions.remind_round(opened, first)
    opened = actions.extend_round(
        opened, expires_at=opened.expires_at + timedelta(days=2), reason="x", by=council.chair
    )
    again = actions.due_reminder(opened, opened.expires_at - timedelta(hours=20))
    assert first != again
    assert actions.remind_round(opened, again)


def test_what_comes_late_is_kept_as_late_and_changes_nothing(
    council: Cast, sign_in: SignIn
) -> None:
    ended = council.short_round()
    end(ended)
    close_due_rounds()
    client = sign_in(council.head)
    sent = {"kind": "objects", "reason": "Our capital says no.", "confirmed": "1"}
    answer = client.post(f"/recommendations/rounds/{ended.pk}/position/", sent, follow=True)
    assert "поступившая с опозданием" in answer.content.decode()
    late = ended.events.get(kind="late")
    assert (late.by, "Our capital says no." in late.reason, ended.positions.count()) == (
        council.head,
        True,
        0,
    )
    assert "Our capital says no." in answer.content.decode()


def test_so_many_late_messages_are_kept_and_each_once(council: Cast) -> None:
    made = council.short_round()
    end(made)
    close_due_rounds()
    texts = [f"No, {number}." for number in range(7)]
    late = ConsensusRound.objects.get(pk=made.pk).events.filter(kind="late")
    for words in texts[:5] * 2:
        actions.keep_late(made, kind="objects", by=council.head, reason=words)
    assert late.count() == 5
    with pytest.raises(RuleBroken, match="are kept"):
        actions.keep_late(made, kind="objects", by=council.head, reason=texts[5])
    actions.keep_late(made, kind="objects", by=council.other_head, reason=texts[5])
    assert late.count() == 6
