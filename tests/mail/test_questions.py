"""Right before sending, each letter asks whether it is still its reader's business."""

from __future__ import annotations

from accounts.labels import LETTERS as OF_ACCOUNTS
from councils.labels import LETTERS as OF_COUNCILS
from rec_portal.labels import LETTERS
from rec_portal.mail import actions as mail

WITHOUT_A_QUESTION = {*OF_ACCOUNTS, *OF_COUNCILS}
"""About the reader's own account; and of mandates, of which whoever spoke until now is told as well."""


def test_every_kind_of_letter_asks_before_it_is_sent() -> None:
    asking = set(mail._still_entitled) - {"test"}
    assert len(asking) > 40
    assert set(LETTERS._words) - asking == WITHOUT_A_QUESTION
    assert asking <= set(LETTERS._words)
