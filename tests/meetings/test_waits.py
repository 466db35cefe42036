"""Two acts on one meeting at one moment: the second is told so, and what was typed stays in its form."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from django.test import Client

from meetings.models import Meeting
from rec_portal.ui.waits import lock_wait
from tests import cast
from tests.cast import Cast
from tests.shape.test_permission_matrix import sign_in


@contextmanager
def held_by_another(meeting: Meeting) -> Iterator[None]:
    """Somebody else's act holds the meeting."""
    holding, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Meeting.objects.select_for_update().get(pk=meeting.pk)
            holding.set()
            go_on.wait(30)
        connections.close_all()

    other = threading.Thread(target=hold)
    other.start()
    assert holding.wait(30)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 200")
    try:
        yield
    finally:
        go_on.set()
        other.join()


def test_who_comes_second_keeps_the_form_and_may_press_again(transactional_db: None) -> None:
    people = cast.recall()
    meeting = people.meeting()
    desk = Client()
    sign_in(desk, people.secretariat)
    desk.post("/language/", {"language": "en"})
    address, typed = f"/meetings/{meeting.pk}/postpone/", {"reason": "The hall is under water."}
    with held_by_another(meeting):
        answer = desk.post(address, typed)
        assert answer.status_code == 409
        assert "at this very moment" in answer.content.decode()
        assert typed["reason"] in answer.content.decode()
        button = desk.post(f"/meetings/{meeting.pk}/remind/")
        assert button.status_code == 409
        assert "try again" in button.content.decode()
    assert Meeting.objects.get(pk=meeting.pk).status == "convened"
    assert desk.post(address, typed).status_code == 302


def test_any_other_trouble_of_the_database_stays_what_it_is(council: Cast) -> None:
    short = pytest.raises(OperationalError)
    with short as found, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 20")
        cursor.execute("SELECT pg_sleep(2)")
    assert lock_wait(found.value) is None
    assert lock_wait(ValueError()) is None
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        Meeting.objects.filter(pk=council.meeting().pk).update(starts_at=None)
    assert lock_wait(broken.value) is None


def test_who_enters_the_same_a_moment_later_is_told_so(council: Cast) -> None:
    mandate = council.head.representations.get()
    mandate.pk = None
    with pytest.raises(IntegrityError) as found, transaction.atomic():
        mandate.save(force_insert=True)
    refusal = lock_wait(found.value)
    assert refusal is not None
    assert "the same" in refusal.reason


def test_what_became_impossible_between_the_question_and_the_row_is_said(council: Cast) -> None:
    """The act judges the clock when it holds the row, the database when the row is written."""
    meeting = council.meeting()
    with pytest.raises(IntegrityError) as found, transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(status="planned")
    refusal = lock_wait(found.value)
    assert refusal is not None
    assert "just become impossible" in refusal.reason
