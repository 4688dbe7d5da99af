"""The entries of a batch or a transaction as requests (FHIR R4 3.1.0.11). Knows Bundles, not what is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from harness.messages.fhir import Resource
from harness.mocks.rest.addresses import FHIR, below_base, parsed_parameters
from harness.mocks.rest.messages import Answer, Refusal, Request

KINDS = ("batch", "transaction")
METHODS = ("DELETE", "POST", "PUT", "GET", "HEAD")
"""In the order in which a transaction carries them out (3.1.0.11.2): PUT after POST, both after what is deleted."""

_PLACEHOLDER = re.compile("urn:(uuid|oid):.+")
_HEADERS = {"ifMatch": "if-match", "ifNoneExist": "if-none-exist", "ifNoneMatch": "if-none-match"}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: its place in the Bundle, the address that it calls itself by, and what it asks for."""

    place: int
    url: str
    request: Request

    @property
    def is_named(self) -> bool:
        """Whether others in the Bundle can refer to it."""
        return bool(self.url) and self.request.method in ("POST", "PUT")


def entries_of(bundle: Resource) -> list[Any]:
    """The entries of a Bundle that is to be carried out. Raises Refusal (400)."""
    entries = bundle.get("entry", [])
    if bundle["resourceType"] != "Bundle" or bundle.get("type") not in KINDS or not isinstance(entries, list):
        raise Refusal(400, "invalid", f"A Bundle of type {' or '.join(KINDS)} is wanted at this address")
    return entries


def entry_of(
    entry: Any, place: int, outer: Request, *, types: tuple[str, ...], operations: Mapping[str, tuple[str, ...]]
) -> Entry:
    """What an entry asks for. Raises Refusal: 400 where it asks for nothing, 404 and 405 as the same request would."""
    asked = entry.get("request") if isinstance(entry, dict) else None
    if not isinstance(asked, dict) or asked.get("method") not in METHODS or not isinstance(asked.get("url"), str):
        words = f"An entry has a request with a url, by {', '.join(METHODS[:-1])}"
        raise Refusal(400, "invalid", words, expression=[f"Bundle.entry[{place}].request"])
    resource = entry.get("resource")
    if asked["method"] in ("POST", "PUT") and not isinstance(resource, dict):
        raise Refusal(400, "required", "An entry that writes has a resource", expression=[f"Bundle.entry[{place}]"])
    if isinstance(resource, dict) and not isinstance(resource.get("resourceType"), str):
        raise Refusal(400, "structure", "A resource says its type", expression=[f"Bundle.entry[{place}].resource"])
    if unread := [name for name in _HEADERS if not isinstance(asked.get(name, ""), str)]:
        where = f"Bundle.entry[{place}].request.{unread[0]}"
        raise Refusal(400, "invalid", f"{unread[0]} is a text", expression=[where])
    path, _, query = str(asked["url"]).removeprefix(f"{outer.base}/").partition("?")
    segments = [one for one in path.split("/") if one and one != FHIR]
    if not segments:
        raise Refusal(400, "invalid", "A Bundle in a Bundle is not carried out", expression=[f"Bundle.entry[{place}]"])
    what, type_, target = below_base(
        asked["method"].replace("HEAD", "GET"), segments, types=types, operations=operations
    )
    request = replace(
        outer,
        interaction=what,
        type=type_,
        target=target,
        method=asked["method"],
        parameters=parsed_parameters(query.encode("utf-8")),
        headers={**_kept(outer.headers), **_own(asked)},
        body=b"",
        resource=resource,
    )
    return Entry(place, str(entry.get("fullUrl", "")), request)


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in _HEADERS.values()}


def _own(asked: dict[str, Any]) -> dict[str, str]:
    """The conditions of an entry as header fields, in the characters that a header field has."""
    found = ((_HEADERS[name], asked[name]) for name in _HEADERS if isinstance(asked.get(name), str))
    return {name: value.encode("utf-8").decode("latin-1") for name, value in found}


def pointing(resource: Any, names: Mapping[str, str]) -> Any:
    """`resource` with every mention of a key of `names` made one of its value.

    A placeholder (``urn:uuid:…``) counts wherever it stands as a whole value, an address only in a reference.
    """
    if isinstance(resource, list):
        return [pointing(one, names) for one in resource]
    if isinstance(resource, str):
        return names.get(resource, resource) if _PLACEHOLDER.fullmatch(resource) else resource
    if not isinstance(resource, dict):
        return resource
    walked = {name: pointing(one, names) for name, one in resource.items()}
    if isinstance(resource.get("reference"), str):
        walked["reference"] = names.get(resource["reference"], resource["reference"])
    return walked


def told(answer: Answer, base: str) -> dict[str, Any]:
    """What the response says of an entry."""
    response: dict[str, Any] = {"status": f"{answer.status} {HTTPStatus(answer.status).phrase}"}
    headers = dict(answer.headers)
    if "location" in headers:
        response["location"] = headers["location"].removeprefix(f"{base}/")
    if "etag" in headers:
        response["etag"] = headers["etag"]
    resource = answer.resource
    if resource and isinstance(resource.get("meta"), dict) and "lastUpdated" in resource["meta"]:
        response["lastModified"] = resource["meta"]["lastUpdated"]
    if answer.status >= 400:
        return {"response": {**response, "outcome": resource}}
    return {**({"resource": resource} if resource else {}), "response": response}
