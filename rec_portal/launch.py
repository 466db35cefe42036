"""`make run` and `make test`: bring the servers up, prepare the portal, run it, and leave nothing behind."""

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

from honcho.environ import parse_procfile
from honcho.manager import Manager

from . import embedded

MANAGE = [sys.executable, "manage.py"]


def main() -> int:
    os.chdir(embedded.ROOT)
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "rec_portal.settings"
    command, *arguments = sys.argv[1:] or ["run"]
    if command in {"run", "dev"}:
        return run(debug=command == "dev")
    if command == "test":
        return test(arguments)
    if command == "manage":
        embedded.provide(os.environ)
        return subprocess.call([*MANAGE, *arguments], env=dict(os.environ))  # noqa: S603
    raise SystemExit("Say run, dev, test or manage.")


def run(*, debug: bool) -> int:
    """Prepare and serve until Ctrl-C; returns the exit status of the first process that stopped."""
    environ = os.environ
    if debug:
        environ.update(DEBUG="on", RELOAD="on", WEB_CONCURRENCY="1")
    port = environ.setdefault("PORT", "8000")
    environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
    environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost")
    embedded.provide(environ)
    environ.setdefault("DEMO_PASSWORD", demo_password())
    var = embedded.home()
    environ.setdefault("EMAIL_URL", f"file://{var / 'mail'}")
    environ.setdefault("BEAT_SCHEDULE", str(var / "beat-schedule"))
    environ.setdefault("STATIC_ROOT", str(var / "static"))
    (var / "mail").mkdir(exist_ok=True)
    compile_messages()
    owner = {**environ, "DATABASE_URL": environ["OWNER_DATABASE_URL"]}
    prepare("migrate", "--verbosity", "0", env=owner)
    if not debug:
        prepare("collectstatic", "--noinput", "--verbosity", "0", env=dict(environ))
    prepare("load_council", env=dict(environ))
    people = prepare("load_demo", env=dict(environ), capture=True)
    manager = Manager()
    for name, line in parse_procfile(Path("Procfile").read_text()).processes.items():
        manager.add_process(name, f"exec {line}", env=dict(environ))
    threading.Thread(target=announce, args=(f"http://127.0.0.1:{port}", people), daemon=True).start()
    manager.loop()
    return int(manager.returncode or 0)


def demo_password() -> str:
    """Random, kept for this checkout, so that a second start does not lock anybody out."""
    file = embedded.home() / "demo-password"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(12))
    return file.read_text()


def prepare(*arguments: str, env: dict[str, str], capture: bool = False) -> str:
    done = subprocess.run(  # noqa: S603
        [*MANAGE, *arguments], env=env, text=True, stdout=subprocess.PIPE if capture else None, check=False
    )
    if done.returncode:
        raise SystemExit(done.returncode)
    return done.stdout or ""


def compile_messages() -> None:
    """gettext's binary catalogues, written by Babel so that no gettext has to be installed."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in Path("locale").glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            with source.open("rb") as read, target.open("wb") as write:
                write_mo(write, read_po(read))


def announce(address: str, people: str) -> None:
    """Say where the portal is once it answers, not before."""
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=1) as answer:  # noqa: S310  # our own address
                if answer.status == 200:
                    break
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    print(f"\n{people}\nThe portal is at {address}  (Ctrl-C stops all of it)\n", flush=True)  # noqa: T201


def test(arguments: list[str]) -> int:
    """The whole suite, in parallel and in random order, on servers of its own beside those of `make run`."""
    os.environ["VAR_DIR"] = os.environ.get("TEST_VAR_DIR") or str(embedded.home() / "test")
    os.environ.pop("EMAIL_URL", None)
    os.environ["STATIC_MANIFEST"] = "off"
    os.environ["STATIC_ROOT"] = str(Path(os.environ["VAR_DIR"]) / "static")
    Path(os.environ["STATIC_ROOT"]).mkdir(parents=True, exist_ok=True)
    embedded.provide(os.environ)
    os.environ["DATABASE_URL"] = os.environ["OWNER_DATABASE_URL"]
    compile_messages()
    browser = find_chromium()
    if browser:
        os.environ["CHROMIUM"] = browser
    else:
        print("\n*** NO CHROMIUM FOUND: the browser tests are SKIPPED. Install chromium or set CHROMIUM. ***\n")  # noqa: T201
    return subprocess.call([sys.executable, "-m", "pytest", *arguments])  # noqa: S603


def find_chromium() -> str:
    """CHROMIUM, Debian's chromium, Google Chrome, or Playwright's own, which is fetched if it can be; else nothing."""
    for candidate in (os.environ.get("CHROMIUM"), "/usr/bin/chromium", "chromium", "google-chrome", "chrome"):
        if candidate and (found := shutil.which(candidate)):
            return found
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], timeout=300, check=False, capture_output=True)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else ""


if __name__ == "__main__":
    sys.exit(main())
