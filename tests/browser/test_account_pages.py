"""Every page of the sign-in library that a person can reach here: found from the URLconf, in both languages, as each state."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.urls import resolve

from tests.browser.conftest import Arrival, Visitor
from tests.cast import PASSWORD, Cast
from tests.shape.addresses import addresses

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OF_THE_LIBRARY = ("account_", "mfa_", "usersessions_")
NOT_PAGES = {"mfa_login_webauthn"}
"""What a passkey is asked for, as data."""
CLOSED = {"account_confirm_login_code", "mfa_download_recovery_codes"}
"""Addresses of what our settings switch off; they answer 404."""
FOREIGN = re.compile(r"(?:\b[A-Za-z][a-z']+\b[ ,]+){2,}[A-Za-z]+")
"""Three words of English in a row."""


class Walk:
    """A person who looks at pages, and which addresses they were."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.seen = visitor, set[str]()

    def opens(self, path: str, name: str) -> Walk:
        self.visitor.goes(path)
        return self.looks(name)

    def looks(self, name: str) -> Walk:
        self.visitor.looks_closely(f"account-{name}")
        path = urlsplit(self.visitor.page.url).path
        self.seen.add(str(resolve(path).view_name))
        text = self.visitor.page.locator("main").inner_text()
        if self.visitor.language == "ru":
            assert not (found := FOREIGN.search(text)), f"{path}: {found[0]!r} in\n{text}"
            labels = self.visitor.page.locator("main label").all_inner_texts()
            assert not [each for each in labels if re.fullmatch(r"[\sA-Za-z]+", each)], path
        assert re.search(r"\w", self.visitor.page.locator("main h1").inner_text()), path
        return self


def anonymous(council: Cast, walk: Walk) -> None:
    address, _new = EmailAddress.objects.get_or_create(
        user=council.member, email="new@guest.example", defaults={"verified": False}
    )
    token = default_token_generator.make_token(council.member)  # of the addresses as they are now
    key = f"{user_pk_to_url_str(council.member)}-{token}"
    walk.opens("/accounts/login/", "login")
    walk.opens("/accounts/signup/", "signup-closed")
    walk.opens("/accounts/inactive/", "inactive")
    walk.opens("/accounts/confirm-email/", "verification-sent")
    walk.opens(f"/accounts/confirm-email/{EmailConfirmationHMAC(address).key}/", "confirm-email")
    walk.opens("/accounts/confirm-email/nonsense/", "confirm-email-bad")
    walk.opens("/accounts/password/reset/", "password-reset")
    walk.opens("/accounts/password/reset/done/", "password-reset-done")
    walk.opens(f"/accounts/password/reset/key/{key}/", "password-reset-key")
    assert walk.visitor.page.locator("main [name=password1]").count() == 1
    walk.opens("/accounts/password/reset/key/1-nonsense/", "password-reset-key-bad")
    walk.opens("/accounts/password/reset/key/done/", "password-reset-key-done")


def confirms_by_password(walk: Walk) -> None:
    page = walk.visitor.page
    page.fill("main [name=password]", PASSWORD)
    page.click("main .btn-main")
    page.wait_for_url(lambda url: "reauthenticate" not in url)


def signed_in(walk: Walk) -> None:
    walk.opens("/accounts/preferences/", "preferences")
    walk.opens("/accounts/email/", "email")
    walk.opens("/accounts/password/change/", "password-change")
    walk.opens("/accounts/sessions/", "sessions")
    walk.opens("/accounts/logout/", "logout")
    confirms_by_password(walk.opens("/accounts/reauthenticate/", "reauthenticate"))
    walk.opens("/accounts/2fa/", "second-factor")
    walk.opens("/accounts/2fa/totp/activate/", "totp-activate")
    walk.opens("/accounts/2fa/webauthn/", "passkeys-none")


def with_a_passkey(walk: Walk) -> None:
    """A real passkey, of an authenticator that Chromium plays."""
    page = walk.visitor.page
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    protocol.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    walk.opens("/accounts/2fa/webauthn/add/", "passkey-add")
    page.fill("main [name=name]", "Ноутбук")
    if page.locator("main [name=passwordless]").count():
        page.check("main [name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: "/add/" not in url)
    walk.looks("recovery-codes")
    walk.opens("/accounts/2fa/recovery-codes/", "recovery-codes-again")
    walk.opens("/accounts/2fa/webauthn/", "passkeys")
    for link, name in (("edit", "passkey-edit"), ("remove", "passkey-remove")):
        page.click(f"main a[href$='/{link}/']")
        walk.looks(name)
        walk.visitor.goes("/accounts/2fa/webauthn/")
    walk.opens("/accounts/2fa/", "second-factor-on")
    walk.opens("/accounts/2fa/recovery-codes/generate/", "recovery-codes-generate")
    walk.opens("/accounts/2fa/webauthn/reauthenticate/", "reauthenticate-passkey")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_page_that_can_be_reached(
    council: Cast, arrives: Arrival, language: str, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.MFA_RATE_LIMITS = False
    stranger = Walk(arrives(None, language))
    anonymous(council, stranger)
    own = Walk(arrives(None, language).signs_in_by_the_form(council.head))
    signed_in(own)
    with_a_passkey(own)
    TOTP.activate(council.chair, SECRET)
    second = Walk(arrives(None, language))
    second.visitor.goes("/accounts/login/").fills(login=council.chair.email, password=PASSWORD)
    second.visitor.page.click("main .btn-main")
    second.visitor.page.wait_for_url("**/2fa/authenticate/")
    second.looks("authenticate")
    code = format_hotp_value(hotp_value(SECRET, next(iter(counters()))))
    second.visitor.page.locator("main [name=code]").first.fill(code)
    second.visitor.page.locator("main [name=code]").first.press("Enter")
    second.visitor.page.wait_for_url("**/desk/")
    second.opens("/accounts/2fa/reauthenticate/", "reauthenticate-code")
    confirms_by_password(second.opens("/accounts/reauthenticate/", "reauthenticate-either"))
    second.opens("/accounts/2fa/totp/deactivate/", "totp-deactivate")
    council.outsider.set_unusable_password()
    council.outsider.save()
    without = Walk(arrives(council.outsider, language))
    without.opens("/accounts/password/set/", "password-set")
    seen = stranger.seen | own.seen | second.seen | without.seen
    pages = {name for name, _pattern in addresses() if name.startswith(OF_THE_LIBRARY)}
    assert pages - NOT_PAGES - CLOSED == seen - {"accounts:preferences"}
