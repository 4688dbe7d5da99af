"""Requests for follow-up in the community (W-33): FHIR R4's ServiceRequest, created, searched, read, updated.

Sends nothing itself. The workflow is a draft of OpenHIE and has no transaction of IHE.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote

from typing_extensions import override

from harness.messages import fhir
from harness.messages.fhir import JSON, Resource
from harness.transactions.care_services import coded
from harness.transactions.fhir_search import FollowingPage, is_search, next_page, search_call
from harness.transactions.patient_identity_feed import as_task
from harness.transactions.person import Person
from harness.transactions.transaction import Call, OursAlone, Source, Transaction, tagged

KIND = "ServiceRequest"
HOME_VISIT = ("http://snomed.info/sct", "439708006", "Home visit")
"""What is asked for: system, code, and in words."""


class _FollowUp(Transaction):
    id: ClassVar[str] = "FHIR ServiceRequest"
    title: ClassVar[str] = "Request for community-based follow-up"
    answering: ClassVar[str] = "CFU-15"


@dataclass(frozen=True, slots=True)
class RequestFollowUp(_FollowUp):
    """Somebody is to look after `person` at home."""

    shape: ClassVar[str] = "POST [base]/ServiceRequest"
    writes: ClassVar[bool] = True

    person: Person

    @property
    def words(self) -> str:
        """What those who go there are told."""
        return f"Please visit {self.person.given} {self.person.family} at home"

    @override
    def call(self, source: Source) -> Call:
        headers = (("Content-Type", JSON), ("Accept", JSON))
        return Call("POST", KIND, headers, fhir.serialise(self.request(source)))

    def request(self, source: Source) -> Resource:
        """The ServiceRequest: the patient is named by her identifier, since where her record is kept is open."""
        system, code, text = HOME_VISIT
        number = source.identifier_of(self.person, source.domain)
        return {
            "resourceType": KIND,
            **tagged(source),
            "status": "active",
            "intent": "order",
            "code": coded(system, code, text),
            "subject": {
                "type": "Patient",
                "identifier": {"system": number.system, "value": number.value},
                "display": f"{self.person.given} {self.person.family}",
            },
            "authoredOn": source.now().isoformat(timespec="seconds"),
            "note": [{"text": self.words}],
        }

    @override
    def instruction(self) -> str:
        return f"Request a home visit ({HOME_VISIT[1]}) to {self.person.in_words}, with this note: {self.words}"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "request follow-up", "person": as_task(self.person)}

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "POST" and call.route == KIND

    @override
    def marks(self) -> tuple[str, ...]:
        return (self.person.family,)


@dataclass(frozen=True, slots=True)
class FollowUpSearch(_FollowUp):
    """A search for requests with this `status`. It has no marks: that it names the status is judged."""

    shape: ClassVar[str] = "GET [base]/ServiceRequest?status=…"
    kind: ClassVar[str] = KIND

    status: str

    @override
    def call(self, source: Source) -> Call:
        return search_call(KIND, [("status", self.status)])

    @override
    def instruction(self) -> str:
        return f"Look for all requests for follow-up that are {self.status}"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "find follow-up", "status": self.status}

    @override
    def recognises(self, call: Call) -> bool:
        return is_search(call, KIND)


@dataclass(frozen=True, slots=True)
class KeptFollowUps(FollowUpSearch):
    """What is kept with this `status`, on all pages, for the harness to see; `more` are further parameters."""

    looked_up: ClassVar[bool] = True

    more: Sequence[tuple[str, str]] = ()

    @override
    def call(self, source: Source) -> Call:
        return search_call(KIND, [("status", self.status), *self.more])

    @override
    def following(self, body: bytes, content_type: str, base: str) -> Transaction | None:
        path = next_page(body, content_type, base)
        return NextFollowUps(path) if path else None


@dataclass(frozen=True, slots=True)
class NextFollowUps(OursAlone, FollowingPage, _FollowUp):
    """The next page of requests."""

    looked_up: ClassVar[bool] = True

    @property
    @override
    def what(self) -> str:
        return "the next page of the requests for follow-up"


@dataclass(frozen=True, slots=True)
class KeptFollowUp(OursAlone, _FollowUp):
    """A read of one request, for the harness to see; `record` is where it is kept: ``ServiceRequest/17``."""

    looked_up: ClassVar[bool] = True

    record: str

    @override
    def call(self, source: Source) -> Call:
        return Call("GET", quote(self.record))

    @property
    @override
    def what(self) -> str:
        return "a read of a request for follow-up"

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "GET" and call.route == self.record


@dataclass(frozen=True, slots=True)
class UpdateFollowUp(_FollowUp):
    """The request `was`, as it was read, with another `status`; `version` is the ETag that came with it, if any."""

    shape: ClassVar[str] = "PUT [base]/ServiceRequest/[id], with If-Match"
    writes: ClassVar[bool] = True

    was: Resource
    status: str
    version: str = ""

    @property
    def record(self) -> str:
        """Where it is kept: ``ServiceRequest/17``."""
        return f"{KIND}/{self.was['id']}"

    @override
    def call(self, source: Source) -> Call:
        condition = (("If-Match", self.version),) if self.version else ()
        headers = (("Content-Type", JSON), ("Accept", JSON), *condition)
        return Call("PUT", quote(self.record), headers, fhir.serialise({**self.was, "status": self.status}))

    @override
    def instruction(self) -> str:
        why = {"on-hold": "Claim this request", "completed": "The visit was made: say so in this request"}
        return f"{why.get(self.status, 'Change this request')}: {self.record} gets the status {self.status}"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "update follow-up", "was": self.was, "status": self.status, "version": self.version}

    @override
    def recognises(self, call: Call) -> bool:
        return call.method in ("PUT", "PATCH") and call.route.startswith(f"{KIND}/")

    @override
    def marks(self) -> tuple[str, ...]:
        return (self.record,)


@dataclass(frozen=True, slots=True)
class LateClaim(UpdateFollowUp):
    """A claim of a version that somebody else claimed meanwhile."""

    wrong: ClassVar[bool] = True
