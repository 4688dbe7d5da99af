"""The rooms of a run: clients towards participants, our mocks, the listener, and who answers at which address."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harness.errors import UsageError
from harness.evidence.exchange import Exchange, Headers
from harness.openhie.domains import DEFAULT_DOMAINS, Domain
from harness.participants import Participant, Participants, http_client
from harness.participants.addresses import port_of
from harness.participants.urls import host_in_url
from harness.scenario.gateway import Gateway
from harness.scenario.in_words import REPOSITORY
from harness.scenario.lines import Address, Lines
from harness.scenario.nodes import Nodes
from harness.scenario.repository import Repository
from harness.transactions import Call, MessageCall, Transaction
from harness.transactions.hl7v2_message import harmless
from harness.transactions.record_audit_event import AUDIT
from harness.transport.authentication import Basic
from harness.transport.http_client import HttpClient, Request
from harness.transport.mllp_delivery import Answer
from harness.transport.tls import client_context

if TYPE_CHECKING:
    from harness.mocks.authorization_server import AuthorizationServer
    from harness.mocks.rest.token_gate import Trust
    from harness.transport.relay import Relay

AUTHORIZATION_SERVER = "authorization_server"

Heard = Callable[[Exchange, str, str], None]


def audience_of(actor: str) -> str:
    """Whom a token for our own mock of `actor` is made for, the same in every run."""
    return f"urn:openhie-connectathon-harness:{actor}"


class Premises:
    """Opened when first needed, kept warm, closed together. `heard` is told what arrives at our listener."""

    OURS = "harness"

    def __init__(self, participants: Participants, heard: Heard) -> None:
        self._participants, self._heard = participants, heard
        self._clients: dict[str, HttpClient] = {}
        self._mocks: dict[str, Any] = {}
        self._relays: dict[tuple[str, str], Relay] = {}
        self._lines = Lines(heard)
        self._nodes = Nodes(participants.listener.certificates)
        self.repository = Repository(participants.listener, heard, mock=self._mock, url=self._repository_for)
        self._gateway: Gateway | None = None
        self._guards: dict[str, tuple[str, Participant | None]] = {}

    @property
    def advertised(self) -> str:
        """``host:port`` by which others know our listener."""
        return f"{host_in_url(self._participants.listener.advertise)}:{self.gateway.url.rsplit(':', 1)[1]}"

    @property
    def gateway(self) -> Gateway:
        """The listener; it has the port of the participants' file when somebody sends to it."""
        if self._gateway is None:
            listener = self._participants.listener
            inbound = len(self._participants) > 0
            host = listener.listen if inbound else "127.0.0.1"
            self._gateway = Gateway(self._heard, host=host, port=listener.port if inbound else 0)
        return self._gateway

    def close(self) -> None:
        """Close everything that was opened."""
        for relay in self._relays.values():
            relay.close()
        if self._gateway is not None:
            self._gateway.close()
        self.repository.rest()
        self._nodes.close()
        self._lines.close()
        self.repository.close()
        for one in (*self._clients.values(), *self._mocks.values()):
            one.close()

    def client_for(self, participant: Participant | None) -> HttpClient:
        """The one client that speaks to `participant`, or to our own mocks."""
        key = participant.name if participant else ""
        if key not in self._clients:
            self._clients[key] = http_client(participant) if participant else HttpClient()
        return self._clients[key]

    def send(self, call: Call | MessageCall, base: str, participant: Participant | None) -> Exchange:
        """Put `call` on the wire towards `base`, which belongs to `participant` or to our own mock."""
        if isinstance(call, MessageCall):
            return self._lines.client(base, participant).send(call.message.encode())
        named: Headers = ()
        if participant is None and base.endswith("/oauth"):  # what an issuer is called must not change
            named = (("Host", self.advertised),)
        request = Request(call.method, _joined(base, call), (*named, *call.headers), call.body)
        return self.client_for(participant).send(request, exactly=call.alone)

    def meet(self, transaction: Transaction, call: Call | MessageCall, to: Participant | None, actor: str) -> Exchange:
        """Let `transaction`, which is about TLS itself, take place; the exchange knows its address."""
        base = self.base_for_us(actor, to, transaction.endpoint)
        base = base if to else self._nodes.before(base)
        return dataclasses.replace(self._nodes.meet(transaction, call, base, to), base=base)

    def probe(self, participant: Participant, endpoint: str) -> Exchange:
        """Ask `participant` something harmless that it is bound to answer."""
        base = participant.endpoints[endpoint]
        if endpoint == "hl7v2":
            return self.send(harmless((participant.application, participant.facility)), base, participant)
        return self.send(Call("GET", "metadata"), base, participant)

    def base_for_us(self, actor: str, participant: Participant | None, endpoint: str) -> str:
        """Where the harness itself reaches `actor`."""
        if participant:
            return participant.endpoints[endpoint]
        if endpoint == "hl7v2":
            return self._lines.to_mock(Address(self.OURS, actor), self._hear(actor)).url
        if endpoint == AUDIT:
            return self._repository_for(self.OURS, None)
        self._admit(self.OURS, actor, None, endpoint)
        return f"{self.gateway.url}/{self.OURS}/{actor}/{endpoint}"

    def base_for(self, initiator: Participant, actor: str, responder: Participant | None, endpoint: str) -> str:
        """Where `initiator` is to send to: our mock playing `actor`, or a relay in front of `responder`."""
        if endpoint == "hl7v2":
            return self._line_for(initiator, actor, responder)
        if endpoint == AUDIT:
            return self.repository.address_for(initiator)
        self._admit(initiator.slug, actor, responder, endpoint)
        return f"http://{self.advertised}/{initiator.slug}/{actor}/{endpoint}"

    def guard(self, actor: str, audience: str, server: Participant | None) -> None:
        """Let our mock of `actor` take only tokens of `server` (our own without one) that are for `audience`."""
        self._guards[actor] = (audience, server)

    def identity_at(self, server: Participant | None) -> tuple[str, str]:
        """Who we are at an authorization server: client and secret, empty where nobody told us."""
        if server is not None:
            known = server.authentication
            return (known.user, known.password) if isinstance(known, Basic) else ("", "")
        client = self._authorization_server.settings.clients[0]
        return client.id, client.secret

    def _line_for(self, initiator: Participant, actor: str, responder: Participant | None) -> str:
        """Where `initiator` reaches `actor` in HL7 v2: a port of its own."""
        listener = self._participants.listener
        at = Address(initiator.slug, actor, listener.listen, port_of(initiator, actor))
        listening = (
            self._lines.to_participant(at, responder) if responder else self._lines.to_mock(at, self._hear(actor))
        )
        return f"mllp://{host_in_url(listener.advertise)}:{listening.port}"

    def _repository_for(self, slug: str, teller: Participant | None) -> str:
        """The FHIR base of our Audit Record Repository, as others call it where somebody brought `teller`."""
        self._admit(slug, REPOSITORY, None, "fhir")
        root = f"http://{self.advertised}" if teller else self.gateway.url
        return f"{root}/{slug}/{REPOSITORY}/fhir"

    def _hear(self, actor: str) -> Answer:
        """How our mock of `actor` answers a message in MLLP."""
        hear: Answer | None = getattr(self._mock(actor), "hear", None)
        if hear is None:
            raise UsageError(f"The reference mock of the {actor} speaks no HL7 v2.")
        return hear

    def answer_rightly(self, slug: str, actor: str) -> None:
        """No oddity at this address any more, and no gate."""
        self._guards.pop(actor, None)
        if self._gateway is not None:
            self._gateway.answer_oddly(slug, actor, None)

    def _admit(self, slug: str, actor: str, responder: Participant | None, endpoint: str) -> None:
        if responder is None:
            self.gateway.mount(slug, actor, self._mock(actor).app)
        else:
            self.gateway.pass_on(slug, actor, self._relay(responder, endpoint))

    def _relay(self, responder: Participant, endpoint: str) -> Relay:
        from harness.messages import fhir_links
        from harness.transport.relay import Relay

        key = (responder.slug, endpoint)
        if key not in self._relays:
            self._relays[key] = Relay(
                responder.endpoints[endpoint],
                tls=client_context(responder.ca or True),
                timeout=responder.timeout,
                rewrite=fhir_links.rewrite,
                under=f"/{endpoint}",
            )
        return self._relays[key]

    def _mock(self, actor: str) -> Any:
        from harness.mocks import MOCKS

        if actor == AUTHORIZATION_SERVER:
            return self._authorization_server
        audience, server = self._guards.get(actor, ("", None))
        key = f"{actor} for {server.slug if server else self.OURS}" if audience else actor
        if key not in self._mocks:
            kind = next((one for one in MOCKS.values() if one.actor == actor), None)
            if kind is None:
                raise UsageError(f"There is no reference mock of the {actor} yet, and no participant plays it.")
            self._mocks[key] = kind.make(**({"domains": self._domains()} if actor == "client_registry" else {}))
            if audience:
                self._mocks[key].trusts(self._trust(audience, server))
        return self._mocks[key]

    @property
    def _authorization_server(self) -> AuthorizationServer:
        from harness.mocks.authorization_server import AuthorizationServer, Client, Settings

        if AUTHORIZATION_SERVER not in self._mocks:
            settings = Settings(audience=audience_of("client_registry"))
            told = [each.tokens for each in self._participants if each.tokens and each.tokens.client]
            theirs = tuple(Client(one.client, one.secret) for one in told)
            settings = dataclasses.replace(settings, clients=(*settings.clients, *theirs))
            self._mocks[AUTHORIZATION_SERVER] = AuthorizationServer(settings=settings)
        made: AuthorizationServer = self._mocks[AUTHORIZATION_SERVER]
        return made

    @property
    def issuer(self) -> str:
        """Who issues the tokens of our own authorization server, the same in every run."""
        return f"http://{self.advertised}/{self.OURS}/{AUTHORIZATION_SERVER}/oauth"

    def _trust(self, audience: str, server: Participant | None) -> Trust:
        from harness.mocks.rest.token_gate import Trust, published

        if server is not None:
            issuer = server.endpoints["oauth"]
            return Trust(issuer, audience, published(issuer))
        key = self._authorization_server.settings.key
        return Trust("", audience, lambda: (key,))  # by whatever name a participant calls us

    def _domains(self) -> tuple[Domain, ...]:
        brought = (domain for one in self._participants for domain in (*one.domains, *one.issues))
        return tuple({domain.uri: domain for domain in (*DEFAULT_DOMAINS, *brought)}.values())


def _joined(base: str, call: Call) -> str:
    if call.path.startswith("/"):
        return urlsplit(base)._replace(path="", query="").geturl() + call.path
    return f"{base.rstrip('/')}{'' if call.path.startswith('?') else '/'}{call.path}"
