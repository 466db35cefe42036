"""What an act of a meeting, of standing or on a document refuses although the person and the moment are right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from councils import actions as councils
from councils.models import Representative, today
from documents import actions as documents
from meetings import actions
from rec_portal import clock
from rec_portal.verdicts import RuleBroken
from tests.cast import Cast, end, sets_rules
from tests.documents.test_library import filed
from tests.meetings.test_planning import values
from tests.meetings.test_record import circulated, held
from tests.meetings.test_room import first, session
from tests.meetings.test_tasks import given

DAY = timedelta(days=1)


def now(by: Any) -> dict[str, Any]:
    return {"by": by, "at": timezone.now()}


def _paper_of_another_agenda(c: Cast) -> None:
    item = c.meeting().items.first()
    actions.expect_paper(
        c.meeting(), item, "report", {"en": "Report", "ru": "Доклад"}, **now(c.secretariat)
    )


def _dispensed_twice(c: Cast) -> None:
    sets_rules(c.group, notice_days=60)
    meeting = c.meeting(convened=False)
    actions.waive(meeting, "notice", "Urgent.", **now(c.chair))
    actions.waive(meeting, "notice", "Urgent.", **now(c.chair))


def _task_done_without_words(c: Cast) -> None:
    actions.report_task(given(c, held(c)), " ", None, **now(c.other_head))


def _silence_too_short(c: Cast) -> None:
    journal = circulated(c)
    end(journal)
    least = journal.meeting.rules[str(c.group.pk)]["silence_hours"]
    until = clock.now() + timedelta(hours=least) - timedelta(minutes=5)
    actions.put_journal_to_silence(journal, until, **now(c.chair))


def _listed_after_the_item(c: Cast) -> None:
    item = first(session(c))
    actions.act_on_item(item, "opened", **now(c.chair))
    actions.act_on_item(item, "closed", **now(c.chair))
    item.refresh_from_db()
    actions.inscribe(item, c.organisations["bactria"], **now(c.chair))


def _statement_of_who_withdrew(c: Cast) -> None:
    speech = actions.inscribe(first(session(c)), c.organisations["sogdiana"], **now(c.head))
    speech = actions.withdraw_speech(speech, **now(c.head))
    file = SimpleUploadedFile("s.txt", b"words", content_type="text/plain")
    actions.file_statement(speech, file, "en", **now(c.head))


def _provisional_after_adopted(c: Cast) -> None:
    meeting = session(c)
    actions.adopt_agenda(meeting, reason="", **now(c.chair))
    meeting.refresh_from_db()
    actions.issue_agenda(meeting, **now(c.secretariat))


def _distribution_that_it_has(c: Cast) -> None:
    revision = filed(c).revisions.get()
    documents.change_category(revision, revision.category, reason="x", **now(c.secretariat))


def _mandate(c: Cast) -> Representative:
    return c.other_head.representations.get()


def _ended_last_week(c: Cast) -> None:
    councils.end(_mandate(c), today() - 7 * DAY, reason="Left.", **now(c.secretariat))


def _ended_when_gone(c: Cast) -> None:
    mandate = _mandate(c)
    Representative.objects.filter(pk=mandate.pk).update(
        starts=today() - 9 * DAY, ends=today() - 2 * DAY
    )
    councils.end(mandate, today(), reason="Left.", **now(c.secretariat))


def _entered_twice(c: Cast) -> None:
    guest = c.organisations["guest"]
    for _ in range(2):
        councils.give_seat(guest, c.group, "observer", starts=today(), by=c.secretariat)


def _office_of_who_has_left(c: Cast) -> None:
    mandate = _mandate(c)
    Representative.objects.filter(pk=mandate.pk).update(
        starts=today() - 9 * DAY, ends=today() - 2 * DAY
    )
    mandate.refresh_from_db()
    councils.give_office(mandate, c.group, "rapporteur", starts=today(), by=c.secretariat)


def _group_with_the_committee(c: Cast) -> None:
    actions.plan(c.group, values(c), joint_with=[c.committee], **now(c.secretariat))


REFUSED: list[tuple[Callable[[Cast], None], str]] = [
    (_paper_of_another_agenda, "of another agenda"),
    (_dispensed_twice, "dispensed with this period already"),
    (_task_done_without_words, "Say what was done"),
    (_silence_too_short, "Silence must last at least"),
    (_listed_after_the_item, "list of speakers of this item is closed"),
    (_statement_of_who_withdrew, "was taken back"),
    (_provisional_after_adopted, "has been adopted"),
    (_distribution_that_it_has, "the distribution it has"),
    (_ended_last_week, "It ran until now"),
    (_ended_when_gone, "nothing is left to end"),
    (_entered_twice, "nothing to enter"),
    (_group_with_the_committee, "Only working groups meet jointly"),
    (_office_of_who_has_left, "somebody whose mandate runs"),
]


@pytest.mark.parametrize(
    ("tried", "words"), REFUSED, ids=lambda each: getattr(each, "__name__", "")
)
def test_it_is_refused_with_a_sentence(
    council: Cast, tried: Callable[[Cast], None], words: str
) -> None:
    with pytest.raises(RuleBroken, match=words):
        tried(council)
