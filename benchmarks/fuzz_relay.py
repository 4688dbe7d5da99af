"""The relays and the syslog receiver under attack: broken streams of HTTP, MLLP and syslog, 100,000 unless told."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import queue
import random
import socket
import ssl
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from starlette.applications import Starlette

from benchmarks.figure import Figure
from benchmarks.fuzz_hl7v2 import A_STREAM, broken, memory
from harness.evidence.exchange import Exchange
from harness.messages import fhir_links
from harness.transport.authentication import ClientCertificate
from harness.transport.certificate_authority import (
    CLIENT,
    SERVER,
    Authority,
    Validity,
    certificate_pem,
    key_pem,
    new_key,
)
from harness.transport.http_server import HttpServer
from harness.transport.loop_thread import LoopThread
from harness.transport.mllp_relay import MllpRelay
from harness.transport.mllp_server import MllpServer
from harness.transport.mllp_wire import framed
from harness.transport.relay import Relay
from harness.transport.syslog_frames import framed as counted
from harness.transport.syslog_receivers import TlsSyslogReceiver
from harness.transport.tls import client_context, server_context

REQUEST = (
    b"POST /fhir/Patient?_format=json HTTP/1.1\r\nHost: registry\r\nContent-Type: application/fhir+json\r\n"
    b"Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
)
GOOD = b"GET /fhir/Patient HTTP/1.1\r\nHost: registry\r\nConnection: close\r\n\r\n"
WHOLE = b'HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\nContent-Length: 25\r\n\r\n{"resourceType":"Bundle"}'
PIECES = (
    b"\r\n",
    b"\n",
    b":",
    b" ",
    b"\x00",
    b"\xff",
    b"\r\n\r\n",
    b"HTTP/1.1",
    b"Content-Length: 9",
    b"0\r\n\r\n",
    b"99999999 ",
)
SEED = 4


def figures() -> Iterator[Figure]:
    """A third of FUZZ inputs (100,000) for each; a RuntimeError with the number of the input that broke something."""
    count = int(os.environ.get("FUZZ", "100000")) // 3
    attacks = {"the HTTP relay": http, "the MLLP relay": mllp, "the syslog receiver": syslog}
    for what, attack in attacks.items():
        begin, before = time.perf_counter(), memory()
        with nothing_logged():
            attack(count)
        grown = memory() - before
        words = f"{time.perf_counter() - begin:.0f} s, {grown:.0f} MB more memory"
        yield Figure(f"{count:,} broken inputs for {what}", words, "", "", "200 MB", grown <= 200)


class _Complaints(logging.Handler):
    """Keeps what is logged as an error: an exception that ends a connection or a task shows nowhere else."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.heard.append(self.format(record))


@contextmanager
def nothing_logged() -> Iterator[None]:
    """Raises RuntimeError where an error was logged in between."""
    complaints = _Complaints()
    logging.getLogger().addHandler(complaints)
    try:
        yield
        gc.collect()
    finally:
        logging.getLogger().removeHandler(complaints)
    if complaints.heard:
        raise RuntimeError(f"{len(complaints.heard)} errors were logged; the first is {complaints.heard[0]}")


def http(count: int, *, seed: int = SEED) -> None:
    """After every few broken inputs a good request is passed on and answered, and what answers is broken as well."""
    chance = random.Random(seed)
    with ExitStack() as stack:
        target = stack.enter_context(_odd_server(random.Random(seed + 1)))
        relay = Relay(f"http://127.0.0.1:{target}/fhir", rewrite=fhir_links.rewrite, timeout=2)
        server = stack.enter_context(HttpServer(Starlette(), passing=lambda _: (relay, ""), patience=0.3))
        stack.callback(relay.close)
        for number in range(count):
            _thrown(server.port, _mutated(REQUEST, chance), leave=chance.random() < 0.1)
            if number % A_STREAM == 0:
                _expects(server.port, GOOD, b"HTTP/1.1 ", number)


def mllp(count: int, *, seed: int = SEED) -> None:
    """After every few broken inputs a good message on another connection is passed on and answered."""
    chance = random.Random(seed)
    with (
        MllpServer(lambda _: b"ACK", refuse=lambda *_: b"NAK", largest=200_000, patience=0.2) as behind,
        MllpRelay(behind.url, largest=200_000) as relay,
    ):
        for number in range(0, count, A_STREAM):
            stream = b"".join(broken(chance) for _ in range(min(A_STREAM, count - number)))
            _thrown(relay.port, stream, leave=chance.random() < 0.1)
            _expects(relay.port, framed(b"MSH|good"), framed(b"ACK"), number)


