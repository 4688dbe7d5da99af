from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from harness.checks import feeds, tokens
from harness.errors import NonConformance, UsageError
from harness.evidence.exchange import Message
from harness.evidence.record import without_numbers
from harness.mocks import defects
from harness.openhie.domains import Domain
from harness.openhie.requirements import Catalogue
from harness.transactions import Identifier
from tests.valid import meets

OWN = Domain("http://clinic.example.org/numbers")
ELSEWHERE = (
    *("1-", "8-", "9-", "19-", "20-", "21-", "30-", "90-", "V2-", "CFU-"),
    *("48-", "60-", "73-", "95-", "96-", "97-", "98-", "99-", "100-", "101-"),
)
"""These are proved in `test_hl7v2`, and in `tests/proof` where it takes more than one message."""
ALL = defects.all_of("point-of-service")


def feed(clinic: Any) -> None:
    clinic.feeds()


def merge(clinic: Any) -> None:
    clinic.feeds()
    clinic.feeds(given="Hope")
    clinic.does("resolve duplicate", subsumed=f"{OWN.uri}|1000", survivor=f"{OWN.uri}|1001")


def search_by_identifier(clinic: Any) -> None:
    clinic.searches(identifier=f"{OWN.uri}|1000")


def search_by_name(clinic: Any) -> None:
    clinic.searches(family="Achieng", gender="female")


def cross_reference(clinic: Any) -> None:
    clinic.does("cross-reference", identifier=f"{OWN.uri}|1000")


def match(clinic: Any) -> None:
    person = {"family": "Achieng", "given": "Grace", "birth_date": "1982-03-14", "gender": "female"}
    clinic.does("match", person=person)


def get_a_token(clinic: Any) -> None:
    clinic.does("access token", scope="ITI-78")


def search_with_a_token(clinic: Any) -> None:
    clinic.does("query", parameters=[["family", "Achieng"]], token=True)


def own_identifier(request: Message) -> None:
    feeds.updates_by_identifier(request, domain=OWN)


def replaced(request: Message) -> None:
    feeds.replaces(request, survivor=Identifier(OWN.uri, "1001"))


def one_source(request: Message) -> None:
    feeds.asks_by_identifier(request, parameter="sourceIdentifier")


REQUESTS: dict[str, tuple[Callable[[Any], None], Callable[[Message], None]]] = {
    "names-patients-by-their-national-number": (feed, own_identifier),
    "posts-new-patients": (feed, own_identifier),
    "sends-an-empty-maiden-name": (feed, meets("104-11")),
    "sends-an-identifier-without-system": (feed, meets("104-11")),
    "sends-an-address-as-one-object": (feed, meets("FHIR-01")),
    "writes-gender-as-a-letter": (feed, meets("FHIR-01")),
    "leaves-a-duplicate-active": (merge, replaced),
    "links-a-duplicate-the-wrong-way-round": (merge, replaced),
    "asks-for-a-number-alone": (search_by_identifier, feeds.asks_by_identifier),
    "asks-for-the-sex": (search_by_name, feeds.asks_by_demographics),
    "asks-from-two-identifiers": (cross_reference, one_source),
    "cross-references-a-number-alone": (cross_reference, one_source),
    "matches-two-people-at-once": (match, meets("119-13")),
    "matches-with-a-parameter-of-its-own": (match, meets("119-13")),
    "puts-its-secret-into-the-form": (get_a_token, tokens.asks_as_itself),
    "puts-its-token-into-the-address": (search_with_a_token, tokens.shows_a_token),
}
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
NOBODY = {"resourceType": "Bundle", "type": "searchset", "total": 0}


def bundle(count: int, *, among: Any = None, **elements: Any) -> dict[str, Any]:
    patients = [{"resourceType": "Patient", "id": str(one), "name": [{"family": "Achieng"}]} for one in range(count)]
    entries = [{"resource": one | elements} for one in patients]
    return NOBODY | {"entry": ([{"resource": among, "search": {"mode": "outcome"}}] if among else []) + entries}


def extension(**value: Any) -> list[dict[str, Any]]:
    return [{"url": "http://x.example/unknown", **value}]


