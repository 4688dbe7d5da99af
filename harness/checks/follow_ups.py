"""Checks on requests for follow-up (ServiceRequest, W-33): how they are asked for, claimed and found. Keeps none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from harness.checks.check import NothingToJudge, check, shown_by
from harness.checks.fhir import matches
from harness.checks.place import inner, resource_in, short, text
from harness.errors import NonConformance
from harness.evidence.exchange import Message
from harness.messages.fhir import Resource
from harness.messages.parameters import parameters

KIND = "ServiceRequest"
_FOR = ("subject", "code")


@check
def has_status(request: Message, status: str) -> None:
    """What is sent is a ServiceRequest with this `status`."""
    found = resource_in(request, KIND).get("status", "nothing")
    if found != status:
        raise NonConformance(f"{KIND}.status", expected=status, found=short(found))


@check
def asks_for(request: Message, status: str) -> None:
    """A search by this `status` and no other; what else it asks by is its own affair."""
    content_type = request.header("content-type") or ""
    asked = [value for name, value in parameters(request.target, request.body, content_type) if name == "status"]
    if not asked or any(one.rpartition("|")[2] != status for one in asked):
        found = " and ".join(f"status={one}" for one in asked) or "no status"
        raise NonConformance("parameters", expected=f"status={status}", found=short(found))


@check
def replaces(request: Message, was: Resource, status: str) -> None:
    """A PUT of the request that `was` read, with another `status` and for the same patient and the same service."""
    if request.method != "PUT":
        raise NonConformance("HTTP method", expected="PUT", found=request.start)
    told = resource_in(request, KIND)
    if told.get("status") != status:
        raise NonConformance(f"{KIND}.status", expected=status, found=short(told.get("status", "nothing")))
    for name in _FOR:
        if told.get(name) != was.get(name):
            found = short(told.get(name, "nothing"))
            raise NonConformance(f"{KIND}.{name}", expected=short(was.get(name)), found=found)


@check
def names_the_version(request: Message, read: Message) -> None:
    """If-Match is the ETag with which the request was `read`; nothing to judge where that has none."""
    tag, found = read.header("etag"), request.header("if-match") or "nothing"
    if not tag:
        raise NothingToJudge
    if _bare(found) != _bare(tag):
        raise NonConformance("If-Match", expected=tag, found=short(found), exchange=request.exchange)


@check
def tells_its_version(response: Message) -> None:
    """The answer has an ETag."""
    if not response.header("etag"):
        raise NonConformance("ETag", expected="the version", found="nothing")


@check
def finds(pages: Sequence[Message], record: str) -> None:
    """On one of the `pages` of a searchset stands the request `record` (``ServiceRequest/17``)."""
    found = list(_found(pages))
    if not any(_named(one) == record for _, one in found):
        told = f"{len(found)} other requests" if found else "none"
        raise NonConformance("Bundle.entry", expected=record, found=told)


@check
def leaves_out(pages: Sequence[Message], record: str) -> None:
    """On none of the `pages` of a searchset stands the request `record`."""
    for place, one in _found(pages):
        if _named(one) == record:
            found = f"it, with the status {short(one.get('status', 'nothing'))}"
            raise NonConformance(place, expected=f"no {record}", found=found)


@check
def finds_nothing(response: Message) -> None:
    """A searchset with no match, and with a ``total`` of 0 if with any."""
    for place, one in _found([response]):
        raise NonConformance(place, expected="no request", found=_named(one))
    total = resource_in(response).get("total", 0)
    if total != 0:
        raise NonConformance("Bundle.total", expected=0, found=short(total))


def _found(pages: Sequence[Message]) -> Iterator[tuple[str, Resource]]:
    """What matches on each page, with its place."""
    for page in pages:
        with shown_by(page):
            for place, entry in matches(_searchset(page), KIND):
                yield f"{place}.resource", inner(entry, "resource", place)


def _searchset(response: Message) -> Resource:
    if response.status != 200:
        raise NonConformance("HTTP status", expected=200, found=response.status)
    bundle = resource_in(response, "Bundle")
    if bundle.get("type") != "searchset":
        raise NonConformance("Bundle.type", expected="searchset", found=short(bundle.get("type", "nothing")))
    return bundle


def _named(resource: Resource) -> str:
    return f"{KIND}/{text(resource, 'id')}"


def _bare(tag: Any) -> str:
    """An entity tag without what says that it is weak (RFC 9110 8.8.3), and without its quotation marks."""
    return str(tag).strip().removeprefix("W/").strip('"')
