"""Rounds by the book: the procedure frozen, kinds, recall, suspend, extend, renewal, recorded answers, lifting, statements."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone, translation

from councils import actions as councils
from councils.models import Body, BodyRules, Seat, today
from rec_portal import clock
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import Refused, RuleBroken
from recommendations import actions, notices, readings
from recommendations.models import (
    ConsensusRound,
    Recommendation,
    Statement,
)
from tests.cast import Cast, end, newest, sets_rules

SignIn = Callable[[object], Client]


def board(made: ConsensusRound) -> ConsensusRound:
    found: ConsensusRound = ConsensusRound.objects.with_board().get(pk=made.pk)
    return found


def needed(council: Cast, made: ConsensusRound) -> str:
    with translation.override("en"):
        return readings.next_step.needed(council.fresh(made.recommendation), board(made))


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


def test_the_entitled_are_listed_by_their_names_in_both_languages(council: Cast) -> None:
    opened = council.opened(council.text())
    sogdiana = council.organisations["sogdiana"]
    listed = opened.entitlements.get(organisation=sogdiana)
    assert (listed.name, listed.i18n["name_ru"]) == (sogdiana.name, sogdiana.i18n["name_ru"])
    assert listed.name != listed.i18n["name_ru"]


def test_a_reader_of_a_round_is_written_to_as_who_speaks_or_as_who_presides(council: Cast) -> None:
    capacity = notices.round_opened(council.opened(council.text())).capacity
    assert capacity is not None
    speaks = capacity(council.head)
    assert (speaks[0], speaks[1] == "presides") == (council.organisations["sogdiana"].pk, False)
    assert capacity(council.secretariat) == (None, "presides")


@pytest.mark.parametrize(
    ("hours", "own", "words"),
    [
        (1 / 60, None, "shorter than the rules"),
        (71.9, None, "shorter than the rules"),
        (72, None, ""),
        (72, 96, "shorter than the rules"),
        (30, 24, ""),
    ],
)
def test_the_database_opens_no_silence_shorter_than_the_body_allows(
    council: Cast, hours: float, own: int | None, words: str
) -> None:
    """Whoever writes the row; a consultation without effect has no such end."""
    if own is not None:
        sets_rules(council.group, minimum_hours=own)
    text, at = council.text(), clock.now()
    values = {
        "recommendation": text,
        "revision": text.current_revision,
        "body": council.group,
        "number": 1,
        "kind": "silence",
        "opened_by": council.chair,
        "opened_at": at,
        "expires_at": at + timedelta(hours=hours),
        "time_zone": "Asia/Tashkent",
        "procedure": BodyRules.of(council.group).for_round() | {"minimum_hours": 0},
        "entitled_count": 5,
    }
    tried = pytest.raises(IntegrityError, match=words) if words else contextlib.nullcontext()
    with tried, transaction.atomic():
        ConsensusRound.objects.create(**values)
    if not words:
        return
    other = values | {"revision": council.text().current_revision, "kind": "consultation"}
    with pytest.raises(IntegrityError, match="revision of its text"), transaction.atomic():
        ConsensusRound.objects.create(**other)
    with transaction.atomic():
        assert ConsensusRound.objects.create(**values | {"kind": "consultation"}).pk
