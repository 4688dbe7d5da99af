"""Faults of an Audit Record Repository: what it does not take, what it changes, what it does not find by."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from typing_extensions import override

from harness.messages.fhir import Resource
from harness.mocks.audit_record_repository.repository import Repository
from harness.mocks.defects.registry import declare
from harness.mocks.rest.messages import Answer, Request

defect = partial(declare, mock="audit-record-repository")

PARAMETERS = {
    "date": "81-02",
    "address": "81-03",
    "agent.identifier": "81-04",
    "patient.identifier": "81-05",
    "entity.identifier": "81-06",
    "entity-type": "81-07",
    "entity-role": "81-08",
    "source.identifier": "81-09",
    "type": "81-10",
    "subtype": "81-11",
    "outcome": "81-12",
    "_id": "81-13",
    "_lastUpdated": "81-14",
}
"""Each search parameter, and the requirement that it is looked at."""


def _blind_to(name: str) -> type:
    class Blind(Repository):
        @override
        def seen(self, request: Request) -> Request:
            request = super().seen(request)
            kept = tuple(one for one in request.parameters if one[0].partition(":")[0] != name)
            return replace(request, parameters=kept) if request.interaction == "search" else request

    return Blind


for _name, _requirement in PARAMETERS.items():
    defect(
        f"passes-over-{_name.lower().replace('.', '-').strip('_')}-of-events",
        breaks=[_requirement],
        also=["20-11"] if _name == "patient.identifier" else [],  # by it each event is looked for that was told
        where="Bundle.entry",
        text=f"The search parameter {_name} is not known and passed over, without a word.",
    )(_blind_to(_name))


@defect(
    "takes-events-with-200",
    breaks=["20-08"],
    where="HTTP status",
    text="A POST of an AuditEvent is answered with 200, as if it had been there before.",
)
class _TakesEventsWith200(Repository):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        return replace(answer, status=200) if answer.status == 201 else answer


@defect(
    "reads-short-datagrams-alone",
    breaks=["20-09"],
    where="Bundle.entry",
    text="Of a datagram the first kilobyte is read; what is longer is no XML then, and lost.",
)
class _ReadsShortDatagramsAlone(Repository):
    @override
    def heard(self, message: bytes, sender: str, *, failure: str = "", secured: bool = False) -> None:
        super().heard(message if secured else message[:1024], sender, failure=failure, secured=secured)


@defect(
    "takes-nothing-by-tls",
    breaks=["20-10"],
    where="Bundle.entry",
    text="Syslog over TLS is taken to end at a line feed; no message ever comes to an end.",
)
class _TakesNothingByTls(Repository):
    @override
    def heard(self, message: bytes, sender: str, *, failure: str = "", secured: bool = False) -> None:
        if not secured:
            super().heard(message, sender, failure=failure, secured=secured)


@defect(
    "keeps-no-outcome",
    breaks=["20-11"],
    where="AuditEvent.outcome",
    text="There is no column for the outcome of an event: every event has gone well, or nobody knows.",
)
class _KeepsNoOutcome(Repository):
    @override
    def event_in(self, message: bytes) -> Resource:
        return {**super().event_in(message), "outcome": "12"}


@defect(
    "answers-with-a-collection-of-events",
    breaks=["81-01"],
    where="Bundle.type",
    text="What was found comes as a Bundle of type collection.",
)
class _AnswersWithACollection(Repository):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        resource: Any = answer.resource
        if request.interaction == "search" and resource and resource["resourceType"] == "Bundle":
            entries = [{key: one[key] for key in one if key != "search"} for one in resource.get("entry", ())]
            kept = {key: resource[key] for key in resource if key not in ("total", "entry")}
            told = {**kept, "type": "collection", **({"entry": entries} if entries else {})}
            return replace(answer, resource=told)
        return answer
