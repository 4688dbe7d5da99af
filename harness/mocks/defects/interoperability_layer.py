"""The defects of the interoperability layer: what it does with a message that it should only pass on."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from harness.messages import hl7v2
from harness.mocks.defects.registry import declare
from harness.transport.http_client import Message
from harness.transport.relay import Fields

declared = partial(declare, mock="interoperability-layer")
ITSELF = b'{"resourceType":"OperationOutcome","issue":[{"severity":"information","code":"informational"}]}'


@declared(
    "layer-answers-itself",
    breaks=("IOLF-2",),
    where="the way onward",
    text="Thanks for each patient it is sent and does not bring her to the registry.",
)
class AnswersItself:
    """Acknowledges in the place of the service."""

    def answer_itself(self, asked: Message) -> tuple[str, bytes] | None:
        """An answer to what is to be written."""
        return ("200 OK", ITSELF) if asked.method == "PUT" else None


@declared(
    "layer-loses-the-query",
    breaks=("IOLF-2",),
    where="the request line",
    text="Builds the address of the service anew and leaves out what comes after the question mark.",
)
class LosesTheQuery:
    """Routes by the path alone."""

    def onward_target(self, target: str) -> str:
        """The path."""
        return target.partition("?")[0]


@declared(
    "layer-trims-identifiers",
    breaks=("IOLP-1",),
    where="Patient.identifier[0].value",
    text="Maps each patient to a form of its own on the way, and cuts her identifiers to eight characters.",
)
class TrimsIdentifiers:
    """Maps what it should only pass on."""

    def onward(self, headers: Fields, content: bytes) -> tuple[Fields, bytes]:
        """The request with other identifiers."""
        try:
            resource: Any = json.loads(content)
        except ValueError:
            return headers, content
        if not isinstance(resource, dict) or resource.get("resourceType") != "Patient":
            return headers, content
        for one in resource.get("identifier", ()):
            one["value"] = str(one.get("value", ""))[:8]
        return headers, json.dumps(resource).encode()


@declared(
    "layer-upper-cases-names",
    breaks=("IOLP-1",),
    where="PID-5.1",
    text="Writes the names in HL7 v2 messages in capital letters before it passes them on.",
)
class UpperCasesNames:
    """Unifies what it should only pass on."""

    def onward(self, headers: Fields, content: bytes) -> tuple[Fields, bytes]:
        """The message with another name."""
        if not content.startswith(b"MSH"):
            return headers, content
        message = hl7v2.parse(content)
        name = message.get("PID-5.1")
        return headers, message.with_value("PID-5.1", name.upper()).encode() if name else content


@declared(
    "layer-drops-accept",
    breaks=("IOLP-1",),
    where="request.accept",
    text="Passes on only the header fields that it knows, and Accept is not one of them.",
)
class DropsAccept:
    """Passes on what it knows."""

    def onward(self, headers: Fields, content: bytes) -> tuple[Fields, bytes]:
        """The request without the form that was asked for."""
        return tuple(one for one in headers if one[0].lower() != "accept"), content


@declared(
    "layer-says-200-to-everything",
    breaks=("IOLP-2",),
    where="response.status",
    text="Answers 200 whenever the service has answered, whatever its status was.",
)
class SaysTwoHundred:
    """Makes one status of all."""

    def homeward_status(self, status: str) -> str:
        """Always the same."""
        del status
        return "200 OK"


@declared(
    "layer-shortens-answers",
    breaks=("IOLP-2",),
    where="Bundle.total",
    text="Counts what a search found by itself, and is off by one.",
)
class ShortensAnswers:
    """Changes what it should only pass back."""

    def homeward(self, headers: Fields, content: bytes) -> tuple[Fields, bytes]:
        """The answer with another total."""
        try:
            resource: Any = json.loads(content)
        except ValueError:
            return headers, content
        if not isinstance(resource, dict) or "total" not in resource:
            return headers, content
        resource["total"] += 1
        return headers, json.dumps(resource).encode()


@declared(
    "layer-lets-strangers-in",
    breaks=("IOLP-3",),
    also=("IOLP-5",),
    where="response.status",
    text="Looks up what a client may do, and where there is no such client finds nothing that it may not do.",
)
class LetsStrangersIn:
    """Takes no entry for no objection."""

    def refusal(self, route: str, headers: Fields, certificate: bytes) -> tuple[str, str]:
        """Nothing where nobody is known."""
        right: Any = super()
        reason: tuple[str, str] = right.refusal(route, headers, certificate)
        return ("", "") if reason[0].startswith("401") else reason


@declared(
    "layer-forgets-permissions",
    breaks=("IOLP-4",),
    also=("IOLP-5",),
    where="response.status",
    text="Opens every route to whoever is registered with it.",
)
class ForgetsPermissions:
    """Authenticates and does not authorise."""

    def refusal(self, route: str, headers: Fields, certificate: bytes) -> tuple[str, str]:
        """Nothing where somebody is known."""
        right: Any = super()
        reason: tuple[str, str] = right.refusal(route, headers, certificate)
        return ("", "") if reason[0].startswith("403") else reason


@declared(
    "layer-refuses-too-late",
    breaks=("IOLP-5",),
    where="the way onward",
    text="Sends a request on while it still looks at who sent it, and only the answer is held back.",
)
class RefusesTooLate:
    """Has the service do what was not allowed."""

    def passes_on_refused(self) -> bool:
        """It does."""
        return True
