"""A round in session: only at the item that is open, in a meeting that is in session; presence is what the sitting says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from councils.models import BodyRules
from meetings import actions as meetings
from meetings.models import AgendaItem, Presence, recorded_agenda_content
from rec_portal import clock
from rec_portal.audit.models import Entry
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import Refused, RuleBroken
from recommendations import actions, exports
from recommendations.models import ConsensusRound, Recommendation
from tests.cast import Cast, end, newest, sets_rules, undone
from tests.pages import confirm, filled


def put(council: Cast, text: Recommendation, item: AgendaItem | None) -> ConsensusRound:
    text = council.fresh(text)
    before = text.deciding_body().is_executive_committee
    return actions.open_round(
        text,
        revision=newest(text),
        expires_at=clock.now() + timedelta(hours=2),
        time_zone="Asia/Tashkent",
        by=council.excom_chair if before else council.chair,
        terms=actions.Terms("in_session", agenda_item=item, confirmed=undone(text)),
    )


def test_without_a_session_nothing_is_put_in_session(council: Cast) -> None:
    text = council.text()
    with pytest.raises(RuleBroken, match="choose the one that is open now"):
        put(council, text, None)
    meeting = council.meeting(starts_in=timedelta(hours=1), items=2)
    item, other = meeting.items.order_by("order")
    actions.put_on_agenda(text, item, newest(text), by=council.secretariat, at=timezone.now())
    with pytest.raises(RuleBroken, match="while its item is open"):
        put(council, text, item)
    meetings.change_status(meeting, "in_session", by=council.chair, at=timezone.now())
    meetings.act_on_item(other, "opened", by=council.chair, at=timezone.now())
    with pytest.raises(RuleBroken, match="while its item is open"):
        put(council, text, item)
    with pytest.raises(RuleBroken, match="does not lie before the meeting at this item"):
        put(council, text, other)
    meetings.act_on_item(item, "opened", by=council.chair, at=timezone.now())
    with pytest.raises(RuleBroken, match="noted as present"):
        put(council, text, item)
    meetings.note_presence(
        meeting, council.organisations["sogdiana"], "roll_call", by=council.chair, at=timezone.now()
    )
    assert put(council, text, item).is_in_room


def test_the_committee_s_own_text_is_put_in_the_committee_s_own_meeting(council: Cast) -> None:
    item = council.in_the_room(council.text())  # a session of the group
    held = council.short_round()
    end(held)
    council.declare(held, "consensus", by=council.chair)
    text = actions.forward(held.recommendation, by=council.chair, at=timezone.now())
    actions.put_on_agenda(text, item, newest(text), by=council.secretariat, at=timezone.now())
    with pytest.raises(RuleBroken, match="is not one of Executive Committee"):
        put(council, text, item)
    own = council.in_the_room(text)
    assert put(council, text, own).body == council.committee


def test_who_is_in_the_room_is_judged_when_the_question_is_closed(council: Cast) -> None:
    orgs = council.organisations
    item = council.in_the_room(text := council.text(), present=(orgs["sogdiana"].pk,))
    held = put(council, text, item)
    arrived = timezone.now()
    for key in ("bactria", "margiana"):
        meetings.note_presence(item.meeting, orgs[key], "roll_call", by=council.chair, at=arrived)
    meetings.note_departure(item.meeting, orgs["bactria"], by=council.chair, at=timezone.now())
    actions.close_in_session(held, by=council.chair)
    for key in ("agency", "mothers"):
        meetings.note_presence(
            item.meeting, orgs[key], "roll_call", by=council.chair, at=timezone.now()
        )
    board = ConsensusRound.objects.with_board().get(pk=held.pk).board()
    assert {each.organisation.short_name for each in board.absent} == {
        "Bactria",
        "Agency",
        "Mothers' Network",
    }


def test_the_meeting_does_not_leave_an_item_at_which_a_round_runs(council: Cast) -> None:
    text = council.text()
    item = council.in_the_room(text)
    held = put(council, text, item)
    at = timezone.now()
    for act in ("suspended", "closed"):
        with pytest.raises(RuleBroken, match="close it or end it first"):
            meetings.act_on_item(item, act, by=council.chair, at=at)
    with pytest.raises(RuleBroken, match="close it or end it first"):
        meetings.suspend_sitting(item.meeting, by=council.chair, at=at)
    with pytest.raises(RuleBroken, match="close it or end it first"):
        meetings.change_status(item.meeting, "closed", by=council.chair, at=at)
    actions.close_in_session(held, by=council.chair)
    meetings.act_on_item(item, "closed", by=council.chair, at=at)


@pytest.mark.parametrize(
    "breach",
    [
        "UPDATE meetings_agendaitem SET state = 'closed' WHERE id = %(item)s",
        "UPDATE meetings_meeting SET status = 'closed' WHERE id = %(meeting)s",
        "DELETE FROM recommendations_textonagenda WHERE item_id = %(item)s",
        "UPDATE meetings_meeting SET body_id = (SELECT id FROM councils_body WHERE code = 'WG.A') WHERE id = %(meeting)s",
    ],
)
def test_the_database_refuses_a_round_in_session_without_a_session(
    council: Cast, breach: str
) -> None:
    text = council.text()
    item = council.in_the_room(text)
    values = {
        "recommendation": text,
        "revision": text.current_revision,
        "body": council.group,
        "number": 1,
        "kind": "in_session",
        "agenda_item": item,
        "opened_by": council.chair,
        "opened_at": clock.now(),
        "expires_at": clock.now() + timedelta(hours=1),
        "time_zone": "Asia/Tashkent",
        "procedure": BodyRules.of(council.group).for_round(),
        "entitled_count": 5,
    }
    with transaction.atomic():
        assert ConsensusRound.objects.create(**values).pk
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute(breach, {"item": item.pk, "meeting": item.meeting_id})
    with pytest.raises(Error, match="is put at an open item of a meeting in session"):
        ConsensusRound.objects.create(**values)


@pytest.mark.parametrize("effect", ["statement", "reservation"])
def test_the_record_names_statements_in_whatever_words_the_body_offers_them(
    council: Cast, effect: str
) -> None:
    """What a position does follows from its effect: a body with words of its own has codes of its own."""
    offered = [
        {
            "code": code,
            "effect": does,
            "label": code,
            "meaning": "as it says",
            "needs_reason": does != "joins",
            "needs_paragraph": does == "reservation",
        }
        for code, does in [("yes", "joins"), ("with_words", effect), ("veto", "objects")]
    ]
    sets_rules(council.group, *offered)
    text = council.text()
    item = council.in_the_room(text)
    made = put(council, text, item)
    paragraph = newest(text).clauses.all()[1].paragraph
    actions.take_position(
        made,
        "with_words",
        by=council.head,
        reason="As we read it.",
        paragraph=paragraph if effect == "reservation" else None,
    )
    actions.take_position(made, "yes", by=council.other_head)
    lines = recorded_agenda_content(item, "en")
    assert [each for each in lines if "Sogdiana" in each] == ["Statements annexed: Sogdiana."]
    assert not [each for each in lines if "Bactria" in each]


def test_an_objection_in_the_room_is_lifted_also_after_the_question_was_closed(
    council: Cast,
) -> None:
    """Rule 5: until it is lifted it stands in the way. Between the close and the declaration nobody takes a position."""
    held = council.opened(kind="in_session", hours=2)
    objection = actions.take_position(held, "objects", by=council.head, reason="Against our law.")
    with pytest.raises(RuleBroken, match="still runs"):
        actions.withdraw_objection(objection, words="We join.", by=council.head)
    actions.close_in_session(held, by=council.chair)
    with pytest.raises(RuleBroken, match="Nothing is adopted over an objection"):
        council.declare(held, "consensus", by=council.chair)
    with pytest.raises(Refused):
        actions.withdraw_objection(objection, words="They join.", by=council.other_head)
    actions.withdraw_objection(objection, words="We join.", by=council.head)
    letter = Delivery.objects.filter(letter__kind="objection_lifted", language="en").first()
    assert letter is not None
    assert "now declares the result" in letter.text
    council.declare(held, "consensus", by=council.chair)
    assert council.fresh(held.recommendation).status == "agreed"


def test_the_certificate_says_of_a_lifted_objection_that_it_was_lifted(council: Cast) -> None:
    held = council.opened(kind="in_session", hours=2)
    objection = actions.take_position(held, "objects", by=council.head, reason="Against our law.")
    actions.close_in_session(held, by=council.chair)
    actions.withdraw_objection(objection, words="We join.", by=council.head)
    council.declare(held, "consensus", by=council.chair)
    text = actions.forward(council.fresh(held.recommendation), by=council.chair, at=timezone.now())
    last = council.opened(council.fresh(text), kind="in_session", hours=2, by=council.excom_chair)
    again = actions.take_position(last, "objects", by=council.head, reason="Not yet.")
    actions.close_in_session(last, by=council.excom_chair)
    actions.withdraw_objection(again, words="We join.", by=council.head)
    council.declare(last, "consensus", by=council.excom_chair)
    text = council.certified(council.fresh(text))
    [kept] = [each for each in text.adoption.snapshot["entitled"] if "lifted_at" in each]
    assert kept["position"] == "objects"
    with override("en"):
        group, committee = exports.certificate(text)["boards"]
    for board in (group, committee):
        [said] = [words for name, words in board["entitled"] if name.startswith("Sogdiana")]
        assert said.startswith("Objects; lifted ")


def test_nobody_is_noted_in_the_room_of_a_question_that_was_closed(council: Cast) -> None:
    """Who was absent is asked by silence (rule 12): a presence that comes later in the database is not of that moment."""
    sogdiana = council.organisations["sogdiana"]
    here = tuple(each.pk for each in council.group.members() if each != sogdiana)
    held = council.opened(kind="in_session", hours=2, present=here)
    item = held.agenda_item
    assert item is not None
    sitting = item.meeting.sittings.get()
    early = timezone.now()
    actions.close_in_session(held, by=council.chair)

    def noted(at: datetime) -> None:
        with transaction.atomic():
            Presence.objects.create(
                sitting=sitting,
                organisation=sogdiana,
                means="roll_call",
                arrived_at=at,
                noted_by=council.chair,
            )

    with pytest.raises(IntegrityError, match="question was closed"):
        noted(early)
    left = sitting.presences.filter(organisation=here[0])
    with pytest.raises(IntegrityError, match="question was closed"), transaction.atomic():
        left.update(left_at=early)
    noted(timezone.now())  # who comes now was not there
    left.update(left_at=timezone.now())
    with pytest.raises(RuleBroken, match="Sogdiana"):
        council.declare(held, "consensus", by=council.chair)


def test_what_was_said_in_session_is_kept_as_a_code(council: Cast, sign_in: Any) -> None:
    """The clerk reads the page in English, the organisation its own language: the source is one, the words are each reader's."""
    held = council.opened(kind="in_session", hours=2)
    sogdiana = council.organisations["sogdiana"]
    address = reverse("recommendations:position-record", args=[held.pk, sogdiana.pk])
    clerk = sign_in(council.secretariat)
    clerk.post("/language/", {"language": "en"})
    page = clerk.get(address)
    assert held.agenda_item is not None
    symbol = held.agenda_item.meeting.symbol
    assert filled(page)["source"] == f"In session: {symbol}"
    check = clerk.post(address, filled(page) | {"kind": "no_objection"})
    assert f"In session: {symbol}" in check.content.decode()
    assert confirm(clerk, check).status_code == 302
    position = held.positions.get()
    assert symbol in position.source
    assert "In session" not in position.source
    clerk.post("/language/", {"language": "ru"})
    rounds = reverse("recommendations:rounds", args=[held.recommendation_id])
    for place in (held.recommendation.get_absolute_url(), rounds):
        shown = clerk.get(place).content.decode()
        assert f"На заседании: {symbol}" in shown
        assert "#in_session" not in shown
    [letter] = Delivery.objects.filter(person=council.head, letter__kind="position_recorded")
    assert f"На заседании: {symbol}" in letter.text


def test_the_trail_names_the_entitled_in_the_language_of_its_reader(council: Cast) -> None:
    council.opened()
    entry = Entry.objects.get(action="round.opened")
    with override("en"):
        assert "Bactria" in entry.told("entitled")
    with override("ru"):
        assert "Бактрия" in entry.told("entitled")
