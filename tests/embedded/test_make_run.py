"""`make run` as a newcomer gives it: from a folder with an odd name, after a launcher that was killed, to a clean end."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from rec_portal.embedded import bootstrap, free_port
from tests.embedded.checkout import copy_to


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "папка с [пробелом]"
    copy_to(folder)
    return folder


def _started(folder: Path, var: Path, port: int, *, before: int = 0) -> subprocess.Popen[bytes]:
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder.parent),
        "PORT": str(port),
        "VAR_DIR": str(var),
        "LANG": "C.UTF-8",
    }
    with (var.parent / "make.log").open("a") as log:
        process = subprocess.Popen(
            ["make", "run"], cwd=folder, env=environ, stdout=log, stderr=log, start_new_session=True
        )
    until = time.monotonic() + 500
    while time.monotonic() < until:
        assert process.poll() is None, (var.parent / "make.log").read_text()[-3000:]
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
                said = (var.parent / "make.log").read_text().count("The portal answers at")
                if (
                    answer.status == 200 and said > before
                ):  # what a killed launcher left answers too
                    return process
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise AssertionError((var.parent / "make.log").read_text()[-3000:])


@pytest.mark.slow
def test_make_run_survives_its_own_death_and_leaves_nothing_behind(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    var, port = tmp_path / "var", free_port()
    var.mkdir()
    monkeypatch.setenv("VAR_DIR", str(var))
    killed = _started(checkout, var, port)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    left = bootstrap.left_behind()
    assert left  # web, worker and beat go on without their launcher
    again = _started(checkout, var, port, before=1)
    log = (tmp_path / "make.log").read_text()
    assert "processes that an earlier run left" in log
    assert not [each for each in left if bootstrap.alive(each)]
    for step in (
        "installing base.txt, embedded.txt",
        "starting PostgreSQL and Redis",
        "loading the demonstration",
    ):
        assert step in log
    for language, words in (
        ("ru", "Региональный экспертный совет"),
        ("en", "Regional Expert Council"),
    ):
        asked = urllib.request.Request(
            f"http://127.0.0.1:{port}/", headers={"Accept-Language": language}
        )
        with urllib.request.urlopen(asked, timeout=10) as answer:
            assert words in answer.read().decode()
    os.killpg(again.pid, signal.SIGINT)
    again.wait(60)
    assert bootstrap.left_behind() == []
    assert not (var / "postgres" / "postmaster.pid").exists()
