"""An objection that the secretariat records waits for the organisation's word; silence does not end before (rule 3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from councils.models import Representative, today
from meetings import actions as meetings
from rec_portal import clock
from rec_portal.labels import said
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import Refused, RuleBroken
from recommendations import actions
from recommendations.models import ConsensusRound, ObjectionConfirmation, Position
from recommendations.tasks import close_due_rounds, watch_rounds
from tests.cast import Cast, end, unguarded
from tests.pages import confirm, filled, words

SignIn = Callable[[object], Client]


def record(
    council: Cast, held: ConsensusRound, kind: str = "objects", *, by: User | None = None
) -> Position:
    return actions.take_position(
        held,
        kind,
        by=by or council.secretariat,
        organisation=council.organisations["bactria"],
        recorded=council.recorded(),
        reason="Our capital says no.",
    )


def fresh(held: ConsensusRound) -> ConsensusRound:
    return ConsensusRound.objects.with_board().get(pk=held.pk)


def let_its_time_come(position: Position) -> None:
    """The database refuses to hasten it: its guard steps aside for one statement."""
    with unguarded("recommendations_position", "position_kept"):
        Position.objects.filter(pk=position.pk).update(takes_effect_at=clock.now())


def test_it_breaks_nothing_until_the_organisation_confirms_it(council: Cast) -> None:
    held = council.opened()
    position = record(council, held)
    assert (fresh(held).status, position.is_pending) == ("open", True)
    told = Delivery.objects.get(letter__kind="position_recorded")
    assert told.person == council.other_head
    assert "It breaks silence when your organisation confirms it" in told.text
    for stranger in (council.head, council.member, council.secretariat, council.chair):
        with pytest.raises(Refused):
            actions.confirm_objection(position, by=stranger)
    actions.confirm_objection(position, by=council.other_head)
    assert (fresh(held).status, fresh(held).closing) == ("closed", "broken")
    assert council.fresh(held.recommendation).status == "consultation"
    assert Delivery.objects.filter(letter__kind="round_broken", person=council.head).exists()
    with pytest.raises(RuleBroken, match="does not wait"):
        actions.confirm_objection(position, by=council.other_head)


def test_the_organisation_corrects_it_and_silence_goes_on(council: Cast) -> None:
    held = council.opened()
    position = record(council, held)
    actions.take_position(held, "supports", by=council.other_head)
    position.refresh_from_db()
    assert (position.is_current, fresh(held).status) == (False, "open")
    with pytest.raises(RuleBroken):
        actions.confirm_objection(position, by=council.other_head)
    assert fresh(held).board().pending == []


def test_it_takes_effect_by_the_clock_and_not_a_moment_before(council: Cast) -> None:
    held = council.opened()
    position = record(council, held)
    watch_rounds()
    assert fresh(held).status == "open"
    let_its_time_come(position)
    watch_rounds()
    assert (fresh(held).status, fresh(held).closing) == ("closed", "broken")
    assert Position.objects.get(pk=position.pk).confirmation.by is None


def test_silence_is_prolonged_until_it_takes_effect(council: Cast) -> None:
    held = council.short_round(seconds=3600)
    position = record(council, held)
    held.refresh_from_db()
    assert position.takes_effect_at is not None
    assert held.expires_at >= position.takes_effect_at > clock.now() + timedelta(hours=23)
    why = said(held.events.get(kind="extended").reason)
    assert why.startswith("An objection recorded for Bactria")
    assert Delivery.objects.filter(letter__kind="round_extended", person=council.head).exists()
    long = council.opened(hours=200)
    before = long.expires_at
    record(council, long)
    long.refresh_from_db()
    assert long.expires_at == before


def test_where_nobody_can_sign_in_a_second_person_confirms_it(council: Cast) -> None:
    held = council.opened()
    position = record(council, held)
    second = User.objects.create_user("second@rec.example", name="Second", is_secretariat=True)
    with pytest.raises(Refused):
        actions.confirm_objection(position, by=second)  # its head can sign in
    User.objects.filter(pk=council.other_head.pk).update(is_active=False)
    with pytest.raises(Refused):
        actions.confirm_objection(position, by=council.secretariat)  # who recorded it
    actions.confirm_objection(position, by=second)
    assert fresh(held).closing == "broken"


def test_nothing_is_recorded_over_what_the_organisation_said_itself(
    council: Cast, sign_in: SignIn
) -> None:
    held = council.opened()
    actions.take_position(held, "supports", by=council.other_head)
    with pytest.raises(RuleBroken, match="has taken its position itself [(]Other Head[)]"):
        record(council, held)
    address = (
        f"/recommendations/rounds/{held.pk}/positions/{council.organisations['bactria'].pk}/record/"
    )
    assert sign_in(council.secretariat).get(address).status_code == 409
    assert (
        address
        not in sign_in(council.secretariat)
        .get(held.recommendation.get_absolute_url())
        .content.decode()
    )


def test_in_the_room_it_is_heard_by_all_and_waits_for_nobody(council: Cast) -> None:
    held = council.opened(kind="in_session", hours=2)
    position = record(council, held)
    assert (position.takes_effect_at, position.is_pending) == (None, False)
    assert [str(each) for each, _p in fresh(held).board().objecting] == ["Bactria delegation"]


def test_it_is_checked_before_it_is_recorded(council: Cast, sign_in: SignIn) -> None:
    """The page says what follows; what has changed in between comes back and nothing is done."""
    held, secretary = council.opened(), sign_in(council.secretariat)
    address = (
        f"/recommendations/rounds/{held.pk}/positions/{council.organisations['bactria'].pk}/record/"
    )

    def send() -> Any:
        sent = {
            "kind": "objects",
            "reason": "Our capital says no.",
            "source": "Note verbale 12",
            "dated": today().isoformat(),
            "document": SimpleUploadedFile("note.txt", b"words", content_type="text/plain"),
        }
        return secretary.post(address, sent)

    page = send()
    assert (page.status_code, held.positions.count()) == (200, 0)
    assert any("24" in each for each in words(page, "//*[contains(@class, 'stop')]"))
    actions.extend_round(
        held, expires_at=held.expires_at + timedelta(days=1), reason="x", by=council.chair
    )
    again = confirm(secretary, page)
    assert (again.status_code, held.positions.count()) == (200, 0)
    assert words(again, "//*[@role='alert']//ins")
    answer = confirm(secretary, again)
    assert answer.status_code == 302
    position = held.positions.get()
    assert (position.source, position.document is not None) == ("Note verbale 12", True)
    other = address.replace(
        f"/{council.organisations['bactria'].pk}/record",
        f"/{council.organisations['mothers'].pk}/record",
    )
    forged = secretary.post(
        other, {"kind": "supports", "source": "x", "dated": today().isoformat(), "confirmed": "1"}
    )
    assert (forged.status_code, held.positions.count()) == (422, 1)


def test_a_source_is_not_dated_in_the_future(council: Cast, sign_in: SignIn) -> None:
    held = council.opened()
    recorded = council.recorded()
    tomorrow = type(recorded)(recorded.source, today() + timedelta(days=1), recorded.document)
    with pytest.raises(RuleBroken, match="dated in the future"):
        actions.take_position(
            held,
            "supports",
            by=council.secretariat,
            organisation=council.organisations["bactria"],
            recorded=tomorrow,
        )


def test_the_head_is_told_whom_an_alternate_replaced(council: Cast, sign_in: SignIn) -> None:
    held = council.opened()
    actions.take_position(held, "supports", by=council.head)
    page = sign_in(council.excom_chair).post(
        f"/recommendations/rounds/{held.pk}/position/", {"kind": "no_objection"}
    )
    assert any("Head" in each for each in words(page, "//main//dd"))
    actions.take_position(held, "no_objection", by=council.excom_chair)
    letter = Delivery.objects.get(letter__kind="position_replaced")
    assert letter.person == council.head
    actions.take_position(held, "supports", by=council.excom_chair)
    assert Delivery.objects.filter(letter__kind="position_replaced").count() == 1


def test_the_check_page_promises_a_letter_only_to_another(council: Cast, sign_in: SignIn) -> None:
    """And the letter goes to whoever gave the position before: the secretariat too, and who no longer speaks."""
    held = council.opened()
    record(council, held, "supports")
    head = sign_in(council.other_head)

    def follows() -> str:
        answer = head.post(f"/recommendations/rounds/{held.pk}/position/", {"kind": "no_objection"})
        return " ".join(words(answer, "//main//p"))

    assert "Secretariat is told" in follows()
    actions.take_position(held, "no_objection", by=council.other_head)
    assert Delivery.objects.get(letter__kind="position_replaced").person == council.secretariat
    assert "It replaces the position now in force." in follows()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "INSERT INTO recommendations_objectionconfirmation (position_id) VALUES (%(position)s)",
            "waits for its time",
        ),
        (
            "INSERT INTO recommendations_objectionconfirmation (position_id, by_id) VALUES (%(position)s, %(secretary)s)",
            "who speaks for",
        ),
        (
            "INSERT INTO recommendations_objectionconfirmation (position_id, by_id) VALUES (%(position)s, %(head)s)",
            "who speaks for",
        ),
        (
            "UPDATE recommendations_consensusround SET status = 'closed', closing = 'broken', closed_at = now(), result = '{}' WHERE id = %(round)s",
            "not changed this way",
        ),
        (
            "UPDATE recommendations_position SET takes_effect_at = now() WHERE id = %(position)s",
            "never changed",
        ),
        (
            "UPDATE recommendations_position SET takes_effect_at = NULL WHERE id = %(position)s",
            "never changed",
        ),
    ],
)
def test_the_database_refuses_to_hasten_it(council: Cast, statement: str, said: str) -> None:
    held = council.opened()
    position = record(council, held)
    values = {
        "position": position.pk,
        "round": held.pk,
        "secretary": council.secretariat.pk,
        "head": council.head.pk,
    }
    with pytest.raises(Error, match=said), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_who_has_left_the_office_confirms_nothing(council: Cast) -> None:
    held = council.opened()
    position = record(council, held)
    yesterday = today() - timedelta(days=1)
    Representative.objects.filter(user=council.other_head).update(starts=yesterday, ends=yesterday)
    gone = User.objects.get(pk=council.other_head.pk)
    with pytest.raises(Refused):
        actions.confirm_objection(position, by=gone)


def test_who_recorded_it_cannot_take_it_back(council: Cast) -> None:
    """Else one person's clicks turn an objection into silence: the organisation corrects it, or where nobody can, another."""
    held = council.opened()
    record(council, held)
    second = User.objects.create_user("second@rec.example", name="Second", is_secretariat=True)
    for by in (council.secretariat, second):
        with pytest.raises(Refused, match="confirmed or corrected by who speaks"):
            record(council, held, "no_objection", by=by)
    User.objects.filter(pk=council.other_head.pk).update(is_active=False)
    for kind in ("no_objection", "objects"):  # nor prolong silence by recording it once more
        with pytest.raises(Refused):
            record(council, held, kind)
    record(council, held, "no_objection", by=second)
    assert fresh(held).board().pending == []


