"""What of a participant may be shown and what must be hidden. Knows values, not where they turn up."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from harness.participants.participant import Participant
from harness.transport.authentication import Basic, Bearer, ClientCertificate


def secrets(participants: Iterable[Participant]) -> tuple[str, ...]:
    """Every value that must be hidden wherever it turns up, also as it looks on the wire, in a URL and in JSON."""
    values = [secret.value for each in participants for secret in each.secrets if secret.value]
    known = [one for each in participants for one in (each.authentication, each.barred) if one is not None]
    carried = [shown for one in known for shown in one.secrets()]
    forms = [form for value in (*values, *carried) for form in (value, quote(value, safe=""), json.dumps(value)[1:-1])]
    return tuple(dict.fromkeys(forms))


def snapshot(participant: Participant) -> dict[str, Any]:
    """`participant` in values that JSON can hold, without secrets: of each, only where it is kept."""
    known, tokens = participant.known_patient, participant.tokens
    kept = {
        field.name: getattr(participant, field.name)
        for field in dataclasses.fields(participant)
        if field.name
        not in (
            "authentication",
            "barred",
            "headers",
            "secrets",
            "domains",
            "issues",
            "unknown_domain",
            "sources",
            "known_patient",
        )
    }
    return {
        **kept,
        "actors": list(participant.actors),
        "ihe_actors": list(participant.ihe_actors),
        "endpoints": dict(participant.endpoints),
        "protocols": list(participant.protocols),
        "prepared": list(participant.prepared),
        "tokens": tokens and {"audience": tokens.audience, "client": tokens.client},
        "not_supported": dict(participant.not_supported),
        "ports": list(participant.ports) if participant.ports else None,
        "authentication": _authentication(participant),
        "barred": participant.barred and {"user": participant.barred.user},
        "headers": {name: _shown(participant, name, value) for name, value in participant.headers},
        "domains": [dataclasses.asdict(domain) for domain in participant.domains],
        "issues": [domain.uri for domain in participant.issues],
        "unknown_domain": dataclasses.asdict(participant.unknown_domain),
        "sources": {source: domain.uri for source, domain in participant.sources.items()},
        "known_patient": known and {"domain": known.domain.uri, "value": known.value, "family": known.family},
    }


def _authentication(participant: Participant) -> dict[str, str]:
    kept = {
        secret.where.removeprefix("authentication."): f"in {secret.source}"
        for secret in participant.secrets
        if secret.where.startswith("authentication.")
    }
    match participant.authentication:
        case Basic(user=user):
            return {"kind": "basic", "user": user, **kept}
        case Bearer():
            return {"kind": "bearer", **kept}
        case ClientCertificate(certificate=certificate):
            return {"kind": "certificate", "certificate": certificate.name}
        case _:
            return {"kind": "none"}


def _shown(participant: Participant, name: str, value: str) -> str:
    return next((f"in {each.source}" for each in participant.secrets if each.where == f"headers.{name}"), value)
