"""Our own interoperability layer, where nobody brought one: led to what stands behind it, play by play.

Knows routes and clients, and judges nothing.
"""

from __future__ import annotations

import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from harness.openhie.domains import DEFAULT_DOMAINS, UNKNOWN_DOMAIN
from harness.participants import Participant
from harness.scenario.casting import LAYER, LED
from harness.transport.authentication import Basic, NoAuthentication
from harness.transport.http_server import HttpServer

if TYPE_CHECKING:
    from harness.messages.code_maps import CodeMap
    from harness.mocks.interoperability_layer.configuration import Client

OWN, OWN_NAME = "interoperability-layer", "our reference interoperability layer"
FHIR = "fhir"
KNOWN, BARRED = Basic("harness", "of-the-harness"), Basic("nowhere", "of-no-route")
"""Who we are at a layer that asks who calls, and a client that may use no route of it."""


def clients() -> tuple[Client, ...]:
    """Both, as a layer of ours is told of them."""
    from harness.mocks.interoperability_layer.configuration import Client

    return tuple(Client(one.user, routes, one.user, one.password) for one, routes in ((KNOWN, (FHIR,)), (BARRED, ())))


class OwnLayer:
    """Opened when it is first led somewhere. `asks` who calls: it knows two clients, one of them without permission."""

    def __init__(self, *, asks: bool = False) -> None:
        self._asks, self._lock = asks, threading.Lock()  # plays go on side by side
        self._made: Any = None
        self._open = ExitStack()
        self._url = ""
        self._leads: dict[str, tuple[str, str]] = {}  # by endpoint: where it leads to, and where it listens

    def close(self) -> None:
        """Close it."""
        self._open.close()

    def lead(self, endpoint: str, base: str, codes: CodeMap | None = None) -> None:
        """From now on it leads to `base`, and maps the codes of reports where it is given `codes`."""
        with self._lock:
            if self._made is None:
                self._open_up()
            if self._leads.get(endpoint, ("", ""))[0] != base:
                url = f"{self._url}/{endpoint}"
                if endpoint == "hl7v2":
                    url = self._made.carry(endpoint, base)
                else:
                    self._made.lead(endpoint, f"/{endpoint}", base)
                self._leads[endpoint] = (base, url)
            if endpoint != "hl7v2":
                self._map(endpoint, codes)

    def _map(self, endpoint: str, codes: CodeMap | None) -> None:
        from harness.mocks.interoperability_layer.codes import Codes

        self._made.maps(f"/{endpoint}", Codes(codes) if codes else None)

    def _open_up(self) -> None:
        from harness.mocks.interoperability_layer import InteroperabilityLayer

        self._made = InteroperabilityLayer()
        if self._asks:
            self._made.admit(clients())
        self._url = self._open.enter_context(HttpServer(self._made.app, passing=self._made.passing)).url
        self._open.callback(self._made.close)  # before its server stops

    @property
    def as_participant(self) -> Participant:
        """It, as others see it."""
        return Participant(
            name=f"{OWN_NAME}, which asks who calls" if self._asks else OWN_NAME,
            slug=OWN,
            actors=(LAYER,),
            endpoints={endpoint: url for endpoint, (_, url) in self._leads.items()},
            protocols=LED,
            domains=DEFAULT_DOMAINS,
            unknown_domain=UNKNOWN_DOMAIN,
            authentication=KNOWN if self._asks else NoAuthentication(),
            barred=BARRED if self._asks else None,
        )
