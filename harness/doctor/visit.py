"""One participant under examination: asks it, by GET only, and words what is found. Knows no check."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from harness.doctor.symptom import State, Symptom
from harness.errors import MalformedMessage
from harness.messages.fhir import JSON, Resource, media_type, parse
from harness.participants import Participant
from harness.transport.http_client import HttpClient, Request

LONGEST_WAIT = 10.0
"""Seconds that one question takes at most, whatever the participant asked for: the doctor is quick."""

PREFIXES = {"hl7v2": "v2 ", "syslog_udp": "udp ", "syslog_tls": "tls "}
"""What stands before the name of a check, where an endpoint is not the one over HTTP."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `status` is 0 when nothing did; `failure` and `failure_kind` then say why.

    `resource` is the FHIR resource in the body, empty where there is none, and `unreadable` says why. `sent` and
    `received` are Unix time in seconds.
    """

    question: str
    status: int
    headers: dict[str, str]
    resource: Resource
    unreadable: str
    sent: float
    received: float
    failure: str
    failure_kind: str

    @property
    def refused(self) -> bool:
        """Whether we were not let in."""
        return self.status in (401, 403)

    @property
    def codes(self) -> set[str]:
        """The codes of the issues it tells of, in an OperationOutcome alone or in an entry of a Bundle."""
        entries = [entry.get("resource") for entry in members(self.resource, "entry")]
        outcomes = [each for each in (self.resource, *entries) if is_kind(each, "OperationOutcome")]
        return {str(issue.get("code")) for each in outcomes for issue in members(each, "issue")}


def members(holder: object, key: str) -> list[Resource]:
    """The objects in the list that `holder` has at `key`; what is not one is left out."""
    found = holder.get(key) if isinstance(holder, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def is_kind(resource: object, kind: str) -> bool:
    """Whether `resource` is a FHIR resource of this type."""
    return isinstance(resource, dict) and resource.get("resourceType") == kind


class Place:
    """One endpoint of a participant: where it is, and whether in TLS."""

    def __init__(self, participant: Participant, endpoint: str) -> None:
        self.participant, self.endpoint = participant, endpoint
        self.base = participant.endpoints[endpoint].rstrip("/")
        parts = urlsplit(self.base)
        self.secured = parts.scheme.lower() in ("https", "mllps", "tls")
        self.host = parts.hostname or ""
        self.port = parts.port or (443 if self.secured else 80)

    @property
    def wait(self) -> float:
        """Seconds that one question may take."""
        return min(self.participant.timeout, LONGEST_WAIT)

    def symptom(
        self, check: str, state: State, sentence: str, remedy: str = "", *, blocks: bool = False, fails: str = ""
    ) -> Symptom:
        """Something that was found here."""
        check = f"{PREFIXES.get(self.endpoint, '')}{check}"
        return Symptom(self.participant.name, check, state, sentence, remedy, blocks, fails, self.endpoint)


class Visit(Place):
    """A participant with a FHIR endpoint, and a client to ask it."""

    def __init__(self, participant: Participant, client: HttpClient) -> None:
        super().__init__(participant, "fhir")
        self._client = client

    def get(self, path: str, headers: tuple[tuple[str, str], ...] = (), **parameters: str) -> Answer:
        """Ask for what lies at `path` below the base, in FHIR JSON."""
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in parameters.items())
        target = f"{path}?{query}" if query else path
        exchange = self._client.send(Request("GET", f"{self.base}/{target}", (("Accept", JSON), *headers)))
        response = exchange.response
        body, kind = (response.body, response.header("Content-Type") or "") if response else (b"", "")
        resource, unreadable = _read(body, kind)
        return Answer(
            question=f"GET …/{target}",
            status=response.status if response else 0,
            headers={name.lower(): value for name, value in response.headers} if response else {},
            resource=resource,
            unreadable=unreadable,
            sent=exchange.request.at,
            received=response.at if response else exchange.ended,
            failure=exchange.failure,
            failure_kind=exchange.failure_kind,
        )


def _read(body: bytes, content_type: str) -> tuple[Resource, str]:
    kind = media_type(content_type)
    if not body:
        return {}, "nothing"
    if body.lstrip()[:9].lower() in (b"<!doctype", b"<html") or content_type.startswith("text/html"):
        return {}, "an HTML page"
    if kind is None:
        return {}, f"{content_type.partition(';')[0] or 'something without a Content-Type'}"
    try:
        return parse(body, kind), ""
    except MalformedMessage as error:
        return {}, f"{kind} that cannot be read ({error.where}: {error.found})"


def said(failure: str) -> tuple[str, str]:
    """What happened and what to do, from a sentence of the transport that ends in an advice."""
    sentence, check, advice = failure.partition(" Check ")
    return sentence, f"{check.strip()} {advice}".strip()
