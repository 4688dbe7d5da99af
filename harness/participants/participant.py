"""Who came: systems, the actors each plays, and how to reach them. Frozen; reads no file and opens no connection."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from harness.errors import UsageError
from harness.openhie.domains import REGISTRY, Domain
from harness.openhie.preparation import EVERY, Preparation
from harness.openhie.spelling import did_you_mean
from harness.participants.secret import Secret
from harness.participants.urls import host_in_url, is_local
from harness.transport.authentication import Authentication, Basic, ClientCertificate, NoAuthentication

TIMEOUT, PATIENCE, PLAY_LIMIT, PORT, TLS_PORT = 30.0, 300.0, 600.0, 8765, 8766
EVERY_INTERFACE = ("0.0.0.0", "::")


FED = "patient_identifier_cross_reference_manager"


@dataclass(frozen=True, slots=True)
class KnownPatient:
    """A patient whom a registry knows already: her identifier, `value` in `domain`, and her family name."""

    domain: Domain
    value: str
    family: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """How a system takes part in IUA with our authorization server.

    `audience` is what tokens for it name (``aud``), its FHIR base where that is left empty; `client` and `secret` are
    who it is when it asks for tokens itself.
    """

    audience: str = ""
    client: str = ""
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A system brought to the event.

    `slug` stands in addresses: lower-case ASCII, unique. `actors` are OpenHIE's, `ihe_actors` the IHE actors inside
    them that it plays. `endpoints` leads from a protocol (``fhir``) to a URL. `timeout` is seconds for one request,
    `patience` seconds that a person has for a wait, `play_limit` seconds that one play may take, waits for people left
    out, and `time_limit` those of all plays of a run together, waits and all (0 for no limit). `not_supported` leads
    from an option's id to the reason. `domains` are the identifier domains that it issues or serves, `issues` those its
    own patients are named in, `unknown_domain` one that it does not know, `sources` which domain each source owns, by
    the source's slug (``harness`` is the harness's own). `known_patient` is whom a registry may be asked about where it
    is only read from. `protocols` are the endpoints' names that it speaks, those where it begins included.
    `application` and `facility` are its own in HL7 v2 (MSH-5, MSH-6). `prepared` are the ids of the preparations that
    were made at it. `audits` says how it sends its audit events, ``fhir``, ``syslog-udp`` or ``syslog-tls``; empty
    where it sends none. `tokens` says that it takes part in IUA, and how. `barred` is a client that a layer knows and
    that may not use its route. `rewrite` is false where a relay in front of it leaves the links of its answers as they
    are. `operator` is the URL of a program in the place of the person at the keyboard. `ca` is a PEM file. `tls` is
    true where it calls us by TLS. `ports` are the first and last port for protocols that need one each. `node` is the
    folder of certificates that the event issued to everybody (``harness certificates``), empty where it issued none.
    """

    name: str
    slug: str
    actors: tuple[str, ...]
    ihe_actors: tuple[str, ...] = ()
    organisation: str = ""
    contact: str = ""
    endpoints: Mapping[str, str] = field(default_factory=dict, hash=False)
    authentication: Authentication = field(default=NoAuthentication(), repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    secrets: tuple[Secret, ...] = field(default=(), repr=False)
    timeout: float = TIMEOUT
    patience: float = PATIENCE
    play_limit: float = PLAY_LIMIT
    time_limit: float = 0.0
    test_system: bool = False
    rewrite: bool = True
    not_supported: Mapping[str, str] = field(default_factory=dict, hash=False)
    domains: tuple[Domain, ...]
    issues: tuple[Domain, ...] = ()
    unknown_domain: Domain
    sources: Mapping[str, Domain] = field(default_factory=dict, hash=False)
    known_patient: KnownPatient | None = None
    tokens: Tokens | None = None
    barred: Basic | None = field(default=None, repr=False)
    protocols: tuple[str, ...] = ()
    application: str = REGISTRY[0]
    facility: str = REGISTRY[1]
    prepared: tuple[str, ...] = ()
    audits: str = ""
    operator: str = ""
    ca: str = ""
    tls: bool = False
    ports: tuple[int, int] | None = None
    node: str = ""

    @property
    def is_node(self) -> bool:
        """Whether both sides can show certificates in TLS: the event issued some, or we have one for it."""
        return bool(self.node) or isinstance(self.authentication, ClientCertificate)

    @property
    def unprepared(self) -> tuple[Preparation, ...]:
        """What would have to be set up at it for every scenario, and nobody says that it is."""
        asked = "client_registry" in self.actors and "hl7v2" in self.endpoints
        concerning = (one for one in EVERY if one.actor in self.actors and one.actor == "client_registry")
        return tuple(one for one in concerning if one.id not in self.prepared) if asked else ()

    def plays(self, actor: str) -> bool:
        """Whether it plays this actor, OpenHIE's or the IHE actor inside."""
        return actor in self.actors or actor in self.ihe_actors

    def speaks(self, endpoint: str) -> bool:
        """Whether it speaks ``fhir`` or ``hl7v2``, as whoever begins or answers; FHIR where nothing is said of it."""
        if endpoint == "audit":
            return bool(self.audits)
        asks_for_tokens = endpoint == "oauth" and self.tokens is not None
        return asks_for_tokens or endpoint in (self.protocols or tuple(self.endpoints) or ("fhir",))

    @property
    def may_be_written_to(self) -> bool:
        """Whether the harness may create and change records: declared a test system, or on this machine throughout."""
        return self.test_system or all(is_local(url) for url in self.endpoints.values())

    @property
    def is_spared(self) -> bool:
        """Whether it is asked about its known patient, and not fed one: it names one, and cannot be fed."""
        return self.known_patient is not None and not (self.may_be_written_to and self.plays(FED))


def advertised(listen: str) -> str:
    """What others call this machine where nobody said: the interface, or the machine's name where it is every one."""
    return socket.gethostname() if listen in EVERY_INTERFACE else listen


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Where the harness itself listens: network interface, the host others use, port, and that with TLS.

    `certificates` is the folder that ``harness certificates`` made, with the harness's own among them.
    """

    listen: str = "127.0.0.1"
    advertise: str = "127.0.0.1"
    port: int = PORT
    tls_port: int = TLS_PORT
    certificates: str = ""

    @property
    def root(self) -> str:
        """``http://<advertise>:<port>``, the beginning of every address that is handed out."""
        return f"http://{host_in_url(self.advertise)}:{self.port}"

    @property
    def secured_root(self) -> str:
        """The same for those who call by TLS."""
        return f"https://{host_in_url(self.advertise)}:{self.tls_port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Participants:
    """Everybody who came, in the order of the file, and where the harness listens for them."""

    everyone: tuple[Participant, ...]
    listener: Listener = Listener()

    def __iter__(self) -> Iterator[Participant]:
        """In the order of the file."""
        return iter(self.everyone)

    def __len__(self) -> int:
        """How many came."""
        return len(self.everyone)

    def at(self, *, listen: str = "", advertise: str = "", port: int | None = None) -> Participants:
        """The same people, with the harness listening elsewhere; what is left empty stays as it is.

        Port 0 is any that is free. A new `listen` without `advertise` is advertised too, or this machine's name where
        it is every interface.
        """
        old = self.listener
        own = advertise or (advertised(listen) if listen else old.advertise)
        new = replace(old, listen=listen or old.listen, advertise=own, port=old.port if port is None else port)
        return Participants(everyone=self.everyone, listener=new)

    def named(self, name: str) -> Participant:
        """The participant with this name or slug, in any case. Raises UsageError with what would be valid."""
        wanted = name.strip().casefold()
        for each in self.everyone:
            if wanted in (each.name.casefold(), each.slug):
                return each
        names = [each.name for each in self.everyone]
        raise UsageError(f"There is no participant {name!r}.{did_you_mean(name, names)} Valid: {', '.join(names)}.")

    def playing(self, actor: str) -> tuple[Participant, ...]:
        """Those that play `actor`, OpenHIE's or the IHE actor inside."""
        return tuple(each for each in self.everyone if each.plays(actor))
