"""Authlib's authorization server, asked through an `Office`: OAuth's requests, errors and client authentication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from authlib.oauth2 import rfc6749, rfc7662
from authlib.oauth2.rfc6749 import errors
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload, OAuth2Request

from harness.mocks.authorization_server.code_grant import Code, CodeGrant, Pkce
from harness.mocks.authorization_server.consent import page
from harness.mocks.authorization_server.office import Client, Office


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to one of the endpoints: its form and header fields, and by which name we were called."""

    form: Mapping[str, str]
    headers: Mapping[str, str]
    issuer: str
    lifetime: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: HTTP status, what becomes JSON, header fields; or a `page` in HTML."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    page: str = ""


class Engine(rfc6749.AuthorizationServer):
    """Takes requests as `Asked` and gives answers as `Said`."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.codes: dict[str, Code] = {}
        self.register_grant(_ClientCredentials)
        self.register_grant(CodeGrant, [Pkce()])
        self.register_endpoint(_Introspection)

    def query_client(self, client_id: str) -> _Known | None:
        """The client with this id, as Authlib asks about it."""
        found = self.office.client(client_id)
        return self.known(found) if found else None

    def known(self, client: Client) -> _Known:
        """`client` as Authlib asks about it."""
        return _Known(client, self.office)

    def save_token(self, token: Mapping[str, Any], request: OAuth2Request) -> None:
        """Nothing is kept: a token says all there is."""

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens."""

    def create_oauth2_request(self, request: Asked) -> OAuth2Request:
        """A request in Authlib's terms. Whether the way was secured is not for it to say: a relay may stand there."""
        made = _Request("POST", "https://here", headers=request.headers)
        made.payload, made.asked = BasicOAuth2Payload(request.form), request
        return made

    def get_token_grant(self, request: OAuth2Request) -> rfc6749.BaseGrant:
        """The grant that fits. Raises Authlib's errors, which become the answer."""
        kind = self.office.grant_in(request.payload.data)
        if kind == CodeGrant.GRANT_TYPE and self.office.is_grant(kind):
            return super().get_token_grant(request)
        if kind and self.office.is_grant(kind):
            return _ClientCredentials(request, self)
        raise errors.UnsupportedGrantTypeError(kind)

    def handle_response(self, status: int, body: Mapping[str, Any], headers: Any) -> Said:
        """An answer."""
        return Said(status, body or {}, dict(headers or ()))

    def give(self, asked: Asked) -> Said:
        """A token, or why not (ITI-71)."""
        if not self.office.grant_in(asked.form):
            return Said(400, {"error": "invalid_request", "error_description": "grant_type is missing"})
        said: Said = self.create_token_response(asked)
        others = {name: value for name, value in said.headers.items() if name not in ("Cache-Control", "Pragma")}
        return Said(said.status, said.body, {**others, **self.office.fields()})

    def ask(self, asked: Asked) -> Said:
        """The page on which a person decides whether the client gets a code, or why there is nothing to decide."""
        request = self.create_oauth2_request(asked)
        try:
            grant = self.get_consent_grant(request)
        except errors.OAuth2Error as error:
            said: Said = self.handle_error_response(request, error)
            return said
        client = grant.request.client.client
        return Said(200, {}, page=page(client.name or client.id, grant.request.scope))

    def decide(self, asked: Asked, person: str) -> Said:
        """Sends the code to the client by the leave of `person`; that there is none where the name is empty."""
        request = self.create_oauth2_request(asked)
        try:
            grant = self.get_authorization_grant(request)
        except errors.OAuth2Error as error:
            refused: Said = self.handle_error_response(request, error)
            return refused
        said: Said = self.create_authorization_response(request, grant_user=person or None, grant=grant)
        return said

    def tell(self, asked: Asked) -> Said:
        """What a token is worth (ITI-102)."""
        said: Said = self.create_endpoint_response("introspection", asked)
        return said


class _Request(OAuth2Request):
    asked: Asked

    @property
    def form(self) -> Mapping[str, str]:
        return self.asked.form


@dataclass(frozen=True, slots=True)
class _Known:
    """A client as Authlib asks about it."""

    client: Client
    office: Office

    def check_client_secret(self, secret: str) -> bool:
        return self.office.is_secret_of(self.client, secret)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:  # noqa: ARG002 - the same at all of them
        return method == "client_secret_basic"

    def check_grant_type(self, kind: str) -> bool:
        return self.office.is_grant(kind)

    def check_response_type(self, kind: str) -> bool:
        return kind == "code"

    def check_redirect_uri(self, uri: str) -> bool:
        return uri in self.client.redirects

    def get_default_redirect_uri(self) -> str:
        return self.client.redirects[0] if len(self.client.redirects) == 1 else ""

    def get_allowed_scope(self, scope: str) -> str | None:
        return self.office.granted(self.client, scope or "")


class _ClientCredentials(ClientCredentialsGrant):
    def authenticate_token_endpoint_client(self) -> _Known:
        engine: Engine = self.server
        stranger = engine.office.nobody() if "authorization" not in self.request.headers else None
        known: _Known = super().authenticate_token_endpoint_client() if stranger is None else engine.known(stranger)
        return known

    def validate_requested_scope(self) -> None:
        known: _Known = self.request.client
        self.scope = self.server.office.granted(known.client, self.request.payload.scope or "")
        if self.scope is None:
            raise errors.InvalidScopeError

    def generate_token(self, *_: object, **__: object) -> Mapping[str, Any]:
        office, asked, known = self.server.office, self.request.asked, self.request.client
        resource = asked.form.get("resource", "")
        made: Mapping[str, Any] = office.token(
            known.client, self.scope, issuer=asked.issuer, resource=resource, lifetime=asked.lifetime
        )
        return made


class _Introspection(rfc7662.IntrospectionEndpoint):
    def create_endpoint_response(self, request: OAuth2Request) -> tuple[int, Mapping[str, Any], Any]:
        try:
            known = self.authenticate_endpoint_client(request)
        except errors.OAuth2Error:
            known = None
        office = self.server.office
        if not office.may_ask(known and known.client):
            raise errors.InvalidClientError(status_code=401)
        self.check_params(request, known)
        return 200, office.told_of(request.form["token"]), [("Content-Type", "application/json")]
