from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "rec_portal.ui"
    label = "ui"
