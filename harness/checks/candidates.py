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
GRADES = ("certain", "probable", "possible", "certainly-not")


@check
def are_graded(response: Message) -> None:
    """Each Patient entry has ``search.mode`` match, a score from 0 to 1 and a match grade; the best comes first.

    NothingToJudge when there is no Patient.
    """
    bundle = resource_in(response, "Bundle") if response.status == 200 else {}
    scores = []
    for number, entry in enumerate(listed(bundle, "entry", "Bundle")):
        if inner(entry, "resource", f"Bundle.entry[{number}]").get("resourceType") == "Patient":
            scores.append(_score(entry, f"Bundle.entry[{number}]"))
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


def _score(entry: Resource, place: str) -> float:
    search = inner(entry, "search", place)
    if text(search, "mode") != "match":
        raise NonConformance(f"{place}.search.mode", expected="match", found=text(search, "mode") or "nothing")
    score = search.get("score")
    if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1:
        found = "nothing" if score is None else score
        raise NonConformance(f"{place}.search.score", expected="a number from 0 to 1", found=found)
    if (grade := _grade(entry, place)) not in GRADES:
        raise NonConformance(f"{place}.search.extension", expected=" or ".join(GRADES), found=grade or "nothing")
    return float(score)


def _grade(entry: Resource, place: str) -> str:
    extensions = listed(inner(entry, "search", place), "extension", f"{place}.search")
    return next((text(one, "valueCode") for one in extensions if one.get("url") == GRADE), "")
