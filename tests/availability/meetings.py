"""The table of what is done to a meeting, its invitations, agenda and speakers, and a meeting at each stage.

Before it is convened a delegation does not find it at all; those who prepare it do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from councils.models import today
from meetings import actions
from meetings.models import AgendaItem, Delegate, Invitation, Meeting, Speech
from tests.availability.cells import Address, Row, everywhere
from tests.availability.texts import CHAIR, PEN, SECRETARIAT
from tests.cast import Cast, sets_rules
from tests.documents.test_library import filed

STAGES = ("planned", "convened", "postponed", "in_session", "closed", "cancelled")
RUNS = ("convened", "in_session")
NOT_OVER = ("planned", "convened", "postponed", "in_session")
HELD = ("in_session", "closed")
SPEAKERS = frozenset(
    {"head", "excom_chair", "other_head", "chair", "agency_head", "society_head", "observer"}
)
BACTRIA = frozenset({"secretariat", "other_head"})
TAKES_PART = SPEAKERS | {"member", "rapporteur"}


@dataclass
class Run:
    """A meeting with what hangs on it: Bactria's invitation and delegates, an item to come and the first one, a paper."""

    council: Cast
    meeting: Meeting
    invitation: Invitation
    observer: Invitation
    named: Delegate | None
    confirmed: Delegate | None
    first: AgendaItem
    coming: AgendaItem
    paper: int
    document: int
    expected: int
    speech: Speech | None
    speaking: Speech | None


To = Callable[[Run], Address | None]


def _on(name: str, data: dict[str, Any] | None = None, *more: Any) -> To:
    return lambda run: (f"meetings:{name}", (run.meeting.pk, *more), data or {})


def _on_item(name: str, data: dict[str, Any], *more: Any) -> To:
    return lambda run: (f"meetings:{name}", (run.coming.pk, *more), data)


def _on_invitation(name: str, data: dict[str, Any]) -> To:
    return lambda run: (f"meetings:{name}", (run.invitation.pk,), data)


def _on_named(name: str, data: dict[str, Any], *more: Any) -> To:
    return lambda run: (f"meetings:{name}", (run.named.pk, *more), data) if run.named else None


def _on_speech(which: str, act: str) -> To:
    def to(run: Run) -> Address | None:
        speech: Speech | None = getattr(run, which)
        return ("meetings:speech-act", (speech.pk, act), {}) if speech else None

    return to


def _letter() -> SimpleUploadedFile:
    return SimpleUploadedFile("note.txt", b"words", content_type="text/plain")


def _dates(_of: Any) -> dict[str, str]:
    day = (timezone.now() + timedelta(days=40)).date().isoformat()
    return {
        "starts_on": day,
        "starts_time": "10:00",
        "ends_on": day,
        "ends_time": "16:00",
        "time_zone": "Asia/Tashkent",
        "format": "in_person",
        "place": "Tashkent",
        "place_ru": "Ташкент",
    }


def _about() -> dict[str, str]:
    return {"title": "Another name", "title_ru": "Другое название", "category": "body"}


def _between_sittings(run: Run) -> Address:
    if run.meeting.is_in_session:
        actions.suspend_sitting(run.meeting, by=run.council.chair, at=timezone.now())
    return "meetings:sitting", (run.meeting.pk, "resume"), {}


def _at_short_notice(run: Run) -> Address:
    sets_rules(run.council.group, notice_days=30)
    return "meetings:waive", (run.meeting.pk, "notice"), {"reason": "It is urgent."}


def _first_ones() -> dict[str, str]:
    """Two dates to choose from."""
    days = [(timezone.now() + timedelta(days=n)).date().isoformat() for n in (30, 31)]
    return {
        "title": "Fifth",
        "title_ru": "Пятое",
        "time_zone": "Asia/Tashkent",
        "hours": "6",
        "answer_on": (timezone.now() + timedelta(days=9)).date().isoformat(),
        **{f"day_{number}": day for number, day in enumerate(days, start=1)},
        **{f"time_{number}": "10:00" for number in (1, 2)},
    }


