"""Every transaction against every other's message: what it takes for itself, and what it leaves."""

from __future__ import annotations

import json

import pytest

from harness.transactions import (
    Call,
    CapabilitiesQuery,
    CrossReferenceQueryWithoutSource,
    FaultyPatientDemographicsMatch,
    FaultyPatientIdentityFeed,
    MobilePatientDemographicsQuery,
    NextPage,
    PatientDemographicsMatch,
    PatientIdentifierCrossReferenceQuery,
    PatientIdentityFeed,
    RegisterMother,
    RemovePatient,
    ResolveDuplicate,
    ResolveDuplicateAcrossDomains,
    RetrievePatient,
    Transaction,
)
from tests.transactions.people import GRACE, ODD, SOURCE, THERE, shown

EVERY: dict[str, Transaction] = {
    "capabilities": CapabilitiesQuery(),
    "cross-reference": PatientIdentifierCrossReferenceQuery(ODD),
    "cross-reference without source": CrossReferenceQueryWithoutSource(),
    "duplicate": ResolveDuplicate(shown("H1"), shown("H2")),
    "duplicate across domains": ResolveDuplicateAcrossDomains(shown("H1"), shown("H2"), domain=THERE),
    "faulty feed": FaultyPatientIdentityFeed(GRACE, "no name"),
    "faulty match": FaultyPatientDemographicsMatch(GRACE),
    "feed": PatientIdentityFeed(GRACE),
    "form": MobilePatientDemographicsQuery("family=A", form=True),
    "match": PatientDemographicsMatch(GRACE),
    "mother": RegisterMother("Patient/7", "A", "B"),
    "next page": NextPage("Patient?page=2"),
    "query": MobilePatientDemographicsQuery("family=A"),
    "read": RetrievePatient("Patient/7"),
    "removal": RemovePatient(ODD),
}
FAMILIES = (
    {"cross-reference", "cross-reference without source"},
    {"match", "faulty match"},
    {"query", "form", "next page"},
)
"""Messages that only what is in them can tell apart."""
FEEDS = {"duplicate", "duplicate across domains", "faulty feed", "feed"}
TAKES = {
    **{name: family for family in FAMILIES for name in family},
    **dict.fromkeys(("feed", "faulty feed"), FEEDS),
    **{name: FEEDS - {"feed", "faulty feed"} for name in ("duplicate", "duplicate across domains")},
    "next page": {"next page"},
}


@pytest.mark.parametrize("name", EVERY)
def test_a_transaction_takes_its_own_messages_and_no_others(name: str) -> None:
    taken = {other for other, one in EVERY.items() if EVERY[name].recognises(one.call(SOURCE))}

    assert taken == TAKES.get(name, {name})


ELSEWHERE = {
    "query": [("GET", "Patient/7"), ("GET", "Patient/$ihe-pix?a=b"), ("POST", "Patient"), ("DELETE", "Patient?a=b")],
    "read": [("GET", "Patient"), ("GET", "Patient/"), ("GET", "Patient/_search?a=b"), ("GET", "Patient/$match")],
    "feed": [("PUT", "Basic/1"), ("GET", "Patient/1"), ("POST", "PatientList"), ("POST", "Patient/$merge")],
    "match": [("GET", "Patient/$match"), ("POST", "Patient/$merge")],
    "next page": [("GET", "Patient?page=3"), ("GET", "Basic?page=2"), ("POST", "Patient?page=2")],
    "removal": [("GET", "Patient?identifier=a|1"), ("DELETE", "Basic/1")],
    "mother": [("PUT", "RelatedPerson/1"), ("POST", "Patient")],
    "capabilities": [("GET", "metadata/x"), ("OPTIONS", "metadata")],
}


@pytest.mark.parametrize(("name", "call"), [(name, one) for name, calls in ELSEWHERE.items() for one in calls])
def test_what_is_something_else_is_left(name: str, call: tuple[str, str]) -> None:
    method, path = call

    assert not EVERY[name].recognises(Call(method, path, (), b"{}"))


@pytest.mark.parametrize(
    ("name", "method", "path"),
    [
        ("feed", "POST", "Patient"),
        ("feed", "PUT", "Patient/7"),
        ("cross-reference", "POST", "Patient/$ihe-pix"),
        ("match", "POST", "Patient/%24match"),
        ("next page", "GET", "/Patient/?page=%32"),
        ("removal", "DELETE", "Patient/7"),
    ],
)
def test_what_is_said_in_another_way_is_taken(name: str, method: str, path: str) -> None:
    assert EVERY[name].recognises(Call(method, path, (), b"{}"))


def test_a_feed_without_content_is_none() -> None:
    assert not EVERY["feed"].recognises(Call("PUT", "Patient?identifier=a|1"))


@pytest.mark.parametrize("name", EVERY)
def test_an_instruction_can_be_read_by_people_and_by_machines(name: str) -> None:
    one = EVERY[name]

    assert len(one.instruction()) > 10
    assert json.loads(json.dumps(one.task()))["action"]


@pytest.mark.parametrize("name", [name for name, one in EVERY.items() if one.marks()])
def test_what_marks_a_message_stands_in_it(name: str) -> None:
    assert EVERY[name].marks()[0] in EVERY[name].call(SOURCE).words


@pytest.mark.parametrize("name", ["capabilities", "cross-reference without source", "faulty feed", "next page"])
def test_what_nobody_waits_for_or_is_the_same_for_all_needs_no_mark(name: str) -> None:
    assert EVERY[name].marks() == ()


@pytest.mark.parametrize("name", EVERY)
def test_only_feeds_show_a_patient(name: str) -> None:
    one = EVERY[name]

    assert (one.patient(one.call(SOURCE)) is not None) == (name in FEEDS)


@pytest.mark.parametrize("name", sorted(set(EVERY) - {"query", "form", "next page"}))
def test_only_searches_go_on_after_the_answer(name: str) -> None:
    page = b'{"resourceType":"Bundle","link":[{"relation":"next","url":"Patient?page=2"}]}'

    assert EVERY[name].following(page, "application/fhir+json", "http://cr/fhir") is None
