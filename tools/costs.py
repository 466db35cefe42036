"""What each page costs: processor time as a ratio to the bare page, statements, bytes and calls of Python functions.

Every page is asked as somebody who holds the rights it names, over the data of `load_sample`. The limits stand in
`tools/costs.toml`; they only go down. Time is compared with a margin, for no machine is quiet; the counts are not time
and hold everywhere: CI asserts them.
"""

from __future__ import annotations

import cProfile
import pstats
import statistics
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.phones import live_meeting

FILE = Path(__file__).with_suffix(".toml")
MARGIN = 1.15
"""Of the ratio: above its limit times this, `make bench` ends with 1."""
LEEWAY = {"statements": 1.0, "bytes": 1.02, "calls": 1.02}
"""Dates and names are longer on some days than on others, and a cache is filled once in a while."""
ROUNDS = 7
HEAD, STAFF = "sample270@sample.example", "secretariat@sample.example"
"""A head of delegation of a government, seated in three groups as a member; a member of the secretariat."""


@dataclass(frozen=True)
class Page:
    name: str
    person: str
    """The address of who asks; empty for a stranger."""
    address: str


@dataclass(frozen=True)
class Cost:
    ratio: float
    """Processor time of this process, in that of the bare page beside it."""
    statements: int
    bytes: int
    calls: int


def pages() -> list[Page]:
    from documents.models import Document
    from meetings.models import Meeting
    from recommendations.models import Recommendation

    texts = Recommendation.objects.filter(body__code="WG.B").order_by("-pk")
    text = texts.filter(status="consultation", amendments__isnull=False).first()
    running = texts.filter(status="in_round").first()
    meeting = Meeting.objects.filter(status="convened", body__code="WG.B").order_by("-pk").first()
    assert text
    assert running
    assert meeting
    live = live_meeting()
    of, journal = f"/meetings/{live.pk}/", live.journals.get()
    paper = Document.objects.filter(agenda_papers__meeting=live).order_by("pk").first()
    assert paper
    record = journal.get_absolute_url()
    reading, editing = f"/recommendations/{text.pk}/", f"/recommendations/{text.pk}/edit/"
    asked: list[tuple[str, str, str]] = [
        ("public home", "", "/"),
        ("desk of a head of delegation", HEAD, "/desk/"),
        ("desk of the secretariat", STAFF, "/desk/"),
        ("meeting, a delegation's view", HEAD, f"/meetings/{meeting.pk}/"),
        ("meeting, the secretariat's (44 answers)", STAFF, f"/meetings/{meeting.pk}/"),
        ("meeting in session, a delegation's (12 papers)", HEAD, of),
        ("meeting in session, the secretariat's (120 delegates)", STAFF, of),
        ("list of meetings", HEAD, "/meetings/"),
        ("live: the chair's screen", STAFF, f"{of}live/chair/"),
        ("live: a delegate's phone", HEAD, f"{of}live/floor/"),
        ("live: a look that finds nothing new or cached", HEAD, f"{of}live/floor/part/"),
        ("journal", STAFF, record),
        ("journal, Word", STAFF, f"{record}en.docx"),
        ("journal, PDF", STAFF, f"{record}ru.pdf"),
        ("list of participants (120)", HEAD, f"{of}participants/"),
        ("list of participants, PDF", STAFF, f"{of}participants/final-ru.pdf"),
        ("badges (120)", STAFF, f"{of}badges.pdf"),
        ("delegates, Excel", STAFF, f"{of}delegates/export.xlsx"),
        ("annotated agenda, PDF", HEAD, f"{of}agenda/annotated-both.pdf"),
        ("annotated agenda, Word", HEAD, f"{of}agenda/annotated-both.docx"),
        ("versions of the agenda", HEAD, f"{of}agenda/"),
        ("papers of a meeting", STAFF, f"{of}papers/"),
        ("library of documents", HEAD, "/documents/"),
        ("one document", HEAD, f"/documents/{paper.pk}/"),
        ("tasks after meetings", HEAD, "/meetings/tasks/"),
        ("list of recommendations", HEAD, "/recommendations/"),
        ("recommendation with its discussion (240 comments)", HEAD, reading),
        ("recommendation with its board", HEAD, f"/recommendations/{running.pk}/"),
        ("comparison of two revisions", HEAD, f"{reading}compare/"),
        ("editing the working text", STAFF, editing),
        ("open points", HEAD, f"{reading}open/"),
        ("matrix of comments", HEAD, f"{reading}comments/"),
        ("matrix of comments, Excel", HEAD, f"{reading}comments.xlsx"),
        ("compilation of amendments, Word", HEAD, f"{reading}export/compilation.docx"),
        ("overview of the follow-up, public", "", "/recommendations/follow-up/"),
        ("overview of the follow-up, a delegation's", HEAD, "/recommendations/follow-up/"),
        ("annual report, Word", HEAD, "/recommendations/follow-up.docx"),
        ("annual report, PDF", HEAD, "/recommendations/follow-up.pdf"),
        ("search, Russian", HEAD, "/recommendations/?q=школа+семья"),
        ("search, English", HEAD, "/search/?q=school+doctor"),
    ]
    return [Page(*each) for each in asked]


