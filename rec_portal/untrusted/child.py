"""The process that reads strangers' files. It is started by path, not imported; see the package's first lines.

Limits come as two figures on the command line: seconds of processor, bytes of memory. After `confine()` it can open
no file, no socket and no process: the parsers, and the encodings they look up by name, are loaded before.
"""

import ctypes
import encodings
import importlib
import json
import pkgutil
import resource
import signal
import struct
import sys
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import pypdf
import text  # type: ignore[import-not-found]  # beside this file, and nowhere else

READY = b"ready"
FUNCTIONS = {"words_of": text.words_of, "compared": text.compared}
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38


def confine(processor: int, memory: int) -> None:
    """Give up the right to open anything, and take the limits on."""
    for package in (encodings, pypdf):  # both load their parts when a file asks for them
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            with suppress(
                ImportError
            ):  # another platform's, or one of several libraries for ciphers
                importlib.import_module(module.name)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (processor + spent, processor + spent + 1))
    with suppress(ValueError, OSError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def answer(head: dict[str, object], content: bytes) -> dict[str, object]:
    """Run what is asked for; whatever is wrong with a stranger's file is an answer, not a failure."""
    function = FUNCTIONS[str(head.pop("call"))]
    try:
        return {"result": function(content, **head)}
    except MemoryError:
        return {"heavy": "memory"}
    except Exception as failure:  # noqa: BLE001  # whatever the parser says of it
        return {"error": f"{type(failure).__name__}: {failure}"[:300]}


def converse() -> None:
    read, write = sys.stdin.buffer, sys.stdout.buffer
    write.write(READY)
    write.flush()
    while sizes := read.read(8):
        head, content = (read.read(size) for size in struct.unpack("!II", sizes))
        said = json.dumps(answer(json.loads(head), content)).encode()
        write.write(struct.pack("!I", len(said)) + said)
        write.flush()


if __name__ == "__main__":
    confine(int(sys.argv[1]), int(sys.argv[2]))
    converse()
