"""What a stranger sent is read in a process of its own, with limits, that holds nothing worth taking.

The child (`child.py`) has no settings, no keys, no database and no network: its environment is empty, and before the
first byte of the file arrives it gives up the right to open anything. It ends with the conversation.
"""

from __future__ import annotations

import json
import logging
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

logger = logging.getLogger(__name__)
_CHILD = Path(__file__).parent / "child.py"
_READY = b"ready"
_MAX_ANSWER = 16 * 1024 * 1024


class Unreadable(ValueError):
    """The file is not what it says it is, or nothing that this reader understands."""


class TooHeavy(Unreadable):
    """Reading the file took more processor time, memory or time than its limits give."""


@dataclass(frozen=True)
class Limits:
    """Of one child: seconds of processor, bytes of memory, seconds by the clock on the wall."""

    processor: int = 5
    memory: int = 512 * 1024 * 1024
    wall: float = 20.0


class Reader:
    """A child and the conversation with it: `with Reader() as reader: reader.call("words_of", content)`.

    The limits hold for the whole conversation. Raises `TooHeavy` when the child was ended by one of them, `Unreadable`
    when it could not make sense of what it was given; after either the conversation is over.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()

    def __enter__(self) -> Reader:
        arguments = [str(self.limits.processor), str(self.limits.memory)]
        self._process = subprocess.Popen(  # noqa: S603  # our own program, with two figures
            [sys.executable, "-I", str(_CHILD), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
        )
        self._write, self._read = (
            cast("IO[bytes]", self._process.stdin),
            cast("IO[bytes]", self._process.stdout),
        )
        self._alarm = threading.Timer(self.limits.wall, self._process.kill)
        self._alarm.daemon = True
        if self._read.read(len(_READY)) != _READY:
            self.__exit__()
            raise RuntimeError("the child that reads files does not start")
        self._alarm.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self._alarm.cancel()
        self._process.kill()
        self._process.communicate()

    def call(self, function: str, content: bytes = b"", **arguments: Any) -> Any:
        """Run one function of the child on `content` (bytes as they came) and JSON values; return its JSON answer."""
        head = json.dumps({"call": function, **arguments}).encode()
        try:
            self._write.write(struct.pack("!II", len(head), len(content)) + head + content)
            self._write.flush()
            (size,) = struct.unpack("!I", _exactly(self._read, 4))
            if size > _MAX_ANSWER:
                raise TooHeavy("a larger answer than any text")
            answer = json.loads(_exactly(self._read, size))
        except (OSError, EOFError) as failure:
            raise TooHeavy(f"the child has ended: {failure}") from failure
        if "heavy" in answer:
            raise TooHeavy(answer["heavy"])
        if "error" in answer:
            logger.info("a file was not readable: %s", answer["error"])
            raise Unreadable(answer["error"])
        return answer["result"]


def _exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise EOFError("no answer")
    return content
