"""Elements of any type of R4, good and bad, drawn by hypothesis from the names and texts of an expression."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from hypothesis import strategies as st

from harness.conformance.invariants.model import model

TEXTS = re.compile(r"'([^']*)'")
NAMES = re.compile(r"`?([A-Za-z]+)`?")
MOMENTS = ["2020", "2020-02", "2020-02-03", "2020-02-03T10:00:00Z", "2020-02-03T10:00:00+02:00", "2020-02-03T23:30:00"]
CHOICES = 4
"""Types of a choice that are tried."""

MALFORMED: list[Any] = [None, [], {}, [None], "", "x", {"id": "1"}]


def elements(expression: str, holder: str) -> st.SearchStrategy[dict[str, Any]]:
    """Objects of the type or backbone `holder` with the properties that the expression may look at."""
    names = tuple(sorted({*NAMES.findall(TEXTS.sub("", expression)), "id", "extension"}))
    texts = tuple(sorted({*TEXTS.findall(expression), "http://unitsofmeasure.org", "#a", "#", "a", "Abc"}))
    return _object(holder, names, texts, depth=2)


def resource_of(value: dict[str, Any], holder: str) -> dict[str, Any]:
    """A resource to stand around the value: the value itself where it is one."""
    name = holder.partition(".")[0]
    if holder == name and model().is_a(name, "Resource"):
        return value
    return {"resourceType": "Basic", "contained": [{"resourceType": "Basic", "id": "a"}]}


@cache
def _object(
    holder: str, names: tuple[str, ...], texts: tuple[str, ...], depth: int
) -> st.SearchStrategy[dict[str, Any]]:
    fields = [field for name in names for field in model().fields(holder, name)[:CHOICES] if field[1]]
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for field, type_code, below in fields:
        value = _value(type_code, below, names, texts, depth)
        optional[field] = value | st.lists(value, max_size=3) | st.sampled_from(MALFORMED)
        if type_code[:1].islower():
            optional[f"_{field}"] = st.sampled_from(
                [{"id": "e"}, {"extension": [{"url": "u"}]}, None, [None, {"id": "e"}]]
            )
    drawn = st.fixed_dictionaries({}, optional=optional)
    return drawn.map(lambda value: {"resourceType": holder, **value}) if model().is_a(holder, "Resource") else drawn


def _value(
    type_code: str, below: str, names: tuple[str, ...], texts: tuple[str, ...], depth: int
) -> st.SearchStrategy[Any]:
    if type_code in ("date", "dateTime", "instant", "time"):
        return st.sampled_from(MOMENTS)
    if type_code in ("decimal", "integer", "positiveInt", "unsignedInt"):
        return st.sampled_from([-1, 0, 1, 2.5, 100, 101])
    if type_code == "boolean":
        return st.booleans()
    if type_code[:1].islower() or type_code.startswith("System."):
        return st.sampled_from(texts)
    if depth == 0:
        return st.sampled_from([{"id": "a"}, {"extension": [{"url": "u", "valueString": "v"}]}])
    if type_code in ("Resource", "DomainResource"):
        kinds = ["Composition", "MessageHeader", "Patient"]
        return st.sampled_from(kinds).flatmap(lambda kind: _object(kind, names, texts, depth - 1))
    return _object(below, names, texts, depth - 1)
