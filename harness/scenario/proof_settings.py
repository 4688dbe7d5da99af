"""In what surroundings a mock is proved: as it comes, with tokens, with TLS. Plays nothing itself."""

from __future__ import annotations

import atexit
import dataclasses
import functools
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harness.openhie import preparation
from harness.participants import Listener, Participant, Participants
from harness.participants.participant import Tokens
from harness.scenario.authorization import AUTHORIZATION_SERVER
from harness.scenario.casting import LAYER, LED
from harness.scenario.ears import FHIR, UDP
from harness.scenario.in_words import REPOSITORY
from harness.scenario.library import Scenario
from harness.scenario.own_layer import BARRED, KNOWN, clients
from harness.scenario.unprompted import way_of_telling
from harness.scenario.wallet import lay_out
from harness.transactions.record_audit_event import AUDIT
from harness.transport.authentication import Basic, ClientCertificate
from harness.transport.tls import server_context
from harness.transport.tls_door import TlsDoor

if TYPE_CHECKING:
    from harness.messages.code_maps import CodeMap
    from harness.scenario.stage import Stage

AUDIENCE = "urn:the-mock"
QUICKLY = 3.0
"""Seconds in which a mock's event has to be there."""

CLIENT, SECRET = "the-mock", "a-secret-of-the-mock-and-nobody-else"


class Setting:
    """The usual one: no tokens."""

    def fits(self, scenario: Scenario) -> bool:
        """Whether this is where `scenario` is played."""
        transactions = scenario.script.transactions
        special = any(one.guarded or one.secured or one.unprompted for one in transactions)
        special = special or _asks_who_calls(scenario)
        return not special and all(one.endpoint != "syslog_tls" for one in transactions)

    @contextmanager
    def around(self, participant: Participant, service: Any) -> Iterator[Participants]:  # noqa: ARG002 - others use it
        """The mock as the one participant in this setting."""
        yield alone(participant)

    def prepare(self, service: Any, stage: Stage) -> None:
        """What has to be so at the mock before anything is played: a layer is led to whoever is behind it."""
        if service.actor == LAYER:
            stage.between.guide = functools.partial(_lead, service)


class WithClients(Setting):
    """The mock, a layer, asks who calls: it knows us, and a client that may use no route."""

    def fits(self, scenario: Scenario) -> bool:
        """Whether anybody is to be turned away in it."""
        return _asks_who_calls(scenario)

    @contextmanager
    def around(self, participant: Participant, service: Any) -> Iterator[Participants]:  # noqa: ARG002 - as any setting
        """With our own credentials and those of the other client."""
        yield alone(dataclasses.replace(participant, authentication=KNOWN, barred=BARRED))

    def prepare(self, service: Any, stage: Stage) -> None:
        """It knows both."""
        super().prepare(service, stage)
        if hasattr(service, "admit"):
            service.admit(clients())


class WithTokens(Setting):
    """The mock takes part in IUA: gives tokens, or takes those of our authorization server."""

    def fits(self, scenario: Scenario) -> bool:
        """Whether anybody shows a token in it."""
        return any(one.guarded for one in scenario.script.transactions)

    @contextmanager
    def around(self, participant: Participant, service: Any) -> Iterator[Participants]:  # noqa: ARG002 - as any setting
        """With an identity at our authorization server, and an audience."""
        yield alone(dataclasses.replace(participant, tokens=Tokens(AUDIENCE, CLIENT, SECRET)))

    def prepare(self, service: Any, stage: Stage) -> None:
        """Its door opens to our tokens alone."""
        from harness.mocks.rest.token_gate import Trust, published

        if hasattr(service, "is_known_as"):
            service.is_known_as(CLIENT, SECRET)
        if hasattr(service, "trusts"):
            issuer = stage.premises.issuer
            service.trusts(Trust(issuer, AUDIENCE, published(issuer)))


