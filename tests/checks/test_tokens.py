"""What is right of a token passes, and each fault is found at its place."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from harness.checks import tokens
from harness.errors import Inconclusive, NonConformance
from harness.evidence.exchange import Message

CLAIMS = dict.fromkeys(tokens.CLAIMS, "x") | {"iat": 1, "exp": 2, "aud": ["urn:a", "urn:b"]}


def coded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def jwt(claims: Any = CLAIMS, algorithm: str = "RS256", signature: str = "c2ln") -> str:
    return f"{coded({'alg': algorithm})}.{coded(claims)}.{signature}"


def said(content: Any, status: int = 200, *fields: tuple[str, str]) -> Message:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Message("authorization_server", b"", body, 0, start=f"HTTP/1.1 {status} X", headers=fields)


def asked(*fields: tuple[str, str], target: str = "/x") -> Message:
    return Message("point_of_service", b"", b"", 0, start=f"POST {target} HTTP/1.1", headers=fields)


def given(**changes: Any) -> Message:
    return said({"access_token": jwt(), "token_type": "Bearer", "expires_in": 300, "scope": "ITI-78"} | changes)


FORM = ("Content-Type", "application/x-www-form-urlencoded")
NO_STORE, NO_CACHE = ("Cache-Control", "private, no-store"), ("Pragma", "no-cache")
CHALLENGE = ("WWW-Authenticate", 'Bearer realm="x"')
RIGHT = {
    "a token": lambda: tokens.gives_a_token(given(token_type="bearer")),
    "a scope": lambda: tokens.names_its_scope(given(scope="ITI-83 ITI-78"), "ITI-78"),
    "no cache": lambda: tokens.is_kept_out_of_caches(said({}, 200, NO_STORE)),
    "no old cache": lambda: tokens.is_kept_out_of_old_caches(said({}, 200, NO_CACHE)),
    "a refusal": lambda: tokens.refuses_with(said({"error": "invalid_client"}, 401), "invalid_client", statuses=[401]),
    "a scope that is refused": lambda: tokens.grants_not(said({"error": "invalid_scope"}, 400), "x"),
    "a scope that is left out": lambda: tokens.grants_not(given(), "x"),
    "claims": lambda: tokens.says_who_may_what(given()),
    "a signature": lambda: tokens.is_signed(given()),
    "one audience of two": lambda: tokens.is_meant_for(given(), "urn:b"),
    "401": lambda: tokens.turned_away(said({}, 401)),
    "403 where it may be": lambda: tokens.turned_away(said({}, 403), also=[403]),
    "a challenge": lambda: tokens.is_challenged(said({}, 401, CHALLENGE)),
    "an active token": lambda: tokens.is_active(said({"active": True, "scope": "a b"}), scope="b"),
    "no active token": lambda: tokens.is_not_active(said({"active": False})),
    "a description": lambda: tokens.describes(said({"issuer": "x"}), "issuer"),
    "the issuer": lambda: tokens.is_issued_by(said({"issuer": "x"}), "x"),
    "Basic": lambda: tokens.asks_as_itself(asked(FORM, ("Authorization", "Basic eDp5"))),
    "Bearer": lambda: tokens.shows_a_token(asked(("Authorization", "Bearer eyJ"))),
}
WRONG = {
    "no JSON": ("body", lambda: tokens.gives_a_token(said(b"<html>"))),
    "JSON that is no object": ("body", lambda: tokens.gives_a_token(said([]))),
    "another status": ("HTTP status", lambda: tokens.gives_a_token(said({}, 400))),
    "no token": ("access_token", lambda: tokens.gives_a_token(given(access_token=""))),
    "another type": ("token_type", lambda: tokens.gives_a_token(given(token_type="mac"))),
    "no end": ("expires_in", lambda: tokens.gives_a_token(given(expires_in="300"))),
    "true for an end": ("expires_in", lambda: tokens.gives_a_token(given(expires_in=True))),
    "no scope": ("scope", lambda: tokens.names_its_scope(given(scope=None), "ITI-78")),
    "a cache": ("Cache-Control", lambda: tokens.is_kept_out_of_caches(said({}, 200, NO_CACHE))),
    "an old cache": ("Pragma", lambda: tokens.is_kept_out_of_old_caches(said({}, 200, NO_STORE))),
    "a scope that is granted": ("scope", lambda: tokens.grants_not(given(), "ITI-78")),
    "neither": ("HTTP status", lambda: tokens.grants_not(said({}, 500), "x")),
    "another error": ("error", lambda: tokens.refuses_with(said({"error": "x"}, 400), "invalid_scope")),
    "no client": (
        "access_token.client_id",
        lambda: tokens.says_who_may_what(given(access_token=jwt({**CLAIMS, "client_id": ""}))),
    ),
    "an end in words": (
        "access_token.exp",
        lambda: tokens.says_who_may_what(given(access_token=jwt({**CLAIMS, "exp": "soon"}))),
    ),
    "alg none": ("access_token.alg", lambda: tokens.is_signed(given(access_token=jwt(algorithm="none")))),
    "no signature": ("access_token.alg", lambda: tokens.is_signed(given(access_token=jwt(signature="")))),
    "no JWT": ("access_token", lambda: tokens.is_signed(given(access_token="a.b.c"))),
    "another audience": ("access_token.aud", lambda: tokens.is_meant_for(given(), "urn:c")),
    "let in": ("HTTP status", lambda: tokens.turned_away(said({}, 200))),
    "another challenge": (
        "WWW-Authenticate",
        lambda: tokens.is_challenged(said({}, 401, ("WWW-Authenticate", "Basic"))),
    ),
    "not active": ("active", lambda: tokens.is_active(said({"active": False}), scope="a")),
    "active for nothing": ("scope", lambda: tokens.is_active(said({"active": True}), scope="a")),
    "active after all": ("active", lambda: tokens.is_not_active(said({"active": True}))),
    "too much said": ("reason", lambda: tokens.is_not_active(said({"active": False, "reason": "x"}))),
    "no description": ("issuer", lambda: tokens.describes(said({}), "issuer")),
    "another issuer": ("issuer", lambda: tokens.is_issued_by(said({"issuer": "x/"}), "x")),
    "no form": ("Content-Type", lambda: tokens.asks_as_itself(asked(("Authorization", "Basic eDp5")))),
    "no Basic": ("Authorization", lambda: tokens.asks_as_itself(asked(FORM))),
    "no Bearer": ("Authorization", lambda: tokens.shows_a_token(asked())),
    "a token in the address": (
        "address",
        lambda: tokens.shows_a_token(asked(("Authorization", "Bearer x"), target="/x?access_token=x")),
    ),
}


@pytest.mark.parametrize("case", RIGHT)
def test_what_is_right_passes(case: str) -> None:
    assert RIGHT[case]() is None


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_found_at_its_place(case: str) -> None:
    where, judge = WRONG[case]
    with pytest.raises(NonConformance) as found:
        judge()
    assert found.value.where == where


def test_an_opaque_token_shows_nothing() -> None:
    with pytest.raises(Inconclusive):
        tokens.is_signed(given(access_token="opaque"))


def test_only_a_401_carries_a_challenge() -> None:
    with pytest.raises(Inconclusive):
        tokens.is_challenged(said({}, 403))
