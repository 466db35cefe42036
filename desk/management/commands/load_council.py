import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from desk.actions import load_council


class Command(BaseCommand):
    help = "Load the public facts about the Council; safe to run on a live system, again and again."

    def add_arguments(self, parser: CommandParser) -> None:
        default = Path(settings.BASE_DIR) / "councils" / "data" / "council.json"
        parser.add_argument("--file", type=Path, default=default)

    def handle(self, *args: Any, **options: Any) -> None:
        counts = load_council(json.loads(options["file"].read_text(encoding="utf-8")))
        self.stdout.write(
            "The Council is loaded: "
            + ", ".join(f"{count} {name}" for name, count in counts.items())
            + "."
        )
