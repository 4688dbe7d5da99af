"""Faults of an alert aggregator: what it takes and refuses, whom it finds, what it tells of an alert."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from typing_extensions import override

from harness.messages.fhir import XML, Resource, media_type, operation_outcome
from harness.mocks.alert_aggregator.aggregator import Aggregator
from harness.mocks.defects.registry import declare
from harness.mocks.rest.messages import Answer, Refusal, Request

defect = partial(declare, mock="alert-aggregator")


def _found(answer: Answer) -> list[Resource]:
    """The resources that a search gave, to be changed in place; none where it was no search."""
    resource: Any = answer.resource
    if not resource or resource["resourceType"] != "Bundle":
        return []
    return [one["resource"] for one in resource.get("entry", ())]


@defect(
    "takes-alerts-with-202",
    breaks=["84-01a"],
    also=["84-04", "84-05", "84-06"],
    where="HTTP status",
    text="An alert is put into the queue of a message gateway, and answered with 202 as that does it.",
)
class _TakesAlertsWith202(Aggregator):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        return replace(answer, status=202) if answer.status == 201 else answer


@defect(
    "names-the-message-of-its-gateway",
    breaks=["84-01b"],
    also=["85-01"],  # who is not told where the alert is does not find it again
    where="Location",
    text="Location names the message that the gateway sends, not the alert.",
)
class _NamesTheMessage(Aggregator):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        if answer.status != 201:
            return answer
        return replace(answer, headers={**answer.headers, "location": f"{request.base}/messages"})


@defect(
    "takes-alerts-without-text",
    breaks=["84-02a"],
    where="HTTP status",
    text="What an alert says is looked at when it is sent on, long after it was taken.",
)
class _TakesAlertsWithoutText(Aggregator):
    @override
    def check_payload(self, alert: Resource) -> None:
        pass


@defect(
    "takes-any-category",
    breaks=["84-02b"],
    where="HTTP status",
    text="There is one queue, so nobody looks at the category of an alert.",
)
class _TakesAnyCategory(Aggregator):
    @override
    def check_category(self, alert: Resource) -> None:
        pass


@defect(
    "takes-no-priority-for-routine",
    breaks=["84-02c"],
    where="HTTP status",
    text="An alert without a priority is taken for a routine one, without a word.",
)
class _TakesNoPriorityForRoutine(Aggregator):
    @override
    def check_priority(self, alert: Resource) -> None:
        pass


@defect(
    "follows-no-reference-to-a-recipient",
    breaks=["84-03"],
    where="HTTP status",
    text="The reference to a recipient is kept as it is; that it leads nowhere shows when the alert is sent on.",
)
class _FollowsNoReference(Aggregator):
    @override
    def check_recipients(self, alert: Resource) -> None:
        pass


@defect(
    "alerts-patients-alone",
    breaks=["84-04"],
    where="HTTP status",
    text="Recipients are looked for among patients; a health worker is refused as unknown.",
)
class _AlertsPatientsAlone(Aggregator):
    @override
    def check_recipients(self, alert: Resource) -> None:
        if any("/Practitioner" in one.get("reference", "") for one in alert.get("recipient", ())):
            raise Refusal(422, "not-supported", "Recipients are patients here")
        super().check_recipients(alert)


@defect(
    "looks-for-contained-recipients-elsewhere",
    breaks=["84-05"],
    also=["84-06"],
    where="HTTP status",
    text="Every reference is followed over the network, also one that begins with #.",
)
class _LooksForContainedElsewhere(Aggregator):
    @override
    def check_recipients(self, alert: Resource) -> None:
        super().check_recipients({**alert, "contained": []})


@defect(
    "reads-alerts-in-json-alone",
    breaks=["84-06"],
    where="HTTP status",
    text="The body of an alert is given to a JSON parser; XML is refused.",
)
class _ReadsJsonAlone(Aggregator):
    @override
    def seen(self, request: Request) -> Request:
        request = super().seen(request)
        if media_type(request.header("content-type")) == XML:
            raise Refusal(415, "not-supported", "Alerts are taken in JSON")
        return request


@defect(
    "refuses-alerts-without-a-word",
    breaks=["84-07"],
    where="body",
    text="An alert that is wrong is refused with an empty answer.",
)
class _RefusesWithoutAWord(Aggregator):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        return replace(answer, resource=None) if answer.status == 422 else answer


@defect(
    "hangs-up-on-alerts",
    breaks=["84-08"],
    where="the answer's end",
    text="The connection is closed in the middle of the answer to an alert.",
)
class _HangsUpOnAlerts(Aggregator):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        return replace(answer, breaks_off=request.interaction == "create")


@defect(
    "tells-of-alerts-by-its-own-number",
    breaks=["85-01"],
    where="Bundle.entry",
    text="What became of an alert is told with the number of the job that it was, which nobody else knows.",
)
class _TellsByItsOwnNumber(Aggregator):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        for one in _found(answer) if request.type == "Communication" else ():
            one["basedOn"] = [{"reference": f"CommunicationRequest/job-{one['meta']['versionId']}"}]
        return answer


@defect(
    "passes-over-the-time-of-alerts",
    breaks=["85-02"],
    where="Bundle.entry[0].resource",
    text="The search parameter _lastUpdated is not known and passed over, without a word.",
)
class _PassesOverTheTime(Aggregator):
    @override
    def seen(self, request: Request) -> Request:
        request = super().seen(request)
        return replace(request, parameters=tuple(one for one in request.parameters if one[0] != "_lastUpdated"))


@defect(
    "answers-404-for-no-alert",
    breaks=["85-03"],
    also=["85-02"],
    where="HTTP status",
    text="A search that finds nothing is answered with 404.",
)
class _Answers404ForNoAlert(Aggregator):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        if request.interaction == "search" and answer.status == 200 and not _found(answer):
            return replace(answer, status=404, resource=operation_outcome("error", "not-found", "Nothing was found"))
        return answer


@defect(
    "hangs-up-on-questions-about-alerts",
    breaks=["85-04"],
    where="the answer's end",
    text="The connection is closed in the middle of the answer to a search.",
)
class _HangsUpOnQuestions(Aggregator):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        return replace(answer, breaks_off=request.interaction == "search")


@defect(
    "tells-of-two-alerts-at-once",
    breaks=["85-05"],
    where="Bundle.entry[0].resource.basedOn",
    text="What is sent to one person in one message is told of in one Communication, whichever alerts it was.",
)
class _TellsOfTwoAtOnce(Aggregator):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        for one in _found(answer) if request.type == "Communication" else ():
            one["basedOn"] = [*one["basedOn"], {"reference": "CommunicationRequest/another"}]
        return answer


@defect(
    "does-not-search-for-alerts-themselves",
    breaks=["85-07"],
    where="Bundle.entry",
    text="Only Communication is searched; of CommunicationRequest nothing is ever found.",
)
class _DoesNotSearchForAlerts(Aggregator):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        resource: Any = answer.resource
        if request.interaction == "search" and request.type == "CommunicationRequest" and _found(answer):
            nothing = {key: value for key, value in resource.items() if key != "entry"}
            return replace(answer, resource={**nothing, "total": 0})
        return answer
