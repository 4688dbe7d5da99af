"""ITI-73 and ITI-74: care services by IHE CSD, stored functions over HTTP, changes in SOAP. Sends nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from harness.errors import MalformedMessage
from harness.transactions.soap_message import SoapTransaction
from harness.transactions.terminology_parameters import Asked, Pairs, in_words, pairs
from harness.transactions.transaction import Call, Source, Transaction

if TYPE_CHECKING:
    from lxml import etree

_FUNCTIONS = "urn:ihe:iti:csd:2014:stored-function:"
_KINDS = {
    "provider-search": "health workers",
    "facility-search": "facilities",
    "organization-search": "organizations",
    "service-search": "services",
}
EPOCH = "1970-01-01T00:00:00Z"
_TELLING = ("id", "otherID", "name", "primaryName", "commonName")


@dataclass(frozen=True, slots=True)
class CareServicesModifications(SoapTransaction):
    """A question for all that was added or changed at the instant `since` or later, or ever (ITI-74)."""

    id: ClassVar[str] = "ITI-74"
    title: ClassVar[str] = "Query for Updated Services"
    initiator_role: ClassVar[str] = "care_services_infomanager"
    responder_role: ClassVar[str] = "service_directory"
    answering: ClassVar[str] = "74-03"
    unasked: ClassVar[tuple[str, ...]] = ("74-04", "74-20", "SOAP-01", "SOAP-02", "SOAP-03")
    early: ClassVar[bool] = True
    direct: ClassVar[bool] = True
    action: ClassVar[str] = "urn:ihe:iti:csd:2013:GetDirectoryModificationsRequest"
    reply: ClassVar[str] = "urn:ihe:iti:csd:2013:GetDirectoryModificationsResponse"
    shape: ClassVar[str] = "POST [soap] with a getModificationsRequest"

    since: str = ""

    @override
    def content(self) -> etree._Element:
        from harness.messages import csd  # only when CSD is spoken

        return csd.modifications_request(self.since or EPOCH)

    @override
    def instruction(self) -> str:
        return f"Have it ask in SOAP for all care services that were added or changed since {self.since or EPOCH}"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "ask for modifications", "since": self.since or EPOCH}


@dataclass(frozen=True, slots=True)
class FaultyCareServicesModifications(CareServicesModifications):
    """A question for all that changed since what is no instant."""

    wrong: ClassVar[bool] = True
    unasked: ClassVar[tuple[str, ...]] = ()


class _Csd(Transaction):
    id: ClassVar[str] = "ITI-73"
    title: ClassVar[str] = "Find Matching Services"
    initiator_role: ClassVar[str] = "service_finder"
    responder_role: ClassVar[str] = "care_services_infomanager"
    endpoint: ClassVar[str] = "csd"
    answering: ClassVar[str] = "73-10"


@dataclass(frozen=True, slots=True)
class FindMatchingServices(_Csd):
    """A stored function (``facility-search``), asked by `what` it takes, unescaped: ``primaryName=Amani&max=5``."""

    unasked: ClassVar[tuple[str, ...]] = ("73-09", "73-20")
    shape: ClassVar[str] = "POST [csd] with a careServicesRequest"

    function: str
    what: Asked = ""

    @property
    def parameters(self) -> Pairs:
        """What is asked, unescaped, in order."""
        return pairs(self.what)

    @override
    def call(self, source: Source) -> Call:
        from harness.messages import csd  # only when CSD is spoken

        body = csd.question(csd.Question(f"{_FUNCTIONS}{self.function}", tuple(self.parameters)))
        return question(body)

    @override
    def instruction(self) -> str:
        return f"Search by CSD for {_KINDS.get(self.function, self.function)} ({in_words(self.what) or 'all'})"

    @override
    def task(self) -> dict[str, Any]:
        asked = [list(pair) for pair in self.parameters]
        return {"action": "ask for care services", "function": self.function, "parameters": asked}

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "POST" and function_of(call).endswith(f":{self.function}")

    @override
    def marks(self) -> tuple[str, ...]:
        return tuple(value.rpartition("|")[2] for name, value in self.parameters if name in _TELLING)


@dataclass(frozen=True, slots=True)
class FaultyCareServicesRequest(_Csd):
    """A POST of this `body`, which asks nothing that an InfoManager can do."""

    wrong: ClassVar[bool] = True

    body: bytes

    @override
    def call(self, source: Source) -> Call:
        return question(self.body)

    @override
    def instruction(self) -> str:
        return "(the harness sends this one) a care services request that cannot be carried out"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "none"}

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "POST" and call.body == self.body


def question(body: bytes) -> Call:
    """A POST of a careServicesRequest."""
    return Call("POST", "", (("Content-Type", "text/xml; charset=UTF-8"), ("Accept", "text/xml, */*;q=0.1")), body)


def function_of(call: Call) -> str:
    """The URN of the function that a careServicesRequest asks; "" where it is none."""
    from harness.messages import csd  # only when CSD is spoken

    try:
        return csd.question_in(call.body).function
    except MalformedMessage:
        return ""
