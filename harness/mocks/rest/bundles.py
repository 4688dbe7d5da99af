"""Bundles of what was found (FHIR R4 3.1.1.5, 3.1.0.9). Knows their shape, not how anything was found."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from harness.messages.fhir import Resource
from harness.mocks.rest.messages import Parameters
from harness.mocks.search.query import CURSOR, Query
from harness.mocks.store import Past, Stored

_PLAIN = re.compile(r"[A-Za-z0-9_.~|:,$-]*")


def searchset(query: Query, *, base: str, total: int, cursor: str, entries: list[dict[str, Any]]) -> Resource:
    """A page of a search: `cursor` leads to the next one, empty on the last."""
    links = _links(f"{base}/{query.resource_type}", query.used, cursor)
    counted = {"total": total} if query.total else {}
    return _with_entries({"resourceType": "Bundle", "type": "searchset", **counted, "link": links}, entries)


def entry(resource: Resource, *, base: str, mode: str) -> dict[str, Any]:
    """An entry of a search: `mode` is ``match`` or ``include``."""
    url = f"{base}/{resource['resourceType']}/{resource['id']}"
    return {"fullUrl": url, "resource": resource, "search": {"mode": mode}}


def history(past: Past, *, base: str, address: str, used: Parameters) -> Resource:
    """A page of the history that was asked for at `address` with what was `used` of its parameters."""
    entries = [_version(one, base) for one in past.versions]
    links = _links(f"{base}/{address}", used, past.cursor)
    meta = {"lastUpdated": past.at}
    bundle = {"resourceType": "Bundle", "meta": meta, "type": "history", "total": past.total, "link": links}
    return _with_entries(bundle, entries)


def _version(stored: Stored, base: str) -> dict[str, Any]:
    name = stored.type if stored.method == "POST" else f"{stored.type}/{stored.id}"
    response = {"status": str(stored.status), "etag": f'W/"{stored.version}"', "lastModified": stored.at}
    made: dict[str, Any] = {"fullUrl": f"{base}/{stored.type}/{stored.id}"}
    if not stored.deleted:
        made["resource"] = stored.resource
    return {**made, "request": {"method": stored.method, "url": name}, "response": response}


def _with_entries(bundle: Resource, entries: list[dict[str, Any]]) -> Resource:
    return {**bundle, "entry": entries} if entries else bundle


def _links(address: str, used: Parameters, cursor: str) -> list[dict[str, str]]:
    links = [{"relation": "self", "url": _address(address, used)}]
    if cursor:
        links.append({"relation": "next", "url": _address(address, (*used, (CURSOR, cursor)))})
    return links


def _address(address: str, parameters: Parameters) -> str:
    query = "&".join(f"{_escaped(name)}={_escaped(value)}" for name, value in parameters)
    return f"{address}?{query}" if query else address


def _escaped(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else quote(text, safe="|:,$")
