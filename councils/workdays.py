"""Working days of several states at once: a day counts when it is a working day in every one of them.

What a state has by law is the `holidays` library's knowledge; what its government decrees – a working day moved, a day off given –
is a row of `DecreedDay`, entered in the administration, and goes before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property, lru_cache

import holidays
from django.conf import settings

from .models import DecreedDay


@lru_cache(maxsize=64)
def _known(country: str, year: int) -> holidays.HolidayBase:
    return holidays.country_holidays(country, years=year)


class Workdays:
    """The working days of states (ISO 3166 codes; the Council's own where none are named), with what is decreed today."""

    def __init__(self, countries: Sequence[str] = ()) -> None:
        self.countries: Sequence[str] = countries or settings.COUNCIL_STATES

    @cached_property
    def _decreed(self) -> dict[tuple[str, date], bool]:
        rows = DecreedDay.objects.values_list("state__code", "day", "is_working")
        return {(code, day): works for code, day, works in rows}

    def works(self, day: date, country: str) -> bool:
        """Is it a working day in this state?"""
        decreed = self._decreed.get((country, day))
        return _known(country, day.year).is_working_day(day) if decreed is None else decreed

    def is_working_day(self, day: date) -> bool:
        """In every one of the states."""
        return all(self.works(day, country) for country in self.countries)

    def after(self, day: date, count: int) -> date:
        """The day on which `count` common working days after `day` have begun; `day` itself does not count."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_working_day(day)
        return day

    def off(self, day: date) -> str:
        """Who does not work on that day, by code: «KZ, UZ»; empty when everybody does."""
        return ", ".join(code for code in self.countries if not self.works(day, code))
