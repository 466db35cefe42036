"""For invented Councils: the letters of a round that was laid out in the past, as if they had been handed over."""

import uuid

from rec_portal import clock
from rec_portal.mail import actions as mail
from rec_portal.mail.lifecycle import DeliveryStatus
from rec_portal.mail.models import Delivery
from recommendations import notices
from recommendations.models import ConsensusRound


def handed_over(made: ConsensusRound) -> None:
    """Everyone entitled has been told: silence over whom no letter reached would not run out."""
    mail.queue(notices.round_opened(made), by=made.opened_by)
    queued = Delivery.objects.of_act(made.key).queued()
    letters = Delivery.objects.filter(pk__in=list(queued.values_list("pk", flat=True)))
    at = clock.now()
    letters.update(status=DeliveryStatus.SENDING, lease=uuid.uuid4(), lease_until=at)
    letters.update(status=DeliveryStatus.SENT, lease=None, lease_until=None, sent_at=at)
