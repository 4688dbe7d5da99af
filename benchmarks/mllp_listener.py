"""A listener of ours that reads each message, acknowledges it, and is told of each exchange.

``python -m benchmarks.mllp_listener`` prints its port and runs until SIGTERM.
"""

from __future__ import annotations

import signal
from datetime import UTC, datetime

from harness.evidence.exchange import Exchange
from harness.messages.hl7v2 import acknowledgement, parse
from harness.transport.mllp_delivery import Delivery
from harness.transport.mllp_server import MllpServer


def acknowledged(delivery: Delivery) -> bytes:
    """The acknowledgement of this very message, as the peers make one."""
    return acknowledgement(parse(delivery.message), "AA", control_id="R1", at=datetime.now(UTC)).encode()


if __name__ == "__main__":
    told: list[Exchange] = []
    with MllpServer(acknowledged, on_exchange=told.append) as server:
        print(server.port, flush=True)
        signal.sigwait({signal.SIGTERM, signal.SIGINT})
