"""The main job in the browser, a story at a time, as each person; in Russian once and in English once."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from meetings.models import Meeting
from rec_portal.mail.models import Delivery
from recommendations import actions as texts
from recommendations.models import ConsensusRound, Recommendation
from tests.browser.conftest import Arrival
from tests.cast import Cast, end, newest

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
TODAY = timezone.now().date().isoformat()
DAY = (timezone.now() + timedelta(days=30)).date().isoformat()


@LANGUAGES
def test_the_secretariat_plans_previews_and_convenes(
    council: Cast, arrives: Arrival, language: str, tmp_path: Path
) -> None:
    paper = tmp_path / "agenda.txt"
    paper.write_text("Draft agenda", encoding="utf-8")
    desk = (
        arrives(council.secretariat, language)
        .looks_closely("desk")
        .presses("Plan a meeting", "Запланировать заседание")
    )
    desk.looks_closely("plan").presses("Save the plan", "Сохранить план").sees(
        {"en": "Please check", "ru": "Проверьте"}[language]
    )
    desk.looks_closely()
    desk.fills(
        body=str(council.group.pk),
        title="Fourth meeting",
        title_ru="Четвёртое заседание",
        starts_on=DAY,
        starts_time="10:00",
        ends_time="16:30",
        time_zone="Asia/Bishkek",
        format="hybrid",
        place="Bishkek",
        place_ru="Бишкек",
        link="https://meet.example/1",
        category="body",
    )
    desk.presses("Save the plan", "Сохранить план").sees("10:00–16:30", "UTC+6").looks_closely(
        "meeting-planned"
    )
    desk.presses("Add an item", "Добавить пункт").fills(
        title="Opening", title_ru="Открытие", kind="opening", minutes="15"
    )
    desk.looks_closely().presses("Add and write the next", "Добавить и перейти")
    desk.fills(title="Schooling", title_ru="Обучение", kind="discussion", minutes="90").presses(
        "Add the item", "Добавить пункт"
    )
    desk.sees("10:00", "10:15").presses("Add a document", "Добавить документ")
    desk.page.set_input_files("[name=sent]", paper)
    desk.looks_closely().presses("Send the files", "Отправить файлы")
    desk.fills(**{"title-1": "Draft agenda", "title_ru-1": "Проект повестки"})
    desk.looks_closely().presses("File them", "Разместить").sees(
        {"en": "Draft agenda", "ru": "Проект повестки"}[language]
    )
    desk.goes(Meeting.objects.get(number=1, body=council.group).get_absolute_url()).presses(
        "Choose whom to invite", "Выбрать приглашаемых"
    ).looks_closely()
    desk.page.check(f"[name=organisations][value='{council.organisations['guest'].pk}']")
    desk.presses("Save the list", "Сохранить список").presses(
        "Check and convene", "Проверить и созвать"
    )
    desk.looks_closely("convene").sees(
        "Fourth meeting", "Четвёртое заседание", council.outsider.email
    )
    assert not Delivery.objects.exists()
    desk.presses("Convene the meeting", "Созвать заседание").sees("REC/WG.B/")
    meeting = Meeting.objects.get(number=1, body=council.group)
    assert meeting.status == "convened"
    assert Delivery.objects.count() == 8
    desk.looks_closely("meeting-convened").presses(
        "History of this", "История заседания"
    ).looks_closely()


@LANGUAGES
@pytest.mark.parametrize("script", [True, False])
def test_the_head_answers_by_the_link_and_names_delegates(
    council: Cast, arrives: Arrival, language: str, script: bool
) -> None:
    meeting = council.meeting()
    letter = Delivery.objects.get(person=council.head)
    link = re.search(r"https?://\S+/answer/\S+", letter.text)
    assert link
    path = re.sub(r"^https?://[^/]+", "", link.group())
    head = (
        arrives(None, language, script=script)
        .goes(path)
        .sees({"en": "You answer for", "ru": "Вы отвечаете"}[language])
    )
    head.looks_closely("answer")
    invitation = meeting.invitations.get(organisation=council.organisations["sogdiana"])
    assert invitation.status == "sent"
    head.presses("Send the answer", "Отправить ответ").sees(
        {"en": "Choose one", "ru": "Выберите один"}[language]
    )
    head.chooses("answer", "accepted").presses("Send the answer", "Отправить ответ").looks_closely()
    invitation.refresh_from_db()
    assert invitation.status == "accepted"
    head.signs_in(council.head).goes(f"/meetings/{meeting.pk}/delegates/").looks_closely(
        "delegates"
    )
    head.fills(name="Ali Valiev", name_ru="Али Валиев", position="Expert").presses(
        "Name this person", "Внести в состав"
    )
    head.sees({"en": "Ali Valiev", "ru": "Али Валиев"}[language])
    staff = arrives(council.secretariat, language, script=script).goes(f"/meetings/{meeting.pk}/")
    staff.sees({"en": "Not answered yet:", "ru": "Ещё не ответили:"}[language])
    staff.presses("Check and remind", "Проверить и напомнить").misses(
        "head@sogdiana.example"
    ).looks_closely("remind")
    staff.presses("Send these reminders", "Отправить эти напоминания")
    assert Delivery.objects.filter(letter__kind="meeting_reminder").count() == 5
    staff.goes("/desk/letters/").looks_closely("letters").goes(
        f"/desk/deliveries/{letter.pk}/"
    ).looks_closely("delivery")


@LANGUAGES
@pytest.mark.parametrize("script", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_the_rapporteur_drafts_members_comment_and_amend(
    council: Cast, arrives: Arrival, language: str, script: bool
) -> None:
    pen = (
        arrives(council.rapporteur, language, script=script)
        .goes("/recommendations/begin/")
        .looks_closely()
    )
    pen.fills(
        body=str(council.group.pk),
        kind="proposed_solution",
        title_ru="Школа без задержки",
        title_en="School without delay",
    )
    pen.presses("Begin", "Начать").presses("Add a paragraph", "Добавить пункт")
    text = Recommendation.objects.get()
    first = text.working_paragraphs.get()
    page, key = pen.page, f"p{first.paragraph_id}"
    page.select_option(f"select[name='{key}-kind']", "preambular")
    page.fill(f"textarea[name='{key}-ru']", "*Отмечая* опыт делегаций,")
    page.fill(f"textarea[name='{key}-en']", "*Noting* the experience of delegations,")
    if script:
        page.locator(f"#{key} .saved").filter(has_text=re.compile(r"\d")).wait_for(timeout=10_000)
        first.refresh_from_db()
        assert first.in_language("en").startswith("*Noting*")
        page.reload()
    pen.presses("Add below", "Добавить ниже")
    second = text.working_paragraphs.order_by("order").last()
    assert second
    key = f"p{second.paragraph_id}"
    page.select_option(f"select[name='{key}-kind']", "operative")
    page.fill(f"textarea[name='{key}-ru']", "Рекомендует зачислять детей в школу.")
    page.fill(f"textarea[name='{key}-en']", "Recommends that children be enrolled in school.")
    pen.presses("Save and read", "Сохранить и прочитать").goes(
        f"{text.get_absolute_url()}edit/"
    ).looks_closely("edit")
    pen.goes(text.get_absolute_url()).presses(
        "Issue the next", "Выпустить следующую"
    ).looks_closely("issue")
    pen.fills(reason="First draft").presses("Issue", "Выпустить").sees("Rev.2").looks_closely(
        "text-drafting"
    )
    pen.presses("Put to consultation", "Вынести на обсуждение")
    member = arrives(council.member, language, script=script).goes(text.get_absolute_url())
    paragraph = newest(text).clauses.all()[1].paragraph_id
    member.goes(f"/recommendations/paragraphs/{paragraph}/comment/").looks_closely()
    member.fills(text="**Просим** уточнить срок.").presses(
        "Send the comment", "Отправить комментарий"
    ).sees("Просим уточнить")
    member.goes(f"/recommendations/paragraphs/{paragraph}/amend/").looks_closely("amend")
    member.fills(
        text_en="Recommends that children be enrolled in school within ten days.",
        reason="A term is needed.",
    )
    member.presses("Propose it", "Предложить").looks_closely("text-consultation")
    pen.goes(text.get_absolute_url()).presses("Accept", "Принять").looks_closely("amendment")
    pen.fills(reason="Agreed by the group.").presses("Record the decision", "Записать решение")
    pen.presses("Issue the next", "Выпустить следующую").presses("Issue", "Выпустить").sees(
        "within ten days", "Rev.3"
    )
    pen.goes(f"{text.get_absolute_url()}compare/").looks_closely("compare").sees("within ten days")
    pen.goes(f"{text.get_absolute_url()}history/").looks_closely("history")
    pen.goes(f"{text.get_absolute_url()}open/").looks_closely("open-points")
    pen.goes(f"{text.get_absolute_url()}comments/").looks_closely("matrix")
    pen.page.locator("main select").first.select_option("accepted")
    pen.presses("Save what", "Сохранить решения")
    member.goes(text.get_absolute_url()).sees({"en": "Accepted", "ru": "Принято"}[language])
    assert newest(text).clauses.all()[1].in_language("en").endswith("within ten days.")


@LANGUAGES
def test_two_writers_meet_and_neither_loses_a_word(
    council: Cast, arrives: Arrival, language: str
) -> None:
    text = council.text()
    row = text.working_paragraphs.order_by("order")[1]
    address, key = f"{text.get_absolute_url()}edit/", f"p{row.paragraph_id}"
    pen, chair = (
        arrives(council.rapporteur, language).goes(address),
        arrives(council.chair, language).goes(address),
    )
    pen.page.focus(f"#{key}-en")
    chair.page.focus(f"#{key}-ru")
    said = {"en": "Rapporteur is writing here", "ru": "Здесь пишет: Rapporteur"}[language]
    chair.page.locator(f"#{key} .here").filter(has_text=said).wait_for(timeout=12_000)
    chair.page.fill(f"#{key}-en", "The chair's wording.")
    chair.page.locator(f"#{key} .saved").filter(has_text=re.compile(r"\d\d:\d\d")).wait_for(
        timeout=10_000
    )
    pen.page.fill(f"#{key}-en", "The rapporteur's wording.")
    pen.page.locator(f"#{key} .conflict-box").wait_for(timeout=10_000)
    assert pen.page.input_value(f"#{key}-en") == "The rapporteur's wording."
    pen.sees("The chair's wording.").looks_closely("conflict")
    row.refresh_from_db()
    assert row.in_language("en") == "The chair's wording."
    pen.page.fill(f"#{key}-en", "The wording of both.")
    pen.page.locator(f"#{key} .saved").filter(has_text=re.compile(r"\d\d:\d\d")).wait_for(
        timeout=10_000
    )
    chair.page.locator("h1").click()
    expect(chair.page.locator(f"#{key}-en")).to_have_value("The wording of both.", timeout=15_000)


@LANGUAGES
@pytest.mark.parametrize("script", [True, False])
def test_an_objection_breaks_silence_and_a_new_revision_goes_to_a_new_round(
    council: Cast, arrives: Arrival, language: str, script: bool, tmp_path: Path
) -> None:
    text = council.text()
    chair = arrives(council.chair, language, script=script).goes(text.get_absolute_url())
    chair.presses("Open a consensus round", "Открыть раунд консенсуса").looks_closely("round-open")
    chair.fills(ends_on=timezone.now().date().isoformat(), ends_time="23:59").presses(
        "Check the round", "Проверить раунд"
    )
    chair.confirms_the_undone().sees({"en": "at least 72 hours", "ru": "не менее 72"}[language])
    chair.fills(ends_on=DAY, ends_time="18:00", time_zone="Asia/Tashkent").presses(
        "Check the round", "Проверить раунд"
    )
    chair.looks_closely("round-check").presses("Open the round", "Открыть раунд и")
    chair.sees("18:00", "UTC+5").looks_closely("round-running")
    head = arrives(council.other_head, language, script=script).goes(text.get_absolute_url())
    assert head.page.locator("[name=kind]:checked").count() == 0
    head.chooses("kind", "objects").presses("Check and send", "Проверить и отправить")
    head.sees({"en": "needs words", "ru": "требуется текст"}[language]).looks_closely()
    head.fills(reason="Срок слишком мал.").presses(
        "Check and send", "Проверить и отправить"
    ).looks_closely("position-check")
    running = ConsensusRound.objects.get()
    assert running.status == "open"
    head.presses("Object", "Возразить").looks_closely("receipt").sees("P-")
    head.presses("Back to the text", "Вернуться к тексту").sees("Срок слишком мал.").looks_closely(
        "round-broken"
    )
    running.refresh_from_db()
    assert running.closing == "broken"
    draft = texts.draft_of(newest(text))
    draft.clauses[1].texts["en"] = "A longer term."
    texts.save_text(text, draft, based_on=1, by=council.rapporteur, at=timezone.now())
    chair.goes(f"{text.get_absolute_url()}round/").fills(ends_on=DAY, ends_time="18:00")
    chair.confirms_the_undone().presses("Check the round", "Проверить раунд")
    chair.presses("Open the round", "Открыть раунд и")
    member = arrives(council.member, language, script=script).goes(text.get_absolute_url())
    member.sees(
        {
            "en": "the head of delegation or the alternate sends it",
            "ru": "отправляет её глава делегации",
        }[language]
    )
    member.chooses("kind", "supports").presses(
        "Keep as a draft", "Сохранить как проект"
    ).looks_closely("position-prepared")
    observer = (
        arrives(council.observer, language, script=script)
        .goes(text.get_absolute_url())
        .looks_closely()
    )
    assert observer.page.locator("[name=kind]").count() == 0
    staff = arrives(council.secretariat, language, script=script).goes(text.get_absolute_url())
    staff.presses("Record a position", "Записать позицию").chooses("kind", "supports").fills(
        source="NV 214", dated=TODAY
    )
    note = tmp_path / "note.txt"
    note.write_text("Note verbale 214", encoding="utf-8")
    staff.page.set_input_files("[name=document]", note)
    staff.looks_closely("record").presses("Record the position", "Записать позицию").sees("NV 214")


@LANGUAGES
@pytest.mark.parametrize("script", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_unbroken_silence_declaration_executive_committee_publication(
    council: Cast, arrives: Arrival, language: str, script: bool
) -> None:
    text = council.text()
    ended = council.short_round(text)
    texts.take_position(
        ended, "with_statement", by=council.society_head, reason="Мы понимаем дни как рабочие."
    )
    end(ended)
    chair = (
        arrives(council.chair, language, script=script)
        .goes("/desk/")
        .presses("Declare", "Объявить")
        .looks_closely("declare")
    )
    chair.chooses("outcome", "consensus").fills(
        breadth="Broad agreement.", issues="None.", addressed="None."
    ).confirms_the_undone().presses("Declare", "Объявить").sees(
        {"en": "with statements", "ru": "с заявлениями"}[language]
    )
    chair.chooses("outcome", "with_statements").fills(
        breadth="Broad agreement.", issues="None.", addressed="None."
    ).confirms_the_undone().presses("Declare", "Объявить")
    chair.presses("Lay before", "Передать в").looks_closely("before-excom")
    second = council.short_round(text, by=council.excom_chair)
    end(second)
    excom = (
        arrives(council.excom_chair, language, script=script)
        .goes("/desk/")
        .presses("Declare", "Объявить")
    )
    excom.chooses("outcome", "with_statements").fills(
        breadth="Broad agreement.", issues="None.", addressed="None."
    ).confirms_the_undone().presses("Declare", "Объявить")
    staff = (
        arrives(council.secretariat, language, script=script)
        .goes("/desk/")
        .presses("Check", "Проверить")
    )
    staff.looks_closely("certification").presses("Certify both", "Удостоверить оба")
    staff.confirms_the_undone().presses("Certify both", "Удостоверить оба").sees(
        "REC/"
    ).looks_closely("certificate")
    excom.goes(text.get_absolute_url()).sees("REC/").looks_closely("adopted")
    public = arrives(None, language, script=script).goes(text.get_absolute_url())
    assert public.page.locator(".symbol").first.inner_text() == "404"
    public.looks_closely()
    staff.goes(text.get_absolute_url()).presses("Publish", "Опубликовать").presses(
        "Publish", "Опубликовать"
    )
    public.goes("/").looks_closely("home").goes("/recommendations/?q=обучение").looks_closely(
        "list"
    )
    public.presses("Schooling of children", "Обучение детей").looks_closely("public")
    public.sees("Мы понимаем дни как рабочие.", "Paragraph number 1.", "Пункт номер 1.")
    with public.page.expect_download() as download:
        public.page.get_by_role("link", name=re.compile("^PDF")).first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")


@LANGUAGES
def test_the_admin_manages_people_and_seats(council: Cast, arrives: Arrival, language: str) -> None:
    admin = arrives(council.admin, language).goes("/admin/")
    admin.goes("/admin/accounts/user/?q=head").sees("head@sogdiana.example").goes(
        "/admin/accounts/user/add/"
    )
    admin.page.fill("[name=email]", "new@guest.example")
    admin.page.fill("[name=name]", "New Person")
    admin.page.click("[name=_save]")
    admin.goes("/admin/councils/seat/?body__id__exact=" + str(council.group.pk)).sees(
        "Sogdiana" if language == "en" else "Согдиана"
    )
    for path in (
        "councils/organisation",
        "councils/representative",
        "councils/office",
        "councils/body",
        "audit/entry",
        "meetings/meeting",
        "recommendations/recommendation",
    ):
        admin.goes(f"/admin/{path}/")
        assert admin.page.locator("h1").first.is_visible()
    seat = council.group.seats.get(organisation=council.organisations["institute"])
    admin.goes(f"/admin/councils/seat/{seat.pk}/change/")
    admin.page.select_option("[name=kind]", "member")
    admin.page.click("[name=_save]")
    from councils.access import access_of

    assert access_of(council.observer).holds("join", council.group.pk)


@LANGUAGES
def test_open_pages_and_the_frame(council: Cast, arrives: Arrival, language: str) -> None:
    visitor = arrives(None, language)
    for path in (
        "/",
        "/council/",
        "/meetings/",
        "/recommendations/",
        "/working-groups/",
        "/working-groups/b/",
        "/documents/",
        "/search/?q=совет",
        "/accounts/login/",
        "/accounts/password/reset/",
        "/nowhere/",
    ):
        visitor.goes(path).looks_closely("page" + path.split("?")[0].replace("/", "-"))
    visitor.goes("/").page.keyboard.press("Tab")
    assert visitor.page.evaluate("document.activeElement.className") == "skip"
    visitor.goes("/council/").page.click("header .language [lang=ru]")
    assert visitor.page.url.endswith("/council/")
    visitor.sees("О Совете")
    signed = arrives(council.head, language)
    for path in (
        "/accounts/preferences/",
        "/accounts/2fa/",
        "/accounts/sessions/",
        "/accounts/email/",
    ):
        signed.goes(path).looks_closely("page" + path.replace("/", "-"))
