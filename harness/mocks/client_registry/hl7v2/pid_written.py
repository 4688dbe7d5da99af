"""A Patient as the fields of a PID (HL7 v2.5 3.4.2). Knows elements and fields, not who asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from harness.messages import hl7v2
from harness.messages.fhir import Resource
from harness.messages.hl7v2 import Segment
from harness.messages.hl7v2.building import Part
from harness.mocks.client_registry.hl7v2 import codes
from harness.mocks.client_registry.hl7v2.assigners import Assigner

Field = Part | Sequence[Part]


def pid(number: int, cx: Sequence[Part], fields: dict[int, Field]) -> Segment:
    """A PID: its set id, PID-3, and other fields by number."""
    told: dict[int, Field] = {1: str(number), 3: list(cx), **fields}
    return hl7v2.segment("PID", *(told.get(field, "") for field in range(1, max(told) + 1)))


def identifier(value: str, assigner: Assigner, type_: str = "") -> Part:
    """A CX."""
    return (value, "", "", assigner, type_) if type_ else (value, "", "", assigner)


def fields(patient: Resource) -> dict[int, Field]:
    """PID-5 to PID-30 of whoever `patient` is, where FHIR has an element for them; her mother and PID-19 aside."""
    known: dict[int, Field] = {number: write(patient) for number, write in _WRITERS.items()}
    kept = {one.get("url"): str(one.get("valueString", "")) for one in patient.get("extension", ())}
    found = {number: one for number, one in known.items() if one}
    return found | {field: _raw(kept[url]) for field in codes.KEPT if (url := codes.kept_as(field)) in kept}


def name(one: Resource) -> Part:
    """An XPN."""
    given = [part for part in one.get("given", ()) if part]
    suffix, prefix = one.get("suffix", ()), one.get("prefix", ())
    kind = codes.back(codes.NAMES, one.get("use", "")) or ("" if one.get("use") else "L")
    family = one.get("family", "") or ("" if given else one.get("text", ""))
    written = (family, " ".join(given[:1]), " ".join(given[1:]), " ".join(suffix), " ".join(prefix), "", kind)
    return _trimmed(written) if any(written[:5]) else ""


def _trimmed(parts: Sequence[str]) -> tuple[str, ...]:
    """`parts` without the empty ones at the end, which say nothing."""
    return tuple(parts[: max((number for number, one in enumerate(parts, start=1) if one), default=0)])


def _raw(text: str) -> Field:
    """A field that was kept as it came: its parts, to be written again."""
    marks = hl7v2.Separators()
    return [tuple(tuple(map(marks.unescaped, part.split("&"))) for part in one.split("^")) for one in text.split("~")]


def _names(patient: Resource) -> Field:
    return [written for one in patient.get("name", ()) if (written := name(one))]


def _address(one: Resource) -> Part:
    lines = [*one.get("line", ()), "", ""]
    kinds = {means: code for code, means in reversed(codes.ADDRESSES.items())}
    use, type_ = one.get("use", ""), one.get("type", "")
    kind = kinds.get((use, ""), kinds.get(("", type_), ""))
    named = ("city", "state", "postalCode", "country")
    where = (lines[0] or one.get("text", ""), lines[1], *(one.get(part, "") for part in named))
    return _trimmed((*where, kind, "", one.get("district", "")))


def _contact(one: Resource) -> Part:
    use = {"home": "PRN", "work": "WPN", "mobile": "PRS", "temp": "VHN"}.get(one.get("use", ""), "")
    if one.get("system") == "email":
        return ("", "NET", "Internet", one.get("value", ""))
    kind = "CP" if one.get("use") == "mobile" else codes.back(codes.SYSTEMS, one.get("system", "phone"))
    given = {each.get("url"): str(each.get("valueString", "")) for each in one.get("extension", ())}
    parts = tuple(given.get(url, "") for url in codes.PHONE_PARTS.values())
    use = "PRN" if kind == "CP" and use == "PRS" else use
    return _trimmed((one.get("value", ""), use, kind, "", *parts))


def _phones(patient: Resource, *, work: bool) -> Field:
    return [_contact(one) for one in patient.get("telecom", ()) if (one.get("use") == "work") == work]


def _coded(concept: Resource, table: dict[str, str]) -> Part:
    coding: Resource = next(iter(concept.get("coding", ())), {})
    code = str(coding.get("code", ""))
    text = concept.get("text", "") or coding.get("display", "")
    return (codes.back(table, code) or code, text) if text else codes.back(table, code) or code


def _language(patient: Resource) -> Field:
    spoken: Resource = next(iter(patient.get("communication", ())), {})
    return _coded(spoken.get("language", {}), {})


def _several(patient: Resource) -> Field:
    if "multipleBirthInteger" in patient:
        return "Y"
    return {True: "Y", False: "N"}.get(patient.get("multipleBirthBoolean"), "")  # type: ignore[arg-type]


def _dead(patient: Resource) -> Field:
    if "deceasedDateTime" in patient:
        return "Y"
    return {True: "Y", False: "N"}.get(patient.get("deceasedBoolean"), "")  # type: ignore[arg-type]


def _digits(text: str) -> str:
    return text[:10].replace("-", "")


_WRITERS: dict[int, Callable[[Resource], Field]] = {
    5: _names,
    7: lambda patient: _digits(patient.get("birthDate", "")),
    8: lambda patient: codes.back(codes.GENDERS, patient.get("gender", "")),
    11: lambda patient: [_address(one) for one in patient.get("address", ())],
    13: lambda patient: _phones(patient, work=False),
    14: lambda patient: _phones(patient, work=True),
    15: _language,
    16: lambda patient: _coded(patient.get("maritalStatus", {}), codes.MARITAL),
    24: _several,
    25: lambda patient: str(patient.get("multipleBirthInteger", "")),
    29: lambda patient: _digits(patient.get("deceasedDateTime", "")),
    30: _dead,
}
"""Elements that are a field of a PID each."""
