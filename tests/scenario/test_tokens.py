"""A registry that takes our tokens is shown one with every request, and nobody else is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from harness.mocks.client_registry import ClientRegistry
from harness.mocks.rest.token_gate import Trust, published
from harness.openhie.domains import DEFAULT_DOMAINS, UNKNOWN_DOMAIN
from harness.participants import Listener, Participant, Participants
from harness.participants.participant import Tokens
from harness.scenario.premises import Premises
from harness.transactions import Call
from harness.transport.http_server import HttpServer

AUDIENCE = "urn:amani"


@pytest.fixture
def registry() -> Iterator[ClientRegistry]:
    registry = ClientRegistry()
    yield registry
    registry.close()


@pytest.fixture
def premises(registry: ClientRegistry) -> Iterator[Premises]:
    with HttpServer(registry.app) as server:
        amani = Participant(
            name="Amani",
            slug="amani",
            actors=("client_registry",),
            endpoints={"fhir": f"{server.url}/fhir"},
            tokens=Tokens(AUDIENCE),
            domains=DEFAULT_DOMAINS,
            unknown_domain=UNKNOWN_DOMAIN,
        )
        premises = Premises(Participants(everyone=(amani,), listener=Listener(port=0)), lambda *_: None)
        registry.trusts(Trust(premises.issuer, AUDIENCE, published(premises.issuer)))
        yield premises
        premises.close()


def status(premises: Premises, call: Call) -> int:
    (amani,) = premises._participants
    exchange = premises.send(call, amani.endpoints["fhir"], amani)
    assert exchange.response is not None
    return exchange.response.status


def test_a_request_carries_a_token(premises: Premises) -> None:
    assert status(premises, Call("GET", "Patient?family=Nobody")) == 200


def test_a_request_that_goes_alone_carries_none(premises: Premises) -> None:
    assert status(premises, Call("GET", "Patient?family=Nobody", alone=True)) == 401


def test_a_request_keeps_the_credentials_of_its_own(premises: Premises) -> None:
    assert status(premises, Call("GET", "Patient?family=Nobody", (("Authorization", "Bearer no"),))) == 401
