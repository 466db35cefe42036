"""In the room: sittings, items, the list of speakers, presence and quorum, the screens, a text put from the agenda."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from councils import actions as councils
from councils import grants
from councils.models import Body, today
from documents.actions import change_category, upload
from documents.models import Document
from meetings import actions
from meetings import screens as live
from meetings.models import AgendaItem, Meeting, MeetingRule, Speech
from rec_portal import clock
from rec_portal.verdicts import Refused, RuleBroken
from recommendations import actions as texts
from recommendations.models import TextOnAgenda
from tests.cast import Cast, newest, undone
from tests.meetings.test_planning import closed_item, item_values, values
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


def fresh(thing: Speech) -> Speech:
    return Speech.objects.get(pk=thing.pk)


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


def test_the_list_of_speakers_is_of_organisations(council: Cast) -> None:
    meeting = session(council)
    item = first(meeting)
    sogdiana, bactria = council.organisations["sogdiana"], council.organisations["bactria"]
    at = timezone.now()
    speech = actions.inscribe(item, sogdiana, by=council.head, at=at)
    with pytest.raises(RuleBroken, match="on the list already"):
        actions.inscribe(item, sogdiana, by=council.chair, at=at)
    with pytest.raises(Refused):
        actions.inscribe(item, bactria, by=council.head, at=at)
    with pytest.raises(Refused):
        actions.inscribe(item, council.organisations["guest"], by=council.outsider, at=at)
    with pytest.raises(RuleBroken, match="while the item is open"):
        actions.inscribe(item, bactria, "order", by=council.member, at=at)
    with pytest.raises(RuleBroken, match="Open the item"):
        actions.give_floor(speech, by=council.chair, at=at)
    actions.act_on_item(item, "opened", by=council.chair, at=at)
    with pytest.raises(RuleBroken, match="nobody has spoken"):
        actions.inscribe(item, bactria, "reply", by=council.member, at=at)
    actions.give_floor(speech, by=council.chair, at=at)
    point = actions.inscribe(item, bactria, "order", by=council.member, at=at)
    other = actions.inscribe(item, council.organisations["institute"], by=council.observer, at=at)
    assert list(item.speeches.filter(state="inscribed")) == [point, other]
    actions.give_floor(point, by=council.chair, at=at + timedelta(seconds=40))
    assert (fresh(speech).state, fresh(speech).spoken_seconds) == ("paused", 40)
    actions.end_speech(point, by=council.chair, at=at + timedelta(seconds=50))
    assert fresh(speech).state == "speaking"
    actions.end_speech(speech, by=council.chair, at=at + timedelta(seconds=80))
    assert fresh(speech).spoken_seconds == 70  # the interruption does not count
    with pytest.raises(RuleBroken, match="moved on"):
        actions.give_floor(speech, by=council.chair, at=at)
    reply = actions.inscribe(item, bactria, "reply", by=council.member, at=at)
    assert reply.order > other.order


def test_speakers_come_by_inscription_or_by_protocol(council: Cast) -> None:
    meeting = session(council)
    item = first(meeting)
    at = timezone.now()
    order = ["mothers", "agency", "sogdiana", "bactria"]
    for place, key in enumerate(order):
        actions.inscribe(
            item,
            council.organisations[key],
            by=council.secretariat,
            at=at + timedelta(seconds=place),
        )
    names = lambda: [s.organisation.short_name for s in item.speeches.filter(state="inscribed")]  # noqa: E731
    actions.order_speakers(item, "protocol", by=council.chair, at=at)
    assert names()[-2:] == ["Agency", "Mothers' Network"]
    actions.order_speakers(item, "inscription", by=council.chair, at=at)
    assert names() == ["Mothers' Network", "Agency", "Sogdiana", "Bactria"]
    last = item.speeches.get(organisation=council.organisations["bactria"])
    actions.move_speaker(last, -1, by=council.chair, at=at)
    assert names() == ["Mothers' Network", "Agency", "Bactria", "Sogdiana"]


def test_a_statement_is_filed_with_its_symbol_as_far_as_its_item_is_open(council: Cast) -> None:
    meeting = session(council, items=1)
    item = first(meeting)
    speech = actions.inscribe(
        item, council.organisations["sogdiana"], by=council.head, at=timezone.now()
    )
    file = SimpleUploadedFile("s.txt", b"We welcome", content_type="text/plain")
    with pytest.raises(Refused):
        actions.file_statement(speech, file, "en", by=council.other_head, at=timezone.now())
    filed = actions.file_statement(speech, file, "en", by=council.head, at=timezone.now()).statement
    assert filed is not None
    assert filed.symbol.startswith("REC/WG.B/")  # type: ignore[union-attr]
    assert item.papers.get().document == filed
    assert Document.objects.visible_to(council.observer).filter(pk=filed.pk).exists()
    secret = closed_item(council, meeting)
    hidden = actions.inscribe(
        secret, council.organisations["sogdiana"], by=council.head, at=timezone.now()
    )
    file.seek(0)
    words = actions.file_statement(hidden, file, "en", by=council.head, at=timezone.now()).statement
    assert words is not None
    assert not Document.objects.visible_to(council.observer).filter(pk=words.pk).exists()
    assert Document.objects.visible_to(council.other_head).filter(pk=words.pk).exists()


def test_quorum_counts_who_is_in_the_room_and_not_who_answered(council: Cast) -> None:
    MeetingRule.objects.create(body=council.group, quorum="half")
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


def test_a_screen_is_told_once_of_each_change_and_only_of_what_it_may_see(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = session(council, items=1)
    secret = closed_item(council, meeting)
    chair, observer = sign_in(council.chair), sign_in(council.observer)
    address = f"/meetings/{meeting.pk}/live/floor/part/"
    before = chair.get(address)
    assert chair.get(address, headers={"If-None-Match": before.headers["ETag"]}).status_code == 304
    actions.act_on_item(secret, "opened", by=council.chair, at=timezone.now())
    after = chair.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "Secret matter" in after.content.decode()
    theirs = observer.get(address).content.decode()
    assert "Secret matter" not in theirs
    assert "Сейчас" in theirs or "Now" in theirs
    assert sign_in(council.outsider).get(address).status_code == 404
    assert observer.get(f"/meetings/{meeting.pk}/live/chair/").status_code == 403
    for mode in ("chair", "room", "floor"):
        assert chair.get(f"/meetings/{meeting.pk}/live/{mode}/").status_code == 200


def test_a_screen_made_for_one_is_not_shown_to_who_sees_less(
    council: Cast, sign_in: SignIn
) -> None:
    """A paper restricted to governments lies under the item: the screen made for a government is not an agency's."""
    meeting = session(council, items=1)
    files = {"en": SimpleUploadedFile("a.txt", b"words", "text/plain")}
    paper = upload(
        title="For governments",
        title_ru="",
        category="restricted",
        body=council.group,
        files=files,
        by=council.secretariat,
        at=timezone.now(),
    )
    actions.add_paper(first(meeting), paper, by=council.secretariat, at=timezone.now())
    change_category(
        paper.revisions.get(),
        "restricted",
        only_kinds=["government"],
        reason="Sensitive",
        by=council.secretariat,
        at=timezone.now(),
    )
    actions.act_on_item(first(meeting), "opened", by=council.chair, at=timezone.now())
    address = f"/meetings/{meeting.pk}/live/floor/part/"
    shown = {
        role: "For governments"
        in sign_in(council.people[role])
        .get(address, headers={"Accept-Language": "en"})
        .content.decode()
        for role in ("head", "agency_head", "other_head", "observer")
    }
    assert shown == {"head": True, "agency_head": False, "other_head": True, "observer": False}


