"""Whether a resource has the elements and types that FHIR R4 gives it. Knows the types our mocks take in, no profile.

A server has to look before it keeps something; what conforms to a profile is another question, and not asked here.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from harness.mocks.rest.messages import Refusal
from harness.mocks.search.values import stretch

_NOTATION = re.compile(r"(?P<type>[A-Za-z0-9.]+)(?P<required>!?)(?P<repeats>\*?)( (?P<codes>.+))?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ZONED = re.compile(r".*(Z|[+-][0-9]{2}:[0-9]{2})")
_TEXTS = {
    "code": re.compile(r"[^\s]+( [^\s]+)*"),
    "id": re.compile(r"[A-Za-z0-9.\-]{1,64}"),
    "uri": re.compile(r"\S+"),
    "base64Binary": re.compile(r"[0-9a-zA-Z+/=\s]+"),
    "string": re.compile(r"(?s).*\S.*"),
    "time": re.compile(r"[0-2][0-9]:[0-5][0-9]:[0-6][0-9](\.[0-9]+)?"),
}
_LIKE = {"url": "uri", "canonical": "uri", "oid": "uri", "uuid": "uri", "markdown": "string", "xhtml": "string"}
_LOWEST = {"integer": -(2**31), "unsignedInt": 0, "positiveInt": 1}


@dataclass(frozen=True, slots=True)
class _Element:
    type: str
    required: bool
    repeats: bool
    codes: frozenset[str]


def check_structure(resource: dict[str, Any]) -> None:
    """Raises Refusal (400) at the first element of `resource` that FHIR does not have, or not so."""
    _check_resource(resource, str(resource["resourceType"]))


def _check_resource(resource: Any, path: str) -> None:
    if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
        _refuse(path, "a resource", resource)
    elements = _elements(resource["resourceType"])
    if elements is not None:
        _check_object({key: value for key, value in resource.items() if key != "resourceType"}, elements, path)


def _check_object(value: Any, elements: Mapping[str, _Element], path: str) -> None:
    if not isinstance(value, dict) or (not value and "." in path):
        _refuse(path, "an object with at least one element", value)
    for name, inner in value.items():
        place = f"{path}.{name}"
        element = elements.get(name)
        if element is not None:
            _check(inner, element, place)
        elif name.startswith("_") and name[1:] in elements:
            _check_beside(inner, place)
        else:
            raise Refusal(400, "structure", f"{place}: FHIR has no such element", expression=(place,))
    for name, element in elements.items():
        if element.required and name not in value and f"_{name}" not in value:
            raise Refusal(400, "required", f"{path}.{name} is missing", expression=(f"{path}.{name}",))


def _check(value: Any, element: _Element, path: str) -> None:
    if not element.repeats:
        _check_one(value, element, path)
        return
    if not isinstance(value, list) or not value:
        _refuse(path, "a list with at least one entry", value)
    for index, one in enumerate(value):
        if one is not None:
            _check_one(one, element, f"{path}[{index}]")


def _check_one(value: Any, element: _Element, path: str) -> None:
    if element.type == "Resource":
        _check_resource(value, path)
        return
    elements = _elements(element.type)
    if elements is not None:
        _check_object(value, elements, path)
    elif element.type[0].isupper():
        if not isinstance(value, dict) or not value:
            _refuse(path, f"an object of the type {element.type}", value)
    elif not _is_primitive(value, element.type):
        _refuse(path, f"a value of the type {element.type}", value)
    elif element.codes and value not in element.codes:
        _refuse(path, f"one of {', '.join(sorted(element.codes))}", value, code="code-invalid")


def _check_beside(value: Any, path: str) -> None:
    """What stands beside primitive values: an id, extensions, with gaps where a list has none."""
    for one in value if isinstance(value, list) else [value]:
        if one is not None:
            _check_object(one, _elements("Element") or {}, path)


def _is_primitive(value: Any, type_: str) -> bool:
    if type_ == "boolean":
        return isinstance(value, bool)
    if type_ in _LOWEST:
        return isinstance(value, int) and not isinstance(value, bool) and _LOWEST[type_] <= value < 2**31
    if type_ == "decimal":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if not isinstance(value, str) or _CONTROL.search(value):
        return False
    if type_ in ("date", "dateTime", "instant"):
        return _is_time(value, type_)
    return _TEXTS[_LIKE.get(type_, type_)].fullmatch(value) is not None


def _is_time(value: str, type_: str) -> bool:
    try:
        stretch(value)
    except ValueError:
        return False
    with_time = "T" in value
    if type_ == "date" or not with_time:
        return type_ != "instant" and not with_time
    return " " not in value and _ZONED.fullmatch(value) is not None


@cache
def _elements(type_: str) -> dict[str, _Element] | None:
    """The elements of a type, None for a primitive type and for one that is not in our table."""
    notations = _structures().get(type_)
    if notations is None or type_ == "Resource":
        return None
    found: dict[str, _Element] = {}
    for base in _line_of(type_):
        for name, notation in _structures()[base].items():
            if name == "_any":
                found.update(_of_any_type(notation))
            elif name != "_is":
                found[name] = _element(notation)
    return found


def _line_of(type_: str) -> list[str]:
    """`type_` after all that it is built on."""
    base = _structures()[type_].get("_is", "BackboneElement" if "." in type_ else "Element")
    return [*(_line_of(base) if base else ()), type_]


def _of_any_type(name: str) -> dict[str, _Element]:
    types = _structures()["_any"]["types"].split()
    return {f"{name}{type_[0].upper()}{type_[1:]}": _element(type_) for type_ in types}


def _element(notation: str) -> _Element:
    match = _NOTATION.fullmatch(notation)
    if match is None:
        raise AssertionError(notation)
    codes = frozenset((match["codes"] or "").split("|")) - {""}
    return _Element(match["type"], bool(match["required"]), bool(match["repeats"]), codes)


@cache
def _structures() -> dict[str, dict[str, str]]:
    """The notations of the elements of each type, by their names."""
    found: dict[str, dict[str, str]] = {}
    for row in structure_rows():
        found.setdefault(row["type"], {})[row["element"]] = row["notation"]
    return found


@cache
def structure_rows() -> tuple[dict[str, str], ...]:
    """The rows of the table."""
    with (Path(__file__).parent / "structures.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def _refuse(path: str, expected: str, found: Any, *, code: str = "value") -> NoReturn:
    shown = repr(found)
    shown = shown if len(shown) <= 60 else f"{shown[:59]}…"
    raise Refusal(400, code, f"{path}: expected {expected}, found {shown}", expression=(path,))
