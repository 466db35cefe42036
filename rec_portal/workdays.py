"""Working days of several states at once: a day counts when it is a working day in every one of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

import holidays
from django.conf import settings


@lru_cache(maxsize=64)
def _closed(country: str, year: int) -> holidays.HolidayBase:
    return holidays.country_holidays(country, years=year)


def is_working_day(day: date, countries: Sequence[str]) -> bool:
    """Neither weekend nor public holiday in any of the states (ISO 3166 codes)."""
    return all(day.weekday() < 5 and day not in _closed(country, day.year) for country in countries)


def after_working_days(day: date, count: int, countries: Sequence[str]) -> date:
    """The day on which `count` common working days after `day` have begun; `day` itself does not count."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, countries)
    return day


def day_off(day: date, countries: Sequence[str] = ()) -> str:
    """Who does not work on that day, by code: «KZ, UZ»; empty when everybody does. A weekend is everybody's."""
    states = countries or settings.COUNCIL_STATES
    return ", ".join(code for code in states if not is_working_day(day, [code]))
