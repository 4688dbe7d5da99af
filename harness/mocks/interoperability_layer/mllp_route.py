"""A way through an interoperability layer over MLLP: takes a message, passes it on, brings the answer back."""

from __future__ import annotations

import dataclasses
import ssl
import threading
from datetime import UTC, datetime
from secrets import token_hex
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness.errors import MalformedMessage
from harness.messages import hl7v2
from harness.mocks.interoperability_layer.configuration import Route
from harness.transport.mllp_client import MllpClient
from harness.transport.mllp_delivery import Delivery
from harness.transport.mllp_server import MllpServer

if TYPE_CHECKING:
    from harness.mocks.interoperability_layer.layer import Layer


class MllpRoute:
    """A port whose messages go on to another, one connection there for each here.

    `context` has callers speak TLS. Where the service gives no answer, nobody makes one up: the connection closes.
    """

    def __init__(self, route: Route, host: str, layer: Layer, context: ssl.SSLContext | None) -> None:
        self._route, self._layer = route, layer
        keeps = layer.keeper(route.name)
        self.server = MllpServer(self._answer, host=host, port=route.port, tls=context, on_exchange=keeps)
        self._own = threading.local()
        self._clients: list[MllpClient] = []

    def lead(self, to: str) -> None:
        """From now on messages go on to `to`, on connections that are opened anew."""
        self._route = dataclasses.replace(self._route, to=to)
        self._own = threading.local()

    def close(self) -> None:
        """Close the connections to the service."""
        for client in self._clients:
            client.close()

    def _answer(self, delivery: Delivery) -> bytes | None:
        _, reason = self._layer.refusal(self._route.name, (), delivery.tls.certificate if delivery.tls else b"")
        if reason:
            return _rejection(delivery.message, reason)
        _, content = self._layer.onward((), delivery.message)
        delivery.forwarded = self._client().send(content)
        delivery.captured_at = "relay"
        answer = delivery.forwarded.response
        if answer is None:
            raise ConnectionError(delivery.forwarded.failure)
        return self._layer.homeward((), answer.body)[1]

    def _client(self) -> MllpClient:
        if not hasattr(self._own, "client"):
            parts = urlsplit(self._route.to)
            self._own.client = MllpClient(parts.hostname or "", parts.port or 0)
            self._clients.append(self._own.client)
        client: MllpClient = self._own.client
        return client


def _rejection(message: bytes, reason: str) -> bytes:
    now, control_id = datetime.now(UTC), f"I{token_hex(8)}"
    try:
        return hl7v2.acknowledgement(hl7v2.parse(message), "AR", control_id=control_id, at=now).encode()
    except MalformedMessage:
        return hl7v2.unreadable(reason, control_id=control_id, at=now).encode()
