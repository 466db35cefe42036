"""Sessions that have ended are cleared by the clock; living ones stay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.tasks import clear_sessions
from tests.cast import Cast


def test_ended_sessions_are_cleared_and_living_ones_stay(council: Cast, sign_in: Any) -> None:
    ended, living = sign_in(council.head), sign_in(council.chair)
    for client in (ended, living):
        assert client.get("/desk/").status_code == 200
    keys = [client.session.session_key for client in (ended, living)]
    Session.objects.filter(session_key=keys[0]).update(
        expire_date=timezone.now() - timedelta(seconds=1)
    )
    assert clear_sessions() == 1
    assert list(Session.objects.values_list("session_key", flat=True)) == [keys[1]]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [keys[1]]
    assert living.get("/desk/").status_code == 200
    assert clear_sessions() == 0


def test_the_clock_clears_them() -> None:
    assert "accounts.tasks.clear_sessions" in {
        each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()
    }
