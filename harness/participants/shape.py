"""The shape of a file of participants: its tables, the keys of each and what each key takes. Knows no line numbers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from harness.openhie.domains import REGISTRY
from harness.participants import values

Text = Annotated[str, AfterValidator(values.text)]
Name = Annotated[str, AfterValidator(values.name)]
Secret = Annotated[dict[str, str], BeforeValidator(values.secret)]
Slug = Annotated[str, AfterValidator(values.slug)]
Uri = Annotated[str, AfterValidator(values.uri)]
Port = Annotated[int, Field(ge=1, le=65535)]
Protocol = Literal["fhir", "hl7v2", "adx", "dhis2", "soap", "svs", "csd"]
HeaderName = Annotated[str, AfterValidator(values.header_name)]
HeaderValue = Annotated[Any, BeforeValidator(values.header_value)]

LONGEST_TIMEOUT = 600
LONGEST_PATIENCE = 86400
LONGEST_PLAY = 86400


class Table(BaseModel):
    """A table that takes its own keys and no others, and makes no number of a text."""

    model_config = ConfigDict(extra="forbid", strict=True)


class DomainTable(Table):
    """An identifier domain: whoever issues a patient's identifiers."""

    uri: Uri
    oid: Annotated[str, AfterValidator(values.oid)] = ""
    namespace: Text = ""
    application: Text = ""
    facility: Text = ""


class EndpointsTable(Table):
    """Where a system listens, a URL for each protocol."""

    fhir: Annotated[str, AfterValidator(values.fhir_endpoint)] = ""
    hl7v2: Annotated[str, AfterValidator(values.mllp_endpoint)] = ""
    oauth: Annotated[str, AfterValidator(values.issuer)] = ""
    adx: Annotated[str, AfterValidator(values.http_endpoint("adx"))] = ""
    dhis2: Annotated[str, AfterValidator(values.http_endpoint("dhis2"))] = ""
    soap: Annotated[str, AfterValidator(values.http_endpoint("soap"))] = ""
    svs: Annotated[str, AfterValidator(values.http_endpoint("svs"))] = ""
    csd: Annotated[str, AfterValidator(values.http_endpoint("csd"))] = ""
    syslog_udp: Annotated[str, AfterValidator(values.udp_endpoint)] = ""
    syslog_tls: Annotated[str, AfterValidator(values.tls_endpoint)] = ""


class Hl7v2Table(Table):
    """How a system is called in HL7 v2: the application and facility that it answers to."""

    application: Text = REGISTRY[0]
    facility: Text = REGISTRY[1]


class AuthenticationTable(Table):
    """How we identify ourselves to a system."""

    kind: Literal["none", "basic", "bearer", "certificate"]
    user: Text = ""
    password: Secret | None = None
    token: Secret | None = None
    certificate: Text = ""
    key: Text = ""


class BarredTable(Table):
    """A client that a layer knows, and that may not use the route of the scenarios."""

    user: Text
    password: Secret


class TokensTable(Table):
    """How a system takes part in IUA: whom tokens for it name, and who it is when it asks for one."""

    audience: Text = ""
    client: Text = ""
    secret: Secret | None = None


class KnownPatientTable(Table):
    """A patient whom a registry knows already."""

    domain: Text
    value: Text
    family: Text


class ParticipantTable(Table):
    """One system that came."""

    name: Name
    slug: Slug = ""
    organisation: Text = ""
    contact: Text = ""
    actors: Annotated[list[Annotated[str, AfterValidator(values.openhie_actor)]], Field(min_length=1)]
    ihe_actors: list[Annotated[str, AfterValidator(values.ihe_actor)]] = []
    endpoints: EndpointsTable = EndpointsTable()
    authentication: AuthenticationTable = AuthenticationTable(kind="none")
    headers: dict[HeaderName, HeaderValue] = {}
    timeout: Annotated[float, Field(gt=0, le=LONGEST_TIMEOUT)] = 30.0
    patience: Annotated[float, Field(gt=0, le=LONGEST_PATIENCE)] = 300.0
    play_limit: Annotated[float, Field(gt=0, le=LONGEST_PLAY)] = 600.0
    time_limit: Annotated[float, Field(ge=0)] = 0.0
    test_system: bool = False
    rewrite: bool = True
    not_supported: dict[Annotated[str, AfterValidator(values.option_id)], Text] = {}
    protocols: Annotated[list[Protocol], Field(min_length=1)] | None = None
    hl7v2: Hl7v2Table | None = None
    tokens: TokensTable | None = None
    barred: BarredTable | None = None
    audits: Literal["", "fhir", "syslog-udp", "syslog-tls"] = ""
    prepared: list[Annotated[str, AfterValidator(values.preparation)]] = []
    domains: list[DomainTable] = []
    issues: list[Text] = []
    unknown_domain: DomainTable | None = None
    sources: dict[str, Text] = {}
    known_patient: KnownPatientTable | None = None
    operator: Annotated[str, AfterValidator(values.hook)] = ""
    ca: Text = ""
    tls: bool = False
    ports: Annotated[list[Port], Field(min_length=2, max_length=2)] | None = None


class HarnessTable(Table):
    """Where the harness itself listens, for all participants."""

    listen: Annotated[str, AfterValidator(values.host)] = "127.0.0.1"
    advertise: Annotated[str, AfterValidator(values.host)] = ""
    port: Port = 8765
    tls_port: Port = 8766
    certificates: Text = ""


class File(Table):
    """The whole file."""

    harness: HarnessTable = HarnessTable()
    participants: Annotated[list[ParticipantTable], Field(min_length=1)]


