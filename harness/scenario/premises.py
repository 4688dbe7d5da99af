"""The rooms of a run: clients towards participants, our mocks, the listener, and who answers at which address."""

from __future__ import annotations

import dataclasses
import functools
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harness.errors import UsageError
from harness.evidence.exchange import Exchange, Headers
from harness.messages.hl7v2.harmless import harmless
from harness.openhie.domains import Domain
from harness.participants import Participant, Participants, http_client, known_as
from harness.participants.addresses import passage_port, port_of
from harness.participants.naming import HARNESS
from harness.participants.urls import host_in_url
from harness.scenario.authorization import AUTHORIZATION_SERVER, audience_at, authorization_server, trust_in
from harness.scenario.gateway import Gateway
from harness.scenario.lines import Address, Lines
from harness.scenario.nodes import Nodes
from harness.scenario.relays import Relays
from harness.scenario.repository import SYSLOG, Repository
from harness.scenario.sent import AnyCall, as_call
from harness.scenario.served import served
from harness.scenario.whereabouts import slug_for_us, told, unobserved
from harness.transactions import Call, MessageCall, Transaction
from harness.transactions.record_audit_event import AUDIT, SyslogCall
from harness.transactions.transaction import Identity
from harness.transport.authentication import Basic, NoAuthentication
from harness.transport.http_client import HttpClient, Request
from harness.transport.mllp_delivery import Answer

if TYPE_CHECKING:
    from harness.mocks.authorization_server import AuthorizationServer

Heard = Callable[[Exchange, str, str], None]


