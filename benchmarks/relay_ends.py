"""What stands behind and before a relay while it is measured: a bare responder, and a relay that prints its URL.

``python -m benchmarks.relay_ends responder http|mllp`` and ``… relay http|mllp TARGET``; both run until SIGTERM.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import sys
from collections import deque

from starlette.applications import Starlette

from benchmarks.hl7v2 import ADT
from harness.evidence.exchange import Exchange
from harness.messages import fhir_links
from harness.transport.http_server import HttpServer
from harness.transport.mllp_relay import MllpRelay
from harness.transport.mllp_wire import framed
from harness.transport.relay import Relay

BODY = b'{"resourceType":"Patient","id":"1","text":"' + b"x" * 1500 + b'"}'
QUESTION = {
    "http": b"PUT /fhir/Patient/1 HTTP/1.1\r\nHost: registry\r\nContent-Type: application/fhir+json\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(BODY), BODY),
    "mllp": framed(ADT),
}
ANSWER = {
    "http": b'HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\nETag: W/"1"\r\n'
    b"Content-Length: %d\r\n\r\n%s" % (len(BODY), BODY),
    "mllp": framed(b"MSH|^~\\&|CR1|MOH_CAAT|TEST_HARNESS|TEST|20261125||ACK^A01|1|P|2.3.1\rMSA|AA|1\r"),
}
END = {"http": BODY, "mllp": b"\x1c\r"}
"""What a whole message of either ends with."""


class _Bare(asyncio.Protocol):
    """Answers with the same bytes whenever a request is whole; knows the requests of this benchmark only."""

    def __init__(self, kind: str) -> None:
        self._answer, self._kind, self._came = ANSWER[kind], kind, bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def data_received(self, data: bytes) -> None:
        self._came += data
        if self._came.endswith(END[self._kind]):
            self._came.clear()
            self._transport.write(self._answer)


async def _respond(kind: str) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: _Bare(kind), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    print(f"{kind}://127.0.0.1:{port}", flush=True)
    await server.serve_forever()


def _relay(kind: str, target: str) -> None:
    told: deque[Exchange] = deque(maxlen=10)
    with contextlib.ExitStack() as stack:
        if kind == "mllp":
            relay = stack.enter_context(MllpRelay(target, on_exchange=told.append))
            print(relay.url, flush=True)
        else:
            app = Relay(f"{target}/fhir", rewrite=fhir_links.rewrite)
            server = stack.enter_context(HttpServer(Starlette(), on_exchange=told.append, passing=lambda _: (app, "")))
            stack.callback(app.close)
            print(server.url, flush=True)
        signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    role, kind = sys.argv[1:3]
    if role == "responder":
        asyncio.run(_respond(kind))
    else:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
        _relay(kind, sys.argv[3])
