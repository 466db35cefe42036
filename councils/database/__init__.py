"""What the rules in the SQL files beside this share with Python, made of the lifecycle tables."""

from django.conf import settings

from rec_portal.database import listed, one, rows

from ..lifecycle import MUST_OFFER, SPEAKS, BodyKind, SeatKind

FACTS = {
    "must_offer": rows((effect,) for effect in MUST_OFFER),
    "member": one(SeatKind.MEMBER),
    "plenary": one(BodyKind.PLENARY),
    "speaks": listed(SPEAKS),
    "zone": one(settings.TIME_ZONE),
}
