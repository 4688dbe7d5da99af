"""The constraints of Bundle (R4 bundle.html#invs), said without FHIRPath. What is malformed is left to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.conformance.invariants.native_forms import code, there

if TYPE_CHECKING:
    from harness.conformance.scope import Scope

ASKED = frozenset({"batch", "transaction", "history"})
ANSWERED = frozenset({"batch-response", "transaction-response", "history"})


def entries(bundle: Any) -> list[dict[str, Any]] | None:
    """The entries; None where they are not an array of objects."""
    listed = bundle.get("entry")
    if listed is None:
        return []
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        return None
    return listed


def paired(name: str, kinds: frozenset[str]) -> Any:
    """bdl-3, bdl-4: every entry has a request (a response) in these types of Bundle, and none in others."""

    def judge(value: Any, scope: Scope) -> bool | None:
        listed, kind = entries(value), code(scope.resource, "type")
        if listed is None or kind is None:
            return None
        wanted = kind in kinds
        return all(there(one, name) == wanted for one in listed)

    return judge


def searched(value: Any, _: Scope) -> bool | None:
    """bdl-2: search is of a searchset."""
    listed, kind = entries(value), code(value, "type")
    if listed is None or kind is None:
        return None
    return kind == "searchset" or not any(there(one, "search") for one in listed)


def distinct(value: Any, _: Scope) -> bool | None:
    """bdl-7: no two entries of one version with the same fullUrl."""
    listed, kind = entries(value), code(value, "type")
    if listed is None or kind is None:
        return None
    if kind == "history":
        return True
    seen: set[str] = set()
    for one in listed:
        url = one.get("fullUrl")
        if url is None and not isinstance(one.get("_fullUrl"), dict):
            continue
        version = version_of(one.get("resource"))
        if not isinstance(url, str) or version is None:
            return None
        if url + version in seen:
            return False
        seen.add(url + version)
    return True


def version_of(resource: Any) -> str | None:
    """``meta.versionId``, empty where there is none; None where it is no text."""
    meta = resource.get("meta") if isinstance(resource, dict) else None
    version = meta.get("versionId", "") if isinstance(meta, dict) else ""
    return version if isinstance(version, str) else None


def document(value: Any, _: Scope) -> bool | None:
    """bdl-9: a document has an identifier with system and value."""
    kind, identifier = code(value, "type"), value.get("identifier")
    if kind is None:
        return None
    if kind != "document":
        return True
    if identifier is None:
        return False
    return there(identifier, "system") and there(identifier, "value") if isinstance(identifier, dict) else None


def dated(value: Any, _: Scope) -> bool | None:
    """bdl-10: a document has a timestamp."""
    kind, stamp = code(value, "type"), value.get("timestamp")
    if kind is None or isinstance(stamp, list | dict):
        return None
    return kind != "document" or stamp is not None


def first_is(kind: str, wanted: str) -> Any:
    """bdl-11, bdl-12: what a document, a message begins with."""

    def judge(value: Any, _: Scope) -> bool | None:
        said, listed = code(value, "type"), entries(value)
        if said is None or listed is None:
            return None
        resource = listed[0].get("resource") if listed else None
        return said != kind or (isinstance(resource, dict) and resource.get("resourceType") == wanted)

    return judge


def versionless(value: Any, _: Scope) -> bool | None:
    """bdl-8: a fullUrl names no version."""
    url = value.get("fullUrl")
    if url is None:
        return True
    return "/_history/" not in url if isinstance(url, str) else None
