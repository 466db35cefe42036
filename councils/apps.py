from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from rec_portal import labels

from . import labels as own


class CouncilsConfig(AppConfig):
    name = "councils"
    verbose_name = _("The Council")

    def ready(self) -> None:
        from rec_portal.mail import actions as mail

        from . import permissions

        mail.ask_who_may(permissions.may_manage)
        labels.ACTS.register(own.ACTS)
        labels.LETTERS.register(own.LETTERS)
        labels.WORDS.register(own.WORDS)
