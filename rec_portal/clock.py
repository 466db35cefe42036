"""The one clock that judges deadlines: the database's.

`now()` of PostgreSQL is the start of the transaction, `clock_timestamp()` is the moment itself; deadlines need the latter.
"""

from datetime import UTC, datetime

from django.db import connection
from django.db.models import DateTimeField, Func
from django.utils.translation import gettext as _


class ClockTimestamp(Func):
    """`clock_timestamp()` inside a query."""

    function = "clock_timestamp"
    output_field = DateTimeField()


def now() -> datetime:
    """The database's time at this moment, in UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def exists(moment: datetime) -> bool:
    """Whether a local time exists: the clocks are put forward over some."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo).replace(fold=0) == moment.replace(
        fold=0
    )


def comes_twice(moment: datetime) -> bool:
    """Whether a local time comes twice: the clocks are put back over some."""
    return (
        exists(moment) and moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()
    )


def trouble_with(moment: datetime) -> str:
    """Why a local time cannot be meant: it does not exist on that day, or comes twice. Empty when it is one moment."""
    if not exists(moment):
        return _("The clocks are put forward over this time; it does not exist on that day.")
    if comes_twice(moment):
        return _(
            "The clocks are put back over this time; it comes twice on that day. Choose another."
        )
    return ""
