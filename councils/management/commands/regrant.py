from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from councils import grants


class Command(BaseCommand):
    help = "Recompute every right from the facts; --check only tells the differences and fails when there are any."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        differences = list(grants.regrant_all(check=options["check"]))
        for line in differences:
            self.stdout.write(line)
        if options["check"] and differences:
            raise CommandError(f"{len(differences)} rights differ from the facts.")
        self.stdout.write(f"{len(differences)} differences.")
