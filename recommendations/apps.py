from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from rec_portal import labels

from . import labels as own


class RecommendationsConfig(AppConfig):
    name = "recommendations"
    verbose_name = _("Recommendations")

    def ready(self) -> None:
        from councils.actions import tell_of_mandates
        from meetings.models import register_agenda_content

        from . import notices
        from .actions import tell_new_speaker
        from .models import TEXTS_ON_AGENDA

        notices.register_questions()
        tell_of_mandates(tell_new_speaker)
        register_agenda_content(TEXTS_ON_AGENDA)
        labels.ACTS.register(own.ACTS)
        labels.LETTERS.register(own.LETTERS)
        labels.WORDS.register(own.WORDS)
