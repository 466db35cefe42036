"""Two acts that want the same row at the same moment: the second is told so in a sentence, and what was typed stays."""

from __future__ import annotations

import logging

from django.db import IntegrityError, OperationalError
from django.utils.translation import gettext as _
from psycopg.errors import (
    DeadlockDetected,
    ExclusionViolation,
    IntegrityConstraintViolation,
    LockNotAvailable,
    UniqueViolation,
)

from rec_portal.verdicts import RuleBroken

logger = logging.getLogger(__name__)


def lock_wait(error: BaseException) -> RuleBroken | None:
    """The sentence where the database gave up waiting for somebody else's act, where that act has just taken the place, or where a
    rule of the database refuses what was possible when the act asked; nothing for any other error."""
    if isinstance(error, OperationalError) and isinstance(
        error.__cause__, DeadlockDetected | LockNotAvailable
    ):
        return RuleBroken(
            _(
                "Somebody else is doing something to the same thing at this very moment. Nothing was changed: try again."
            )
        )
    if isinstance(error, IntegrityError) and isinstance(
        error.__cause__, ExclusionViolation | UniqueViolation
    ):
        logger.warning("two acts met: %s", error)
        return RuleBroken(
            _("Somebody else has just entered the same. Reload the page to see what stands now.")
        )
    if isinstance(error, IntegrityError) and isinstance(
        error.__cause__, IntegrityConstraintViolation
    ):
        logger.error("a rule of the database refused what an act had let through: %s", error)
        return RuleBroken(
            _("This has just become impossible. Nothing was changed: reload the page to see why.")
        )
    return None
