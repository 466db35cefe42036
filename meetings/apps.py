from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        from . import notices, permissions
        from .papers import packing

        permissions.register_facts()
        notices.register_questions()
        notices.register_record_questions()
        packing.register()
