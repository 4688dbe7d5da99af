"""A registry in HL7 v2 that takes whatever it is sent, or answers as it is told: for plays about the play itself."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count

from harness.messages import hl7v2
from harness.transport.mllp_server import MllpServer

NUMBERS = count(1)
Turned = Callable[[bytes], bytes | None]


def acknowledging(code: str = "AA") -> Turned:
    """Answers each message with this code."""

    def answer(message: bytes) -> bytes:
        at = datetime(2026, 1, 1, tzinfo=UTC)
        return hl7v2.acknowledgement(hl7v2.parse(message), code, control_id=f"A{next(NUMBERS)}", at=at).encode()

    return answer


@contextmanager
def listening(answer: Turned | None = None, *, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """The address of a listener that answers so."""
    turned = answer or acknowledging()
    with MllpServer(lambda delivery: turned(delivery.message), tls=tls) as server:
        yield server.url
