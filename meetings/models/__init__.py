"""What a meeting is; one story a file: the plan, the invited, the room, the record."""

from .agenda import AgendaItem, AgendaPaper, ExpectedPaper, ItemQuerySet, ItemRole
from .agenda_content import (
    AgendaContent,
    agenda_content_rows,
    in_hand_at,
    recorded_agenda_content,
    register_agenda_content,
    visible_agenda_content,
)
from .inviting import (
    KEPT_DAYS,
    Delegate,
    Detail,
    Invitation,
    InvitationQuerySet,
    PersonalDetail,
    Retention,
    Salutation,
    erase_days,
    erase_on,
)
from .planning import DateChange, Meeting, MeetingGrant, MeetingQuerySet, Waiver
from .polls import DateAnswer, DateOption, DatePoll
from .recording import (
    Correction,
    Decision,
    Journal,
    JournalEntry,
    JournalRevision,
    LateMessage,
    Objection,
    Task,
    ToldOtherwise,
)
from .rules import rules_of
from .sitting import (
    ItemEvent,
    Presence,
    Sitting,
    Speech,
)
from .versions import AgendaVersion, snapshot

__all__ = [
    "KEPT_DAYS",
    "AgendaContent",
    "AgendaItem",
    "AgendaPaper",
    "AgendaVersion",
    "Correction",
    "DateAnswer",
    "DateChange",
    "DateOption",
    "DatePoll",
    "Decision",
    "Delegate",
    "Detail",
    "ExpectedPaper",
    "Invitation",
    "InvitationQuerySet",
    "ItemEvent",
    "ItemQuerySet",
    "ItemRole",
    "Journal",
    "JournalEntry",
    "JournalRevision",
    "LateMessage",
    "Meeting",
    "MeetingGrant",
    "MeetingQuerySet",
    "Objection",
    "PersonalDetail",
    "Presence",
    "Retention",
    "Salutation",
    "Sitting",
    "Speech",
    "Task",
    "ToldOtherwise",
    "Waiver",
    "agenda_content_rows",
    "erase_days",
    "erase_on",
    "in_hand_at",
    "recorded_agenda_content",
    "register_agenda_content",
    "rules_of",
    "snapshot",
    "visible_agenda_content",
]
