"""Finding a date: who was asked answers, the secretariat records what came by note."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from meetings import actions
from meetings.models import DateAnswer
from rec_portal.audit.models import Entry
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import RuleBroken
from tests.cast import Cast
from tests.meetings.test_planning import values

SignIn = Callable[[object], Client]


def test_a_date_is_found_among_those_who_were_asked(council: Cast, sign_in: SignIn) -> None:
    begins = values(council)["starts_at"]
    options = [(begins + timedelta(days=n), begins + timedelta(days=n, hours=6)) for n in (0, 7)]  # type: ignore[operator]
    asked = [council.organisations["sogdiana"], council.organisations["bactria"]]
    poll = actions.ask_for_dates(
        council.group,
        {"en": "Fifth meeting", "ru": "Пятое заседание"},
        options,
        asked,
        time_zone="Asia/Tashkent",
        answer_by=timezone.now() + timedelta(days=5),
        by=council.secretariat,
        at=timezone.now(),
    )
    assert {d.person for d in Delivery.objects.filter(letter__kind="date_poll")} == {
        council.excom_chair,
        council.head,
        council.other_head,
    }
    assert sign_in(council.observer).get(poll.get_absolute_url()).status_code == 404
    first, second = poll.options.all()
    client = sign_in(council.head)
    assert client.post(poll.get_absolute_url(), {f"fits_{first.pk}": "yes"}).status_code == 422
    assert (
        client.post(
            poll.get_absolute_url(), {f"fits_{first.pk}": "yes", f"fits_{second.pk}": "no"}
        ).status_code
        == 302
    )
    assert DateAnswer.objects.filter(organisation=council.organisations["sogdiana"]).count() == 2
    assert (
        sign_in(council.member)
        .post(poll.get_absolute_url(), {f"fits_{first.pk}": "yes"})
        .status_code
        == 403
    )
    board = sign_in(council.secretariat).get(poll.get_absolute_url()).content.decode()
    assert "Бактрия" in board  # it has not answered
    actions.close_poll(poll, by=council.secretariat, at=timezone.now())
    with pytest.raises(RuleBroken, match="no answers any more"):
        actions.answer_dates(poll, {first.pk: "no"}, by=council.head, at=timezone.now())


def test_the_secretariat_records_an_answer_about_dates_with_its_source(
    council: Cast, sign_in: SignIn
) -> None:
    starts = timezone.now() + timedelta(days=40)
    options = [(starts + timedelta(days=n), starts + timedelta(days=n, hours=3)) for n in range(2)]
    poll = actions.ask_for_dates(
        council.group,
        {"en": "P", "ru": "П"},
        options,
        [council.organisations["bactria"]],
        time_zone="Asia/Tashkent",
        answer_by=timezone.now() + timedelta(days=5),
        by=council.secretariat,
        at=timezone.now(),
    )
    address = f"/meetings/dates/{poll.pk}/record/{council.organisations['bactria'].pk}/"
    answers = {f"fits_{option.pk}": "yes" for option in poll.options.all()}
    client = sign_in(council.secretariat)
    assert client.post(address, answers).status_code == 422
    assert client.post(address, {**answers, "source": "NV 7 of 3 May"}).status_code == 302
    assert set(DateAnswer.objects.values_list("organisation", "fits")) == {
        (council.organisations["bactria"].pk, "yes")
    }
    assert Entry.objects.get(action="poll.answered").data["source"] == "NV 7 of 3 May"
    assert (
        client.get(
            f"/meetings/dates/{poll.pk}/record/{council.organisations['guest'].pk}/"
        ).status_code
        == 404
    )
    assert sign_in(council.other_head).post(address, {**answers, "source": "x"}).status_code == 403
    actions.close_poll(poll, by=council.secretariat, at=timezone.now())
    assert {d.person for d in Delivery.objects.filter(letter__kind="date_poll_closed")} == {
        council.other_head
    }


@pytest.mark.parametrize(
    ("days", "seconds", "refused"),
    [
        (20, -1, ""),
        (20, 0, "before the first of the dates"),
        (20, 1, "before the first of the dates"),
        (0, 0, "not in the past"),
        (0, 1, ""),
    ],
)
def test_answers_come_before_the_first_of_the_dates_and_not_in_the_past(
    council: Cast, days: int, seconds: int, refused: str
) -> None:
    at = timezone.now()
    first = at + timedelta(days=20)
    with pytest.raises(RuleBroken, match=refused) if refused else nullcontext():
        actions.ask_for_dates(
            council.group,
            {"en": "Fifth", "ru": "Пятое"},
            [(first + timedelta(days=n), first + timedelta(days=n, hours=6)) for n in (7, 0)],
            [council.organisations["sogdiana"]],
            time_zone="Asia/Tashkent",
            answer_by=at + timedelta(days=days, seconds=seconds),
            by=council.secretariat,
            at=at,
        )
