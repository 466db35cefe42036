from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from rec_portal import labels

from . import labels as own


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People who sign in")

    def ready(self) -> None:
        from rec_portal.mail import actions as mail

        from . import receivers

        receivers.listen()
        mail.send_even_to_the_deactivated("account_security")
        labels.ACTS.register(own.ACTS)
        labels.LETTERS.register(own.LETTERS)
