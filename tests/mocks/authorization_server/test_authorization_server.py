"""The reference authorization server gives tokens to whom it knows, over real sockets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey

from harness.errors import UsageError
from harness.mocks.authorization_server import AuthorizationServer, Client, Settings
from harness.transport.http_server import HttpServer

SECRET = "a-secret-of-at-least-thirty-two-bytes"
CLINIC = Client("clinic one", "s%cret:+ &", "Clinic", scopes=("ITI-78",))
GRANT = {"grant_type": "client_credentials"}
Asks = Callable[..., httpx.Response]


@pytest.fixture
def issuer() -> Iterator[str]:
    with HttpServer(AuthorizationServer(settings=Settings(clients=(CLINIC,))).app) as server:
        yield f"{server.url}/oauth"


@pytest.fixture
def asks(issuer: str) -> Asks:
    def post(place: str, **form: Any) -> httpx.Response:
        return httpx.post(f"{issuer}/{place}", data=form, auth=("clinic%20one", "s%25cret%3A%2B%20%26"))

    return post


def test_a_token_is_signed_by_a_key_that_is_published(issuer: str, asks: Asks) -> None:
    keys = KeySet.import_key_set(httpx.get(f"{issuer}/jwks").json())
    claims = jwt.decode(asks("token", **GRANT).json()["access_token"], keys).claims
    assert (claims["iss"], claims["client_id"], claims["scope"]) == (issuer, "clinic one", "ITI-78")
    assert claims["extensions"] == {"ihe_iua": {"subject_name": "Clinic"}}


def test_a_shared_secret_signs_too_and_is_published_to_nobody() -> None:
    office = AuthorizationServer(settings=Settings(clients=(CLINIC,), key=OctKey.import_key(SECRET)))
    with HttpServer(office.app) as server:
        told = httpx.post(f"{server.url}/oauth/token", data=GRANT, auth=("clinic%20one", "s%25cret%3A%2B%20%26")).json()
        keys = httpx.get(f"{server.url}/oauth/jwks").json()
    assert jwt.decode(told["access_token"], OctKey.import_key(SECRET), algorithms=["HS256"]).claims["sub"]
    assert keys == {"keys": []}


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({**GRANT, "scope": "ITI-83"}, 400, "invalid_scope"),
    ],
)
def test_a_wrong_request_is_told_why(asks: Asks, form: Any, status: int, error: str) -> None:
    answer = asks("token", **form)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_a_stranger_is_told_to_say_who_he_is(issuer: str) -> None:
    answers = [httpx.post(f"{issuer}/{place}", data=GRANT) for place in ("token", "introspect")]
    assert [(one.status_code, "www-authenticate" in one.headers) for one in answers] == [(401, True), (401, True)]


def test_what_is_no_form_is_refused(issuer: str) -> None:
    twice = "grant_type=a&grant_type=b"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answers = [httpx.post(f"{issuer}/token", json={}), httpx.post(f"{issuer}/token", content=twice, headers=form)]
    assert [one.json()["error"] for one in answers] == ["invalid_request", "invalid_request"]


def test_a_form_that_is_too_large_is_refused(asks: Asks) -> None:
    assert asks("token", **GRANT, scope="x" * 200_000).status_code == 400


def test_a_token_of_somebody_else_is_not_active(asks: Asks) -> None:
    foreign = jwt.encode({"alg": "HS256"}, {"exp": 2**40}, OctKey.import_key(SECRET))
    assert asks("introspect", token=foreign).json() == {"active": False}


def test_a_token_tells_what_it_is_for(asks: Asks) -> None:
    told = asks("introspect", token=asks("token", **GRANT, resource="urn:x").json()["access_token"]).json()
    assert (told["active"], told["scope"], told["aud"]) == (True, "ITI-78", "urn:x")


def write(folder: Path, text: str) -> Path:
    (folder / "as.toml").write_text(text, encoding="utf-8")
    return folder / "as.toml"


def test_a_file_describes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HS", SECRET)
    (tmp_path / "emr.txt").write_text("emr-secret\n", encoding="utf-8")
    text = 'secret = {env = "HS"}\nlifetime = 9\n[[clients]]\nid = "emr"\nsecret = {file = "emr.txt"}\n'
    settings = AuthorizationServer.configured(write(tmp_path, text)).settings
    assert (settings.algorithm, settings.lifetime) == ("HS256", 9)
    assert (settings.clients[0].id, settings.clients[0].secret) == ("emr", "emr-secret")


def test_a_file_says_that_tokens_say_nothing_and_where_codes_go(tmp_path: Path) -> None:
    (tmp_path / "emr.txt").write_text("emr-secret\n", encoding="utf-8")
    text = 'opaque = true\n[[clients]]\nid = "emr"\nsecret = {file = "emr.txt"}\nredirects = ["http://a/b"]\n'
    settings = AuthorizationServer.configured(write(tmp_path, text)).settings
    assert (settings.opaque, settings.clients[0].redirects) == (True, ("http://a/b",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nonsense", "not TOML"),
        ("unknown = 1", "found unknown"),
        ('lifetime = "long"', "expected a int"),
        ("lifetime = -3", "expected seconds, 1 or more, found -3"),
        ('key = "k"\nsecret = {env = "X"}', "found both"),
        ('secret = "inline"', "never the secret itself"),
        ('[[clients]]\nid = "a"', "needs secret"),
        ('[[clients]]\nid = "a"\nsecret = {env = "NOT_SET_ANYWHERE"}', "empty or not set"),
        ('[[clients]]\nid = "a"\nsecret = {file = "nowhere"}', "cannot be read"),
        ('key = "nowhere.pem"', "expected an RSA key"),
    ],
)
def test_a_mistake_in_the_file_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        AuthorizationServer.configured(write(tmp_path, text))
