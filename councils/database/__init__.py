"""What the rules in the SQL files beside this share with Python, made of the lifecycle tables."""

from django.conf import settings

from rec_portal.database import listed, one

from ..lifecycle import SPEAKS, BodyKind, SeatKind

FACTS = {
    "member": one(SeatKind.MEMBER),
    "plenary": one(BodyKind.PLENARY),
    "speaks": listed(SPEAKS),
    "zone": one(settings.TIME_ZONE),
}