class Premises:
    """Opened when first needed, closed together; a run that `replays` opens none. `heard` is told what arrives.

    `required` are the domains in which a country wants every patient to be known.
    """

    OURS = HARNESS

    def __init__(
        self, participants: Participants, heard: Heard, *, replays: bool = False, required: Sequence[Domain] = ()
    ) -> None:
        self._participants, self._heard, self._replays, self._required = participants, heard, replays, required
        self._clients: dict[str, HttpClient] = {}
        self._mocks: dict[str, Any] = {}
        self.relays = Relays(participants.listener.certificates)
        self._lines = Lines(heard, ends=self.relays.ends)
        self.nodes = Nodes(participants.listener)
        self.repository = Repository(self, participants.listener, heard)
        self._gateway: Gateway | None = None
        self._guards: dict[tuple[str, str], tuple[str, Participant | None]] = {}
        self._lock = threading.RLock()  # those who wait side by side may be the first to need something

    @property
    def advertised(self) -> str:
        """``host:port`` by which others know our listener."""
        return f"{host_in_url(self._participants.listener.advertise)}:{self.gateway.url.rsplit(':', 1)[1]}"

    @property
    def gateway(self) -> Gateway:
        """The listener; it has the port of the participants' file when somebody sends to it."""
        with self._lock:
            if self._gateway is None:
                listener = self._participants.listener
                inbound = len(self._participants) > 0
                host = listener.listen if inbound else "127.0.0.1"
                self._gateway = Gateway(self._heard, host=host, port=listener.port if inbound else 0)
            return self._gateway

    def close(self) -> None:
        """Close everything that was opened."""
        self.relays.close()
        if self._gateway is not None:
            self._gateway.close()
        self.repository.rest()
        self.nodes.close()
        self._lines.close()
        self.repository.close()
        for one in (*self._clients.values(), *self._mocks.values()):
            one.close()

    def client_for(self, participant: Participant | None, shows: Identity = "own") -> HttpClient:
        """The one client that speaks to `participant` as whom it `shows`, or to our own mocks. Raises Inconclusive."""
        participant = known_as(participant, shows) if participant else None
        key = f"{participant.name} {shows}" if participant else ""
        with self._lock:
            if key not in self._clients:
                self._clients[key] = http_client(participant) if participant else HttpClient()
            return self._clients[key]

    def send(self, call: AnyCall, base: str, participant: Participant | None) -> Exchange:
        """Put `call` on the wire towards `base`, which belongs to `participant` or to our own mock."""
        if isinstance(call, SyslogCall):
            return self.repository.send(call, base, participant)
        if isinstance(call, MessageCall):
            return self._lines.client(base, participant).send(call.message.encode())
        named: Headers = ()
        if participant is None and base.endswith("/oauth"):  # what an issuer is called must not change
            named = (("Host", self.advertised),)
        if participant and not call.alone and call.shows == "own":
            named = self._token_for(participant, call)
        request = Request(call.method, _joined(base, call), (*named, *call.headers), call.body)
        return self.client_for(participant, call.shows).send(request, exactly=call.alone)

    def _token_for(self, participant: Participant, call: Call) -> Headers:
        """The token that opens a registry which takes ours, where `call` shows none and we are nobody else there."""
        known = participant.tokens is not None and isinstance(participant.authentication, NoAuthentication)
        if not known or "fhir" not in participant.endpoints or call.header("authorization"):
            return ()
        self.admit(self.OURS, AUTHORIZATION_SERVER, None, "oauth")
        audience = audience_at(participant)
        return (("Authorization", f"Bearer {self._authorization_server.token_for(audience, issuer=self.issuer)}"),)

    def tell_again(self, exchange: Exchange, actor: str, endpoint: str, *, ours: str) -> None:
        """Send our mock of `actor` what it was sent before the run was cut off: what it keeps ends with its process."""
        call = as_call(exchange, exchange.base)
        assert not isinstance(call, SyslogCall)  # what is told of an exchange changes nothing
        if isinstance(call, Call):
            kept = tuple((name, value) for name, value in call.headers if name.lower() in ("content-type", "accept"))
            call = dataclasses.replace(call, headers=kept)
        self.send(call, self.base_for_us(actor, None, endpoint, ours=ours), None)

    def meet(self, transaction: Transaction, call: AnyCall, to: Participant | None, actor: str) -> Exchange:
        """Let `transaction`, which is about TLS itself, take place; the exchange knows its address."""
        base = self.base_for_us(actor, to, transaction.endpoint)
        assert not isinstance(call, SyslogCall)
        if to is None:
            base = self.nodes.before(base, actor, getattr(self.mock(self.OURS, actor), "met", None))
        return dataclasses.replace(self.nodes.meet(transaction, call, base, to), base=base)

    def probe(self, participant: Participant, endpoint: str) -> Exchange:
        """Ask `participant` something harmless that it is bound to answer."""
        base = participant.endpoints["fhir" if endpoint == AUDIT else endpoint]
        if endpoint == "hl7v2":
            question = MessageCall(harmless((participant.application, participant.facility)))
            return self.send(question, base, participant)
        return self.send(Call("GET", "metadata"), base, participant)

    def base_for_us(self, actor: str, participant: Participant | None, endpoint: str, *, ours: str = OURS) -> str:
        """Where the harness itself reaches `actor`; `ours` is the slug that it has at our own mocks."""
        if participant:
            return participant.endpoints[endpoint]
        ours = slug_for_us(actor, ours)
        if endpoint == "hl7v2":
            return self._lines.to_mock(Address(ours, actor), self._hear(ours, actor)).url
        if endpoint == AUDIT:
            return self.repository.url_for(ours)
        if endpoint in SYSLOG:
            return self.repository.port_for_us(endpoint)
        self.admit(ours, actor, None, endpoint)
        return f"{self.gateway.url}/{ours}/{actor}/{endpoint}"

    def base_for(
        self, initiator: Participant, actor: str, responder: Participant | None, endpoint: str, *, within: str = ""
    ) -> str:
        """Where `initiator` is to send to: our mock playing `actor`, or a relay in front of `responder`.

        At the endpoint ``tls`` it is told of each handshake, before what is spoken `within`.
        """
        if self._replays:
            return told(self._participants.listener, initiator, actor, endpoint)
        if endpoint == "tls":
            return self._door_for(initiator, actor, within)
        if endpoint == "hl7v2":
            return self._line_for(initiator, actor, responder)
        if endpoint == AUDIT:
            return self.repository.address_for(initiator, responder)
        if responder and self.relays.is_sealed(initiator, responder, endpoint):
            at = Address(initiator.slug, actor, self._participants.listener.listen, passage_port(initiator))
            port, path = self._lines.past(at, responder, endpoint).port, urlsplit(responder.endpoints[endpoint]).path
            return f"https://{host_in_url(self._participants.listener.advertise)}:{port}{path}"
        self.admit(initiator.slug, actor, responder, endpoint)
        return f"{self.root_for(initiator)}/{initiator.slug}/{actor}/{endpoint}"

    def _door_for(self, initiator: Participant, actor: str, endpoint: str) -> str:
        """Where `initiator` meets our mock of `actor` in TLS, to be told of each handshake."""

        def heard(exchange: Exchange) -> None:
            self._heard(exchange, initiator.slug, actor)

        if endpoint == "hl7v2":
            return self.nodes.for_callers_by_hl7v2(initiator, actor, self._hear(initiator.slug, actor), heard)
        return self.nodes.for_callers(initiator, actor, self.mock(initiator.slug, actor).app, heard)

    def root_for(self, caller: Participant) -> str:
        """The beginning of every address at our listener by which `caller` reaches it, with TLS or without."""
        listener = self._participants.listener
        if not caller.tls:
            return f"http://{self.advertised}"
        port = self.gateway.door(
            self.nodes.for_everybody, host=listener.listen, port=listener.tls_port if listener.port else 0
        )
        return f"https://{host_in_url(listener.advertise)}:{port}"

    def guard(self, slug: str, actor: str, audience: str, server: Participant | None) -> None:
        """Let our mock of `actor`, as `slug` reaches it, take only tokens of `server` (our own without one).

        They have to be for `audience`.
        """
        self._guards[slug, actor] = (audience, server)

    def identity_at(self, server: Participant | None) -> tuple[str, str]:
        """Who we are at an authorization server: client and secret, empty where nobody told us."""
        if server is not None:
            known = server.authentication
            return (known.user, known.password) if isinstance(known, Basic) else ("", "")
        with self._lock:
            if AUTHORIZATION_SERVER not in self._mocks:  # nobody has asked it for anything
                return "", ""
            client = self._authorization_server.settings.clients[0]
        return client.id, client.secret

    def _line_for(self, initiator: Participant, actor: str, responder: Participant | None) -> str:
        """Where `initiator` reaches `actor` in HL7 v2: a port of its own."""
        listener = self._participants.listener
        met = self.nodes.for_everybody() if initiator.tls else None
        at = Address(initiator.slug, actor, listener.listen, port_of(initiator, actor), met)
        listening = (
            self._lines.to_participant(at, responder)
            if responder
            else self._lines.to_mock(at, self._hear(initiator.slug, actor))
        )
        scheme = listening.url.partition("://")[0]
        return f"{scheme}://{host_in_url(listener.advertise)}:{listening.port}"

    def _hear(self, slug: str, actor: str) -> Answer:
        """How our mock of `actor` answers a message in MLLP."""
        hear: Answer | None = getattr(self.mock(slug, actor), "hear", None)
        if hear is None:
            raise UsageError(f"The reference mock of the {actor} speaks no HL7 v2.")
        return hear

    def answer_rightly(self, slug: str, actor: str) -> None:
        """No oddity at this address any more, and no gate."""
        self._guards.pop((slug, actor), None)
        self.nodes.show(slug, "server")
        if self._gateway is not None:
            self._gateway.answer_oddly(slug, actor, None)

    def admit(self, slug: str, actor: str, responder: Participant | None, endpoint: str) -> None:
        """Answer over HTTP at an address: by our mock, or by a relay in front of `responder`."""
        if responder is None:
            self.gateway.mount(slug, actor, self.mock(slug, actor).app)
        else:
            self.gateway.pass_on(slug, actor, self.relays.before(responder, endpoint, caller=slug))

    def mock(self, slug: str, actor: str) -> Any:
        """Our mock of `actor`, as `slug` reaches it."""
        with self._lock:
            return self._made(slug, actor)

    def _made(self, slug: str, actor: str) -> Any:
        from harness.mocks import MOCKS

        if actor == AUTHORIZATION_SERVER:
            return self._authorization_server
        audience, server = self._guards.get((slug, actor), ("", None))
        key = f"{actor} for {server.slug if server else self.OURS}" if audience else actor
        if key not in self._mocks:
            kind = next((one for one in MOCKS.values() if one.actor == actor), None)
            if kind is None:
                raise UsageError(f"There is no reference mock of the {actor} yet, and no participant plays it.")
            self._mocks[key] = kind.make(
                **({"domains": served(self._participants, self._required)} if actor == "client_registry" else {})
            )
            if hasattr(self._mocks[key], "reaches_by"):
                self._mocks[key].reaches_by(functools.partial(unobserved, self))
            if audience:
                self._mocks[key].trusts(trust_in(server, audience, self._authorization_server))
        return self._mocks[key]

    @property
    def _authorization_server(self) -> AuthorizationServer:
        with self._lock:
            if AUTHORIZATION_SERVER not in self._mocks:
                self._mocks[AUTHORIZATION_SERVER] = authorization_server(self._participants)
            made: AuthorizationServer = self._mocks[AUTHORIZATION_SERVER]
            return made

    @property
    def issuer(self) -> str:
        """Who issues the tokens of our own authorization server, the same in every run."""
        return f"http://{self.advertised}/{self.OURS}/{AUTHORIZATION_SERVER}/oauth"


def _joined(base: str, call: Call) -> str:
    if call.path.startswith("/"):
        return urlsplit(base)._replace(path="", query="").geturl() + call.path
    return f"{base.rstrip('/')}{'' if call.path[:1] in ('', '?') else '/'}{call.path}"
