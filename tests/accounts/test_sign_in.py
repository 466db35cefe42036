"""One door: by invitation, with limits, second factors, and sessions that end."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.models import User
from accounts.permissions import roles_of
from rec_portal.audit.models import Entry
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import Refused
from tests.cast import PASSWORD, Cast
from tests.pages import words

SignIn = Callable[[object], Client]


def _signs_in(email: str, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": email, "password": password})
    return client


def test_signing_in_and_out_stands_in_the_trail(council: Cast) -> None:
    client = _signs_in(council.head.email)
    assert client.get("/desk/").status_code == 200
    _signs_in(council.head.email, "wrong password 1")
    client.post("/accounts/logout/")
    acts = list(
        Entry.objects.filter(action__startswith="account.")
        .order_by("seq")
        .values_list("action", flat=True)
    )
    assert acts == ["account.signed_in", "account.sign_in_refused", "account.signed_out"]
    assert client.get("/desk/").status_code == 302


def test_what_is_wrong_at_the_door_is_said_as_everywhere(council: Cast) -> None:
    sent = {"login": council.head.email, "password": "wrong password 1"}
    answer = Client().post("/accounts/login/", sent)
    assert len(words(answer, "//main//div[@class='errors'][@role='alert']//li")) == 1


def test_nobody_signs_up(council: Cast) -> None:
    page = Client().post(
        "/accounts/signup/",
        {"email": "new@x.example", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert (
        "secretariat" in page.content.decode().lower()
        or "секретариат" in page.content.decode().lower()
    )
    assert not User.objects.filter(email="new@x.example").exists()


def test_an_invited_person_chooses_a_password_by_the_link(council: Cast) -> None:
    user = User.objects.create_user("new@guest.example", None, name="New Person", language="en")
    with pytest.raises(Refused):
        actions.invite(user, by=council.head, at=timezone.now())
    actions.invite(user, by=council.secretariat, at=timezone.now())
    letter = Delivery.objects.get(letter__kind="account_invitation")
    link = next(
        line for line in letter.text.splitlines() if "/accounts/password/reset/key/" in line
    )
    client = Client()
    form = client.get(link.removeprefix("http://127.0.0.1:8000"), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert _signs_in("new@guest.example").get("/desk/").status_code == 200
    ledger = Client()
    ledger.force_login(
        council.secretariat, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert link not in ledger.get(f"/desk/deliveries/{letter.pk}/").content.decode()


def test_guessing_is_slowed_down(council: Cast) -> None:
    statuses = {
        Client()
        .post("/accounts/login/", {"login": council.head.email, "password": "wrong"})
        .status_code
        for _ in range(12)
    }
    page = Client().post("/accounts/login/", {"login": council.head.email, "password": PASSWORD})
    assert 429 in statuses or page.status_code != 302


def test_second_factors_are_stored_encrypted(council: Cast) -> None:
    TOTP.activate(council.head, "JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in str(Authenticator.objects.get().data)
    assert Client().get("/accounts/2fa/").status_code == 302


def by_default(*on: str) -> list[str]:
    """Who needs a second factor where the environment says nothing about it."""
    env = {k: v for k, v in os.environ.items() if k != "MFA_REQUIRED_FOR"} | {"HTTPS": "off"}
    words = "from rec_portal import settings; print(*settings.MFA_REQUIRED_FOR)"
    ran = subprocess.run(
        [sys.executable, "-c", words],
        env=env | dict.fromkeys(on, "on"),
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=True,
        text=True,
    )
    return ran.stdout.split()


def test_without_https_nobody_is_asked_for_a_second_factor() -> None:
    assert by_default() == []


@pytest.mark.parametrize(
    ("role", "closed"),
    [
        ("secretariat", True),
        ("admin", True),
        ("chair", True),
        ("head", True),
        ("excom_chair", True),
        ("rapporteur", True),
        ("member", False),
    ],
)
def test_a_role_that_needs_a_second_factor_reaches_only_its_account(
    council: Cast, sign_in: SignIn, settings: object, role: str, closed: bool
) -> None:
    settings.MFA_REQUIRED_FOR = by_default("HTTPS")  # type: ignore[attr-defined]
    client = sign_in(council.people[role])
    answer = client.get("/desk/")
    assert (answer.status_code, answer.headers.get("Location")) == (
        (302, "/accounts/2fa/") if closed else (200, None)
    )
    assert client.get("/accounts/preferences/").status_code == 200
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"  # type: ignore[attr-defined]
    why = "a password alone is not enough" in client.get("/accounts/2fa/").content.decode()
    assert why is closed
    if closed:
        TOTP.activate(council.people[role], "JBSWY3DPEHPK3PXP")
        assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize(("minutes", "step"), [(31, 31), (12 * 60 + 1, 20)])
def test_a_session_ends_when_idle_and_after_twelve_hours(
    council: Cast, sign_in: SignIn, minutes: int, step: int
) -> None:
    client = sign_in(council.head)
    began = timezone.now()
    assert client.get("/desk/").status_code == 200
    for passed in range(step, minutes, step):
        with time_machine.travel(began + timedelta(minutes=passed), tick=False):
            assert client.get("/desk/").status_code == 200
    with time_machine.travel(began + timedelta(minutes=minutes), tick=False):
        assert client.get("/desk/").status_code == 302


def test_who_is_switched_off_is_out_at_the_next_page(council: Cast, sign_in: SignIn) -> None:
    client = sign_in(council.head)
    assert client.get("/desk/").status_code == 200
    council.head.is_active = False
    council.head.save()
    assert client.get("/desk/").status_code == 302


def test_the_admin_has_no_second_door(council: Cast) -> None:
    answer = Client().post("/admin/login/", {"username": council.admin.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "password", ["Tashkent2026!!", "recportal-1234", "short1", "совет-2026-год"]
)
def test_weak_passwords_are_refused(council: Cast, password: str) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        validate_password(password, council.head)


def test_the_roles_that_a_second_factor_may_be_asked_of(council: Cast) -> None:
    """Those that `MFA_REQUIRED_FOR` names; an officer is asked by the office, whatever the mandate."""
    people = {name: roles_of(User.objects.get(pk=each.pk)) for name, each in council.people.items()}
    assert people["head"] == {"representative", "speaker"}
    assert people["member"] == {"representative"}
    assert people["chair"] >= {"representative", "officer"}
    assert people["secretariat"] == {"secretariat"}
    assert people["admin"] == {"admin"}


@pytest.mark.parametrize("right", ["is_staff", "is_superuser"])
def test_each_right_of_the_administration_alone_makes_an_administrator(
    council: Cast, right: str
) -> None:
    person = council.outsider
    User.objects.filter(pk=person.pk).update(**{right: True})
    assert "admin" in roles_of(User.objects.get(pk=person.pk))
