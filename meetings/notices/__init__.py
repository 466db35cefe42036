"""The letters of a meeting: before it, and of its record afterwards."""

from .inviting import (
    answer_token,
    appointment_of,
    cancellation,
    date_poll,
    delegate_decided,
    invitation,
    moved,
    papers,
    postponed,
    read_token,
    readers_of,
    register_questions,
    reminder,
)  # fmt: skip

__all__ = [
    "answer_token", "appointment_of", "cancellation", "date_poll", "delegate_decided", "invitation", "moved",
    "papers", "postponed", "read_token", "readers_of", "register_questions", "reminder",
]  # fmt: skip
