"""Bundles of what was found (FHIR R4 3.1.1.5, 3.1.0.9). Knows their shape, not how anything was found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode

from harness.messages.fhir import Resource
from harness.mocks.rest.messages import Parameters
from harness.mocks.search.query import CURSOR, Query
from harness.mocks.store import Stored


def searchset(query: Query, *, base: str, total: int, cursor: str, entries: list[dict[str, Any]]) -> Resource:
    """A page of a search: `cursor` leads to the next one, empty on the last."""
    address = f"{base}/{query.resource_type}"
    links = [{"relation": "self", "url": _address(address, query.used)}]
    if cursor:
        links.append({"relation": "next", "url": _address(address, (*query.used, (CURSOR, cursor)))})
    bundle: Resource = {"resourceType": "Bundle", "type": "searchset", "total": total, "link": links}
    return {**bundle, "entry": entries} if entries else bundle


def entry(resource: Resource, *, base: str, mode: str) -> dict[str, Any]:
    """An entry of a search: `mode` is ``match`` or ``include``."""
    url = f"{base}/{resource['resourceType']}/{resource['id']}"
    return {"fullUrl": url, "resource": resource, "search": {"mode": mode}}


def history(versions: Iterable[Stored], *, base: str) -> Resource:
    """Every version of a resource, the newest first."""
    entries = [_version(one, base) for one in versions]
    return {"resourceType": "Bundle", "type": "history", "total": len(entries), "entry": entries}


def _version(stored: Stored, base: str) -> dict[str, Any]:
    method, status = ("DELETE", "204") if stored.deleted else ("PUT", "200") if stored.version > 1 else ("POST", "201")
    name = stored.type if method == "POST" else f"{stored.type}/{stored.id}"
    response = {"status": status, "etag": f'W/"{stored.version}"', "lastModified": stored.at}
    made: dict[str, Any] = {"fullUrl": f"{base}/{stored.type}/{stored.id}"}
    if not stored.deleted:
        made["resource"] = stored.resource
    return {**made, "request": {"method": method, "url": name}, "response": response}


def _address(address: str, parameters: Parameters) -> str:
    query = urlencode(parameters, quote_via=quote, safe="|:,$")
    return f"{address}?{query}" if query else address
