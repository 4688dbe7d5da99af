"""Checks on the answer of ITI-119 ``$match`` (IHE PDQm 2:3.119.4.2): who it could be, how surely, best first."""

from __future__ import annotations

from typing import Any

from harness.checks.check import NothingToJudge, check
from harness.checks.fhir import matches
from harness.checks.place import carries, inner, listed, resource_in, short, text
from harness.errors import NonConformance
from harness.evidence.exchange import Message
from harness.messages.fhir import Resource

GRADE = "http://hl7.org/fhir/StructureDefinition/match-grade"


@check
def come_best_first(response: Message) -> None:
    """The Patients come in the order of their scores; that each has one is said by the profile of the answer.

    NothingToJudge when no Patient has a score.
    """
    bundle = resource_in(response, "Bundle") if response.status == 200 else {}
    placed = [(f"Bundle.entry[{number}]", one) for number, one in enumerate(listed(bundle, "entry", "Bundle"))]
    people = [(at, one) for at, one in placed if inner(one, "resource", at).get("resourceType") == "Patient"]
    told = [inner(one, "search", at).get("score") for at, one in people]
    scores = [one for one in told if isinstance(one, int | float)]
    if not scores:
        raise NothingToJudge
    if scores != sorted(scores, reverse=True):
        raise NonConformance("Bundle.entry", expected="the highest search.score first", found=short(scores))


@check
def hold_no_error(response: Message) -> None:
    """An OperationOutcome among the candidates warns or informs; error and fatal do not stand beside a success.

    NothingToJudge when there is none.
    """
    bundle = resource_in(response, "Bundle") if response.status == 200 else {}
    entries = enumerate(listed(bundle, "entry", "Bundle"))
    placed = [(f"Bundle.entry[{number}].resource", inner(one, "resource", "Bundle.entry")) for number, one in entries]
    outcomes = [(place, one) for place, one in placed if one.get("resourceType") == "OperationOutcome"]
    if not outcomes:
        raise NothingToJudge
    for place, outcome in outcomes:
        for issue in listed(outcome, "issue", place):
            if text(issue, "severity") in ("error", "fatal"):
                found = text(issue, "severity")
                raise NonConformance(f"{place}.issue.severity", expected="warning or information", found=found)


@check
def name_the_patient(response: Message, identifier: Any) -> None:
    """One of the candidates carries `identifier`."""
    found = _found(response)
    if not any(carries(inner(entry, "resource", place), identifier) for place, entry in found):
        told = f"{len(found)} candidates, not that one"
        raise NonConformance("Bundle.entry", expected=f"the patient {identifier.token}", found=told)


@check
def name_first(response: Message, identifier: Any, *, before: Any) -> None:
    """The candidate that carries `identifier` stands before any that carries the other one."""
    found = _found(response)
    people = [inner(entry, "resource", place) for place, entry in found]
    places = [number for number, person in enumerate(people) if carries(person, identifier)]
    others = [number for number, person in enumerate(people) if carries(person, before)]
    if not places or (others and others[0] < places[0]):
        told = f"{before.token} before her" if others else f"{len(found)} candidates, not that one"
        raise NonConformance("Bundle.entry", expected=f"the patient {identifier.token} first", found=told)


@check
def are_only_certain(response: Message, *, count: int) -> None:
    """There are exactly `count` candidates, each graded certain."""
    found = _found(response)
    if len(found) != count:
        raise NonConformance("Bundle.entry", expected=f"{count} candidates", found=len(found))
    for place, entry in found:
        if (grade := _grade(entry, place)) != "certain":
            raise NonConformance(f"{place}.search.extension", expected="certain", found=grade or "nothing")


@check
def are_at_most(response: Message, *, count: int) -> None:
    """There are at most `count` candidates, and at least one."""
    found = _found(response)
    if not 1 <= len(found) <= count:
        raise NonConformance("Bundle.entry", expected=f"1 to {count} candidates", found=len(found))


@check
def are_none(response: Message) -> None:
    """Nobody is named."""
    if found := _found(response):
        raise NonConformance("Bundle.entry", expected="no candidate", found=f"{len(found)} candidates")


@check
def hold_nobody_replaced(response: Message, replaced: Any, survivor: Any) -> None:
    """A candidate that carries the `replaced` identifier is inactive, or is the survivor's own record."""
    for place, entry in _found(response):
        patient = inner(entry, "resource", place)
        own = carries(patient, replaced) and not carries(patient, survivor)
        if own and patient.get("active") is not False:
            found = patient.get("active", "nothing")
            raise NonConformance(f"{place}.resource.active", expected="false", found=found)


def _found(response: Message) -> list[tuple[str, Resource]]:
    if response.status != 200:
        raise NonConformance("HTTP status", expected=200, found=response.status)
    bundle = resource_in(response, "Bundle")
    if bundle.get("type") != "searchset":
        raise NonConformance("Bundle.type", expected="searchset", found=bundle.get("type", "nothing"))
    return matches(bundle)


def _grade(entry: Resource, place: str) -> str:
    extensions = listed(inner(entry, "search", place), "extension", f"{place}.search")
    return next((text(one, "valueCode") for one in extensions if one.get("url") == GRADE), "")
