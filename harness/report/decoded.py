"""From a message's bytes to lines that a person can read, each knowing its place. Knows a format by its bytes.

A place is a path in the words of FHIR, without the index of a first element: ``Bundle.entry.resource.name[1].family``
is the family of the second name in the first entry's resource.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from json.encoder import encode_basestring as quoted
from typing import Any

from harness.evidence.exchange import Message
from harness.language import marked
from harness.report.addresses import parameters
from harness.report.decoded_audit import resource_lines, syslog_lines
from harness.report.decoded_hl7v2 import hl7v2_lines, is_hl7v2, unframed
from harness.report.decoded_tls import is_tls, meant, tls_lines
from harness.report.decoded_xml import xml_lines
from harness.report.line import Line

FLAT_MEMBERS = 4
LONGEST = 2_000_000  # bytes; longer bodies are not decoded for a page, they are linked
FLAT = 72  # columns within which an array or an object without depth stays on one line


@dataclass(frozen=True, slots=True)
class Decoded:
    """A body made readable: `kind` names its format (``JSON``, ``XML``, ``HL7 v2``, ``text``), "" for what is none.

    `whole` unless there are more lines than were asked for.
    """

    kind: str
    lines: tuple[Line, ...] = ()
    whole: bool = True


class _Verbatim(str):
    """A number as it was written: 1.0 stays 1.0."""

    __slots__ = ()


class _Members(list[tuple[str, Any]]):
    """An object's members, also those that were written twice."""


class _Enough(Exception):
    """As many lines are laid out as were asked for."""


def decoded(message: Message, *, with_places: bool = True, most: int | None = None) -> Decoded:
    """The body of `message` in lines; what does not read as what it says it is, is shown as text.

    Without places it is three times as quick, which counts where nothing has to be found in it. A JSON body that has
    more than `most` lines is not laid out to its end.
    """
    body = message.body
    if is_tls(message.wire):
        return Decoded(marked("TLS handshake"), _handshake(message))
    if not body or len(body) > LONGEST:
        return Decoded("")
    kind = (message.header("content-type") or "").partition(";")[0].strip().lower()
    start = body.lstrip()[:1]
    if kind == "application/x-www-form-urlencoded":
        return Decoded(marked("form"), tuple(form_lines(body.decode("utf-8", "replace"))))
    if start in b"{[":
        lines, whole = _json(body, with_places=with_places, most=most)
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


def _json(body: bytes, *, with_places: bool, most: int | None) -> tuple[tuple[Line, ...], bool]:
    layout = _Layout(with_places, most)
    try:
        value = json.loads(
            body,
            object_pairs_hook=_Members,
            parse_float=_Verbatim,
            parse_int=_Verbatim,
            parse_constant=_Verbatim,
        )
        layout.lay(value, (_type(value), _type(value)) if with_places else _NOWHERE, "", "")
    except _Enough:
        return tuple(layout.lines), False
    except (ValueError, RecursionError):
        return (), True
    return tuple(layout.lines), True


def _type(value: Any) -> str:
    if not isinstance(value, _Members):
        return ""
    return next((text for name, text in value if name == "resourceType" and isinstance(text, str)), "")


def _scalar(value: Any) -> str:
    if isinstance(value, _Verbatim):
        return value
    return quoted(value) if isinstance(value, str) else _WORDS[value]


_WORDS = {True: "true", False: "false", None: "null"}
_Spot = tuple[str, str]
_NOWHERE: _Spot = ("", "")


class _Layout:
    """Writes a value as lines. A spot is where the writer is: from the root, and from the nearest resource."""

    def __init__(self, with_places: bool, most: int | None) -> None:
        self.lines: list[Line] = []
        self.with_places = with_places
        self.most = most or sys.maxsize

    def member(self, spot: _Spot, name: str, value: Any) -> _Spot:
        place, near = (f"{each}.{name}" if each else name for each in spot)
        return place, _type(value) or near

    def item(self, spot: _Spot, index: int, value: Any) -> _Spot:
        mark = f"[{index}]" if index else ""
        return spot[0] + mark, _type(value) or spot[1] + mark

    def lay(self, value: Any, spot: _Spot, lead: str, label: str, comma: str = "") -> None:
        """`lead` is the indent, `label` the member's name before the value, `comma` what follows it."""
        if len(self.lines) > self.most:
            raise _Enough
        flat = _flat(value)
        if flat is not None and (not isinstance(value, list) or len(lead) + len(label) + len(flat) <= FLAT):
            self.lines.append(Line(f"{lead}{label}{flat}{comma}", *spot))
            return
        members = isinstance(value, _Members)
        self.lines.append(Line(f"{lead}{label}{'{' if members else '['}", *spot))
        last, deeper = len(value) - 1, lead + "  "
        for index, each in enumerate(value):
            name, content = each if members else ("", each)
            within = _NOWHERE
            if self.with_places:
                within = self.member(spot, name, content) if members else self.item(spot, index, each)
            follows, named = "," if index < last else "", f"{quoted(name)}: " if members else ""
            if isinstance(content, list):
                self.lay(content, within, deeper, named, follows)
            else:
                self.lines.append(Line(f"{deeper}{named}{_scalar(content)}{follows}", *within))
        self.lines.append(Line(f"{lead}{'}' if members else ']'}{comma}"))


def _flat(value: Any) -> str | None:
    """`value` on one line: a scalar, an array of scalars, an object of those; None for anything deeper."""
    if not isinstance(value, list):
        return _scalar(value)
    if not isinstance(value, _Members):
        return None if any(isinstance(each, list) for each in value) else f"[{', '.join(map(_scalar, value))}]"
    if len(value) > FLAT_MEMBERS or any(isinstance(each, list) for _, each in value):
        return None
    return f"{{{', '.join(f'{quoted(name)}: {_scalar(each)}' for name, each in value)}}}"
