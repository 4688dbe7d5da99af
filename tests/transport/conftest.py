"""Servers that misbehave on request, certificates of every kind, and a place where exchanges arrive."""

from __future__ import annotations

import contextlib
import datetime
import queue
import secrets
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from harness.evidence.exchange import Exchange
from harness.transport.certificate_authority import (
    CLIENT,
    SERVER,
    Authority,
    Validity,
    certificate_pem,
    key_pem,
    self_signed,
)
from harness.transport.http_client import HttpClient
from harness.transport.http_wire import Incoming

Script = Callable[["Caller"], None]


@dataclass
class Caller:
    """A connection as a misbehaving server sees it."""

    sock: socket.socket
    number: int
    seen: list[bytes]

    def request(self) -> bytes:
        incoming = Incoming()
        while not incoming.complete:
            data = self.sock.recv(65536)
            if not data:
                return b""
            incoming.feed(data)
        self.seen.append(bytes(incoming.raw))
        return bytes(incoming.raw)

    def says(self, data: bytes) -> None:
        self.sock.sendall(data)

    def resets(self) -> None:
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


@dataclass
class Stage:
    """Starts servers that follow a script for each connection, and ends them."""

    seen: list[bytes] = field(default_factory=list)
    open: list[socket.socket] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)

    def plays(self, script: Script, tls: ssl.SSLContext | None = None) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        self.open.append(listener)
        self._thread(lambda: self._accept(listener, script, tls))
        return f"{'https' if tls else 'http'}://localhost:{listener.getsockname()[1]}/"

    def answers(self, data: bytes, tls: ssl.SSLContext | None = None) -> str:
        def script(caller: Caller) -> None:
            caller.request()
            caller.says(data)

        return self.plays(script, tls)

    def _accept(self, listener: socket.socket, script: Script, tls: ssl.SSLContext | None) -> None:
        number = 0
        while True:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            number += 1
            self.open.append(sock)
            self._thread(lambda sock=sock, number=number: self._serve(sock, script, tls, number))

    def _serve(self, sock: socket.socket, script: Script, tls: ssl.SSLContext | None, number: int) -> None:
        try:
            sock = tls.wrap_socket(sock, server_side=True) if tls else sock
            self.open.append(sock)
            script(Caller(sock, number, self.seen))
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        finally:
            sock.close()

    def _thread(self, run: Callable[[], None]) -> None:
        thread = threading.Thread(target=run, daemon=True)
        self.threads.append(thread)
        thread.start()

    def close(self) -> None:
        for sock in self.open:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        for thread in self.threads:
            thread.join(5)


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.close()


@pytest.fixture
def client() -> Iterator[HttpClient]:
    with HttpClient(timeout=5) as client:
        yield client


@pytest.fixture
def hasty() -> Iterator[HttpClient]:
    """A client that waits half a second and reads a megabyte at most."""
    with HttpClient(timeout=0.5, limit=1_000_000) as client:
        yield client


@pytest.fixture
def told() -> Callable[..., Exchange]:
    """`told.put` is what a server calls, `told()` the next exchange."""
    arrived: queue.SimpleQueue[Exchange] = queue.SimpleQueue()

    def told() -> Exchange:
        return arrived.get(timeout=5)

    told.put = arrived.put  # type: ignore[attr-defined]
    return told


@dataclass(frozen=True)
class Certificates:
    """A folder of certificates, and the authority that issued most of them."""

    folder: Path
    authority: Authority

    @property
    def ca(self) -> str:
        return str(self.folder / "ca.pem")

    def server(self, kind: str, **facts: Any) -> ssl.SSLContext:
        """The context of a server with a certificate as in `files`."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.files(kind, **facts))
        return context

    def files(
        self,
        kind: str,
        *,
        names: tuple[str, ...] = ("localhost", "127.0.0.1"),
        begins: int = -1,
        days: int = 30,
        root: bool = False,
    ) -> tuple[Path, Path]:
        """Certificate and key of that name, valid from `begins` to `days` from now; with `root`, the CA behind it."""
        key, validity = _key(), _days(begins, days)
        if kind == "self-signed":
            made = self_signed(kind, names, validity, key=key)
        else:
            made = self.authority.issued(kind, names, validity, key=key, purposes=(SERVER, CLIENT))
        stem = f"{kind}-{secrets.token_hex(4)}"
        certificate, secret = self.folder / f"{stem}.pem", self.folder / f"{stem}.key"
        certificate.write_bytes(certificate_pem(made, *([self.authority.certificate] if root else [])))
        secret.write_bytes(key_pem(key))
        return certificate, secret


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    folder = tmp_path_factory.mktemp("certificates")
    authority = Authority.made("Ministry of Health Test CA", _days(-1, 365), key=_key())
    (folder / "ca.pem").write_bytes(certificate_pem(authority.certificate))
    return Certificates(folder, authority)


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _days(begins: int, ends: int) -> Validity:
    now, day = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=1)
    return Validity(now + begins * day, now + ends * day)
