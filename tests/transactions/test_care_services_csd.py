"""ITI-73 and ITI-74 as they are asked, told to a person, and known when they arrive."""

from __future__ import annotations

import pytest

from harness.messages import csd, soap
from harness.transactions import (
    Call,
    CareServicesModifications,
    FaultyCareServicesRequest,
    FindMatchingServices,
    RetrieveSharedValueSetBySoap,
    Transaction,
)
from tests.transactions.people import SOURCE

WHERE = FindMatchingServices("facility-search", "otherID=urn:a|F1&max=5")
SINCE = CareServicesModifications("2026-11-26T03:00:00Z")
FAULTY = FaultyCareServicesRequest(b"<a/>")


def called(transaction: Transaction) -> Call:
    call = transaction.call(SOURCE)
    assert isinstance(call, Call)
    return call


def test_a_function_is_asked_by_its_urn() -> None:
    asked = csd.question_in(called(WHERE).body)
    assert asked == csd.Question(f"{csd.STORED}facility-search", (("otherID", "urn:a|F1"), ("max", "5")))


def test_a_directory_is_asked_since_an_instant_or_for_all() -> None:
    contents = [soap.parse(called(one).body).content for one in (SINCE, CareServicesModifications())]
    told = [csd.last_modified(one) for one in contents if one is not None]
    assert told == ["2026-11-26T03:00:00Z", "1970-01-01T00:00:00Z"]


@pytest.mark.parametrize("one", [WHERE, SINCE, FAULTY])
def test_each_knows_its_own(one: Transaction) -> None:
    others = [WHERE, FindMatchingServices("provider-search"), SINCE, RetrieveSharedValueSetBySoap("id=1"), FAULTY]
    assert [each for each in others if one.recognises(called(each))] == [one]


def test_a_person_is_told_what_to_ask() -> None:
    assert WHERE.instruction() == "Search by CSD for facilities (otherID urn:a|F1, max 5)"
    assert "since 2026-11-26" in SINCE.instruction()


def test_a_question_is_marked_by_what_tells_one_from_others() -> None:
    assert WHERE.marks() == ("F1",)


def test_what_is_wrong_on_purpose_is_told_to_nobody() -> None:
    assert FAULTY.task() == {"action": "none"}
    assert "the harness sends" in FAULTY.instruction()
