from django.apps import AppConfig
from django.core.checks import register


class AdministrationConfig(AppConfig):
    name = "rec_portal.administration"

    def ready(self) -> None:
        from .checks import only_what_is_listed

        register(only_what_is_listed)
