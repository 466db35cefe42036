"""300 deliveries over real SMTP, with the worker killed five times and Redis stopped once: none lost, none doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from rec_portal import embedded
from rec_portal.mail.models import Delivery, Letter
from tests import cast
from tests.mail.conftest import Postmaster

KILLS = 5
LETTERS = 300


def _database_url() -> str:
    s = connection.settings_dict
    host = s["HOST"] or s["OPTIONS"].get("host", "")
    port = f"&port={s['PORT']}" if s["PORT"] else ""
    login = f"{s['USER']}:{quote(s['PASSWORD'])}" if s["PASSWORD"] else s["USER"]
    return f"postgresql://{login}@/{s['NAME']}?host={quote(host, safe='')}{port}"


class Processes:
    """A worker and a beat as production runs them, each in a process group of its own."""

    def __init__(self, environ: dict[str, str], folder: Path) -> None:
        self.environ, self.folder = environ, folder
        self.beat = self._start("beat", "--schedule", str(folder / "beat"))
        self.worker = self._start("worker", "--concurrency", "1")

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        line = [
            sys.executable,
            "-m",
            "celery",
            "--app",
            "rec_portal",
            *command,
            "--loglevel",
            "WARNING",
        ]
        with (self.folder / f"{command[0]}.log").open("ab") as log:
            return subprocess.Popen(
                line, env=self.environ, stdout=log, stderr=log, start_new_session=True
            )

    def kill_worker(self) -> None:
        os.killpg(self.worker.pid, signal.SIGKILL)
        self.worker.wait()
        self.worker = self._start("worker", "--concurrency", "1")

    def stop(self) -> None:
        for process in (self.beat, self.worker):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.mark.slow
def test_no_letter_is_lost_and_none_doubled_outside_the_data_window(
    transactional_db: None, postmaster: Postmaster, tmp_path: Path
) -> None:
    people = cast.recall()
    letter = Letter.objects.create(
        kind="test", about_type="councils.body", about_id=1, about_name="test"
    )
    readers = [
        type(people.head)(email=f"reader{n}@chaos.example", name=f"Reader {n}", password="!")
        for n in range(LETTERS)
    ]
    readers = type(people.head).objects.bulk_create(readers)
    Delivery.objects.bulk_create(
        Delivery(
            letter=letter,
            person=reader,
            address=reader.email,
            language="en",
            subject="Notice",
            text="Words",
        )
        for reader in readers
    )
    postmaster.pause = 0.01
    port, password = embedded.free_port(), "chaos"
    redis = embedded.launch_redis(tmp_path, port, password)
    environ = {
        **os.environ,
        "DATABASE_URL": _database_url(),
        "REDIS_URL": f"redis://:{password}@127.0.0.1:{port}/0",
        "EMAIL_URL": f"smtp://127.0.0.1:{postmaster.port}",
        "MAIL_LEASE_SECONDS": "3",
        "MAIL_BATCH": "20",  # type: ignore[attr-defined]
        "SWEEP_SECONDS": "0.5",
    }
    processes = Processes(environ, tmp_path)
    try:
        for kill in range(KILLS):
            _until(postmaster, min(LETTERS, (kill + 1) * LETTERS // (KILLS + 2)))
            processes.kill_worker()
            if kill == 2:
                redis.terminate()
                redis.wait()
                time.sleep(2)
                redis = embedded.launch_redis(tmp_path, port, password)
        deadline = time.monotonic() + 60
        while Delivery.objects.exclude(status="sent").exists() and time.monotonic() < deadline:
            time.sleep(0.2)
    finally:
        processes.stop()
        redis.terminate()
        redis.wait()
    assert Delivery.objects.filter(status="sent").count() == LETTERS
    seen = Counter(message["Message-ID"] for message in postmaster.accepted)
    assert set(seen) == {delivery.message_id_header for delivery in Delivery.objects.all()}
    doubled = sum(count - 1 for count in seen.values())
    print(
        f"{LETTERS} letters, {KILLS} kills, Redis stopped once: {doubled} doubled in the DATA window, 0 lost"
    )
    assert doubled <= KILLS


def _until(postmaster: Postmaster, count: int) -> None:
    deadline = time.monotonic() + 90
    while len(postmaster.accepted) < count:
        assert time.monotonic() < deadline, (
            f"only {len(postmaster.accepted)} of {count} letters came"
        )
        time.sleep(0.02)
