"""Takes the address of a FHIR request apart (FHIR R4 3.1.0.1). Knows paths and queries, not what they lead to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote_to_bytes

from harness.mocks.rest.messages import Parameters, Refusal, Request

FHIR = "fhir"
MOST_PARAMETERS = 1000
ANY_ID = "id"
"""In the address of an operation: whatever id stands there (``ValueSet/id/$expand``)."""

_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_ID = re.compile(r"[A-Za-z0-9.\-]{1,64}")
_AT_ALL = {"POST": "several"}
_BY_TYPE = {"GET": "search", "POST": "create", "PUT": "conditional-update", "DELETE": "conditional-delete"}
_BY_ID = {"GET": "read", "PUT": "update", "DELETE": "delete"}

Found = tuple[str, str, tuple[str, ...]]
"""An interaction, a resource type, and what stands behind the type."""


def interaction(method: str, path: str, *, types: Iterable[str], operations: Mapping[str, tuple[str, ...]]) -> Found:
    """What `method` and `path` ask for. Raises Refusal: 404 for what is not there, 405 for what cannot be done there.

    `operations` are the operations by ``$name``, ``Type/$name`` or ``Type/id/$name``, with the methods that each can be
    called by.
    """
    segments = [segment for segment in path.split("/") if segment]
    if segments[:1] != [FHIR]:
        raise Refusal(404, "not-found", f"Nothing here; the FHIR base of this service ends in /{FHIR}")
    return below_base("GET" if method == "HEAD" else method, segments[1:], types=types, operations=operations)


def below_base(
    method: str, segments: Sequence[str], *, types: Iterable[str], operations: Mapping[str, tuple[str, ...]]
) -> Found:
    """The same for what stands below the base, as in the entry of a transaction. Raises Refusal."""
    match [*segments]:
        case [] if method == "GET":
            words = "This is the base of a FHIR service: GET metadata below it says what it does, POST takes a Bundle"
            raise Refusal(405, "not-supported", words)
        case []:
            return _one_of(_AT_ALL, method), "", ()
        case ["metadata"]:
            return _one_of({"GET": "capabilities"}, method), "", ()
        case ["_history"]:
            return _one_of({"GET": "history-system"}, method), "", ()
        case [name] if name.startswith("$"):
            return _operation(method, name, name, operations), "", ()
        case [type_, *rest] if type_ in types:
            return (*_below(method, type_, rest, operations), tuple(part for part in rest if _ID.fullmatch(part)))
        case [type_, *_]:
            raise Refusal(404, "not-supported", f"Resources of the type {type_[:60]} are not kept here")
    raise AssertionError(segments)


def _below(method: str, type_: str, rest: list[str], operations: Mapping[str, tuple[str, ...]]) -> tuple[str, str]:
    match rest:
        case []:
            return _one_of(_BY_TYPE, method), type_
        case ["_search"]:
            return _one_of({"POST": "search"}, method), type_
        case ["_history"]:
            return _one_of({"GET": "history-type"}, method), type_
        case [name] if name.startswith("$"):
            return _operation(method, f"{type_}/{name}", name, operations), type_
        case [id_, *_] if not _ID.fullmatch(id_):
            raise Refusal(404, "not-found", "No resource can have this id")
        case [_]:
            return _one_of(_BY_ID, method), type_
        case [_, "_history"]:
            return _one_of({"GET": "history"}, method), type_
        case [_, name] if name.startswith("$"):
            return _operation(method, f"{type_}/{ANY_ID}/{name}", name, operations), type_
        case [_, "_history", version] if _ID.fullmatch(version):
            return _one_of({"GET": "vread"}, method), type_
    raise Refusal(404, "not-found", "Nothing is found at this address")


def _operation(method: str, address: str, name: str, operations: Mapping[str, tuple[str, ...]]) -> str:
    if address not in operations:
        raise Refusal(404, "not-supported", f"There is no operation {name[:60]} here")
    return _one_of(dict.fromkeys(operations[address], name), method)


def _one_of(known: Mapping[str, str], method: str) -> str:
    if method not in known:
        raise Refusal(405, "not-supported", f"{method[:20]} is not supported at this address, only {', '.join(known)}")
    return known[method]


def parsed_parameters(query: bytes) -> Parameters:
    """Names and values of a query or a form. Raises Refusal (400) for broken escapes and for what is no UTF-8."""
    if _BROKEN_ESCAPE.search(query):
        raise Refusal(400, "invalid", "A percent sign is not followed by two hexadecimal digits")
    parts = [part for part in query.split(b"&") if part]
    if len(parts) > MOST_PARAMETERS:
        raise Refusal(400, "too-long", f"There are {len(parts)} parameters, {MOST_PARAMETERS} are the most")
    pairs = (part.partition(b"=") for part in parts)
    return tuple((_text(name), _text(value)) for name, _, value in pairs)


def if_none_exist(request: Request) -> Parameters | None:
    """The search that a create depends on (FHIR R4 3.1.0.8.1), None where it depends on none. Raises Refusal (400)."""
    criteria = request.headers.get("if-none-exist")
    return None if criteria is None else parsed_parameters(criteria.lstrip("?").encode("latin-1"))


def _text(escaped: bytes) -> str:
    try:
        text = unquote_to_bytes(escaped.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(400, "invalid", "The parameters are not UTF-8") from None
    if "\x00" in text:
        raise Refusal(400, "invalid", "A parameter holds a NUL character")
    return text


def base_url(scope: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    """Our own FHIR base URL as the caller knows it, also behind a proxy that tells of itself (X-Forwarded-…)."""
    server = scope.get("server") or ("localhost", None)
    host = headers.get("x-forwarded-host") or headers.get("host") or ":".join(str(part) for part in server if part)
    scheme = headers.get("x-forwarded-proto") or scope.get("scheme", "http")
    prefix = headers.get("x-forwarded-prefix", "").rstrip("/")
    return f"{scheme}://{host}{prefix}{scope.get('root_path', '').rstrip('/')}/{FHIR}"
