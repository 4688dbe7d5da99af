"""Faults of a client registry that takes in a feed (ITI-104) and does not keep what it was told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from typing_extensions import override

from harness.messages.fhir import XML, Resource, media_type
from harness.mocks.client_registry.authorities import Authorities
from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.registry import declare
from harness.mocks.rest.messages import Answer, Refusal, Request
from harness.mocks.store import Stored
from harness.openhie.domains import Domain

defect = partial(declare, mock="client-registry")


@defect(
    "answers-200-to-a-new-patient",
    breaks=["104-01"],
    also=["104-07"],
    where="HTTP status",
    text="A feed that creates a record is answered with 200, as if it had been there.",
)
class _Answers200ToANewPatient(Registry):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        is_new = request.interaction == "conditional-update" and answer.status == 201
        return replace(answer, status=200) if is_new else answer


@defect(
    "answers-201-to-an-update",
    breaks=["104-02"],
    where="HTTP status",
    text="A feed about a patient who is known is answered with 201, as if she were new.",
)
class _Answers201ToAnUpdate(Registry):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        is_update = request.interaction == "conditional-update" and answer.status == 200
        return replace(answer, status=201) if is_update else answer


@defect(
    "keeps-the-first-name",
    breaks=["104-02"],
    also=["CRWF-2"],
    where="Patient.name.family",
    text="An update says 200, but the name stays as it was when the record was made.",
)
class _KeepsTheFirstName(Registry):
    @override
    def before_storing(self, request: Request, resource: Resource, before: Stored | None) -> Resource:
        resource = super().before_storing(request, resource, before)
        return {**resource, "name": before.resource["name"]} if before and "name" in before.resource else resource


@defect(
    "keeps-an-unchanged-feed-again",
    breaks=["CRWF-1"],
    where="Bundle.entry",
    text="A feed that changes nothing makes a second record, though the answer speaks of an update.",
)
class _KeepsAnUnchangedFeedAgain(Registry):
    @override
    def keep(self, request: Request, resource: Resource, before: Stored | None) -> Stored:
        stored = super().keep(request, resource, before)
        if before and _content(before.resource) == _content(stored.resource):
            self.store.add(stored.resource)
        return stored


@defect(
    "keeps-the-old-name-as-another-patient",
    breaks=["CRWF-2"],
    where="Bundle.entry",
    text="When a name changes, the record with the old name stays beside the new one.",
)
class _KeepsTheOldNameAsAnotherPatient(Registry):
    @override
    def keep(self, request: Request, resource: Resource, before: Stored | None) -> Stored:
        stored = super().keep(request, resource, before)
        if before and before.resource.get("name") != stored.resource.get("name"):
            self.store.add(before.resource)
        return stored


@defect(
    "takes-no-xml",
    breaks=["104-07"],
    where="HTTP status",
    text="A feed in XML is refused with 415; only JSON is taken.",
)
class _TakesNoXml(Registry):
    @override
    def resource_in(self, request: Request) -> Resource:
        if media_type(request.header("content-type")) == XML:
            raise Refusal(415, "not-supported", "Only application/fhir+json is taken here")
        return super().resource_in(request)


@defect(
    "breaks-off-after-a-feed-in-xml",
    breaks=["104-10"],
    where="the answer's end",
    text="The answer to a feed in XML ends in the middle, and the connection with it.",
)
class _BreaksOffAfterAFeedInXml(Registry):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        in_xml = request.method == "PUT" and media_type(request.header("content-type")) == XML
        return replace(answer, breaks_off=answer.breaks_off or in_xml)


@defect(
    "tells-the-oid-and-the-uri-apart",
    breaks=["OHIE-FHIR-02"],
    where="Bundle.entry",
    text="The OID and the URI of one domain are taken for two domains.",
)
class _TellsTheOidAndTheUriApart(Registry):
    @override
    def serve(self, domains: Sequence[Domain]) -> Authorities:
        return _Literal(domains)


class _Literal(Authorities):
    @override
    def canonical(self, system: str) -> str:
        return system


@defect(
    "loses-a-second-identifier-of-a-person",
    breaks=["OHIE-FHIR-04"],
    where="Bundle.entry",
    text="Somebody who is known under another domain is recognised, and the new identifier is not kept.",
)
class _LosesASecondIdentifierOfAPerson(Registry):
    @override
    def keep(self, request: Request, resource: Resource, before: Stored | None) -> Stored:
        self.check(request, resource, before)
        known = None if before else next(iter(self.same_demographics(resource)), None)
        return known or super().keep(request, resource, before)


@defect(
    "loses-the-order-of-birth",
    breaks=["CRF-10"],
    where="Patient.multipleBirthInteger",
    text="Whether a child was one of several, and which, is not kept.",
)
class _LosesTheOrderOfBirth(Registry):
    @override
    def before_storing(self, request: Request, resource: Resource, before: Stored | None) -> Resource:
        resource = super().before_storing(request, resource, before)
        return {name: value for name, value in resource.items() if not name.startswith("multipleBirth")}


def _content(resource: Resource) -> Resource:
    return {name: value for name, value in resource.items() if name not in ("id", "meta")}
