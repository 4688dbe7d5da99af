"""What stands before a service that wants tokens (IHE IUA ITI-72, RFC 6750). Knows tokens, not what is behind the gate.

A defect overrides one of the methods of `TokenGate`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey, RSAKey

from harness.errors import MalformedMessage
from harness.messages import tokens
from harness.messages.parameters import FORM
from harness.mocks.rest.messages import Refusal, Request
from harness.transport.authentication import Basic
from harness.transport.http_client import HttpClient
from harness.transport.http_client import Request as HttpRequest

Key = RSAKey | OctKey
Claims = dict[str, Any]

OPEN = frozenset({"capabilities"})
"""What needs no token: how else would somebody learn what a server is."""


@dataclass(frozen=True)
class Trust:
    """Whose tokens are taken: `issuer` (empty: any by its keys), `audience` (ourselves), and what gives its keys.

    With `told_of`, what a token is worth that is no JWT is asked for each time (ITI-102).
    """

    issuer: str
    audience: str
    signed_with: Callable[[], Sequence[Key]] = field(default=tuple, repr=False)
    told_of: Callable[[str], Claims] | None = field(default=None, repr=False)


def published(issuer: str) -> Callable[[], Sequence[Key]]:
    """The keys that `issuer` publishes (ITI-103, ``jwks_uri``), asked for each time; none where it does not answer."""

    def fetch() -> Sequence[Key]:
        with HttpClient(timeout=5) as client:
            told = _json(client, f"{issuer}/.well-known/oauth-authorization-server")
            found = _json(client, str(told.get("jwks_uri", "")))
        try:
            return [key for key in KeySet.import_key_set({"keys": found["keys"]}).keys if isinstance(key, RSAKey)]
        except (JoseError, KeyError, ValueError):
            return ()

    return fetch


def introspected(issuer: str, known_as: Basic) -> Callable[[str], Claims]:
    """What `issuer` says of a token (ITI-102, ``introspection_endpoint``) to whom it knows as this; else nothing."""

    def ask(token: str) -> Claims:
        with HttpClient(timeout=5, auth=known_as) as client:
            told = _json(client, f"{issuer}/.well-known/oauth-authorization-server")
            return _json(client, str(told.get("introspection_endpoint", "")), urlencode({"token": token}).encode())

    return ask


def _json(client: HttpClient, url: str, form: bytes = b"") -> dict[str, Any]:
    fields = (("Accept", "application/json"), *((("Content-Type", FORM),) if form else ()))
    asked = HttpRequest("POST" if form else "GET", url, fields, form)
    answer = client.send(asked).response if url else None
    try:
        told = json.loads(answer.body) if answer else {}
    except ValueError:
        told = {}
    return told if isinstance(told, dict) else {}


class TokenGate:
    """Lets requests in by their token. Without `trust` there is no gate.

    `scopes` leads from an interaction to the scope that it takes, the name of its transaction.
    """

    trust: Trust | None = None
    scopes: ClassVar[dict[str, str]] = {}

    def admit(self, request: Request) -> None:
        """Nothing, where `request` may come in. Raises Refusal (401)."""
        if self.trust is None or request.interaction in OPEN:
            return
        claims = self.verified(self.token_in(request), self.trust)
        self.check_issuer(claims, self.trust)
        self.check_time(claims)
        self.check_audience(claims, self.trust)
        self.check_scope(claims, request)

    def token_in(self, request: Request) -> str:
        """The token that a request carries."""
        scheme, _, token = request.header("authorization").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise self.refusal("", "A token is wanted: Authorization: Bearer …")
        return token.strip()

    def verified(self, token: str, trust: Trust) -> Claims:
        """What a token says, its signature verified; or what its issuer says of it."""
        if trust.told_of is not None and token.count(".") != 2:
            told = trust.told_of(token)
            if told.get("active") is not True:
                raise self.refusal("invalid_token", "The token does not count, says its issuer")
            return told
        try:
            algorithm = tokens.read(token).algorithm
            for key in trust.signed_with():
                if algorithm == ("RS256" if isinstance(key, RSAKey) else "HS256"):
                    return self.decoded(token, key, algorithm)
        except (MalformedMessage, JoseError, ValueError) as fault:
            raise self.refusal("invalid_token", f"The token is not to be trusted: {fault}") from None
        raise self.refusal("invalid_token", "The token is signed in no way that is known here")

    def decoded(self, token: str, key: Key, algorithm: str) -> Claims:
        """What a token says. Raises JoseError where it was not signed with `key`."""
        return jwt.decode(token, key, algorithms=[algorithm]).claims

    def check_issuer(self, claims: Claims, trust: Trust) -> None:
        """Whether the issuer is the one who is trusted."""
        if trust.issuer and claims.get("iss") != trust.issuer:
            raise self.refusal("invalid_token", f"The token was issued by {claims.get('iss')}, not by {trust.issuer}")

    def check_time(self, claims: Claims) -> None:
        """Whether the token has not ended."""
        ends = claims.get("exp")
        if not isinstance(ends, int | float) or ends <= time.time():
            raise self.refusal("invalid_token", "The token has expired")

    def check_audience(self, claims: Claims, trust: Trust) -> None:
        """Whether the token was made for us."""
        meant = claims.get("aud")
        if trust.audience not in (meant if isinstance(meant, list) else [meant]):
            raise self.refusal("invalid_token", f"The token is for {meant}, not for {trust.audience}")

    def check_scope(self, claims: Claims, request: Request) -> None:
        """Whether the token allows what is asked for."""
        needed = self.scopes.get(request.interaction, "")
        if needed and needed not in str(claims.get("scope", "")).split():
            raise self.refusal("insufficient_scope", f"The token does not allow {needed}")

    def refusal(self, error: str, words: str) -> Refusal:
        """How a request is turned away (ITI-72 wants 401 for all; RFC 6750 3 the challenge)."""
        refusal = Refusal(401, "login", words)
        refusal.headers = {"WWW-Authenticate": self.challenge(error)}
        return refusal

    def challenge(self, error: str) -> str:
        """What WWW-Authenticate says."""
        return f'Bearer realm="openhie", error="{error}"' if error else 'Bearer realm="openhie"'
