"""An answer to the point of service as it reads it: a status and a resource, however odd. Knows FHIR, shows nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from harness.errors import MalformedMessage
from harness.messages import fhir
from harness.messages.fhir import Resource
from harness.transport.http_client import Exchange


@dataclass(frozen=True, slots=True)
class Answer:
    """HTTP status and the resource in the body, {} where there is none; `fault` says why it cannot be read."""

    status: int
    resource: Resource = field(default_factory=dict)
    fault: str = ""

    @property
    def kind(self) -> str:
        """The resource's type, "" where there is no resource."""
        return str(self.resource.get("resourceType", ""))

    @property
    def entries(self) -> list[Resource]:
        """The entries of a Bundle that hold a resource, in its order."""
        return [one for one in objects(self.resource, "entry") if isinstance(one.get("resource"), dict)]

    @property
    def contents(self) -> list[Resource]:
        """The resources inside a Bundle, in its order."""
        return [one["resource"] for one in self.entries]

    @property
    def refusal(self) -> str:
        """Why this is no success, in words for a person; "" for a success."""
        if not self.status:
            return self.fault
        if not 200 <= self.status < 300:
            said = words(self.resource)
            return f"The client registry answered {self.status}{f': {said}' if said else '.'}"
        return f"The answer cannot be read: {self.fault}" if self.fault else ""


def answer_of(status: int, content_type: str, body: bytes) -> Answer:
    """Read what came back. Never raises: what cannot be read says so."""
    if not body:
        return Answer(status)
    try:
        return Answer(status, fhir.parse(body, content_type))
    except MalformedMessage as fault:
        return Answer(status, fault=str(fault))


def answered(exchange: Exchange) -> Answer:
    """Read what came back in `exchange`; where nothing did, the status is 0."""
    response = exchange.response
    if response is None:
        return Answer(0, fault=exchange.failure)
    return answer_of(response.status, response.header("content-type") or "", response.body)


def words(resource: Resource) -> str:
    """What an OperationOutcome says, in its own words; "" for any other resource."""
    if resource.get("resourceType") != "OperationOutcome":
        return ""
    return " ".join(filter(None, (_issue(one) for one in objects(resource, "issue"))))


def objects(node: Resource, name: str) -> list[Resource]:
    """The objects in the list `node.name`; what is no list, or no object, is left out."""
    found: Any = node.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def text(node: Resource, name: str) -> str:
    """The text `node.name`, "" where there is none."""
    found = node.get(name)
    return found if isinstance(found, str) else ""


def _issue(issue: Resource) -> str:
    details = issue.get("details")
    said = text(details, "text") if isinstance(details, dict) else ""
    return text(issue, "diagnostics") or said or text(issue, "code")
