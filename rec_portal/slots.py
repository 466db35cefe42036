"""So many at a time, over all processes of the portal: places that are taken and given back."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def slot(name: str, count: int) -> Iterator[bool]:
    """Take one of `count` places under this name, at once or not at all; False when all are taken.

    A place is an advisory lock of the database's session: one that dies gives it back.
    """
    key = zlib.crc32(name.encode()) - 2**31
    taken = next(
        (number for number in range(count) if _ask("pg_try_advisory_lock", key, number)), None
    )
    try:
        yield taken is not None
    finally:
        if taken is not None:
            _ask("pg_advisory_unlock", key, taken)


def _ask(function: str, key: int, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [key, number])  # one of two names of ours
        return bool(cursor.fetchone()[0])
