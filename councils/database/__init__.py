"""What the rules in the SQL files beside this share with Python, made of the lifecycle tables."""

from django.conf import settings

from rec_portal.database import listed, one

from ..lifecycle import SPEAKS

FACTS = {
    "speaks": listed(SPEAKS),
    "zone": one(settings.TIME_ZONE),
}
