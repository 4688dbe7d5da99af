"""Small messages a second over MLLP on one connection, beside npm's simple-hl7 and node-hl7 in the same roles."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Callable, Iterator

from benchmarks.figure import Figure
from benchmarks.hl7v2 import ADT
from benchmarks.processes import serving
from harness.transport.mllp_client import MllpClient
from harness.transport.mllp_wire import framed
from tests.peers import hl7v2 as peers
from tests.peers.peer import PeerMissing

LIMIT = 2000
SECONDS, MESSAGES, ROUNDS = 1.0, 1000, 3


def figures() -> Iterator[Figure]:
    """The limit of issue 4: 2,000 a second or more, for the client and for the listener."""
    with serving(sys.executable, "-m", "benchmarks.mllp_listener") as printed:
        port = int(printed)
        yield from _compared("listener", lambda: _driven(port), _their_servers(), "")
        yield from _compared("client, with our listener", lambda: _ours(port), _their_clients(port), "client ")


def _compared(
    what: str, ours: Callable[[], float], theirs: dict[str, Callable[[], float] | str], role: str
) -> Iterator[Figure]:
    """Ours beside each of theirs, best of rounds that take turns."""
    best: dict[str, float] = {"ours": 0.0}
    for _ in range(ROUNDS):
        best["ours"] = max(best["ours"], ours())
        for name, measured in theirs.items():
            if callable(measured):
                best[name] = max(best.get(name, 0.0), measured())
    mine = best.pop("ours")
    met, limit = mine >= LIMIT, str(LIMIT)
    if not best:
        yield Figure(f"messages a second, {what}", f"{mine:.0f}", "", "", limit, met)
    for name, rival in best.items():
        beside = f"{role}{name} {rival:.0f}"
        yield Figure(f"messages a second, {what}", f"{mine:.0f}", beside, f"{mine / rival:.2f}", limit, met)
    for name, missing in theirs.items():
        if isinstance(missing, str):
            yield Figure(f"messages a second, {what}, beside {name}", f"not measured: {missing}")


def _driven(port: int) -> float:
    """Messages a second that a listener answers to a bare socket which waits for each answer."""
    frame = framed(ADT)
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        begin, count = time.perf_counter(), 0
        while time.perf_counter() - begin < SECONDS:
            sock.sendall(frame)
            data = b""
            while not data.endswith(b"\x1c\r"):
                piece = sock.recv(65536)
                if not piece:
                    raise RuntimeError("the listener closed the connection: the figure would say nothing")
                data += piece
            count += 1
        return count / (time.perf_counter() - begin)


def _ours(port: int) -> float:
    """Messages a second of our client to our listener."""
    with MllpClient("127.0.0.1", port) as client:
        begin, count = time.perf_counter(), 0
        while time.perf_counter() - begin < SECONDS:
            exchange = client.send(ADT)
            if exchange.response is None:
                raise RuntimeError(exchange.failure)
            count += 1
        return count / (time.perf_counter() - begin)


def _their_servers() -> dict[str, Callable[[], float] | str]:
    """Each server of others in the same place, driven in the same way; the reason where one is not installed."""

    def driven(library: str) -> float:
        with peers.serving(library) as port:
            return _driven(port)

    return {name: _or_reason(name, "serve", lambda name=name: driven(name)) for name in peers.SERVERS}


def _their_clients(port: int) -> dict[str, Callable[[], float] | str]:
    """Each client of others, to the same listener of ours."""

    def sending(library: str) -> float:
        return (MESSAGES - 1) / float(peers.sent(library, port, ADT, count=MESSAGES)["seconds"])

    return {name: _or_reason(name, "send", lambda name=name: sending(name)) for name in peers.CLIENTS}


def _or_reason(library: str, role: str, measure: Callable[[], float]) -> Callable[[], float] | str:
    try:
        peers.command(role, library)
    except PeerMissing as missing:
        return str(missing)
    return measure
