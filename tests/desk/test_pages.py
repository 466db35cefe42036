"""Headers, languages, errors and health of every kind of page."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client, RequestFactory

from rec_portal.ui.forms import page_above
from tests import cast
from tests.cast import Cast
from tests.pages import tree
from tests.shape.addresses import address_of, addresses, arguments

SignIn = Callable[[object], Client]


@pytest.mark.parametrize(
    "address", ["/", "/meetings/", "/nowhere/", "/accounts/login/", "/healthz"]
)
def test_security_headers_on_every_kind_of_answer(council: Cast, address: str) -> None:
    headers = Client().get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_what_a_signed_in_person_saw_is_kept_nowhere(council: Cast, sign_in: SignIn) -> None:
    for address in ("/desk/", "/", "/recommendations/", "/nowhere/"):
        headers = sign_in(council.head).get(address).headers
        assert headers["Cache-Control"] == "private, no-store"
        assert {"Cookie", "HX-Request"} <= {name.strip() for name in headers["Vary"].split(",")}


def test_the_language_is_the_cookies_then_the_persons_then_the_browsers(
    council: Cast, sign_in: SignIn
) -> None:
    assert "Моя работа" in sign_in(council.head).get("/desk/").content.decode()
    client = sign_in(council.head)
    client.post("/language/", {"language": "en", "next": "/desk/"})
    assert "My work" in client.get("/desk/").content.decode()
    assert "Главная" in Client(headers={"accept-language": "ru"}).get("/").content.decode()


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_no_redirect_leads_off_the_site(council: Cast, address: str) -> None:
    for path in ("/language/", "/theme/"):
        assert (
            Client()
            .post(path, {"language": "en", "theme": "dark", "next": address})
            .headers["Location"]
            == "/"
        )


def test_a_wrong_moment_is_409_with_what_can_be_done(council: Cast, sign_in: SignIn) -> None:
    text = council.text()
    answer = sign_in(council.chair).post(f"{text.get_absolute_url()}forward/")
    assert answer.status_code == 409
    assert "Обсуждение" in answer.content.decode()


def ways(answer: Any) -> list[str]:
    return [link.get("href") for link in tree(answer).xpath("//main//a")]


def test_the_page_of_an_error_leads_back_to_the_object(council: Cast, sign_in: SignIn) -> None:
    text = council.text()
    client, here = sign_in(council.chair), text.get_absolute_url()
    before = f"{here}matrix/?page=2"
    answer = client.post(f"{here}forward/", headers={"referer": f"http://testserver{before}"})
    assert answer.status_code == 409
    assert ways(answer) == [before, here, "/", "/desk/"]
    language = tree(answer).xpath("//form[@action='/language/']//input[@name='next']/@value")
    assert language == [before], "the address of an act is no page to change the language on"


@pytest.mark.parametrize(
    "referer",
    [
        "",
        "http://evil.example/recommendations/",
        "//evil.example/x",
        "javascript:alert(1)",
        "http://testserver/meetings/7000/edit/",
    ],
)
def test_only_another_page_of_the_portal_is_a_way_back(referer: str) -> None:
    answer = Client().get(
        "/meetings/7000/nothing/", headers={"referer": referer} if referer else {}
    )
    assert answer.status_code == 404
    own = ["/meetings/7000/edit/"] if referer.startswith("http://testserver") else []
    assert ways(answer) == [*own, "/meetings/7000/", "/"]
    itself = "http://testserver/meetings/7000/nothing/?x=1"
    assert "nothing" not in str(
        ways(Client().get("/meetings/7000/nothing/", headers={"referer": itself}))
    )


def test_a_stranger_host_gets_a_page_without_a_way_back() -> None:
    headers = {"host": "evil.example", "referer": "http://evil.example/meetings/"}
    answer = Client().get("/recommendations/1/", headers=headers)
    assert answer.status_code == 400
    assert ways(answer) == ["/recommendations/", "/"]


def test_pages_are_drawn_before_the_council_is_loaded(nobody: None) -> None:
    assert Client().get("/").status_code == 200
    assert Client().get("/council/").status_code == 200


def test_one_level_up_is_a_page(council: Cast, sign_in: SignIn) -> None:
    """Of every address: no act stands above another."""
    given, client = arguments(council), sign_in(council.secretariat)
    above = {
        page_above(RequestFactory().get(address_of(name, pattern, given, council)))
        for name, pattern in addresses()
        if not name.startswith("admin:")
    } - {""}
    assert len(above) > 40
    assert not [address for address in above if client.get(address).status_code == 405]


def test_what_is_larger_than_the_portal_takes_is_413(council: Cast, sign_in: SignIn) -> None:
    answer = sign_in(council.secretariat).post("/meetings/plan/", {"title": "x" * 3_000_000})
    assert answer.status_code == 413


def test_broken_input_is_an_error_beside_the_field_and_nothing_is_lost(
    council: Cast, sign_in: SignIn
) -> None:
    values = {
        "title": "Kept <b>words</b>",
        "starts_on": "31.02.2026",
        "format": "online",
        "link": "javascript:alert(1)",
    }
    answer = sign_in(council.secretariat).post("/meetings/plan/", values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Kept &lt;b&gt;words&lt;/b&gt;" in page
    assert "31.02.2026" in page
    assert "aria-invalid" in page


def test_markup_in_peoples_words_is_only_words(council: Cast, sign_in: SignIn) -> None:
    from django.utils import timezone

    from recommendations import actions
    from tests.cast import newest

    text = council.text()
    evil = '<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)> <a hx-get="/">y</a> {{7*7}}'
    actions.comment(
        text, newest(text).clauses.all()[0].paragraph, evil, by=council.head, at=timezone.now()
    )
    page = sign_in(council.head).get(text.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "<img src=x" not in page
    assert '<a hx-get="/"' not in page
    assert "{{7*7}}" in page


def test_health_tells_the_process_and_readiness_the_rest(council: Cast) -> None:
    assert Client().get("/healthz").content == b"ok"
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    assert json.loads(answer.content) == {"database": True, "broker": True, "migrations": True}


def test_readiness_fails_without_its_broker(council: Cast, settings: object) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # type: ignore[attr-defined]
    assert Client().get("/readyz").status_code == 503
    assert Client().get("/healthz").status_code == 200


def test_the_demonstration_plays_the_whole_life(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accounts.models import User
    from documents.models import DocumentRevision
    from meetings.models import AgendaItem, DatePoll, Journal, Meeting
    from recommendations.models import Recommendation

    call_command("load_council", stdout=StringIO())
    out = StringIO()
    cast.dismiss()
    call_command("load_council", stdout=StringIO())
    monkeypatch.setenv("DEMO_PASSWORD", "chosen by the test 1")
    call_command("load_demo", stdout=out)
    assert "chosen by the test 1" in out.getvalue()
    assert set(Recommendation.objects.values_list("status", flat=True)) == {
        "published",
        "consultation",
        "in_round",
        "proposed",
    }
    assert sorted(
        Meeting.objects.filter(title__contains="demonstration").values_list("status", flat=True)
    ) == [
        "closed",
        "closed",
        "convened",
    ]
    assert list(Journal.objects.values_list("status", flat=True)) == ["circulated"] * 2
    session = Meeting.objects.get(body__kind="plenary", title__contains="demonstration")
    assert session.invitations.count() == 15
    organisers = session.invitations.filter(organisation__is_organiser=True)
    assert organisers.count() == 4
    assert not any(each.organisation.has_voice() for each in organisers)
    assert session.items.filter(is_closed=True).exists()
    assert AgendaItem.objects.filter(is_closed=True).exists()
    assert {r.category for r in DocumentRevision.objects.all()} == {"body", "restricted"}
    assert DatePoll.objects.exists()
    assert User.objects.filter(is_demo=False).count() == 0
    people = User.objects.count()
    call_command("load_demo", stdout=StringIO())
    assert User.objects.count() == people
    assert all(user.email.endswith(".example") for user in User.objects.all())
