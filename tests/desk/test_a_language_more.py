"""A language more (Kazakh here): settings name it, and nothing else has to be changed to write the Council's texts in it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone, translation

from accounts.models import User
from meetings import actions
from meetings.exports import journal as papers
from meetings.models import Decision, Journal, JournalEntry
from rec_portal import clock
from rec_portal.database import put_in_rules
from rec_portal.names import called, columns, in_columns, in_language, spelled, written_as
from rec_portal.ui.brackets import brackets, to_delete
from rec_portal.ui.diff import language_of
from rec_portal.verdicts import RuleBroken
from recommendations.models import Indicator, Instrument, ReferenceText, Revision
from recommendations.readings import agreed
from tests.cast import Cast
from tests.meetings.test_record import first, held
from tests.pages import filled, tree

SignIn = Callable[[object], Client]

WITH_KAZAKH = """
from rec_portal import settings
settings.LANGUAGES.append(("kk", "Kazakh"))
settings.TEXT_LANGUAGES.append("kk")
settings.CYRILLIC.add("kk")
import django
django.setup()
"""
FORMS = """
import json
from rec_portal.database.known import known_values
from accounts.models import User
from desk.forms import MandateForm
from documents.forms import TITLES
from meetings import forms as meetings
from recommendations import forms as texts
from recommendations.admin import ReferenceTextForm
from recommendations.lifecycle import letter
from rec_portal.names import languages_by_own_name
forms = [texts.BeginForm(), texts.TitlesForm(), texts.ParagraphForm(), texts.AmendmentForm(None, clauses=[]),
    meetings.EntryForm(), meetings.JournalCorrigendumForm(entries=[]), ReferenceTextForm(),
    meetings.PollForm(), meetings.ExpectedForm(places=[]), texts.CycleForm(), MandateForm(by=User())]
print(json.dumps({
    "fields": [[name for name in form.fields if name.endswith("kk")] for form in forms],
    "labels": [str(forms[0].fields["title_kk"].label), languages_by_own_name()[-1], letter(2, "kk")],
    "titles": TITLES,
    "known": known_values("accounts"),
}))
"""


def apart(script: str, *command: str) -> str:
    """What a portal says that was started with this language in its settings."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WITH_KAZAKH + script, *command],
        cwd=project.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def kazakh(settings: Any) -> Callable[[], None]:
    """From the call on, the Council works in Kazakh too."""

    def begins() -> None:
        settings.LANGUAGES = [*settings.LANGUAGES, ("kk", "Kazakh")]
        settings.TEXT_LANGUAGES = [*settings.TEXT_LANGUAGES, "kk"]
        settings.CYRILLIC = {*settings.CYRILLIC, "kk"}
        put_in_rules()  # as `migrate` does at every start

    return begins


def test_it_needs_no_migration() -> None:
    said = apart(
        "from django.core.management import call_command\n"
        "from councils.admin import StateAdmin\n"
        "call_command('check')\n"
        "print(StateAdmin.fields)\n"
        "call_command('makemigrations', '--check', '--dry-run')"
    )
    assert "No changes detected" in said
    assert "'name_kk'" in said  # the administration asks for it, and its own checks find nothing


def test_every_form_asks_for_it() -> None:
    said = json.loads(apart(FORMS))
    assert said["fields"] == [
        ["title_kk"],
        ["kk"],
        ["kk"],
        ["text_kk"],
        ["text_kk"],
        ["text_kk"],
        ["text_kk"],
        ["title_kk"],
        ["title_kk"],
        ["title_kk", "guidance_kk"],
        ["position_kk"],
    ]
    assert said["labels"] == ["Title (Kazakh)", ["kk", "Қазақ"], "б)"]
    assert said["titles"] == {"en": "title", "ru": "title_ru", "kk": "title_kk"}
    assert "'kk'" in said["known"]


