import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from desk.actions import RealPeople, load_demonstration


class Command(BaseCommand):
    help = "Load invented organisations, people and texts for a demonstration. Refuses where there are real people."

    def handle(self, *args: Any, **options: Any) -> None:
        given = os.environ.get("DEMO_PASSWORD")
        password = given or ("" if User.objects.exists() else secrets.token_urlsafe(12))
        file = Path(settings.BASE_DIR) / "councils" / "data" / "demonstration.json"
        try:
            people = load_demonstration(json.loads(file.read_text(encoding="utf-8")), password)
        except RealPeople as refusal:
            raise CommandError(
                "There are real people in this database; the demonstration is not loaded."
            ) from refusal
        width = max(len(address) for address, _what in people)
        self.stdout.write("Demonstration sign-ins (everything they name is invented):")
        for address, what in people:
            self.stdout.write(f"  {address:<{width}}  {what}")
        self.stdout.write(f"  password for all of them: {password or 'as it was given before'}")
