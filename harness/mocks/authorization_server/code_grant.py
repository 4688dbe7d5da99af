"""The authorization code with PKCE (IHE IUA ITI-71; RFC 6749 4.1, RFC 7636) in Authlib's terms. Knows no HTTP."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from authlib.oauth2.rfc6749 import OAuth2Request, errors
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge

LASTS = 60.0
"""Seconds that a code counts (RFC 6749 4.1.2: ten minutes at most)."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was given: to whom, for what, by whose leave, until when (Unix time), and what PKCE wants for it."""

    code: str
    client: str
    redirect_uri: str
    scope: str
    person: str
    ends: float
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        """Where it was sent to."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """What it is for."""
        return self.scope


class CodeGrant(AuthorizationCodeGrant):
    """A person's leave becomes a code, and the code a token, once (RFC 6749 4.1.2)."""

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        """Keep what was given."""
        told = request.payload.data
        self.server.codes[code] = Code(
            code,
            request.client.client.id,
            request.payload.redirect_uri or "",
            request.scope,
            str(request.user),
            time.time() + LASTS,
            told["code_challenge"],
            told["code_challenge_method"],
        )

    def query_authorization_code(self, code: str, client: Any) -> Code | None:
        """What was given as `code` to this client, while it counts; it is good for one question."""
        kept: Code | None = self.server.codes.pop(code, None)
        good = kept is not None and kept.client == client.client.id and kept.ends > time.time()
        return kept if good else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """It is gone already."""

    def authenticate_user(self, authorization_code: Code) -> str:
        """Whose leave it was."""
        return authorization_code.person

    def generate_token(self, *_: object, user: str, scope: str, **__: object) -> Mapping[str, Any]:
        """The token, for the client in the name of the person."""
        office, asked, client = self.server.office, self.request.asked, self.request.client.client
        made: Mapping[str, Any] = office.token(
            replace(client, person=user),
            scope,
            issuer=asked.issuer,
            resource=asked.form.get("resource", ""),
            lifetime=asked.lifetime,
        )
        return made


class Pkce(CodeChallenge):
    """No code without a challenge, and S256 alone (OAuth 2.1 4.1.1)."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: CodeGrant, redirect_uri: str) -> None:
        """Raises Authlib's error where there is none."""
        told = grant.request.payload.data
        if not told.get("code_challenge") or told.get("code_challenge_method") != "S256":
            raise errors.InvalidRequestError("PKCE is wanted: code_challenge, and S256 as its method")
        super().validate_code_challenge(grant, redirect_uri)
