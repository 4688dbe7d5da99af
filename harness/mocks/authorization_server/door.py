"""The door between ASGI and an authorization server: paths, forms, JSON. Knows HTTP, and where OAuth's places are."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from harness.messages.parameters import FORM
from harness.mocks.authorization_server.consent import ALLOW
from harness.mocks.authorization_server.engine import Asked, Engine, Said
from harness.mocks.authorization_server.office import Office
from harness.mocks.broken import Broken
from harness.mocks.rest.addresses import base_url, parsed_parameters
from harness.mocks.rest.messages import Refusal

ISSUER = "oauth"
"""Where the issuer stands below the root; other names there are other tenants."""
WELL_KNOWN = ".well-known/oauth-authorization-server"
LIFETIME = "harness.token-lifetime"
"""The key in an ASGI scope's "extensions" that asks for tokens of another lifetime, in seconds: what has expired."""
_LARGEST = 100_000  # bytes of a form


def routes(office: Office) -> list[Route]:
    """All that is answered, for any root path."""
    engine = Engine(office)
    return [
        Route(f"/{ISSUER}/{WELL_KNOWN}", _described(office)),
        Route(f"/{ISSUER}/{{tenant:path}}/{WELL_KNOWN}", _described(office)),
        Route(f"/{ISSUER}/jwks", lambda _: JSONResponse(office.keys())),
        Route(f"/{ISSUER}/authorize", _decided(engine), methods=["GET", "POST"]),
        Route(f"/{ISSUER}/token", _posted(office, "token", engine.give), methods=["POST"]),
        Route(f"/{ISSUER}/introspect", _posted(office, "introspect", engine.tell), methods=["POST"]),
    ]


def issuer_of(request: Request) -> str:
    """The issuer by the name that the caller knows us by."""
    return f"{base_url(request.scope, request.headers).rpartition('/')[0]}/{ISSUER}"


def _described(office: Office) -> Callable[[Request], Response]:
    def describe(request: Request) -> Response:
        tenant = request.path_params.get("tenant", "")
        if not office.is_here(tenant):
            return JSONResponse({"error": "not_found", "error_description": "There is no such issuer"}, 404)
        return _sent(office, WELL_KNOWN, JSONResponse(office.description(issuer_of(request))))

    return describe


def _posted(office: Office, place: str, answer: Callable[[Asked], Said]) -> Callable[[Request], object]:
    async def take(request: Request) -> Response:
        body = b"".join([part async for part in request.stream()])
        try:
            form = _form(body, request.headers)
        except Refusal as refusal:
            return _written(Said(400, {"error": "invalid_request", "error_description": str(refusal)}))
        lifetime = request.scope.get("extensions", {}).get(LIFETIME)
        said = answer(Asked(form, request.headers, issuer_of(request), lifetime))
        return _sent(office, place, _written(said))

    return take


def _decided(engine: Engine) -> Callable[[Request], object]:
    """Where a person lets a client in: the page (GET), and what becomes of the answer on it (POST)."""

    async def decide(request: Request) -> Response:
        asked = Asked(dict(request.query_params), request.headers, issuer_of(request))
        if request.method == "GET":
            return _written(engine.ask(asked))
        try:
            answer = _form(await request.body(), request.headers)
        except Refusal as refusal:
            return _written(Said(400, {"error": "invalid_request", "error_description": str(refusal)}))
        return _written(engine.decide(asked, answer.get("person", "") if answer.get("answer") == ALLOW else ""))

    return decide


def _sent(office: Office, place: str, response: Response) -> Response:
    return response if office.is_whole(place) else Broken(response)


def _form(body: bytes, headers: Mapping[str, str]) -> dict[str, str]:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM:
        raise Refusal(400, "invalid", f"expected a form: {FORM}")
    if len(body) > _LARGEST:
        raise Refusal(400, "too-long", f"a form has at most {_LARGEST:,} bytes here")
    pairs = parsed_parameters(body)
    if len(dict(pairs)) < len(pairs):
        raise Refusal(400, "invalid", "a parameter stands there twice (RFC 6749 3.2)")
    return dict(pairs)


def _written(said: Said) -> Response:
    if said.page:
        return HTMLResponse(said.page, said.status)
    fields = {name: value for name, value in said.headers.items() if name.lower() != "content-type"}
    if said.status == 401:
        fields.setdefault("WWW-Authenticate", 'Basic realm="authorization server"')
    return JSONResponse(dict(said.body), said.status, fields)
