"""Carries a transaction over HTTP to a base URL, as a mock's conduct has it, and brings the exchange back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from harness.mocks.errands.conduct import Conduct
from harness.mocks.errands.doings import deed_of
from harness.transactions import Call, Source, Transaction
from harness.transport.authentication import ClientCertificate
from harness.transport.http_client import Exchange, HttpClient, Request

TIMEOUT = 20.0
"""Seconds that an answer may take: less than a program that asks us about our screen waits for us."""


class Messenger:
    """Sends what `source` has to say, as `conduct` has it; connections are kept open. For one thread at a time."""

    def __init__(self, source: Source, conduct: Conduct) -> None:
        self.source, self.conduct = source, conduct
        self._client = HttpClient(timeout=TIMEOUT)

    def send(self, transaction: Transaction, base: str, *, headers: Iterable[tuple[str, str]] = ()) -> Exchange:
        """Carry out `transaction` at `base`, with these header fields too; what took place is told of (ITI-20)."""
        asked = transaction.call(replace(self.source, at=base))
        assert isinstance(asked, Call)  # what is spoken over HTTP
        call = self.conduct.sends(replace(asked, headers=(*asked.headers, *headers)))
        request, at = Request(call.method, _joined(base, call), call.headers, call.body), datetime.now(UTC)
        exchange = self._client.send(request, initiator=self.conduct.actor)
        self.conduct.did(deed_of(call, exchange, at))
        return exchange

    def is_node(self, own: ClientCertificate, authority: str) -> None:
        """From now on TLS is spoken with this certificate, and with whom this authority vouches for (ITI-19)."""
        self._client.close()
        self._client = HttpClient(timeout=TIMEOUT, context=self.conduct.speaks_tls(own, authority))

    def is_known_as(self, client: str, secret: str) -> None:
        """From now on this is who we are at an authorization server (IUA)."""
        self.source = replace(self.source, client=(client, secret))

    def close(self) -> None:
        """Close every connection, and tell nobody any more."""
        self.conduct.reports_to(None)
        self._client.close()


def _joined(base: str, call: Call) -> str:
    return f"{base.rstrip('/')}{'' if call.path[:1] in ('', '?') else '/'}{call.path}"
