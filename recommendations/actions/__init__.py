"""What the Council does with a text, one file a story: drafting, discussing, consensus, adoption."""

from .adopting import declare, forward, publish, statements_for_record
from .consensus import close_round, entitle, open_round, take_position
from .discussing import accept_amendment, comment, decline_amendment, propose_amendment, withdraw_amendment
from .drafting import ClauseDraft, Draft, VersionConflict, begin, draft_of, put_to_consultation, save_text, withdraw

__all__ = [
    "ClauseDraft", "Draft", "VersionConflict", "accept_amendment", "begin", "close_round", "comment", "declare",
    "decline_amendment", "draft_of", "entitle", "forward", "open_round", "propose_amendment", "publish", "put_to_consultation",
    "save_text", "statements_for_record", "take_position", "withdraw", "withdraw_amendment",
]  # fmt: skip
