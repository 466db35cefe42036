"""What the rules in the SQL files beside this share with Python, made of the lifecycle tables."""

from rec_portal.database import listed, one, paired
from rec_portal.lifecycles import pairs

from ..lifecycle import (
    DELEGATE_TRANSITIONS,
    INVITATION_TRANSITIONS,
    JOURNAL_TRANSITIONS,
    MEETING_TRANSITIONS,
    RECORD_ACTS,
    SPEECH_TRANSITIONS,
    TAKEN_BACK,
    TASK_TRANSITIONS,
    CorrectionStatus,
    InvitationStatus,
    JournalStatus,
    MeetingStatus,
    RecordAct,
    SpeechState,
)

FACTS = {
    "meeting_transitions": paired(pairs(MEETING_TRANSITIONS)),
    "taken_back": paired(pairs(TAKEN_BACK)),
    "opening": paired(
        pair for pair in pairs(MEETING_TRANSITIONS) if pair[1] == MeetingStatus.IN_SESSION
    ),
    "in_session": one(MeetingStatus.IN_SESSION),
    "invitation_transitions": paired(pairs(INVITATION_TRANSITIONS)),
    "delegate_transitions": paired(pairs(DELEGATE_TRANSITIONS)),
    "journal_transitions": paired(pairs(JOURNAL_TRANSITIONS)),
    "speech_transitions": paired(pairs(SPEECH_TRANSITIONS)),
    "task_transitions": paired(pairs(TASK_TRANSITIONS)),
    "planned": one(MeetingStatus.PLANNED),
    "over": listed((MeetingStatus.CLOSED, MeetingStatus.CANCELLED)),
    "prepared": one(InvitationStatus.PREPARED),
    "draft": one(JournalStatus.DRAFT),
    "circulated": one(JournalStatus.CIRCULATED),
    "silence": one(JournalStatus.SILENCE),
    "frozen": one(JournalStatus.FROZEN),
    "objected": listed(RECORD_ACTS[RecordAct.OBJECT].at),
    "kept_late": listed(RECORD_ACTS[RecordAct.KEEP_LATE].at),
    "proposed": one(CorrectionStatus.PROPOSED),
    "made": one(CorrectionStatus.MADE),
    "spoken": listed((SpeechState.SPOKEN, SpeechState.WITHDRAWN)),
}
