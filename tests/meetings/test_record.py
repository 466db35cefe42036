"""The record: prefilled, written, circulated, read by whom and when, compared; decisions and tasks."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from docx import Document as Word
from pypdf import PdfReader

from councils.models import Body
from documents.models import Document
from meetings import actions
from meetings.models import (
    AgendaItem,
    AgendaPaper,
    Decision,
    Invitation,
    ItemRole,
    Journal,
    JournalEntry,
    Meeting,
)
from rec_portal import clock
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import Refused, RuleBroken
from recommendations import actions as texts
from tests.cast import Cast, newest, sets_rules, unguarded
from tests.documents.test_library import filed
from tests.meetings.test_planning import closed_item, item_values
from tests.meetings.test_room import first, session

SignIn = Callable[[object], Client]


def held(council: Cast, *, closed: bool = False) -> Meeting:
    """A meeting that was held: two spoke, one decision, one statement."""
    sets_rules(council.group, correction_hours=0, silence_hours=0)
    meeting = session(council)
    item = first(meeting)
    at = timezone.now()
    for key in ("sogdiana", "bactria", "agency"):
        invitation = meeting.invitations.get(organisation=council.organisations[key])
        actions.answer(invitation, "accepted", by=council.secretariat, at=at, source="NV 1")
        actions.note_presence(
            meeting, council.organisations[key], "roll_call", by=council.chair, at=at
        )
    if closed:
        secret = closed_item(council, meeting)
        actions.act_on_item(secret, "opened", by=council.chair, at=at)
    actions.act_on_item(item, "opened", by=council.chair, at=at)
    for role, key in (("head", "sogdiana"), ("other_head", "bactria")):
        speech = actions.inscribe(item, council.organisations[key], by=council.people[role], at=at)
        actions.give_floor(speech, by=council.chair, at=at)
        actions.end_speech(speech, by=council.chair, at=at + timedelta(minutes=2))
    actions.record_decision(
        meeting,
        item,
        {"en": "Agreed to go on.", "ru": "Решено продолжить."},
        by=council.chair,
        at=at,
    )
    actions.change_status(meeting, "closed", by=council.chair, at=at + timedelta(hours=3))
    return Meeting.objects.get(pk=meeting.pk)


def whole(council: Cast, journal: Journal) -> Journal:
    for entry in journal.entries.all():
        if not entry.is_whole:
            actions.save_entry(
                entry,
                {
                    code: entry.in_language(code) or words
                    for code, words in (("en", "Nothing."), ("ru", "Ничего."))
                },
                based_on=entry.version,
                by=council.secretariat,
                at=timezone.now(),
            )
    return journal


def begun(council: Cast, meeting: Meeting | None = None, kind: str = "journal") -> Journal:
    journal = actions.begin_journal(
        meeting or held(council), kind, by=council.secretariat, at=timezone.now()
    )
    return whole(council, journal)


def circulated(council: Cast) -> Journal:
    journal = begun(council)
    entry = journal.entries.get(item=first(journal.meeting))
    text = (
        entry.texts["en"]
        .replace("Sogdiana:", "Sogdiana: welcomed the draft.")
        .replace("Bactria:", "Bactria: asked for time.")
    )
    actions.save_entry(
        entry,
        entry.texts | {"en": text},
        based_on=entry.version,
        by=council.secretariat,
        at=timezone.now(),
    )
    return actions.circulate_journal(
        journal, clock.now() + timedelta(hours=1), by=council.secretariat, at=timezone.now()
    )


def test_the_journal_is_prefilled_from_what_happened_in_both_languages(council: Cast) -> None:
    meeting = held(council)
    journal = actions.begin_journal(meeting, "journal", by=council.rapporteur, at=timezone.now())
    opening, item, *_rest = journal.entries.all()
    assert "In the chair: Chair (Margiana)" in opening.texts["en"]
    assert "Present: Sogdiana, Bactria, Agency." in opening.texts["en"]
    assert "Присутствовали" in opening.texts["ru"] or "Согдиана" in opening.texts["ru"]
    assert "Sogdiana:" in item.texts["en"]
    assert f"Decision {Decision.objects.get().symbol}: Agreed to go on." in item.texts["en"]
    assert "Решено продолжить." in item.texts["ru"]
    with pytest.raises(RuleBroken, match="begun already"):
        actions.begin_journal(meeting, "journal", by=council.secretariat, at=timezone.now())
    for role in ("head", "observer", "outsider"):
        with pytest.raises(Refused):
            actions.begin_journal(meeting, "summary", by=council.people[role], at=timezone.now())


def _laid(meeting: Meeting, item: AgendaItem | None, paper: Document) -> None:
    """The paper lay before the meeting that has ended."""
    with unguarded("meetings_agendapaper", "at_stage"):
        AgendaPaper.objects.create(meeting=meeting, item=item, document=paper)


@pytest.mark.parametrize(
    ("category", "kinds", "closed", "named"),
    [
        ("body", [], False, True),
        ("restricted", [], False, False),
        ("secretariat", [], False, False),
        ("restricted", [], True, True),
        ("restricted", ["government"], True, False),
        ("secretariat", [], True, False),
    ],
)
def test_the_record_names_only_papers_that_its_readers_may_read(
    council: Cast, category: str, kinds: list[str], closed: bool, named: bool
) -> None:
    """A paper without a symbol stands in the record with its title; who took part reads the entry of an open item."""
    meeting = held(council, closed=closed)
    item = meeting.items.filter(is_closed=closed).first()
    paper = filed(council, "A telling title", category=category)
    paper.revisions.update(only_kinds=kinds)
    _laid(meeting, item, paper)
    journal = begun(council, meeting)
    text = journal.entries.get(item=item)
    assert ("A telling title" in text.texts["en"]) is named
    assert ("A telling title" in text.texts["ru"]) is named


def test_the_record_of_a_joint_meeting_names_no_restricted_paper_of_one_body(
    council: Cast,
) -> None:
    """A closed item is read by the members of all bodies that meet, a restricted paper by those of its own."""
    meeting = held(council, closed=True)
    item = meeting.items.get(is_closed=True)
    paper = filed(council, "A telling title", category="restricted")
    _laid(meeting, item, paper)
    meeting.joint_with.add(Body.objects.get(code="WG.A"))
    entry = begun(council, meeting).entries.get(item=item)
    assert "A telling title" not in entry.texts["en"] + entry.texts["ru"]


def test_two_writers_do_not_overwrite_each_other(council: Cast, sign_in: SignIn) -> None:
    journal = begun(council)
    entry = journal.entries.first()
    assert entry is not None
    entry.refresh_from_db()
    client = sign_in(council.secretariat)
    actions.save_entry(
        entry,
        {"en": "Theirs.", "ru": "Их."},
        based_on=entry.version,
        by=council.rapporteur,
        at=timezone.now(),
    )
    page = client.post(
        f"/meetings/entries/{entry.pk}/edit/",
        {"text_en": "Mine.", "text_ru": "Моё.", "based_on": entry.version},
    )
    assert page.status_code == 409
    body = page.content.decode()
    assert "Theirs." in body
    assert "Mine." in body
    version = JournalEntry.objects.get(pk=entry.pk).version
    assert f'name="based_on" value="{version}"' in body
    older = {"text_ru": "Иначе.", "based_on": version}  # a page that does not ask for English
    assert client.post(f"/meetings/entries/{entry.pk}/edit/", older).status_code == 302
    kept = JournalEntry.objects.get(pk=entry.pk)
    assert kept.texts == {"en": "Theirs.", "ru": "Иначе."}
    version = kept.version
    assert (
        client.post(
            f"/meetings/entries/{entry.pk}/edit/",
            {"text_en": "Both.", "text_ru": "Оба.", "based_on": version},
        ).status_code
        == 302
    )


def test_a_record_needs_both_languages_and_a_closed_meeting_before_it_is_circulated(
    council: Cast,
) -> None:
    sets_rules(council.group, correction_hours=48)
    meeting = session(council)
    journal = actions.begin_journal(meeting, "journal", by=council.secretariat, at=timezone.now())
    until = timezone.now() + timedelta(hours=50)
    with pytest.raises(RuleBroken, match="when the meeting has closed"):
        actions.circulate_journal(journal, until, by=council.secretariat, at=timezone.now())
    actions.change_status(meeting, "closed", by=council.chair, at=timezone.now())
    with pytest.raises(RuleBroken, match="in every language; 2 are not whole"):
        actions.circulate_journal(journal, until, by=council.secretariat, at=timezone.now())
    whole(council, journal)
    with pytest.raises(RuleBroken, match="at least 48 hours"):
        actions.circulate_journal(
            journal, timezone.now() + timedelta(hours=1), by=council.secretariat, at=timezone.now()
        )
    actions.circulate_journal(journal, until, by=council.secretariat, at=timezone.now())
    assert {d.person for d in Delivery.objects.filter(letter__kind="journal_circulated")} >= {
        council.head,
        council.other_head,
    }


def test_who_reads_the_record_when(council: Cast, sign_in: SignIn) -> None:
    journal = begun(council)
    readers = {
        role: sign_in(council.people[role])
        for role in ("secretariat", "chair", "rapporteur", "head", "society_head", "outsider")
    }

    def statuses() -> dict[str, int]:
        return {role: c.get(journal.get_absolute_url()).status_code for role, c in readers.items()}

    assert statuses() == {
        "secretariat": 200,
        "chair": 200,
        "rapporteur": 200,
        "head": 404,
        "society_head": 404,
        "outsider": 404,
    }
    actions.circulate_journal(
        journal, clock.now() + timedelta(hours=1), by=council.secretariat, at=timezone.now()
    )
    assert statuses() | {"head": 200} == {
        "secretariat": 200,
        "chair": 200,
        "rapporteur": 200,
        "head": 200,
        "society_head": 200,
        "outsider": 404,
    }
    assert sign_in(None).get(journal.get_absolute_url()).status_code == 302


def test_the_entry_of_a_closed_item_is_for_those_who_may_see_the_item(
    council: Cast, sign_in: SignIn
) -> None:
    journal = begun(council, held(council, closed=True))
    actions.circulate_journal(
        journal, clock.now() + timedelta(hours=1), by=council.secretariat, at=timezone.now()
    )
    for role, sees in {"head": True, "observer": False}.items():
        client = sign_in(council.people[role])
        assert ("Secret matter" in client.get(journal.get_absolute_url()).content.decode()) is sees
        word = Word(io.BytesIO(client.get(f"/meetings/records/{journal.pk}/en.docx").content))
        assert ("Secret matter" in "\n".join(p.text for p in word.paragraphs)) is sees
        pdf = PdfReader(io.BytesIO(client.get(f"/meetings/records/{journal.pk}/en.pdf").content))
        assert ("Secret matter" in " ".join(p.extract_text() for p in pdf.pages)) is sees


def test_versions_are_compared_word_by_word(council: Cast, sign_in: SignIn) -> None:
    journal = circulated(council)
    entry = journal.entries.get(item=first(journal.meeting))
    actions.correct(
        entry, "en", "welcomed the draft", "welcomed the paper", by=council.head, at=timezone.now()
    )
    client = sign_in(council.other_head)
    page = client.get(
        f"/meetings/records/{journal.pk}/compare/?before=1&after=now"
    ).content.decode()
    assert "paper</ins>" in page
    assert "draft</del>" in page
    assert page.count('<option value="now"') == 2
    assert ">now</option>" not in page  # the latest has a name in the reader's language
    assert client.get(f"/meetings/records/{journal.pk}/compare/?before=77").status_code == 404


def test_the_chairs_summary_is_a_second_kind(council: Cast) -> None:
    journal = actions.begin_journal(held(council), "summary", by=council.chair, at=timezone.now())
    assert journal.entries.count() == 1
    with pytest.raises(RuleBroken, match="written by hand"):
        actions.refill_journal(journal, by=council.chair, at=timezone.now())


def test_the_public_page_of_a_meeting_says_what_is_open_and_nothing_more(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = held(council)
    invitation = meeting.invitations.get(organisation=council.organisations["sogdiana"])
    with unguarded("meetings_meeting", "meeting_kept"):
        Meeting.objects.filter(pk=meeting.pk).update(category="public", status="convened")
    actions.nominate(
        invitation,
        {"name": "Ali Valiev", "consents_to_listing": True},
        by=council.head,
        at=timezone.now(),
    )
    invitation.delegates.update(status="confirmed")
    item = first(meeting)
    AgendaItem.objects.filter(pk=item.pk).update(
        annotation="For those who meet", i18n={"annotation_ru": "Для участников"}
    )
    ItemRole.objects.create(
        item=item, kind="speaker", name="Named Person", organisation=council.organisations["agency"]
    )
    with unguarded("meetings_meeting", "meeting_kept"):
        Meeting.objects.filter(pk=meeting.pk).update(status="closed")
    begun(council, meeting)
    page = sign_in(None).get(meeting.get_absolute_url()).content.decode()
    assert "Agreed to go on." in page or "Решено продолжить." in page
    assert "Ali Valiev" not in page
    assert "Sogdiana" in page or "Согдиана" in page
    for words in (
        "Named Person",
        "For those who meet",
        "Для участников",
        "annotated-en.pdf",
        "records/",
        "live/",
        "history/",
        "delegates/",
        "NV 1",
    ):
        assert words not in page, words
    assert item_values("x")


def test_the_record_follows_what_happens_after_it_was_begun(council: Cast) -> None:
    meeting = session(council)
    item, at = first(meeting), timezone.now()
    actions.act_on_item(item, "opened", by=council.chair, at=at)
    journal = actions.begin_journal(meeting, "journal", by=council.secretariat, at=at)
    written = journal.entries.get(item=meeting.items.order_by("order")[1])
    actions.save_entry(
        written,
        {"en": "By hand.", "ru": "Рукой."},
        based_on=written.version,
        by=council.rapporteur,
        at=at,
    )
    new = actions.add_item(meeting, item_values("Added item"), by=council.secretariat, at=at)
    speech = actions.inscribe(item, council.organisations["sogdiana"], by=council.head, at=at)
    actions.give_floor(speech, by=council.chair, at=at)
    actions.end_speech(speech, by=council.chair, at=at + timedelta(minutes=1))
    actions.change_status(meeting, "closed", by=council.chair, at=at)
    assert actions.refill_journal(journal, by=council.secretariat, at=at)
    entries = list(journal.entries.order_by("order"))
    assert [entry.item_id for entry in entries] == [
        None,
        *meeting.items.order_by("order").values_list("pk", flat=True),
        None,
    ]
    assert "Sogdiana:" in entries[1].texts["en"]
    assert entries[2].texts["en"] == "By hand."
    assert entries[3].item == new


def test_a_circulated_record_is_taken_back_by_who_writes_it(council: Cast, sign_in: SignIn) -> None:
    journal = circulated(council)
    entry = journal.entries.get(item=first(journal.meeting))
    proposed = actions.correct(
        entry, "en", "asked for time", "x", reason="As was said", by=council.head, at=timezone.now()
    )
    address = f"/meetings/records/{journal.pk}/recall/"
    assert sign_in(council.head).post(address, {"reason": "x"}).status_code == 403
    client = sign_in(council.secretariat)
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"reason": "A line is missing"}).status_code == 302
    journal.refresh_from_db()
    assert (journal.status, journal.corrections_until) == ("draft", None)
    letter = Delivery.objects.get(letter__kind="journal_recalled", person=council.other_head)
    assert "A line is missing" in letter.text
    assert journal.get_absolute_url() not in letter.text
    actions.decide_correction(proposed, make=True, by=council.secretariat, at=timezone.now())
    assert client.post(address, {"reason": "Again"}).status_code == 409
    again = clock.now() + timedelta(hours=1)
    assert (
        actions.circulate_journal(journal, again, by=council.secretariat, at=timezone.now()).status
        == "circulated"
    )


def test_what_somebody_emptied_is_not_filled_again(council: Cast) -> None:
    """The portal fills what nobody has written, and an entry that a writer has emptied was written."""
    journal = begun(council)
    entry = journal.entries.exclude(item=None).first()
    assert entry is not None
    assert entry.texts["en"]
    actions.save_entry(
        entry,
        {"en": "", "ru": ""},
        based_on=entry.version,
        by=council.rapporteur,
        at=timezone.now(),
    )
    actions.refill_journal(journal, by=council.secretariat, at=timezone.now())
    entry.refresh_from_db()
    assert (entry.texts, entry.version) == ({"en": "", "ru": ""}, 2)


@pytest.mark.parametrize("guest", [True, False])
def test_the_record_names_a_text_only_where_all_its_readers_may_read_it(
    council: Cast, guest: bool
) -> None:
    """A guest of the meeting reads the entry of an open item, and not a text that the group is still drafting."""
    text = council.text()
    meeting = session(council)
    if guest:
        asked = Invitation.objects.create(
            meeting=meeting,
            organisation=council.organisations["guest"],
            status="sent",
            sent_at=timezone.now(),
        )
        assert asked.organisation in meeting.taking_part()
    texts.put_on_agenda(
        text, first(meeting), newest(text), by=council.secretariat, at=timezone.now()
    )
    entry = begun(council, meeting).entries.get(item=first(meeting))
    assert ("Schooling of children, Rev.1" in entry.texts["en"]) is not guest
    assert ("a text of Working Group" in entry.texts["en"]) is guest
    assert ("Обучение детей" in entry.texts["ru"]) is not guest


@pytest.mark.parametrize(("category", "told"), [("body", True), ("secretariat", False)])
def test_the_record_names_no_next_meeting_of_a_narrower_circle(
    council: Cast, category: str, told: bool
) -> None:
    later = council.meeting()
    Meeting.objects.filter(pk=later.pk).update(category=category)
    closing = begun(council, held(council)).entries.last()
    assert closing is not None
    assert ("to be announced" not in closing.texts["en"]) is told
