"""Faults of a client registry that answers PIX queries (ITI-9; OHIE-CR cases 06, 09, 10 and 18)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from typing_extensions import override

from harness.messages.fhir import Resource
from harness.messages.hl7v2 import Message, Place, Segment
from harness.mocks.client_registry.hl7v2.fields import Rejection, refused
from harness.mocks.client_registry.hl7v2.pid_written import identifier, pid
from harness.mocks.client_registry.hl7v2.queries import Pair
from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.registry import declare
from harness.mocks.store import Stored
from harness.openhie.domains import Domain

defect = partial(declare, mock="client-registry")

PIX = "Q23"


@defect(
    "names-no-oid-in-a-pix-answer",
    breaks=["9-01", "OHIE-CR-06", "OHIE-CR-10"],
    also=["30-04"],
    where="PID-3.4.2",
    text="The identifiers in a PIX answer name their authority by its namespace alone.",
)
class _NamesNoOidInAPixAnswer(Registry):
    @override
    def reference_pid(self, pairs: Sequence[Pair]) -> Segment:
        domains = [self.authorities.domain(system) for system, _ in pairs]
        short = [
            identifier(value, (one.namespace if one else "", "", ""))
            for (_, value), one in zip(pairs, domains, strict=True)
        ]
        return pid(1, short, {1: "", 5: ["", ("", "", "", "", "", "", "S")]})


@defect(
    "answers-ok-where-it-found-nothing",
    breaks=["9-02", "OHIE-CR-10"],
    where="QAK-2",
    text="QAK-2 of a PIX answer is OK also where no identifier is in it.",
)
class _AnswersOkWhereItFoundNothing(Registry):
    @override
    def before_replying(self, request: Message, answer: Message) -> Message:
        nothing = answer.get("QAK-2") == "NF" and request.get("MSH-9.2") == PIX
        return answer.with_value("QAK-2", "OK") if nothing else answer


@defect(
    "takes-an-unknown-identifier-for-one-without-others",
    breaks=["9-03", "OHIE-CR-09", "8-10"],
    also=["OHIE-CR-16", "30-03", "30-06"],
    where="MSA-1",
    text="An identifier that nobody has is answered with AA and nothing.",
)
class _TakesAnUnknownIdentifierForOneWithoutOthers(Registry):
    @override
    def known(self, asked: Pair) -> list[Stored]:
        try:
            return super().known(asked)
        except Rejection:
            return []


@defect(
    "blames-the-identifier-for-its-domain",
    breaks=["9-04"],
    where="ERR-2",
    text="Of a domain that is not known, the registry says that the identifier is not.",
)
class _BlamesTheIdentifierForItsDomain(Registry):
    @override
    def asked_identifier(self, request: Message) -> Pair:
        try:
            return super().asked_identifier(request)
        except Rejection as rejection:
            raise refused("204", "QPD-3[1].1", str(rejection)) from None


@defect(
    "skips-a-domain-that-it-does-not-know",
    breaks=["9-05", "OHIE-CR-10"],
    where="MSA-1",
    text="A PIX query that wants identifiers of an unknown domain is answered as if it wanted none in particular.",
)
class _SkipsADomainThatItDoesNotKnow(Registry):
    @override
    def wanted_domains(self, request: Message, where: str) -> list[Domain]:
        try:
            return super().wanted_domains(request, where)
        except Rejection:
            if where != "QPD-4":
                raise
            return []


@defect(
    "gives-one-identifier-of-each-domain",
    breaks=["9-06"],
    where="PID-3",
    text="Of several identifiers of a domain a PIX answer has the first.",
)
class _GivesOneIdentifierOfEachDomain(Registry):
    @override
    def references_of(self, asked: Pair, wanted: Sequence[Domain], records: Sequence[Stored]) -> list[Pair]:
        found = super().references_of(asked, wanted, records)
        return list(dict(reversed(found)).items())


@defect(
    "forgets-the-tag-of-a-pix-query",
    breaks=["9-07"],
    where="QAK-1",
    text="QAK-1 of a PIX answer is empty.",
)
class _ForgetsTheTagOfAPixQuery(Registry):
    @override
    def before_replying(self, request: Message, answer: Message) -> Message:
        return answer.with_raw("QAK-1", "") if request.get("MSH-9.2") == PIX else answer


@defect(
    "repeats-a-pix-query-in-part",
    breaks=["9-08"],
    where="QPD-4",
    text="The QPD of a PIX answer ends with the identifier; the domains that were wanted are not in it.",
)
class _RepeatsAPixQueryInPart(Registry):
    @override
    def echo(self, request: Message) -> Segment:
        whole = super().echo(request)
        return Segment(whole.fields[:4]) if request.get("MSH-9.2") == PIX else whole


@defect(
    "repeats-the-identifier-that-was-asked-with",
    breaks=["9-09"],
    where="PID-3",
    text="A PIX answer begins with the identifier that was asked with.",
)
class _RepeatsTheIdentifierThatWasAskedWith(Registry):
    @override
    def references_of(self, asked: Pair, wanted: Sequence[Domain], records: Sequence[Stored]) -> list[Pair]:
        others = super().references_of(asked, wanted, records)
        return [asked, *others] if others and not wanted else others


@defect(
    "gives-no-name-type-in-a-pix-answer",
    breaks=["9-10"],
    where="PID-5",
    text="PID-5 of a PIX answer is empty instead of saying that there is no name.",
)
class _GivesNoNameTypeInAPixAnswer(Registry):
    @override
    def reference_pid(self, pairs: Sequence[Pair]) -> Segment:
        return pid(1, self.cx_list(pairs), {1: "", 5: ""})


@defect(
    "does-not-look-at-pid-19",
    breaks=["OHIE-CR-18"],
    where="PID-3",
    text="The number in PID-19 is not kept, and so links nobody.",
)
class _DoesNotLookAtPid19(Registry):
    @override
    def with_ssn(self, patient: Resource, request: Message, pid: Place) -> Resource:
        return patient
