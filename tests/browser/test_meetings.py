"""A meeting from the first idea to the frozen journal, in the browser: prepared, held with four screens, recorded."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import Workbook
from playwright.sync_api import expect
from pypdf import PdfReader

from councils import actions as councils
from councils.models import Body, Organisation
from documents import tasks as documents
from meetings import actions as meetings
from meetings.models import Delegate, Journal, Meeting
from rec_portal import clock
from rec_portal.mail.models import Delivery
from recommendations import actions as texts
from tests.browser.conftest import Arrival, Visitor
from tests.cast import Cast, end, heard, newest, sets_rules
from tests.documents.files import pdf

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
DAY = f"{timezone.localdate().year + 1}-11-27"
ORGANISERS = ("ISRS", "OSCE", "UNOCT", "UNRCCA")


def said(language: str, en: str, ru: str) -> str:
    return {"en": en, "ru": ru}[language]


def fifteen(council: Cast) -> list[Organisation]:
    """The cast's seven, the four organisers of the article, four more."""
    for number in range(1, 5):
        facts = {
            "kind": "society",
            "name": {"en": f"Foundation {number}", "ru": f"Фонд {number}"},
            "short_name": {"en": f"F{number}", "ru": f"Ф{number}"},
        }
        council.organisations[f"f{number}"] = councils.keep_organisation(facts, demo=True)
    found = list(Organisation.objects.order_by("pk"))
    assert len(found) == 15
    return found


