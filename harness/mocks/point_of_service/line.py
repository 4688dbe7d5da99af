"""The clinic's line to registries in HL7 v2, and what it says to those who ring. Knows MLLP, and no screen."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from secrets import token_hex
from urllib.parse import urlsplit

from harness.errors import MalformedMessage
from harness.messages import hl7v2
from harness.messages.hl7v2 import Fault, Message
from harness.mocks.errands.doings import deed_of
from harness.mocks.point_of_service.conduct import Conduct
from harness.transactions import MessageCall, Source, V2Transaction
from harness.transport.http_client import Exchange
from harness.transport.mllp_client import MllpClient
from harness.transport.tls import client_context

TIMEOUT = 20.0
"""Seconds that an answer may take."""

NOTIFICATION = ("ADT", "A31")


class Line:
    """Sends what `source` has to say, as `conduct` has it; a connection for each registry is kept open."""

    def __init__(self, source: Source, conduct: Conduct) -> None:
        self._source, self._conduct = source, conduct
        self._clients: dict[str, MllpClient] = {}
        self._tls: ssl.SSLContext | None = None

    def speaks_tls(self, context: ssl.SSLContext) -> None:
        """From now on ``mllps://…`` is spoken by `context`, on connections that are opened anew."""
        self.close()
        self._clients, self._tls = {}, context

    def send(self, transaction: V2Transaction, address: str) -> Exchange:
        """Carry out `transaction` at ``mllp://host:port`` or ``mllps://host:port``."""
        message = self._conduct.says(transaction.message(self._source))
        if address not in self._clients:
            parts = urlsplit(address)
            tls = (self._tls or client_context()) if parts.scheme == "mllps" else None
            self._clients[address] = MllpClient(parts.hostname or "", parts.port or 0, tls=tls, timeout=TIMEOUT)
        encoded, at = message.encode(), datetime.now(UTC)
        exchange = self._clients[address].send(encoded, initiator="point_of_service", responder="client_registry")
        self._conduct.did(deed_of(MessageCall(message), exchange, at))
        return exchange

    def close(self) -> None:
        """Close every connection."""
        for client in self._clients.values():
            client.close()


def heard(data: bytes) -> bytes:
    """The answer to what a registry tells the clinic: a notification (ITI-10) is taken, anything else is not."""
    try:
        request = hl7v2.parse(data)
    except MalformedMessage as fault:
        return not_understood(str(fault))
    if (request.get("MSH-9.1"), request.get("MSH-9.2")) == NOTIFICATION:
        return _acknowledged(request, "AA")
    where, code = ("MSH-9.2", "201") if request.get("MSH-9.1") == NOTIFICATION[0] else ("MSH-9.1", "200")
    return _acknowledged(request, "AR", Fault(code, hl7v2.place(where), "The clinic takes notifications and no more"))


def not_understood(words: str) -> bytes:
    """The answer to what is no message; `words` say why."""
    return hl7v2.unreadable(words, control_id=_control_id(), at=datetime.now(UTC)).encode()


def _acknowledged(request: Message, code: str, *faults: Fault) -> bytes:
    at = datetime.now(UTC)
    return hl7v2.acknowledgement(request, code, control_id=_control_id(), at=at, faults=faults).encode()


def _control_id() -> str:
    return f"POS{token_hex(8)}"
