"""Rounds by the book: the procedure frozen, kinds, recall, suspend, extend, renewal, recorded answers, lifting, statements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from councils import actions as councils
from councils.models import Body, DecreedDay, Seat, State, today
from councils.workdays import Workdays
from rec_portal import clock
from rec_portal.mail import actions as mail
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import Refused, RuleBroken
from recommendations import actions, notices, readings
from recommendations.models import (
    ConsensusRound,
    PositionOption,
    Procedure,
    Recommendation,
    Statement,
)
from recommendations.tasks import close_due_rounds, watch_rounds
from tests.cast import Cast, end, handed, newest, unguarded

SignIn = Callable[[object], Client]


def board(made: ConsensusRound) -> ConsensusRound:
    found: ConsensusRound = ConsensusRound.objects.with_board().get(pk=made.pk)
    return found


def needed(council: Cast, made: ConsensusRound) -> str:
    with translation.override("en"):
        return readings.next_step.needed(council.fresh(made.recommendation), board(made))


def test_the_procedure_is_frozen_into_the_round(council: Cast) -> None:
    own = Procedure.objects.create(body=council.group, minimum_hours=24)
    for order, (code, effect, label) in enumerate(
        [("yes", "joins", "Agrees"), ("veto", "objects", "Cannot live with it")]
    ):
        PositionOption.objects.create(
            procedure=own,
            code=code,
            effect=effect,
            label=label,
            meaning="as it says",
            order=order,
            needs_reason=effect == "objects",
            i18n={"label_ru": "Не приемлет"},
        )
    opened = council.opened(hours=25)
    own.minimum_hours = 500
    own.save()
    own.options.update(is_offered=False)
    opened.refresh_from_db()
    assert opened.minimum_hours == 24
    assert [m.label for m in opened.meanings.values()] == ["Agrees", "Cannot live with it"]
    with translation.override("ru"):
        assert opened.meaning_of("veto").label == "Не приемлет"
    with pytest.raises(RuleBroken, match="does not offer"):
        actions.take_position(opened, "supports", by=council.head)
    taken = actions.take_position(opened, "veto", by=council.head, reason="No.")
    opened.refresh_from_db()
    assert (taken.blocks, opened.closing) == (True, "broken")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("minimum_hours", 23),
        ("minimum_hours", 1441),
        ("working_days", 31),
        ("required_languages", []),
    ],
)
def test_a_procedure_stays_within_its_bounds(council: Cast, field: str, value: Any) -> None:
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Procedure.objects.create(body=council.group, **{field: value})


def test_only_governments_where_the_body_says_so(council: Cast) -> None:
    Procedure.objects.create(body=council.group, entitles="governments")
    opened = council.opened()
    assert {e.organisation.kind for e in opened.entitlements.all()} == {"government"}
    with pytest.raises(Refused, match="not among those entitled"):
        actions.take_position(opened, "supports", by=council.agency_head)


def test_silence_that_needs_prior_agreement_names_the_meeting(council: Cast) -> None:
    Procedure.objects.create(body=council.group, needs_agreement=True)
    text = council.text()
    with pytest.raises(RuleBroken, match="Name the meeting"):
        council.opened(text)
    assert council.opened(text, agreed_at_meeting="Fourth meeting, item 3").agreed_at_meeting


def test_working_days_are_those_of_all_five_states(council: Cast) -> None:
    days = Workdays()
    assert not days.is_working_day(date(2026, 3, 21))  # Nowruz, a Saturday
    assert not days.is_working_day(date(2026, 9, 1))  # Uzbekistan's own day
    assert days.after(date(2026, 11, 26), 3) == date(2026, 12, 1)
    procedure = Procedure(counted_in="working_days", working_days=3)
    at = datetime(2026, 11, 26, 12, tzinfo=ZoneInfo("Asia/Tashkent"))
    assert actions.least_end(procedure, at) == datetime(
        2026, 12, 1, 12, tzinfo=ZoneInfo("Asia/Tashkent")
    )


@pytest.mark.parametrize(
    ("day", "country", "works"),
    [
        (date(2024, 12, 14), "UZ", True),  # a Saturday in the place of 30 December
        (date(2024, 12, 14), "TJ", False),
        (date(2024, 12, 30), "UZ", False),
        (date(2025, 1, 5), "KZ", True),  # a Sunday in the place of 3 January
        (date(2024, 12, 16), "UZ", True),
        (date(2024, 12, 15), "UZ", False),
    ],
)
def test_a_working_day_that_was_moved_is_worked(
    council: Cast, day: date, country: str, works: bool
) -> None:
    assert Workdays([country]).is_working_day(day) is works
    assert (Workdays([country]).off(day) == "") is works


def test_what_a_government_decrees_goes_before_the_law(council: Cast) -> None:
    uz, thursday = State.objects.get(code="UZ"), date(2026, 11, 26)
    DecreedDay.objects.create(state=uz, day=date(2026, 11, 27), decree="No. 1")
    assert Workdays().off(date(2026, 11, 27)) == "UZ"
    assert Workdays().after(thursday, 1) == date(2026, 11, 30)
    for state in State.objects.all():
        DecreedDay.objects.create(state=state, day=date(2026, 11, 28), is_working=True, decree="2")
    assert Workdays().after(thursday, 1) == date(2026, 11, 28)
    procedure = Procedure(counted_in="working_days", working_days=1)
    at = datetime(2026, 11, 26, 12, tzinfo=ZoneInfo("Asia/Tashkent"))
    assert actions.least_end(procedure, at).date() >= date(2026, 11, 28)


def test_a_consultation_has_no_effect_and_a_new_revision_ends_it_with_one_click_to_renew(
    council: Cast,
) -> None:
    text = council.text()
    asked = council.opened(text, hours=2, kind="consultation")
    actions.take_position(asked, "objects", by=council.head, reason="Too short.")
    actions.take_position(asked, "no_objection", by=council.other_head)
    assert council.fresh(text).status == "consultation"
    asked.refresh_from_db()
    assert asked.status == "open"
    row = text.working_paragraphs.first()
    actions.save_paragraph(
        row.paragraph,
        {"ru": "Иначе.", "en": "Otherwise."},
        kind=row.kind,
        based_on=1,
        by=council.rapporteur,
        at=timezone.now(),
    )
    actions.issue(text, by=council.rapporteur, at=timezone.now())
    asked.refresh_from_db()
    assert (asked.status, asked.closing) == ("void", "lapsed")
    assert Delivery.objects.filter(letter__kind="round_ended").exists()
    silence = council.opened(text)
    renewed = actions.renew(silence, by=council.other_head)
    assert (renewed.kind, renewed.renewed_from.round) == ("no_objection", asked)
    with pytest.raises(RuleBroken, match="no earlier position"):
        actions.renew(silence, by=council.head)  # an objection is never renewed by a click


def test_one_round_at_a_time(council: Cast) -> None:
    asked = council.opened(hours=2, kind="consultation")
    with pytest.raises(RuleBroken, match="running on this text"):
        council.opened(asked.recommendation)


def test_recall_only_before_anyone_has_answered(council: Cast) -> None:
    opened = council.opened()
    with pytest.raises(RuleBroken, match="Give the reason"):
        actions.recall_round(opened, reason=" ", by=council.chair)
    with pytest.raises(Refused):
        actions.recall_round(opened, reason="x", by=council.head)
    actions.recall_round(opened, reason="Wrong date.", by=council.chair)
    opened.refresh_from_db()
    assert (opened.status, opened.closing, council.fresh(opened.recommendation).status) == (
        "void",
        "recalled",
        "consultation",
    )
    again = council.opened(opened.recommendation)
    actions.take_position(again, "supports", by=council.head)
    with pytest.raises(RuleBroken, match="answered already"):
        actions.recall_round(again, reason="x", by=council.chair)
    actions.end_round(again, reason="A better text is coming.", by=council.chair)
    assert again.events.get(kind="ended").reason == "A better text is coming."


def test_suspended_the_clock_stands_and_resumed_the_rest_counts(council: Cast) -> None:
    opened = council.opened(hours=80)
    actions.suspend_round(opened, reason="A letter came back.", by=council.chair)
    with pytest.raises(RuleBroken, match="suspended"):
        actions.take_position(opened, "supports", by=council.head)
    assert "suspended" in needed(council, opened)
    resumed = actions.resume_round(opened, reason="Sent again.", by=council.chair)
    rest = resumed.expires_at - clock.now()
    assert timedelta(hours=79.9) < rest <= timedelta(hours=80)
    letters = set(Delivery.objects.values_list("letter__kind", flat=True))
    assert {"round_suspended", "round_resumed"} <= letters


def test_an_end_is_only_prolonged(council: Cast) -> None:
    opened = council.opened()
    with pytest.raises(RuleBroken, match="only prolonged"):
        actions.extend_round(opened, expires_at=opened.expires_at, reason="x", by=council.chair)
    later = opened.expires_at + timedelta(days=2)
    assert (
        actions.extend_round(
            opened, expires_at=later, reason="A capital asked.", by=council.chair
        ).expires_at
        == later
    )
    assert [event.kind for event in opened.events.all()] == ["opened", "extended"]


def test_a_bounced_notice_suspends_the_silence_by_itself(council: Cast) -> None:
    opened = council.opened()
    handed(
        Delivery.objects.filter(letter__kind="round_opened", person=council.society_head), "failed"
    )
    assert watch_rounds() == 1
    opened.refresh_from_db()
    assert opened.status == "suspended"
    assert opened.events.get(kind="suspended").by is None
    assert watch_rounds() == 0


def test_a_round_that_the_chair_resumed_is_not_suspended_again_for_the_same_letter(
    council: Cast,
) -> None:
    opened = council.opened()
    bounced = Delivery.objects.filter(letter__kind="round_opened", person=council.society_head)
    handed(bounced, "failed")
    assert watch_rounds() == 1
    actions.resume_round(
        opened, reason="Told by telephone; the address is mended.", by=council.chair
    )
    assert watch_rounds() == 0
    handed(
        Delivery.objects.filter(letter__kind="round_resumed", person=council.society_head), "failed"
    )
    assert watch_rounds() == 1


def test_a_letter_that_came_back_to_the_mailbox_suspends_the_silence(
    council: Cast, sign_in: SignIn
) -> None:
    opened = council.opened()
    letter = Delivery.objects.get(letter__kind="round_opened", person=council.society_head)
    handed(Delivery.objects.filter(letter__kind="round_opened"), "sent")
    assert watch_rounds() == 0
    answer = sign_in(council.secretariat).post(
        f"/desk/deliveries/{letter.pk}/", {"act": "came_back", "reason": "Mailbox unknown."}
    )
    assert answer.status_code == 302
    assert watch_rounds() == 1
    opened.refresh_from_db()
    assert opened.status == "suspended"
    assert (
        "Mothers" in opened.events.get(kind="suspended").reason
        or "Сеть" in opened.events.get(kind="suspended").reason
    )


@pytest.mark.parametrize(
    ("status", "closing"), [("queued", ""), ("deferred", ""), ("sent", "expired")]
)
def test_silence_does_not_run_out_over_a_letter_that_was_never_sent(
    council: Cast, status: str, closing: str
) -> None:
    ended = council.short_round()
    mail.queue(notices.round_opened(ended), by=council.chair)
    sent = Delivery.objects.filter(letter__kind="round_opened")
    late = sent.filter(person=council.society_head)
    with unguarded("mail_delivery", "kept"):
        sent.update(status="sent", sent_at=timezone.now())
        late.update(status=status, sent_at=timezone.now() if status == "sent" else None)
    end(ended)
    close_due_rounds()
    ended.refresh_from_db()
    assert (ended.closing, ended.status) == (closing, "closed" if closing else "suspended")


def test_a_delegation_is_reminded_on_the_day_on_which_it_expected_instructions(
    council: Cast,
) -> None:
    opened = council.opened(hours=100)
    actions.take_position(
        opened, "awaiting", by=council.head, expected_on=today() + timedelta(days=1)
    )
    assert watch_rounds() == 0
    tomorrow = timezone.now() + timedelta(days=1)
    assert (
        actions.remind_awaiting(opened, tomorrow),
        actions.remind_awaiting(opened, tomorrow),
    ) == (1, 0)
    reminded = Delivery.objects.filter(letter__kind="round_reminder").values_list(
        "person__email", flat=True
    )
    assert set(reminded) == {council.head.email, council.excom_chair.email}


def test_a_later_end_is_reminded_anew(council: Cast) -> None:
    opened = council.opened(hours=80)
    eve = opened.expires_at - timedelta(hours=20)
    first = actions.due_reminder(opened, eve)
    actions.remind_round(opened, first)
    opened = actions.extend_round(
        opened, expires_at=opened.expires_at + timedelta(days=2), reason="x", by=council.chair
    )
    again = actions.due_reminder(opened, opened.expires_at - timedelta(hours=20))
    assert first != again
    assert actions.remind_round(opened, again)


def test_what_comes_late_is_kept_as_late_and_changes_nothing(
    council: Cast, sign_in: SignIn
) -> None:
    ended = council.short_round()
    end(ended)
    close_due_rounds()
    client = sign_in(council.head)
    sent = {"kind": "objects", "reason": "Our capital says no.", "confirmed": "1"}
    answer = client.post(f"/recommendations/rounds/{ended.pk}/position/", sent, follow=True)
    assert "поступившая с опозданием" in answer.content.decode()
    late = ended.events.get(kind="late")
    assert (late.by, "Our capital says no." in late.reason, ended.positions.count()) == (
        council.head,
        True,
        0,
    )
    assert "Our capital says no." in answer.content.decode()


def test_a_member_prepares_what_the_head_sends_and_nobody_else_sees_it(
    council: Cast, sign_in: SignIn
) -> None:
    opened = council.opened()
    page = opened.recommendation.get_absolute_url()
    member, head, other = (
        sign_in(council.member),
        sign_in(council.other_head),
        sign_in(council.head),
    )
    sent = {"kind": "with_statement", "reason": "Prepared words.", "language": "ru"}
    assert member.post(f"/recommendations/rounds/{opened.pk}/position/", sent).status_code == 403
    assert member.post(f"/recommendations/rounds/{opened.pk}/prepare/", sent).status_code == 302
    assert opened.positions.count() == 0
    seen = head.get(page).content.decode()
    assert "Prepared words." in seen
    assert "Bactria Member" in seen or council.member.name in seen
    assert "Prepared words." not in other.get(page).content.decode()
    outsider = sign_in(council.outsider).post(f"/recommendations/rounds/{opened.pk}/prepare/", sent)
    assert outsider.status_code in {403, 404}


def test_an_objector_of_the_executive_committee_alone_makes_its_change_an_amendment(
    council: Cast,
) -> None:
    text = council.text()
    ended = council.short_round(text)
    end(ended)
    council.declare(ended, "consensus", by=council.chair)
    actions.forward(text, by=council.chair, at=timezone.now())
    Seat.objects.filter(body=council.group, organisation=council.organisations["bactria"]).update(
        ends=today() - timedelta(days=1), starts=today() - timedelta(days=9)
    )
    second = council.opened(text, by=council.excom_chair)
    paragraph = newest(text).clauses.all()[1].paragraph
    objection = actions.take_position(
        second,
        "objects_with_change",
        by=council.other_head,
        reason="Too vague.",
        proposed_change="Say when.",
        paragraph=paragraph,
    )
    made = actions.amendment_from(
        objection, {"en": "Within a year."}, by=council.other_head, at=timezone.now()
    )
    assert (made.organisation, made.objection) == (council.organisations["bactria"], objection)


def test_the_executive_committee_returns_a_text_with_its_reasons(council: Cast) -> None:
    text = council.text()
    ended = council.short_round(text)
    end(ended)
    with pytest.raises(RuleBroken, match="Only a body before which"):
        council.declare(ended, "returned", by=council.chair)
    council.declare(ended, "consensus", by=council.chair)
    actions.forward(text, by=council.chair, at=timezone.now())
    second = council.short_round(text, by=council.excom_chair)
    end(second)
    with pytest.raises(RuleBroken, match="why the text is returned"):
        actions.declare(second, "returned", actions.ChairStatement(), by=council.excom_chair)
    council.declare(second, "returned", by=council.excom_chair)
    assert council.fresh(text).status == "consultation"
    assert Delivery.objects.get(letter__kind="text_sent_back").person == council.chair


def test_in_the_room_an_objection_stands_until_lifted_and_the_chair_declares_at_once(
    council: Cast,
) -> None:
    orgs = council.organisations
    present = tuple(orgs[key].pk for key in ("sogdiana", "bactria", "margiana"))
    opened = council.opened(hours=2, kind="in_session", present=present)
    actions.take_position(opened, "objects", by=council.head, reason="Not yet.")
    opened.refresh_from_db()
    assert opened.status == "open"
    assert "Sogdiana objects" in needed(council, opened)
    actions.close_in_session(opened, by=council.chair)
    with pytest.raises(RuleBroken, match="objects. Nothing is adopted"):
        council.declare(opened, "consensus", by=council.chair)
    assert council.declare(opened, "not_adopted", by=council.chair).outcome == "not_adopted"


def test_in_the_room_absent_members_are_asked_by_silence(council: Cast) -> None:
    text, orgs = council.text(), council.organisations
    opened = council.opened(text, hours=2, kind="in_session", present=(orgs["sogdiana"].pk,))
    actions.close_in_session(opened, by=council.chair)
    with pytest.raises(RuleBroken, match="Not present and not heard"):
        council.declare(opened, "consensus", by=council.chair)
    council.declare(opened, "deferred", by=council.chair)
    renewal = council.opened(text, kind="renewal")
    assert renewal.kind == "renewal"
    actions.end_round(renewal, reason="x", by=council.chair)
    everyone = tuple(organisation.pk for organisation in council.group.members())
    missing = council.opened(text, hours=2, kind="in_session", present=everyone[:-1])
    actions.close_in_session(missing, by=council.chair)
    with pytest.raises(RuleBroken, match="ad referendum"):
        council.declare(missing, "consensus", by=council.chair)


def test_endorsement_and_renewal_are_asked_only_where_they_belong(council: Cast) -> None:
    with pytest.raises(RuleBroken, match="Endorsement is asked"):
        council.opened(kind="endorsement")
    with pytest.raises(RuleBroken, match="follows a deferral"):
        council.opened(kind="renewal")


def test_recorded_for_another_only_with_source_date_and_document(council: Cast) -> None:
    opened = council.opened()
    taken = actions.take_position(
        opened,
        "no_objection",
        by=council.secretariat,
        organisation=council.organisations["bactria"],
        recorded=council.recorded("NV 214"),
    )
    assert (taken.source, taken.source_date, taken.document.revisions.get().category) == (
        "NV 214",
        today(),
        "secretariat",
    )
    assert Delivery.objects.get(letter__kind="position_recorded").person == council.other_head
    assert actions.take_position(opened, "supports", by=council.other_head).is_current


def test_who_objected_is_offered_on_the_page_to_withdraw_it(council: Cast, sign_in: SignIn) -> None:
    running = council.opened()
    objection = actions.take_position(running, "objects", by=council.head, reason="Too vague.")
    address = f"/recommendations/positions/{objection.pk}/lift/"
    page = running.recommendation.get_absolute_url()
    assert address in sign_in(council.head).get(page).content.decode()
    assert address not in sign_in(council.other_head).get(page).content.decode()
    actions.withdraw_objection(objection, words="Explained to us.", by=council.head)
    assert address not in sign_in(council.head).get(page).content.decode()


def test_an_objection_becomes_an_amendment_and_may_be_lifted(council: Cast) -> None:
    opened = council.opened()
    text = opened.recommendation
    paragraph = newest(text).clauses.all()[1].paragraph
    objection = actions.take_position(
        opened,
        "objects_with_change",
        by=council.head,
        reason="Too short.",
        proposed_change="Ten days.",
        paragraph=paragraph,
    )
    amendment = actions.amendment_from(
        objection, {"en": "Within ten days."}, by=council.head, at=timezone.now()
    )
    assert (amendment.objection, amendment.reason) == (objection, "Too short.")
    with pytest.raises(RuleBroken, match="made an amendment already"):
        actions.amendment_from(objection, {"en": "Again."}, by=council.head, at=timezone.now())
    assert "Silence was broken by Sogdiana" in needed(council, opened)
    with pytest.raises(RuleBroken, match="failed already"):
        council.opened(text)
    with pytest.raises(Refused, match="organisation that made it"):
        actions.withdraw_objection(objection, words="", by=council.other_head)
    actions.withdraw_objection(objection, words="Explained to us.", by=council.head)
    assert "objection was lifted" in needed(council, opened)
    with pytest.raises(RuleBroken, match="nobody has decided: Sogdiana"):
        council.opened(text)
    actions.withdraw_amendment(amendment, by=council.head, at=timezone.now())
    assert council.opened(text).number == 2


def test_statements_are_joined_withdrawn_and_never_edited(council: Cast) -> None:
    ended = council.short_round()
    paragraph = newest(ended.recommendation).clauses.all()[1].paragraph
    kept = actions.make_statement(
        ended, "explanation", "Как есть. ", language="ru", by=council.head
    )
    gone = actions.make_statement(
        ended, "record", "Mistaken.", language="en", by=council.other_head
    )
    with pytest.raises(RuleBroken, match="Name the paragraph"):
        actions.make_statement(ended, "disassociation", "x", language="en", by=council.head)
    actions.make_statement(
        ended,
        "disassociation",
        "Not this.",
        language="en",
        by=council.agency_head,
        paragraph=paragraph,
    )
    actions.join_statement(kept, by=council.society_head, at=timezone.now())
    with pytest.raises(Refused, match="made this statement itself"):
        actions.join_statement(kept, by=council.excom_chair, at=timezone.now())
    with pytest.raises(Refused):
        actions.make_statement(ended, "record", "x", language="en", by=council.observer)
    with pytest.raises(Refused, match="organisation that made it"):
        actions.withdraw_statement(gone, by=council.head, at=timezone.now())
    actions.withdraw_statement(gone, by=council.other_head, at=timezone.now())
    with pytest.raises(RuleBroken, match="no longer in force"):
        actions.withdraw_statement(gone, by=council.other_head, at=timezone.now())
    end(ended)
    council.declare(ended, "with_statements", by=council.chair)
    record = actions.statements_for_record(board(ended))
    assert [statement.kind for statement in record] == ["explanation", "disassociation"]
    assert [str(author) for author in record[0].authors()] == ["Sogdiana", "Mothers' Network"]
    assert Statement.objects.get(pk=kept.pk).text == "Как есть. "


ZONES = ["Asia/Tashkent", "Asia/Almaty", "Asia/Bishkek", "Europe/Vienna", "America/New_York", "UTC"]


def test_the_application_role_cannot_lift_extend_or_recount(council: Cast) -> None:
    from django.conf import settings
    from django.db import Error, transaction

    opened = council.opened()
    objection_free = [
        f"UPDATE recommendations_consensusround SET expires_at = expires_at - interval '1 hour' WHERE id = {opened.pk}",
        f"UPDATE recommendations_consensusround SET status = 'void', closing = 'heard', closed_at = now(), result = '{{}}' WHERE id = {opened.pk}",
        f"UPDATE recommendations_consensusround SET entitled_count = 1 WHERE id = {opened.pk}",
        f"UPDATE recommendations_recommendation SET status = 'agreed' WHERE id = {opened.recommendation_id}",
        f"UPDATE recommendations_recommendation SET status = 'adopted' WHERE id = {opened.recommendation_id}",
        "DELETE FROM recommendations_roundevent",
        "UPDATE recommendations_roundevent SET reason = 'x'",
        "UPDATE recommendations_workingparagraph SET texts = '{}', version = version + 1",
    ]
    for statement in objection_free:
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {settings.DATABASE_APP_ROLE}")
            cursor.execute(statement)


def test_in_a_plenary_without_seats_of_its_own_every_member_of_its_bodies_is_entitled(
    council: Cast,
) -> None:
    """One answer to who are the members of a body. With a seat of its own the Council is who sits there."""
    text, plenary = council.text(), Body.objects.get(kind="plenary")
    Recommendation.objects.filter(pk=text.pk).update(body=plenary)
    opened = council.opened(council.fresh(text), by=council.secretariat)
    assert opened.entitlements.count() == 5
    actions.recall_round(opened, reason="A slip.", by=council.secretariat)
    councils.give_seat(
        council.organisations["sogdiana"], plenary, "member", starts=today(), by=None
    )
    opened = council.opened(council.fresh(text), by=council.secretariat)
    assert [each.organisation_id for each in opened.entitlements.all()] == [
        council.organisations["sogdiana"].pk
    ]


def test_so_many_late_messages_are_kept_and_each_once(council: Cast) -> None:
    made = council.short_round()
    end(made)
    close_due_rounds()
    texts = [f"No, {number}." for number in range(7)]
    late = ConsensusRound.objects.get(pk=made.pk).events.filter(kind="late")
    for words in texts[:5] * 2:
        actions.keep_late(made, kind="objects", by=council.head, reason=words)
    assert late.count() == 5
    with pytest.raises(RuleBroken, match="are kept"):
        actions.keep_late(made, kind="objects", by=council.head, reason=texts[5])
    actions.keep_late(made, kind="objects", by=council.other_head, reason=texts[5])
    assert late.count() == 6


def test_the_entitled_are_listed_by_their_names_in_both_languages(council: Cast) -> None:
    opened = council.opened(council.text())
    sogdiana = council.organisations["sogdiana"]
    listed = opened.entitlements.get(organisation=sogdiana)
    assert (listed.name, listed.name_ru) == (sogdiana.name, sogdiana.i18n["name_ru"])
    assert listed.name != listed.name_ru


def test_a_reader_of_a_round_is_written_to_as_who_speaks_or_as_who_presides(council: Cast) -> None:
    capacity = notices.round_opened(council.opened(council.text())).capacity
    assert capacity is not None
    speaks = capacity(council.head)
    assert (speaks[0], speaks[1] == "presides") == (council.organisations["sogdiana"].pk, False)
    assert capacity(council.secretariat) == (None, "presides")
