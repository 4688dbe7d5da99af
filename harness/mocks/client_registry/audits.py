"""What the client registry tells an Audit Record Repository (ITI-20): each audited exchange, as it answered it.

Knows requests and answers of both tongues, not patients.
"""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

from typing_extensions import override

from harness.errors import MalformedMessage
from harness.messages import hl7v2
from harness.mocks.auditing import Reporting
from harness.mocks.client_registry.hl7v2.tongue import Tongue
from harness.mocks.rest.messages import Answer, Request
from harness.transactions import Call, MessageCall
from harness.transactions.deed import Deed, transaction_of


class Audits(Reporting, Tongue):
    """Tells of what it was asked, and how that went, after it has answered."""

    teller = "client-registry"

    @override
    def answer(self, request: Request) -> Answer:
        at = datetime.now(UTC)
        answer = super().answer(request)
        if self.outlet is not None:
            call = call_of(request)
            host = urlsplit(request.base).hostname or ""
            self.did(Deed(transaction_of(call), call, str(answer.status), at, request.caller, host))
        return answer

    def hear_from(self, caller: str, here: str, data: bytes) -> bytes:
        """The answer to a message in HL7 v2 that `caller` sent to us at `here` (``host:port``)."""
        at = datetime.now(UTC)
        answer = self.hear(data)
        if self.outlet is not None:
            try:
                call, status = MessageCall(hl7v2.parse(data)), hl7v2.parse(answer).get("MSA-1")
            except MalformedMessage:
                return answer  # what was no message was no transaction either
            self.did(Deed(transaction_of(call), call, status, at, _host(caller), _host(here)))
        return answer


def call_of(request: Request) -> Call:
    """A request in the terms of transactions; its parameters are escaped anew."""
    steps = [request.type, *request.target]
    if request.interaction.startswith("$"):
        steps.append(request.interaction)
    elif request.form:
        steps.append("_search")
    query = urlencode(request.parameters)
    path = "/".join(filter(None, steps)) + (f"?{query}" if query else "")
    return Call(request.method, path, tuple(request.headers.items()), request.body)


def _host(address: str) -> str:
    return address.rpartition(":")[0].strip("[]")
