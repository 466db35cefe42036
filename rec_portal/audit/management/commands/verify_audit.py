from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rec_portal.audit import anchors
from rec_portal.audit.models import Entry, head, intact


class Command(BaseCommand):
    help = (
        "Recompute the chain of the audit trail and say whether it holds; with --anchor, whether it still has every head that"
        " a file from outside names, with --head the one that a certificate carries."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchor", type=Path, help="a file of heads, as the portal writes it")
        parser.add_argument("--head", help="one hash, as it stands on a certificate")

    def handle(self, *args: Any, **options: Any) -> None:
        count, broken = intact()
        if broken is not None:
            raise CommandError(f"The audit trail does not hold from entry {broken} on.")
        if path := options["anchor"]:
            self._compare(path)
        if (known := options["head"]) and not Entry.objects.filter(hash=known.strip()).exists():
            raise CommandError(f"The audit trail does not hold: it has no entry {known}.")
        self.stdout.write(f"The audit trail holds: {count} entries, head {head()}.")

    def _compare(self, path: Path) -> None:
        try:
            found = anchors.written(path)
        except (OSError, ValueError) as error:
            raise CommandError(f"{path} cannot be read: {error}") from error
        if not found:
            raise CommandError(f"{path} holds no anchor: nothing was compared.")
        for anchor in found:
            if not anchor.holds:
                raise CommandError(
                    f"The audit trail does not hold: entry {anchor.seq} is not the one that {path} names."
                )
        self.stdout.write(f"{len(found)} anchors hold, up to entry {found[-1].seq}.")