def begun(council: Cast, kazakh: Callable[[], None], texts: dict[str, str]) -> Journal:
    meeting = held(council)
    kazakh()
    journal = actions.begin_journal(meeting, "journal", by=council.secretariat, at=timezone.now())
    for entry in journal.entries.all():
        actions.save_entry(
            entry,
            {code: entry.in_language(code) or said for code, said in texts.items()},
            based_on=entry.version,
            by=council.secretariat,
            at=timezone.now(),
        )
    return journal


def test_labels_are_typed_in_it_and_asked_for_where_they_are_written_in_english(
    council: Cast, sign_in: SignIn, kazakh: Callable[[], None]
) -> None:
    meeting = council.meeting(convened=False)
    kazakh()
    desk, item = sign_in(council.secretariat), first(meeting)
    path = f"/meetings/items/{item.pk}/edit/"
    typed = filled(desk.get(path)) | {"title_kk": "Бірінші тармақ", "annotation": "Why."}
    page = desk.post(path, typed)
    assert page.status_code == 422
    asked = ["annotation_ru", "annotation_kk"]
    assert [name for name in typed if tree(page).xpath(f"//*[@id='id_{name}_error']")] == asked
    typed |= {"annotation_ru": "Зачем.", "annotation_kk": "Неге."}
    assert desk.post(path, typed).status_code == 302
    item.refresh_from_db()
    assert item.i18n["title_kk"] == "Бірінші тармақ"
    assert item.i18n["annotation_kk"] == "Неге."
    old = {name: words for name, words in typed.items() if not name.endswith("_kk")}
    assert (
        desk.post(path, old).status_code == 422
    )  # a title it has, and the page did not ask for it
    with translation.override("kk"):
        assert str(item) == "Бірінші тармақ"


EACH = {"en": "Nothing.", "ru": "Ничего.", "kk": "Ештеңе."}


def test_a_record_is_written_circulated_and_corrected_in_it(
    council: Cast, sign_in: SignIn, kazakh: Callable[[], None]
) -> None:
    journal = begun(council, kazakh, EACH)
    entry = journal.entries.get(item=first(journal.meeting))
    blank = journal.entries.last()
    assert blank is not None
    blank.texts.pop("kk")
    JournalEntry.objects.filter(pk=blank.pk).update(texts=blank.texts)
    until = clock.now() + timedelta(days=30)
    with pytest.raises(RuleBroken, match="every language; 1 are not whole"):
        actions.circulate_journal(journal, until, by=council.secretariat, at=timezone.now())
    desk, path = sign_in(council.secretariat), f"/meetings/entries/{blank.pk}/edit/"
    typed = filled(desk.get(path))
    assert {"text_ru", "text_en", "text_kk"} <= set(typed)
    assert desk.post(path, typed | {"text_kk": "Ештеңе."}).status_code == 302
    [own] = [line for line in entry.in_language("kk").splitlines() if line.startswith("Sogdiana:")]
    entry.texts["kk"] = entry.texts["kk"].replace(own, f"{own} жобаны қолдады.")
    actions.save_entry(
        entry, entry.texts, based_on=entry.version, by=council.secretariat, at=timezone.now()
    )
    journal = actions.circulate_journal(journal, until, by=council.secretariat, at=timezone.now())
    made = actions.correct(entry, "kk", "жобаны", "мәтінді", by=council.head, at=timezone.now())
    assert (made.own_statement, made.status) == (True, "made")
    entry.refresh_from_db()
    assert "мәтінді қолдады" in entry.in_language("kk")
    with pytest.raises(IntegrityError, match="by its corrections alone"), transaction.atomic():
        JournalEntry.objects.filter(pk=entry.pk).update(texts=entry.texts | {"kk": "Басқа."})
    frozen = papers.content(journal.entries.select_related("item"))
    assert {"ru", "en", "kk"} <= set(frozen[0])


