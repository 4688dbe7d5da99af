"""Addresses that are told to others, and how our own mocks follow them without anybody's name."""

from __future__ import annotations

from collections.abc import Iterator
from queue import SimpleQueue

import httpx
import pytest

from harness.evidence.exchange import Exchange
from harness.participants import Participants
from harness.scenario.premises import Premises
from harness.scenario.whereabouts import slug_for_us, unobserved


@pytest.fixture
def heard() -> SimpleQueue[str]:
    return SimpleQueue()


@pytest.fixture
def premises(heard: SimpleQueue[str]) -> Iterator[Premises]:
    def hear(_: Exchange, slug: str, __: str) -> None:
        heard.put(slug)

    made = Premises(Participants(everyone=()), hear)
    made.admit("clinic", "client_registry", None, "fhir")
    yield made
    made.close()


def test_a_mock_of_ours_is_asked_in_our_own_name(premises: Premises, heard: SimpleQueue[str]) -> None:
    url = f"http://{premises.advertised}/clinic/client_registry/fhir/Patient/nobody"
    answer = httpx.get(unobserved(premises, url))

    assert (answer.status_code, heard.get(timeout=10), heard.empty()) == (404, premises.OURS, True)


@pytest.mark.parametrize(
    ("actor", "slug"), [("authorization_server", Premises.OURS), ("client_registry", "harness.clinic")]
)
def test_all_plays_reach_one_issuer_and_each_its_own_registry(actor: str, slug: str) -> None:
    assert slug_for_us(actor, "harness.clinic") == slug


@pytest.mark.parametrize("url", ["http://cr.example.org/fhir/Patient/1", "urn:uuid:1", ""])
def test_others_are_asked_where_they_are(premises: Premises, url: str) -> None:
    assert unobserved(premises, url) == url


def test_who_is_nobody_of_ours_stays_where_it_is(premises: Premises) -> None:
    url = f"http://{premises.advertised}/clinic/facility_registry/fhir/Location/1"

    assert unobserved(premises, url) == url
