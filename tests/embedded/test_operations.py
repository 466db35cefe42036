"""docs/operations.md, followed literally: its shell blocks in order, on Debian's own PostgreSQL and Redis."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from rec_portal.embedded import free_port, launch_redis, postgres
from tests.embedded.checkout import ROOT, copy_to

PAGE = ROOT / "docs" / "operations.md"
DEBIAN = bool(list(Path("/usr/lib/postgresql").glob("*/bin/postgres"))) and bool(
    shutil.which("psql") and shutil.which("curl")
)


def blocks() -> list[tuple[str, str]]:
    """(why it is skipped or nothing, the block) for every shell block of the page."""
    return re.findall(
        r"^```sh(?: skip: ([^\n]+))?\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL
    )


def test_the_page_has_its_steps_and_says_why_one_is_not_run() -> None:
    found = blocks()
    assert len(found) == 8
    assert [reason for reason, _block in found if reason] == [
        "no container engine where the tests run"
    ]
    assert "```sh" not in re.sub(
        r"^```sh(?: skip: [^\n]+)?\n.*?^```$", "", PAGE.read_text(), flags=re.M | re.S
    )


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A server of each kind, and a copy of what git has of the project."""
    server = postgres.Server(tmp_path / "cluster" / "data", durable=False)
    server._launch()  # a cluster as Debian's package makes it: no role and no database of ours
    port, password = free_port(), "operations"
    redis = launch_redis(tmp_path, port, password)
    code = tmp_path / "code"
    copy_to(code)
    sockets = quote(str(server.sockets), safe="")
    yield {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "HOME": str(tmp_path),
        "REC": str(tmp_path / "rec"),
        "CODE": str(code),
        "PGHOST": str(server.sockets),
        "PGUSER": "postgres",
        "APP_PASSWORD": "a",
        "OWNER_PASSWORD": "o",
        "DATABASE_HOST": sockets,
        "REDIS_ADDRESS": f"redis://:{password}@127.0.0.1:{port}/0",
        "MAIL_ADDRESS": f"file://{tmp_path}/mail",
        "PORTAL_HOST": "portal.rec.example",
        "ADMIN_PASSWORD": "correct horse 9 battery",
        "PORT": str(free_port()),
    }
    redis.kill()  # type: ignore[attr-defined]
    redis.wait()  # type: ignore[attr-defined]
    server.stop()
    shutil.rmtree(server.sockets, ignore_errors=True)


@pytest.mark.slow
@pytest.mark.skipif(not DEBIAN, reason="needs Debian's postgresql and curl")
def test_the_page_followed_literally_leads_to_a_served_page_in_both_languages(
    machine: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    run = [block for reason, block in blocks() if not reason]
    skipped = [(reason, block) for reason, block in blocks() if reason]
    steps = "\n".join(f"echo '== block {number}'\n{block}" for number, block in enumerate(run, 1))
    script = f"set -euo pipefail\ncd \"$CODE\"\ntrap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT\n{steps}"
    process = subprocess.Popen(
        ["bash", "-c", script],
        env=machine,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _none = process.communicate(timeout=420)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    with capsys.disabled():
        print(
            f"\noperations.md: {len(run)} blocks run, {len(skipped)} skipped: {[reason for reason, _block in skipped]}"
        )
    assert process.returncode == 0, said[-4000:]
    assert f"== block {len(run)}" in said
    assert '"database": true, "broker": true, "migrations": true' in said