class WithNotifications(Setting):
    """The mock tells a clinic of ours of changes, as it is prepared to (`preparation.UPDATE_NOTIFICATIONS`)."""

    def fits(self, scenario: Scenario) -> bool:
        """Whether anybody sends something on its own account."""
        return any(one.unprompted and one.endpoint != AUDIT for one in scenario.script.transactions)

    def prepare(self, service: Any, stage: Stage) -> None:
        """It knows where the clinic is, and which domains it wants to hear of."""
        from harness.mocks.client_registry import Consumer

        if hasattr(service, "subscribe"):
            mock = next(iter(stage.participants))
            clinic = stage.premises.base_for(mock, "point_of_service", None, "hl7v2")
            told_of = tuple(one.uri for one in preparation.TOLD_OF)
            service.subscribe(Consumer(clinic, *preparation.TOLD_OF[0].sender, domains=told_of))


class WithAudit(Setting):
    """The mock tells our Audit Record Repository of all it does, as our own would (`way_of_telling`)."""

    def __init__(self, by: str) -> None:
        self.by = by

    def fits(self, scenario: Scenario) -> bool:
        """Whether anybody is told of what happens in it, and in this way."""
        told = _is_told_of(scenario) and not _is_secured(scenario)
        return told and self.by == way_of_telling(scenario.script.transactions)

    @contextmanager
    def around(self, participant: Participant, service: Any) -> Iterator[Participants]:  # noqa: ARG002 - as any setting
        """With a way to send its events, and little time for each."""
        yield alone(dataclasses.replace(participant, audits=self.by, patience=QUICKLY))

    def prepare(self, service: Any, stage: Stage) -> None:
        """It knows where the repository is."""
        from harness.mocks.auditing import Target

        if hasattr(service, "reports_to"):
            mock = next(iter(stage.participants))
            service.reports_to(Target(stage.premises.base_for(mock, REPOSITORY, None, AUDIT)))


class WithSyslogTls(Setting):
    """The mock, a repository, takes syslog over TLS too, with a certificate of the event."""

    def fits(self, scenario: Scenario) -> bool:
        """Whether anybody sends it something so."""
        return any(one.endpoint == "syslog_tls" for one in scenario.script.transactions)

    @contextmanager
    def around(self, participant: Participant, service: Any) -> Iterator[Participants]:
        """With a port of its own for that, and the event's certificates on both sides."""
        event = _event()
        own = ClientCertificate(event / "harness" / "server.pem", event / "harness" / "server.key")
        endpoints = dict(participant.endpoints)
        if hasattr(service, "listen_securely"):
            context = server_context(own, clients=str(event / "ca.pem"))
            endpoints["syslog_tls"] = service.listen_securely(context)
        moved = dataclasses.replace(participant, endpoints=endpoints, ca=str(event / "ca.pem"))
        yield alone(moved, certificates=str(event))


class WithTls(Setting):
    """The mock stands behind doors of its own with TLS, and so knows who calls."""

    def fits(self, scenario: Scenario) -> bool:
        """Whether it is about TLS itself, and nobody is told of it."""
        return _is_secured(scenario) and not _is_told_of(scenario)

    @contextmanager
    def around(self, participant: Participant, service: Any) -> Iterator[Participants]:
        """With a door before each endpoint, as the mock would have it, and the event's certificates on both sides."""
        event = _event()
        with ExitStack() as open_:
            participant = dataclasses.replace(participant, node=str(event))
            if hasattr(service, "is_node"):
                own = ClientCertificate(event / "harness" / "client.pem", event / "harness" / "client.key")
                service.is_node(own, str(event / "ca.pem"))
            if not hasattr(service, "door"):
                yield alone(participant, certificates=str(event))
                return
            own = ClientCertificate(event / "harness" / "server.pem", event / "harness" / "server.key")
            context = service.door(own, str(event / "ca.pem"))
            endpoints = {}
            for name, url in participant.endpoints.items():
                parts = urlsplit(url)
                target = (parts.hostname or "", parts.port or 0)
                met = TlsDoor(context, target, scheme=f"{parts.scheme}s", on_handshake=getattr(service, "met", None))
                door = urlsplit(open_.enter_context(met).url)
                endpoints[name] = parts._replace(scheme=door.scheme, netloc=door.netloc).geturl()
            moved = dataclasses.replace(participant, endpoints=endpoints, ca=str(event / "ca.pem"))
            yield alone(moved, certificates=str(event))


