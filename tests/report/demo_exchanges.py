"""Realistic exchanges of ITI-104 and ITI-78 as bytes. Made here, sent nowhere."""

from __future__ import annotations

import itertools
import json
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from harness.evidence.exchange import Exchange, Headers, Message, Tls

JSON = "application/fhir+json"
DOMAIN = "http://ohie.org/test/test"
_ids = itertools.count(1)


def patient(family: str, value: str, *, given: str = "Grace", identifier: str = DOMAIN, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "meta": {"tag": [{"system": "urn:openhie:connectathon:run", "code": "4f2a"}]},
        "identifier": [{"system": identifier, "value": value}],
        "active": True,
        "name": [{"use": "official", "family": family, "given": [given, "Atieno"]}],
        "telecom": [{"system": "phone", "value": "+254 700 012 345", "use": "mobile"}],
        "gender": "female",
        "birthDate": "1982-06-09",
        "address": [{"line": ["Plot 12, Lake Road"], "city": "Kisumu", "country": "KEN"}],
        **more,
    }


def bundle(base: str, *patients: dict[str, Any], total: int | None = None, following: str = "") -> dict[str, Any]:
    links = [{"relation": "self", "url": f"{base}/Patient"}]
    links += [{"relation": "next", "url": following}] if following else []
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(patients) if total is None else total,
        "link": links,
        "entry": [
            {"fullUrl": f"{base}/Patient/{each['id']}", "resource": each, "search": {"mode": "match"}}
            for each in patients
        ],
    }


def outcome(code: str, words: str) -> dict[str, Any]:
    return {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "error", "code": code, "diagnostics": words}],
    }


def as_bytes(content: dict[str, Any] | bytes | None) -> bytes:
    if isinstance(content, bytes):
        return content
    return b"" if content is None else json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def message(sender: str, start: str, headers: Headers, body: bytes, *, at: float) -> Message:
    lines = [start, *(f"{name}: {value}" for name, value in headers)]
    head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
    return Message(sender=sender, head=head, body=body, at=at, start=start, headers=headers)


def answer(status: int, kind: str, body: bytes, *, at: float) -> Message:
    fields: Headers = (("Date", "Sun, 22 Nov 2026 14:05:11 GMT"), ("Content-Type", kind))
    return message("client_registry", f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", fields, body, at=at)


def exchange(
    method: str,
    url: str,
    *,
    at: float,
    transaction: str = "ITI-104",
    sent: dict[str, Any] | bytes | None = None,
    status: int | None = 200,
    received: dict[str, Any] | bytes | None = None,
    kind: str = JSON,
    headers: Headers = (),
    failure: str = "",
    failure_kind: str = "",
    captured_at: str = "client",
    tls: Tls | None = None,
) -> Exchange:
    """An exchange between the point of service and the client registry; no answer where `status` is None."""
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    body = as_bytes(sent)
    fields: Headers = (("Host", host), ("User-Agent", "harness/0.1.0"), ("Accept", JSON), *headers)
    if body:
        fields = (*fields, ("Content-Type", kind), ("Content-Length", str(len(body))))
    return Exchange(
        id=f"x{next(_ids):05}",
        transaction=transaction,
        initiator="point_of_service",
        responder="client_registry",
        address=f"{scheme}://{host}{slash}{path}",
        request=message("point_of_service", f"{method} {slash}{path} HTTP/1.1", fields, body, at=at),
        response=None if status is None else answer(status, kind, as_bytes(received), at=at + 0.031),
        ended=at + 0.034,
        failure=failure,
        failure_kind=failure_kind,
        captured_at=captured_at,
        tls=tls,
    )


def feed(base: str, resource: dict[str, Any], *, at: float, status: int | None = 201, **more: Any) -> Exchange:
    """ITI-104: a conditional update by the patient's first identifier; answered with the patient kept."""
    first = resource.get("identifier", [{"system": DOMAIN, "value": "0"}])[0]
    token = quote(f"{first['system']}|{first['value']}", safe="")
    more.setdefault("received", {**resource, "id": "1042"} if status else None)
    return exchange("PUT", f"{base}/Patient?identifier={token}", at=at, sent=resource, status=status, **more)


def query(base: str, parameters: str, *, at: float, **more: Any) -> Exchange:
    """ITI-78 by GET."""
    return exchange("GET", f"{base}/Patient?{parameters}", at=at, transaction="ITI-78", **more)
