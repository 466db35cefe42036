"""ClamAV through clamd (INSTREAM): the one question «is this file clean». Whatever goes wrong is not a «yes».

clamd's protocol: docs.clamav.net, «Clamd». The daemon resets the connection above its StreamMaxLength, and says OK to
archives above its limits: size and unpacked size are judged by `filetypes` before.
"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlsplit

_CHUNK = 1 << 17
PATIENCE = 30.0


class ScannerDown(Exception):
    """No answer that could be trusted: the file stays in quarantine."""


@dataclass(frozen=True)
class Finding:
    """What the scanner says: clean, or the name of what it found."""

    found: str = ""

    @property
    def is_clean(self) -> bool:
        return not self.found


def scan(file: IO[bytes], url: str) -> Finding:
    """Ask clamd at `tcp://host:port` or `unix:///path`; raises `ScannerDown`."""
    try:
        with _connected(url) as line:
            line.sendall(b"zINSTREAM\0")
            file.seek(0)
            while chunk := file.read(_CHUNK):
                line.sendall(struct.pack("!I", len(chunk)) + chunk)
            line.sendall(struct.pack("!I", 0))
            return _finding(_reply(line))
    except OSError as failure:
        raise ScannerDown(str(failure)) from failure


def ping(url: str) -> bool:
    try:
        with _connected(url) as line:
            line.sendall(b"zPING\0")
            return _reply(line) == "PONG"
    except (OSError, ScannerDown):
        return False


def _connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(PATIENCE)
        line.connect(parts.path)
        return line
    return socket.create_connection(
        (parts.hostname or "127.0.0.1", parts.port or 3310), timeout=PATIENCE
    )


def _reply(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0"):
        piece = line.recv(4096)
        if not piece:
            raise ScannerDown("the connection ended before the answer")
        said += piece
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()


def _finding(said: str) -> Finding:
    if said.endswith(" FOUND"):
        return Finding(said.removesuffix(" FOUND").split(": ", 1)[-1])
    if said == "stream: OK":
        return Finding()
    raise ScannerDown(said)
