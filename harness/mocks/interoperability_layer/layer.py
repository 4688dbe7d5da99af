"""What an interoperability layer decides: whose message it is, whether it may pass, and what is kept of it.

Knows no sockets. A defect overrides one of these methods.
"""

from __future__ import annotations

import base64
import json
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID
from lxml import etree

from harness.mocks.interoperability_layer.codes import Codes
from harness.mocks.interoperability_layer.configuration import Client
from harness.transport.http_client import Exchange, Message
from harness.transport.relay import Fields

KEPT_IN_MEMORY = 10_000


class Layer:
    """The rules, and the central log: one transaction a line, each message with its bytes (IOLF-3)."""

    def __init__(self, clients: Sequence[Client] = (), log: Path | None = None) -> None:
        self.clients = clients
        self._log: deque[dict[str, Any]] = deque(maxlen=KEPT_IN_MEMORY)
        self._file = log.open("a", encoding="utf-8") if log is not None else None
        self._lock = threading.Lock()

    @property
    def transactions(self) -> list[dict[str, Any]]:
        """What is in the log, the oldest first."""
        with self._lock:
            return list(self._log)

    def close(self) -> None:
        """End the log."""
        if self._file is not None:
            self._file.close()

    def routed(self, path: str, routes: Sequence[str]) -> str | None:
        """The longest of `routes` (paths) that `path` lies below."""
        fitting = [one for one in routes if path == one or path.startswith(f"{one}/")]
        return max(fitting, key=len, default=None)

    def refusal(self, route: str, headers: Fields, certificate: bytes) -> tuple[str, str]:
        """Status and reason for which a request may not pass, both empty where it may (W-00 step 9)."""
        if not self.clients:
            return "", ""
        client = self.known(headers, certificate)
        if client is None:
            return "401 Unauthorized", "The layer does not know this client."
        if route not in client.routes:
            return "403 Forbidden", f"{client.name} has no permission for the route {route}."
        return "", ""

    def passes_on_refused(self) -> bool:
        """Whether a request that may not pass goes on all the same: never, it is answered here (W-00 step 14)."""
        return False

    def known(self, headers: Fields, certificate: bytes) -> Client | None:
        """Who it is, by certificate first, then by user and password."""
        name = _common_name(certificate)
        shown = next((value for key, value in headers if key.lower() == "authorization"), "")
        for one in self.clients:
            if name and one.certificate == name:
                return one
            if one.user and shown == f"Basic {base64.b64encode(f'{one.user}:{one.password}'.encode()).decode()}":
                return one
        return None

    def answer_itself(self, asked: Message) -> tuple[str, bytes] | None:
        """Status and body in place of those of the service; None, since only the service can answer."""
        del asked
        return None

    def onward(self, headers: Fields, content: bytes) -> tuple[Fields, bytes]:
        """A request as it goes on: as it came."""
        return headers, content

    def onward_target(self, target: str) -> str:
        """Path and query of a request as it goes on: as they are at the service."""
        return target

    def homeward_status(self, status: str) -> str:
        """The status of an answer as it goes back, with its reason: as it came."""
        return status

    def homeward(self, headers: Fields, content: bytes) -> tuple[Fields, bytes]:
        """An answer as it goes back: as it came."""
        return headers, content

    def counterpart(self, codes: Codes, kind: str, code: str) -> str | None:
        """The receiver's code for one of the sender's, None where there is none. Raises NotTold."""
        return codes.counterpart(kind, code)

    def onward_values(self, values: list[etree._Element]) -> list[etree._Element]:
        """The figures of a group in ADX that is being mapped, as they go on: all of them."""
        return values

    def onward_number(self, number: str) -> str:
        """A number in ADX that is being mapped, as it goes on: as it was sent."""
        return number

    def unmapped_status(self) -> str:
        """How a report is answered that has a code without a counterpart."""
        return "422 Unprocessable Content"

    def passes_on_unmapped(self) -> bool:
        """Whether a report goes on, as it came, that has a code without a counterpart: never."""
        return False

    def keeper(self, route: str) -> Callable[[Exchange], None]:
        """What keeps the transactions of a route."""
        return lambda exchange: self.keep(route, exchange)

    def keep(self, route: str, exchange: Exchange) -> None:
        """Put a transaction into the log."""
        answer = exchange.forwarded_response or exchange.response
        told = {
            "at": exchange.request.at,
            "route": route,
            "protocol": exchange.protocol,
            "from": exchange.peer,
            "request": exchange.request.start or exchange.protocol,
            "status": answer.status if answer else 0,
            "failure": exchange.failure,
            "request_bytes": _bytes(exchange.request),
            "response_bytes": _bytes(answer) if answer else "",
        }
        with self._lock:
            self._log.append(told)
            if self._file is not None and not self._file.closed:
                self._file.write(json.dumps(told, ensure_ascii=False) + "\n")
                self._file.flush()


def _bytes(message: Message) -> str:
    """A message as it crossed, in base64."""
    return base64.b64encode(message.head + (message.body if message.wire is None else message.wire)).decode("ascii")


def _common_name(certificate: bytes) -> str:
    if not certificate:
        return ""
    subject = x509.load_der_x509_certificate(certificate).subject
    return next((str(one.value) for one in subject.get_attributes_for_oid(NameOID.COMMON_NAME)), "")