def test_a_decision_stands_in_it(
    council: Cast, sign_in: SignIn, kazakh: Callable[[], None]
) -> None:
    meeting = held(council)
    kazakh()
    with pytest.raises(RuleBroken, match="in every language"):
        actions.record_decision(
            meeting, None, {"en": "So.", "ru": "Так."}, by=council.chair, at=timezone.now()
        )
    desk, path = sign_in(council.secretariat), f"/meetings/{meeting.pk}/decisions/add/"
    typed = filled(desk.get(path)) | {"text_en": "So.", "text_ru": "Так.", "text_kk": "Солай."}
    assert desk.post(path, typed).status_code == 302
    made = Decision.objects.order_by("pk").last()
    assert made is not None
    assert made.texts == {"ru": "Так.", "en": "So.", "kk": "Солай."}
    with translation.override("kk"):
        assert made.text_i18n == "Солай."
        assert papers.decision_line(made, "kk").endswith("Солай.")
    with translation.override("fr"):  # where it has none: the first there is
        assert made.text_i18n == "Так."


def test_a_decision_without_words_is_none(council: Cast) -> None:
    meeting = held(council)
    made = Decision.objects.first()
    assert made is not None
    nothing = Decision(
        meeting=meeting, number=9, symbol="X", texts={"en": ""}, made_by=council.chair
    )
    nothing.made_at = timezone.now()
    with pytest.raises(ValidationError, match="meetings_decision_has_words"):
        nothing.validate_constraints()
    with pytest.raises(IntegrityError, match="has_words"), transaction.atomic():
        nothing.save()


def test_a_page_shows_as_many_columns_as_there_are_languages(
    council: Cast, sign_in: SignIn, kazakh: Callable[[], None]
) -> None:
    journal = begun(council, kazakh, EACH)
    entry = journal.entries.last()
    assert entry is not None
    until = clock.now() + timedelta(days=30)
    actions.circulate_journal(journal, until, by=council.secretariat, at=timezone.now())
    page = sign_in(council.head).get(f"/meetings/entries/{entry.pk}/correct/")
    shown = tree(page).xpath("//div[@class='pair']/div[pre]/@lang")
    assert shown == ["ru", "en", "kk"]


def test_names_follow_the_letters_of_the_language(db: None, kazakh: Callable[[], None]) -> None:
    kazakh()
    person = User(name="Ali Valiev", name_ru="Али Валиев")
    with translation.override("kk"):
        assert str(person) == "Али Валиев"
    with translation.override("en"):
        assert str(person) == "Ali Valiev"
    assert spelled("Ali", "", "kk") == "Ali"
    assert spelled("", "Али", "en") == "Али"


def test_names_and_columns_are_one_another() -> None:
    made = columns(title={"en": "A", "ru": "А"}, place={"ru": "Ташкент", "en": ""})
    assert made == {
        "title": "A",
        "place": "Ташкент",
        "i18n": {"title_ru": "А", "place_ru": "Ташкент"},
    }
    assert columns(3, name={"en": "Abcdef", "ru": "Абвгде"}) == {
        "name": "Abc",
        "i18n": {"name_ru": "Абв"},
    }
    assert in_columns("title", {"title": "A", "title_ru": "А"}) == {"en": "A", "ru": "А"}
    assert in_columns("title", {"title": "A"}) == {"en": "A"}
    with translation.override("ru"):
        assert in_language({"en": "A", "ru": ""}) == "A"


def test_an_indicator_is_called_in_the_reader_s_language_or_in_one_that_it_has(
    council: Cast,
) -> None:
    text = council.text()
    both = Indicator(names={"ru": "Доля", "en": "Share"})
    with translation.override("kk"):
        assert str(both) == "Доля"
    paragraph = text.paragraphs.first()
    assert paragraph is not None
    with pytest.raises(IntegrityError, match="indicator_has_name"), transaction.atomic():
        Indicator.objects.create(paragraph=paragraph, names={"ru": "", "en": ""})


