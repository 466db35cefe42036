"""`make run` and `make test`: bring the servers up, prepare the portal, run it, and leave nothing behind.

`python -m rec_portal.launch manage …` is `manage.py` on the servers of this checkout.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from . import embedded
from .embedded import bootstrap
from .embedded.bootstrap import step

MANAGE = [sys.executable, "manage.py"]


def main() -> int:
    os.chdir(embedded.ROOT)
    os.environ["DJANGO_SETTINGS_MODULE"] = "rec_portal.settings"
    command, *arguments = sys.argv[1:] or ["run"]
    if command in {"run", "dev"}:
        return run(debug=command == "dev")
    if command == "test":
        return test(arguments)
    if command == "manage":
        embedded.provide(os.environ)
        return subprocess.call([*MANAGE, *arguments], env=dict(os.environ))
    raise SystemExit("Say run, dev, test or manage.")


def run(*, debug: bool) -> int:
    """Prepare and serve until Ctrl-C; returns the exit status of the first process that stopped."""
    with bootstrap.running_lock() as free:
        if not free:
            raise SystemExit(
                "The portal of this folder is running already. Stop it with Ctrl-C where it runs."
            )
        environ = os.environ
        if debug:
            environ.update(DEBUG="on", RELOAD="on", WEB_CONCURRENCY="1")
        port = environ["PORT"] = environ.get("PORT") or "8000"
        environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
        environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost")
        with step("starting PostgreSQL and Redis"):
            embedded.provide(environ)
        people = prepare_portal(environ, debug=debug)
        return serve(environ, f"http://127.0.0.1:{port}", people)


def prepare_portal(environ: Any, *, debug: bool) -> str:
    """Schema, files, the Council and the demonstration; returns the demonstration's sign-ins in words."""
    var = embedded.home()
    environ.setdefault("DEMO_PASSWORD", demo_password())
    environ.setdefault("EMAIL_URL", f"file://{var / 'mail'}")
    environ.setdefault("BEAT_SCHEDULE", str(var / "beat-schedule"))
    environ.setdefault("STATIC_ROOT", str(var / "static"))
    (var / "mail").mkdir(exist_ok=True)
    with step("compiling the catalogues"):
        prepare("compile_catalogues", env=dict(environ))
    with step("bringing the database to the newest schema"):
        prepare(
            "migrate",
            "--verbosity",
            "0",
            env={**environ, "DATABASE_URL": environ["OWNER_DATABASE_URL"]},
        )
    if not debug:
        with step("collecting the static files"):
            prepare("collectstatic", "--noinput", "--verbosity", "0", env=dict(environ))
    with step("loading the Council"):
        prepare("load_council", env=dict(environ))
    with step("loading the demonstration"):
        return prepare("load_demo", env=dict(environ))


def serve(environ: Any, address: str, people: str) -> int:
    from honcho.environ import parse_procfile
    from honcho.manager import Manager

    manager = Manager()
    marked = {**environ, bootstrap.MARK: str(embedded.home())}
    for name, line in parse_procfile(Path("Procfile").read_text()).processes.items():
        manager.add_process(name, f'exec "{sys.executable}" -m {line}', env=marked)
    threading.Thread(target=announce, args=(address, people), daemon=True).start()
    manager.loop()
    status = int(manager.returncode or 0)
    ended = [
        name
        for name, each in manager._processes.items()
        if each.get("returncode") not in {None, 0, -15, -2, 143, 130}
    ]
    if ended and status not in {130, 143}:
        print(
            f"\n«{ended[0]}» ended with status {status}, so all was stopped. Its last words stand above.",
            flush=True,
        )
    return status


def demo_password() -> str:
    """Random, kept for this checkout, so that a second start does not lock anybody out."""
    file = embedded.home() / "demo-password"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(12))
    return file.read_text()


def prepare(*arguments: str, env: dict[str, str]) -> str:
    done = subprocess.run(
        [*MANAGE, *arguments], env=env, text=True, capture_output=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"\n{done.stdout}{done.stderr}")
    return done.stdout


def announce(address: str, people: str) -> None:
    """Say where the portal is once it answers, not before."""
    began = time.monotonic()
    for _ in range(480):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=1) as answer:  # noqa: S310  # our own address
                if answer.status == 200:
                    break
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    else:
        print(
            f"\nThe portal has not answered at {address} for two minutes; see the lines above.\n",
            flush=True,
        )
        return
    seconds = time.monotonic() - began
    print(
        f"\n{people}\nThe portal answers at {address} ({seconds:.1f} s)  Ctrl-C stops all of it.\n",
        flush=True,
    )


def test(arguments: list[str]) -> int:
    """The suite, in parallel and in random order, on servers of its own beside those of `make run`."""
    os.environ["VAR_DIR"] = os.environ.get("TEST_VAR_DIR") or str(embedded.home() / "test")
    os.environ.pop("EMAIL_URL", None)
    # Workers, and the many processes that the tests start, share what one of them has compiled.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["STATIC_MANIFEST"] = "off"
    os.environ["STATIC_ROOT"] = str(Path(os.environ["VAR_DIR"]) / "static")
    Path(os.environ["STATIC_ROOT"]).mkdir(parents=True, exist_ok=True)
    embedded.provide(os.environ, durable=False)
    os.environ["DATABASE_URL"] = os.environ["OWNER_DATABASE_URL"]
    prepare("compile_catalogues", env=dict(os.environ))
    os.environ["CHROMIUM"] = find_chromium()
    return subprocess.call([sys.executable, "-m", "pytest", *arguments])


def find_chromium() -> str:
    """CHROMIUM, Debian's headless shell or Chromium, Google Chrome, or Playwright's own; installed where it may be (Debian, root)."""
    names = (
        os.environ.get("CHROMIUM"),
        "chromium-headless-shell",
        "chromium",
        "google-chrome",
        "chrome",
    )
    for candidate in names:
        if candidate and (found := shutil.which(candidate)):
            return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        with step("installing Chromium for the browser tests"):
            for command in (
                ["apt-get", "update", "-qq"],
                ["apt-get", "install", "-y", "-qq", "chromium-headless-shell"],
            ):
                subprocess.run(command, check=False, capture_output=True)
        if found := shutil.which("chromium-headless-shell"):
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else ""


if __name__ == "__main__":
    sys.exit(main())
