from __future__ import annotations

import pytest

from harness.errors import Inconclusive, NonConformance
from harness.evidence.exchange import Exchange
from harness.scenario.sent import Sent, as_call
from harness.transactions import (
    Call,
    Identifier,
    MobilePatientDemographicsQuery,
    PatientIdentifierQueryV2,
    PatientIdentityFeed,
)
from tests.checks import wire_v2
from tests.checks.resources import patient
from tests.seen import OHIE, answer, crossed, request
from tests.transactions.people import GRACE

BASE = "http://cr.example.org/clinic/client_registry/fhir"
FEED = request("PUT", "/clinic/client_registry/fhir/Patient?identifier=a%7C1", patient())


def sent(exchange: Exchange, base: str = BASE) -> Sent:
    return Sent(PatientIdentityFeed(GRACE), exchange, base)


@pytest.mark.parametrize("base", [BASE, f"{BASE}/", "/clinic/client_registry/fhir"])
def test_a_request_is_read_below_the_responder_s_base(base: str) -> None:
    call = as_call(crossed(FEED), base)

    assert isinstance(call, Call)
    assert (call.method, call.path, call.body) == ("PUT", "Patient?identifier=a%7C1", FEED.body)


@pytest.mark.parametrize(("target", "path"), [("/fhirs/Patient", "fhirs/Patient"), ("/Patient", "Patient")])
def test_a_request_that_is_elsewhere_keeps_its_whole_path(target: str, path: str) -> None:
    call = as_call(crossed(request("GET", target)), "http://cr/fhir")

    assert isinstance(call, Call)
    assert call.path == path


def test_both_messages_can_be_looked_at() -> None:
    exchange = crossed(FEED, answer(status=201))

    assert (sent(exchange).request, sent(exchange).response) == (exchange.request, exchange.response)


def test_a_missing_answer_can_not_be_judged() -> None:
    with pytest.raises(Inconclusive, match="ITI-104 had no answer: it broke off"):
        _ = sent(crossed(FEED, None, failure="it broke off")).response


def test_the_patient_is_the_one_on_the_wire() -> None:
    shown = sent(crossed(FEED, answer())).patient

    assert (shown.identifier.token, shown.family) == ("a|1", "Achieng")


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"resourceType":"Patient"}'])
def test_a_request_that_shows_no_patient_is_the_initiator_s_doing(body: bytes) -> None:
    exchange = crossed(request("PUT", "/clinic/client_registry/fhir/Patient/1", body), answer())

    with pytest.raises(Inconclusive, match="shows no patient with an identifier") as nothing:
        _ = sent(exchange).patient
    assert nothing.value.caused_by == "point_of_service"


def test_a_query_shows_no_patient() -> None:
    query = Sent(MobilePatientDemographicsQuery(f"identifier={OHIE}|1"), crossed(request("GET", "/")), BASE)

    with pytest.raises(Inconclusive):
        _ = query.patient


@pytest.mark.parametrize(
    "location",
    [f"{BASE}/Patient/7/_history/1", f"{BASE}/Patient/7", "Patient/7", "/fhir/Patient/7/", f"{BASE}/Patient/7?a=b"],
)
def test_the_record_is_where_the_answer_says(location: str) -> None:
    exchange = crossed(FEED, answer(status=201, headers=(("Location", location),)))

    assert sent(exchange).record == "Patient/7"


@pytest.mark.parametrize("headers", [(), (("Location", ""),), (("Location", "7"),)])
def test_an_answer_that_names_no_record_is_the_responder_s_doing(headers: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(Inconclusive, match="no Location that names the record") as nothing:
        _ = sent(crossed(FEED, answer(status=201, headers=headers))).record

    assert nothing.value.caused_by == "client_registry"


def test_the_pages_are_the_answer_and_those_after_it() -> None:
    first, second = sent(crossed(FEED, answer(exchange="x1"))), sent(crossed(FEED, answer(exchange="x2")))
    first.later.append(second)

    assert [page.exchange for page in first.pages] == ["x1", "x2"]


def test_pages_that_lead_astray_are_told_when_they_are_looked_at() -> None:
    one = sent(crossed(FEED, answer()))
    one.astray.append(NonConformance("Bundle.link[0].url", expected="a URL below", found="http://inside"))

    with pytest.raises(NonConformance, match="http://inside"):
        _ = one.pages


def test_a_query_in_hl7_v2_is_known_by_its_tag() -> None:
    asked = wire_v2.crossed(wire_v2.query(), None)

    assert Sent(PatientIdentifierQueryV2(Identifier("a", "1")), asked, "").tag == "TAG"
