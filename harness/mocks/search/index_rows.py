"""What of a resource is found by which search parameter. Knows paths and FHIR's data types, not SQL and not HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from harness.mocks.search.parameters import SearchParameter
from harness.mocks.search.values import DISTANT_FUTURE, DISTANT_PAST, Stretch, folded, stretch

_STEP = re.compile(r"(?P<name>[A-Za-z0-9]+)(\[(?P<key>[A-Za-z]+)=(?P<value>[^\]]*)\])?(\.|$)")

System = Callable[[str], str]
"""Gives the one name of a code or identifier system that goes by several."""


@dataclass(slots=True)
class IndexRows:
    """The rows of one resource, each led by the number of its parameter."""

    strings: set[tuple[int, str, str]] = field(default_factory=set)  # folded, as it stands
    tokens: set[tuple[int, str, str]] = field(default_factory=set)  # code, system
    dates: set[tuple[int, int, int]] = field(default_factory=set)  # low, high
    references: set[tuple[int, str]] = field(default_factory=set)  # as it stands


def index_rows(resource: dict[str, Any], parameters: Iterable[SearchParameter], *, system: System) -> IndexRows:
    """Everything under which `resource` is found. What is not of the type a parameter wants is left out."""
    rows = IndexRows()
    for parameter in parameters:
        for path in parameter.paths:
            for value in values_at(resource, path):
                _add(rows, parameter, value, system)
    return rows


def values_at(resource: dict[str, Any], path: str) -> Iterator[Any]:
    """Every value at `path` (``name.given``, ``telecom[system=phone].value``) below `resource`, lists opened."""
    found: list[Any] = [resource]
    for name, key, wanted in _steps(path):
        inner = (parent.get(name) for parent in found if isinstance(parent, dict))
        found = [one for value in inner for one in (value if isinstance(value, list) else [value]) if one is not None]
        if key:
            found = [one for one in found if isinstance(one, dict) and one.get(key) == wanted]
    yield from found


@cache
def _steps(path: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((step["name"], step["key"] or "", step["value"] or "") for step in _STEP.finditer(path))


def _add(rows: IndexRows, parameter: SearchParameter, value: Any, system: System) -> None:
    if parameter.type == "string" and isinstance(value, str):
        rows.strings.add((parameter.number, folded(value), value))
    elif parameter.type == "token":
        rows.tokens.update((parameter.number, code, system(of)) for of, code in _tokens(value))
    elif parameter.type == "date" and (when := _stretch(value)):
        rows.dates.add((parameter.number, when.low, when.high))
    elif parameter.type == "reference" and isinstance(value, dict) and isinstance(value.get("reference"), str):
        rows.references.add((parameter.number, value["reference"]))


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
