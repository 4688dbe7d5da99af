"""A PID as changes to a Patient (IHE ITI TF-2 3.8.4.1.2.3, table 3.8-2). Knows fields and elements, not storage.

An empty field changes nothing, a NULL (``""``) deletes (HL7 v2.5 2.5.3.5).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from harness.messages.fhir import Resource
from harness.messages.hl7v2 import Message, Place
from harness.mocks.client_registry.hl7v2 import codes
from harness.mocks.client_registry.hl7v2.fields import Value, is_null, refused, values
from harness.mocks.search.values import stretch

_TIME = re.compile(r"(\d{4})(?:(\d{2})(?:(\d{2})(?:\d{2,6}(?:\.\d{1,4})?)?)?)?(?:[+-]\d{4})?", re.ASCII)
_NAMELESS = [{"extension": [{"url": codes.ABSENT, "valueCode": "unknown"}]}]

Reader = Callable[[Sequence[Value]], Any]


def with_fields(patient: Resource, message: Message, pid: Place) -> Resource:
    """`patient` with all that the PID at `pid` says of her, her identifiers and her mother aside. Raises Rejection."""
    changed = dict(patient)
    for field, (element, read) in _ELEMENTS.items():
        where = replace(pid, field=field)
        if is_null(message, where):
            changed.pop(element, None)
        elif found := values(message, where):
            changed[element] = read(found)
    changed |= _telecom(patient, message, pid) | _birth(message, pid) | _death(message, pid)
    changed = _with_extensions(changed, message, pid)
    return {**changed, "name": changed.get("name") or _NAMELESS}


def names(found: Sequence[Value]) -> list[Resource]:
    """XPN to HumanName; what has no name in it is left out."""
    return [one for one in map(_name, found) if set(one) - {"use"}]


def date(value: Value) -> str:
    """A DTM as a FHIR date of its own precision, its time left away. Raises Rejection (102)."""
    text = value.get()
    found = _TIME.fullmatch(text)
    day = "-".join(part for part in found.groups() if part) if found else ""
    try:
        stretch(day)
    except ValueError:
        raise refused("102", value.where, f"{text[:30]!r} is no date (YYYY, YYYYMM, YYYYMMDD)") from None
    return day


def gender(value: Value) -> str:
    """A code of table 0001. Raises Rejection (103)."""
    code = value.get().upper()
    if code not in codes.GENDERS:
        raise refused("103", value.where, f"{value.get()[:20]!r} is not in table 0001 ({', '.join(codes.GENDERS)})")
    return codes.GENDERS[code]


def phone_number(value: Value) -> str:
    """What is to be dialled, or written to."""
    parts = ("+" + value.get(5).lstrip("+") if value.get(5) else "", value.get(6), value.get(7))
    return value.get(1) or value.get(12) or value.get(4) or " ".join(part for part in parts if part)


def _name(value: Value) -> Resource:
    given = [one for one in (value.get(2), value.get(3)) if one]
    found = {
        "use": codes.NAMES.get(value.get(7), ""),
        "family": value.get(1),
        "given": given,
        "prefix": [value.get(5)] if value.get(5) else [],
        "suffix": [one for one in (value.get(4), value.get(6)) if one],
    }
    return {name: one for name, one in found.items() if one}


def _address(value: Value) -> Resource:
    use, type_ = codes.ADDRESSES.get(value.get(7), ("", ""))
    found = {
        "use": use,
        "type": type_,
        "line": [one for one in (value.get(1), value.get(2)) if one],
        "city": value.get(3),
        "district": value.get(9),
        "state": value.get(4),
        "postalCode": value.get(5),
        "country": value.get(6),
    }
    return {name: one for name, one in found.items() if one}


def _contact(value: Value, use: str) -> Resource:
    kind = value.get(3)
    system = "email" if value.get(2) == "NET" else codes.SYSTEMS.get(kind, "phone")
    use = "mobile" if kind == "CP" else codes.USES.get(value.get(2), use)
    parts = [{"url": url, "valueString": value.get(number)} for number, url in codes.PHONE_PARTS.items()]
    extension = [one for one in parts if one["valueString"]]
    contact: Resource = {"extension": extension} if extension else {}
    number = value.get(4) or value.get(1) if system == "email" else phone_number(value)
    return {**contact, "system": system, "value": number, "use": use}


def _telecom(patient: Resource, message: Message, pid: Place) -> Resource:
    """PID-13 are the numbers at home, PID-14 those at work; each field replaces those of its own."""
    told = {field: replace(pid, field=field) for field in (13, 14)}
    if not any(message.raw(where) for where in told.values()):
        return {}
    kept = patient.get("telecom", [])
    for field, where in told.items():
        if message.raw(where):
            kept = [one for one in kept if (one.get("use") == "work") != (field == 14)]
            found = [] if is_null(message, where) else values(message, where)
            contacts = [_contact(one, "work" if field == 14 else "home") for one in found]
            kept = [*kept, *(one for one in contacts if one["value"])]
    return {"telecom": kept}


def _language(found: Sequence[Value]) -> list[Resource]:
    code, text = found[0].get(1), found[0].get(2)
    if not re.fullmatch("[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", code):
        return [{"language": {"text": text or code}}]
    coding = {"system": "urn:ietf:bcp:47", "code": code.lower() if "-" not in code else code}
    return [{"language": {"coding": [coding]} | ({"text": text} if text else {}), "preferred": True}]


def _marital_status(found: Sequence[Value]) -> Resource:
    code, text = found[0].get(1), found[0].get(2)
    if code not in codes.MARITAL:
        return {"text": text or code}
    return {"coding": [{"system": codes.MARITAL_STATUS, "code": codes.MARITAL[code]}]} | (
        {"text": text} if text else {}
    )


def _birth(message: Message, pid: Place) -> Resource:
    """PID-24 says whether others were born with her, PID-25 as which of them she was."""
    order, several = (message.get(replace(pid, field=field)).strip() for field in (25, 24))
    if order.isascii() and order.isdigit() and len(order) < 3:
        return {"multipleBirthInteger": int(order)}
    return {"multipleBirthBoolean": several == "Y"} if several in ("Y", "N") else {}


def _death(message: Message, pid: Place) -> Resource:
    when = values(message, replace(pid, field=29))
    if when and when[0].get():
        return {"deceasedDateTime": date(when[0])}
    said = message.get(replace(pid, field=30)).strip()
    return {"deceasedBoolean": said == "Y"} if said in ("Y", "N") else {}


def _with_extensions(patient: Resource, message: Message, pid: Place) -> Resource:
    told: dict[str, str] = {}
    if (mother := values(message, replace(pid, field=6))) or is_null(message, replace(pid, field=6)):
        told[codes.MAIDEN_NAME] = mother[0].get(1) if mother else ""
    for field in codes.KEPT:
        where = replace(pid, field=field)
        if message.raw(where):
            said = [one.standard for one in values(message, where) if one.get() or one.get(2)]
            told[codes.kept_as(field)] = "~".join(said)
    kept = [one for one in patient.get("extension", ()) if one.get("url") not in told]
    extension = [*kept, *({"url": url, "valueString": text} for url, text in told.items() if text)]
    rest = {name: value for name, value in patient.items() if name != "extension"}
    return {**rest, "extension": extension} if extension else rest


_ELEMENTS: dict[int, tuple[str, Reader]] = {
    5: ("name", names),
    7: ("birthDate", lambda found: date(found[0])),
    8: ("gender", lambda found: gender(found[0])),
    11: ("address", lambda found: [one for one in map(_address, found) if one]),
    15: ("communication", _language),
    16: ("maritalStatus", _marital_status),
}
"""Fields of a PID that are an element each."""
