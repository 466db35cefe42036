"""The tables of the lifecycles as diagrams; docs/consensus.md holds what this prints."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from meetings import lifecycle as meetings
from recommendations import lifecycle


def diagram(changes: dict[str, frozenset[str]]) -> str:
    lines = [f"    {now} --> {then}" for now, thens in changes.items() for then in sorted(thens)]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])


def page() -> str:
    """All diagrams and the table of positions, in English."""
    with translation.override("en"):
        rows = [
            f"| {meaning.label} | {meaning.meaning} | {lifecycle.Effect(meaning.effect).label} |"
            for meaning in lifecycle.MEANINGS.values()
        ]
    return "\n\n".join(
        [
            "### A recommendation",
            diagram(lifecycle.CHANGES),
            "### A round",
            diagram(lifecycle.ROUND_CHANGES),
            "### An amendment",
            diagram(lifecycle.AMENDMENT_CHANGES),
            "### A report",
            diagram(lifecycle.REPORT_CHANGES),
            "### A meeting",
            diagram(meetings.MEETING_CHANGES),
            "### An invitation",
            diagram(meetings.INVITATION_CHANGES),
            "### A delegate",
            diagram(meetings.DELEGATE_CHANGES),
            "### A speech",
            diagram(meetings.SPEECH_CHANGES),
            "### A record of a meeting",
            diagram(meetings.JOURNAL_CHANGES),
            "### A task",
            diagram(meetings.TASK_CHANGES),
            "### Positions",
            "\n".join(["| Position | What it does | Effect |", "| --- | --- | --- |", *rows]),
        ]
    )


class Command(BaseCommand):
    help = "Print the lifecycles as diagrams for docs/consensus.md."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(page())
