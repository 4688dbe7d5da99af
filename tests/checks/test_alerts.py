from __future__ import annotations

from typing import Any

import pytest

from harness.checks import alerts
from harness.messages.fhir import Resource
from harness.transactions import Identifier
from tests.checks.resources import Told, entry, finding, searchset
from tests.seen import answer, request

RECORD, ALERT = "Patient/17", "CommunicationRequest/a1"
NUMBER = Identifier("http://x", "1")


def alert(*references: str, **elements: Any) -> Any:
    recipients = [{"reference": one} if one else {"display": "a patient"} for one in references]
    whole = {"category": [{}], "priority": "routine", "payload": [{}], "recipient": recipients, **elements}
    told = {name: value for name, value in whole.items() if value is not None}
    return request("POST", "/CommunicationRequest", {"resourceType": "CommunicationRequest", **told})


def about(*based_on: str, status: str | None = "completed") -> Resource:
    told: Resource = {"resourceType": "Communication", "basedOn": [{"reference": one} for one in based_on]}
    return entry({**told, **({"status": status} if status else {})})


@pytest.mark.parametrize("place", ["http://aa/fhir/CommunicationRequest/a1", "/CommunicationRequest/a1/_history/2"])
def test_an_alert_is_kept_where_location_says(place: str) -> None:
    assert alerts.names_where_it_is_kept(answer(status=201, headers=(("Location", place),))) is None


@pytest.mark.parametrize("place", ["http://aa/fhir/Communication/a1", "CommunicationRequest", ""])
def test_a_location_that_names_no_alert_is_told(place: str) -> None:
    response = answer(status=201, headers=(("Location", place),) if place else ())

    assert finding(alerts.names_where_it_is_kept, response)[0] == "Location"


@pytest.mark.parametrize("reference", [RECORD, f"http://cr/fhir/{RECORD}", f"http://cr/fhir/{RECORD}/_history/3"])
def test_a_recipient_by_reference_is_right(reference: str) -> None:
    assert alerts.is_addressed_to(alert("Patient/1", reference), RECORD) is None


def test_a_contained_recipient_is_known_by_its_identifier() -> None:
    inside = [{"resourceType": "Patient", "id": "p", "identifier": [{"system": "http://x", "value": "1"}]}]

    assert alerts.is_addressed_to(alert("#p", contained=inside), RECORD, identifiers=[NUMBER]) is None


@pytest.mark.parametrize(
    ("references", "found"),
    [
        ((), "nobody"),
        (("",), "a recipient without reference"),
        (("Patient/1", "http://cr/fhir/Patient/117"), "Patient/1, http://cr/fhir/Patient/117"),
        (("#p",), "#p"),
    ],
)
def test_another_recipient_is_told(references: tuple[str, ...], found: str) -> None:
    inside = [{"resourceType": "Patient", "id": "p"}]
    told = finding(alerts.is_addressed_to, alert(*references, contained=inside), RECORD, identifiers=[NUMBER])

    assert told == ("CommunicationRequest.recipient", "a reference to Patient/17", found)


def test_a_whole_alert_passes() -> None:
    assert alerts.is_whole(alert(RECORD)) is None


@pytest.mark.parametrize("name", ["category", "priority", "payload", "recipient"])
def test_half_an_alert_is_told(name: str) -> None:
    assert finding(alerts.is_whole, alert(RECORD, **{name: None}))[0] == f"CommunicationRequest.{name}"


@pytest.mark.parametrize("reference", [ALERT, f"http://aa/fhir/{ALERT}", f"{ALERT}/_history/1"])
def test_the_status_of_an_alert_is_found(reference: str) -> None:
    assert alerts.tells_the_status(answer(searchset(about("CommunicationRequest/b"), about(reference))), ALERT) is None


COLLECTION = {"resourceType": "Bundle", "type": "collection"}
SILENT: dict[str, tuple[Resource, int, Told]] = {
    "nothing": (searchset(), 200, ("Bundle.entry", f"a Communication about {ALERT}", "none")),
    "another": (
        searchset(about("CommunicationRequest/b")),
        200,
        ("Bundle.entry", f"a Communication about {ALERT}", "none"),
    ),
    "no status": (
        searchset(about(ALERT, status=None)),
        200,
        ("Bundle.entry[0].resource.status", "a status", "nothing"),
    ),
    "a refusal": (searchset(), 404, ("HTTP status", "200", "404")),
    "a collection": (COLLECTION, 200, ("Bundle.type", "searchset", "collection")),
}


@pytest.mark.parametrize(("bundle", "status", "told"), SILENT.values(), ids=SILENT.keys())
def test_a_status_that_is_not_told_is(bundle: Resource, status: int, told: Told) -> None:
    assert finding(alerts.tells_the_status, answer(bundle, status=status), ALERT) == told


def test_others_may_be_told_of_where_one_is_not() -> None:
    assert alerts.tells_nothing_of(answer(searchset(about("CommunicationRequest/b"))), ALERT) is None


def test_what_should_not_be_found_is_told() -> None:
    told = finding(alerts.tells_nothing_of, answer(searchset(about(ALERT))), ALERT)

    assert told == ("Bundle.entry[0].resource", f"nothing about {ALERT}", "a Communication")


@pytest.mark.parametrize("bundle", [searchset(), searchset(total=None)])
def test_an_empty_searchset_tells_nothing(bundle: Resource) -> None:
    assert alerts.tells_nothing(answer(bundle)) is None


@pytest.mark.parametrize(
    ("bundle", "where"), [(searchset(about(ALERT)), "Bundle.entry"), (searchset(total=3), "Bundle.total")]
)
def test_a_searchset_that_is_not_empty_is_told(bundle: Resource, where: str) -> None:
    assert finding(alerts.tells_nothing, answer(bundle))[0] == where


def test_an_alert_is_found_by_its_id() -> None:
    itself = entry({"resourceType": "CommunicationRequest", "id": "a1"})

    assert alerts.finds_the_alert(answer(searchset(itself)), ALERT) is None


@pytest.mark.parametrize(("ids", "found"), [((), "none"), (("b", "c"), "2 other alerts")])
def test_an_alert_that_is_not_found_is_told(ids: tuple[str, ...], found: str) -> None:
    others = [entry({"resourceType": "CommunicationRequest", "id": one}) for one in ids]

    assert finding(alerts.finds_the_alert, answer(searchset(*others)), ALERT) == ("Bundle.entry", ALERT, found)


@pytest.mark.parametrize("asked", [f"Communication?based-on={ALERT}", "CommunicationRequest?_id=b,a1"])
def test_a_question_names_the_alert(asked: str) -> None:
    assert alerts.asks_by_the_alert(request("GET", f"/fhir/{asked}"), ALERT) is None


@pytest.mark.parametrize(
    ("method", "asked", "where"),
    [
        ("GET", "Communication", "parameters"),
        ("GET", "Communication?based-on=x", "parameters"),
        ("POST", "Communication/_search", "HTTP method"),
    ],
)
def test_a_question_about_anything_else_is_told(method: str, asked: str, where: str) -> None:
    assert finding(alerts.asks_by_the_alert, request(method, f"/fhir/{asked}"), ALERT)[0] == where
