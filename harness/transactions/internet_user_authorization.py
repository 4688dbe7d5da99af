"""IHE IUA: ITI-103 metadata, ITI-71 access token, ITI-72 token in use, ITI-102 introspection. Sends nothing itself."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Any, ClassVar, Literal
from urllib.parse import quote, urlencode

from typing_extensions import override

from harness.messages import tokens
from harness.messages.parameters import FORM
from harness.transactions.patient_demographics import MobilePatientDemographicsQuery
from harness.transactions.transaction import Call, Source, Transaction

JSON = "application/json"
WELL_KNOWN = ".well-known/oauth-authorization-server"
CLIENT_CREDENTIALS = "client_credentials"
SERVER = "the authorization server"

RequestFault = Literal["wrong secret", "no credentials", "unknown scope", "unknown grant type", "no grant type"]
TokenFault = Literal["no token", "no JWT", "alg none", "another signature"]

UNKNOWN_SCOPE = "ITI-0-no-such-scope"


class _OfAuthorizationServer(Transaction):
    endpoint: ClassVar[str] = "oauth"
    guarded: ClassVar[bool] = True
    refusable: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class AuthorizationServerMetadataQuery(_OfAuthorizationServer):
    """``GET <issuer>/.well-known/oauth-authorization-server`` (ITI-103); of another `tenant` below the issuer."""

    id: ClassVar[str] = "ITI-103"
    title: ClassVar[str] = "Get Authorization Server Metadata"
    answering: ClassVar[str] = "103-04"
    shape: ClassVar[str] = f"GET [issuer]/{WELL_KNOWN}"
    looked_up: ClassVar[bool] = True

    tenant: str = ""

    @override
    def call(self, source: Source) -> Call:
        path = f"{quote(self.tenant)}/{WELL_KNOWN}" if self.tenant else WELL_KNOWN
        return Call("GET", path, (("Accept", JSON),))

    @override
    def instruction(self) -> str:
        return f"Ask {SERVER} for its metadata"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "authorization server metadata"}

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "GET" and call.route.endswith(WELL_KNOWN)


@dataclass(frozen=True, slots=True)
class AccessTokenRequest(_OfAuthorizationServer):
    """``POST <token endpoint>`` with client credentials (ITI-71).

    `at` is where, as the metadata say: a path below the issuer, or one from the root on. `scope` names transactions,
    `resource` whom the token is for (RFC 8707).
    """

    id: ClassVar[str] = "ITI-71"
    title: ClassVar[str] = "Get Access Token"
    answering: ClassVar[str] = "71-15"
    shape: ClassVar[str] = "POST [token endpoint]: grant_type=client_credentials&scope=…"

    at: str
    scope: str
    resource: str = ""

    def form(self) -> dict[str, str]:
        """What is asked for."""
        asked = {"grant_type": CLIENT_CREDENTIALS, "scope": self.scope, "resource": self.resource}
        return {name: value for name, value in asked.items() if value}

    @override
    def call(self, source: Source) -> Call:
        return _posted(self.at, self.form(), source.client)

    @override
    def instruction(self) -> str:
        return f"Have your system get an access token from {SERVER}, by client credentials, for the scope {self.scope}"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "access token", "scope": self.scope}

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "POST" and ("grant_type", CLIENT_CREDENTIALS) in call.parameters


@dataclass(frozen=True, slots=True)
class FaultyAccessTokenRequest(AccessTokenRequest):
    """A request for a token that has to be refused for one `fault`, and is right in all else."""

    wrong: ClassVar[bool] = True

    fault: RequestFault = "wrong secret"

    @override
    def form(self) -> dict[str, str]:
        right = AccessTokenRequest.form(self)
        if self.fault == "unknown scope":
            return {**right, "scope": UNKNOWN_SCOPE}
        if self.fault == "unknown grant type":
            return {**right, "grant_type": "urn:ietf:params:oauth:grant-type:no-such-grant"}
        return {name: value for name, value in right.items() if name != "grant_type" or self.fault != "no grant type"}

    @override
    def call(self, source: Source) -> Call:
        name, secret = source.client
        wrong = (name, f"not-{secret[::-1]}") if self.fault == "wrong secret" else (name, secret)
        return _posted(self.at, self.form(), wrong if self.fault != "no credentials" else ("", ""))


@dataclass(frozen=True, slots=True)
class TokenIntrospection(_OfAuthorizationServer):
    """``POST <introspection endpoint>`` with ``token=…`` (ITI-102)."""

    id: ClassVar[str] = "ITI-102"
    title: ClassVar[str] = "Introspect Token"
    answering: ClassVar[str] = "102-04"
    shape: ClassVar[str] = "POST [introspection endpoint]: token=…"

    at: str
    token: str

    @override
    def call(self, source: Source) -> Call:
        return _posted(self.at, {"token": self.token}, source.client)

    @override
    def instruction(self) -> str:
        return f"Have your system ask {SERVER} what a token is worth"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "introspect", "token": self.token}

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "POST" and any(name == "token" for name, _ in call.parameters)


@dataclass(frozen=True, slots=True)
class FaultyTokenIntrospection(TokenIntrospection):
    """A question about a token from somebody who does not say who he is."""

    wrong: ClassVar[bool] = True

    @override
    def call(self, source: Source) -> Call:
        return _posted(self.at, {"token": self.token}, ("", ""))


@dataclass(frozen=True, slots=True)
class QueryWithToken(MobilePatientDemographicsQuery):
    """ITI-72 Incorporate Access Token: a search for patients that shows `token`."""

    id: ClassVar[str] = "ITI-72"
    title: ClassVar[str] = "Incorporate Access Token"
    answering: ClassVar[str] = "72-12"
    unasked: ClassVar[tuple[str, ...]] = ()
    shape: ClassVar[str] = "GET [base]/Patient?… with Authorization: Bearer …"
    guarded: ClassVar[bool] = True
    refusable: ClassVar[bool] = True

    token: str = ""

    @override
    def call(self, source: Source) -> Call:
        call = MobilePatientDemographicsQuery.call(self, source)
        shown = (("Authorization", f"Bearer {self.token}"),) if self.token else ()
        return Call(call.method, call.path, (*call.headers, *shown), call.body)

    @override
    def instruction(self) -> str:
        return f"{MobilePatientDemographicsQuery.instruction(self)}, with the access token that your system got"

    @override
    def task(self) -> dict[str, Any]:
        return {**MobilePatientDemographicsQuery.task(self), "token": True}


@dataclass(frozen=True, slots=True)
class FaultyQueryWithToken(QueryWithToken):
    """The same search with a token that has to be refused: `token` with one `fault`."""

    wrong: ClassVar[bool] = True

    fault: TokenFault | Literal[""] = ""

    @override
    def call(self, source: Source) -> Call:
        made = {
            "no token": lambda _: "",
            "no JWT": lambda token: re.sub(r"[^A-Za-z0-9]", "", token)[:40][::-1],
            "alg none": tokens.unsigned,
            "another signature": tokens.altered,
        }
        token = made[self.fault](self.token) if self.fault else self.token
        call = MobilePatientDemographicsQuery.call(self, source)
        shown = (("Authorization", f"Bearer {token}"),) if token else ()
        return Call(call.method, call.path, (*call.headers, *shown), call.body, alone=True)


def _posted(path: str, form: dict[str, str], client: tuple[str, str]) -> Call:
    """A form, from whom `client` names, a user and a secret (RFC 6749 2.3.1: each escaped as in a form)."""
    headers = (("Content-Type", FORM), ("Accept", JSON))
    if any(client):
        name, secret = (quote(part, safe="") for part in client)
        shown = base64.b64encode(f"{name}:{secret}".encode()).decode("ascii")
        headers = (*headers, ("Authorization", f"Basic {shown}"))  # type: ignore[assignment] # one field more
    return Call("POST", path, headers, urlencode(form).encode(), alone=True)
