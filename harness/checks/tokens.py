"""Checks on tokens, as IHE IUA has them given, refused, shown and told of. Knows OAuth's words, no keys."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from harness.checks.check import check, shown_by
from harness.checks.place import short
from harness.errors import Inconclusive, MalformedMessage, NonConformance
from harness.evidence.exchange import Message
from harness.messages import tokens
from harness.messages.parameters import FORM

CLAIMS = ("iss", "sub", "client_id", "aud", "jti", "iat", "exp", "scope")
"""What a JWT of IUA has to say (ITI-71, JWT Token Option)."""


def object_in(message: Message) -> dict[str, Any]:
    """The JSON object in a body; a NonConformance when it is none."""
    with shown_by(message):
        try:
            found = json.loads(message.body)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise NonConformance("body", expected="a JSON object", found=short(message.body[:60].decode("latin-1")))
        return found


def token_in(message: Message) -> str:
    """The access token in an answer; a NonConformance when there is none."""
    token = object_in(message).get("access_token")
    with shown_by(message):
        if not isinstance(token, str) or not token:
            raise NonConformance("access_token", expected="a token", found=short(token))
        return token


@check
def gives_a_token(response: Message) -> None:
    """200 with ``access_token``, ``token_type`` Bearer and ``expires_in`` (RFC 6749 5.1)."""
    _status(response, 200)
    token_in(response)
    told = object_in(response)
    if str(told.get("token_type", "")).lower() != "bearer":
        raise NonConformance("token_type", expected="Bearer", found=told.get("token_type"))
    lasts = told.get("expires_in")
    if not isinstance(lasts, int | float) or isinstance(lasts, bool) or lasts <= 0:
        raise NonConformance("expires_in", expected="seconds, more than 0", found=lasts)


@check
def names_its_scope(response: Message, scope: str) -> None:
    """The answer says what was granted: all of `scope`."""
    told = object_in(response).get("scope")
    if not isinstance(told, str) or not set(scope.split()) <= set(told.split()):
        raise NonConformance("scope", expected=scope, found=short(told))


@check
def is_kept_out_of_caches(response: Message) -> None:
    """``Cache-Control: no-store`` (OAuth 2.1 3.2.3)."""
    _says(response, "Cache-Control", "no-store")


@check
def is_kept_out_of_old_caches(response: Message) -> None:
    """``Pragma: no-cache`` (RFC 6749 5.1)."""
    _says(response, "Pragma", "no-cache")


def _says(response: Message, name: str, wanted: str) -> None:
    found = response.header(name) or ""
    if wanted not in (part.strip().lower() for part in found.split(",")):
        raise NonConformance(name, expected=wanted, found=found or "no such field")


@check
def refuses_with(response: Message, *errors: str, statuses: Sequence[int] = (400,)) -> None:
    """Refused with one of `statuses`, for the reason that one of `errors` names (RFC 6749 5.2)."""
    _status(response, *statuses)
    told = object_in(response).get("error")
    if told not in errors:
        raise NonConformance("error", expected=" or ".join(errors), found=short(told))


@check
def grants_not(response: Message, scope: str) -> None:
    """No token that covers `scope`: refused (400), or a token of which the answer and its claims leave it out."""
    if response.status == 400:
        return
    _status(response, 200, 400)
    granted = str(object_in(response).get("scope", "")).split()
    if scope in granted:
        raise NonConformance("scope", expected=f"anything but {scope}", found=short(" ".join(granted)))


@check
def says_who_may_what(response: Message) -> None:
    """The token is a JWT that has every claim of IUA. Inconclusive for one that only its issuer can read."""
    claims = _read(response).claims
    for name in CLAIMS:
        if claims.get(name) in (None, "", []):
            raise NonConformance(f"access_token.{name}", expected="a value", found="none")
    for name in ("iat", "exp"):
        if not isinstance(claims[name], int | float) or isinstance(claims[name], bool):
            raise NonConformance(f"access_token.{name}", expected="seconds since 1970", found=short(claims[name]))


@check
def is_signed(response: Message) -> None:
    """The token is a JWT, and not under ``alg`` none. Inconclusive for one that only its issuer can read."""
    token = _read(response)
    if token.algorithm.lower() in ("", "none") or not token.signature:
        raise NonConformance("access_token.alg", expected="RS256 or HS256, and a signature", found=token.algorithm)


@check
def is_meant_for(response: Message, audience: str) -> None:
    """The token names `audience`. Inconclusive for one that only its issuer can read."""
    found = _read(response).claims.get("aud")
    if audience not in (found if isinstance(found, list) else [found]):
        raise NonConformance("access_token.aud", expected=audience, found=short(found))


def _read(response: Message) -> tokens.Token:
    token = token_in(response)
    if token.count(".") != 2:
        raise Inconclusive("the token is opaque: only its issuer can tell what it says", caused_by="the harness")
    try:
        return tokens.read(token)
    except MalformedMessage as fault:
        raise NonConformance(fault.where, expected=fault.expected, found=fault.found) from None


@check
def turned_away(response: Message, *, also: Sequence[int] = ()) -> None:
    """Refused for want of a good token: 401 (ITI-72), or one of `also`."""
    _status(response, 401, *also)


@check
def is_challenged(response: Message) -> None:
    """A 401 says how to come in: ``WWW-Authenticate: Bearer`` (RFC 6750 3)."""
    if response.status != 401:
        raise Inconclusive(f"the answer is {response.status}, and only 401 carries a challenge")
    found = [value for name, value in response.headers if name.lower() == "www-authenticate"]
    if not any(value.lower().startswith("bearer") for value in found):
        raise NonConformance("WWW-Authenticate", expected="Bearer …", found=", ".join(found) or "no such field")


@check
def is_active(response: Message, *, scope: str) -> None:
    """200, ``active`` true, with the scope that was granted (RFC 7662 2.2)."""
    _status(response, 200)
    told = object_in(response)
    if told.get("active") is not True:
        raise NonConformance("active", expected="true", found=short(told.get("active")))
    if scope not in str(told.get("scope", "")).split():
        raise NonConformance("scope", expected=scope, found=short(told.get("scope")))


@check
def is_not_active(response: Message) -> None:
    """200 and ``active`` false, and nothing else of the token (RFC 7662 2.2)."""
    _status(response, 200)
    told = object_in(response)
    if told.get("active") is not False:
        raise NonConformance("active", expected="false", found=short(told.get("active")))
    if more := sorted(set(told) - {"active"}):
        raise NonConformance(more[0], expected="nothing but active", found=short(told[more[0]]))


@check
def describes(response: Message, *members: str) -> None:
    """200 with JSON metadata that has each of `members` (RFC 8414 3.2)."""
    _status(response, 200)
    told = object_in(response)
    for name in members:
        if not isinstance(told.get(name), str) or not told[name]:
            raise NonConformance(name, expected="a URL", found=short(told.get(name)))


@check
def is_issued_by(response: Message, issuer: str) -> None:
    """The issuer in the metadata is the one that was asked, letter by letter (RFC 8414 3.3)."""
    found = object_in(response).get("issuer")
    if found != issuer:
        raise NonConformance("issuer", expected=issuer, found=short(found))


@check
def asks_as_itself(request: Message) -> None:
    """Client credentials as a form, and HTTP Basic (ITI-71 with the client credentials grant)."""
    kind = (request.header("content-type") or "").partition(";")[0].strip().lower()
    if kind != FORM:
        raise NonConformance("Content-Type", expected=FORM, found=kind or "none")
    shown = request.header("authorization") or ""
    if not shown.lower().startswith("basic "):
        raise NonConformance("Authorization", expected="Basic …", found=shown.partition(" ")[0] or "no such field")


@check
def shows_a_token(request: Message) -> None:
    """The token stands in ``Authorization: Bearer``, and not in the address (ITI-72, RFC 6750 2.1)."""
    shown = request.header("authorization") or ""
    if not shown.lower().startswith("bearer "):
        raise NonConformance("Authorization", expected="Bearer …", found=shown.partition(" ")[0] or "no such field")
    if "access_token=" in request.target:
        raise NonConformance("address", expected="no token in it", found="access_token=…")


def _status(response: Message, *wanted: int) -> None:
    if response.status not in wanted:
        raise NonConformance("HTTP status", expected=" or ".join(map(str, wanted)), found=response.status)
