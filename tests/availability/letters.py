"""The table of what is done by hand to the post, and a delivery at each stage."""

from __future__ import annotations

from collections.abc import Callable

from rec_portal.mail.models import Delivery
from tests.availability.cells import Address, Row, everywhere
from tests.availability.texts import SECRETARIAT
from tests.cast import Cast, handed

STAGES = ("queued", "sent", "failed")


def delivery_at(council: Cast, stage: str) -> Delivery:
    """A letter of a convening."""
    council.meeting()
    delivery = Delivery.objects.order_by("pk")[0]
    if stage != "queued":
        handed(Delivery.objects.filter(pk=delivery.pk), stage)
    return delivery


def _by_hand(act: str) -> Callable[[Delivery], Address]:
    return lambda held: ("desk:delivery", (held.pk,), {"act": act, "reason": "Mailbox unknown."})


ROWS = [
    Row(
        "send_again",
        "post: what was refused for good is sent again by the secretariat",
        _by_hand("send_again"),
        everywhere(["failed"], SECRETARIAT),
    ),
    Row(
        "came_back",
        "post: what the server had accepted comes back to the mailbox",
        _by_hand("came_back"),
        everywhere(["sent"], SECRETARIAT),
    ),
    Row(
        "resume",
        "post: the way to the mail server is opened by hand",
        lambda held: ("desk:resume-mail", (), {}),
        everywhere(STAGES, SECRETARIAT),
    ),
]
