"""What happens to a meeting: planned, convened, answered, held, recorded; one story a file.

Every act: lock, may, can, change, record, tell (house style). Steps are those of a secretariat's work on a meeting.
"""

from .agenda import (
    add_item,
    add_paper,
    adopt_agenda,
    arrange_items,
    change_item,
    issue_agenda,
    move_item,
    remove_item,
    remove_paper,
)  # fmt: skip
from .convening import (
    Shortfall,
    change_status,
    circulate_papers,
    convene,
    invite_more,
    move,
    postpone,
    remind,
    shortfall,
    waive,
)  # fmt: skip
from .inviting import (
    answer,
    change_delegate,
    complete,
    confirm_all,
    erase_details,
    file_nomination,
    import_delegates,
    nominate,
    note_visa_letter,
    replace,
)  # fmt: skip
from .planning import (
    Recurrence,
    change_invitation,
    change_plan,
    choose_invited,
    copy_meeting,
    load_past_meeting,
    plan,
    plan_series,
)  # fmt: skip
from .polling import answer_dates, ask_for_dates, close_poll
from .sitting import (
    act_on_item,
    check_in,
    end_speech,
    file_statement,
    follow_screens,
    give_floor,
    inscribe,
    move_speaker,
    note_departure,
    note_presence,
    order_speakers,
    resume_sitting,
    suspend_sitting,
    withdraw_speech,
)  # fmt: skip

__all__ = [
    "Recurrence", "Shortfall", "act_on_item", "add_item", "add_paper", "adopt_agenda", "answer", "answer_dates",
    "arrange_items", "ask_for_dates", "change_delegate", "change_invitation", "change_item", "change_plan",
    "change_status", "check_in", "choose_invited", "circulate_papers", "close_poll", "complete", "confirm_all",
    "convene", "copy_meeting", "end_speech", "erase_details", "file_nomination", "file_statement", "follow_screens", "give_floor",
    "import_delegates", "inscribe", "invite_more", "issue_agenda", "load_past_meeting", "move", "move_item",
    "move_speaker", "nominate", "note_departure", "note_presence", "note_visa_letter", "order_speakers", "plan",
    "plan_series", "postpone", "remind", "remove_item", "remove_paper", "replace", "resume_sitting", "shortfall",
    "suspend_sitting", "waive", "withdraw_speech",
]  # fmt: skip
