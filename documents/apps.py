from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from rec_portal import labels

from . import labels as own


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        from . import permissions  # noqa: F401  # registers the facts behind its grants

        labels.ACTS.register(own.ACTS)
