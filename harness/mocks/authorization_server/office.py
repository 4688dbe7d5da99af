"""An authorization server without its door: whom it knows, what it grants, what its tokens say (IHE IUA).

A defect overrides one of the methods of `Office`. Knows OAuth's words, no HTTP.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey, RSAKey

SCOPES = ("ITI-8", "ITI-9", "ITI-20", "ITI-21", "ITI-78", "ITI-81", "ITI-83", "ITI-104", "ITI-119")
"""What may be asked for: the names of transactions, as IUA has it."""

HARNESS = "harness"
"""The client that the harness itself is, where no file says otherwise."""

GRANTS = ("client_credentials", "authorization_code")
"""How tokens are given: to the client itself, and to it by a person's leave."""

Claims = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Client:
    """An application that may ask for tokens, with the name and organisation that its tokens tell of.

    `redirects` are where it may have an authorization code sent to, `person` is in whose name it asks, if in anybody's.
    """

    id: str
    secret: str = field(repr=False)
    name: str = ""
    organisation: str = ""
    scopes: tuple[str, ...] = SCOPES
    redirects: tuple[str, ...] = ()
    person: str = ""


def ourselves() -> tuple[Client, ...]:
    """The harness alone, with a secret that nobody else knows."""
    return (Client(HARNESS, secrets.token_urlsafe(24), "Connect-a-thon harness"),)


def _a_key() -> RSAKey:
    return RSAKey.generate_key(2048, auto_kid=True)


def rsa_key(pem: bytes) -> RSAKey:
    """The key in PEM form, under an id that follows from it. Raises ValueError and JoseError."""
    key = RSAKey.import_key(pem)
    return RSAKey.import_key(key.as_dict(private=True, kid=key.thumbprint()))


@dataclass(frozen=True)
class Settings:
    """Whom an authorization server knows and how it signs.

    `key` signs, by RS256 where it is an RSA key and by HS256 where it is a shared secret; `audience` is whom a token is
    for where its request names no resource; `lifetime` is in seconds. An `opaque` token says nothing itself: who wants
    to know asks (ITI-102).
    """

    clients: tuple[Client, ...] = field(default_factory=ourselves)
    key: RSAKey | OctKey = field(default_factory=_a_key, repr=False)
    audience: str = ""
    lifetime: int = 300
    opaque: bool = False

    @property
    def algorithm(self) -> str:
        """What its tokens are signed by."""
        return "RS256" if isinstance(self.key, RSAKey) else "HS256"


class Office:
    """Gives tokens and tells of them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._handed_out: dict[str, Claims] = {}  # what opaque tokens stand for

    @cached_property
    def scopes(self) -> tuple[str, ...]:
        """All that anybody may ask for."""
        return tuple(dict.fromkeys(scope for client in self.settings.clients for scope in client.scopes))

    def client(self, name: str) -> Client | None:
        """The client with this id."""
        return next((one for one in self.settings.clients if one.id == name), None)

    def is_secret_of(self, client: Client, secret: str) -> bool:
        """Whether `client` shows its own secret."""
        return hmac.compare_digest(client.secret.encode(), secret.encode())

    def nobody(self) -> Client | None:
        """Whom somebody is taken for who does not say who it is."""
        return None

    def grant_in(self, form: Mapping[str, str]) -> str:
        """How a request wants its token to be given, "" where it does not say."""
        return form.get("grant_type", "")

    def is_whole(self, place: str) -> bool:  # noqa: ARG002 - a defect looks at it
        """Whether the answer of the endpoint `place` is sent to its end."""
        return True

    def is_grant(self, kind: str) -> bool:
        """Whether tokens are given this way."""
        return kind in GRANTS

    def granted(self, client: Client, wanted: str) -> str | None:
        """The scope that `client` gets of the `wanted` one, all that is its own where it names none; None refuses."""
        asked = wanted.split() or list(client.scopes)
        return " ".join(asked) if set(asked) <= set(client.scopes) else None

    def token(self, client: Client, scope: str, *, issuer: str, resource: str, lifetime: int | None) -> Claims:
        """The whole answer to a request for a token (IUA ITI-71). `lifetime` in seconds instead of the usual one."""
        lasts = self.settings.lifetime if lifetime is None else lifetime
        audience = resource or self.settings.audience or issuer
        claims = self.claims(client, scope, issuer=issuer, audience=audience, lifetime=lasts)
        return {"access_token": self.signed(claims), "token_type": "Bearer", "expires_in": lasts, "scope": scope}

    def claims(self, client: Client, scope: str, *, issuer: str, audience: str, lifetime: int) -> Claims:
        """What a token says (IUA ITI-71, JWT Token Option), with the extension ``ihe_iua``.

        One with a negative `lifetime` ended that long ago, after as long a life.
        """
        issued = int(time.time()) + min(2 * lifetime, 0)
        told = {"subject_name": client.name or client.id, "subject_organization": client.organisation}
        return {
            "iss": issuer,
            "sub": client.person or client.id,
            "client_id": client.id,
            "aud": audience,
            "jti": secrets.token_urlsafe(16),
            "iat": issued,
            "exp": issued + abs(lifetime),
            "scope": scope,
            "extensions": {"ihe_iua": {name: value for name, value in told.items() if value}},
        }

    def signed(self, claims: Claims) -> str:
        """`claims` as a JWT, or a word that stands for them."""
        if self.settings.opaque:
            word = secrets.token_urlsafe(32)
            self._handed_out[word] = claims
            return word
        header = {"alg": self.settings.algorithm, "typ": "at+jwt", "kid": self.settings.key.kid or ""}
        return jwt.encode(header, claims, self.settings.key)

    def fields(self) -> Mapping[str, str]:
        """The header fields that keep an answer with a token out of every cache (RFC 6749 5.1)."""
        return {"Cache-Control": "no-store", "Pragma": "no-cache"}

    def told_of(self, token: str) -> Claims:
        """What is said of a token that somebody asks about (IUA ITI-102, RFC 7662 2.2)."""
        claims = self.meant_by(token)
        active = claims is not None and self.is_active(claims)
        return {"active": True, "token_type": "Bearer", **claims} if claims and active else {"active": False}

    def meant_by(self, token: str) -> Claims | None:
        """What a token of ours says or stands for; None where it is none."""
        if self.settings.opaque:
            return self._handed_out.get(token)
        try:
            return jwt.decode(token, self.settings.key, algorithms=[self.settings.algorithm]).claims
        except (JoseError, ValueError):
            return None

    def is_active(self, claims: Claims) -> bool:
        """Whether a token of ours still counts."""
        return float(claims.get("exp", 0)) > time.time()

    def may_ask(self, client: Client | None) -> bool:
        """Whether this caller is told anything about tokens."""
        return client is not None

    def description(self, issuer: str) -> Claims:
        """The metadata (IUA ITI-103, RFC 8414 2)."""
        told = {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/jwks",
            "introspection_endpoint": f"{issuer}/introspect",
            "grant_types_supported": list(GRANTS),
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": list(self.scopes),
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "introspection_endpoint_auth_methods_supported": ["client_secret_basic"],
        }
        return told if self.settings.opaque else {**told, "access_token_format": "ihe-jwt"}

    def is_here(self, tenant: str) -> bool:
        """Whether there is such an issuer: the one without a name alone."""
        return not tenant

    def keys(self) -> Claims:
        """The public keys (RFC 7517); a shared secret is none."""
        key = self.settings.key
        return {"keys": [{**key.as_dict(private=False), "use": "sig"}] if isinstance(key, RSAKey) else []}
