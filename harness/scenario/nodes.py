"""The TLS side of a run's premises: doors with TLS before our own mocks, and handshakes with whoever has one."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable
from urllib.parse import urlsplit

from harness.evidence.exchange import Exchange
from harness.mocks.node import Node
from harness.participants import Listener, Participant
from harness.participants.addresses import door_port
from harness.participants.urls import host_in_url
from harness.scenario.gateway import App, Gateway
from harness.scenario.wallet import OURS, Face, Wallet
from harness.transactions import Call, MessageCall, Transaction
from harness.transactions.node_authentication import NodeAuthentication, TlsOffer
from harness.transport.client_hello import SUITES
from harness.transport.handshake import offer, shake
from harness.transport.mllp_delivery import Answer
from harness.transport.mllp_server import MllpServer
from harness.transport.mllp_wire import framed
from harness.transport.relay_tls import for_callers
from harness.transport.tls_door import TlsDoor

SCHEMES = {"http": "https", "mllp": "mllps"}
Handshakes = Callable[[Exchange], None]


class Nodes:
    """Opened when first needed, closed together. `listener` says where we listen, and which certificates are ours."""

    def __init__(self, listener: Listener) -> None:
        self._listener, self.wallet = listener, Wallet(listener.certificates)
        self._doors: dict[str, TlsDoor] = {}
        self._behind: Gateway | None = None
        self._lines: dict[tuple[str, str], MllpServer] = {}
        self._faces: dict[str, Face] = {}
        self._lock = threading.RLock()  # plays go on side by side

    def close(self) -> None:
        """Close every door."""
        for door in self._doors.values():
            door.close()
        if self._behind is not None:
            self._behind.close()
        for line in self._lines.values():
            line.stop()
        self.wallet.close()

    def for_everybody(self) -> ssl.SSLContext:
        """What whoever calls us by TLS is met with: a certificate of the event may be shown, and no other."""
        return for_callers(self.wallet.own("server"), authority=self.wallet.authority)

    def show(self, slug: str, face: Face) -> None:
        """Show this certificate from now on to whoever calls by the name of `slug`."""
        with self._lock:
            if face == self._faces.get(slug, "server"):
                return
            self._faces[slug] = face
            for key, door in self._doors.items():
                if key.partition("/")[0] == slug:
                    door.context = self._context(slug)

    def _context(self, slug: str) -> ssl.SSLContext:
        face = self._faces.get(slug, "server")
        return Node().door(self.wallet.shown_when_called(face), self.wallet.authority)

    def before(self, base: str, actor: str, heard: Handshakes | None = None) -> str:
        """`base` (``http://…``, ``mllp://…``), our mock's of `actor`, behind a door that wants a certificate.

        `heard` is told of each handshake there.
        """
        parts = urlsplit(base)
        key = f"{OURS}/{actor}/{parts.scheme}"
        with self._lock:
            if key not in self._doors:
                target = (parts.hostname or "", parts.port or 0)
                scheme = SCHEMES[parts.scheme]
                self._doors[key] = TlsDoor(self._context(OURS), target, scheme=scheme, on_handshake=heard)
            door = urlsplit(self._doors[key].url)
        return parts._replace(scheme=door.scheme, netloc=door.netloc).geturl()

    def for_callers(self, caller: Participant, actor: str, app: App, heard: Handshakes) -> str:
        """Where `caller` reaches our mock of `actor` (`app`) by HTTPS, at a port of its own.

        `heard` is told of each handshake; whoever is inside already has to shake hands anew. What is said behind the
        door is answered, and of no concern.
        """
        with self._lock:
            if self._behind is None:
                self._behind = Gateway(lambda *_: None)
            self._behind.mount(caller.slug, actor, app)
            door = self._door_for(caller, actor, "fhir", behind=self._behind.url, heard=heard)
        return f"{door}/{caller.slug}/{actor}/fhir"

    def for_callers_by_hl7v2(self, caller: Participant, actor: str, answer: Answer, heard: Handshakes) -> str:
        """The same over MLLP, where `answer` answers."""
        with self._lock:
            if (caller.slug, actor) not in self._lines:
                self._lines[caller.slug, actor] = MllpServer(answer)
                self._lines[caller.slug, actor].start()
            return self._door_for(caller, actor, "hl7v2", behind=self._lines[caller.slug, actor].url, heard=heard)

    def _door_for(self, caller: Participant, actor: str, endpoint: str, *, behind: str, heard: Handshakes) -> str:
        """The door by which `caller` gets to what is `behind`, with nobody inside."""
        key, parts = f"{caller.slug}/{actor}/{endpoint}", urlsplit(behind)
        if key not in self._doors:
            self._doors[key] = TlsDoor(
                self._context(caller.slug),
                (parts.hostname or "", parts.port or 0),
                scheme=SCHEMES[parts.scheme],
                host=self._listener.listen,
                port=door_port(caller, actor, endpoint),
                on_handshake=heard,
            )
        self._doors[key].hang_up()
        return f"{SCHEMES[parts.scheme]}://{host_in_url(self._listener.advertise)}:{self._doors[key].port}"

    def meet(
        self, transaction: Transaction, call: Call | MessageCall, base: str, participant: Participant | None
    ) -> Exchange:
        """Shake hands with who is at `base` (``https://…``, ``mllps://…``), as `transaction` wants it."""
        timeout = participant.timeout if participant else 10.0
        if isinstance(transaction, TlsOffer):
            suites = tuple(transaction.suites) or tuple(SUITES)
            return offer(base, versions=tuple(transaction.versions), suites=suites, timeout=timeout)
        assert isinstance(transaction, NodeAuthentication)
        context = self.wallet.context(transaction.shown, participant)
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
