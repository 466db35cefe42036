"""Right before sending, each letter asks whether it is still its reader's business."""

from __future__ import annotations

from accounts.labels import LETTERS as OF_ACCOUNTS
from councils.labels import LETTERS as OF_COUNCILS
from rec_portal.labels import LETTERS
from rec_portal.mail import actions as mail
from rec_portal.mail.models import Delivery, Letter
from recommendations import notices
from tests.cast import Cast

WITHOUT_A_QUESTION = {*OF_ACCOUNTS, *OF_COUNCILS}
"""About the reader's own account; and of mandates, of which whoever spoke until now is told as well."""


def test_a_letter_about_a_text_asks_about_that_text(council: Cast) -> None:
    """Not whether there is some text that its reader may see."""
    letter = Letter(kind="text_ended", about_id=council.text().pk)
    for person, reads in ((council.head, True), (council.outsider, False)):
        assert notices.still_reads(Delivery(letter=letter, person=person)) is reads
    letter.about_id += 1
    assert not notices.still_reads(Delivery(letter=letter, person=council.head))


def test_every_kind_of_letter_asks_before_it_is_sent() -> None:
    asking = set(mail._still_entitled) - {"test"}
    assert len(asking) > 40
    assert set(LETTERS._words) - asking == WITHOUT_A_QUESTION
    assert asking <= set(LETTERS._words)


def test_a_letter_asks_about_what_it_is_about() -> None:
    """The key of a report is not that of a text: asked of the wrong table, a letter goes to whoever may not read it."""
    about_reports = {"report_assigned", "report_reminder", "report_asked", "report_item_passed"}
    asked = {
        kind for kind, question in mail._still_entitled.items() if question is notices.still_reports
    }
    assert asked == about_reports
    assert mail._still_entitled["offer_matched"] is notices.still_represents
    of_texts = {
        kind for kind, question in mail._still_entitled.items() if question is notices.still_reads
    }
    assert of_texts == set(notices.LETTERS) - about_reports - {"offer_matched"}
