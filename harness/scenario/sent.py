"""What `sends` gives back to a scenario: the exchange in the scenario's words. Reads, never judges."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from harness.checks.fhir import matches
from harness.checks.place import resource_in
from harness.errors import Inconclusive, NonConformance
from harness.evidence.exchange import Exchange, Message
from harness.messages.fhir import Resource
from harness.openhie.domains import DEFAULT_DOMAINS, Domain
from harness.scenario.in_words import answered, v2_message
from harness.transactions import Call, Identifier, MessageCall, PatientOnTheWire, Transaction
from harness.transactions.deed import Deed
from harness.transactions.hl7v2_message import of_domains
from harness.transactions.node_authentication import HANDSHAKE
from harness.transactions.record_audit_event import SyslogCall

AnyCall = Call | MessageCall | SyslogCall
"""A request in whatever terms its protocol has."""


def as_call(exchange: Exchange, base: str) -> AnyCall:
    """What was asked as it was seen, in the terms that transactions speak of; `base` is where the responder lives."""
    request = exchange.request
    if exchange.protocol == "tls":
        return Call(HANDSHAKE, "")
    if exchange.protocol == "mllp":
        return MessageCall(v2_message(request))
    if exchange.protocol == "syslog":
        return SyslogCall(request.body)
    home, path = urlsplit(base).path.rstrip("/"), request.target
    if path == home or path.startswith((f"{home}/", f"{home}?")):
        path = path[len(home) :]
    return Call(request.method, path.lstrip("/"), request.headers, request.body)


def home_of(exchange: Exchange) -> str:
    """Where one of our addresses begins that an exchange came in at: ``/clinic/client_registry/fhir`` over HTTP."""
    if exchange.protocol != "http":
        return exchange.address
    return "/".join(exchange.request.target.partition("?")[0].split("/")[:4])


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:  # what others write need not be a URL
        return ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A transaction that took place. `base` is the responder's address as the initiator knew it.

    `domains` are those by which an authority of HL7 v2 is known under its name in FHIR.
    """

    transaction: Transaction
    exchange: Exchange
    base: str
    domains: Sequence[Domain] = DEFAULT_DOMAINS
    later: list[Sent] = field(default_factory=list)
    astray: list[NonConformance] = field(default_factory=list)

    @property
    def request(self) -> Message:
        """What the initiator sent."""
        return self.exchange.request

    @property
    def response(self) -> Message:
        """What the responder answered."""
        if self.exchange.response is None:
            raise Inconclusive(f"{self.transaction.id} had no answer: {self.exchange.failure}")
        return self.exchange.response

    @property
    def pages(self) -> list[Message]:
        """The answer and every page after it. A NonConformance when a link led away from the responder."""
        for fault in self.astray:
            raise fault
        return [self.response, *(one.response for one in self.later)]

    @property
    def last(self) -> Message:
        """The answer to it, or to what followed it last."""
        return (self.later[-1] if self.later else self).response

    @property
    def patient(self) -> PatientOnTheWire:
        """The patient as the request showed her. Inconclusive, caused by the initiator, when it showed none."""
        shown = self.transaction.patient(as_call(self.exchange, self.base))
        if shown is None or not shown.identifier.value:
            reason = f"the {self.transaction.id} request shows no patient with an identifier to go on with"
            raise Inconclusive(reason, caused_by=self.exchange.initiator)
        return of_domains(shown, self.domains) if self.exchange.protocol == "mllp" else shown

    @property
    def identifiers(self) -> tuple[Identifier, ...]:
        """Every identifier of the patient in the request; none where it shows no patient."""
        shown = self.transaction.patient(as_call(self.exchange, self.base))
        if shown is None:
            return ()
        return (of_domains(shown, self.domains) if self.exchange.protocol == "mllp" else shown).identifiers

    @property
    def token(self) -> str:
        """The access token that was given. Inconclusive, caused by the responder, when there is none."""
        token = self._told("access_token")
        if not token:
            raise Inconclusive(f"the answer to {self.transaction.id} gives no token", caused_by=self.exchange.responder)
        return token

    def place(self, name: str) -> str:
        """The path of the endpoint `name` in the responder's metadata. A NonConformance where it lies elsewhere."""
        told = urlsplit(self._told(name))
        if (told.scheme, told.netloc) != urlsplit(self.called)[:2]:
            found = self._told(name) or "nothing"
            raise NonConformance(name, expected=f"a URL at {self.called}", found=found, exchange=self.exchange.id)
        return told.path

    @property
    def called(self) -> str:
        """The responder's base by the name that the request called it."""
        base = urlsplit(self.base)
        return base._replace(netloc=self.request.header("host") or base.netloc).geturl()

    def _told(self, name: str) -> str:
        try:
            told = json.loads(self.response.body)
        except ValueError:
            told = None
        value = told.get(name) if isinstance(told, dict) else None
        return value if isinstance(value, str) else ""

    @property
    def deed(self) -> Deed:
        """What has to be audited of it (ITI-20)."""
        call, answer = as_call(self.exchange, self.base), self.exchange.response
        assert not isinstance(call, SyslogCall)  # an audit event is not audited
        status = answered(self.exchange) if answer else ""
        at = datetime.fromtimestamp(self.request.at, UTC)
        host = urlsplit(self.exchange.address).hostname or ""
        return Deed(self.transaction.id, call, status, at, socket.gethostname(), host)

    @property
    def tag(self) -> str:
        """The query tag of a query in HL7 v2 (QPD-2)."""
        return v2_message(self.request).get("QPD-2")

    @property
    def matches(self) -> list[Resource]:
        """What a search found, of the type that it searches; nothing where the answer is no searchset."""
        if self.response.status != 200:
            return []
        kind = getattr(self.transaction, "kind", "Patient")
        return [entry["resource"] for _, entry in matches(resource_in(self.response, "Bundle"), kind)]

    @property
    def shown(self) -> Resource:
        """The newest of what a search by url found. Inconclusive, caused by the responder, where it found nothing."""
        url = dict(getattr(self.transaction, "parameters", ())).get("url")
        named = (one for one in self.matches if one.get("url") == url and one.get("id"))
        found = sorted(named, key=lambda one: str(one.get("version", "")))
        if not found:
            raise Inconclusive(f"the answer to {self.transaction.id} shows nothing", caused_by=self.exchange.responder)
        return found[-1]

    @property
    def found(self) -> str:
        """Where the responder keeps the one resource that it found: ``Patient/id``."""
        return f"{self.resource['resourceType']}/{self.resource['id']}"

    @property
    def resource(self) -> Resource:
        """The one resource that matches, in an answer to a search, or the one that came alone."""
        told = resource_in(self.response)
        shown = [entry["resource"] for _, entry in matches(told, "")] if told["resourceType"] == "Bundle" else [told]
        if len(shown) != 1 or not shown[0].get("id"):
            reason = f"the answer to {self.transaction.id} does not show one record with an id, but {len(shown)}"
            raise Inconclusive(reason, caused_by=self.exchange.responder)
        return shown[0]

    @property
    def told_until(self) -> str:
        """Up to when an answer tells of all that happened, by the responder's clock: its own time, or its Date."""
        meta = resource_in(self.response).get("meta")
        at = meta.get("lastUpdated") if isinstance(meta, dict) else None
        if isinstance(at, str):
            return at
        return parsedate_to_datetime(self.response.header("date") or "").astimezone(UTC).isoformat()

    @property
    def changed_by_the_way(self) -> str:
        """`changed_at`, "" where the answer does not say."""
        try:
            return self.changed_at
        except (Inconclusive, NonConformance):
            return ""

    @property
    def changed_at(self) -> str:
        """When the one resource that is shown changed last, as the responder says: an instant."""
        meta = self.resource.get("meta")
        at = meta.get("lastUpdated") if isinstance(meta, dict) else None
        if not isinstance(at, str) or not at:
            reason = f"the answer to {self.transaction.id} does not say when the record changed (meta.lastUpdated)"
            raise Inconclusive(reason, caused_by=self.exchange.responder)
        return at

    @property
    def record(self) -> str:
        """Where the responder keeps what was sent, as it says itself: ``Patient/id``."""
        place = _path(self.response.header("location") or "").split("/_history/")[0].strip("/").split("/")
        if len(place) < 2:
            reason = f"the answer to {self.transaction.id} has no Location that names the record"
            raise Inconclusive(reason, caused_by=self.exchange.responder)
        return "/".join(place[-2:])
