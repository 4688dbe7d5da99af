"""From the tables of a file of participants, all of them right, to nouns. Finds no mistakes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from harness.openhie.domains import DEFAULT_DOMAINS, OID, UNKNOWN_DOMAIN, Domain
from harness.participants import credentials
from harness.participants.naming import inside_of, names_domain, slug_of
from harness.participants.participant import KnownPatient, Listener, Participant, Participants, Tokens, advertised
from harness.participants.secret import Secret, reveal
from harness.participants.shape import (
    AuthenticationTable,
    DomainTable,
    File,
    HarnessTable,
    Hl7v2Table,
    KnownPatientTable,
    ParticipantTable,
    TokensTable,
)
from harness.transport.authentication import Authentication, Basic, Bearer, ClientCertificate, NoAuthentication

SOURCE = "patient_identity_source"
ABOUT = ("organisation", "contact")
TIMES = ("timeout", "patience", "play_limit", "time_limit")
AS_WRITTEN = (*ABOUT, *TIMES, "audits", "test_system", "rewrite", "operator", "tls")


def build(file: File, folder: Path, *, with_secrets: bool = True) -> Participants:
    """The participants of `file`; paths are read from `folder`. Without secrets their values stay empty."""
    slugs = {each.name: each.slug or slug_of(each.name) for each in file.participants}
    everyone = tuple(_participant(each, folder, slugs=slugs, with_secrets=with_secrets) for each in file.participants)
    listener = _listener(file.harness, folder)
    everyone = tuple(replace(each, node=listener.certificates) for each in everyone)
    return Participants(everyone=everyone, listener=listener)


def _listener(table: HarnessTable, folder: Path) -> Listener:
    return Listener(
        listen=table.listen,
        advertise=table.advertise or advertised(table.listen),
        port=table.port,
        tls_port=table.tls_port,
        certificates=str((folder / table.certificates).absolute()) if table.certificates else "",
    )


def _participant(table: ParticipantTable, folder: Path, *, slugs: dict[str, str], with_secrets: bool) -> Participant:
    secrets = _secrets(table, folder, with_secrets=with_secrets)
    listed = tuple(_domain(each) for each in table.domains)
    domains = listed or DEFAULT_DOMAINS
    ihe_actors = tuple(table.ihe_actors) or inside_of(table.actors)
    issues = tuple(_one_of(domains, name) for name in table.issues)
    endpoints = {name: url for name, url in table.endpoints if url}
    called = table.hl7v2 or Hl7v2Table()
    return Participant(
        name=table.name,
        slug=slugs[table.name],
        actors=tuple(dict.fromkeys(table.actors)),
        ihe_actors=ihe_actors,
        endpoints=endpoints,
        protocols=tuple(table.protocols or _protocols(table, endpoints)),
        application=called.application,
        facility=called.facility,
        prepared=tuple(table.prepared),
        tokens=_tokens(table.tokens, secrets),
        barred=Basic(table.barred.user, _value(secrets, "barred.password")) if table.barred else None,
        authentication=_authentication(table.authentication, secrets, folder),
        headers=_headers(table, secrets),
        secrets=secrets,
        not_supported=dict(table.not_supported),
        domains=domains,
        issues=issues or (listed if SOURCE in ihe_actors else ()),
        unknown_domain=_domain(table.unknown_domain) if table.unknown_domain else UNKNOWN_DOMAIN,
        sources={slugs.get(name, name): _one_of(domains, domain) for name, domain in table.sources.items()},
        known_patient=_known(table.known_patient, domains),
        ca=str((folder / table.ca).absolute()) if table.ca else "",
        ports=(table.ports[0], table.ports[1]) if table.ports else None,
        **{name: getattr(table, name) for name in AS_WRITTEN},
    )


def _protocols(table: ParticipantTable, endpoints: Mapping[str, str]) -> Iterator[str]:
    """What a system speaks that did not say: what it is reached by, else FHIR; and HL7 v2 if it has a name there."""
    yield from endpoints or ("fhir",)
    if table.hl7v2 and "hl7v2" not in endpoints:
        yield "hl7v2"


def _domain(table: DomainTable) -> Domain:
    named = table.uri.removeprefix(OID)
    oid = table.oid or (named if named != table.uri else "")
    return Domain(table.uri, oid, table.namespace, application=table.application, facility=table.facility)


def _known(table: KnownPatientTable | None, domains: Sequence[Domain]) -> KnownPatient | None:
    return KnownPatient(_one_of(domains, table.domain), table.value, table.family) if table else None


def _tokens(table: TokensTable | None, secrets: Sequence[Secret]) -> Tokens | None:
    return Tokens(table.audience, table.client, _value(secrets, "tokens.secret")) if table else None


def _one_of(domains: Sequence[Domain], name: str) -> Domain:
    return next(each for each in domains if names_domain(name, uri=each.uri, oid=each.oid, namespace=each.namespace))


def _secrets(table: ParticipantTable, folder: Path, *, with_secrets: bool) -> tuple[Secret, ...]:
    shown = {"authentication": table.authentication.model_dump(), "headers": table.headers}
    others = {"tokens": table.tokens, "barred": table.barred}
    raw = {**shown, **{name: one.model_dump() if one else {} for name, one in others.items()}}
    return tuple(
        Secret(
            ".".join(path),
            env=reference.get("env", ""),
            file=str((folder / reference["file"]).absolute()) if "file" in reference else "",
            value=reveal(reference, folder) if with_secrets else "",
        )
        for path, reference in credentials.references(raw)
    )


def _value(secrets: Sequence[Secret], where: str) -> str:
    return next((each.value for each in secrets if each.where == where), "")


def _headers(table: ParticipantTable, secrets: Sequence[Secret]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, value if isinstance(value, str) else _value(secrets, f"headers.{name}"))
        for name, value in table.headers.items()
    )


def _authentication(table: AuthenticationTable, secrets: Sequence[Secret], folder: Path) -> Authentication:
    match table.kind:
        case "basic":
            return Basic(table.user, _value(secrets, "authentication.password"))
        case "bearer":
            return Bearer(_value(secrets, "authentication.token"))
        case "certificate":
            certificate = (folder / table.certificate).absolute()
            return ClientCertificate(certificate, (folder / table.key).absolute() if table.key else certificate)
        case _:
            return NoAuthentication()
