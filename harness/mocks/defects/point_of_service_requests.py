"""Defects of the point of service that stand in its requests: its feeds (ITI-104) and its questions."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from urllib.parse import quote, urlencode

from typing_extensions import override

from harness.messages import fhir
from harness.messages.fhir import Resource
from harness.mocks.defects.registry import declare
from harness.mocks.point_of_service.conduct import Conduct, resource_in
from harness.openhie.domains import DEFAULT_DOMAINS
from harness.transactions import Call

NATIONAL = DEFAULT_DOMAINS[3].uri

_sends_wrongly = partial(declare, mock="point-of-service")


def saying(call: Call, resource: Resource) -> Call:
    """`call` with another resource, in the same format."""
    return replace(call, body=fhir.serialise(resource, call.header("content-type")))


def number_in(token: str) -> str:
    """The number of ``system|value`` without who issued it."""
    return token.rpartition("|")[2]


def asking(call: Call, pairs: list[tuple[str, str]]) -> Call:
    """`call` with other parameters in its address."""
    return replace(call, path=f"{call.route}?{urlencode(pairs, quote_via=quote)}")


@_sends_wrongly(
    "names-patients-by-their-national-number",
    breaks=["104-09"],
    where="identifier in the address",
    text="feeds a patient under her national number, which another authority issues, and not under its own",
)
class NamesPatientsByTheirNationalNumber(Conduct):
    """The number that people know goes into the address."""

    @override
    def feeds(self, call: Call) -> Call:
        call = super().feeds(call)
        number = {"system": NATIONAL, "value": number_in(dict(call.parameters)["identifier"])}
        patient = resource_in(call)
        patient["identifier"].insert(0, number)
        return asking(saying(call, patient), [("identifier", f"{NATIONAL}|{number['value']}")])

    @override
    def merges(self, call: Call) -> Call:
        return self.feeds(super().merges(call))


@_sends_wrongly(
    "posts-new-patients",
    breaks=["104-09"],
    where="HTTP method",
    text="creates a new patient by POST, and names her by her identifier only when she is revised",
)
class PostsNewPatients(Conduct):
    """An interface older than the conditional update is still used for the first message."""

    def __init__(self) -> None:
        super().__init__()
        self._known: set[str] = set()

    @override
    def feeds(self, call: Call) -> Call:
        call = super().feeds(call)
        if call.path in self._known:
            return call
        self._known.add(call.path)
        return replace(call, method="POST", path="Patient")


@_sends_wrongly(
    "sends-an-empty-maiden-name",
    breaks=["104-11"],
    where="Patient.name[1]",
    text="sends a maiden name without family, given or text for every patient who has none",
)
class SendsAnEmptyMaidenName(Conduct):
    """A template that writes each element, filled or not."""

    @override
    def feeds(self, call: Call) -> Call:
        call = super().feeds(call)
        patient = resource_in(call)
        return saying(call, patient | {"name": [*patient["name"], {"use": "maiden"}]})


@_sends_wrongly(
    "sends-an-identifier-without-system",
    breaks=["104-11"],
    where="Patient.identifier[1]",
    text="sends the number of the patient's paper card without saying who issued it",
)
class SendsAnIdentifierWithoutSystem(Conduct):
    """A number is taken for an identifier."""

    @override
    def feeds(self, call: Call) -> Call:
        call = super().feeds(call)
        patient = resource_in(call)
        card = {"value": f"card-{patient['identifier'][0]['value']}"}
        return saying(call, patient | {"identifier": [*patient["identifier"], card]})


@_sends_wrongly(
    "sends-an-address-as-one-object",
    breaks=["FHIR-01"],
    where="Patient.address",
    text="sends the one address of a patient as an object, where FHIR has a list",
)
class SendsAnAddressAsOneObject(Conduct):
    """A patient lives in one place, its form thinks."""

    @override
    def feeds(self, call: Call) -> Call:
        call = super().feeds(call)
        if "json" not in call.header("content-type"):
            return call
        patient = resource_in(call)
        return saying(call, patient | {"address": {"country": "KE"}})


@_sends_wrongly(
    "writes-gender-as-a-letter",
    breaks=["FHIR-01"],
    where="Patient.gender",
    text="feeds the gender as its own database has it: F or M",
)
class WritesGenderAsALetter(Conduct):
    """What stands in the database goes out as it is."""

    @override
    def feeds(self, call: Call) -> Call:
        call = super().feeds(call)
        patient = resource_in(call)
        return saying(call, patient | {"gender": str(patient.get("gender", "unknown"))[0].upper()})


@_sends_wrongly(
    "leaves-a-duplicate-active",
    breaks=["104-14"],
    where="Patient.active",
    text="resolves a duplicate by the link alone, and leaves the old record active",
)
class LeavesADuplicateActive(Conduct):
    """The record is linked, and goes on living."""

    @override
    def merges(self, call: Call) -> Call:
        call = super().merges(call)
        return saying(call, resource_in(call) | {"active": True})


@_sends_wrongly(
    "links-a-duplicate-the-wrong-way-round",
    breaks=["104-14"],
    where="Patient.link[0].type",
    text="says that the old record replaces the one that survives",
)
class LinksADuplicateTheWrongWayRound(Conduct):
    """``replaces`` and ``replaced-by`` are easily confused."""

    @override
    def merges(self, call: Call) -> Call:
        call = super().merges(call)
        patient = resource_in(call)
        return saying(call, patient | {"link": [one | {"type": "replaces"} for one in patient["link"]]})


@_sends_wrongly(
    "asks-for-a-number-alone",
    breaks=["78-27"],
    where="identifier",
    text="searches for a patient's number without the domain that issued it",
)
class AsksForANumberAlone(Conduct):
    """A number is taken for an identifier, whoever issued it."""

    @override
    def searches(self, call: Call) -> Call:
        call = super().searches(call)
        pairs = call.parameters
        return asking(call, [(name, number_in(value) if name == "identifier" else value) for name, value in pairs])


@_sends_wrongly(
    "asks-for-the-sex",
    breaks=["78-28"],
    where="query parameters",
    text="searches with a parameter of its own, sex, where the profile has gender",
)
class AsksForTheSex(Conduct):
    """Its own word for it is in its requests."""

    @override
    def searches(self, call: Call) -> Call:
        call = super().searches(call)
        return asking(call, [("sex" if name == "gender" else name, value) for name, value in call.parameters])


@_sends_wrongly(
    "asks-from-two-identifiers",
    breaks=["83-13"],
    where="sourceIdentifier",
    text="sends every identifier of the patient that it has as source of one cross-reference query",
)
class AsksFromTwoIdentifiers(Conduct):
    """The more it tells, the better, it seems."""

    @override
    def cross_references(self, call: Call) -> Call:
        call = super().cross_references(call)
        national = f"{NATIONAL}|{number_in(dict(call.parameters)['sourceIdentifier'])}"
        return asking(call, [*call.parameters, ("sourceIdentifier", national)])


@_sends_wrongly(
    "cross-references-a-number-alone",
    breaks=["83-13"],
    where="sourceIdentifier",
    text="asks for cross-references of a number without the domain that issued it",
)
class CrossReferencesANumberAlone(Conduct):
    """A number is taken for an identifier, whoever issued it."""

    @override
    def cross_references(self, call: Call) -> Call:
        call = super().cross_references(call)
        pairs = call.parameters
        source = "sourceIdentifier"
        return asking(call, [(name, number_in(value) if name == source else value) for name, value in pairs])


@_sends_wrongly(
    "matches-two-people-at-once",
    breaks=["119-13"],
    where="Parameters.parameter",
    text="puts two resources into one match",
)
class MatchesTwoPeopleAtOnce(Conduct):
    """One operation for the whole waiting room."""

    @override
    def matches(self, call: Call) -> Call:
        call = super().matches(call)
        asked = resource_in(call)
        return saying(call, asked | {"parameter": [asked["parameter"][0], *asked["parameter"]]})


@_sends_wrongly(
    "matches-with-a-parameter-of-its-own",
    breaks=["119-13"],
    where="Parameters.parameter",
    text="sends a threshold of its own with a match, which the operation does not know",
)
class MatchesWithAParameterOfItsOwn(Conduct):
    """What another product understands is sent to all."""

    @override
    def matches(self, call: Call) -> Call:
        call = super().matches(call)
        asked = resource_in(call)
        return saying(call, asked | {"parameter": [*asked["parameter"], {"name": "threshold", "valueDecimal": 0.8}]})
