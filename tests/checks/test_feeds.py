from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from harness.checks import feeds as checks
from harness.evidence.exchange import Message
from harness.openhie.domains import Domain
from tests.checks.resources import MINE, OTHER, Told, entry, finding, outcome, patient, patients, searchset
from tests.seen import OHIE, answer, request

HERE = Domain(OHIE, "1.2.3")
ADDRESS = "identifier in the address"
WANTED = "?identifier=system|value"
FORM = "application/x-www-form-urlencoded"


def feed(resource: dict[str, Any], *, of: Any = MINE, method: str = "PUT", exchange: str = "x0001") -> Message:
    return request(method, f"/fhir/Patient?identifier={quote(of.token)}", resource, exchange=exchange)


@pytest.mark.parametrize("one", [MINE, type(MINE)("urn:oid:1.2.3", "H1")])
def test_a_conditional_update_by_its_own_domain_passes(one: Any) -> None:
    assert checks.updates_by_identifier(feed(patient(OTHER, one), of=one), domain=HERE) is None


@pytest.mark.parametrize("own", [MINE, type(MINE)("urn:oid:1.2.3", "H1")])
def test_a_number_of_the_country_s_domain_is_found_under_each_of_its_names(own: Any) -> None:
    assert checks.carry_one_of(feed(patient()), (OTHER, own), domain=HERE, where="Patient.identifier") is None


@pytest.mark.parametrize(("identifiers", "found"), [((), "none"), ((OTHER,), OTHER.token)])
def test_a_feed_without_a_number_of_the_country_s_domain_is_told_of(identifiers: Any, found: str) -> None:
    told = finding(checks.carry_one_of, feed(patient()), identifiers, domain=HERE, where="PID-3")
    assert told == ("PID-3", f"one of {OHIE}", found)


NO_UPDATE: dict[str, tuple[Message, Told]] = {
    "a create": (
        request("POST", "/fhir/Patient", patient()),
        ("HTTP method", "PUT Patient?identifier=system|value", "POST /fhir/Patient HTTP/1.1"),
    ),
    "an update by id": (request("PUT", "/fhir/Patient/1", patient()), (ADDRESS, WANTED, "/fhir/Patient/1")),
    "no domain": (request("PUT", "/Patient?identifier=H1", patient()), (ADDRESS, WANTED, "?identifier=H1")),
    "no number": (request("PUT", "/Patient?identifier=a|", patient()), (ADDRESS, WANTED, "?identifier=a|")),
    "another's domain": (feed(patient(OTHER), of=OTHER), (ADDRESS, f"one of {OHIE}", OTHER.token)),
    "another number inside": (
        feed(patient(OTHER)),
        ("Patient.identifier", f"{MINE.token}, as in the address", OTHER.token),
    ),
    "no number inside": (
        feed(patient(identifier=None)),
        ("Patient.identifier", f"{MINE.token}, as in the address", "none"),
    ),
    "no patient": (feed(outcome(code="login")), ("resourceType", "Patient", "OperationOutcome login: no such thing")),
}


@pytest.mark.parametrize(("message", "told"), NO_UPDATE.values(), ids=NO_UPDATE.keys())
def test_what_is_no_conditional_update_is_told(message: Message, told: Told) -> None:
    assert finding(checks.updates_by_identifier, message, domain=HERE) == told


def test_two_feeds_by_one_identifier_name_the_same_patient() -> None:
    assert checks.names_the_same_patient(feed(patient()), feed(patient(gender="female"))) is None


def test_a_second_feed_by_another_identifier_is_told() -> None:
    second = feed(patient(), of=OTHER, exchange="x0002")

    told = (ADDRESS, MINE.token, OTHER.token)
    assert finding(checks.names_the_same_patient, feed(patient()), second, exchange="x0002") == told


@pytest.mark.parametrize("wrong", ["x0001", "x0002"])
def test_the_feed_without_identifier_is_the_one_that_is_named(wrong: str) -> None:
    first, second = (
        request("PUT", "/Patient/1", exchange=name) if name == wrong else feed(patient(), exchange=name)
        for name in ("x0001", "x0002")
    )

    assert finding(checks.names_the_same_patient, first, second, exchange=wrong) == (ADDRESS, WANTED, "/Patient/1")


def link(kind: str, identifier: Any = OTHER) -> dict[str, Any]:
    other = {"identifier": {"system": identifier.system, "value": identifier.value}}
    return {"other": other, "type": kind}


