"""From a message's bytes to lines that a person can read, each knowing its place. Knows a format by its bytes.

A place is a path in the words of FHIR, without the index of a first element: ``Bundle.entry.resource.name[1].family``
is the family of the second name in the first entry's resource.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from harness.evidence.exchange import Message
from harness.language import marked
from harness.messages.parameters import FORM
from harness.report.addresses import parameters
from harness.report.decoded_audit import resource_lines, syslog_lines
from harness.report.decoded_hl7v2 import hl7v2_lines, is_hl7v2, unframed
from harness.report.decoded_json import json_lines, json_look, json_near
from harness.report.decoded_tls import is_tls, meant, tls_lines
from harness.report.decoded_xml import xml_lines
from harness.report.line import Line

LONGEST = 2_000_000  # bytes; longer bodies are not decoded for a page, they are linked
AT_HAND = 8  # messages, for one is laid out with places for itself and beside a right one


@dataclass(frozen=True, slots=True)
class Decoded:
    """A body made readable: `kind` names its format (``JSON``, ``XML``, ``HL7 v2``, ``text``), "" for what is none.

    `whole` unless there are more lines than were asked for.
    """

    kind: str
    lines: tuple[Line, ...] = ()
    whole: bool = True


def decoded(
    message: Message, *, with_places: bool = True, near: Collection[str] = (), most: int | None = None
) -> Decoded:
    """The body of `message` in lines; what does not read as what it says it is, is shown as text.

    Without places it is quicker, where nothing has to be found in it. The first `most` lines of a JSON body
    are quicker by far, and have no places. Where only some places are to be found, it need not be longer than what
    stands `near` them.
    """
    if not with_places or most is not None:
        return _decoded(message, with_places=False, near=(), most=most)
    at_hand, wanted = _at_hand(message), frozenset(near)
    if wanted not in at_hand:
        at_hand[wanted] = _decoded(message, with_places=True, near=wanted, most=None)
    return at_hand[wanted]


def around(message: Message, place: str) -> tuple[Line, ...]:
    """The lines of `message`, at least as far as this `place` reaches: those that are at hand, where these do."""
    reached = next((made for near, made in _at_hand(message).items() if place in near), None)
    return (reached or decoded(message, near=[place])).lines


@lru_cache(maxsize=AT_HAND)
def _at_hand(_message: Message) -> dict[frozenset[str], Decoded]:
    """What was laid out of a message, by the places that it reaches."""
    return {}


def _decoded(message: Message, *, with_places: bool, near: Collection[str], most: int | None) -> Decoded:
    body = message.body
    if is_tls(message.wire):
        return Decoded(marked("TLS handshake"), _handshake(message))
    if not body or len(body) > LONGEST:
        return Decoded("")
    kind = (message.header("content-type") or "").partition(";")[0].strip().lower()
    start = body.lstrip()[:1]
    if kind == FORM:
        return Decoded(marked("form"), tuple(form_lines(body.decode("utf-8", "replace"))))
    if start in b"{[":
        lines, whole = _json(body, with_places=with_places, near=near, most=most)
        if lines:
            return Decoded("JSON", (*resource_lines(body), *lines), whole)
    if is_hl7v2(body):
        lines = hl7v2_lines(body)
        if lines:
            return Decoded("HL7 v2", lines)
    if not kind and start == b"<" and (lines := syslog_lines(body)):
        return Decoded(marked("syslog, audit event"), lines)
    if start == b"<" and "html" not in kind:
        lines = xml_lines(body)
        if lines:
            return Decoded("XML", lines)
    return Decoded(marked("text"), _text(body))


def _json(body: bytes, *, with_places: bool, near: Collection[str], most: int | None) -> tuple[tuple[Line, ...], bool]:
    if most is not None:
        return json_look(body, most)
    return json_near(body, near) if near else (json_lines(body, with_places=with_places), True)


def _handshake(message: Message) -> tuple[Line, ...]:
    """How it ended or what was shown, what crossed, and what was said inside once all was secured."""
    lines = (Line(meant(message.start)), Line(""), *tls_lines(message.wire or b""))
    if not message.body:
        return lines
    inside = hl7v2_lines(unframed(message.body)) or _text(message.body)
    return (*lines, Line(""), Line("Inside, once it was secured:"), *inside)


def form_lines(text: str) -> Iterator[Line]:
    """The parameters of a query or a form, decoded, one a line."""
    return (Line(f"{name} = {value}", name) for name, value in parameters(text))


def _text(body: bytes) -> tuple[Line, ...]:
    try:
        return tuple(Line(line) for line in body.decode("utf-8").splitlines())
    except UnicodeDecodeError:
        return ()
