"""Two hundred phones on one live meeting: real gunicorn with two workers, every phone asks each second and a half.

Prints how long a change takes to reach the phones, requests a second, processor time a request, as ratios to the bare
page under the same server; ends with an error when a phone misses a change.
"""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from rec_portal import embedded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User
    from meetings.models import Meeting

PACE = 1.5  # seconds between two looks of a screen, as static/rec/js/rec.js has it
WORKERS = 2


def live_meeting() -> Meeting:
    """A meeting of the Council in session: twelve items, five papers, everybody present, the first item open."""
    from django.conf import settings
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from accounts.models import User
    from councils.models import Body, Organisation
    from documents.actions import upload
    from meetings import actions
    from meetings.models import Meeting
    from recommendations import actions as texts
    from recommendations.models import Recommendation

    if found := Meeting.objects.filter(title="Sample in session").order_by("-pk").first():
        return found
    staff = User.objects.get(email="secretariat@sample.example")
    body, at = Body.objects.get(code="WG.B"), timezone.now()
    planned = {
        "title": "Sample in session",
        "i18n": {"title_ru": "Образец заседания"},
        "starts_at": at + timedelta(hours=1),
        "ends_at": at + timedelta(hours=9),
        "time_zone": settings.TIME_ZONE,
        "place": "Tashkent",
        "category": "council",
    }
    meeting = actions.plan(body, planned, by=staff, at=at)
    meeting.items.all().delete()
    for number in range(1, 13):
        item = {
            "title": f"Item {number}",
            "i18n": {"title_ru": f"Пункт {number}"},
            "kind": "discussion",
            "minutes": 30,
        }
        made = actions.add_item(meeting, item, by=staff, at=at)
        file = SimpleUploadedFile(
            "paper.txt", f"Words {number}".encode(), content_type="text/plain"
        )
        paper = upload(
            titles={"en": f"Paper {number}", "ru": f"Документ {number}"},
            category="council",
            body=body,
            files={"en": file},
            by=staff,
            at=at,
        )
        actions.add_paper(made, paper, by=staff, at=at)
    organisations = list(
        Organisation.objects.filter(name__startswith="Sample organisation").order_by("pk")[:60]
    )
    actions.choose_invited(meeting, organisations, by=staff, at=at)
    actions.convene(meeting, by=staff, at=at)
    for number, invitation in enumerate(
        meeting.invitations.select_related("organisation", "meeting")
    ):
        actions.answer(invitation, "accepted", by=staff, at=at, source="NV 1")
        for person in range(2):
            values = {"name": f"Delegate {number} {person}", "consents_to_listing": True}
            delegate = actions.nominate(
                invitation, values, details={"passport": f"A{number}"}, by=staff, at=at
            )
            actions.change_delegate(delegate, "confirmed", by=staff, at=at)
    actions.change_status(meeting, "in_session", by=staff, at=at)
    for organisation in organisations:
        actions.note_presence(meeting, organisation, "roll_call", by=staff, at=at)
    first = meeting.items.order_by("order").first()
    assert first is not None
    laid = Recommendation.objects.filter(body=body, current_revision__isnull=False).select_related(
        "current_revision"
    )
    text = laid.order_by("pk").first()
    if text is not None and text.current_revision is not None:  # with its words on every screen
        texts.put_on_agenda(text, first, text.current_revision, by=staff, at=at)
    actions.act_on_item(first, "opened", by=staff, at=at)
    actions.begin_journal(meeting, "journal", by=staff, at=at)
    return Meeting.objects.get(pk=meeting.pk)


@dataclass
class Seen:
    """What the phones saw: seconds from the change to the screen, answers by status, the last words of each phone."""

    delays: list[float] = field(default_factory=list)
    answers: dict[int, int] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    last: dict[int, str] = field(default_factory=dict)


def cookie_of(person: User) -> str:
    from django.test import Client

    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies["sessionid"].value


