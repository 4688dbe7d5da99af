"""A person's leave becomes a code and the code a token, by PKCE; Authlib's own client asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import KeySet

from harness.mocks.authorization_server import AuthorizationServer, Client, Settings
from harness.transport.http_server import HttpServer

BACK = "http://127.0.0.1:9/back"
EMR = Client("emr", "a-secret-of-the-emr", "Kijani EMR", scopes=("ITI-78",), redirects=(BACK,))
VERIFIER = "a-verifier-of-forty-three-letters-or-more-0123456789"


@pytest.fixture
def issuer() -> Iterator[str]:
    with HttpServer(AuthorizationServer(settings=Settings(clients=(EMR, replace(EMR, id="lab")))).app) as server:
        yield f"{server.url}/oauth"


@pytest.fixture
def emr() -> Iterator[OAuth2Session]:
    with OAuth2Session("emr", EMR.secret, redirect_uri=BACK, scope="ITI-78", code_challenge_method="S256") as client:
        yield client


@pytest.fixture
def leave(issuer: str, emr: OAuth2Session) -> Callable[..., dict[str, list[str]]]:
    """What comes back to the client when the person answers."""

    def answered(answer: str = "allow", **changed: Any) -> dict[str, list[str]]:
        url, _ = emr.create_authorization_url(f"{issuer}/authorize", code_verifier=VERIFIER, **changed)
        back = httpx.post(url, data={"person": "mama-wanjiku", "answer": answer}).headers["location"]
        assert back.startswith(BACK)
        return parse_qs(urlsplit(back).query)

    return answered


def test_the_person_is_asked_who_may_come_in(issuer: str, emr: OAuth2Session) -> None:
    url, _ = emr.create_authorization_url(f"{issuer}/authorize", code_verifier=VERIFIER)
    asked = httpx.get(url)
    assert (asked.status_code, "May Kijani EMR come in?" in asked.text, "ITI-78" in asked.text) == (200, True, True)


def test_a_code_becomes_a_token_in_the_persons_name(issuer: str, emr: OAuth2Session, leave: Any) -> None:
    token = emr.fetch_token(f"{issuer}/token", code=leave()["code"][0], code_verifier=VERIFIER)
    claims = jwt.decode(token["access_token"], KeySet.import_key_set(httpx.get(f"{issuer}/jwks").json())).claims
    assert (claims["sub"], claims["client_id"], claims["scope"]) == ("mama-wanjiku", "emr", "ITI-78")


def test_what_the_client_asked_with_comes_back_to_it(leave: Any) -> None:
    assert leave(state="kept")["state"] == ["kept"]


def test_a_code_is_good_for_one_token(issuer: str, emr: OAuth2Session, leave: Any) -> None:
    code = leave()["code"][0]
    emr.fetch_token(f"{issuer}/token", code=code, code_verifier=VERIFIER)
    with pytest.raises(OAuthError, match="invalid_grant"):
        emr.fetch_token(f"{issuer}/token", code=code, code_verifier=VERIFIER)


def test_whoever_does_not_know_the_verifier_gets_no_token(issuer: str, emr: OAuth2Session, leave: Any) -> None:
    with pytest.raises(OAuthError, match="invalid_grant"):
        emr.fetch_token(f"{issuer}/token", code=leave()["code"][0], code_verifier=VERIFIER[::-1])


def test_a_code_of_another_client_gets_no_token(issuer: str, leave: Any) -> None:
    with (
        OAuth2Session("lab", EMR.secret, redirect_uri=BACK) as lab,
        pytest.raises(OAuthError, match="invalid_grant"),
    ):
        lab.fetch_token(f"{issuer}/token", code=leave()["code"][0], code_verifier=VERIFIER)


def test_who_is_refused_gets_no_code(leave: Any) -> None:
    assert leave("refuse")["error"] == ["access_denied"]


def test_without_pkce_there_is_no_code(issuer: str) -> None:
    asked = {"response_type": "code", "client_id": "emr", "redirect_uri": BACK, "scope": "ITI-78"}
    plain = {**asked, "code_challenge": VERIFIER, "code_challenge_method": "plain"}
    for told in (asked, plain):
        back = httpx.post(f"{issuer}/authorize", params=told, data={"person": "x", "answer": "allow"})
        assert parse_qs(urlsplit(back.headers["location"]).query)["error"] == ["invalid_request"]


def test_a_code_goes_nowhere_that_was_not_agreed_on(issuer: str) -> None:
    asked = {"response_type": "code", "client_id": "emr", "redirect_uri": "http://127.0.0.1:9/elsewhere"}
    answer = httpx.get(f"{issuer}/authorize", params=asked)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("asked", [{"client_id": "nobody", "response_type": "code"}, {"response_type": "token"}])
def test_what_cannot_be_asked_is_told_and_sent_nowhere(issuer: str, asked: dict[str, str]) -> None:
    at = f"{issuer}/authorize"
    answers = (httpx.get(at, params=asked), httpx.post(at, params=asked, data={"answer": "allow"}))
    assert [one.status_code in (400, 401) and bool(one.json()["error"]) for one in answers] == [True, True]


def test_an_answer_that_is_no_form_is_refused(issuer: str) -> None:
    assert httpx.post(f"{issuer}/authorize", json={}).status_code == 400