def test_the_clock_of_an_item_stands_still_while_it_is_suspended(council: Cast) -> None:
    meeting = session(council, items=1)
    at = timezone.now()
    for minutes, act in ((0, "opened"), (10, "suspended"), (30, "resumed")):
        actions.act_on_item(
            first(meeting), act, by=council.chair, at=at + timedelta(minutes=minutes)
        )
    full = Meeting.objects.with_agenda(council.chair).get(pk=meeting.pk)
    for minutes, said, over in ((35, "15:00", False), (50, "0:00", False), (51, "1:00", True)):
        timer = live.state(full, council.chair, at + timedelta(minutes=minutes))["timer"]
        assert (str(timer), timer.is_over) == (said, over)


def test_the_room_goes_from_item_to_declaration(council: Cast, sign_in: SignIn) -> None:
    """The chair puts the pinned revision, positions are taken and recorded, the screen shows them, the chair declares."""
    text = council.text()
    meeting = session(council)
    item = first(meeting)
    texts.put_on_agenda(text, item, newest(text), by=council.secretariat, at=timezone.now())
    for key in ("sogdiana", "bactria", "margiana", "agency", "mothers"):
        actions.note_presence(
            meeting, council.organisations[key], "roll_call", by=council.chair, at=timezone.now()
        )
    actions.act_on_item(item, "opened", by=council.chair, at=timezone.now())
    chair = sign_in(council.chair)
    page = chair.get(f"/recommendations/{text.pk}/round/?item={item.pk}").content.decode()
    assert f'name="agenda_item" value="{item.pk}"' in page
    assert "In the room now:" in page or "Сейчас в зале:" in page
    text = council.fresh(text)
    opened = texts.open_round(
        text,
        revision=newest(text),
        expires_at=clock.now() + timedelta(hours=1),
        time_zone="Asia/Tashkent",
        by=council.chair,
        terms=texts.Terms("in_session", "", item, undone(text)),
    )
    texts.take_position(opened, "supports", by=council.head)
    for role in ("other_head", "chair", "agency_head", "society_head"):
        texts.take_position(opened, "supports", by=council.people[role])
    place = TextOnAgenda.objects.get()
    with pytest.raises(RuleBroken, match="A round was held"):
        texts.take_off_agenda(place, by=council.secretariat, at=timezone.now())
    screen = chair.get(f"/meetings/{meeting.pk}/live/chair/part/").content.decode()
    assert str(newest(text).name) in screen
    opened = texts.close_in_session(opened, by=council.chair)
    declared = council.declare(opened, "consensus", by=council.chair)
    assert declared.outcome == "consensus"
    assert council.fresh(text).status == "agreed"


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


