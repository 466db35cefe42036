"""Two acts that want the same row at the same moment: the second is told so in a sentence, and what was typed stays."""

from __future__ import annotations

from django.db import OperationalError
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected, LockNotAvailable

from rec_portal.verdicts import RuleBroken


def lock_wait(error: BaseException) -> RuleBroken | None:
    """The sentence where the database gave up waiting for somebody else's act; nothing for any other error."""
    if isinstance(error, OperationalError) and isinstance(
        error.__cause__, DeadlockDetected | LockNotAvailable
    ):
        return RuleBroken(
            _(
                "Somebody else is doing something to the same thing at this very moment. Nothing was changed: try again."
            )
        )
    return None
