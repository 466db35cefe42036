"""`make bench`: what the pages cost on a full database, as a ratio to a bare Django page in the same run.

The bare page: Django's own middleware, a session user, one template, three queries. Ends with 1 where a page is above
its limit (tools/costs.py). On a shared machine look at the ratios, not at the milliseconds. `--scale N` makes the
database N times as large; the limits are those of scale 1.
"""

from __future__ import annotations

import argparse
import logging
import os
import smtplib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from email.message import EmailMessage

from rec_portal import embedded
from tools import costs
from tools.phones import phones

SERVER = """
import sys, time
from aiosmtpd.controller import Controller
class Sink:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"
Controller(Sink(), hostname="127.0.0.1", port=int(sys.argv[1])).start()
time.sleep(600)
"""
BARE = [
    "tools.bare.here",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def prepare(scale: int) -> None:
    os.environ["VAR_DIR"] = str(embedded.home() / "bench")
    os.environ["STATIC_MANIFEST"] = "off"
    os.environ["ALLOWED_HOSTS"] = "testserver"
    os.environ["DJANGO_SETTINGS_MODULE"] = "rec_portal.settings"
    embedded.provide(os.environ, durable=False)
    os.environ["DATABASE_URL"] = os.environ["OWNER_DATABASE_URL"]
    os.environ["STATIC_ROOT"] = os.environ["VAR_DIR"] + "/static"
    os.makedirs(os.environ["STATIC_ROOT"], exist_ok=True)
    import django

    django.setup()
    from django.core.management import call_command

    from accounts.models import User

    call_command("compile_catalogues", verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("load_council", verbosity=0)
    if not User.objects.exists():
        began = time.perf_counter()
        call_command("load_sample", scale=scale)
        print(f"sample loaded in {time.perf_counter() - began:.0f} s")


def measure(request: Callable[[], object], runs: int = 30) -> float:
    """Median wall milliseconds of an act carried out in this process, after three to warm up."""
    for _ in range(3):
        request()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        request()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def bare_page() -> Callable[[], object]:
    """Asks the bare page: Django's own middleware, a session user, one template, three queries."""
    from django.contrib.auth import get_user_model
    from django.test import Client, override_settings

    client = Client()
    user = get_user_model().objects.order_by("pk").first()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    with override_settings(MIDDLEWARE=BARE):  # what is loaded at the first request stays
        assert b"<title>Bare" in client.get("/").content
    return lambda: client.get("/")


def acts(bare: Callable[[], object]) -> float:
    """Print what two acts take, and return the bare page's milliseconds."""
    took = measure(bare)
    for name, act in (
        ("taking a position (the act)", position()),
        ("saving a paragraph (the act)", save()),
    ):
        print(f"{name:<56}{act / took:>8.1f}")
    return took


def position() -> float:
    from accounts.models import User
    from recommendations import actions
    from recommendations.models import ConsensusRound

    running = ConsensusRound.objects.filter(status="open").order_by("pk").first()
    head = User.objects.get(email="sample20@sample.example")
    kinds = iter(["supports", "no_objection"] * 100)
    return measure(lambda: actions.take_position(running, next(kinds), by=head))


def save() -> float:
    """One paragraph of a text of sixty, saved by one writer alone."""
    from django.utils import timezone

    from accounts.models import User
    from recommendations import actions
    from recommendations.models import Recommendation

    text = Recommendation.objects.filter(status="consultation").order_by("pk").last()
    staff, row, words = (
        User.objects.get(email="secretariat@sample.example"),
        text.working_paragraphs.first(),
        iter(range(9999)),
    )

    def act() -> None:
        now = text.working_paragraphs.get(pk=row.pk)
        wording = {"en": f"Words {next(words)}.", "ru": now.in_language("ru")}
        actions.save_paragraph(
            row.paragraph, wording, kind=now.kind, based_on=now.version, by=staff, at=timezone.now()
        )

    return measure(act)


def together(bare: float, seconds: float) -> None:
    """Thirty editors on one text of sixty paragraphs, through the portal's own addresses; a lost word ends the run."""
    from django.utils import timezone

    from accounts.models import User
    from councils.models import Representative
    from recommendations import actions
    from recommendations.models import Recommendation
    from tests.recommendations.editors import lost, write_together

    logging.getLogger("django.request").setLevel(
        logging.ERROR
    )  # a conflict shown is what is tried here, not a fault
    text = Recommendation.objects.filter(status="consultation").order_by("pk").first()
    staff = User.objects.get(email="secretariat@sample.example")
    for _ in range(60 - text.working_paragraphs.count()):
        actions.add_paragraph(
            text,
            kind="operative",
            after=None,
            by=staff,
            at=timezone.now(),
            texts={"ru": "Слова.", "en": "Words."},
        )
    body = text.body.members()
    mandates = list(
        Representative.objects.filter(organisation__in=body, user__is_demo=True)
        .select_related("user")
        .order_by("pk")[:30]
    )
    actions.assign(text, rapporteur=None, drafters=mandates, by=staff, at=timezone.now())
    people = [mandate.user for mandate in mandates]
    tally = write_together(text, people, seconds, pause=2.0)
    gone = lost(text, tally)
    assert not gone, gone
    assert not tally.failures, tally.failures[:3]
    print(
        f"\n30 editors, 60 paragraphs, {seconds:.0f} s: {len(tally.saved)} saved, {tally.conflicts} conflicts shown, none lost; "
        f"a save {tally.median:.0f} ms = {tally.median / bare:.0f} × bare (thirty at once on this machine)"
    )


def deliveries(count: int = 1000) -> None:
    """One sender process against a plain smtplib loop over one connection, the same messages, the same server."""
    from django.conf import settings

    from accounts.models import User
    from rec_portal.mail import actions as mail
    from rec_portal.mail.models import Delivery, Letter

    port = embedded.free_port()
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(port)])
    try:
        time.sleep(1)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        Delivery.objects.filter(status__in=("queued", "deferred")).update(status="cancelled")
        readers = list(User.objects.order_by("pk")[:500])
        letters = [
            Letter.objects.create(kind="bench", about_type="bench", about_id=1, about_name="bench")
            for _ in range(count // len(readers))
        ]
        Delivery.objects.bulk_create(
            Delivery(
                letter=letter,
                person=reader,
                address=reader.email,
                language="en",
                subject="Notice",
                text="Words " * 200,
            )
            for letter in letters
            for reader in readers
        )
        began = time.perf_counter()
        sent = mail.send_due()
        ours = sent / (time.perf_counter() - began)
        with smtplib.SMTP("127.0.0.1", port) as plain:
            began = time.perf_counter()
            for reader in readers * len(letters):
                message = EmailMessage()
                message["From"], message["To"], message["Subject"] = (
                    "a@rec.example",
                    reader.email,
                    "Notice",
                )
                message.set_content("Words " * 200)
                plain.send_message(message)
            theirs = sent / (time.perf_counter() - began)
        print(
            f"\ndeliveries: {ours:.0f} a second; plain smtplib loop: {theirs:.0f} a second; ratio {ours / theirs:.2f}"
        )
    finally:
        server.kill()
        server.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--counts", action="store_true", help="only what does not depend on the machine"
    )
    parser.add_argument(
        "--lower", action="store_true", help="write lower limits into tools/costs.toml"
    )
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument(
        "--together",
        type=float,
        default=20,
        metavar="SECONDS",
        help="how long thirty editors write",
    )
    parser.add_argument(
        "--phones", type=int, default=200, help="how many phones follow one meeting"
    )
    parser.add_argument(
        "--watch", type=float, default=30, metavar="SECONDS", help="how long they do"
    )
    asked = parser.parse_args()
    prepare(asked.scale)
    if asked.counts:
        return verdict(costs.faults(costs.measure(None)))
    ask = bare_page()
    found = costs.measure(ask)
    if asked.lower:
        costs.write(found)
    bare = acts(ask)
    phones(asked.phones, asked.watch)
    together(bare, asked.together)
    deliveries()
    return verdict(costs.faults(found))


def verdict(faults: list[str]) -> int:
    print(
        *(["", "Above the limits:", *faults] if faults else ["", "All within the limits."]),
        sep="\n",
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
