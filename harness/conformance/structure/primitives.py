"""The primitive types of R4 (datatypes.html#primitive): which JSON they are, and what their values look like.

Knows single values, not elements. Each check gives None for a good value, so that the walker does nothing for it.
"""

from __future__ import annotations

import binascii
import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from harness.conformance.issue import Issue, Severity, mismatch
from harness.conformance.looking import shown

LONGEST = 1024 * 1024
"""Bytes of a string, by R4 datatypes.html#string; we count characters, of which there are never more."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a value of the right JSON type."""

    expected: str
    severity: Severity = "error"


@dataclass(frozen=True, slots=True)
class Format:
    """A primitive type: the Python types its JSON is read as, that JSON in words, and the check of a value."""

    name: str
    json: tuple[type, ...]
    words: str
    check: Callable[[Any], Fault | None]


_DATE = r"(?P<year>(?!0000)[0-9]{4})(-(?P<month>0[1-9]|1[0-2])(-(?P<day>0[1-9]|[12][0-9]|3[01])"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?"
_ZONE = r"(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SPACE = " \t\r\n"
_HAS_SPACE = re.compile(r"[ \t\r\n]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_OID = re.compile(r"[0-2](\.(0|[1-9][0-9]*))+")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")

_date = re.compile(_DATE + ")?)?").fullmatch
_date_time = re.compile(f"{_DATE}(T{_TIME}{_ZONE})?)?)?").fullmatch
_instant = re.compile(f"{_DATE}T{_TIME}{_ZONE}))").fullmatch
_time = re.compile(_TIME).fullmatch
_id = re.compile(r"[A-Za-z0-9\-.]{1,64}").fullmatch
_code = re.compile(r"[^ \t\r\n]+([ \t\r\n][^ \t\r\n]+)*").fullmatch

_EMPTY = Fault("a value that is not empty")
_TOO_LONG = Fault("at most 1 MB")
_CONTROLS = Fault("no control characters but tab, line feed and carriage return")
_BLANK = Fault("something beside white space", "warning")
_PADDED = Fault("no white space at the beginning or the end", "warning")
_CALENDAR = Fault("a day that the calendar has")
_LIKELY = Fault("a year between 1800 and 2100 (is it a slip of the hand?)", "warning")


def _text(value: str) -> Fault | None:
    """A string or markdown: not empty, at most 1 MB, no control characters."""
    if value.isprintable() and 0 < len(value) <= LONGEST:
        return None if value.strip(_SPACE) else _BLANK
    if not value:
        return _EMPTY
    if len(value) > LONGEST:
        return _TOO_LONG
    if _CONTROL.search(value):
        return _CONTROLS
    return None if value.strip(_SPACE) else _BLANK


def _string(value: str) -> Fault | None:
    fault = _text(value)
    if fault is None and value.strip(_SPACE) != value:
        return _PADDED
    return fault


def _check_code(value: str) -> Fault | None:
    if value.isalnum() or _code(value):
        return _CONTROLS if _CONTROL.search(value) else None
    return Fault("a code without white space at its ends or two in a row") if value else _EMPTY


def _uri(value: str) -> Fault | None:
    if not value:
        return _EMPTY
    if _HAS_SPACE.search(value):
        return Fault("a URI without white space")
    if value.startswith("urn:"):
        return _urn(value)
    if value.startswith(("oid:", "uuid:")):
        return Fault("a URI that begins with urn:oid: or urn:uuid:")
    return _CONTROLS if _CONTROL.search(value) else None


def _urn(value: str) -> Fault | None:
    if value.startswith("urn:oid:") and not _OID.fullmatch(value, 8):
        return Fault("an OID after urn:oid:, such as 1.2.3")
    if value.startswith("urn:uuid:"):
        plain = value[9:].partition("#")[0].partition("|")[0]
        return None if _UUID.fullmatch(plain) else Fault("a UUID after urn:uuid:, in lower case")
    return None


def _canonical(value: str) -> Fault | None:
    fault = _uri(value)
    if fault is None and value[0] != "#" and not _SCHEME.match(value):
        return Fault("an absolute URI or #id", "warning")
    return fault


def _check_oid(value: str) -> Fault | None:
    return None if value.startswith("urn:oid:") and _OID.fullmatch(value, 8) else Fault("urn:oid: and an OID")


