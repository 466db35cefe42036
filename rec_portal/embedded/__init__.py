"""PostgreSQL and Redis without an installation, for a newcomer's first run and for the tests. Production never imports it.

Nothing is started where DATABASE_URL and REDIS_URL name servers of their own. Whoever uses the servers holds a shared
lock; the last one to leave stops them, and a user that was killed has left.
"""

from __future__ import annotations

import atexit
import fcntl
import json
import os
import secrets
import socket
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .bootstrap import ROOT, home

__all__ = ["ROOT", "free_port", "home", "launch_redis", "provide"]


def provide(environ: MutableMapping[str, str], *, durable: bool = True) -> None:
    """Fill in whatever of DATABASE_URL, OWNER_DATABASE_URL, REDIS_URL and the keys is not set, starting servers for it.

    `durable` off: the database forgets what it has not written when the machine stops, and is faster (for tests).
    """
    for name, value in secrets_of(home()).items():
        environ.setdefault(name, value)
    environ.setdefault("MEDIA_ROOT", str(home() / "media"))
    environ.setdefault("HTTPS", "off")
    users = _joined(home())
    started: list[Callable[[], None]] = []
    with _locked(home() / ".starting"):
        if not environ.get("DATABASE_URL"):
            from . import postgres

            server = postgres.Server(home() / "postgres", durable=durable)
            owner, application = server.start()
            started.append(server.stop)
            environ["OWNER_DATABASE_URL"], environ["DATABASE_URL"] = owner, application
        environ.setdefault("OWNER_DATABASE_URL", environ["DATABASE_URL"])
        if not environ.get("REDIS_URL"):
            from . import redis_server

            folder = home() / "redis"
            environ["REDIS_URL"] = redis_server.start(folder)
            started.append(lambda: redis_server.stop(folder))
    atexit.register(_leave, users, started, os.getpid())


def _joined(folder: Path) -> IO[str]:
    handle = (folder / ".users").open("w")
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


def _leave(users: IO[str], stops: list[Callable[[], None]], starter: int) -> None:
    """Give the lock back; stop the servers where nobody else holds it."""
    if os.getpid() != starter:
        return
    with _locked(home() / ".starting"):
        fcntl.flock(users, fcntl.LOCK_UN)
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return
        for stop in stops:
            stop()


def secrets_of(folder: Path) -> dict[str, str]:
    """Keys made once for this checkout and kept beside its data, readable by its owner only."""
    file = folder / "secrets.json"
    with _locked(folder / ".secrets.lock"):
        if not file.exists():
            file.touch(mode=0o600)
            made = {"SECRET_KEY": secrets.token_urlsafe(64), "MFA_KEY": secrets.token_urlsafe(48)}
            file.write_text(json.dumps(made))
        known: dict[str, str] = json.loads(file.read_text())
    return known


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def launch_redis(folder: Path, port: int, password: str) -> object:
    from . import redis_server

    return redis_server.launch(folder, port, password)


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    with file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