def check_rights() -> None:
    """The head is a head of a member, sees the text that is asked for, and does not see everything."""
    from accounts.models import User
    from recommendations.models import Recommendation

    head = User.objects.get(email=HEAD)
    own = head.representation
    assert own, HEAD
    assert own.role == "head"
    assert not head.is_secretariat
    assert own.organisation.kind == "government"
    seats = own.organisation.seats.current()
    assert seats.filter(body__code="WG.B", kind="member").exists()
    every = Recommendation.objects.count()
    assert 0 < Recommendation.objects.visible_to(head).count() < every
    assert Recommendation.objects.visible_to(User.objects.get(email=STAFF)).count() == every


def asking(page: Page, language: str) -> Callable[[], Any]:
    from django.conf import settings
    from django.test import Client

    from accounts.models import User

    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    if page.person:
        client.force_login(
            User.objects.get(email=page.person),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
    return lambda: client.get(page.address)


def seconds(request: Callable[[], object], least: float = 0.05) -> float:
    """Processor seconds of one request, over as many as take `least` seconds together."""
    began, times = time.process_time(), 0
    while times == 0 or time.process_time() - began < least:
        request()
        times += 1
    return (time.process_time() - began) / times


def counted(request: Callable[[], Any]) -> tuple[Any, int]:
    """The answer, and how many statements it took (transactions' own included)."""
    from django.core.signals import request_started
    from django.db import connection, reset_queries

    request_started.disconnect(reset_queries)
    connection.force_debug_cursor = True
    before = len(connection.queries_log)
    answer = request()
    took = len(connection.queries_log) - before
    connection.force_debug_cursor = False
    connection.queries_log.clear()
    return answer, took


def cost(page: Page, bare: Callable[[], object] | None) -> Cost:
    """Without a bare page the ratio is 0: only what does not depend on the machine is counted."""
    request = asking(page, "ru")
    for _ in range(3):
        answer = request()
    assert answer.status_code == 200, (page, answer.status_code)
    answer, statements = counted(request)
    profile = cProfile.Profile(builtins=False)
    profile.runcall(request)
    calls = pstats.Stats(profile).total_calls  # type: ignore[attr-defined]
    ratio = 0.0
    if bare is not None:
        ratio = statistics.median(seconds(request) / seconds(bare) for _ in range(ROUNDS))
    return Cost(round(ratio, 1), statements, len(answer.content), calls)


def limits() -> dict[str, dict[str, float]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}


def above(name: str, found: Cost, limit: dict[str, float] | None) -> list[str]:
    """What is over its limit, in words; a page without limits is over them."""
    if limit is None:
        return [f"{name}: has no limits in {FILE.name}"]
    said = []
    if found.ratio > limit["ratio"] * MARGIN:
        said.append(f"{name}: {found.ratio} × bare, limit {limit['ratio']} × {MARGIN}")
    for what, leeway in LEEWAY.items():
        is_now = getattr(found, what)
        if is_now > limit[what] * leeway:
            said.append(f"{name}: {is_now} {what}, limit {limit[what]:.0f}")
    return said


def measure(bare: Callable[[], object] | None) -> dict[str, Cost]:
    """Print the table of all pages, and return it."""
    check_rights()
    known, found = limits(), {}
    print(f"\n{'page':<56}{'× bare':>8}{'limit':>8}{'statements':>12}{'KB':>7}{'calls':>10}")
    for page in pages():
        found[page.name] = each = cost(page, bare)
        limit = known.get(page.name, {}).get("ratio", 0.0)
        print(
            f"{page.name:<56}{each.ratio:>8.1f}{limit:>8.1f}{each.statements:>12}"
            f"{each.bytes / 1024:>7.0f}{each.calls:>10}",
            flush=True,
        )
    return found


def faults(found: dict[str, Cost]) -> list[str]:
    known = limits()
    return [words for name, each in found.items() for words in above(name, each, known.get(name))]


def write(found: dict[str, Cost]) -> None:
    """The limits as they are now, where there were none or they were higher; `found` needs its ratios."""
    known, lines = limits(), []
    for name, each in found.items():
        old = known.get(name, {})
        lines.append(f'["{name}"]')
        lines += [
            f"{what} = {min(getattr(each, what), old.get(what, float('inf')))}"
            for what in ("ratio", "statements", "bytes", "calls")
        ]
    head = "# The limits of tools/costs.py: what each page may cost. They only go down (make bench ARGS=--lower).\n"
    FILE.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
