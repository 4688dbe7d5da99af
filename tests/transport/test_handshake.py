"""Handshakes with a real door: what either side says is on the wire, and is told."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from harness.evidence.exchange import Exchange
from harness.scenario.wallet import Wallet
from harness.transport.client_hello import OLDER, SUITES
from harness.transport.failures import NO_ANSWER, NOT_THE_PROTOCOL, UNREACHABLE
from harness.transport.handshake import OURS, offer, shake
from harness.transport.http_server import HttpServer
from harness.transport.tls import client_context, server_context
from harness.transport.tls_door import TlsDoor

ASKED = b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def wallet() -> Iterator[Wallet]:
    wallet = Wallet("")
    yield wallet
    wallet.close()


@pytest.fixture
def told() -> queue.Queue[str]:
    return queue.Queue()


@pytest.fixture
def door(wallet: Wallet, told: queue.Queue[str]) -> Iterator[TlsDoor]:
    async def answer(_: object, __: object, send: Callable) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
        await send({"type": "http.response.body", "body": b"hello"})

    context = server_context(wallet.own("server"), clients=wallet.authority)
    with HttpServer(answer) as server:
        place = ("127.0.0.1", server.port)
        with TlsDoor(context, place, on_handshake=lambda one: told.put(one.response.start)) as door:
            yield door


def met(door: TlsDoor, wallet: Wallet, shown: str) -> Exchange:
    return shake(door.url, wallet.context(shown, None), title="x", asked=ASKED, timeout=5)


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("trusted", "secured TLSv1.3"),
        ("none", "alert certificate_required"),
        ("unknown authority", "alert unknown_ca"),
        ("expired", "alert certificate_expired"),
    ],
)
def test_what_the_server_says_to_a_certificate_is_seen(door: TlsDoor, wallet: Wallet, shown: str, said: str) -> None:
    exchange = met(door, wallet, shown)
    assert exchange.response.start.startswith(said)
    assert exchange.response.wire[:1] == b"\x16"


def test_what_is_said_inside_comes_through(door: TlsDoor, wallet: Wallet, told: queue.Queue[str]) -> None:
    exchange = met(door, wallet, "trusted")
    assert (exchange.request.body, exchange.response.body[-5:]) == (ASKED, b"hello")
    assert told.get(timeout=5).startswith("secured")


def test_the_door_tells_whom_it_refused(door: TlsDoor, wallet: Wallet, told: queue.Queue[str]) -> None:
    met(door, wallet, "none")
    assert "showed no client certificate" in told.get(timeout=5)


def test_a_caller_who_distrusts_the_server_is_heard(door: TlsDoor, told: queue.Queue[str]) -> None:
    exchange = shake(door.url, client_context(True), title="x", asked=ASKED)
    assert exchange.response.start.startswith("distrusted its chain ends in a root that is not known here")
    assert told.get(timeout=5) == "alert unknown_ca"


def test_tls_1_1_is_refused_by_the_other_side_on_the_wire(door: TlsDoor) -> None:
    exchange = offer(door.url, versions=("TLSv1.1",), suites=tuple(OLDER))
    assert (exchange.response.start, exchange.response.wire.hex()) == ("alert protocol_version", "15030200020246")


def test_a_newer_offer_is_taken(door: TlsDoor) -> None:
    assert offer(door.url, versions=("TLSv1.2", "TLSv1.3"), suites=tuple(SUITES)).response.start.startswith(
        "chose TLSv1.3"
    )


@pytest.fixture
def listening() -> Iterator[Callable[[bytes | None], str]]:
    """A server that says one thing to whatever it hears, or nothing."""
    listener = socket.create_server(("127.0.0.1", 0))

    def saying(words: bytes | None) -> str:
        def serve() -> None:
            sock, _ = listener.accept()
            with sock:
                while sock.recv(65536) and words is None:
                    pass
                sock.sendall(words or b"")

        threading.Thread(target=serve, daemon=True).start()
        return f"https://127.0.0.1:{listener.getsockname()[1]}"

    yield saying
    listener.close()


@pytest.mark.parametrize(
    ("words", "kind", "start"), [(b"220 mail", NOT_THE_PROTOCOL, ""), (None, NO_ANSWER, ""), (b"", "", "closed")]
)
def test_who_speaks_no_tls_says_nothing_of_it(
    listening: Callable[[bytes | None], str], words: bytes | None, kind: str, start: str
) -> None:
    exchange = offer(listening(words), versions=("TLSv1.3",), suites=tuple(SUITES), timeout=1)
    assert (exchange.failure_kind, exchange.response.start if exchange.response else "") == (kind, start)


def test_a_server_that_hangs_up_is_seen_to(listening: Callable[[bytes | None], str], wallet: Wallet) -> None:
    exchange = shake(listening(b""), wallet.context("trusted", None), title="x", asked=ASKED, timeout=2)
    assert exchange.response.start == "closed"


def test_a_server_that_says_nothing_is_waited_for_no_longer_than_said(
    listening: Callable[[bytes | None], str], wallet: Wallet
) -> None:
    exchange = shake(listening(None), wallet.context("trusted", None), title="x", asked=ASKED, timeout=0.5)
    assert exchange.failure_kind == NO_ANSWER


OLD_HELLO = bytes.fromhex(f"160302002a020000260302{'00' * 32}00c01300")


@pytest.mark.parametrize(("words", "kind"), [(OLD_HELLO, OURS), (b"220 mail", UNREACHABLE)])
def test_what_our_own_library_refuses_is_told_as_ours(
    listening: Callable[[bytes | None], str], wallet: Wallet, words: bytes, kind: str
) -> None:
    exchange = shake(listening(words), wallet.context("trusted", None), title="x", asked=ASKED, timeout=2)
    assert (exchange.response, exchange.failure_kind) == (None, kind)


@pytest.mark.parametrize("tried", [offer, shake])
def test_nobody_there_is_unreachable(wallet: Wallet, tried: Callable) -> None:
    told = (
        {"versions": ("TLSv1.3",), "suites": tuple(SUITES)}
        if tried is offer
        else {"context": wallet.context("none", None), "title": "x", "asked": b""}
    )
    assert tried("https://127.0.0.1:9", **told).failure_kind == UNREACHABLE