WITHOUT_A_MEETING = [
    Row(
        "plan",
        "meetings: planned by the secretariat, for any body",
        lambda c: (
            "meetings:plan",
            (),
            _dates(c) | _about() | {"body": c.group.pk},
        ),
        {"at any time": SECRETARIAT},
        unlocked="a new meeting",
    ),
    Row(
        "ask_for_dates",
        "polls: the secretariat asks which dates suit",
        lambda c: ("meetings:poll-ask", (), _first_ones() | {"body": c.group.pk}),
        {"at any time": SECRETARIAT},
        unlocked="a new poll",
    ),
]
OPENING_STAGES = ("untouched", "touched")
OPENING_ROWS = [
    Row(
        "take_back_opening",
        "meetings: an opening by mistake, as long as nothing has happened in it",
        lambda meeting: ("meetings:status", (meeting.pk, "take-back"), {}),
        everywhere(["untouched"], CHAIR),
    ),
]


def opening_at(council: Cast, stage: str) -> Meeting:
    at = timezone.now()
    meeting = council.meeting(starts_in=timedelta(hours=1))
    actions.change_status(meeting, "in_session", by=council.chair, at=at)
    if stage == "touched":
        bactria = council.organisations["bactria"]
        actions.note_presence(meeting, bactria, "roll_call", by=council.chair, at=timezone.now())
    return Meeting.objects.with_body().get(pk=meeting.pk)


