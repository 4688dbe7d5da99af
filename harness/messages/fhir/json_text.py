"""FHIR JSON as bytes (FHIR R4 2.6.2), strictly: one object, UTF-8, no duplicate names, no stray null. Knows no XML.

Python's own reader is quick and forgiving. What it forgives is refused here; where something is refused, the text is
walked once more, slowly, to say at which line and column it stands.
"""

from __future__ import annotations

import json
from json.encoder import encode_basestring_ascii
from typing import Any, NoReturn

from harness.errors import MalformedMessage
from harness.messages.fhir.json_places import first_fault, line_and_column

MAX_DEPTH = 100
"""Levels of nesting that are read. The deepest FHIR resource known to us stays below 30."""


class _Refused(ValueError):
    """Something that a JSON reader may let pass and FHIR does not."""


def json_resource(body: bytes) -> dict[str, Any]:
    """The resource in `body`. Raises MalformedMessage with line and column."""
    text = _text(body)
    try:
        value = _READER.decode(text)
    except json.JSONDecodeError as error:
        raise MalformedMessage(
            f"line {error.lineno}, column {error.colno}", expected="JSON", found=_what_stands(text, error)
        ) from None
    except RecursionError:
        _too_deep()
    except (_Refused, ValueError) as refused:
        _point_at(text, str(refused))
    if not isinstance(value, dict):
        raise MalformedMessage("line 1, column 1", expected="a JSON object", found=_kind(value))
    if not isinstance(value.get("resourceType"), str):
        raise MalformedMessage(
            "resourceType", expected="the name of a FHIR resource type", found=_kind(value.get("resourceType"))
        )
    if text.count("{") + text.count("[") > MAX_DEPTH and _depth(value) > MAX_DEPTH:
        _too_deep()
    return value


def json_bytes(resource: dict[str, Any]) -> bytes:
    """`resource` as UTF-8 JSON. A lone surrogate, which UTF-8 cannot carry, is written as its escape."""
    text = json.dumps(resource, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(resource, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def _text(body: bytes) -> str:
    if body.startswith(b"\xef\xbb\xbf"):
        raise MalformedMessage("line 1, column 1", expected="JSON", found="a byte order mark (RFC 8259 8.1 forbids it)")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        before = body[: error.start].decode("utf-8")
        line, column = line_and_column(before, len(before))
        raise MalformedMessage(
            f"line {line}, column {column}", expected="UTF-8", found=f"byte 0x{body[error.start]:02x}"
        ) from None
    if not text.strip(" \t\r\n"):
        raise MalformedMessage("line 1, column 1", expected="a JSON object", found="an empty body")
    return text


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _Refused("a name that occurs twice")
    for name, value in pairs:
        if value is None:
            raise _Refused("null")
        if type(value) is list and None in value:
            _refuse_stray_nulls(name, value, made)
        elif type(value) is str and not value.isascii() and any("\ud800" <= one <= "\udfff" for one in value):
            raise _Refused("half a surrogate pair")
    return made


def _refuse_stray_nulls(name: str, values: list[Any], siblings: dict[str, Any]) -> None:
    """A null in an array is only a gap that the sibling array fills (``given`` and ``_given``)."""
    other = siblings.get(name[1:] if name.startswith("_") else f"_{name}")
    filled = other if isinstance(other, list) else []
    for index, value in enumerate(values):
        if value is None and (index >= len(filled) or filled[index] is None):
            raise _Refused("null")


def _no_constant(name: str) -> NoReturn:
    raise _Refused(name)


def _number(literal: str) -> float:
    number = float(literal)
    if number in (float("inf"), float("-inf")):
        raise _Refused("a number too large")
    return number


_READER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_constant, parse_float=_number)


def _depth(value: Any) -> int:
    deepest, level, here = 0, 0, [value]
    while here and deepest <= MAX_DEPTH:
        level += 1
        deepest = level
        here = [
            child
            for parent in here
            for child in (parent.values() if type(parent) is dict else parent)
            if type(child) is dict or type(child) is list
        ]
    return deepest


def _point_at(text: str, complaint: str) -> NoReturn:
    fault = first_fault(text)
    if fault is None:
        raise MalformedMessage("the body", expected="FHIR JSON", found=complaint) from None
    line, column = line_and_column(text, fault.offset)
    where = f"line {line}, column {column}" + (f" ({fault.path})" if fault.path else "")
    raise MalformedMessage(where, expected=fault.expected, found=fault.found) from None


def _too_deep() -> NoReturn:
    raise MalformedMessage("the body", expected=f"at most {MAX_DEPTH} levels of nesting", found="more") from None


def _what_stands(text: str, error: json.JSONDecodeError) -> str:
    stands = text[error.pos : error.pos + 20].split("\n", 1)[0]
    return f"{encode_basestring_ascii(stands)} ({error.msg})" if stands else f"the end ({error.msg})"


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "an array", str: "a string", bool: "true or false", type(None): "nothing"}
    return kinds.get(type(value), "a number")
