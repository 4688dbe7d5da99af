"""The TLS side of a run's premises: doors with TLS before our own mocks, and handshakes with whoever has one."""

from __future__ import annotations

from urllib.parse import urlsplit

from harness.evidence.exchange import Exchange
from harness.mocks.node import Node
from harness.participants import Participant
from harness.scenario.wallet import Wallet
from harness.transactions import Call, MessageCall, Transaction
from harness.transactions.node_authentication import NodeAuthentication, TlsOffer
from harness.transport.client_hello import SUITES
from harness.transport.handshake import offer, shake
from harness.transport.mllp_wire import framed
from harness.transport.tls_door import TlsDoor

SCHEMES = {"http": "https", "mllp": "mllps"}


class Nodes:
    """Opened when first needed, closed together."""

    def __init__(self, certificates: str) -> None:
        self._wallet = Wallet(certificates)
        self._doors: dict[str, TlsDoor] = {}

    def close(self) -> None:
        """Close every door."""
        for door in self._doors.values():
            door.close()
        self._wallet.close()

    def before(self, base: str) -> str:
        """`base` (``http://…``, ``mllp://…``), a mock's of ours, behind a door that wants a certificate."""
        parts = urlsplit(base)
        if parts.netloc not in self._doors:
            context = Node().door(self._wallet.own("server"), self._wallet.authority)
            target = (parts.hostname or "", parts.port or 0)
            self._doors[parts.netloc] = TlsDoor(context, target, scheme=SCHEMES[parts.scheme])
        door = urlsplit(self._doors[parts.netloc].url)
        return parts._replace(scheme=door.scheme, netloc=door.netloc).geturl()

    def meet(
        self, transaction: Transaction, call: Call | MessageCall, base: str, participant: Participant | None
    ) -> Exchange:
        """Shake hands with who is at `base` (``https://…``, ``mllps://…``), as `transaction` wants it."""
        timeout = participant.timeout if participant else 10.0
        if isinstance(transaction, TlsOffer):
            suites = tuple(transaction.suites) or tuple(SUITES)
            return offer(base, versions=tuple(transaction.versions), suites=suites, timeout=timeout)
        assert isinstance(transaction, NodeAuthentication)
        context = self._wallet.context(transaction.shown, participant)
        title = f"TLS, certificate: {transaction.shown}"
        return shake(base, context, title=title, asked=_as_bytes(call, base, participant), timeout=timeout)


def _as_bytes(call: Call | MessageCall, base: str, participant: Participant | None) -> bytes:
    """What is asked once all is secured, as it crosses."""
    if isinstance(call, MessageCall):
        return framed(call.message.encode())
    parts = urlsplit(base)
    lines = [f"{call.method} {parts.path.rstrip('/')}/{call.path} HTTP/1.1", f"Host: {parts.netloc}"]
    known = participant.authentication.headers() if participant else ()
    headers = (*(participant.headers if participant else ()), *known, *call.headers, ("Connection", "close"))
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join((*lines, "", "")).encode("latin-1")


def secured(participant: Participant, endpoint: str) -> bool:
    """Whether its endpoint is reached by TLS."""
    return urlsplit(participant.endpoints.get(endpoint, "")).scheme in SCHEMES.values()
