"""The HTTP relays of a run: one in front of each responder for each caller. Knows certificates, no messages."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness.participants import Participant
from harness.transport.relay_tls import TlsEnds, issued_ends
from harness.transport.tls import client_context

if TYPE_CHECKING:
    from harness.transport.relay import Relay


class Relays:
    """Made when first needed, closed together. `certificates` is the folder that ``harness certificates`` made."""

    def __init__(self, certificates: str) -> None:
        self._certificates = certificates
        self._made: dict[tuple[str, str, str], Relay] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close their connections, before the server that they stand in stops."""
        for relay in self._made.values():
            relay.close()

    def before(self, responder: Participant, endpoint: str, *, caller: str) -> Relay:
        """What stands in front of `responder` for the `caller` (a slug), with the certificate issued for it."""
        from harness.messages import fhir_links
        from harness.transport.relay import Relay

        key = (caller, responder.slug, endpoint)
        with self._lock:
            if key not in self._made:
                ends = self.ends(caller, responder)
                self._made[key] = Relay(
                    responder.endpoints[endpoint],
                    tls=ends.known if ends else client_context(responder.ca or True),
                    strangers=ends.unknown if ends else None,
                    timeout=responder.timeout,
                    rewrite=fhir_links.rewrite if responder.rewrite else None,
                    under=f"/{endpoint}",
                )
            return self._made[key]

    def is_sealed(self, caller: Participant, responder: Participant, endpoint: str) -> bool:
        """Whether TLS cannot end here: both want it, and the event issued no certificate for the `caller`."""
        wanted = caller.tls and urlsplit(responder.endpoints[endpoint]).scheme == "https"
        return wanted and self.ends(caller.slug, responder) is None

    def ends(self, caller: str, responder: Participant) -> TlsEnds | None:
        """What is shown to both sides in TLS; None where nothing was issued for the `caller`."""
        folder = self._certificates
        return issued_ends(Path(folder), caller, verify=responder.ca) if folder else None
