"""What the rules in the SQL file beside this share with Python, made of the lifecycle table."""

from rec_portal.database import one, paired
from rec_portal.lifecycles import pairs

from ..lifecycle import TRANSITIONS, DeliveryStatus

FACTS = {
    "delivery_transitions": paired(pairs(TRANSITIONS)),
    "sent": one(DeliveryStatus.SENT),
}
