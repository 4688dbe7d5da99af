"""A mock that runs alone as a node of an event (ITI-19): doors with TLS before its ports, and what it shows itself.

Knows the folder that ``harness certificates`` made for one holder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from harness.errors import UsageError
from harness.transport.authentication import ClientCertificate
from harness.transport.http_server import HttpServer
from harness.transport.tls_door import TlsDoor

SCHEMES = {"http": "https", "mllp": "mllps"}


def secured(
    service: Any, folder: Path, addresses: Iterable[tuple[str, str]], *, host: str, port: int, open_: ExitStack
) -> Iterator[tuple[str, str]]:
    """Protocol and URL of each door before `addresses` (protocol and URL of a port without TLS).

    HTTP's has `port`, 0 takes a free one; `open_` closes them. A service that calls others shows its certificate
    from now on. Raises UsageError for a folder without what is needed, and for a service that speaks no TLS.
    """
    authority = folder / "ca.pem"
    if not authority.is_file():
        raise UsageError(f"{authority} is not there: name the folder of one holder that harness certificates made")
    known = False
    if hasattr(service, "is_node"):
        service.is_node(ClientCertificate(folder / "client.pem", folder / "client.key"), str(authority))
        known = True
    if hasattr(service, "door"):
        context = service.door(ClientCertificate(folder / "server.pem", folder / "server.key"), str(authority))
        heard = getattr(service, "met", None)
        for protocol, url in addresses:
            if protocol not in SCHEMES:
                continue
            parts = urlsplit(url)
            if protocol == "http":
                server = HttpServer(service.app, host=host, port=port, tls=context, on_handshake=heard)
                met = open_.enter_context(server).url
            else:
                target = (parts.hostname or "", parts.port or 0)
                door = TlsDoor(context, target, scheme=SCHEMES[protocol], host=host, on_handshake=heard)
                met = open_.enter_context(door).url
            yield SCHEMES[protocol], f"{met}{parts.path}"
            known = True
    if not known:
        raise UsageError(f"The mock {service.name} speaks no TLS: leave --certificates out.")