def _check_uuid(value: str) -> Fault | None:
    good = value.startswith("urn:uuid:") and _UUID.fullmatch(value, 9)
    return None if good else Fault("urn:uuid: and a UUID in lower case")


def _check_id(value: str) -> Fault | None:
    return None if _id(value) else Fault("1 to 64 letters, digits, hyphens and full stops")


def _dated(pattern: Callable[[str], re.Match[str] | None], words: str) -> Callable[[str], Fault | None]:
    """A check of a date or time that has a year in it."""
    wrong = Fault(words)

    def check(value: str) -> Fault | None:
        found = pattern(value)
        if found is None:
            return wrong
        year, day = int(found["year"]), found["day"]
        if day and int(day) > 28 and int(day) > monthrange(year, int(found["month"]))[1]:
            return _CALENDAR
        return None if 1800 <= year <= 2100 else _LIKELY

    return check


def _check_time(value: str) -> Fault | None:
    return None if _time(value) else Fault("a time such as 07:30:00, with seconds and without a zone")


def _check_base64(value: str) -> Fault | None:
    plain = value.translate(_NO_SPACE)
    if not plain:
        return _EMPTY
    if len(plain) % 4 == 0 and _BASE64.fullmatch(plain):
        try:
            binascii.a2b_base64(plain)
        except binascii.Error:
            return Fault("base64")
        return None
    return Fault("base64, padded with = to a multiple of four characters")


_NO_SPACE = {ord(space): None for space in _SPACE}


def _between(least: int, most: int) -> Callable[[int], Fault | None]:
    fault = Fault(f"a whole number from {least} to {most}")

    def check(value: int) -> Fault | None:
        return None if least <= value <= most else fault

    return check


def _decimal(value: float | Decimal) -> Fault | None:
    if value != value or value in (float("inf"), float("-inf")):
        return Fault("a number")
    if isinstance(value, int) and abs(value) >= 10**18:
        return Fault("at most 18 digits, which is what others can hold", "warning")
    return None


def _anything(_: str) -> None:
    return None


def check_system(identifier: dict[str, Any], where: str, source: str) -> list[Issue]:
    """An Identifier's system, which names a set of identifiers everywhere: no relative URL."""
    system = identifier.get("system")
    if not isinstance(system, str) or not system or _SCHEME.match(system) or _uri(system):
        return []  # what is wrong in any URI, its format says
    return [mismatch("value", f"{where}.system", expected="an absolute URI", found=shown(system), source=source)]


def problem(value: object, name: str) -> Fault | None:
    """What is wrong with `value`, of the right JSON type, as a value of the primitive type `name`."""
    found = FORMATS[name]
    return found.check(value) if type(value) in found.json else Fault(f"{found.words}, found {shown(value)}")


_STRINGS: dict[str, Callable[[Any], Fault | None]] = {
    "string": _string,
    "markdown": _text,
    "code": _check_code,
    "id": _check_id,
    "uri": _uri,
    "url": _uri,
    "canonical": _canonical,
    "oid": _check_oid,
    "uuid": _check_uuid,
    "base64Binary": _check_base64,
    "date": _dated(_date, "a date: YYYY, YYYY-MM or YYYY-MM-DD"),
    "dateTime": _dated(
        _date_time, "YYYY, YYYY-MM, YYYY-MM-DD or a date and time with seconds and a zone (2026-11-25T07:30:00+03:00)"
    ),
    "instant": _dated(_instant, "a date and time with seconds and a zone (2026-11-25T07:30:00+03:00)"),
    "time": _check_time,
    "xhtml": _anything,
}

FORMATS: dict[str, Format] = {
    "boolean": Format("boolean", (bool,), "true or false", _anything),
    "integer": Format("integer", (int,), "a whole number", _between(-(2**31), 2**31 - 1)),
    "unsignedInt": Format("unsignedInt", (int,), "a whole number", _between(0, 2**31 - 1)),
    "positiveInt": Format("positiveInt", (int,), "a whole number", _between(1, 2**31 - 1)),
    "decimal": Format("decimal", (int, float, Decimal), "a number", _decimal),
    **{name: Format(name, (str,), "a string", check) for name, check in _STRINGS.items()},
}
"""Every primitive type of R4 by name."""