@functools.cache
def _event() -> Path:
    """The certificates of an event, made once for all proofs of a process: a key takes longer than many a play."""
    folder = TemporaryDirectory(prefix="harness-proof-")
    atexit.register(folder.cleanup)
    return lay_out(Path(folder.name) / "event")


def _asks_who_calls(scenario: Scenario) -> bool:
    """Whether a layer has to turn somebody away in it, and not only a code that it cannot map."""
    return any(one.stopped for one in scenario.script.transactions) and not scenario.script.maps


def _lead(service: Any, endpoint: str, base: str, codes: CodeMap | None) -> None:
    from harness.mocks.interoperability_layer.codes import Codes

    if endpoint == "hl7v2":
        service.carry(endpoint, base)
        return
    service.lead(endpoint, f"/{endpoint}", base)
    service.maps(f"/{endpoint}", Codes(codes) if codes else None)


class WithTlsAndAudit(WithTls):
    """The same, and it tells our Audit Record Repository of whom it turned away."""

    def fits(self, scenario: Scenario) -> bool:
        """Whether somebody is told of what happens in TLS."""
        return _is_secured(scenario) and _is_told_of(scenario)

    @contextmanager
    def around(self, participant: Participant, service: Any) -> Iterator[Participants]:
        """With a way to send its events as well."""
        told = dataclasses.replace(participant, audits=FHIR, patience=QUICKLY)
        with super().around(told, service) as everyone:
            yield everyone

    def prepare(self, service: Any, stage: Stage) -> None:
        """It knows where the repository is."""
        WithAudit(FHIR).prepare(service, stage)


def _is_secured(scenario: Scenario) -> bool:
    return any(one.secured for one in scenario.script.transactions)


def _is_told_of(scenario: Scenario) -> bool:
    return any(one.endpoint == AUDIT for one in scenario.script.transactions)


def alone(participant: Participant, *, certificates: str = "") -> Participants:
    """`participant` and nobody else."""
    return Participants(everyone=(participant,), listener=Listener(port=0, certificates=certificates))


SETTINGS: tuple[Setting, ...] = (
    Setting(),
    WithClients(),
    WithTokens(),
    WithTls(),
    WithTlsAndAudit(),
    WithNotifications(),
    WithAudit(FHIR),
    WithAudit(UDP),
    WithSyslogTls(),
)
"""All of them; a scenario fits one."""


def identity_of(service: Any, url: str, lines: Mapping[str, str]) -> dict[str, Any]:
    """Where a mock is to be found, and at an authorization server who we are there."""
    if service.actor == LAYER:
        over_http = {name: f"{url}/{name}" for name in LED if name != "hl7v2"}
        return {"endpoints": {**over_http, "hl7v2": service.carry("hl7v2", "mllp://127.0.0.1:9")}}
    if service.actor == REPOSITORY:
        return {"endpoints": {"fhir": f"{url}/fhir", "syslog_udp": lines["syslog-udp"]}}
    if service.actor != AUTHORIZATION_SERVER:
        urls = {name: f"{url}/{name}" for name in ("fhir", *getattr(service, "also_speaks", ()))}
        return {"endpoints": {**urls, **({"hl7v2": lines["mllp"]} if "mllp" in lines else {})}}
    known = service.settings.clients[0]
    return {"endpoints": {"oauth": f"{url}/oauth"}, "authentication": Basic(known.id, known.secret)}
