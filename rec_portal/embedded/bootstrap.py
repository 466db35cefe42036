"""What `make` does before there is a virtual environment: look, say what is missing, install. Standard library only.

    python3 rec_portal/embedded/bootstrap.py look     # Python, disk, port, what a killed launcher left
    python3 rec_portal/embedded/bootstrap.py install base.txt embedded.txt

Every step is one line with its seconds. What is missing is one sentence that says what to do.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OLDEST = (3, 11)
SPACE_TO_INSTALL, SPACE_TO_RUN = 1_500, 300  # megabytes
MARK = "REC_PORTAL_HOME"
"""Every process of `make run` carries the folder of its data under this name: so what a killed launcher left is found."""


def home() -> Path:
    """Where the embedded servers keep their data; VAR_DIR overrides. As root not below the checkout: see operations.md."""
    if named := os.environ.get("VAR_DIR"):
        folder = Path(named).resolve()
    elif os.geteuid() == 0:
        folder = Path("/var/lib/rec-portal") / hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    else:
        folder = ROOT / "var"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextlib.contextmanager
def step(what: str):  # type: ignore[no-untyped-def]  # a generator of nothing
    """Say what is done and how long it took."""
    began = time.monotonic()
    print(f"  {what} …", end="", flush=True)
    try:
        yield
    except BaseException:
        print(" failed", flush=True)
        raise
    print(f" {time.monotonic() - began:.1f} s", flush=True)


def look(*, needs_port: bool) -> None:
    """Stop with a sentence where Python, disk or port will not do; stop what a killed launcher left."""
    if sys.version_info < OLDEST:
        version = ".".join(str(part) for part in sys.version_info[:3])
        raise SystemExit(
            f"This is Python {version}; the portal needs {OLDEST[0]}.{OLDEST[1]} or newer."
            " Name one: make run PYTHON=python3.11"
        )
    needed = SPACE_TO_RUN if (ROOT / ".venv" / "installed").exists() else SPACE_TO_INSTALL
    free = shutil.disk_usage(ROOT).free // 1_000_000
    if free < needed:
        raise SystemExit(f"Only {free} MB are free under {ROOT}; {needed} MB are needed.")
    if not needs_port:
        return
    with running_lock() as free_to_run:
        if not free_to_run:
            raise SystemExit(
                "The portal of this folder is running already. Stop it with Ctrl-C where it runs."
            )
        if left := left_behind():
            with step(f"stopping {len(left)} processes that an earlier run left"):
                stop(left)
    port = int(os.environ.get("PORT") or 8000)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as failure:
            raise SystemExit(
                f"Port {port} is taken ({failure.strerror}). Name another: make run PORT=8001"
            ) from None


@contextlib.contextmanager
def running_lock():  # type: ignore[no-untyped-def]
    """Held by the one launcher that runs the portal of this folder; yields whether it was free."""
    with (home() / ".running").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def left_behind() -> list[int]:
    """Processes of this folder's portal, by the mark in their environment; without this one and those above it."""
    own = {os.getpid(), os.getppid()}
    mark = f"{MARK}={home()}"
    if Path("/proc/self/environ").exists():
        found = []
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                with contextlib.suppress(OSError):
                    if mark.encode() in (folder / "environ").read_bytes().split(b"\0"):
                        found.append(int(folder.name))
    else:
        listed = subprocess.run(
            ["ps", "-axeww", "-o", "pid=,command="], capture_output=True, text=True, check=False
        )
        lines = [line.strip().partition(" ") for line in listed.stdout.splitlines()]
        found = [int(pid) for pid, _, command in lines if f" {mark} " in f" {command} "]
    return sorted(set(found) - own)


def stop(processes: list[int]) -> None:
    for kind, patience in ((signal.SIGTERM, 8.0), (signal.SIGKILL, 2.0)):
        for each in processes:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(each, kind)
        until = time.monotonic() + patience
        while time.monotonic() < until:
            processes = [each for each in processes if alive(each)]
            if not processes:
                return
            time.sleep(0.05)


def alive(process: int) -> bool:
    """Whether it runs; one that has ended and was not yet asked about does not."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    if Path("/proc/self/stat").exists():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def install(names: list[str]) -> None:
    """A virtual environment beside the code with exactly what the lists name; nothing is done where it is there already."""
    folder = ROOT / ".venv"
    files = [ROOT / "requirements" / name for name in names]
    stamp = folder / "installed"
    wanted = (
        " ".join(names)
        + " "
        + hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    )
    done = stamp.read_text().splitlines() if stamp.exists() else []
    if wanted in done:
        return
    python = folder / "bin" / "python"
    if not python.exists():
        with step(f"making a virtual environment with Python {sys.version.split()[0]}"):
            run(
                [sys.executable, "-m", "venv", str(folder)], "python3-venv (Debian) may be missing."
            )
    with step(f"installing {', '.join(names)} (a minute or two the first time)"):
        pip = [
            str(python),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
        ]
        run(
            [*pip, *(part for file in files for part in ("-r", str(file)))],
            "See what pip says above.",
        )
    stamp.write_text(
        "\n".join([*(line for line in done if not line.startswith(" ".join(names) + " ")), wanted])
        + "\n"
    )


def run(command: list[str], hint: str) -> None:
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"\n{done.stdout}\n{hint}")


if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    if command == "look":
        look(needs_port="run" in rest or "dev" in rest)
    else:
        install(rest)