SCREENS: dict[str, tuple[int, dict[str, Any], dict[str, Any]]] = {
    "shows-ten-patients": (200, bundle(60), {"sight": "patients", "count": 60}),
    "takes-nobody-for-an-error": (200, NOBODY, {"sight": "nobody found"}),
    "takes-401-for-nobody": (401, OUTCOME, {"sight": "error"}),
    "takes-403-for-nobody": (403, OUTCOME, {"sight": "error"}),
    "takes-404-for-nobody": (404, OUTCOME, {"sight": "error"}),
    "takes-500-for-nobody": (500, OUTCOME, {"sight": "error"}),
    "takes-an-outcome-for-nobody": (200, OUTCOME, {"sight": "error"}),
    "lists-an-outcome-as-a-patient": (200, bundle(1, among=OUTCOME), {"sight": "patients", "count": 1}),
    "drops-patients-with-unknown-extensions": (
        200,
        bundle(1, extension=extension(valueString="x")),
        {"sight": "patient", "family": "Achieng"},
    ),
    "uses-patients-with-unknown-modifiers": (
        200,
        bundle(1, modifierExtension=extension(valueBoolean=True)),
        {"sight": "not the patient", "family": "Achieng"},
    ),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_defect_of_a_request_breaks_its_check_at_its_place(open_clinic: Any, registry: Any, name: str) -> None:
    act, judge = REQUESTS[name]
    act(open_clinic(name))
    with pytest.raises(NonConformance) as found:
        judge(registry.last)
    assert without_numbers(found.value.where) == without_numbers(defects.named(name).where)


@pytest.mark.parametrize("name", REQUESTS)
def test_without_the_defect_the_request_is_right(clinic: Any, registry: Any, name: str) -> None:
    act, judge = REQUESTS[name]
    act(clinic)
    assert judge(registry.last) is None


@pytest.mark.parametrize("name", REQUESTS)
def test_a_defect_of_a_request_breaks_nothing_else(open_clinic: Any, registry: Any, name: str) -> None:
    clinic = open_clinic(name)
    broken = defects.named(name).breaks
    others = {defects.named(one).breaks: checked for one, checked in REQUESTS.items()}
    for act, judge in (checked for breaks, checked in others.items() if breaks != broken):
        act(clinic)
        assert judge(registry.last) is None


@pytest.mark.parametrize("name", SCREENS)
def test_a_defect_of_the_screen_misleads_in_its_own_case_only(open_clinic: Any, registry: Any, name: str) -> None:
    clinic, misled = open_clinic(name), []
    for case, (status, resource, sight) in SCREENS.items():
        registry.says(resource, status)
        clinic.searches(family="Achieng")
        if clinic.sees(**sight) == "no":
            misled.append(case)
    assert misled == [name]


@pytest.mark.parametrize("name", SCREENS)
def test_what_the_screen_shows_wrongly_stands_on_the_page(open_clinic: Any, registry: Any, name: str) -> None:
    status, resource, _ = SCREENS[name]
    registry.says(resource, status)
    right, wrong = open_clinic(), open_clinic(name)
    right.searches(family="Achieng")
    wrong.searches(family="Achieng")
    assert right.page() != wrong.page()


def test_every_defect_is_proved_here() -> None:
    over_fhir = [one for one in ALL if not any(each.startswith(ELSEWHERE) for each in one.breaks)]
    assert {one.name for one in over_fhir} == {*REQUESTS, *SCREENS}


def test_every_requirement_on_a_point_of_service_that_is_judged_has_a_defect() -> None:
    own = (one for one in Catalogue.load() if one.actor == "point_of_service" and not one.not_tested)
    judged = {"FHIR-01", *(one.requirement for one in own)}
    assert {requirement for one in ALL for requirement in one.breaks if not requirement.startswith("20-")} == judged


def test_two_defects_can_be_had_at_once(open_clinic: Any, registry: Any) -> None:
    clinic = open_clinic("sends-an-empty-maiden-name", "sends-an-identifier-without-system")
    clinic.feeds()
    said = registry.last.body.decode()
    assert '"maiden"' in said
    assert "card-1000" in said


def test_a_defect_that_nobody_knows_is_refused(open_clinic: Any) -> None:
    with pytest.raises(UsageError, match="posts-new-patients"):
        open_clinic("post-new-patients")
