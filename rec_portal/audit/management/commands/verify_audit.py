from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rec_portal.audit.models import head, intact


class Command(BaseCommand):
    help = "Recompute the chain of the audit trail and say whether it holds."

    def handle(self, *args: Any, **options: Any) -> None:
        count, broken = intact()
        if broken is not None:
            raise CommandError(f"The audit trail does not hold from entry {broken} on.")
        self.stdout.write(f"The audit trail holds: {count} entries, head {head()}.")
