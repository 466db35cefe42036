from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecommendationsConfig(AppConfig):
    name = "recommendations"
    verbose_name = _("Recommendations")

    def ready(self) -> None:
        from meetings.models import attach_to_items

        from . import notices
        from .models import shown_on_agenda, visible_on_agenda

        notices.register_questions()
        attach_to_items(shown_on_agenda, visible_on_agenda)
