"""Decisions, numbered, and tasks: given, reminded, reported, closed, and up again on the next agenda."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from councils.models import today
from meetings import actions, tasks
from meetings.models import Decision, Meeting, Task
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import Refused, RuleBroken
from tests.cast import Cast
from tests.meetings.test_planning import values
from tests.meetings.test_record import held
from tests.pages import filled

SignIn = Callable[[object], Client]


def test_decisions_are_numbered_and_stand(council: Cast) -> None:
    meeting = held(council)
    second = actions.record_decision(
        meeting, None, {"en": "B", "ru": "Б"}, by=council.secretariat, at=timezone.now()
    )
    year = meeting.starts_at.astimezone().year
    assert [d.symbol for d in meeting.decisions.all()] == [
        f"REC/WG.B/{year}/DEC.1",
        f"REC/WG.B/{year}/DEC.2",
    ]
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Decision.objects.filter(pk=second.pk).update(texts={"en": "x"})
    with pytest.raises(RuleBroken, match="in every language"):
        actions.record_decision(
            meeting, None, {"en": "B", "ru": ""}, by=council.secretariat, at=timezone.now()
        )
    with pytest.raises(Refused):
        actions.record_decision(
            meeting, None, {"en": "B", "ru": "Б"}, by=council.head, at=timezone.now()
        )


def given(council: Cast, meeting: Meeting, *, days: int = 5) -> Task:
    task = {
        "title": "Send figures",
        "organisation": council.organisations["bactria"],
        "due_on": today() + timedelta(days=days),
        "decision": None,
        "i18n": {"title_ru": "Направить данные"},
    }
    return actions.give_task(meeting, task, by=council.chair, at=timezone.now())


def test_a_task_is_told_reminded_reported_closed_and_comes_up_again(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = held(council)
    task = given(council, meeting)
    assert {d.person for d in Delivery.objects.filter(letter__kind="task_given")} == {
        council.other_head
    }
    assert tasks.remind_tasks() == 1
    assert tasks.remind_tasks() == 0
    assert actions.remind_task(task, today() + timedelta(days=5)) is True
    upcoming = actions.plan(
        council.group, values(council), by=council.secretariat, at=timezone.now()
    )
    item = upcoming.items.get()
    assert "Send figures – Bactria" in item.annotation
    assert "Направить данные – Бактрия" in (item.i18n or {})["annotation_ru"]
    with pytest.raises(Refused):
        actions.report_task(task, "Done", None, by=council.head, at=timezone.now())
    proof = SimpleUploadedFile("f.txt", b"1,2", content_type="text/plain")
    assert (
        sign_in(council.member)
        .post(f"/meetings/tasks/{task.pk}/report/", {"report": "Sent", "file": proof})
        .status_code
        == 302
    )
    task.refresh_from_db()
    assert (task.status, task.report) == ("done", "Sent")
    assert task.evidence is not None
    with pytest.raises(Refused):
        actions.change_task(task, "closed", by=council.other_head, at=timezone.now())
    actions.change_task(task, "closed", by=council.secretariat, at=timezone.now())
    with pytest.raises(RuleBroken, match="cannot become"):
        actions.change_task(task, "open", by=council.secretariat, at=timezone.now())
    again = actions.plan(council.group, values(council), by=council.secretariat, at=timezone.now())
    assert not again.items.exists()


@pytest.mark.parametrize(("days", "given_"), [(-1, False), (0, True), (1, True)])
def test_no_task_is_given_for_a_day_that_has_passed(
    council: Cast, sign_in: SignIn, days: int, given_: bool
) -> None:
    meeting = held(council)
    if given_:
        given(council, meeting, days=days)
    else:
        with pytest.raises(ValidationError, match="has passed"):
            given(council, meeting, days=days)
    assert Task.objects.exists() is given_
    assert Delivery.objects.filter(letter__kind="task_given").exists() is given_
    client = sign_in(council.chair)
    form = client.get(f"/meetings/{meeting.pk}/tasks/add/")
    typed = {
        "title": "Figures",
        "title_ru": "Данные",
        "organisation": str(council.organisations["bactria"].pk),
        "due_on": str(today() + timedelta(days=days)),
    }
    answer = client.post(f"/meetings/{meeting.pk}/tasks/add/", filled(form) | typed)
    assert answer.status_code == (302 if given_ else 422)


def test_tasks_of_earlier_meetings_are_known_by_their_kind_and_not_by_their_title(
    council: Cast,
) -> None:
    given(council, held(council))
    source = actions.plan(council.group, values(council), by=council.secretariat, at=timezone.now())
    item = source.items.get()
    assert (item.kind, item.title, (item.i18n or {})["title_ru"]) == (
        "tasks",
        "Tasks from earlier meetings",
        "Поручения прошлых заседаний",
    )
    renamed = {"title": "What is left", "i18n": {"title_ru": "Что осталось"}}
    actions.change_item(item, renamed, by=council.secretariat, at=timezone.now())
    own = {
        "title": "Tasks from earlier meetings",
        "kind": "other",
        "minutes": 5,
        "starts_at": None,
        "i18n": {"title_ru": "Поручения"},
    }
    actions.add_item(source, own, by=council.secretariat, at=timezone.now())
    again = actions.copy_meeting(source, values(council), by=council.secretariat, at=timezone.now())
    assert sorted(again.items.values_list("kind", "title")) == [
        ("other", "Tasks from earlier meetings"),
        ("tasks", "Tasks from earlier meetings"),
    ]


def test_what_becomes_of_a_task_is_told(council: Cast) -> None:
    task = given(council, held(council))
    actions.report_task(task, "Sent", None, by=council.member, at=timezone.now())
    actions.change_task(task, "open", by=council.secretariat, at=timezone.now())
    letter = Delivery.objects.get(letter__kind="task_changed")
    assert letter.person == council.other_head
    assert "opened again" in letter.text


def test_a_task_of_which_nobody_can_be_reminded_does_not_stop_the_others(council: Cast) -> None:
    meeting = held(council)
    bad, good = given(council, meeting), given(council, meeting)
    with connection.cursor() as cursor:  # the database itself refuses one of them
        cursor.execute(
            "CREATE FUNCTION refuse_it() RETURNS trigger LANGUAGE plpgsql AS"
            " $$BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = 'integrity_constraint_violation'; END$$"
        )
        cursor.execute(
            f"CREATE TRIGGER refused BEFORE UPDATE ON meetings_task FOR EACH ROW WHEN (OLD.id = {bad.pk})"
            " EXECUTE FUNCTION refuse_it()"
        )
    assert tasks.remind_tasks() == 1
    assert set(Task.objects.exclude(reminded_on=None)) == {good}


def test_ones_own_task_does_not_name_the_decision_of_a_closed_item(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = held(council, closed=True)
    item = meeting.items.get(is_closed=True)
    decision = actions.record_decision(
        meeting, item, {"en": "So.", "ru": "Так."}, by=council.chair, at=timezone.now()
    )
    values_ = {
        "title": "Send figures",
        "organisation": council.organisations["institute"],
        "due_on": today(),
        "decision": decision,
        "i18n": {"title_ru": "Направить данные"},
    }
    actions.give_task(meeting, values_, by=council.chair, at=timezone.now())
    for role, named in (("observer", False), ("head", True), ("secretariat", True)):
        page = sign_in(council.people[role]).get("/meetings/tasks/").content.decode()
        assert "Направить данные" in page
        assert (decision.symbol in page) is named, role
