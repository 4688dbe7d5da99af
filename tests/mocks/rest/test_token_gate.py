"""A registry behind a gate takes the tokens of the server that it trusts, found by its issuer alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from joserfc.jwk import OctKey

from harness.mocks.authorization_server import AuthorizationServer, Settings
from harness.mocks.client_registry import ClientRegistry
from harness.mocks.rest.token_gate import Trust, introspected, published
from harness.transport.authentication import Basic
from harness.transport.http_server import HttpServer

AUDIENCE = "urn:registry"


class Pair:
    """A registry, and the authorization server that it trusts: by its keys, by a shared one, or by asking it."""

    def __init__(self, open_: ExitStack, *, shared: OctKey | None = None, opaque: bool = False) -> None:
        server = AuthorizationServer(settings=Settings(key=shared) if shared else Settings(opaque=opaque))
        self._client = server.settings.clients[0]
        self.issuer = f"{open_.enter_context(HttpServer(server.app)).url}/oauth"
        registry = ClientRegistry()
        open_.callback(registry.close)
        told_of = introspected(self.issuer, Basic(self._client.id, self._client.secret)) if opaque else None
        keys = (lambda: (shared,)) if shared else published(self.issuer)
        registry.trusts(Trust(self.issuer, AUDIENCE, keys, told_of))
        self.base = f"{open_.enter_context(HttpServer(registry.app)).url}/fhir"

    def token(self, **asked: str) -> str:
        form = {"grant_type": "client_credentials", "resource": AUDIENCE, **asked}
        told = httpx.post(f"{self.issuer}/token", data=form, auth=(self._client.id, self._client.secret)).json()
        return str(told["access_token"])

    def search(self, authorization: str = "") -> httpx.Response:
        shown = {"Authorization": authorization} if authorization else {}
        return httpx.get(f"{self.base}/Patient?family=Nobody", headers=shown)


SHARED = OctKey.import_key("a-secret-of-at-least-thirty-two-bytes")
WAYS: dict[str, dict[str, Any]] = {"RS256": {}, "HS256": {"shared": SHARED}, "opaque": {"opaque": True}}


@pytest.fixture(params=WAYS)
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    with ExitStack() as open_:
        yield Pair(open_, **WAYS[request.param])


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


def test_only_who_shares_the_secret_signs_by_it() -> None:
    with ExitStack() as open_:
        pair = Pair(open_, shared=SHARED)
        keys = (SHARED, OctKey.import_key("another-secret-of-thirty-two-bytes-or-more"))
        signers = [AuthorizationServer(settings=Settings(key=key)) for key in keys]
        shown = [f"Bearer {one.token_for(AUDIENCE, issuer=pair.issuer)}" for one in signers]
        assert [pair.search(one).status_code for one in shown] == [200, 401]


def test_who_is_not_known_where_tokens_are_told_of_learns_nothing() -> None:
    with ExitStack() as open_:
        pair = Pair(open_, opaque=True)
        assert "active" not in introspected(pair.issuer, Basic("nobody", "knows"))(pair.token())
