"""A registry behind a gate takes the tokens of the server that it trusts, found by its issuer alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from harness.mocks.authorization_server import AuthorizationServer
from harness.mocks.client_registry import ClientRegistry
from harness.mocks.rest.token_gate import Trust, published
from harness.transport.http_server import HttpServer

AUDIENCE = "urn:registry"


class Pair:
    """A registry, and the authorization server that it trusts."""

    def __init__(self, open_: ExitStack) -> None:
        server = AuthorizationServer()
        self._client = server.settings.clients[0]
        self.issuer = f"{open_.enter_context(HttpServer(server.app)).url}/oauth"
        registry = ClientRegistry()
        open_.callback(registry.close)
        registry.trusts(Trust(self.issuer, AUDIENCE, published(self.issuer)))
        self.base = f"{open_.enter_context(HttpServer(registry.app)).url}/fhir"

    def token(self, **asked: str) -> str:
        form = {"grant_type": "client_credentials", "resource": AUDIENCE, **asked}
        told = httpx.post(f"{self.issuer}/token", data=form, auth=(self._client.id, self._client.secret)).json()
        return str(told["access_token"])

    def search(self, authorization: str = "") -> httpx.Response:
        shown = {"Authorization": authorization} if authorization else {}
        return httpx.get(f"{self.base}/Patient?family=Nobody", headers=shown)


@pytest.fixture
def pair() -> Iterator[Pair]:
    with ExitStack() as open_:
        yield Pair(open_)


def test_a_token_for_it_opens(pair: Pair) -> None:
    assert pair.search(f"Bearer {pair.token()}").status_code == 200


@pytest.mark.parametrize("asked", [{"scope": "ITI-83"}, {"resource": "urn:another"}])
def test_a_token_for_something_else_does_not(pair: Pair, asked: dict[str, str]) -> None:
    assert pair.search(f"Bearer {pair.token(**asked)}").status_code == 401


@pytest.mark.parametrize("shown", ["", "Basic eDp5", "Bearer", "Bearer word", "Bearer e30.e30."])
def test_what_is_no_token_is_told_to_bring_one(pair: Pair, shown: str) -> None:
    answer = pair.search(shown)
    assert (answer.status_code, answer.headers["www-authenticate"][:6]) == (401, "Bearer")


def test_what_it_can_do_is_told_to_everybody(pair: Pair) -> None:
    assert httpx.get(f"{pair.base}/metadata").status_code == 200


def test_keys_of_nobody_open_nothing() -> None:
    assert list(published("http://127.0.0.1:9/oauth")()) == []
