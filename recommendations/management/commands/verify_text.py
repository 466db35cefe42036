"""Is a file the adopted text? Exit 0 when it is (official copy, or the same words), 1 when it is not."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rec_portal.untrusted import TooHeavy
from recommendations.exports.verify import (
    CERTIFICATE,
    MORE_WORDS,
    OFFICIAL,
    OTHER_WORDS,
    SAME_WORDS,
    verify,
)


class Command(BaseCommand):
    help = "Say whether FILE (PDF, Word or plain text) is an adopted text of the Council."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as failure:
            raise CommandError(str(failure)) from failure
        try:
            finding = verify(content)
        except TooHeavy as failure:
            raise CommandError(
                f"Not an official copy, and too heavy to read as a text: {failure}"
            ) from failure
        symbol = finding.recommendation.symbol if finding.recommendation else ""
        if finding.verdict == OFFICIAL:
            self.stdout.write(
                f"{symbol}: the official copy in {finding.language}, byte for byte. sha256 {finding.sha256}"
            )
        elif finding.verdict == SAME_WORDS:
            self.stdout.write(
                f"{symbol}: the words of the adopted text in {finding.language}, not the official copy."
            )
        elif finding.verdict == CERTIFICATE:
            self.stdout.write(
                f"{symbol}: the words of its certificate of adoption in {finding.language}, not the text itself."
            )
        elif finding.verdict == MORE_WORDS:
            raise CommandError(
                f"{symbol}: holds words that the adopted text has not: {' | '.join(finding.more)}"
            )
        elif finding.verdict == OTHER_WORDS:
            raise CommandError(
                f"{symbol}: not the adopted text. Not found word for word: {', '.join(finding.missing)}"
            )
        else:
            raise CommandError("Not an adopted text of the Council.")
