"""What a person is asked to do says all that the scenario wants of her, in her words."""

from __future__ import annotations

import pytest

from harness.openhie.domains import DEFAULT_DOMAINS
from harness.transactions import (
    Identifier,
    MobilePatientDemographicsQuery,
    PatientDemographicsMatch,
    PatientIdentityFeed,
    Transaction,
)
from tests.transactions.people import GRACE

SEARCHES = {
    "family=Achieng&birthdate=ap1982": "family name Achieng and birth date about 1982",
    "birthdate=ge1982-01-01&birthdate=le1982-12-31": "birth date from 1982-01-01 and birth date until 1982-12-31",
    "family:exact=Nuñez&_format=xml": "family name exactly Nuñez",
    "given=Rose,Beatriz&_count=1": "given name Rose or Beatriz and 1 of them on a page",
    "mothersMaidenName=Juma": "mother's maiden name Juma",
    "family=A&identifier=urn:a|": "family name A and identifier of the domain urn:a, whatever the number,",
    "identifier=urn:a|7": "identifier urn:a|7",
    "_tag=x": "anything",
}


@pytest.mark.parametrize(("search", "words"), SEARCHES.items())
def test_a_search_is_told_in_plain_words(search: str, words: str) -> None:
    told = MobilePatientDemographicsQuery(search).instruction()
    assert told == f"Search the client registry for patients with {words}"


VARIANTS: dict[str, tuple[Transaction, str]] = {
    "another domain": (
        PatientIdentityFeed(GRACE, also=DEFAULT_DOMAINS[1:2]),
        "with one of http://ohie.org/test/test_a too)",
    ),
    "by OID": (PatientIdentityFeed(GRACE, by_oid=True), "name your own domain by its OID, urn:oid:…)"),
    "a number known": (PatientDemographicsMatch(GRACE, (Identifier("urn:a", "7"),)), ", known as urn:a|7"),
}


@pytest.mark.parametrize(("transaction", "ending"), VARIANTS.values(), ids=VARIANTS.keys())
def test_what_is_special_is_told_at_the_end(transaction: Transaction, ending: str) -> None:
    assert transaction.instruction().endswith(ending)


def test_a_feed_with_nothing_special_ends_with_the_patient() -> None:
    assert PatientIdentityFeed(GRACE).instruction().endswith(GRACE.in_words)
