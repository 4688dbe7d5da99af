"""Participants as TOML that `load` reads again, secrets as references. Writes text, no file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from harness.openhie.domains import DEFAULT_DOMAINS, REGISTRY, UNKNOWN_DOMAIN, Domain
from harness.participants.naming import inside_of, slug_of
from harness.participants.participant import PATIENCE, PLAY_LIMIT, TIMEOUT, Listener, Participant, Participants
from harness.transport.authentication import Basic, ClientCertificate, NoAuthentication

Values = Mapping[str, object]


def to_toml(participants: Participants) -> str:
    """`participants` in TOML 1.0, with everything that is not a default; paths are absolute."""
    listener = participants.listener
    own = {name: getattr(listener, name) for name in ("listen", "advertise", "port", "tls_port", "certificates")}
    blocks = [block("[harness]", own)] if listener != Listener() else []
    blocks += ["\n".join(_participant(each, participants)) for each in participants]
    return "\n\n".join(blocks) + "\n"


def _participant(each: Participant, everyone: Participants) -> Iterator[str]:
    names = {other.slug: other.name for other in everyone}
    yield block("[[participants]]", _plain(each))
    yield from _section("endpoints", each.endpoints)
    if (each.application, each.facility) != REGISTRY:
        yield from _section("hl7v2", {"application": each.application, "facility": each.facility})
    yield from _section("authentication", _authentication(each))
    if tokens := each.tokens:
        secret = _reference(each, "tokens.secret")
        yield from _section("tokens", {"audience": tokens.audience, "client": tokens.client, "secret": secret})
    if barred := each.barred:
        yield from _section("barred", {"user": barred.user, "password": _reference(each, "barred.password")})
    yield from _section("headers", {name: _reference(each, f"headers.{name}") or value for name, value in each.headers})
    yield from _section("not_supported", each.not_supported)
    for domain in each.domains if each.domains != DEFAULT_DOMAINS else ():
        yield block("\n[[participants.domains]]", _domain(domain))
    if each.unknown_domain != UNKNOWN_DOMAIN:
        yield from _section("unknown_domain", _domain(each.unknown_domain))
    yield from _section("sources", {names.get(slug, slug): domain.uri for slug, domain in each.sources.items()})
    if known := each.known_patient:
        told = {"domain": known.domain.uri, "value": known.value, "family": known.family}
        yield from _section("known_patient", told)


def _plain(each: Participant) -> Values:
    return {
        "name": each.name,
        "slug": "" if each.slug == slug_of(each.name) else each.slug,
        "organisation": each.organisation,
        "contact": each.contact,
        "actors": each.actors,
        "ihe_actors": () if each.ihe_actors == inside_of(each.actors) else each.ihe_actors,
        "test_system": each.test_system or "",
        "rewrite": "" if each.rewrite else False,
        "timeout": "" if each.timeout == TIMEOUT else each.timeout,
        "patience": "" if each.patience == PATIENCE else each.patience,
        "play_limit": "" if each.play_limit == PLAY_LIMIT else each.play_limit,
        "time_limit": each.time_limit or "",
        "issues": tuple(domain.uri for domain in each.issues),
        "protocols": () if each.protocols == (tuple(each.endpoints) or ("fhir",)) else each.protocols,
        "prepared": each.prepared,
        "audits": each.audits,
        "operator": each.operator,
        "ca": each.ca,
        "tls": each.tls or "",
        "ports": each.ports or (),
    }


def _authentication(each: Participant) -> Values:
    match each.authentication:
        case NoAuthentication():
            return {}
        case Basic(user=user):
            return {"kind": "basic", "user": user, "password": _reference(each, "authentication.password")}
        case ClientCertificate(certificate=certificate, key=key):
            return {"kind": "certificate", "certificate": str(certificate), "key": str(key)}
        case _:
            return {"kind": "bearer", "token": _reference(each, "authentication.token")}


def _reference(each: Participant, where: str) -> Values | None:
    return next((secret.reference for secret in each.secrets if secret.where == where), None)


def _domain(domain: Domain) -> Values:
    names = ("uri", "oid", "namespace", "application", "facility")
    return {name: getattr(domain, name) for name in names}


def _section(name: str, values: Values) -> Iterator[str]:
    if values:
        yield block(f"\n[participants.{name}]", values)


def block(header: str, values: Values) -> str:
    """A table in TOML under `header`; what is empty is left out."""
    lines = (f"{_key(key)} = {_value(value)}" for key, value in values.items() if value not in ("", (), None))
    return "\n".join((header, *lines))


def _key(key: str) -> str:
    bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return key if bare else _value(key)


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case tuple() | list():
            return f"[{', '.join(map(_value, value))}]"
        case Mapping():
            return f"{{ {', '.join(f'{_key(key)} = {_value(inner)}' for key, inner in value.items())} }}"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case _:
            return str(value)
