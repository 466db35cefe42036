"""The child that reads strangers' files: what it can reach, and where it ends."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rec_portal import untrusted
from tests.untrusted import heavy

CHILD = Path(untrusted.__file__).parent / "child.py"


def test_it_reads_plain_text_word_and_pdf() -> None:
    with untrusted.Reader() as reader:
        assert reader.call("words_of", "Обучение детей".encode()) == "Обучение детей"
        assert "words" in reader.call("words_of", heavy.forms_within_forms(depth=1))
        assert (
            reader.call("words_of", heavy.word_file_of_one_long_paragraph(1_000_000))
            == "a" * 1_000_000
        )


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7 nothing", b"PK\x03\x04 nothing", b"\xff\xfe\x00", b"%PDF-"]
)
def test_what_is_no_file_is_unreadable(content: bytes) -> None:
    with untrusted.Reader() as reader, pytest.raises(untrusted.Unreadable) as failure:
        reader.call("words_of", content)
    assert not isinstance(failure.value, untrusted.TooHeavy)


@pytest.mark.parametrize(
    "made",
    [heavy.forms_within_forms, heavy.one_enormous_page, heavy.word_file_of_one_long_paragraph],
)
def test_a_heavy_file_ends_the_child_and_not_the_portal(made: object) -> None:
    content = made()  # type: ignore[operator]
    assert len(content) < 2_000_000
    began, before = time.monotonic(), os.times()
    with (
        untrusted.Reader(untrusted.Limits(processor=2)) as reader,
        pytest.raises(untrusted.Unreadable),
    ):
        reader.call("words_of", content)
    after = os.times()
    assert (
        after.children_user + after.children_system - before.children_user - before.children_system
        < 4.5
    )
    assert after.user - before.user < 1
    assert time.monotonic() - began < 20


def test_the_clock_on_the_wall_ends_it_too() -> None:
    limits = untrusted.Limits(processor=60, wall=0.8)
    began = time.monotonic()
    with untrusted.Reader(limits) as reader, pytest.raises(untrusted.TooHeavy):
        reader.call("words_of", heavy.forms_within_forms())
    assert time.monotonic() - began < 5


CONFINED = """
import json, sys
sys.argv = ["child.py", "5", "536870912"]
sys.path.insert(0, {folder!r})
import child, resource, socket, subprocess
child.confine(5, 536870912)
tried = {{}}
def attempt(name, act):
    try:
        act()
        tried[name] = "done"
    except BaseException as failure:
        tried[name] = type(failure).__name__
attempt("file", lambda: open("/etc/hostname"))
attempt("write", lambda: open("/tmp/planted", "w"))
attempt("socket", lambda: socket.socket())
attempt("process", lambda: subprocess.Popen(["true"]))
attempt("memory", lambda: bytearray(600_000_000))
attempt("more", lambda: resource.setrlimit(resource.RLIMIT_CPU, (100, 100)))
print(json.dumps(tried))
"""


def test_once_confined_it_opens_no_file_no_socket_and_no_process() -> None:
    program = CONFINED.format(folder=str(CHILD.parent))
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    import json

    tried = json.loads(done.stdout)
    assert tried["memory"] == "MemoryError"
    assert {tried[name] for name in ("file", "write", "socket", "process")} == {"OSError"}


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells what a process was given")
def test_it_is_given_no_keys() -> None:
    with untrusted.Reader() as reader:
        reader.call("words_of", b"words")
        process = Path(f"/proc/{reader._process.pid}")
        assert (process / "environ").read_bytes() == b""
        assert not any("socket" in os.readlink(each) for each in (process / "fd").iterdir())
        loaded = (process / "maps").read_text()
        assert "psycopg" not in loaded
    assert not process.exists()


def test_it_ends_with_the_process_that_started_it() -> None:
    program = (
        "import os, signal, time\n"
        "from rec_portal import untrusted\n"
        "reader = untrusted.Reader().__enter__()\n"
        "reader.call('words_of', b'words')\n"
        "print(reader._process.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    child = Path(f"/proc/{done.stdout.strip()}")
    until = time.monotonic() + 5
    while child.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not child.exists()
