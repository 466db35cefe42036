"""The one clock that judges deadlines: the database's.

`now()` of PostgreSQL is the start of the transaction, `clock_timestamp()` is the moment itself; deadlines need the latter.
"""

from datetime import datetime

from django.db import connection
from django.db.models import DateTimeField, Func


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