def test_asking_for_the_floor_twice_is_asking_once(council: Cast, sign_in: SignIn) -> None:
    meeting = session(council)
    item = first(meeting)
    actions.act_on_item(item, "opened", by=council.chair, at=timezone.now())
    client = sign_in(council.head)
    for _time in range(2):
        assert client.post(f"/meetings/items/{item.pk}/inscribe/statement/").status_code == 302
    assert item.speeches.count() == 1


def test_a_statement_in_another_language_has_the_same_symbol(council: Cast) -> None:
    meeting = session(council, items=1)
    speech = actions.inscribe(
        first(meeting), council.organisations["sogdiana"], by=council.head, at=timezone.now()
    )
    for language in ("en", "ru"):
        file = SimpleUploadedFile("s.txt", b"We welcome", content_type="text/plain")
        actions.file_statement(speech, file, language, by=council.head, at=timezone.now())
    (statement,) = Document.objects.filter(nature="statement")
    standings = {f.language: f.standing for f in statement.revisions.get().files.all()}
    assert standings == {"en": "original", "ru": "unofficial"}
    file = SimpleUploadedFile("s.txt", b"Again", content_type="text/plain")
    with pytest.raises(RuleBroken, match="filed already"):
        actions.file_statement(speech, file, "ru", by=council.head, at=timezone.now())


