"""The table of what is done to a record, to a task and to a poll, and each of them at each stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from councils.models import today
from meetings import actions
from meetings.models import Correction, DatePoll, Journal, JournalEntry, Task
from rec_portal import clock
from tests.availability.cells import Address, Row, everywhere
from tests.availability.texts import CHAIR, PEN, SECRETARIAT
from tests.cast import Cast, end, heard
from tests.meetings.test_record import begun, circulated
from tests.meetings.test_silence_of_record import under_silence

RECORD_STAGES = ("draft", "circulated", "silence", "frozen")
TASK_STAGES = ("open", "done", "closed", "dropped")
POLL_STAGES = ("open", "over", "closed")
SPEAKERS = frozenset(
    {"head", "excom_chair", "other_head", "chair", "agency_head", "society_head", "observer"}
)
MEMBERS = SPEAKERS - {"observer"}
SOGDIANA = frozenset({"head", "excom_chair"})


@dataclass
class Written:
    """A record, the entry that holds Sogdiana's statement, and a correction that was proposed where any was."""

    journal: Journal
    entry: JournalEntry
    correction: Correction | None
    unreached: int


def _on(name: str, data: dict[str, Any], *more: Any) -> Callable[[Written], Address]:
    return lambda held: (f"meetings:{name}", (held.journal.pk, *more), data)


def _until(verb: str) -> Callable[[Written], Address]:
    def to(held: Written) -> Address:
        zone = ZoneInfo(held.journal.meeting.time_zone)
        until = (timezone.now() + timedelta(hours=30)).astimezone(zone)
        data = {"on": until.date().isoformat(), "hour": "12:00"}
        return "meetings:record-until", (held.journal.pk, verb), data

    return to


def _after_corrections(held: Written) -> Address:
    """What was proposed is decided, and the time for corrections is over."""
    if held.correction:
        actions.decide_correction(
            held.correction,
            make=False,
            answer="It was said so.",
            by=held.correction.entry.journal.begun_by,
            at=timezone.now(),
        )
        end(held.journal)
    return _until("silence")(held)


def _over(held: Written) -> Address:
    """Everybody was reached, and the time is over; the clock has not looked yet."""
    if held.journal.status == "silence":
        heard(held.journal)
        end(held.journal)
    return "meetings:record-settle", (held.journal.pk,), {}


RECORD_ROWS = [
    Row(
        "save_entry",
        "record: written while it is a draft, by secretariat, rapporteur or chair",
        lambda held: (
            "meetings:entry-edit",
            (held.entry.pk,),
            {"text_en": "Words.", "text_ru": "Слова.", "based_on": held.entry.version},
        ),
        everywhere(["draft"], PEN),
    ),
    Row(
        "refill_journal",
        "record: what has happened since comes in by itself",
        _on("record-refill", {}),
        everywhere(["draft"], PEN),
    ),
    Row(
        "circulate_journal",
        "record: given to the delegations for corrections",
        _until("circulate"),
        everywhere(["draft"], PEN),
    ),
    Row(
        "recall_journal",
        "record: taken back from the corrections by who writes it",
        _on("record-recall", {"reason": "A fault of ours."}),
        everywhere(["circulated"], PEN),
    ),
    Row(
        "decide_correction",
        "record: a proposed correction is made or not, with a reason",
        lambda held: (
            (
                "meetings:correction-decide",
                (held.correction.pk, "decline"),
                {"answer": "It was said so."},
            )
            if held.correction
            else None
        ),
        everywhere(["circulated"], PEN),
    ),
    Row(
        "correct",
        "record: a delegation that took part corrects its own statement, and proposes what else is to be corrected",
        lambda held: (
            "meetings:entry-correct",
            (held.entry.pk,),
            {"language": "en", "before": "Agreed", "after": "Decided", "reason": "So it was."},
        ),
        everywhere(["circulated"], SPEAKERS),
        SPEAKERS,
        {"draft": SPEAKERS & PEN},
    ),
    Row(
        "put_journal_to_silence",
        "record: after the corrections, by the chair or on the chair's behalf",
        _after_corrections,
        everywhere(["circulated"], CHAIR),
    ),
    Row(
        "note_told",
        "record: how a member that no letter reached was told of the silence",
        lambda held: (
            "meetings:record-told",
            (held.journal.pk,),
            {"organisation": held.unreached, "source": "Note verbale 7"},
        ),
        everywhere(["silence"], SECRETARIAT),
    ),
    Row(
        "object_to_journal keep_late_message",
        "record: a member that objects breaks the silence; what comes after it is kept as late",
        _on("record-object", {"reason": "We did not say so."}),
        everywhere(["silence", "frozen"], MEMBERS),
        MEMBERS,
        {"draft": MEMBERS & PEN},
    ),
    Row(
        "settle_journal",
        "record: the clock need not be waited for when the silence is over",
        _over,
        everywhere(["silence"], CHAIR),
        unasked="it is the clock's: the page that has it look at once asks",
    ),
    Row(
        "issue_journal_corrigendum",
        "record: after its adoption nothing changes, what was wrong is said beside it",
        _on(
            "record-corrigendum",
            {"text_en": "Read X.", "text_ru": "Читать X.", "reason": "A slip.", "entry": ""},
        ),
        everywhere(["frozen"], CHAIR),
    ),
]