@contextmanager
def server(application: str) -> Iterator[tuple[int, int]]:
    """gunicorn as the portal is served, two workers; yields its port and its process."""
    port = embedded.free_port()
    environ = {
        **os.environ,
        "WEB_CONCURRENCY": str(WORKERS),
        "PORT": str(port),
        "ALLOWED_HOSTS": "127.0.0.1,testserver",
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        application,
        "--config",
        "rec_portal/gunicorn.py",
        "--keep-alive",
        "5",
    ]
    process = subprocess.Popen(command, env=environ, cwd=embedded.ROOT, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            assert process.poll() is None, f"{application} does not start"
            try:
                asyncio.run(_answers(port))
                break
            except OSError:
                time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


async def _answers(port: int) -> None:
    _reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


def cpu_of(parent: int) -> float:
    """Seconds of processor that the workers of this server have used."""
    ticks = 0
    for each in os.listdir("/proc"):
        if not each.isdigit():
            continue
        try:
            with open(f"/proc/{each}/stat") as file:
                fields = file.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(each) == parent or int(fields[1]) == parent:
            ticks += int(fields[11]) + int(fields[12])
        if int(each) == parent:
            ticks += int(fields[13]) + int(fields[14])  # of workers that have ended
    return ticks / os.sysconf("SC_CLK_TCK")


class Line:
    """One kept-alive connection."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie
        self.reader: Any = None
        self.writer: Any = None

    async def get(self, path: str, etag: str = "") -> tuple[int, str, str]:
        for fresh in (False, True):
            try:
                if self.writer is None or fresh:
                    self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
                known = f'If-None-Match: "{etag}"\r\n' if etag else ""
                asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={self.cookie}\r\n{known}\r\n"
                self.writer.write(asked.encode())
                head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                return await self._rest(head)
            except (OSError, asyncio.IncompleteReadError):
                if fresh:
                    raise
        raise AssertionError

    async def _rest(self, head: str) -> tuple[int, str, str]:
        lines = head.split("\r\n")
        status = int(lines[0].split()[1])
        fields = {
            k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:] if line)
        }
        body = b""
        if "chunked" in fields.get("transfer-encoding", ""):
            while size := int((await self.reader.readline()).strip(), 16):
                body += await self.reader.readexactly(size)
                await self.reader.readexactly(2)
            await self.reader.readexactly(2)
        elif status != 304:
            body = await self.reader.readexactly(int(fields.get("content-length", 0)))
        if fields.get("connection", "") == "close":
            self.writer = None
        return status, fields.get("etag", "").strip('W/"'), body.decode()


def _shows(body: str, names: tuple[str, str]) -> bool:
    """Is the organisation on the screen, in the language of the phone?"""
    return any(f"<b>{name}</b>" in body for name in names)


async def _phone(
    number: int,
    line: Line,
    path: str,
    until: float,
    changes: dict[tuple[str, str], float],
    seen: Seen,
) -> None:
    """Asks as the page does; notes when each change was first seen."""
    await asyncio.sleep(random.Random(number).random() * PACE)
    etag, known = "", set(changes)
    while time.monotonic() < until:
        began = time.perf_counter()
        status, new, body = await line.get(path, etag)
        seen.waits.append(time.perf_counter() - began)
        seen.answers[status] = seen.answers.get(status, 0) + 1
        if status == 200:
            etag, now = new, time.monotonic()
            seen.last[number] = body
            for names, at in list(changes.items()):
                if names not in known and _shows(body, names):
                    known.add(names)
                    seen.delays.append(now - at)
        await asyncio.sleep(PACE)


async def _watch(port: int, cookies: list[str], path: str, seconds: float, act: Any) -> Seen:
    changes: dict[tuple[str, str], float] = {}
    seen, until = Seen(), time.monotonic() + seconds
    phones = [
        asyncio.create_task(
            _phone(n, Line(port, cookie), path, until + 2 * PACE + 2, changes, seen)
        )
        for n, cookie in enumerate(cookies)
    ]
    await asyncio.sleep(2 * PACE)
    while time.monotonic() < until:
        names = await asyncio.to_thread(act)
        if names is None:
            break
        changes[names] = time.monotonic()
        await asyncio.sleep(2)
    await asyncio.gather(*phones)
    missed = [
        n
        for n in range(len(cookies))
        if not all(_shows(seen.last.get(n, ""), names) for names in changes)
    ]
    assert not missed, f"{len(missed)} phones missed a change"
    assert changes
    return seen


async def _flat_out(
    port: int, cookies: list[str], path: str, seconds: float, etag: str = ""
) -> float:
    """Requests a second with sixteen lines that never pause."""
    done, until = [0], time.monotonic() + seconds

    async def one(cookie: str) -> None:
        line = Line(port, cookie)
        while time.monotonic() < until:
            status, _new, _body = await line.get(path, etag)
            assert status in {200, 304}, status
            done[0] += 1

    await asyncio.gather(*(one(cookie) for cookie in cookies[:16]))
    return done[0] / seconds


def phones(count: int = 200, seconds: float = 30) -> None:
    from django.db import connections
    from django.utils import timezone

    from accounts.models import User
    from meetings import actions
    from meetings.models import Speech

    meeting = live_meeting()
    item = meeting.items.order_by("order").first()
    assert item is not None
    Speech.objects.filter(item=item).delete()
    staff = User.objects.get(email="secretariat@sample.example")
    people = User.objects.filter(email__startswith="sample", is_secretariat=False).order_by("pk")[
        :count
    ]
    cookies = [cookie_of(person) for person in people]
    waiting = iter(list(meeting.invitations.select_related("organisation")))

    def act() -> tuple[str, str] | None:
        invitation = next(waiting, None)
        if invitation is None:
            return None
        actions.inscribe(item, invitation.organisation, by=staff, at=timezone.now())
        connections.close_all()
        return invitation.organisation.short_name, invitation.organisation.i18n["short_name_ru"]

    path = f"/meetings/{meeting.pk}/live/floor/part/"
    with server("tools.bare_wsgi") as (port, pid):
        rate = asyncio.run(_flat_out(port, cookies, "/", 5))
        before = cpu_of(pid)
        asyncio.run(_flat_out(port, cookies, "/", 5))
        bare_cpu = (cpu_of(pid) - before) / (rate * 5) * 1000
    with server("rec_portal.wsgi") as (port, pid):
        asyncio.run(_flat_out(port, cookies, path, 2))
        before, began = cpu_of(pid), time.monotonic()
        seen = asyncio.run(_watch(port, cookies, path, seconds, act))
        took, used = time.monotonic() - began, cpu_of(pid) - before
        asked = sum(seen.answers.values())
        _status, etag, _body = asyncio.run(Line(port, cookies[0]).get(path))
        same = asyncio.run(_flat_out(port, cookies[:1] * 16, path, 5, etag))
    delays, waits = sorted(seen.delays), sorted(seen.waits)
    print(
        f"\n{count} phones on one meeting, {WORKERS} workers, {took:.0f} s, a change every 2 s:"
        f"\n  a change is on the screens after {statistics.median(delays):.2f} s (median), {delays[int(len(delays) * 0.99)]:.2f} s"
        f" (99 %), {delays[-1]:.2f} s (the last); none lost"
        f"\n  {asked / took:.0f} requests a second ({seen.answers}); an answer takes {statistics.median(waits) * 1000:.0f} ms,"
        f" 99 %: {waits[int(len(waits) * 0.99)] * 1000:.0f} ms"
        f"\n  processor {used / took * 100 / WORKERS:.0f} % of two workers, {used / asked * 1000:.1f} ms a request"
        f" = {used / asked * 1000 / bare_cpu:.1f} × bare ({bare_cpu:.1f} ms)"
        f"\n  flat out: {same:.0f} looks a second, the bare page {rate:.0f}: {rate / same:.1f} × bare"
    )
