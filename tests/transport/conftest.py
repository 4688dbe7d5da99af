"""Servers that misbehave on request, certificates of every kind, and a place where exchanges arrive."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
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
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from harness.evidence.exchange import Exchange
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
    key: ec.EllipticCurvePrivateKey
    authority: x509.Certificate

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
        key = ec.generate_private_key(ec.SECP256R1())
        own = kind == "self-signed"
        issuer = _name(kind) if own else self.authority.subject
        builder = _certificate(_name(kind), issuer, key, names=names, begins=begins, days=days)
        made = [builder.sign(key if own else self.key, hashes.SHA256()), *([self.authority] if root else [])]
        stem = f"{kind}-{secrets.token_hex(4)}"
        certificate, secret = self.folder / f"{stem}.pem", self.folder / f"{stem}.key"
        certificate.write_bytes(b"".join(one.public_bytes(serialization.Encoding.PEM) for one in made))
        secret.write_bytes(_pem(key))
        return certificate, secret


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    folder, key = tmp_path_factory.mktemp("certificates"), ec.generate_private_key(ec.SECP256R1())
    name = _name("Ministry of Health Test CA")
    builder = _certificate(name, name, key, names=(), begins=-1, days=365)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    authority = builder.sign(key, hashes.SHA256())
    (folder / "ca.pem").write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    return Certificates(folder, key, authority)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    *,
    names: tuple[str, ...],
    begins: int,
    days: int,
) -> x509.CertificateBuilder:
    now, day = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=1)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_after(now + days * day)
    builder = builder.not_valid_before(now + begins * day)
    alternatives = [_alternative(name) for name in names]
    return builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False) if names else builder


def _alternative(name: str) -> x509.GeneralName:
    return x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
