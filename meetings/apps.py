from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from rec_portal import labels

from . import labels as own


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        from councils.actions import tell_of_mandates
        from documents.actions import limit_by

        from . import notices, permissions
        from .actions import tell_new_speaker
        from .exports import bundling

        permissions.register_facts()
        limit_by(permissions.limits_of)
        tell_of_mandates(tell_new_speaker)
        notices.register_questions()
        bundling.register()
        labels.ACTS.register(own.ACTS)
        labels.LETTERS.register(own.LETTERS)
        labels.WORDS.register(own.WORDS)
