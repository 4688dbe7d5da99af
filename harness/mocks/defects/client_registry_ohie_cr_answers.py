"""Faults of a client registry in what it tells of whom it found (ITI-21; OHIE-CR cases 07, 08 and 11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from typing_extensions import override

from harness.messages.hl7v2 import Message, Segment
from harness.messages.hl7v2.building import Part
from harness.mocks.client_registry.hl7v2.continuations import Continuation, Match
from harness.mocks.client_registry.hl7v2.fields import refused
from harness.mocks.client_registry.hl7v2.pid_written import Field
from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.registry import declare
from harness.mocks.store import Stored

defect = partial(declare, mock="client-registry")

PDQ = "Q22"


@defect(
    "calls-its-answer-by-its-structure",
    breaks=["21-01"],
    where="MSH-9",
    text="The answer to a demographics query is called K21 in MSH-9.2, as its structure is.",
)
class _CallsItsAnswerByItsStructure(Registry):
    @override
    def before_replying(self, request: Message, answer: Message) -> Message:
        found = answer.get("MSH-9.2") == "K22"
        return answer.with_value("MSH-9.2", "K21") if found else answer


@defect(
    "shows-identifiers-of-every-domain",
    breaks=["21-06"],
    also=["OHIE-CR-11"],
    where="PID-3.4",
    text="QPD-8 is read, and nothing comes of it.",
)
class _ShowsIdentifiersOfEveryDomain(Registry):
    @override
    def page(self, request: Message, going_on: Continuation, size: int, systems: Sequence[str]) -> Message:
        return super().page(request, going_on, size, ())


@defect(
    "sends-everybody-at-once",
    breaks=["21-08a"],
    where="PID",
    text="RCP-2 is not looked at: all patients come in one answer.",
)
class _SendsEverybodyAtOnce(Registry):
    @override
    def page_size(self, request: Message) -> int:
        return super().page_size(request.with_raw("RCP-2", ""))


@defect(
    "loses-one-between-two-pages",
    breaks=["21-08b"],
    where="PID-3",
    text="Each page after the first begins one patient too late.",
)
class _LosesOneBetweenTwoPages(Registry):
    @override
    def continued(self, request: Message, pointer: str) -> Continuation:
        left = super().continued(request, pointer)
        return replace(left, matches=left.matches[1:])


@defect(
    "knows-no-end-of-a-query",
    breaks=["21-09"],
    where="MSA-1",
    text="A query that is cancelled is answered as one that was never asked.",
)
class _KnowsNoEndOfAQuery(Registry):
    @override
    def cancel(self, request: Message) -> Message:
        raise refused("204", "QID-1", "There is no such query")


@defect(
    "forgets-the-tag-of-a-search",
    breaks=["21-11a"],
    where="QAK-1",
    text="QAK-1 of the answer to a demographics query is empty.",
)
class _ForgetsTheTagOfASearch(Registry):
    @override
    def before_replying(self, request: Message, answer: Message) -> Message:
        return answer.with_raw("QAK-1", "") if request.get("MSH-9.2") == PDQ else answer


@defect(
    "repeats-a-search-in-part",
    breaks=["21-11b"],
    where="QPD-8",
    text="The QPD of the answer to a demographics query ends with what was asked; QPD-8 is not in it.",
)
class _RepeatsASearchInPart(Registry):
    @override
    def echo(self, request: Message) -> Segment:
        whole = super().echo(request)
        return Segment(whole.fields[:4]) if request.get("MSH-9.2") == PDQ else whole


@defect(
    "keeps-the-address-to-itself",
    breaks=["OHIE-CR-08", "21-15"],
    where="PID-11.1",
    text="The answer to a demographics query has no address.",
)
class _KeepsTheAddressToItself(Registry):
    @override
    def person(self, number: int, group: Sequence[Stored], cx: Sequence[Part], match: Match) -> list[Segment]:
        found, *more = super().person(number, group, cx, match)
        return [found.with_field(11, ""), *more]


@defect(
    "keeps-the-marital-status-to-itself",
    breaks=["21-13"],
    where="PID-16.1",
    text="The answer to a demographics query has no marital status.",
)
class _KeepsTheMaritalStatusToItself(Registry):
    @override
    def person(self, number: int, group: Sequence[Stored], cx: Sequence[Part], match: Match) -> list[Segment]:
        found, *more = super().person(number, group, cx, match)
        return [found.with_field(16, ""), *more]


@defect(
    "keeps-the-mother-to-itself",
    breaks=["OHIE-CR-07"],
    where="PID-6.1",
    text="The answer to a demographics query does not name the mother.",
)
class _KeepsTheMotherToItself(Registry):
    @override
    def mother_fields(self, child: Stored) -> dict[int, Field]:
        return {}
