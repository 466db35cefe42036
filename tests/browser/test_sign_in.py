"""The sign-in page, walked as people walk it; every other story begins with the cookie that it gives."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Arrival
from tests.cast import Cast


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("script", [True, False])
def test_people_sign_in_and_out(
    council: Cast, arrives: Arrival, language: str, script: bool
) -> None:
    visitor = arrives(None, language, script=script)
    visitor.goes("/accounts/login/").looks_closely("sign-in")
    visitor.signs_in_by_the_form(council.head)
    visitor.sees({"en": "My work", "ru": "Моя работа"}[language])
    visitor.goes("/accounts/logout/")
    visitor.page.locator("main button[type=submit], main .btn-main").first.click()
    visitor.goes("/desk/")
    assert "/accounts/login/" in visitor.page.url


def test_a_wrong_password_leads_nowhere(council: Cast, arrives: Arrival) -> None:
    visitor = arrives(None, "en").goes("/accounts/login/")
    visitor.page.fill("[name=login]", council.head.email)
    visitor.page.fill("[name=password]", "not the password")
    visitor.page.click("main .btn-main")
    visitor.page.wait_for_load_state()
    assert "/accounts/login/" in visitor.page.url
    visitor.goes("/desk/")
    assert "/accounts/login/" in visitor.page.url
