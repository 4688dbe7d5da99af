"""HL7 v2 over MLLP with systems that are not ours, in each role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from harness.evidence.exchange import Exchange
from harness.messages.hl7v2 import acknowledgement, parse
from harness.transport.mllp_client import MllpClient
from harness.transport.mllp_delivery import Delivery
from harness.transport.mllp_server import MllpServer
from tests.peers.hl7v2 import CLIENTS, SERVERS, command, sent, serving
from tests.peers.peer import PeerMissing

pytestmark = pytest.mark.peer

FEED = (
    b"MSH|^~\\&|TEST_HARNESS|TEST|CR1|MOH_CAAT|20260101120000||ADT^A01^ADT_A01|TEST-1|P|2.5\r"
    b"EVN||20260101120000\r"
    b"PID|||RJ-439^^^TEST&1.2.3&ISO~77^^^NID||JONES^JENNIFER^^^^^L||19840125|F|||123 Main St^^Newark^NJ^30293\r"
    b"PV1||I\r"
)


def accepts(delivery: Delivery) -> bytes:
    answer = acknowledgement(parse(delivery.message), "AA", control_id="R1", at=datetime(2026, 1, 1, tzinfo=UTC))
    return answer.encode()


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[int]:
    try:
        with serving(request.param) as port:
            yield port
    except PeerMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture(params=CLIENTS)
def client(request: pytest.FixtureRequest) -> Callable[..., dict[str, object]]:
    try:
        command("send", request.param)
    except PeerMissing as missing:
        pytest.skip(str(missing))
    return lambda *words, **options: sent(request.param, *words, **options)


def test_a_server_that_is_not_ours_acknowledges_our_message(server: int) -> None:
    with MllpClient("127.0.0.1", server, timeout=20) as client:
        exchange = client.send(FEED)
    assert exchange.response is not None, exchange.failure
    answer = parse(exchange.response.body)
    assert (answer.get("MSA-1"), answer.get("MSA-2")) == ("AA", "TEST-1")


def test_a_client_that_is_not_ours_is_understood_and_understands(client) -> None:
    told: list[Exchange] = []
    with MllpServer(accepts, on_exchange=told.append) as server:
        answer = parse(client(server.port, FEED)["first"].encode())
    assert (answer.get("MSA-1"), answer.get("MSA-2")) == ("AA", "TEST-1")
    heard = parse(told[0].request.body)
    assert (heard.get("PID-3[2].4"), heard.get("MSH-9.3"), heard.get("PID-11.3")) == ("NID", "ADT_A01", "Newark")


def test_a_client_that_is_not_ours_sends_many_on_one_connection(client) -> None:
    told: list[Exchange] = []
    with MllpServer(accepts, on_exchange=told.append) as server:
        client(server.port, FEED, count=50)
    assert (len(told), len({one.peer for one in told})) == (50, 1)
