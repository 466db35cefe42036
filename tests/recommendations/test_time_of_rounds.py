"""Rounds and the clock: hours over a change of the clocks, ends in any zone, letters that hold the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone, translation

from councils.models import BodyRules, today
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import RuleBroken
from recommendations import actions
from recommendations.forms.consensus import EndForm
from recommendations.tasks import close_due_rounds, watch_rounds
from tests.cast import Cast, newest, undone, wait_until
from tests.pages import confirm

from .test_rounds import ZONES


@pytest.mark.parametrize(("opens", "hours"), [("2026-10-24T12:00", 73), ("2027-03-27T12:00", 71)])
def test_silence_over_a_change_of_the_clocks_lasts_its_hours_and_not_its_days(
    council: Cast, opens: str, hours: int
) -> None:
    """Three days by Vienna's wall clock are 73 or 71 hours over the change: 72 are counted in real time."""
    zone = ZoneInfo("Europe/Vienna")
    begins = datetime.fromisoformat(opens).replace(tzinfo=zone)
    ends = (datetime.fromisoformat(opens) + timedelta(days=3)).replace(tzinfo=zone)
    assert ends - begins.astimezone(UTC) == timedelta(hours=hours)
    procedure = BodyRules.of(council.group)
    assert actions.least_end(procedure, begins) - begins.astimezone(UTC) == timedelta(hours=72)
    assert (actions.least_end(procedure, begins) <= ends.astimezone(UTC)) is (hours >= 72)
    text = council.text()
    terms = {
        "revision": newest(text),
        "expires_at": ends,
        "by": council.chair,
        "terms": actions.Terms(confirmed=undone(text)),
        "at": begins,
    }
    if hours >= 72:
        assert actions.require_openable(council.fresh(text), **terms)
    else:
        with pytest.raises(RuleBroken, match="at least 72 hours"):
            actions.require_openable(council.fresh(text), **terms)


@pytest.mark.parametrize(
    ("day", "time", "said"),
    [
        ("2027-03-28", "02:30", "does not exist"),
        ("2026-10-25", "02:30", "comes twice"),
        ("2027-03-28", "03:30", ""),
    ],
)
def test_an_end_is_a_moment_that_is_there_once(day: str, time: str, said: str) -> None:
    """Daylight saving in Vienna, where the OSCE sits: put forward on 28 March 2027, put back on 25 October 2026."""
    with time_machine.travel(datetime(2026, 10, 20, 9, tzinfo=UTC)), translation.override("en"):
        form = EndForm({"ends_on": day, "ends_time": time, "time_zone": "Europe/Vienna"})
        form.fields["time_zone"].choices = [("Europe/Vienna", "Vienna")]  # type: ignore[attr-defined]
        assert form.is_valid() is (said == "")
        assert said in str(form.errors)


def test_who_has_not_answered_is_reminded_once_at_half_time_and_never_who_has(
    council: Cast,
) -> None:
    opened = council.short_round(seconds=60)
    actions.take_position(opened, "supports", by=council.head)
    actions.take_position(opened, "awaiting", by=council.other_head, expected_on=today())
    assert watch_rounds() == 1
    assert watch_rounds() == 0
    reminded = set(
        Delivery.objects.filter(letter__kind="round_reminder").values_list(
            "person__email", flat=True
        )
    )
    assert council.head.email not in reminded
    assert {
        council.other_head.email,
        council.chair.email,
        council.agency_head.email,
        council.society_head.email,
    } == reminded


@pytest.mark.parametrize("zone", ZONES)
def test_an_end_typed_in_any_zone_is_one_moment(council: Cast, zone: str, sign_in: Any) -> None:
    text = council.text()
    local = (timezone.now().astimezone(ZoneInfo(zone)) + timedelta(days=9)).replace(
        hour=18, minute=1, second=0, microsecond=0
    )
    sent = {
        "kind": "silence",
        "ends_on": local.date().isoformat(),
        "ends_time": "18:01",
        "time_zone": zone,
        "revision": "1",
        "undone": sorted(undone(text)),
    }
    chair = sign_in(council.chair)
    address = f"{text.get_absolute_url()}round/"
    shown = chair.post(address, sent)  # the check page
    assert shown.status_code == 200
    assert not text.rounds.exists()
    assert confirm(chair, shown).status_code == 302
    opened = text.rounds.get()
    assert opened.expires_at == local
    page = chair.get(text.get_absolute_url()).content.decode()
    assert "18:01" in page
    assert f'data-ends="{local.astimezone(ZoneInfo(council.chair.time_zone)).isoformat()}"' in page


def test_the_hour_that_daylight_saving_doubles_or_drops_is_shown_with_its_offset() -> None:
    from rec_portal.ui.moments import elsewhere, moment

    spring, autumn = ZoneInfo("Europe/Vienna"), ZoneInfo("Europe/Vienna")
    before = datetime(2026, 10, 25, 2, 30, tzinfo=autumn, fold=0)
    after = datetime(2026, 10, 25, 2, 30, tzinfo=autumn, fold=1)
    assert after.timestamp() - before.timestamp() == 3600
    with translation.override("en"):
        assert "UTC+2" in moment(before, "Europe/Vienna")
        assert "UTC+1" in moment(after, "Europe/Vienna")
        dropped = datetime(2026, 3, 29, 2, 30, tzinfo=spring)
        assert "05:30" in elsewhere(
            dropped, "Europe/Vienna", ["Asia/Tashkent"]
        ) or "06:30" in elsewhere(dropped, "Europe/Vienna", ["Asia/Tashkent"])


@pytest.mark.parametrize("skew", [-90, 90])
def test_a_workers_wrong_clock_neither_adopts_nor_prolongs(council: Cast, skew: int) -> None:
    """The worker's clock is 90 seconds off; the database's alone decides, at the minute."""
    ended = council.short_round(seconds=1.2)
    with time_machine.travel(timezone.now() + timedelta(seconds=skew), tick=True):
        assert close_due_rounds() == 0
        actions.take_position(ended, "awaiting", by=council.head, expected_on=today())
        wait_until(ended.expires_at)
        with pytest.raises(RuleBroken, match="over"):
            actions.take_position(ended, "objects", by=council.head, reason="late")
        assert close_due_rounds() == 1
    ended.refresh_from_db()
    assert (ended.closing, ended.closed_at) == ("expired", ended.expires_at)


def test_without_any_job_the_page_judges_by_the_clock_and_the_act_closes(
    council: Cast, sign_in: Any
) -> None:
    ended = council.short_round(seconds=0.3)
    wait_until(ended.expires_at)
    page = sign_in(council.chair).get(ended.recommendation.get_absolute_url()).content.decode()
    assert "/declare/" in page
    assert 'id="position"' not in page
    ended.refresh_from_db()
    assert ended.status == "open"  # a page writes nothing
    assert council.declare(ended, "consensus", by=council.chair).closing == "expired"
