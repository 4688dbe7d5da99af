"""Whether the recipients of an alert are found: inside it, or where their references lead. Knows no other rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from harness.errors import MalformedMessage, UsageError
from harness.messages import fhir
from harness.messages.fhir import JSON, Resource
from harness.transport.http_client import HttpClient, Request

KINDS = (
    *("Patient", "Practitioner", "PractitionerRole", "RelatedPerson", "Group", "Organization"),
    *("CareTeam", "Device", "HealthcareService"),
)
"""Whom a CommunicationRequest may be for (FHIR R4)."""
TIMEOUT = 5.0
"""Seconds that a registry has to show a recipient."""
MOST = 100
"""Recipients of one alert."""

Address = Callable[[str], str]


class Recipients:
    """Looks recipients up; `registries` are base URLs by resource type, for references that name no server.

    `address` says where a url is to be asked for, for whoever is reached in another way than others reach it.
    """

    def __init__(self, registries: Mapping[str, str]) -> None:
        self._registries = registries
        self.address: Address = lambda url: url
        self._client = HttpClient(timeout=TIMEOUT)

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def missing(self, alert: Resource) -> str:
        """Why the first recipient of `alert` that cannot be found cannot; empty where all can."""
        inside = {f"#{one.get('id', '')}": one for one in alert.get("contained", ())}
        if len(alert.get("recipient", ())) > MOST:
            return f"recipient: an alert has at most {MOST} here"
        reasons = (self._missing(number, one, inside) for number, one in enumerate(alert.get("recipient", ())))
        return next(filter(None, reasons), "")

    def _missing(self, number: int, recipient: Resource, inside: Mapping[str, Resource]) -> str:
        reference = str(recipient.get("reference", ""))
        if reference.startswith("#"):
            return (
                "" if reference in inside else f"recipient[{number}]: nothing is contained that is called {reference}"
            )
        url = self._url(reference)
        if not url:
            return f"recipient[{number}]: {reference[:120] or 'a recipient without reference'} leads to no server"
        found = self._found(url)
        if found not in KINDS:
            return f"recipient[{number}]: at {url[:200]} there is {found or 'nobody'}"
        return ""

    def _url(self, reference: str) -> str:
        """Where a reference leads to, empty where nobody knows."""
        if reference.startswith(("http://", "https://")):
            return reference
        kind = reference.partition("/")[0]
        return f"{self._registries[kind]}/{reference}" if kind in self._registries else ""

    def _found(self, url: str) -> str:
        """The type of the resource at `url`, empty where there is none."""
        asked = self.address(url)
        try:
            if not urlsplit(asked).hostname:
                return ""
            answer = self._client.send(Request("GET", asked, (("Accept", JSON),))).response
        except (UsageError, ValueError):
            return ""
        if answer is None or answer.status != 200:
            return ""
        try:
            resource: dict[str, Any] = fhir.parse(answer.body, answer.header("content-type") or "")
        except MalformedMessage:
            return ""
        return str(resource["resourceType"])
