"""Delegations: places, roles, the secretariat's decision, replacement, personal details and their end, Excel, paper, the door."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from docx import Document as Word
from openpyxl import load_workbook
from pypdf import PdfReader

from councils.models import today
from documents.models import Document
from meetings import actions, tasks
from meetings.exports import people
from meetings.models import Delegate, Invitation, Meeting, PersonalDetail, Retention
from meetings.notices import answer_token
from rec_portal.audit.models import Entry
from rec_portal.mail.models import Delivery
from rec_portal.ui.names import latin_of
from rec_portal.verdicts import Refused, RuleBroken
from tests.cast import Cast
from tests.documents.files import pdf, xlsx
from tests.pages import words

SignIn = Callable[[object], Client]


def invitation_of(council: Cast, meeting: Meeting, key: str = "sogdiana") -> Invitation:
    return meeting.invitations.select_related("organisation", "meeting").get(
        organisation=council.organisations[key]
    )


def named(
    council: Cast,
    invitation: Invitation,
    name: str = "Ali Valiev",
    by: str = "head",
    **values: object,
) -> Delegate:
    details = values.pop("details", None)
    return actions.nominate(
        invitation,
        {"name": name, **values},
        details=details,
        by=council.people[by],
        at=timezone.now(),  # type: ignore[arg-type]
    )


def test_a_delegation_has_so_many_places_and_one_head(council: Cast) -> None:
    meeting = council.meeting()
    invitation = invitation_of(council, meeting)
    actions.change_invitation(invitation, {"seats": 2}, by=council.secretariat, at=timezone.now())
    head = named(council, invitation, role="head")
    with pytest.raises(ValidationError, match="has a head already"):
        named(council, invitation, "Second Head", role="head")
    named(council, invitation, "Second")
    with pytest.raises(RuleBroken, match="has 2 places"):
        named(council, invitation, "Third")
    replacement = actions.replace(
        head, {"name": "New Head", "role": "head"}, by=council.head, at=timezone.now()
    )
    head.refresh_from_db()
    assert (head.status, replacement.replaces_id) == ("replaced", head.pk)
    assert invitation.delegates.count() == 3  # nothing is overwritten


def test_a_single_expert_has_one_place_and_stands_as_expert(council: Cast) -> None:
    meeting = council.meeting()
    invitation = invitation_of(council, meeting, "institute")
    actions.change_invitation(
        invitation,
        {"invited_as": "expert", "expert_name": "Dr Who"},
        by=council.secretariat,
        at=timezone.now(),
    )
    invitation.refresh_from_db()
    named(council, invitation, "Dr Who", by="observer", consents_to_listing=True)
    with pytest.raises(RuleBroken, match="1 place"):
        named(council, invitation, "Another", by="observer")
    groups = people.participants(meeting, "en")
    assert [group.title for group in groups] == ["Invited experts"]


def test_who_no_longer_comes_is_named_with_the_successor_or_without(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = council.meeting()
    invitation = invitation_of(council, meeting)
    first, second = named(council, invitation, "First"), named(council, invitation, "Second")
    at = timezone.now()
    actions.change_delegate(first, "refused", by=council.secretariat, at=at, reason="No note.")
    actions.replace(second, {"name": "Third"}, by=council.head, at=at)
    page = sign_in(council.secretariat).get(f"/meetings/invitations/{invitation.pk}/delegation/")
    gone = words(page, "//main//details//li")
    assert page.status_code == 200
    assert any("First" in each and "No note." in each and "→" not in each for each in gone)
    assert any("Second" in each and "→ Third" in each for each in gone)


def test_a_table_parts_the_capacity_from_the_places(council: Cast, sign_in: SignIn) -> None:
    meeting = council.meeting()
    invitation = invitation_of(council, meeting, "institute")
    changed = {"invited_as": "expert", "expert_name": "Dr Who"}
    actions.change_invitation(invitation, changed, by=council.secretariat, at=timezone.now())
    client = sign_in(council.secretariat)
    client.cookies["language"] = "en"
    rows = words(client.get(meeting.get_absolute_url()), "//main//tr/th")
    assert any("Invited expert: Dr Who · 1 place" in row for row in rows), rows


def test_the_secretariat_confirms_asks_back_and_refuses_with_words(council: Cast) -> None:
    meeting = council.meeting()
    delegate = named(council, invitation_of(council, meeting))
    at = timezone.now()
    with pytest.raises(Refused):
        actions.change_delegate(delegate, "confirmed", by=council.head, at=at)
    with pytest.raises(RuleBroken, match="Say what is missing"):
        actions.change_delegate(delegate, "asked", by=council.secretariat, at=at)
    actions.change_delegate(
        delegate, "asked", by=council.secretariat, at=at, reason="Which ministry?"
    )
    told = Delivery.objects.filter(letter__kind="delegate_decided")
    assert {d.person for d in told} == {council.head, council.excom_chair}
    assert "Which ministry?" in told[0].text
    with pytest.raises(RuleBroken):
        actions.change_delegate(delegate, "confirmed", by=council.secretariat, at=at)
    actions.complete(delegate, {"position": "Ministry of Labour"}, by=council.head, at=at)
    actions.change_delegate(delegate, "confirmed", by=council.secretariat, at=at)
    other = named(council, invitation_of(council, meeting), "Other")
    actions.change_delegate(
        other, "refused", by=council.secretariat, at=at, reason="Not in the note."
    )
    with pytest.raises(RuleBroken):
        actions.complete(other, {}, by=council.head, at=at)


def test_a_focal_point_names_people_and_a_member_does_not(council: Cast) -> None:
    meeting = council.meeting()
    invitation = invitation_of(council, meeting, "bactria")
    with pytest.raises(Refused):
        named(council, invitation, by="member")
    mandate = council.member.representations.get()
    mandate.is_focal_point = True
    mandate.save()
    fresh = type(council.member).objects.get(pk=council.member.pk)
    assert actions.nominate(invitation, {"name": "A"}, by=fresh, at=timezone.now())
    with pytest.raises(Refused):
        actions.answer(invitation, "accepted", by=fresh, at=timezone.now())


def test_the_note_is_filed_for_the_secretariat_alone(council: Cast, sign_in: SignIn) -> None:
    meeting = council.meeting()
    invitation = invitation_of(council, meeting)
    note = SimpleUploadedFile("note.pdf", pdf(), content_type="application/pdf")
    assert (
        sign_in(council.head)
        .post(f"/meetings/invitations/{invitation.pk}/nomination/", {"document": note})
        .status_code
        == 302
    )
    invitation.refresh_from_db()
    document = invitation.nomination
    assert document is not None
    for role, sees in {"head": False, "chair": False, "secretariat": True}.items():
        assert (
            Document.objects.visible_to(council.people[role]).filter(pk=document.pk).exists()
            is sees
        )
    assert (
        sign_in(council.other_head)
        .post(f"/meetings/invitations/{invitation.pk}/nomination/")
        .status_code
        == 404
    )


def test_an_answer_that_came_by_note_has_its_means_and_its_paper(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = council.meeting()
    invitation = invitation_of(council, meeting)
    note = SimpleUploadedFile("note.pdf", pdf(), content_type="application/pdf")
    answer = {
        "answer": "accepted",
        "means": "note",
        "source": "NV 12 of 3 November",
        "document": note,
    }
    assert (
        sign_in(council.secretariat)
        .post(f"/meetings/invitations/{invitation.pk}/record/", answer)
        .status_code
        == 302
    )
    invitation.refresh_from_db()
    assert (invitation.status, invitation.answer_means, invitation.answer_source) == (
        "accepted",
        "note",
        "NV 12 of 3 November",
    )
    assert invitation.answer_document is not None


# --- Personal details -----------------------------------------------------------------------------------------------------
def test_details_are_seen_by_few_and_erased_on_their_day(council: Cast, sign_in: SignIn) -> None:
    meeting = council.meeting()
    Retention.objects.create(detail="diet", days=3)
    delegate = named(
        council,
        invitation_of(council, meeting),
        email="a@b.example",
        details={
            "passport": "AA1234567",
            "diet": "no meat",
            "phone": "+998 90",
            "travel": "",
            "access": "",
            "nationality": "",
            "born": "",
        },
    )
    last = meeting.ends_at.astimezone(ZoneInfo("Asia/Tashkent")).date()
    kept = {d.kind: (d.erase_on - last).days for d in delegate.details.all()}
    assert kept == {"passport": 14, "diet": 3, "phone": 30}
    for role, address, sees in (
        ("secretariat", f"/meetings/invitations/{delegate.invitation_id}/delegation/", True),
        ("head", f"/meetings/{meeting.pk}/delegates/", True),
        ("chair", f"/meetings/{meeting.pk}/", False),
        ("other_head", f"/meetings/{meeting.pk}/participants/", False),
    ):
        page = sign_in(council.people[role]).get(address).content.decode()
        assert ("AA1234567" in page) is sees, role
    assert not [e for e in Entry.objects.all() if "AA1234567" in str(e.data)]
    assert actions.erase_details(last + timedelta(days=4)) == 1
    assert set(delegate.details.values_list("kind", flat=True)) == {"passport", "phone"}
    PersonalDetail.objects.update(erase_on=today())
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=timezone.now() - timedelta(days=41), ends_at=timezone.now() - timedelta(days=40)
    )
    assert tasks.erase_details() == 3  # two details and the address
    delegate.refresh_from_db()
    assert (delegate.email, delegate.details.count()) == ("", 0)
    assert delegate.erased_at
    assert delegate.name == "Ali Valiev"
    assert tasks.erase_details() == 0


def test_the_days_of_erasure_follow_a_moved_meeting_and_a_changed_term(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = council.meeting()
    delegate = named(
        council, invitation_of(council, meeting), details={"passport": "AB 1", "diet": "none"}
    )

    def kept() -> dict[str, int]:
        last = (
            Meeting.objects.get(pk=meeting.pk)
            .ends_at.astimezone(ZoneInfo(meeting.time_zone))
            .date()
        )
        return {d.kind: (d.erase_on - last).days for d in delegate.details.all()}

    before = kept()
    later = {
        "starts_at": meeting.starts_at + timedelta(days=30),
        "ends_at": meeting.ends_at + timedelta(days=30),
    }
    actions.move(meeting, later, "The hall", by=council.secretariat, at=timezone.now())
    assert kept() == before == {"passport": 14, "diet": 7}
    page = sign_in(council.people["admin"]).post(
        "/admin/meetings/retention/add/", {"detail": "passport", "days": "3"}
    )
    assert page.status_code == 302
    assert kept() == {"passport": 3, "diet": 7}


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Жанна Щукина", "Zhanna Shchukina"),
        ("Ғафур Ҳакимов", "Ghafur Hakimov"),
        ("Өмүрбек уулу", "Omurbek uulu"),
        ("Ali Valiev", "Ali Valiev"),
        ("Юрий Цой", "Iurii Tsoi"),
    ],
)
def test_a_latin_spelling_is_proposed(cyrillic: str, latin: str) -> None:
    assert latin_of(cyrillic) == latin


# --- Excel ----------------------------------------------------------------------------------------------------------------
def sent(rows: list[list[object]]) -> SimpleUploadedFile:
    return SimpleUploadedFile("d.xlsx", xlsx(rows))


def test_an_excel_file_is_previewed_with_its_errors_by_cell_and_saves_nothing(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = council.meeting()
    named(council, invitation_of(council, meeting), "Known One")
    client = sign_in(council.secretariat)
    rows = [
        ["Organisation", "Role in the delegation", "Name in Latin letters", "E-mail address"],
        ["Sogdiana", "Head of delegation", "Ali Valiev", "ali@x.example"],
        ["Согдиана", "Советник", "Vali", ""],
        ["Sogdiana", "", "known one", ""],
        ["Nowhere", "", "Nobody", ""],
        ["Bactria", "King", "Bad Role", "not-an-address"],
        ["Bactria", "", '=HYPERLINK("x")', ""],
    ]
    address = f"/meetings/{meeting.pk}/delegates/import/"
    page = client.post(address, {"file": sent(rows)}).content.decode()
    for cell in ("A5", "B6", "D6", "C7"):
        assert f"<b>{cell}</b>" in page, cell
    assert "Ali Valiev" in page
    assert Delegate.objects.count() == 1
    assert 'name="packed"' not in page  # nothing is confirmed while a cell is wrong
    answer = client.post(address, {"file": sent(rows), "marked": "1"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert sheet["A5"].comment
    assert sheet["C7"].data_type == "s"


def test_a_confirmed_file_names_all_of_its_people_once(council: Cast, sign_in: SignIn) -> None:
    meeting = council.meeting()
    client = sign_in(council.head)
    rows: list[list[object]] = [
        ["Name in Latin letters", "Role in the delegation"],
        ["Ali", "Head of delegation"],
        ["Vali", "Member of delegation"],
    ]
    address = f"/meetings/{meeting.pk}/delegates/import/"
    page = client.post(address, {"file": sent(rows)}).content.decode()
    packed = page.split('name="packed" value="')[1].split('"')[0]
    assert Delegate.objects.count() == 0
    assert client.post(address, {"packed": packed}).status_code == 302
    assert client.post(address, {"packed": packed}).status_code == 302  # again: they are known
    assert sorted(Delegate.objects.values_list("name", "role")) == [
        ("Ali", "head"),
        ("Vali", "member"),
    ]
    assert client.post(address, {"packed": packed + "x"}).status_code == 409
    export = client.get(f"/meetings/{meeting.pk}/delegates/export.xlsx").content
    back = client.post(address, {"file": SimpleUploadedFile("e.xlsx", export)}).content.decode()
    assert "2" in back
    assert sign_in(council.outsider).post(address, {"file": sent(rows)}).status_code == 404
    assert sign_in(council.member).post(address, {"file": sent(rows)}).status_code == 403


def test_the_template_and_the_export_speak_the_readers_language_and_hold_no_formula(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = council.meeting()
    named(council, invitation_of(council, meeting), "=cmd|' /C calc'!A0")
    content = (
        sign_in(council.secretariat).get(f"/meetings/{meeting.pk}/delegates/export.xlsx").content
    )
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert sheet["A1"].value == "Организация"
    assert Entry.objects.get(action="delegates.exported").data["count"] == 1
    assert not [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


# --- Paper ----------------------------------------------------------------------------------------------------------------
def held(council: Cast) -> Meeting:
    """Fifteen people of four kinds of consent and standing."""
    meeting = council.meeting()
    for key, by in (
        ("sogdiana", "head"),
        ("bactria", "other_head"),
        ("agency", "agency_head"),
        ("mothers", "society_head"),
    ):
        invitation = invitation_of(council, meeting, key)
        for number, role in enumerate(("head", "member", "adviser")):
            delegate = named(
                council,
                invitation,
                f"{key.title()} Person{number}",
                by=by,
                role=role,
                name_ru=f"Лицо {number}",
                position="Expert",
                consents_to_listing=number != 1,
                wants_visa_letter=number == 0,
            )
            actions.change_delegate(
                delegate, "confirmed", by=council.secretariat, at=timezone.now()
            )
    return meeting


def test_the_list_is_in_protocol_order_with_names_by_consent_alone(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = held(council)
    page = sign_in(council.other_head).get(f"/meetings/{meeting.pk}/participants/").content.decode()
    assert "Bactria Person0" in page
    assert "Bactria Person1" not in page
    assert (
        page.index("Bactria Person0")
        < page.index("Bactria Person2")
        < page.index("Agency Person0")
        < page.index("Mothers Person0")
    )
    assert page.count("1 representative") == 4
    assert sign_in(council.outsider).get(f"/meetings/{meeting.pk}/participants/").status_code == 404


@pytest.mark.parametrize("language", ["en", "ru"])
def test_page_pdf_and_word_say_the_same(council: Cast, language: str, tmp_path: Path) -> None:
    meeting = held(council)
    sheet = PdfReader(io.BytesIO(people.participants_pdf(meeting, language, final=True)))
    text = " ".join(page.extract_text() for page in sheet.pages)
    word = Word(io.BytesIO(people.participants_docx(meeting, language, final=True)))
    written = "\n".join(p.text for p in word.paragraphs)
    for group in people.participants(meeting, language, final=True):
        for organisation in group.organisations:
            for person in organisation.people:
                assert person["name"] in text.replace("\n", " ")
                assert person["name"] in written
    assert sheet.trailer["/Root"]["/MarkInfo"]["/Marked"]  # tagged: PDF/UA-1 by typst


def test_badges_plates_and_letters_are_made_for_those_who_come(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = held(council)
    client = sign_in(council.secretariat)
    badges = PdfReader(io.BytesIO(client.get(f"/meetings/{meeting.pk}/badges.pdf").content))
    assert len(badges.pages) == 2  # twelve, eight a page
    assert "Sogdiana Person0" in badges.pages[0].extract_text().replace("\n", " ")
    plates = PdfReader(io.BytesIO(client.get(f"/meetings/{meeting.pk}/name-plates.pdf").content))
    assert len(plates.pages) == 6
    invitation = invitation_of(council, meeting)
    actions.change_invitation(
        invitation, {"note_number": "214"}, by=council.secretariat, at=timezone.now()
    )
    letter = client.get(f"/meetings/invitations/{invitation.pk}/letter-ru.pdf").content
    assert "№ 214" in PdfReader(io.BytesIO(letter)).pages[0].extract_text()
    first = invitation.delegates.get(role="head")
    assert client.get(f"/meetings/delegates/{first.pk}/visa-en.pdf").status_code == 200
    other = invitation.delegates.get(role="adviser")
    assert client.get(f"/meetings/delegates/{other.pk}/visa-en.pdf").status_code == 409
    assert Entry.objects.filter(action="delegate.visa_letter").count() == 1
    for role in ("chair", "head"):
        assert (
            sign_in(council.people[role]).get(f"/meetings/{meeting.pk}/badges.pdf").status_code
            == 403
        )


def test_the_door_knows_whom_it_may_let_in(council: Cast, sign_in: SignIn) -> None:
    meeting = council.meeting(starts_in=timedelta(hours=1))
    delegate = named(council, invitation_of(council, meeting))
    address = f"/meetings/check-in/{delegate.code}/"
    client = sign_in(council.secretariat)
    assert client.post(address).status_code == 409  # not confirmed
    actions.change_delegate(delegate, "confirmed", by=council.secretariat, at=timezone.now())
    actions.change_status(meeting, "in_session", by=council.chair, at=timezone.now())
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 302  # twice is once
    sitting = meeting.sittings.get()
    assert [p.organisation for p in sitting.presences.all()] == [council.organisations["sogdiana"]]
    assert sign_in(council.head).get(address).status_code == 403
    assert sign_in(None).get(address).status_code == 302
    assert client.get("/meetings/check-in/unknown/").status_code == 404


def test_who_came_before_the_opening_is_present_when_it_opens(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = council.meeting(starts_in=timedelta(hours=2))
    delegate = named(council, invitation_of(council, meeting))
    actions.change_delegate(delegate, "confirmed", by=council.secretariat, at=timezone.now())
    actions.check_in(delegate, by=council.secretariat, at=timezone.now())
    actions.change_status(meeting, "in_session", by=council.chair, at=timezone.now())
    present = meeting.sittings.get().presences.get()
    assert (present.organisation, present.means) == (council.organisations["sogdiana"], "check_in")


def test_who_declined_is_not_let_in_nor_noted(council: Cast) -> None:
    meeting = council.meeting(starts_in=timedelta(hours=2))
    invitation = invitation_of(council, meeting)
    delegate = named(council, invitation)
    actions.change_delegate(delegate, "confirmed", by=council.secretariat, at=timezone.now())
    actions.answer(invitation, "declined", by=council.head, at=timezone.now())
    actions.change_status(meeting, "in_session", by=council.chair, at=timezone.now())
    with pytest.raises(RuleBroken, match="has declined"):
        actions.check_in(delegate, by=council.secretariat, at=timezone.now())
    with pytest.raises(RuleBroken, match="has declined"):
        actions.note_presence(
            meeting, invitation.organisation, "roll_call", by=council.chair, at=timezone.now()
        )
    assert not meeting.sittings.get().presences.exists()


@pytest.mark.parametrize(
    ("rows", "seats", "cell"),
    [
        ([["head", "A B"], ["head", "C D"]], None, "A3"),
        ([["member", "A B"], ["member", "C D"]], 1, "B3"),
        ([["member", "A\nBcc: x@x.example"]], None, "B2"),
    ],
)
def test_a_file_that_the_act_would_refuse_is_refused_in_the_preview(
    council: Cast, sign_in: SignIn, rows: list[list[object]], seats: int | None, cell: str
) -> None:
    meeting = council.meeting()
    Meeting.objects.filter(pk=meeting.pk).update(seats_each=seats)
    file = sent([["Role in the delegation", "Name in Latin letters"], *rows])
    page = (
        sign_in(council.head)
        .post(f"/meetings/{meeting.pk}/delegates/import/", {"file": file})
        .content.decode()
    )
    assert f"<b>{cell}</b>" in page
    assert 'name="packed"' not in page


def test_the_final_list_names_who_came_through_the_door(council: Cast) -> None:
    meeting = council.meeting(starts_in=timedelta(hours=2))
    invitation = invitation_of(council, meeting)
    for name in ("Came Person", "Absent Person"):
        delegate = named(council, invitation, name, consents_to_listing=True)
        actions.change_delegate(delegate, "confirmed", by=council.secretariat, at=timezone.now())
        if name.startswith("Came"):
            actions.check_in(delegate, by=council.secretariat, at=timezone.now())
    actions.change_status(meeting, "in_session", by=council.chair, at=timezone.now())
    meeting = actions.change_status(meeting, "closed", by=council.chair, at=timezone.now())
    listed = lambda final: [  # noqa: E731
        person["name"]
        for group in people.participants(meeting, "en", final=final)
        for organisation in group.organisations
        for person in organisation.people
    ]
    assert listed(final=True) == ["Came Person"]
    assert sorted(listed(final=False)) == ["Absent Person", "Came Person"]


def test_a_confirmed_delegation_is_told_in_one_letter(council: Cast) -> None:
    invitation = invitation_of(council, council.meeting())
    for name in ("Ali Valiev", "Vali Aliev"):
        named(council, invitation, name)
    assert actions.confirm_all(invitation, by=council.secretariat, at=timezone.now()) == 2
    letter = Delivery.objects.get(letter__kind="delegates_confirmed", person=council.head)
    assert "Ali Valiev" in letter.text
    assert "Vali Aliev" in letter.text


def test_how_an_answer_came_is_read_in_the_readers_language(council: Cast, sign_in: SignIn) -> None:
    meeting = council.meeting()
    invitation = meeting.invitations.get(organisation=council.organisations["bactria"])
    link = f"/meetings/answer/{answer_token(invitation, council.other_head)}/"
    assert Client().post(link, {"answer": "accepted"}).status_code == 200
    invitation.refresh_from_db()
    assert (invitation.answer_means, invitation.answer_source) == ("link", "")
    office = sign_in(council.secretariat)
    assert "(Ссылка в письме)" in office.get(meeting.get_absolute_url()).content.decode()
    office.post("/language/", {"language": "en"})
    assert "(The link in the letter)" in office.get(meeting.get_absolute_url()).content.decode()


def test_what_a_confirmed_person_is_called_is_corrected_by_the_secretariat_alone(
    council: Cast,
) -> None:
    delegate = named(council, invitation_of(council, council.meeting()))
    at = timezone.now()
    actions.change_delegate(delegate, "confirmed", by=council.secretariat, at=at)
    with pytest.raises(RuleBroken, match="ask the secretariat to correct it"):
        actions.complete(delegate, {"name": "Another Name"}, by=council.head, at=at)
    corrected = actions.complete(delegate, {"name": "Ali Valiev"}, by=council.secretariat, at=at)
    assert (corrected.name, corrected.status) == ("Ali Valiev", "confirmed")
