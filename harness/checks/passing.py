"""Did whoever stood between leave a message as it was? Looks at an exchange of which both hops were seen.

`request` and `response` are what the two ends sent, `forwarded_request` and `forwarded_response` what was passed on of
it. A relay may lead links back to itself; that is all that it may change (see `messages.fhir_links`).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from itertools import zip_longest
from typing import Any

from harness.checks.check import NothingToJudge
from harness.errors import Inconclusive, MalformedMessage, NonConformance
from harness.evidence.exchange import Exchange, Message
from harness.messages import fhir, hl7v2
from harness.messages.hl7v2.description import values

ASKED_WITH = ("content-type", "accept", "prefer", "if-match", "if-none-match", "if-none-exist", "if-modified-since")
ANSWERED_WITH = ("content-type", "etag", "last-modified", "location", "www-authenticate")
MOVING = ("location",)
"""Fields whose value may be led back to whoever passes the message on."""
SERVICE_LINKS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "Bundle": (("link", "url"), ("entry", "fullUrl"), ("entry", "response", "location")),
    "CapabilityStatement": (("implementation", "url"),),
}


def reached(exchange: Exchange) -> None:
    """The request arrived at the service that it was for, by the same method and with the same query (IOLF-2)."""
    request, passed = exchange.request, exchange.forwarded_request
    if passed is None:
        found = f"nothing arrived there{_answered(exchange)}"
        raise NonConformance("the way onward", expected=_called(request), found=found, exchange=exchange.id)
    if exchange.protocol == "http" and (request.method, _query(request)) != (passed.method, _query(passed)):
        raise NonConformance("the request line", expected=request.start, found=passed.start, exchange=exchange.id)


def request_unchanged(exchange: Exchange) -> None:
    """The content of the request, and the header fields that its meaning hangs on, went on as they came."""
    if exchange.forwarded_request is None:
        raise NothingToJudge
    _same("request", exchange.request, exchange.forwarded_request, ASKED_WITH, exchange)


def answer_unchanged(exchange: Exchange) -> None:
    """Status, content and header fields of the answer went back as they came, but for links."""
    answer, passed = exchange.response, exchange.forwarded_response
    if answer is None:
        raise NothingToJudge
    if passed is None:
        found = "no answer came back"
        raise NonConformance("the way back", expected="the service's answer", found=found, exchange=exchange.id)
    if answer.status != passed.status:
        found = str(passed.status)
        raise NonConformance("response.status", expected=str(answer.status), found=found, exchange=exchange.id)
    _same("response", answer, passed, ANSWERED_WITH, exchange)


def turned_away(exchange: Exchange) -> None:
    """Whoever stands between answered in the place of the service: 401, or 403 (RFC 9110 15.5.2, 15.5.4).

    Raises Inconclusive where nobody answered at all.
    """
    answer = exchange.forwarded_response or exchange.response
    if answer is None:
        raise Inconclusive(exchange.failure or "nobody answered", caused_by=exchange.responder)
    if answer.status not in (401, 403):
        found = str(answer.status)
        raise NonConformance("response.status", expected="401 or 403", found=found, exchange=exchange.id)


def went_no_further(exchange: Exchange) -> None:
    """Nothing of the request arrived at the service that it was for."""
    passed = exchange.forwarded_request
    if passed is not None:
        raise NonConformance("the way onward", expected="nothing", found=passed.start, exchange=exchange.id)


UNCHANGED = "IOLP-1"
"""What a layer is not judged by where it has to change a request."""

PASSING: Mapping[str, Callable[[Exchange], None]] = {
    "IOLF-2": reached,
    UNCHANGED: request_unchanged,
    "IOLP-2": answer_unchanged,
}
"""What a system between two others is judged by, unasked."""


def _same(side: str, given: Message, passed: Message, fields: tuple[str, ...], exchange: Exchange) -> None:
    for name in fields if exchange.protocol == "http" else ():
        before, after = given.header(name), passed.header(name)
        if before is not None and (after is None or (name not in MOVING and before.strip() != after.strip())):
            found = "it is gone" if after is None else after
            raise NonConformance(f"{side}.{name}", expected=before, found=found, exchange=exchange.id)
    if exchange.protocol == "mllp":
        _same_message(given, passed, exchange)
    elif given.method != "HEAD" and _as_content(given) != _as_content(passed):
        _tell_difference(side, given, passed, exchange)


def _same_message(given: Message, passed: Message, exchange: Exchange) -> None:
    """A message of HL7 v2 is the same, but for line ends behind it."""
    before, after = given.body.rstrip(b"\r\n"), passed.body.rstrip(b"\r\n")
    if before == after:
        return
    try:
        pairs = zip_longest(_values(before), _values(after), fillvalue=("", "nothing"))
        where, expected, found = next((a[0] or b[0], a[1], b[1]) for a, b in pairs if a != b)
    except (MalformedMessage, StopIteration):
        where, expected, found = "the message", repr(before[:60]), repr(after[:60])
    raise NonConformance(where, expected=expected, found=found, exchange=exchange.id)


def _values(message: bytes) -> list[tuple[str, str]]:
    return [(str(one.where), one.value) for one in values(hl7v2.parse(message))]


def _as_content(message: Message) -> Any:
    """What a body says, without the links that a service writes about itself; bytes where it is no FHIR."""
    try:
        resource = copy.deepcopy(fhir.read(message.body, message.header("content-type") or ""))  # it is kept for others
    except MalformedMessage:
        return message.body
    for path in SERVICE_LINKS.get(str(resource.get("resourceType")), ()):
        _drop(resource, path)
    return resource


def _drop(value: Any, path: tuple[str, ...]) -> None:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict) and len(path) == 1:
            one.pop(path[0], None)
        elif isinstance(one, dict):
            _drop(one.get(path[0]), path[1:])


def _tell_difference(side: str, given: Message, passed: Message, exchange: Exchange) -> None:
    before, after = _as_content(given), _as_content(passed)
    if isinstance(before, dict) and isinstance(after, dict):
        where, expected, found = _first(before, after, str(before.get("resourceType") or side))
        raise NonConformance(where, expected=expected, found=found, exchange=exchange.id)
    _same_bytes(side, given.body, passed.body, exchange)


def _same_bytes(side: str, before: bytes, after: bytes, exchange: Exchange) -> None:
    at = next((n for n, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), None)
    at = min(len(before), len(after)) if at is None else at
    expected, found = (repr(part[max(at - 20, 0) : at + 40].decode("utf-8", "replace")) for part in (before, after))
    raise NonConformance(f"{side}.body", expected=expected, found=f"{found} at byte {at}", exchange=exchange.id)


def _first(before: Any, after: Any, where: str) -> tuple[str, str, str]:
    """Where two values differ first, and both there."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in (*before, *after):
            if before.get(name) != after.get(name):
                return _first(before.get(name), after.get(name), f"{where}.{name}")
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (one, other) in enumerate(zip(before, after, strict=True)):
            if one != other:
                return _first(one, other, f"{where}[{number}]")
    return where, _shown(before), _shown(after)


def _shown(value: Any) -> str:
    return "nothing" if value is None else str(value)[:200]


def _query(message: Message) -> str:
    return message.target.partition("?")[2]


def _called(request: Message) -> str:
    return request.start or "the message"


def _answered(exchange: Exchange) -> str:
    answer = exchange.forwarded_response
    if answer is None:
        return f": {exchange.failure}" if exchange.failure else ""
    return f", and it answered {answer.start or 'the message'} itself"
