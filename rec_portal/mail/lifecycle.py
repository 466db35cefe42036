"""When a delivery may change: queued → sending → sent; deferred and again; failed; cancelled."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeliveryStatus(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Accepted by the mail server")
    DEFERRED = "deferred", _("Will be tried again")
    FAILED = "failed", _("Refused for good")
    CANCELLED = "cancelled", _("Not sent: no longer entitled")


TRANSITIONS: dict[str, frozenset[str]] = {
    DeliveryStatus.QUEUED: frozenset({DeliveryStatus.SENDING, DeliveryStatus.CANCELLED}),
    DeliveryStatus.SENDING: frozenset(
        {
            DeliveryStatus.SENT,
            DeliveryStatus.DEFERRED,
            DeliveryStatus.FAILED,
            DeliveryStatus.CANCELLED,
            DeliveryStatus.QUEUED,
        }
    ),
    DeliveryStatus.DEFERRED: frozenset({DeliveryStatus.SENDING, DeliveryStatus.CANCELLED}),
    DeliveryStatus.SENT: frozenset(
        {DeliveryStatus.FAILED}
    ),  # it came back later: recorded by hand, with the reason
    DeliveryStatus.FAILED: frozenset({DeliveryStatus.QUEUED}),
    DeliveryStatus.CANCELLED: frozenset(),
}
WAITING = (DeliveryStatus.QUEUED, DeliveryStatus.DEFERRED)
