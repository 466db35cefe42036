"""What is typed about meetings, made into values; nothing is saved here."""

from .inviting import (
    AnswerForm,
    DateAnswersForm,
    DelegateForm,
    DelegatesFileForm,
    InvitationForm,
    MoreForm,
    NominationForm,
    PollForm,
    RecordedAnswerForm,
)  # fmt: skip
from .planning import (
    CancelForm,
    DateInput,
    InvitedForm,
    ItemForm,
    MeetingForm,
    MoveForm,
    PaperChoiceForm,
    PostponeForm,
    ReasonForm,
    SeriesForm,
    TimeInput,
    zones,
)  # fmt: skip

__all__ = [
    "AnswerForm", "CancelForm", "DateAnswersForm", "DateInput", "DelegateForm", "DelegatesFileForm", "InvitationForm",
    "InvitedForm", "ItemForm", "MeetingForm", "MoreForm", "MoveForm", "NominationForm", "PaperChoiceForm", "PollForm",
    "PostponeForm", "ReasonForm", "RecordedAnswerForm", "SeriesForm", "TimeInput", "zones",
]  # fmt: skip
