"""oidc-provider as an authorization server, and its tokens at our registry. Each FAIL was tried by hand with curl."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest

from harness.mocks.client_registry import ClientRegistry
from harness.mocks.rest.token_gate import Trust, published
from harness.transport.http_server import HttpServer
from tests.peers.conftest import Judged, harness, started
from tests.peers.oidc_provider import CLIENT, SECRET, oidc_provider

pytestmark = pytest.mark.peer

FAILS = {
    "102-01": "a JWT cannot be introspected there: 400",
    "102-03": "who does not say who it is gets 400 invalid_request, and not 401",
}
NOTED = {"71-16": "no Pragma, as OAuth 2.1 has it", "71-17": "an unknown scope is passed over"}
FILE = """[[participants]]
name = "oidc-provider"
actors = ["authorization_server"]
endpoints.oauth = "{issuer}"
authentication = {{ kind = "basic", user = "{client}", password = {{ file = "secret.txt" }} }}
"""


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    yield from started(oidc_provider())


@pytest.fixture(scope="module")
def judged(issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    folder = tmp_path_factory.mktemp("oidc")
    (folder / "secret.txt").write_text(SECRET)
    (folder / "event.toml").write_text(FILE.format(issuer=issuer, client=CLIENT))
    done = harness("run", "--participants", str(folder / "event.toml"), "--reports", str(folder))
    (results,) = folder.glob("*/results.json")
    assert SECRET not in "".join(one.read_text("utf-8", "replace") for one in folder.glob("2*/ledger/*"))
    return Judged(done.returncode, json.loads(results.read_text("utf-8")))


def test_it_fails_where_it_is_wrong_and_nowhere_else(judged: Judged) -> None:
    assert (judged.exit, judged.requirements("FAIL"), judged.requirements("NOTED")) == (1, set(FAILS), set(NOTED))


def test_everything_else_passes(judged: Judged) -> None:
    assert judged.requirements("INCONCLUSIVE") == judged.requirements("ERROR") == set()
    assert len(judged.requirements("PASS") - set(FAILS)) >= 15


@pytest.mark.parametrize(("scope", "audience", "status"), [("ITI-78", "urn:us", 200), ("ITI-83", "urn:us", 401)])
def test_its_tokens_open_our_registry(issuer: str, scope: str, audience: str, status: int) -> None:
    form = {"grant_type": "client_credentials", "scope": scope, "resource": audience}
    token = httpx.post(f"{issuer}/token", data=form, auth=(CLIENT, SECRET)).json()["access_token"]
    registry = ClientRegistry()
    registry.trusts(Trust(issuer, "urn:us", published(issuer)))
    with HttpServer(registry.app) as server:
        shown = {"Authorization": f"Bearer {token}"}
        found = httpx.get(f"{server.url}/fhir/Patient?family=Nobody", headers=shown).status_code
    registry.close()
    assert found == status
