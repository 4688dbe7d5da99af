"""What of a resource is found by which search parameter. Knows paths and FHIR's data types, not SQL and not HTTP."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeGuard

from harness.mocks.search.parameters import SearchParameter
from harness.mocks.search.values import DISTANT_FUTURE, DISTANT_PAST, Stretch, folded, stretch

_STEP = re.compile(r"(?P<name>[A-Za-z0-9]+)(\[(?P<key>[A-Za-z]+)=(?P<value>[^\]]*)\])?(\.|$)")
_LOGICAL = ""
"""The target of a reference that names an identifier alone: there is one, and no address leads to it."""

System = Callable[[str], str]
"""Gives the one name of a code or identifier system that goes by several."""


@dataclass(slots=True)
class IndexRows:
    """The rows of one resource, each led by the number of its parameter."""

    strings: set[tuple[int, str, str]] = field(default_factory=set)  # folded, as it stands
    tokens: set[tuple[int, str, str]] = field(default_factory=set)  # code, system
    dates: set[tuple[int, int, int]] = field(default_factory=set)  # low, high
    references: set[tuple[int, str]] = field(default_factory=set)  # as it stands
    uris: set[tuple[int, str]] = field(default_factory=set)  # as it stands
    numbers: set[tuple[int, float, float, str, str]] = field(default_factory=set)  # low, high, code, system
    positions: set[tuple[int, float, float]] = field(default_factory=set)  # latitude, longitude

    def tables(self) -> dict[str, Collection[tuple[Any, ...]]]:
        """The rows by the first word of their table."""
        return {
            "string": self.strings,
            "token": self.tokens,
            "date": self.dates,
            "reference": self.references,
            "uri": self.uris,
            "number": self.numbers,
            "position": self.positions,
        }


def index_rows(resource: dict[str, Any], parameters: Iterable[SearchParameter], *, system: System) -> IndexRows:
    """Everything under which `resource` is found. What is not of the type a parameter wants is left out."""
    rows = IndexRows()
    for parameter in parameters:
        for path in parameter.paths:
            if _steps(path)[0][0] in resource:  # most are not, and a resource has many paths
                for value in values_at(resource, path):
                    _add(rows, parameter, value, system)
    return rows


def values_at(resource: dict[str, Any], path: str) -> Iterator[Any]:
    """Every value at `path` (``name.given``, ``telecom[system=phone].value``) below `resource`, lists opened."""
    found: list[Any] = [resource]
    for name, key, wanted in _steps(path):
        inner: list[Any] = []
        for parent in found:
            value = parent.get(name) if isinstance(parent, dict) else None
            if isinstance(value, list):
                inner += [one for one in value if one is not None]
            elif value is not None:
                inner.append(value)
        found = [one for one in inner if isinstance(one, dict) and _meets(one, key, wanted)] if key else inner
    yield from found


def _meets(value: dict[str, Any], key: str, wanted: str) -> bool:
    return _leads_to(value, wanted) if key == "resolve" else value.get(key) == wanted


@cache
def _steps(path: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((step["name"], step["key"] or "", step["value"] or "") for step in _STEP.finditer(path))


def _leads_to(reference: dict[str, Any], type_: str) -> bool:
    """Whether a reference leads to a resource of this type, as far as it says so itself."""
    target = str(reference.get("reference", ""))
    return f"/{type_}/" in f"/{target}" or (not target and reference.get("type") == type_)


def _add(rows: IndexRows, parameter: SearchParameter, value: Any, system: System) -> None:
    kind, number = parameter.type, parameter.number
    if kind == "string" and isinstance(value, str):
        rows.strings.add((number, folded(value), value))
    elif kind == "token":
        rows.tokens.update((number, code, system(of)) for of, code in _tokens(value))
        if isinstance(value, dict):
            rows.strings.update((number, folded(text), text) for text in _texts(value))
    elif kind == "date" and (when := _stretch(value)):
        rows.dates.add((number, when.low, when.high))
    elif kind == "reference":
        rows.references.update((number, target) for target in _targets(value))
        if isinstance(value, dict) and isinstance(value.get("identifier"), dict):
            rows.tokens.update((number, code, system(of)) for of, code in _tokens(value["identifier"]))
    elif kind == "uri" and isinstance(value, str):
        rows.uris.add((number, value))
    elif kind in ("number", "quantity"):
        rows.numbers.update((number, *of) for of in _amounts(value))
    elif kind == "special" and isinstance(value, dict):
        latitude, longitude = value.get("latitude"), value.get("longitude")
        if _is_number(latitude) and _is_number(longitude):
            rows.positions.add((number, float(latitude), float(longitude)))


def _targets(value: Any) -> Iterator[str]:
    """Where a reference or a canonical leads, in the forms it is asked for: without a version as well."""
    if isinstance(value, str):
        yield value
        if "|" in value:
            yield value.partition("|")[0]
    elif isinstance(value, dict) and isinstance(value.get("reference"), str):
        yield value["reference"].partition("/_history/")[0]
    elif isinstance(value, dict) and "identifier" in value:
        yield _LOGICAL


def _amounts(value: Any) -> Iterator[tuple[float, float, str, str]]:
    """A number, a quantity, or a range of quantities: from, to, code, system."""
    if _is_number(value):
        yield float(value), float(value), "", ""
    elif isinstance(value, dict) and _is_number(value.get("value")):
        codes = {str(value.get(name)) for name in ("code", "unit") if value.get(name)} or {""}
        yield from ((float(value["value"]), float(value["value"]), one, str(value.get("system", ""))) for one in codes)
    elif isinstance(value, dict):
        ends = {name: one for name in ("low", "high") for one in _amounts(_quantity(value.get(name)))}
        if ends:
            _, _, code, system = next(iter(ends.values()))
            low = ends["low"][0] if "low" in ends else -math.inf
            high = ends["high"][1] if "high" in ends else math.inf
            yield low, high, code, system


def _quantity(value: Any) -> dict[str, Any] | None:
    return value if isinstance(value, dict) and _is_number(value.get("value")) else None


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300


def _texts(value: dict[str, Any]) -> Iterator[str]:
    """What people read where a machine reads a code: what ``:text`` looks at."""
    inner = value.get("type")
    for one in (value.get("text"), value.get("display"), inner.get("text") if isinstance(inner, dict) else None):
        if isinstance(one, str):
            yield one
    for coding in value["coding"] if isinstance(value.get("coding"), list) else ():
        if isinstance(coding, dict) and isinstance(coding.get("display"), str):
            yield coding["display"]


def _tokens(value: Any) -> Iterator[tuple[str, str]]:
    """System and code of whatever FHIR lets a token search look at (3.1.1.4.10)."""
    if isinstance(value, bool):
        yield "", "true" if value else "false"
    elif isinstance(value, str):
        yield "", value
    elif isinstance(value, dict):
        yield from _tokens_of_object(value)


def _tokens_of_object(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    of = value.get("system") if isinstance(value.get("system"), str) else ""
    if isinstance(value.get("coding"), list):
        for coding in value["coding"]:
            yield from _tokens(coding)
    elif "text" in value:
        yield "", ""  # there is something, and no code finds it
    for code in (value.get("code"), value.get("value")):
        if isinstance(code, str):
            yield str(of), code
            if isinstance(value.get("use"), str) and of in ("phone", "email", "fax", "sms", "url", "pager", "other"):
                yield value["use"], code  # a ContactPoint is asked for by its use as well


def _stretch(value: Any) -> Stretch | None:
    try:
        if isinstance(value, str):
            return stretch(value)
        if isinstance(value, dict) and (value.get("start") or value.get("end")):
            low = stretch(value["start"]).low if value.get("start") else DISTANT_PAST
            return Stretch(low, stretch(value["end"]).high if value.get("end") else DISTANT_FUTURE)
    except (ValueError, TypeError):
        return None
    return None
