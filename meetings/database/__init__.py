"""What the rules in the SQL files beside this share with Python, made of the lifecycle tables."""

from rec_portal.database import joined, listed, one, paired
from rec_portal.lifecycles import pairs

from ..lifecycle import (
    ANSWERS,
    DELEGATE_TRANSITIONS,
    INVITATION_TRANSITIONS,
    JOURNAL_TRANSITIONS,
    MEETING_ACTS,
    MEETING_TRANSITIONS,
    RECORD_ACTS,
    SPEECH_TRANSITIONS,
    TAKEN_BACK,
    TASK_TRANSITIONS,
    CorrectionStatus,
    DelegateStatus,
    InvitationStatus,
    JournalStage,
    JournalStatus,
    MeetingAct,
    MeetingStatus,
    RecordAct,
    SpeechState,
    TaskStatus,
)

_AT = {act: row.at for act, row in MEETING_ACTS.items()}
FACTS = {
    **{f"at_{act}": joined(stages) for act, stages in _AT.items()},
    **{f"record_{act}": joined(row.at) for act, row in RECORD_ACTS.items()},
    "at_inviting_as": joined(_AT[MeetingAct.INVITE_AS], _AT[MeetingAct.INVITE_MORE]),
    "answers": listed(ANSWERS),
    "at_withdrawing_people": joined(_AT[MeetingAct.ANSWER], _AT[MeetingAct.WITHDRAW_INVITATION]),
    "at_leaving_the_list": joined(_AT[MeetingAct.INSCRIBE], _AT[MeetingAct.WITHDRAW_INVITATION]),
    "at_sitting": joined(_AT[MeetingAct.OPEN], _AT[MeetingAct.SIT]),
    "takes_papers": listed(_AT[MeetingAct.ADD_PAPER]),
    "reportable": listed(now for now, then in TASK_TRANSITIONS.items() if TaskStatus.DONE in then),
    "invitation_withdrawn": one(InvitationStatus.WITHDRAWN),
    "delegate_withdrawn": one(DelegateStatus.WITHDRAWN),
    "speech_withdrawn": one(SpeechState.WITHDRAWN),
    "speaking": one(SpeechState.SPEAKING),
    "corrigendum": one(JournalStage.CORRIGENDUM),
    "put_to_silence": one(JournalStage.SILENCE),
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
    "kept_late": listed(RECORD_ACTS[RecordAct.KEEP_LATE].at),
    "proposed": one(CorrectionStatus.PROPOSED),
    "made": one(CorrectionStatus.MADE),
    "spoken": listed((SpeechState.SPOKEN, SpeechState.WITHDRAWN)),
}
