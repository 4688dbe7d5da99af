"""Reads what a history tells (FHIR R4 3.1.0.9): which resource, at which address, when. Keeps nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from harness.messages.fhir import Resource


@dataclass(frozen=True, slots=True)
class News:
    """A change of what is at `address` elsewhere: its `resource` now, None where it was removed.

    `order` is greater for what is newer: the instant as it was written in UTC, and the version.
    """

    address: str
    type: str
    resource: Resource | None
    order: tuple[str, int]

    @property
    def is_dated(self) -> bool:
        """Whether anything says when it was, or which version."""
        return self.order != ("", 0)


def news_in(bundle: Resource, base: str) -> Iterator[News]:
    """What a history Bundle of the directory at `base` tells, in order; what cannot be understood is passed over."""
    entries = bundle.get("entry")
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and (news := _news(entry, base)) is not None:
            yield news


def _news(entry: dict[str, Any], base: str) -> News | None:
    resource, request = _object(entry, "resource"), _object(entry, "request")
    removed = request.get("method") == "DELETE"
    if not removed and not isinstance(resource.get("resourceType"), str):
        return None
    name = f"{resource['resourceType']}/{resource.get('id')}" if resource.get("id") else str(request.get("url", ""))
    address = str(entry.get("fullUrl") or "") if not removed or not request.get("url") else ""
    address = address if "://" in address else f"{base}/{name.strip('/')}"
    address = address.partition("/_history/")[0]
    type_ = address.rsplit("/", 2)[-2]
    return News(address, type_, None if removed else resource, _order(entry, resource))


def _order(entry: dict[str, Any], resource: Resource) -> tuple[str, int]:
    meta, response = _object(resource, "meta"), _object(entry, "response")
    version = str(meta.get("versionId") or response.get("etag") or "").strip('W/"')
    at = str(meta.get("lastUpdated") or response.get("lastModified") or "")
    return at, int(version) if version.isdigit() else 0


def _object(node: dict[str, Any], name: str) -> dict[str, Any]:
    found = node.get(name)
    return found if isinstance(found, dict) else {}