def syslog(count: int, *, seed: int = SEED) -> None:
    """After every few broken inputs a good message on another connection is told."""
    chance, told = random.Random(seed), queue.SimpleQueue[Exchange]()
    with tempfile.TemporaryDirectory() as folder:
        own, trusted = _certificate(Path(folder))
        with TlsSyslogReceiver(told.put, server_context(own), largest=200_000, patience=0.3) as receiver:
            context = client_context(trusted)
            for number in range(0, count, A_STREAM):
                inputs = (_mutated(counted(b"<85>1 - - - - - - hello"), chance) for _ in range(A_STREAM))
                with _secured(receiver.port, context) as sock, suppress(OSError):
                    sock.sendall(b"".join(inputs))
                _is_told(receiver.port, context, told, number)


def _is_told(port: int, context: ssl.SSLContext, told: queue.SimpleQueue[Exchange], number: int) -> None:
    good = b"<85>1 - - - - - - good %d" % number
    with _secured(port, context) as sock:
        sock.sendall(counted(good))
    with suppress(queue.Empty):
        while told.get(timeout=10).request.body != good:
            pass
        return
    raise RuntimeError(f"after input {number} of seed {SEED} a good message was not told")


def _mutated(data: bytes, chance: random.Random) -> bytes:
    """`data` with something cut out, put in, doubled or turned over; sometimes nothing but noise."""
    if chance.random() < 0.05:
        return chance.randbytes(chance.randrange(1, 300))
    made = bytearray(data)
    for _ in range(chance.randrange(1, 5)):
        at, to = sorted((chance.randrange(len(made) + 1), chance.randrange(len(made) + 1)))
        way = chance.randrange(4)
        if way == 0:
            del made[at : min(to, at + 30)]
        elif way == 1:
            made[at:at] = chance.choice(PIECES)
        elif way == 2:
            made[at:at] = made[at:to]
        elif at < len(made):
            made[at] = chance.randrange(256)
    return bytes(made)


class _Odd(asyncio.Protocol):
    """A server whose answers are broken too, half of the time; then it closes the connection."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"GET /fhir/Patient ") or self._chance.random() < 0.5:
            self._transport.write(WHOLE)
        else:
            self._transport.write(_mutated(WHOLE, self._chance))
            self._transport.close()


@contextmanager
def _odd_server(chance: random.Random) -> Iterator[int]:
    """The port of a server that answers oddly."""
    thread = LoopThread("odd")
    server = thread.wait_for(thread.loop.create_server(lambda: _Odd(chance), "127.0.0.1", 0))
    yield server.sockets[0].getsockname()[1]
    thread.loop.call_soon_threadsafe(server.close)
    thread.stop()


def _opened(port: int) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", port), 10)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def _thrown(port: int, data: bytes, *, leave: bool) -> None:
    """Send it, and read what comes to the end; with `leave` go away at once."""
    with _opened(port) as sock, suppress(ConnectionError):
        sock.sendall(data)
        if not leave:
            sock.shutdown(socket.SHUT_WR)
            while sock.recv(65536):
                pass


def _expects(port: int, good: bytes, beginning: bytes, number: int) -> None:
    with _opened(port) as sock:
        sock.sendall(good)
        came = b""
        while not came.startswith(beginning) and (piece := sock.recv(65536)):
            came += piece
    if not came.startswith(beginning):
        raise RuntimeError(f"after input {number} of seed {SEED} a good message was answered with {came!r}")


def _certificate(folder: Path) -> tuple[ClientCertificate, str]:
    """A certificate for a server on this machine, and the file of who issued it."""
    now = datetime.now(UTC)
    validity = Validity(now - timedelta(days=1), now + timedelta(days=1))
    authority = Authority.made("Fuzz", validity, key=new_key())
    key = new_key()
    made = authority.issued("here", ("localhost", "127.0.0.1"), validity, key=key, purposes=(SERVER, CLIENT))
    files = {
        "ca.pem": certificate_pem(authority.certificate),
        "own.pem": certificate_pem(made),
        "own.key": key_pem(key),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return ClientCertificate(folder / "own.pem", folder / "own.key"), str(folder / "ca.pem")


@contextmanager
def _secured(port: int, context: ssl.SSLContext) -> Iterator[ssl.SSLSocket]:
    with _opened(port) as plain, context.wrap_socket(plain, server_hostname="localhost") as sock:
        yield sock