TABLES: dict[tuple[str, ...], type[Table]] = {
    (): File,
    ("harness",): HarnessTable,
    ("participants",): ParticipantTable,
    ("participants", "endpoints"): EndpointsTable,
    ("participants", "hl7v2"): Hl7v2Table,
    ("participants", "authentication"): AuthenticationTable,
    ("participants", "tokens"): TokensTable,
    ("participants", "barred"): BarredTable,
    ("participants", "domains"): DomainTable,
    ("participants", "unknown_domain"): DomainTable,
    ("participants", "known_patient"): KnownPatientTable,
}
"""Each table by the names that lead to it, so that a mistake can say which keys are valid there."""

EXPECTED: dict[str, str] = {
    "harness": "a table: [harness]",
    "participants": "[[participants]], in two brackets, once for each system",
    "name": "the name of the system, as the report shall show it",
    "slug": "lower-case letters, digits and hyphens, as it shall stand in addresses",
    "organisation": "the name of who brings the system",
    "contact": "whom to ask: a name, an address, a place in the hall",
    "actors": 'a list of OpenHIE actors, as in ["client_registry"]',
    "ihe_actors": 'a list of the IHE actors it plays, as in ["patient_demographics_supplier"]',
    "endpoints": 'a table [participants.endpoints], as in fhir = "https://cr.example.org/fhir"',
    "fhir": "the base URL of its FHIR server, as in https://cr.example.org/fhir",
    "hl7v2": "a table [participants.hl7v2] with its application and facility",
    "protocols": 'a list of what it speaks, as in ["fhir", "hl7v2"]',
    "application": "the name of an application (MSH-3, MSH-5), as in CR1",
    "facility": "the name of a facility (MSH-4, MSH-6), as in MOH_CAAT",
    "prepared": 'a list of the preparations that are made at it already, as in ["ohie-cr"]',
    "audits": 'how it sends its audit events: one of "fhir", "syslog-udp", "syslog-tls"',
    "headers.*": "the header's value, as text",
    "not_supported.*": "the reason, in words",
    "sources.*": "one of its domains, by URI, OID or namespace",
    "endpoints.hl7v2": "the address of its listener for HL7 v2, as in mllp://cr.example.org:2575",
    "syslog_udp": "where it takes syslog over UDP, as in udp://arr.example.org:514",
    "syslog_tls": "where it takes syslog over TLS, as in tls://arr.example.org:6514",
    "adx": "where it takes ADX, the whole address, as in https://hmis.example.org/api/dataValueSets",
    "dhis2": "the address of DHIS2's Web API, as in https://hmis.example.org/api",
    "soap": "the address of its SOAP services, as in https://ts.example.org/soap",
    "svs": "where its value sets are shared by SVS over HTTP, as in https://ts.example.org/svs",
    "csd": "where it takes careServicesRequests (ITI-73), the whole address, as in "
    "https://ilr.example.org/CSD/csr/country/careServicesRequest",
    "oauth": "the issuer of its tokens, as in https://as.example.org/realms/hie",
    "tokens": "a table [participants.tokens]: its audience, or its client and secret",
    "barred": "a table [participants.barred]: the user and password of a client without permission for the route",
    "audience": "whom tokens for it name (aud), as in https://cr.example.org/fhir",
    "client": "the id that it has at our authorization server",
    "secret": values.SECRET,
    "certificates": "the path of the folder that harness certificates made",
    "authentication": 'a table [participants.authentication], as in kind = "bearer"',
    "kind": 'one of "none", "basic", "bearer", "certificate"',
    "user": "the name of the user",
    "certificate": "the path of a PEM file",
    "key": "the path of a PEM file",
    "headers": "a table [participants.headers] of header names and values",
    "timeout": f"seconds for one request, more than 0 and at most {LONGEST_TIMEOUT}",
    "patience": f"seconds a person has for a wait, more than 0 and at most {LONGEST_PATIENCE}",
    "play_limit": f"seconds that one play may take, waits left out, more than 0 and at most {LONGEST_PLAY}",
    "time_limit": "seconds that all plays of a run may take together, 0 for no limit",
    "test_system": "true or false: whether the system holds no real patients, so that the harness may write to it",
    "rewrite": "true or false: whether a relay in front of it leads the links of its answers back to itself",
    "not_supported": "a table [participants.not_supported] of options, each with the reason",
    "domains": "[[participants.domains]], in two brackets, once for each identifier domain",
    "uri": "an absolute URI, as in http://ohie.org/test/test",
    "oid": "an OID in dots, as in 2.16.840.1.113883.3.72.5.9.1",
    "namespace": "the short name of the domain, as in TEST",
    "issues": 'a list of its own domains, each by URI, OID or namespace, as in ["TEST_A"]',
    "unknown_domain": "a table [participants.unknown_domain] with the uri of a domain that it does not know",
    "sources": "a table [participants.sources]: the name of a participant and the domain it owns",
    "known_patient": "a table [participants.known_patient]: the domain, value and family of a patient that it knows",
    "domain": "one of its domains, by URI, OID or namespace",
    "value": "the number that she has in that domain",
    "family": "her family name, as the system keeps it",
    "operator": "the URL of a program that does what the instructions ask of a person",
    "ca": "the path of a PEM file with the authority that signed its certificate",
    "tls": "true or false: whether the system calls the harness by TLS, at https:// and mllps://",
    "tls_port": "a port number from 1 to 65535, for those who call by TLS",
    "ports": "two port numbers, the first and the last, as in [20000, 20009]",
    "listen": "the address of a network interface, as in 127.0.0.1 or 0.0.0.0",
    "advertise": "the host name or address alone that participants use to reach the harness, as in harness.local",
    "port": "a port number from 1 to 65535",
}
"""What each key takes, in words, ready to follow "expected"; of a table of names what each of them takes."""