def record_at(council: Cast, stage: str) -> Written:
    journal = {"draft": begun, "circulated": circulated}.get(stage, under_silence)(council)
    entry = journal.entries.exclude(item=None).first()
    assert entry
    correction = None
    if stage == "circulated":
        correction = actions.correct(
            entry, "en", "Agreed", "Decided", reason="So it was.", by=council.other_head,
            at=timezone.now(),
        )  # fmt: skip
    elif stage == "frozen":
        heard(journal)
        end(journal)
        assert actions.settle_journal(journal)
    journal = Journal.objects.select_related("meeting__body").get(pk=journal.pk)
    assert journal.status == stage
    return Written(journal, entry, correction, council.organisations["mothers"].pk)


TASK_ROWS = [
    Row(
        "report_task",
        "tasks: reported by the responsible organisation, or for it",
        lambda task: ("meetings:task-report", (task.pk,), {"report": "Done."}),
        everywhere(["open"], SOGDIANA | SECRETARIAT),
    ),
    Row(
        "change_task",
        "tasks: closed by the chair, or on the chair's behalf",
        lambda task: ("meetings:task-change", (task.pk, "close"), {}),
        everywhere(["open", "done"], CHAIR),
    ),
    Row(
        "change_task",
        "tasks: opened again where the report does not do",
        lambda task: ("meetings:task-change", (task.pk, "reopen"), {}),
        everywhere(["done"], CHAIR),
    ),
    Row(
        "change_task",
        "tasks: dropped",
        lambda task: ("meetings:task-change", (task.pk, "drop"), {}),
        everywhere(["open"], CHAIR),
    ),
]


def task_at(council: Cast, stage: str) -> Task:
    meeting = council.meeting(starts_in=timedelta(hours=2), items=1)
    at = timezone.now()
    actions.change_status(meeting, "in_session", by=council.chair, at=at)
    values = {
        "title": "Do",
        "organisation": council.organisations["sogdiana"],
        "due_on": today(),
        "decision": None,
        "i18n": {"title_ru": "Сделать"},
    }
    task = actions.give_task(meeting, values, by=council.chair, at=at)
    if stage == "done":
        task = actions.report_task(task, "Done.", None, by=council.head, at=at)
    elif stage != "open":
        task = actions.change_task(task, stage, by=council.chair, at=at)
    assert task.status == stage
    return task


def _fits(poll: DatePoll) -> dict[str, str]:
    return {f"fits_{option.pk}": "yes" for option in poll.options.all()}


POLL_ROWS = [
    Row(
        "answer_dates",
        "polls: by who speaks for an organisation that was asked, until the day named",
        lambda poll: ("meetings:poll", (poll.pk,), _fits(poll)),
        everywhere(["open"], SOGDIANA | {"other_head"}),
    ),
    Row(
        "answer_dates",
        "polls: what came another way, with its source, until it is closed",
        lambda poll: (
            "meetings:poll-record",
            (poll.pk, poll.organisations.order_by("pk").first().pk),
            _fits(poll) | {"source": "NV 1"},
        ),
        everywhere(["open", "over"], SECRETARIAT),
    ),
    Row(
        "close_poll",
        "polls: closed once",
        lambda poll: ("meetings:poll-close", (poll.pk,), {}),
        everywhere(["open", "over"], SECRETARIAT),
    ),
]


def poll_at(council: Cast, stage: str) -> DatePoll:
    soon = timezone.now() + timedelta(days=10)
    poll = actions.ask_for_dates(
        council.group,
        {"en": "Fifth", "ru": "Пятое"},
        [(soon, soon + timedelta(hours=1)), (soon + timedelta(1), soon + timedelta(2))],
        [council.organisations[key] for key in ("sogdiana", "bactria")],
        time_zone="Asia/Tashkent",
        answer_by=timezone.now() + timedelta(days=3),
        by=council.secretariat,
        at=timezone.now(),
    )
    if stage == "closed":
        actions.close_poll(poll, by=council.secretariat, at=timezone.now())
    elif stage == "over":
        DatePoll.objects.filter(pk=poll.pk).update(answer_by=clock.now())
    return DatePoll.objects.get(pk=poll.pk)