def test_the_floor_is_asked_for_ahead_on_the_phone(council: Cast, sign_in: SignIn) -> None:
    meeting = council.meeting(starts_in=timedelta(hours=2))
    client = sign_in(council.head)
    later = meeting.items.order_by("order")[1]
    address = f"/meetings/items/{later.pk}/inscribe/statement/"
    assert address in client.get(f"/meetings/{meeting.pk}/live/floor/").content.decode()
    assert client.post(address).status_code == 302
    assert [s.organisation for s in later.speeches.all()] == [council.organisations["sogdiana"]]


def test_the_text_under_discussion_stands_on_every_screen(council: Cast, sign_in: SignIn) -> None:
    text = council.text()
    meeting = session(council, items=1)
    texts.put_on_agenda(
        text, first(meeting), newest(text), by=council.secretariat, at=timezone.now()
    )
    actions.act_on_item(first(meeting), "opened", by=council.chair, at=timezone.now())
    client = sign_in(council.chair)
    for mode in ("chair", "room", "floor"):
        page = client.get(f"/meetings/{meeting.pk}/live/{mode}/").content.decode()
        assert "Paragraph number 1." in page, mode
        assert "Пункт номер 1." in page, mode


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


def test_a_statement_at_a_closed_item_of_a_joint_meeting_is_read_by_who_sat_there(
    council: Cast,
) -> None:
    """Also by its own delegation, which has a seat in the second body alone."""
    other, guest = Body.objects.get(code="WG.A"), council.organisations["guest"]
    councils.give_seat(guest, other, "member", starts=today(), by=None)
    at = timezone.now()
    meeting = actions.plan(
        council.group,
        values(council),
        by=council.secretariat,
        at=at,
        joint_with=[other],
    )
    actions.add_item(meeting, item_values("One"), by=council.secretariat, at=at)
    secret = closed_item(council, meeting)
    meeting = actions.convene(meeting, by=council.secretariat, at=at)
    actions.change_status(meeting, "in_session", by=council.chair, at=timezone.now(), early=True)
    secret.refresh_from_db()
    speech = actions.inscribe(secret, guest, by=council.outsider, at=timezone.now())
    file = SimpleUploadedFile("s.txt", b"We welcome", content_type="text/plain")
    words = actions.file_statement(
        speech, file, "en", by=council.outsider, at=timezone.now()
    ).statement
    assert words is not None
    reads = {
        role
        for role in ("outsider", "head", "observer", "admin")
        if Document.objects.visible_to(council.people[role]).filter(pk=words.pk).exists()
    }
    assert reads == {"outsider", "head"}
    assert list(grants.regrant_all(check=True)) == []


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


def test_a_place_on_the_list_of_an_item_that_was_closed_is_not_shown(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = council.meeting(starts_in=timedelta(hours=2))
    item = first(meeting)
    actions.inscribe(
        item, council.organisations["institute"], by=council.observer, at=timezone.now()
    )
    closing = item_values("Secret matter", is_closed=True, only_kinds=[])
    actions.change_item(item, closing, by=council.secretariat, at=timezone.now())
    page = sign_in(council.observer).get(f"/meetings/{meeting.pk}/live/floor/").content.decode()
    assert "Secret matter" not in page


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


@pytest.mark.parametrize("ended_by", ["closed", "suspended", "next item", "meeting"])
def test_whoever_speaks_has_spoken_when_the_item_ends(council: Cast, ended_by: str) -> None:
    meeting = session(council)
    one, two = meeting.items.order_by("order")
    at = timezone.now()
    actions.act_on_item(one, "opened", by=council.chair, at=at)
    speech = actions.inscribe(one, council.organisations["sogdiana"], by=council.head, at=at)
    actions.give_floor(speech, by=council.chair, at=at)
    later = at + timedelta(minutes=3)
    if ended_by == "next item":
        actions.act_on_item(two, "opened", by=council.chair, at=later)
    elif ended_by == "meeting":
        actions.change_status(meeting, "closed", by=council.chair, at=later)
    else:
        actions.act_on_item(one, ended_by, by=council.chair, at=later)
    assert fresh(speech).state == "spoken"
    assert fresh(speech).spoken_seconds == 180
    assert fresh(speech).ended_at == later


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
