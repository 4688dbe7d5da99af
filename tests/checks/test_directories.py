"""What a directory finds, and how it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from harness.checks import directories as checks
from harness.checks.check import NothingToJudge
from harness.transactions.care_services import TYPES
from tests.checks.resources import MINE, OTHER, entry, finding, searchset
from tests.seen import answer, crossed, request

FACILITY = [{"coding": [{"system": TYPES, "code": "facility"}]}]


def location(identifier: Any = MINE, **elements: Any) -> dict[str, Any]:
    """A Location with this identifier."""
    number = {"system": identifier.system, "value": identifier.value}
    return {"resourceType": "Location", "id": "17", "identifier": [number], "name": "Kisumu", **elements}


@dataclass(frozen=True)
class Asked:
    """A question as a check reads it."""

    kind: str
    parameter: str
    finds: bool = True


FOUND = answer(searchset(entry(location())))
BOTH = answer(searchset(entry(location(), 1), entry(location(OTHER), 2)))
NOTHING = answer(searchset())
READ = answer(location(type=FACILITY, managingOrganization={"reference": "http://fr/fhir/Organization/3"}))
ALONG = answer(
    searchset(entry(location(type=FACILITY)), entry({"resourceType": "Endpoint", "id": "1"}, mode="include"))
)
MADE = answer(status=201, headers=(("Location", "http://fr/fhir/Location/17/_history/1"),))
CREATED = {"response": {"status": "201 Created"}}
DONE = answer({"resourceType": "Bundle", "type": "transaction-response", "entry": [CREATED]})

NINE = answer(searchset(entry(location()), total=9))

RIGHT: dict[str, tuple[Any, tuple[Any, ...], dict[str, Any]]] = {
    "finds": (checks.finds, (BOTH, MINE, OTHER), {}),
    "finds nothing": (checks.finds_nothing, (NOTHING,), {}),
    "answers each": (
        checks.answers_each,
        ([(Asked("Location", "name"), FOUND), (Asked("Location", "status", finds=False), NOTHING)], MINE),
        {},
    ),
    "includes": (checks.includes, (answer(searchset(entry(location()), entry(location(OTHER), mode="include"))),), {}),
    "marked": (checks.is_marked_as, (READ, "facility"), {}),
    "found and marked": (checks.is_marked_as, (ALONG, "facility"), {}),
    "read": (checks.is_the_resource, (READ, MINE), {}),
    "gone": (checks.is_gone, (answer(status=410),), {}),
    "shows": (checks.shows, (READ,), {"name": "Kisumu", "type": FACILITY, "identifier": [{"value": MINE.value}]}),
    "found and shown": (checks.shows, (FOUND,), {"name": "Kisumu"}),
    "leads to": (checks.leads_to, (READ,), {"managingOrganization": "Organization/3"}),
    "carried out": (checks.carried_out, (DONE, 1), {}),
    "created": (checks.created, (MADE, "Location"), {}),
    "pages": (checks.pages_hold, ([FOUND],), {"count": 1}),
    "asks by": (checks.asks_by, (request("GET", "/fhir/Location?name:exact=Kisumu"), "name"), {}),
}
RIGHT["includes"] = (checks.includes, (*RIGHT["includes"][1], "Location", OTHER), {})

WRONG: dict[str, tuple[Any, tuple[Any, ...], dict[str, Any], str]] = {
    "refused": (checks.finds, (answer(status=404), MINE), {}, "HTTP status"),
    "no searchset": (checks.finds, (answer(searchset(type="batch")), MINE), {}, "Bundle.type"),
    "another": (checks.finds, (BOTH, MINE), {}, "Bundle.entry[1].resource"),
    "twice": (checks.finds, (answer(searchset(entry(location(), 1), entry(location(), 2))), MINE), {}, "Bundle.entry"),
    "not that one": (checks.finds, (FOUND, OTHER), {}, "Bundle.entry"),
    "none": (checks.finds, (NOTHING, MINE), {}, "Bundle.entry"),
    "something": (checks.finds_nothing, (FOUND,), {}, "Bundle.entry[0].resource"),
    "no total": (checks.finds_nothing, (answer(searchset(total=None)),), {}, "Bundle.total"),
    "nothing beside": (checks.includes, (FOUND, "Organization", OTHER), {}, "Bundle.entry"),
    "nothing matches": (checks.includes, (NOTHING, "Organization", OTHER), {}, "Bundle.entry"),
    "as a match": (checks.includes, (BOTH, "Location", OTHER), {}, "Bundle.entry[1].search.mode"),
    "unmarked": (checks.is_marked_as, (READ, "jurisdiction"), {}, "Location.type"),
    "untyped": (checks.is_marked_as, (FOUND, "facility"), {}, "Location.type"),
    "nothing marked": (checks.is_marked_as, (NOTHING, "facility"), {}, "Bundle.entry"),
    "not read": (checks.is_the_resource, (answer(status=500), MINE), {}, "HTTP status"),
    "another read": (checks.is_the_resource, (READ, OTHER), {}, "Location.identifier"),
    "still there": (checks.is_gone, (READ,), {}, "HTTP status"),
    "two shown": (checks.shows, (BOTH,), {"name": "Kisumu"}, "Bundle.entry"),
    "another name": (checks.shows, (READ,), {"name": "Nyala"}, "Location.name"),
    "no status": (checks.shows, (READ,), {"status": "active"}, "Location.status"),
    "another type": (checks.shows, (READ,), {"type": [{"text": "hospital"}]}, "Location.type"),
    "two lead": (checks.leads_to, (BOTH,), {"partOf": "Location/1"}, "Bundle.entry"),
    "leads elsewhere": (checks.leads_to, (READ,), {"partOf": "Location/1"}, "Location.partOf.reference"),
    "not carried out": (checks.carried_out, (answer(status=422), 1), {}, "HTTP status"),
    "a batch": (checks.carried_out, (answer(searchset()), 1), {}, "Bundle.type"),
    "half": (checks.carried_out, (DONE, 2), {}, "Bundle.entry.response.status"),
    "not created": (checks.created, (READ, "Location"), {}, "HTTP status"),
    "nowhere": (checks.created, (answer(status=201), "Location"), {}, "Location"),
    "too few": (checks.pages_hold, ([FOUND],), {"count": 2}, "Bundle.entry"),
    "another total": (
        checks.pages_hold,
        ([NINE],),
        {"count": 1},
        "Bundle.total",
    ),
    "by another": (checks.asks_by, (request("GET", "/fhir/Location?type=x"), "name"), {}, "query parameters"),
    "by nothing": (checks.asks_by, (request("GET", "/fhir/Location"), "name"), {}, "query parameters"),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_passes(name: str) -> None:
    check, told, named = RIGHT[name]
    assert check(*told, **named) is None


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_at_its_place(name: str) -> None:
    check, told, named, where = WRONG[name]
    assert finding(check, *told, **named)[0] == where


def test_each_parameter_that_fails_is_told_beside_the_first() -> None:
    asked = [(Asked("Location", one), NOTHING) for one in ("name", "type")]
    assert finding(checks.answers_each, asked, MINE) == (
        "Location?name",
        f"{MINE.token} once",
        "nothing, at Bundle.entry; the same with Location?type",
    )


@pytest.mark.parametrize("target", ["/fhir/Location/17", "/fhir?_getpages=1"])
def test_what_is_no_search_shows_nothing_of_its_parameters(target: str) -> None:
    with pytest.raises(NothingToJudge):
        checks.asks_with_the_profiles_parameters(crossed(request("GET", target)))