_ITEM = {"title": "More", "title_ru": "Ещё", "kind": "discussion", "minutes": "20"}
_PERSON = {"role": "member", "name": "Olim Olimov", "language": "en"}
ROWS = [
    Row(
        "change_plan",
        "meetings: until it is convened nothing was announced",
        lambda run: ("meetings:edit", (run.meeting.pk,), _dates(run) | _about()),
        everywhere(["planned"], SECRETARIAT),
    ),
    Row(
        "choose_invited",
        "meetings: who is invited is chosen until it is convened",
        lambda run: (
            "meetings:invited",
            (run.meeting.pk,),
            {
                "organisations": [  # an observer is left out, no member is
                    each.organisation_id
                    for each in run.meeting.invitations.all()
                    if each != run.observer
                ]
            },
        ),
        everywhere(["planned"], SECRETARIAT),
    ),
    Row(
        "change_invitation",
        "meetings: places and the register of the note, at any time",
        _on_invitation("invitation", {"invited_as": "participant", "seats": "2"}),
        everywhere(STAGES, SECRETARIAT),
    ),
    Row(
        "convene",
        "meetings: convened once, from its plan",
        _on("convene"),
        everywhere(["planned"], SECRETARIAT),
    ),
    Row(
        "invite_more",
        "meetings: one more organisation, after the convening",
        lambda run: (
            "meetings:invite-more",
            (run.meeting.pk,),
            {"organisation": run.council.organisations["guest"].pk},
        ),
        everywhere(RUNS, SECRETARIAT),
    ),
    Row(
        "withdraw_invitation",
        "meetings: an invitation sent by mistake, before the meeting is opened",
        lambda run: ("meetings:invitation-withdraw", (run.observer.pk,), {"reason": "A mistake."}),
        everywhere(["convened", "postponed"], SECRETARIAT),
    ),
    Row(
        "circulate_papers",
        "meetings: who comes is told of new papers",
        _on("circulate"),
        everywhere(RUNS, SECRETARIAT),
    ),
    Row(
        "remind",
        "meetings: exactly those who have not answered",
        _on("remind"),
        everywhere(RUNS, SECRETARIAT),
    ),
    Row(
        "move",
        "meetings: another day for what was announced and has not begun",
        lambda run: ("meetings:move", (run.meeting.pk,), _dates(run) | {"reason": "The hall."}),
        everywhere(["convened", "postponed"], SECRETARIAT),
    ),
    Row(
        "correct_announcement",
        "meetings: what was announced beside time and place",
        _on("announcement", _about() | {"tell": "on"}),
        everywhere(["convened", "postponed", "in_session"], SECRETARIAT),
    ),
    Row(
        "postpone",
        "meetings: not on its day, and no other yet",
        _on("postpone", {"reason": "The hall."}),
        everywhere(["convened"], SECRETARIAT),
    ),
    Row(
        "change_status",
        "meetings: cancelled before it has begun",
        _on("cancel", {"reason": "No quorum."}),
        everywhere(["planned", "convened", "postponed"], SECRETARIAT),
    ),
    Row(
        "change_status",
        "meetings: opened by the chair, or on the chair's behalf",
        _on("status", {"chair_name": "Chair", "early": "on"}, "open"),
        everywhere(["convened"], CHAIR),
    ),
    Row(
        "change_status",
        "meetings: closed by the chair, for good",
        _on("status", {}, "close"),
        everywhere(["in_session"], CHAIR),
    ),
    Row(
        "answer",
        "meetings: the organisation's answer, by who speaks for it",
        _on("answer-own", {"answer": "accepted"}),
        everywhere(RUNS, SPEAKERS),
        SPEAKERS,
        {"planned": SPEAKERS & CHAIR},
    ),
    Row(
        "answer",
        "meetings: an answer that came by note, with its source",
        _on_invitation("answer-record", {"answer": "accepted", "source": "NV 1", "means": "note"}),
        everywhere(RUNS, SECRETARIAT),
    ),
    Row(
        "nominate",
        "meetings: people are named by who speaks for the organisation",
        _on("delegates", _PERSON),
        everywhere(RUNS, SPEAKERS),
        SPEAKERS,
        {"planned": SPEAKERS & CHAIR},
    ),
    Row(
        "nominate",
        "meetings: or by the secretariat, from the organisation's note",
        _on_invitation("delegation", _PERSON),
        everywhere(RUNS, SECRETARIAT),
    ),
    Row(
        "file_nomination",
        "meetings: the note that names them is filed with them",
        lambda run: ("meetings:nomination", (run.invitation.pk,), {"document": _letter()}),
        everywhere(RUNS, BACTRIA),
        BACTRIA,
        {"planned": SECRETARIAT},
    ),
    Row(
        "confirm_all",
        "meetings: a whole delegation, checked against its note",
        _on_invitation("confirm-all", {}),
        everywhere(RUNS, SECRETARIAT),
    ),
    Row(
        "change_delegate",
        "meetings: each name is decided on by the secretariat",
        _on_named("delegate-change", {}, "confirm"),
        everywhere(RUNS, SECRETARIAT),
    ),
    Row(
        "change_delegate",
        "meetings: more is asked for",
        _on_named("delegate-decide", {"reason": "The passport."}, "ask"),
        everywhere(RUNS, SECRETARIAT),
    ),
    Row(
        "change_delegate",
        "meetings: a name is taken back by who named it",
        _on_named("delegate-change", {}, "withdraw"),
        everywhere(RUNS, BACTRIA),
    ),
    Row(
        "complete",
        "meetings: what is known of a person is corrected",
        _on_named("delegate-complete", _PERSON),
        everywhere(RUNS, BACTRIA),
    ),
    Row(
        "replace",
        "meetings: another person in somebody's place, a new row",
        _on_named("delegate-replace", _PERSON | {"name": "Other Person"}),
        everywhere(RUNS, BACTRIA),
    ),
    Row(
        "check_in",
        "meetings: a confirmed person is let in",
        lambda run: ("meetings:check-in", (run.confirmed.code,), {}) if run.confirmed else None,
        everywhere(RUNS, SECRETARIAT),
    ),
    Row(
        "add_item",
        "agenda: the secretariat's until the meeting is over",
        _on("item-add", _ITEM),
        everywhere(NOT_OVER, SECRETARIAT),
    ),
    Row(
        "change_item",
        "agenda: an item that was not opened",
        _on_item("item-edit", _ITEM),
        everywhere(NOT_OVER, SECRETARIAT),
    ),
    Row(
        "move_item",
        "agenda: its order",
        _on_item("item-move", {"to": "up"}),
        everywhere(NOT_OVER, SECRETARIAT),
    ),
    Row(
        "arrange_items",
        "agenda: its order, by hand",
        lambda run: ("meetings:arrange", (run.meeting.pk,), {"item": [run.coming.pk]}),
        everywhere(NOT_OVER, SECRETARIAT),
    ),
    Row(
        "remove_item",
        "agenda: an item that was not opened is taken off",
        _on_item("item-remove", {}),
        everywhere(NOT_OVER, SECRETARIAT),
    ),
    Row(
        "add_paper",
        "agenda: a document is laid before the meeting until it is over",
        lambda run: ("meetings:paper-choose", (run.meeting.pk,), {"document": run.document}),
        everywhere(NOT_OVER, SECRETARIAT),
    ),
    Row(
        "remove_paper",
        "agenda: and taken off again",
        lambda run: ("meetings:paper-remove", (run.paper,), {}),
        everywhere(NOT_OVER, SECRETARIAT),
    ),
    Row(
        "expect_paper",
        "agenda: a paper that is to come",
        _on("paper-expect", {"nature": "other", "title": "To come", "title_ru": "Ожидается"}),
        everywhere(NOT_OVER, SECRETARIAT),
    ),
    Row(
        "drop_expected",
        "agenda: and will not",
        lambda run: ("meetings:paper-unexpect", (run.expected,), {}),
        everywhere(NOT_OVER, SECRETARIAT),
    ),
    Row(
        "issue_agenda",
        "agenda: the provisional one is kept as it stands",
        _on("agenda-issue"),
        everywhere(NOT_OVER, SECRETARIAT),
    ),
    Row(
        "adopt_agenda",
        "agenda: adopted by the meeting in session",
        _on("agenda-adopt"),
        everywhere(["in_session"], CHAIR),
    ),
    Row(
        "suspend_sitting",
        "in the room: the chair ends a sitting",
        _on("sitting", {}, "suspend"),
        everywhere(["in_session"], CHAIR),
    ),
    Row(
        "resume_sitting",
        "in the room: the chair opens the next one, where none is open",
        _between_sittings,
        everywhere(["in_session"], CHAIR),
    ),
    Row(
        "waive",
        "periods: the chair alone dispenses with one that is not kept, before the meeting begins",
        _at_short_notice,
        everywhere(["planned", "convened", "postponed"], frozenset({"chair"})),
    ),
    Row(
        "note_presence",
        "in the room: presence is the sitting's",
        lambda run: (
            "meetings:presence",
            (run.meeting.pk,),
            {
                "organisations": [run.council.organisations["mothers"].pk],
                "means": "roll_call",
            },
        ),
        everywhere(["in_session"], CHAIR),
    ),
    Row(
        "note_departure",
        "in the room: who leaves is noted",
        lambda run: (
            "meetings:departure",
            (run.meeting.pk, run.invitation.organisation_id),
            {},
        ),
        everywhere(["in_session"], CHAIR),
    ),
    Row(
        "act_on_item",
        "in the room: items are taken up by the chair, in a sitting",
        _on_item("item-act", {}, "open"),
        everywhere(["in_session"], CHAIR),
    ),
    Row(
        "inscribe",
        "in the room: a delegation that takes part asks for the floor itself",
        _on_item("inscribe-own", {}, "statement"),
        everywhere(RUNS, TAKES_PART),
        TAKES_PART,
        {"planned": TAKES_PART & CHAIR},
    ),
    Row(
        "withdraw_speech",
        "in the room: and takes its name off the list",
        _on_speech("speech", "withdraw"),
        everywhere(["in_session"], CHAIR | BACTRIA | {"member"}),
    ),
    Row(
        "give_floor",
        "in the room: the chair gives the floor at an open item",
        _on_speech("speech", "floor"),
        everywhere(["in_session"], CHAIR),
    ),
    Row(
        "file_statement",
        "in the room: its text is filed by whoever may put the organisation on the list, also afterwards",
        lambda run: (
            ("meetings:statement", (run.speech.pk,), {"file": _letter(), "language": "en"})
            if run.speech
            else None
        ),
        everywhere(HELD, CHAIR | BACTRIA | {"member"}),
    ),
    Row(
        "end_speech",
        "in the room: and takes it back",
        _on_speech("speaking", "end"),
        everywhere(["in_session"], CHAIR),
    ),
    Row(
        "order_speakers",
        "in the room: the order of the list is the chair's",
        _on_item("order", {}, "protocol"),
        everywhere(RUNS, CHAIR),
        unrecorded="the order of the speakers is seen on the screen, and speeches are recorded as they are held",
    ),
    Row(
        "move_speaker",
        "in the room: by hand too",
        _on_speech("speech", "up"),
        everywhere(["in_session"], CHAIR),
        unrecorded="the order of the speakers is seen on the screen, and speeches are recorded as they are held",
    ),
    Row(
        "record_decision",
        "decisions: recorded from the opening on",
        _on("decision-add", {"text_en": "So.", "text_ru": "Так."}),
        everywhere(HELD, CHAIR),
    ),
    Row(
        "give_task",
        "tasks: given from the opening on",
        lambda run: (
            "meetings:task-add",
            (run.meeting.pk,),
            {"title": "Do", "title_ru": "Сделать", "due_on": today().isoformat()},
        ),
        everywhere(HELD, CHAIR),
    ),
    Row(
        "begin_journal",
        "record: begun from the opening on, by who writes it",
        _on("record-begin", {}, "journal"),
        everywhere(HELD, PEN),
        PEN,
        {"planned": CHAIR},
    ),
]


