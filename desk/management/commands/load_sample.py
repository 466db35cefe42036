from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk.actions import RealPeople, load_sample


class Command(BaseCommand):
    help = "Fill a database with the sample of `make bench`; the same from the same seed. Refuses where there are real people."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=int, default=1)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counts = load_sample(options["scale"], options["seed"])
        except RealPeople as refusal:
            raise CommandError(
                "There are real people in this database; the sample is not loaded."
            ) from refusal
        self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()))
