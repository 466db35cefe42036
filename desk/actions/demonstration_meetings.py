"""The meetings of the demonstration: a session of the Council and a meeting of a group that were held, with their records out
for corrections; one that is being prepared, with papers of several circles and a closed item; a question about dates. All
through the acts of the apps, those of the past at their own time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from councils.models import Body, Organisation, today
from documents import actions as documents
from documents.lifecycle import Nature, Standing
from meetings import actions as meetings
from meetings.models import AgendaItem, Meeting
from rec_portal import clock
from rec_portal.filetypes import TYPES
from rec_portal.ui.word import WordFile

from .council import HERE

People = dict[str, User]
AGENDA = (
    ("Opening", "Открытие заседания", "opening", 15),
    ("Adoption of the agenda", "Утверждение повестки дня", "adoption", 15),
    ("Continuity of schooling", "Непрерывность обучения", "discussion", 120),
    ("Lunch", "Обед", "break", 60),
    ("Decisions", "Решения", "decision", 120),
    ("Closing", "Закрытие заседания", "closing", 15),
)


def load_meetings(people: People) -> Meeting:
    """Returns the coming meeting."""
    _hold_a_session(people)
    _hold_a_meeting(people)
    coming = _coming(people)
    _dates(people)
    return coming


def _own(people: People, key: str, who: str = "head") -> Organisation:
    organisation = people[f"{who}@{key}.example"].organisation
    assert organisation is not None  # noqa: S101  # heads of delegation have one
    return organisation


def _day(days: int) -> datetime:
    return (clock.now().astimezone(HERE) + timedelta(days=days)).replace(
        hour=10, minute=0, second=0, microsecond=0
    )


def _planned(
    title: str, title_ru: str, begins: datetime, *, body: str = "WG.B", by: User, at: datetime
) -> Meeting:
    values = {
        "title": f"{title} (demonstration)",
        "i18n": {"title_ru": f"{title_ru} (демонстрация)", "place_ru": "Ташкент, зал Б"},
        "starts_at": begins,
        "ends_at": begins + timedelta(hours=6, minutes=30),
        "time_zone": settings.TIME_ZONE,
        "place": "Tashkent, hall B",
        "format": "hybrid",
        "link": "https://meet.example/rec",
        "category": "body",
        "interpretation": ["ru", "en"],
    }
    meeting = meetings.plan(Body.objects.get(code=body), values, by=by, at=at)
    for item_title, item_title_ru, kind, minutes in AGENDA:
        item = {
            "title": item_title,
            "kind": kind,
            "minutes": minutes,
            "i18n": {"title_ru": item_title_ru},
        }
        meetings.add_item(meeting, item, by=by, at=at)
    return meeting


def _paper(
    item: AgendaItem | None,
    meeting: Meeting,
    title: str,
    title_ru: str,
    nature: str,
    category: str,
    *,
    by: User,
    at: datetime,
) -> None:
    """A paper in both languages, with its symbol, before the meeting."""
    files, standings = [], {"ru": Standing.ORIGINAL.value, "en": Standing.UNOFFICIAL.value}
    for language, name in (("ru", title_ru), ("en", title)):
        word = WordFile(name)
        word.heading(name)
        word.line(
            {
                "ru": "Вымышленный документ демонстрации.",
                "en": "An invented paper of the demonstration.",
            }[language]
        )
        files.append(
            (language, SimpleUploadedFile(f"{name}.docx", word.bytes(), content_type=TYPES["docx"]))
        )
    received = documents.receive([file for _language, file in files], by=by, at=at)
    filing = documents.Filing(
        {"en": title, "ru": title_ru}, nature=nature, category=category, body=meeting.body
    )
    chosen = {language: file for (language, _file), file in zip(files, received, strict=True)}
    document = documents.file_from_inbox(filing, chosen, standings, by=by, at=at)
    documents.assign_symbol(document, by=by, at=at)
    meetings.add_paper(item, document, by=by, at=at, meeting=meeting)


def _name(meeting: Meeting, key: str, names: list[tuple[str, str, str]], people: People) -> None:
    secretary, at = people["secretariat@rec.example"], clock.now()
    invitation = meeting.invitations.select_related("organisation", "meeting").get(
        organisation=_own(people, key)
    )
    for name, name_ru, role in names:
        values = {
            "name": name,
            "name_ru": name_ru,
            "role": role,
            "position": "Expert",
            "i18n": {"position_ru": "Эксперт"},
            "consents_to_listing": True,
        }
        delegate = meetings.nominate(invitation, values, by=people[f"head@{key}.example"], at=at)
        if role == "head":
            meetings.change_delegate(delegate, "confirmed", by=secretary, at=at)


def _hold_a_session(people: People) -> None:
    """Four weeks ago: the Council in plenary, which has no seats and no chair of its own. Fifteen organisations were invited,
    the four organisers among them, for whom nobody signs in; one item was closed, for the governments."""
    secretary, begins = people["secretariat@rec.example"], _day(-28)
    at = begins - timedelta(days=30)
    meeting = _planned(
        "Third session of the Council",
        "Третья сессия Совета",
        begins,
        body="C",
        by=secretary,
        at=at,
    )
    meetings.add_item(
        meeting,
        {
            "title": "Exchange between the governments (demonstration)",
            "kind": "discussion",
            "minutes": 45,
            "is_closed": True,
            "only_kinds": ["government"],
            "i18n": {"title_ru": "Обмен мнениями между правительствами (демонстрация)"},
        },
        by=secretary,
        at=at,
    )
    organisers = list(Organisation.objects.filter(is_organiser=True))
    invited = [*meeting.body.seated(), _own(people, "guest", "guest"), *organisers]
    meetings.choose_invited(meeting, invited, by=secretary, at=at)
    meetings.convene(meeting, by=secretary, at=begins - timedelta(days=25))
    for invitation in meeting.invitations.select_related("organisation", "meeting"):
        meetings.answer(
            invitation, "accepted", by=secretary, at=begins - timedelta(days=9), source="NV 27"
        )
    presides = people["chair.excom@sogdiana.example"].name
    meetings.change_status(meeting, "in_session", by=secretary, at=begins, chair_name=presides)
    for organisation in invited:
        meetings.note_presence(meeting, organisation, "roll_call", by=secretary, at=begins)
    at = begins
    for item in meeting.items.exclude(kind="break").order_by("order"):
        meetings.act_on_item(item, "opened", by=secretary, at=at)
        if item.kind == "decision":
            meetings.record_decision(
                meeting,
                item,
                {
                    "en": "That the working groups prepare recommendations on co-operation with civil society (demonstration).",
                    "ru": "Рабочим группам подготовить рекомендации о взаимодействии с гражданским обществом (демонстрация).",
                },
                by=secretary,
                at=at,
            )
        at += timedelta(minutes=item.minutes)
        meetings.act_on_item(item, "closed", by=secretary, at=at)
    meetings.change_status(meeting, "closed", by=secretary, at=at)
    _record(meeting, secretary, at)


def _record(meeting: Meeting, secretary: User, at: datetime) -> None:
    """The record is written and circulated: the delegations propose corrections."""
    journal = meetings.begin_journal(meeting, "journal", by=secretary, at=at)
    for entry in journal.entries.all():
        nothing = {"en": "No remarks.", "ru": "Замечаний не было."}
        texts = {code: entry.in_language(code) or words for code, words in nothing.items()}
        meetings.save_entry(entry, texts, based_on=entry.version, by=secretary, at=at)
    meetings.circulate_journal(journal, _day(12), by=secretary, at=clock.now())


def _hold_a_meeting(people: People) -> None:
    """Twelve days ago: two delegations spoke, one decision, one task; the draft record is out for corrections."""
    secretary, chair = people["secretariat@rec.example"], people["chair.b@margiana.example"]
    begins = _day(-12)
    meeting = _planned(
        "First meeting of Working Group (b)",
        "Первое заседание рабочей группы (б)",
        begins,
        by=secretary,
        at=begins - timedelta(days=30),
    )
    meetings.convene(meeting, by=secretary, at=begins - timedelta(days=25))
    for invitation in meeting.invitations.select_related("organisation", "meeting"):
        meetings.answer(
            invitation, "accepted", by=secretary, at=begins - timedelta(days=9), source="NV 31"
        )
    meetings.change_status(meeting, "in_session", by=chair, at=begins)
    for organisation in meeting.body.members():
        meetings.note_presence(meeting, organisation, "roll_call", by=chair, at=begins)
    at = begins
    for item in meeting.items.exclude(kind="break").order_by("order"):
        meetings.act_on_item(item, "opened", by=chair, at=at)
        if item.kind == "discussion":
            for key, minutes in (("sogdiana", 6), ("agency", 4)):
                speech = meetings.inscribe(item, _own(people, key), by=secretary, at=at)
                meetings.give_floor(speech, by=chair, at=at)
                at += timedelta(minutes=minutes)
                meetings.end_speech(speech, by=chair, at=at)
        if item.kind == "decision":
            decision = meetings.record_decision(
                meeting,
                item,
                {
                    "en": "To prepare a text on the continuity of schooling (demonstration).",
                    "ru": "Подготовить текст о непрерывности обучения (демонстрация).",
                },
                by=chair,
                at=at,
            )
            task = {
                "title": "Send data on school enrolment (demonstration)",
                "due_on": today() + timedelta(days=10),
                "organisation": _own(people, "bactria"),
                "decision": decision,
                "i18n": {"title_ru": "Направить данные о зачислении в школы (демонстрация)"},
            }
            meetings.give_task(meeting, task, by=chair, at=at)
        at += timedelta(minutes=item.minutes)
        meetings.act_on_item(item, "closed", by=chair, at=at)
    meetings.change_status(meeting, "closed", by=chair, at=at)
    _record(meeting, secretary, at)


def _coming(people: People) -> Meeting:
    secretary, at = people["secretariat@rec.example"], clock.now()
    meeting = _planned(
        "Second meeting of Working Group (b): schooling and care",
        "Второе заседание рабочей группы (б): обучение и поддержка",
        _day(21),
        by=secretary,
        at=at,
    )
    closed = meetings.add_item(
        meeting,
        {
            "title": "Arrivals of the coming months (demonstration)",
            "kind": "discussion",
            "minutes": 30,
            "is_closed": True,
            "only_kinds": ["government"],
            "i18n": {"title_ru": "Прибытие в ближайшие месяцы (демонстрация)"},
        },
        by=secretary,
        at=at,
    )
    schooling = meeting.items.get(kind="discussion", is_closed=False)
    for place, title, title_ru, nature, category in (
        (None, "Concept note", "Концептуальная записка", Nature.CONCEPT_NOTE, "body"),
        (
            schooling,
            "Admission to school: practice of five states",
            "Зачисление в школу: практика пяти государств",
            Nature.WORKING_PAPER,
            "body",
        ),
        (
            schooling,
            "Children without papers: open questions",
            "Дети без документов: открытые вопросы",
            Nature.CONFERENCE_ROOM_PAPER,
            "restricted",
        ),
        (closed, "Figures on arrivals", "Данные о прибытии", Nature.WORKING_PAPER, "restricted"),
    ):
        _paper(
            place,
            meeting,
            f"{title} (demonstration)",
            f"{title_ru} (демонстрация)",
            nature,
            category,
            by=secretary,
            at=at,
        )
    meetings.expect_paper(
        meeting,
        None,
        Nature.LOGISTICS_NOTE,
        {"en": "Logistics note (demonstration)", "ru": "Организационная записка (демонстрация)"},
        by=secretary,
        at=at,
    )
    meetings.convene(meeting, by=secretary, at=at)
    for key in ("sogdiana", "bactria", "agency"):
        invitation = meeting.invitations.select_related("organisation", "meeting").get(
            organisation=_own(people, key)
        )
        meetings.answer(invitation, "accepted", by=people[f"head@{key}.example"], at=at)
    _name(
        meeting,
        "sogdiana",
        [
            ("Aziza Karimova", "Азиза Каримова", "head"),
            ("Rustam Nazarov", "Рустам Назаров", "member"),
        ],
        people,
    )
    _name(meeting, "agency", [("Clara Lindqvist", "Клара Линдквист", "head")], people)
    return meeting


def _dates(people: People) -> None:
    begins = _day(50)
    options = [(begins + timedelta(days=n), begins + timedelta(days=n, hours=6)) for n in (0, 1, 7)]
    body = Body.objects.get(code="WG.B")
    poll = meetings.ask_for_dates(
        body,
        {
            "en": "Third meeting of Working Group (b) (demonstration)",
            "ru": "Третье заседание рабочей группы (б) (демонстрация)",
        },
        options,
        list(body.members()),
        time_zone=settings.TIME_ZONE,
        answer_by=_day(14),
        by=people["secretariat@rec.example"],
        at=clock.now(),
    )
    answers = {
        option.pk: fits
        for option, fits in zip(poll.options.all(), ("yes", "if_needed", "no"), strict=True)
    }
    meetings.answer_dates(poll, answers, by=people["head@bactria.example"], at=clock.now())
