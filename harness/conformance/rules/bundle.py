"""Bundle: fullUrls, links, and what each type of Bundle asks of its entries (R4 bundle.html, http.html). Knows entries,
not the resources in them; how a document or message holds together is in `bundle_linked`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from harness.conformance.issue import Issue, mismatch
from harness.conformance.looking import objects, one, present, shown, text
from harness.conformance.rules.bundle_entries import Entry, absolute, entries_of, restful
from harness.conformance.rules.bundle_linked import check_linked
from harness.conformance.scope import Resource, Scope

__all__ = ["check_entries", "check_linked", "check_links", "check_requests", "check_search"]

_FULL_URL = "R4 bundle.html#bundle-unique"
_LINK = "R4 bundle.html#searchset"
_REQUEST = "R4 http.html#trules"
_STATUS = re.compile(r"[1-5][0-9][0-9](?![0-9])")
_WITHOUT_FULL_URL = ("transaction", "transaction-response", "batch", "batch-response")
_PAGES = ("self", "first", "prev", "previous", "next", "last")
_EXCHANGED = ("transaction", "batch")


def check_entries(bundle: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """The fullUrl of each entry, and the status of each response."""
    kind = text(bundle, "type")
    types = scope.definitions.resource_types
    for entry in entries_of(bundle).all:
        at = f"{where}.entry[{entry.index}]"
        if not present(entry.entry, "fullUrl") and entry.resource and kind and kind not in _WITHOUT_FULL_URL:
            yield Issue("error", "required", at, f"an entry of a {kind} has a fullUrl", "a fullUrl", "none", _FULL_URL)
        elif entry.url:
            yield from _full_url(entry, at, types)
        status = text(one(entry.entry, "response"), "status")
        if status and not _STATUS.match(status):
            yield mismatch(
                "value",
                f"{at}.response.status",
                expected="a status that starts with a three digit HTTP code",
                found=shown(status),
                source="R4 bundle-definitions.html#Bundle.entry.response.status",
                severity="warning",  # HL7 publishes one itself, and the official validator does not look
            )


def _full_url(entry: Entry, at: str, types: frozenset[str]) -> Iterator[Issue]:
    url = entry.url
    if not absolute(url):
        yield mismatch("invalid", f"{at}.fullUrl", expected="an absolute url", found=shown(url), source=_FULL_URL)
        return
    parts = restful(url)
    created = text(one(entry.entry, "request"), "method") == "POST"
    if not parts or not entry.kind or created or (types and parts["type"] not in types):
        return
    if not entry.id:
        yield Issue(
            "error",
            "invalid",
            f"{at}.fullUrl",
            "the fullUrl is that of a resource on a server, but the resource has no id",
            f"the id {parts['id']}",
            "none",
            _FULL_URL,
        )
    elif (parts["type"], parts["id"]) != (entry.kind, entry.id):
        yield mismatch(
            "invalid",
            f"{at}.fullUrl",
            expected=f"a url that ends in /{entry.kind}/{entry.id}",
            found=shown(url),
            source=_FULL_URL,
        )


def check_links(bundle: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """Links of the Bundle: each page once, and pages only where there are pages."""
    del scope
    kind = text(bundle, "type")
    seen: set[str] = set()
    for at, link in objects(bundle, "link"):
        relation = text(link, "relation")
        if relation not in _PAGES:
            continue
        place = f"{where}.link[{at}].relation"
        if kind in ("searchset", "history"):
            if relation in seen:
                yield Issue("error", "duplicate", place, f"there are several links {relation}", source=_LINK)
            seen.add(relation)
        elif relation != "self" and kind in ("document", "message", "transaction", "batch", "collection"):
            yield Issue(
                "error", "business-rule", place, f"a {kind} has no pages, and so no link {relation}", source=_LINK
            )


def check_search(bundle: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """A searchset: its self link, a search mode on each entry, and entries of the types that were searched for."""
    if text(bundle, "type") != "searchset":
        return
    asked = [text(link, "url") for _, link in objects(bundle, "link") if text(link, "relation") == "self"]
    if not asked:
        yield Issue(
            "warning",
            "business-rule",
            where,
            "a searchset has a link self that tells what was searched for",
            "a link self",
            "none",
            _LINK,
        )
    sought = searched_types(asked[0], scope.definitions.resource_types) if asked else frozenset[str]()
    entries = entries_of(bundle).all
    modes = [text(one(entry.entry, "search"), "mode") for entry in entries]
    if not all(modes) and (any(modes) or len({entry.kind for entry in entries}) > 1):
        yield Issue("warning", "business-rule", where, "entries of the searchset have no search.mode", source=_LINK)
    for entry in entries:
        yield from _found(entry, f"{where}.entry[{entry.index}]", sought)


def _found(entry: Entry, at: str, sought: frozenset[str]) -> Iterator[Issue]:
    mode = text(one(entry.entry, "search"), "mode")
    if not entry.resource:
        yield Issue("error", "required", at, "an entry of a searchset has a resource", "a resource", "none", _LINK)
        return
    if mode == "outcome" and entry.kind != "OperationOutcome":
        yield mismatch(
            "business-rule",
            f"{at}.resource",
            expected="an OperationOutcome, for the search.mode is outcome",
            found=entry.kind,
            source=_LINK,
        )
    if mode in ("match", "include") and not entry.id:
        yield Issue("error", "required", f"{at}.resource", "what a search finds has an id", "an id", "none", _LINK)
    if mode == "match" and sought and entry.kind and entry.kind not in sought:
        yield mismatch(
            "business-rule",
            f"{at}.resource",
            expected=f"one of {', '.join(sorted(sought))}, which were searched for, as a match",
            found=entry.kind,
            source=_LINK,
        )


def searched_types(url: str, types: frozenset[str]) -> frozenset[str]:
    """The types that a search url asks for (``[base]/Patient?…``, ``_type=…``); empty where it does not tell."""
    path, _, query = url.partition("?")
    named = re.findall(r"(?:^|&)_type=([^&]*)", query)
    last = path.removesuffix("/").removesuffix("/_search").rpartition("/")[2]
    found = {one for names in named for one in re.split(",|%2C", names)} if named else {last}
    return frozenset(found) if found <= types else frozenset()


def check_requests(bundle: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """Requests of a transaction or batch: the url fits the method, and the resource fits the url."""
    if text(bundle, "type") not in _EXCHANGED:
        return
    for entry in entries_of(bundle).all:
        request = one(entry.entry, "request")
        url, method = text(request, "url"), text(request, "method")
        if url and method:
            yield from _request(entry, method, url, f"{where}.entry[{entry.index}]", scope.definitions.resource_types)
        asks = method == "POST" and ("$" in url or "_search" in url)
        if method in ("PUT", "PATCH", "POST") and not entry.resource and not asks:
            yield Issue(
                "error",
                "required",
                f"{where}.entry[{entry.index}]",
                f"a {method} carries a resource",
                "a resource",
                "none",
                _REQUEST,
            )


def _request(entry: Entry, method: str, url: str, at: str, types: frozenset[str]) -> Iterator[Issue]:
    path, asks, _ = url.partition("?")
    if absolute(path) or "$" in path or "_search" in path:
        return
    parts: list[Any] = [part for part in path.split("/") if part]
    wanted = ""
    if method in ("PUT", "DELETE", "PATCH") and not (len(parts) == 2 or (len(parts) == 1 and asks)):
        wanted = "[type]/[id], or [type]?[search]"
    elif method == "POST" and len(parts) > 1:
        wanted = "[type], for the server gives the id"
    if wanted:
        yield mismatch(
            "business-rule", f"{at}.request.url", expected=f"{wanted}, in a {method}", found=shown(url), source=_REQUEST
        )
    elif (
        method in ("PUT", "POST")
        and parts
        and entry.kind
        and (not types or parts[0] in types)
        and parts[0] != entry.kind
    ):
        yield mismatch(
            "business-rule",
            f"{at}.request.url",
            expected=f"the type of the resource, {entry.kind}",
            found=shown(url),
            source=_REQUEST,
        )
    elif method == "PUT" and len(parts) == 2 and entry.id and entry.id != parts[1]:
        yield mismatch(
            "business-rule",
            f"{at}.request.url",
            expected=f"the id of the resource, {entry.id}",
            found=shown(url),
            source="R4 http.html#update",
        )
