"""Carries audit events to a repository on a thread of its own, and keeps them while it is not there. Knows no content.

Over UDP nobody can know whether a message arrived; over TLS and HTTP what was not taken is sent again, in order.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit

from harness.messages.fhir import JSON
from harness.transport.authentication import ClientCertificate
from harness.transport.http_client import HttpClient, Request
from harness.transport.syslog_senders import TlsSyslogSender, send_datagram

log = logging.getLogger(__name__)

MOST = 10_000
"""Events that are kept while the repository is not there; the oldest go first."""

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
"""Seconds between two attempts: from the one, twice as long each time, to the other."""

TIMEOUT = 5.0


@dataclass(frozen=True, slots=True)
class Target:
    """Where events go: ``udp://host:port``, ``tls://host:port``, or a FHIR base URL.

    `ca` is a PEM file of who vouches for the repository, `certificate` who we are.
    """

    address: str
    ca: str = ""
    certificate: ClientCertificate | None = None


class Outlet:
    """Sends to `target` what is put in, the first first. Starts with the first event, ends with `close`."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self._waiting: deque[bytes] = deque(maxlen=MOST)
        self._changed = threading.Condition()
        self._closed = False
        self._open = ExitStack()
        self._thread: threading.Thread | None = None
        self._tls: TlsSyslogSender | None = None
        self._http: HttpClient | None = None

    def put(self, event: bytes) -> None:
        """Send `event` after what was put in before; returns at once."""
        with self._changed:
            self._waiting.append(event)
            self._changed.notify()
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._work, name="audit-outlet", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """End, without waiting for a repository that is not there."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(timeout=2)

    def _work(self) -> None:
        pause = FIRST_PAUSE
        with self._open:
            while (event := self._next()) is not None:
                if self.delivered(event):
                    pause = FIRST_PAUSE
                    self._done(event)
                elif self._rests(pause):
                    return
                else:
                    pause = min(pause * 2, LONGEST_PAUSE)

    def _next(self) -> bytes | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            return None if self._closed else self._waiting[0]

    def _done(self, event: bytes) -> None:
        with self._changed:
            if self._waiting and self._waiting[0] is event:
                self._waiting.popleft()

    def _rests(self, seconds: float) -> bool:
        """Waits; whether it is all over by then."""
        with self._changed:
            return self._changed.wait_for(lambda: self._closed, seconds)

    def delivered(self, event: bytes) -> bool:
        """Whether it need not be sent again: it was taken, or will never be."""
        parts = urlsplit(self.target.address)
        host, port = parts.hostname or "", parts.port or 0
        if parts.scheme == "udp":
            exchange = send_datagram(host, port, event)
        elif parts.scheme == "tls":
            exchange = self._sender(host, port).send(event)
        else:
            return self._posted(event)
        return not exchange.failure

    def _posted(self, event: bytes) -> bool:
        if self._http is None:
            self._http = self._open.enter_context(HttpClient(timeout=TIMEOUT))
        fields = (("Accept", JSON), ("Content-Type", JSON))
        url = f"{self.target.address.rstrip('/')}/AuditEvent"
        answer = self._http.send(Request("POST", url, fields, event)).response
        if answer is not None and 400 <= answer.status < 500 and answer.status not in (408, 429):
            log.warning("The repository refused an event: %s", answer.status)
            return True
        return answer is not None and answer.status < 400

    def _sender(self, host: str, port: int) -> TlsSyslogSender:
        if self._tls is None:
            verify, own = self.target.ca or True, self.target.certificate
            made = TlsSyslogSender(host, port, verify=verify, certificate=own, timeout=TIMEOUT)
            self._tls = self._open.enter_context(made)
        return self._tls
