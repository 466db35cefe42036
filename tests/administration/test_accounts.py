"""Accounts in the administration: nobody takes over somebody else's, and every owner is told (A1, A9, A12)."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts import actions
from accounts.models import User
from rec_portal.administration.site import site
from rec_portal.audit.models import Entry
from rec_portal.mail import actions as mail
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import Refused, RuleBroken
from tests.administration.test_walk import Trail, filled
from tests.cast import PASSWORD, Cast
from tests.shape.addresses import addresses


def _page(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


def _letters(user: User) -> list[str]:
    return [each.text for each in Delivery.objects.filter(person=user).order_by("pk")]


@pytest.fixture
def admin(council: Cast, sign_in: Any) -> Client:
    client: Client = sign_in(council.admin)
    return client


def test_no_address_sets_a_password_an_address_or_a_factor_of_somebody_else(council: Cast) -> None:
    served = {name for name, _pattern in addresses() if name.startswith("admin:")}
    assert not {name for name in served if "password" in name} - {
        "admin:password_change",
        "admin:password_change_done",
    }
    for label in ("account.emailaddress", "mfa.authenticator", "auth.group", "sessions.session"):
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:{label.replace('.', '_')}_changelist")
        assert apps.get_model(label) not in site._registry


def test_the_form_changes_no_password_and_no_address_of_an_owner(
    council: Cast, admin: Client
) -> None:
    before = User.objects.get(pk=council.head.pk)
    page = admin.get(_page(council.head))
    assert not {"email", "password"} & set(page.context["adminform"].form.fields)
    typed = {"email": "mine@x.example", "password": "x", "password1": "x", "name": "Renamed"}
    assert admin.post(_page(council.head), filled(page, **typed)).status_code == 302
    after = User.objects.get(pk=council.head.pk)
    assert (after.email, after.password, after.name) == (before.email, before.password, "Renamed")
    assert not EmailAddress.objects.filter(user=after, email="mine@x.example").exists()
    with pytest.raises(RuleBroken, match="owner's to change"):
        actions.account_written(
            after, "changed", by=council.admin, changes={"email": ["a@x.example", "b@x.example"]}
        )


def test_a_misprint_in_the_address_of_a_new_account_is_mended(council: Cast, admin: Client) -> None:
    user = User.objects.create_user("misprnt@x.example", None, name="New Person")
    page = admin.get(_page(user))
    assert admin.post(_page(user), filled(page, email="Right@x.example")).status_code == 302
    assert [each.email for each in EmailAddress.objects.filter(user=user)] == ["right@x.example"]


def test_the_address_before_is_told_of_another_one(council: Cast, admin: Client) -> None:
    """Whoever has no password yet signs in by the invitation alone: it does not go elsewhere unseen."""
    user = User.objects.create_user("newhead@x.example", None, name="New Head", language="en")
    page = admin.get(_page(user))
    assert admin.post(_page(user), filled(page, email="mine@x.example")).status_code == 302
    [letter] = Delivery.objects.filter(person=user)
    assert letter.address == "newhead@x.example"
    assert letter.subject == "Another address of your account in the portal"
    assert "mine@x.example" in letter.text
    assert str(council.admin) in letter.text
    page = admin.get(_page(user))
    assert admin.post(_page(user), filled(page, name="Other Name")).status_code == 302
    assert Delivery.objects.filter(person=user).count() == 1


def test_nobody_gives_rights_to_himself(council: Cast, admin: Client) -> None:
    page = admin.get(_page(council.admin))
    assert not set(actions.RIGHTS) & set(page.context["adminform"].form.fields)
    sent = filled(page, is_secretariat="on", is_superuser="on")
    assert admin.post(_page(council.admin), sent).status_code == 302
    assert not User.objects.get(pk=council.admin.pk).is_secretariat
    with pytest.raises(Refused, match="own account"):
        actions.account_written(
            council.admin,
            "changed",
            by=council.admin,
            changes={"is_secretariat": [False, True]},
        )


def test_staff_who_may_change_accounts_give_no_rights(
    council: Cast, sign_in: Any, admin: Client
) -> None:
    clerk = User.objects.create_user("clerk@rec.example", PASSWORD, name="Clerk", is_staff=True)
    clerk.user_permissions.add(
        *Permission.objects.filter(codename__in=["view_user", "add_user", "change_user"])
    )
    client = sign_in(clerk)
    for address in (_page(council.head), reverse("admin:accounts_user_add")):
        page = client.get(address)
        assert not set(actions.RIGHTS) & set(page.context["adminform"].form.fields)
        values = {"name": "X", "email": "friend@x.example"} | dict.fromkeys(actions.RIGHTS, "on")
        assert client.post(address, filled(page, **values)).status_code == 302
    assert not User.objects.filter(
        email__in=["friend@x.example", council.head.email], is_superuser=True
    ).exists()
    assert not User.objects.filter(email="friend@x.example", is_secretariat=True).exists()
    for act in (actions.start_reset, actions.remove_second_factor):
        with pytest.raises(Refused):
            act(council.head, by=clerk, at=timezone.now())
    friend = User.objects.get(email="friend@x.example")
    given = {"id": [None, friend.pk], "is_active": [None, True], "is_staff": [None, True]}
    with pytest.raises(Refused):
        actions.account_written(friend, "made", by=clerk, changes=given)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("right", actions.RIGHTS)
def test_rights_given_and_taken_are_told_to_the_owner(
    council: Cast, admin: Client, right: str, language: str
) -> None:
    User.objects.filter(pk=council.head.pk).update(language=language)
    for given in (True, False, True):
        trail = Trail()
        page = admin.get(_page(council.head))
        if getattr(User.objects.get(pk=council.head.pk), right) == given:
            continue
        sent = filled(page) | ({right: "on"} if given else {})
        if not given:
            sent.pop(right)
        assert admin.post(_page(council.head), sent).status_code == 302
        (entry,) = trail.gained()
        assert entry.data["changes"][right] == [not given, given]
        letter = Delivery.objects.filter(person=council.head).latest("pk")
        assert letter.letter.kind == "account_security"
        assert letter.language == language
        assert mail.may_receive(letter)  # also who was switched off just now
        assert ("Admin" in letter.text) or ("администра" in letter.text.lower())


def test_a_reset_goes_to_the_owner_alone(council: Cast, admin: Client) -> None:
    actions.start_reset(council.head, by=council.admin, at=timezone.now())
    letter = Delivery.objects.filter(letter__kind="account_security").get()
    assert (letter.person, letter.address) == (council.head, council.head.email)
    link = next(line for line in letter.text.splitlines() if "/password/reset/key/" in line)
    for page in (_page(council.head), reverse("admin:audit_entry_changelist")):
        assert link.split("/key/")[1] not in admin.get(page).content.decode()
    client = Client()
    form = client.get(link.removeprefix("http://127.0.0.1:8000"), follow=True)
    client.post(
        form.request["PATH_INFO"], {"password1": "other horse 77", "password2": "other horse 77"}
    )
    assert User.objects.get(pk=council.head.pk).check_password("other horse 77")
    told = Entry.objects.filter(action="account.password_reset", object_id=council.head.pk)
    assert told.exists()
    assert any("password" in text.lower() or "парол" in text for text in _letters(council.head)[1:])


def test_a_reset_needs_a_password_and_an_invitation_none(council: Cast) -> None:
    fresh = User.objects.create_user("fresh@x.example", None, name="Fresh")
    with pytest.raises(RuleBroken, match="has not chosen a password"):
        actions.start_reset(fresh, by=council.admin, at=timezone.now())
    with pytest.raises(RuleBroken, match="has chosen a password already"):
        actions.invite(council.head, by=council.admin, at=timezone.now())


def test_an_administrator_takes_no_factor_of_his_own_away_here(council: Cast) -> None:
    TOTP.activate(council.admin, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    for act in (actions.remove_second_factor, actions.start_reset):
        with pytest.raises(Refused, match="own settings"):
            act(council.admin, by=council.admin, at=timezone.now())
    assert Authenticator.objects.filter(user=council.admin).exists()
    with pytest.raises(RuleBroken, match="no second factor"):
        actions.remove_second_factor(council.head, by=council.admin, at=timezone.now())


def test_what_an_owner_changes_is_in_the_trail(council: Cast) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": council.head.email, "password": PASSWORD})
    new = "another horse battery 8"
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/email/", {"action_add": "", "email": "second@x.example"})
    asked = Delivery.objects.get(address="second@x.example")
    link = next(each for each in asked.text.split() if "/confirm-email/" in each)
    client.post(link.removeprefix("http://127.0.0.1:8000"))
    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    acts = Entry.objects.filter(object_id=council.head.pk, object_type="accounts.user")
    assert {"account.address_added", "account.password_changed"} <= set(
        acts.values_list("action", flat=True)
    )
    told = Delivery.objects.filter(letter__kind="account_security").get()
    assert told.address == council.head.email
    assert "second@x.example" in told.text


@pytest.mark.parametrize("way", ["form", "statement"])
def test_sessions_of_before_a_deactivation_never_live_again(
    council: Cast, admin: Client, sign_in: Any, way: str
) -> None:
    client = sign_in(council.head)
    assert client.get("/desk/").status_code == 200
    for active in (False, True):
        if way == "form":
            sent = filled(admin.get(_page(council.head)))
            sent.pop("is_active", None)
            admin.post(_page(council.head), sent | ({"is_active": "on"} if active else {}))
        else:
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE accounts_user SET is_active = %s WHERE id = %s",
                    [active, council.head.pk],
                )
        assert client.get("/desk/").status_code == 302
    assert sign_in(User.objects.get(pk=council.head.pk)).get("/desk/").status_code == 200


def test_ending_all_sessions_ends_one_that_is_in_no_list(
    council: Cast, sign_in: Any, admin: Client
) -> None:
    client = sign_in(council.head)
    assert client.get("/desk/").status_code == 200
    council.head.usersession_set.all().delete()
    actions.end_sessions(council.head, by=council.admin, at=timezone.now())
    assert client.get("/desk/").status_code == 302


def test_lists_searches_and_choices_hold_what_the_person_may_read(
    council: Cast, admin: Client, sign_in: Any
) -> None:
    """A restricted title is read by no administrator through the back door: list, page, search, files, trail."""
    document = council.recorded("Secret note of Sogdiana").document
    meeting = council.meeting(convened=False)
    text = council.text(status="drafting")
    for row, word in ((document, "Secret note"), (meeting, meeting.title), (text, text.title)):
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        listed = reverse(f"{name}_changelist")
        for address in (listed, f"{listed}?q={word.split()[0]}"):
            assert word not in admin.get(address).content.decode(), address
        assert admin.get(reverse(f"{name}_change", args=[row.pk])).status_code == 302
    listed = reverse("admin:documents_documentfile_changelist")
    assert "note.txt" not in admin.get(listed).content.decode()
    trail = reverse("admin:audit_entry_changelist")
    assert "Secret note" not in admin.get(trail).content.decode()
    assert "0 " in admin.get(f"{trail}?q=Secret").content.decode()
    entry = Entry.objects.filter(object_type="documents.document").first()
    assert entry
    page = reverse("admin:audit_entry_change", args=[entry.pk])
    assert "Secret note" not in admin.get(page).content.decode()
    User.objects.filter(pk=council.secretariat.pk).update(is_staff=True, is_superuser=True)
    reader = sign_in(User.objects.get(pk=council.secretariat.pk))
    assert "Secret note" in reader.get(trail).content.decode()
    assert "Secret note" in reader.get(f"{trail}?q=Secret").content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        "accounts/user/?password__startswith=argon2",
        "accounts/user/?email__startswith=h",
        "audit/entry/?object_name__startswith=S",
        "audit/entry/?data__reason__icontains=x",
        "meetings/meeting/?link__startswith=https",
        "documents/document/?title__startswith=S",
        "councils/organisation/?group__user__password__startswith=a",
    ],
)
def test_no_column_is_read_back_by_asking_a_list_how_it_begins(
    council: Cast, admin: Client, asked: str
) -> None:
    answer = admin.get(f"/admin/{asked}")
    assert (answer.status_code, answer.headers.get("Location", "")[-4:]) in {
        (400, ""),
        (302, "?e=1"),
    }


@pytest.mark.parametrize(
    "asked",
    [
        "accounts/user/?is_active__exact=1",
        "audit/entry/?action=account.changed",
        "councils/representative/?organisation__kind__exact=government",
        "councils/representative/?starts__year=2026",
        "meetings/meeting/?body__id__exact=1&starts_at__year=2026",
    ],
)
def test_the_filters_of_a_list_stay(council: Cast, admin: Client, asked: str) -> None:
    assert admin.get(f"/admin/{asked}").status_code == 200


def test_who_is_switched_off_is_sent_no_link(council: Cast) -> None:
    User.objects.filter(pk=council.head.pk).update(is_active=False)
    fresh = User.objects.create_user("off@x.example", None, name="Off", is_active=False)
    with pytest.raises(RuleBroken, match="switched off"):
        actions.start_reset(council.head, by=council.admin, at=timezone.now())
    with pytest.raises(RuleBroken, match="switched off"):
        actions.invite(fresh, by=council.admin, at=timezone.now())


def test_every_act_has_a_subject_of_its_own(council: Cast) -> None:
    TOTP.activate(council.other_head, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    for act in (actions.start_reset, actions.remove_second_factor, actions.end_sessions):
        act(council.other_head, by=council.admin, at=timezone.now())
    actions.address_added(council.other_head, "b@x.example")
    letters = Delivery.objects.filter(person=council.other_head, letter__kind="account_security")
    assert len(set(letters.values_list("subject", flat=True))) == 4


def test_the_ledger_shows_no_link_to_a_password(council: Cast, sign_in: Any) -> None:
    actions.start_reset(council.head, by=council.admin, at=timezone.now())
    actions.open_account(
        "new@rec.example", "New Person", "", "en", by=council.secretariat, at=timezone.now()
    )
    ledger = sign_in(council.secretariat)
    for kind in ("account_security", "account_invitation"):
        letter = Delivery.objects.get(letter__kind=kind)
        assert "/password/reset/key/" in letter.text
        for address in (f"/desk/letters/{letter.letter_id}/", f"/desk/deliveries/{letter.pk}/"):
            page = ledger.get(address)
            assert page.status_code == 200
            assert "/password/reset/key/" not in page.content.decode()
