"""Reads a parsed resource step by step and says, in FHIRPath, where it is not what it should be."""

from __future__ import annotations

import json
from typing import Any

from harness.checks.check import shown_by
from harness.errors import MalformedMessage, NonConformance
from harness.evidence.exchange import Message
from harness.messages import fhir
from harness.messages.fhir import Resource


def resource_in(message: Message, *kinds: str) -> Resource:
    """The resource in the message's body; a NonConformance when it is none, or none of `kinds`."""
    with shown_by(message):
        return _resource(message, kinds)


def _resource(message: Message, kinds: tuple[str, ...]) -> Resource:
    expected = " or ".join(kinds) or "a FHIR resource"
    content_type = message.header("content-type") or ""
    if not message.body:
        raise NonConformance("body", expected=expected, found="nothing")
    if fhir.media_type(content_type) is None:
        raise NonConformance(
            "Content-Type",
            expected=f"{fhir.JSON} or {fhir.XML}",
            found=content_type or "no Content-Type",
            message=f"The body begins {message.body[:60].decode('utf-8', 'replace')!r}",
        )
    try:
        resource = fhir.read(message.body, content_type)
    except MalformedMessage as fault:
        raise unreadable(message, fault) from fault
    if kinds and resource["resourceType"] not in kinds:
        raise NonConformance("resourceType", expected=expected, found=_described(resource))
    return resource


def unreadable(message: Message, fault: MalformedMessage) -> NonConformance:
    """Why the resource in `message` cannot be read: `fault`, or the content coding that its sender wrongly told of."""
    if not message.coding:
        return NonConformance(fault.where, expected=fault.expected, found=fault.found, exchange=message.exchange)
    size, begins = len(message.body), message.body[:12].hex(" ")
    return NonConformance(
        "Content-Encoding",
        expected=f"content in {message.coding}, as the header says",
        found=f"{size:,} bytes that are not ({begins} …)",
        exchange=message.exchange,
    )


def listed(node: Resource, name: str, where: str) -> list[Resource]:
    """The objects in the list `node.name`, [] where there is none; `where` is the place of `node`."""
    found = node.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise NonConformance(f"{where}.{name}", expected="a list of objects", found=short(found))
    return found


def inner(node: Resource, name: str, where: str) -> Resource:
    """The object `node.name`, {} where there is none."""
    found = node.get(name, {})
    if not isinstance(found, dict):
        raise NonConformance(f"{where}.{name}", expected="an object", found=short(found))
    return found


def text(node: Resource, name: str) -> str:
    """The text `node.name`, "" where there is none or it is no text."""
    found = node.get(name)
    return found if isinstance(found, str) else ""


def carries(resource: Resource, identifier: Any) -> bool:
    """Whether `resource` has `identifier`: both its system and its value."""
    return any(
        text(one, "system") == identifier.system and text(one, "value") == identifier.value
        for one in listed(resource, "identifier", str(resource.get("resourceType", "resource")))
    )


def short(value: Any) -> str:
    """A value for a finding, what is no text as JSON: at most 120 characters."""
    plain = "nothing" if value is None else value
    words = plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False, default=str)
    return words if len(words) <= 120 else f"{words[:117]}…"


def _described(resource: Resource) -> str:
    kind = str(resource["resourceType"])
    if kind != "OperationOutcome":
        return kind
    issues = resource.get("issue")
    first = issues[0] if isinstance(issues, list) and issues and isinstance(issues[0], dict) else {}
    details = first.get("details") if isinstance(first.get("details"), dict) else {}
    words = first.get("diagnostics") or details.get("text", "") if isinstance(details, dict) else ""
    return short(f"OperationOutcome {first.get('code', '')}: {words}".rstrip(": "))