def forty(path: Path, organisations: list[Organisation]) -> Path:
    """The list that the delegations sent: forty people, one with a wrong address."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(
        [
            "Organisation",
            "Role in the delegation",
            "Name in Latin letters",
            "Имя кириллицей",
            "E-mail address",
            "Agrees to be named in the list of participants",
        ]
    )
    for number in range(40):
        organisation = organisations[number % 15]
        role = "Head of delegation" if number < 15 else "Member of delegation"
        address = (
            "not-an-address"
            if number == 7 and path.name == "wrong.xlsx"
            else f"p{number}@x.example"
        )
        sheet.append(
            [
                organisation.name,
                role,
                f"Person Number{number}",
                "",
                address,
                "yes" if number % 4 else "no",
            ]
        )
    book.save(path)
    return path


@LANGUAGES
def test_the_secretariat_prepares_the_meeting_as_the_article_tells_it(
    council: Cast, arrives: Arrival, language: str, tmp_path: Path
) -> None:
    organisations = fifteen(council)
    desk = arrives(council.secretariat, language).goes("/meetings/plan/").looks_closely("plan")
    page = desk.page
    desk.fills(
        body=str(Body.objects.get(code="C").pk),
        title="Meeting of the Regional Expert Council",
        title_ru="Встреча Регионального экспертного совета",
        starts_on=DAY,
        starts_time="10:00",
        ends_time="17:00",
        time_zone="Asia/Tashkent",
        format="in_person",
        place="Tashkent",
        place_ru="Ташкент",
        category="council",
        purpose="Best practices in rehabilitation and reintegration, including initiatives led by civil society.",
        purpose_ru="Лучшие практики реабилитации и реинтеграции, включая инициативы гражданского общества.",
        expected="About 40 representatives",
        expected_ru="Около 40 представителей",
    )
    page.check("main [name=interpretation][value=ru]")
    page.select_option(
        "main [name=organisers]", [str(o.pk) for o in organisations if o.short_name in ORGANISERS]
    )
    desk.presses("Save the plan", "Сохранить план").sees("10:00–17:00").looks_closely(
        "meeting-planned"
    )
    meeting = Meeting.objects.get(title="Meeting of the Regional Expert Council")
    base = f"/meetings/{meeting.pk}/"
    for title, title_ru, kind in (
        ("Opening", "Открытие", "opening"),
        ("Practices", "Практики", "discussion"),
    ):
        desk.goes(f"{base}items/add/").fills(
            title=title, title_ru=title_ru, kind=kind, minutes="60"
        )
        desk.presses("Add the item", "Добавить пункт")
    desk.goes(f"{base}items/add/").fills(
        title="Civil society", title_ru="Гражданское общество", minutes="45"
    )
    page.select_option("main [name=parent]", label="Practices" if language == "en" else "Практики")
    desk.looks_closely("item").presses("Add the item", "Добавить пункт").sees("2.1")
    desk.goes(f"{base}items/add/").fills(
        title="Closed talk", title_ru="Закрытый разговор", minutes="30"
    )
    page.check("main [name=is_closed]")
    desk.presses("Add the item", "Добавить пункт").sees("C1")
    desk.goes(f"{base}papers/").looks_closely("papers-empty")
    for name in ("Concept note EN.pdf", "Concept note RU.pdf", "Practices.pdf"):
        (tmp_path / name).write_bytes(pdf(2, words=name))
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 nothing")
    page.set_input_files(
        "main [name=sent]",
        [
            str(tmp_path / n)
            for n in ("Concept note EN.pdf", "Concept note RU.pdf", "Practices.pdf", "bad.pdf")
        ],
    )
    desk.presses("Send the files", "Отправить файлы")
    page.wait_for_selector("#filing")
    desk.sees("bad.pdf").looks_closely("papers-tray")
    page.fill("main [name=title_ru-1]", "Концептуальная записка")
    page.fill("main [name=title_ru-2]", "Практики: рабочий документ")
    page.select_option("main [name=place-2]", index=2)
    desk.presses("File them", "Разместить").sees(
        said(language, "Concept note", "Концептуальная записка")
    ).looks_closely("papers-filed")
    desk.goes("/documents/").looks_closely("library")
    desk.page.locator("main .list h3 a").first.click()
    desk.looks_closely("document").presses("Give the symbol", "Присвоить условное").sees(
        "REC/C/"
    ).looks_closely()
    desk.goes(f"{base}invited/").looks_closely("invited")
    for organisation in organisations:
        page.check(f"[name=organisations][value='{organisation.pk}']")
    desk.presses("Save the list", "Сохранить список").presses(
        "Check and convene", "Проверить и созвать"
    ).looks_closely("convene")
    desk.presses("Convene the meeting", "Созвать заседание").looks_closely("meeting-convened")
    assert meeting.invitations.filter(status="sent").count() == 15
    letter = Delivery.objects.filter(letter__kind="meeting_invitation").first()
    assert letter is not None
    # the answers and the people
    first = meeting.invitations.get(organisation=council.organisations["bactria"])
    desk.goes(f"/meetings/invitations/{first.pk}/").looks_closely("register").fills(
        note_number="214", note_means="note", note_on=DAY
    )
    desk.presses("Save", "Сохранить").sees("214")
    desk.goes(f"/meetings/invitations/{first.pk}/record/").looks_closely("answer-record").chooses(
        "answer", "accepted"
    )
    desk.fills(source="NV 214").presses("Record the answer", "Записать ответ")
    wrong, right = (
        forty(tmp_path / "wrong.xlsx", organisations),
        forty(tmp_path / "right.xlsx", organisations),
    )
    page.set_input_files("aside [name=file]", wrong)
    desk.presses("Preview the import", "Проверить файл").sees("E9").looks_closely("import-errors")
    assert not Delegate.objects.exists()
    desk.goes(base)
    page.set_input_files("aside [name=file]", right)
    desk.presses("Preview the import", "Проверить файл").looks_closely("import").presses(
        "Name 40", "Заявить: 40"
    )
    assert Delegate.objects.count() == 40
    for invitation in meeting.invitations.all():
        meetings.confirm_all(invitation, by=council.secretariat, at=timezone.now())
    desk.goes(f"/meetings/invitations/{first.pk}/delegation/").looks_closely("delegation")
    desk.goes(f"{base}participants/").sees("Person Number1").misses("Person Number4").looks_closely(
        "participants"
    )
    badges = PdfReader(io.BytesIO(page.request.get(f"{desk.address}{base}badges.pdf").body()))
    assert len(badges.pages) == 5
    listed = page.request.get(f"{desk.address}{base}participants/final-{language}.pdf").body()
    assert "Person Number1" in "".join(
        p.extract_text() for p in PdfReader(io.BytesIO(listed)).pages
    )
    # papers circulated, the pack, a move
    desk.goes(f"{base}circulate/").looks_closely("circulate").presses(
        "Send these letters", "Отправить эти письма"
    )
    desk.goes(base).presses("All documents in one", "Все документы одним").looks_closely("pack")
    documents.build_bundles()
    page.wait_for_selector("#pack .btn-main", timeout=10_000)
    desk.looks_closely("pack-ready")
    desk.goes(f"{base}agenda/").looks_closely("versions")
    desk.goes(f"{base}move/").looks_closely("move").fills(
        starts_time="11:00", reason="The hall"
    ).presses("Move it", "Перенести и")
    desk.sees("The hall").looks_closely("meeting-moved")
    desk.goes(f"{base}history/").looks_closely()
    # what a delegation sees
    head = arrives(council.other_head, language).goes(base).looks_closely("meeting-delegation")
    head.sees(said(language, "Practices", "Практики")).sees("C1").goes(
        f"{base}delegates/"
    ).looks_closely("delegates")
    head.page.request.get(f"{head.address}{base}agenda/programme-both.pdf")
    arrives(council.observer, language).goes(base).misses("C1")


def _within_two_seconds(visitor: Visitor, words: str) -> None:
    expect(visitor.page.locator("#screen")).to_contain_text(words, timeout=3_000)


@LANGUAGES
def test_a_meeting_is_held_with_the_chairs_screen_a_projector_and_two_phones(
    council: Cast, arrives: Arrival, language: str
) -> None:
    sets_rules(council.group, quorum="half", speech_minutes=3)
    meeting = council.meeting(starts_in=timedelta(hours=1))
    item, second = meeting.items.order_by("order")
    text = council.text()
    texts.put_on_agenda(text, item, newest(text), by=council.secretariat, at=timezone.now())
    for invitation in meeting.invitations.all():
        meetings.answer(
            invitation, "accepted", by=council.secretariat, at=timezone.now(), source="NV"
        )
    live = f"/meetings/{meeting.pk}/live/"
    chair = arrives(council.chair, language).goes(f"{live}chair/").looks_closely("chair-before")
    chair.presses("Open the meeting", "Открыть заседание").looks_closely("open-check")
    chair.presses("Open the meeting", "Открыть заседание").goes(f"{live}chair/")
    projector = arrives(council.secretariat, language).goes(f"{live}room/")
    phone, other = (arrives(person, language) for person in (council.head, council.other_head))
    for each in (phone, other):
        each.page.set_viewport_size({"width": 390, "height": 844})
        each.goes(f"{live}floor/")
    for key in ("sogdiana", "bactria", "margiana", "agency", "mothers"):
        chair.page.check(f"main [name=organisations][value='{council.organisations[key].pk}']")
    chair.presses("Note as present", "Отметить присутствие")
    _within_two_seconds(projector, said(language, "quorum is reached", "кворум имеется"))
    chair.presses(f"{said(language, 'Open:', 'Открыть:')} 1")
    for each in (projector, phone, other):
        _within_two_seconds(each, str(said(language, "Item 1", "Пункт 1")))
    phone.presses("Ask for the floor", "Попросить слова").looks_closely("floor")
    _within_two_seconds(chair, said(language, "Sogdiana", "Согдиана"))
    chair.looks_closely("chair").presses("Give the floor", "Предоставить слово")
    expect(projector.page.locator(".speaking")).to_contain_text(
        said(language, "Sogdiana", "Согдиана"), timeout=3_000
    )
    projector.looks_closely("room")
    # a lost connection, then a correct screen again
    other.page.context.set_offline(True)
    chair.presses("Take the floor back", "Завершить выступление")
    other.page.wait_for_timeout(2_000)
    other.page.context.set_offline(False)
    expect(other.page.locator("#screen")).to_contain_text(
        said(language, "Has spoken:", "Выступали:"), timeout=15_000
    )
    other.trouble.clear()
    # without JavaScript the page is right after a reload
    plain = (
        arrives(council.agency_head, language, script=False)
        .goes(f"{live}floor/")
        .sees(said(language, "Item 1", "Пункт 1"))
    )
    plain.presses("Point of order", "По порядку ведения").sees(
        said(language, "Point of order", "По порядку ведения")
    )
    # the text: put, positions, declared, all on the pages
    chair.goes(f"{live}chair/").presses(
        "Put it to the meeting", "Вынести на решение"
    ).looks_closely("put")
    chair.confirms_the_undone().presses("Check the round", "Проверить раунд").presses(
        "Open the round and", "Открыть раунд и"
    )
    assert chair.page.url.endswith(f"{live}chair/")
    opened = council.fresh(text).rounds.get()
    _within_two_seconds(phone, said(language, "No position yet", "Позиции ещё нет"))
    phone.presses("Give our position", "Изложить позицию").chooses("kind", "supports").presses(
        "Check and send", "Проверить и отправить"
    )
    phone.looks_closely("phone-position").presses("Send this position", "Отправить позицию").goes(
        f"{live}floor/"
    )
    for role in ("other_head", "chair", "agency_head", "society_head"):
        texts.take_position(opened, "supports", by=council.people[role])
    _within_two_seconds(phone, said(language, "Nobody objects.", "Возражений нет."))
    chair.goes(f"{live}chair/").looks_closely("chair-positions").presses(
        "Close the question", "Закрыть вопрос"
    )
    chair.looks_closely("close-question").presses("Close and declare", "Закрыть и объявить")
    chair.chooses("outcome", "consensus").fills(
        breadth="Broad agreement.", issues="None.", addressed="None."
    )
    chair.looks_closely("declare-room").confirms_the_undone().presses("Declare", "Объявить")
    expect(projector.page.locator("#screen .needs b")).to_be_visible(timeout=4_000)
    assert council.fresh(text).status == "agreed"
    chair.goes(f"{live}chair/").presses(f"{said(language, 'Open:', 'Открыть:')} 2")
    _within_two_seconds(other, said(language, "Item 2", "Пункт 2"))
    assert second.pk


def _whole(council: Cast, journal: Journal) -> None:
    for entry in journal.entries.all():
        meetings.save_entry(
            entry,
            {
                code: entry.in_language(code) or words
                for code, words in (("en", "Nothing."), ("ru", "Ничего."))
            },
            based_on=entry.version,
            by=council.secretariat,
            at=timezone.now(),
        )


@LANGUAGES
@pytest.mark.parametrize("script", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_the_journal_is_corrected_adopted_and_frozen(
    council: Cast, arrives: Arrival, language: str, script: bool
) -> None:
    sets_rules(council.group, correction_hours=0, silence_hours=0)
    meeting = council.meeting(starts_in=timedelta(hours=1), items=1)
    item: Any = meeting.items.first()
    at = timezone.now()
    meetings.change_status(meeting, "in_session", by=council.chair, at=at)
    meetings.act_on_item(item, "opened", by=council.chair, at=at)
    speech = meetings.inscribe(item, council.organisations["sogdiana"], by=council.head, at=at)
    meetings.give_floor(speech, by=council.chair, at=at)
    desk = (
        arrives(council.secretariat, language, script=script)
        .goes(f"/meetings/{meeting.pk}/decisions/add/")
        .looks_closely("decision")
    )
    desk.fills(text_en="Agreed to go on.", text_ru="Решено продолжить.").presses(
        "Record the decision", "Записать решение"
    ).sees("DEC.1")
    desk.goes(f"/meetings/{meeting.pk}/tasks/add/").looks_closely("task").fills(
        title="Send figures",
        title_ru="Направить данные",
        organisation=str(council.organisations["bactria"].pk),
        due_on=(timezone.localdate() + timedelta(days=20)).isoformat(),
    )
    desk.presses("Give the task", "Дать поручение")
    meetings.change_status(meeting, "closed", by=council.chair, at=timezone.now())
    desk.goes(f"/meetings/{meeting.pk}/").looks_closely("meeting-closed").presses(
        "Begin: Journal", "Начать: Журнал"
    )
    journal = Journal.objects.get()
    desk.sees("Agreed to go on.", "Решено продолжить.").looks_closely("journal-draft")
    entry = journal.entries.get(item=item)
    desk.goes(f"/meetings/entries/{entry.pk}/edit/").looks_closely("entry")
    desk.fills(
        text_en=entry.texts["en"].replace("Sogdiana:", "Sogdiana: welcomed the draft."),
        text_ru=entry.texts["ru"].replace("Согдиана:", "Согдиана: приветствовала проект."),
    )
    desk.presses("Save the entry", "Сохранить запись")
    _whole(council, journal)
    meetings.circulate_journal(
        journal,
        clock.now() + timedelta(hours=1),
        by=council.secretariat,
        at=timezone.now(),
    )
    head = arrives(council.head, language, script=script).goes(journal.get_absolute_url())
    head.goes(f"/meetings/entries/{entry.pk}/correct/").fills(
        language="en", before="welcomed the draft", after="welcomed the text"
    )
    head.presses("Send the correction", "Отправить поправку").sees("welcomed the text")
    journal.refresh_from_db()
    end(journal)
    head.goes(journal.get_absolute_url()).looks_closely("journal-corrections")
    desk.goes(journal.get_absolute_url()).presses(
        "Put for adoption", "Вынесение на принятие"
    ).looks_closely("silence")
    meetings.put_journal_to_silence(
        journal, clock.now() + timedelta(hours=1), by=council.chair, at=timezone.now()
    )
    head.goes(journal.get_absolute_url()).presses("Object", "Возразить").looks_closely("object")
    journal.refresh_from_db()
    desk.goes(journal.get_absolute_url()).presses(
        "Note how it was told", "Отметить, как"
    ).looks_closely("record-told")
    heard(journal)
    end(journal)
    desk.goes(journal.get_absolute_url()).looks_closely("journal-silence").presses(
        "Adopt and freeze", "Принять и зафиксировать"
    )
    desk.sees("SHA-256").looks_closely("journal-frozen")
    desk.goes(f"/meetings/records/{journal.pk}/compare/").looks_closely("record-compare")
    desk.goes(f"/meetings/records/{journal.pk}/corrigendum/").looks_closely("corrigendum")
    desk.fills(text_en="For A read B.", text_ru="Вместо А читать Б.", reason="Slip").presses(
        "Issue the corrigendum", "Выпустить исправление"
    )
    member = (
        arrives(council.member, language, script=script)
        .goes("/meetings/tasks/")
        .looks_closely("tasks")
    )
    member.presses("Report it done", "Сообщить об исполнении").looks_closely().fills(
        report="Sent."
    ).presses("Send the report", "Отправить сообщение")
    member.goes("/meetings/tasks/").sees("Sent.")


@LANGUAGES
def test_a_date_is_found_and_a_series_planned(
    council: Cast, arrives: Arrival, language: str
) -> None:
    desk = arrives(council.secretariat, language).goes("/meetings/dates/").looks_closely("poll-ask")
    days = [(timezone.localdate() + timedelta(days=n)).isoformat() for n in (5, 40, 47)]
    desk.fills(
        body=str(council.group.pk),
        title="Fifth meeting",
        title_ru="Пятое заседание",
        answer_on=days[0],
        day_1=days[1],
        time_1="10:00",
        day_2=days[2],
        time_2="10:00",
    )
    desk.presses("Ask the organisations", "Направить запрос").looks_closely("poll-board")
    address = desk.page.url
    head = (
        arrives(council.head, language)
        .goes(address)
        .presses("Send the answer", "Отправить ответ")
        .looks_closely("poll-errors")
    )
    for fieldset in head.page.locator("main fieldset").all():
        fieldset.locator("input").first.check()
    head.presses("Send the answer", "Отправить ответ").looks_closely("poll-answered")
    desk.goes(address).presses("Plan on this date", "Запланировать на эту дату")
    assert desk.page.input_value("[name=starts_on]") == days[1]
    desk.goes("/meetings/plan/series/").looks_closely("series").fills(
        body=str(council.group.pk),
        title="Every fortnight",
        title_ru="Раз в две недели",
        starts_on=days[1],
        starts_time="15:00",
        ends_time="16:00",
        time_zone="Asia/Tashkent",
        format="online",
        interval="2",
        weekday="1",
        count="3",
    )
    desk.presses("Show the dates", "Показать даты").looks_closely("series-dates")
    for box in desk.page.locator("main [name=keep]").all():
        box.check()
    desk.presses("Plan these meetings", "Запланировать эти")
    assert Meeting.objects.filter(title="Every fortnight").count() == 3
    desk.goes("/meetings/").looks_closely("meetings")
