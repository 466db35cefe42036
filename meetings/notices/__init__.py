"""The letters of a meeting: before it, and of its record afterwards."""

from .inviting import (
    answer_token,
    appointment_of,
    cancellation,
    corrected,
    date_poll,
    delegate_decided,
    delegates_confirmed,
    invitation,
    moved,
    papers,
    poll_closed,
    postponed,
    read_token,
    readers_of,
    register_questions,
    reminder,
)  # fmt: skip
from .recording import (
    adopted,
    circulated,
    correction_decided,
    corrigendum,
    put_to_silence,
    stopped,
    task,
)  # fmt: skip
from .recording import (
    register_questions as register_record_questions,
)

__all__ = [
    "adopted",
    "answer_token",
    "appointment_of",
    "cancellation",
    "circulated",
    "corrected",
    "correction_decided",
    "corrigendum",
    "date_poll",
    "delegate_decided",
    "delegates_confirmed",
    "invitation",
    "moved",
    "papers",
    "poll_closed",
    "postponed",
    "put_to_silence",
    "read_token",
    "readers_of",
    "register_questions",
    "register_record_questions",
    "reminder",
    "stopped",
    "task",
]  # fmt: skip
