from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from rec_portal import labels

from . import labels as own


class MailConfig(AppConfig):
    name = "rec_portal.mail"
    label = "mail"
    verbose_name = _("Letters")

    def ready(self) -> None:
        labels.ACTS.register(own.ACTS)
