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
            diagram(lifecycle.TRANSITIONS),
            "### A round",
            diagram(lifecycle.ROUND_TRANSITIONS),
            "### An amendment",
            diagram(lifecycle.AMENDMENT_TRANSITIONS),
            "### A report",
            diagram(lifecycle.REPORT_TRANSITIONS),
            "### A meeting",
            diagram(meetings.MEETING_TRANSITIONS),
            "### An invitation",
            diagram(meetings.INVITATION_TRANSITIONS),
            "### A delegate",
            diagram(meetings.DELEGATE_TRANSITIONS),
            "### A speech",
            diagram(meetings.SPEECH_TRANSITIONS),
            "### A record of a meeting",
            diagram(meetings.JOURNAL_TRANSITIONS),
            "### A task",
            diagram(meetings.TASK_TRANSITIONS),
            "### Positions",
            "\n".join(["| Position | What it does | Effect |", "| --- | --- | --- |", *rows]),
        ]
    )


class Command(BaseCommand):
    help = "Print the lifecycles as diagrams for docs/consensus.md."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(page())
