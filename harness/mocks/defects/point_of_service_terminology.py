"""Defects of the point of service in its questions about codes (ITI-97 to 101, ITI-48, ITI-60)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from typing_extensions import override

from harness.mocks.defects.point_of_service_requests import asking
from harness.mocks.defects.registry import declare
from harness.mocks.point_of_service.conduct import Conduct
from harness.transactions import Call

_sends_wrongly = partial(declare, mock="point-of-service")


@_sends_wrongly(
    "asks-about-codes-twice-over",
    breaks=["97-20", "98-20", "99-20", "101-20"],
    where="request parameters",
    text="sends each parameter of a question about codes twice",
)
class AsksAboutCodesTwiceOver(Conduct):
    """A client library adds what stands in the address already."""

    @override
    def asks_terminology(self, call: Call) -> Call:
        call = super().asks_terminology(call)
        return asking(call, [*call.parameters, *call.parameters])


@_sends_wrongly(
    "asks-by-what-svcm-does-not-allow",
    breaks=["97-21", "98-21", "99-21", "101-21"],
    where="request parameters",
    text="sends a coding beside the code, and the context beside the value set, as FHIR allows and SVCM does not",
)
class AsksByWhatSvcmDoesNotAllow(Conduct):
    """A client library for any FHIR server sends all it has."""

    @override
    def asks_terminology(self, call: Call) -> Call:
        call = super().asks_terminology(call)
        name = "context" if call.route == "ValueSet/$expand" else "coding"
        return asking(call, [*call.parameters, (name, "http://clinic.example.org/form")])


@_sends_wrongly(
    "asks-for-value-sets-by-urn",
    breaks=["48-21"],
    where="request parameters",
    text="sends the OID of a value set with urn:oid: before it",
)
class AsksForValueSetsByUrn(Conduct):
    """An OID is written as FHIR writes it."""

    @override
    def asks_for_value_sets(self, call: Call) -> Call:
        call = super().asks_for_value_sets(call)
        return asking(call, [(name, f"urn:oid:{value}" if name == "id" else value) for name, value in call.parameters])


@_sends_wrongly(
    "asks-for-any-value-set",
    breaks=["60-21"],
    where="request parameters",
    text="sends a question for several value sets without a parameter",
)
class AsksForAnyValueSet(Conduct):
    """The search form is sent empty."""

    @override
    def asks_for_value_sets(self, call: Call) -> Call:
        call = super().asks_for_value_sets(call)
        return replace(call, path=call.route) if call.route == "RetrieveMultipleValueSets" else call


@_sends_wrongly(
    "searches-for-codes-by-a-word-of-its-own",
    breaks=["95-10", "96-10", "100-10"],
    where="request parameters",
    text="sends a parameter that one product has, and that no repository has to know",
)
class SearchesForCodesByAWordOfItsOwn(Conduct):
    """The search form was made for the service that the clinic had before."""

    @override
    def searches_terminology(self, call: Call) -> Call:
        call = super().searches_terminology(call)
        return asking(call, [*call.parameters, ("keyword", "clinic")])