def test_a_patient_who_is_replaced_by_the_survivor_passes() -> None:
    assert (
        checks.replaces(feed(patient(active=False, link=[link("seealso"), link("replaced-by")])), survivor=OTHER)
        is None
    )


NOT_REPLACED: dict[str, tuple[dict[str, Any], Told]] = {
    "active": (patient(link=[link("replaced-by")]), ("Patient.active", "false", "true")),
    "not said": (patient(active=None), ("Patient.active", "false", "nothing")),
    "no link": (patient(active=False), ("Patient.link[0].type", "replaced-by", "no link")),
    "another link": (
        patient(active=False, link=[link("replaces")]),
        ("Patient.link[0].type", "replaced-by", "replaces"),
    ),
    "another survivor": (
        patient(active=False, link=[link("seealso"), link("replaced-by", MINE)]),
        ("Patient.link[1].other.identifier", OTHER.token, MINE.token),
    ),
    "a link without identifier": (
        patient(active=False, link=[{"type": "replaced-by"}]),
        ("Patient.link[0].other.identifier", OTHER.token, "|"),
    ),
}


@pytest.mark.parametrize(("resource", "told"), NOT_REPLACED.values(), ids=NOT_REPLACED.keys())
def test_a_patient_who_is_not_replaced_is_told(resource: dict[str, Any], told: Told) -> None:
    assert finding(checks.replaces, feed(resource), survivor=OTHER) == told


@pytest.mark.parametrize(
    "message",
    [
        request("GET", f"/fhir/Patient?identifier={quote(MINE.token)}&_format=json"),
        request("POST", "/fhir/Patient/_search", f"identifier={quote(MINE.token)}".encode(), content_type=FORM),
    ],
)
def test_a_query_by_system_and_value_passes(message: Message) -> None:
    assert checks.asks_by_identifier(message) is None


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", ("identifier", "exactly one", "0 in /Patient?")),
        ("identifier=a|1&identifier=a|2", ("identifier", "exactly one", "2 in /Patient?identifier=a|1&identifier=a|2")),
        ("identifier=1", ("identifier", "system|value", "1")),
        ("identifier=|1", ("identifier", "system|value", "|1")),
        ("identifier=a|", ("identifier", "system|value", "a|")),
    ],
)
def test_a_query_without_system_and_value_is_told(query: str, told: Told) -> None:
    assert finding(checks.asks_by_identifier, request("GET", f"/Patient?{query}")) == told


def test_a_cross_reference_query_is_judged_by_its_own_parameter() -> None:
    assert (
        checks.asks_by_identifier(
            request("GET", "/Patient/$ihe-pix?sourceIdentifier=a|1"), parameter="sourceIdentifier"
        )
        is None
    )


@pytest.mark.parametrize("query", ["family=A&birthdate=ge1982&_count=2", "family:exact=A", "_id=1&_format=xml"])
def test_a_query_by_parameters_of_the_profile_passes(query: str) -> None:
    assert checks.asks_by_demographics(request("GET", f"/Patient?{query}")) is None


@pytest.mark.parametrize(
    ("query", "found"),
    [("", "none in /Patient?"), ("_count=2", "none in /Patient?_count=2"), ("family=A&nick=B&name=C", "nick, name")],
)
def test_a_query_by_other_parameters_is_told(query: str, found: str) -> None:
    told = ("query parameters", "parameters of ITI-78 2:3.78.4.1.2", found)
    assert finding(checks.asks_by_demographics, request("GET", f"/Patient?{query}")) == told


@pytest.mark.parametrize(("status", "found"), [(403, patients(0)), (201, patients(1)), (200, patients(1))])
def test_a_feed_that_is_refused_or_kept_passes(status: int, found: dict[str, Any]) -> None:
    assert checks.refused_or_kept(answer(status=status), answer(found, exchange="x0002")) is None


@pytest.mark.parametrize("found", [patients(0), searchset(entry(outcome("warning"), mode="outcome"))])
def test_a_feed_that_is_taken_and_lost_is_told(found: dict[str, Any]) -> None:
    told = finding(checks.refused_or_kept, answer(status=201), answer(found, exchange="x0002"), exchange="x0002")

    assert told == ("Bundle.entry", "the patient that was taken", "0 patients")


@pytest.mark.parametrize("status", [204, 302, 500])
def test_a_feed_that_is_neither_is_told(status: int) -> None:
    told = finding(checks.refused_or_kept, answer(status=status), answer(patients(1), exchange="x0002"))

    assert told == ("HTTP status", "a refusal (4xx), 200 or 201", str(status))