@pytest.mark.parametrize("by", ["secretariat", "second"])
def test_nor_by_a_statement(council: Cast, by: str) -> None:
    held = council.opened()
    position = record(council, held)
    second = User.objects.create_user("second@rec.example", name="Second", is_secretariat=True)
    taker = second if by == "second" else council.secretariat
    with (
        pytest.raises(Error, match="corrected by its organisation"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE recommendations_position SET is_current = false WHERE id = %s", [position.pk]
        )
        Position.objects.create(
            round=held,
            organisation=position.organisation,
            kind="supports",
            taken_by=taker,
            source="NV 1",
            source_date=today(),
            document=position.document,
        )


def test_one_that_was_lifted_breaks_nothing(council: Cast) -> None:
    held = council.opened()
    position = record(council, held)
    actions.suspend_round(held, reason="x", by=council.chair)
    actions.withdraw_objection(position, words="We agree.", by=council.other_head)
    actions.resume_round(held, reason="x", by=council.chair)
    let_its_time_come(position)
    watch_rounds()
    assert fresh(held).status == "open"
    lifted = Position.objects.select_related("withdrawal").get(pk=position.pk)
    assert not lifted.is_pending
    with pytest.raises(Error, match="only a recorded objection in force"), transaction.atomic():
        ObjectionConfirmation.objects.create(position=lifted, by=council.other_head)


def test_in_the_room_only_who_is_there_is_heard_without_a_paper(council: Cast) -> None:
    """Rule 12: of who is absent the paper is filed, even when the meeting is in session."""
    text = council.text()
    held = council.opened(text, kind="in_session", hours=2)
    bactria = council.organisations["bactria"]

    def say() -> Position:
        return actions.record_position(
            held,
            bactria,
            None,
            source="In session",
            dated=today(),
            by=council.secretariat,
            at=timezone.now(),
            kind="supports",
        )

    assert held.agenda_item is not None
    meeting = held.agenda_item.meeting
    meetings.note_departure(meeting, bactria, by=council.chair, at=timezone.now())
    with pytest.raises(RuleBroken, match="File the document"):
        say()
    with pytest.raises(Error, match="has its document"), transaction.atomic():
        Position.objects.create(
            round=held,
            organisation=bactria,
            kind="supports",
            taken_by=council.secretariat,
            source="In session",
            source_date=today(),
        )
    meetings.note_presence(meeting, bactria, "roll_call", by=council.chair, at=timezone.now())
    assert say().document is None


def test_a_suspension_takes_nothing_from_the_time_to_correct_it(council: Cast) -> None:
    held = council.opened()
    position = record(council, held)
    actions.suspend_round(held, reason="x", by=council.chair)
    actions.resume_round(held, reason="x", by=council.chair)
    let_its_time_come(position)
    watch_rounds()
    assert fresh(held).status == "open"
    end(fresh(held))
    close_due_rounds()
    assert (fresh(held).status, fresh(held).closing) == ("closed", "broken")


def test_the_paper_of_what_is_not_recorded_yet_need_not_be_sent_again(
    council: Cast, sign_in: SignIn
) -> None:
    """A form that comes back, with an error or from a wrong moment, holds the paper that came with it."""
    held, secretary = council.opened(), sign_in(council.secretariat)
    address = (
        f"/recommendations/rounds/{held.pk}/positions/{council.organisations['bactria'].pk}/record/"
    )
    paper = SimpleUploadedFile("note.txt", b"words", content_type="text/plain")
    typed = {"kind": "objects", "source": "Note verbale 12", "dated": today().isoformat()}
    page = secretary.post(address, {**typed, "document": paper})  # without the reason
    assert page.status_code == 422
    assert "note.txt" in page.content.decode()
    sent = filled(page)
    assert sent["received"]
    page = secretary.post(address, {**sent, "reason": "Our capital says no."})
    assert (page.status_code, held.positions.count()) == (200, 0)
    assert confirm(secretary, page).status_code == 302
    document = held.positions.get().document
    assert document is not None
    assert [each.name for each in document.revisions.get().files.all()] == ["note.txt"]
