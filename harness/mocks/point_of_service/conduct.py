"""How a point of service behaves at the places where products go wrong. The right conduct changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from typing_extensions import override

from harness.messages import fhir, soap
from harness.messages.fhir import Resource
from harness.messages.hl7v2 import Message
from harness.mocks.errands import conduct as errands
from harness.mocks.errands.answer import Answer
from harness.mocks.point_of_service.screen import Screen
from harness.transactions import Call
from harness.transactions.care_services_query import KINDS


class Conduct(errands.Conduct):
    """The right conduct; a defect overrides one of its methods, and begins with the method it overrides.

    Each method but `shows` is given a request that is right, and gives back the one that goes out. What is told of it
    to an Audit Record Repository is `Reporting`'s.
    """

    actor: ClassVar[str] = "point_of_service"
    teller = "point-of-service"

    def feeds(self, call: Call) -> Call:
        """The feed that adds or revises a patient (ITI-104)."""
        return call

    def merges(self, call: Call) -> Call:
        """The feed that resolves a duplicate (ITI-104)."""
        return call

    def searches(self, call: Call) -> Call:
        """The search for patients (ITI-78), its parameters in the address."""
        return call

    def finds(self, call: Call) -> Call:
        """The search of a directory (ITI-90), its parameters in the address."""
        return call

    def cross_references(self, call: Call) -> Call:
        """The cross-reference query (ITI-83)."""
        return call

    def matches(self, call: Call) -> Call:
        """The question who this could be (ITI-119)."""
        return call

    def feeds_v2(self, message: Message) -> Message:
        """The feed that adds or revises a patient (ITI-8 A01, A04, A05, A08)."""
        return message

    def merges_v2(self, message: Message) -> Message:
        """The feed that merges two records (ITI-8 A40)."""
        return message

    def manages_v2(self, message: Message) -> Message:
        """Whatever is told of a patient by ITI-30, which is HL7 2.5."""
        return message

    def asks_v2(self, message: Message) -> Message:
        """A query (ITI-9, ITI-21)."""
        return message

    def says(self, message: Message) -> Message:
        """What goes out in place of `message`."""
        if message.get("MSH-9.1") != "ADT":
            return self.asks_v2(message)
        if message.get("MSH-12") >= "2.5":
            return self.manages_v2(message)
        return self.merges_v2(message) if message.get("MSH-9.2") == "A40" else self.feeds_v2(message)

    def asks_terminology(self, call: Call) -> Call:
        """A question about codes (ITI-97, ITI-98, ITI-99, ITI-101)."""
        return call

    def searches_terminology(self, call: Call) -> Call:
        """A search for value sets, code systems or concept maps (ITI-95, ITI-96, ITI-100)."""
        return call

    def asks_for_value_sets(self, call: Call) -> Call:
        """A question of SVS over HTTP (ITI-48, ITI-60)."""
        return call

    def asks_in_soap(self, call: Call) -> Call:
        """A question in SOAP."""
        return call

    def asks_by_csd(self, call: Call) -> Call:
        """A question for care services by CSD (ITI-73)."""
        return call

    def asks_for_follow_up(self, call: Call) -> Call:
        """The request for follow-up in the community (W-33)."""
        return call

    def looks_for_visits(self, call: Call) -> Call:
        """The search for requests for follow-up, its parameters in the address."""
        return call

    def asks_for_a_token(self, call: Call) -> Call:
        """The request for an access token (ITI-71)."""
        return call

    def shows_its_token(self, call: Call) -> Call:
        """A request with an access token (ITI-72)."""
        return call

    def shows(self, answer: Answer, screen: Screen) -> Screen:  # noqa: ARG002 - a defect looks at it
        """The screen after `answer` in place of `screen`, which is right. `answer` is one to a search or a read."""
        return screen

    @override
    def sends(self, call: Call) -> Call:
        """What goes out in place of `call`."""
        if call.route.endswith("token") and call.method == "POST":
            return self.asks_for_a_token(call)
        if call.header("authorization").startswith("Bearer "):
            return self.shows_its_token(call)
        if call.method == "PUT" and call.route == "Patient":
            return self.merges(call) if "link" in resource_in(call) else self.feeds(call)
        if call.header("content-type").startswith(soap.MEDIA_TYPE):
            return self.asks_in_soap(call)
        if call.header("content-type").startswith("text/xml"):
            return self.asks_by_csd(call)
        if call.route == "ServiceRequest":
            return self.asks_for_follow_up(call) if call.method == "POST" else self.looks_for_visits(call)
        if call.method == "GET" and call.route in KINDS:
            return self.finds(call)
        way = self._ways.get(call.route)
        return way(call) if way and call.method != "DELETE" else call

    @property
    def _ways(self) -> Mapping[str, Callable[[Call], Call]]:
        """Whom each question goes by, by its path."""
        return {
            "Patient": self.searches,
            "Patient/$ihe-pix": self.cross_references,
            "Patient/$match": self.matches,
            **dict.fromkeys(("ValueSet", "CodeSystem", "ConceptMap"), self.searches_terminology),
            **dict.fromkeys(("ValueSet/$expand", "CodeSystem/$lookup", "ConceptMap/$translate"), self.asks_terminology),
            **dict.fromkeys(("ValueSet/$validate-code", "CodeSystem/$validate-code"), self.asks_terminology),
            **dict.fromkeys(("RetrieveValueSet", "RetrieveMultipleValueSets"), self.asks_for_value_sets),
        }


def resource_in(call: Call) -> Resource:
    """The resource in the body of `call`, which is ours and has one."""
    return fhir.parse(call.body, call.header("content-type"))
