"""Who may see a thing, from the widest circle to the narrowest (distribution category)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    PUBLIC = "public", _("Public")
    COUNCIL = "council", _("Council: any representative")
    BODY = "body", _("Body: seats of the body and those invited")
    RESTRICTED = "restricted", _("Restricted: members of the body")
    SECRETARIAT = "secretariat", _("Secretariat")
