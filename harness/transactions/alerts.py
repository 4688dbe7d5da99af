"""ITI-84 Mobile Report Alert and ITI-85 Query for Alert Status (IHE mACM). Sends nothing itself.

The supplement's text was not read: what stands here rests on the profiles that IHE published and on FHIR's create and
search.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from typing_extensions import override

from harness.messages import fhir
from harness.messages.fhir import JSON, Resource
from harness.transactions.person import Person
from harness.transactions.transaction import Call, OursAlone, Source, Transaction, tagged

CATEGORIES = "urn:oid:1.3.6.1.4.1.19376.1.2.5.1"
"""The code system of mACM for what kind of alert it is: ``alert``, or ``pcd-alert`` of a device."""
PRIORITY = "routine"
MOST_LOOKS = 30
"""How often it is asked again what became of an alert: to bring it on its way takes its time."""


class _Report(Transaction):
    id: ClassVar[str] = "ITI-84"
    title: ClassVar[str] = "Mobile Report Alert"
    answering: ClassVar[str] = "84-08"
    shape: ClassVar[str] = "POST [base]/CommunicationRequest"
    writes: ClassVar[bool] = True

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "POST" and call.route == "CommunicationRequest"


@dataclass(frozen=True, slots=True)
class ReportAlert(_Report):
    """An alert: a `text` for the recipient whose record has the address `recipient`.

    `contained` is the recipient's resource itself, which then travels in the alert; `content_type` is JSON or XML.
    """

    unasked: ClassVar[tuple[str, ...]] = ("84-09",)

    text: str
    recipient: str = ""
    contained: Resource | None = None
    content_type: str = JSON

    @override
    def call(self, source: Source) -> Call:
        body = fhir.serialise(self.request(source), self.content_type)
        return Call("POST", "CommunicationRequest", (("Accept", JSON), ("Content-Type", self.content_type)), body)

    def request(self, source: Source) -> Resource:
        """The CommunicationRequest."""
        inside = {"contained": [{**self.contained, "id": "recipient"}]} if self.contained else {}
        return {
            "resourceType": "CommunicationRequest",
            **tagged(source),
            **inside,
            "status": "active",
            "category": [{"coding": [{"system": CATEGORIES, "code": "alert"}]}],
            "priority": PRIORITY,
            "payload": [{"contentString": self.text}],
            "authoredOn": source.now().isoformat(timespec="seconds"),
            "recipient": [{"reference": "#recipient" if self.contained else self.recipient}],
        }

    @override
    def instruction(self) -> str:
        whom = "the person whose record travels in the alert" if self.contained else self.recipient
        return f"Report a {PRIORITY} alert to {whom}, whom you have just found, in these words: {self.text}"

    @override
    def task(self) -> dict[str, Any]:
        contained = json.dumps(self.contained) if self.contained else ""
        told = {"text": self.text, "recipient": self.recipient, "contained": contained}
        return {"action": "report alert", **told, "content_type": self.content_type}

    @override
    def marks(self) -> tuple[str, ...]:
        return (self.text,)


@dataclass(frozen=True, slots=True)
class FaultyAlert(ReportAlert):
    """An alert `without` an element that the profile wants; with none of these it is only its recipient that is wrong.

    What is sent without a category has one of another code system.
    """

    wrong: ClassVar[bool] = True
    unasked: ClassVar[tuple[str, ...]] = ()

    without: str = ""

    @override
    def request(self, source: Source) -> Resource:
        right = ReportAlert.request(self, source)
        if self.without == "category":
            return {**right, "category": [{"text": "an alert"}]}
        return {name: value for name, value in right.items() if name != self.without}


class _Status(Transaction):
    id: ClassVar[str] = "ITI-85"
    title: ClassVar[str] = "Query for Alert Status"
    answering: ClassVar[str] = "85-04"
    unasked: ClassVar[tuple[str, ...]] = ("85-05",)
    shape: ClassVar[str] = "GET [base]/Communication?based-on=…"
    pause: ClassVar[float] = 0.2


@dataclass(frozen=True, slots=True)
class AlertStatusQuery(_Status):
    """What became of an `alert` (``CommunicationRequest/17``); `more` are further parameters.

    An `eager` one is asked again until there is something to tell. It has no marks: that it names the alert is judged.
    """

    alert: str
    more: Sequence[tuple[str, str]] = ()
    eager: bool = False
    looks: int = 0

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """What is asked for, unescaped, in order."""
        return [("based-on", self.alert), *self.more]

    @override
    def call(self, source: Source) -> Call:
        return Call("GET", f"Communication?{urlencode(self.parameters, quote_via=quote, safe='/')}")

    @override
    def instruction(self) -> str:
        return f"Ask what became of the alert {self.alert}"

    @override
    def task(self) -> dict[str, Any]:
        more = [list(one) for one in self.more]
        return {"action": "alert status", "alert": self.alert, "more": more}

    @override
    def recognises(self, call: Call) -> bool:
        return call.method in ("GET", "POST") and call.route in (
            "Communication",
            "Communication/_search",
            self.alert,
            "CommunicationRequest",
        )

    @override
    def following(self, body: bytes, content_type: str, base: str) -> Transaction | None:
        told = b"CommunicationRequest/" in body.replace(f"based-on={self.alert}".encode(), b"")
        if not self.eager or self.looks >= MOST_LOOKS or told:
            return None
        return AlertStatusAgain(self.alert, self.more, True, self.looks + 1)


@dataclass(frozen=True, slots=True)
class AlertStatusAgain(AlertStatusQuery):
    """The same question once more: nobody at a keyboard is asked to go on asking."""

    looked_up: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class AlertQuery(OursAlone):
    """The `alert` itself (``CommunicationRequest/17``), by a search."""

    id: ClassVar[str] = "ITI-85"
    title: ClassVar[str] = "Query for Alert Status"
    answering: ClassVar[str] = "85-04"

    alert: str

    @override
    def call(self, source: Source) -> Call:
        return Call("GET", f"CommunicationRequest?_id={quote(self.alert.rpartition('/')[2])}")

    @property
    @override
    def what(self) -> str:
        return "a search for an alert"

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "GET" and call.route == "CommunicationRequest"


def recipient_of(person: Person) -> Resource:
    """A person who is in no registry, as she travels in an alert: her name, and how she is reached."""
    return {
        "resourceType": "Patient",
        "name": [{"family": person.family, "given": [person.given]}],
        "telecom": [{"system": "phone", "value": person.phone}],
    }
