"""What a relay shows in TLS, to the initiator in the responder's place and to the responder in the initiator's.

Knows the folder that ``harness certificates`` makes, and no protocol.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

from harness.evidence.exchange import Tls
from harness.transport.authentication import ClientCertificate
from harness.transport.tls import client_context, server_context

OURS = "harness"
"""The folder of the harness's own certificates."""


@dataclass(frozen=True, slots=True)
class TlsEnds:
    """TLS that ends at a relay, and begins anew behind it.

    `near` is the context for connections of the initiator, who may show a certificate of the event's authority and no
    other. `known` is the context for the connection to the responder where it showed one, with the one that was issued
    for it; `unknown` where it showed none, so that the responder decides as it would without a relay. Both are None
    where the responder speaks no TLS.
    """

    near: ssl.SSLContext
    known: ssl.SSLContext | None
    unknown: ssl.SSLContext | None

    def far(self, tls: Tls | None) -> ssl.SSLContext | None:
        """What the responder is to see of an initiator who showed this."""
        return self.known if tls is not None and tls.certificate else self.unknown


def tls_ends(
    own: ClientCertificate, initiator: ClientCertificate, *, authority: str, verify: bool | str = ""
) -> TlsEnds:
    """The ends of a relay that shows `own` to the initiator, and `initiator` to the responder.

    `authority` is the PEM file of the event's authority; `verify` says whom the responder's certificate must come
    from, that authority where it is left out. Raises UsageError for files that do not fit.
    """
    trusted = verify or authority
    near = for_callers(own, authority=authority)
    return TlsEnds(near, client_context(trusted, certificate=initiator), client_context(trusted))


def for_callers(own: ClientCertificate, *, authority: str) -> ssl.SSLContext:
    """What callers are met with: they may show a certificate of `authority` and no other. Raises UsageError."""
    near = server_context(own, clients=authority)
    near.verify_mode = ssl.CERT_OPTIONAL
    return near


def issued_ends(folder: Path, initiator: str, *, verify: bool | str = "") -> TlsEnds | None:
    """The ends for the initiator with this slug, from a folder of ``harness certificates``; None where it lacks one.

    Raises UsageError for files that do not fit.
    """
    own = ClientCertificate(folder / OURS / "server.pem", folder / OURS / "server.key")
    theirs = ClientCertificate(folder / initiator / "client.pem", folder / initiator / "client.key")
    files = (own.certificate, own.key, theirs.certificate, theirs.key, folder / "ca.pem")
    if not all(one.is_file() for one in files):
        return None
    return tls_ends(own, theirs, authority=str(folder / "ca.pem"), verify=verify)