def at_stage(council: Cast, stage: str) -> Run:
    """A meeting at this stage; where it was convened Bactria has named two people, one of them confirmed."""
    by, at = council.secretariat, timezone.now()
    meeting = council.meeting(convened=False, starts_in=timedelta(hours=30))
    first, coming = meeting.items.order_by("order")
    under = actions.add_paper(None, filed(council, "Paper"), by=by, at=at, meeting=meeting)
    expected = actions.expect_paper(
        meeting, None, "other", {"en": "Soon", "ru": "Скоро"}, by=by, at=at
    )
    named = confirmed = speech = speaking = None
    bactria = council.organisations["bactria"]
    invitation = meeting.invitations.get(organisation=bactria)
    if stage not in {"planned", "cancelled"}:
        actions.convene(meeting, by=by, at=at)
        named, confirmed = (
            actions.nominate(
                invitation, {"name": name, "role": "member"}, by=council.other_head, at=at
            )
            for name in ("Named Person", "Confirmed Person")
        )
        actions.change_delegate(confirmed, "confirmed", by=by, at=at)
    if stage == "cancelled":
        actions.convene(meeting, by=by, at=at)
        actions.change_status(meeting, "cancelled", by=by, at=at, reason="No quorum.")
    elif stage == "postponed":
        actions.postpone(meeting, "The hall.", by=by, at=at)
    elif stage in {"in_session", "closed"}:
        actions.change_status(meeting, "in_session", by=council.chair, at=at, early=True)
        for each in (bactria, council.organisations["sogdiana"]):
            actions.note_presence(meeting, each, "roll_call", by=council.chair, at=at)
        actions.act_on_item(first, "opened", by=council.chair, at=at)
        speaking = actions.inscribe(
            first, council.organisations["sogdiana"], by=council.head, at=at
        )
        speaking = actions.give_floor(speaking, by=council.chair, at=at)
        speech = actions.inscribe(first, bactria, by=council.other_head, at=at)
        if stage == "closed":
            actions.change_status(meeting, "closed", by=council.chair, at=at)
    meeting = Meeting.objects.with_body().get(pk=meeting.pk)
    assert meeting.status == stage
    return Run(
        council,
        meeting,
        Invitation.objects.select_related("meeting").get(pk=invitation.pk),
        meeting.invitations.get(organisation=council.organisations["institute"]),
        named,
        confirmed,
        first,
        coming,
        under.pk,
        filed(council, "Another paper").pk,
        expected.pk,
        speech,
        speaking,
    )
