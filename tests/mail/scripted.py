"""A mail server that says, byte for byte, what a test's script tells it to say, and keeps what it accepted."""

from __future__ import annotations

import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, BinaryIO

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DROP = b"drop"
SILENCE = b"silence"


def certificate(folder: Path, name: str) -> Path:
    """A certificate that signs itself, with its key, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


class ScriptedServer:
    """`script` maps a command (banner, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, END) or an address to its answer.

    An answer is bytes, or a list of them taken in turn (the last one stays). DROP ends the connection, SILENCE says
    nothing.
    """

    def __init__(
        self,
        *,
        tls: Path | None = None,
        implicit: bool = False,
        offers: tuple[str, ...] = ("8BITMIME",),
    ):
        self.script: dict[str, Any] = {}
        self.accepted: list[tuple[str, bytes]] = []
        self.commands: list[str] = []
        self.offers, self.implicit = offers, implicit
        self.context: ssl.SSLContext | None = None
        if tls is not None:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(tls)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._closing = threading.Event()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        self._closing.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                line, _address = self._listening.accept()
                line.settimeout(5)
                self._threads.append(
                    threading.Thread(target=self._serve, args=(line,), daemon=True)
                )
                self._threads[-1].start()

    def _answer(self, *keys: str, otherwise: bytes = b"250 OK") -> bytes:
        for key in keys:
            if key in self.script:
                said = self.script[key]
                if isinstance(said, list):
                    return said.pop(0) if len(said) > 1 else said[0]
                return said
        return otherwise

    def _serve(self, line: socket.socket) -> None:
        with ExitStack() as open_sockets, suppress(OSError):
            open_sockets.callback(line.close)
            if self.implicit and self.context:
                line = open_sockets.enter_context(self.context.wrap_socket(line, server_side=True))
            self._converse(line, self._talk(line))

    def _converse(self, line: socket.socket, talk: Iterator[bytes]) -> None:
        for said in talk:
            if said == DROP:
                return
            if said == SILENCE:
                self._closing.wait(30)
                return
            line.sendall(said + b"\r\n")

    def _talk(self, line: socket.socket) -> Iterator[bytes]:
        with line.makefile("rb") as incoming:
            yield from self._answers(line, incoming)

    def _answers(self, line: socket.socket, incoming: BinaryIO) -> Iterator[bytes]:
        yield self._answer("banner", otherwise=b"220 scripted ESMTP")
        recipient = ""
        while command := incoming.readline():
            words = command.decode("latin-1").strip()
            verb = words.split()[0].upper() if words else ""
            self.commands.append(words)
            if verb in {"EHLO", "HELO"}:
                lines = [b"scripted", *(offer.encode() for offer in self.offers)]
                said = b"\r\n".join(
                    b"250" + (b" " if each is lines[-1] else b"-") + each for each in lines
                )
                yield self._answer("EHLO", otherwise=said)
            elif verb == "STARTTLS":
                said = self._answer("STARTTLS", otherwise=b"220 go ahead")
                yield said
                if said.startswith(b"220") and self.context:
                    self.offers = tuple(offer for offer in self.offers if offer != "STARTTLS")
                    with self.context.wrap_socket(line, server_side=True) as secured:
                        talk = self._talk(secured)
                        next(talk)  # no second banner
                        self._converse(secured, talk)
                    return
            elif verb == "MAIL":
                yield self._answer("MAIL")
            elif verb == "RCPT":
                recipient = words.partition("<")[2].partition(">")[0]
                yield self._answer(recipient, "RCPT")
            elif verb == "DATA":
                said = self._answer("DATA", otherwise=b"354 go on")
                yield said
                if said.startswith(b"354"):
                    body = b""
                    while (part := incoming.readline()) and part != b".\r\n":
                        body += part
                    said = self._answer(f"END {recipient}", "END")
                    if said.startswith(b"2"):
                        self.accepted.append((recipient, body))
                    yield said
            elif verb == "QUIT":
                yield b"221 bye"
                return
            elif verb == "AUTH":
                yield self._answer("AUTH", otherwise=b"235 welcome")
            else:
                yield b"250 OK"
