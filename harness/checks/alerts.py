"""Checks on alerts and what became of them (IHE mACM, ITI-84 and ITI-85). Knows both resources, not who is reached."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from harness.checks.check import check
from harness.checks.fhir import matches
from harness.checks.place import carries, inner, listed, resource_in, short, text
from harness.errors import NonConformance
from harness.evidence.exchange import Message
from harness.messages.fhir import Resource
from harness.messages.parameters import parameters

_LOCATION = re.compile(r".*/CommunicationRequest/[A-Za-z0-9\-.]{1,64}(/_history/[A-Za-z0-9\-.]{1,64})?")
_NEEDED = ("category", "priority", "payload", "recipient")


@check
def names_where_it_is_kept(response: Message) -> None:
    """Location names a CommunicationRequest by its id."""
    found = response.header("location") or "nothing"
    if not _LOCATION.fullmatch(found):
        raise NonConformance("Location", expected="[base]/CommunicationRequest/id", found=short(found))


@check
def is_addressed_to(request: Message, record: str, *, identifiers: Iterable[Any] = ()) -> None:
    """A recipient of the alert is `record` (``Patient/17``), or a contained resource with one of `identifiers`."""
    alert = resource_in(request, "CommunicationRequest")
    recipients = listed(alert, "recipient", "CommunicationRequest")
    references = [text(one, "reference").partition("/_history/")[0] for one in recipients]
    if any(one == record or one.endswith(f"/{record}") for one in references):
        return
    inside = {f"#{text(one, 'id')}": one for one in listed(alert, "contained", "CommunicationRequest")}
    known = list(identifiers)
    if not any(one in inside and any(carries(inside[one], each) for each in known) for one in references):
        found = ", ".join(one or "a recipient without reference" for one in references) or "nobody"
        raise NonConformance("CommunicationRequest.recipient", expected=f"a reference to {record}", found=short(found))


@check
def is_whole(request: Message) -> None:
    """The alert has all that an aggregator has to look for."""
    alert = resource_in(request, "CommunicationRequest")
    for name in _NEEDED:
        if not alert.get(name):
            raise NonConformance(f"CommunicationRequest.{name}", expected="something", found="nothing")


@check
def tells_the_status(response: Message, alert: str) -> None:
    """A searchset with a Communication that is based on `alert` and has a status."""
    found = _about(response, alert)
    if not found:
        raise NonConformance("Bundle.entry", expected=f"a Communication about {alert}", found="none")
    for place, one in found:
        if not text(one, "status"):
            raise NonConformance(f"{place}.resource.status", expected="a status", found="nothing")


@check
def tells_nothing_of(response: Message, alert: str) -> None:
    """A searchset in which no Communication is based on `alert`."""
    for place, _ in _about(response, alert):
        raise NonConformance(f"{place}.resource", expected=f"nothing about {alert}", found="a Communication")


@check
def tells_nothing(response: Message) -> None:
    """A searchset with no match, and with a ``total`` of 0 if with any."""
    bundle = _searchset(response)
    if found := matches(bundle, "Communication"):
        raise NonConformance("Bundle.entry", expected="no Communication", found=f"{len(found)} of them")
    if bundle.get("total", 0) != 0:
        raise NonConformance("Bundle.total", expected=0, found=bundle["total"])


@check
def finds_the_alert(response: Message, alert: str) -> None:
    """A searchset with the CommunicationRequest `alert`."""
    found = [inner(one, "resource", place) for place, one in matches(_searchset(response), "CommunicationRequest")]
    if not any(f"CommunicationRequest/{text(one, 'id')}" == alert for one in found):
        raise NonConformance("Bundle.entry", expected=alert, found=f"{len(found)} other alerts" if found else "none")


@check
def asks_by_the_alert(request: Message, alert: str) -> None:
    """A search by GET whose parameters name `alert`."""
    if request.method != "GET":
        raise NonConformance("HTTP method", expected="GET", found=request.start)
    asked = [value for _, value in parameters(request.target, b"", "")]
    id_ = alert.rpartition("/")[2]
    if not any(value == id_ or value.endswith(f"/{id_}") for one in asked for value in one.split(",")):
        raise NonConformance("parameters", expected=f"based-on={alert}", found=short(request.target))


def _about(response: Message, alert: str) -> list[tuple[str, Resource]]:
    """The Communications in a searchset that are based on `alert`, each with the place of its entry."""
    found = [(place, inner(one, "resource", place)) for place, one in matches(_searchset(response), "Communication")]
    return [(place, one) for place, one in found if alert in _based_on(one, place)]


def _based_on(communication: Resource, place: str) -> list[str]:
    """What it is based on: type and id, wherever that is kept."""
    references = [text(one, "reference") for one in listed(communication, "basedOn", f"{place}.resource")]
    return ["/".join(one.partition("/_history/")[0].split("/")[-2:]) for one in references]


def _searchset(response: Message) -> Resource:
    if response.status != 200:
        raise NonConformance("HTTP status", expected=200, found=response.status)
    bundle = resource_in(response, "Bundle")
    if bundle.get("type") != "searchset":
        raise NonConformance("Bundle.type", expected="searchset", found=bundle.get("type", "nothing"))
    return bundle
