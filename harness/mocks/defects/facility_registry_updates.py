"""Faults of a facility registry in what it tells of its history (ITI-91)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from typing_extensions import override

from harness.messages.fhir import Resource
from harness.mocks.defects.facility_registry_searches import defect
from harness.mocks.facility_registry import Facilities
from harness.mocks.rest.messages import Answer, Refusal, Request

Entries = list[dict[str, Any]]


def telling(change: Callable[[Entries], Entries]) -> type[Facilities]:
    """The behaviour of a registry whose histories have other entries."""

    class Telling(Facilities):
        @override
        def past(self, request: Request, address: str) -> Answer:
            answer = super().past(request, address)
            bundle = answer.resource or {}
            told = {**bundle, "entry": change(list(bundle.get("entry", ())))}
            return replace(answer, resource=told if told["entry"] else _without(told, "entry"))

    return Telling


def _without(resource: Resource, name: str) -> Resource:
    return {key: value for key, value in resource.items() if key != name}


def _not(method: str) -> Callable[[Entries], Entries]:
    return lambda entries: [one for one in entries if one["request"]["method"] != method]


HIDDEN = (
    ("91-01a", "POST", "what-was-added", ("91-07",)),
    ("91-01b", "PUT", "what-was-changed", ()),
    ("91-01c", "DELETE", "what-was-removed", ("91-02",)),
)
for _requirement, _method, _name, _also in HIDDEN:
    defect(
        f"tells-nothing-of-{_name}",
        breaks=[_requirement],
        also=_also,
        where="Bundle.entry.request.method",
        text=f"The history of a type leaves out {_name.replace('-', ' ')}.",
    )(telling(_not(_method)))


def _with_something(entries: Entries) -> Entries:
    return [
        {**one, "resource": {"resourceType": "Location", "id": one["fullUrl"].rpartition("/")[2], **_EMPTY}}
        if one["request"]["method"] == "DELETE"
        else one
        for one in entries
    ]


_EMPTY = {"status": "inactive", "name": "removed", "type": [{"text": "removed"}]}

defect(
    "tells-of-what-was-removed-with-a-resource",
    breaks=["91-02"],
    where="Bundle.entry.resource",
    text="What was removed is told of with an empty shell of the resource.",
)(telling(_with_something))

defect(
    "tells-the-oldest-first",
    breaks=["91-04"],
    where="Bundle.entry",
    text="A history begins with what happened first.",
)(telling(lambda entries: entries[::-1]))


@defect(
    "tells-everything-whatever-it-is-asked",
    breaks=["91-01d"],
    also=["91-03"],
    where="Bundle.entry",
    text="The instant in _since is not looked at.",
)
class _TellsEverythingWhateverItIsAsked(Facilities):
    @override
    def past(self, request: Request, address: str) -> Answer:
        kept = tuple(one for one in request.parameters if one[0] != "_since" or not one[1][:1].isdigit())
        return super().past(replace(request, parameters=kept), address)


@defect(
    "answers-404-where-nothing-happened",
    breaks=["91-03"],
    where="HTTP status",
    text="A history in which nothing happened is answered with 404.",
)
class _Answers404WhereNothingHappened(Facilities):
    @override
    def past(self, request: Request, address: str) -> Answer:
        answer = super().past(request, address)
        if not (answer.resource or {}).get("entry"):
            raise Refusal(404, "not-found", "Nothing happened")
        return answer


@defect(
    "breaks-off-in-the-middle-of-a-history",
    breaks=["91-06"],
    where="the answer's end",
    text="An answer that tells of a history ends in the middle, and the connection with it.",
)
class _BreaksOffInTheMiddleOfAHistory(Facilities):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        return replace(answer, breaks_off=request.interaction == "history-type")


@defect(
    "tells-one-page-only",
    breaks=["91-07"],
    where="Bundle.link",
    text="A history ends with its first page.",
)
class _TellsOnePageOnly(Facilities):
    @override
    def past(self, request: Request, address: str) -> Answer:
        answer = super().past(request, address)
        bundle = answer.resource or {}
        links = [one for one in bundle.get("link", ()) if one["relation"] != "next"]
        return replace(answer, resource={**bundle, "link": links})


@defect(
    "takes-words-for-the-beginning-of-time",
    breaks=["91-08"],
    where="HTTP status",
    text="A _since that is no instant is ignored, and everything told.",
)
class _TakesWordsForTheBeginningOfTime(Facilities):
    @override
    def past(self, request: Request, address: str) -> Answer:
        kept = tuple(one for one in request.parameters if one[0] != "_since" or one[1][:1].isdigit())
        return super().past(replace(request, parameters=kept), address)
