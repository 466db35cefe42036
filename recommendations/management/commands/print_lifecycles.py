"""The tables of the lifecycles as they are read: which act at which stage, and where it leads. The docs hold what this prints."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from councils import lifecycle as councils
from documents import lifecycle as documents
from meetings import lifecycle as meetings
from rec_portal.lifecycles import Act
from rec_portal.mail import lifecycle as mail
from recommendations import lifecycle

HEADING = "## The tables, printed by `manage.py print_lifecycles`"


def diagram(changes: Mapping[str, frozenset[str]]) -> str:
    lines = [f"    {now} --> {then}" for now, thens in changes.items() for then in sorted(thens)]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])


def _stages(stages: Iterable[str]) -> str:
    return ", ".join(f"`{stage}`" for stage in stages) or "–"


def acts(table: Mapping[str, Act]) -> str:
    """Each act with the stages at which it is possible and those to which it leads."""
    rows = [f"| {name} | {_stages(act.at)} | {_stages(act.to)} |" for name, act in table.items()]
    return "\n".join(["| Act | At | Leads to |", "| --- | --- | --- |", *rows])


def together(**groups: Iterable[str]) -> str:
    """Stages that one word names."""
    rows = [f"| {name.replace('_', ' ')} | {_stages(stages)} |" for name, stages in groups.items()]
    return "\n".join(["| Together | Stages |", "| --- | --- |", *rows])


def _consensus() -> list[str]:
    with translation.override(settings.LANGUAGE_CODE):
        positions = [
            f"| {meaning.label} | {meaning.meaning} | {councils.Effect(meaning.effect).label} |"
            for meaning in councils.MEANINGS.values()
        ]
    return [
        "### A recommendation",
        diagram(lifecycle.TRANSITIONS),
        acts(lifecycle.TEXT_ACTS),
        together(
            written=lifecycle.EDITABLE,
            laid_before_a_body_above=lifecycle.LAID,
            open_to_comments=lifecycle.OPEN_TO_COMMENTS,
            public=lifecycle.PUBLIC,
            final=lifecycle.FINAL,
            ended=lifecycle.ENDED,
            decided_by_a_round=lifecycle.DECIDED_BY_ROUND,
            of_the_group=lifecycle.OF_THE_GROUP,
            written_by_acts=lifecycle.WRITTEN_BY_ACTS,
            just_begun=lifecycle.BEGUN,
        ),
        "### A round",
        diagram(lifecycle.ROUND_TRANSITIONS),
        acts(lifecycle.ROUND_ACTS),
        together(
            running=lifecycle.RUNNING,
            ended=lifecycle.ENDED_ROUND,
            voiding=lifecycle.VOIDING,
            adopting=lifecycle.ADOPTING,
            annexed=councils.ANNEXED,
        ),
        "### An amendment",
        diagram(lifecycle.AMENDMENT_TRANSITIONS),
        acts(lifecycle.AMENDMENT_ACTS),
        together(
            open=lifecycle.OPEN_AMENDMENTS,
            decided=lifecycle.DECIDED,
            dispositions_with_a_response=lifecycle.NEEDS_RESPONSE,
        ),
        "### A report",
        diagram(lifecycle.REPORT_TRANSITIONS),
        acts(lifecycle.REPORT_ACTS),
        "### Positions",
        "\n".join(["| Position | What it does | Effect |", "| --- | --- | --- |", *positions]),
    ]


def _meetings() -> list[str]:
    items = {name: Act(tuple(sorted(at)), (to,)) for name, (at, to) in meetings.ITEM_ACTS.items()}
    return [
        "### A meeting",
        diagram(
            {
                stage: thens | meetings.TAKEN_BACK.get(stage, frozenset())
                for stage, thens in meetings.MEETING_TRANSITIONS.items()
            }
        ),
        acts(meetings.MEETING_ACTS),
        "### An invitation",
        diagram(meetings.INVITATION_TRANSITIONS),
        together(answers=meetings.ANSWERS),
        "### A delegate",
        diagram(meetings.DELEGATE_TRANSITIONS),
        together(coming=meetings.COMING),
        "### An item of the agenda",
        acts(items),
        "### A speech",
        diagram(meetings.SPEECH_TRANSITIONS),
        "### A record of a meeting",
        diagram(meetings.JOURNAL_TRANSITIONS),
        acts(meetings.RECORD_ACTS),
        "### A task",
        diagram(meetings.TASK_TRANSITIONS),
        "### Circles of a document",
        together(
            from_the_widest=sorted(documents.WIDTH, key=documents.WIDTH.__getitem__, reverse=True),
            released_by_two=documents.RELEASED_BY_TWO,
            served=documents.SERVED,
        ),
    ]


def _notices() -> list[str]:
    return ["### A delivery", diagram(mail.TRANSITIONS), together(waiting=mail.WAITING)]


def _permissions() -> list[str]:
    return [
        "### Roles and offices",
        together(
            speaks=councils.SPEAKS,
            presides=councils.PRESIDES,
            above_the_groups=councils.ABOVE_GROUPS,
        ),
    ]


def pages() -> dict[str, str]:
    """Page of the docs → what it holds from `HEADING` on; codes, and words in English."""
    found = {
        "consensus.md": _consensus(),
        "meetings.md": _meetings(),
        "notices.md": _notices(),
        "permissions.md": _permissions(),
    }
    return {name: "\n\n".join([HEADING, *parts]) + "\n" for name, parts in found.items()}


class Command(BaseCommand):
    help = "Print the tables of the lifecycles into their pages of the docs."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, printed in pages().items():
            file = Path(settings.BASE_DIR) / "docs" / name
            before = file.read_text(encoding="utf-8").split(HEADING)[0].rstrip()
            file.write_text(f"{before}\n\n{printed}", encoding="utf-8")
            self.stdout.write(f"docs/{name}")
