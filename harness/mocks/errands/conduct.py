"""How a mock that begins exchanges behaves where products go wrong; a defect overrides it. Knows no actor's tasks."""

from __future__ import annotations

import ssl
from typing import ClassVar

from harness.mocks.auditing import Reporting
from harness.transactions import Call
from harness.transactions.deed import Side
from harness.transport.authentication import ClientCertificate
from harness.transport.tls import client_context


class Conduct(Reporting):
    """The right conduct, which changes nothing. What is told to an Audit Record Repository is `Reporting`'s.

    `actor` is who behaves so, as evidence names it.
    """

    actor: ClassVar[str] = ""
    side: Side = "source"

    def sends(self, call: Call) -> Call:
        """What goes out in place of `call`, which is right."""
        return call

    def speaks_tls(self, own: ClientCertificate, authority: str) -> ssl.SSLContext:
        """How a service is met in TLS: it is trusted by `authority` (a PEM file), and shown `own`."""
        return client_context(authority, certificate=own)
