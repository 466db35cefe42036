"""What the rules in the SQL files beside this share with Python."""

from django.conf import settings

from rec_portal.database import listed

FACTS = {"languages": listed(code for code, _name in settings.LANGUAGES)}
