"""gettext's binary catalogues, written by Babel so that no gettext has to be installed (decision 0006)."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compile locale/*/LC_MESSAGES/*.po where they are newer than what was compiled of them."
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's own class attribute

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in Path(folder).glob("*/LC_MESSAGES/*.po"):
                target = source.with_suffix(".mo")
                if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                    continue
                with source.open("rb") as read, target.open("wb") as write:
                    write_mo(write, read_po(read))
