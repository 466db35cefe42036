"""In the room: sittings, items, presence and quorum, who presides, a text put from the agenda."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from councils import actions as councils
from councils.models import Body, today
from meetings import actions
from meetings import screens as live
from meetings.models import AgendaItem, Meeting
from rec_portal import clock
from rec_portal.verdicts import Refused, RuleBroken
from recommendations import actions as texts
from tests.cast import Cast, newest, sets_rules, undone
from tests.meetings.test_planning import item_values, values
from tests.pages import confirm, filled, words

SignIn = Callable[[object], Client]


def session(council: Cast, *, items: int = 2) -> Meeting:
    meeting = council.meeting(starts_in=timedelta(hours=2), items=items)
    return actions.change_status(meeting, "in_session", by=council.chair, at=timezone.now())


def everybody_comes(council: Cast, meeting: Meeting) -> None:
    """All members of the group are noted as present."""
    for organisation in council.group.members():
        actions.note_presence(
            meeting, organisation, "roll_call", by=council.chair, at=timezone.now()
        )


def first(meeting: Meeting) -> AgendaItem:
    found = meeting.items.order_by("order").first()
    assert found is not None
    return found


def test_one_item_is_open_at_a_time_and_everything_is_noted(council: Cast) -> None:
    meeting = session(council)
    one, two = meeting.items.order_by("order")
    at = timezone.now()
    for role in ("head", "observer", "outsider"):
        with pytest.raises(Refused):
            actions.act_on_item(one, "opened", by=council.people[role], at=at)
    actions.act_on_item(one, "opened", by=council.chair, at=at)
    actions.act_on_item(one, "suspended", by=council.chair, at=at)
    actions.act_on_item(two, "opened", by=council.secretariat, at=at)
    with pytest.raises(RuleBroken, match="stands at «Open»"):
        actions.act_on_item(two, "opened", by=council.chair, at=at)
    actions.act_on_item(one, "resumed", by=council.chair, at=at)
    events = [(e.item.pk == one.pk, e.act) for item in (one, two) for e in item.events.all()]
    assert events == [
        (True, "opened"),
        (True, "suspended"),
        (True, "resumed"),
        (False, "opened"),
        (False, "closed"),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(pk=two.pk).update(state="open")


def test_a_sitting_ends_and_the_next_one_opens(council: Cast) -> None:
    meeting = session(council)
    at = timezone.now()
    actions.act_on_item(first(meeting), "opened", by=council.chair, at=at)
    actions.note_presence(
        meeting, council.organisations["sogdiana"], "roll_call", by=council.chair, at=at
    )
    actions.suspend_sitting(meeting, by=council.chair, at=at)
    assert first(meeting).state == "suspended"
    sitting = meeting.sittings.get()
    assert sitting.closed_at
    assert sitting.presences.get().left_at
    with pytest.raises(RuleBroken, match="No sitting is open"):
        actions.act_on_item(first(meeting), "resumed", by=council.chair, at=at)
    actions.resume_sitting(meeting, by=council.chair, at=at)
    assert meeting.sittings.count() == 2
    with pytest.raises(RuleBroken, match="open already"):
        actions.resume_sitting(meeting, by=council.chair, at=at)
    actions.change_status(meeting, "closed", by=council.chair, at=at)
    assert not meeting.sittings.filter(closed_at=None).exists()
    assert not meeting.items.filter(state__in=("open", "suspended")).exists()


def test_quorum_counts_who_is_in_the_room_and_not_who_answered(council: Cast) -> None:
    sets_rules(council.group, quorum="half")
    meeting = session(council)
    for invitation in meeting.invitations.all():
        actions.answer(
            invitation, "accepted", by=council.secretariat, at=timezone.now(), source="NV 1"
        )
    line = live.state(
        Meeting.objects.with_agenda(council.chair).get(pk=meeting.pk), council.chair, timezone.now()
    )["quorum"][0]
    assert (len(line.present), line.needed, line.is_reached) == (0, 3, False)
    for key in ("sogdiana", "bactria", "institute"):  # the institute observes
        actions.note_presence(
            meeting, council.organisations[key], "roll_call", by=council.chair, at=timezone.now()
        )
    state = live.state(
        Meeting.objects.with_agenda(council.chair).get(pk=meeting.pk), council.chair, timezone.now()
    )
    assert (len(state["quorum"][0].present), state["quorum"][0].is_reached) == (2, False)
    actions.note_presence(
        meeting,
        council.organisations["agency"],
        "remote",
        by=council.secretariat,
        at=timezone.now(),
    )
    actions.note_departure(
        meeting, council.organisations["bactria"], by=council.chair, at=timezone.now()
    )
    state = live.state(
        Meeting.objects.with_agenda(council.chair).get(pk=meeting.pk), council.chair, timezone.now()
    )
    assert {o.short_name for o in state["quorum"][0].present} == {"Sogdiana", "Agency"}
    with pytest.raises(RuleBroken, match="not invited"):
        actions.note_presence(
            meeting,
            council.organisations["guest"],
            "roll_call",
            by=council.chair,
            at=timezone.now(),
        )


def test_a_draft_on_the_agenda_does_not_exist_for_who_may_not_read_it(
    council: Cast, sign_in: SignIn
) -> None:
    text = council.text()
    meeting = council.meeting()
    actions.invite_more(
        meeting, council.organisations["guest"], by=council.secretariat, at=timezone.now()
    )
    texts.put_on_agenda(
        text, first(meeting), newest(text), by=council.secretariat, at=timezone.now()
    )
    for role, sees in {"head": True, "observer": True, "outsider": False}.items():
        page = sign_in(council.people[role]).get(f"/meetings/{meeting.pk}/").content.decode()
        assert (f'href="/recommendations/{text.pk}/"' in page) is sees
    with pytest.raises(Refused):
        texts.put_on_agenda(text, first(meeting), newest(text), by=council.chair, at=timezone.now())


def test_an_item_that_was_opened_stands(council: Cast) -> None:
    meeting = session(council)
    item = first(meeting)
    actions.act_on_item(item, "opened", by=council.chair, at=timezone.now())
    with pytest.raises(RuleBroken, match="has been opened"):
        actions.change_item(item, {"title": "x"}, by=council.secretariat, at=timezone.now())
    with pytest.raises(RuleBroken, match="has been opened"):
        actions.remove_item(item, by=council.secretariat, at=timezone.now())
    assert actions.add_item(
        meeting, item_values("Late"), by=council.secretariat, at=timezone.now()
    ).pk


def test_a_roll_call_notes_several_organisations_at_once(council: Cast, sign_in: SignIn) -> None:
    meeting = session(council)
    keys = ("sogdiana", "bactria", "agency")
    sent = {
        "organisations": [str(council.organisations[key].pk) for key in keys],
        "means": "roll_call",
    }
    assert sign_in(council.chair).post(f"/meetings/{meeting.pk}/presence/", sent).status_code == 302
    present = {
        p.organisation.short_name
        for p in meeting.sittings.get().presences.select_related("organisation")
    }
    assert present == {"Sogdiana", "Bactria", "Agency"}
    wrong = {**sent, "organisations": [str(council.organisations["guest"].pk)]}
    assert (
        sign_in(council.chair).post(f"/meetings/{meeting.pk}/presence/", wrong).status_code == 422
    )


def test_in_the_room_exactly_that_is_put_which_lies_before_the_meeting(council: Cast) -> None:
    text = council.text()
    meeting = session(council, items=1)
    everybody_comes(council, meeting)
    item = actions.act_on_item(first(meeting), "opened", by=council.chair, at=timezone.now())
    texts.put_on_agenda(text, item, newest(text), by=council.secretariat, at=timezone.now())
    draft = texts.draft_of(newest(text))
    draft.clauses[1].texts.update(
        ru="Пункт номер один, иначе.", en="Paragraph number one, otherwise."
    )
    texts.save_text(
        text, draft, based_on=1, by=council.rapporteur, at=timezone.now(), reason="Clearer."
    )
    text = council.fresh(text)
    terms = texts.Terms("in_session", "", item, undone(text))
    put = lambda: texts.open_round(  # noqa: E731
        text,
        revision=newest(text),
        expires_at=clock.now() + timedelta(hours=1),
        time_zone="Asia/Tashkent",
        by=council.chair,
        terms=terms,
    )
    with pytest.raises(RuleBroken, match="Another revision lies before the meeting"):
        put()
    texts.put_on_agenda(text, item, newest(text), by=council.secretariat, at=timezone.now())
    assert put().revision == newest(text)


def test_the_round_offers_no_item_of_a_meeting_that_its_opener_may_not_see(
    council: Cast, sign_in: SignIn
) -> None:
    text, at = council.text(), timezone.now()
    other = actions.plan(
        Body.objects.get(code="WG.A"),
        values(council),
        by=council.secretariat,
        at=at,
        joint_with=[council.group],
    )
    item = actions.add_item(other, item_values("Not announced yet"), by=council.secretariat, at=at)
    texts.put_on_agenda(text, item, newest(text), by=council.secretariat, at=at)
    chair = sign_in(council.chair)
    for address in (
        f"/recommendations/{text.pk}/round/",
        f"/recommendations/{text.pk}/round/?item={item.pk}",
    ):
        assert "Not announced yet" not in chair.get(address).content.decode()


def test_what_is_said_in_the_room_is_recorded_without_another_paper(
    council: Cast, sign_in: SignIn
) -> None:
    text = council.text()
    meeting = session(council, items=1)
    texts.put_on_agenda(
        text, first(meeting), newest(text), by=council.secretariat, at=timezone.now()
    )
    everybody_comes(council, meeting)
    actions.act_on_item(first(meeting), "opened", by=council.chair, at=timezone.now())
    opened = texts.open_round(
        council.fresh(text),
        revision=newest(text),
        expires_at=clock.now() + timedelta(hours=1),
        time_zone="Asia/Tashkent",
        by=council.chair,
        terms=texts.Terms("in_session", "", first(meeting), undone(text)),
    )
    client = sign_in(council.secretariat)
    address = f"/recommendations/rounds/{opened.pk}/positions/{council.organisations['bactria'].pk}/record/"
    page = client.get(address)
    assert page.status_code == 200
    said = filled(page)
    assert meeting.symbol in said["source"]
    answer = confirm(client, client.post(address, {**said, "kind": "supports"}))
    assert answer.status_code == 302, words(answer, "//*[@class='errors']")
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"/meetings/{meeting.pk}/live/chair/",
    )
    position = opened.positions.get()
    assert (position.organisation.short_name, position.document) == ("Bactria", None)
    type(meeting).objects.filter(pk=meeting.pk).update(status="closed")  # the round keeps it open
    other = f"/recommendations/rounds/{opened.pk}/positions/{council.organisations['agency'].pk}/record/"
    assert (
        client.post(other, {"kind": "supports", **said}).status_code == 422
    )  # not in the room any more: the document


def test_a_co_chair_presides_as_the_chair_does(council: Cast) -> None:
    """And only over the own body."""
    meeting, at = council.meeting(starts_in=timedelta(hours=2)), timezone.now()
    with pytest.raises(Refused):
        actions.change_status(meeting, "in_session", by=council.other_head, at=at)
    mandate = council.other_head.representations.get()
    councils.give_office(mandate, council.group, "co_chair", starts=today(), by=council.secretariat)
    co_chair = User.objects.get(pk=council.other_head.pk)
    meeting = actions.change_status(meeting, "in_session", by=co_chair, at=at)
    actions.act_on_item(first(meeting), "opened", by=co_chair, at=at)
    held = council.opened()
    texts.suspend_round(held, reason="Papers are missing.", by=co_chair)
    with pytest.raises(Refused):
        actions.change_status(
            council.meeting(body=council.committee), "cancelled", by=co_chair, at=at, reason="x"
        )