def test_the_mark_of_words_to_be_left_out_is_the_portal_s_where_a_language_has_none() -> None:
    assert to_delete("all", "Sogdiana", "kk") == "[Sogdiana (delete): all]"
    for code in ("en", "ru", "kk"):
        [found] = brackets(to_delete("все", "Согдиана", code))
        assert (found.who, found.deletes) == ("Согдиана", True)


def test_a_language_is_told_by_its_letters(settings: Any) -> None:
    assert [language_of(each) for each in ("Слова", "Words", "")] == ["ru", "en", "en"]
    settings.CYRILLIC = {"kk", "ru"}
    settings.LANGUAGES = [
        ("kk", "Kazakh"),
        *settings.LANGUAGES,
    ]  # the order of the list changes nothing
    assert language_of("Слова") == "ru"
    settings.CYRILLIC = set()
    assert language_of("Слова") == "en"


def test_a_language_is_written_as_people_write_it(db: None, kazakh: Callable[[], None]) -> None:
    kazakh()
    assert written_as() == {
        "kk": "kk",
        **dict.fromkeys(("en", "eng", "english", "англ"), "en"),
        **dict.fromkeys(("ru", "rus", "russian", "рус"), "ru"),
    }


def test_agreed_language_is_found_in_a_language_without_a_configuration_of_its_own(
    council: Cast, kazakh: Callable[[], None]
) -> None:
    kazakh()
    instrument = Instrument.objects.create(kind="plan", symbol="P", title="Plan")
    ReferenceText.objects.create(
        instrument=instrument, label="1", texts={"kk": "Балаларды мектепке қабылдау."}
    )
    [found] = agreed.search("мектепке")
    assert found.in_language("kk").startswith("Балаларды")
    assert found.in_language("ru") == ""


def test_what_was_issued_before_stays_what_it_was_and_is_read_in_what_it_has(
    council: Cast, sign_in: SignIn, kazakh: Callable[[], None]
) -> None:
    """No empty column, no other hash, no address of a file that there is not."""
    text = council.adopted()
    revision = Revision.objects.with_text().get(pk=text.adoption.revision_id)
    digest, decision = revision.sha256(), Decision(symbol="D/1", texts={"en": "So.", "ru": "Так."})
    kazakh()
    assert revision.languages == ["ru", "en"]
    assert revision.sha256() == digest == text.adoption.text_hash
    assert papers.decision_line(decision, "kk").endswith("Так.")
    page = sign_in(council.head).get(text.get_absolute_url())
    assert [each.get("href")[-6:] for each in tree(page).xpath("//a[starts-with(., 'PDF, ')]")] == [
        "ru.pdf",
        "en.pdf",
    ]


def test_a_name_in_a_language_is_read_whatever_the_reader_s_is(council: Cast) -> None:
    own = council.organisations["sogdiana"]
    with translation.override("ru"):
        assert called(own, "short_name", "en") == "Sogdiana"
    assert called(own, "short_name", "ru") == "Согдиана"


def test_a_third_column_stands_in_the_settings_alone() -> None:
    """No code of the portal names a language: what it needs of one stands in the settings (the sentences of the demonstration
    apart, and what marks the language of a word on a page)."""
    literal = re.compile(r"""(?<!lang=)["'](?:ru|en)["']|\b(?:ru\|en|en\|ru)\b""")
    data = ("desk/actions/demonstration", "desk/actions/sample", "rec_portal/settings", "tools/")
    found = [
        f"{path.relative_to(project.BASE_DIR)}:{number}"
        for app in (
            "accounts",
            "councils",
            "desk",
            "documents",
            "meetings",
            "rec_portal",
            "recommendations",
            "working_groups",
            "templates",
        )
        for pattern in ("*.py", "*.html", "*.sql")
        for path in sorted(Path(project.BASE_DIR / app).rglob(pattern))
        if "migrations" not in path.parts
        and not str(path.relative_to(project.BASE_DIR)).startswith(data)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if literal.search(line)
    ]
    assert found == []
