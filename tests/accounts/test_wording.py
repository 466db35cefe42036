"""The sentences of the sign-in library in the words of the portal (accounts/locale)."""

from __future__ import annotations

from pathlib import Path

import allauth
import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from rec_portal.ui.templatetags.devices import device

OURS = Path(settings.BASE_DIR) / "accounts/locale"
LIBRARY = Path(allauth.__file__).parent / "locale/ru/LC_MESSAGES/django.po"
PORTAL = Path(settings.BASE_DIR) / "locale/ru/LC_MESSAGES/django.po"


def sentences(file: Path) -> dict[str, str]:
    with file.open("rb") as source:
        return {
            message.id[0] if isinstance(message.id, tuple) else message.id: str(message.string)
            for message in read_po(source)
            if message.id and not message.context
        }


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_sentence_is_one_that_the_library_says(language: str) -> None:
    """An upgrade that words a sentence anew is noticed here, not by a person who reads it in other words."""
    ours = sentences(OURS / language / "LC_MESSAGES/django.po")
    assert len(ours) > 100
    assert not set(ours) - set(sentences(LIBRARY))
    assert not set(ours) & set(sentences(PORTAL)), "a word of the portal would change as well"
    assert not [sentence for sentence, words in ours.items() if not words]


def test_our_words_win_over_the_librarys() -> None:
    with translation.override("ru"):
        assert gettext("Two-Factor Authentication") == "Второй фактор"
        assert gettext("Password Reset") == "Новый пароль"
    with translation.override("en"):
        assert gettext("Two-Factor Authentication") == "Second factor"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36",
            "Chrome, Windows",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Firefox, Linux",
        ),
        ("curl/8.5", "curl"),
        ("", "unknown browser"),
        ("<script>", "unknown browser"),
    ],
)
def test_a_session_is_told_in_words(user_agent: str, words: str) -> None:
    with translation.override("en"):
        assert device(user_agent) == words
